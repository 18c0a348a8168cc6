"""Dates as Indonesian papers print them -> an instant, how exact it is, and what is doubtful. Pure; never repairs.

A weekday that contradicts its date is normal (4 % in national papers) and is flagged, not moved. The grammar is our own:
general date parsers do not read `Jum’at`, `1 Agst`, `Rabo`, `WP` or a date beside a Hijri one.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal

import msgspec

from archive.records import EventDate

MONTHS = {
    "januari": 1, "january": 1, "jan": 1, "februari": 2, "february": 2, "pebruari": 2, "feb": 2, "peb": 2, "maret": 3,
    "march": 3, "mar": 3, "mrt": 3, "april": 4, "apr": 4, "mei": 5, "may": 5, "juni": 6, "june": 6, "jun": 6, "juli": 7,
    "july": 7, "jul": 7, "agustus": 8, "august": 8, "agu": 8, "agt": 8, "ags": 8, "agst": 8, "aug": 8, "september": 9,
    "sept": 9, "sep": 9, "oktober": 10, "october": 10, "okt": 10, "oct": 10, "november": 11, "nopember": 11, "nov": 11,
    "nop": 11, "desember": 12, "december": 12, "des": 12, "dec": 12,
}  # fmt: skip
DAYS = {
    "senin": 0, "sen": 0, "selasa": 1, "sel": 1, "rabu": 2, "rabo": 2, "rab": 2, "kamis": 3, "kam": 3, "jumat": 4,
    "jum": 4, "sabtu": 5, "sab": 5, "minggu": 6, "min": 6, "ahad": 6, "monday": 0, "mon": 0, "tuesday": 1, "tue": 1,
    "wednesday": 2, "wed": 2, "thursday": 3, "thu": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6,
}  # fmt: skip
ZONES = {"wib": 7, "wita": 8, "wit": 9, "wp": 9, "gmt": 0, "utc": 0}

Flag = Literal[
    "weekday_mismatch", "hijri_present", "no_year", "zone_assumed", "future", "year_far", "two_digit_year", "relative",
]  # fmt: skip

_MAX = 400
_APOSTROPHES = re.compile(r"\\?[’‘ʼ`'´]")
_HIJRI = re.compile(
    r"\b\d{1,2}\s{1,3}(?:muharr?am|s[ah]?afar|rabi\w{0,3}(?:ul)?\s?\w{0,6}|jumadil?\s?\w{0,6}|rajab|s[yh]a\W?ban|ramadh?an|"
    r"s[yh]awal|d?zulqa\W?i?dah|d?zulhijj?ah)\s{1,3}1[34]\d\d\s{0,3}H?\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\b(" + "|".join(sorted(DAYS, key=len, reverse=True)) + r")\b", re.IGNORECASE)
_NAMED = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]{1,3}("
    + "|".join(sorted(MONTHS, key=len, reverse=True))
    + r")\.?,?[\s\-/]{1,3}(\d{4}|\d{2})?(?!\d)",
    re.IGNORECASE,
)
_NAMED_EN = re.compile(
    r"\b("
    + "|".join(sorted(MONTHS, key=len, reverse=True))
    + r")\.?\s{1,2}(\d{1,2})(?:st|nd|rd|th)?,\s{0,2}(\d{4})(?!\d)",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"(?<![\d/.\-])(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/])")
_ISO = re.compile(
    r"(?<!\d)(\d{4})[-/](\d{2})[-/](\d{2})(?:[T\s]{1,2}(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?)?(?!\d)"
)
_TIME = re.compile(
    r"(?:(?<![\d.:/\-])|(?<=pkl\.)|(?<=pk\.)|(?<=jam\.))([01]?\d|2[0-4])([:.])([0-5]\d)(?:[:.]([0-5]\d))?(?!\d)\s{0,2}(am|pm|a\.m\.|p\.m\.)?\s{0,2}\(?(WIB|WITA|WIT|WP|GMT|UTC)?(?:\+(\d{1,2}))?\b",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\b(WIB|WITA|WIT|WP)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(\d{1,3})\s(detik|menit|jam|hari|minggu|bulan|tahun)\s(?:yang\s)?lalu\b", re.IGNORECASE)
_SPANS = {"detik": 1, "menit": 60, "jam": 3600, "hari": 86400, "minggu": 604800, "bulan": 2592000, "tahun": 31536000}
_EVENT = re.compile(
    r"(?:\b(?P<day>senin|selasa|rab[uo]|kamis|jum\W?at|sabtu|minggu|ahad)\b)?[\s,]{0,3}(?:tanggal\s)?"
    r"\(?(?<![\d/.])(?P<d>\d{1,2})(?:(?P<sep>[/\-])(?P<m>\d{1,2})(?:(?P=sep)(?P<y>\d{4}|\d{2}))?|\s(?P<name>"
    + "|".join(name for name in MONTHS if len(name) > 3 or name == "mei")
    + r")(?:\s(?P<y2>\d{4}))?)(?![\d/])\)?",
    re.IGNORECASE,
)
PATTERNS = {
    "hijri": _HIJRI, "weekday": _WEEKDAY, "named": _NAMED, "named_en": _NAMED_EN, "numeric": _NUMERIC, "iso": _ISO,
    "time": _TIME, "relative": _RELATIVE, "event": _EVENT,
}  # fmt: skip


class DateRead(msgspec.Struct, frozen=True, kw_only=True):
    """A printed date as it was read. `at` is None where the day is known and no zone was given to place it in."""

    at: datetime | None
    day: date | None
    precision: Literal["instant", "minute", "day", "none"]
    zone_from: Literal["printed", "data", "outlet", "site_utc"] | None
    printed: str
    flags: tuple[str, ...] = ()


def read_date(text: str, *, fetched_at: datetime | None = None, zone: int | None = None) -> DateRead | None:
    """The first date in a short text; None where there is none. `zone`: hours east of UTC to take where none is printed.

    `fetched_at` resolves `2 jam yang lalu` and marks what lies after it as `future`.
    """
    printed = " ".join(text.split())[:_MAX]
    plain = _APOSTROPHES.sub("", printed)
    flags: list[str] = []
    if _HIJRI.search(plain):
        flags.append("hijri_present")
        plain = _HIJRI.sub(" ", plain)
    found = _iso(plain) or _named(plain) or _numeric(plain)
    if found is None:
        return _relative(plain, printed, fetched_at)
    day, rest_at, extra, clock = found
    flags += extra
    said = _WEEKDAY.search(plain)
    if said and day is not None and abs(said.start() - rest_at) < 40 and DAYS[said[1].lower()] != day.weekday():
        flags.append("weekday_mismatch")
    if day is None:
        return DateRead(at=None, day=None, precision="none", zone_from=None, printed=printed, flags=tuple(flags))
    return _placed(day, clock or _clock(plain, rest_at), printed, flags, fetched_at, zone)


class _Clock(msgspec.Struct, frozen=True):
    hour: int
    minute: int
    second: int | None
    offset: timedelta | None
    is_next_day: bool = False


_Found = tuple[date | None, int, list[str], _Clock | None]


def _iso(text: str) -> _Found | None:
    match = _ISO.search(text)
    day = _day(match[1], match[2], match[3]) if match else None
    if match is None or day is None:
        return None
    if match[4] is None:
        return day, match.start(), [], None
    offset = _offset(match[7])
    hour = int(match[4])
    if hour > 23:
        return day, match.start(), [], None
    second = int(match[6]) if match[6] else None
    return day, match.start(), [], _Clock(hour, int(match[5]), second, offset if offset is not None else _zone(text))


def _offset(text: str | None) -> timedelta | None:
    if not text:
        return None
    if text == "Z":
        return timedelta()
    sign = -1 if text[0] == "-" else 1
    hours, minutes = int(text[1:3]), int(text[-2:])
    return sign * timedelta(hours=hours, minutes=minutes) if hours < 15 and minutes < 60 else None


def _named(text: str) -> _Found | None:
    for match in _NAMED.finditer(text):
        flags = []
        if match[3] is None:
            continue
        if len(match[3]) == 2:
            flags.append("two_digit_year")
        day = _day(_year(match[3]), MONTHS[match[2].lower()], match[1])
        if day is not None:
            return day, match.start(), flags, None
    found = _NAMED_EN.search(text)
    day = _day(found[3], MONTHS[found[1].lower()], found[2]) if found else None
    return (day, found.start(), [], None) if found and day else None


def _numeric(text: str) -> _Found | None:
    for match in _NUMERIC.finditer(text):
        # The order is always day, month, year.
        day = _day(_year(match[4]), match[3], match[1])
        if day is not None:
            return day, match.start(), ["two_digit_year"] if len(match[4]) == 2 else [], None
    return None


def _year(text: str) -> int:
    year = int(text)
    return year if year > 99 else 2000 + year if year < 70 else 1900 + year


def _day(year: int | str, month: int | str, day: int | str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2999 else None


def _clock(text: str, near: int) -> _Clock | None:
    """The time of day that stands after the date, else before it; a bare `10.15` only where it cannot be a figure."""
    matches = [match for match in _TIME.finditer(text) if match.start() != near]
    after = [match for match in matches if match.start() > near]
    for match in (*after, *reversed(matches)):
        if match[2] == "." and not (match[6] or _is_time_word(text[: match.start()]) or match in after):
            continue
        hour, minute = int(match[1]), int(match[3])
        half = (match[5] or "").lower().replace(".", "")
        if half == "pm" and hour < 12:
            hour += 12
        elif half == "am" and hour == 12:
            hour = 0
        zone = match[6]
        offset = timedelta(hours=ZONES[zone.lower()]) if zone else _zone(text[match.end() : match.end() + 12])
        if match[7] and zone and zone.upper() in ("GMT", "UTC"):
            offset = timedelta(hours=min(int(match[7]), 14))
        second = int(match[4]) if match[4] else None
        return _Clock(hour % 24, minute, second, offset, hour == 24)
    return None


def _is_time_word(before: str) -> bool:
    return before.rstrip(" .:").lower().endswith(("pkl", "pukul", "jam", "|", ","))


def _zone(text: str) -> timedelta | None:
    match = _ZONE.search(text)
    return timedelta(hours=ZONES[match[1].lower()]) if match else None


def _placed(
    day: date, clock: _Clock | None, printed: str, flags: list[str], fetched_at: datetime | None, zone: int | None
) -> DateRead:
    offset = clock.offset if clock and clock.offset is not None else None
    zone_from: Literal["printed", "outlet"] | None = "printed" if offset is not None else None
    if offset is None and zone is not None:
        offset, zone_from = timedelta(hours=zone), "outlet"
        flags.append("zone_assumed")
    at = None
    if offset is not None:
        at = datetime(
            day.year, day.month, day.day, clock.hour if clock else 0, clock.minute if clock else 0,
            (clock.second or 0) if clock else 0, tzinfo=timezone(offset),
        )  # fmt: skip
        if clock and clock.is_next_day:
            at += timedelta(days=1)
    if fetched_at is not None:
        if day > (fetched_at + timedelta(days=1)).date():
            flags.append("future")
        if abs(day.year - fetched_at.year) > 40:
            flags.append("year_far")
    precision: Literal["instant", "minute", "day"] = (
        "day" if clock is None else "minute" if clock.second is None else "instant"
    )
    return DateRead(
        at=at, day=day, precision=precision, zone_from=zone_from, printed=printed, flags=tuple(dict.fromkeys(flags))
    )


def _relative(text: str, printed: str, fetched_at: datetime | None) -> DateRead | None:
    match = _RELATIVE.search(text)
    if match is None or fetched_at is None:
        return None
    unit = match[2].lower()
    at = fetched_at.astimezone(UTC) - timedelta(seconds=int(match[1]) * _SPANS[unit])
    precision: Literal["minute", "day"] = "minute" if unit in ("detik", "menit", "jam") else "day"
    return DateRead(
        at=at, day=at.date(), precision=precision, zone_from="site_utc", printed=printed, flags=("relative",)
    )


def event_dates(text: str, published: date | None) -> tuple[EventDate, ...]:
    """The dates that a text mentions. `Rabu (10/4)` without a year is the norm: the nearest past from publication."""
    found: dict[str, EventDate] = {}
    for match in list(_EVENT.finditer(text[:100_000]))[:60]:
        if match["m"] and not match["day"] and not match["y"]:
            continue
        event = _event(match, published)
        if event is not None:
            found.setdefault(event.printed, event)
    return tuple(found.values())


def _event(match: re.Match[str], published: date | None) -> EventDate | None:
    flags: list[str] = []
    month = MONTHS[match["name"].lower()] if match["name"] else int(match["m"])
    year_text = match["y"] or match["y2"]
    if year_text:
        day = _day(_year(year_text), month, match["d"])
    else:
        flags.append("no_year")
        day = _nearest_past(month, int(match["d"]), published)
        if day is None and (published is not None or not _day(2000, month, match["d"])):
            return None
    if day is None and year_text:
        return None
    said = _APOSTROPHES.sub("", match["day"] or "").lower()
    said = re.sub(r"\W", "", said)
    if said and day is not None and DAYS.get(said, day.weekday()) != day.weekday():
        flags.append("weekday_mismatch")
    if day is not None and published is not None and abs((day - published).days) > 300:
        flags.append("year_far")
    return EventDate(printed=match[0].strip(" ,"), day=day, flags=tuple(flags))


def _nearest_past(month: int, day: int, published: date | None) -> date | None:
    if published is None:
        return None
    candidates = (_day(published.year + shift, month, day) for shift in (1, 0, -1))
    near = [c for c in candidates if c is not None and (c - published).days <= 45]
    return near[0] if near else None

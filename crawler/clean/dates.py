"""Dates as Indonesian papers print them -> an instant, how exact it is, and what is doubtful. Pure; never repairs.

A weekday that contradicts its date is normal (4 % in national papers) and is flagged, not moved. The grammar is our own:
general date parsers do not read `Jum’at`, `1 Agst`, `Rabo`, `WP` or a date beside a Hijri one, and cost a hundred times
as much. Dates in the middle of an article's text are `events.py`'s.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal

import msgspec

from archive.records import EventDate
from crawler.clean import events
from crawler.clean.daywords import APOSTROPHES, DAY_WORDS, MONTH_WORDS, MONTHS, WEEKDAYS, full_year, valid_day

ZONES = {
    "wib": 7.0, "wita": 8.0, "witeng": 8.0, "wit": 9.0, "wp": 9.0, "gmt": 0.0, "utc": 0.0, "pdt": -7.0, "pst": -8.0,
}  # fmt: skip

_MAX = 400
_NEAR = 45  # a time of day or a weekday farther than this from a date is another thing's
_SHORT = 90
_HIJRI = re.compile(
    r"\b\d{1,2}\s{1,3}(?:muharr?am|s[hy]?afar|rabi\w{0,3}(?:\s?(?:ul|al)?[ -]?)?(?:aww?al|akhir|tsani)|jumad\w{1,3}\s?(?:aww?al|akhir|ula|tsani\w?)|rajab|"
    r"s[yh]a[k\W]?ban|rama[dl]h?an|s[yh]awal|d?zul[qk]a?[ie]?dah|d?zulhijj?ah)\s{1,3}1[34]\d\d(?:\s{0,3}h(?:ijri\w{0,3})?\b)?",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_WEEKDAY = re.compile(rf"\b({DAY_WORDS})\b", re.IGNORECASE)
_NAMED = re.compile(
    rf"(\d(?<!\d\d)(?<!\d[.:/]\d)\d?)(?:st|nd|rd|th)?[\s\-/.+]{{0,3}}({MONTH_WORDS})(?![a-z])\.?,?[\s\-/+]{{0,3}}(\d{{4}}|\d{{2}}(?![.:]\d))?(?!\d)",
    re.IGNORECASE,
)
# `March 4, 2026`: its figures are rarer than what may begin a month's name, so they are sought first.
_NAMED_EN = re.compile(r"(\d(?<=\s\d)\d?)(?:st|nd|rd|th)?,?\s{1,2}(\d{4})(?!\d)", re.IGNORECASE)
_MONTH_BEFORE = re.compile(rf"\b({MONTH_WORDS})\.?\s{{1,2}}$", re.IGNORECASE)
_LONGEST_MONTH = max(map(len, MONTHS)) + 4
_NUMERIC = re.compile(
    r"(\d(?<![\d/.\-]\d)\d?)(?:([/\-])(\d{1,2})\2(\d{4}|\d{2})|(?:\s[/\-]\s|\s?\.\s?)(\d{1,2})(?:\s[/\-]\s|\s?\.\s?)(\d{4}))(?![\d/]|\.\d)"
)
_ISO = re.compile(
    r"((?:19|2\d)(?<!\d\d\d)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"
    r"(?:[T\s]{1,2}(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z\b|[+-]\d{2}:?\d{2}(?!\d)|[+-]\d{2}(?!\d))?)?"
)
_TIME = re.compile(
    r"(\d(?:(?<![\d.:/\-]\d)|(?<=[a-z]\.\d))(?:(?<=[01])\d|(?<=2)[0-4])?)\s?([:.])\s?([0-5]\d)(?:\s?[:.]\s?([0-5]\d))?(?!\d)(?![.,:]\d)"
    r"\s{0,2}([ap]m|[ap]\.m\.)?\s{0,2}\(?(WIB|WITA|WITENG|WIT|WP|GMT|UTC|PDT|PST)?(?![a-z])(?:\s?\+(\d{1,2}))?",
    re.IGNORECASE,
)
_HALF_OF_DAY = re.compile(r"\s{0,2}(?:WIB|WITA|WIT)?\s{0,2}(siang|sore|petang|malam)\b", re.IGNORECASE)
_ZONE = re.compile(r"(?<![a-z])(WIB|WITA|WITENG|WIT|WP)(?![a-z])", re.IGNORECASE)
_TIME_WORD = re.compile(r"(?:pkl|pk|pukul|jam|[|,\-–/])[\s.:]{0,3}$", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(\d{1,3}|se)\s?(detik|menit|jam|hari|minggu|pekan|bulan|tahun|seconds?|minutes?|hours?|days?|weeks?|months?|years?)\s(?:yang\s)?(?:lalu|ago)\b",
    re.IGNORECASE,
)
_NAMED_RELATIVE = re.compile(r"\b(baru saja|just now|hari ini|today|kemarin|yesterday)\b", re.IGNORECASE)
_SPANS = {
    "detik": 1, "second": 1, "menit": 60, "minute": 60, "jam": 3600, "hour": 3600, "hari": 86400, "day": 86400, "minggu": 604800,
    "pekan": 604800, "week": 604800, "bulan": 2592000, "month": 2592000, "tahun": 31536000, "year": 31536000,
}  # fmt: skip
PATTERNS = {
    "hijri": _HIJRI, "weekday": _WEEKDAY, "named": _NAMED, "named_en": _NAMED_EN, "month_before": _MONTH_BEFORE, "numeric": _NUMERIC, "iso": _ISO,
    "time": _TIME, "half_of_day": _HALF_OF_DAY, "zone": _ZONE, "time_word": _TIME_WORD, "relative": _RELATIVE, "named_relative": _NAMED_RELATIVE,
}  # fmt: skip


class DateRead(msgspec.Struct, frozen=True, kw_only=True):
    """A printed date as it was read. `at` is None where the day is known and no zone was given to place it in.

    Flags: weekday_mismatch, hijri_present, no_year, zone_assumed, future, year_far, two_digit_year, month_first, relative.
    """

    at: datetime | None
    day: date | None
    precision: Literal["instant", "minute", "day", "none"]
    zone_from: Literal["printed", "data", "outlet", "site_utc"] | None
    printed: str
    flags: tuple[str, ...] = ()


class _Clock(msgspec.Struct, frozen=True):
    hour: int
    minute: int
    second: int | None
    offset: timedelta | None
    is_next_day: bool = False


class _Found(msgspec.Struct, frozen=True):
    """A day in a text: where it stands, its flags, and the time of day where the form itself has one."""

    day: date | None
    start: int
    end: int
    flags: tuple[str, ...] = ()
    clock: _Clock | None = None


def read_date(text: str, *, fetched_at: datetime | None = None, zone: int | None = None) -> DateRead | None:
    """The first date in a short text; None where there is none. `zone`: hours east of UTC to take where none is printed.

    `fetched_at` resolves `2 jam yang lalu` and marks what lies after it as `future`.
    """
    printed = " ".join(text[: 4 * _MAX].split())[:_MAX]
    plain = APOSTROPHES.sub("", html.unescape(printed) if "&" in printed else printed)
    if _DIGIT.search(plain) is None:
        return _relative(plain, printed, fetched_at, zone)
    flags: list[str] = []
    without_hijri = _HIJRI.sub(" ", plain)
    if without_hijri != plain:
        flags.append("hijri_present")
    found = _first(without_hijri)
    if found is None:
        relative = _relative(without_hijri, printed, fetched_at, zone)
        return relative or (_nothing(printed, flags) if flags else None)
    flags += found.flags
    if found.day is None:
        return _nothing(printed, flags)
    said = _weekday_near(without_hijri, found)
    if said is not None and said != found.day.weekday():
        flags.append("weekday_mismatch")
    return _placed(found.day, found.clock or _clock(without_hijri, found), printed, flags, fetched_at, zone)


def event_dates(text: str, published: date | None) -> tuple[EventDate, ...]:
    """The dates that a text mentions. `Rabu (10/4)` without a year is the norm: the nearest past from publication."""
    return events.read_events(text, published)


def _nothing(printed: str, flags: list[str]) -> DateRead:
    return DateRead(at=None, day=None, precision="none", zone_from=None, printed=printed, flags=tuple(flags))


def _first(text: str) -> _Found | None:
    """The date that stands first, of whatever form; one without a year only where none has one."""
    forms = [found for found in (_iso(text), _named(text), _named_en(text), _numeric(text)) if found is not None]
    whole = [found for found in forms if found.day is not None]
    return min(whole or forms, key=lambda found: found.start, default=None)


def _iso(text: str) -> _Found | None:
    for match in _ISO.finditer(text):
        day = valid_day(match[1], match[2], match[3])
        if day is None:
            continue
        if match[4] is None or int(match[4]) > 23 or int(match[5]) > 59:
            return _Found(day, match.start(), match.end(3))
        offset = _offset(match[7])
        second = min(int(match[6]), 59) if match[6] else None
        zone = offset if offset is not None else _zone(text[match.end() : match.end() + 12])
        return _Found(day, match.start(), match.end(), (), _Clock(int(match[4]), int(match[5]), second, zone))
    return None


def _offset(text: str | None) -> timedelta | None:
    if not text:
        return None
    if text in "Zz":
        return timedelta()
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    sign = -1 if text[0] == "-" else 1
    return sign * timedelta(hours=hours, minutes=minutes) if hours < 15 and minutes < 60 else None


def _named(text: str) -> _Found | None:
    yearless = None
    for match in _NAMED.finditer(text):
        month = MONTHS[match[2].lower()]
        if match[3] is None:
            if yearless is None and valid_day(2000, month, match[1]):
                yearless = _Found(None, match.start(), match.end(), ("no_year",))
            continue
        day = valid_day(full_year(match[3]), month, match[1])
        if day is not None:
            return _Found(day, match.start(), match.end(3), ("two_digit_year",) if len(match[3]) == 2 else ())
    return yearless


def _named_en(text: str) -> _Found | None:
    for match in _NAMED_EN.finditer(text):
        start = max(match.start() - _LONGEST_MONTH, 0)
        month = _MONTH_BEFORE.search(text, start, match.start())
        day = valid_day(match[2], MONTHS[month[1].lower()], match[1]) if month else None
        if month is not None and day is not None:
            return _Found(day, month.start(), match.end())
    return None


def _numeric(text: str) -> _Found | None:
    """Day, month, year, as Indonesians write; the other order only where nothing else can be meant, and flagged."""
    for match in _NUMERIC.finditer(text):
        first, second, year = match[1], match[3] or match[5], match[4] or match[6]
        flags = ("two_digit_year",) if len(year) == 2 else ()
        day = valid_day(full_year(year), second, first)
        if day is None and len(year) == 4 and (day := valid_day(year, first, second)):
            flags = ("month_first",)
        if day is not None:
            return _Found(day, match.start(), match.end(), flags)
    return None


def _weekday_near(text: str, found: _Found) -> int | None:
    """The weekday that is printed with a date: the last one before it, else one right behind it."""
    before = list(_WEEKDAY.finditer(text, max(found.start - _NEAR, 0), found.start))
    match = before[-1] if before else _WEEKDAY.match(text[found.end : found.end + 20].lstrip(" ,(|-"))
    return WEEKDAYS[match[1].lower()] if match else None


def _clock(text: str, found: _Found) -> _Clock | None:
    """The time of day beside a date: behind it, else before it; `10.15` only where it can be no figure."""
    behind = _TIME.search(text, found.end, found.end + _NEAR + 20)
    if behind and (behind.start() - found.end <= _NEAR or behind[6]):
        return _clock_of(behind, text)
    for match in reversed(list(_TIME.finditer(text, max(found.start - _NEAR, 0), found.start))):
        if match[6] or match[2] == ":" or _TIME_WORD.search(text[: match.start()]):
            return _clock_of(match, text)
    return None


def _clock_of(match: re.Match[str], text: str) -> _Clock:
    hour, minute = int(match[1]), int(match[3])
    half = (match[5] or "").lower()[:1]
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    elif 1 <= hour < 12 and (word := _HALF_OF_DAY.match(text, match.end())):
        # `5.30 sore` is half past five in the afternoon; noon (`siang`) lasts until four, and eleven is before it.
        hour += 12 if word[1].lower() != "siang" or hour < 4 else 0
    zone = (match[6] or "").lower()
    offset = timedelta(hours=ZONES[zone]) if zone else _zone(text[match.end() : match.end() + 24])
    if match[7] and zone in ("gmt", "utc"):
        offset = timedelta(hours=min(int(match[7]), 14))
    return _Clock(hour % 24, minute, int(match[4]) if match[4] else None, offset, hour == 24)


def _zone(text: str) -> timedelta | None:
    match = _ZONE.search(text)
    return timedelta(hours=ZONES[match[1].lower()]) if match else None


def _placed(
    day: date, clock: _Clock | None, printed: str, flags: list[str], fetched_at: datetime | None, zone: int | None
) -> DateRead:
    offset = clock.offset if clock else None
    zone_from: Literal["printed", "outlet"] | None = "printed" if offset is not None else None
    if offset is None and zone is not None:
        offset, zone_from = timedelta(hours=zone), "outlet"
        flags.append("zone_assumed")
    at = None
    if offset is not None:
        hour, minute, second = (clock.hour, clock.minute, clock.second or 0) if clock else (0, 0, 0)
        at = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=timezone(offset))
        if clock and clock.is_next_day:
            at += timedelta(days=1)
    flags += _doubts(day, fetched_at)
    precision: Literal["instant", "minute", "day"] = (
        "day" if clock is None else "minute" if clock.second is None else "instant"
    )
    return DateRead(
        at=at, day=day, precision=precision, zone_from=zone_from, printed=printed, flags=tuple(dict.fromkeys(flags))
    )


def _doubts(day: date, fetched_at: datetime | None) -> list[str]:
    """`future` where the day had not begun anywhere when the page was fetched; `year_far` where no web page is that old."""
    flags = []
    if fetched_at is not None:
        today = fetched_at.astimezone(UTC).date()
        if (day - today).days > 1:
            flags.append("future")
        if (day - today).days > 300:
            flags.append("year_far")
    if day.year < 1995:
        flags.append("year_far")
    return flags


def _relative(text: str, printed: str, fetched_at: datetime | None, zone: int | None) -> DateRead | None:
    """`2 jam yang lalu`, `kemarin`: resolved against the look, in a line that says little else."""
    if fetched_at is None or len(text) > _SHORT:
        return None
    counted, named = _RELATIVE.search(text), _NAMED_RELATIVE.search(text)
    if counted is None and named is None:
        return None
    at = fetched_at.astimezone(timezone(timedelta(hours=zone or 0)))
    if counted is not None:
        unit = counted[2].lower()
        seconds = _SPANS.get(unit) or _SPANS[unit.rstrip("s")]
        at -= timedelta(seconds=seconds * (1 if counted[1].lower() == "se" else int(counted[1])))
        is_exact = seconds <= 3600
    else:
        word = named[1].lower() if named else ""
        is_exact = word in ("baru saja", "just now")
        at -= timedelta(days=1 if word in ("kemarin", "yesterday") else 0)
    return DateRead(
        at=at, day=at.date(), precision="minute" if is_exact else "day", zone_from="site_utc", printed=printed,
        flags=("relative",),
    )  # fmt: skip

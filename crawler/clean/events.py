"""The dates that an article's text mentions: `Kamis (26/02/2020)`, `Rabu (10/4)`, `13-14 Maret 2026`. Pure.

A date without weekday, year or the word for date before it may be a street's name or a fraction: it is left alone.
"""

from __future__ import annotations

import re
from datetime import date

from archive.records import EventDate
from crawler.clean.daywords import APOSTROPHES, MONTHS, WEEKDAYS, full_year, valid_day

_LONG = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = re.compile(
    r"(?P<d>\d(?<![\d/.,\-–]\d)\d?)(?:\s?(?:-|–|s/d|sampai|hingga)\s?(?P<d2>\d{1,2}))?"
    rf"(?:(?P<sep>[/\-.])(?P<m>\d{{1,2}})(?:(?P=sep)(?P<y>\d{{4}}|\d{{2}}))?|\s?(?P<name>{_LONG})(?![a-z])(?:,?\s?(?P<y2>\d{{4}}))?)(?![\d/])",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:(?<![\w])(?P<day>senin|selasa|rabu|rabo|kamis|jum[\\’‘ʼ`'´]{0,2}at|sabtu|minggu|ahad)(?!\w)"
    r"(?:\s(?:pagi|siang|sore|petang|malam|dini hari|subuh|kemarin|lalu|ini)){0,2}[\s,.]{0,3}|(?P<word>\b(?:tanggal|tgl|pada|sejak|per)\s))(?:tanggal\s|tgl\.?\s)?(?P<open>\(\s?)?$",
    re.IGNORECASE,
)
_MAX_TEXT, _MAX_EVENTS = 100_000, 60
_FAR, _AHEAD = 300, 45
PATTERNS = {"date": _DATE, "before": _BEFORE}


def read_events(text: str, published: date | None) -> tuple[EventDate, ...]:
    """The dates that a text mentions, each once, as printed. A year that is not printed is the nearest past from publication."""
    found: dict[tuple[str, date | None], EventDate] = {}
    text = text[:_MAX_TEXT]
    for match in _DATE.finditer(text):
        for event in _events(match, text, published):
            found.setdefault((event.printed, event.day), event)
        if len(found) >= _MAX_EVENTS:
            break
    return tuple(found.values())


def _events(match: re.Match[str], text: str, published: date | None) -> list[EventDate]:
    start = max(match.start() - 40, 0)
    before = _BEFORE.search(text[start : match.start()])
    year, said = match["y"] or match["y2"], before["day"] if before else None
    if not _is_date(match, before, year):
        return []
    month = MONTHS[match["name"].lower()] if match["name"] else int(match["m"])
    days = [match["d"], match["d2"]] if match["d2"] else [match["d"]]
    first = start + before.start("day") if before and said else match.start()
    closing = ")" if before and said and before["open"] and text[match.end() : match.end() + 1] == ")" else ""
    printed = text[first : match.end()].strip() + closing
    events = [_event(printed, day, month, year, published) for day in days]
    if any(event is None for event in events):
        return []
    return [_with_weekday(event, said, is_alone=len(days) == 1) for event in events if event is not None]


def _is_date(match: re.Match[str], before: re.Match[str] | None, year: str | None) -> bool:
    """Whether figures are a date: by their year, their weekday or the word for date; a fraction or score has none."""
    if match["name"]:
        # Short names of months are words too (`3 Mei` is a date, `2 Jan` may be a man).
        is_whole = len(match["name"]) > 4 or match["name"].lower() in ("mei", "juni", "juli")
        return (year is not None and len(year) == 4) or (is_whole and before is not None)
    if match["sep"] == ".":
        return year is not None and len(year) == 4
    if match["d2"] and match["sep"] == "-":
        return False
    if year is not None:
        return len(year) == 4 or before is not None
    return before is not None and (before["day"] is not None or match["sep"] == "/")


def _event(printed: str, day: str, month: int, year: str | None, published: date | None) -> EventDate | None:
    flags: list[str] = []
    if year is None:
        flags.append("no_year")
        at = _nearest_past(month, int(day), published)
        if at is None and (published is not None or not valid_day(2000, month, day)):
            return None
    else:
        at = valid_day(full_year(year), month, day)
        if at is None:
            return None
        if len(year) == 2:
            flags.append("two_digit_year")
    if year is not None and at is not None and published is not None and abs((at - published).days) > _FAR:
        flags.append("year_far")
    return EventDate(printed=" ".join(printed.split()), day=at, flags=tuple(flags))


def _with_weekday(event: EventDate, said: str | None, *, is_alone: bool) -> EventDate:
    """A weekday that contradicts the date is flagged; beside a range it may be either end's."""
    if not said or not is_alone or event.day is None:
        return event
    if WEEKDAYS[APOSTROPHES.sub("", said).replace("\\", "").lower()] == event.day.weekday():
        return event
    return EventDate(printed=event.printed, day=event.day, flags=("weekday_mismatch", *event.flags))


def _nearest_past(month: int, day: int, published: date | None) -> date | None:
    """The last such day before publication; one that is near ahead is announced."""
    if published is None:
        return None
    candidates = (valid_day(published.year + shift, month, day) for shift in (1, 0, -1))
    return next((at for at in candidates if at is not None and (at - published).days <= _AHEAD), None)

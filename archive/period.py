"""A span of days as a person types it: 2020, 2020-02, 2020-02..2020-03, 26/02/2020, 2020.. Pure."""

from __future__ import annotations

import calendar
import re
from datetime import date

from archive.errors import QueryRefused
from archive.messages import say

_YEARS = range(1000, 9000)
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?", re.ASCII)
_DAY_FIRST = re.compile(r"(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})", re.ASCII)


def period(text: str) -> tuple[date, date]:
    """The first and the last day that are meant. QueryRefused with one line of help where there are none."""
    first, dots, last = text.strip().partition("..")
    if not first and not last:
        raise _refused(text)
    begun = _days(first, text)[0] if first else date(_YEARS[0], 1, 1)
    ended = _days(last if dots else first, text)[1] if last or not dots else date(_YEARS[-1], 12, 31)
    if begun > ended:
        raise QueryRefused(say("{text} runs backwards: write the earlier date first", text=text[:30]))
    return begun, ended


def day_number(day: date) -> int:
    """A day as the index has it: 20200226."""
    return day.year * 10_000 + day.month * 100 + day.day


def _days(typed: str, text: str) -> tuple[date, date]:
    if found := _YEAR_FIRST.fullmatch(typed):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(typed):
        day, month, year = found.groups()
    else:
        raise _refused(text)
    if int(year) not in _YEARS:
        raise _refused(text)
    first, last = int(month or 1), int(month or 12)
    try:
        ended = int(day) if day else calendar.monthrange(int(year), last)[1]
        return date(int(year), first, int(day or 1)), date(int(year), last, ended)
    except ValueError:
        raise QueryRefused(say("there is no such date as {text}", text=text[:30])) from None


def _refused(text: str) -> QueryRefused:
    return QueryRefused(
        say("{text!r} is no date; write tanggal:2020-02 or tanggal:2020-02-01..2020-03", text=text[:30])
    )

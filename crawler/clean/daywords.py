"""The words of the calendar as Indonesian papers write them, and English ones beside them. Pure."""

from __future__ import annotations

import re
from datetime import date

MONTHS = {
    "januari": 1, "january": 1, "jan": 1, "februari": 2, "february": 2, "pebruari": 2, "febuari": 2, "feb": 2, "peb": 2,
    "maret": 3, "march": 3, "mar": 3, "mrt": 3, "april": 4, "apr": 4, "mei": 5, "may": 5, "juni": 6, "june": 6, "jun": 6,
    "juli": 7, "july": 7, "jul": 7, "agustus": 8, "august": 8, "agu": 8, "agt": 8, "ags": 8, "agst": 8, "agus": 8, "aug": 8,
    "september": 9, "sept": 9, "sep": 9, "oktober": 10, "october": 10, "okt": 10, "oct": 10, "november": 11, "nopember": 11,
    "nov": 11, "nop": 11, "desember": 12, "december": 12, "des": 12, "dec": 12,
}  # fmt: skip
WEEKDAYS = {
    "senin": 0, "sen": 0, "selasa": 1, "sel": 1, "rabu": 2, "rabo": 2, "rab": 2, "kamis": 3, "kam": 3, "jumat": 4, "jum": 4,
    "sabtu": 5, "sab": 5, "minggu": 6, "min": 6, "ahad": 6, "monday": 0, "mon": 0, "tuesday": 1, "tue": 1, "wednesday": 2,
    "wed": 2, "thursday": 3, "thu": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6,
}  # fmt: skip
MONTH_WORDS = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY_WORDS = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
# `Jum’at`, and `Jum\'at` as a careless program stores it.
APOSTROPHES = re.compile(r"\\?[’‘ʼ`'´]")

_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def full_year(text: str) -> int:
    """A year of two digits is of this century, unless that would be far ahead."""
    year = int(text)
    return year if year > 99 else 2000 + year if year < 70 else 1900 + year


def valid_day(year: int | str, month: int | str, day: int | str) -> date | None:
    """The day, where the calendar has it. 2926 is a year here: a typo is flagged where it is known to be one."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None

"""The holidays of Indonesia, joint leave included: newsrooms are half empty on them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=16)
def _of_year(year: int) -> frozenset[date]:
    # The package knows all the world's countries: half a second, and only who closes a run needs it.
    import holidays

    return frozenset(holidays.country_holidays("ID", years=[year], categories=("public", "government")))


def is_holiday(day: date) -> bool:
    """Whether this day is a public holiday or joint leave in Indonesia."""
    return day in _of_year(day.year)

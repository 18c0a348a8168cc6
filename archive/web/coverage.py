"""The pages of coverage: what this archive has and does not have, by month, and of one newspaper day by day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import msgspec

from archive.coverage import Day, coverage
from archive.messages import say
from archive.web import asking
from archive.web.absent import covered, held_back, months_looked_on, tells_days
from archive.web.asked import Ask, NotThere, Reply
from archive.web.memory import remembered
from archive.web.rendering import page
from archive.web.tables import Table, as_format

# So many columns of months a screen can hold; the others are a year's click away.
_MONTHS = 24
_DAYS = 35
_EAST = timedelta(hours=9)
_YOUNG = 300
_COLUMNS = ("site", "month", "articles", "days_looked_at", "days_ill", "held_back")
_DAY_COLUMNS = ("day", "runs", "listed", "fetched", "kept", "refused", "missing")
# Beside what is shown, what is kept of a day would tell on which one something is held back.
_PUBLIC_DAY_COLUMNS = ("day", "runs", "listed", "missing")


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one newspaper's month. `held_back` are articles that a published copy leaves out."""

    site: str
    month: str
    articles: int = 0
    days_looked_at: int = 0
    days_ill: int = 0
    held_back: int = 0

    @property
    def kind(self) -> str:
        """What a cell says: has (articles), silent (looked at, none), ill (every look failed), unseen."""
        if self.articles or self.held_back:
            return "has"
        if not self.days_looked_at:
            return "unseen"
        return "ill" if self.days_ill == self.days_looked_at else "silent"


def months(ask: Ask) -> Reply:
    """How many articles of each newspaper in each month; and where there are none, whether anybody looked."""
    known = remembered(ask, "coverage", _YOUNG, _known)
    if ask.format != "html":
        rows = tuple(msgspec.to_builtins(one) for site in known.values() for _, one in sorted(site.items()))
        return as_format(ask, Table(name="coverage", columns=_COLUMNS, rows=rows, total=len(rows)))
    every = sorted({month for found in known.values() for month in found})
    years = sorted({month[:4] for month in every}, reverse=True)
    year = ask.text("year")
    shown = [month for month in every if month.startswith(year)] if year in years else every
    return page(
        ask, "coverage.html", months=_without_gaps(shown[-_MONTHS:]), rows=list(known.items()),
        years=years, year=year, has_days=tells_days(ask), unseen=Month(site="", month=""),
    )  # fmt: skip


def _known(ask: Ask) -> dict[str, dict[str, Month]]:
    counted: Mapping[str, Mapping[str, int]] = asking.months_of_sites(ask.connection)
    looked, held = months_looked_on(ask.connection, ask.room), held_back(ask)
    found: dict[str, dict[str, Month]] = {}
    for site in sorted({*counted, *looked, *held}):
        articles, days, back = counted.get(site, {}), looked.get(site, {}), held.get(site, {})
        found[site] = {
            month: Month(
                site=site, month=month, articles=articles.get(month, 0), days_looked_at=days.get(month, (0, 0))[0],
                days_ill=days.get(month, (0, 0))[0] - days.get(month, (0, 0))[1], held_back=back.get(month, 0),
            )
            for month in {*articles, *days, *back}
        }  # fmt: skip
    return found


def _without_gaps(shown: list[str]) -> list[str]:
    """Every month from the first to the last, as far as a screen holds them."""
    if not shown:
        return []
    first, last = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (shown[0], shown[-1]))
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(max(first, last - _MONTHS + 1), last + 1)]


def days(ask: Ask) -> Reply:
    """One newspaper's last weeks: what its lists named, and what became of it; of that a published copy tells numbers."""
    site = ask.parts["site"]
    last = _last_day(ask, site)
    if last is None:
        raise NotThere(say("no run of {site} in this archive", site=site[:80]))
    end = _until(ask.text("until")) or last
    begin = end - timedelta(days=_DAYS - 1)
    name = f"coverage {site} {end}"
    found = remembered(ask, name, _YOUNG, lambda ask: _days(ask, site, begin, end))
    if ask.format != "html":
        columns = _PUBLIC_DAY_COLUMNS if ask.room.is_public else _DAY_COLUMNS
        rows = tuple({n: msgspec.to_builtins(getattr(one, n)) for n in columns} for one in found)
        return as_format(ask, Table(name=f"coverage-{site}", columns=columns, rows=rows, total=len(rows)))
    told = [number for number, one in enumerate(found) if one.runs or one.listed] or [0]
    shown = found[told[0] : told[-1] + 1]
    return page(
        ask, "coverage_days.html", site=site, days=tuple(reversed(shown)), before=begin - timedelta(days=1),
        missing=sum(one.missing for one in found), has_others=any(one.refused or one.missed for one in found),
    )  # fmt: skip


def _last_day(ask: Ask, site: str) -> date | None:
    """The day of the last crawl; None where there is none, or where nothing is told of days."""
    if ask.room.is_public:
        return date.fromisoformat(max(told)) if (told := covered(ask, site)) else None
    row = ask.connection.execute("SELECT max(at) FROM run_opened WHERE site = ?", (site,)).fetchone()
    # The easternmost zone's day: where a clock of Jakarta has none yet, the day is empty and left out.
    return (datetime.fromisoformat(row[0]).astimezone(UTC) + _EAST).date() if row[0] else None


def _days(ask: Ask, site: str, begin: date, end: date) -> tuple[Day, ...]:
    if not ask.room.is_public:
        return coverage(ask.connection, site, begin, end)
    told = covered(ask, site) or {}
    every = (begin + timedelta(days=n) for n in range((end - begin).days + 1))
    return tuple(
        Day(day=day, runs=runs, listed=listed, missing=missing)
        for day in every
        for runs, listed, missing in (told.get(day.isoformat(), (0, 0, 0)),)
    )


def _until(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None

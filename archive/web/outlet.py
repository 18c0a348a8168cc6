"""The pages of outlets: which there are, and the life of one as a calendar."""

from __future__ import annotations

from typing import Any

from archive.messages import say
from archive.web import asking, dates
from archive.web.absent import days_looked_on, tells_days, withdrawn
from archive.web.asked import Ask, NotThere, Reply
from archive.web.drawing import calendar
from archive.web.memory import remembered
from archive.web.rendering import page
from archive.web.tables import Table, as_format

_COLUMNS = ("site", "outlet", "region", "articles", "changed", "vanished", "first_published", "last_published")
_YOUNG = 300
_DEFAULT_ZONE = "WITA"


def outlets(ask: Ask) -> Reply:
    """All outlets."""
    rows: list[dict[str, Any]] = remembered(
        ask, "sites", _YOUNG, lambda ask: asking.outlets(ask.connection, withdrawn(ask))
    )
    if ask.format != "html":
        return as_format(ask, Table(name="outlets", columns=_COLUMNS, rows=tuple(rows), total=len(rows)))
    return page(ask, "outlets.html", rows=rows)


def outlet(ask: Ask) -> Reply:
    """One outlet: its calendar of a year, its rhythm, whose words it carries and who carries its."""
    site = ask.parts["site"]
    every = remembered(ask, "sites", _YOUNG, lambda ask: asking.outlets(ask.connection, withdrawn(ask)))
    about = next((row for row in every if row["site"] == site), None)
    if about is None:
        raise NotThere(say("no outlet {site} in this archive", site=site[:80]))
    named = remembered(ask, "outlets", _YOUNG, lambda ask: asking.outlet_names(ask.connection)).get(site, {})
    zone = str(named.get("zone") or _DEFAULT_ZONE)
    hours = dates.ZONES.get(zone, dates.ZONES[_DEFAULT_ZONE])
    known = remembered(ask, f"years {site}", _YOUNG, lambda ask: asking.years(ask.connection, site))
    year = ask.number("year", known[0] if known else 2020, 9000)
    return page(
        ask, "outlet.html", about=about, zone=zone, years=known, year=year,
        squares=calendar(year, asking.days(ask.connection, site, year, hours), days_looked_on(ask.connection, ask.room, site, year)),
        rhythm=remembered(ask, f"rhythm {site}", _YOUNG, lambda ask: asking.rhythm(ask.connection, site, hours)),
        exchanged=asking.partners(remembered(ask, "exchanged", _YOUNG, lambda ask: asking.exchanged(ask.connection)), site),
        newest=asking.of_site(ask.connection, site), has_days=tells_days(ask), weekdays=dates.weekdays(), months=dates.months(),
    )  # fmt: skip

"""What the archive knows of how a site is: its state, what was told of it, how its sources live. Read-only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from archive.crawling import NAMED
from archive.known import PastRun
from archive.records import from_utc_text, utc_text

# How a run's notes tell the state that its site was left in.
STATE = "state "


class SourceLife(msgspec.Struct, frozen=True, kw_only=True):
    """How a source lives: when it was asked, when its list changed, how much it lists now and listed at most."""

    source: str
    asked_at: datetime
    lists: int | None
    most: int
    changes: tuple[datetime, ...] = ()
    asks_since_change: int = 0


def state_of(connection: Any, site: str, until: datetime | None = None) -> str:
    """The state in which a site was left by its latest run that had closed until then; what a person has closed the issue of is over."""
    row = connection.execute(
        "SELECT c.notes FROM run_opened o CROSS JOIN run_closed c ON c.run = o.id WHERE o.site = ? AND c.at <= ? "
        "ORDER BY o.at DESC, o.id LIMIT 1",
        (site, utc_text(until) if until is not None else "9999"),
    ).fetchone()
    notes = msgspec.json.decode(row[0], type=list[str]) if row else []
    state = next((note.removeprefix(STATE) for note in notes if note.startswith(STATE)), "healthy")
    if state != "parked":
        return state
    held = connection.execute(
        "SELECT 1 FROM issues WHERE site = ? AND kind = 'parked' AND state = 'open' LIMIT 1", (site,)
    ).fetchone()
    return state if held else "healthy"


def told(connection: Any, site: str, since: datetime, until: datetime) -> frozenset[tuple[str, str]]:
    """What was told of a site between two instants: kind and subject of each Issue."""
    rows = connection.execute(
        "SELECT kind, subject FROM issue WHERE site = ? AND at > ? AND at <= ?",
        (site, utc_text(since), utc_text(until)),
    )
    return frozenset((row[0], row[1]) for row in rows)


def runs_since(connection: Any, site: str, since: datetime) -> tuple[PastRun, ...]:
    """The closed runs of a site since then, newest first."""
    rows = connection.execute(
        "SELECT c.at, c.outcome, c.counts FROM run_opened o JOIN run_closed c ON c.run = o.id "
        "WHERE o.site = ? AND o.at > ? ORDER BY c.at DESC, c.id",
        (site, utc_text(since)),
    )
    return tuple(PastRun(at=from_utc_text(row[0]), outcome=row[1], counts=msgspec.json.decode(row[2])) for row in rows)


def articles_since(connection: Any, site: str, since: datetime) -> tuple[datetime, ...]:
    """When each of a site's articles that are younger than that was first seen."""
    rows = connection.execute(
        "SELECT first_at FROM article_state WHERE site = ? AND first_at > ?", (site, utc_text(since))
    )
    return tuple(from_utc_text(row[0]) for row in rows)


def source_lives(connection: Any, site: str, since: datetime, until: datetime) -> tuple[SourceLife, ...]:
    """How each source of a site has lived between two instants."""
    bounds = {"site": site, "since": utc_text(since), "until": utc_text(until)}
    asks: dict[str, list[Any]] = {}
    rows = connection.execute(
        f"{NAMED} SELECT s.source, s.at, s.state, s.listed FROM named n JOIN source_state s "  # noqa: S608 - of our own pieces
        "ON s.site = :site AND s.source = n.source AND s.at > :since AND s.at <= :until ORDER BY s.at",
        bounds,
    )
    for row in rows:
        if row["state"] in ("ok", "unchanged"):
            asks.setdefault(row["source"], []).append(row)
    changes: dict[str, list[datetime]] = {}
    rows = connection.execute(
        "SELECT l.source, c.at FROM capture c CROSS JOIN listing l ON l.capture = c.id "
        "WHERE c.site = :site AND c.at > :since AND c.at <= :until ORDER BY c.at",
        bounds,
    )
    for row in rows:
        changes.setdefault(row["source"], []).append(from_utc_text(row["at"]))
    return tuple(_life(source, found, changes.get(source, [])) for source, found in asks.items())


def _life(source: str, asks: list[Any], changes: list[datetime]) -> SourceLife:
    listed = [row["listed"] for row in asks if row["state"] == "ok"]
    last = changes[-1] if changes else from_utc_text(asks[0]["at"]) - timedelta(seconds=1)
    return SourceLife(
        source=source, asked_at=from_utc_text(asks[-1]["at"]), lists=listed[-1] if listed else None,
        most=max(listed, default=0), changes=tuple(changes),
        asks_since_change=sum(from_utc_text(row["at"]) > last for row in asks),
    )  # fmt: skip

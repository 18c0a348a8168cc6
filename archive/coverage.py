"""Did they publish nothing, or did we miss it? Day by day what a site's sources listed, and what became of it. Read-only."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import msgspec

from archive.address import address
from archive.facts import Link
from archive.outlet import outlet
from archive.queries import followed
from archive.records import from_utc_text, utc_text
from archive.watching import state_of

_HOURS = {"WIB": 7, "WITA": 8, "WIT": 9}
_SHOWN = 5


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """One day of the outlet's clock: `listed` by its sources, of that `fetched`, `kept`, `refused` and why, and `missing`.

    A link counts for the day that its source says it was published on, else for the day that listed it first. `runs`
    are the crawls of the day: without one, nothing listed means nothing.
    """

    day: date
    runs: int = 0
    listed: int = 0
    fetched: int = 0
    kept: int = 0
    refused: dict[str, int] = {}
    missing: int = 0
    missed: tuple[str, ...] = ()


class HealthRow(msgspec.Struct, frozen=True, kw_only=True):
    """How a site is: its state after the last run, and when it last brought an article."""

    site: str
    state: str
    followed: bool
    last_run: str | None
    last_outcome: str | None
    last_new: str | None
    open_issues: int


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked of a site: for its webmaster."""

    site: str
    hosts: tuple[str, ...]
    begin: str
    end: str
    requests: int
    by_purpose: dict[str, int]
    by_status: dict[str, int]
    by_day: dict[str, int]
    size: int
    least_pause: float | None
    robots_at: str | None = None
    robots_status: int | None = None


def coverage(connection: Any, site: str, begin: date, end: date) -> tuple[Day, ...]:
    """Every day from `begin` to `end`, both included."""
    toml = _toml(connection, site)
    clock, rules = timezone(timedelta(hours=_zone(toml))), outlet(toml).rules
    looked, kept, refused = _looks(connection, site), _kept(connection, site), _refused(connection, site)
    listed: dict[str, tuple[date, str]] = {}
    for links, at in _listings(connection, site, begin):
        for link in links:
            try:
                where = address(link.url, rules).url
            except ValueError:
                continue
            day = (link.published_at or at).astimezone(clock).date()
            # An article that is listed at several of its addresses is one.
            thing = kept.get(where, where)
            listed[thing] = min(listed.get(thing, (date.max, where)), (day, where))
    runs = Counter(
        from_utc_text(row[0]).astimezone(clock).date()
        for row in connection.execute("SELECT at FROM run_opened WHERE site = ?", (site,))
    )
    by_day: dict[date, list[str]] = {}
    for day, where in listed.values():
        by_day.setdefault(day, []).append(where)
    days = (begin + timedelta(days=n) for n in range((end - begin).days + 1))
    return tuple(_day(day, runs[day], by_day.get(day, []), looked, kept, refused) for day in days)


def _day(
    day: date, runs: int, listed: list[str], looked: dict[str, str], kept: dict[str, str], refused: dict[str, str]
) -> Day:
    lost = [where for where in listed if where not in kept and where not in refused]
    why = Counter(refused[where] for where in listed if where in refused and where not in kept)
    return Day(
        day=day, runs=runs, listed=len(listed), fetched=sum(where in looked for where in listed),
        kept=sum(where in kept for where in listed), refused=dict(why), missing=len(lost),
        missed=tuple(f"{where} ({looked.get(where, 'not asked')})" for where in sorted(lost)[:_SHOWN]),
    )  # fmt: skip


def _listings(connection: Any, site: str, begin: date) -> Iterable[tuple[tuple[Link, ...], datetime]]:
    since = datetime(begin.year, begin.month, begin.day, tzinfo=UTC) - timedelta(days=1)
    rows = connection.execute(
        "SELECT l.links, c.at FROM listing l JOIN capture c ON c.id = l.capture WHERE l.site = ? AND c.at > ? ORDER BY c.at",
        (site, utc_text(since)),
    )
    return ((msgspec.json.decode(row[0], type=tuple[Link, ...]), from_utc_text(row[1])) for row in rows)


def _looks(connection: Any, site: str) -> dict[str, str]:
    rows = connection.execute(
        "SELECT address, status, error FROM capture WHERE site = ? AND purpose = 'page' AND imported IS NULL ORDER BY at",
        (site,),
    )
    return {row[0]: f"status {row[1]}" if row[1] is not None else (row[2] or "no answer")[:80] for row in rows}


def _kept(connection: Any, site: str) -> dict[str, str]:
    """Addresses, and the article that each is one of."""
    rows = connection.execute(
        "SELECT a.address, a.article FROM address a JOIN article_state s ON s.article = a.article WHERE s.site = ?",
        (site,),
    )
    return {row[0]: row[1] for row in rows}


def _refused(connection: Any, site: str) -> dict[str, str]:
    rows = connection.execute(
        "SELECT c.address, r.kind, r.reason FROM reading r JOIN capture c ON c.id = r.capture "
        "WHERE c.site = ? AND c.purpose = 'page' AND r.wording IS NULL ORDER BY c.at",
        (site,),
    )
    return {row[0]: row[2] or row[1] for row in rows}


def _toml(connection: Any, site: str) -> str:
    row = connection.execute(
        "SELECT t.text FROM run_opened o JOIN site_toml t ON t.id = o.site_toml WHERE o.site = ? ORDER BY o.at DESC LIMIT 1",
        (site,),
    ).fetchone()
    return str(row[0]) if row else ""


def _zone(toml: str) -> int:
    try:
        about = tomllib.loads(toml).get("site", {})
    except tomllib.TOMLDecodeError:
        return 8
    return _HOURS.get(about.get("zone", ""), 8)


def health(connection: Any) -> tuple[HealthRow, ...]:
    """How each site is that was ever crawled or is followed, by name."""
    chosen = followed(connection)
    known = {row[0] for row in connection.execute("SELECT DISTINCT site FROM run_opened")}
    return tuple(_health(connection, site, is_followed=site in chosen) for site in sorted(known | chosen))


def _health(connection: Any, site: str, *, is_followed: bool) -> HealthRow:
    run = connection.execute(
        "SELECT o.at, c.outcome FROM run_opened o LEFT JOIN run_closed c ON c.run = o.id WHERE o.site = ? "
        "ORDER BY o.at DESC LIMIT 1",
        (site,),
    ).fetchone()
    # The looks at a site, the last first, until one brought an article: of a large archive its articles are many.
    new = connection.execute(
        "SELECT c.at FROM capture c CROSS JOIN verdict v ON v.capture = c.id "
        "WHERE c.site = ? AND v.verdict = 'new' ORDER BY c.at DESC LIMIT 1",
        (site,),
    ).fetchone()
    held = connection.execute("SELECT count(*) FROM issues WHERE site = ? AND state = 'open'", (site,)).fetchone()
    return HealthRow(
        site=site, state=state_of(connection, site), followed=is_followed, last_run=run[0] if run else None,
        last_outcome=run[1] if run else None, last_new=new[0] if new else None, open_issues=held[0],
    )  # fmt: skip


def last_request(connection: Any, site: str) -> datetime | None:
    """When something was last asked of a site by this archive's crawls."""
    row = connection.execute(
        "SELECT max(at) FROM capture WHERE site = ? AND imported IS NULL", (site,)
    ).fetchone()  # fmt: skip
    return from_utc_text(row[0]) if row[0] else None


def receipt(connection: Any, site: str, begin: datetime, end: datetime) -> Receipt:
    """What was asked of a site in that time."""
    rows = connection.execute(
        "SELECT at, purpose, status, body_size, url FROM capture WHERE site = ? AND at >= ? AND at <= ? "
        "AND imported IS NULL ORDER BY at",
        (site, utc_text(begin), utc_text(end)),
    ).fetchall()
    times: dict[str, list[datetime]] = {}
    for row in rows:
        times.setdefault(_host(row["url"]), []).append(from_utc_text(row["at"]))
    pauses = [(b - a).total_seconds() for some in times.values() for a, b in pairwise(some)]
    robots = connection.execute(
        "SELECT at, status FROM robots WHERE site = ? ORDER BY at DESC, id LIMIT 1", (site,)
    ).fetchone()
    return Receipt(
        site=site, hosts=tuple(sorted(times)), begin=utc_text(begin), end=utc_text(end), requests=len(rows),
        by_purpose=dict(Counter(row["purpose"] for row in rows)),
        by_status=dict(Counter(str(row["status"] or "no answer") for row in rows)),
        by_day=dict(Counter(row["at"][:10] for row in rows)), size=sum(row["body_size"] for row in rows),
        least_pause=min(pauses, default=None),
        robots_at=robots["at"] if robots else None, robots_status=robots["status"] if robots else None,
    )  # fmt: skip


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].lower()

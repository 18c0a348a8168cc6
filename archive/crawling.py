"""What a crawl asks of the archive before it asks anybody else: hosts, rhythms, what was spent, whose validators are honest."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from archive.facts import HostFound, SourceState, Walked
from archive.known import Rhythm, Spent
from archive.records import from_utc_text, utc_text
from archive.rows import fact_of

# What was noted under a clock that was further ahead is no memory to go by: else one sweep under a clock that was years
# ahead would silence a site for years. (A merge brings what another machine's clock said a little later.)
AHEAD = timedelta(hours=1)


def hosts(connection: Any, site: str, until: datetime) -> dict[str, HostFound]:
    """What each host of a site let us do last, as far as it was noted until an instant."""
    rows = connection.execute("SELECT * FROM host WHERE site = ? AND at <= ? ORDER BY at, id", (site, utc_text(until)))
    return {row["host"]: fact_of("host", row) for row in rows}  # type: ignore[misc]


def walked(connection: Any, site: str) -> tuple[Walked, ...]:
    """The last step of each backfilled list that has not come to its end."""
    rows = connection.execute("SELECT * FROM walked WHERE site = ? ORDER BY at, id", (site,))
    last = {row["source"]: row for row in rows}
    return tuple(fact_of("walked", row) for row in last.values() if row["next"] is not None)  # type: ignore[misc]


# A site's sources, each found by a step in the index: a site that was asked for years has a row of each for every hour. Binds `:site`.
NAMED = """
WITH RECURSIVE named (source) AS (
  SELECT min(source) FROM source_state WHERE site = :site
  UNION ALL SELECT (SELECT min(t.source) FROM source_state t WHERE t.site = :site AND t.source > n.source)
  FROM named n WHERE n.source IS NOT NULL
)
"""
_SOURCES = f"""{NAMED}
SELECT s.* FROM named n JOIN source_state s ON s.id = (
  SELECT t.id FROM source_state t WHERE t.site = :site AND t.source = n.source AND t.at <= :until ORDER BY t.at DESC LIMIT 1
)
"""  # noqa: S608 - of our own pieces


def sources(connection: Any, site: str, until: datetime) -> dict[str, SourceState]:
    """How each source of a site answered last until an instant."""
    rows = connection.execute(_SOURCES, {"site": site, "until": utc_text(until)})
    return {row["source"]: fact_of("source_state", row) for row in rows}  # type: ignore[misc]


_RHYTHMS = f"""{NAMED}, began AS (
  SELECT source, (SELECT min(t.at) FROM source_state t WHERE t.site = :site AND t.source = n.source) AS first
  FROM named n WHERE n.source IS NOT NULL
)
SELECT b.source, b.first, count(*) AS looks, coalesce(sum(s.new) FILTER (WHERE s.at > b.first), 0) AS new,
  (SELECT max(g.at) FROM source_state g WHERE g.site = :site AND g.source = b.source
    AND g.state IN ('ok', 'unchanged') AND g.at <= :until) AS good,
  (SELECT max(g.at) FROM source_state g WHERE g.site = :site AND g.source = b.source AND g.state = 'ok'
    AND g.at <= :until) AS whole
FROM began b JOIN source_state s ON s.site = :site AND s.source = b.source AND s.at BETWEEN :since AND :until
GROUP BY b.source
"""  # noqa: S608 - of our own pieces


def rhythms(connection: Any, site: str, since: datetime, until: datetime) -> dict[str, Rhythm]:
    """How each source of a site has answered between two instants."""
    found = {}
    bounds = {"site": site, "since": utc_text(since), "until": utc_text(until)}
    for row in connection.execute(_RHYTHMS, bounds):
        first = from_utc_text(row["first"])
        found[row["source"]] = Rhythm(
            since=max(first, since), first_at=first, looks=row["looks"], new=row["new"],
            good_at=from_utc_text(row["good"]) if row["good"] else None,
            whole_at=from_utc_text(row["whole"]) if row["whole"] else None,
        )  # fmt: skip
    return found


_ASKED = """
SELECT count(*), coalesce(sum(body_size), 0), coalesce(sum(purpose = 'page' AND EXISTS (
  SELECT 1 FROM capture b WHERE b.address = c.address AND b.purpose = 'page' AND b.at < c.at)), 0)
FROM capture c WHERE site = ? AND at BETWEEN ? AND ? AND imported IS NULL
"""
# A run that was cut off is taken to have lasted until its last look.
_LASTED = """
SELECT coalesce(sum(max(0.0, (julianday(coalesce(c.at, (SELECT max(k.at) FROM capture k WHERE k.site = o.site AND k.at >= o.at),
  o.at)) - julianday(max(o.at, ?))) * 86400.0)), 0.0)
FROM run_opened o LEFT JOIN run_closed c ON c.run = o.id WHERE o.site = ? AND o.at BETWEEN ? AND ?
"""


def spent(connection: Any, site: str, since: datetime, until: datetime) -> Spent:
    """What a site was asked for between two instants."""
    begin, end = utc_text(since), utc_text(until)
    requests, size, again = connection.execute(_ASKED, (site, begin, end)).fetchone()
    (seconds,) = connection.execute(_LASTED, (begin, site, begin, end)).fetchone()
    return Spent(requests=requests, size=size, seconds=float(seconds), again=again)


# What is around an article changes with every edition: of a page only its wording counts, of a list every byte.
_PROOFS = """
WITH looked AS (
  SELECT c.id, c.purpose, v.verdict, c.body_digest,
    lag(c.body_digest) OVER w AS before, lag(c.etag) OVER w IS c.etag AND lag(c.last_modified) OVER w IS c.last_modified AS is_same
  FROM capture c LEFT JOIN verdict v ON v.capture = c.id
  WHERE c.site = ? AND c.at >= ? AND c.status = 200 AND c.purpose IN ('page', 'source')
  AND coalesce(c.etag, c.last_modified) IS NOT NULL AND c.imported IS NULL
  WINDOW w AS (PARTITION BY c.purpose, c.url ORDER BY c.at, c.id)
), told AS (
  SELECT purpose, is_same,
    CASE WHEN purpose = 'source' THEN before <> body_digest WHEN verdict = 'revised' THEN 1 WHEN verdict = 'unchanged' THEN 0
    END AS is_other
  FROM looked WHERE before IS NOT NULL
)
SELECT purpose, sum(is_same AND is_other) AS lies, sum(is_same <> is_other) AS proofs FROM told
WHERE is_other IS NOT NULL GROUP BY purpose
"""


def honest(connection: Any, site: str, since: datetime) -> frozenset[str]:
    """The purposes whose validators stood for what came, whenever the whole was asked for twice, and changed with it."""
    rows = connection.execute(_PROOFS, (site, utc_text(since)))
    return frozenset(row["purpose"] for row in rows if row["proofs"] and not row["lies"])

"""What a published copy tells of what is not in it: that something was taken down or withdrawn, and never what it said.

A headline, an address or a date of an event would tell of the text, so none of them is here. What is restricted, under
embargo, of a minor or reserved is counted by month and named nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from archive.coverage import coverage
from archive.records import from_utc_text
from archive.refusals import in_force, taken_down
from archive.withholding import Withheld

# A zone's day may have begun before UTC's.
_DAY = timedelta(days=1)
SCHEMA = (
    """CREATE TABLE absent (
  article TEXT PRIMARY KEY, reason TEXT NOT NULL, ground TEXT, site TEXT, published_on TEXT, first_seen TEXT, last_found TEXT
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX absent_by_last ON absent (last_found) WHERE reason = 'withdrawn'",
    """CREATE TABLE held_back (
  site TEXT NOT NULL, month TEXT NOT NULL, articles INTEGER NOT NULL, PRIMARY KEY (site, month)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE looked_on (
  site TEXT NOT NULL, day TEXT NOT NULL, ended INTEGER NOT NULL, PRIMARY KEY (site, day)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE covered (
  site TEXT NOT NULL, day TEXT NOT NULL, runs INTEGER NOT NULL, listed INTEGER NOT NULL, missing INTEGER NOT NULL,
  PRIMARY KEY (site, day)
) STRICT, WITHOUT ROWID""",
)
# Days on which a site was looked at, and whether any run of the day came to its end.
LOOKED_ON = (
    "SELECT o.site, substr(o.at, 1, 10) AS day, max(coalesce(c.outcome IN ('finished', 'limit'), 0)) AS ended "
    "FROM {source}run_opened o LEFT JOIN {source}run_closed c ON c.run = o.id"
)


def tell_absent(connection: Any, source: Any, left_out: Mapping[str, Withheld]) -> None:
    """Write it into the copy. `source` reads the archive; `left_out` are the articles that were, and why."""
    for statement in SCHEMA:
        connection.execute(statement)
    held: Counter[tuple[str, str]] = Counter()
    for article, reason in left_out.items():
        state = source.execute(
            "SELECT s.site, s.first_at, substr(json_extract(r.fields, '$.published_at.at'), 1, 10) AS day "
            "FROM article_state s JOIN reading r ON r.id = s.reading WHERE s.article = ?",
            (article,),
        ).fetchone()
        if reason == "withdrawn":
            told = (article, reason, None, state["site"], state["day"], state["first_at"], _last_found(source, article))
            connection.execute("INSERT INTO absent VALUES (?, ?, ?, ?, ?, ?, ?)", told)
        elif reason != "taken_down":
            held[state["site"], (state["day"] or state["first_at"])[:7]] += 1
    for article in in_force(source):
        connection.execute(
            "INSERT OR REPLACE INTO absent (article, reason, ground) VALUES (?, 'taken_down', ?)",
            (article, taken_down(source, article)),
        )
    connection.executemany("INSERT INTO held_back VALUES (?, ?, ?)", [(*key, count) for key, count in held.items()])
    sites = {row[0] for row in connection.execute("SELECT DISTINCT site FROM article_state")}
    sites |= {row[0] for row in connection.execute("SELECT DISTINCT site FROM absent WHERE site IS NOT NULL")}
    looked = source.execute(LOOKED_ON.format(source="") + " GROUP BY o.site, day")
    connection.executemany("INSERT INTO looked_on VALUES (?, ?, ?)", (tuple(row) for row in looked if row[0] in sites))
    for site in sorted(sites):
        connection.executemany("INSERT INTO covered VALUES (?, ?, ?, ?, ?)", _covered(source, site))


def _covered(source: Any, site: str) -> Iterator[tuple[str, str, int, int, int]]:
    """Of each day on which a site was crawled: how much its lists named, and how much of that is missing here.

    How much is kept of a day is not told: beside what is shown it would tell on which day something is held back.
    """
    first, last = source.execute("SELECT min(at), max(at) FROM run_opened WHERE site = ?", (site,)).fetchone()
    if first is None:
        return
    begin, end = (from_utc_text(at).date() for at in (first, last))
    for one in coverage(source, site, begin - _DAY, end + _DAY):
        if one.runs or one.listed:
            yield site, one.day.isoformat(), one.runs, one.listed, one.missing


def _last_found(source: Any, article: str) -> str | None:
    row = source.execute(
        "SELECT max(c.at) FROM verdict v JOIN capture c ON c.id = v.capture WHERE v.article = ? AND v.revision IS NOT NULL",
        (article,),
    ).fetchone()
    return row[0] if row else None

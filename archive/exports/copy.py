"""A copy of the archive's database that holds the chosen articles and nothing else: what the public reading room serves.

It is written anew, never made by deleting, so that no text that was left out lies between its pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from archive import views
from archive.exports.absent import tell_absent
from archive.indexing import Change, apply
from archive.schema import migrate
from archive.sqlite import connect, transaction
from archive.withholding import Withheld

_BATCH = 500
# What an article's rows are, table by table: facts first. Looks, readings and wordings that are no revision's stay out.
_OF_ARTICLE = (
    ("article", "id = ?"),
    ("address", "article = ?"),
    ("capture", "id IN (SELECT capture FROM source.revision WHERE article = ?)"),
    ("wording", "id IN (SELECT wording FROM source.revision WHERE article = ?)"),
    ("reading", "id IN (SELECT reading FROM source.revision WHERE article = ?)"),
    ("evidence", "reading IN (SELECT reading FROM source.revision WHERE article = ?)"),
    ("revision", "article = ?"),
    ("verdict", "capture IN (SELECT capture FROM source.revision WHERE article = ?)"),
    ("article_state", "article = ?"),
    ("story_member", "article = ?"),
    ("correction", "article = ?"),
    ("act", "subject = ? AND kind = 'correct'"),
    (
        "imported",
        "id IN (SELECT c.imported FROM source.revision v JOIN source.capture c ON c.id = v.capture WHERE v.article = ?)",
    ),
)
MARKER = "published_copy"
_MARKER = f"CREATE TABLE {MARKER} (made_at TEXT NOT NULL, program TEXT NOT NULL, query TEXT NOT NULL, is_public INTEGER NOT NULL) STRICT"


def write_copy(
    path: Path, source: Path, articles: Iterable[str], *, query: str, program: str, at: datetime, is_public: bool,
    left_out: Mapping[str, Withheld],
) -> int:  # fmt: skip
    """The copy, whole and checkpointed: plain sqlite3, datasette and the reading room read it. How many articles.

    `left_out` is filled while `articles` are taken.
    """
    whole = path.with_name(f"{path.name}-whole")
    connection = connect(path)
    connection.execute("PRAGMA journal_mode=MEMORY")
    migrate(connection)
    views.make(connection)
    connection.execute("ATTACH DATABASE ? AS source", (str(source.resolve()),))
    count, batch = 0, []
    try:
        for article in articles:
            batch.append(article)
            if len(batch) == _BATCH:
                count += _add(connection, batch)
                batch = []
        count += _add(connection, batch)
        with transaction(connection), closing(connect(source, readonly=True)) as archive:
            _finish(connection)
            if is_public:
                tell_absent(connection, archive, left_out)
                # What was decided is for everybody; who in this house did, and what they wrote to it, is not.
                connection.execute("UPDATE main.act SET by = '', reason = ''")
                connection.execute("UPDATE main.imported SET by = 'this archive', note = ''")
            connection.execute(_MARKER)
            marks = (at.isoformat(), program, query, int(is_public))
            connection.execute(f"INSERT INTO {MARKER} VALUES (?, ?, ?, ?)", marks)  # noqa: S608 - our own name
        connection.execute("DETACH DATABASE source")
        connection.execute("PRAGMA optimize")
        # A plain VACUUM would hold all of it in memory (where SQLite was built to keep what is temporary there).
        connection.execute("VACUUM INTO ?", (str(whole),))
    finally:
        connection.close()
    whole.replace(path)
    return count


def _add(connection: Any, articles: list[str]) -> int:
    with transaction(connection):
        for article in articles:
            for table, condition in _OF_ARTICLE:
                names = ", ".join(row["name"] for row in connection.execute(f"PRAGMA main.table_info({table})"))
                connection.execute(
                    f"INSERT OR IGNORE INTO main.{table} ({names}) SELECT {names} FROM source.{table} WHERE {condition}",  # noqa: S608 - our own names
                    (article,),
                )
            row = connection.execute(
                "SELECT document, site, reading FROM main.article_state WHERE article = ? AND document IS NOT NULL",
                (article,),
            ).fetchone()
            if row is not None:
                apply(connection, [Change(document=row["document"], site=row["site"], reading=row["reading"])])
    return len(articles)


def _finish(connection: Any) -> None:
    """Stories whose members are all here, told of those that are; a story of one is none. Nothing points at what is absent."""
    connection.execute(
        "DELETE FROM main.story_member WHERE story IN (SELECT story FROM main.story_member GROUP BY story HAVING count(*) < 2)"
    )
    connection.execute(
        "INSERT INTO main.story (id, origin, members) SELECT t.id, t.origin, count(*) FROM source.story t "
        "JOIN main.story_member m ON m.story = t.id GROUP BY t.id, t.origin"
    )
    connection.execute(
        "INSERT OR IGNORE INTO main.site_toml SELECT DISTINCT y.id, y.name, y.text FROM source.site_toml y "
        "JOIN main.reading r ON r.site_toml = y.id"
    )
    connection.execute(
        "INSERT INTO main.archive SELECT * FROM source.archive WHERE NOT EXISTS (SELECT 1 FROM main.archive)"
    )

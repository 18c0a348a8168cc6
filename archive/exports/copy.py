"""A copy of the archive's database that holds the chosen articles and nothing else: what the public reading room serves.

It is written anew, never made by deleting, so that nothing that was left out lies between its pages: what is chosen is
known before the first row is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from archive import views
from archive.exports.absent import tell_absent
from archive.indexing import Change, apply, gathering
from archive.schema import migrate
from archive.sqlite import attach, connect, transaction
from archive.withholding import Withheld

_BATCH = 500
_REVISION = "SELECT {0} FROM source.revision WHERE article IN (SELECT article FROM chosen.batch)"
_ARTICLE = "article IN (SELECT article FROM chosen.batch)"
# What the rows of articles are, table by table: facts first. Looks, readings and wordings that are no revision's stay out,
# and a story of one is none.
_OF_ARTICLES = (
    ("article", "id IN (SELECT article FROM chosen.batch)"),
    ("address", _ARTICLE),
    ("capture", f"id IN ({_REVISION.format('capture')})"),
    ("wording", f"id IN ({_REVISION.format('wording')})"),
    ("reading", f"id IN ({_REVISION.format('reading')})"),
    ("evidence", f"reading IN ({_REVISION.format('reading')})"),
    ("revision", _ARTICLE),
    ("verdict", f"capture IN ({_REVISION.format('capture')})"),
    ("article_state", _ARTICLE),
    (
        "story_member",
        f"{_ARTICLE} AND EXISTS (SELECT 1 FROM source.story_member o JOIN chosen.article c ON c.article = o.article WHERE "  # noqa: S608, ISC004 - our own names
        "o.story = story_member.story AND o.article <> story_member.article)",
    ),
    ("correction", _ARTICLE),
    ("act", "subject IN (SELECT article FROM chosen.batch) AND kind = 'correct'"),
    ("imported", f"id IN (SELECT imported FROM source.capture WHERE id IN ({_REVISION.format('capture')}))"),  # noqa: S608 - our own names
)
# What was decided is for everybody; who in this house did, and what they wrote to it, is not.
_UNSAID = {"act": {"by": "''", "reason": "''"}, "imported": {"by": "'this archive'", "note": "''"}}
MARKER = "published_copy"
_MARKER = f"CREATE TABLE {MARKER} (made_at TEXT NOT NULL, program TEXT NOT NULL, query TEXT NOT NULL, is_public INTEGER NOT NULL) STRICT"


def write_copy(
    path: Path, source: Path, articles: Iterable[str], *, query: str, program: str, at: datetime, is_public: bool,
    left_out: Mapping[str, Withheld], tell: Callable[[int], None],
) -> int:  # fmt: skip
    """The copy, whole: plain sqlite3, datasette and the reading room read it. How many articles.

    `left_out` is filled while `articles` are taken; `tell` hears how many are written.
    """
    with closing(connect(path)) as connection:
        # Whoever dies here leaves nothing of the name that was asked for: there is nothing to go back to.
        for pragma in ("journal_mode = OFF", "synchronous = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        migrate(connection)
        views.make(connection)
        attach(connection, source, "source", readonly=True)
        attach(connection, path.with_name(f"{path.name}-chosen"), "chosen")
        # In one transaction all of it is of one instant, whatever a sweep does meanwhile.
        with transaction(connection), closing(connect(source, readonly=True)) as archive:
            _choose(connection, articles)
            statements = _statements(connection, is_public=is_public)
            count = 0
            with gathering(connection):
                while (taken := _next_batch(connection, count)) > 0:
                    for statement in statements:
                        connection.execute(statement)
                    apply(connection, _changes(connection))
                    count += taken
                    tell(count)
            _finish(connection)
            if is_public:
                tell_absent(connection, archive, left_out)
            connection.execute(_MARKER)
            marks = (at.isoformat(), program, query, int(is_public))
            connection.execute(f"INSERT INTO {MARKER} VALUES (?, ?, ?, ?)", marks)  # noqa: S608 - our own name
        for name in ("source", "chosen"):
            connection.execute(f"DETACH DATABASE {name}")
        connection.execute("PRAGMA optimize")
    return count


def _choose(connection: Any, articles: Iterable[str]) -> None:
    """On disk, since a million ids are much memory, and in the order of their numbers in the index, which likes it so."""
    connection.execute("CREATE TABLE chosen.article (article TEXT PRIMARY KEY, document INTEGER) WITHOUT ROWID")
    connection.execute("CREATE TABLE chosen.ordered (number INTEGER PRIMARY KEY, article TEXT NOT NULL)")
    connection.execute("CREATE TABLE chosen.batch (article TEXT PRIMARY KEY) WITHOUT ROWID")
    put = "INSERT INTO chosen.article SELECT article, document FROM source.article_state WHERE article = ?"
    connection.executemany(put, ((article,) for article in articles))
    connection.execute("CREATE INDEX chosen.by_document ON article (document)")
    connection.execute("INSERT INTO chosen.ordered (article) SELECT article FROM chosen.article ORDER BY document")


def _next_batch(connection: Any, done: int) -> int:
    connection.execute("DELETE FROM chosen.batch")
    put = "INSERT INTO chosen.batch SELECT article FROM chosen.ordered WHERE number > ? AND number <= ?"
    return int(connection.execute(put, (done, done + _BATCH)).rowcount)


def _statements(connection: Any, *, is_public: bool) -> list[str]:
    """What copies the rows of a batch."""
    found = []
    for table, condition in _OF_ARTICLES:
        names = [row["name"] for row in connection.execute(f"PRAGMA main.table_info({table})")]
        unsaid = _UNSAID.get(table, {}) if is_public else {}
        values = ", ".join(unsaid.get(name, name) for name in names)
        found.append(
            f"INSERT OR IGNORE INTO main.{table} ({', '.join(names)}) SELECT {values} FROM source.{table} WHERE {condition}"  # noqa: S608 - our own names
        )
    return found


def _changes(connection: Any) -> list[Change]:
    rows = connection.execute(
        "SELECT s.document, s.site, s.reading FROM chosen.batch b JOIN main.article_state s ON s.article = b.article "
        "WHERE s.document IS NOT NULL ORDER BY s.document"
    )
    return [Change(document=row["document"], site=row["site"], reading=row["reading"]) for row in rows]


def _finish(connection: Any) -> None:
    """Stories told of those members that are here. Nothing points at what is absent."""
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

"""What the search index holds of an article, and under which private number: remade whenever the article changes.

Four tables under one number. `article_index` has every word with its place in the text; `word_index` each word once,
without its place, and stems: so beginnings, counts and other forms are cheap; `facet` is what answers are counted by, `event` the
days that a text mentions. They keep no text: what goes out is told word for word as it went in. So whoever changes what
goes in writes a migration that makes them anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from archive.fold import fold
from archive.period import day_number
from archive.records import Article, from_utc_text
from archive.rows import article_of
from archive.sqlite import transaction
from archive.stems import STEMS

_WORD = re.compile(r"\w+")
_BATCH = 2_000
_BEFORE_ALL = -(2**62)
_NEXT = "SELECT document, site, reading FROM article_state WHERE document > ? ORDER BY document LIMIT ?"
_LARGE_HASH, _FTS5S_OWN_HASH = 16 * 2**20, 2**20
# What parts the places of one article where they stand in one column.
PLACES_APART = "; "


def index_row(article: Article, site: str) -> tuple[str, ...]:
    """What the search index holds of an article: folded title, body, places, people, outlet, section."""
    places = [place.name for place in article.places]
    if article.dateline and article.dateline.place:
        places.append(article.dateline.place)
    people = [person.name for person in article.people]
    outlets = [site, article.dateline.outlet if article.dateline else "", *(c.outlet or "" for c in article.credits)]
    columns = (
        f"{article.title} {article.subtitle or ''}", article.text, " ".join(places), " ".join(people),
        " ".join(name for name in outlets if name), " ".join([article.section or "", *article.tags]),
    )  # fmt: skip
    return tuple(fold(column) for column in columns)


def word_row(row: tuple[str, ...]) -> str:
    """Each word of an index row once; and, after `=`, each stem that is another word than those it is of.

    Whatever always begins with a capital in the text is taken for a name, and names have no stems.
    """
    headline, text = set(_WORD.findall(row[0].casefold())), set(_WORD.findall(row[1]))
    small = headline | {word for word in text if word.islower()}
    found = small | {word.casefold() for word in text - small} | set(_WORD.findall(" ".join(row[2:]).casefold()))
    found |= {f"={stemmed}" for word in small if (stemmed := STEMS[word]) != word}
    return " ".join(sorted(found))


def facet_row(article: Article, site: str) -> tuple[str, int, str]:
    """What answers are counted by: the site, the day as the outlet counts it (0 where nobody tells), the places."""
    published = article.published_at
    day = day_number(published.at) if published else 0
    return site, day, PLACES_APART.join(dict.fromkeys(place.name for place in article.places))


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """An article that is to go into the search index (or out of it) under a number, as one reading has it."""

    document: int
    site: str
    reading: str
    is_out: bool = False


def number_of(connection: Any, article: Article, first_at: str) -> int:
    """The number for an article: newest-first costs nothing where that is the second of publication."""
    moment = article.published_at.at if article.published_at else from_utc_text(first_at)
    second = int(moment.timestamp())
    if connection.execute("SELECT 1 FROM article_state WHERE document = ?", (second,)).fetchone() is None:
        return second
    # Of a day whose hours nobody tells, thousands may want the same.
    row = connection.execute(
        "SELECT s.document + 1 FROM article_state s WHERE s.document >= ? AND NOT EXISTS "
        "(SELECT 1 FROM article_state t WHERE t.document = s.document + 1) ORDER BY s.document LIMIT 1",
        (second,),
    ).fetchone()
    return int(row[0])


def apply(connection: Any, changes: Iterable[Change]) -> None:
    """Bring the search index up to date: a batch at a time and outside of savepoints, each of which would flush it.

    What would go out and come in again as it was stays: of a later reader's readings most differ in nothing that is here.
    """
    out: _Entry | None = None
    for change in changes:
        article = article_of(connection, change.reading)
        if article is None:
            continue
        entry = _entry(change.document, article, change.site)
        if out is not None and (change.is_out or out != entry):
            _take_out(connection, out)
            out = None
        if change.is_out:
            out = entry
        elif out is None:
            _put(connection, entry)
        else:
            out = None
    if out is not None:
        _take_out(connection, out)


class _Entry(msgspec.Struct, frozen=True):
    """All that the index holds of an article."""

    document: int
    row: tuple[str, ...]
    facet: tuple[str, int, str]
    events: list[tuple[int, int]]


def _entry(document: int, article: Article, site: str) -> _Entry:
    return _Entry(document, index_row(article, site), facet_row(article, site), _events(document, article))


def put(connection: Any, document: int, article: Article, site: str) -> None:
    """Put an article into the index under a number that is free."""
    _put(connection, _entry(document, article, site))


def _put(connection: Any, entry: _Entry) -> None:
    document, row = entry.document, entry.row
    connection.execute(_IN, (document, *row))
    connection.execute("INSERT INTO word_index (rowid, words) VALUES (?, ?)", (document, word_row(row)))
    # A REPLACE where there is an index opens a savepoint, at which FTS5 writes out all that it has gathered.
    connection.execute("DELETE FROM facet WHERE document = ?", (document,))
    connection.execute("INSERT INTO facet VALUES (?, ?, ?, ?)", (document, *entry.facet))
    connection.executemany("INSERT OR IGNORE INTO event VALUES (?, ?)", entry.events)


def _take_out(connection: Any, entry: _Entry) -> None:
    document, row = entry.document, entry.row
    connection.execute(_OUT, (document, *row))
    out = "INSERT INTO word_index (word_index, rowid, words) VALUES ('delete', ?, ?)"
    connection.execute(out, (document, word_row(row)))
    connection.execute("DELETE FROM facet WHERE document = ?", (document,))
    connection.executemany("DELETE FROM event WHERE day = ? AND document = ?", entry.events)


def _events(document: int, article: Article) -> list[tuple[int, int]]:
    return [(day_number(event.day), document) for event in article.event_dates if event.day is not None]


def empty(connection: Any) -> None:
    """Take everything out of the index."""
    for table in INDEXES:
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")  # noqa: S608 - names are ours
    connection.execute("DELETE FROM facet")
    connection.execute("DELETE FROM event")


def is_whole(connection: Any) -> bool:
    """Whether the index holds as many articles as there are to be in it."""
    counts = connection.execute(
        "SELECT (SELECT count(document) FROM article_state), (SELECT count(*) FROM article_index_docsize), "
        "(SELECT count(*) FROM word_index_docsize), (SELECT count(*) FROM facet)"
    ).fetchone()
    return len(set(counts)) == 1


def begin_anew(connection: Any) -> None:
    """Take everything out, and remember that all of it is to be put in again: `go_on` does that."""
    empty(connection)
    connection.execute("CREATE TABLE IF NOT EXISTS filling (last INTEGER NOT NULL) STRICT")
    connection.execute("INSERT INTO filling VALUES (?)", (_BEFORE_ALL,))
    _hash_of(connection, _LARGE_HASH)


def go_on(connection: Any, tell: Callable[[int, int], None]) -> None:
    """Put articles in where that is still to do, a batch at a time, each committed: a kill costs no more than one.

    `tell` is told how many of how many are in.
    """
    total = done = 0
    while connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'filling'").fetchone():
        with transaction(connection):
            # Whoever waited here for another process finds what is left.
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'filling'").fetchone():
                return
            last = connection.execute("SELECT max(last) FROM filling").fetchone()[0]
            if not total:
                total = connection.execute("SELECT count(document) FROM article_state").fetchone()[0]
                done = connection.execute("SELECT count(*) FROM article_state WHERE document <= ?", (last,)).fetchone()[
                    0
                ]
            rows = connection.execute(_NEXT, (last, _BATCH)).fetchall()
            if rows:
                apply(connection, (Change(document=row[0], site=row[1], reading=row[2]) for row in rows))
                connection.execute("UPDATE filling SET last = ?", (rows[-1][0],))
            else:
                _hash_of(connection, _FTS5S_OWN_HASH)
                connection.execute("DROP TABLE filling")
        done += len(rows)
        tell(done, total)


@contextmanager
def gathering(connection: Any) -> Iterator[None]:
    """While much is put in: what is gathered before it is written spares merging."""
    _hash_of(connection, _LARGE_HASH)
    yield
    _hash_of(connection, _FTS5S_OWN_HASH)


def _hash_of(connection: Any, size: int) -> None:
    """How much FTS5 gathers before it writes: much of it spares merging while everything is put in."""
    for table in INDEXES:
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', ?)", (size,))  # noqa: S608 - names are ours


INDEXES = ("article_index", "word_index")
_IN = "INSERT INTO article_index (rowid, title, body, place, person, outlet, section) VALUES (?, ?, ?, ?, ?, ?, ?)"
_OUT = (
    "INSERT INTO article_index (article_index, rowid, title, body, place, person, outlet, section) "
    "VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)"
)

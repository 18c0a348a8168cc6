"""What the search index holds of an article, and under which private number: remade whenever the article changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from archive.fold import fold
from archive.records import Article, from_utc_text
from archive.rows import article_of


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

    It keeps no text, so what goes out is told to it word for word, as it went in.
    """
    for change in changes:
        article = article_of(connection, change.reading)
        if article is not None:
            row = (change.document, *index_row(article, change.site))
            connection.execute(_OUT if change.is_out else _IN, row)


_IN = "INSERT INTO article_index (rowid, title, body, place, person, outlet, section) VALUES (?, ?, ?, ?, ?, ?, ?)"
_OUT = (
    "INSERT INTO article_index (article_index, rowid, title, body, place, person, outlet, section) "
    "VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)"
)

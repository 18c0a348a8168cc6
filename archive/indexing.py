"""What the search index holds of an article, and under which private number: remade whenever the article changes."""

from __future__ import annotations

from typing import Any

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


def index(connection: Any, article: Article, site: str, first_at: str) -> int:
    """Add an article; the number it has there. Newest-first costs nothing where that is the second of publication."""
    moment = article.published_at.at if article.published_at else from_utc_text(first_at)
    document = _free_document(connection, int(moment.timestamp()))
    connection.execute(
        "INSERT INTO article_index (rowid, title, body, place, person, outlet, section) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (document, *index_row(article, site)),
    )
    return document


def unindex(connection: Any, state: Any) -> None:
    """Take an article out, as its state says that it was put in: the index keeps no text, so the old one is told it."""
    article = article_of(connection, state["reading"])
    if article is None or state["document"] is None:
        return
    connection.execute(
        "INSERT INTO article_index (article_index, rowid, title, body, place, person, outlet, section) "
        "VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)",
        (state["document"], *index_row(article, state["site"])),
    )


def _free_document(connection: Any, second: int) -> int:
    """The first free number at or after a second: of a day whose hours nobody tells, thousands may want the same."""
    if connection.execute("SELECT 1 FROM article_state WHERE document = ?", (second,)).fetchone() is None:
        return second
    row = connection.execute(
        "SELECT s.document + 1 FROM article_state s WHERE s.document >= ? AND NOT EXISTS "
        "(SELECT 1 FROM article_state t WHERE t.document = s.document + 1) ORDER BY s.document LIMIT 1",
        (second,),
    ).fetchone()
    return int(row[0])

"""How the facts of one look enter the database: whose article is it, which rows are new, what is derived."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archive.address import address
from archive.derive import derive, quarantine_without_article
from archive.fold import words
from archive.records import (
    AddressOf,
    AnyFact,
    Article,
    ArticleBorn,
    Capture,
    Kept,
    KeptReading,
    Verdict,
)
from archive.rows import insert_fact


def keep_facts(connection: Any, facts: Sequence[AnyFact]) -> tuple[Kept, list[AnyFact]]:
    """Insert what is new, decide whose article it is, derive. Gives the answer and the facts that were new."""
    new = [fact for fact in facts if insert_fact(connection, fact)]
    capture = next((fact for fact in facts if isinstance(fact, Capture) and fact.purpose == "page"), None)
    for fact in _whose(connection, capture, facts):
        if insert_fact(connection, fact):
            new.append(fact)
    touched = _touched(connection, new)
    derive(connection, touched)
    if capture is None:
        return Kept(), new
    quarantine_without_article(connection, capture.id)
    return _answer(connection, capture), new


def _whose(connection: Any, capture: Capture | None, facts: Sequence[AnyFact]) -> tuple[ArticleBorn | AddressOf, ...]:
    """The facts that say whose article a look brought: none where its address is known or it brought no article."""
    if capture is None:
        return ()
    reading = next((f for f in facts if isinstance(f, KeptReading) and f.captures[0] == capture.id), None)
    article = reading.reading.article if reading else None
    if article is None or _article_at(connection, capture.address) is not None:
        return ()
    found = _by_key(connection, article, capture.site) or _by_canonical(connection, article, capture)
    found = found or _by_words(connection, article, capture.site)
    if found is not None:
        return (AddressOf(address=capture.address, article=found[0], why=found[1]),)
    born = ArticleBorn(site=capture.site, identity_key=article.identity_key or address(capture.address).key)
    return (born, AddressOf(address=capture.address, article=born.id, why="first"))


def _article_at(connection: Any, where: str) -> str | None:
    row = connection.execute(
        "SELECT article FROM address WHERE address = ? ORDER BY why, id LIMIT 1", (where,)
    ).fetchone()
    return str(row[0]) if row else None


def _by_key(connection: Any, article: Article, site: str) -> tuple[str, Any] | None:
    if article.identity_key is None:
        return None
    row = connection.execute(
        "SELECT id FROM article WHERE id = ? AND site = ?",
        (ArticleBorn(site=site, identity_key=article.identity_key).id, site),
    ).fetchone()
    return (row[0], "key") if row else None


def _by_canonical(connection: Any, article: Article, capture: Capture) -> tuple[str, Any] | None:
    """A page that names another address as its canonical one is believed where that article has the same headline:
    broken themes name the front page, or yesterday's article, on every page.
    """
    if article.canonical is None or article.canonical == capture.address:
        return None
    known = _article_at(connection, article.canonical)
    if known is None:
        return None
    row = connection.execute(
        "SELECT w.title FROM article_state s JOIN wording w ON w.id = s.wording WHERE s.article = ? AND s.site = ?",
        (known, capture.site),
    ).fetchone()
    return (known, "canonical") if row and words(row[0]) == words(article.title) else None


def _by_words(connection: Any, article: Article, site: str) -> tuple[str, Any] | None:
    row = connection.execute(
        "SELECT v.article FROM revision v JOIN article x ON x.id = v.article WHERE v.wording = ? AND x.site = ? "
        "ORDER BY v.article LIMIT 1",
        (article.wording, site),
    ).fetchone()
    return (row[0], "words") if row else None


def _touched(connection: Any, new: Sequence[AnyFact]) -> list[str]:
    touched: dict[str, None] = {}
    for fact in new:
        if isinstance(fact, AddressOf):
            touched[fact.article] = None
        elif isinstance(fact, Capture) and fact.purpose == "page":
            article = _article_at(connection, fact.address)
            if article is not None:
                touched[article] = None
        elif isinstance(fact, KeptReading):
            row = connection.execute(
                "SELECT a.article FROM capture c JOIN address a ON a.address = c.address WHERE c.id = ?",
                (fact.captures[0],),
            ).fetchone()
            if row is not None:
                touched[row[0]] = None
    return list(touched)


def _answer(connection: Any, capture: Capture) -> Kept:
    row = connection.execute("SELECT * FROM verdict WHERE capture = ?", (capture.id,)).fetchone()
    article = _article_at(connection, capture.address)
    if row is None:
        return Kept(capture=capture.id, article=article)
    return Kept(capture=capture.id, verdict=Verdict(row["verdict"]), article=row["article"], revision=row["revision"])

"""How the facts of one look enter the database: whose article is it, which rows are new, what is derived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from archive.address import identity_key
from archive.derive import OWNER, derive
from archive.facts import (
    Act,
    AddressOf,
    AnyFact,
    ArticleBorn,
    Capture,
    KeptReading,
    Listing,
    RunOpened,
    SiteToml,
    WarcPlace,
)
from archive.fold import words
from archive.indexing import Change
from archive.known import Kept, Verdict
from archive.originals import address_of
from archive.records import Article
from archive.refusals import refuses_address, refuses_reading, tell_refusals
from archive.rows import insert_fact, insert_reading, reading_rows
from archive.telling import outlet_names, tell_article

_Why = Literal["key", "canonical", "words"]


class Entered(NamedTuple):
    """What became of the facts of a look: the answer, those that were new, and what the search index must be told."""

    kept: Kept
    new: list[AnyFact]
    changes: list[Change]
    refused: tuple[WarcPlace, ...] = ()


def keep_facts(connection: Any, facts: Sequence[AnyFact]) -> Entered:
    """Insert what is new, decide whose article it is, derive."""
    described = (_described(fact) for fact in facts)
    names = {site: outlet_names(connection, site) for site in described if site is not None}
    new: list[AnyFact] = []
    readings: list[tuple[KeptReading, str]] = []
    facts, refused = _permitted(connection, facts)
    for fact in facts:
        if not isinstance(fact, KeptReading):
            new += [fact] if insert_fact(connection, fact) else []
            continue
        rows = reading_rows(fact)
        if insert_reading(connection, fact, rows):
            new.append(fact)
            readings += [(fact, rows.wording[0])] if rows.wording is not None else []
    for kept, wording in readings:
        new += [born for born in _whose(connection, kept, wording) if insert_fact(connection, born)]
    acts = [fact for fact in new if isinstance(fact, Act)]
    if any(act.kind in ("takedown", "reinstate") for act in acts):
        tell_refusals(connection)
    articles, pages = _touched(connection, new)
    changes = derive(connection, articles, pages=pages)
    for act in acts:
        if act.kind in ("join", "split"):
            tell_article(connection, act.subject)
    for site in sorted(names):
        if names[site] != outlet_names(connection, site):
            tell_site(connection, site)
    capture = next((fact for fact in facts if isinstance(fact, Capture) and fact.purpose == "page"), None)
    return Entered(_answer(connection, capture) if capture is not None else Kept(), new, changes, refused)


def _permitted(connection: Any, facts: Sequence[AnyFact]) -> tuple[list[AnyFact], tuple[WarcPlace, ...]]:
    """The facts without what a takedown refuses, and the places of the records whose bodies must not stay."""
    if connection.execute("SELECT 1 FROM refusal LIMIT 1").fetchone() is None:
        return list(facts), ()
    looks = {fact.id: fact for fact in facts if isinstance(fact, Capture)}
    refused: set[str] = set()
    for fact in facts:
        look = looks.get(fact.captures[0]) if isinstance(fact, KeptReading) else None
        where = look.address if look is not None else _address_of_look(connection, fact)
        if isinstance(fact, KeptReading) and where is not None:
            wording = fact.reading.article.wording if fact.reading.article else ""
            if refuses_reading(connection, fact, wording, where, _article_at(connection, where)):
                refused.update(fact.captures)
    permitted = [fact for fact in facts if not (isinstance(fact, KeptReading) and refused.intersection(fact.captures))]
    places = tuple(look.warc for look in looks.values() if look.id in refused and look.warc is not None)
    return [
        msgspec.structs.replace(fact, withheld=True) if isinstance(fact, Capture) and fact.id in refused
        else _without_refused(connection, fact) if isinstance(fact, Listing) else fact
        for fact in permitted
    ], places  # fmt: skip


def _address_of_look(connection: Any, fact: AnyFact) -> str | None:
    if not isinstance(fact, KeptReading):
        return None
    row = connection.execute("SELECT address FROM capture WHERE id = ?", (fact.captures[0],)).fetchone()
    return str(row[0]) if row else None


def _without_refused(connection: Any, listing: Listing) -> Listing:
    """A list without the headlines of what was taken down."""
    links = tuple(
        link
        for link in listing.links
        if not refuses_address(connection, address_of(connection, listing.site, link.url))
    )
    return listing if len(links) == len(listing.links) else msgspec.structs.replace(listing, links=links)


def _described(fact: AnyFact) -> str | None:
    """The site whose outlet's names may be others after this fact."""
    if isinstance(fact, RunOpened):
        return fact.site
    return fact.name if isinstance(fact, SiteToml) else None


def tell_site(connection: Any, site: str) -> None:
    """Tell the stories of a site again: whom its outlet is named by decides who reposted whom."""
    for row in connection.execute(
        "SELECT article FROM article_state WHERE site = ? ORDER BY article", (site,)
    ).fetchall():
        tell_article(connection, row[0])


def _whose(connection: Any, kept: KeptReading, wording: str) -> tuple[ArticleBorn | AddressOf, ...]:
    """The facts that say whose article was read: none where the address is known, or no article was read."""
    article = kept.reading.article
    row = connection.execute(
        "SELECT address, site FROM capture WHERE id = ? AND purpose = 'page'", (kept.captures[0],)
    ).fetchone()
    if article is None or row is None or _article_at(connection, row["address"]) is not None:
        return ()
    where, site = row
    found = _by_key(connection, article, site) or _by_canonical(connection, article, where, site)
    found = found or _by_words(connection, wording, where, site)
    if found is not None:
        return (AddressOf(address=where, article=found[0], why=found[1]),)
    born = ArticleBorn(site=site, identity_key=article.identity_key or identity_key(where))
    return (born, AddressOf(address=where, article=born.id, why="first"))


def _article_at(connection: Any, where: str) -> str | None:
    sql = f"SELECT article FROM address WHERE address = ? ORDER BY {OWNER} LIMIT 1"  # noqa: S608 - the order is ours
    row = connection.execute(sql, (where,)).fetchone()
    return str(row[0]) if row else None


def _by_key(connection: Any, article: Article, site: str) -> tuple[str, _Why] | None:
    if article.identity_key is None:
        return None
    born = ArticleBorn(site=site, identity_key=article.identity_key)
    row = connection.execute("SELECT id FROM article WHERE id = ? AND site = ?", (born.id, site)).fetchone()
    return (row[0], "key") if row else None


def _by_canonical(connection: Any, article: Article, where: str, site: str) -> tuple[str, _Why] | None:
    """A page that names another address as its canonical one is believed where that article has the same headline.

    Broken themes name the front page, or yesterday's article, on every page.
    """
    if article.canonical is None or article.canonical == where:
        return None
    known = _article_at(connection, article.canonical)
    row = connection.execute(
        "SELECT w.title FROM article_state s JOIN wording w ON w.id = s.wording WHERE s.article = ? AND s.site = ?",
        (known, site),
    ).fetchone()
    return (known, "canonical") if known and row and words(row[0]) == words(article.title) else None


def _by_words(connection: Any, wording: str, where: str, site: str) -> tuple[str, _Why] | None:
    """The article of the site that has, or once had, exactly these words, whoever read them."""
    rows = connection.execute(
        "SELECT DISTINCT c.address FROM reading r JOIN capture c ON c.id = r.capture "
        "WHERE r.wording = ? AND c.site = ? AND c.purpose = 'page' AND c.address <> ?",
        (wording, site, where),
    ).fetchall()
    known = {found for row in rows if (found := _article_at(connection, row[0])) is not None}
    return (min(known), "words") if known else None


def _touched(connection: Any, new: Iterable[AnyFact]) -> tuple[list[str], list[str]]:
    """The articles that facts are about, and the pages that are no article's."""
    places: dict[str, str | None] = {}
    articles: dict[str, None] = {}
    read: list[str] = []
    for fact in new:
        if isinstance(fact, Capture) and fact.purpose == "page":
            places[fact.id] = fact.address
        elif isinstance(fact, KeptReading):
            read.append(fact.captures[0])
        elif isinstance(fact, AddressOf):
            # It may be another's from now on: then both are others than they were.
            rows = connection.execute("SELECT article FROM address WHERE address = ?", (fact.address,))
            articles |= dict.fromkeys(row[0] for row in rows)
    for capture in read:
        if capture not in places:
            row = connection.execute(
                "SELECT address FROM capture WHERE id = ? AND purpose = 'page'", (capture,)
            ).fetchone()
            places[capture] = row[0] if row else None
    pages = []
    for capture, place in places.items():
        article = _article_at(connection, place) if place is not None else None
        if article is not None:
            articles[article] = None
        else:
            pages.append(capture)
    return list(articles), pages


def _answer(connection: Any, capture: Capture) -> Kept:
    row = connection.execute("SELECT * FROM verdict WHERE capture = ?", (capture.id,)).fetchone()
    if row is None:
        return Kept(capture=capture.id, article=_article_at(connection, capture.address))
    return Kept(capture=capture.id, verdict=Verdict(row["verdict"]), article=row["article"], revision=row["revision"])

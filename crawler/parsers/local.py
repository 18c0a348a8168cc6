"""What only an Indonesian article tells: event dates, places, corrections, children to be protected, printed dates."""

from __future__ import annotations

import msgspec

from archive.records import Article, Correction, Place
from crawler.clean import corrections, minors
from crawler.page import Page
from crawler.parsers import prose
from crawler.parsers.evidence import Trail
from crawler.parsers.printed import read_printed_dates
from crawler.sieve import Found
from crawler.site import Site

_MAX_LINKS = 200


def complete(
    article: Article, page: Page, found: Found, headline: int | None, site: Site | None, trail: Trail
) -> Article:
    """The article with all of these, each with evidence."""
    published = article.published_at
    whole = "\n".join(paragraph.text for paragraph in article.body)
    signs = minors.signs(f"{article.title}\n{whole}")
    if signs:
        trail.found("sensitive_minor", "words", " … ".join(signs))
    return msgspec.structs.replace(
        article,
        event_dates=prose.read_events(article.body, published.at.date() if published else None, trail),
        places=_places(article, site, trail),
        corrections=_corrections(article, whole, page, found, trail),
        sensitive_minor=bool(signs),
        printed_dates=read_printed_dates(page, found, headline, published, trail),
    )


def _places(article: Article, site: Site | None, trail: Trail) -> tuple[Place, ...]:
    places = prose.read_places(article.title, article.dateline, article.body, site)
    for place in places:
        trail.found("places", place.method, place.printed, changed="" if place.printed == place.name else place.name)
    return places


def _corrections(article: Article, whole: str, page: Page, found: Found, trail: Trail) -> tuple[Correction, ...]:
    read = corrections.read_corrections(article.title, whole)
    if read and all(correction.address is None for correction in read):
        read = corrections.read_corrections(article.title, whole, _own_links(page, found))
    for correction in read:
        trail.found("corrections", correction.kind, correction.printed, changed=correction.address or "")
    return read


def _own_links(page: Page, found: Found) -> tuple[str, ...]:
    """Where the text's own links lead on the same host; those of lines that were left out (`Baca juga`) lead elsewhere."""
    if found.node is None:
        return ()
    gone = {block.text for block, _ in found.dropped}
    links: dict[str, None] = {}
    for element in list(found.node.element.iter("a"))[:_MAX_LINKS]:
        words = " ".join("".join(element.itertext()).split())
        address = page.join(element.get("href") or "")
        if address and page.host and page.host in address[:80] and address != page.url and not any(words and words in line for line in gone):  # fmt: skip
            links[address.partition("#")[0]] = None
    return tuple(links)

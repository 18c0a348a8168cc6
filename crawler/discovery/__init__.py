"""Discovery: what a source answered -> the Links in it, and further Sources. Pure; run in the reading children."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from archive.errors import RecordRejected
from archive.facts import Link
from crawler.discovery import advertised, blogger, documents, feed, listing, sitemap, wordpress
from crawler.discovery.addresses import is_article_possible, is_trap
from crawler.discovery.conventions import guesses
from crawler.errors import DiscoveryError
from crawler.keys import SourceKind
from crawler.page import Page
from crawler.raw_page import RawPage
from crawler.site import Site, Source

__all__ = ["discover", "guesses"]

MAX_LINKS = 50_000
MAX_SOURCES = 500

_SITEMAPS, _FEEDS = ("urlset", "sitemapindex"), ("rss", "feed", "rdf", "channel")


def _in_document(page: Page, site: Site) -> Iterator[Link | Source]:
    """What a sitemap or a feed lists: which of them it is, is told by what came and not by where it was looked for."""
    plain = sitemap.lines(page)
    if plain is not None:
        return iter(plain)
    root = documents.root(page)
    called = documents.name(root)
    if called in _SITEMAPS:
        return sitemap.links_in(root, page, site)
    if called in _FEEDS:
        return feed.links_in(root, page, site)
    raise DiscoveryError(page.url, f"is <{called[:40]}>, neither a feed nor a sitemap")


DISCOVERERS: dict[SourceKind, Callable[[Page, Site], Iterator[Link | Source]]] = {
    "news_sitemap": _in_document,
    "sitemap": _in_document,
    "feed": _in_document,
    "wordpress": wordpress.links,
    "blogger": blogger.links,
    "section": listing.links,
    "robots": advertised.links,
}


def discover(kind: SourceKind, page: RawPage | Page, site: Site) -> tuple[Link | Source, ...]:
    """What a source lists: each address once, none that can be no article, no list without end.

    Raises DiscoveryError where the source cannot be read.
    """
    page = Page.of(page)
    try:
        return tuple(_sifted(DISCOVERERS[kind](page, site), page, site))
    except (RecordRejected, RecursionError) as error:
        raise DiscoveryError(page.url, f"cannot be read: {str(error)[:200]}") from error


def _sifted(found: Iterator[Link | Source], page: Page, site: Site) -> Iterator[Link | Source]:
    pattern = re.compile(site.article_url) if site.article_url else None
    seen = {page.url}
    links = sources = 0
    for thing in found:
        if thing.url in seen:
            continue
        seen.add(thing.url)
        if isinstance(thing, Source):
            sources += 1
            if sources <= MAX_SOURCES and site.owns(thing.url) and not is_trap(thing.url):
                yield thing
        elif is_article_possible(thing.url) and (pattern is None or pattern.search(thing.url)):
            links += 1
            if links > MAX_LINKS:
                return
            yield thing

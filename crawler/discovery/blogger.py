"""Blogger's Atom feed, 150 articles at a time. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from archive.facts import Link
from crawler.discovery import documents, feed
from crawler.errors import DiscoveryError
from crawler.page import Page
from crawler.site import Site, Source

MAX_ARTICLES = 100_000


def links(page: Page, site: Site) -> Iterator[Link | Source]:
    """The articles of one page of the feed, and the next page."""
    root = documents.root(page)
    if documents.name(root) not in ("feed", "rss"):
        raise DiscoveryError(page.url, f"is <{documents.name(root)[:40]}>, no feed of Blogger")
    found = list(feed.entries(root, page, site))
    yield from found
    yield from _next(root, page, len(found))


def _next(root: Any, page: Page, listed: int) -> Iterator[Source]:
    parts = documents.children(root)
    begins = _whole(documents.said(parts.get("startindex")), 1)
    total = _whole(documents.said(parts.get("totalresults")), 0)
    after = begins + listed
    # Blogger's own link to the next page names another host, so it is made here of the address that answered.
    if listed and after <= min(total, MAX_ARTICLES):
        address = urlsplit(page.url)
        query = {**dict(parse_qsl(address.query)), "start-index": str(after)}
        size = _whole(query.get("max-results", ""), listed) or 1
        url = address._replace(query=urlencode(query)).geturl()
        yield Source(kind="blogger", url=url, page=(after - 1) // size + 1)


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else otherwise

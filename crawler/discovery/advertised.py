"""Where a site itself says that its articles are listed: robots.txt, and the head of its front page. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawler.discovery import wordpress
from crawler.discovery.addresses import Base
from crawler.discovery.sitemap import kind_of
from crawler.page import Page
from crawler.site import Site, Source

MAX_ROBOTS = 500 * 1024
MAX_SITEMAPS = 200

_SITEMAP = re.compile(rb"(?im)^[ \t\xef\xbb\xbf]{0,20}site-?map[ \t]{0,20}:[ \t]{0,20}([^\s#]{4,2083})")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+xml")
_COMMENTS = re.compile(r"/comments?/|komentar|comments? feed|[?&]feed=comments", re.IGNORECASE)
_BLOGGER = re.compile(r"/feeds/posts/(?:default|summary)/?(?:\?|$)")


def links(page: Page, _site: Site) -> Iterator[Source]:
    """The sitemaps that a robots.txt names."""
    base = Base(page.url)
    for line in _SITEMAP.findall(page.raw.body[:MAX_ROBOTS])[:MAX_SITEMAPS]:
        url = base.join(line.decode("utf-8", "replace"))
        if url is not None:
            is_feed = re.search(r"/(?:feed|rss|atom)\b|\.rss$", url) and "sitemap" not in url
            yield Source(kind="feed" if is_feed else kind_of(url), url=url)


def in_head(page: Page) -> Iterator[Source]:
    """The feeds, sitemaps and REST list that a page's head names."""
    if page.root is None:
        return
    base = Base(page.url)
    for count, element in enumerate(page.root.iter("link")):
        if count >= MAX_SITEMAPS:
            return
        href = base.join(element.get("href") or "")
        source = _source(element, href) if href is not None else None
        if source is not None:
            yield source


def _source(element: Any, url: str) -> Source | None:
    relations = (element.get("rel") or "").lower().split()
    if "https://api.w.org/" in relations:
        return Source(kind="wordpress", url=_rest(url))
    if "sitemap" in relations:
        return Source(kind=kind_of(url), url=url)
    kind = (element.get("type") or "").lower().partition(";")[0].strip()
    if "alternate" not in relations or kind not in _FEED_TYPES:
        return None
    if _COMMENTS.search(url) or _COMMENTS.search(element.get("title") or ""):
        return None
    if _BLOGGER.search(url):
        if "alt=rss" in url:
            return None
        return Source(kind="blogger", url=f"{url.partition('?')[0]}?max-results=150")
    return Source(kind="feed", url=url)


def _rest(root: str) -> str:
    """The list of articles of a REST root: below it, or behind `?rest_route=/` where links are not rewritten."""
    if "rest_route=" in root:
        return f"{root.rstrip('/')}/wp/v2/posts&{wordpress.QUERY}"
    return f"{root.rstrip('/')}/wp/v2/posts?{wordpress.QUERY}"

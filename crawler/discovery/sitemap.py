"""Sitemaps: lists of addresses, news sitemaps, indexes of sitemaps; XML or plain lines. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from archive.facts import Link
from crawler.discovery import documents, times
from crawler.discovery.addresses import Base
from crawler.page import Page
from crawler.site import Site, Source

MAX_SITEMAPS = 500

# Sitemaps of what is no article: sections, tags, people, pages of the house, pictures.
_ASIDE = re.compile(
    r"(?:category|categories|kategori|tags?|author|authors|users?|taxonom\w*|attachment|images?|videos?|pages|statis|static|"
    r"label|product\w*|e-landing-page|elementor\w*|section\w*|kanal)[\w-]{0,20}(?:-|_)?sitemap|"
    r"(?<![a-z])page-sitemap|wp-sitemap-(?:taxonomies|users|posts-page)|"
    r"sitemap[-_/](?:categor\w*|kategori|tags?|authors?|users?|images?|videos?|pages\.|static|sections?|kanal|misc|label)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(\d{1,6})\D{0,10}$")
_LINE = re.compile(rb"(?m)^\s{0,20}(https?://[^\s<>\"]{4,2083})\s{0,20}$")
_MANY = 10
_JUST_NOW = timedelta(minutes=10)


def links_in(root: Any, page: Page, site: Site) -> Iterator[Link | Source]:
    """What a sitemap lists, newest first where it says so; what an index lists as further sources."""
    base = Base(page.url)
    yield from _newest_first(_honest([_link(entry, base, site) for entry in documents.each(root, "url")], page))
    yield from _sitemaps(root, base, site)


def lines(page: Page) -> tuple[Link, ...] | None:
    """What a sitemap of plain lines lists; None where it is none."""
    body = page.raw.body
    if b"<" in body[:1000] or not body.lstrip(b"\xef\xbb\xbf \t\r\n")[:8].lower().startswith(b"http"):
        return None
    base = Base(page.url)
    found = (base.join(line.decode("utf-8", "replace")) for line in _LINE.findall(documents.text_of_body(page)))
    return tuple(Link(url=url) for url in found if url)


def _link(entry: Any, base: Base, site: Site) -> Link | None:
    parts = documents.children(entry)
    url = base.join(documents.said(parts.get("loc")))
    if url is None:
        return None
    news = documents.children(parts["news"]) if "news" in parts else {}
    return Link(
        url=url,
        title=documents.title(documents.said(news.get("title"))),
        published_at=times.instant(documents.said(news.get("publication_date")), site.zone),
        updated_at=times.instant(documents.said(parts.get("lastmod")), site.zone),
    )


def _honest(found: Sequence[Link | None], page: Page) -> list[Link]:
    """Without the dates of change of a sitemap that stamps every address with the hour at which it was made."""
    kept = [link for link in found if link is not None]
    stamps = [link.updated_at for link in kept if link.updated_at is not None]
    if len(stamps) < _MANY:
        return kept
    _, most = Counter(stamps).most_common(1)[0]
    now = page.raw.fetched_at
    recent = sum(stamp > now - _JUST_NOW for stamp in stamps) if now is not None else 0
    if max(most, recent) * 2 <= len(stamps):
        return kept
    return [Link(url=link.url, title=link.title, published_at=link.published_at) for link in kept]


def _newest_first(found: list[Link]) -> list[Link]:
    def moment(link: Link) -> datetime | None:
        return link.published_at or link.updated_at

    if sum(moment(link) is not None for link in found) * 2 < len(found):
        return found
    return sorted(found, key=lambda link: said.timestamp() if (said := moment(link)) else 0.0, reverse=True)


def _sitemaps(root: Any, base: Base, site: Site) -> list[Source]:
    found: list[Source] = []
    for entry in documents.each(root, "sitemap"):
        parts = documents.children(entry)
        url = base.join(documents.said(parts.get("loc")))
        if url is None or _ASIDE.search(url):
            continue
        updated_at = times.instant(documents.said(parts.get("lastmod")), site.zone)
        found.append(Source(kind=kind_of(url), url=url, updated_at=updated_at))
    # Indexes number their parts from the oldest, and Yoast leaves the number off the first.
    return sorted(found, key=_age, reverse=True)[:MAX_SITEMAPS]


def _age(source: Source) -> tuple[bool, float, int]:
    number = _NUMBER.search(source.url)
    said = source.updated_at.timestamp() if source.updated_at else 0.0
    return (source.kind == "news_sitemap", said, int(number[1]) if number else 0)


def kind_of(url: str) -> Any:
    """`news_sitemap` where the address says so."""
    return "news_sitemap" if "news" in url.rpartition("/")[2].lower() else "sitemap"

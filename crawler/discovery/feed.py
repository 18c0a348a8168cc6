"""Feeds: RSS 0.9 to 2, RDF, Atom; also such as no strict reader takes. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from archive.facts import Link
from crawler.discovery import documents, times
from crawler.discovery.addresses import Base
from crawler.page import Page
from crawler.site import Site, Source

_PUBLISHED = ("pubdate", "published", "issued", "date", "created")
_UPDATED = ("updated", "modified", "lastbuilddate")


def links_in(root: Any, page: Page, site: Site) -> Iterator[Link | Source]:
    """What a feed lists, and its next page where it is paged."""
    found = list(entries(root, page, site))
    yield from found
    on = _next(root, page) or _next_of_wordpress(root, page)
    if on is not None and found:
        yield on


def entries(root: Any, page: Page, site: Site) -> Iterator[Link]:
    """The links of a feed's entries."""
    base = Base(page.url)
    for entry in documents.each(root, "item", "entry"):
        parts = documents.children(entry)
        url = _address(entry, parts, base)
        if url is None:
            continue
        yield Link(
            url=url,
            title=documents.title(documents.said(parts.get("title"))),
            published_at=_moment(parts, _PUBLISHED, site),
            updated_at=_moment(parts, _UPDATED, site),
        )


def _address(entry: Any, parts: dict[str, Any], base: Base) -> str | None:
    """The article's own address: a feed service's original one first, then the link, then a guid that is an address."""
    offered = [documents.said(parts.get("origlink")), *_linked(entry)]
    guid = parts.get("guid")
    if guid is not None and guid.get("isPermaLink", "true").lower() != "false":
        offered.append(documents.said(guid))
    for name, value in entry.attrib.items():
        if name.endswith("}about"):
            offered.append(value)
    for href in offered:
        if href and (url := base.join(href)) is not None and url != base.url:
            return url
    return None


def _linked(entry: Any) -> Iterator[str]:
    for child in entry:
        if documents.name(child) != "link":
            continue
        href = child.get("href")
        if href is None:
            yield documents.said(child) or " ".join((child.tail or "").split())
        elif child.get("rel", "alternate") == "alternate" and "html" in child.get("type", "text/html"):
            yield href


def _moment(parts: dict[str, Any], names: tuple[str, ...], site: Site) -> Any:
    said = (documents.said(parts.get(name)) for name in names)
    return next((moment for text in said if text and (moment := times.instant(text, site.zone))), None)


def _next(root: Any, page: Page) -> Source | None:
    """The next page of a feed that names it."""
    for element in documents.each(root, "link"):
        if documents.name(element.getparent()) in ("item", "entry"):
            return None
        if element.get("rel") == "next" and (url := Base(page.url).join(element.get("href", ""))) is not None:
            return Source(kind="feed", url=url, page=2)
    return None


def _next_of_wordpress(root: Any, page: Page) -> Source | None:
    """WordPress pages its feed and does not say so: the only way back where its REST list is closed."""
    generator = next((documents.said(element) for element in documents.each(root, "generator")), "")
    parts = urlsplit(page.url)
    query = dict(parse_qsl(parts.query))
    here = query.get("paged", "1")
    if "wordpress" not in generator.lower() or not here.isdecimal() or len(here) > 5:
        return None
    url = parts._replace(query=urlencode({**query, "paged": int(here) + 1})).geturl()
    return Source(kind="feed", url=url, page=int(here) + 1)

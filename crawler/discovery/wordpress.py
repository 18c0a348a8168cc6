"""WordPress' REST list of articles, a hundred at a time. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from archive.facts import Link
from crawler.discovery import documents, times
from crawler.discovery.addresses import Base
from crawler.errors import DiscoveryError
from crawler.page import Page
from crawler.site import Site, Source

MAX_PAGES = 10_000
MAX_BYTES = 20 * 2**20
# Without their texts a hundred articles are 30 KB instead of a megabyte.
QUERY = "per_page=100&_fields=id,link,date_gmt,modified_gmt,title"

_REFUSED = {401: "asks for a login", 403: "is closed", 404: "is not there", 410: "is not there"}
_LIST = re.compile(rb"\[\s{0,20}(?:\{|\])")


def links(page: Page, _site: Site) -> Iterator[Link | Source]:
    """The articles of one page of the list, and the next page."""
    if page.raw.status in _REFUSED:
        raise DiscoveryError(page.url, f"{_REFUSED[page.raw.status]} ({page.raw.status})")
    articles = _articles(page)
    base = Base(page.url)
    for article in articles:
        if (link := _link(article, base)) is not None:
            yield link
    yield from _next(page, len(articles))


def _articles(page: Page) -> list[Any]:
    body = documents.text_of_body(page, MAX_BYTES).lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        told = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        # Warnings of PHP are printed before the list.
        start = _LIST.search(body, 0, 65536)
        try:
            told = msgspec.json.decode(body[start.start() :]) if start else None
        except (msgspec.DecodeError, RecursionError):
            told = None
    if isinstance(told, dict) and "code" in told:
        raise DiscoveryError(page.url, f"refuses: {str(told['code'])[:80]!r}")
    if not isinstance(told, list):
        raise DiscoveryError(page.url, "is no list of WordPress")
    return told


def _link(article: Any, base: Base) -> Link | None:
    if not isinstance(article, dict) or article.get("status", "publish") != "publish":
        return None
    url = base.join(href) if isinstance(href := article.get("link"), str) else None
    if url is None:
        return None
    heading = article.get("title")
    rendered = heading.get("rendered") if isinstance(heading, dict) else heading
    return Link(
        url=url,
        title=documents.title(rendered) if isinstance(rendered, str) else None,
        published_at=_moment(article.get("date_gmt")),
        updated_at=_moment(article.get("modified_gmt")),
    )


def _moment(said: object) -> Any:
    return times.instant(said, 0) if isinstance(said, str) else None


def _next(page: Page, listed: int) -> Iterator[Source]:
    parts = urlsplit(page.url)
    query = dict(parse_qsl(parts.query))
    here, size = _whole(query.get("page"), 1), _whole(query.get("per_page"), 10)
    total = next((value for name, value in page.raw.headers if name.lower() == "x-wp-totalpages"), None)
    is_more = here < _whole(total, 0) if total is not None else 0 < size <= listed
    if is_more and here < MAX_PAGES:
        url = parts._replace(query=urlencode({**query, "page": here + 1}, safe=",")).geturl()
        yield Source(kind="wordpress", url=url, page=here + 1)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 8 else otherwise

"""Next.js and other pages whose text is only in a JSON script (`__NEXT_DATA__`): the longest article object in it is the page."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

import msgspec

from crawler.page import Page, loads
from crawler.parsers.base import Platform
from crawler.raw_page import RawPage

_SCRIPTS = ("__NEXT_DATA__", "__NUXT_DATA__", "app-state", "__APOLLO_STATE__", "serverApp-state", "ng-state")
_BODY = ("body", "content", "contentHtml", "content_html", "articleBody", "text", "html", "isi", "description_html")
_TITLE = ("title", "headline", "judul", "name")
_DATE = (
    "datePublished",
    "published_at",
    "publishedAt",
    "published_date",
    "publishDate",
    "date",
    "created_at",
    "createdAt",
    "firstPublished",
)
_AUTHOR = ("author", "authors", "byline", "penulis", "reporter")


def _objects(value: Any, depth: int = 14) -> Iterator[dict[str, Any]]:
    if depth <= 0:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value[:200]:
            yield from _objects(inner, depth - 1)


def _first(thing: dict[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        said = thing.get(key)
        if isinstance(said, dict):
            said = said.get("rendered") or said.get("name") or said.get("html")
        if isinstance(said, list) and said:
            said = said[0].get("name") if isinstance(said[0], dict) else said[0]
        if isinstance(said, str) and said.strip():
            return said.strip()
    return ""


def convert(page: Page) -> RawPage | None:
    """A page of the longest object with a headline and a text; None where there is none of 300 characters."""
    best: tuple[int, str, dict[str, Any]] = (300, "", {})
    for name in _SCRIPTS:
        script = page.embedded.get(name)
        if not script or len(script) > 6_000_000:
            continue
        for thing in _objects(loads(script)):
            said = _first(thing, _BODY)
            if _first(thing, _TITLE) and len(said) > best[0]:
                best = (len(said), said, thing)
    if not best[1]:
        return None
    title, said = _first(best[2], _TITLE), best[1]
    text = said if "<" in said else "".join(f"<p>{html.escape(part)}</p>" for part in said.split("\n") if part.strip())
    made = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{html.escape(title)}</title><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{html.escape(_first(best[2], _DATE))}"><meta name="author" content="{html.escape(_first(best[2], _AUTHOR))}">'
        f'<link rel="canonical" href="{html.escape(next(iter(page.links.get("canonical", ())), page.url))}"></head>'
        f'<body><article><h1>{html.escape(title)}</h1><div class="article-body">{text}</div></article></body></html>'
    )
    return msgspec.structs.replace(
        page.raw, body=made.encode("utf-8", "replace"), content_type="text/html; charset=utf-8"
    )


PLATFORM = Platform(
    name="nextdata", detect=lambda page: any(name in page.embedded for name in _SCRIPTS), convert=convert
)

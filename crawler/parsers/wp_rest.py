"""WordPress REST: a post as JSON, made a page of its own so that it is read by the same rules."""

from __future__ import annotations

import html
from typing import Any

import msgspec

from crawler.page import Page, loads
from crawler.parsers.base import Platform
from crawler.raw_page import RawPage


def _told(page: Page) -> dict[str, Any] | None:
    if page.raw.body.lstrip()[:1] not in (b"{", b"["):
        return None
    said = loads(page.raw.body)
    told = said[0] if isinstance(said, list) and len(said) == 1 else said
    is_told = isinstance(told, dict) and isinstance(told.get("content"), dict) and isinstance(told.get("title"), dict)
    return told if is_told else None


def _convert(page: Page) -> RawPage | None:
    told = _told(page)
    if told is None:
        return None
    title, content = str(told["title"].get("rendered", "")), str(told["content"].get("rendered", ""))
    link, number = str(told.get("link") or page.url), told.get("id")
    stamps = _stamps(told)
    head = "".join(f'<meta property="{name}" content="{html.escape(at)}">' for name, at in stamps)
    authors = told.get("_embedded", {}).get("author", []) if isinstance(told.get("_embedded"), dict) else []
    head += "".join(
        f'<meta name="author" content="{html.escape(str(a.get("name", "")))}">' for a in authors if isinstance(a, dict)
    )
    made = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title><meta property="og:type" content="article">'
        f'<meta property="og:title" content="{html.escape(html.unescape(title))}"><link rel="canonical" href="{html.escape(link)}">{head}</head>'
        f'<body class="single single-post postid-{int(number) if isinstance(number, int) else 0}"><article class="post"><h1 class="entry-title">{title}</h1>'
        f'<div class="entry-content">{content}</div></article></body></html>'
    )
    return msgspec.structs.replace(
        page.raw,
        body=made.encode("utf-8", "replace"),
        content_type="text/html; charset=utf-8",
        url=link if link.startswith("http") else page.url,
    )


def _stamps(told: dict[str, Any]) -> list[tuple[str, str]]:
    """`date_gmt` is UTC; `date` alone is the site's own clock without a zone."""
    found = []
    for name, local, utc in (
        ("article:published_time", "date", "date_gmt"),
        ("article:modified_time", "modified", "modified_gmt"),
    ):
        here, there = told.get(local), told.get(utc)
        if isinstance(there, str) and there:
            found.append((name, f"{there}Z"))
        elif isinstance(here, str) and here:
            found.append((name, here))
    return found


def _doubts(page: Page) -> tuple[str, ...]:
    """`tz_unset` where the site's clock was left at UTC: an instant that somebody typed may be hours off."""
    told = _told(page) or {}
    return ("tz_unset",) if told.get("date") and told.get("date") == told.get("date_gmt") else ()


PLATFORM = Platform(name="wp_rest", detect=lambda page: _told(page) is not None, convert=_convert, doubts=_doubts)

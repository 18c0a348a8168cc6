"""Pages whose text stands in no tree but whole in JSON-LD: what a script would show. A teaser there is no text."""

from __future__ import annotations

import html
import re

import msgspec

from crawler.page import Page
from crawler.parsers.base import Platform
from crawler.parsers.data import Said, string
from crawler.raw_page import RawPage

_LEAST = 300
_CUT = re.compile(r"(?:…|\.\.\.|\[…\])\s*$")


def _body(page: Page) -> str:
    said = Said(page).article.get("articleBody")
    is_whole = isinstance(said, str) and len(said) >= _LEAST and not _CUT.search(said[-10:])
    return str(said) if is_whole else ""


def _convert(page: Page) -> RawPage | None:
    said = _body(page)
    if not said:
        return None
    article = Said(page).article
    title = html.escape(string(article.get("headline")) or string(article.get("name")))
    parts = (part.strip() for part in said.split("\n"))
    text = said if "<p" in said else "".join(f"<p>{html.escape(html.unescape(part))}</p>" for part in parts if part)
    data = "".join(
        f'<script type="application/ld+json">{script.decode("utf-8", "replace")}</script>'
        for script in page.markup.json_ld
    )
    canonical = html.escape(next(iter(page.links.get("canonical", ())), page.url))
    made = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title><link rel="canonical" href="{canonical}">{data}</head>'
        f'<body><article><h1>{title}</h1><div class="article-body">{text}</div></article></body></html>'
    )
    return msgspec.structs.replace(
        page.raw, body=made.encode("utf-8", "replace"), content_type="text/html; charset=utf-8"
    )


PLATFORM = Platform(name="json_ld", detect=lambda page: bool(page.markup.json_ld and _body(page)), convert=_convert)

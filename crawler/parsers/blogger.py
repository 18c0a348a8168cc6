"""Blogger on its own or another's name: text in `.post-body`, day in `.date-header`; and one entry of its Atom feed."""

from __future__ import annotations

import html
import re

import msgspec
from lxml import etree

from crawler.page import Page
from crawler.parsers.base import Platform, names
from crawler.raw_page import RawPage

_ATOM = "{http://www.w3.org/2005/Atom}"
_POST = re.compile(r"post-(\d{5,25})")


def _entry(page: Page) -> etree._Element | None:
    start = page.raw.body[:600]
    if b"<entry" not in start and b"<feed" not in start:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(page.raw.body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    entries = [root] if root.tag == f"{_ATOM}entry" else root.findall(f"{_ATOM}entry")
    return entries[0] if len(entries) == 1 else None


def _convert(page: Page) -> RawPage | None:
    entry = _entry(page)
    if entry is None:
        return None

    def said(name: str) -> str:
        return (entry.findtext(f"{_ATOM}{name}") or "").strip()

    link = next((e.get("href", "") for e in entry.findall(f"{_ATOM}link") if e.get("rel") == "alternate"), page.url)
    number = _POST.search(said("id"))
    author = (entry.findtext(f"{_ATOM}author/{_ATOM}name") or "").strip()
    tags = "".join(
        f'<a rel="tag">{html.escape(e.get("term", ""))}</a> ' for e in entry.findall(f"{_ATOM}category")[:30]
    )
    made = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="generator" content="blogger"><title>{html.escape(said("title"))}</title>'
        f'<link rel="canonical" href="{html.escape(link)}"><meta property="og:type" content="article"><meta property="article:published_time" content="{html.escape(said("published"))}">'
        f'<meta property="article:modified_time" content="{html.escape(said("updated"))}"><meta name="author" content="{html.escape(author)}"></head><body class="item-view">'
        f'<div class="post hentry"><h1 class="post-title entry-title">{html.escape(said("title"))}</h1><div class="post-body entry-content" id="post-body-{number[1] if number else 0}">'
        f'{said("content") or said("summary")}</div><div class="post-labels tags">{tags}</div></div></body></html>'
    )
    url = link if link.startswith("http") else page.url
    return msgspec.structs.replace(
        page.raw, body=made.encode("utf-8", "replace"), content_type="text/html; charset=utf-8", url=url
    )


ATOM = Platform(name="blogger_atom", detect=lambda page: _entry(page) is not None, convert=_convert)
PLATFORM = Platform(
    name="blogger",
    detect=lambda page: "blogger" in page.generator or b"/feeds/posts/default" in page.markup.html[:20_000],
    body=names("post-body", r"post-body-\d+"),
    drop=names("post-footer", r"related-?posts?\S*", "post-share-buttons", "blog-pager", "post-labels", "post-icons"),
)

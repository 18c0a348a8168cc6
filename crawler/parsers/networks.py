"""The big networks' own systems: Tribun, Promedia and PRMN, ANTARA, Jawa Pos Radar and Disway, detik, and the like."""

from __future__ import annotations

import re

from crawler.blocks import Block
from crawler.page import Page
from crawler.parsers.base import Platform, has_class, names


def _markup_has(page: Page, *words: bytes) -> bool:
    return any(page.markup.html.find(word, 0, 200_000) >= 0 for word in words)


def _loads_from(page: Page, *hosts: bytes) -> bool:
    """Whether the page's head names addresses on one of these hosts: its styles, icons, its own canonical address."""
    head = page.markup.html[:60_000].partition(b"<body")[0]
    return any(
        host in head and re.search(rb"https?://(?:[\w-]{1,40}\.){0,3}" + re.escape(host) + rb"/", head)
        for host in hosts
    )


_CAPITALS = re.compile(r"[•\s]{0,3}[A-Z]{4,20}\b")
_ENDS = re.compile(r"[.!?:;,”\"]\s*$")


def _is_promoted_headline(block: Block) -> bool:
    """A short paragraph all in bold or a link, in the case of headlines, its first word in capitals, no sentence's end."""
    text, words = block.text, block.text.split()
    if not 4 <= len(words) <= 20 or len(text) > 140 or not _CAPITALS.match(text) or _ENDS.search(text):
        return False
    return (block.strong >= 0.8 * len(text) or block.link_share > 0.8) and sum(
        w[:1].isupper() for w in words
    ) >= 0.6 * len(words)


TRIBUN = Platform(
    name="tribun",
    detect=lambda page: (
        _markup_has(page, b"tstatic.net") or has_class(page, "side-article") or has_class(page, "txt-article")
    ),
    body=names("side-article", "txt-article"),
    drop=names("baca", "ads", "sharebox", "mb10 mt10", r"rekomendasi\S*", "ovh"),
    promotes=_is_promoted_headline,
)
PROMEDIA = Platform(
    name="promedia",
    detect=lambda page: _markup_has(page, b"promediateknologi", b"pikiran-rakyat") or has_class(page, "read__"),
    body=names("read__content"),
    drop=names(
        "read__paging", "read__tagging", "read__others", r"read__recommend\S*", "read__bacajuga", "sponsor-news"
    ),
)
ANTARA = Platform(
    name="antara",
    detect=lambda page: has_class(page, "wrap__article-detail-content") or _loads_from(page, b"antaranews.com"),
    body=names("wrap__article-detail-content", "post-content", "content_news"),
    drop=names("baca-juga", "text-muted small mt10x", "simple-share", "related-post"),
)
JAWAPOS = Platform(
    name="jawapos",
    detect=lambda page: _loads_from(page, b"jawapos.com", b"disway.id", b"jpnn.com"),
    body=names("content-article", "article-content", "entry-content", "text-content", "page-content"),
    drop=names(r"read-?also\S*", "related-inline", "inject_artikel_terkait"),
)
DETIK = Platform(
    name="detik",
    detect=lambda page: (
        has_class(page, "detail__body") or has_class(page, "detail_text") or has_class(page, "itp_bodycontent")
    ),
    body=names("detail__body-text", "detail_text", "itp_bodycontent", "itp_bodycontent detail__body-text"),
    drop=names(
        "linksisip",
        "sisip_artikel",
        "pic_artikel_sisip_table",
        "parallaxindetail",
        "scrollpage",
        "detail__body-tag",
        "lihatjg",
        "detail_tag",
        "aevp",
        "noncontent",
    ),
)
JOOMLA = Platform(
    name="joomla",
    detect=lambda page: "joomla" in page.generator or has_class(page, "item-page"),
    body=names("item-page", "com-content-article__body", "itemFullText", "article-content"),
    drop=names("article-info", "icons", "actions", "pager", "pagenav", "tags"),
)

"""The big networks' own systems: Tribun, Promedia and PRMN, ANTARA, Jawa Pos Radar and Disway, detik, and the like."""

from __future__ import annotations

from crawler.page import Page
from crawler.parsers.base import Platform, has_class, names


def _markup_has(page: Page, *words: bytes) -> bool:
    return any(word in page.markup.html[:200_000] for word in words)


TRIBUN = Platform(
    name="tribun",
    detect=lambda page: (
        _markup_has(page, b"tstatic.net") or has_class(page, "side-article") or has_class(page, "txt-article")
    ),
    body=names("side-article", "txt-article"),
    drop=names("baca", "ads", "sharebox", "mb10 mt10", r"rekomendasi\S*", "ovh"),
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
    detect=lambda page: "antaranews.com" in page.host or has_class(page, "wrap__article-detail-content"),
    body=names("wrap__article-detail-content", "post-content", "content_news"),
    drop=names("baca-juga", "text-muted small mt10x", "simple-share", "related-post"),
)
JAWAPOS = Platform(
    name="jawapos",
    detect=lambda page: page.host.endswith(("jawapos.com", "disway.id", "jpnn.com")),
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

"""WordPress and its Indonesian theme families: classic and block themes, Newkarma and kin, tagDiv, JNews, KentooZ, Elementor."""

from __future__ import annotations

from crawler.page import Page
from crawler.parsers.base import Platform, has_class, names


def _is_wordpress(page: Page) -> bool:
    return "wordpress" in page.generator or b"wp-content/" in page.markup.html[:60_000] or "postid-" in page.body_names


GMR = Platform(
    name="gmr",
    detect=lambda page: (
        "idtheme" in page.body_names or "gmr-" in page.body_names or (_is_wordpress(page) and has_class(page, "gmr-"))
    ),
    body=names("entry-content-single", "entry-content"),
    drop=names(
        r"gmr-related-post\S*", "page-links", r"gmr-banner\S*", r"gmr-social\S*", "gmr-cf-metacontent", "gmr-ads"
    ),
    source="Source News",
)
TAGDIV = Platform(
    name="tagdiv",
    detect=lambda page: has_class(page, "td-post-content") or has_class(page, "tdb-block-inner"),
    body=names("td-post-content", "tdb_single_content"),
    drop=names(r"td[-_]\S*related\S*", r"td-a-rec\S*", r"td-post-sharing\S*", "td-post-source-tags", "td-author-name"),
)
JNEWS = Platform(
    name="jnews",
    detect=lambda page: has_class(page, "jeg_") or "jnews" in page.body_names,
    body=names("content-inner"),
    drop=names(r"jnews_inline_related_post\S*", r"jeg_ad\S*", "jeg_post_tags", r"jeg_share\S*", "jeg_pagelinks"),
)
KENTOOZ = Platform(
    name="kentooz",
    detect=lambda page: has_class(page, "ktz-"),
    body=names("entry-content", r"ktz-content\S*"),
    drop=names(r"ktz-related\S*", r"ktz-\S*share\S*"),
)
ELEMENTOR = Platform(
    name="elementor",
    detect=lambda page: "elementor" in page.body_names,
    body=names(r"elementor-widget-theme-post-content"),
    drop=names(
        r"elementor-widget-posts", r"elementor-share\S*", r"elementor-widget-post-navigation", r"elementor-widget-form"
    ),
)
WORDPRESS = Platform(
    name="wordpress",
    detect=_is_wordpress,
    body=names("entry-content", "post-content", "wp-block-post-content", "entry", "post-entry", "single-content"),
    drop=names(
        "sharedaddy",
        "jp-relatedposts",
        r"yarpp\S*",
        "page-links",
        "post-tags",
        "wp-block-latest-posts",
        "wp-block-query",
    ),
)

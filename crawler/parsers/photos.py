"""The lead photograph: its address, and the caption and credit that are printed at it. It is never fetched."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from archive.records import Image
from crawler.blocks import Node
from crawler.page import Page
from crawler.parsers.data import Said
from crawler.parsers.evidence import Trail
from crawler.sieve import Found

_META = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "thumbnailurl")
_SOURCES = ("data-lazy-src", "data-src", "data-original", "src")
_NO_PHOTO = re.compile(r"logo|favicon|default|placeholder|blank\.|icon|avatar|banner|pixel|\.svg|^data:", re.IGNORECASE)
# `(Foto: Maria)` and its kin; a line of its own in capitals with a slash; a name in brackets or behind dashes at the end.
_CREDITS = (
    re.compile(r"(?:\(|/|\b)(?:foto|photo|dok|credit|fotografer|sumber)\.?\s{0,2}(?::|\s)\s{0,2}([^()]{2,80}?)\)?\s{0,2}$", re.IGNORECASE),
    re.compile(r"\b(ANTARA ?(?:FOTO)?/[\w .-]{2,60})$"),
    re.compile(r"(?<=[.!?”]) ?\(([A-Z][^()]{2,50})\)$"),
    re.compile(r"-{2,3} ?([A-Z][\w ./-]{2,50})$"),
)  # fmt: skip
_CREDIT_LINE = re.compile(r"[A-Z][A-Z0-9 .,-]{2,40}/[A-Z][A-Za-z .()-]{2,50}|(?:foto|photo)\s?:.{2,60}", re.IGNORECASE)
_UPPER = re.compile(r"[^a-z]{6,90}")
_MAX_UP, _MAX_IMAGES = 5, 12
PATTERNS = {"no_photo": _NO_PHOTO, "credit_line": _CREDIT_LINE, **{f"credit{n}": one for n, one in enumerate(_CREDITS)}}


def read_image(page: Page, data: Said, found: Found, headline: int | None, trail: Trail) -> Image | None:
    """The lead photograph, with the caption that stands at it; never a logo or a pixel."""
    for by, raw in (*_told(page, data), *_shown(page, found, headline)):
        absolute = page.join(html.unescape(raw))
        if absolute and not _NO_PHOTO.search(absolute.rsplit("/", 1)[-1]):
            trail.found("image", by, raw, changed=absolute if absolute != raw else "")
            caption, credit = _caption(captions(page, found, headline))
            if caption:
                trail.found("image", "caption", caption)
            return Image(address=absolute, caption=caption, credit=credit)
    return None


def captions(page: Page, found: Found, headline: int | None) -> list[str]:
    """Lines that the page sets as captions, between headline and text and in the text."""
    lines = []
    if found.blocks and headline is not None and headline < found.blocks[0].index:
        between = page.outline.blocks[headline + 1 : found.blocks[0].index]
        lines = [block.text for block in between if block.kind == "caption" or block.rule == "caption"]
    return list(dict.fromkeys((*lines, *(block.text for block, rule in found.dropped if rule == "caption"))))


def _caption(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Caption and credit: in one line, or the credit in a line of its own."""
    credit = None
    for line in lines[:3]:
        if _CREDIT_LINE.fullmatch(line) and (line.lower().startswith(("foto", "photo")) or _UPPER.fullmatch(line)):
            credit = credit or re.sub(r"(?i)^(?:foto|photo)\s?:\s?", "", line)
        elif 8 < len(line) < 600:
            inside = next((match[1].strip() for pattern in _CREDITS if (match := pattern.search(line))), None)
            return line, inside or credit
    return None, credit


def _told(page: Page, data: Said) -> Iterator[tuple[str, str]]:
    yield from ((f"meta:{name}", said) for name in _META for said in page.meta.get(name, ())[:1])
    image = data.article.get("image")
    for thing in (image if isinstance(image, list) else [image])[:3]:
        url = thing.get("url") if isinstance(thing, dict) else thing
        if isinstance(url, str) and url.startswith(("http", "/")):
            yield "json_ld:image", url
    yield from (("link:image_src", said) for said in page.links.get("image_src", ())[:1])


def _shown(page: Page, found: Found, headline: int | None) -> Iterator[tuple[str, str]]:
    """Photographs in the container that holds headline and text, in order of the page; a teaser's is no lead."""
    node = _around(found, headline)
    if node is None:
        return
    inside = {other.element: other for other in page.outline.nodes[node.index :] if other.rule}
    for element in islice(node.element.iter("img", "amp-img"), _MAX_IMAGES):
        source = next((said for name in _SOURCES if (said := element.get(name))), None)
        if source and not _is_boxed(element, inside, node.element):
            yield element.tag, source.strip()[:2000]


def _around(found: Found, headline: int | None) -> Node | None:
    node = found.node
    for _ in range(_MAX_UP):
        if node is None or headline is None or node.first <= headline:
            return node
        node = node.parent
    return found.node


def _is_boxed(element: Any, inside: dict[Any, Node], top: Any) -> bool:
    """Whether an image stands in a box about something else: all that is named but captions."""
    for up in element.iterancestors():
        if up is top:
            return False
        if up in inside and inside[up].rule not in ("caption", "header"):
            return True
    return False

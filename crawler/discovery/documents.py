"""XML as newspapers send it, mended where the slip is a known one; anything that could expand is refused. Pure."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from html import unescape
from html.entities import html5
from typing import Any

from lxml import etree

from crawler.clean import charset
from crawler.clean.text import fold
from crawler.errors import DiscoveryError
from crawler.page import Page

# The protocol of sitemaps allows 50 MB; no newspaper of a region comes near.
MAX_BYTES = 50 * 2**20
MAX_TITLE = 500

_GZIP = b"\x1f\x8b"
_MAX_LAYERS = 2
_START = re.compile(rb"<(?:\?xml|rss|feed|urlset|sitemapindex|rdf:rdf|atom:feed)[\s>]", re.IGNORECASE)
_WEB_PAGE = re.compile(rb"(?:<!--[^>]{0,1000}-->\s{0,100})?<(?:!doctype\s{1,20}html|html|head|body)\b", re.IGNORECASE)
_EXPANDING = re.compile(rb"<!(?:doctype|entity)", re.IGNORECASE)
_ENTITY = re.compile(rb"&([a-zA-Z][a-zA-Z0-9]{1,31});")
_XML_OWN = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")


def text_of_body(page: Page, limit: int = MAX_BYTES) -> bytes:
    """The body as UTF-8, unpacked where it is a gzip file. DiscoveryError where it would be larger than `limit`."""
    body = page.raw.body
    for _ in range(_MAX_LAYERS):
        if not body.startswith(_GZIP):
            break
        body = _unpacked(body, page.url, limit)
    if body.startswith(_GZIP):
        raise DiscoveryError(page.url, "is packed more than twice")
    if len(body) > limit:
        raise DiscoveryError(page.url, f"has {len(body)} bytes, more than {limit}")
    return charset.decode(body, page.raw.content_type).utf8


def _unpacked(body: bytes, url: str, limit: int) -> bytes:
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacking.decompress(body, limit + 1)
    except zlib.error as error:
        raise DiscoveryError(url, f"is no whole gzip file: {error}") from error
    if len(unpacked) > limit:
        raise DiscoveryError(url, f"unpacks to more than {limit} bytes")
    return unpacked


def root(page: Page) -> Any:
    """The root element. DiscoveryError where the body is no XML, or holds a DOCTYPE or an entity declaration."""
    body = text_of_body(page).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not body:
        raise DiscoveryError(page.url, "is empty")
    start = _START.search(body, 0, 65536)
    is_web_page = bool(_WEB_PAGE.match(body[:65536].lstrip()))
    if start is None or is_web_page:
        what = "a web page" if is_web_page else "no XML"
        raise DiscoveryError(page.url, f"is {what}, neither a feed nor a sitemap")
    body = body[start.start() :]
    if _EXPANDING.search(body):
        raise DiscoveryError(page.url, "declares a DOCTYPE or an entity, which is refused")
    body = _ENTITY.sub(_resolved, body.translate(None, _CONTROLS))
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        found = etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError) as error:
        raise DiscoveryError(page.url, f"is no XML: {str(error)[:200]}") from error
    if found is None:
        raise DiscoveryError(page.url, "is no XML")
    return found


def _resolved(match: re.Match[bytes]) -> bytes:
    """HTML's entities mean nothing in XML; a parser that recovers would lose the letter."""
    if match[1] in _XML_OWN:
        return match[0]
    letter = html5.get(f"{match[1].decode('ascii')};")
    return letter.encode("utf-8") if letter else b"&amp;" + match[0][1:]


def name(element: Any) -> str:
    """An element's name in small letters, without its namespace, declared or not."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def each(element: Any, *names: str) -> Iterator[Any]:
    """Every element of these names inside, in their order."""
    return (inner for inner in element.iter() if name(inner) in names)


def children(element: Any) -> dict[str, Any]:
    """The children by name; of several of one name the first that says something."""
    found: dict[str, Any] = {}
    for child in element:
        called = name(child)
        if called and (called not in found or not said(found[called])):
            found[called] = child
    return found


def said(element: Any | None) -> str:
    """An element's text on one line; empty where there is none."""
    if element is None:
        return ""
    text = element.text or ""
    return " ".join((text if not len(element) else "".join(element.itertext()))[:20000].split())


def title(text: str | None) -> str | None:
    """A title as a person reads it: no markup, no entities, one line of at most 500 characters."""
    if not text:
        return None
    text = text[:5000]
    if "<" in text:
        text = _MARKUP.sub("", text)
    if "&" in text:
        text = _MARKUP.sub("", unescape(text))
    return fold(text)[:MAX_TITLE].strip() or None


def selected(element: Any, selector: str) -> list[Any]:
    """The elements inside that a CSS selector of a TOML names."""
    from lxml.cssselect import CSSSelector

    found: Any = CSSSelector(selector)(element)
    return list(found)

"""A page: fetched bytes with their address, headers and time. What is costly is computed once, when first asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
from lxml import etree

from crawler import tree
from crawler.blocks import Outline, outline
from crawler.clean import charset, markup, text
from crawler.raw_page import RawPage

_MAX_META = 400
_RELS = frozenset(("canonical", "shortlink", "amphtml", "next", "image_src"))
# Addresses that are as plain as most: joining them changes nothing but where they begin.
_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?:/[\w%.~/+@,=-]*(?:\?[\w%.~/+@,=&-]+)?)?", re.ASCII)
_PLAIN_PATH = re.compile(r"(?:/[\w%][\w%.~-]*)+/?(?:\?[\w%.~/+@,=&-]+)?", re.ASCII)
_PLAIN_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?=[/?#]|\Z)", re.ASCII)
# All of them, and each asked for its element: a quarter of what asking all elements for theirs takes.
_ITEMPROPS: Callable[[Any], Any] = etree.XPath("/*//*/@itemprop")
_MAX_NODES = 400
_MAX_DEPTH = 12
# JSON as pages print it: raw line breaks in strings, CDATA and comments around, a trailing comma or semicolon.
_OPENS = re.compile(r"<!--|(?://\s{0,20})?<!\[CDATA\[|/\*.{0,40}?\*/", re.DOTALL)
_CLOSES = re.compile(r"(?:-->|(?://\s{0,20})?\]\]>|;)\Z")
_MAX_CLOSE = 30
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_CONTROLS = re.compile("[\x00-\x1f]")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_MENDS = ((_CONTROLS, " "), (_BAD_ESCAPE, ""), (_TRAILING_COMMA, r"\1"))


class Page:
    """A RawPage with everything that a reader asks of it."""

    def __init__(self, raw: RawPage) -> None:
        self.raw = raw

    @classmethod
    def of(cls, page: RawPage | Page) -> Page:
        """The page itself, or a page of what was fetched."""
        return page if isinstance(page, Page) else cls(page)

    @property
    def url(self) -> str:
        """Where it was fetched from; empty where nobody knows."""
        return self.raw.url

    @cached_property
    def host(self) -> str:
        """The address's host name, lower case, without www."""
        try:
            return (urlsplit(self.raw.url).hostname or "").removeprefix("www.")
        except ValueError:
            return ""

    @cached_property
    def path(self) -> str:
        """The address's path."""
        try:
            return urlsplit(self.raw.url).path
        except ValueError:
            return ""

    @cached_property
    def decoded(self) -> charset.Decoded:
        """The bytes as UTF-8."""
        return charset.decode(self.raw.body, self.raw.content_type)

    @cached_property
    def markup(self) -> markup.Markup:
        """The page without scripts, styles and comments."""
        return markup.scan(self.decoded.utf8)

    @cached_property
    def _built(self) -> tuple[Any | None, tuple[str, ...]]:
        return tree.build(self.markup)

    @property
    def root(self) -> Any | None:
        """The root element of the tree, None where the page is empty."""
        return self._built[0]

    @cached_property
    def flags(self) -> tuple[str, ...]:
        """What is doubtful about the page as a whole."""
        return tuple(dict.fromkeys((*self.decoded.flags, *self.markup.flags, *self._built[1])))

    @cached_property
    def outline(self) -> Outline:
        """Its blocks of text and their containers."""
        return outline(self.root)

    @cached_property
    def digests(self) -> tuple[str, ...]:
        """16 hex digits of what each block of the outline says: what furniture is known by."""
        return tuple(text.digest(block.text) for block in self.outline.blocks)

    @cached_property
    def json_ld(self) -> tuple[dict[str, Any], ...]:
        """Every object of every JSON-LD script, outer before inner."""
        found: list[dict[str, Any]] = []
        for script in self.markup.json_ld:
            found.extend(_objects(loads(script), _MAX_DEPTH))
            if len(found) > _MAX_NODES:
                break
        return tuple(found[:_MAX_NODES])

    @cached_property
    def anchors(self) -> tuple[Any, ...]:
        """Every `<a>`, in order."""
        return () if self.root is None else tuple(self.root.iter("a"))

    @cached_property
    def title(self) -> str:
        """What the first `<title>` with words in it says."""
        if self.root is None:
            return ""
        # lxml looks for the next one before it gives the first: in the head that is near.
        head = self.root.find("head")
        places = (self.root,) if head is None else (head, self.root)
        titles = (title for place in places for title in place.iter("title"))
        return next((said for title in titles if (said := "".join(title.itertext()).strip())), "")

    @cached_property
    def embedded(self) -> dict[str, bytes]:
        """JSON scripts by their id (`__NEXT_DATA__`)."""
        return dict(self.markup.embedded)

    @cached_property
    def meta(self) -> dict[str, tuple[str, ...]]:
        """`<meta>` contents by lower-case property, name or itemprop; in order of the page."""
        found: dict[str, list[str]] = {}
        if self.root is None:
            return {}
        for element in _first(self.root.iter("meta"), _MAX_META):
            get = element.get
            name = get("property") or get("name") or get("itemprop") or get("http-equiv")
            content = get("content") or get("value")
            if name and content:
                found.setdefault(name.strip().lower()[:100], []).append(text.storable(content[:5000]).strip())
        return {name: tuple(contents) for name, contents in found.items()}

    def said(self, *names: str) -> str | None:
        """The first meta content of any of the names."""
        for name in names:
            for content in self.meta.get(name, ()):
                if content:
                    return content
        return None

    @cached_property
    def links(self) -> dict[str, tuple[str, ...]]:
        """`<link>` addresses by rel, made absolute."""
        found: dict[str, list[str]] = {}
        if self.root is None:
            return {}
        for element in _first(self.root.iter("link"), _MAX_META):
            for rel in _rels(element.get("rel") or ""):
                if (href := element.get("href")) and (absolute := self.join(href)):
                    found.setdefault(rel, []).append(absolute)
        return {rel: tuple(addresses) for rel, addresses in found.items()}

    @cached_property
    def body_names(self) -> str:
        """Class and id of `<body>` and `<html>`: where themes say what a page is."""
        if self.root is None:
            return ""
        body = self.root.find("body")
        parts = [self.root.get("class"), self.root.get("id")]
        if body is not None:
            parts += [body.get("class"), body.get("id")]
        return " ".join(part for part in parts if part)[:3000]

    def named(self, name: str) -> list[Any]:
        """The elements of this `itemprop`, in order."""
        return self._microdata.get(name, [])

    @cached_property
    def _microdata(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for said in () if self.root is None else _ITEMPROPS(self.root):
            found.setdefault(str(said), []).append(said.getparent())
        return found

    @cached_property
    def generator(self) -> str:
        """What `<meta name=generator>` says, lower case."""
        return " ".join(self.meta.get("generator", ())).lower()

    @cached_property
    def _origin(self) -> str:
        """Scheme and host of its address, where they are plain; else empty."""
        plain = _PLAIN_ORIGIN.match(self.raw.url)
        return plain[0] if plain else ""

    def join(self, href: str) -> str | None:
        """The absolute web address of a link on this page, None where it is none."""
        if len(href) < 3000:
            if _PLAIN.fullmatch(href):
                return href
            if self._origin and _PLAIN_PATH.fullmatch(href):
                return self._origin + href
        try:
            absolute = urljoin(self.raw.url, href.strip()[:3000])
            is_web = urlsplit(absolute).scheme in ("http", "https") and urlsplit(absolute).hostname
        except ValueError:
            return None
        return text.storable(absolute) if is_web else None


@lru_cache(maxsize=2_000)
def _rels(said: str) -> tuple[str, ...]:
    return tuple(rel for rel in said.lower().split()[:5] if rel in _RELS)


def loads(script: bytes) -> Any:
    """JSON as pages print it, mended where the slip is a known one; None where it is beyond that."""
    try:
        return msgspec.json.decode(script)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    loose = _unwrapped(script.decode("utf-8", "replace"))
    for pattern, by in _MENDS:
        loose = pattern.sub(by, loose)
        try:
            return msgspec.json.decode(loose)
        except (msgspec.DecodeError, RecursionError):
            continue
    return None


def _unwrapped(said: str) -> str:
    """Without what stands around the JSON."""
    said = said.strip()
    if opens := _OPENS.match(said):
        said = said[opens.end() :].lstrip()
    closes = _CLOSES.search(said[-_MAX_CLOSE:])
    return said[: len(said) - len(closes[0])].rstrip() if closes else said


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth <= 0:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            if isinstance(inner, (dict, list)):
                yield from _objects(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value[:100]:
            yield from _objects(inner, depth - 1)


def _first(elements: Iterator[Any], limit: int) -> Iterator[Any]:
    for count, element in enumerate(elements):
        if count >= limit:
            return
        yield element

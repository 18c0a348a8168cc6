"""Bytes to a tree: lxml where it is quick and whole, else beautifulsoup4 with html.parser, clamped to what lxml can hold.

lxml cuts what lies deeper than it counts and says nothing, and a flood of attributes costs it quadratic time: the
pre-scan and a count of elements decide. The second parser is linear in both, and ten times slower on ordinary pages.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

from lxml import etree

from crawler.clean.markup import Markup

if TYPE_CHECKING:
    from bs4.element import Tag

_CLAMP = 150
_FEW_ATTRIBUTES = 40
# What is no part of a page's text; where one never closes, the page behind it is taken for its content.
_SILENT = ("textarea", "noscript", "select", "iframe", "noframes", "template")
_TAGS = {tag: re.compile(rb"<(/?)" + b"".join(b"[%c%c]" % (c, c - 32) for c in tag.encode())) for tag in _SILENT}
_MAX_SILENT = 30
_LITTLE = 40
# A quoted value that goes on behind its tag; what it swallowed is in the tree as an attribute.
_OPEN_VALUE = re.compile(rb"=[\"'][^\"'<>]*+>[^\"'<]*+<(?:/?[pP]|[bB][rR]|/?[dD][iI][vV])\b")
_COUNT = etree.XPath("count(//*)")
_HAS_SWALLOWED = etree.XPath("boolean(//@*[contains(., '<') and contains(., '>')])")


def build(markup: Markup) -> tuple[Any | None, tuple[str, ...]]:
    """The root element (None where there is nothing), and flags."""
    if not markup.html.strip():
        return None, ()
    if markup.is_flooded:
        return _second(markup.html), ("second_parser",)
    root, is_cut = _first(markup.html)
    counted = _COUNT(root) if root is not None else 0
    count = int(counted) if isinstance(counted, float) else 0
    if not is_cut and count >= markup.opened * 0.9 - 5:
        return root, _swallowed(root, markup.html, is_less=count < markup.opened)
    # Fewer elements than the bytes open: lost in the depth, or only words like `<3` and tags in attributes. Look.
    other = _second(markup.html)
    if _letters(other) > _letters(root) * (1.0 if is_cut else 1.02) + (0 if is_cut else 20):
        return other, ("second_parser", *_swallowed(other, markup.html, is_less=True))
    return root, ("truncated",) if is_cut else _swallowed(root, markup.html, is_less=True)


def _swallowed(root: Any | None, html: bytes, *, is_less: bool) -> tuple[str, ...]:
    """Flags where text is in the tree but not where text is read: in an element or a value that never closes."""
    if root is None:
        return ()
    if _OPEN_VALUE.search(html) and (is_less or _HAS_SWALLOWED(root)):
        return "truncated", "unclosed_value"
    seen: dict[str, bool] = {}
    for number, element in enumerate(root.iter(*_SILENT)):
        if number >= _MAX_SILENT:
            break
        if len("".join(element.itertext()).strip()) > _LITTLE:
            tag = element.tag
            if tag not in seen:
                marks = _TAGS[tag].findall(html)
                seen[tag] = marks.count(b"") > marks.count(b"/")
            if seen[tag]:
                return "truncated", f"unclosed_{tag}"
    return ()


def _first(html: bytes) -> tuple[Any | None, bool]:
    """The tree by lxml, and whether it says that it left something out."""
    # Nobody asks for an element by its id: a table of them is a twentieth of the parse.
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    try:
        root = etree.fromstring(html, parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None, True
    return root, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def _letters(root: Any | None) -> int:
    return 0 if root is None else int(root.xpath("string-length(normalize-space(string(/)))"))


def _second(html: bytes) -> Any:
    """The page by html.parser, as an lxml tree no deeper than 150 levels: what is deeper hangs at the last of them."""
    # Few pages need it, and loading it costs each reading process as much as ten pages.
    from bs4.element import NavigableString, PreformattedString, Tag

    soup = _soup(html)
    root = etree.Element("html")
    # id(soup tag) -> (element, depth); a parent always comes before its children in document order.
    made: dict[int, tuple[Any, int]] = {id(soup): (root, 0)}
    for piece in soup.descendants:
        parent, depth = made.get(id(piece.parent), (root, 0))
        if isinstance(piece, Tag):
            made[id(piece)] = (_element(piece, parent), depth + 1) if depth < _CLAMP else (parent, depth)
        elif isinstance(piece, NavigableString) and not isinstance(piece, PreformattedString):
            _append(parent, str(piece))
    return root


def _soup(html: bytes) -> Any:
    """The page as html.parser has it. A marked section that it knows no keyword for is a comment, as browsers have it."""
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    with warnings.catch_warnings():
        # It wonders about pages that begin as XML and about bytes that are no UTF-8: so do our own flags.
        warnings.simplefilter("ignore")
        try:
            return BeautifulSoup(html, "html.parser", from_encoding="utf-8")
        except (ParserRejectedMarkup, AssertionError):
            return BeautifulSoup(html.replace(b"<![", b"<! ["), "html.parser", from_encoding="utf-8")


def _element(piece: Tag, parent: Any) -> Any:
    try:
        element = etree.SubElement(parent, piece.name.lower()[:60])
    except ValueError:
        element = etree.SubElement(parent, "span")
    for name, value in list(piece.attrs.items())[:_FEW_ATTRIBUTES]:
        try:
            element.set(str(name).lower(), " ".join(value) if isinstance(value, list) else str(value or ""))
        except ValueError:
            continue
    return element


def _append(parent: Any, text: str) -> None:
    text = "".join(char for char in text if char >= " " or char in "\t\n\r")
    try:
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text
    except ValueError:
        return

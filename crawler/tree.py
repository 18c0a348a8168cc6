"""Bytes to a tree: lxml where it is quick and whole, else beautifulsoup4 with html.parser, clamped to what lxml can hold.

lxml cuts what lies deeper than it counts and says nothing, and a flood of attributes costs it quadratic time: the
pre-scan and a count of elements decide. The second parser is linear in both, and ten times slower on ordinary pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from crawler.clean.markup import Markup

if TYPE_CHECKING:
    from bs4.element import Tag

_CLAMP = 150
_FEW_ATTRIBUTES = 40


def build(markup: Markup) -> tuple[Any | None, tuple[str, ...]]:
    """The root element (None where there is nothing), and flags."""
    if not markup.html.strip():
        return None, ()
    if markup.is_flooded:
        return _second(markup.html), ("second_parser",)
    root, is_cut = _first(markup.html)
    count = int(root.xpath("count(//*)")) if root is not None else 0
    if not is_cut and count >= markup.opened * 0.9 - 5:
        return root, ()
    # Fewer elements than the bytes open: lost in the depth, or only words like `<3` and tags in attributes. Look.
    other = _second(markup.html)
    if _letters(other) > _letters(root) * (1.0 if is_cut else 1.02) + (0 if is_cut else 20):
        return other, ("second_parser",)
    return root, ("truncated",) if is_cut else ()


def _first(html: bytes) -> tuple[Any | None, bool]:
    """The tree by lxml, and whether it says that it left something out."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
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
    from bs4 import BeautifulSoup
    from bs4.element import NavigableString, PreformattedString, Tag

    soup = BeautifulSoup(html, "html.parser", from_encoding="utf-8")
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

"""A page as a sequence of blocks of text, with the containers that hold them: one walk over the tree.

Inline nodes are joined with their own white space, blocks are kept apart, `<br>` parts paragraphs where it does so in
print. What an element is by its name is noted, never acted on: that is the body finder's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from crawler import names
from crawler.clean import text as texts

MAX_DEPTH = 180
_SILENT = frozenset((
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video",
    "map", "select", "option", "datalist", "textarea", "button", "head", "applet", "frameset", "noframes", "meter",
    "progress", "source", "track", "dialog", "amp-ad", "amp-analytics", "amp-iframe", "amp-social-share",
    "amp-sidebar",
))  # fmt: skip
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "o:p", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "wbr", "img", "picture", "input", "link", "meta", "g-emoji",
))  # fmt: skip
_MUTE = frozenset(("script", "style", "noscript", "head", "template", "select", "iframe"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BY_TAG = {
    "nav": "nav", "aside": "aside", "footer": "footer", "form": "form", "menu": "nav", "header": "header", "figcaption": "caption",
}  # fmt: skip
_KINDS = {
    "li": "list", "dd": "list", "dt": "list", "blockquote": "quote", "figcaption": "caption", "tr": "table_row", "td": "text", "th": "text",
}  # fmt: skip
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}", re.IGNORECASE
)
_IS_ROOM = etree.XPath("boolean(.//p|.//div|.//table|.//br|.//li)")
# A menu without one paragraph or headline is not walked: half of a page's elements are its menus.
_EMPTY_OF_TEXT = frozenset(("nav", "cookie"))
_HAS_TEXT = etree.XPath(
    "count(descendant::a) < 4 or boolean(descendant::*[self::p or self::br or self::h1 or self::h2 or self::h3 or self::article or self::time])"
)
_KEPT_KINDS = frozenset(("list", "quote", "caption"))
_ROLES = {
    "navigation": "nav", "complementary": "aside", "contentinfo": "footer", "banner": "nav", "search": "extra", "dialog": "popup",
    "alertdialog": "popup",
}  # fmt: skip
_ENDS = re.compile(r"[.!?:;…\"”’)\]*]\s*$")
_WORD = re.compile(r"\w")


class Node:
    """A container: where it stands, what it is by its name, and what lies in it."""

    __slots__ = (
        "depth", "effective", "element", "first", "hidden", "index", "is_body", "last", "names", "parent", "rule", "tag",
    )  # fmt: skip

    def __init__(self, index: int, parent: Node | None, tag: str, element: Any) -> None:
        self.index, self.parent, self.tag, self.element = index, parent, tag, element
        self.depth: int = parent.depth + 1 if parent else 0
        self.names = self.rule = self.effective = ""
        self.is_body = self.hidden = False
        self.first = self.last = 0


class Block:
    """One paragraph, heading, list entry, caption or table row, as printed."""

    __slots__ = ("index", "kind", "link_share", "linked", "links", "node", "rule", "strong", "text")

    def __init__(self, text: str, linked: int, links: int, strong: int, node: Node, kind: str, index: int) -> None:
        self.text, self.linked, self.links, self.strong, self.node, self.kind = text, linked, links, strong, node, kind
        self.index = index
        self.rule = ""
        # How much of the text is links, 0 to 1.
        self.link_share = min(1.0, linked / len(text)) if linked else 0.0


class Outline:
    """All blocks of a page in order, and all its containers, parents before children."""

    __slots__ = ("_names", "anchors", "blocks", "bylines", "depth", "nodes", "times")

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.blocks: list[Block] = []
        self.anchors: list[tuple[str, Any]] = []
        self.bylines: list[Any] = []
        self.times: list[Any] = []
        self.depth = 0
        self._names: str | None = None

    @property
    def names(self) -> str:
        """Every class and id of the page's containers, each once, parted by spaces."""
        if self._names is None:
            self._names = " " + " ".join({node.names for node in self.nodes if node.names}) + " "
        return self._names


def outline(root: Any) -> Outline:
    """The blocks and containers of the tree under `root`."""
    out = Outline()
    if root is None:
        return out
    walker = _Walker(out)
    node = walker.node(None, str(root.tag), root)
    walker.walk(root, node, "text", 0, 0, 0)
    walker.flush(node, "text")
    node.last = len(out.blocks)
    return out


class _Walker:
    """Carries the open paragraph through the walk."""

    def __init__(self, out: Outline) -> None:
        self.out = out
        self.parts: list[str] = []
        self.linked = self.links = self.strong = 0

    def node(self, parent: Node | None, tag: str, element: Any) -> Node:
        nodes = self.out.nodes
        made = Node(len(nodes), parent, tag, element)
        made.first = len(self.out.blocks)
        if _name(made, element.get):
            self.out.bylines.append(element)
        if not made.rule and tag in _BY_TAG:
            made.rule = _BY_TAG[tag]
        nodes.append(made)
        return made

    def walk(self, element: Any, node: Node, kind: str, link: int, strong: int, depth: int) -> None:
        """Add what is in `element`, which is (or is inline in) `node`."""
        if depth >= MAX_DEPTH:
            self.out.depth = depth
            self._say("".join(element.itertext()), link, strong)
            return
        parts = self.parts
        said = element.text
        # White space before a paragraph's first word says nothing, and is most of what stands between elements.
        if said and (parts or not said.isspace()):
            self._say(said, link, strong)
        for child in element:
            tag = child.tag
            if tag == "br":
                parts.append("\n")
            elif tag in _INLINE:
                self._inline(child, tag, node, kind, link, strong, depth)
            elif tag not in _SILENT:
                self._block(child, tag, node, kind, link, strong, depth)
            elif tag not in _MUTE and len(child) and sum(1 for _ in child.iter("p")) > 2:
                # A <button> or <svg> that never closes swallows the page behind it: then what it holds is the page.
                self._block(child, tag, node, kind, link, strong, depth)
            said = child.tail
            if said and (parts or not said.isspace()):
                self._say(said, link, strong)

    def _anchor(self, child: Any, link: int) -> int:
        """Count a link; a mark inside the page is none."""
        href = child.get("href", "#")
        if href[:1] == "#":
            return link
        self.links += 1
        self.out.anchors.append((href, child))
        if "/author" in href or "/penulis/" in href or "/autor/" in href or "author" in (child.get("rel") or ""):
            self.out.bylines.append(child)
        return 1

    def _inline(self, child: Any, tag: str, node: Node, kind: str, link: int, strong: int, depth: int) -> None:
        if tag == "a":
            link = self._anchor(child, link)
        else:
            if tag in ("strong", "b"):
                strong = 1
            # A word with a telling class inside a sentence is the sentence's; alone it is a box.
            cls = child.get("class")
            if tag == "time":
                self.out.times.append(child)
            if cls:
                look = names.look(cls)
                if look.is_byline:
                    self.out.bylines.append(child)
                if (look.rule or look.is_body) and not any(map(str.strip, self.parts)):
                    self._block(child, tag, node, kind, link, strong, depth)
                    return
        if len(child):
            self.walk(child, node, kind, link, strong, depth + 1)
        elif child.text:
            self._say(child.text, link, strong)

    def _block(self, child: Any, tag: str, node: Node, kind: str, link: int, strong: int, depth: int) -> None:
        if kind == "table_row" and tag in ("td", "th") and not _IS_ROOM(child):
            if any(map(str.strip, self.parts)):
                self.parts.append(" | ")
            self.walk(child, node, kind, link, strong, depth + 1)
            return
        if self.parts:
            self.flush(node, kind)
        inner = self.node(node, tag, child)
        if inner.rule in _EMPTY_OF_TEXT and not inner.is_body and not _HAS_TEXT(child):
            self.out.anchors += [(anchor.get("href", "#"), anchor) for anchor in child.iter("a")]
            return
        if tag == "pre":
            self._say(" ".join(child.itertext()), link, strong)
            inner_kind = kind
        else:
            inner_kind = "heading" if tag in _HEADINGS else _KINDS.get(tag, kind if kind in _KEPT_KINDS else "text")
            self.walk(child, inner, inner_kind, link, strong, depth + 1)
        if self.parts:
            self.flush(inner, inner_kind)
        inner.last = len(self.out.blocks)

    def _say(self, text: str, link: int, strong: int) -> None:
        self.parts.append(text if "\n" not in text else text.replace("\n", " "))
        if link or strong:
            length = len(text.strip())
            if link:
                self.linked += length
            if strong:
                self.strong += length

    def flush(self, node: Node, kind: str) -> None:
        """Close the open paragraph and give it to `node`."""
        parts = self.parts
        whole = parts[0] if len(parts) == 1 else "".join(parts)
        parts.clear()
        if whole and not whole.isspace():
            blocks = self.out.blocks
            if "\n" not in whole:
                line = texts.fold(whole)
                if line and _WORD.search(line):
                    blocks.append(Block(line, self.linked, self.links, self.strong, node, kind, len(blocks)))
            else:
                self._break(_lines(whole), node, kind)
        self.linked = self.links = self.strong = 0

    def _break(self, lines: list[str], node: Node, kind: str) -> None:
        """Blocks of the lines of one paragraph, each with its share of the links."""
        blocks = self.out.blocks
        total = sum(map(len, lines)) or 1
        for line in lines:
            if line and _WORD.search(line):
                part = len(line) / total
                linked, strong = round(self.linked * part), round(self.strong * part)
                blocks.append(Block(line, linked, self.links, strong, node, kind, len(blocks)))


def _name(made: Node, get: Callable[[str], str | None]) -> bool:
    """Note what class, id, role and style say of an element; True where it may name an author."""
    # Asked for one by one: an element's `attrib` costs more than all of these.
    cls, ident = get("class"), get("id")
    is_byline = False
    if cls or ident:
        made.names = said = f"{cls or ''} {ident or ''}"
        if made.tag not in ("html", "body", "main"):
            made.rule, made.is_body, is_byline = names.look(said)
    if get("itemprop") in ("articleBody", "reviewBody"):
        made.is_body = True
    style = get("style")
    if (style and _HIDDEN.search(style[:500])) or get("hidden") is not None:
        made.hidden = True
    if not made.rule and (role := get("role")):
        made.rule = _ROLES.get(role, "")
    return is_byline


def _lines(whole: str) -> list[str]:
    """The paragraphs of a text that `<br>` parts: two always do, one does where a sentence or a short line ends."""
    made: list[str] = []
    is_open = False
    for raw in whole.split("\n"):
        line = texts.fold(raw)
        if not line:
            is_open = False
            continue
        if is_open and not _parts(made[-1], line):
            made[-1] += " " + line
        else:
            made.append(line)
        is_open = True
    return made


def _parts(before: str, after: str) -> bool:
    if _ENDS.search(before[-3:]):
        return True
    return len(before) < 60 and not after[:1].islower()

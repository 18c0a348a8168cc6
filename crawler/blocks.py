"""A page as a sequence of blocks of text, with the containers that hold them: one walk over the tree.

Inline nodes are joined with their own white space, blocks are kept apart, `<br>` parts paragraphs where it does so in
print. What an element is by its name is noted, never acted on: that is the body finder's business.
"""

from __future__ import annotations

import re
from typing import Any

from crawler import names
from crawler.clean import text as texts

MAX_DEPTH = 180
_SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "map",
        "select",
        "option",
        "datalist",
        "textarea",
        "button",
        "head",
        "applet",
        "frameset",
        "noframes",
        "meter",
        "progress",
        "source",
        "track",
        "dialog",
        "amp-ad",
        "amp-analytics",
        "amp-iframe",
        "amp-social-share",
        "amp-sidebar",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "o:p",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "img",
        "picture",
        "input",
        "link",
        "meta",
        "g-emoji",
    ]
)
_MUTE = frozenset(("script", "style", "noscript", "head", "template", "select", "iframe"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BY_TAG = {
    "nav": "nav",
    "aside": "aside",
    "footer": "footer",
    "form": "form",
    "menu": "nav",
    "header": "header",
    "figcaption": "caption",
}
_KINDS = {
    "li": "list",
    "dd": "list",
    "dt": "list",
    "blockquote": "quote",
    "figcaption": "caption",
    "tr": "table_row",
    "td": "cell",
    "th": "cell",
}
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}", re.IGNORECASE
)
_ENDS = re.compile(r"[.!?:;…\"”’)\]*]\s*$")
_WORD = re.compile(r"\w")


class Node:
    """A container: where it stands, what it is by its name, and what lies in it."""

    __slots__ = (
        "depth", "effective", "element", "first", "hidden", "index", "is_body", "last", "names", "parent", "rule", "tag",
    )  # fmt: skip

    def __init__(self, index: int, parent: Node | None, tag: str, element: Any) -> None:
        self.index, self.parent, self.tag, self.element = index, parent, tag, element
        self.depth = parent.depth + 1 if parent else 0
        self.names = self.rule = self.effective = ""
        self.is_body = self.hidden = False
        self.first = self.last = 0


class Block:
    """One paragraph, heading, list entry, caption or table row, as printed."""

    __slots__ = ("index", "kind", "linked", "links", "node", "rule", "strong", "text")

    def __init__(self, text: str, linked: int, links: int, strong: int, node: Node, kind: str) -> None:
        self.text, self.linked, self.links, self.strong, self.node, self.kind = text, linked, links, strong, node, kind
        self.index = 0
        self.rule = ""

    @property
    def link_share(self) -> float:
        """How much of the text is links, 0 to 1."""
        return min(1.0, self.linked / max(len(self.text), 1))


class Outline:
    """All blocks of a page in order, and all its containers, parents before children."""

    __slots__ = ("anchors", "blocks", "depth", "nodes")

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.blocks: list[Block] = []
        self.depth = 0
        self.anchors = 0


class _Buffer:
    __slots__ = ("linked", "links", "parts", "strong")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.linked = self.links = self.strong = 0


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
        self.out, self.buffer = out, _Buffer()

    def node(self, parent: Node | None, tag: str, element: Any) -> Node:
        out = self.out
        made = Node(len(out.nodes), parent, tag, element)
        made.first = len(out.blocks)
        attributes = element.attrib
        if attributes:
            self._name(made, attributes)
        if not made.rule and tag in _BY_TAG:
            made.rule = _BY_TAG[tag]
        out.nodes.append(made)
        return made

    @staticmethod
    def _name(made: Node, attributes: Any) -> None:
        get = attributes.get
        cls, ident, prop = get("class"), get("id"), get("itemprop")
        if cls or ident:
            made.names = f"{cls or ''} {ident or ''}"
            if made.tag not in ("html", "body", "main"):
                made.is_body = names.is_body(made.names)
                made.rule = names.rule(made.names)
        if prop in ("articleBody", "reviewBody"):
            made.is_body = True
        style = get("style")
        if (style and _HIDDEN.search(style[:500])) or get("hidden") is not None:
            made.hidden = True
        if not made.rule and (role := get("role")):
            made.rule = {"navigation": "nav", "complementary": "aside", "contentinfo": "footer", "banner": "nav", "search": "extra",
                         "dialog": "popup", "alertdialog": "popup"}.get(role, "")  # fmt: skip

    def walk(self, element: Any, node: Node, kind: str, link: int, strong: int, depth: int) -> None:
        """Add what is in `element`, which is (or is inline in) `node`."""
        buffer = self.buffer
        self.out.depth = max(self.out.depth, depth)
        if depth >= MAX_DEPTH:
            self._say("".join(element.itertext()), link, strong)
            return
        if element.text:
            self._say(element.text, link, strong)
        for child in element:
            tag = child.tag
            if tag == "br":
                buffer.parts.append("\n")
            elif tag in _SILENT:
                # A <button> or <svg> that never closes swallows the page behind it: then what it holds is the page.
                if tag not in _MUTE and len(child) and sum(1 for _ in child.iter("p")) > 2:
                    self._block(child, tag, node, kind, link, strong, depth)
            elif tag in _INLINE:
                self._inline(child, tag, node, kind, link, strong, depth)
            else:
                self._block(child, tag, node, kind, link, strong, depth)
            if child.tail:
                self._say(child.tail, link, strong)

    def _inline(self, child: Any, tag: str, node: Node, kind: str, link: int, strong: int, depth: int) -> None:
        buffer = self.buffer
        if tag == "a" and not child.get("href", "#").startswith("#"):
            buffer.links += 1
            self.out.anchors += 1
            link = 1
        elif tag in ("strong", "b"):
            strong = 1
        # A link or a word with a telling class inside a sentence is the sentence's; alone it is a box.
        cls = child.get("class") if tag != "a" and not any(map(str.strip, buffer.parts)) else None
        if cls and (names.rule(cls) or names.is_body(cls)):
            self._block(child, tag, node, kind, link, strong, depth)
            return
        self.walk(child, node, kind, link, strong, depth + 1)

    def _block(self, child: Any, tag: str, node: Node, kind: str, link: int, strong: int, depth: int) -> None:
        is_cell = tag in ("td", "th") and kind == "table_row"
        if is_cell and not child.xpath("boolean(.//p|.//div|.//table|.//br|.//li)"):
            self.buffer.parts.append(" ")
            self.walk(child, node, kind, link, strong, depth + 1)
            return
        self.flush(node, kind)
        inner = self.node(node, tag, child)
        if tag == "pre":
            self._say(" ".join(child.itertext()), link, strong)
            self.flush(inner, kind)
            inner.last = len(self.out.blocks)
            return
        inner_kind = (
            "heading" if tag in _HEADINGS else _KINDS.get(tag, kind if kind in ("list", "quote", "caption") else "text")
        )
        self.walk(child, inner, "text" if inner_kind == "cell" else inner_kind, link, strong, depth + 1)
        self.flush(inner, "text" if inner_kind == "cell" else inner_kind)
        inner.last = len(self.out.blocks)

    def _say(self, text: str, link: int, strong: int) -> None:
        buffer = self.buffer
        buffer.parts.append(text if "\n" not in text else text.replace("\n", " "))
        if link or strong:
            length = len(text.strip())
            if link:
                buffer.linked += length
            if strong:
                buffer.strong += length

    def flush(self, node: Node, kind: str) -> None:
        """Close the open paragraph and give it to `node`."""
        buffer = self.buffer
        if not buffer.parts:
            return
        whole = "".join(buffer.parts)
        if not whole.isspace():
            lines = _lines(whole) if "\n" in whole else [texts.fold(whole)]
            total = sum(map(len, lines)) or 1
            for line in lines:
                if line and _WORD.search(line):
                    part = len(line) / total
                    block = Block(
                        line, round(buffer.linked * part), buffer.links, round(buffer.strong * part), node, kind
                    )
                    block.index = len(self.out.blocks)
                    self.out.blocks.append(block)
        self.buffer = _Buffer()


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

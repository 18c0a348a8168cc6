"""A page as a sequence of blocks of text, with the containers that hold them: one walk over the tree.

Inline nodes are joined with their own white space, blocks are kept apart, `<br>` parts paragraphs where it does so in
print. What an element is by its name is noted, never acted on: that is the body finder's business.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

import msgspec

from crawler import names
from crawler.clean import text as texts
from crawler.clean.lines import announced

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
_STRONG = frozenset(("strong", "b"))
# How each tag is walked; what is not named is a block.
_SORTS = {
    **dict.fromkeys(_SILENT, "silent"), **dict.fromkeys(_MUTE, "mute"), **dict.fromkeys(_INLINE, "inline"), "a": "a",
    "br": "br",
}  # fmt: skip
_WHOLE = frozenset(("html", "body", "main"))
_TEXT_PROPERTIES = frozenset(("articleBody", "reviewBody"))
_BY_TAG = {
    "nav": "nav", "aside": "aside", "footer": "footer", "form": "form", "menu": "nav", "header": "header", "figcaption": "caption",
}  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_KINDS = {
    **dict.fromkeys(_HEADINGS, "heading"),
    "li": "list", "dd": "list", "dt": "list", "blockquote": "quote", "figcaption": "caption", "tr": "table_row", "td": "text", "th": "text",
}  # fmt: skip
# In a style in lower case.
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}")
_TELLING = frozenset(("itemprop", "style", "hidden", "role"))
_ROOMS = ("p", "div", "table", "br", "li")
# A menu without one paragraph or headline is not walked: half of a page's elements are its menus.
_EMPTY_OF_TEXT = frozenset(("nav", "cookie"))
_TEXTUAL = ("p", "br", "h1", "h2", "h3", "article", "time")
_KEPT_KINDS = frozenset(("list", "quote", "caption"))
_ROLES = {
    "navigation": "nav", "complementary": "aside", "contentinfo": "footer", "banner": "nav", "search": "extra", "dialog": "popup",
    "alertdialog": "popup",
}  # fmt: skip
_ENDS = re.compile(r"[.!?:;…\"”’)\]*]\s*$")
_WORD = re.compile(r"\w")


class Node(msgspec.Struct, eq=False, gc=False):
    """A container: where it stands, what it is by its name, and what lies in it."""

    index: int
    parent: Node | None
    tag: str
    element: Any
    first: int
    last: int = 0
    names: str = ""
    rule: str = ""
    is_body: bool = False
    hidden: bool = False
    effective: str = ""


class Block(msgspec.Struct, eq=False, gc=False):
    """One paragraph, heading, list entry, caption or table row, as printed; `link_share` of it is links, 0 to 1."""

    text: str
    linked: int
    links: int
    strong: int
    node: Node
    kind: str
    index: int
    link_share: float
    rule: str = ""


class Outline:
    """All blocks of a page in order, and all its containers, parents before children."""

    __slots__ = ("_names", "anchors", "blocks", "bylines", "nodes", "times")

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.blocks: list[Block] = []
        self.anchors: list[tuple[str, Any]] = []
        self.bylines: list[Any] = []
        self.times: list[Any] = []
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
    if root is not None:
        _Walker(out).whole(root)
    return out


def _has(element: Any, *tags: str) -> bool:
    """Whether any of the elements lies in it. Asked of lxml's own walk, which costs a tenth of an XPath."""
    return len(element) > 0 and next(element.iterdescendants(*tags), None) is not None


def _has_text(element: Any) -> bool:
    children = len(element)
    if children < 4 and not any(map(len, element[:])):
        # A menu's entry: so few elements hold no four links. Nine of ten are told from menus by this alone.
        return True
    return sum(1 for _ in islice(element.iterdescendants("a"), 4)) < 4 or _has(element, *_TEXTUAL)


class _Walker:
    """Carries the open paragraph through the walk."""

    __slots__ = ("anchors", "blocks", "linked", "links", "nodes", "out", "parts", "strong")

    def __init__(self, out: Outline) -> None:
        self.out, self.nodes, self.blocks, self.anchors = out, out.nodes, out.blocks, out.anchors
        self.parts: list[str] = []
        self.linked = self.links = self.strong = 0

    def whole(self, root: Any) -> None:
        """Walk the tree."""
        node = self.node(None, str(root.tag), root)
        self.walk(root, node, "text", 0, 0, 0)
        if self.parts:
            self.flush(node, "text")
        node.last = len(self.blocks)

    def node(self, parent: Node | None, tag: str, element: Any) -> Node:
        """A container, with what class, id, role and style say of it."""
        nodes = self.nodes
        made = Node(len(nodes), parent, tag, element, len(self.blocks))
        nodes.append(made)
        # Most have a class and nothing else, or nothing: their names are asked for once, and what is not among them never.
        # (An element's `attrib` costs more than to ask for all of these one by one.)
        given = element.keys()
        role = None
        if given:
            get = element.get
            cls = get("class") if "class" in given else None
            ident = get("id") if "id" in given else None
            if cls or ident:
                made.names = said = f"{cls or ''} {ident or ''}"
                if tag not in _WHOLE:
                    # The id of a heading is made of its words, which name no box.
                    made.rule, made.is_body, is_byline = names.look((cls or "") if tag in _HEADINGS else said)
                    if is_byline:
                        self.out.bylines.append(element)
            if not _TELLING.isdisjoint(given):
                if get("itemprop") in _TEXT_PROPERTIES:
                    made.is_body = True
                style = get("style")
                if (style and _HIDDEN.search(style[:500].lower())) or get("hidden") is not None:
                    made.hidden = True
                role = get("role")
        if not made.rule:
            made.rule = (role and _ROLES.get(role)) or _BY_TAG.get(tag, "")
        return made

    def walk(self, element: Any, node: Node, kind: str, link: int, strong: int, depth: int) -> None:  # noqa: C901, PLR0912 - one loop: a call for each sort of element would cost half of the walk
        """Add what is in `element`, which is (or is inline in) `node`."""
        parts = self.parts
        if depth >= MAX_DEPTH:
            self._say("".join(element.itertext()), link, strong)
            return
        said = element.text
        # White space before a paragraph's first word says nothing, and is most of what stands between elements.
        if said and (parts or not said.isspace()):
            self._say(said, link, strong)
        # A slice is made in a third of the time that going from one to the next takes.
        for child in element[:]:
            tag = child.tag
            sort = _SORTS.get(tag)
            if sort is None:
                self._block(child, tag, node, kind, link, strong, depth)
            elif sort == "inline":
                if tag == "time":
                    self.out.times.append(child)
                cls = child.get("class")
                # A word with a telling class inside a sentence is the sentence's; alone it is a box.
                if cls and self._is_box(child, cls):
                    self._block(child, tag, node, kind, link, strong or tag in _STRONG, depth)
                elif len(child):
                    self.walk(child, node, kind, link, strong or tag in _STRONG, depth + 1)
                elif said := child.text:
                    self._say(said, link, strong or tag in _STRONG)
            elif sort == "a":
                inner = self._anchor(child, link)
                if len(child):
                    self.walk(child, node, kind, inner, strong, depth + 1)
                elif said := child.text:
                    self._say(said, inner, strong)
            elif sort == "br":
                parts.append("\n")
            elif sort == "silent" and len(child) and sum(1 for _ in child.iter("p")) > 2:
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
        self.anchors.append((href, child))
        if "/author" in href or "/penulis/" in href or "/autor/" in href or "author" in (child.get("rel") or ""):
            self.out.bylines.append(child)
        return 1

    def _is_box(self, child: Any, cls: str) -> bool:
        rule, is_body, is_byline = names.look(cls)
        if is_byline:
            self.out.bylines.append(child)
        return (rule != "" or is_body) and not any(map(str.strip, self.parts))

    def _block(self, child: Any, tag: str, node: Node, kind: str, link: int, strong: int, depth: int) -> None:
        if kind == "table_row" and tag in ("td", "th") and not _has(child, *_ROOMS):
            if any(map(str.strip, self.parts)):
                self.parts.append(" | ")
            self.walk(child, node, kind, link, strong, depth + 1)
            return
        if self.parts:
            self.flush(node, kind)
        inner = self.node(node, tag, child)
        if inner.rule in _EMPTY_OF_TEXT and not inner.is_body and not _has_text(child):
            self.anchors += [(anchor.get("href", "#"), anchor) for anchor in child.iter("a")]
            return
        if tag == "pre":
            self._say(" ".join(child.itertext()), link, strong)
            inner_kind = kind
        else:
            inner_kind = _KINDS.get(tag) or (kind if kind in _KEPT_KINDS else "text")
            if len(child) or depth >= MAX_DEPTH - 1:
                self.walk(child, inner, inner_kind, link, strong, depth + 1)
            elif (said := child.text) and not said.isspace():
                self._say(said, link, strong)
        if self.parts:
            self.flush(inner, inner_kind)
        inner.last = len(self.blocks)

    def _say(self, text: str, link: int, strong: int) -> None:
        self.parts.append(text.replace("\n", " "))
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
        if "\n" not in whole:
            line = texts.fold(whole)
            if line and (line[0].isalnum() or _WORD.search(line)):
                linked, blocks = self.linked, self.blocks
                share = min(1.0, linked / len(line)) if linked else 0.0
                blocks.append(Block(line, linked, self.links, self.strong, node, kind, len(blocks), share))
        elif not whole.isspace():
            self._break(_lines(whole), node, kind)
        self.linked = self.links = self.strong = 0

    def _break(self, lines: list[str], node: Node, kind: str) -> None:
        """Blocks of the lines of one paragraph, each with its share of the links.

        Links to other articles change from look to look: what announces one is its own link, and no share of the rest.
        """
        blocks = self.blocks
        others = [announced(line) if self.linked else None for line in lines]
        rest = max(self.linked - sum(filter(None, others)), 0)
        text = sum(len(line) for line, other in zip(lines, others, strict=True) if other is None) or 1
        total = sum(map(len, lines)) or 1
        for line, other in zip(lines, others, strict=True):
            if line and _WORD.search(line):
                linked = round(rest * len(line) / text) if other is None else other
                strong = round(self.strong * len(line) / total)
                share = min(1.0, linked / len(line))
                blocks.append(Block(line, linked, self.links, strong, node, kind, len(blocks), share))


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
    return (len(before) < 60 and not after[:1].islower()) or announced(before) is not None

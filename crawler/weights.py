"""What each block of a page weighs as an article's text, and which names of the boxes around it are believed. Pure.

A class may lie: what a name says can be wrong of a container that holds most of the page's text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from crawler.blocks import Block, Node, Outline
from crawler.clean import slugs
from crawler.names import Named
from crawler.sieve import SENTENCE, announces_another

# What a name says can be wrong of a container that holds most of the page's text; of these it is never.
_LIMITS = {
    "comments": 2.0,
    "cookie": 2.0,
    "platform": 2.0,
    "related": 0.75,
    "teasers": 0.75,
    "hidden": 0.5,
    "newsletter": 0.5,
    "header": 0.5,
    "widget": 0.1,
}
_LOOSE_LIMIT = 0.35
_OTHERS = frozenset(("comments", "cookie"))  # what no container of the text may be around of, or be mistaken for
_OFTEN = frozenset(("related", "teasers", "caption", "footer", "aside"))  # what a page may well have most of
_BOX = 700  # characters of running text: what the boxes around an article seldom have
# Characters of a teaser's text; a longer one is told by its headline, which leads to an address made of its words.
_TEASER_TEXT, _LONGEST_TEASER = 450, 900
_FIGURES = re.compile(r"\d+")
_IDEOGRAPH = re.compile("[\u2e80-\U0010ffff]")
_ROOMY = 150  # characters of text: what parts of an article hold each, and a banner's slides do not
_TEASER_REACH = 24
_CUT = ("...", "…", "[…]", "[...]", "read more", "selengkapnya", "weiterlesen", "mehr lesen", "continue reading")
_ARROWS = ("»", "›", "→")


class Weights:
    """For each block how much good text or clutter it is, summed so that a container's sum costs two look-ups."""

    def __init__(self, outline: Outline, furniture: frozenset[int], drop: Named | None = None) -> None:
        blocks, nodes = outline.blocks, outline.nodes
        if drop is not None and drop.is_in(outline.names):
            # Many containers share their names: each is tried once.
            dropped = set(filter(drop.is_in, {node.names for node in nodes if node.names}))
            for node in nodes:
                if node.names in dropped:
                    node.rule = "platform"
        raw = [good_of(block) for block in blocks]
        self.raw = sums(raw)
        self.rules = rules = _effective_rules(outline, self.raw, _BOX)
        left = sum(
            [weight for block, weight in zip(blocks, raw, strict=True) if weight and not rules[block.node.index]]
        )
        if left < min(0.25 * self.raw[-1], 600):
            # The names would leave next to nothing: then they lie, and only the share of the text counts.
            self.rules = rules = _effective_rules(outline, self.raw, 0)
        for node, rule in zip(nodes, rules, strict=True):
            node.effective = rule
        good, clutter = [], []
        for block, weight in zip(blocks, raw, strict=True):
            block.rule = rule = "furniture" if block.index in furniture else rules[block.node.index]
            good.append(0 if rule else weight)
            clutter.append(0 if rule or weight else clutter_of(block))
        self.good_of = good
        self.good, self.clutter = sums(good), sums(clutter)
        self.total = self.good[-1]

    def coverage(self, node: Node) -> float:
        """How much of the page's good text lies in the container."""
        return (self.good[node.last] - self.good[node.first]) / self.total if self.total else 0.0

    def purity(self, node: Node) -> float:
        """How much of what lies in the container is good text."""
        good = self.good[node.last] - self.good[node.first]
        return good / (good + self.clutter[node.last] - self.clutter[node.first]) if good else 0.0


def sums(values: Sequence[float]) -> list[float]:
    """The sum of the first so many values, beginning with that of none."""
    return list(accumulate(values, initial=0.0))


def good_of(block: Block) -> float:
    """How much running text a block is: its length, if it reads like sentences and is not made of links."""
    length = len(block.text)
    if (length < 16 or block.kind in ("heading", "caption")) or (length := _size(block.text)) < 40:
        return 0.0
    share = block.link_share
    if announces_another(block):
        return 0.0
    if share > 0.4 and (length < 200 or share > 0.7):
        return 0.0
    if length < 80 and not SENTENCE.search(block.text) and not (block.node.tag == "p" and _is_in_body(block.node)):
        return 0.0
    if block.kind == "list" and length < 120 and share > 0.2:
        return 0.0
    # What marks a teaser stands at its end: no more is looked at.
    if length < 350 and _is_cut(block.text):
        return length * 0.3
    return length * (1 - share)


def _is_cut(text: str) -> bool:
    """Whether a text ends as a teaser's does."""
    end = text[-_TEASER_REACH:].rstrip()
    if end[-1:] in _ARROWS:
        end = end[:-1].rstrip()
    return end.lower().endswith(_CUT)


def _is_in_body(node: Node) -> bool:
    return node.is_body or (node.parent is not None and node.parent.is_body)


def _size(text: str) -> int:
    """Length, as if in letters: an ideograph says what two or three of them do."""
    length = len(text)
    return length if text.isascii() or not _IDEOGRAPH.search(text, 0, 200) else round(length * 2.5)


def clutter_of(block: Block) -> float:
    """How much a block that is no running text speaks against the container around it.

    What announces other articles changes from look to look, and stands in the midst of texts: it weighs nothing.
    """
    if (block.kind == "heading" and not block.linked) or announces_another(block):
        return 0.0
    return min(len(block.text), 120) * (0.3 + 0.9 * block.link_share)


def _effective_rules(outline: Outline, raw: list[float], box: int) -> list[str]:
    """Each container's rule, inherited, where the text in it does not speak against it."""
    said = raw[-1] - _text_of_comments(outline, raw)
    total = max(said, 1.0)
    headline = headline_of(outline)
    teasers = _teasers(outline, raw)
    lying = _lying(outline, raw, total)
    rules: list[str] = []
    for node in outline.nodes:
        inherited = rules[node.parent.index] if node.parent else ""
        own = node.rule or ("hidden" if node.hidden else "teasers" if node.index in teasers else "")
        if (
            own
            and not inherited
            and (
                node.index in lying or _is_overruled(node, own, raw[node.last] - raw[node.first], total, headline, box)
            )
        ):
            own = ""
        rules.append(inherited or own)
    return rules


def _text_of_comments(outline: Outline, raw: list[float]) -> float:
    text, end = 0.0, 0
    for node in outline.nodes:
        if node.rule == "comments" and node.first >= end:
            text += raw[node.last] - raw[node.first]
            end = node.last
    return text


def _lying(outline: Outline, raw: list[float], total: float) -> set[int]:
    """Containers whose name cannot mean what it says here: it is on most of the text, or around the text's container."""
    sums: dict[tuple[str, str], list[float]] = {}
    around: set[int] = set()
    for node in outline.nodes:
        text = raw[node.last] - raw[node.first]
        if node.rule and text:
            sums.setdefault((node.tag, _FIGURES.sub("", node.names)), []).append(text)
        if node.is_body and text > 0.3 * total and text > 300:
            above: Node | None = node
            while above is not None and above.index not in around:
                around.add(above.index)
                above = above.parent
    many = {
        key for key, texts in sums.items() if len(texts) > 2 and sum(texts) > max(0.4 * total, 300, _ROOMY * len(texts))
    }
    return {
        node.index
        for node in outline.nodes
        if node.rule
        and node.rule not in _OTHERS
        and (
            node.index in around
            or (many and node.rule not in _OFTEN and (node.tag, _FIGURES.sub("", node.names)) in many)
        )
    }


def _is_overruled(node: Node, rule: str, text: float, total: float, headline: int, box: int) -> bool:
    share = text / total
    if node.tag == "header" and rule == "header" and text > 300:
        return True
    if node.is_body and share > 0.2 and rule != "comments":
        return True
    is_unseen = bool(node.hidden and node.rule)
    if node.first <= headline < node.last and share > 0.1 and rule != "header" and not is_unseen:
        return True
    limit = _LIMITS.get(rule, _LOOSE_LIMIT)
    # Where style and name agree, the text is another's: a copy for those who print it again, a form's small print.
    return text > box and share > (max(limit, 0.75) if is_unseen else limit)


def _teasers(outline: Outline, raw: list[float]) -> set[int]:
    """Containers that stand in a row, look alike, and each hold a linked headline and at most a few lines."""
    groups: dict[tuple[int, str, str], list[Node]] = {}
    for node in outline.nodes:
        if node.parent and node.last > node.first and node.tag in ("article", "div", "li", "section", "td"):
            groups.setdefault((node.parent.index, node.tag, node.names), []).append(node)
    found: dict[int, list[Node]] = {}
    for nodes in groups.values():
        if len(nodes) < 3:
            continue
        alike = [node for node in nodes if _is_teaser(outline, node, raw)]
        if len(alike) >= 3 and len(alike) >= 0.8 * len(nodes):
            found[nodes[0].index] = alike
    text = sum(raw[node.last] - raw[node.first] for alike in found.values() for node in alike)
    # A list of things may be the article itself, and bare containers may be its paragraphs; what heads other articles never is.
    is_most = text > 0.5 * raw[-1]
    return {
        node.index
        for alike in found.values()
        if (not is_most and (alike[0].names or alike[0].tag != "div")) or _head_others(outline, alike)
        for node in alike
    }


def _head_others(outline: Outline, nodes: Sequence[Node]) -> bool:
    """Whether most of the containers begin with a headline that leads to an address made of its own words."""
    return sum(_begins_another(outline.blocks[node.first : node.last]) for node in nodes) > 0.5 * len(nodes)


def _begins_another(blocks: Sequence[Block]) -> bool:
    """Whether a headline of another article is among the first lines, where its section and date may stand before it."""
    return any(map(_heads_another, blocks[:4]))


def _heads_another(block: Block) -> bool:
    if block.kind != "heading" or block.link_share < 0.8:
        return False
    element = block.node.element
    return any(
        slugs.is_address_of(anchor.get("href") or "", block.text)
        for anchor in (*element.iter("a"), *element.iterancestors("a"))
    )


def _is_teaser(outline: Outline, node: Node, raw: list[float]) -> bool:
    text = raw[node.last] - raw[node.first]
    if node.last - node.first > 12 or text > _LONGEST_TEASER:
        return False
    blocks = outline.blocks[node.first : node.last]
    if text > _TEASER_TEXT and not _begins_another(blocks):
        return False
    return (
        any(block.link_share > 0.8 and (len(block.text) > 20 or block.kind == "heading") for block in blocks)
        and len(blocks) > 1
    )


def headline_of(outline: Outline) -> int:
    """The place of the page's only `<h1>` block, -1 where there is none or several."""
    found = [block.index for block in outline.blocks if block.kind == "heading" and block.node.tag == "h1"]
    return found[0] if len(found) == 1 else -1

"""Which part of a page is the article's text: containers weighed against each other, then each block judged.

A container is worth what it holds of the page's good text and how little else (an F measure of text against links and
crumbs), so that the tightest one around all of the text wins. Names that themes give their containers tip the scale;
they never decide alone, for a class may lie.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from crawler import names
from crawler.blocks import Block, Node, Outline
from crawler.clean import slugs
from crawler.sieve import Found, Sieve

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
_LEAD_REACH = 30
_BOX = 700  # characters of running text: what the boxes around an article seldom have
# Characters of a teaser's text; a longer one is told by its headline, which leads to an address made of its words.
_TEASER_TEXT, _LONGEST_TEASER = 450, 900
_SENTENCE = re.compile(r"[.!?…。！？؟।][\"”’»)\]]?(?:\s|$)")
_FIGURES = re.compile(r"\d+")
_NAMED = 40  # how much a block with another name weighs against a run of text
_ROOMY = 150  # characters of text: what parts of an article hold each, and a banner's slides do not
_TEASER_REACH = 24
_TEASER = re.compile(
    r"(?:\.\.\.|…|\[…\]|\[\.\.\.\]|read more|selengkapnya|weiterlesen|mehr lesen|continue reading)\s*+[»›→]?\s*$",
    re.IGNORECASE,
)


def find(
    outline: Outline,
    *,
    titles: Sequence[str],
    is_promo: Callable[[str], str | None],
    furniture: frozenset[int] = frozenset(),
    prefer: re.Pattern[str] | None = None,
    drop: re.Pattern[str] | None = None,
) -> Found:
    """The article's text in the page; empty where no block reads like one.

    `prefer` and `drop` are what a platform calls its text's container, and boxes inside it (class and id).
    """
    weights = _Weights(outline, furniture, drop)
    node = _container(outline, weights, prefer)
    if node is None:
        return Found()
    found = Sieve(
        outline.blocks[node.first : node.last], weights.good_of[node.first : node.last], node, titles, is_promo
    ).sift()
    if not node.is_body:
        _outvote(outline, weights, node, found)
    found.blocks = _lead(outline, node, found) + found.blocks
    found.node = node
    found.coverage, found.purity = weights.coverage(node), weights.purity(node)
    return found


def _outvote(outline: Outline, weights: _Weights, node: Node, found: Found) -> None:
    """Leave out what two other measures do: the best container where no name counts, and the run of blocks with most text.

    Asked where the container's name says nothing; what either of them has stays.
    """
    first, last = _run(outline, weights, node)
    best = _nameless(outline, weights, node)
    out = [b for b in found.blocks if not (best.first <= b.index < best.last or first <= b.index < last)]
    # Where the measures would have little left, they disagree on what the text is, not on its edges.
    if out and sum(len(b.text) for b in out) < 0.3 * sum(len(b.text) for b in found.blocks):
        found.blocks = [b for b in found.blocks if b not in out]
        found.dropped += [(b, "outvoted") for b in out]


def _run(outline: Outline, weights: _Weights, node: Node) -> tuple[int, int]:
    """Where the run of blocks in the container begins and ends whose good text most outweighs the clutter in it."""
    run, start, weight, most = (node.first, node.last), node.first, 0.0, 0.0
    for block in outline.blocks[node.first : node.last]:
        if weight <= 0:
            start, weight = block.index, 0.0
        weight += weights.good_of[block.index] or (-_NAMED if block.rule else -2 * _clutter(block))
        if weight > most:
            run, most = (start, block.index + 1), weight
    return run


def _nameless(outline: Outline, weights: _Weights, node: Node) -> Node:
    """The best container in `node`, itself among them, where the names of none count."""
    raw, total = weights.raw, weights.raw[-1]
    clutter = _sums([
        0.0 if raw[block.index + 1] > raw[block.index] else _clutter(block)
        for block in outline.blocks[node.first : node.last]
    ])  # fmt: skip
    best, most = node, 0.0
    for inner in outline.nodes[node.index :]:
        if inner.first >= node.last:
            break
        text = raw[inner.last] - raw[inner.first]
        if text > 0.1 * total:
            around = clutter[inner.last - node.first] - clutter[inner.first - node.first]
            purity, coverage = text / (text + around), text / total
            score = 2 * purity * coverage / (purity + coverage)
            if score >= 0.999 * most:
                best, most = inner, max(score, most)
    return best


def _lead(outline: Outline, node: Node, found: Found) -> list[Block]:
    """The paragraphs that stand between the headline and the text's container: themes set the first one apart."""
    headline = _headline(outline)
    if headline < 0 or not 0 < node.first - headline < _LEAD_REACH or not found.blocks:
        return []
    said = {block.text for block in found.blocks}
    leads = []
    for block in outline.blocks[headline + 1 : node.first]:
        is_own = block.node.parent is not None and names.is_subtitle(f"{block.node.names} {block.node.parent.names}")
        if (
            block.rule in ("", "header")
            and not is_own
            and len(block.text) > 70
            and block.link_share < 0.3
            and _good(block)
            and block.text not in said
        ):
            leads.append(block)
    return leads if len(leads) <= 3 else []


class _Weights:
    """For each block how much good text or clutter it is, summed so that a container's sum costs two look-ups."""

    def __init__(self, outline: Outline, furniture: frozenset[int], drop: re.Pattern[str] | None = None) -> None:
        blocks = outline.blocks
        if drop is not None:
            for node in outline.nodes:
                if node.names and drop.search(node.names):
                    node.rule = "platform"
        raw = [_good(block) for block in blocks]
        self.raw = _sums(raw)
        self.rules = _effective_rules(outline, self.raw, _BOX)
        left = sum(weight for block, weight in zip(blocks, raw, strict=True) if not self.rules[block.node.index])
        if left < min(0.25 * self.raw[-1], 600):
            # The names would leave next to nothing: then they lie, and only the share of the text counts.
            self.rules = _effective_rules(outline, self.raw, 0)
        for node in outline.nodes:
            node.effective = self.rules[node.index]
        for block in blocks:
            block.rule = "furniture" if block.index in furniture else self.rules[block.node.index]
        good = [0 if block.rule else weight for block, weight in zip(blocks, raw, strict=True)]
        clutter = [0 if block.rule or weight else _clutter(block) for block, weight in zip(blocks, raw, strict=True)]
        self.good_of = good
        self.good, self.clutter = _sums(good), _sums(clutter)
        self.total = self.good[-1]

    def coverage(self, node: Node) -> float:
        """How much of the page's good text lies in the container."""
        return (self.good[node.last] - self.good[node.first]) / self.total if self.total else 0.0

    def purity(self, node: Node) -> float:
        """How much of what lies in the container is good text."""
        good = self.good[node.last] - self.good[node.first]
        return good / (good + self.clutter[node.last] - self.clutter[node.first]) if good else 0.0


def _sums(values: Sequence[float]) -> list[float]:
    sums, total = [0.0], 0.0
    for value in values:
        total += value
        sums.append(total)
    return sums


def _good(block: Block) -> float:
    """How much running text a block is: its length, if it reads like sentences and is not made of links."""
    length = _size(block.text)
    if length < 40 or block.kind in ("heading", "caption"):
        return 0.0
    share = block.link_share
    if share > 0.4 and (length < 200 or share > 0.7):
        return 0.0
    if length < 80 and not _SENTENCE.search(block.text) and not (block.node.tag == "p" and _is_in_body(block.node)):
        return 0.0
    if block.kind == "list" and length < 120 and share > 0.2:
        return 0.0
    # What marks a teaser stands at its end: no more is looked at.
    if length < 350 and _TEASER.search(block.text, max(len(block.text) - _TEASER_REACH, 0)):
        return length * 0.3
    return length * (1 - share)


def _is_in_body(node: Node) -> bool:
    return node.is_body or (node.parent is not None and node.parent.is_body)


def _size(text: str) -> int:
    """Length, as if in letters: an ideograph says what two or three of them do."""
    length = len(text)
    return length if text.isascii() or max(text[:200]) < "\u2e80" else round(length * 2.5)


def _clutter(block: Block) -> float:
    if block.kind == "heading" and not block.linked:
        return 0.0
    return min(len(block.text), 120) * (0.3 + 0.9 * block.link_share)


def _effective_rules(outline: Outline, raw: list[float], box: int) -> list[str]:
    """Each container's rule, inherited, where the text in it does not speak against it."""
    said = raw[-1] - _text_of_comments(outline, raw)
    total = max(said, 1.0)
    headline = _headline(outline)
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
        and (node.index in around or ((node.tag, _FIGURES.sub("", node.names)) in many and node.rule not in _OFTEN))
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


def _headline(outline: Outline) -> int:
    """The place of the page's only `<h1>` block, -1 where there is none or several."""
    found = [block.index for block in outline.blocks if block.kind == "heading" and block.node.tag == "h1"]
    return found[0] if len(found) == 1 else -1


def _container(outline: Outline, weights: _Weights, prefer: re.Pattern[str] | None) -> Node | None:
    best, best_score = None, 0.0
    if weights.total < 200 and (named := _named(outline, weights)):
        return named
    if weights.total <= 0:
        return None
    for node in outline.nodes:
        if weights.rules[node.index]:
            continue
        coverage = weights.coverage(node)
        if coverage < 0.1:
            continue
        purity = weights.purity(node)
        score = 2 * coverage * purity / (coverage + purity)
        if prefer is not None and node.names and prefer.search(node.names):
            score *= 1.35
        elif node.is_body:
            score *= 1.12
        elif node.tag == "article":
            score *= 1.06
        # The deeper of two that hold the same is the tighter one.
        if score >= best_score * 0.999:
            best, best_score = node, max(score, best_score)
    return best


def _named(outline: Outline, weights: _Weights) -> Node | None:
    """Where no text reads like sentences (a table, a list, one line): the container with an article's name that holds most."""
    best, most = None, 0.0
    for node in outline.nodes:
        is_named = node.is_body or node.tag == "article" or node.names.strip() == "entry"  # WordPress's first themes
        if is_named and not weights.rules[node.index]:
            size = sum(
                len(block.text) * (1 - block.link_share)
                for block in outline.blocks[node.first : node.last]
                if not block.rule
            )
            if size > max(most, weights.total):
                best, most = node, size
    return best

"""Which part of a page is the article's text: containers weighed against each other, then each block judged.

A container is worth what it holds of the page's good text and how little else (an F measure of text against links and
crumbs), so that the tightest one around all of the text wins. Names that themes give their containers tip the scale;
they never decide alone, for a class may lie.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crawler import names
from crawler.blocks import Block, Node, Outline
from crawler.sieve import Found, Sieve
from crawler.weights import Weights, clutter_of, good_of, headline_of, sums

_LEAD_REACH = 30
_NAMED = 40  # how much a block with another name weighs against a run of text


def find(
    outline: Outline,
    *,
    titles: Sequence[str],
    is_promo: Callable[[str, float], str | None],
    furniture: frozenset[int] = frozenset(),
    prefer: names.Named | None = None,
    drop: names.Named | None = None,
) -> Found:
    """The article's text in the page; empty where no block reads like one.

    `prefer` and `drop` are what a platform calls its text's container, and boxes inside it (class and id).
    """
    weights = Weights(outline, furniture, drop)
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


def _outvote(outline: Outline, weights: Weights, node: Node, found: Found) -> None:
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


def _run(outline: Outline, weights: Weights, node: Node) -> tuple[int, int]:
    """Where the run of blocks in the container begins and ends whose good text most outweighs the clutter in it."""
    run, start, weight, most = (node.first, node.last), node.first, 0.0, 0.0
    for block in outline.blocks[node.first : node.last]:
        if weight <= 0:
            start, weight = block.index, 0.0
        weight += weights.good_of[block.index] or (-_NAMED if block.rule else -2 * clutter_of(block))
        if weight > most:
            run, most = (start, block.index + 1), weight
    return run


def _nameless(outline: Outline, weights: Weights, node: Node) -> Node:
    """The best container in `node`, itself among them, where the names of none count."""
    raw, total = weights.raw, weights.raw[-1]
    clutter = sums([
        0.0 if raw[block.index + 1] > raw[block.index] else clutter_of(block)
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
    headline = headline_of(outline)
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
            and good_of(block)
            and block.text not in said
        ):
            leads.append(block)
    return leads if len(leads) <= 3 else []


def _container(outline: Outline, weights: Weights, prefer: names.Named | None) -> Node | None:
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
        if prefer is not None and node.names and prefer.is_in(node.names):
            score *= 1.35
        elif node.is_body:
            score *= 1.12
        elif node.tag == "article":
            score *= 1.06
        # The deeper of two that hold the same is the tighter one.
        if score >= best_score * 0.999:
            best, best_score = node, max(score, best_score)
    return best


def _named(outline: Outline, weights: Weights) -> Node | None:
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

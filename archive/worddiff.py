"""What changed between two wordings, word by word, and which figures and names among it. Pure."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

import msgspec

# A word carries the white space before it, so that a run of changed words is one change and not one for each word.
_TOKEN = re.compile(r"\s*(?:\w+(?:[.,:/]\d+)*|[^\w\s])|\s+")
_PARAGRAPHS = re.compile(r"\n\n")
_FIGURE = re.compile(r"(?:Rp\.?\s?)?\d+(?:[.,:/]\d+)*(?:\s?%)?")
_NAME = re.compile(r"[^\W\d_a-z][\w’'.-]*\w(?:\s+[^\W\d_a-z][\w’'.-]*\w)*")
_SENTENCE_END = frozenset('.!?:;“”"…–—-•*\n')
# Comparing takes time by the product of equal words: beyond this, paragraphs that differ are told as exchanged whole.
_MAX_PAIRS = 2_000_000
_MAX_TOKENS = 20_000
_MAX_CHANGES = 200


class Piece(msgspec.Struct, frozen=True):
    """A run of words that is the same in both wordings, only in the earlier, or only in the later one."""

    kind: Literal["same", "removed", "added"]
    text: str


class Change(msgspec.Struct, frozen=True):
    """A figure or a name that stands where another stood; empty where there was, or is, none."""

    before: str
    after: str


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts as runs of words. All but the added joined give `before` again, all but the removed give `after`."""
    pieces: list[Piece] = []
    left, right = _paragraphs(before), _paragraphs(after)
    for op, a, b, c, d in _opcodes(left, right):
        if op == "equal":
            _add(pieces, "same", "".join(left[a:b]))
        else:
            _within(pieces, "".join(left[a:b]), "".join(right[c:d]))
    return tuple(pieces)


def figures(pieces: Sequence[Piece]) -> tuple[Change, ...]:
    """The figures that changed, in the order of the text."""
    return _changes((_FIGURE.findall(old), _FIGURE.findall(new)) for old, new, _ in _exchanges(pieces))


def names(pieces: Sequence[Piece]) -> tuple[Change, ...]:
    """The names that changed: runs of words with capital letters, but for the first word of a sentence."""
    return _changes((_names(old, before), _names(new, before)) for old, new, before in _exchanges(pieces))


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each with the blank line before it: what ends one is no part of it."""
    cuts = [0, *(match.start() for match in _PARAGRAPHS.finditer(text)), len(text)]
    return [text[a:b] for a, b in pairwise(cuts) if b > a]


def _opcodes(left: Sequence[str], right: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    if not _is_comparable(left, right):
        return [("replace", 0, len(left), 0, len(right))]
    return difflib.SequenceMatcher(a=left, b=right, autojunk=False).get_opcodes()


def _is_comparable(left: Sequence[str], right: Sequence[str]) -> bool:
    if max(len(left), len(right)) > _MAX_TOKENS:
        return False
    there = Counter(right)
    return sum(count * there[token] for token, count in Counter(left).items()) <= _MAX_PAIRS


def _within(pieces: list[Piece], before: str, after: str) -> None:
    left, right = _TOKEN.findall(before), _TOKEN.findall(after)
    for op, a, b, c, d in _opcodes(left, right):
        if op == "equal":
            _add(pieces, "same", "".join(left[a:b]))
        else:
            _add(pieces, "removed", "".join(left[a:b]))
            _add(pieces, "added", "".join(right[c:d]))


def _add(pieces: list[Piece], kind: Literal["same", "removed", "added"], text: str) -> None:
    if not text:
        return
    if pieces and pieces[-1].kind == kind:
        pieces[-1] = Piece(kind, pieces[-1].text + text)
    elif kind == "removed" and len(pieces) > 1 and pieces[-1].kind == "added" and pieces[-2].kind == "removed":
        # Two changes side by side are one.
        pieces[-2] = Piece(kind, pieces[-2].text + text)
    else:
        pieces.append(Piece(kind, text))


def _exchanges(pieces: Sequence[Piece]) -> Iterator[tuple[str, str, str]]:
    """What was removed, what was added in its place, and the text that stands before."""
    before, waiting = "", ""
    for piece in pieces:
        if piece.kind == "removed":
            waiting = piece.text
        elif piece.kind == "added":
            yield waiting, piece.text, before
            waiting, before = "", piece.text
        else:
            if waiting:
                yield waiting, "", before
                waiting = ""
            before = piece.text
    if waiting:
        yield waiting, "", before


def _names(text: str, before: str) -> list[str]:
    found = []
    for match in _NAME.finditer(text):
        name, ahead = match[0], (before + text[: match.start()]).rstrip(" ")
        if not ahead or ahead[-1] in _SENTENCE_END:
            # Every sentence begins with a capital letter: that alone makes no name.
            name = " ".join(name.split()[1:])
        if name:
            found.append(name)
    return found


def _changes(pairs: Iterator[tuple[list[str], list[str]]]) -> tuple[Change, ...]:
    found: dict[Change, None] = {}
    for old, new in pairs:
        if old == new:
            continue
        aligned = zip(old, new, strict=True) if len(old) == len(new) else [(", ".join(old), ", ".join(new))]
        found |= dict.fromkeys(
            Change(*(" ".join(text.split()) for text in pair)) for pair in aligned if pair[0] != pair[1]
        )
    return tuple(found)[:_MAX_CHANGES]

"""What sort of edit it was: the kinds that are noticed between two wordings. Pure.

Kinds are told as an archivist would: a figure, a name or a quotation that is another, a headline, a paragraph more or
less, a mark that says something was corrected; a typo is the least, and *rewritten* the most.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Literal

import msgspec

from archive.worddiff import Piece, figures, names, word_diff

Kind = Literal[
    "typo", "figure changed", "name changed", "quotation changed", "headline", "paragraph added", "paragraph removed",
    "correction marked", "rewritten",
]  # fmt: skip

_QUOTED = re.compile(r"“([^”]{2,2000})”|\"([^\"]{2,2000})\"|«([^»]{2,2000})»")
_CORRECTED = re.compile(
    r"\b(?:ralat|diralat|meralat|koreksi redaksi|telah dikoreksi|hak jawab|hak koreksi|telah diperbaiki"
    r"|berita ini telah diperbarui|catatan redaksi)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_SAME_PARAGRAPH = 0.4  # of its words: less, and one paragraph was taken out and another put in
_STILL_THE_TEXT = 0.5  # of the words: less, and nobody would call it an edit
_TYPO = 2  # letters that are others, at most
_MOST_TYPOS = 6
_MAX_PARAGRAPHS = 400


class Words(msgspec.Struct, frozen=True):
    """What is compared of a wording."""

    title: str
    subtitle: str
    body: str


def noticed(before: Words, after: Words) -> tuple[Kind, ...]:
    """The kinds of edit between two wordings; none where nothing but white space differs."""
    pieces = word_diff(before.body, after.body)
    heads = (*word_diff(before.title, after.title), *word_diff(before.subtitle, after.subtitle))
    kinds: dict[Kind, bool] = {
        "figure changed": bool(figures(heads)), "name changed": False, "quotation changed": False,
        "headline": _words(before.title) != _words(after.title), "paragraph added": False, "paragraph removed": False,
        "correction marked": len(_CORRECTED.findall(_all(after))) > len(_CORRECTED.findall(_all(before))),
        "rewritten": _is_rewritten(pieces),
    }  # fmt: skip
    for old, new in _pairs(before.body.split("\n\n"), after.body.split("\n\n")):
        kinds["paragraph added"] |= old is None
        kinds["paragraph removed"] |= new is None
        if old is not None and new is not None:
            kinds["quotation changed"] |= _quotes(old) != _quotes(new)
            within = word_diff(old, new)
            kinds["figure changed"] |= bool(figures(within))
            kinds["name changed"] |= bool(names(within))
    spelt = _spelt_otherwise((*heads, *pieces))
    if spelt and not kinds["figure changed"]:
        # A name that lost a letter is a typo; that it is another name it is not.
        return ("typo", *(kind for kind in ("headline", "correction marked") if kinds[kind]))
    return tuple(kind for kind, is_so in kinds.items() if is_so)


def _all(wording: Words) -> str:
    return f"{wording.title}\n{wording.subtitle}\n{wording.body}"


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _quotes(text: str) -> list[list[str]]:
    return [_words("".join(found)) for found in _QUOTED.findall(text)]


def _is_rewritten(pieces: Sequence[Piece]) -> bool:
    size = {kind: sum(len(_WORD.findall(p.text)) for p in pieces if p.kind == kind) for kind in ("same", "added")}
    removed = sum(len(_WORD.findall(p.text)) for p in pieces if p.kind == "removed")
    return size["same"] < _STILL_THE_TEXT * min(size["same"] + removed, size["same"] + size["added"])


def _spelt_otherwise(pieces: Sequence[Piece]) -> bool:
    """Whether all that changed are a few words by a letter or two, or marks between words."""
    count = 0
    for old, new in _exchanged(pieces):
        left, right = _WORD.findall(old), _WORD.findall(new)
        if left == right:
            continue
        if len(left) != len(right) or len(left) > 2:
            return False
        for a, b in zip(left, right, strict=True):
            if a != b and (a.isdigit() or b.isdigit() or not _is_near(a, b)):
                return False
        count += 1
    return 0 < count <= _MOST_TYPOS


def _exchanged(pieces: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    for piece, following in zip_longest(pieces, pieces[1:]):
        if piece.kind == "removed":
            yield piece.text, following.text if following is not None and following.kind == "added" else ""
    yield from (
        ("", piece.text)
        for before, piece in zip((None, *pieces), pieces, strict=False)
        if piece.kind == "added" and (before is None or before.kind != "removed")
    )


def _is_near(a: str, b: str) -> bool:
    """Whether two words differ by a letter or two: dropped, doubled, exchanged or turned round."""
    if a.lower() == b.lower():
        return True
    if min(len(a), len(b)) < 4 or abs(len(a) - len(b)) > _TYPO or a[0].lower() != b[0].lower():
        return False
    same = sum(
        block.size for block in difflib.SequenceMatcher(a=a.lower(), b=b.lower(), autojunk=False).get_matching_blocks()
    )
    return max(len(a), len(b)) - same <= _TYPO and same >= 0.6 * max(len(a), len(b))


def _pairs(left: list[str], right: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """Paragraphs that differ, each beside what it became; None where it came from, or became, nothing."""
    left, right = left[:_MAX_PARAGRAPHS], right[:_MAX_PARAGRAPHS]
    for op, a, b, c, d in difflib.SequenceMatcher(a=left, b=right, autojunk=False).get_opcodes():
        if op == "equal":
            continue
        rest = right[c:d]
        for old in left[a:b]:
            best = max(rest, key=lambda new: _alike(old, new), default=None)
            if best is not None and _alike(old, best) >= _SAME_PARAGRAPH:
                rest.remove(best)
                yield old, best
            else:
                yield old, None
        yield from ((None, new) for new in rest)


def _alike(a: str, b: str) -> float:
    left, right = set(_words(a)), set(_words(b))
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0

"""The piece of a printed text that shows best why it answers. Pure."""

from __future__ import annotations

import re

import msgspec

from archive.question import Question
from archive.stems import STEMS
from archive.vocabulary import KEYS, key

_AROUND = 240
_BEFORE = 70
# A hit is looked at for its words, not searched to the end: a hostile text may be of any length.
_LOOKED_AT = 200_000
_PRINTED_WORD = re.compile(r"[^\W_]+(?:[’‘ʼʻ`´'′‛＇][^\W_]+)*")
_SPACE = re.compile(r"\s")


class Excerpt(msgspec.Struct, frozen=True):
    """A piece of printed text; `marks` are the spans in it that were searched for."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def excerpt(text: str, question: Question) -> Excerpt:
    """The piece of the printed text that holds most of the words that were searched for, on one line."""
    spans = spans_in(text[:_LOOKED_AT], question)
    anchor = _densest(text, spans)
    start = max(0, anchor - _BEFORE)
    if start:
        # From the beginning of a word: never half of one.
        start = text.rfind(" ", 0, start) + 1 if " " in text[max(0, start - 40) : start] else start
    end = min(len(text), start + _AROUND)
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > max((b for a, b in spans if a < end), default=start) else end
    opening, closing = "… " if start else "", " …" if end < len(text) else ""
    shift = len(opening) - start
    marks = tuple((a + shift, b + shift) for a, b in spans if a >= start and b <= end)
    return Excerpt(opening + _SPACE.sub(" ", text[start:end]) + closing, marks)


def spans_in(text: str, question: Question) -> list[tuple[int, int]]:
    """Where what was searched for stands in a printed text; phrases where they stand whole, if they do anywhere."""
    printed = _PRINTED_WORD.findall(text)
    wanted = _wanted(set(printed), question)
    marked = {number for number, word in enumerate(printed) if word in wanted} if wanted else set()
    if question.phrases:
        words = [KEYS[word] for word in printed]
        marked |= _whole(words, question)
        marked = marked or _anywhere(words, question)
    if not marked:
        return []
    last = max(marked)
    found = zip(range(last + 1), _PRINTED_WORD.finditer(text), strict=False)
    return [match.span() for number, match in found if number in marked]


def _wanted(printed: set[str], question: Question) -> set[str]:
    """Those of the printed words that are marked wherever they stand."""
    found = {word for word in printed if KEYS[word] in question.words}
    if question.prefixes:
        found |= {word for word in printed if KEYS[word].startswith(question.prefixes)}
    if question.stems:
        found |= {word for word in printed if STEMS[KEYS[word]] in question.stems}
    return found


def _whole(words: list[str], question: Question) -> set[int]:
    begins: dict[str, list[tuple[str, ...]]] = {}
    for phrase in question.phrases:
        begins.setdefault(phrase[0], []).append(phrase)
    return {
        number + step
        for number, word in enumerate(words)
        for phrase in begins.get(word, ())
        if tuple(words[number : number + len(phrase)]) == phrase
        for step in range(len(phrase))
    }


def _anywhere(words: list[str], question: Question) -> set[int]:
    parts = {word for phrase in question.phrases for word in phrase}
    return {number for number, word in enumerate(words) if word in parts}


def _densest(text: str, spans: list[tuple[int, int]]) -> int:
    """Where the stretch begins that holds the most different words that were searched for; the first of equals."""
    best, anchor, last = 0, spans[0][0] if spans else 0, 0
    counts: dict[str, int] = {}
    words = [key(text[a:b]) for a, b in spans]
    for first, (begins, _) in enumerate(spans):
        while last < len(spans) and spans[last][1] - begins <= _AROUND - _BEFORE:
            counts[words[last]] = counts.get(words[last], 0) + 1
            last += 1
        if len(counts) > best:
            best, anchor = len(counts), begins
        counts[words[first]] = counts.get(words[first], 1) - 1
        if not counts[words[first]]:
            del counts[words[first]]
        last = max(last, first + 1)
    return anchor

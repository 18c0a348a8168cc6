"""What may have been meant by a word that no article has: `Waingpau` for Waingapu."""

from __future__ import annotations

import re
from typing import Any

from archive.question import Question
from archive.vocabulary import key

_SHORTEST = 4
_LONG = 6
_CANDIDATES = 20_000
# A word that is in less articles may be misspelt itself.
_SEEN = 2


def guess(connection: Any, typed: str, question: Question) -> str | None:
    """What was typed, with the words that no article has replaced by ones that are like them; None where there are none."""
    meant = typed
    for word in question.single:
        found = _like(connection, key(word)) if _is_unknown(connection, key(word)) else None
        if found:
            meant = re.sub(rf"(?i)(?<!\w){re.escape(word)}(?!\w)", found, meant)
    return meant if meant != typed else None


def _is_unknown(connection: Any, word: str) -> bool:
    return word.isalnum() and word.isascii() and not connection.execute(
        "SELECT 1 FROM word_index WHERE word_index MATCH ? LIMIT 1", (f'"{word}"',)
    ).fetchone()  # fmt: skip


def _like(connection: Any, word: str) -> str | None:
    """The word of the archive that differs by a letter (a long one by two), and is in most articles."""
    if len(word) < _SHORTEST:
        return None
    most = 2 if len(word) >= _LONG else 1
    best: tuple[int, int, str] | None = None
    for term, articles in _candidates(connection, word):
        if abs(len(term) - len(word)) > most or articles < _SEEN:
            continue
        distance = differs(word, term, most)
        if distance <= most and (best is None or (distance, -articles, term) < best):
            best = distance, -articles, term
    return best[2] if best else None


def _candidates(connection: Any, word: str) -> list[tuple[str, int]]:
    """Words that begin like it; a wrong letter among the first two is looked for where the rest begins likewise."""
    swapped = word[1] + word[0] + word[2:3]
    found: list[tuple[str, int]] = []
    for begins in dict.fromkeys((word[:3], word[:2] + word[3:4], swapped, word[0] + word[2:4])):
        rows = connection.execute(
            "SELECT term, doc FROM word_list WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ? LIMIT ?",
            (begins, f"{begins}\U0010ffff", len(word) - 2, len(word) + 2, _CANDIDATES),
        )
        found += [(row[0], row[1]) for row in rows]
    return found


def differs(one: str, other: str, most: int) -> int:
    """How many letters must be put in, taken out, replaced or swapped with their neighbour; `most` + 1 where more."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before_last[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before_last, last = last, now
    return last[-1]

"""The stem of an Indonesian word: what petani, pertanian and bertani share. Pure.

Stems only ever broaden a search; they are often wrong (Snowball makes `ita` of berita). So short words and the words of
archive/protected.txt have none.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import Stemmer

# Of shorter words what an affix leaves is no word.
SHORTEST = 5
_SHORTEST_STEM = 3
_stemmer = Stemmer.Stemmer("indonesian")


class _Stems(dict[str, str]):
    """Each word's stem, worked out once; forgotten where there are too many."""

    most = 200_000

    def __missing__(self, word: str) -> str:
        if len(self) >= self.most:
            self.clear()
        found = str(_stemmer.stemWord(word)) if len(word) >= SHORTEST and word.isalpha() else word
        self[word] = found if len(found) >= _SHORTEST_STEM else word
        return self[word]


# Of each word in lower case its stem, or itself where it has none.
STEMS = _Stems()


def stem(word: str) -> str:
    """The stem of a word that somebody searches for; the word itself where it has none or is protected."""
    return word if word in protected() else STEMS[word]


@cache
def protected() -> frozenset[str]:
    """The words of archive/protected.txt, which are searched for as they are typed."""
    text = (resources.files("archive") / "protected.txt").read_text(encoding="utf-8")
    lines = (line.partition("#")[0] for line in text.splitlines())
    return frozenset(word for line in lines for word in line.casefold().split())

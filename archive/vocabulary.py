"""The words that people search for: how they are compared, which are one word, and which tell nothing. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources

from archive.fold import fold

_WORD = re.compile(r"\w+")


def tokens_of(text: str) -> list[str]:
    """The words of a text as the index parts them, in their own case."""
    return _WORD.findall(fold(text))


class _Keys(dict[str, str]):
    """Each word as `key` folds it, worked out once; forgotten where there are too many."""

    most = 200_000

    def __missing__(self, word: str) -> str:
        if len(self) >= self.most:
            self.clear()
        parted = unicodedata.normalize("NFD", fold(word).casefold())
        self[word] = "".join(char for char in parted if not unicodedata.combining(char))
        return self[word]


KEYS = _Keys()


def key(word: str) -> str:
    """A word as words are compared when printed text is marked: apostrophes, case and accents do not count."""
    return KEYS[word]


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """The groups of archive/synonyms.tsv: each form with all forms of its group, itself among them."""
    groups: dict[str, tuple[str, ...]] = {}
    text = (resources.files("archive") / "synonyms.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            group = tuple(" ".join(tokens_of(form)).casefold() for form in line.split("\t"))
            for form in group:
                groups[form] = tuple(dict.fromkeys((*groups.get(form, ()), *group)))
    return groups


@cache
def common() -> frozenset[str]:
    """The words of archive/common.txt: they are searched for like all others, and tell nothing of what is better."""
    text = (resources.files("archive") / "common.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() for word in line.partition("#")[0].casefold().split())

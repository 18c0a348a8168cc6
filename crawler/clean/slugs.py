"""Addresses made of a headline: what publishing programs write into the path when an article is saved."""

from __future__ import annotations

import re
import unicodedata

_WORDS = re.compile(r"[a-z0-9]+")
_ENDING = re.compile(r"\.\w{3,5}$")
_PERMALINK = re.compile(r"/\?p=\d+$")
_LONGEST = 500


def is_address_of(address: str, headline: str) -> bool:
    """Whether the address is that of the one article so called: WordPress's `?p=`, or a path made of the headline's words.

    Of the words three or more must be there, and few others: publishing programs drop short words, cut long slugs and
    add numbers.
    """
    if _PERMALINK.search(address):
        return True
    path = address.split("?", 1)[0]
    words = set(_words(headline))
    if len(words) < 3:
        return False
    return any(
        _is_made_of(_words(_ENDING.sub("", part)), words)
        for part in path[:_LONGEST].split("/")
        if "-" in part or "_" in part
    )


def _is_made_of(slug: list[str], words: set[str]) -> bool:
    named = [word for word in slug if not word.isdigit()]
    shared = sum(word in words for word in named)
    return shared >= 3 and shared >= 0.7 * len(named)


def _words(said: str) -> list[str]:
    lower = said[:_LONGEST].lower().replace("'", "")
    if lower.isascii():
        return _WORDS.findall(lower)
    folded = unicodedata.normalize("NFKD", lower.replace("’", ""))
    return _WORDS.findall("".join(letter for letter in folded if not unicodedata.combining(letter)))

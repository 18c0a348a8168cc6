"""How printed text is folded for comparing and searching: the printed form itself is always kept beside. Pure."""

from __future__ import annotations

import re
import unicodedata

# Jum’at, Jum'at, Jum`at and Jumat are one word; so are Ba’a and Baa. (The apostrophe would else part a token in two.)
_APOSTROPHES = "’‘ʼʻ`´'′‛＇"
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """The text as the index holds it: NFKC, apostrophes gone. Case and accents are the tokenizer's business."""
    text = unicodedata.normalize("NFKC", text)
    for char in _APOSTROPHES:
        text = text.replace(char, "")
    return text


def words(text: str) -> list[str]:
    """The words of a text, folded and in lower case."""
    return _WORD.findall(fold(text).casefold())

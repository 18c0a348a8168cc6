"""Text as it may be kept: white space folded, one Unicode form, nothing that cannot be stored or shown. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

# C0 and C1 controls but tab, line feed, form feed and carriage return (white space, folded elsewhere); lone
# surrogates; and the invisible characters that split words for search: zero width space, word joiner, BOM, soft hyphen.
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")

# What UTF-8 looks like when somebody read it as cp1252, once or twice; the last is a lossy form of closing quotes.
_MOJIBAKE = re.compile(
    "\u00e2\u20ac[\u0098-\u00bb\u02dc\u2122\u0153\u201c\u009d\u201d\u00a6\u2013]|\u00c3[\u00a0-\u00bf\u2018-\u2122]|"
    "\u00c2[\u00a0-\u00bf]|\u00ef\u00bf\u00bd|[a-z,.]\u2020[ a-z]"
)

_BEGINS_MOJIBAKE = "\u00e2\u00c3\u00c2\u00ef\u2020"


def storable(text: str) -> str:
    """The text without controls and invisible characters; a lone surrogate becomes U+FFFD."""
    # None of what is taken out is printable.
    if text.isprintable():
        return text
    text = _UNWANTED.sub("", text)
    return _SURROGATE.sub("\ufffd", text)


def fold(text: str) -> str:
    """One line: every run of white space (no-break ones too) is one space; NFC; storable."""
    text = text.strip()
    # Of all white space only the plain blank is printable: most paragraphs learn by this that nothing is to be folded.
    if text.isprintable() and "  " not in text:
        if text.isascii():
            return text
    else:
        text = " ".join(text.split())
        if text.isascii() and text.isprintable():
            return text
        text = storable(text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def doubts(text: str) -> tuple[str, ...]:
    """Flags of a text that was decoded wrongly by somebody, here or before: `mojibake`, `replacement_characters`."""
    flags = []
    if any(mark in text for mark in _BEGINS_MOJIBAKE) and len(_MOJIBAKE.findall(text[:200_000])) >= 2:
        flags.append("mojibake")
    if "\ufffd" in text:
        flags.append("replacement_characters")
    return tuple(flags)


def same(left: str, right: str) -> bool:
    """Whether two texts say the same, case, form and white space apart."""
    return key(left) == key(right)


def key(text: str) -> str:
    """What is compared where only the words count: case, form and white space folded."""
    folded = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.split())


def digest(line: str) -> str:
    """16 hex digits of what a line says: those of two lines are equal where `same` holds of them."""
    return _remembered(line) if len(line) < _SHORT else _digested(line)


def _digested(line: str) -> str:
    return hashlib.blake2b(key(line).encode("utf-8", "replace"), digest_size=8).hexdigest()


_SHORT = 100  # characters
# What stands around an article is what the next page of the site has too: nine of ten short lines were digested before.
_remembered = lru_cache(maxsize=8_000)(_digested)

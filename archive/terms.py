"""The words of a question: what both indexes are asked for one of them, and how it is marked in the printed text. Pure."""

from __future__ import annotations

import re
import string
from typing import NamedTuple

import msgspec

from archive.errors import QueryRefused
from archive.messages import say
from archive.stems import protected, stem
from archive.vocabulary import common, key, synonyms, tokens_of

# The index keeps beginnings of three letters; shorter ones would touch half of it.
MIN_PREFIX = 3
# Beginnings of so many letters stand in an index; of longer ones the words are few.
LONGEST_PREFIX = 5
# Beginnings of this many letters stand in no index.
_BETWEEN = 4
_MAX_NEAR = 999
_NEAR_WORDS = 10
# What the tokenizers of both indexes take for one word without a doubt.
_SIMPLE = re.compile(r"[a-z0-9]+")


class Term(msgspec.Struct, kw_only=True):
    """One thing that was asked for: what FTS5 is asked, or a condition; alternatives of one term are joined by OR.

    `narrow` is what FTS5 may be asked besides: whatever meets the condition has it. `looks` says what an article that
    matches costs to weigh: one for a word, two for each word of several that must stand together.
    """

    match: str = ""
    light: str = ""
    broad: str = ""
    condition: str = ""
    narrow: str = ""
    bounds: tuple[str | int, ...] = ()
    plain: str = ""
    looks: int = 1
    is_ranked: bool = True
    is_free: bool = True


class Marks(NamedTuple):
    """What is marked in the printed text, what may be misspelt, and what is told of the question; gathered as it is read."""

    words: set[str]
    phrases: set[tuple[str, ...]]
    prefixes: list[str]
    stems: set[str]
    single: list[str]
    notes: list[str]


def words(text: str, where: str, marks: Marks, *, is_phrase: bool, is_exact: bool) -> Term | None:
    """A word, several that stand together, or the beginning of one; `where` names the column it must stand in."""
    tokens = tokens_of(text)
    if not tokens:
        return None
    if "*" in text and not is_phrase:
        return _prefix(text, tokens, where, marks)
    plain = " ".join(tokens).casefold()
    forms = [" ".join(tokens)]
    if not is_exact and not is_phrase:
        forms += [form for form in synonyms().get(plain, ()) if form != plain]
    mark(forms, marks)
    match = " OR ".join(f'"{form}"' for form in forms)
    match = f"{where}({match})" if len(forms) > 1 else where + match
    if where or is_phrase or len(tokens) > 1:
        return Term(match=match, looks=_looks(tokens), is_free=not where)
    marks.single.append(tokens[0])
    light, broad = _lightly(forms, marks, is_exact=is_exact)
    return Term(match=match, light=light, broad=broad, plain=plain, is_ranked=plain not in common())


def mark(forms: list[str], marks: Marks) -> None:
    """These forms are marked: what is of several words, only where they stand one after the other."""
    for form in forms:
        parted = tuple(key(token) for token in form.split())
        if len(parted) > 1:
            marks.phrases.add(parted)
        else:
            marks.words.update(parted)


def near(inside: str, where: str, marks: Marks) -> Term | None:
    """Words that stand near each other: `air bersih, 5`."""
    text, _, distance = inside.rpartition(",") if re.search(r",\s*\d+\s*$", inside) else (inside, "", "")
    tokens = tokens_of(text)
    if not tokens:
        return None
    marks.words.update(key(token) for token in tokens)
    steps = min(int(distance.strip()[:9] or _NEAR_WORDS), _MAX_NEAR)
    quoted = " ".join(f'"{token}"' for token in tokens)
    return Term(match=f"{where}NEAR({quoted}, {steps})", looks=_looks(tokens), is_free=not where)


def beginning(word: str) -> str:
    """The beginning of a word, asked for as word_index has beginnings: of three letters and of five."""
    if len(word) != _BETWEEN:
        return f'"{word}" *'
    longer = " OR ".join(f'"{word}{letter}" *' for letter in string.ascii_lowercase + string.digits)
    return f'("{word}" OR {longer})'


# ------------------------------------------------------------------------------------------------------ in the room


def _looks(tokens: list[str]) -> int:
    """Where words must stand together, each is looked up twice: whether it is there, and where."""
    return 2 * len(tokens) if len(tokens) > 1 else 1


def _lightly(forms: list[str], marks: Marks, *, is_exact: bool) -> tuple[str, str]:
    """What word_index is asked for one of these words, and what for other forms of them; empty where it cannot tell."""
    keys = [key(form) for form in forms]
    if not all(_SIMPLE.fullmatch(word) for word in keys):
        return "", ""
    light = " OR ".join(f'"{word}"' for word in keys)
    stems = {} if is_exact else dict.fromkeys(stem(word) for word in keys if word not in protected())
    # The stem itself is a form of the word, and so is whatever has that stem.
    asked = [f'"={one}"' for one in stems] + [f'"{one}"' for one in stems if one not in keys]
    marks.stems.update(stems)
    broad = f"({' OR '.join((light, *asked))})" if asked else ""
    return f"({light})" if len(keys) > 1 else light, broad


def _prefix(text: str, tokens: list[str], where: str, marks: Marks) -> Term:
    if text.rstrip("*") != text.replace("*", ""):
        raise QueryRefused(say("a star stands at the end of a word: penggali*"))
    if len(tokens[-1]) < MIN_PREFIX:
        raise QueryRefused(
            say("{word}* is too short: give {n} letters or more before the star", word=tokens[-1], n=MIN_PREFIX)
        )
    marks.words.update(key(token) for token in tokens[:-1])
    word = key(tokens[-1])
    marks.prefixes.append(word)
    light = beginning(word) if not where and len(tokens) == 1 and _SIMPLE.fullmatch(word) else ""
    match = f'{where}"{" ".join(tokens)}" *'
    return Term(match=match, light=light, looks=_looks(tokens), is_ranked=False, is_free=not where)

"""What commands and the reading room say, in English or Indonesian: `say` takes the English sentence and gives it in the chosen language."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from archive.indonesian import INDONESIAN

LANGUAGES = ("en", "id")
_language = ["en"]
# A server answers two readers at once, each in a language of their own: theirs goes before the process's.
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def use_language(chosen: str | None, environment: Mapping[str, str] = os.environ) -> None:
    """English or Indonesian: the one named, else that of the locale (LC_ALL, LC_MESSAGES, LANG; the first that is set)."""
    named = chosen or next((environment[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(n)), "en")
    # `in` is what Indonesian was called before 1989; some systems still do.
    code = named.lower().replace("-", "_").partition(".")[0].partition("_")[0]
    _language[0] = "id" if code in ("id", "in") else "en"


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """In this thread or task, and nowhere else, the language that one reader asked for."""
    token = _spoken.set(chosen)
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> str:
    """The chosen language: `en` or `id`."""
    return _spoken.get() or _language[0]


def say(sentence: str, **values: object) -> str:
    """The sentence in the chosen language, its places filled."""
    chosen = INDONESIAN.get(sentence, sentence) if language() == "id" else sentence
    return chosen.format(**values) if values else chosen

"""What commands and the reading room say, in English or Indonesian: `say` takes the English sentence and gives it in the chosen language."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from archive.indonesian import INDONESIAN

LANGUAGES = ("en", "id")
# What English says otherwise where there is one of a thing; Indonesian has no such forms.
ONE = {
    "{n} articles": "one article",
    "{n} open issues": "one open issue",
    "{n} findings": "one finding",
    "{n} rows in {target}": "one row in {target}",
    "{n} articles are left out: {reason}": "one article is left out: {reason}",
    "{n} rows hold more than a cell can: see the manifest": "one row holds more than a cell can: see the manifest",
    "{n} records are damaged and left out: see `kliping verify`": "one record is damaged and left out: see `kliping verify`",
    "{n} answers were kept of which nothing was told": "one answer was kept of which nothing was told",
    "{n} articles carry these words": "one article carries these words",
    "{n} addresses are missing.": "one address is missing.",
    "{n} looks at its page": "one look at its page",
    "{n} words": "one word",
    "{n} words longer": "one word longer",
    "{n} words shorter": "one word shorter",
    "{n} requests": "one request",
    "{n} requests, {size} bytes": "one request, {size} bytes",
    "{n} seconds": "one second",
    "… {n} looks found the same": "… one look found the same",
    "its headline still stands on {n} pages of other articles, which are kept as they came": "its headline still stands on one page of another article, which is kept as it came",
    "recovered; {n} articles were taken down again": "recovered; one article was taken down again",
}
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
    """The sentence in the chosen language, its places filled; of one thing ({n} is 1) English says it so."""
    if language() == "id":
        chosen = INDONESIAN.get(sentence, sentence)
    else:
        chosen = ONE.get(sentence, sentence) if str(values.get("n")) == "1" else sentence
    return chosen.format(**values) if values else chosen

"""What commands say, in English or Indonesian: `say` takes the English sentence and gives it in the chosen language."""

from __future__ import annotations

import os
from collections.abc import Mapping

from archive.indonesian import INDONESIAN

LANGUAGES = ("en", "id")
_language = ["en"]


def use_language(chosen: str | None, environment: Mapping[str, str] = os.environ) -> None:
    """English or Indonesian: the one named, else that of the locale (LC_ALL, LC_MESSAGES, LANG; the first that is set)."""
    named = chosen or next((environment[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(n)), "en")
    # `in` is what Indonesian was called before 1989; some systems still do.
    code = named.lower().replace("-", "_").partition(".")[0].partition("_")[0]
    _language[0] = "id" if code in ("id", "in") else "en"


def language() -> str:
    """The chosen language: `en` or `id`."""
    return _language[0]


def say(sentence: str, **values: object) -> str:
    """The sentence in the chosen language, its places filled."""
    chosen = INDONESIAN.get(sentence, sentence) if _language[0] == "id" else sentence
    return chosen.format(**values) if values else chosen

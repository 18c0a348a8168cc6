"""Corrections, rights of reply and withdrawals, and the article that each concerns. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from archive.records import Correction

Kind = Literal["ralat", "hak_jawab", "pencabutan"]
_TITLE: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("ralat", re.compile(r"^\W{0,3}(?:ralat|koreksi)\b|\bralat berita\b", re.IGNORECASE)),
    ("hak_jawab", re.compile(r"\bhak (?:jawab|koreksi)\b", re.IGNORECASE)),
    ("pencabutan", re.compile(r"\b(?:pencabutan berita|berita dicabut|permohonan maaf redaksi)\b", re.IGNORECASE)),
)
# Each with words of which it has at least one: most texts have none of them.
_TEXT: tuple[tuple[Kind, tuple[str, ...], re.Pattern[str]], ...] = (
    (
        "ralat",
        ("ralat", "mengoreksi"),
        re.compile(r"\b(?:redaksi (?:meralat|mengoreksi)|berita (?:ini )?(?:telah )?diralat|ralat\s?:)", re.IGNORECASE),
    ),
    (
        "pencabutan",
        ("redaksi",),
        re.compile(r"\bredaksi .{0,60}(?:menarik|mencabut) (?:pem)?berita\w{0,4}\b", re.IGNORECASE),
    ),
)
_URL = re.compile(r"https?://[^\s)\]<>\"']{8,300}")


_MOST = 6


def read_corrections(title: str, text: str, links: Sequence[str] = ()) -> tuple[Correction, ...]:
    """What a title or text says to be correcting: one for each address that it prints, else links to, else one without.

    `links` are those of the text to the outlet's own articles; only a title makes them what is corrected.
    """
    start = text[:20_000]
    printed = tuple(dict.fromkeys(url.rstrip(".,;") for url in _URL.findall(start)))[:_MOST]
    titled = [(kind, title, printed or tuple(links)[:_MOST]) for kind, pattern in _TITLE if pattern.search(title)]
    kinds = {kind for kind, _, _ in titled}
    lower = start.lower()
    texted = [
        (kind, match[0], printed)
        for kind, signs, pattern in _TEXT
        if kind not in kinds and any(sign in lower for sign in signs) and (match := pattern.search(start))
    ]
    return tuple(
        Correction(kind=kind, printed=words, address=address)
        for kind, words, addresses in (*titled, *texted)
        for address in addresses or (None,)
    )

"""Corrections, rights of reply and withdrawals, and the article that each concerns. Pure."""

from __future__ import annotations

import re
from typing import Literal

from archive.records import Correction

Kind = Literal["ralat", "hak_jawab", "pencabutan"]
_TITLE: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("ralat", re.compile(r"^\W{0,3}(?:ralat|koreksi)\b|\bralat berita\b", re.IGNORECASE)),
    ("hak_jawab", re.compile(r"\bhak (?:jawab|koreksi)\b", re.IGNORECASE)),
    ("pencabutan", re.compile(r"\b(?:pencabutan berita|berita dicabut|permohonan maaf redaksi)\b", re.IGNORECASE)),
)
_TEXT: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "ralat",
        re.compile(r"\b(?:redaksi (?:meralat|mengoreksi)|berita (?:ini )?(?:telah )?diralat|ralat\s?:)", re.IGNORECASE),
    ),
    ("pencabutan", re.compile(r"\bredaksi .{0,60}(?:menarik|mencabut) (?:pem)?berita\w{0,4}\b", re.IGNORECASE)),
)
_URL = re.compile(r"https?://[^\s)\]<>\"']{8,300}")


def read_corrections(title: str, text: str) -> tuple[Correction, ...]:
    """What a title or text says to be correcting; the address of the corrected article where one is named."""
    found = []
    address = _URL.search(text[:20_000])
    for kind, pattern in _TITLE:
        match = pattern.search(title)
        if match:
            found.append(Correction(kind=kind, printed=title, address=address[0].rstrip(".,;") if address else None))
    for kind, pattern in _TEXT:
        match = pattern.search(text[:20_000])
        if match and all(other.kind != kind for other in found):
            found.append(Correction(kind=kind, printed=match[0], address=address[0].rstrip(".,;") if address else None))
    return tuple(found)

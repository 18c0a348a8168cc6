"""Whether a text may identify a child who is a victim, witness or suspect: then it is not public by default. Pure."""

from __future__ import annotations

import re

# Press Council rules (1/2019) and UU SPPA Art. 19: the identity of such a child is secret. A heuristic: it restricts, it
# never deletes.
_CHILD = re.compile(
    r"\b(?:anak di bawah umur|di bawah umur|anak berhadapan dengan hukum|siswi|siswa|pelajar|bocah|balita|anak (?:perempuan|laki-laki|kandung|tiri)|remaja|santri(?:wati)?)\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\((?:[1-9]|1[0-7])(?:\s?(?:tahun|thn|th))?\)|\b(?:berusia|berumur|umur|usia)\s(?:[1-9]|1[0-7])\s(?:tahun|thn)\b",
    re.IGNORECASE,
)
_HARM = re.compile(
    r"\b(?:persetubuhan|pencabulan|cabul\w{0,4}|pemerkosaan|perkosa\w{0,4}|diperkosa|memperkosa|dicabuli|mencabuli|disetubuhi|kekerasan seksual|pelecehan seksual|rudapaksa|sodomi|asusila|hamil(?:i)? di luar nikah)\b",
    re.IGNORECASE,
)
# Each word of harm has one of these in it.
_HARMS = (
    "setubuh",
    "cabul",
    "perkosa",
    "kekerasan seksual",
    "pelecehan seksual",
    "rudapaksa",
    "sodomi",
    "asusila",
    "hamil",
)
PATTERNS = {"child": _CHILD, "age": _AGE, "harm": _HARM}


def signs(text: str) -> tuple[str, ...]:
    """The words by which a text tells of harm to, or a charge against, somebody who may be a child; none, if it does not."""
    start = text[:20_000]
    lower = start.lower()
    # `in` is thirty times as fast, and few texts tell of such a thing.
    if not any(word in lower for word in _HARMS):
        return ()
    harm, child = _HARM.search(start), _CHILD.search(start) or _AGE.search(start)
    return (harm[0], child[0]) if harm and child else ()

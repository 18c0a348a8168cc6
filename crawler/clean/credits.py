"""Credits: whose text it is. A repost of the whole and a quotation of a part are two things. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from archive.records import Credit
from crawler.clean.outlets import DOMAIN, is_outlet

_URL = re.compile(r"https?://[^\s)\]<>\"']{4,300}")
_NAME = r"[A-Z0-9@][\w.\-]{1,40}(?:[ ][A-Z0-9(][\w.\-)]{0,30}){0,5}"
_SOURCE = re.compile(r"^[\[(]?\s{0,2}sumber(?:\sberita)?\s{0,2}[:;]\s{0,3}(.{0,250}?)[\])\s.]{0,4}$", re.IGNORECASE)
_AIRED = re.compile(
    r"^(?:berita|artikel|tulisan)?\s?(?:ini\s)?(?:telah|sudah)(?:\slebih\sdulu)?\s(?:tayang|terbit|naik|dimuat|dipublikasikan)\s(?:sebelumnya\s)?di\s?(.{2,400})$",
    re.IGNORECASE,
)
# A line that says nothing else, whoever is named: `Dikutip dari Suara Sabana`, `(Disadur dari suarasabana.com)`.
_TAKEN = re.compile(
    r"^[\[(*]{0,3}\s?(?:dikutip|dilansir|disadur|dinukil|diolah|diambil)\s(?:dari\s|laman\s|oleh\s|situs\s|media\s){1,3}[:;]?\s?("
    r"[A-Z0-9@][^.!?]{1,80}(?:\.[a-z]{2,6}){0,3})[\])\s.*]{0,4}$",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"\sdengan\sjudul\s.{2,300}|\.\s?(?:selengkapnya|klik|baca).{0,200}|,\s?(?:klik|baca).{0,200}", re.IGNORECASE
)
_COPYRIGHT = re.compile(r"^(?:copyright\s)?©\s?(antara)\s?(.{0,60}?)\s?\d{4}$", re.IGNORECASE)
_QUOTED = re.compile(
    r"\b(?:dikutip|dilansir|dinukil|melansir|mengutip)\s(?:dari\s|laman\s|oleh\s|situs\s){0,2}(" + _NAME + r")"
)
_AGENCY = re.compile(r"\bKantor Berita (Antara|ANTARA|Reuters|AFP|AP)\b")
_CITES = ("utip", "lansir", "nukil", "Kantor Berita")
_MAX = 500
PATTERNS = {
    "source": _SOURCE,
    "aired": _AIRED,
    "taken": _TAKEN,
    "copyright": _COPYRIGHT,
    "quoted": _QUOTED,
    "agency": _AGENCY,
    "titled": _TITLED,
}


class Credits(msgspec.Struct, frozen=True, kw_only=True):
    """The credits of some paragraphs; `consumed` numbers the paragraphs that are nothing but a credit."""

    credits: tuple[Credit, ...] = ()
    consumed: tuple[int, ...] = ()


def read_credits(paragraphs: Sequence[str]) -> Credits:
    """Whole-text credits stand on their own line; quotations stand in the middle of a sentence."""
    found: list[Credit] = []
    consumed: list[int] = []
    for number, paragraph in enumerate(paragraphs):
        if not paragraph:
            continue
        text = " ".join(paragraph.split())
        credit = _of_whole(text) if len(text) <= _MAX else None
        if credit is not None:
            found.append(credit)
            consumed.append(number)
            continue
        found += _quotations(text)
    return Credits(credits=tuple(dict.fromkeys(found))[:10], consumed=tuple(consumed))


def _of_whole(text: str) -> Credit | None:
    source = _SOURCE.match(text)
    if source:
        return _repost(text, source[1]) if _is_source(source[1]) else None
    taken = _TAKEN.match(text)
    if taken and len(taken[1].split()) <= 6 and (not taken[1][0].islower() or DOMAIN.fullmatch(taken[1])):
        return _repost(text, taken[1])
    aired = _AIRED.match(text)
    if aired:
        return _repost(text, _TITLED.sub("", aired[1]))
    copyright_line = _COPYRIGHT.match(text) if "©" in text else None
    if copyright_line:
        return Credit(kind="repost", printed=text, outlet="ANTARA")
    return None


def _is_source(named: str) -> bool:
    """`Sumber: BPS` under a table is a source of figures; an outlet, an address or a short name is a credit."""
    bare = _URL.sub("", named).strip(" .,()[]")
    return not bare or len(bare.split()) <= 6


def _repost(printed: str, named: str) -> Credit:
    address = _URL.search(printed)
    url = address[0].rstrip(".,;)") if address else None
    name = _URL.sub("", named).strip(' .,;:()[]"“”')
    outlet = name[:80] or None
    if outlet is None and url is not None:
        outlet = re.sub(r"^https?://(?:www\.)?", "", url).split("/")[0]
    return Credit(kind="repost", printed=printed, outlet=outlet, address=url)


def _quotations(text: str) -> list[Credit]:
    found: list[Credit] = []
    # `in` is thirty times as fast as the patterns, and most paragraphs cite nobody.
    if not any(said in text for said in _CITES):
        return found
    for match in list(_QUOTED.finditer(text[:20_000]))[:5]:
        name = match[1].strip(" .,")
        if is_outlet(name) or DOMAIN.fullmatch(name):
            found.append(Credit(kind="quotation", printed=match[0], outlet=name))
    found += [
        Credit(kind="quotation", printed=match[0], outlet=match[1])
        for match in list(_AGENCY.finditer(text[:20_000]))[:2]
    ]
    return found

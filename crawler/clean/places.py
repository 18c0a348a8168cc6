"""Places of the gazetteer: which name is where, with the codes of BPS and Kemendagri kept apart. Pure.

A name that several places bear is the one of the outlet's own region; else the city before the regency of the same
name, as papers print it; and where that leaves two provinces, none. `Kabupaten` or `Kota` before a name decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import msgspec

from archive.records import Place

Level = Literal["province", "regency", "city", "capital", "district"]
Method = Literal["dateline", "title", "text", "outlet"]

_TABLE = Path(__file__).parent / "places.tsv"
_WORD = re.compile(r"[A-ZÀ-Þ]['’‘`´\w]{0,29}")
_APOSTROPHES = str.maketrans("", "", "'’‘`´")
_NO_LETTER = re.compile(r"[\W\d_]")
_GAP = re.compile(r"[ \-]{1,2}")
_KIND = re.compile(r"^(kabupaten|kab|kota|kotamadya|kecamatan|kec|provinsi|propinsi|prov)\b[.\s]{1,3}", re.IGNORECASE)
# What may stand before a name in running text and says of which kind the place is.
_BEFORE = re.compile(
    r"\b(?:(?P<regency>kabupaten|kab\.|bupati|wabup|pemkab|polres|kapolres|kodim|dprd kabupaten)|"
    r"(?P<city>kota|wali ?kota|pemkot|polresta|kapolresta|polrestabes)|"
    r"(?P<province>provinsi|propinsi|gubernur|pemprov|polda|kapolda)|(?P<district>kecamatan|kec\.|camat|polsek|kapolsek))\s$",
    re.IGNORECASE,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Names that are ordinary words, or parts of other names: in running text they count only behind their kind.
_WORDS_TOO = _words(
    "alok bangka banggai batang batu batubara benteng bola bone boleng bolo botu buol buru demak dki diy empatlawang jaya kaur klu "
    "komodo kota ksb kuningan lahat lamba lela lembur lewa lima limapuluh loli loteng maba mabar macang mego mentok metro mulia muna "
    "musi negara nita oki oku pacar paga pandan parigi pati ppu puncak rantau raya salak sampang selat selong soa sumber tais "
    "tana tanjung tapin tigi tobu tual wajo weda"
)  # fmt: skip
# Names of people, dishes and quarters of other towns too: they count behind their kind, or in an outlet's own province.
_NAMES_TOO = _words(
    "alor asahan banjar belu biak bima borong ende gowa karo kendal kefa ketapang kodi lingga liwa malaka manggala "
    "manggarai maros martapura ngada nias padang palu poso purwodadi reok riung rote ruteng sabu samosir seba sentani serang sikka "
    "sinjai solo solor sorong sumba tegal timor toba ubud wolo"
)
_RANK: dict[str, int] = {"province": 0, "city": 1, "capital": 2, "regency": 3, "district": 4}
_MOST = 12
_START = 700


class Entry(msgspec.Struct, frozen=True):
    """One row of the gazetteer; a capital bears the codes of the regency that it is the seat of."""

    name: str
    level: Level
    province: str
    regency: str
    bps: str
    kemendagri: str


def folded(name: str) -> str:
    """A name as it is compared: its letters only, so that `Labuanbajo` is `Labuan Bajo` and `Ba'a` is `Baa`."""
    return _NO_LETTER.sub("", name).lower()


@cache
def gazetteer() -> dict[str, tuple[Entry, ...]]:
    """Folded name -> the places that bear it, the largest first."""
    table: dict[str, list[Entry]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, level, province, regency, bps, kemendagri, other = (line.split("\t") + [""] * 7)[:7]
            entry = Entry(name, level, province, regency, bps, kemendagri)  # type: ignore[arg-type]
            for spelling in dict.fromkeys((name, *(part for part in other.split(",") if part))):
                table.setdefault(folded(spelling), []).append(entry)
    return {name: tuple(sorted(found, key=lambda entry: _RANK[entry.level])) for name, found in table.items()}


@cache
def _first_words() -> dict[str, int]:
    """Folded first word of each name -> the number of words of the longest name that begins with it."""
    longest: dict[str, int] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            fields = line.split("\t")
            for spelling in (fields[0], *fields[6].split(",")):
                words = _WORD.findall(spelling)
                for first, count in ((folded(words[0]), len(words)), (folded(spelling), 1)) if words else ():
                    longest[first] = max(longest.get(first, 1), count)
    return longest


def is_place(name: str) -> bool:
    """Whether the gazetteer has a place of this name (with or without Kabupaten, Kota …)."""
    return bool(_entries(name)[0])


def _entries(name: str) -> tuple[tuple[Entry, ...], str]:
    """The places of a name, and the kind that is printed before it."""
    said = _KIND.match(name)
    kind = said[1].lower() if said else ""
    bare = name[said.end() :] if said else name
    entries = gazetteer().get(folded(bare)) or gazetteer().get(folded(name)) or ()
    return entries, _kind_of(kind)


def _kind_of(word: str) -> str:
    if word.startswith("kab"):
        return "regency"
    if word.startswith("kota"):
        return "city"
    return "district" if word.startswith("kec") else "province" if word.startswith("pro") else ""


def find(
    title: str, dateline_place: str | None, text_start: str, outlet_region: str | None = None
) -> tuple[Place, ...]:
    """The places that an article is about: of its dateline, its title, the start of its text; each with the method.

    Where none is named, the outlet's own region, and the method says so.
    """
    found: dict[str, Place] = {}
    home = _home(outlet_region)
    if dateline_place:
        entries, kind = _entries(dateline_place[:80])
        seat = _choose(entries, kind, home, is_dateline=True)
        _add(found, seat, "dateline", dateline_place[:80])
        home |= {folded(seat.province)} if seat else set()
    texts: tuple[tuple[Method, str], ...] = (("title", title[:_START]), ("text", text_start[:_START]))
    for method, text in texts:
        for printed, entries, kind in _named_in(text):
            if _is_meant(printed, entries, kind, home):
                _add(found, _choose(entries, kind, home), method, printed)
    if not found and outlet_region:
        entries, kind = _entries(outlet_region[:80])
        _add(found, _choose(entries, kind or "regency", home) or _choose(entries, kind, home), "outlet", outlet_region)
    return tuple(found.values())[:_MOST]


def _home(region: str | None) -> frozenset[str]:
    """Folded names of the outlet's region, and of the provinces that it lies in."""
    if not region:
        return frozenset()
    entries, _ = _entries(region)
    return frozenset([folded(region), *(folded(entry.province) for entry in entries)])


def _choose(entries: tuple[Entry, ...], kind: str, home: frozenset[str], *, is_dateline: bool = False) -> Entry | None:
    """The place that is meant; None where places of different provinces are as likely."""
    if kind:
        # Papers write `Kota Tambolaka` of a seat that is no city of its own.
        entries = tuple(entry for entry in entries if entry.level == kind) or tuple(
            entry for entry in entries if entry.level == "capital" and kind != "province"
        )
    near = [entry for entry in entries if folded(entry.province) in home or folded(entry.regency) in home]
    likely = [entry for entry in near or entries if entry.level != "district"] or list(near or entries)
    if is_dateline:
        # A text is written in a town: Jambi before Jambi's province.
        likely = [entry for entry in likely if entry.level != "province"] or likely
    if not likely or (likely[0].level != "province" and len({entry.province for entry in likely}) > 1):
        return None
    if likely[0].level == "district" and len(likely) > 1:
        return None
    return likely[0]


def _named_in(text: str) -> Iterator[tuple[str, tuple[Entry, ...], str]]:
    """Every name of the gazetteer in a text, the longest first at each word, with the kind printed before it."""
    words = list(_WORD.finditer(text))
    table, firsts, at = gazetteer(), _first_words(), 0
    while at < len(words):
        taken = 1
        most = firsts.get(words[at][0].lower().translate(_APOSTROPHES), 0)
        for size in range(min(most, len(words) - at), 0, -1):
            run = words[at : at + size]
            printed = text[run[0].start() : run[-1].end()]
            entries = table.get(folded(printed))
            if entries is not None and _is_run(text, run):
                yield printed, entries, _kind_before(text[: run[0].start()])
                taken = size
                break
        at += taken


def _is_run(text: str, run: list[re.Match[str]]) -> bool:
    gaps = (text[left.end() : right.start()] for left, right in pairwise(run))
    return all(_GAP.fullmatch(gap) for gap in gaps)


def _kind_before(before: str) -> str:
    said = _BEFORE.search(before[-18:])
    return (said.lastgroup or "") if said else ""


def _is_meant(printed: str, entries: tuple[Entry, ...], kind: str, home: frozenset[str]) -> bool:
    """Whether a name in running text is the place: what is a word too, or short, needs something that says so."""
    flat = folded(printed)
    if kind:
        return True
    if flat in _WORDS_TOO or len(flat) < 3:
        return False
    if any(folded(entry.province) in home for entry in entries):
        return True
    if len(flat) == 3 and not printed.isupper() and printed.isalpha():
        return False
    return flat not in _NAMES_TOO and any(entry.level != "district" for entry in entries)


def _add(found: dict[str, Place], entry: Entry | None, method: Method, printed: str) -> None:
    if entry is None or entry.kemendagri in found:
        return
    level: Literal["province", "regency", "city", "district"] = "regency" if entry.level == "capital" else entry.level
    found[entry.kemendagri] = Place(
        name=entry.regency if entry.level == "capital" else entry.name, level=level, method=method, printed=printed,
        bps=entry.bps or None, kemendagri=entry.kemendagri or None, province=entry.province,
        regency=entry.regency or None,
    )  # fmt: skip


PATTERNS = {"word": _WORD, "kind": _KIND, "before": _BEFORE}

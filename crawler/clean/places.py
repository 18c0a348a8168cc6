"""Places of the gazetteer: which name is where, with the codes of BPS and Kemendagri kept apart. Pure."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from archive.records import Place

_TABLE = Path(__file__).parent / "places.tsv"
_WORDS = re.compile(r"[A-Za-z'’\-]{2,30}")
# Names that are ordinary words too, or larger places elsewhere: they count only behind Kabupaten, Kota or a dateline.
_COMMON = frozenset(
    [
        "tengah",
        "utara",
        "selatan",
        "barat",
        "timur",
        "batu",
        "bangka",
        "demak",
        "sikka",
        "alok",
        "ende",
        "belu",
        "alor",
        "boleng",
        "reok",
        "riung",
        "wera",
        "ubud",
        "jaya",
        "sabu",
        "lima",
    ]
)
_BEHIND = re.compile(
    r"(?:kabupaten|kab\.|kota|kecamatan|kec\.|provinsi|propinsi|pulau|bupati|pemkab|polres)\s$", re.IGNORECASE
)


class Entry(msgspec.Struct, frozen=True):
    """One row of the gazetteer."""

    name: str
    level: Literal["province", "regency", "city", "district", "capital"]
    province: str
    regency: str
    bps: str
    kemendagri: str


def folded(name: str) -> str:
    """A name as it is compared: no apostrophes, lower case, single spaces."""
    return " ".join(re.sub(r"[’‘'`]", "", name).lower().replace("-", " ").split())


@cache
def gazetteer() -> dict[str, tuple[Entry, ...]]:
    """Folded name -> the places that bear it, the largest first."""
    order = {"province": 0, "city": 1, "capital": 2, "regency": 3, "district": 4}
    table: dict[str, list[Entry]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, level, province, regency, bps, kemendagri, other = (line.split("\t") + [""] * 7)[:7]
            entry = Entry(name, level, province, regency, bps, kemendagri)  # type: ignore[arg-type]
            for spelling in (name, *(part for part in other.split(",") if part)):
                table.setdefault(folded(spelling), []).append(entry)
    return {name: tuple(sorted(found, key=lambda entry: order[entry.level])) for name, found in table.items()}


@cache
def longest() -> int:
    """The number of words of the longest name."""
    return max(name.count(" ") + 1 for name in gazetteer())


def is_place(name: str) -> bool:
    """Whether the gazetteer has a place of this name (with or without Kabupaten, Kota …)."""
    bare = re.sub(r"^(?:kabupaten|kab\.?|kota|kecamatan|desa)\s", "", folded(name))
    return bare in gazetteer() or folded(name) in gazetteer()


def find(
    title: str, dateline_place: str | None, text_start: str, outlet_region: str | None = None
) -> tuple[Place, ...]:
    """The places that an article is about: of its dateline, its title, the start of its text; each with the method."""
    found: dict[tuple[str, str], Place] = {}
    home = folded(outlet_region or "")
    if dateline_place:
        for entry in _named(dateline_place, home)[:1]:
            _add(found, entry, "dateline", dateline_place)
    for method, text in (("title", title), ("text", text_start[:500])):
        for printed, entries in _in_text(text):
            entry = _best(entries, home)
            _add(found, entry, method, printed)
    return tuple(found.values())[:12]


def _named(name: str, home: str) -> tuple[Entry, ...]:
    entries = gazetteer().get(folded(name), ())
    return (_best(entries, home),) if entries else ()


def _best(entries: tuple[Entry, ...], home: str) -> Entry:
    """A name that several places bear is the one of the outlet's own region, else the largest."""
    near = [entry for entry in entries if home and (home in (folded(entry.province), folded(entry.regency)))]
    return (near or list(entries))[0]


def _in_text(text: str) -> list[tuple[str, tuple[Entry, ...]]]:
    words = [(match[0], match.start(), match.end()) for match in _WORDS.finditer(text)]
    table, hits, n = gazetteer(), [], 0
    while n < len(words):
        for size in range(min(longest(), len(words) - n), 0, -1):
            run = words[n : n + size]
            printed = text[run[0][1] : run[-1][2]]
            if not run[0][0][0].isupper() or any(sep in printed for sep in ".,;\n"):
                continue
            entries = table.get(folded(printed))
            if entries and (folded(printed) not in _COMMON or _BEHIND.search(text[: run[0][1]][-14:])):
                hits.append((printed, entries))
                n += size - 1
                break
        n += 1
    return hits


def _add(found: dict[tuple[str, str], Place], entry: Entry, method: str, printed: str) -> None:
    is_capital = entry.level == "capital"
    key = (entry.name, entry.province)
    level = "district" if entry.level == "district" else "regency" if is_capital else entry.level
    found.setdefault(
        key,
        Place(
            name=entry.name, level=level, method=method, printed=printed, bps=entry.bps or None,  # type: ignore[arg-type]
            kemendagri=entry.kemendagri or None, province=entry.province,
        ),
    )  # fmt: skip

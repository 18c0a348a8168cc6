"""Datelines: where, and for which outlet, a text was written. By gazetteer and outlets, not by one pattern. Pure.

A head is read name by name from the text's first letter: each must be a known place or outlet (at most one short unknown
name beside an outlet), each parted from the next, and the last from the text by a mark that ends datelines. In doubt the
text is left alone: an all-capitals drop word, `INFO NASIONAL –`, a compound with a hyphen are no datelines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from archive.records import Dateline
from crawler.clean.outlets import DOMAIN, folded, is_domain, is_outlet, known, may_be_outlet
from crawler.clean.places import is_place

_REACH = 110
_MOST_NAMES = 5
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\xad]")
_SLOGAN = re.compile(
    r"^(?:[A-Z][\w.]{0,15}(?: [\w.]{1,15}){1,6} ?\| ?)?(?P<outlet>[A-Z]\w{2,14}) (?=(?P<place>[A-Z]\w{2,20}), (?P=outlet)\b)"
)
_WORD = re.compile(r"[^\W_](?:[^\W_]|['’&]|\.(?=[A-Za-z]))*")
_WORDS = re.compile(r"[^\W_](?:[^\W_]|['’&]|\.(?=[A-Za-z]))*(?:[ -]{1,2}[^\W_](?:[^\W_]|['’&]|\.(?=[A-Za-z]))*){0,5}")
_COMMA_NAME = re.compile(r"[A-Za-z][\w-]{1,20}(?: [A-Za-z][\w-]{1,20}){0,3}[,.] ?(?:COM|com|Com)\b")
_SEPARATOR = re.compile(
    r"\s{0,2}(?:[,)]{1,2}\s{0,2})?(?P<mark>(?:[-–—_]\s?){1,14}(?:[….]{1,80})?|…[….]{0,80}|\.{3,80}[….]{0,80}|\||:|»|>{1,2}|[lI](?=\s[A-Z])|\.(?=\s?[A-Z]))\s{0,3}|\s?[,/(]\s?|\)\s|\.(?=[a-z])"
)
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HOUSE = re.compile(r"[A-Z]{2,5}")
# `Wee Kambala -SN………`: a place, an abbreviation and a run of dots are a dateline in any newspaper.
_HOUSE_HEAD = re.compile(
    r"(?P<place>[A-Z][\w'’]{1,20}(?: [A-Z][\w'’]{1,20}){0,3}) ?- ?(?P<outlet>[A-Z]{2,5}) ?(?:…[….]{0,80}|\.{4,80}[….]{0,80}) ?"
)
_NO_NAME = re.compile(
    r"(?:bupati|wakil|gubernur|wali|kapolres|kapolda|polres|polda|polsek|presiden|menteri|ketua|warga|kepala|anggota|info|berita|advertorial|"
    r"senin|selasa|rabu|kamis|jumat|sabtu|minggu|ibu|ibukota|laporan|oleh|penulis|foto|video|opini|kolom|baca|simak|dan|yang|para|seorang|sebuah)",
    re.IGNORECASE,
)  # fmt: skip
# Towns of the world from which Indonesian papers are written to.
_WORLD = frozenset(
    folded(name)
    for name in (
        "Dili", "Singapura", "Kuala Lumpur", "Washington", "Washington DC", "New York", "Tokyo", "Beijing", "Seoul", "Bangkok", "Manila", "Hanoi",
        "Sydney", "Canberra", "Darwin", "London", "Paris", "Berlin", "Den Haag", "Amsterdam", "Jenewa", "Roma", "Vatikan", "Moskow", "Kiev", "Istanbul", "Ankara",
        "Kairo", "Riyadh", "Makkah", "Mekkah", "Mekah", "Madinah", "Jeddah", "Doha", "Dubai", "Teheran", "Baghdad", "Gaza", "Yerusalem", "Tel Aviv", "New Delhi", "Hong Kong",
    )
)  # fmt: skip
PATTERNS = {
    "slogan": _SLOGAN, "word": _WORD, "words": _WORDS, "comma_name": _COMMA_NAME, "separator": _SEPARATOR, "glued": _GLUED,
    "house": _HOUSE, "house_head": _HOUSE_HEAD, "no_name": _NO_NAME,
}  # fmt: skip

Kind = Literal["place", "outlet", "unknown"]


class DatelineRead(msgspec.Struct, frozen=True, kw_only=True):
    """A dateline, and the text behind it."""

    dateline: Dateline
    rest: str


class _Name(msgspec.Struct, frozen=True):
    text: str
    kind: Kind
    start: int
    end: int


class _Head(msgspec.Struct, frozen=True):
    names: tuple[_Name, ...]
    mark: str
    end: int


def read_dateline(text: str, outlets: Sequence[str] = ()) -> DatelineRead | None:
    """The dateline that a text begins with; `outlets` are names and abbreviations beside the table's."""
    whole = " ".join(_INVISIBLE.sub("", text[:20_000]).split())
    start = whole[: 2 * _REACH]
    if house := _HOUSE_HEAD.match(start):
        dateline = Dateline(printed=house[0].strip(), place=house["place"], outlet=house["outlet"])
        return DatelineRead(dateline=dateline, rest=whole[house.end() :])
    slogan = _SLOGAN.match(start)
    begin = slogan.end() if slogan and is_outlet(slogan["outlet"], outlets) else 0
    head = _read_head(start, begin, tuple(outlets))
    if head is None:
        return _glued(whole, tuple(outlets))
    place, outlet = _told(head)
    printed = start[begin : head.end].strip()
    return DatelineRead(dateline=Dateline(printed=printed, place=place, outlet=outlet), rest=whole[head.end :])


def _read_head(text: str, begin: int, more: tuple[str, ...]) -> _Head | None:
    """The longest run of names from the beginning that is a dateline as a whole."""
    at = begin + (1 if text[begin : begin + 1] == "(" else 0)
    names: list[_Name] = []
    best: _Head | None = None
    while len(names) < _MOST_NAMES and at < begin + _REACH:
        name = _name_at(text, at, names, more)
        if name is None:
            break
        separator = _SEPARATOR.match(text, name.end)
        names.append(name)
        if separator is None:
            if name.end == len(text) and _is_whole(names):
                best = _Head(tuple(names), "", name.end)
            break
        mark = "(" if text[begin : begin + 1] == "(" and separator[0] == ") " else (separator["mark"] or "").strip()
        head = _Head(tuple(names), mark, separator.end())
        if mark and _is_dateline(head, separator[0], text, more):
            if best is not None and not _goes_on(best, name, separator[0]):
                break
            best = head
        elif best is not None and mark:
            break
        at = separator.end()
    return best


def _name_at(text: str, at: int, before: list[_Name], more: tuple[str, ...]) -> _Name | None:
    """The longest known name that begins here; else a short unknown one."""
    comma = _COMMA_NAME.match(text, at)
    if comma and folded(comma[0]) in known():
        return _Name(comma[0], "outlet", at, comma.end())
    domain = DOMAIN.match(text, at)
    if domain and (text[domain.end() : domain.end() + 1] or " ") in " ,-–—|/():.…_":
        return _split_domain(domain, more)
    words = _WORDS.match(text, at)
    if words is None:
        return None
    ends = [at + match.end() for match in _WORD.finditer(words[0])]
    for end in reversed(ends):
        if _SEPARATOR.match(text, end) and (kind := _kind(text[at:end], more)) != "unknown":
            return _Name(text[at:end], kind, at, end)
    if words.end() == len(text) and _kind(words[0], more) != "unknown":
        return _Name(words[0], _kind(words[0], more), at, words.end())
    if any(name.kind == "unknown" for name in before):
        return None
    return _unknown_at(text, at, ends)


def _unknown_at(text: str, at: int, ends: list[int]) -> _Name | None:
    """One to four capitalised words with a separator behind them, and none that begins a sentence or names an office."""
    for end in ends[:4]:
        name = text[at:end]
        if not all(word[:1].isupper() or word[:1].isdigit() for word in re.split(r"[ -]", name)) or _NO_NAME.fullmatch(
            name.split()[0]
        ):
            return None
        if _SEPARATOR.match(text, end):
            return _Name(name, "unknown", at, end) if len(name) <= 34 and not _glued_place(name) else None
    return None


def _glued_place(words: str) -> str | None:
    """The place that a text's first word is glued to: `JakartaKita semua`."""
    for cut in _GLUED.finditer(words, 0, 40):
        if is_place(words[: cut.start()]) or folded(words[: cut.start()]) in _WORLD:
            return words[: cut.start()]
    return None


def _split_domain(domain: re.Match[str], more: tuple[str, ...]) -> _Name:
    """`LOMBOKUTARA.warta.localhost.com`: a place is glued to its outlet by dot or hyphen; `POS-KUPANG.COM` is one name."""
    text, at = domain[0], domain.start()
    if folded(text) not in known() and text not in more:
        for glue in (".", "-"):
            first, _, rest = text.partition(glue)
            is_own = is_domain(rest) and (rest != rest.upper() or folded(rest) in known()) and first != first.lower()
            if is_own and is_place(first):
                return _Name(first, "place", at, at + len(first))
    return _Name(text, "outlet", at, domain.end())


def _kind(name: str, more: tuple[str, ...]) -> Kind:
    if is_outlet(name, more):
        return "outlet"
    return "place" if name[:1].isupper() and (is_place(name) or folded(name) in _WORLD) else "unknown"


def _is_dateline(head: _Head, printed_mark: str, text: str, more: tuple[str, ...]) -> bool:
    """Whether names and the mark behind them are a dateline."""
    kinds = [name.kind for name in head.names]
    places, outlets, unknown = kinds.count("place"), kinds.count("outlet"), kinds.count("unknown")
    if unknown > 1 or not text[head.names[0].start].isalnum():
        return False
    if outlets and (places or unknown):
        return head.mark != "/" and (head.mark != "." or (places > 0 and text[head.end : head.end + 1].isupper()))
    if outlets:
        return _is_sure(head.names[0].text, head.mark, more)
    if places and not unknown:
        return _parts_place(head, printed_mark)
    return bool(places and unknown) and _is_new_outlet(head)


def _is_sure(outlet: str, mark: str, more: tuple[str, ...]) -> bool:
    """An outlet's name alone: written as a domain, in capitals, or the site's own; `Antara – ` may be a word."""
    if mark in (":", ".", "/"):
        return False
    return (
        mark == "("
        or is_domain(outlet)
        or folded(outlet) in {folded(name) for name in more}
        or (outlet.isupper() and len(outlet) > 3)
        or " " in outlet
    )


def _parts_place(head: _Head, printed_mark: str) -> bool:
    """A place alone: `WAINGAPU - `, `Waingapu: `; a tight hyphen parts only a place in capitals from a text."""
    if head.mark in (".", "/", "("):
        return False
    # A tight hyphen, or an l typed for a bar.
    is_tight = (head.mark in ("-", "–") and printed_mark == head.mark) or head.mark in ("l", "I")
    return head.names[0].text.isupper() if is_tight else True


def _is_new_outlet(head: _Head) -> bool:
    """Place and an outlet that is not known here: by its name's make, or a house's abbreviation with its long mark."""
    unknown = next(name for name in head.names if name.kind == "unknown")
    if head.names[0].kind != "place" or head.mark in (".", "/", ":", "("):
        return False
    is_long = len(head.mark.replace(" ", "")) >= 3 or head.mark.startswith("…")
    return may_be_outlet(unknown.text) or (is_long and bool(_HOUSE.fullmatch(unknown.text)))


def _goes_on(best: _Head, name: _Name, printed_mark: str) -> bool:
    """Whether a head that may end goes on: with what it lacked, or `Belu–NTT`; never into the text's first words."""
    if any(other.kind == name.kind for other in best.names):
        return best.mark in ("-", "–") and name.kind == "place" and len(name.text) <= 6 and name.text.isupper()
    is_apart = printed_mark != printed_mark.strip()
    if name.kind == "unknown":
        # `SWARA.COM | MARITAING --`: behind a bar a place follows, in the gazetteer or not.
        return best.mark == "|" and is_apart and name.text.isupper() and len(name.text) > 3
    return is_apart or name.text.isupper() or name.kind == "outlet"


def _is_whole(names: list[_Name]) -> bool:
    """A line that is nothing but place and outlet, its mark gone: `JAKARTA, KOMPAS.com`."""
    return {name.kind for name in names} == {"place", "outlet"}


def _told(head: _Head) -> tuple[str | None, str | None]:
    places = [name.text for name in head.names if name.kind == "place"]
    outlets = [name.text for name in head.names if name.kind == "outlet"]
    unknown = [name.text for name in head.names if name.kind == "unknown"]
    place = places[0] if places else unknown[0] if unknown and outlets else None
    outlet = outlets[0] if outlets else unknown[0] if unknown else None
    return place, outlet


def _glued(text: str, more: tuple[str, ...]) -> DatelineRead | None:
    """`Liputan6.com, JakartaKita semua`: the place is glued to the text."""
    outlet, comma, rest = text[:_REACH].partition(", ")
    if not comma or len(outlet) > 34 or not is_outlet(outlet, more):
        return None
    place = _glued_place(rest)
    if place is None:
        return None
    printed = f"{outlet}, {place}"
    return DatelineRead(dateline=Dateline(printed=printed, place=place, outlet=outlet), rest=text[len(printed) :])

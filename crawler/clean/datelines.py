"""Datelines: where, and for which outlet, a text was written. By gazetteer and outlets, not by one pattern. Pure.

`Tambolaka -SJ………`, `POS-KUPANG.COM | WAINGAPU --`, `Jakarta (ANTARA) -`, `Belu–NTT, Garda Indonesia |`. In doubt the
text is left alone: an all-capitals drop word is no dateline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from archive.records import Dateline
from crawler.clean.outlets import is_outlet
from crawler.clean.places import is_place

_REACH = 90
_SEPARATOR = re.compile(
    r"(?:,\s{0,2})?(?:[-–—]{1,3}|…[….]*|\.{3,}[….]*|\||:)\s*|(?<=\w)\s+l\s+(?=[A-Z])|(?<=\w{3})\.\s+(?=[A-Z])"
)
_PARTS = re.compile(r"\s*(?:[,|()/]|\s[-–—]|[-–—]\s|[–—]|\.\s|\bl\b)\s*")
_HYPHEN = re.compile(r"(?<=\w)-(?=[A-Z]{2,6}$)")
_GLUED = re.compile(r"^([A-Z][a-z]{2,20})(?=[A-Z][a-z])")
_SLOGAN = re.compile(r"^(?:Papua No\. 1 News Portal\s*\|\s*)?(?:Jubi\s)?(?=[A-Z][a-z]+, Jubi)")
_INNER_DOT = re.compile(
    r"^([A-Z][A-Za-z ]{2,30})[.\-]([a-z0-9][a-z0-9-]{2,40}\.(?:com|co\.id|id|net|co))$", re.IGNORECASE
)


class DatelineRead(msgspec.Struct, frozen=True, kw_only=True):
    """A dateline, and the text behind it."""

    dateline: Dateline
    rest: str


def read_dateline(text: str, outlets: Sequence[str] = ()) -> DatelineRead | None:
    """The dateline that a text begins with; `outlets` are names and abbreviations beside the table's."""
    start = " ".join(text[:400].replace("\xa0", " ").replace("\u200b", "").split())
    skipped = _SLOGAN.match(start)
    offset = skipped.end() if skipped else 0
    more = tuple(outlets)
    best: DatelineRead | None = None
    for match in _SEPARATOR.finditer(start, offset, offset + _REACH + 12):
        if match.start() == offset or match.start() - offset > _REACH:
            continue
        head, rest = start[offset : match.start()].strip(), start[match.end() :]
        found = _read_head(head, match[0], more)
        if found is not None and rest[:1].strip():
            printed = start[offset : match.end()].strip()
            best = DatelineRead(dateline=Dateline(printed=printed, place=found[0], outlet=found[1]), rest=rest)
            continue
        if best is not None:
            break
    return best or _glued(start, more)


def _read_head(head: str, separator: str, more: tuple[str, ...]) -> tuple[str | None, str | None] | None:
    """Place and outlet where every part is known, or an outlet stands beside one short unknown part."""
    if len(head) < 2 or len(head.split()) > 9:
        return None
    if (dotted := _INNER_DOT.match(head)) and (dotted[1].isupper() or is_place(dotted[1])):
        return dotted[1], dotted[2]
    house = _HOUSE.fullmatch(head)
    if house is not None and len(separator.strip()) >= 4 and set(separator.strip()) <= {"…", "."}:
        # `Wee Kambala -SN………..`: a place, an abbreviation and a run of dots are a dateline in any newspaper.
        return house[1], house[2]
    if is_outlet(head, more):
        return None if not _is_sure_outlet(head, separator, more) else (None, head.strip(" ,"))
    parts = [bare for part in _PARTS.split(head) for piece in _by_hyphen(part, more) if (bare := piece.strip(" .,-–—"))]
    kinds = [_kind(part, more) for part in parts]
    places = [part for part, kind in zip(parts, kinds, strict=True) if kind == "place"]
    named = [part for part, kind in zip(parts, kinds, strict=True) if kind == "outlet"]
    unknown = [part for part, kind in zip(parts, kinds, strict=True) if kind == "unknown"]
    if named and len(unknown) <= 1 and all(_is_short_name(part) for part in unknown):
        place = places[0] if places else unknown[0] if unknown else None
        return place, _joined(head, named)
    if places and not unknown and not named:
        is_plain = separator.strip() in ("-", "–", "—", "--", ":", "|") or separator.strip().startswith((",", "…", "."))
        is_alone = separator.strip() != "-" or head.isupper() or separator.startswith(" ") or separator.endswith(" ")
        return (places[0], None) if is_plain and is_alone and head[:1].isupper() else None
    if (
        len(parts) == 2
        and places
        and unknown
        and unknown[0].isupper()
        and len(unknown[0]) <= 12
        and "…" in separator + "."
    ):
        return places[0], unknown[0]
    if (
        len(parts) == 2
        and places
        and unknown
        and re.fullmatch(r"[A-Z][\w.]{1,24}(?: [A-Z][\w.]{1,20}){0,2}", unknown[0])
        and _is_dash(separator)
    ):
        return places[0], unknown[0]
    return None


def _by_hyphen(part: str, more: tuple[str, ...]) -> list[str]:
    """`Tambolaka-SJ` is place and outlet; `POS-KUPANG.COM` is one name."""
    return [part] if is_outlet(part, more) else _HYPHEN.split(part)


_HOUSE = re.compile(r"([A-Z][\w'’]{1,20}(?: [A-Z][\w'’]{1,20}){0,3})\s?-\s?([A-Z]{2,5})")


def _is_dash(separator: str) -> bool:
    return separator.strip(" ,")[:1] in "-–—|…." and separator.strip() != ""


def _joined(head: str, named: list[str]) -> str:
    """`POS KUPANG, COM` is parted by its own comma: as printed it is one name."""
    if len(named) > 1:
        start, end = head.find(named[0]), head.rfind(named[-1]) + len(named[-1])
        if folded_gap(head[start:end], named):
            return head[start:end].strip()
    return named[0].strip()


def folded_gap(span: str, named: list[str]) -> bool:
    """Whether nothing but the names and separators stands in the span."""
    return len(re.sub(r"[\s,.]", "", span)) == sum(len(re.sub(r"[\s,.]", "", name)) for name in named)


def _is_sure_outlet(head: str, separator: str, more: tuple[str, ...]) -> bool:
    return is_outlet(head, more) and separator.strip() != ":" and separator.strip() != "."


def _kind(part: str, more: tuple[str, ...]) -> str:
    bare = part.strip(" .,-–—")
    if is_outlet(bare, more) or bare.upper() == "COM":
        return "outlet"
    return "place" if is_place(bare) else "unknown"


def _is_short_name(part: str) -> bool:
    words = part.split()
    return 0 < len(words) <= 3 and all(word[:1].isupper() for word in words)


def _glued(start: str, more: tuple[str, ...]) -> DatelineRead | None:
    """`Liputan6.com, JakartaKita semua`: the place is glued to the text."""
    outlet, comma, rest = start.partition(", ")
    if not comma or len(outlet) > 30 or not is_outlet(outlet, more):
        return None
    match = _GLUED.match(rest)
    if match is None or not is_place(match[1]):
        return None
    printed = f"{outlet}, {match[1]}"
    return DatelineRead(dateline=Dateline(printed=printed, place=match[1], outlet=outlet), rest=rest[match.end() :])

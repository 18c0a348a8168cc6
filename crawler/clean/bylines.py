"""Bylines: who reported, wrote, edited, photographed. The printed form is kept; initials stay initials. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from archive.records import Person
from crawler.clean.outlets import DOMAIN, is_outlet, may_be_outlet
from crawler.clean.places import is_place

Role = Literal["reporter", "writer", "editor", "photographer", "contributor"]
_ROLES: dict[str, Role] = {
    "liputan": "reporter", "laporan": "reporter", "laporan wartawan": "reporter", "laporan reporter": "reporter",
    "reporter": "reporter", "wartawan": "reporter", "pewarta": "reporter", "jurnalis": "reporter", "koresponden": "reporter",
    "penulis": "writer", "oleh": "writer", "ditulis oleh": "writer", "diposting oleh": "writer", "by": "writer", "writer": "writer",
    "author": "writer", "dilaporkan oleh": "reporter", "editor": "editor", "redaktur": "editor", "penyunting": "editor",
    "publisher": "editor", "kontributor": "contributor", "fotografer": "photographer", "pewarta foto": "photographer",
    "foto oleh": "photographer", "foto": "photographer", "teks": "writer", "naskah": "writer", "ditulis": "writer",
    "citizen reporter": "contributor", "jurnalis warga": "contributor", "kiriman": "contributor", "penulis opini": "writer", "report": "reporter",
    "laporan kontributor": "contributor", "laporan langsung": "reporter", "laporan langsung reporter": "reporter", "laporan langsung wartawan": "reporter",
    "tim liputan": "reporter", "rep": "reporter", "dilaporkan": "reporter", "edited by": "editor", "editor by": "editor",
}  # fmt: skip
_ROLE = re.compile(
    r"(?<![A-Za-z])(" + "|".join(sorted(_ROLES, key=len, reverse=True)) + r")(?![A-Za-z0-9])\s{0,3}(:)?\s{0,3}",
    re.IGNORECASE,
)
# They say who made the text only where another role stands beside them, or a colon behind them.
_BESIDE = frozenset(("foto", "teks", "naskah", "ditulis", "rep", "dilaporkan", "tim liputan", "kiriman", "report"))
_JOINS = re.compile(r"\s{0,2}(?:[/&,+]|dan)\s{0,2}", re.IGNORECASE)
# What a writer is, behind the name: `Maria Dapa, Guru SD di Waikabubak`; where from: `Maria Dapa dari Waikabubak`.
_WHO = re.compile(
    r",\s{1,2}(?:guru|dosen|mahasiswa|mahasiswi|alumn\w{1,3}|siswa|siswi|staf|ketua|wakil|kepala|anggota|pengurus|pegiat|pemerhati|pengamat|peneliti|aktivis|warga|imam|penulis|wartawan|"
    r"jurnalis|kontributor|koordinator|direktur|kader|pemuda|pelajar|penyuluh|tinggal|asal|adalah)\b.*|\s(?:dari|melaporkan|adalah|untuk)\s.*",
    re.IGNORECASE,
)
# Behind who wrote it, when: `Ditulis oleh Maria Dapa pada Senin, 3 Maret 2025 10:00 WITA`, and nothing more.
_ON = re.compile(
    r"\spada\s{1,2}(?:[a-z’']{4,6},?\s{1,2})?\d{1,2}[\s/.-]{1,2}\w{1,10}[\s/.-]{1,2}\d{4}[\d\s:.,|–-]{0,16}(?:wib|wita|wit)?\s{0,3}$",
    re.IGNORECASE,
)
_SMALL = frozenset(("dan", "and", "&", "/", "bin", "binti", "van", "de", "da", "dos", "al", "von"))
_DEGREE = re.compile(r"(?:[A-Z][A-Za-z]{0,4}\.\s?){1,5}[A-Za-z]{0,4}\.?|[A-Z]{2,5}|[A-Z]{2}[a-z]{1,3}")
_NOT_PERSONS = re.compile(
    r"(?:dok\b.{0,40}|ist(?:imewa)?|net|google|internet|prwire?|pr wire|.{0,20}developer|admin(?:istrator)?\d{0,4}|redaksi\w{0,12}|user\d{0,4}|tim(?:\s\w{1,20}){0,3}|red|redaktur|editor|reporter|penulis|wartawan|"
    r"newsroom|berita|humas\w{0,10}|super\s?admin|webmaster|operator|kontributor|root|author|staff?|news|online|cms|unknown)",
    re.IGNORECASE,
)
_END_MARK = re.compile(
    r"^(?:[*\s]{0,3}\((?i:tim|red(?:aksi)?)(?i:/(?:tim|red(?:aksi)?))?\)[*.\s]{0,3}|\(\*+\)|\*{1,7}|#{1,5}|\.\*|(?:\*\s?){2,7}|-{3,})$"
)
_INITIALS_END = re.compile(r"\(([A-Za-z]{2,12}(?:[/\-][A-Za-z0-9]{1,12}){0,3}(?:\s?FM)?)\)\s{0,2}[.*#]{0,6}$")
_BARE_INITIALS = re.compile(r"(?<=[.!?”\"])\s{1,3}([A-Z]{2,4}(?:\s?/\s?[A-Z]{2,4}){1,3})$")
_NAME = re.compile(
    r"[A-ZÀ-Ý*][\w'’.\-]{0,24}(?:[\s,]{1,2}(?:[A-ZÀ-Ý][\w'’.\-]{0,24}|bin|binti|van|de|da|dos|dan|Al)){0,6}"
)
_DESK = re.compile(r"^([A-Z][\w'’.]{1,20}(?: [A-Z][\w'’.]{1,20}){0,4})\s{1,2}[-–]\s{0,2}(detik\w{2,20})$")
_DESK_NUMBER = re.compile(r"(?<=[A-Z]{2})-\d{1,2}$")
_OPENS = re.compile(r"(?:\(\*+\)|\*+|#+|[\[(\s])+")
_MAX_LINE = 160
PATTERNS = {
    "role": _ROLE, "initials": _INITIALS_END, "bare_initials": _BARE_INITIALS, "name": _NAME, "desk": _DESK, "desk_number": _DESK_NUMBER, "end": _END_MARK, "who": _WHO, "on": _ON, "degree": _DEGREE, "joins": _JOINS, "not_persons": _NOT_PERSONS,
}  # fmt: skip


class Bylines(msgspec.Struct, frozen=True, kw_only=True):
    """Who made an article. `consumed` numbers the lines that say nothing else; `initials` are printed marks."""

    people: tuple[Person, ...] = ()
    consumed: tuple[int, ...] = ()
    end_marks: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    outlet: str | None = None


def read_bylines(lines: Sequence[str], outlets: Sequence[str] = ()) -> Bylines:
    """The people that some lines (of an article's head or tail) name, and which lines are wholly bylines or end marks."""
    people: list[Person] = []
    consumed, marks, initials = [], [], []
    outlet = None
    for number, line in enumerate(lines):
        if not line:
            continue
        text = " ".join(line.split())
        bare = text.strip("\xa0 ")
        if _END_MARK.match(bare):
            consumed.append(number)
            marks.append(bare)
            continue
        found, named = _of_line(bare, tuple(outlets))
        outlet = outlet or named
        if found is not None:
            consumed.append(number)
            people += [
                person
                for person in found
                if all(person.name != other.name or person.role != other.role for other in people)
            ]
            continue
        for mark in _initials(bare):
            # `(DMS FM)` is a radio station; the figure in `(OL-15)` is the desk's.
            if mark.endswith("FM"):
                outlet = outlet or mark
            else:
                initials.append(_DESK_NUMBER.sub("", mark))
    return Bylines(
        people=tuple(people), consumed=tuple(consumed), end_marks=tuple(marks), initials=tuple(initials), outlet=outlet
    )


def _of_line(text: str, outlets: tuple[str, ...]) -> tuple[list[Person] | None, str | None]:
    """The people of a line that is wholly a byline; None where it is not one."""
    # A line that is cut short begins some other article: `Laporan Rambu Ana …` in a box of what else there is.
    if not text or len(text) > _MAX_LINE or text.endswith(("…", "...")):
        return None, None
    desk = _DESK.match(text) if "detik" in text else None
    if desk:
        return [Person(name=desk[1], role="reporter", printed=text)], desk[2]
    body = text[opens.end() :] if (opens := _OPENS.match(text)) else text
    if not _ROLE.match(body):
        return None, None
    matches = list(_ROLE.finditer(body))
    people: list[Person] = []
    outlet = None
    roles: list[Role] = []
    for n, match in enumerate(matches):
        end = matches[n + 1].start() if n + 1 < len(matches) else len(body)
        segment = _without_day(body[match.end() : end], match[1])
        if not match[2] and n + 1 < len(matches) and _JOINS.fullmatch(segment):
            # `Penulis/Editor: Maria Dapa`
            roles.append(_ROLES[match[1].lower()])
            continue
        if not match[2] and (n or match[1].lower() in _BESIDE):
            if not n:
                return None, None
            continue
        if not n and match[1].lower() == "foto":
            return None, None
        names, named, is_clean = _names(segment, outlets, has_colon=bool(match[2]))
        if not is_clean:
            return None, None
        outlet = outlet or named
        roles.append(_ROLES[match[1].lower()])
        people += [
            Person(name=name, role=role, printed=text, initials=_is_initials(name))
            for role in dict.fromkeys(roles)
            for name in names
        ]
        roles = []
    return people, outlet


def _without_day(segment: str, role: str) -> str:
    return _ON.sub("", segment) if role.lower().endswith(" oleh") else segment


def _names(segment: str, outlets: tuple[str, ...], *, has_colon: bool) -> tuple[list[str], str | None, bool]:
    """The names of one role's segment, the outlet named in it, and whether it is nothing but names."""
    text = segment.strip(" .,;|-–—*#)]([/:‘’")
    outlet = None
    text, outlet = _without_outlet(text, outlets, is_open=not has_colon)
    text = re.split(r"\s[-–—]\s|\s\(|\s\|\s", text)[0]
    name, stroke, place = text.partition(" I ")
    if stroke and is_place(place.strip()):
        # `Laporan Yan Bili I Banda Aceh`: a capital letter that stands for a stroke.
        text = name
    text = _WHO.sub("", re.sub(r"^\*\)\s*", "", text).rstrip("*").strip(" .,;|-–—*/"))
    if not text:
        return [], outlet, has_colon or outlet is not None
    if not has_colon and (len(text.split()) > 5 or not all(w[:1].isupper() or w in _SMALL for w in text.split())):
        return [], outlet, False
    if len(text.split()) > 9 or (text.endswith((".", "!", "?")) and len(text.split()) > 4):
        return [], outlet, False
    parts = [part.strip(" .") for part in re.split(r"\s(?:dan|and|und|&|/)\s|;|/|\s{2,}", text) if part.strip(" .")]
    parts = [name for part in parts for name in _each(part, is_list=len(parts) > 1)]
    names = [part for part in parts if is_person(part, outlets) and not (len(parts) > 1 and is_place(part))]
    right = [part for part in parts if re.fullmatch(r"[^\d:;!?]{2,60}", part)]
    # What stands behind the first name may be a school or an office with a number.
    return [name for name in names if name in right], outlet, right == parts or (has_colon and right[:1] == parts[:1])


def _each(part: str, *, is_list: bool) -> list[str]:
    """Names with commas between them; degrees and orders stay with their name: `Yosef Bulu, M.Si`, `Nikolaus Hayon, SVD`."""
    names: list[str] = []
    for piece in part.split(","):
        said = piece.strip()
        if names and is_place(said):
            continue
        if names and (_DEGREE.fullmatch(said) or not (is_list or " " in said) or not said[:1].isupper()):
            names[-1] = f"{names[-1]}, {said}" if said else names[-1]
        elif said:
            names.append(said)
    return names


def _without_outlet(text: str, outlets: tuple[str, ...], *, is_open: bool) -> tuple[str, str | None]:
    """Take an outlet's name off a segment: `Pos Kupang, Com, Robert Ropo`, `Tribun Medan / Tommy`, `Isto-SJ`.

    `is_open`: no colon stands before it, as in `Laporan Wartawan Lintas Sumba, Maria Dapa`.
    """
    for separator in (", ", " / ", " | "):
        parts = text.split(separator)
        for size in (2, 1):
            if len(parts) > size and is_outlet(" ".join(parts[:size]), outlets):
                return separator.join(parts[size:]), parts[0]
        if is_open and len(parts) > 1 and " " in parts[0] and may_be_outlet(parts[0]):
            return separator.join(parts[1:]), parts[0]
    head, dash, tail = text.rpartition("-")
    if dash and (is_outlet(tail, outlets) or re.fullmatch(r"[A-Z]{2,4}", tail)) and head.strip():
        # `Isto-SJ`: an outlet's abbreviation behind its reporter's name, whether the outlet is known here or not.
        return head.strip(), tail.strip()
    if is_outlet(text, outlets):
        return "", text
    words = text.split()
    for size in range(min(3, len(words) - 1), 0, -1):
        if is_outlet(" ".join(words[:size]).rstrip(","), outlets):
            return " ".join(words[size:]), " ".join(words[:size]).rstrip(",")
    return text, None


def is_person(name: str, outlets: Sequence[str] = ()) -> bool:
    """Whether a name may be a person's: not an account's, a desk's or an outlet's."""
    bare = name.strip(" .,-–—")
    if len(bare) < 2 or len(bare) > 60 or _NOT_PERSONS.fullmatch(bare) or DOMAIN.fullmatch(bare):
        return False
    if is_outlet(bare, tuple(outlets)) or re.search(r"https?:|@|www\.|\.com\b", bare):
        return False
    return bool(re.search(r"[^\W\d_]", bare)) and not re.fullmatch(r"red\w{4,30}", bare)


def _is_initials(name: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{2,4}|[a-z]{2,5}(?:/[a-z]{2,5})?", name))


def _initials(text: str) -> list[str]:
    match = _INITIALS_END.search(text[-60:])
    if match and match[1].lower() not in ("red", "wib", "wita", "wit", "alm", "ntt", "ntb"):
        return re.split(r"/", match[1])
    match = _BARE_INITIALS.search(text[-40:])
    return re.split(r"\s?/\s?", match[1]) if match else []

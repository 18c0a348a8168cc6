"""From blocks to an article's text: what is printed stays as printed; makers, source and end marks become fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

from archive.records import Credit, Dateline, EventDate, Paragraph, Person, Place
from crawler.blocks import Block
from crawler.clean import bylines, datelines, dates, places, signatures
from crawler.clean import outlets as known_outlets
from crawler.clean.credits import read_credits
from crawler.parsers.evidence import Trail
from crawler.site import Site

_TAIL = 8
_HEAD = 3
# Marks that papers set behind the last word: asterisks, hashes, initials of reporter and editor.
_GLUED_MARK = re.compile(r"(?<=[\w.!?”\"’)\]])[\s.]{0,3}(?P<mark>\(?(?:\*{1,6}|#{1,3})\)?|\*{2,})\s*$")
_INITIALS = re.compile(
    r"(?<=[.!?”\"’*])\s*(?P<mark>[\[(](?:[A-Z]{1,4}(?:[-/.][A-Z0-9]{1,4}){0,3}|[A-Z]{2,3}-\d{1,2}|[a-z]{2,12}(?:[/-][a-z]{2,10}){0,2}|\*+|[A-Z][a-z]{2,12}/?[a-z]{0,5})[\])])\s*\.?$"
)
# What the last letter of each is, where a full stop does not follow; or nothing.
_MARKS_END = ("*", "#", ")", "]", "")
_PAID_MARK = re.compile(
    r"^\W{0,3}(?:advertorial|adv|iklan|pariwara|sponsored(?: content)?|konten berbayar|infotorial)\W{0,3}$",
    re.IGNORECASE,
)
_AUTHOR_NOTE = re.compile(r"^\*{1,3}\)?\s{0,3}(?:penulis|pengarang|the author|author)\b", re.IGNORECASE)
_ALONE = re.compile(r"\((?P<mark>[A-Za-z]{2,12}(?:[/-][A-Za-z0-9]{1,12}){0,3})\)[.*\s]{0,6}")
# `(Maria Dapa)` behind the last sentence, or in a line of its own.
_SIGNED = re.compile(
    r"(?:(?<=[.!?”\"’*])|^)\s{0,2}\((?:Ditulis\s(?:oleh\s)?)?(?P<name>[A-Z][\w'’.]{1,20}(?:\s[A-Z][\w'’.]{0,20}){1,3})\s?\)[.*\s]{0,4}$"
)
_NO_NAME = re.compile(
    r"(?i)\b(?:foto|video|grafis|ilustrasi|bagian|bersambung|dinas|badan|kantor|dok|sumber|lihat|simak|klik|baca|tim|humas|polres|polda|pemkab|pemkot|pemprov|kementerian|universitas|komisi|undang|red|redaksi|istimewa|pertama|kedua|ketiga)\b"
)
_NOT_INITIALS = re.compile(r"(?i)^(?:bersambung|selesai|tamat|red|habis|alm|sic|video|foto)$")


Kind = Literal["text", "heading", "list", "quote", "caption", "table_row"]
_KINDS: dict[str, Kind] = {
    "text": "text", "heading": "heading", "list": "list", "quote": "quote", "caption": "caption", "table_row": "table_row",
}  # fmt: skip


class Prose(msgspec.Struct, frozen=True, kw_only=True):
    """An article's text and what its lines tell. `signed_below`: only a name between brackets at its end says who made it."""

    body: tuple[Paragraph, ...]
    people: tuple[Person, ...] = ()
    signed_below: bool = False
    dateline: Dateline | None = None
    credits: tuple[Credit, ...] = ()
    captions: tuple[str, ...] = ()


def read_prose(
    blocks: Sequence[Block],
    around: Sequence[str],
    captions: Sequence[str],
    site: Site | None,
    trail: Trail,
    *,
    is_local: bool,
) -> Prose:
    """The paragraphs; `around` are short lines near the text (bylines that themes set apart)."""
    outlets = _outlets(site)
    lines = [block.text for block in blocks]
    ends = {number for number in range(len(lines)) if number < _HEAD or number >= len(lines) - _TAIL}
    made = bylines.read_bylines([lines[number] if number in ends else "" for number in range(len(lines))], outlets)
    # In another language only a line at the end can be a credit that these rules know.
    credited = read_credits(lines if is_local else [line if n in ends else "" for n, line in enumerate(lines)])
    apart = bylines.read_bylines(around, outlets)
    apart_credits = read_credits(around)
    body: list[Paragraph] = []
    whole = set(credited.consumed)
    gone = {number for number in made.consumed if number in ends} | {
        number for number in whole if number >= len(lines) - _TAIL or len(lines[number]) < 200
    }
    for number, block in enumerate(blocks):
        if number in ends and (mark := _mark(block.text)):
            trail.dropped(block.text, mark)
        elif number in gone:
            trail.dropped(block.text, "credit" if number in whole else "byline")
        else:
            body.append(Paragraph(text=block.text, kind=_kind(block)))
    people = list(made.people) + [
        person for person in apart.people if person.name not in {other.name for other in made.people}
    ]
    body, initials = _without_signature(body, outlets, trail) if is_local else (body, [])
    signed_below = bool(initials) and all(person.role == "editor" for person in people)
    if not initials:
        body, initials = _without_mark(body, trail)
    people += [person for person in initials if person.name not in {other.name for other in people}]
    people = _each_once(people)
    dateline = _dateline(body, outlets, trail) if is_local else None
    found = tuple(
        dict.fromkeys((*credited.credits, *(credit for credit in apart_credits.credits if credit.kind == "repost")))
    )
    if people:
        trail.found("people", "lines", " · ".join(dict.fromkeys(person.printed for person in people)))
    for credit in found:
        trail.found("credits", credit.kind, credit.printed)
    return Prose(
        body=tuple(body), people=tuple(people), signed_below=signed_below, dateline=dateline, credits=found, captions=tuple(captions),
    )  # fmt: skip


def _mark(line: str) -> str | None:
    """A line that only marks the text: as paid for, or with a word on its writer."""
    if len(line) < 40 and _PAID_MARK.match(line):
        return "paid_mark"
    return "author_note" if len(line) < 250 and _AUTHOR_NOTE.match(line) else None


def _outlets(site: Site | None) -> tuple[str, ...]:
    return (site.outlet, *site.abbreviations, *site.domains) if site else ()


def _each_once(people: Sequence[Person]) -> list[Person]:
    """One entry for each name and side: who reported a text also wrote it, and is named as reporter."""
    reported = {person.name for person in people if person.role == "reporter"}
    return [person for person in people if not (person.role == "writer" and person.name in reported)]


def _kind(block: Block) -> Kind:
    return _KINDS.get(block.kind, "text")


def _without_signature(
    body: list[Paragraph], outlets: Sequence[str], trail: Trail
) -> tuple[list[Paragraph], list[Person]]:
    """Take the name off the last paragraph's end that stands there between brackets: the reporter's, where no place is called so."""
    for at in range(len(body) - 1, max(len(body) - 3, -1), -1):
        said = body[at].text
        match = _SIGNED.search(said, max(len(said) - 80, 0))
        if match and len(body) > 1 and _is_reporter(match["name"], outlets):
            trail.dropped(match[0].strip(), "end_mark")
            person = Person(name=match["name"], role="reporter", printed=match[0].strip())
            rest = said[: match.start()].rstrip()
            kept = [Paragraph(text=rest, kind=body[at].kind)] if rest else []
            return [*body[:at], *kept, *body[at + 1 :]], [person]
    return body, []


def _is_reporter(name: str, outlets: Sequence[str]) -> bool:
    return (
        signatures.is_whole_name(name)
        and bylines.is_person(name, outlets)
        and not _NO_NAME.search(name)
        and not known_outlets.may_be_outlet(name)
        and not any(places.is_place(word) for word in (name, *name.split()))
    )


def _without_mark(body: list[Paragraph], trail: Trail) -> tuple[list[Paragraph], list[Person]]:
    """Take the mark off the last paragraph's end; initials are kept as printed, nobody guesses the person."""
    people: list[Person] = []
    alone = _ALONE.fullmatch(body[-1].text) if len(body) > 1 else None
    if alone and not _NOT_INITIALS.match(alone["mark"]):
        if not signatures.NOBODY.match(alone["mark"]):
            people.append(Person(name=alone["mark"], role="reporter", printed=body[-1].text, initials=True))
        trail.dropped(body[-1].text, "end_mark")
        body = body[:-1]
    for at in range(len(body) - 1, max(len(body) - 3, -1), -1):
        text = body[at].text
        while text.rstrip(". ")[-1:] in _MARKS_END:
            match = _GLUED_MARK.search(text) or _INITIALS.search(text)
            if match is None:
                break
            mark = match["mark"]
            bare = mark.strip("()[]*# .")
            if _NOT_INITIALS.match(bare) or not text[: match.start("mark")].strip(" .*"):
                break
            if bare and not signatures.NOBODY.match(bare):
                people.append(Person(name=bare, role="reporter", printed=mark, initials=True))
            trail.dropped(mark, "end_mark")
            text = text[: match.start("mark")].rstrip()
        if text != body[at].text:
            body = [*body[:at], Paragraph(text=text, kind=body[at].kind), *body[at + 1 :]]
            break
    return body, people


def _dateline(body: Sequence[Paragraph], outlets: Sequence[str], trail: Trail) -> Dateline | None:
    first = next((paragraph for paragraph in body if paragraph.kind == "text"), None)
    if first is None:
        return None
    read = datelines.read_dateline(first.text, outlets)
    if read is None:
        return None
    trail.found("dateline", "first_paragraph", read.dateline.printed)
    return read.dateline


def read_events(body: Sequence[Paragraph], published: date | None, trail: Trail) -> tuple[EventDate, ...]:
    """Dates that the text mentions."""
    events = dates.event_dates("\n".join(paragraph.text for paragraph in body), published)
    for event in events:
        trail.found("event_dates", "text", event.printed, flags=event.flags)
    return events


def read_places(
    title: str, dateline: Dateline | None, body: Sequence[Paragraph], site: Site | None
) -> tuple[Place, ...]:
    """Places of the gazetteer that the article is about."""
    start = " ".join(paragraph.text for paragraph in body[:3])[:700]
    return places.find(title, dateline.place if dateline else None, start, site.region if site else None)

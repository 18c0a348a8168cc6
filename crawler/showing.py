"""A reading as a person wants to see it: each field with what found it, doubts explained, left-out lines struck through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from archive.lines import dropped_lines, evidence_lines
from archive.messages import say
from archive.records import (
    Article,
    Correction,
    Credit,
    Dateline,
    EventDate,
    Image,
    Moment,
    NeedsPages,
    ParseFailure,
    Person,
    Place,
    Reading,
)  # fmt: skip
from archive.terminal import styled
from crawler.flags import FLAGS

_UNSHOWN = frozenset({"title", "subtitle", "body", "lead"})
_LABEL = 16


def reading_lines(reading: Reading) -> Iterator[Any]:
    """The whole reading: what it is, its doubts, its fields, its text, and what was left out of it."""
    outcome = reading.outcome
    if isinstance(outcome, Article):
        yield from _article_lines(outcome, reading)
    else:
        yield from _other_lines(outcome)
    yield from _flag_lines(_flags(reading))
    yield from dropped_lines(reading.evidence.dropped)


def why_lines(reading: Reading, field: str) -> Iterator[Any]:
    """How one field came to be; of the body also every line that was left out of it."""
    found = [one for one in reading.evidence.fields if one.field == field]
    yield from evidence_lines(found, reading.evidence.dropped if field == "body" else (), ())
    yield from _flag_lines(list(dict.fromkeys(flag for one in found for flag in one.flags)))


def _other_lines(outcome: Any) -> Iterator[Any]:
    if isinstance(outcome, NeedsPages):
        yield styled((say("the text goes on at"), "bold yellow"))
        yield from (styled((f"  {address}", "")) for address in outcome.addresses)
    elif isinstance(outcome, ParseFailure):
        yield styled((f"{say('cannot be read')}: ", "bold red"), (f"{outcome.field}: {outcome.why}", ""))
    else:
        yield styled(
            (f"{say('not an article')}: ", "bold yellow"), (outcome.reason, "bold"), (f"  {outcome.detail}", "dim")
        )
    if outcome.title:
        yield styled((outcome.title, "bold"))


def _article_lines(article: Article, reading: Reading) -> Iterator[Any]:
    yield styled((article.title, "bold"), *_why("title", reading))
    if article.subtitle:
        yield styled((article.subtitle, "italic"), *_why("subtitle", reading))
    for field in msgspec.structs.fields(article):
        held = getattr(article, field.name)
        if field.name in _UNSHOWN or held == field.default:
            continue
        shown = [_shown(one) for one in held] if isinstance(held, tuple) else [_shown(held)]
        yield styled((f"{field.name:{_LABEL}}", "cyan"), *shown[0], *_why(field.name, reading))
        yield from (styled((" " * _LABEL, ""), *one) for one in shown[1:])
    words = say("{n} words", n=len(article.text.split()))
    yield styled((f"{'body':{_LABEL}}", "cyan"), (words, ""), *_why("body", reading))
    for paragraph in article.body:
        yield styled(("", ""))
        prefix = {"list": "• ", "quote": "│ ", "table_row": "┆ ", "caption": "▣ "}.get(paragraph.kind, "")
        yield styled((prefix, "dim"), (paragraph.text, "bold" if paragraph.kind == "heading" else ""))


def _why(name: str, reading: Reading) -> list[tuple[str, str]]:
    """How a field came to be: the rules that found it, and what is doubtful."""
    found = [field for field in reading.evidence.fields if field.field == name]
    rules = "; ".join(dict.fromkeys(field.found_by for field in found))
    flags = " ".join(dict.fromkeys(flag for field in found for flag in field.flags))
    return [(f"  [{rules}]" if rules else "", "dim"), (f"  {flags}" if flags else "", "bold yellow")]


def _flags(reading: Reading) -> list[str]:
    evidence = reading.evidence
    return list(dict.fromkeys([*evidence.flags, *(flag for field in evidence.fields for flag in field.flags)]))


def _flag_lines(flags: list[str]) -> Iterator[Any]:
    if flags:
        yield styled(("", ""))
        yield styled((say("doubts"), "bold"))
    for flag in flags:
        yield styled((f"{flag:{_LABEL + 8}}", "bold yellow"), (say(FLAGS[flag]) if flag in FLAGS else "", ""))


# -------------------------------------------------------------------------------------------------------------- values


def _shown(value: Any) -> list[tuple[str, str]]:
    show = _SHOWS.get(type(value))
    return (
        show(value)
        if show
        else [(value if isinstance(value, str) else say("yes") if value is True else str(value), "")]
    )


def _printed(printed: str) -> tuple[str, str]:
    return (f"  «{printed}»" if printed else "", "dim")


def _moment(moment: Moment) -> list[tuple[str, str]]:
    at = moment.at.strftime("%Y-%m-%d" if moment.precision == "day" else "%Y-%m-%d %H:%M:%S %z")
    return [(at, ""), (f"  {moment.precision}, {say('zone from')} {moment.zone_from}", "dim"), _printed(moment.printed)]


def _person(person: Person) -> list[tuple[str, str]]:
    role = f"  {person.role}{', ' + say('initials') if person.initials else ''}"
    return [(person.name, ""), (role, "dim"), _printed(person.printed if person.printed != person.name else "")]


def _dateline(dateline: Dateline) -> list[tuple[str, str]]:
    return [(" · ".join(filter(None, (dateline.place, dateline.outlet))), ""), _printed(dateline.printed)]


def _credit(credit: Credit) -> list[tuple[str, str]]:
    named = " ".join(filter(None, (credit.outlet, credit.address)))
    return [(credit.kind, "bold" if credit.kind == "repost" else ""), (f"  {named}", ""), _printed(credit.printed)]


def _event(event: EventDate) -> list[tuple[str, str]]:
    day = event.day.isoformat() if event.day else "-"
    return [(day, ""), _printed(event.printed), (f"  {' '.join(event.flags)}", "bold yellow")]


def _place(place: Place) -> list[tuple[str, str]]:
    codes = f"  BPS {place.bps or '-'} · Kemendagri {place.kemendagri or '-'}"
    within = ", ".join(part for part in (place.regency, place.province) if part and part != place.name)
    return [(place.name, ""), (f"  {place.level}{': ' + within if within else ''}{codes} · {place.method}", "dim")]


def _image(image: Image) -> list[tuple[str, str]]:
    return [(image.address, ""), _printed(image.caption or ""), (f"  © {image.credit}" if image.credit else "", "dim")]


def _correction(correction: Correction) -> list[tuple[str, str]]:
    return [(correction.kind, "bold yellow"), (f"  {correction.address or ''}", ""), _printed(correction.printed)]


_SHOWS: dict[type, Callable[[Any], list[tuple[str, str]]]] = {
    Moment: _moment, Person: _person, Dateline: _dateline, Credit: _credit, EventDate: _event, Place: _place,
    Image: _image, Correction: _correction,
}  # fmt: skip

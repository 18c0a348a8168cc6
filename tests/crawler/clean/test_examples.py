"""The field's examples, all kinds of them; one that is read wrongly is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from crawler.clean.bylines import read_bylines
from crawler.clean.corrections import read_corrections
from crawler.clean.credits import read_credits
from crawler.clean.datelines import read_dateline
from crawler.clean.dates import event_dates, read_date
from crawler.clean.lines import promo_rule
from crawler.page import Page
from crawler.parsers.networks import TRIBUN
from tests.crawler.clean.shared import examples
from tests.crawler.pages import html, raw

LOOK = datetime(2026, 3, 10, tzinfo=UTC)
_PEOPLE = {"reporter": "reporter", "author": "writer", "editor": "editor"}
_CREDITS = {"quotes": "quotation", "quotes_agency": "quotation"}


def _dateline(text: str, expected: dict[str, Any]) -> Any:
    read = read_dateline(text)
    told = (read.dateline.place, read.dateline.outlet) if read else (None, None)
    is_right = told == (expected["place"], expected["outlet"])
    return (is_right and (read.rest if read else text).startswith(expected["rest"])) or told


def _date(text: str, expected: dict[str, Any]) -> Any:
    if days := expected.get("days") or ([f"{expected['day']}/{expected['month']}"] if "day" in expected else []):
        told = [event.day for event in event_dates(text, date(2026, 12, 31))]
        return [f"{day.day}/{day.month}" for day in told if day] == days or told
    read = read_date(text, fetched_at=LOOK, zone=8)
    if read is None or read.at is None or read.day is None:
        return None
    if "datetime" in expected:
        return read.at == datetime.fromisoformat(expected["datetime"]) or read.at
    is_right = read.day == date.fromisoformat(expected["date"])
    return (is_right and (expected.get("flag") is None or expected["flag"] in read.flags)) or (read.day, read.flags)


def _byline(text: str, expected: dict[str, Any]) -> Any:
    read = read_bylines([text])
    told = {
        "people": [(person.role, person.name) for person in read.people],
        "initials": list(read.initials),
        "outlet": read.outlet,
    }
    true = {
        "people": [(role, expected[key]) for key, role in _PEOPLE.items() if key in expected and key != "role"],
        "initials": expected.get("initials", []),
        "outlet": expected.get("outlet") or expected.get("desk"),
    }
    if expected.get("desk") and true["people"]:
        true["people"] = [("reporter", expected["author"])]
    return told == true or told


def _credit(text: str, expected: dict[str, Any]) -> Any:
    read = read_credits([text])
    told = [(credit.kind, credit.outlet, credit.address) for credit in read.credits]
    kind = _CREDITS.get(expected.get("relation", ""), "repost")
    address = expected.get("source_url")
    # A line that gives an address only names the outlet by it.
    outlet = expected.get("source") or (address or "").removeprefix("http://").strip("/") or None
    return told == [(kind, outlet, address)] or told


def _drop(text: str, expected: dict[str, Any]) -> Any:
    rule = promo_rule(text) or (read_bylines([text]).end_marks and "end_mark") or _is_promoted(text)
    return bool(rule) is expected["drop"] or rule


def _is_promoted(text: str) -> bool:
    """Whether the network that prints such lines, each a link to another article, has them left out."""
    made = Page.of(raw(html(f'<p><a href="/lain">{text}</a></p>')))
    return any(TRIBUN.promotes(block) for block in made.outline.blocks)


def _correction(text: str, expected: dict[str, Any]) -> Any:
    told = [correction.kind for correction in (*read_corrections(text, ""), *read_corrections("", text))]
    return expected["type"].removeprefix("about_") in told or told


SCORED: dict[str, Callable[[str, dict[str, Any]], Any]] = {
    "dateline": _dateline, "date": _date, "byline": _byline, "credit": _credit, "boilerplate": _drop, "keep": _drop, "correction": _correction,
}  # fmt: skip


def test_each_of_the_fields_examples_is_read_as_it_must_be():
    wrong = [
        (row["kind"], row["text"][:80], told)
        for row in examples()
        if (told := SCORED[row["kind"]](row["text"], row["expected"])) is not True
    ]
    assert wrong == []

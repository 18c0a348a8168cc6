"""The dates that a page prints at its headline, as printed: kept beside the instant that data gave, with their doubts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.records import EventDate, Moment
from crawler.blocks import Block
from crawler.clean import dates
from crawler.page import Page
from crawler.parsers.evidence import Trail
from crawler.sieve import Found

_BELOW, _MOST, _SHORT = 12, 4, 160
_ELSEWHERE = frozenset((
    "comments", "related", "teasers", "aside", "nav", "footer", "newsletter", "widget", "popup", "cookie", "hidden",
))  # fmt: skip
_HAS_DIGIT = re.compile(r"\d")
_FLAGS = ("weekday_mismatch", "hijri_present", "no_year", "two_digit_year", "relative", "month_first")


def read_printed_dates(
    page: Page, found: Found, headline: int | None, published: Moment | None, trail: Trail
) -> tuple[EventDate, ...]:
    """What the lines between headline and text print as dates."""
    read: dict[str, EventDate] = {}
    day = published.at.date() if published else None
    for block in _lines(page, found, headline):
        date = dates.read_date(block.text, fetched_at=page.raw.fetched_at, zone=0)
        if date is None or (date.day is None and not date.flags):
            # `Rabu (28/1)`: as the text's own dates are read.
            for event in dates.event_dates(block.text, day):
                trail.found("printed_dates", "at_headline", block.text, flags=event.flags)
                read.setdefault(block.text, event)
            continue
        flags = tuple(flag for flag in date.flags if flag in _FLAGS)
        if block.text not in read:
            trail.found("printed_dates", "at_headline", block.text, flags=flags)
        read.setdefault(block.text, EventDate(printed=block.text, day=date.day, flags=flags))
        if len(read) >= _MOST:
            break
    return tuple(read.values())


def _lines(page: Page, found: Found, headline: int | None) -> Iterator[Block]:
    """Short lines with a figure in them where themes print the date: under the headline, before the text's second block."""
    if headline is None or not found.blocks:
        return
    blocks = page.outline.blocks
    kept = {block.index for block in found.blocks}
    end = min(max(found.blocks[0].index, headline + 1), headline + _BELOW) + 1
    for block in blocks[headline + 1 : min(end, len(blocks))]:
        if block.index not in kept and block.rule not in _ELSEWHERE and len(block.text) <= _SHORT and _HAS_DIGIT.search(block.text):  # fmt: skip
            yield block

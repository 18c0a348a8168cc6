"""The columns of an exported row, each with its meaning: the data dictionary is made of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from archive.views import DOCS

# What a cell of a spreadsheet holds, in units of UTF-16 ("Excel specifications and limits"; an emoji is two).
MAX_CELL = 32_767
Kind = Literal["text", "integer", "number", "flag", "texts"]
Value = str | int | float | bool | list[str] | None


class Column(msgspec.Struct, frozen=True):
    """One column: `texts` holds several texts (a list in JSON and Parquet, parted by `; ` in tables)."""

    name: str
    kind: Kind
    told: str


def _as_in(view: str, name: str, kind: Kind = "text") -> Column:
    return Column(name, kind, DOCS[view][name])


COLUMNS: tuple[Column, ...] = (
    _as_in("articles", "id"),
    _as_in("articles", "site"),
    Column("revision", "integer", "the number of this wording: its place in time, which may move when archives merge"),
    _as_in("articles", "revisions", "integer"),
    Column("title", "text", "the headline of this wording, as printed"),
    Column("subtitle", "text", "the subtitle, if any"),
    Column("body", "text", "the text of this wording, paragraphs parted by blank lines"),
    Column("words", "integer", "the number of words of this wording"),
    _as_in("articles", "published_at"),
    _as_in("articles", "published_local"),
    _as_in("articles", "published_precision"),
    _as_in("articles", "zone_from"),
    Column("published_printed", "text", "the date of publication as the page prints or says it"),
    Column("updated_at", "text", "when the page says that it was changed, with its offset"),
    Column("people", "texts", "reporters, writers, editors, each as `name (role)`"),
    _as_in("articles", "dateline_place"),
    _as_in("articles", "dateline_outlet"),
    Column("credits", "texts", "lines that credit another outlet, as printed"),
    Column("places", "texts", "places of the gazetteer that it is about"),
    Column("places_bps", "texts", "their codes of the statistical office (BPS), in the same order; empty where unknown"),
    Column("places_kemendagri", "texts", "their codes of the interior ministry, in the same order; empty where unknown"),
    Column("event_days", "texts", "days that the text mentions, as dates"),
    _as_in("articles", "section"),
    Column("tags", "texts", "the tags that the outlet gave it"),
    Column("language", "text", "the language of the text"),
    Column("paid", "flag", "whether the page marks it as paid for"),
    Column("sensitive_minor", "flag", "whether it may tell who a minor is in a matter that must not"),
    Column("flags", "texts", "what is doubtful of the reading"),
    _as_in("articles", "status"),
    _as_in("articles", "first_seen"),
    _as_in("articles", "last_seen"),
    _as_in("articles", "address"),
    _as_in("articles", "story"),
    _as_in("articles", "relation"),
    _as_in("articles", "origin"),
    Column("corrected", "texts", "what persons say otherwise than the machine read, each as `field = value`; the other columns stay the machine's"),
    _as_in("articles", "provenance"),
    Column("wording", "text", "the id of the wording: a digest of its words"),
    Column("capture", "text", "the look that first brought this wording"),
    Column("capture_at", "text", "when that was, UTC"),
    Column("body_digest", "text", "SHA-256 of the page as it came, content codings undone"),
    Column("warc_file", "text", "the WARC file that holds it"),
    Column("warc_offset", "integer", "where its record begins"),
    Column("reader", "text", "the version of the reader that read it"),
    Column("withheld", "text", "why it is left out of what is public: withdrawn, restricted, embargoed, minor, rights; empty where it is public"),
)  # fmt: skip
NAMES = tuple(column.name for column in COLUMNS)


def joined(value: Value) -> str | float | None:
    """A value for a table's cell."""
    if isinstance(value, list):
        return "; ".join(value)
    return int(value) if isinstance(value, bool) else value


def cells_of(text: str) -> list[str]:
    """A text as the cells that it takes, one as a rule."""
    if len(text) <= MAX_CELL // 2 or len(text.encode("utf-16-le")) <= 2 * MAX_CELL:
        return [text]
    found, start, room = [], 0, MAX_CELL
    for number, letter in enumerate(text):
        taken = 1 + (letter > "\uffff")
        if taken > room:
            found.append(text[start:number])
            start, room = number, MAX_CELL
        room -= taken
    return [*found, text[start:]]


def dictionary() -> Iterator[tuple[str, str, str]]:
    """Name, kind and meaning of each column."""
    yield from ((column.name, column.kind, column.told) for column in COLUMNS)

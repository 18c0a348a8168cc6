"""Facts as rows, and rows as facts again: what keep writes, and what merge and rebuild read. Nothing is lost between."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from archive.records import (
    Act,
    AddressOf,
    AnyFact,
    Article,
    ArticleBorn,
    Capture,
    Context,
    Evidence,
    Fact,
    Furniture,
    Issue,
    KeptReading,
    Listing,
    Outcome,
    Paragraph,
    Reading,
    RightsFound,
    RobotsFound,
    RunClosed,
    RunOpened,
    SiteToml,
    SourceState,
    WarcPlace,
    plain,
    utc_text,
)

TABLES: dict[type[Fact], str] = {
    ArticleBorn: "article",
    AddressOf: "address",
    Capture: "capture",
    Listing: "listing",
    SourceState: "source_state",
    RobotsFound: "robots",
    RightsFound: "rights",
    SiteToml: "site_toml",
    Furniture: "furniture",
    RunOpened: "run_opened",
    RunClosed: "run_closed",
    Issue: "issue",
    Act: "act",
}
FACTS = {table: kind for kind, table in TABLES.items()}

_json = msgspec.json.Encoder(order="deterministic")


def _column(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, tuple | dict):
        return _json.encode(plain(value)).decode()
    return value


def row_of(fact: Fact) -> dict[str, Any]:
    """A plain fact as the columns of its table."""
    row = {"id": fact.id}
    for name in fact.__struct_fields__:
        value = getattr(fact, name)
        if name == "warc":
            row |= _place_columns(value)
        else:
            row[name] = _column(value)
    return row


def _place_columns(place: WarcPlace | None) -> dict[str, Any]:
    if place is None:
        return {"warc_file": None, "warc_offset": None, "warc_length": None, "warc_record": None}
    return {
        "warc_file": place.file,
        "warc_offset": place.offset,
        "warc_length": place.length,
        "warc_record": place.record_id,
    }


def fact_of(table: str, row: Any) -> AnyFact:
    """The fact that `row_of` wrote as this row."""
    kind = FACTS[table]
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.name == "warc":
            values["warc"] = _place_of(row)
            continue
        value = row[field.encode_name]
        text = str(field.type)
        if value is not None and (text.startswith(("tuple", "dict")) or "Link" in text):
            value = msgspec.json.decode(value)
        elif "bool" in text:
            value = bool(value)
        values[field.name] = value
    return msgspec.convert(values, kind)


def _place_of(row: Any) -> dict[str, Any] | None:
    if row["warc_file"] is None:
        return None
    return {
        "file": row["warc_file"],
        "offset": row["warc_offset"],
        "length": row["warc_length"],
        "record_id": row["warc_record"],
    }


class ReadingRows(msgspec.Struct, frozen=True):
    """A KeptReading as rows of three tables. `wording` is None where the page is no article."""

    reading: tuple[Any, ...]
    evidence: tuple[str, str]
    wording: tuple[Any, ...] | None


def reading_rows(kept: KeptReading) -> ReadingRows:
    """Part a kept reading: the wording once for all readings of it, the evidence apart, the rest as JSON."""
    reading, outcome = kept.reading, kept.reading.outcome
    fields = plain(outcome)
    wording = None
    if isinstance(outcome, Article):
        for name in ("title", "subtitle", "body"):
            fields.pop(name, None)
        kinds = _json.encode([paragraph.kind for paragraph in outcome.body]).decode()
        text = outcome.text
        wording = (outcome.wording, outcome.title, outcome.subtitle, text, kinds, len(text.split()))
    context = reading.context
    reason = getattr(outcome, "reason", None) or getattr(outcome, "field", None)
    row = (
        kept.id, kept.captures[0], _json.encode(kept.captures[1:]).decode(), reading.kind, reason, context.reader,
        context.site_toml, context.furniture, wording[0] if wording else None, _json.encode(fields).decode(),
    )  # fmt: skip
    return ReadingRows(row, (kept.id, _json.encode(plain(reading.evidence)).decode()), wording)


def kept_reading(row: Any, evidence: str, wording: Any | None) -> KeptReading:
    """The kept reading that `reading_rows` parted."""
    outcome = outcome_of(row, wording)
    context = Context(reader=row["reader"], site_toml=row["site_toml"], furniture=row["furniture"])
    reading = Reading(context=context, outcome=outcome, evidence=msgspec.json.decode(evidence, type=Evidence))
    return KeptReading(captures=(row["capture"], *msgspec.json.decode(row["parts"])), reading=reading)


def outcome_of(row: Any, wording: Any | None) -> Outcome:
    """What a reading's rows say was read. Wordings fold white space, so the printed paragraphs are as first read."""
    fields = msgspec.json.decode(row["fields"])
    if wording is not None:
        kinds = msgspec.json.decode(wording["kinds"])
        texts = wording["body"].split("\n\n")
        body = [Paragraph(text=text, kind=kind) for text, kind in zip(texts, kinds, strict=True)]
        fields |= {"title": wording["title"], "subtitle": wording["subtitle"], "body": body}
    return msgspec.convert(fields, Outcome, strict=False)  # type: ignore[arg-type]


def article_of(connection: Any, reading: str) -> Article | None:
    """The article that a reading holds."""
    row = connection.execute("SELECT * FROM reading WHERE id = ?", (reading,)).fetchone()
    if row is None or row["wording"] is None:
        return None
    wording = connection.execute("SELECT * FROM wording WHERE id = ?", (row["wording"],)).fetchone()
    outcome = outcome_of(row, wording)
    return outcome if isinstance(outcome, Article) else None


def insert(connection: Any, table: str, row: dict[str, Any]) -> bool:
    """Add a fact's row; whether it was not there before."""
    columns, marks = ", ".join(row), ", ".join("?" * len(row))
    cursor = connection.execute(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))  # noqa: S608 - table names are ours
    return bool(cursor.rowcount > 0)

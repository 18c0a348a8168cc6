"""Facts as rows, and rows as facts again: what keep writes, and what merge and rebuild read. Nothing is lost."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, cast, get_origin

import msgspec

from archive.facts import (
    Act,
    AddressOf,
    AnyFact,
    ArticleBorn,
    Capture,
    Fact,
    Furniture,
    HostFound,
    Imported,
    Issue,
    KeptReading,
    Listing,
    RightsFound,
    RobotsFound,
    RunClosed,
    RunOpened,
    Seal,
    SiteToml,
    SourceState,
    Walked,
)
from archive.records import Article, Context, Evidence, Outcome, Reading, digest_of, folded, plain, utc_text, wording_id

TABLES: dict[type[Fact], str] = {
    ArticleBorn: "article",
    AddressOf: "address",
    Capture: "capture",
    Listing: "listing",
    SourceState: "source_state",
    RobotsFound: "robots",
    HostFound: "host",
    Walked: "walked",
    RightsFound: "rights",
    SiteToml: "site_toml",
    Furniture: "furniture",
    RunOpened: "run_opened",
    RunClosed: "run_closed",
    Issue: "issue",
    Act: "act",
    Seal: "seal",
    Imported: "imported",
}
FACTS = {table: kind for kind, table in TABLES.items()}

_json = msgspec.json.Encoder(order="deterministic")
_PLACE = {"warc_file": "file", "warc_offset": "offset", "warc_length": "length", "warc_record": "record_id"}


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
    row: dict[str, Any] = {"id": fact.id}
    for name in fact.__struct_fields__:
        value = getattr(fact, name)
        if name == "warc":
            row |= {column: getattr(value, part, None) for column, part in _PLACE.items()}
        else:
            row[name] = _column(value)
    return row


@cache
def _as_json(kind: type[Fact]) -> tuple[tuple[str, bool], ...]:
    """The fields of a fact, and whether each stands as JSON in its column."""
    fields = (field for field in msgspec.structs.fields(kind) if field.name != "warc")
    return tuple((field.name, get_origin(field.type) in (tuple, dict)) for field in fields)


def fact_of(table: str, row: Any) -> AnyFact:
    """The fact that `row_of` wrote as this row."""
    kind = FACTS[table]
    values = {name: msgspec.json.decode(row[name]) if is_json else row[name] for name, is_json in _as_json(kind)}
    if kind is Capture:
        values["withheld"] = bool(values["withheld"])
        place = {part: row[column] for column, part in _PLACE.items()}
        values["warc"] = place if place["file"] is not None else None
    return cast("AnyFact", msgspec.convert(values, kind))


class ReadingRows(msgspec.Struct, frozen=True):
    """A KeptReading as rows of three tables. `wording` is None where the page is no article."""

    reading: tuple[Any, ...]
    evidence: tuple[str, str]
    wording: tuple[Any, ...] | None

    @property
    def outcome(self) -> tuple[str | None, str]:
        """All that was read: the wording's id, and what stands beside it in the column `fields`."""
        return self.reading[8], self.reading[9]


def reading_rows(kept: KeptReading) -> ReadingRows:
    """Part a kept reading: the wording once for all readings of it, the evidence apart, the rest as JSON.

    A wording's row holds what its id is made of and nothing else, so that whoever comes first with it writes the same.
    Parted once: who compares a reading with an earlier one asks before it is kept.
    """
    held = vars(kept).get("rows")
    if held is None:
        held = vars(kept)["rows"] = _parted(kept)
    return cast("ReadingRows", held)


def _parted(kept: KeptReading) -> ReadingRows:
    reading, outcome = kept.reading, kept.reading.outcome
    told = plain(reading)
    reading_id = digest_of("reading", kept.captures, told)
    fields, wording = told["outcome"], None
    if isinstance(outcome, Article):
        for name in ("title", "subtitle", "body"):
            fields.pop(name, None)
        wording = _wording_row(outcome)
        fields |= _beside_wording(outcome, wording)
    context = reading.context
    reason = getattr(outcome, "reason", None) or getattr(outcome, "field", None)
    row = (
        reading_id, kept.captures[0], _json.encode(kept.captures[1:]).decode(), reading.kind, reason, context.reader,
        context.site_toml, context.furniture, wording[0] if wording else None, _json.encode(fields).decode(),
    )  # fmt: skip
    return ReadingRows(row, (reading_id, _json.encode(told.get("evidence", {})).decode()), wording)


def _wording_row(article: Article) -> tuple[str, str, str | None, str, int]:
    title, subtitle = folded(article.title), folded(article.subtitle or "")
    paragraphs = [folded(paragraph.text) for paragraph in article.body]
    words = sum(paragraph.count(" ") + 1 for paragraph in paragraphs)
    return wording_id((title, subtitle, *paragraphs)), title, subtitle or None, "\n\n".join(paragraphs), words


def _beside_wording(article: Article, wording: tuple[Any, ...]) -> dict[str, Any]:
    """What an article's printed words are beside their wording: the blocks' kinds, and white space that was folded."""
    beside: dict[str, Any] = {}
    kinds = [paragraph.kind for paragraph in article.body]
    if kinds != ["text"] * len(kinds):
        beside["kinds"] = kinds
    if (article.title, article.subtitle, article.text) != wording[1:4]:
        texts = [paragraph.text for paragraph in article.body]
        beside["printed"] = {"title": article.title, "subtitle": article.subtitle, "body": texts}
    return beside


def kept_reading(row: Any, evidence: str, wording: Any | None) -> KeptReading:
    """The kept reading that `reading_rows` parted."""
    outcome = outcome_of(row, wording)
    context = Context(reader=row["reader"], site_toml=row["site_toml"], furniture=row["furniture"])
    reading = Reading(context=context, outcome=outcome, evidence=msgspec.json.decode(evidence, type=Evidence))
    return KeptReading(captures=(row["capture"], *msgspec.json.decode(row["parts"])), reading=reading)


def outcome_of(row: Any, wording: Any | None) -> Outcome:
    """What a reading's rows say was read."""
    fields = msgspec.json.decode(row["fields"])
    if wording is not None:
        printed = fields.pop("printed", None) or {
            "title": wording["title"], "subtitle": wording["subtitle"], "body": wording["body"].split("\n\n"),
        }  # fmt: skip
        kinds = fields.pop("kinds", None) or ["text"] * len(printed["body"])
        body = [{"text": text, "kind": kind} for text, kind in zip(printed["body"], kinds, strict=True)]
        fields |= printed | {"body": body}
    return cast("Outcome", msgspec.convert(fields, Outcome))


# A reading's id is a digest of what it says, so what was told of it once is true of it always and everywhere.
_told: dict[str, Article] = {}
_REMEMBERED = 256


def _remember(reading: str, article: Article) -> None:
    if len(_told) >= _REMEMBERED:
        _told.clear()
    _told[reading] = article


def article_of(connection: Any, reading: str) -> Article | None:
    """The article that a reading holds."""
    found = _told.get(reading)
    if found is not None:
        return found
    row = connection.execute("SELECT * FROM reading WHERE id = ?", (reading,)).fetchone()
    if row is None or row["wording"] is None:
        return None
    wording = connection.execute("SELECT * FROM wording WHERE id = ?", (row["wording"],)).fetchone()
    outcome = outcome_of(row, wording)
    if not isinstance(outcome, Article):
        return None
    _remember(reading, outcome)
    return outcome


def insert_fact(connection: Any, fact: AnyFact) -> bool:
    """Add a fact; whether it was not there before."""
    if isinstance(fact, KeptReading):
        return insert_reading(connection, fact, reading_rows(fact))
    row = row_of(fact)
    cursor = connection.execute(_insertion(TABLES[type(fact)], tuple(row)), tuple(row.values()))
    return bool(cursor.rowcount > 0)


@cache
def _insertion(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - names are ours


def least_insertion(table: str, columns: tuple[str, ...], source: str, key: str = "id") -> str:
    """SQL that inserts rows of a table; of two rows of one id the lesser stays, whichever came first.

    Two archives may tell one fact in two ways (of a list that both saw: at which look): so they agree on one.
    """
    rest = [name for name in columns if name != key]
    ours, theirs = ", ".join(f"{table}.{name}" for name in rest), ", ".join(f"excluded.{name}" for name in rest)
    changes = ", ".join(f"{name} = excluded.{name}" for name in rest)
    return (
        f"INSERT INTO main.{table} ({', '.join(columns)}) {source} ON CONFLICT ({key}) DO UPDATE SET {changes} "
        f"WHERE json_array({theirs}) < json_array({ours})"
    )


def insert_least(connection: Any, fact: AnyFact) -> bool:
    """Add a fact, or tell it as this one does where that is the lesser row; whether anything changed."""
    if isinstance(fact, KeptReading):
        return insert_reading(connection, fact, reading_rows(fact))
    row = row_of(fact)
    marks = f"VALUES ({', '.join('?' * len(row))})"
    sql = least_insertion(TABLES[type(fact)], tuple(row), marks)
    return bool(connection.execute(sql, tuple(row.values())).rowcount > 0)


def insert_reading(connection: Any, kept: KeptReading, rows: ReadingRows) -> bool:
    """Add a reading that `reading_rows` parted; whether it was not there before."""
    if rows.wording is not None:
        connection.execute("INSERT OR IGNORE INTO wording VALUES (?, ?, ?, ?, ?)", rows.wording)
    cursor = connection.execute("INSERT OR IGNORE INTO reading VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.reading)
    if cursor.rowcount <= 0:
        return False
    connection.execute("INSERT OR IGNORE INTO evidence VALUES (?, ?)", rows.evidence)
    if kept.reading.article is not None:
        _remember(rows.reading[0], kept.reading.article)
    return True

"""Is everything still what it was when it was kept? Stricter than reading: every digest, every length, every row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from archive.errors import ArchiveDamaged, ArchiveError, RecordRejected
from archive.records import Article, WarcPlace
from archive.rows import FACTS, fact_of, kept_reading
from archive.sqlite import DatabaseError, connect
from archive.store import DATABASE
from archive.warc import records, sha256_text


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not what it was: in which file, where (an offset, or a row's id), and what."""

    file: str
    offset: str
    what: str


def verify(folder: Path) -> Iterator[Finding]:
    """Everything that is wrong with an archive, file by file; nothing where all is right. Reads only."""
    digests: dict[tuple[str, int], str] = {}
    for path in sorted((folder / "warc").glob("*.warc.gz")):
        yield from _warc(path, digests)
    try:
        connection = connect(folder / DATABASE, readonly=True)
    except DatabaseError as error:
        yield Finding(file=DATABASE, offset="0", what=str(error))
        return
    try:
        yield from _database(connection, digests)
    except DatabaseError as error:
        yield Finding(file=DATABASE, offset="0", what=str(error))
    finally:
        connection.close()


def _warc(path: Path, digests: dict[tuple[str, int], str]) -> Iterator[Finding]:
    try:
        for record in records(path):
            told = record.headers.get("warc-payload-digest")
            if told is not None and told != sha256_text(record.payload):
                yield Finding(
                    file=path.name, offset=str(record.place.offset), what="the payload is not what its digest says"
                )
            if record.type == "response":
                digests[path.name, record.place.offset] = hashlib.sha256(record.payload).hexdigest()
            elif record.type == "metadata":
                digests[path.name, record.place.offset] = ""
    except ArchiveDamaged as error:
        where = str(error).rpartition(" at ")[2].partition(":")[0]
        yield Finding(file=path.name, offset=where, what=str(error))


def _database(connection: Any, digests: dict[tuple[str, int], str]) -> Iterator[Finding]:
    for (line,) in connection.execute("PRAGMA integrity_check").fetchall():
        if line != "ok":
            yield Finding(file=DATABASE, offset="0", what=str(line))
    for table in FACTS:
        for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - table names are ours
            yield from _fact(table, row)
    yield from _readings(connection)
    yield from _captures(connection, digests)


def _fact(table: str, row: Any) -> Iterator[Finding]:
    try:
        if fact_of(table, row).id == row["id"]:
            return
        what = "the row is not what its digest says"
    except (msgspec.ValidationError, msgspec.DecodeError, RecordRejected, ValueError, TypeError) as error:
        what = f"the row cannot be read: {error}"
    yield Finding(file=DATABASE, offset=f"{table} {row['id']}", what=what)


def _readings(connection: Any) -> Iterator[Finding]:
    wordings = {}
    for row in connection.execute("SELECT * FROM reading"):
        try:
            if row["wording"] is not None and row["wording"] not in wordings:
                found = connection.execute("SELECT * FROM wording WHERE id = ?", (row["wording"],)).fetchone()
                wordings = {row["wording"]: found}
            evidence = connection.execute("SELECT evidence FROM evidence WHERE reading = ?", (row["id"],)).fetchone()
            kept = kept_reading(row, evidence[0], wordings.get(row["wording"]) if row["wording"] else None)
            outcome = kept.reading.outcome
            if isinstance(outcome, Article) and outcome.wording != row["wording"]:
                yield Finding(
                    file=DATABASE, offset=f"wording {row['wording']}", what="the text is not what its digest says"
                )
            elif kept.id != row["id"]:
                yield Finding(file=DATABASE, offset=f"reading {row['id']}", what="the row is not what its digest says")
        except (msgspec.ValidationError, msgspec.DecodeError, ArchiveError, ValueError, TypeError, KeyError) as error:
            yield Finding(file=DATABASE, offset=f"reading {row['id']}", what=f"the row cannot be read: {error}")


def _captures(connection: Any, digests: dict[tuple[str, int], str]) -> Iterator[Finding]:
    rows = connection.execute(
        "SELECT id, warc_file, warc_offset, payload_digest, withheld FROM capture WHERE warc_file IS NOT NULL"
    )
    for row in rows:
        place = WarcPlace(file=row["warc_file"], offset=row["warc_offset"], length=0, record_id="")
        found = digests.get((place.file, place.offset))
        if found is None:
            yield Finding(
                file=place.file, offset=str(place.offset), what=f"the record of capture {row['id']} is not there"
            )
        elif row["payload_digest"] and found and not row["withheld"] and found != row["payload_digest"]:
            yield Finding(file=place.file, offset=str(place.offset), what=f"not the bytes of capture {row['id']}")

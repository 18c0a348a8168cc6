"""Is everything still what it was when it was kept? Stricter than reading: every digest, every length, every row.

The WARCs and the database are walked side by side: each record with the captures that refer to it, each fact in a
record with its row. Reads only, and a damaged archive gives findings, never an exception.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from archive import DATABASE
from archive.facts import AnyFact, KeptReading, WarcPlace
from archive.indexing import INDEXES
from archive.records import Article
from archive.rows import FACTS, TABLES, fact_of, kept_reading, reading_rows, row_of
from archive.sqlite import VERSION, DatabaseError, connect
from archive.tombstones import stands_for_another
from archive.upkeep.findings import Finding, Seals, finding
from archive.warc import FACTS_TYPE, Damage, Record, idle_files, walk

# What one row says of another: one that refers to nothing is damage. (No foreign keys are declared: facts come home
# from other archives in any order.)
_REFERENCES = (
    ("address", "article", "article", "id"),
    ("reading", "capture", "capture", "id"),
    ("reading", "wording", "wording", "id"),
    ("reading", "id", "evidence", "reading"),
    ("evidence", "reading", "reading", "id"),
    ("rights", "capture", "capture", "id"),
    ("listing", "capture", "capture", "id"),
    ("run_closed", "run", "run_opened", "id"),
    ("article_state", "article", "article", "id"),
    ("article_state", "reading", "reading", "id"),
    ("article_state", "document", "article_index_docsize", "id"),
    ("article_index_docsize", "id", "article_state", "document"),
    ("article_state", "document", "word_index_docsize", "id"),
    ("article_state", "document", "facet", "document"),
    ("facet", "document", "article_state", "document"),
    ("revision", "reading", "reading", "id"),
    ("verdict", "capture", "capture", "id"),
    ("sketch", "article", "article_state", "article"),
    ("story_member", "story", "story", "id"),
    ("story", "origin", "story_member", "article"),
)


def verify(folder: Path) -> Iterator[Finding]:
    """Everything that is wrong with an archive, each thing once; nothing where all is right. It may be in use."""
    told: set[tuple[str, str, str]] = set()
    for found in _findings(folder):
        # A row is told once, whatever is wrong with it; what has no row of its own is told in its own words.
        where = found.file, found.offset, "" if " " in found.offset else found.what
        if where not in told:
            told.add(where)
            yield found


def _findings(folder: Path) -> Iterator[Finding]:
    try:
        connection = connect(folder / DATABASE, readonly=True)
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM archive").fetchone()
    except Exception as error:  # noqa: BLE001 - whatever the first pages raise, when they are damaged
        yield finding(DATABASE, 0, f"cannot be read: {error}")
        yield from _warcs(folder / "warc", None)
        return
    try:
        yield from _guarded("warc_file", lambda: _warcs(folder / "warc", connection))
        yield from _database(connection, folder / DATABASE)
    finally:
        connection.close()


def _guarded(section: str, check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """A check of the database whose failing is a finding itself: what damaged pages raise is nobody's list."""
    try:
        yield from check()
    except Exception as error:  # noqa: BLE001 - see above
        yield finding(DATABASE, section, f"cannot be read: {error or type(error).__name__}")


# ------------------------------------------------------------------------------------------------------------ the WARCs


def _warcs(folder: Path, connection: Any | None) -> Iterator[Finding]:
    """Every file of the folder, each with the captures that the database says are in it."""
    whole: dict[str, int] = {}
    captures, seals = _Captures(connection), Seals()
    differing: dict[str, Finding] = {}
    if connection is not None:
        yield from _guarded("warc_file", lambda: _known_files(folder, connection, whole))
        yield from _guarded("seal", lambda: seals.read(connection))
    idle = set(idle_files(folder)) if folder.is_dir() else set()
    for path in sorted(folder.glob("*.warc.gz")):
        # What another process is writing is whole as far as it is committed; its end may be a record half written.
        limit = path.stat().st_size if path in idle else whole.get(path.name, 0)
        yield from captures.before(path.name)
        yield from _warc(path, limit, captures, seals, connection, differing)
    yield from captures.before(None)
    yield from seals.broken()
    yield from _told_nowhere(folder, connection, differing)


def _known_files(folder: Path, connection: Any, whole: dict[str, int]) -> Iterator[Finding]:
    for name, length in connection.execute("SELECT name, whole FROM warc_file ORDER BY name"):
        path = folder / str(name)
        whole[str(name)] = length
        size = path.stat().st_size if path.is_file() else -1
        if size < 0:
            yield finding(str(name), 0, "the file is not there")
        elif size < length:
            yield finding(str(name), size, f"the file ends here: it was {length} bytes long")


def _warc(
    path: Path, limit: int, captures: _Captures, seals: Seals, connection: Any | None, differing: dict[str, Finding]
) -> Iterator[Finding]:
    for found in walk(path):
        place = found if isinstance(found, Damage) else found.place
        if place.offset >= limit:
            return
        seals.take(found)
        if isinstance(found, Damage):
            yield finding(found.file, found.offset, found.what)
            continue
        if stands_for_another(found) and connection is not None and found.place.record_id not in seals.explained:
            yield finding(place.file, place.offset, "a tombstone that no takedown explains")
        yield from captures.of(found)
        if found.headers.get("content-type") == FACTS_TYPE:
            yield from _facts(found, connection, differing)


class _Captures:
    """The captures in the order of their records, so that one walk through the files meets each."""

    def __init__(self, connection: Any | None) -> None:
        self._rows = iter(()) if connection is None else connection.execute(_CAPTURES)
        self._next: Any = None
        self._failure: str | None = None
        self._advance()

    def _advance(self) -> None:
        try:
            self._next = next(self._rows, None)
        except Exception as error:  # noqa: BLE001 - whatever a damaged page raises
            self._next, self._failure = None, str(error)

    def before(self, name: str | None) -> Iterator[Finding]:
        """What is said to lie in files before this one (or in the rest): in files that are not there."""
        while self._next is not None and (name is None or str(self._next["warc_file"]) < name):
            yield self._lost()
        if name is None and self._failure:
            yield finding(DATABASE, "capture", f"cannot be read: {self._failure}")

    def of(self, record: Record) -> Iterator[Finding]:
        """What is said to lie before this record and does not, and whether what is said of this record is true."""
        place = record.place
        while self._next is not None and self._next["warc_file"] == place.file:
            if self._next["warc_offset"] > place.offset:
                return
            if self._next["warc_offset"] < place.offset:
                yield self._lost()
                continue
            wrong = _mismatch(self._next, record)
            if wrong and self._next["warc_record"] == place.record_id and self._next["warc_length"] != place.length:
                # The record is whole and is the one that is meant: the row was altered.
                yield finding(DATABASE, f"capture {self._next['id']}", f"{place.file} at {place.offset}: {wrong}")
            elif wrong:
                yield finding(place.file, place.offset, f"capture {self._next['id']}: {wrong}")
            self._advance()

    def _lost(self) -> Finding:
        row = self._next
        self._advance()
        return finding(
            str(row["warc_file"]), str(row["warc_offset"]), f"the record of capture {row['id']} is not there"
        )


_CAPTURES = (
    "SELECT id, url, status, payload_digest, withheld, warc_file, warc_offset, warc_length, warc_record FROM capture "
    "WHERE warc_file IS NOT NULL ORDER BY warc_file, warc_offset, id"
)


def _mismatch(row: Any, record: Record) -> str:
    """What a capture's row says otherwise than the record."""
    place = WarcPlace(
        file=record.place.file, offset=row["warc_offset"], length=row["warc_length"], record_id=row["warc_record"]
    )
    if place != record.place:
        return "the place is not that of the record"
    if stands_for_another(record):
        return ""
    if record.headers.get("warc-target-uri") != row["url"]:
        return "the record is of another address"
    if record.type == "metadata":
        return "" if row["status"] is None else "the record has no answer"
    if row["status"] is None or record.http[0].split(" ")[1:2] != [str(row["status"])]:
        return "the record has another status"
    told = row["payload_digest"]
    if record.type == "revisit" and row["status"] != 304 and told not in (None, *_told_digest(record)):
        return "the record repeats another payload"
    if told is None or record.type == "revisit":
        return ""
    return "" if told in _payload_digests(record) else "the payload is not what its digest says"


def _told_digest(record: Record) -> tuple[str, ...]:
    digits = record.headers.get("warc-payload-digest", "").partition(":")[2]
    return (base64.b32decode(digits).hex(),) if digits else ()


def _payload_digests(record: Record) -> tuple[str, ...]:
    found = hashlib.sha256(record.payload).hexdigest()
    withheld = record.headers.get("kliping-payload-digest", "").partition(":")[2]
    return (found, base64.b32decode(withheld).hex()) if withheld else (found,)


def _facts(record: Record, connection: Any | None, differing: dict[str, Finding]) -> Iterator[Finding]:
    """Whether each fact that a record carries stands in the database as it was told."""
    place = record.place
    for line in record.block.split(b"\n"):
        try:
            fact: Any = msgspec.json.decode(line, type=AnyFact) if line else None
            row = _differing(connection, fact) if connection is not None and line else None
        except Exception as error:  # noqa: BLE001 - the line may be from any program, the rows on a damaged page
            yield finding(place.file, place.offset, f"a fact cannot be read: {error}")
            continue
        if row is not None:
            told = f"not as it was kept: its record is in {place.file} at {place.offset}"
            differing.setdefault(row, finding(DATABASE, row, told))


def _told_nowhere(folder: Path, connection: Any | None, differing: dict[str, Finding]) -> Iterator[Finding]:
    """Of the rows that some record tells otherwise those that no record tells as they stand.

    Two archives that merged may each tell one fact in its own way; the row is as one of them has it.
    """
    paths = sorted(folder.glob("*.warc.gz")) if differing else []
    for found in (found for path in paths for found in walk(path)):
        if isinstance(found, Damage) or found.headers.get("content-type") != FACTS_TYPE:
            continue
        for line in found.block.split(b"\n"):
            with suppress(Exception):  # it was named before
                fact: Any = msgspec.json.decode(line, type=AnyFact)
                row = f"{TABLES[type(fact)]} {fact.id}" if type(fact) in TABLES else ""
                if row in differing and _differing(connection, fact) is None:
                    del differing[row]
    yield from differing.values()


def _differing(connection: Any, fact: Any) -> str | None:
    """The table and id of the row that a fact should be and is not."""
    if isinstance(fact, KeptReading):
        told = reading_rows(fact)
        row = connection.execute("SELECT * FROM reading WHERE id = ?", (fact.id,)).fetchone()
        evidence = connection.execute("SELECT evidence FROM evidence WHERE reading = ?", (fact.id,)).fetchone()
        is_same = row is not None and tuple(row) == told.reading and evidence is not None
        return None if is_same and evidence[0] == told.evidence[1] else f"reading {fact.id}"
    table, told_row = TABLES[type(fact)], row_of(fact)
    row = connection.execute(f"SELECT * FROM {table} WHERE id = ?", (told_row["id"],)).fetchone()  # noqa: S608 - table names are ours
    # Where a capture's record lies is compared with the record itself: a merge may give a file another name.
    told_row = {name: value for name, value in told_row.items() if not name.startswith("warc_")}
    is_same = row is not None and all(row[name] == value for name, value in told_row.items())
    return None if is_same else f"{table} {told_row['id']}"


# --------------------------------------------------------------------------------------------------------- the database


def _database(connection: Any, path: Path) -> Iterator[Finding]:
    yield from _guarded("integrity_check", lambda: _integrity(connection))
    if tuple(map(int, VERSION.split("."))) < (3, 44):
        for table in INDEXES:
            yield from _guarded(table, lambda table=table: _index(path, table))  # type: ignore[misc]
    for table in FACTS:
        yield from _guarded(table, lambda table=table: _rows(connection, table))  # type: ignore[misc]
    yield from _guarded("reading", lambda: _texts(connection))
    for reference in _REFERENCES:
        yield from _guarded(reference[0], lambda reference=reference: _dangling(connection, *reference))  # type: ignore[misc]


def _integrity(connection: Any) -> Iterator[Finding]:
    """What SQLite itself finds; since 3.44 that is the search index, too."""
    for (line,) in connection.execute("PRAGMA integrity_check").fetchall():
        if line != "ok":
            yield finding(DATABASE, "integrity_check", str(line))


def _index(path: Path, table: str) -> Iterator[Finding]:
    """The search index, where SQLite's own check passes it over: asked for by an INSERT that changes nothing."""
    connection = connect(path)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")  # noqa: S608 - names are ours
    except DatabaseError as error:
        yield finding(DATABASE, table, str(error))
    finally:
        connection.close()


def _rows(connection: Any, table: str) -> Iterator[Finding]:
    for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - table names are ours
        what = wrong_fact(table, row)
        if what:
            yield finding(DATABASE, f"{table} {row['id']}", what)


def wrong_fact(table: str, row: Any) -> str:
    """What is wrong with a row of a table of facts; nothing where it is what its digest says."""
    try:
        return "" if fact_of(table, row).id == row["id"] else "the row is not what its digest says"
    except Exception as error:  # noqa: BLE001 - a damaged row raises whatever its reader does
        return f"the row cannot be read: {error}"


def _texts(connection: Any) -> Iterator[Finding]:
    """Every wording and every reading against its digest; a reading of an altered wording is not told beside it."""
    altered: set[str] = set()
    for row in connection.execute("SELECT id, title, subtitle, body, words FROM wording"):
        what = wrong_wording(row)
        if what:
            altered.add(row["id"])
            yield finding(DATABASE, f"wording {row['id']}", what)
    rows = connection.execute(
        "SELECT r.*, e.evidence, w.id AS w_id, w.title, w.subtitle, w.body FROM reading r "
        "LEFT JOIN evidence e ON e.reading = r.id LEFT JOIN wording w ON w.id = r.wording"
    )
    for row in rows:
        what = "" if row["wording"] in altered else wrong_reading(row)
        if what:
            yield finding(DATABASE, f"reading {row['id']}", what)


def wrong_wording(row: Any) -> str:
    """What is wrong with a row of the table `wording`; nothing where it is what its digest says."""
    paragraphs = [{"text": text} for text in row["body"].split("\n\n")]
    try:
        article = msgspec.convert({"title": row["title"], "subtitle": row["subtitle"], "body": paragraphs}, Article)
        is_same = article.wording == row["id"] and len(article.text.split()) == row["words"]
    except Exception as error:  # noqa: BLE001 - a damaged row raises whatever its reader does
        return f"the text cannot be read: {error}"
    return "" if is_same else "the text is not what its digest says"


def wrong_reading(row: Any) -> str:
    """The same of a reading's row with its evidence and the columns of its wording (whose id is `w_id`)."""
    try:
        kept = kept_reading(row, row["evidence"] or "{}", row if row["w_id"] is not None else None)
    except Exception as error:  # noqa: BLE001 - a damaged row raises whatever its reader does
        return f"the row cannot be read: {error}"
    return "" if kept.id == row["id"] else "the row is not what its digest says"


def _dangling(connection: Any, table: str, column: str, other: str, key: str) -> Iterator[Finding]:
    rows = connection.execute(
        f"SELECT t.{column} FROM {table} t LEFT JOIN {other} o ON o.{key} = t.{column} "  # noqa: S608 - names are ours
        f"WHERE o.{key} IS NULL AND t.{column} IS NOT NULL LIMIT 100"
    )
    for (value,) in rows:
        yield finding(DATABASE, f"{table} {value}", f"it refers to a {other} that is not there")

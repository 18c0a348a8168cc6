"""An archive made again from its WARC files alone: facts replayed as they were told, everything else derived."""

from __future__ import annotations

import heapq
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from archive import DATABASE, __version__, views
from archive.adoption import facts_in, orphans
from archive.derive import derive_all
from archive.errors import ArchiveDamaged, ArchiveError
from archive.facts import AnyFact
from archive.records import utc_text
from archive.rows import fact_of, insert_least
from archive.schema import migrate
from archive.sealing import owner_and_day
from archive.sqlite import connect, is_the_records, transaction
from archive.warc import FACTS_TYPE, Damage, Record, read_record, walk

_DAY = re.compile(r"\d{8}")
_AT_ONCE = 500  # records of facts in one transaction


class Rebuilt(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive was made of again. `damaged` names what could not be read, by file and offset."""

    files: int = 0
    records: int = 0
    facts: int = 0
    captures: int = 0
    articles: int = 0
    damaged: tuple[str, ...] = ()


def rebuild(
    source: Path, folder: Path, now: datetime, *, tell: Callable[[str, int], None] = lambda _what, _count: None
) -> Rebuilt:  # fmt: skip
    """Make the archive in `folder` from the WARC files of `source`, which are copied there where they are not yet.

    It appears whole or not at all. `tell` is told how many records were read, then how many articles there are again:
    ("records", 500), ("articles", 1). ArchiveError where an archive is there already, or no file to make it from.
    """
    if (folder / DATABASE).exists():
        raise ArchiveError(f"there is an archive in {folder} already: move its {DATABASE} away first")
    if not any(source.glob("*.warc.gz")):
        raise ArchiveError(f"there is no WARC file in {source}")
    warc, draft = folder / "warc", folder / f"{DATABASE}.rebuilt"
    warc.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.glob("*.warc.gz")):
        if not (warc / path.name).exists():
            shutil.copy2(path, warc / path.name)
    for old in folder.glob(f"{draft.name}*"):
        old.unlink()
    connection = connect(draft)
    try:
        migrate(connection)
        with transaction(connection):
            views.make(connection)
        told = _replayed(connection, warc, now, tell)
        with transaction(connection):
            derive_all(connection, lambda done: tell("articles", done))
        articles = connection.execute("SELECT count(*) FROM article_state").fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()
    draft.replace(folder / DATABASE)
    return msgspec.structs.replace(told, articles=articles)


def _replayed(connection: Any, warc: Path, now: datetime, tell: Callable[[str, int], None]) -> Rebuilt:
    paths = sorted(warc.glob("*.warc.gz"), key=lambda path: (_day(path), path.name))
    counts: Counter[str] = Counter()
    damaged: list[str] = []
    for batch in _batches(_records(paths, damaged)):
        with transaction(connection):
            for record in batch:
                counts["records"] += 1
                counts["facts"] += _insert(connection, record, damaged)
        tell("records", counts["records"])
    for path in paths:
        with transaction(connection):
            counts["captures"] += _orphaned(connection, path, damaged)
            connection.execute("INSERT OR REPLACE INTO warc_file VALUES (?, ?)", (path.name, path.stat().st_size))
    with transaction(connection):
        connection.execute(
            "INSERT OR REPLACE INTO archive VALUES (?, ?, ?)", (_owner(paths), utc_text(now), __version__)
        )
    return Rebuilt(
        files=len(paths), records=counts["records"], facts=counts["facts"], captures=counts["captures"],
        damaged=tuple(dict.fromkeys(damaged)),
    )  # fmt: skip


def _day(path: Path) -> str:
    about = owner_and_day(path.name)
    return about[1] if about else ""


def _owner(paths: Sequence[Path]) -> str:
    """The archive that wrote last: what came home by a merge is older than the archive that took it in."""
    owners = [about[0] for path in paths if (about := owner_and_day(path.name))]
    if not owners:
        raise ArchiveError("no WARC file is named as Kliping names them: use `kliping import`")
    return owners[-1]


def _records(paths: Sequence[Path], damaged: list[str]) -> Iterator[Record]:
    """All records of facts, in the order in which they were told: files that were written side by side are joined."""
    for _, group in groupby(paths, key=_day):
        files = (_facts(path, damaged) for path in group)
        yield from heapq.merge(*files, key=lambda record: record.headers.get("warc-date", ""))


def _facts(path: Path, damaged: list[str]) -> Iterator[Record]:
    for found in walk(path):
        if isinstance(found, Damage):
            damaged.append(f"{found.file}:{found.offset}  {found.what}")
        elif found.headers.get("content-type") == FACTS_TYPE:
            yield found


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    for record in records:
        batch.append(record)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _insert(connection: Any, record: Record, damaged: list[str]) -> int:
    try:
        return sum(insert_least(connection, fact) for fact in facts_in(record))
    except Exception as error:
        if not is_the_records(error):
            raise
        damaged.append(f"{record.place.file}:{record.place.offset}  a fact cannot be read: {error}")
        return 0


def _moved(connection: Any, folder: Path, record: Record) -> None:
    """Tell the place of a record whose file was given another name (by a merge) since its capture was told."""
    if record.type not in ("response", "revisit", "metadata") or record.headers.get("content-type") == FACTS_TYPE:
        return
    place = record.place
    row = connection.execute("SELECT * FROM capture WHERE warc_record = ?", (place.record_id,)).fetchone()
    if row is None:
        return
    try:
        read_record(folder, fact_of("capture", row).warc)  # type: ignore[union-attr,arg-type]
    except ArchiveDamaged:
        connection.execute(
            "UPDATE capture SET warc_file = ?, warc_offset = ? WHERE id = ?", (place.file, place.offset, row["id"])
        )


def _orphaned(connection: Any, path: Path, damaged: list[str]) -> int:
    """Take in the answers that no capture refers to, as an opening after a crash would."""
    told: list[AnyFact] = []
    take = orphans(path.name, told)
    known = {row[0] for row in connection.execute("SELECT warc_record FROM capture WHERE warc_file = ?", (path.name,))}
    for found in walk(path, goes_on=False):
        if isinstance(found, Damage):
            break
        try:
            if found.place.record_id not in known:
                _moved(connection, path.parent, found)
            take(connection, found)
        except Exception as error:
            if not is_the_records(error):
                raise
            damaged.append(f"{path.name}:{found.place.offset}  {type(error).__name__}: {error}")
    return len(told)

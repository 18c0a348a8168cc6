"""A database written anew in its own file, so that nothing which was deleted lies in free space: in little memory.

A plain VACUUM keeps its copy where temporary things are kept, and that is the memory in the SQLite of pysqlite3's
wheels: as much of it as the database is large. Here the copy lies beside the database, and is copied back in one
transaction: who reads goes on reading what was there, a crash leaves the one or the other, and whatever another program
wrote in the meantime is not lost, since the copy is thrown away then.
"""

from __future__ import annotations

import os
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

from archive import DATABASE
from archive.indexing import INDEXES
from archive.lock import holder
from archive.sqlite import OperationalError, connect

# Bytes of a database that is written anew while a crawl's writer waits, which it does for half a minute.
_SMALL = 250_000_000
_OWED = "rewrite_owed"  # a table without rows: the next crawl's end sees to it
_PAGES = 2_000  # copied back between two looks at whether another program writes
_TRIES = 3


class _Changed(Exception):
    """Another program wrote, or writes, while the copy was made."""


class Swept(NamedTuple):
    """Whether a reader held the old pages, whether the file is new, and whether that is left to the end of a crawl."""

    is_read: bool = False
    is_rewritten: bool = False
    is_owed: bool = False


def sweep_bytes(folder: Path) -> Swept:
    """Leave no byte of what was deleted in free pages, in old index segments or in the WAL.

    Of a large database that takes longer than a crawl's writer waits: beside a crawl it is owed, and done at its end.
    """
    path = folder / DATABASE
    if path.stat().st_size > _SMALL and holder(folder) not in (None, os.getpid()):
        with closing(connect(path)) as connection:
            connection.execute(f"CREATE TABLE IF NOT EXISTS {_OWED} (number INTEGER) STRICT")
        return Swept(is_owed=True)
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        for table in INDEXES:
            connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608 - names are ours
    # Where this cannot be done: what was deleted just now is overwritten already, only older free space stays as it was.
    is_rewritten = write_anew(path)
    with closing(connect(path)) as connection:
        if is_rewritten:
            connection.execute(f"DROP TABLE IF EXISTS {_OWED}")
        (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return Swept(is_read=bool(is_busy), is_rewritten=is_rewritten)


def is_owed(connection: Any) -> bool:
    """Whether a takedown beside a crawl left the writing anew to its end."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_OWED,)).fetchone() is not None


def write_anew(path: Path) -> bool:
    """Whether it could be done: not where another program keeps writing, nor where the disk has no room for the copies.

    While it goes on the disk holds the database three times: as it was, as a copy, and in the WAL.
    """
    copy = path.with_name(f"{path.name}.anew")
    for _ in range(_TRIES):
        copy.unlink(missing_ok=True)
        try:
            with suppress(_Changed):
                _copied_and_back(path, copy)
                return True
        except OperationalError:
            return False
        finally:
            copy.unlink(missing_ok=True)
    return False


def _copied_and_back(path: Path, copy: Path) -> None:
    with closing(connect(path)) as watching, closing(connect(path)) as own:
        before = _written(watching)
        watching.execute("VACUUM INTO ?", (str(copy),))

        def look(_status: int, left: int, total: int) -> None:
            # From the first pages on nobody else can write; none is counted where another program holds the lock. With
            # the last ones this very copy was committed.
            if not total or (left and _written(watching) != before):
                raise _Changed

        with closing(connect(copy, readonly=True)) as made:
            pages = made.execute("PRAGMA page_count").fetchone()[0]
            made.backup(own, pages=min(_PAGES, max(1, pages // 2)), progress=look)


def _written(connection: Any) -> int:
    """A number that is another one when another connection has written."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])

"""The only importer of a SQLite driver: pysqlite3 where it has a wheel, else the standard library's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

try:
    import pysqlite3 as driver
except ImportError:
    import sqlite3 as driver

Connection = driver.Connection
Row = driver.Row
DatabaseError = driver.DatabaseError
OperationalError = driver.OperationalError
# What the driver raises for two statements in one.
DriverWarning = driver.Warning
VERSION: str = driver.sqlite_version

# SQLite 3.7.0-3.51.2 in WAL mode can lose committed pages when two connections write and checkpoint at one instant.
_WAL_SINCE = (3, 51, 3)
# WAL needs memory that all processes share: two machines on one network folder have none.
_REMOTE = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.rclone"}
)
_MOUNTS = Path("/proc/self/mounts")
# Extended result codes with which a full disk answers, beside SQLITE_FULL: write, truncate, shared memory's size.
_FULL_CODES = frozenset({13, 778, 1546, 4874})


def wal_is_sound() -> bool:
    """Whether this SQLite is free of the WAL-reset fault; else the rollback journal is used."""
    return tuple(int(part) for part in VERSION.split(".")) >= _WAL_SINCE


def is_local(path: Path) -> bool:
    """Whether the path lies on a disk of this machine, as far as the system tells."""
    try:
        mounts = [line.split(" ")[1:3] for line in _MOUNTS.read_text(encoding="utf-8").splitlines()]
    except OSError:
        return True
    place = path.resolve()
    kinds = {Path(point.replace("\\040", " ")): kind for point, kind in mounts}
    nearest = next((folder for folder in (place, *place.parents) if folder in kinds), None)
    return nearest is None or kinds[nearest] not in _REMOTE


def connect(path: Path, *, readonly: bool = False) -> Any:
    """A connection with the archive's pragmas; transactions are opened by hand. Rows answer by name and number."""
    mode = "ro" if readonly else "rwc"
    uri = f"file:{_escaped(path)}?mode={mode}"
    connection = driver.connect(
        uri, uri=True, isolation_level=None, timeout=30.0, check_same_thread=False, cached_statements=500
    )
    connection.row_factory = Row
    pragmas = ["busy_timeout=30000", "foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON", "temp_store=MEMORY"]
    if readonly:
        pragmas += ["query_only=ON"]
    else:
        journal = "WAL" if wal_is_sound() and is_local(path) else "TRUNCATE"
        pragmas += [f"journal_mode={journal}", "synchronous=FULL", "cache_size=-65536"]
    try:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
    except DatabaseError:
        connection.close()
        raise
    return connection


def attach(connection: Any, path: Path, name: str, *, readonly: bool = False) -> None:
    """A second database under a name. Of one that is only read a transaction takes no lock that a writer waits for."""
    uri = f"file:{_escaped(path)}?mode={'ro' if readonly else 'rwc'}"
    connection.execute(f"ATTACH DATABASE ? AS {name}", (uri,))


@contextmanager
def transaction(connection: Any) -> Iterator[None]:
    """BEGIN IMMEDIATE … COMMIT, and ROLLBACK whatever goes wrong: a deferred one could fail when it begins to write."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def is_full(error: BaseException) -> bool:
    """Whether a database's error says that there is no space left."""
    return getattr(error, "sqlite_errorcode", None) in _FULL_CODES


def is_the_records(error: BaseException) -> bool:
    """Whether an error is about what was to be written, and not about the database or the disk it lies on."""
    return not isinstance(error, OperationalError | MemoryError | OSError) and type(error) is not DatabaseError


def _escaped(path: Path) -> str:
    return str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")

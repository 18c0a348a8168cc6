"""The only importer of a SQLite driver: pysqlite3 where it has a wheel, else the standard library's."""

from __future__ import annotations

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
VERSION: str = driver.sqlite_version

# SQLite 3.7.0-3.51.2 in WAL mode can lose committed pages when two connections write and checkpoint at one instant.
_WAL_SINCE = (3, 51, 3)


def wal_is_sound() -> bool:
    """Whether this SQLite is free of the WAL-reset fault; else the rollback journal is used."""
    return tuple(int(part) for part in VERSION.split(".")) >= _WAL_SINCE


def connect(path: Path, *, readonly: bool = False) -> Any:
    """A connection with the archive's pragmas; transactions are opened by hand. Rows answer by name and number."""
    mode = "ro" if readonly else "rwc"
    uri = f"file:{_escaped(path)}?mode={mode}"
    connection = driver.connect(uri, uri=True, isolation_level=None, timeout=30.0, check_same_thread=False)
    connection.row_factory = Row
    pragmas = ["busy_timeout=30000", "foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON"]
    if readonly:
        pragmas += ["query_only=ON"]
    else:
        pragmas += [f"journal_mode={'WAL' if wal_is_sound() else 'TRUNCATE'}", "synchronous=FULL", "cache_size=-65536"]
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def is_full(error: BaseException) -> bool:
    """Whether the error says that there is no space left."""
    return "database or disk is full" in str(error) or "disk I/O error" in str(error)


def _escaped(path: Path) -> str:
    return str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")

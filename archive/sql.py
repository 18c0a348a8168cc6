"""One SELECT that somebody wrote, asked so that it can neither change anything nor go on for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from archive.errors import QueryRefused
from archive.messages import say
from archive.sqlite import DatabaseError, DriverWarning

# SQLite's numbers of what a statement may do: PRAGMA, READ, SELECT, FUNCTION, RECURSIVE (sqlite3.h, "Authorizer Action
# Codes").
_PRAGMA, _READ, _SELECT, _FUNCTION, _RECURSIVE = 19, 20, 21, 31, 33
# The search index asks for the first; the others only tell what tables there are.
_PRAGMAS = frozenset({"data_version", "table_info", "table_xinfo", "table_list", "index_list", "index_info"})
_OK, _DENY = 0, 1
# So many steps of SQLite's machine are a few milliseconds.
_STEPS = 20_000


class Table(msgspec.Struct, frozen=True):
    """What a SELECT gave; `is_cut` says that there was more."""

    names: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    is_cut: bool


def ask(connection: Any, statement: str, *, limit: int, until: float, now: Callable[[], float]) -> Table:
    """The rows of one SELECT. QueryRefused where it is none, is wrong, or is not done in time."""
    connection.set_authorizer(_allowed)
    connection.set_progress_handler(lambda: now() > until, _STEPS)
    try:
        cursor = connection.execute(statement)
        if cursor.description is None:
            raise QueryRefused(say("that is no question: write one SELECT"))
        rows = cursor.fetchmany(limit + 1)
    except (DatabaseError, ValueError, DriverWarning) as error:
        if "interrupted" in str(error):
            raise QueryRefused(say("not done in time: ask for less, or allow more with --seconds")) from error
        raise QueryRefused(say("SQL cannot be answered: {error}", error=" ".join(str(error).split()))) from error
    finally:
        connection.set_progress_handler(None, 0)
        connection.set_authorizer(None)
    names = tuple(column[0] for column in cursor.description)
    return Table(names, tuple(tuple(_plain(cell) for cell in row) for row in rows[:limit]), len(rows) > limit)


def _allowed(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action == _PRAGMA:
        return _OK if first in _PRAGMAS else _DENY
    if action == _FUNCTION:
        return _DENY if second in ("load_extension", "fts3_tokenizer") else _OK
    return _OK if action in (_READ, _SELECT, _RECURSIVE) else _DENY


def _plain(cell: Any) -> Any:
    return cell.hex() if isinstance(cell, bytes) else cell

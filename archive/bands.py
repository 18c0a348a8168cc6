"""The band table: which sketches share a band, asked and kept up to date at a cost that hardly grows with the archive.

An entry is one integer: a band's key, and below it the sketch's number. Keys are drawn by lot, so that each new entry
would change a page of its own in a table that no cache holds. Hence a second, young table takes them first, and each
sketch that is entered moves one slice of the keys on, in their order: a page is then written for several entries. Where
a slice begins follows from the sketch's number alone, so nothing else needs to be remembered; both tables are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from archive.errors import ArchiveError
from archive.fingerprint import KEY_BITS, bands, verbatim

NUMBER_BITS = 63 - KEY_BITS  # so that an entry is a positive integer of SQLite's
_LAST = (1 << NUMBER_BITS) - 1
# So many sketches move all keys on once. The young table then holds up to 700,000 entries (11 MB); half as many slices
# would halve it, and change twice as many pages of the old one.
_SLICES = 1 << 15
_SLICE = 1 << (63 - 15)
_AT_ONCE = 5_000

_OF_KEY = f"entry BETWEEN j.value << {NUMBER_BITS} AND j.value << {NUMBER_BITS} | {_LAST}"
_SHARING = f"""
SELECT (SELECT group_concat(number) FROM (
  SELECT entry & {_LAST} AS number FROM band WHERE {_OF_KEY}
  UNION ALL SELECT entry & {_LAST} FROM young_band WHERE {_OF_KEY} LIMIT ?
)) FROM json_each(?) j
"""  # noqa: S608 - numbers of ours


def enter(connection: Any, sketched: bytes, number: int) -> None:
    """Enter a sketch under its number, and move a slice of the young entries on."""
    connection.executemany("INSERT INTO young_band VALUES (?)", _entries(sketched, number))
    begin = number % _SLICES * _SLICE
    # The last slice ends with the greatest integer there is.
    slice_of_keys = (begin, begin + _SLICE - 1)
    connection.execute("INSERT INTO band SELECT entry FROM young_band WHERE entry BETWEEN ? AND ?", slice_of_keys)
    connection.execute("DELETE FROM young_band WHERE entry BETWEEN ? AND ?", slice_of_keys)


def take_out(connection: Any, sketched: bytes, number: int) -> None:
    """Take a sketch's entries away."""
    entries = _entries(sketched, number)
    connection.executemany("DELETE FROM band WHERE entry = ?", entries)
    connection.executemany("DELETE FROM young_band WHERE entry = ?", entries)


def sharing(connection: Any, keys: Iterable[int], most: int) -> list[list[int]]:
    """For each of these keys that two sketches or more have their numbers: so many at most."""
    rows = connection.execute(_SHARING, (most, f"[{','.join(map(str, sorted(keys)))}]"))
    return [list(map(int, row[0].split(","))) for row in rows if row[0] is not None and "," in row[0]]


def fill(connection: Any, tell: Callable[[int, int], None] = lambda _done, _total: None) -> None:
    """Make the table anew, of all sketches: many at a time, in the order of their keys.

    `tell` is told of how many of how many sketches the bands are in.
    """
    total = connection.execute("SELECT count(*) FROM sketch").fetchone()[0]
    connection.execute("DELETE FROM young_band")
    connection.execute("DELETE FROM band")
    last = done = 0
    while rows := connection.execute(
        "SELECT number, sketch FROM sketch WHERE number > ? ORDER BY number LIMIT ?", (last, _AT_ONCE)
    ).fetchall():
        entries = sorted(entry for row in rows for entry in _entries(row["sketch"], row["number"]))
        connection.executemany("INSERT INTO band VALUES (?)", entries)
        last, done = rows[-1]["number"], done + len(rows)
        tell(done, total)


def _entries(sketched: bytes, number: int) -> list[tuple[int]]:
    if number > _LAST:
        raise ArchiveError(f"no more than {_LAST:,} sketches can be told apart: rebuild the archive")
    keys = {*bands(sketched)}
    if (whole := verbatim(sketched)) is not None:
        keys.add(whole)
    return sorted((key << NUMBER_BITS | number,) for key in keys)

"""CSV and JSON Lines."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from archive.exports.columns import MAX_CELL, NAMES, cells_of, joined
from archive.exports.formulas import disarmed
from archive.exports.selection import Row


def write_csv(
    path: Path, rows: Iterable[Row], *, delimiter: str = ",", bom: bool = False, raw: bool = False
) -> tuple[int, list[str]]:
    """Rows under a line of names; formulas disarmed unless `raw`. How many rows, and which hold more than a cell can.

    They are whole here; a spreadsheet that opens the file cuts them.
    """
    count, over_long = 0, []
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(NAMES)
        for row in rows:
            cells = [joined(row[name]) for name in NAMES]
            if any(isinstance(cell, str) and len(cell) > MAX_CELL // 2 and len(cells_of(cell)) > 1 for cell in cells):
                over_long.append(f"{row['id']}/{row['revision']}")
            writer.writerow(cells if raw else [disarmed(cell) for cell in cells])
            count += 1
    return count, over_long


def write_jsonl(path: Path, rows: Iterable[Row]) -> int:
    """One JSON object a line, every column by its name. How many rows."""
    return sum(1 for _ in with_jsonl(path, rows))


def with_jsonl(path: Path, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, each written as JSON before it is given."""
    with path.open("wb") as file:
        for row in rows:
            file.write(msgspec.json.encode({name: row[name] for name in NAMES}) + b"\n")
            yield row

"""Lists as JSON and CSV. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import msgspec

from archive.exports.formulas import disarmed
from archive.web.asked import FORMATS, Ask, Reply


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list: rows as tables with the same keys, how many there are in all where that is known."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    total: int | None = None
    notes: tuple[str, ...] = ()


def table_of(name: str, kind: type[msgspec.Struct], rows: Sequence[msgspec.Struct], total: int | None = None) -> Table:
    """The rows of a noun of `archive.answers`, its own field names the columns."""
    columns = tuple(kind.__struct_fields__)
    return Table(name=name, columns=columns, rows=tuple(msgspec.to_builtins(row) for row in rows), total=total)


def as_format(ask: Ask, table: Table) -> Reply:
    """The list as the address's ending says."""
    body = as_csv(table) if ask.format == "csv" else as_json(table, ask.text("_shape"), ask.page)
    headers = {"content-disposition": f'attachment; filename="{table.name}.csv"'} if ask.format == "csv" else {}
    return Reply(body=body, kind=FORMATS[ask.format], headers=headers)


def as_json(table: Table, shape: str = "", page: int = 1) -> bytes:
    """The shapes that Datasette's addresses know: objects (with what is around them), array, arrays, arrayfirst."""
    lists = [[row.get(name) for name in table.columns] for row in table.rows]
    shapes: dict[str, Any] = {
        "array": table.rows,
        "arrays": lists,
        "arrayfirst": [row[0] for row in lists],
    }
    around = {
        "name": table.name, "columns": table.columns, "rows": table.rows, "total": table.total, "page": page,
        "notes": table.notes,
    }  # fmt: skip
    return msgspec.json.encode(shapes.get(shape, around))


def as_csv(table: Table) -> str:
    """RFC 4180, each field inert in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(inert(name) for name in table.columns)
    for row in table.rows:
        writer.writerow(inert(row.get(name)) for name in table.columns)
    return out.getvalue()


def inert(value: Any) -> Any:
    """A field that no spreadsheet takes for a formula."""
    if isinstance(value, list | tuple | dict):
        value = msgspec.json.encode(value).decode()
    return disarmed(value)

"""XLSX: every cell typed as text or number, never as a formula or a link; what is too long for a cell goes on in further columns."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from archive.exports.columns import COLUMNS, MAX_CELL, joined
from archive.exports.selection import Row

# A limit of the format ("Excel specifications and limits").
MAX_ROWS = 1_048_576


def write_xlsx(path: Path, rows: Iterable[Row], *, longest: int, rows_a_sheet: int = MAX_ROWS) -> tuple[int, list[str]]:
    """Rows on as many sheets as they need. How many rows, and the ids of those whose text was split over several cells.

    `longest` is the length of the longest text: so many columns are set aside for what goes on. A cell of another column
    that is too long is cut, and its id told as well.
    """
    from xlsxwriter import Workbook

    further = max(0, -(-longest // MAX_CELL) - 1)
    names = [column.name for column in COLUMNS] + [f"body ({number + 2})" for number in range(further)]
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(str(path), options)
    bold = book.add_format({"bold": True})
    count, over_long = 0, []
    sheet: Any = None
    line = rows_a_sheet
    for row in rows:
        if line >= rows_a_sheet:
            sheet, line = book.add_worksheet(), 1
            for number, name in enumerate(names):
                sheet.write_string(0, number, name, bold)
            sheet.freeze_panes(1, 0)
        if _write_row(sheet, line, row):
            over_long.append(f"{row['id']}/{row['revision']}")
        line, count = line + 1, count + 1
    if sheet is None:
        book.add_worksheet().write_row(0, 0, names)
    book.close()
    return count, over_long


def _write_row(sheet: Any, line: int, row: Row) -> bool:
    is_over_long = False
    for number, column in enumerate(COLUMNS):
        value = joined(row[column.name])
        if isinstance(value, str):
            sheet.write_string(line, number, value[:MAX_CELL])
            is_over_long = is_over_long or len(value) > MAX_CELL
        elif value is not None:
            sheet.write_number(line, number, value)
    body = str(row["body"] or "")
    for number, start in enumerate(range(MAX_CELL, len(body), MAX_CELL)):
        sheet.write_string(line, len(COLUMNS) + number, body[start : start + MAX_CELL])
    return is_over_long

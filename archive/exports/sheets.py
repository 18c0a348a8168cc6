"""XLSX: every cell typed as text or number, never as a formula or a link; what is too long for a cell goes on in further columns."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from archive.errors import ArchiveError
from archive.exports.columns import COLUMNS, cells_of, joined
from archive.exports.selection import Row

# A limit of the format ("Excel specifications and limits").
MAX_ROWS = 1_048_576
# Of a part of 2 GB and more zip needs its 64-bit form, at which Excel offers to mend the file. What stands around a cell
# is some 55 bytes; letters that take several bytes are counted as one, and then the part is of that form.
MAX_SHEET = 1_600_000_000
_AROUND = 55


def write_xlsx(
    path: Path, rows: Iterable[Row], *, most_cells: int, rows_a_sheet: int = MAX_ROWS, sheet_size: int = MAX_SHEET
) -> tuple[int, list[str]]:
    """Rows on as many sheets as they need. How many rows, and the ids of those whose text was split over several cells.

    `most_cells` is how many cells the longest text takes: so many columns are set aside for what goes on. A cell of another
    column that is too long is cut, and its id told as well.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError
    from xlsxwriter.worksheet import Worksheet

    class Sheet(Worksheet):  # type: ignore[misc]
        """Of its own accord it writes what begins and ends as marked-up text does as the file's own markup."""

        def _xml_rich_inline_string(self, string: str, attributes: Any) -> None:
            self._xml_inline_string(string, True, attributes)

    names = [column.name for column in COLUMNS] + [f"body ({number})" for number in range(2, most_cells + 1)]
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        # What is temporary is as large as the sheets, and /tmp is memory on many machines.
        "tmpdir": str(path.parent),
    }
    book = Workbook(str(path), options)
    book.use_zip64()
    bold = book.add_format({"bold": True})
    count, over_long = 0, []
    sheet: Any = None
    line, size = rows_a_sheet, 0
    for row in rows:
        if line >= rows_a_sheet or size >= sheet_size:
            sheet, line, size = book.add_worksheet(worksheet_class=Sheet), 1, 0
            for number, name in enumerate(names):
                sheet.write_string(0, number, name, bold)
            sheet.freeze_panes(1, 0)
        written, is_over_long = _write_row(sheet, line, row)
        if is_over_long:
            over_long.append(f"{row['id']}/{row['revision']}")
        line, size, count = line + 1, size + written, count + 1
    if sheet is None:
        book.add_worksheet().write_row(0, 0, names)
    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] from error
    return count, over_long


def _write_row(sheet: Any, line: int, row: Row) -> tuple[int, bool]:
    """About how many bytes it takes, and whether a cell is too long."""
    size, is_over_long = 0, False
    for number, column in enumerate(COLUMNS):
        value = joined(row[column.name])
        if isinstance(value, str):
            first, *further = cells_of(value)
            _write_text(sheet, line, number, first)
            size += len(value) + _AROUND
            is_over_long = is_over_long or bool(further)
            if column.name == "body":
                for more, piece in enumerate(further):
                    _write_text(sheet, line, len(COLUMNS) + more, piece)
        elif value is not None:
            sheet.write_number(line, number, value)
            size += _AROUND
    return size, is_over_long


def _write_text(sheet: Any, line: int, number: int, text: str) -> None:
    if sheet.write_string(line, number, text) != 0:
        raise ArchiveError(f"row {line} of a sheet: its cell {number} cannot be written whole")

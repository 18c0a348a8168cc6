"""The OWASP formulas as headlines and names in every column, and 30 terminal escapes: none is live in CSV, XLSX, a diff or a terminal."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import load_workbook

from archive.exports.formulas import FORMULA_STARTS
from archive.exports.writing import Order, export
from archive.records import Person
from archive.store import Archive
from tests.archive.builder import article, at, look

FORMULAS = (
    '=HYPERLINK("http://jahat.example","klik")', "=cmd|'/c calc'!A1", "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd",
    "\t=1+1", "\r=1+1", "=1+1\n", "＝1+1", "|calc", "%0A=1", '=IMPORTXML("http://j.example","//a")', "=DDE(1;2;3)",
)  # fmt: skip
_BODIES = (
    "]0;judul\x07",
    "]52;c;ZXZpbA==\x07",
    "]8;;http://j.example\x1b\\",
    "[2J",
    "[31m",
    "[6n",
    "P$q\x1b\\",
    "c",
    "[?1049h",
    "_x\x1b\\",
)
ESCAPES = tuple(f"{start}{body}" for start in ("\x1b", "\u202e\x1b", "x\x9b\x1b") for body in _BODIES)
NOW = datetime(2026, 5, 1, tzinfo=UTC)


def main() -> str:
    """How many texts were carried through, and that none was live."""
    texts = (*FORMULAS, *ESCAPES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "a"
        with Archive.open(folder, create=True, clock=lambda: at(5)) as archive:
            for number, text in enumerate(texts):
                people = (Person(name=text, role="reporter", printed=text),)
                found = article(
                    text, (f"{text} kata {number}", "Kata lain."), people=people, section=text, tags=(text,)
                )
                archive.keep(look(found, path=f"/{number}")).result(10)
        cells = [*_csv(folder, Path(name) / "x.csv"), *_xlsx(folder, Path(name) / "x.xlsx")]
        told = _terminal(folder)
    assert not [char for char in told if (ord(char) < 32 and char != "\n") or char in "\x7f\x9b\u202e"]
    return f"{len(texts)} texts in {len(cells)} cells and {len(told)} characters of terminal output: none live"


def _csv(folder: Path, path: Path) -> list[str]:
    export(folder, Order(format="csv"), path, now=NOW)
    with path.open(newline="", encoding="utf-8") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)]
    return cells


def _xlsx(folder: Path, path: Path) -> list[str]:
    export(folder, Order(format="xlsx"), path, now=NOW)
    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    return [str(cell.value) for cell in cells]


def _terminal(folder: Path) -> str:
    """What a person is shown: a search, a headline, a life, on a terminal with colours off."""
    environment = {**os.environ, "NO_COLOR": "1", "KLIPING_ARCHIVE": str(folder)}
    said = []
    for words in (
        ["search", "kata", "--limit", "100"],
        ["show", "https://warta-sabana.example/20"],
        ["history", "https://warta-sabana.example/13"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "archive.cli", *words], capture_output=True, text=True, env=environment, check=True
        )
        said.append(done.stdout)
    return "".join(said)

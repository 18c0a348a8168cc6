"""What taking a whole archive away costs: rows a CPU second, memory on the way, and whether all of it is there.

    python -m tests.bench.exporting FOLDER [--formats csv jsonl …] [--query tanggal:2020] [--into DIR]

Each format is written by a process of its own, which notes the most memory that it has taken when a tenth, half and all
of the articles are done, and at the end: it must not grow. What was written is then read by other people's readers
(DuckDB, expat, sqlite3, bagit, wacz) and removed: as many rows, as many articles, as many letters as the archive
holds, and packages that pass their validators. FOLDER is an archive, such as `tests.bench.million` makes; it is only read.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from xml.parsers import expat
from zipfile import ZipFile

import msgspec

from archive import DATABASE
from archive.exports.selection import Selection
from archive.exports.writing import FORMATS, Format, Order, export
from archive.sqlite import connect
from tests.bench.process import peak_megabytes

_MARKS = (0.1, 0.5, 1.0)
# Rows, articles, letters of all texts; None where a format has no such thing, or (CSV) puts apostrophes before some.
Found = tuple[int | None, int | None, int | None]


def _by_duckdb(source: str) -> Callable[[Path], Found]:
    def count(path: Path) -> Found:
        import duckdb

        with duckdb.connect(
            config={"memory_limit": "500MB", "threads": 1, "temp_directory": str(path.parent)}
        ) as tables:
            told = f"SELECT count(*), count(DISTINCT id), sum(length(body)) FROM {source.format(path)}"
            (row,) = tables.execute(told).fetchall()
        return int(row[0]), int(row[1]), int(row[2])

    return count


def _csv(path: Path) -> Found:
    rows, articles, _ = _by_duckdb("read_csv('{}', all_varchar=true, max_line_size=50000000)")(path)
    return rows, articles, None


def _xlsx(path: Path) -> Found:
    """Every sheet, parsed to its end."""
    seen: Counter[str] = Counter()
    with ZipFile(path) as book:
        names = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in names:
            parser = expat.ParserCreate()
            parser.StartElementHandler = lambda tag, _: seen.update((tag,))
            with book.open(name) as sheet:
                parser.ParseFile(sheet)
    assert not seen["f"], "a cell is a formula"
    print(f"  xlsx: {len(names)} sheets", file=sys.stderr, flush=True)
    return seen["row"] - len(names), None, None


def _sqlite(path: Path) -> Found:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        rows, letters = connection.execute("SELECT count(*), sum(length(body)) FROM articles").fetchone()
    return None, int(rows), int(letters)


def _wacz(path: Path) -> Found:
    validator = shutil.which("wacz")
    if validator is None:
        print("  wacz is not installed (pip install wacz): its pages are only counted", file=sys.stderr, flush=True)
    else:
        subprocess.run([validator, "validate", "-f", str(path)], check=True, stdout=subprocess.DEVNULL)
    with ZipFile(path) as package, package.open("pages/pages.jsonl") as pages:
        return sum(1 for _ in pages) - 1, None, None


def _bagit(path: Path) -> Found:
    subprocess.run([sys.executable, "-m", "bagit", "--validate", "--quiet", str(path)], check=True)
    _, articles, letters = COUNTED["jsonl"](path / "data" / "articles.jsonl")
    assert _csv(path / "data" / "articles.csv")[1] == articles
    return _wacz(path / "data" / "pages.wacz")[0], articles, letters


COUNTED: dict[Format, Callable[[Path], Found]] = {
    "csv": _csv, "jsonl": _by_duckdb("read_json('{}', maximum_object_size=50000000)"),
    "parquet": _by_duckdb("read_parquet('{}')"), "xlsx": _xlsx, "sqlite": _sqlite, "wacz": _wacz, "bagit": _bagit,
}  # fmt: skip


def held(folder: Path, order: Order) -> dict[str, int]:
    """What the archive itself says that it holds of what is asked for."""
    with closing(connect(folder / DATABASE, readonly=True)) as connection:
        chosen, values = Selection(connection, order.query, now=datetime.now(UTC)).chosen()
        letters = (
            f"SELECT count(*), sum(length(w.body)), sum((SELECT count(*) FROM revision v WHERE v.article = s.article)) FROM ({chosen}) q "
            "CROSS JOIN article_state s ON s.article = q.article JOIN wording w ON w.id = s.wording"
        )
        row = connection.execute(letters, values).fetchone()
    return {"articles": row[0], "letters": row[1], "wordings": row[2]}


def write(folder: Path, order: Order, target: Path, there: dict[str, int]) -> None:
    """Write one export, say what it took, and count it again."""
    peaks: list[float] = []

    def tell(done: int, total: int) -> None:
        if len(peaks) < len(_MARKS) and done >= total * _MARKS[len(peaks)]:
            peaks.append(peak_megabytes())
            print(f"  {order.format}: {done:,} of {total:,}, {peaks[-1]:.0f} MB", file=sys.stderr, flush=True)

    began = time.process_time()
    manifest = export(folder, order, target, now=datetime.now(UTC), tell=tell)
    spent = time.process_time() - began
    peaks.append(peak_megabytes())
    files = [target] if target.is_file() else [path for path in target.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    print(
        f"{order.format:8} {manifest.rows:9,} rows {size / max(1, manifest.rows):6,.0f} bytes each {manifest.rows / spent:6,.0f} a CPU second, "
        f"MB at 10, 50, 100 % and the end: {', '.join(f'{peak:.0f}' for peak in peaks)}",
        flush=True,
    )
    rows, articles, letters = COUNTED[order.format](target)
    is_pages = order.format in ("wacz", "bagit")
    counted: tuple[tuple[str, Any, int], ...] = (
        ("pages" if is_pages else "rows", rows, there["wordings"] if is_pages else there["articles"]),
        ("articles", articles, there["articles"]),
        ("letters", letters, there["letters"]),
    )
    told = [
        f"{got:,} {name}{'' if got == right else f' (NOT {right:,})'}"
        for name, got, right in counted
        if got is not None
    ]
    print(f"{'':8} read again: {', '.join(told)}", flush=True)


def main() -> None:
    """Write each format, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--formats", nargs="+", choices=get_args(Format), default=["csv", "jsonl", "parquet"])
    parser.add_argument("--query", default="")
    parser.add_argument("--into", type=Path, help="where there is room [default: beside the archive]")
    chosen = parser.parse_args()
    apart = multiprocessing.get_context("spawn")
    orders = [msgspec.convert({"format": name, "query": chosen.query}, Order) for name in chosen.formats]
    there = held(chosen.folder, orders[0])
    for order in orders:
        room = Path(tempfile.mkdtemp(prefix="kliping-exporting-", dir=chosen.into or chosen.folder.resolve().parent))
        try:
            child = apart.Process(
                target=write, args=(chosen.folder, order, room / f"all{FORMATS[order.format]}", there)
            )
            child.start()
            child.join()
        finally:
            shutil.rmtree(room)


if __name__ == "__main__":
    main()

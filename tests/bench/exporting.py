"""What taking a whole archive away costs: rows a CPU second, the most memory it took, and whether all rows are there.

    python -m tests.bench.exporting FOLDER --formats csv jsonl parquet xlsx sqlite [--query tanggal:2020]

Each format is written by a process of its own, which says every 100,000 articles how much memory it has taken at most by
then: it must not grow. What was written is counted again by other means (lines, Parquet's own count, SQL) and removed.
FOLDER is an archive, such as `tests.bench.million` makes; it is only read.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args
from zipfile import ZipFile

import msgspec

from archive.exports.writing import FORMATS, Format, Order, export
from tests.bench.process import peak_megabytes

_SAYS = 100_000


def _csv(path: Path) -> int:
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def _jsonl(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


def _parquet(path: Path) -> int:
    from pyarrow import parquet

    return int(parquet.ParquetFile(path).metadata.num_rows)


def _xlsx(path: Path) -> int:
    rows = 0
    with ZipFile(path) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet"):
                rows -= 1  # the line of names
                with book.open(name) as sheet:
                    kept = b""
                    while part := sheet.read(1 << 20):
                        kept += part
                        rows += kept.count(b"<row ")
                        kept = kept[-4:]
    return rows


def _sqlite(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])


COUNTED: dict[Format, Callable[[Path], int]] = {
    "csv": _csv, "jsonl": _jsonl, "parquet": _parquet, "xlsx": _xlsx, "sqlite": _sqlite,
}  # fmt: skip


def write(folder: Path, order: Order, target: Path) -> None:
    """Write one export, and say what it took."""
    peaks: list[str] = []

    def tell(done: int, total: int) -> None:
        if done % _SAYS == 0 or done == total:
            peaks.append(f"{peak_megabytes():.0f}")
            print(f"  {order.format}: {done:,} of {total:,}, {peaks[-1]} MB", file=sys.stderr, flush=True)

    began = time.process_time()
    manifest = export(folder, order, target, now=datetime.now(UTC), tell=tell)
    spent, peak = time.process_time() - began, peak_megabytes()
    size = target.stat().st_size if target.is_file() else 0
    counter = COUNTED.get(order.format)
    found = counter(target) if counter is not None else manifest.rows
    print(
        f"{order.format:8} {manifest.rows:9,} rows, {'all there' if found == manifest.rows else f'BUT {found:,} THERE'}; "
        f"{manifest.rows / spent:,.0f} a CPU second; {size / max(1, manifest.rows):,.0f} bytes a row; "
        f"memory at most {peak:.0f} MB (at the first {_SAYS:,}: {peaks[0] if peaks else '?'})",
        flush=True,
    )


def main() -> None:
    """Write each format, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--formats", nargs="+", choices=get_args(Format), default=["csv", "jsonl", "parquet"])
    parser.add_argument("--query", default="")
    parser.add_argument("--into", type=Path, help="where there is room [default: beside the archive]")
    chosen = parser.parse_args()
    apart = multiprocessing.get_context("spawn")
    for name in chosen.formats:
        room = Path(tempfile.mkdtemp(prefix="kliping-exporting-", dir=chosen.into or chosen.folder.resolve().parent))
        try:
            order = msgspec.convert({"format": name, "query": chosen.query}, Order)
            target = room / f"all{FORMATS[order.format]}"
            child = apart.Process(target=write, args=(chosen.folder, order, target))
            child.start()
            child.join()
        finally:
            shutil.rmtree(room)


if __name__ == "__main__":
    main()

"""Parquet, for those who count in DuckDB, R or pandas. Needs pyarrow, which is large and therefore an extra."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from archive.errors import ArchiveError
from archive.exports.columns import COLUMNS
from archive.exports.selection import Row
from archive.messages import say

_GROUP = 2_000


def write_parquet(path: Path, rows: Iterable[Row]) -> int:
    """Rows in groups, each column typed, its meaning with it. How many rows. ArchiveError where pyarrow is missing."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise ArchiveError(say("parquet needs pyarrow: pip install 'kliping[parquet]'")) from error
    types = {
        "text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "flag": pa.bool_(),
        "texts": pa.list_(pa.string()),
    }  # fmt: skip
    schema = pa.schema([pa.field(c.name, types[c.kind], metadata={"told": c.told}) for c in COLUMNS])
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in _groups(iter(rows)):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))
            count += len(group)
    return count


def _groups(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while group := list(islice(rows, _GROUP)):
        yield group

"""One export, from question to files: whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from archive import DATABASE, __version__
from archive.errors import ArchiveError
from archive.exports.columnar import write_parquet
from archive.exports.copy import write_copy
from archive.exports.manifest import Manifest, digests, write_dictionary, write_manifest
from archive.exports.packages import write_wacz
from archive.exports.selection import Row, Selection
from archive.exports.sheets import write_xlsx
from archive.exports.textual import write_csv, write_jsonl
from archive.messages import say
from archive.sqlite import connect
from archive.withholding import Withheld

T = TypeVar("T")
Format = Literal["csv", "jsonl", "xlsx", "parquet", "sqlite", "wacz", "bagit"]
FORMATS: dict[Format, str] = {
    "csv": ".csv", "jsonl": ".jsonl", "xlsx": ".xlsx", "parquet": ".parquet", "sqlite": ".db", "wacz": ".wacz", "bagit": "",
}  # fmt: skip
PROGRAM = f"Kliping {__version__}"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for. `delimiter`, `bom` and `raw` are for CSV."""

    format: Format
    query: str = ""
    is_public: bool = False
    all_revisions: bool = False
    delimiter: str = ","
    bom: bool = False
    raw: bool = False


def export(
    folder: Path,
    order: Order,
    target: Path,
    *,
    now: datetime,
    replace: bool = False,
    tell: Callable[[int, int], None] | None = None,
) -> Manifest:
    """Write `target` and, beside it (in a bag: inside), its manifest and dictionary. All of them are whole, or none is there.

    `tell` hears how many articles are done, of how many. ArchiveError where the target is there and is not to be replaced.
    """
    if target.exists() and not replace:
        raise ArchiveError(say("{target} is there already: name another with --output, or --force", target=target))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".kliping-export-", dir=target.parent) as name:
        room = Path(name)
        made = room / target.name
        with closing(connect(folder / DATABASE, readonly=True)) as connection:
            # One snapshot: what a sweep adds meanwhile is no part of it.
            connection.execute("BEGIN")
            selection = Selection(
                connection, order.query, now=now, all_revisions=order.all_revisions, is_public=order.is_public
            )
            manifest = _written(folder, order, made, selection, now, tell)
        if order.format == "bagit":
            _bag(made, manifest)
            _move(made, target)
            return manifest
        manifest = msgspec.structs.replace(manifest, files=digests([made]))
        write_manifest(room / "manifest", manifest)
        write_dictionary(room / "dictionary")
        _move(made, target)
        _move(room / "manifest", beside(target, ".manifest.json"))
        _move(room / "dictionary", beside(target, ".dictionary.csv"))
    return manifest


def beside(target: Path, ending: str) -> Path:
    """The file that goes with an export."""
    return target.with_name(target.name + ending)


class _Told(msgspec.Struct, frozen=True):
    """What a format's writer tells of its work."""

    rows: int
    over_long: list[str] = []
    damaged: list[str] = []


def _written(
    folder: Path, order: Order, made: Path, selection: Selection, now: datetime, tell: Callable[[int, int], None] | None
) -> Manifest:
    total = selection.count()

    def told(things: Iterable[T]) -> Iterator[T]:
        for done, thing in enumerate(things, 1):
            if tell is not None and (done % 100 == 0 or done == total):
                tell(done, total)
            yield thing

    def wrote(done: int) -> None:
        if tell is not None:
            tell(done, total)

    if order.format == "sqlite":
        work = _Told(
            write_copy(
                made, folder / DATABASE, selection.allowed(), query=order.query, program=PROGRAM, at=now,
                is_public=order.is_public, left_out=selection.left_out, tell=wrote,
            )
        )  # fmt: skip
    elif order.format in ("wacz", "bagit"):
        work = _package(folder, order, made, selection, now, told)
    else:
        work = _table(order, made, told(selection.rows()), selection)
    found = selection.connection.execute("SELECT id FROM archive").fetchone()
    is_csv = order.format in ("csv", "bagit")
    return Manifest(
        archive=found["id"] if found else "", program=PROGRAM, made_at=now, format=order.format, query=order.query,
        is_public=order.is_public, all_revisions=order.all_revisions, rows=work.rows, articles=selection.articles,
        withheld=_by_reason(selection.left_out), readers=dict(selection.readers), over_long=tuple(work.over_long),
        damaged=tuple(work.damaged),
        options={"delimiter": order.delimiter, "bom": order.bom, "raw": order.raw} if is_csv else {},
    )  # fmt: skip


def _table(order: Order, made: Path, rows: Iterator[Row], selection: Selection) -> _Told:
    """The formats that are rows and no more."""
    if order.format == "csv":
        return _Told(*write_csv(made, rows, delimiter=order.delimiter, bom=order.bom, raw=order.raw))
    if order.format == "jsonl":
        return _Told(write_jsonl(made, rows))
    if order.format == "xlsx":
        return _Told(*write_xlsx(made, rows, most_cells=selection.most_cells()))
    return _Told(write_parquet(made, rows))


def _package(
    folder: Path,
    order: Order,
    made: Path,
    selection: Selection,
    now: datetime,
    told: Callable[[Iterable[str]], Iterator[str]],
) -> _Told:
    """The formats that hold the records of the pages."""
    articles = told(selection.allowed())
    is_bag = order.format == "bagit"
    where = made / "pages.wacz" if is_bag else made
    where.parent.mkdir(parents=True, exist_ok=True)
    count, damaged = write_wacz(
        where,
        selection.connection,
        folder / "warc",
        articles,
        title=order.query or say("all articles"),
        program=PROGRAM,
        at=now,
    )
    over_long: list[str] = []
    if is_bag:
        write_jsonl(made / "articles.jsonl", selection.rows())
        count, over_long = write_csv(
            made / "articles.csv", selection.rows(), delimiter=order.delimiter, bom=order.bom, raw=order.raw
        )
    return _Told(count, over_long, damaged)


def _by_reason(left_out: dict[str, Withheld]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for article, reason in sorted(left_out.items()):
        found.setdefault(reason, []).append(article)
    return found


def _bag(folder: Path, manifest: Manifest) -> None:
    from bagit import make_bag

    write_dictionary(folder / "dictionary.csv")
    files = digests(sorted(path for path in folder.iterdir() if path.is_file()))
    write_manifest(folder / "manifest.json", msgspec.structs.replace(manifest, files=files))
    about = {
        "Source-Organization": PROGRAM,
        "External-Description": manifest.query or "all articles",
        "External-Identifier": manifest.archive,
        "Bagging-Date": f"{manifest.made_at:%Y-%m-%d}",
    }
    make_bag(str(folder), about, checksums=["sha256", "sha512"])


def _move(made: Path, target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    made.replace(target)

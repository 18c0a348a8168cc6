"""One export, from question to files: whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from archive import DATABASE, __version__
from archive.errors import ArchiveError, ArchiveFull
from archive.exports.columnar import write_parquet
from archive.exports.copy import write_copy
from archive.exports.manifest import Manifest, digests, write_dictionary, write_manifest
from archive.exports.packages import write_wacz
from archive.exports.selection import Row, Selection
from archive.exports.sheets import write_xlsx
from archive.exports.textual import with_jsonl, write_csv, write_jsonl
from archive.messages import say
from archive.sqlite import connect, is_full
from archive.withholding import Withheld

T = TypeVar("T")
Format = Literal["csv", "jsonl", "xlsx", "parquet", "sqlite", "wacz", "bagit"]
FORMATS: dict[Format, str] = {
    "csv": ".csv", "jsonl": ".jsonl", "xlsx": ".xlsx", "parquet": ".parquet", "sqlite": ".db", "wacz": ".wacz", "bagit": "",
}  # fmt: skip
_ROOM = ".kliping-export-"
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

    `tell` hears how many articles are done, of how many. ArchiveError where the target is there and is not to be replaced,
    ArchiveFull where the disk is.
    """
    if target.exists() and not replace:
        raise ArchiveError(say("{target} is there already: name another with --output, or --force", target=target))
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _room_beside(target) as room:
            return _whole(folder, order, room, target, now, tell)
    except Exception as error:
        if is_full(error) or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
            raise ArchiveFull(
                say(
                    "no space left in {folder} to write {name}: nothing of it stays there; make room, or name another place with --output",
                    folder=target.resolve().parent, name=target.name,
                )
            ) from error  # fmt: skip
        raise


def _whole(
    folder: Path, order: Order, room: Path, target: Path, now: datetime, tell: Callable[[int, int], None] | None
) -> Manifest:
    """Make all of it in the room, and move it to where it belongs when it is whole."""
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


@contextmanager
def _room_beside(target: Path) -> Iterator[Path]:
    """A hidden folder, held while it is used; those of exports that were killed are nobody's, and removed."""
    for left in target.parent.glob(f"{_ROOM}*"):
        with suppress(OSError), _held(left):
            shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=_ROOM, dir=target.parent) as name, _held(Path(name)):
        yield Path(name)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


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
    # A bag is written in two passes: pages, then rows.
    goal = total * (2 if order.format == "bagit" else 1)

    def told(things: Iterable[T], before: int = 0) -> Iterator[T]:
        for done, thing in enumerate(things, 1):
            if done % 100 == 0 or done == total:
                wrote(before + min(done, total))
            yield thing

    def wrote(done: int) -> None:
        if tell is not None:
            tell(done, goal)

    if order.format == "sqlite":
        work = _Told(
            write_copy(
                made, folder / DATABASE, selection.allowed(), query=order.query, program=PROGRAM, at=now,
                is_public=order.is_public, left_out=selection.left_out, tell=wrote,
            )
        )  # fmt: skip
    elif order.format in ("wacz", "bagit"):
        work = _pages(folder, order, made, selection, told(selection.allowed()), now)
        if order.format == "bagit":
            work = _rows_of_bag(order, made, told(selection.rows(), total), work.damaged)
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


def _pages(
    folder: Path, order: Order, made: Path, selection: Selection, articles: Iterator[str], now: datetime
) -> _Told:
    """The records of the pages, as a package or in a bag."""
    where = made / "pages.wacz" if order.format == "bagit" else made
    where.parent.mkdir(parents=True, exist_ok=True)
    title = order.query or say("all articles")
    count, damaged = write_wacz(
        where, selection.connection, folder / "warc", articles, title=title, program=PROGRAM, at=now
    )
    return _Told(count, damaged=damaged)


def _rows_of_bag(order: Order, made: Path, rows: Iterator[Row], damaged: list[str]) -> _Told:
    both = with_jsonl(made / "articles.jsonl", rows)
    count, over_long = write_csv(made / "articles.csv", both, delimiter=order.delimiter, bom=order.bom, raw=order.raw)
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
    """What has its name is on the disk."""
    for path in [made] if made.is_file() else [path for path in made.rglob("*") if path.is_file()]:
        with path.open("rb") as file:
            os.fsync(file.fileno())
    if target.is_dir():
        shutil.rmtree(target)
    made.replace(target)

"""A second copy of an archive, made while it is being written, and an archive made of such a copy.

The database is copied first, at one instant; then the WARC files as far as that database knows of them. What it refers
to is on the disk before it is committed, so the copy is whole. Files that have not changed are not copied again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import msgspec

from archive import DATABASE
from archive.errors import ArchiveError, ArchiveMissing
from archive.sqlite import connect
from archive.store import Archive
from archive.upkeep.findings import Finding
from archive.upkeep.register import BACKUPS, REGISTER, registered
from archive.upkeep.takedown import WITHHELD, enforce
from archive.upkeep.verify import verify

_CHUNK = 1 << 20
_BESIDE = ("kliping.toml", REGISTER, WITHHELD)


class BackedUp(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup copied, and what of the copy is not right (nothing, where all went well)."""

    files: int = 0
    bytes: int = 0
    findings: tuple[Finding, ...] = ()


def back_up(folder: Path, target: Path, *, tell: Callable[[str, int], None] = lambda _what, _count: None) -> BackedUp:
    """Bring a copy of the archive up to date, and verify it. The archive may be in use.

    ArchiveError where the target lies within the archive, or holds another one.
    """
    if target.resolve().is_relative_to(folder.resolve()):
        raise ArchiveError(f"{target} lies within the archive: a backup belongs on another disk")
    target.mkdir(parents=True, exist_ok=True)
    with closing(connect(folder / DATABASE, readonly=True)) as connection:
        _refuse_another(connection, target)
        draft = target / f"{DATABASE}.part"
        for old in target.glob(f"{draft.name}*"):
            old.unlink()
        with closing(connect(draft)) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            whole = dict(copy.execute("SELECT name, whole FROM warc_file").fetchall())
    files = size = 0
    (target / "warc").mkdir(exist_ok=True)
    for name, length in sorted(whole.items()):
        written = _copied(folder / "warc" / name, target / "warc" / name, length)
        files, size = files + bool(written), size + written
        tell("files", files)
    for path in _beside(folder):
        goal = target / path.relative_to(folder)
        goal.parent.mkdir(exist_ok=True)
        shutil.copy2(path, goal)
    for journal in (f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (target / journal).unlink(missing_ok=True)
    draft.replace(target / DATABASE)
    _sync(target)
    _remember(folder, target)
    return BackedUp(files=files, bytes=size, findings=tuple(verify(target)))


def recover(backup: Path, folder: Path, now: datetime) -> int:
    """Make an archive of a backup; how many articles were taken away again since takedowns came later than it.

    The takedown registers, beside the archive and outside of it, are applied. ArchiveError where an archive is there.
    """
    if not (backup / DATABASE).exists():
        raise ArchiveMissing(f"there is no backup in {backup}")
    if (folder / DATABASE).exists():
        raise ArchiveError(f"there is an archive in {folder} already: move its {DATABASE} away first")
    (folder / "warc").mkdir(parents=True, exist_ok=True)
    for path in sorted((backup / "warc").glob("*.warc.gz")):
        here = folder / "warc" / path.name
        if not here.exists() or here.stat().st_size < path.stat().st_size:
            shutil.copy2(path, here)
    for path in _beside(backup):
        goal = folder / path.relative_to(backup)
        if not goal.exists():
            goal.parent.mkdir(exist_ok=True)
            shutil.copy2(path, goal)
    draft = folder / f"{DATABASE}.recovered"
    shutil.copyfile(backup / DATABASE, draft)
    draft.replace(folder / DATABASE)
    return apply_register(folder, now)


def apply_register(folder: Path, now: datetime) -> int:
    """Keep the takedowns and reinstatements that the registers know and the archive does not, and enforce them.

    Its own also of texts that were not here yet: what a later crawl would bring again is refused.
    """
    with Archive.open(folder) as archive:
        connection = archive.connection()
        known = {row[0] for row in connection.execute("SELECT id FROM act").fetchall()}
        ours = {row[0] for row in connection.execute("SELECT id FROM article").fetchall()}
        due = {act.id: act for act, owner in registered(folder) if act.subject in ours or owner == archive.id}
        due = {name: act for name, act in due.items() if name not in known}
        if due:
            archive.keep(list(due.values())).result()
        return enforce(archive, now)


def _refuse_another(connection: object, target: Path) -> None:
    if not (target / DATABASE).exists():
        return
    ask = "SELECT id FROM archive"
    with closing(connect(target / DATABASE, readonly=True)) as there:
        theirs, ours = there.execute(ask).fetchone(), connection.execute(ask).fetchone()  # type: ignore[attr-defined]
    if tuple(theirs) != tuple(ours):
        raise ArchiveError(f"{target} is the backup of another archive ({theirs[0]}): name another folder")


def _copied(source: Path, goal: Path, length: int) -> int:
    """Make a file like its source up to a length; how many bytes were written. Only what differs is."""
    about = source.stat()
    if goal.exists() and goal.stat().st_size == length == about.st_size and goal.stat().st_mtime == about.st_mtime:
        return 0
    written = 0
    goal.touch()
    with source.open("rb") as left, goal.open("r+b") as right:
        for start in range(0, length, _CHUNK):
            part = left.read(min(_CHUNK, length - start))
            # In the middle of an old file only a tombstone changes anything.
            if right.read(len(part)) != part:
                right.seek(start)
                right.write(part)
                written += len(part)
            right.seek(start + len(part))
        right.truncate(length)
        right.flush()
        os.fsync(right.fileno())
    os.utime(goal, (about.st_atime, about.st_mtime))
    return written


def _beside(folder: Path) -> Iterator[Path]:
    yield from (folder / name for name in _BESIDE if (folder / name).exists())
    yield from sorted((folder / "sites").glob("*.toml"))


def _remember(folder: Path, target: Path) -> None:
    """Note where a copy lies: a takedown names it."""
    path, place = folder / BACKUPS, str(target.resolve())
    if not path.exists() or place not in path.read_text(encoding="utf-8").splitlines():
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{place}\n")


def _sync(folder: Path) -> None:
    for place in (folder / DATABASE, folder):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

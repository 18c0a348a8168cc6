"""The crawl lock: one crawl an archive at a time. Standard library only, taken before anything heavy is imported.

The kernel holds it (flock), so it ends with its holder whatever ends the holder: a stale lock cannot exist. What the
file says (process and start) is for a person, and decides nothing.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.errors import ArchiveBusy
from archive.messages import say

FILE = "crawl.lock"


@contextmanager
def crawl_lock(folder: Path, clock: Callable[[], float] = time.time) -> Iterator[None]:
    """Hold the folder's crawl lock for the block; ArchiveBusy at once where another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        if not _take(descriptor):
            process, since = _note(descriptor)
            raise ArchiveBusy(
                say(
                    "another crawl of {folder} is at work (process {process}, since {since})",
                    folder=folder, process=process or say("unknown"), since=since,
                )
            )  # fmt: skip
        started = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(clock()))
        # A disk too full for the note must not keep a crawl from saying so itself.
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()} {started}\n".encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)


def holder(folder: Path) -> int | None:
    """The process that holds the lock now (0 where its note cannot be read); None where nobody does."""
    try:
        descriptor = os.open(folder / FILE, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return None if _take(descriptor) else _note(descriptor)[0]
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _note(descriptor: int) -> tuple[int, str]:
    process, _, since = os.pread(descriptor, 64, 0).decode("ascii", "replace").strip().partition(" ")
    return int(process[:9]) if process.isascii() and process.isdigit() else 0, since if since.isprintable() else ""

"""The writing thread: whatever waits is committed together, and nobody hears *kept* before COMMIT.

The order within a batch: exchanges are appended to the WARC; BEGIN IMMEDIATE; each look's facts in a savepoint of its
own; one record of facts a look is appended; the WARC is synced; COMMIT. So the database never refers to bytes that are
not on the disk, and the WARCs alone suffice to make it again.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from archive.errors import ArchiveError, ArchiveFull, RecordRejected
from archive.facts import AnyFact, WarcPlace
from archive.indexing import Change, apply
from archive.keeping import keep_facts
from archive.known import Exchange, Kept
from archive.originals import original_of, refuses
from archive.sqlite import DatabaseError, is_full, is_the_records, transaction
from archive.tombstones import exchange_member, tombstone
from archive.warc import Mark, WarcWriter, read_record

# So many wait at most for one commit: each of a batch is told when the slowest is done.
_BATCH = 64


class _Task(msgspec.Struct):
    """What waits: an exchange for the WARC, the facts of one look, or None for the end."""

    work: Exchange | tuple[AnyFact, ...] | None
    future: Future[Any]


class Writer:
    """Takes work from any thread and does it in its own, in the order given."""

    def __init__(self, connection: Any, warc: WarcWriter, folder: Path, clock: Callable[[], datetime]) -> None:
        self._connection, self._warc, self._folder, self._clock = connection, warc, folder, clock
        self._queue: queue.SimpleQueue[_Task] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._is_closed = False
        self._refused: list[WarcPlace] = []
        self._thread = threading.Thread(target=self._run, name="kliping-writer", daemon=True)
        self._thread.start()

    def put(self, work: Exchange | tuple[AnyFact, ...]) -> Future[Any]:
        """Hand in work; the future tells how it ended. It cannot be cancelled: what was handed in is kept."""
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        with self._lock:
            if self._is_closed:
                future.set_exception(ArchiveError(f"the archive in {self._folder} is closed"))
            else:
                self._queue.put(_Task(work, future))
        return future

    def close(self) -> bool:
        """Finish what waits and end the thread; False where that was done before."""
        with self._lock:
            if self._is_closed:
                return False
            self._is_closed = True
            self._queue.put(_Task(None, Future()))
        self._thread.join()
        return True

    def _run(self) -> None:
        is_last = False
        while not is_last:
            batch = [self._queue.get()]
            with contextlib.suppress(queue.Empty):
                while len(batch) < _BATCH:
                    batch.append(self._queue.get_nowait())
            is_last = batch[-1].work is None
            self._write([task for task in batch if task.work is not None])

    def _write(self, batch: list[_Task]) -> None:
        for task in batch:
            if isinstance(task.work, Exchange):
                self._append(task, task.work)
        looks = [task for task in batch if isinstance(task.work, tuple)]
        if looks:
            self._commit(looks)

    def _append(self, task: _Task, exchange: Exchange) -> None:
        try:
            if refuses(self._connection, exchange):
                exchange = msgspec.structs.replace(exchange, withheld=True)
            place = self._warc.append_exchange(exchange, original_of(self._connection, exchange))
        except Exception as error:  # noqa: BLE001 - whatever it is belongs to whoever waits for this exchange
            task.future.set_exception(in_our_words(error, self._folder))
        else:
            task.future.set_result(place)

    def _commit(self, looks: list[_Task]) -> None:
        mark = self._warc.mark()
        try:
            with transaction(self._connection):
                changes: list[Change] = []
                answers = [self._keep(task.work, changes) for task in looks]  # type: ignore[arg-type]
                apply(self._connection, changes)
                self._warc.sync()
                self._note_whole()
        except Exception as error:  # noqa: BLE001 - nothing of the batch is kept, and all who wait are told why
            self._give_up(looks, mark, error)
            self._refused.clear()
            return
        self._bury()
        for task, answer in zip(looks, answers, strict=True):
            if isinstance(answer, Exception):
                task.future.set_exception(answer)
            else:
                task.future.set_result(answer)

    def _keep(self, facts: Sequence[AnyFact], changes: list[Change]) -> Kept | RecordRejected:
        """Keep the facts of one look. What is wrong with them is theirs alone; what is wrong with the disk is not."""
        self._connection.execute("SAVEPOINT look")
        try:
            entered = keep_facts(self._connection, facts)
            lines = b"".join(msgspec.json.encode(fact) + b"\n" for fact in entered.new)
        except Exception as error:
            if not (is_the_records(error) and self._connection.in_transaction):
                raise
            self._connection.execute("ROLLBACK TO look")
            self._connection.execute("RELEASE look")
            return _rejected(error)
        self._connection.execute("RELEASE look")
        if lines:
            self._warc.append_facts(lines, self._clock())
        changes += entered.changes
        self._refused += entered.refused
        return entered.kept

    def _bury(self) -> None:
        """What was fetched and turned out to be a text that was taken down does not stay in the WARC."""
        with contextlib.suppress(OSError, ArchiveError):
            for place in self._refused:
                record = read_record(self._folder / "warc", place)
                exchange_member(self._folder / "warc", place, tombstone(record))
        self._refused.clear()

    def _note_whole(self) -> None:
        mark = self._warc.mark()
        if mark.file is not None:
            self._connection.execute("INSERT OR REPLACE INTO warc_file VALUES (?, ?)", (mark.file, mark.offset))

    def _give_up(self, looks: list[_Task], mark: Mark, error: Exception) -> None:
        # Where the records of facts cannot be taken back they stay: they are whole, and the next opening adopts them.
        with contextlib.suppress(OSError, ArchiveError):
            self._warc.rewind(mark)
        told = in_our_words(error, self._folder)
        for task in looks:
            task.future.set_exception(told)


def in_our_words(error: Exception, folder: Path) -> Exception:
    """What a disk's or driver's error means to whoever waits."""
    if isinstance(error, DatabaseError) and is_full(error):
        found = ArchiveFull(f"no space left for {folder}; what was acknowledged is kept: make room and run again")
        found.__cause__ = error
        return found
    if isinstance(error, DatabaseError | OSError):
        lost = ArchiveError(f"nothing more can be kept in {folder}: {error}")
        lost.__cause__ = error
        return lost
    return error


def _rejected(error: Exception) -> RecordRejected:
    if isinstance(error, RecordRejected):
        return error
    found = RecordRejected("look", type(error).__name__, str(error)[:300])
    found.__cause__ = error
    return found

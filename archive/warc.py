"""WARC/1.1 files: append, fsync, read back one record, cut a torn tail. Written by us, readable by everybody.

One gzip member a record, so that a record is found by file, offset and length alone. One file a UTC day, its name
beginning with the archive's id, rolled at 1 GB. Headers are as the HTTP library gave them (order and case may be lost:
warcinfo says so). How a record looks is archive.warc_record's business; here are the files.
"""

from __future__ import annotations

import errno
import fcntl
import itertools
import os
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import BinaryIO

import msgspec

from archive.errors import ArchiveDamaged, ArchiveFull
from archive.facts import WarcPlace
from archive.known import Exchange
from archive.warc_record import (
    FACTS_TYPE,
    GZIP_HEAD,
    HEAD_SIZE,
    Original,
    Record,
    answer_headers,
    check_payload,
    date_text,
    member_of,
    member_size,
    parsed,
    payload_decoded,
    request_block,
    response_block,
    revisit_headers,
    sha256_text,
    unpacked,
)

__all__ = [
    "FACTS_TYPE", "Damage", "Mark", "Original", "Record", "Tail", "WarcWriter", "idle_files", "mend", "payload_decoded",
    "read_record", "records", "sha256_text", "walk",
]  # fmt: skip

ROLL_BYTES = 1_000_000_000

_CHUNK = 1 << 16
_TRIES = 200  # places after damage that look like a record's beginning; a stranger's bytes may hold thousands
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_HTTP = "application/http; msgtype="
_ABOUT = (
    b"software: Kliping\r\nformat: WARC File Format 1.1\r\n"
    b"conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    b"description: headers as the HTTP library gave them (order and case may be lost); bodies as on the wire, less "
    b"chunking; Kliping-Withheld marks answers of which the publisher asks that no copy be kept; Kliping-Imported marks "
    b"what another says to have received: its WARC-Date is that other's claim\r\n"
)


class Mark(msgspec.Struct, frozen=True):
    """A place to rewind to. `begun` is the number of files that the writer had begun by then."""

    file: str | None
    offset: int
    begun: int = 0


class Tail(msgspec.Struct, frozen=True):
    """What was cut from a file that ended in the middle of a record."""

    file: str
    offset: int
    cut: int


class Damage(msgspec.Struct, frozen=True):
    """Bytes of a file that are no whole record, or not what their digest says."""

    file: str
    offset: int
    what: str


class WarcWriter:
    """Appends records to the day's file. One thread; nothing is sure before `sync`.

    What cannot be appended whole is not appended at all: ArchiveFull where there is no space. After a failed fsync
    nobody knows what is on the disk: then everything is refused until the archive is opened again.
    """

    def __init__(self, folder: Path, archive_id: str, clock: Callable[[], datetime]) -> None:
        self._folder, self._archive_id, self._clock = folder, archive_id, clock
        self._file: FileIO | None = None
        self._name: str | None = None
        self._day = ""
        self._offset = 0
        self._begun: list[str] = []
        self._is_dirty = False
        self._failure: OSError | None = None

    def append_exchange(self, exchange: Exchange, same_as: Original | None = None) -> WarcPlace:
        """Append request and response (or the failure to get one). Gives the place of the latter.

        With `same_as` the answer is kept as a revisit of an earlier one: without its body.
        """
        common = {
            "WARC-Target-URI": exchange.url,
            "WARC-Date": date_text(exchange.at),
            "Kliping-Site": exchange.site,
            "Kliping-Purpose": exchange.purpose,
        }
        if exchange.run:
            common["Kliping-Run"] = exchange.run
        answer_id = _new_id()
        if exchange.status is None:
            block = msgspec.json.encode({"error": exchange.error, "ip": exchange.ip})
            return self._append("metadata", "application/json", block, common, answer_id)
        if exchange.ip:
            common["WARC-IP-Address"] = exchange.ip
        if exchange.imported:
            common["Kliping-Imported"] = exchange.imported
        else:
            asked = common | {"WARC-Concurrent-To": answer_id}
            self._append("request", _HTTP + "request", request_block(exchange), asked, _new_id())
        if same_as is not None:
            kind, extra = "revisit", revisit_headers(exchange, same_as)
        else:
            kind, extra = "response", answer_headers(exchange)
        block = response_block(exchange, has_body=kind == "response" and not exchange.withheld)
        return self._append(kind, _HTTP + "response", block, common | extra, answer_id)

    def append_facts(self, lines: bytes, at: datetime) -> WarcPlace:
        """Append facts as JSON lines: the WARCs alone suffice to make the archive again."""
        return self._append("metadata", FACTS_TYPE, lines, {"WARC-Date": date_text(at)}, _new_id())

    def mark(self) -> Mark:
        """Where the file stands now."""
        return Mark(self._name, self._offset, len(self._begun))

    def rewind(self, mark: Mark) -> None:
        """Take back what was appended since the mark; a file begun since is removed."""
        if self._file is None or mark == self.mark():
            return
        if self._name != mark.file:
            self._let_go()
            for name in self._begun[mark.begun :]:
                (self._folder / name).unlink(missing_ok=True)
            del self._begun[mark.begun :]
            if mark.file is None or not self._hold(self._folder / mark.file):
                return
        self._cut(mark.offset)

    def sync(self) -> None:
        """Return when everything appended is on the disk, and the file's name too."""
        self._refuse_after_failure()
        if self._file is None or not self._is_dirty:
            return
        try:
            os.fsync(self._file.fileno())
            _sync_folder(self._folder)
        except OSError as error:
            self._failure = error
            raise _full_or(error, self._folder) from error
        self._is_dirty = False

    def close(self) -> None:
        """Sync and let go of the file."""
        if self._file is not None:
            try:
                self.sync()
            finally:
                self._let_go()

    def _append(self, kind: str, content_type: str, block: bytes, extra: dict[str, str], record_id: str) -> WarcPlace:
        self._refuse_after_failure()
        member = member_of(kind, content_type, block, extra, record_id)
        self._open_for_today()
        if self._offset + len(member) > ROLL_BYTES:
            self._begin_file()
        return self._write(member, record_id)

    def _refuse_after_failure(self) -> None:
        if self._failure is not None:
            raise _full_or(self._failure, self._folder) from self._failure

    def _write(self, member: bytes, record_id: str) -> WarcPlace:
        if self._file is None or self._name is None:
            raise ArchiveDamaged(f"no WARC file is open in {self._folder}")
        offset, left = self._offset, memoryview(member)
        try:
            while left:
                left = left[self._file.write(left) or 0 :]
        except OSError as error:
            self._cut(offset)
            raise _full_or(error, self._folder) from error
        self._offset += len(member)
        self._is_dirty = True
        return WarcPlace(file=self._name, offset=offset, length=len(member), record_id=record_id)

    def _cut(self, offset: int) -> None:
        if self._file is not None:
            self._file.truncate(offset)
            self._offset, self._is_dirty = offset, True

    def _open_for_today(self) -> None:
        day = self._clock().astimezone(UTC).strftime("%Y%m%d")
        if self._file is not None and day == self._day:
            return
        self._day = day
        for path in sorted(self._folder.glob(f"{self._archive_id}-{day}-*.warc.gz")):
            # An empty one was left by a full disk or a crash: it is begun anew.
            if 0 < path.stat().st_size < ROLL_BYTES and self._hold(path):
                return
        self._begin_file()

    def _begin_file(self) -> None:
        for number in itertools.count(1):
            path = self._folder / f"{self._archive_id}-{self._day}-{number:05d}.warc.gz"
            is_taken = path.exists() and path.stat().st_size > 0
            if not is_taken and self._hold(path) and self._offset == 0:
                break
        self._begun.append(path.name)
        extra = {"WARC-Date": date_text(self._clock()), "WARC-Filename": path.name}
        record_id = _new_id()
        try:
            self._write(member_of("warcinfo", "application/warc-fields", _ABOUT, extra, record_id), record_id)
        except BaseException:
            # A file must not go on without its warcinfo: the next append begins it anew.
            self._let_go()
            raise

    def _hold(self, path: Path) -> bool:
        """Write to this file from now on, unless another process does."""
        self.close()
        try:
            file = FileIO(path, "ab")
        except OSError as error:
            raise _full_or(error, self._folder) from error
        if not _lock(file.fileno()):
            file.close()
            return False
        self._file, self._name, self._offset = file, path.name, os.fstat(file.fileno()).st_size
        return True

    def _let_go(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file, self._name, self._offset = None, None, 0


def read_record(folder: Path, place: WarcPlace) -> Record:
    """The record at a place; ArchiveDamaged names file and offset where its bytes are not what they were."""
    path = folder / place.file
    try:
        with path.open("rb") as file:
            file.seek(place.offset)
            member = file.read(place.length)
    except OSError as error:
        raise ArchiveDamaged(f"{path} at {place.offset}: {error.strerror}") from error
    if len(member) != place.length or member_size(member[:HEAD_SIZE]) != place.length:
        raise ArchiveDamaged(f"{path} at {place.offset}: no record of {place.length} bytes stands there")
    record = parsed(unpacked(member, place.file, place.offset), place.file, place.offset, place.length)
    if place.record_id and record.place.record_id != place.record_id:
        raise ArchiveDamaged(f"{path} at {place.offset}: another record stands there")
    return record


def records(path: Path, start: int = 0) -> Iterator[Record]:
    """All records of a file from an offset on; ArchiveDamaged at the first that is torn or altered."""
    for found in walk(path, start, goes_on=False):
        if isinstance(found, Damage):
            raise ArchiveDamaged(found.what)
        yield found


def walk(path: Path, start: int = 0, *, goes_on: bool = True) -> Iterator[Record | Damage]:
    """All records of a file and all damage in it. After damage it goes on where the next whole record begins.

    Records that come after damage prove that more is there, and no more than that: bytes of a damaged record may look
    like one, and were perhaps a stranger's.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        offset = start
        while offset < size:
            try:
                record = _record_at(file, offset, size - offset, path.name)
            except ArchiveDamaged as error:
                yield Damage(path.name, offset, str(error))
                following = _next_whole(file, offset, size, path.name) if goes_on else None
                if following is None:
                    return
                offset = following
                continue
            yield record
            offset += record.place.length


def mend(folder: Path, since: dict[str, int] | None = None) -> tuple[Tail, ...]:
    """Cut a torn tail from each file; what is whole is never touched. `since`: offsets known to be whole, by file.

    A file that another process is writing is left alone, and so is damage with whole records after it: that is no torn
    tail, and `verify` names it.
    """
    tails = []
    for path in idle_files(folder):
        (last,) = deque(walk(path, (since or {}).get(path.name, 0)), maxlen=1) or (None,)
        if isinstance(last, Damage):
            size = path.stat().st_size
            with path.open("r+b") as file:
                file.truncate(last.offset)
                os.fsync(file.fileno())
            tails.append(Tail(path.name, last.offset, size - last.offset))
    return tuple(tails)


def idle_files(folder: Path) -> tuple[Path, ...]:
    """The WARC files that no process is writing."""
    idle = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as file:
            if _lock(file.fileno()):
                idle.append(path)
    return tuple(idle)


def _record_at(file: BinaryIO, offset: int, left: int, name: str) -> Record:
    file.seek(offset)
    head = file.read(HEAD_SIZE)
    length = member_size(head)
    if length > left or len(head) < HEAD_SIZE:
        raise ArchiveDamaged(f"{name} at {offset}: the file ends in the middle of a record")
    member = head + file.read(max(0, length - HEAD_SIZE))
    record = parsed(unpacked(member, name, offset), name, offset, length)
    check_payload(record)
    return record


def _next_whole(file: BinaryIO, offset: int, size: int, name: str) -> int | None:
    """Where the next whole record begins after damage."""
    tries = 0
    while offset < size and tries < _TRIES:
        file.seek(offset + 1)
        chunk = file.read(_CHUNK + len(GZIP_HEAD))
        found = chunk.find(GZIP_HEAD)
        if found < 0:
            offset += _CHUNK
            continue
        offset, tries = offset + 1 + found, tries + 1
        with suppress(ArchiveDamaged):
            _record_at(file, offset, size - offset, name)
            return offset
    return None


def _lock(descriptor: int) -> bool:
    """Whether the file is now this process's to write; the kernel lets go when the file is closed."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _full_or(error: OSError, folder: Path) -> Exception:
    if error.errno in _NO_SPACE:
        return ArchiveFull(f"no space left for {folder}; what was acknowledged is kept: make room and run again")
    return error

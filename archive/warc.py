"""WARC/1.1 files: append, fsync, read back one record, cut a torn tail. Written by us, readable by everybody.

One gzip member a record, so that a record is found by file, offset and length alone. One file a UTC day, its name
beginning with the archive's id, rolled at 1 GB. Bodies are as on the wire less chunking, with the chunked header
renamed; headers are as the HTTP library gave them (order and case may be lost: warcinfo says so).
"""

from __future__ import annotations

import base64
import errno
import fcntl
import hashlib
import os
import re
import uuid
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from archive.errors import ArchiveDamaged, ArchiveFull
from archive.records import Exchange, WarcPlace

ROLL_BYTES = 1_000_000_000
FACTS_TYPE = "application/vnd.kliping.facts+jsonl"

# Level 1 keeps 41 of 34 KB at level 6, at two fifths of the time (measured on 175 KB pages).
_LEVEL = 1
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_UNSAFE = re.compile(r"[\r\n\x00]+")
_RENAMED = {"transfer-encoding": "X-Crawler-Transfer-Encoding", "content-length": "X-Crawler-Content-Length"}


class Mark(msgspec.Struct, frozen=True):
    """A place to rewind to."""

    file: str | None
    offset: int


class Tail(msgspec.Struct, frozen=True):
    """What was cut from a file that ended in the middle of a record."""

    file: str
    offset: int
    cut: int


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One record as it was read back. `block` is the content after the WARC headers."""

    headers: dict[str, str]
    block: bytes
    place: WarcPlace

    @property
    def type(self) -> str:
        """`response`, `request`, `metadata`, `revisit`, `warcinfo` …"""
        return self.headers.get("warc-type", "")

    @property
    def http(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The status line and headers of an HTTP block."""
        head, _, _ = self.block.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines[1:])
        return lines[0], tuple((name.strip(), value.strip()) for name, _, value in pairs)

    @property
    def payload(self) -> bytes:
        """An HTTP block's body as on the wire; any other block whole."""
        if self.type in ("response", "request", "revisit"):
            return self.block.partition(b"\r\n\r\n")[2]
        return self.block


def sha256_text(content: bytes) -> str:
    """A digest as WARC headers carry it: `sha256:` and base32."""
    return "sha256:" + base64.b32encode(hashlib.sha256(content).digest()).decode("ascii")


class WarcWriter:
    """Appends records to the day's file. One thread; nothing is sure before `sync`."""

    def __init__(self, folder: Path, archive_id: str, clock: Callable[[], datetime]) -> None:
        self._folder, self._archive_id, self._clock = folder, archive_id, clock
        self._file: BinaryIO | None = None
        self._name: str | None = None
        self._day = ""
        self._offset = 0
        self._is_dirty = False
        self._is_new = False

    def append_exchange(self, exchange: Exchange) -> WarcPlace:
        """Append request and response (or the failure to get one). Gives the place of the latter."""
        common = {
            "WARC-Target-URI": exchange.url,
            "WARC-Date": _date(exchange.at),
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
        self._append(
            "request", "application/http; msgtype=request", _request_block(exchange),
            common | {"WARC-Concurrent-To": answer_id}, _new_id(),
        )  # fmt: skip
        extra = dict(common)
        if not exchange.withheld:
            extra["WARC-Payload-Digest"] = sha256_text(exchange.body)
        if exchange.truncated or exchange.withheld:
            extra["WARC-Truncated"] = exchange.truncated or "unspecified"
        return self._append(
            "response", "application/http; msgtype=response", _response_block(exchange), extra, answer_id
        )

    def append_facts(self, lines: bytes, at: datetime) -> WarcPlace:
        """Append facts as JSON lines: the WARCs alone suffice to make the archive again."""
        return self._append("metadata", FACTS_TYPE, lines, {"WARC-Date": _date(at)}, _new_id())

    def mark(self) -> Mark:
        """Where the file stands now."""
        return Mark(self._name, self._offset)

    def rewind(self, mark: Mark) -> None:
        """Take back what was appended since the mark (a file begun since is emptied)."""
        if self._file is None:
            return
        offset = mark.offset if mark.file == self._name else 0
        self._file.truncate(offset)
        self._file.seek(offset)
        self._offset = offset

    def sync(self) -> None:
        """Return when everything appended is on the disk."""
        if self._file is None or not self._is_dirty:
            return
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            if self._is_new:
                _sync_folder(self._folder)
                self._is_new = False
        except OSError as error:
            raise _full_or(error, self._folder) from error
        self._is_dirty = False

    def close(self) -> None:
        """Sync and let go of the file."""
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None

    def _append(self, kind: str, content_type: str, block: bytes, extra: dict[str, str], record_id: str) -> WarcPlace:
        member = _member(_serialised(kind, content_type, block, extra, record_id))
        self._open_for_today()
        if self._offset and self._offset + len(member) > ROLL_BYTES:
            self._begin_file()
        return self._write(member, record_id)

    def _write(self, member: bytes, record_id: str) -> WarcPlace:
        if self._file is None or self._name is None:
            raise ArchiveDamaged("no WARC file is open")
        offset = self._offset
        try:
            self._file.write(member)
            self._file.flush()
        except OSError as error:
            self._file.truncate(offset)
            self._file.seek(offset)
            raise _full_or(error, self._folder) from error
        self._offset += len(member)
        self._is_dirty = True
        return WarcPlace(file=self._name, offset=offset, length=len(member), record_id=record_id)

    def _open_for_today(self) -> None:
        day = self._clock().astimezone(UTC).strftime("%Y%m%d")
        if self._file is not None and day == self._day:
            return
        self._day = day
        for path in sorted(self._folder.glob(f"{self._archive_id}-{day}-*.warc.gz")):
            if path.stat().st_size < ROLL_BYTES and self._use(path):
                return
        self._begin_file()

    def _begin_file(self) -> None:
        number = 1 + sum(1 for _ in self._folder.glob(f"{self._archive_id}-{self._day}-*.warc.gz"))
        while not self._use(self._folder / f"{self._archive_id}-{self._day}-{number:05d}.warc.gz"):
            number += 1
        self._is_new = True

    def _use(self, path: Path) -> bool:
        """Write to this file from now on, unless another process does."""
        self.close()
        try:
            file = path.open("ab")
        except OSError as error:
            raise _full_or(error, self._folder) from error
        if not _hold(file):
            file.close()
            return False
        self._file = file
        self._name, self._offset = path.name, path.stat().st_size
        if self._offset == 0:
            block = (
                b"software: Kliping\r\nformat: WARC File Format 1.1\r\n"
                b"conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
                b"description: headers as the HTTP library gave them (order and case may be lost); bodies as on the wire, "
                b"less chunking\r\n"
            )
            extra = {"WARC-Date": _date(self._clock()), "WARC-Filename": path.name}
            record_id = _new_id()
            member = _member(_serialised("warcinfo", "application/warc-fields", block, extra, record_id))
            self._write(member, record_id)
        return True


def read_record(folder: Path, place: WarcPlace) -> Record:
    """The record at a place; ArchiveDamaged names file and offset where its bytes are not what they were."""
    path = folder / place.file
    try:
        with path.open("rb") as file:
            file.seek(place.offset)
            member = file.read(place.length)
    except OSError as error:
        raise ArchiveDamaged(f"{path} at {place.offset}: {error.strerror}") from error
    record, used = _parsed(member, place.file, place.offset)
    if used != place.length:
        raise ArchiveDamaged(f"{path} at {place.offset}: the record is not {place.length} bytes long")
    return record


def records(path: Path, start: int = 0) -> Iterator[Record]:
    """All records of a file from an offset on; ArchiveDamaged at the first that is torn or altered."""
    size = path.stat().st_size
    with path.open("rb") as file:
        offset = start
        while offset < size:
            member = _read_member(file, offset, path.name)
            record, used = _parsed(member, path.name, offset)
            yield record
            offset += used


def mend(folder: Path, since: dict[str, int] | None = None) -> tuple[Tail, ...]:
    """Cut a torn tail from each file; what is whole is never touched. `since`: offsets known to be whole, by file.

    A file that another process is writing is left alone.
    """
    tails = []
    for path in idle_files(folder):
        whole = (since or {}).get(path.name, 0)
        size = path.stat().st_size
        try:
            for record in records(path, whole):
                whole = record.place.offset + record.place.length
        except ArchiveDamaged:
            with path.open("r+b") as file:
                file.truncate(whole)
                os.fsync(file.fileno())
            tails.append(Tail(path.name, whole, size - whole))
    return tuple(tails)


def idle_files(folder: Path) -> tuple[Path, ...]:
    """The WARC files that no process is writing."""
    idle = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as file:
            if _hold(file):
                idle.append(path)
    return tuple(idle)


def _hold(file: BinaryIO) -> bool:
    """Whether the file is now this process's to write; the kernel lets go when the file is closed."""
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def payload_decoded(record: Record, limit: int = 50_000_000) -> bytes:
    """The payload with its content codings undone; ArchiveDamaged where it decodes to more than `limit` bytes."""
    content, codings = record.payload, ""
    for name, value in record.http[1]:
        if name.lower() == "content-encoding":
            codings = value.lower()
    for coding in reversed([part.strip() for part in codings.split(",") if part.strip()]):
        content = _decoded(content, coding, limit)
    return content


def _decoded(content: bytes, coding: str, limit: int) -> bytes:
    if coding in ("gzip", "x-gzip", "deflate"):
        for bits in (47, -15):
            decoder = zlib.decompressobj(bits)
            try:
                plain = decoder.decompress(content, limit)
            except zlib.error:
                continue
            if decoder.unconsumed_tail:
                raise ArchiveDamaged(f"payload decodes to more than {limit} bytes")
            return plain
        raise ArchiveDamaged(f"payload is not {coding}")
    if coding == "br":
        import brotli

        return bytes(brotli.decompress(content))[:limit]
    if coding == "zstd":
        from backports import zstd

        return bytes(zstd.decompress(content))[:limit]
    return content


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _line(name: str, value: str) -> str:
    # A header that came from outside must not be able to begin another line.
    return f"{_UNSAFE.sub(' ', name)}: {_UNSAFE.sub(' ', value)}\r\n"


def _serialised(kind: str, content_type: str, block: bytes, extra: dict[str, str], record_id: str) -> bytes:
    head = {"WARC-Type": kind, "WARC-Record-ID": record_id, **extra}
    head |= {"WARC-Block-Digest": sha256_text(block), "Content-Type": content_type, "Content-Length": str(len(block))}
    lines = "".join(_line(name, value) for name, value in head.items())
    return b"WARC/1.1\r\n" + lines.encode("utf-8", "replace") + b"\r\n" + block + b"\r\n\r\n"


def _member(content: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
    return packer.compress(content) + packer.flush()


def _request_block(exchange: Exchange) -> bytes:
    from urllib.parse import urlsplit

    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = f"{exchange.method} {_UNSAFE.sub(' ', target)} HTTP/1.1\r\n" + _line(
        "Host", parts.netloc.rpartition("@")[2]
    )
    lines += "".join(_line(name, value) for name, value in exchange.request_headers if name.lower() != "host")
    return lines.encode("utf-8", "replace") + b"\r\n"


def _response_block(exchange: Exchange) -> bytes:
    lines = f"HTTP/1.1 {exchange.status} {_UNSAFE.sub(' ', exchange.reason)}\r\n"
    for name, value in exchange.response_headers:
        lines += _line(_RENAMED.get(name.lower(), name), value)
    if not exchange.withheld:
        lines += _line("Content-Length", str(len(exchange.body)))
    body = b"" if exchange.withheld else exchange.body
    return lines.encode("utf-8", "replace") + b"\r\n" + body


def _read_member(file: BinaryIO, offset: int, name: str) -> bytes:
    file.seek(offset)
    decoder, taken = zlib.decompressobj(31), []
    while not decoder.eof:
        chunk = file.read(1 << 20)
        if not chunk:
            raise ArchiveDamaged(f"{name} at {offset}: the file ends in the middle of a record")
        taken.append(chunk)
        try:
            decoder.decompress(chunk)
        except zlib.error as error:
            raise ArchiveDamaged(f"{name} at {offset}: {error}") from error
    content = b"".join(taken)
    return content[: len(content) - len(decoder.unused_data)]


def _parsed(member: bytes, name: str, offset: int) -> tuple[Record, int]:
    decoder = zlib.decompressobj(31)
    try:
        content = decoder.decompress(member)
    except zlib.error as error:
        raise ArchiveDamaged(f"{name} at {offset}: {error}") from error
    if not decoder.eof:
        raise ArchiveDamaged(f"{name} at {offset}: the record is torn")
    head, gap, rest = content.partition(b"\r\n\r\n")
    lines = head.decode("utf-8", "replace").split("\r\n")
    headers = {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in lines[1:])}
    length = int(headers.get("content-length", "-1"))
    if lines[0] != "WARC/1.1" or not gap or len(rest) != length + 4 or rest[length:] != b"\r\n\r\n":
        raise ArchiveDamaged(f"{name} at {offset}: no whole WARC record")
    block = rest[:length]
    if headers.get("warc-block-digest") != sha256_text(block):
        raise ArchiveDamaged(f"{name} at {offset}: the block is not what its digest says")
    used = len(member) - len(decoder.unused_data)
    place = WarcPlace(file=name, offset=offset, length=used, record_id=headers.get("warc-record-id", ""))
    return Record(headers=headers, block=block, place=place), used


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

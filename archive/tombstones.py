"""A WARC record exchanged in its place for one of the same length that says less: what was taken down is gone.

Nothing after it moves, and the digest of what stood there stays on it, so the day's seal still verifies. The new member
lies beside the file until it stands in it: a crash between leaves nothing half done.
"""

from __future__ import annotations

import os
import struct
import zlib
from contextlib import suppress
from pathlib import Path

from archive.errors import ArchiveDamaged, ArchiveError
from archive.facts import WarcPlace
from archive.warc_record import (
    FACTS_TYPE,
    GZIP_HEAD,
    HEAD_SIZE,
    STANDS_FOR,
    TAIL_SIZE,
    Record,
    sha256_text,
    unpacked,
)

TOMBSTONE_TYPE = "application/vnd.kliping.tombstone"
_EMPTY = b"\x00\x00\x00\xff\xff"  # a stored deflate block of no bytes
_PAIR = struct.Struct("<II")
_SUFFIX = ".tombstone"


def tombstone(record: Record, lines: bytes | None = None) -> bytes:
    """The member that stands for a record, of its length: without a body, or with those facts that may stay.

    ArchiveError where it would be longer than what it stands for.
    """
    block = lines or b""
    kind = FACTS_TYPE if lines is not None else TOMBSTONE_TYPE
    room = record.place.length - HEAD_SIZE - TAIL_SIZE
    # Where little goes, what its own digest takes is wanted for the digest of the record that it stands for.
    for padding, is_summed in ((padding, is_summed) for is_summed in (True, False) for padding in range(600)):
        content = _content(record, kind, block, "=" * (padding % 7) + "-~" * (padding // 7), is_summed=is_summed)
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        if len(packed) <= room and (room - len(packed)) % len(_EMPTY) == 0:
            middle = _EMPTY * ((room - len(packed)) // len(_EMPTY)) + packed
            pair, tail = _PAIR.pack(len(middle), zlib.crc32(middle)), _PAIR.pack(zlib.crc32(content), len(content))
            return GZIP_HEAD + pair + middle + tail
    raise ArchiveError(f"{record.place.file} at {record.place.offset}: no tombstone is as short as the record")


def _content(record: Record, kind: str, block: bytes, padding: str, *, is_summed: bool) -> bytes:
    head = (
        f"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: {record.place.record_id}\r\n"
        f"WARC-Date: {record.headers.get('warc-date', '')}\r\nKliping-Stands-For: {record.digest}\r\n"
        + (f"WARC-Block-Digest: {sha256_text(block)}\r\n" if is_summed else "")
        + f"Content-Type: {kind}\r\nContent-Length: {len(block)}\r\n"
        + (f"Kliping-Padding: {padding}\r\n" if padding else "")
    )
    return head.encode() + b"\r\n" + block + b"\r\n\r\n"


def exchange_member(folder: Path, place: WarcPlace, member: bytes) -> None:
    """Put a member of the same length in the place of a record; on the disk when this returns."""
    if len(member) != place.length:
        raise ArchiveError(f"{place.file} at {place.offset}: {len(member)} bytes do not stand for {place.length}")
    draft = folder / f"{place.file}.{place.offset}{_SUFFIX}"
    _synced(draft, member, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0)
    _synced(folder / place.file, member, os.O_WRONLY, place.offset)
    draft.unlink()


def finish(folder: Path) -> int:
    """Finish exchanges that a crash cut off; how many. A draft that is not whole was not begun to be put in place."""
    count = 0
    for draft in sorted(folder.glob(f"*{_SUFFIX}")):
        file, _, offset = draft.name.removesuffix(_SUFFIX).rpartition(".")
        member = draft.read_bytes()
        with suppress(ArchiveDamaged, OSError, ValueError):
            unpacked(member, draft.name, 0)
            _synced(folder / file, member, os.O_WRONLY, int(offset))
            count += 1
        draft.unlink()
    return count


def stands_for_another(record: Record) -> bool:
    """Whether a record is a tombstone."""
    return STANDS_FOR in record.headers


def _synced(path: Path, content: bytes, flags: int, offset: int) -> None:
    descriptor = os.open(path, flags, 0o644)
    try:
        left, at = memoryview(content), offset
        while left:
            written = os.pwrite(descriptor, left, at)
            left, at = left[written:], at + written
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

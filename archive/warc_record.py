"""One WARC/1.1 record as bytes, and bytes as a record again. Pure: no file is opened here.

A record is one gzip member. Its header has an extra field, which gzip readers pass over, with the length and the
checksum of the packed bytes: gzip's own checksum covers neither its header nor the idle bits at the end of the packed
bytes, and here every flipped bit shall be seen. Bodies are as on the wire less chunking, with the chunked header
renamed.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
import struct
import zlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from archive.errors import ArchiveDamaged, ArchiveError
from archive.facts import WarcPlace
from archive.known import Exchange

try:
    # Four times as fast as zlib and a little smaller: 535 against 138 MB/cpu-s, 23.4 against 24.1 % of 150 KB pages.
    from isal import isal_zlib as packer

    LEVEL = 2
except ImportError:
    import zlib as packer  # type: ignore[no-redef]

    LEVEL = 1

FACTS_TYPE = "application/vnd.kliping.facts+jsonl"
# On a tombstone: the digest of the record that stood there, so that the day's seal still verifies.
STANDS_FOR = "kliping-stands-for"
GZIP_HEAD = b"\x1f\x8b\x08\x04\x00\x00\x00\x00\x00\xff\x0c\x00KL\x08\x00"  # and then length and checksum
HEAD_SIZE = len(GZIP_HEAD) + 8
TAIL_SIZE = 8
MAX_RECORD = 512_000_000  # a record is an answer of 10 MB or a batch of facts; beyond this it is a bomb
MAX_PAYLOAD = 50_000_000

_PACKER_ERROR: Any = packer.error
_PAIR = struct.Struct("<II")
_GAP = b"\r\n\r\n"  # behind headers, and behind a record
_UNSAFE = re.compile("[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]+")
_NOT_IN_NAMES = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]+")
# The names are those of other crawlers, whose readers know them.
_RENAMED = {"transfer-encoding": "X-Crawler-Transfer-Encoding", "content-length": "X-Crawler-Content-Length"}
_TRUNCATED = frozenset({"length", "time", "disconnect", "unspecified"})
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
_HTTP_TYPES = frozenset({"response", "request", "revisit"})


class Original(msgspec.Struct, frozen=True, kw_only=True):
    """The record of an earlier answer that a revisit refers to."""

    record_id: str
    url: str
    at: datetime


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One record as it was read back: WARC headers (names in lower case), the block after them, and where it is."""

    headers: dict[str, str]
    block: bytes
    place: WarcPlace
    head: bytes = b""

    @property
    def content(self) -> bytes:
        """The whole record, unpacked."""
        return b"".join((self.head, b"\r\n\r\n", self.block, b"\r\n\r\n"))

    @property
    def digest(self) -> str:
        """SHA-256 of the whole record; of a tombstone that of the record in whose place it stands."""
        return self.headers.get(STANDS_FOR) or hashlib.sha256(self.content).hexdigest()

    @property
    def type(self) -> str:
        """`response`, `request`, `metadata`, `revisit`, `warcinfo` and their like."""
        return self.headers.get("warc-type", "")

    @property
    def http(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The status line and headers of an HTTP block."""
        head, _, _ = self.block.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines[1:] if line)
        return lines[0], tuple((name.strip(), value.strip()) for name, _, value in pairs)

    @property
    def payload(self) -> bytes:
        """An HTTP block's body as on the wire; any other block whole."""
        return self.block.partition(b"\r\n\r\n")[2] if self.type in _HTTP_TYPES else self.block


def sha256_text(content: bytes) -> str:
    """A digest as WARC headers carry it: `sha256:` and base32, which warcio and fastwarc check."""
    return digest_text(hashlib.sha256(content).hexdigest())


def digest_text(digest: str) -> str:
    """The same of a digest in hex."""
    return "sha256:" + base64.b32encode(bytes.fromhex(digest)).decode("ascii")


def date_text(moment: datetime) -> str:
    """An instant as WARC-Date carries it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def member_of(kind: str, content_type: str, block: bytes, extra: dict[str, str], record_id: str) -> bytes:
    """A record as a gzip member. No header's value can begin another line."""
    head = {"WARC-Type": kind, "WARC-Record-ID": record_id, **extra}
    head |= {"WARC-Block-Digest": sha256_text(block), "Content-Type": content_type, "Content-Length": str(len(block))}
    lines = "".join(_line(name, value) for name, value in head.items())
    return _packed(b"".join((b"WARC/1.1\r\n", lines.encode("utf-8", "replace"), b"\r\n", block, b"\r\n\r\n")))


def _packed(content: bytes) -> bytes:
    deflater = packer.compressobj(LEVEL, packer.DEFLATED, -15)
    middle = deflater.compress(content) + deflater.flush()
    extra = _PAIR.pack(len(middle), packer.crc32(middle))
    tail = _PAIR.pack(packer.crc32(content), len(content) & 0xFFFFFFFF)
    return b"".join((GZIP_HEAD, extra, middle, tail))


def member_size(head: bytes) -> int:
    """The length of the member that begins with these 24 bytes; 0 where none begins so."""
    if len(head) < HEAD_SIZE or not head.startswith(GZIP_HEAD):
        return 0
    return int(_PAIR.unpack_from(head, len(GZIP_HEAD))[0]) + HEAD_SIZE + TAIL_SIZE


def unpacked(member: bytes, name: str, offset: int) -> bytes:
    """The content of a member; ArchiveDamaged where a bit of it is not what it was. Bounded."""
    if member_size(member[:HEAD_SIZE]) == 0:
        raise ArchiveDamaged(f"{name} at {offset}: no record begins here")
    middle = member[HEAD_SIZE:-TAIL_SIZE]
    if _PAIR.unpack_from(member, len(GZIP_HEAD)) != (len(middle), packer.crc32(middle)):
        raise ArchiveDamaged(f"{name} at {offset}: the record is torn or altered")
    decoder = packer.decompressobj(-15)
    try:
        content = decoder.decompress(middle, MAX_RECORD + 1)
    except _PACKER_ERROR as error:
        raise ArchiveDamaged(f"{name} at {offset}: {error}") from error
    if len(content) > MAX_RECORD:
        raise ArchiveDamaged(f"{name} at {offset}: the record unpacks to more than {MAX_RECORD} bytes")
    if not decoder.eof or _PAIR.unpack(member[-TAIL_SIZE:]) != (packer.crc32(content), len(content)):
        raise ArchiveDamaged(f"{name} at {offset}: the record is not what its checksum says")
    return bytes(content)


def parsed(content: bytes, name: str, offset: int, length: int) -> Record:
    """The record that an unpacked member holds; ArchiveDamaged where it is not whole or not what its block's digest says."""
    ends, stop = content.find(_GAP), len(content) - len(_GAP)
    head = content[: max(ends, 0)]
    first, *lines = head.decode("utf-8", "replace").split("\r\n")
    headers = {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    size = headers.get("content-length", "")
    is_whole = first == "WARC/1.1" and ends >= 0 and size.isascii() and size.isdigit() and len(size) < 12
    if not is_whole or ends + len(_GAP) + int(size) != stop or not content.endswith(_GAP):
        raise ArchiveDamaged(f"{name} at {offset}: no whole WARC record")
    place = WarcPlace(file=name, offset=offset, length=length, record_id=headers.get("warc-record-id", ""))
    record = Record(headers=headers, block=content[ends + len(_GAP) : stop], place=place, head=head)
    told = headers.get("warc-block-digest")
    # A tombstone that has no room for it has none: its member's checksum stands.
    if told != sha256_text(record.block) and (told is not None or STANDS_FOR not in headers):
        raise ArchiveDamaged(f"{name} at {offset}: the block is not what its digest says")
    return record


def check_payload(record: Record) -> None:
    """ArchiveDamaged where a record whose block is whole says of its payload what is not so: its writer erred."""
    if record.type == "response" and record.headers.get("warc-payload-digest", "") not in (
        "",
        sha256_text(record.payload),
    ):
        raise ArchiveDamaged(f"{record.place.file} at {record.place.offset}: the payload is not what its digest says")


# ------------------------------------------------------------------------------------------------- HTTP as it is kept


def request_block(exchange: Exchange) -> bytes:
    """What was asked, as HTTP/1.1."""
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = f"{_clean(exchange.method)} {_clean(target)} HTTP/1.1\r\n" + _line("Host", parts.netloc.rpartition("@")[2])
    lines = (_line(name, value) for name, value in exchange.request_headers if name.lower() != "host")
    return _wire(head + "".join(lines)) + b"\r\n"


def response_block(exchange: Exchange, *, has_body: bool) -> bytes:
    """What came, with the chunked header renamed and the true length said; the body only where it is kept."""
    body = exchange.body if has_body else b""
    head = f"HTTP/1.1 {exchange.status} {_clean(exchange.reason)}\r\n"
    lines = [_line(_RENAMED.get(name.lower(), name), value) for name, value in exchange.response_headers]
    lines.append(_line("Content-Length", str(len(body))))
    return b"".join((_wire(head + "".join(lines)), b"\r\n", body))


def answer_headers(exchange: Exchange) -> dict[str, str]:
    """The WARC headers that tell a kept body's digest, or that of the body that is withheld, and whether it was cut."""
    digest = digest_text(exchange.payload_digest)
    if exchange.withheld:
        # A reader must not look for these digests in an empty block: so they have names of their own.
        length = str(len(exchange.body))
        own = {"Kliping-Withheld": "noarchive", "Kliping-Payload-Digest": digest, "Kliping-Payload-Length": length}
        return own | {"WARC-Truncated": "unspecified"}
    headers = {"WARC-Payload-Digest": digest}
    if exchange.truncated:
        headers["WARC-Truncated"] = exchange.truncated if exchange.truncated in _TRUNCATED else "unspecified"
    return headers


def revisit_headers(exchange: Exchange, original: Original) -> dict[str, str]:
    """The WARC headers of an answer that says the same as an earlier one, or only that nothing was modified."""
    is_same = exchange.status != 304
    headers = {
        "WARC-Profile": _PROFILE + ("identical-payload-digest" if is_same else "server-not-modified"),
        "WARC-Refers-To": original.record_id,
        "WARC-Refers-To-Target-URI": original.url,
        "WARC-Refers-To-Date": date_text(original.at),
    }
    return headers | ({"WARC-Payload-Digest": digest_text(exchange.payload_digest)} if is_same else {})


def _clean(text: str) -> str:
    return _UNSAFE.sub(" ", text)


def _line(name: str, value: str) -> str:
    return f"{_NOT_IN_NAMES.sub('-', name) or '-'}: {_clean(value).strip()}\r\n"


def _wire(head: str) -> bytes:
    """Headers as the bytes they came as: the HTTP library decodes them as Latin-1."""
    try:
        return head.encode("latin-1")
    except UnicodeEncodeError:
        return head.encode("utf-8", "replace")


# ---------------------------------------------------------------------------------------------------- content codings


def payload_decoded(record: Record, limit: int = MAX_PAYLOAD) -> bytes:
    """The payload with its content codings undone: at most the first `limit` bytes of it.

    What is not in the coding that its header names is given as it is, and of a torn body what can be read.
    """
    return decoded(record.payload, record.http[1], limit)


def decoded(content: bytes, headers: Iterable[tuple[str, str]], limit: int = MAX_PAYLOAD) -> bytes:
    """The same of a body and the headers that came with it."""
    named = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    for coding in reversed([part.strip().lower() for part in named.split(",")]):
        if coding not in _DECODERS:
            break
        try:
            content = _DECODERS[coding](content, limit) or content
        except ImportError as error:
            raise ArchiveError(f"the body is {coding}: install {error.name}") from error
        except Exception:  # noqa: BLE001 - three libraries' errors: the server named another coding than it used
            break
    return content[:limit]


def unzipped(content: bytes, limit: int = MAX_PAYLOAD) -> bytes:
    """What a gzip file holds (sitemaps come as such); anything else as it is."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        return _gunzipped(content, limit)
    except (OSError, EOFError, zlib.error):
        return content


def _gunzipped(content: bytes, limit: int) -> bytes:
    """All members; what comes before a torn end or a wrong checksum is kept, as the crawler reads it too."""
    file, plain, size = gzip.GzipFile(fileobj=io.BytesIO(content)), [], 0
    try:
        while size < limit and (part := file.read1(65536)):
            plain.append(part)
            size += len(part)
    except (OSError, EOFError, zlib.error):
        if not plain:
            raise
    return b"".join(plain)


def _inflated(content: bytes, limit: int) -> bytes:
    """zlib, or raw deflate, which some servers mean."""
    try:
        return zlib.decompressobj().decompress(content, limit)
    except zlib.error:
        return zlib.decompressobj(-15).decompress(content, limit)


def _unbrotli(content: bytes, limit: int) -> bytes:
    import brotli

    decoder, plain, size = brotli.Decompressor(), [], 0
    part = decoder.process(content, output_buffer_limit=65536)
    while part and size < limit:
        plain.append(part)
        size += len(part)
        part = decoder.process(b"", output_buffer_limit=65536)
    return b"".join(plain)


def _unzstd(content: bytes, limit: int) -> bytes:
    try:
        from compression import zstd
    except ImportError:
        from backports import zstd

    plain: list[bytes] = []
    while content and limit > 0:
        decoder = zstd.ZstdDecompressor()
        plain.append(decoder.decompress(content, limit))
        limit -= len(plain[-1])
        content = decoder.unused_data if decoder.eof else b""
    return b"".join(plain)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _inflated,
    "br": _unbrotli,
    "zstd": _unzstd,
}

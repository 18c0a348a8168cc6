"""Captures that others made, as their files hold them: WARC (and ARC), WACZ, folders of saved pages with a list.

Pure but for reading the file; runs in the child process of crawler.others_frames, since every byte here is a stranger's.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit
from zipfile import BadZipFile, ZipFile

import msgspec
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from archive.facts import WarcPlace
from archive.warc_record import Record, payload_decoded

MAX_PAGE = 20 * 2**20
MAX_ROWS = 5_000_000
LIST = "*.csv"
_MAX_LINE = 20_000
_CHUNK = 1 << 16
_PAGES = frozenset({"response", "resource"})
# What else than a page says something of an article: it led on, or it was not there.
LED_ON = frozenset({301, 302, 303, 307, 308})
TELLING = LED_ON | {404, 410}
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|article|meta|title|div)\b", re.IGNORECASE)
_COLUMNS = {
    "url": ("url", "address", "alamat", "tautan", "link"),
    "date": ("date", "at", "captured_at", "tanggal", "waktu"),
    "file": ("file", "path", "berkas", "nama_berkas", "filename"),
}
_DAY = "2020-02-26"


class Seen(msgspec.Struct, frozen=True, array_like=True, tag="seen"):
    """A page as another's file holds it. `payload` is as on the wire, less chunking; `body` decoded, None where the same."""

    url: str
    at: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    body: bytes | None
    flags: tuple[str, ...] = ()


class Repeated(msgspec.Struct, frozen=True, array_like=True, tag="repeated"):
    """A look of which another's file holds no body: it says that it was an earlier answer's, and which, or its digest."""

    url: str
    at: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    digest: str
    of_url: str
    of_at: str


class Passed(msgspec.Struct, frozen=True, array_like=True, tag="passed"):
    """Something that is not brought, and why; `is_end`: the rest of the file cannot be read either."""

    why: str
    what: str = ""
    is_end: bool = False


def kind_of(path: Path) -> str | None:
    """`warc`, `wacz` or `folder`; None for what is none of these."""
    if path.is_dir():
        return "folder"
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK\x03\x04"):
        return "wacz"
    return "warc" if head.startswith((b"\x1f\x8b", b"WARC/", b"filedesc")) else None


def seen_in(path: Path, zone: int | None) -> Iterator[Seen | Repeated | Passed]:
    """What a file or folder holds. `zone` is hours east of UTC of instants in a list that tell none."""
    kind = kind_of(path)
    if kind == "folder":
        yield from _in_folder(path, zone)
    elif kind == "wacz":
        yield from _in_wacz(path)
    else:
        with path.open("rb") as file:
            yield from _in_warc(file, path.name)


# -------------------------------------------------------------------------------------------------------- WARC, WACZ


def _in_wacz(path: Path) -> Iterator[Seen | Repeated | Passed]:
    try:
        with ZipFile(path) as packed:
            names = [name for name in packed.namelist() if name.endswith((".warc", ".warc.gz", ".arc.gz"))]
            if not names:
                yield Passed("no WARC is in it", path.name, is_end=True)
            for name in sorted(names):
                with packed.open(name) as file:
                    yield from _in_warc(file, name)
    except (BadZipFile, NotImplementedError, RuntimeError) as error:
        yield Passed("damaged", f"{path.name}: {error}", is_end=True)


def _in_warc(file: IO[bytes], name: str) -> Iterator[Seen | Repeated | Passed]:
    number = 0
    try:
        for record in ArchiveIterator(file, arc2warc=True, check_digests=True):
            number += 1
            yield _of_record(record)
    except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
        yield Passed("damaged", f"{name}, after {number} records: {error}"[:500], is_end=True)


def _of_record(record: Any) -> Seen | Repeated | Passed:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type not in _PAGES and record.rec_type != "revisit":
        return Passed("no answer of a page", url[:300])
    url = url.strip("<>")
    if not _is_address(url):
        return Passed("no web address", url[:300])
    at = _instant(record.rec_headers.get_header("WARC-Date") or "")
    if at is None:
        return Passed("no date", url[:300])
    if record.rec_type == "revisit":
        return _repeated(record, url, at)
    return _answered(record, url, at)


def _answered(record: Any, url: str, at: datetime) -> Seen | Passed:
    headers, status, reason = _answer(record)
    if status != 200 and status not in TELLING:
        return Passed(f"status {status}", url[:300])
    payload = _payload(record, headers)
    if payload is None:
        return Passed("too large", url[:300])
    while record.raw_stream.read(_CHUNK):
        # What stands behind the last chunk belongs to the record's digest.
        continue
    if record.raw_stream.limit > 0:
        return Passed("damaged", f"{url[:300]}: the record is cut off", is_end=True)
    if record.digest_checker.passed is False:
        return Passed("not what its digest says", url[:300])
    flags = ("cut_off",) if record.rec_headers.get_header("WARC-Truncated") else ()
    if status != 200:
        return Seen(url, at.isoformat(), status, reason, headers, payload, None, flags)
    return _page(url, at, headers, payload, reason, flags)


def _repeated(record: Any, url: str, at: datetime) -> Seen | Repeated | Passed:
    told = record.rec_headers.get_header
    is_unmodified = (told("WARC-Profile") or "").endswith("server-not-modified")
    headers, status, reason = _answer(record) if record.http_headers is not None else ((), 0, "")
    status = status or (304 if is_unmodified else 200)
    if status not in (200, 304):
        # Of what was not there, or led on, the headers say all.
        found = Seen(url, at.isoformat(), status, reason, headers, b"", None)
        return found if status in TELLING else Passed(f"status {status}", url[:300])
    of_at = _instant(told("WARC-Refers-To-Date") or "")
    of_url = (told("WARC-Refers-To-Target-URI") or url).strip("<>")
    if not _is_address(of_url):
        return Passed("no web address", of_url[:300])
    digest = "" if is_unmodified else (told("WARC-Payload-Digest") or "")[:100]
    return Repeated(
        url, at.isoformat(), status, reason, headers, digest, of_url, of_at.isoformat() if of_at else ""
    )  # fmt: skip


def _answer(record: Any) -> tuple[tuple[tuple[str, str], ...], int, str]:
    """Headers, status and reason; of a resource record, which tells none, that it was there."""
    if record.http_headers is None:
        kind = record.rec_headers.get_header("Content-Type") or ""
        return (("Content-Type", kind),), 200, ""
    code, _, reason = record.http_headers.statusline.partition(" ")
    pairs = tuple((str(name)[:200], str(value)[:_MAX_LINE]) for name, value in record.http_headers.headers[:500])
    return pairs, int(code) if code.isascii() and code.isdigit() and len(code) == 3 else 0, reason[:200]


def _payload(record: Any, headers: tuple[tuple[str, str], ...]) -> bytes | None:
    """The body as on the wire, less chunking; None where it is larger than is taken."""
    is_chunked = any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in headers)
    stream = ChunkedDataReader(record.raw_stream) if is_chunked else record.raw_stream
    found, size = [], 0
    while part := stream.read(_CHUNK):
        size += len(part)
        if size > MAX_PAGE:
            return None
        found.append(part)
    return b"".join(found)


def _page(
    url: str, at: datetime, headers: tuple[tuple[str, str], ...], payload: bytes, reason: str, flags: tuple[str, ...]
) -> Seen | Passed:
    body = _decoded(headers, payload)
    kind = next((value.lower() for name, value in headers if name.lower() == "content-type"), "")
    if not ("html" in kind or (not kind.startswith(("image/", "video/", "audio/", "font/")) and _is_markup(body))):
        return Passed("no HTML", url[:300])
    return Seen(url, at.isoformat(), 200, reason, headers, payload, None if body == payload else body, flags)


def _is_markup(body: bytes) -> bool:
    return _MARKUP.search(body[:4096]) is not None


def _decoded(headers: tuple[tuple[str, str], ...], payload: bytes) -> bytes:
    codings = "".join(f"{name}: {value}\r\n" for name, value in headers if name.lower() == "content-encoding")
    head = f"HTTP/1.1 200 OK\r\n{codings}\r\n".encode("latin-1", "replace")
    place = WarcPlace(file="", offset=0, length=0, record_id="")
    return payload_decoded(Record(headers={"warc-type": "response"}, block=head + payload, place=place), MAX_PAGE)


# ------------------------------------------------------------------------------------------------------------ folders


def _in_folder(folder: Path, zone: int | None) -> Iterator[Seen | Passed]:
    root = folder.resolve()
    for number, row in enumerate(listed(folder), 2):
        where = f"line {number}"
        url, told, name = row.get("url", ""), row.get("date", ""), row.get("file", "")
        if not _is_address(url):
            yield Passed("no web address", f"{where}: {url[:300]}")
            continue
        at, flags = instant(told, zone)
        if at is None:
            yield Passed("no date", f"{where}: {told[:80]}")
            continue
        path = (root / name).resolve()
        if not name or not path.is_relative_to(root) or not path.is_file():
            yield Passed("no such file", f"{where}: {name[:300]}")
            continue
        if path.stat().st_size > MAX_PAGE:
            yield Passed("too large", f"{where}: {name[:300]}")
            continue
        body = path.read_bytes()
        if not _is_markup(body):
            yield Passed("no HTML", f"{where}: {name[:300]}")
            continue
        yield Seen(url, at.isoformat(), 200, "", (("Content-Type", "text/html"),), body, None, flags)


def list_of(folder: Path) -> Path:
    """The one list of a folder. ValueError where there is none, or several."""
    found = sorted(folder.glob(LIST))
    if len(found) != 1:
        raise ValueError(f"{len(found)} lists")
    return found[0]


def listed(folder: Path) -> Iterator[dict[str, str]]:
    """The rows of a folder's list by our names of its columns. ValueError names what is missing."""
    with list_of(folder).open(encoding="utf-8-sig", newline="") as file:
        sample = file.read(4096)
        file.seek(0)
        reader = csv.reader(
            file, delimiter=";" if sample.partition("\n")[0].count(";") > sample.partition("\n")[0].count(",") else ","
        )
        header = [cell.strip().lower() for cell in next(reader, [])]
        places = {
            ours: next((header.index(name) for name in names if name in header), None)
            for ours, names in _COLUMNS.items()
        }
        missing = [ours for ours, place in places.items() if place is None]
        if missing:
            raise ValueError(f"no column {missing[0]} (or {', '.join(_COLUMNS[missing[0]][1:])})")
        for _, row in zip(range(MAX_ROWS), reader, strict=False):
            if any(row):
                yield {
                    ours: row[place].strip()[:_MAX_LINE] if place is not None and place < len(row) else ""
                    for ours, place in places.items()
                }


def instant(told: str, zone: int | None) -> tuple[datetime | None, tuple[str, ...]]:
    """The instant that a list tells, and what is doubtful of it; None where it tells none, or in no zone."""
    try:
        if len(told) == len(_DAY):
            hours = timezone(timedelta(hours=zone or 0))
            return datetime.combine(date.fromisoformat(told), time(), hours), ("day_only",)
        found = datetime.fromisoformat(told)
    except ValueError:
        return None, ()
    if found.tzinfo is None:
        found = found.replace(tzinfo=timezone(timedelta(hours=zone))) if zone is not None else None  # type: ignore[assignment]
    return (found if found and _is_possible(found) else None), ()


def _instant(told: str) -> datetime | None:
    """A WARC-Date, which is UTC; fourteen digits in an ARC."""
    try:
        found = datetime.strptime(told, "%Y%m%d%H%M%S") if told.isdigit() else datetime.fromisoformat(told)  # noqa: DTZ007 - UTC by the standard
    except ValueError:
        return None
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found
    return found if _is_possible(found) else None


def _is_possible(found: datetime) -> bool:
    """The web is of 1991."""
    return 1991 <= found.year <= 9000


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) < _MAX_LINE
    except ValueError:
        return False

"""After a crash: torn WARC tails are cut, and whole records that the database never heard of are taken in.

Records of facts are kept again as they are. A response without a capture becomes a capture flagged `adopted`: nobody
was told that it was kept, but it was fetched, and nothing that was fetched is lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from archive.address import address
from archive.records import AnyFact, Capture
from archive.warc import FACTS_TYPE, Record, idle_files, mend, payload_decoded, records

_PURPOSES = frozenset({"page", "part", "source", "robots", "probe"})


class Mended(msgspec.Struct, frozen=True, kw_only=True):
    """What an opening found left over from a crash: torn tails, records of facts never committed, captures adopted."""

    tails: int = 0
    records: int = 0
    captures: int = 0


def adopt(connection: Any, folder: Path, keep: Callable[[Any, Sequence[AnyFact]], None]) -> Mended:
    """Mend the WARC files of the folder and take in what they hold beyond what the database knows of."""
    whole = {row["name"]: row["whole"] for row in connection.execute("SELECT name, whole FROM warc_file")}
    tails, kept, captures = len(mend(folder, whole)), 0, 0
    for path in idle_files(folder):
        start, size = whole.get(path.name, 0), path.stat().st_size
        if start >= size:
            continue
        found = list(records(path, start))
        for record in found:
            if record.headers.get("content-type") == FACTS_TYPE:
                kept += 1
                keep(connection, [msgspec.json.decode(line, type=AnyFact) for line in record.block.splitlines()])  # type: ignore[arg-type]
        for record in found:
            capture = _orphan(connection, record)
            if capture is not None:
                captures += 1
                keep(connection, [capture])
        connection.execute("INSERT OR REPLACE INTO warc_file VALUES (?, ?)", (path.name, size))
    return Mended(tails=tails, records=kept, captures=captures)


def _orphan(connection: Any, record: Record) -> Capture | None:
    """The capture of a response (or failure) that no capture refers to."""
    headers = record.headers
    is_answer = record.type == "response" or (record.type == "metadata" and "kliping-purpose" in headers)
    if not is_answer or headers.get("kliping-purpose") not in _PURPOSES:
        return None
    row = connection.execute("SELECT 1 FROM capture WHERE warc_record = ?", (record.place.record_id,)).fetchone()
    if row is not None:
        return None
    common = {
        "url": headers["warc-target-uri"],
        "address": address(headers["warc-target-uri"]).url,
        "site": headers.get("kliping-site", ""),
        "purpose": headers["kliping-purpose"],
        "at": datetime.fromisoformat(headers["warc-date"]),
        "run": headers.get("kliping-run"),
        "warc": record.place,
        "flags": ("adopted",),
    }
    if record.type == "metadata":
        return Capture(**common, error=str(msgspec.json.decode(record.block).get("error")))  # type: ignore[arg-type]
    status_line, pairs = record.http
    fields = {name.lower(): value for name, value in pairs}
    body = payload_decoded(record)
    return Capture(
        **common,  # type: ignore[arg-type]
        status=int(status_line.split(" ")[1]),
        content_type=fields.get("content-type"),
        etag=fields.get("etag"),
        last_modified=fields.get("last-modified"),
        payload_digest=hashlib.sha256(record.payload).hexdigest(),
        body_digest=hashlib.sha256(body).hexdigest(),
        body_size=len(body),
    )

"""After a crash: torn WARC tails are cut, and whole records that the database never heard of are taken in.

Records of facts are kept again as they are. A response without a capture becomes a capture flagged `adopted`: nobody
was told that it was kept, but it was fetched, and nothing that was fetched is lost. What cannot be taken in becomes an
Issue, and the archive opens all the same.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast, get_args
from urllib.parse import urljoin

import msgspec

from archive.facts import AnyFact, Capture, Issue
from archive.indexing import apply
from archive.keeping import keep_facts
from archive.originals import address_of
from archive.records import from_utc_text
from archive.sqlite import is_the_records, transaction
from archive.warc import FACTS_TYPE, Damage, Record, idle_files, mend, payload_decoded, walk

_FACT = msgspec.json.Decoder(AnyFact)
_PURPOSES = frozenset(get_args(next(f.type for f in msgspec.structs.fields(Capture) if f.name == "purpose")))
_LONGEST = 500  # characters of a header's value that are kept in a row; the record has all


class Mended(msgspec.Struct, frozen=True, kw_only=True):
    """What an opening found left over from a crash: torn tails, records of facts never committed, captures adopted.

    `refused` counts the records that are whole and could not be taken in; each is an Issue.
    """

    tails: int = 0
    records: int = 0
    captures: int = 0
    refused: int = 0


def adopt(
    connection: Any, folder: Path, clock: Callable[[], datetime], tell: Callable[[bytes], None] = lambda _lines: None
) -> Mended:
    """Mend the WARC files of the folder and take in what they hold beyond what the database knows of.

    `tell` puts the facts that this adds (JSON lines) into a WARC, before they are committed.
    """
    whole = {row["name"]: row["whole"] for row in connection.execute("SELECT name, whole FROM warc_file")}
    tails = mend(folder, whole)
    found = [
        _adopt_file(connection, path, whole.get(path.name, 0), clock, tell)
        for path in idle_files(folder)
        if path.stat().st_size > whole.get(path.name, 0)
    ]
    return Mended(
        tails=len(tails),
        records=sum(file.records for file in found),
        captures=sum(file.captures for file in found),
        refused=sum(file.refused for file in found),
    )


def _adopt_file(
    connection: Any, path: Path, start: int, clock: Callable[[], datetime], tell: Callable[[bytes], None]
) -> Mended:
    """Take in one file from an offset on, in one transaction: facts first, since they tell which answers are known.

    It ends at the first damage. What looks like a record after that may be any stranger's bytes.
    """
    counts = {"records": 0, "captures": 0, "refused": 0}
    size, told = path.stat().st_size, list[AnyFact]()
    with transaction(connection):
        for kind, take in (("records", _replay), ("captures", orphans(path.name, told))):
            for found in walk(path, start, goes_on=False):
                if isinstance(found, Damage):
                    if kind == "captures":
                        told += _tell(connection, found.file, found.offset, found.what, clock())
                    break
                try:
                    counts[kind] += _attempted(connection, take, found)
                except Exception as error:
                    if not is_the_records(error):
                        raise
                    counts["refused"] += 1
                    why = f"{type(error).__name__}: {error}"
                    told += _tell(connection, path.name, found.place.offset, why, clock())
        if told:
            tell(b"".join(msgspec.json.encode(fact) + b"\n" for fact in told))
        connection.execute("INSERT OR REPLACE INTO warc_file VALUES (?, ?)", (path.name, size))
    return Mended(**counts)


def _attempted(connection: Any, take: Callable[[Any, Record], bool], record: Record) -> bool:
    connection.execute("SAVEPOINT record")
    try:
        return take(connection, record)
    except Exception:
        if connection.in_transaction:
            connection.execute("ROLLBACK TO record")
        raise
    finally:
        if connection.in_transaction:
            connection.execute("RELEASE record")


def _tell(connection: Any, file: str, offset: int, why: str, now: datetime) -> list[AnyFact]:
    issue = Issue(site="", kind="record_not_adopted", subject=f"{file} at {offset}", message=why[:500], at=now)
    return _keep(connection, [issue])


def _keep(connection: Any, facts: Sequence[AnyFact]) -> list[AnyFact]:
    """Keep facts; those that were new."""
    entered = keep_facts(connection, facts)
    apply(connection, entered.changes)
    return entered.new


def _replay(connection: Any, record: Record) -> bool:
    """Keep the facts of a record again."""
    if record.headers.get("content-type") != FACTS_TYPE:
        return False
    return bool(_keep(connection, facts_in(record)))


def facts_in(record: Record) -> tuple[AnyFact, ...]:
    """The facts that a record of facts holds."""
    # splitlines() would also cut at separators that JSON leaves as they are.
    return tuple(_FACT.decode(line) for line in record.block.split(b"\n") if line)


def orphans(file: str, told: list[AnyFact]) -> Callable[[Any, Record], bool]:
    """What keeps the capture of an answer (or of the failure to get one) that no capture refers to, and tells of it."""
    known: set[str] = set()

    def take(connection: Any, record: Record) -> bool:
        if not known:
            rows = connection.execute("SELECT warc_record FROM capture WHERE warc_file = ?", (file,))
            known.update(["", *(row[0] for row in rows)])
        is_answer = record.type in ("response", "revisit") or record.headers.get("content-type") == "application/json"
        if not is_answer or record.place.record_id in known or record.headers.get("kliping-purpose") not in _PURPOSES:
            return False
        new = _keep(connection, [_capture(connection, record)])
        told.extend(new)
        return bool(new)

    return take


def _capture(connection: Any, record: Record) -> Capture:
    headers, url = record.headers, record.headers["warc-target-uri"]
    site = headers.get("kliping-site", "")
    capture = Capture(
        url=url,
        address=address_of(connection, site, url),
        site=site,
        purpose=cast("Any", headers["kliping-purpose"]),
        at=from_utc_text(headers["warc-date"]),
        run=headers.get("kliping-run"),
        truncated=headers.get("warc-truncated"),
        withheld="kliping-withheld" in headers,
        warc=record.place,
        flags=("adopted",),
    )
    if record.type == "metadata":
        return msgspec.structs.replace(capture, error=str(msgspec.json.decode(record.block).get("error"))[:300])
    if record.type == "revisit":
        row = connection.execute(
            "SELECT id, body_digest, body_size FROM capture WHERE address = ? AND warc_record = ?",
            (capture.address, headers.get("warc-refers-to")),
        ).fetchone()
        if row is not None:
            capture = msgspec.structs.replace(
                capture, same_as=row["id"], body_digest=row["body_digest"], body_size=row["body_size"]
            )
    return _with_answer(capture, record)


def _with_answer(capture: Capture, record: Record) -> Capture:
    """The capture with what its record says of the answer."""
    status_line, pairs = record.http
    status = int(status_line.split(" ")[1])
    fields = {name.lower(): value[:_LONGEST] for name, value in pairs}
    target = fields.get("location") if 300 <= status < 400 else None
    has_body = record.type == "response" and not capture.withheld
    body = payload_decoded(record) if has_body else b""
    # Of what is withheld or only repeated the record has no body, but says which it was.
    told = record.headers.get("kliping-payload-digest") or record.headers.get("warc-payload-digest")
    payload = hashlib.sha256(record.payload).hexdigest() if has_body else _hex(told)
    return msgspec.structs.replace(
        capture,
        status=status,
        content_type=fields.get("content-type"),
        etag=fields.get("etag"),
        last_modified=fields.get("last-modified"),
        redirect_to=urljoin(capture.url, target) if target else None,
        payload_digest=payload,
        body_digest=hashlib.sha256(body).hexdigest() if has_body else capture.body_digest,
        body_size=len(body) if has_body else capture.body_size,
    )


def _hex(told: str | None) -> str | None:
    """A digest as rows carry it, of one as WARC headers do."""
    kind, _, digits = (told or "").partition(":")
    try:
        return base64.b32decode(digits).hex() if kind == "sha256" and digits else None
    except ValueError:
        return None

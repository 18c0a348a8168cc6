"""WACZ 1.1.1: the records of the pages themselves, with an index and a list of pages, for ReplayWeb.page and its kin.

Format: "Web Archive Collection Zipped (WACZ)" of the Webrecorder project; index lines as CDXJ.
"""

from __future__ import annotations

import gzip
import hashlib
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import msgspec

from archive.errors import ArchiveDamaged
from archive.facts import WarcPlace
from archive.sqlite import connect, transaction
from archive.warc import read_record
from archive.warc_record import member_of

_RECORDS = """
SELECT c.url, c.at, c.status, c.content_type, c.payload_digest, c.warc_file, c.warc_offset, c.warc_length, c.warc_record,
  w.title FROM revision v JOIN reading r ON r.id = v.reading JOIN wording w ON w.id = v.wording
JOIN capture c ON c.id IN (SELECT v.capture UNION ALL SELECT value FROM json_each(r.parts))
WHERE v.article = ? AND c.warc_file IS NOT NULL AND c.warc_length IS NOT NULL ORDER BY v.number, c.id <> v.capture, c.at
"""


def write_wacz(
    path: Path, connection: Any, warcs: Path, articles: Iterable[str], *, title: str, program: str, at: datetime
) -> tuple[int, list[str]]:
    """The records of every wording of the articles, further pages too. How many articles, and which records are damaged (they stay out)."""
    with tempfile.TemporaryDirectory(prefix="kliping-wacz-", dir=path.parent) as name:
        folder = Path(name)
        count, damaged = _gather(folder, connection, warcs, articles, program, at)
        with ZipFile(path, "w") as package:
            resources = []
            for inside, file, how in (
                ("archive/data.warc.gz", folder / "data.warc.gz", ZIP_STORED),
                ("indexes/index.cdx.gz", folder / "index.cdx.gz", ZIP_STORED),
                ("pages/pages.jsonl", folder / "pages.jsonl", ZIP_DEFLATED),
            ):
                package.write(file, inside, how)
                resources.append({"name": file.name, "path": inside, **_summed(file)})
            described = msgspec.json.format(
                msgspec.json.encode(
                    {
                        "profile": "data-package", "wacz_version": "1.1.1", "title": title, "software": program,
                        "created": f"{at:%Y-%m-%dT%H:%M:%SZ}", "resources": resources,
                    }
                ),
                indent=1,
            )  # fmt: skip
            package.writestr("datapackage.json", described)
            digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(described).hexdigest()}"}
            package.writestr("datapackage-digest.json", msgspec.json.encode(digest))
    return count, damaged


def _gather(
    folder: Path, connection: Any, warcs: Path, articles: Iterable[str], program: str, at: datetime
) -> tuple[int, list[str]]:
    """The three files of the package. Index lines are sorted on disk: an archive has millions."""
    count, damaged = 0, []
    index = connect(folder / "lines.db")
    index.execute("CREATE TABLE line (line TEXT PRIMARY KEY) WITHOUT ROWID")
    info = f"software: {program}\r\nformat: WARC File Format 1.1\r\n".encode()
    with (folder / "data.warc.gz").open("wb") as data, (folder / "pages.jsonl").open("wb") as pages, transaction(index):
        data.write(
            member_of("warcinfo", "application/warc-fields", info, {"WARC-Date": f"{at:%Y-%m-%dT%H:%M:%SZ}"}, _INFO_ID)
        )
        pages.write(b'{"format":"json-pages-1.0","id":"pages","title":"All Pages"}\n')
        for article in articles:
            count += 1
            for row in connection.execute(_RECORDS, (article,)):
                try:
                    member = _member(warcs, row)
                except ArchiveDamaged as error:
                    damaged.append(str(error))
                    continue
                offset = data.tell()
                data.write(member)
                index.execute("INSERT OR IGNORE INTO line VALUES (?)", (_line(row, offset, len(member)),))
                told = {"id": row["warc_record"], "url": row["url"], "ts": row["at"], "title": row["title"]}
                pages.write(msgspec.json.encode(told) + b"\n")
    with gzip.open(folder / "index.cdx.gz", "wb") as lines:
        lines.writelines(f"{row['line']}\n".encode() for row in index.execute("SELECT line FROM line ORDER BY line"))
    index.close()
    return count, damaged


_INFO_ID = "<urn:uuid:4b6c6970-696e-4700-8000-000000000000>"


def _member(warcs: Path, row: Any) -> bytes:
    """The record as it lies in its file, read and checked first."""
    place = WarcPlace(
        file=row["warc_file"], offset=row["warc_offset"], length=row["warc_length"], record_id=row["warc_record"] or ""
    )
    read_record(warcs, place)
    with (warcs / place.file).open("rb") as file:
        file.seek(place.offset)
        return file.read(place.length)


def _line(row: Any, offset: int, length: int) -> str:
    told = {
        "url": row["url"], "mime": (row["content_type"] or "").partition(";")[0].strip() or "unk", "status": str(row["status"]),
        "digest": f"sha256:{row['payload_digest']}", "length": str(length), "offset": str(offset), "filename": "data.warc.gz",
    }  # fmt: skip
    stamp = "".join(letter for letter in row["at"] if letter.isdigit())[:14]
    return f"{url_key(row['url'])} {stamp} {msgspec.json.encode(told).decode()}"


def url_key(url: str) -> str:
    """The address as replay tools sort it: host reversed, without www, lower case, parameters in order (SURT)."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    query = "&".join(sorted(f"{name}={value}" for name, value in parse_qsl(parts.query, keep_blank_values=True)))
    path = parts.path.rstrip("/") or "/"
    return f"{','.join(reversed(host.split('.')))}{port}){path}{'?' + query if query else ''}".lower().replace(
        " ", "%20"
    )


def _summed(file: Path) -> dict[str, str | int]:
    with file.open("rb") as content:
        return {"hash": f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}", "bytes": file.stat().st_size}

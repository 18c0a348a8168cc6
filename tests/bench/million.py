"""Makes the large archive that the benches of asking are measured on, once, as far as it is let.

    python -m tests.bench.million --articles 1000000 FOLDER
    python -m tests.bench.million --articles 100000 --pages FOLDER

Begun again it goes on where it was; Ctrl-C ends it after the articles at hand. The articles are those of
tests.bench.recombined, indexed as always; what they rest on (captures, readings) has numbers for digests, and no WARC.
With `--pages` each capture has its record in the WARC (a page of a few KB, for exports that take the pages along). One in forty is gone, one in fifty was edited, one in a hundred begins a story of three.
"""

from __future__ import annotations

import argparse
import signal
import time
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import msgspec

from archive import DATABASE
from archive.indexing import INDEXES, put
from archive.known import Exchange
from archive.records import Article, plain, utc_text
from archive.sqlite import connect
from archive.store import Archive
from archive.warc import WarcWriter
from tests.bench.recombined import articles

_BATCH = 5_000
_RELATIONS = ("origin", "repost", "copy")
_HASH = 48 * 2**20
_FTS5S_OWN_HASH = 2**20
_stopped: list[bool] = []


def make(folder: Path, count: int, *, pages: bool = False) -> None:
    """Make it, and say how it goes."""
    with Archive.open(folder, create=True) as archive:
        warc = WarcWriter(folder / "warc", archive.id, lambda: datetime.now(UTC)) if pages else None
    connection = connect(folder / DATABASE)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
        connection.execute(f"PRAGMA {pragma}")
    _hash_of(connection, _HASH)
    taken = {row[0] for row in connection.execute("SELECT document FROM facet")}
    first = len(taken)
    start = time.monotonic()
    connection.execute("BEGIN")
    for number, (site, described) in enumerate(articles(count - first, first), first):
        _keep(connection, number, site, described, taken, warc)
        if number % _BATCH == _BATCH - 1:
            connection.execute("COMMIT")
            connection.execute("BEGIN")
            print(f"{number + 1} articles after {time.monotonic() - start:.0f} s", flush=True)
            if _stopped:
                break
    if warc is not None:
        warc.sync()
        warc.close()
    connection.execute("COMMIT")
    _hash_of(connection, _FTS5S_OWN_HASH)
    for pragma in ("analysis_limit = 400", "optimize"):
        connection.execute(f"PRAGMA {pragma}")
    connection.close()
    Archive.open(folder).close()


def _hash_of(connection: Any, size: int) -> None:
    """How much FTS5 gathers before it writes: much of it spares most merging."""
    for table in INDEXES:
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', ?)", (size,))


def _keep(
    connection: Any, number: int, site: str, described: Article, taken: set[int], warc: WarcWriter | None
) -> None:
    key, url = f"{number:032x}", f"https://{site}.example/{number}"
    assert described.published_at is not None
    published = described.published_at.at
    seen = utc_text(published + timedelta(hours=6))
    document = int(published.timestamp())
    while document in taken:
        document += 1
    taken.add(document)
    fields = plain(described) | {"title": None, "body": None}
    told = msgspec.json.encode({name: value for name, value in fields.items() if value is not None}).decode()
    words = described.text.count(" ")
    for table, values in (
        ("article", (key, site, f"{site}#{number}")),
        ("address", (key, url, key, "first")),
        ("wording", (key, described.title, None, described.text, words)),
        ("reading", (key, key, "[]", "article", None, "1", None, None, key, told)),
        ("evidence", (key, "{}")),
        ("revision", (key, 1, key, key, key, seen)),
        ("verdict", (key, key, "new", 1, "[]")),
    ):  # fmt: skip
        connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
    place = None
    if warc is not None:
        page = "".join(f"<p>{escape(paragraph.text)}</p>\n" for paragraph in described.body)
        body = f"<html><title>{escape(described.title)}</title>\n{page}</html>\n".encode()
        place = warc.append_exchange(
            Exchange(url=url, at=published + timedelta(hours=6), site=site, purpose="page", status=200, body=body)
        )
    connection.execute(
        "INSERT INTO capture (id, url, address, site, purpose, at, status, body_size, withheld, flags, warc_file, "
        "warc_offset, warc_length, warc_record) VALUES (?, ?, ?, ?, 'page', ?, 200, 0, 0, '[]', ?, ?, ?, ?)",
        (
            key,
            url,
            url,
            site,
            seen,
            *((place.file, place.offset, place.length, place.record_id) if place else (None,) * 4),
        ),
    )
    state = {
        "article": key, "site": site, "status": "gone" if number % 40 == 7 else "present", "address": url, "url": url,
        "first_at": seen, "last_at": seen, "looks": 1, "edits": int(number % 50 == 3), "misses": 0, "revision": 1,
        "reading": key, "wording": key, "capture": key, "published_at": utc_text(published), "document": document,
    }  # fmt: skip
    connection.execute(
        f"INSERT INTO article_state ({', '.join(state)}) VALUES ({', '.join('?' * len(state))})", tuple(state.values())
    )
    put(connection, document, described, site)
    if number % 100 < len(_RELATIONS):
        _tell(connection, f"{number - number % 100:032x}", key, _RELATIONS[number % 100])


def _tell(connection: Any, story: str, article: str, relation: str) -> None:
    reason = "earliest" if relation == "origin" else "shared_words"
    connection.execute("INSERT INTO story_member VALUES (?, ?, ?, 1.0, ?, '')", (article, story, relation, reason))
    if relation == "origin":
        connection.execute("INSERT INTO story VALUES (?, ?, ?)", (story, article, len(_RELATIONS)))


def main() -> None:
    """Make the archive."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--pages", action="store_true", help="with a record in the WARC for each")
    options.add_argument("--articles", type=int, default=1_000_000)
    chosen = options.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _stopped.append(True))
    make(chosen.folder, chosen.articles, pages=chosen.pages)


if __name__ == "__main__":
    main()

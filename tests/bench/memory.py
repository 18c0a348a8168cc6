"""What an archive costs and how fast it is made again: bytes an article, keep, verify, rebuild, backup, merge, reparse.

    python -m tests.bench.memory --articles 1000

The texts are those of `tests.bench.recombined` (no run of words twice but by chance) in pages of the size of real ones.
Prints ratios beside `gzip -t` and `warcio check` over the same WARC in the same run: trust those, not the rates.
"""

from __future__ import annotations

import argparse
import hashlib
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TypeVar

from archive.facts import AnyFact, Capture, KeptReading, WarcPlace
from archive.known import Exchange
from archive.records import Article, Context, Reading
from archive.store import Archive
from archive.upkeep.backup import back_up
from archive.upkeep.merge import merge
from archive.upkeep.rebuild import rebuild
from archive.upkeep.verify import verify
from crawler.reading import Readers
from crawler.reparse import reparse
from tests.bench.process import seconds_of_children
from tests.bench.recombined import articles

T = TypeVar("T")
START = datetime(2026, 3, 2, tzinfo=UTC)


def page(title: str, paragraphs: tuple[str, ...], number: int) -> bytes:
    """A page of 43 KB and 1,400 elements of which a twelfth is text: most of it is menu, as in the field."""
    furniture = "".join(f'<li class="menu-{n}"><a href="/k/{n}">Rubrik {n} {number % 7}</a></li>' for n in range(700))
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<html><head><title>{title}</title></head><body><ul>{furniture}</ul><article><h1>{title}</h1>"
        f'<div class="entry-content">{body}</div></article></body></html>'
    ).encode()


def batched(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """So many at a time."""
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch


def _exchange(number: int, site: str, found: Article) -> Exchange:
    body = page(found.title, tuple(p.text for p in found.body), number)
    at = START + timedelta(seconds=number)
    return Exchange(url=f"https://{site}.example/{number}", at=at, site=site, purpose="page", status=200, body=body)


def _look(site: str, found: Article, exchange: Exchange, place: WarcPlace) -> list[AnyFact]:
    digest = hashlib.sha256(exchange.body).hexdigest()
    capture = Capture(
        url=exchange.url, address=exchange.url, site=site, purpose="page", at=exchange.at, status=200, warc=place,
        payload_digest=digest, body_digest=digest, body_size=len(exchange.body), content_type="text/html; charset=utf-8",
    )  # fmt: skip
    reading = Reading(context=Context(reader="0"), outcome=found)
    return [capture, KeptReading(captures=(capture.id,), reading=reading)]


def keep(folder: Path, count: int) -> float:
    """Keep so many articles with their pages; the seconds."""
    began = time.monotonic()
    with Archive.open(folder, create=True, clock=lambda: START + timedelta(days=1)) as archive:
        futures = []
        for batch in batched(enumerate(articles(count)), 200):
            exchanges = [_exchange(number, site, found) for number, (site, found) in batch]
            places = [archive.record(exchange) for exchange in exchanges]
            for (_, (site, found)), exchange, place in zip(batch, exchanges, places, strict=True):
                futures.append(archive.keep(_look(site, found, exchange, place.result())))
        for future in futures:
            future.result()
    return time.monotonic() - began


def sizes(folder: Path, count: int) -> str:
    """Bytes an article, by kind."""
    # The standard library's SQLite has `dbstat` where Debian built it; the wheel has not.
    with closing(sqlite3.connect(f"file:{folder / 'archive.db'}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall()
    told = {str(name): int(size) for name, size in rows}
    index = sum(size for name, size in told.items() if "_index" in name and name.startswith(("article_index", "word_")))
    sketches = sum(told.get(name, 0) for name in ("sketch", "band", "young_band", "sqlite_autoindex_sketch_1"))
    warc = sum(path.stat().st_size for path in (folder / "warc").iterdir())
    rest = sum(told.values()) - index - sketches
    return f"rows {rest // count:,}, index {index // count:,}, sketches and bands {sketches // count:,}, WARC {warc // count:,} bytes an article"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    count = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as name:
        folder, scratch = Path(name) / "a", Path(name)
        print(f"{count} articles: keep {count / keep(folder, count):,.0f}/s; {sizes(folder, count)}")
        warcs = sorted(map(str, (folder / "warc").iterdir()))
        with Archive.open(folder, clock=lambda: START + timedelta(days=2)) as archive:
            _timed("seal", archive.seal, count)
        _timed("verify (every digest, row and seal)", lambda: _none(list(verify(folder))), count)
        _timed("  gzip -t", lambda: subprocess.run(["gzip", "-t", *warcs], check=True), count)
        check = [sys.executable, "-m", "warcio.cli", "check", *warcs]
        _timed("  warcio check", lambda: subprocess.run(check, check=False, capture_output=True), count)
        _timed("rebuild", lambda: rebuild(folder / "warc", scratch / "b", START), count)
        _timed("backup, verified", lambda: back_up(folder, scratch / "c"), count)
        Archive.open(scratch / "d", create=True).close()
        _timed("merge into an empty archive", lambda: merge(scratch / "d", folder), count)
        with Archive.open(folder) as archive:
            _timed("reparse (2 children)", lambda: reparse(archive, {}, Readers(children=2)), count)


def _none(findings: list[object]) -> None:
    assert not findings, findings[:3]


def _timed(what: str, work: object, count: int) -> None:
    began, spent, others = time.monotonic(), time.process_time(), seconds_of_children()
    work()  # type: ignore[operator]
    took, cpu, others = time.monotonic() - began, time.process_time() - spent, seconds_of_children() - others
    print(
        f"{what}: {count / took:,.0f} articles/s ({count / max(cpu, 0.001):,.0f} a CPU second of this process"
        f"{f'; {1000 * others / count:.1f} ms each in children' if others > 0.05 else ''})",
        flush=True,
    )


if __name__ == "__main__":
    main()

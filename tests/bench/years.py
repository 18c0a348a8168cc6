"""What a run asks of the archive before and after it crawls, when the site has been crawled for years.

    python -m tests.bench.years [--years 1 5 20]

One site's history is written as the crawl writes it (eight runs a day, four sources, every other list new, furniture once a
day, three articles a day with two looks each), and each question of a run is timed, in CPU milliseconds, the least of three.
What lists a site's addresses may grow with them, in proportion; nothing else may grow with the years.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive import DATABASE, watching
from archive.facts import (
    AnyFact,
    Capture,
    Furniture,
    HostFound,
    KeptReading,
    Link,
    Listing,
    RunClosed,
    RunOpened,
    SourceState,
)
from archive.records import Context, Reading
from archive.rows import insert_fact
from archive.sqlite import connect, transaction
from archive.store import Archive
from tests.bench.recombined import article

SITE = "warta-lama"
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
_RUNS, _SOURCES, _ARTICLES = 8, 4, 3
_LISTED = 12
_WAITING = 200


def run_facts(at: datetime, number: int) -> Iterator[AnyFact]:
    """What one run of the site leaves, beside its articles."""
    learned = BEGIN + timedelta(days=number // _RUNS)
    furniture = Furniture(
        site=SITE, pages=200, lines={f"{digest:016x}": 200 - digest % 150 for digest in range(number // _RUNS, number // _RUNS + 60)}, at=learned
    )  # fmt: skip
    yield furniture
    opened = RunOpened(site=SITE, at=at, program="0", site_toml="0" * 32, furniture=furniture.id)
    yield opened
    for source in range(_SOURCES):
        url = f"https://{SITE}.example/sumber-{source}"
        is_new = (number + source) % 2 == 0
        asked = at + timedelta(seconds=6 * source)
        yield SourceState(
            source=url,
            site=SITE,
            kind="feed",
            at=asked,
            state="ok" if is_new else "unchanged",
            status=200,
            listed=_LISTED,
            new=int(is_new),
        )
        if is_new:
            look = Capture(
                url=url,
                address=url,
                site=SITE,
                purpose="source",
                at=asked,
                run=opened.id,
                status=200,
                payload_digest=f"{number:064x}",
                body_digest=f"{number:064x}",
                body_size=9_000,
            )
            yield look
            links = tuple(
                Link(url=f"https://{SITE}.example/{number - nth}", title=f"Berita nomor {number - nth}")
                for nth in range(_LISTED)
            )
            yield Listing(source=url, site=SITE, capture=look.id, links=links)
    if number % 40 == 0:
        yield HostFound(host=f"{SITE}.example", site=SITE, at=at, state="open")
    yield RunClosed(
        run=opened.id,
        at=at + timedelta(minutes=2),
        outcome="finished",
        counts={"pages": 3, "new": 1},
        notes=("state: healthy",),
    )


def looks(number: int) -> list[list[AnyFact]]:
    """Two looks at an article, a day apart."""
    _, found = article(number)
    url = f"https://{SITE}.example/{number}"
    told = []
    for after in (0, 1):
        look = Capture(
            url=url, address=url, site=SITE, purpose="page", at=BEGIN + timedelta(days=number // _ARTICLES + after, hours=number % _ARTICLES), status=200,
            payload_digest=f"{number:064x}", body_digest=f"{number:064x}", body_size=175_000,
        )  # fmt: skip
        told.append(
            [look, KeptReading(captures=(look.id,), reading=Reading(context=Context(reader="0"), outcome=found))]
        )
    return told


def live(folder: Path, begin: int, end: int) -> None:
    """Let the site be crawled from one day to another."""
    with Archive.open(folder, create=True) as archive:
        numbers = range(begin * _ARTICLES, end * _ARTICLES)
        for first in range(0, len(numbers), _WAITING):
            for future in [
                archive.keep(facts) for number in numbers[first : first + _WAITING] for facts in looks(number)
            ]:
                future.result()
    with closing(connect(folder / DATABASE)) as connection, transaction(connection):
        for number in range(begin * _RUNS, end * _RUNS):
            for fact in run_facts(BEGIN + timedelta(hours=24 / _RUNS * number), number):
                insert_fact(connection, fact)


def questions(archive: Archive, now: datetime) -> dict[str, Callable[[], Any]]:
    """What a run asks, by name."""
    connection = archive.connection()
    month = now - timedelta(days=30)
    known = archive.known(SITE)
    return {
        "known addresses, a hash of each": lambda: archive.known(SITE),
        "known articles, for second looks": lambda: sum(1 for _ in known.articles()),
        "sources": lambda: archive.sources(SITE),
        "rhythms": lambda: archive.rhythms(SITE, month),
        "spent today": lambda: archive.spent(SITE, now - timedelta(hours=12)),
        "honest validators": lambda: archive.honest(SITE, month),
        "cut off?": lambda: archive.was_cut_off(SITE),
        "lists left, of a run cut off": lambda: archive.listed(SITE),
        "furniture": lambda: archive.furniture(SITE),
        "hosts": lambda: archive.hosts(SITE),
        "state": lambda: watching.state_of(connection, SITE, now),
        "issues told": lambda: watching.told(connection, SITE, month, now),
        "runs": lambda: watching.runs_since(connection, SITE, month),
        "articles of a month": lambda: watching.articles_since(connection, SITE, month),
        "lives of the sources": lambda: watching.source_lives(connection, SITE, month, now),
    }


def timed(ask: Callable[[], Any]) -> float:
    """CPU milliseconds, the least of three."""
    spent = []
    for _ in range(3):
        began = time.process_time()
        ask()
        spent.append(time.process_time() - began)
    return 1000 * min(spent)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--years", type=int, nargs="+", default=[1, 5])
    marks = sorted(options.parse_args().years)
    table: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="kliping-years-") as name:
        done = 0
        for years in marks:
            live(Path(name), done, 365 * years)
            done = 365 * years
            now = BEGIN + timedelta(days=done)
            with Archive.open(Path(name), clock=lambda now=now: now) as archive:  # type: ignore[misc]
                for asked, ask in questions(archive, now).items():
                    table.setdefault(asked, []).append(timed(ask))
    print(f"{'CPU ms, after years:':36}" + "".join(f"{years:>10}" for years in marks))
    for asked, spent in {**table, "all": [sum(column) for column in zip(*table.values(), strict=True)]}.items():
        print(f"{asked:36}" + "".join(f"{one:10.2f}" for one in spent))


if __name__ == "__main__":
    main()

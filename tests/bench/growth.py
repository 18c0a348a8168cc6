"""What keeping and deriving an article costs as the archive grows, beside what it costs in a small one.

    python -m tests.bench.growth --articles 10000 100000 [--on FOLDER]

The articles are those of `tests.bench.recombined`, kept by the archive's own writer with sketches, stories, index and
facts in the WARC, but without their pages' bytes. At each size five hundred further ones are kept by turns there and in a
copy of the first size, ten at a time: so both meet the same machine. Deriving is throwing away all that is derived and
making it again; it is rolled back afterwards. `--on` keeps further articles in an archive that is there already, too (a
copy of what `tests.bench.million` makes: it is changed), and derives those again, others are left as they are. CPU time
of this process, which waits for no other.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive import DATABASE
from archive.derive import _forget, derive, derive_all
from archive.facts import AnyFact, Capture, KeptReading
from archive.indexing import Change, apply
from archive.records import Context, Reading
from archive.sqlite import connect
from archive.store import Archive
from tests.bench.memory import sizes
from tests.bench.recombined import article

START = datetime(2026, 3, 2, tzinfo=UTC)
ENTERED = 500
FURTHER = 2_000
_BEYOND = 5_000_000  # numbers that nobody has kept
_AT_ONCE = 10
_WAITING = 200


def look(number: int) -> list[AnyFact]:
    """The facts of a first look at an article."""
    site, found = article(number)
    url = f"https://{site}.example/{number}"
    capture = Capture(
        url=url, address=url, site=site, purpose="page", at=START + timedelta(seconds=number), status=200,
        payload_digest=f"{number:064x}", body_digest=f"{number:064x}", body_size=175_000,
    )  # fmt: skip
    reading = Reading(context=Context(reader="0"), outcome=found)
    return [capture, KeptReading(captures=(capture.id,), reading=reading)]


def fill(archive: Archive, begin: int, end: int) -> None:
    """Keep the articles of these numbers."""
    for first in range(begin, end, _WAITING):
        for future in [archive.keep(look(number)) for number in range(first, min(end, first + _WAITING))]:
            future.result()


def by_turns(small: Archive, large: Archive, begin: int, count: int = ENTERED) -> tuple[float, float]:
    """CPU seconds of keeping an article in each."""
    spent = [0.0, 0.0]
    for first in range(begin, begin + count, _AT_ONCE):
        looks = [look(number) for number in range(first, first + _AT_ONCE)]
        for side, archive in enumerate((small, large)):
            began = time.process_time()
            for future in [archive.keep(facts) for facts in looks]:
                future.result()
            spent[side] += time.process_time() - began
    return spent[0] / count, spent[1] / count


def deriving(folder: Path, count: int) -> float:
    """CPU seconds of deriving an article, with all others."""
    with closing(connect(folder / DATABASE)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        began = time.process_time()
        derive_all(connection)
        spent = time.process_time() - began
        connection.execute("ROLLBACK")
    return spent / count


def deriving_again(folder: Path, sites: Iterable[str]) -> float:
    """CPU seconds of deriving an article of these addresses, among all that are there."""
    with closing(connect(folder / DATABASE)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        articles = [
            connection.execute("SELECT article FROM address WHERE address = ?", (one,)).fetchone()[0] for one in sites
        ]
        for article in articles:
            changes: list[Change] = []
            old = connection.execute("SELECT * FROM article_state WHERE article = ?", (article,)).fetchone()
            _forget(connection, old, changes)
            apply(connection, changes)
        began = time.process_time()
        for article in articles:
            apply(connection, derive(connection, [article]))
        spent = time.process_time() - began
        connection.execute("ROLLBACK")
    return spent / len(articles)


def further(first: Path, folder: Path) -> None:
    """Keep further articles in an archive that is there, by turns with the first, and derive them again."""
    with closing(connect(folder / DATABASE)) as connection:
        count = connection.execute("SELECT count(*) FROM article_state").fetchone()[0]
    with Archive.open(first) as small, Archive.open(folder) as large:
        least, cost = by_turns(small, large, _BEYOND, FURTHER)
    addresses = [f"https://{article(number)[0]}.example/{number}" for number in range(_BEYOND, _BEYOND + FURTHER)]
    print(
        f"{count:10,}  keep {1000 * cost:.2f} ms CPU an article, {cost / least:.2f} x that at the first ({1000 * least:.2f}); "
        f"derive {1000 * deriving_again(folder, addresses):.2f} ms CPU (there {1000 * deriving_again(first, addresses):.2f}); "
        f"{sizes(folder, count + FURTHER)}",
        flush=True,
    )


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, nargs="+", default=[10_000, 30_000])
    options.add_argument("--on", type=Path, metavar="FOLDER")
    chosen = options.parse_args()
    marks = sorted(chosen.articles)
    done = 0
    with tempfile.TemporaryDirectory() as name:
        folder, first = Path(name) / "a", Path(name) / "first"
        for mark in marks:
            with Archive.open(folder, create=True) as archive:
                fill(archive, done, mark)
            if not first.exists():
                shutil.copytree(folder, first)
            with Archive.open(first) as small, Archive.open(folder) as large:
                least, cost = by_turns(small, large, mark)
            done = mark + ENTERED
            derived = deriving(folder, done)
            print(
                f"{mark:10,}  keep {1000 * cost:.2f} ms CPU an article, {cost / least:.2f} x that at {marks[0]:,}; derive "
                f"{1000 * derived:.2f} ms CPU; {sizes(folder, done)}",
                flush=True,
            )
        if chosen.on is not None:
            further(first, chosen.on)


if __name__ == "__main__":
    main()

"""What keeping and deriving an article costs as the archive grows, beside what it costs in a small one.

    python -m tests.bench.growth --articles 10000 100000 1000000

The articles are those of `tests.bench.recombined`, kept by the archive's own writer with sketches, stories, index and
facts in the WARC, but without their pages' bytes. At each size five hundred further ones are kept by turns there and in a
copy of the first size, ten at a time: so both meet the same machine. Deriving is throwing away all that is derived and
making it again; it is rolled back afterwards. CPU time of this process, which waits for no other.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive import DATABASE
from archive.derive import derive_all
from archive.facts import AnyFact, Capture, KeptReading
from archive.records import Context, Reading
from archive.sqlite import connect
from archive.store import Archive
from tests.bench.memory import sizes
from tests.bench.recombined import article

START = datetime(2026, 3, 2, tzinfo=UTC)
ENTERED = 500
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


def by_turns(small: Archive, large: Archive, begin: int) -> tuple[float, float]:
    """CPU seconds of keeping an article in each."""
    spent = [0.0, 0.0]
    for first in range(begin, begin + ENTERED, _AT_ONCE):
        looks = [look(number) for number in range(first, first + _AT_ONCE)]
        for side, archive in enumerate((small, large)):
            began = time.process_time()
            for future in [archive.keep(facts) for facts in looks]:
                future.result()
            spent[side] += time.process_time() - began
    return spent[0] / ENTERED, spent[1] / ENTERED


def deriving(folder: Path, count: int) -> float:
    """CPU seconds of deriving an article, with all others."""
    with closing(connect(folder / DATABASE)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        began = time.process_time()
        derive_all(connection)
        spent = time.process_time() - began
        connection.execute("ROLLBACK")
    return spent / count


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, nargs="+", default=[10_000, 30_000])
    marks = sorted(options.parse_args().articles)
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


if __name__ == "__main__":
    main()

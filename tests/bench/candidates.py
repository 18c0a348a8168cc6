"""How fast the band table names candidates, and what it weighs, as the archive grows: judged pairs are timed apart.

    python -m tests.bench.candidates --articles 10000 100000 1000000 [--written 20000]

The articles are those of `tests.bench.recombined`, each under a headline put together from two: of real ones one in
five thousand comes twice, and a million articles under five thousand headlines would be candidates for those alone.

For each size, in CPU time: to sketch an article, to enter it (ten a transaction), candidates' p50 and p95 over a
thousand articles, bytes an article in `band` with `young_band`, and in `sketch`; and the cost of an article (all three) as a multiple of what it
costs at the first size, asked and entered by turns with that in the same minute. Then what judging a pair costs.

Beyond the first `--written` articles sketches are drawn, each bin from that bin of some article: the table grows as it
does with written ones, in a quarter of the time; but nobody is a candidate of a drawn one, so candidates stay few.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from archive.bands import enter, sharing
from archive.fingerprint import bands, sketch
from archive.records import Article
from archive.schema import migrate
from archive.sqlite import connect, transaction
from archive.stories import Member, relate
from archive.telling import CROWD, _articles, _sketched
from tests.bench.recombined import article, titles

ASKED = 1_000
ENTERED = 500
_BATCH = 5_000
_AT_ONCE = 10
_POOL = 2_000
_SIZES = """
import json, sqlite3, sys
plain = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
print(json.dumps(dict(plain.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))))
"""
Sketched = list[bytes]


class Cost(msgspec.Struct):
    """CPU seconds: of sketching and entering an article, and of each question for candidates."""

    sketching: float = 0.0
    entering: float = 0.0
    asking: list[float] = msgspec.field(default_factory=list)
    found: int = 0

    @property
    def all(self) -> float:
        """Of an article."""
        return self.sketching + self.entering + statistics.mean(self.asking)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--written", type=int, default=10**9)
    chosen = parser.parse_args()
    sizes = sorted(chosen.articles)
    with tempfile.TemporaryDirectory() as name:
        path, small = Path(name) / "bands.db", Path(name) / "first.db"
        connection = connect(path)
        migrate(connection)
        pool: list[bytes] = []
        done = 0
        print("  articles  sketch ms  enter ms   p50 ms   p95 ms  candidates   band B  sketch B")
        for size in sizes:
            for batch in _batches(done, size, chosen.written, pool):
                _put(connection, batch, done)
                done += len(batch)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            band, own = _weight(path)
            if size == sizes[0]:
                shutil.copy(path, small)
            first = connect(small)
            a, b = Cost(), Cost()
            _by_turns((first, a, sizes[0]), (connection, b, min(size, chosen.written)), size)
            first.close()
            print(
                f"{size:10,} {1000 * b.sketching:10.3f} {1000 * b.entering:9.3f} {1000 * statistics.median(b.asking):8.3f} "
                f"{1000 * statistics.quantiles(b.asking, n=20)[-1]:8.3f} {b.found / ASKED:11.2f} {band / size:8.0f} "
                f"{own / size:9.0f}   {b.all / a.all:.2f} x the first (asking {_ratio(b, a):.2f} x)",
                flush=True,
            )
            done += ENTERED
        connection.close()
    _judged([article(number)[1] for number in range(200)])


def _ratio(large: Cost, small: Cost) -> float:
    return statistics.mean(large.asking) / statistics.mean(small.asking)


def _batches(begin: int, end: int, written: int, pool: list[bytes]) -> Iterator[Sketched]:
    """The articles with these numbers, sketched; those that nobody wrote are drawn."""
    chance = random.Random(begin)
    for first in range(begin, end, _BATCH):
        size = min(_BATCH, end - first)
        if first < written:
            batch = _sketched_batch(range(first, first + size))
            pool += batch[: _POOL - len(pool)]
        else:
            bins = ([made[n : n + 2] for made in pool] for n in range(11, len(pool[0]), 2))
            columns = [chance.choices(column, k=size) for column in ([made[:3] for made in pool], *bins)]
            batch = [b"".join((head, chance.randbytes(8), *rest)) for head, *rest in zip(*columns, strict=True)]
        yield batch


def _sketched_batch(numbers: range) -> Sketched:
    return [sketch(article(number)[1].text, _headline(number)) for number in numbers]


def _headline(number: int) -> str:
    chance, known = random.Random(-1 - number), titles()
    first, second = chance.choice(known).split(), chance.choice(known).split()
    return " ".join([*first[: len(first) // 2 + 1], *second[len(second) // 2 :]])


def _put(connection: Any, told: Sketched, begin: int) -> None:
    with transaction(connection):
        for number, made in enumerate(told, begin + 1):
            connection.execute("INSERT INTO sketch VALUES (?, ?, '', ?)", (number, f"{number:032x}", made))
            enter(connection, made, number)


def _by_turns(small: tuple[Any, Cost, int], large: tuple[Any, Cost, int], size: int) -> None:
    """Ask both and enter into both by turns, so that they meet the same machine."""
    chance = random.Random(7)
    for _ in range(ASKED):
        for connection, cost, most in (small, large):
            wanted = f"{chance.randint(1, most):032x}"
            began = time.process_time()
            groups = sharing(connection, bands(_sketched(connection, wanted)["sketch"]), CROWD + 1)
            near = _articles(connection, (one for group in groups for one in group))
            cost.asking.append(time.process_time() - began)
            cost.found += len(near - {wanted})
    for first in range(size, size + ENTERED, _AT_ONCE):
        found = [(article(number)[1].text, _headline(number)) for number in range(first, first + _AT_ONCE)]
        began = time.process_time()
        batch = [sketch(*one) for one in found]
        spent = (time.process_time() - began) / ENTERED
        for connection, cost, _ in (small, large):
            began = time.process_time()
            _put(connection, batch, first)
            cost.entering += (time.process_time() - began) / ENTERED
            cost.sketching += spent


def _weight(path: Path) -> tuple[int, int]:
    """Bytes of the band table and of the sketches, as the standard library's SQLite tells, where Debian built `dbstat` into it.

    In a process of its own: two SQLite libraries in one process undo each other's locks.
    """
    done = subprocess.run([sys.executable, "-c", _SIZES, str(path)], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    return told.get("band", 0) + told.get("young_band", 0), told.get("sketch", 0) + told.get(
        "sqlite_autoindex_sketch_1", 0
    )


def _judged(some: list[Article]) -> None:
    members = [Member(article=str(n), site=f"s{n}", title=found.title, text=found.text) for n, found in enumerate(some)]
    pairs = list(pairwise(members))
    began = time.process_time()
    for a, b in pairs:
        relate(a, b)
    print(f"judging a pair: {1000 * (time.process_time() - began) / len(pairs):.2f} ms CPU")


if __name__ == "__main__":
    main()

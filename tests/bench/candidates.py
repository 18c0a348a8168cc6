"""How fast the band table names candidates, and what it weighs, as the archive grows: judged pairs are timed apart.

    python -m tests.bench.candidates --articles 10000 100000 1000000

The articles are those of `tests.bench.recombined`, each under a headline put together from two: of real ones one in
five thousand comes twice, and a million articles under five thousand headlines would be candidates for those alone.
For each size: CPU to sketch and to enter an article, candidates' p50 and p95 over a thousand articles in CPU time,
bytes an article in `band` and `sketch`, and the cost of an article (all three) beside that of the first size. The
bands' lookups alone stand beside it. Then what judging a pair costs.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from archive.fingerprint import bands, sketch
from archive.records import Article
from archive.schema import migrate
from archive.sqlite import connect, transaction
from archive.stories import Member, relate
from archive.telling import _articles, _sharing, _sketched
from tests.bench.recombined import articles, titles

ASKED = 1_000
_BATCH = 5_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    sizes = sorted(parser.parse_args().articles)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "bands.db"
        connection = connect(path)
        migrate(connection)
        source, done, first = articles(sizes[-1]), 0, 0.0
        print(
            f"{'articles':>10} {'sketch ms':>10} {'enter ms':>9} {'p50 ms':>7} {'p95 ms':>7} {'lookups ms':>10} {'candidates':>11} {'band B':>7} {'sketch B':>9}"
        )
        for size in sizes:
            sketching, entering = _enter(connection, islice(source, size - done), done)
            lasted, lookups, found = _asked(connection, size)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            band, own = _weight(path)
            p95 = statistics.quantiles(lasted, n=20)[-1]
            sketching, entering = sketching / (size - done), entering / (size - done)
            cost = sketching + entering + statistics.mean(lasted)
            first = first or cost
            print(
                f"{size:10,} {1000 * sketching:10.3f} {1000 * entering:9.3f} "
                f"{1000 * statistics.median(lasted):7.3f} {1000 * p95:7.3f} {1000 * lookups:10.3f} {found / len(lasted):11.2f} {band / size:7.0f} "
                f"{own / size:9.0f}   {cost / first:.2f} x the first",
                flush=True,
            )
            done = size
        connection.close()
    _judged([found for _, found in islice(articles(200), 200)])


def _headline(number: int) -> str:
    chance, known = random.Random(-number), titles()
    first, second = chance.choice(known).split(), chance.choice(known).split()
    return " ".join([*first[: len(first) // 2 + 1], *second[len(second) // 2 :]])


def _enter(connection: Any, source: Iterator[tuple[str, Article]], begin: int) -> tuple[float, float]:
    """CPU seconds to sketch and to enter."""
    sketching = entering = 0.0
    rest, number = iter(source), begin
    while batch := list(islice(rest, _BATCH)):
        named = [(found.text, _headline(number + place)) for place, (_, found) in enumerate(batch, 1)]
        began = time.process_time()
        told = [(made := sketch(*one), set(bands(made))) for one in named]
        sketching += time.process_time() - began
        began = time.process_time()
        with transaction(connection):
            for made, own in told:
                number += 1
                connection.execute("INSERT INTO sketch VALUES (?, ?, '', ?)", (number, f"{number:032x}", made))
                connection.executemany("INSERT INTO band VALUES (?, ?)", [(band, number) for band in own])
        entering += time.process_time() - began
    return sketching, entering


def _asked(connection: Any, size: int) -> tuple[list[float], float, int]:
    """CPU seconds of naming each one's candidates, of which so much for the bands alone, and how many they were."""
    lasted, lookups, found = [], 0.0, 0
    for number in random.Random(7).sample(range(1, size + 1), min(ASKED, size)):
        article = f"{number:032x}"
        began = time.process_time()
        groups = _sharing(connection, _sketched(connection, article))
        lookups += time.process_time() - began
        near = _articles(connection, (one for group in groups for one in group))
        lasted.append(time.process_time() - began)
        found += len(near - {article})
    return lasted, lookups / len(lasted), found


def _weight(path: Path) -> tuple[int, int]:
    """Bytes of the band table and of the sketches; the standard library's SQLite has `dbstat` where Debian built it."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as plain:
        told = dict(plain.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall())
    return told.get("band", 0), told.get("sketch", 0) + told.get("sqlite_autoindex_sketch_1", 0)


def _judged(some: list[Article]) -> None:
    members = [Member(article=str(n), site=f"s{n}", title=found.title, text=found.text) for n, found in enumerate(some)]
    pairs = list(pairwise(members))
    began = time.process_time()
    for a, b in pairs:
        relate(a, b)
    print(f"judging a pair: {1000 * (time.process_time() - began) / len(pairs):.2f} ms CPU")


if __name__ == "__main__":
    main()

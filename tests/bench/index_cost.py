"""What the search index costs a sweep: articles kept with it and without it, in turns, in one process, by CPU time.

    python -m tests.bench.index_cost [--articles 600] [--into FOLDER] [--page 16]

FOLDER is an archive that may be written to (a copy of what tests.bench.million made): a large index may cost more to add to
than a new one. `--page` is what a crawled page of 175 KB costs in all on an idle machine, in ms, as `make bench` prints it; on
a busy one all costs more, by as much as a sketch does just now.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from archive import writer
from archive.facts import AnyFact
from archive.store import Archive
from tests.bench.corpus import SHARED
from tests.bench.keeping import look, sketched, texts, vocabulary
from tests.bench.recombined import articles

# A sketch on an idle core, in ms a character.
_SKETCH = 0.15 / 2_000
# A commit of a sweep holds so many articles, about; so many are kept in each turn.
_TOGETHER, _TURN = 3, 60


@contextmanager
def _without_index() -> Iterator[None]:
    kept = writer.apply
    writer.apply = lambda _connection, changes: [None for _ in changes] and None
    try:
        yield
    finally:
        writer.apply = kept


def _bodies(count: int, begins: int) -> list[tuple[str, ...]]:
    """As long as real news and of its words where ../shared is; else of 3.7 KB and invented words, which are more."""
    if SHARED.exists():
        return [tuple(block.text for block in told.body) for _, told in articles(count, begins)]
    chance = random.Random(begins)
    return texts(chance, vocabulary(chance), count)


def spent(archive: Archive, looks: list[list[AnyFact]]) -> float:
    """CPU milliseconds an article, each few of them waited for as a sweep does."""
    begun = time.process_time()
    for first in range(0, len(looks), _TOGETHER):
        for future in [archive.keep(facts) for facts in looks[first : first + _TOGETHER]]:
            future.result(60)
    return 1000 * (time.process_time() - begun) / len(looks)


def measure(folder: Path, count: int, page: float, begins: int) -> None:
    """Print what keeping costs with and without, and the share of a crawled page that the difference is."""
    bodies = _bodies(count, begins)
    looks = [look(begins + number, body) for number, body in enumerate(bodies)]
    found: dict[bool, list[float]] = {True: [], False: []}
    with Archive.open(folder, create=True) as archive:
        held = archive.connection().execute("SELECT count(*) FROM facet").fetchone()[0]
        for turn, first in enumerate(range(0, count - _TURN + 1, _TURN)):
            is_indexed = turn % 2 == 0
            with ExitStack() as stack:
                if not is_indexed:
                    stack.enter_context(_without_index())
                found[is_indexed].append(spent(archive, looks[first : first + _TURN]))
    with_index, without = (statistics.median(found[one]) for one in (True, False))
    costs = with_index - without
    size = statistics.mean(sum(len(text) + 2 for text in body) for body in bodies)
    page *= max(1.0, sketched(["\n\n".join(body) for body in bodies[:200]]) / (_SKETCH * size))
    print(
        f"{size:.0f} characters an article, into {held:,}: {with_index:.2f} ms an article with the index, {without:.2f} without; the index {costs:.2f}, "
        f"{100 * costs / page:.1f} % of a crawled page, which would cost {page:.1f} ms just now"
    )


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=600)
    options.add_argument("--into", type=Path)
    options.add_argument(
        "--page", type=float, default=16.0, help="what a crawled page costs, in ms of CPU (make bench)"
    )
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder) / "a", chosen.articles, chosen.page, 0)
    if chosen.into:
        measure(chosen.into, chosen.articles, chosen.page, int(time.time()))


if __name__ == "__main__":
    main()

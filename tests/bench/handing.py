"""What handing a page to a reading child costs by itself: CPU of both sides beyond the reading.

    python -m tests.bench.handing [PAGES]

Pages of 175 KB of random letters go to children whose eyes only count their bytes and give a reading of ordinary size.
"""

from __future__ import annotations

import asyncio
import random
import resource
import string
import sys
import time
from collections.abc import Sequence

from archive.facts import Furniture, Link
from archive.records import Article, Context, Paragraph, Reading
from crawler.child import main
from crawler.keys import SourceKind
from crawler.raw_page import RawPage
from crawler.reading import CHILD, Readers
from crawler.site import Site, Source

BYTES = 175_000
_TEXT = tuple(Paragraph(text="Warga desa itu menanam jagung di lahan kering sejak pekan lalu. " * 4) for _ in range(15))
_LINES = tuple(f"{n:016x}" for n in range(150))
_READING = Reading(context=Context(reader="bench"), outcome=Article(title="Panen jagung", body=_TEXT))


class IdleEyes:
    """Reads nothing."""

    def read(
        self, pages: Sequence[RawPage], site: Site | None, furniture: Furniture | None
    ) -> tuple[Reading, tuple[str, ...], tuple[str, ...]]:
        return _READING, _LINES, ()

    def discover(self, kind: SourceKind, page: RawPage, site: Site) -> tuple[Link | Source, ...]:
        return ()


def cpu() -> float:
    """CPU seconds of this process and of its children that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


async def hand_over(pages: Sequence[RawPage], site: Site) -> float:
    """CPU seconds for reading `pages`, all processes from start to end."""
    began = cpu()
    readers = Readers(command=(sys.executable, "-P", __file__))
    await asyncio.gather(*(readers.read([page], site) for page in pages))
    await readers.close()
    return cpu() - began


async def start() -> tuple[float, float]:
    """Seconds and CPU seconds until an ordinary child is ready."""
    wall, began = time.perf_counter(), cpu()
    readers = Readers(children=1, command=CHILD)
    child = await readers._turn("")
    await child.start()
    wall = time.perf_counter() - wall
    await readers.close()
    return wall, cpu() - began


def run(pages: int) -> None:
    """Measure and print."""
    letters = random.Random(1)
    body = "".join(letters.choices(string.ascii_letters + " <>", k=BYTES)).encode()
    site = Site(name="bench", outlet="Bench", domains=("bench.example",), zone=8, toml="#" * 1000)
    made = [RawPage(url=f"https://bench.example/{n}", body=body) for n in range(pages)]
    few, many = asyncio.run(hand_over(made[: pages // 10], site)), asyncio.run(hand_over(made, site))
    spent = (many - few) / (pages - pages // 10)
    print(f"overhead a page of {BYTES // 1000} KB: {spent * 1000:.3f} ms CPU, both sides, {pages} pages, 2 children")
    wall, used = asyncio.run(start())
    print(f"an ordinary child is ready after {wall * 1000:.0f} ms ({used * 1000:.0f} ms CPU)")


if __name__ == "__main__":
    if len(sys.argv) == 4:
        main(IdleEyes)
    else:
        run(int(sys.argv[1]) if len(sys.argv) > 1 else 3000)

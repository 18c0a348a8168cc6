"""Forty CPU bombs of up to 10 MB: each ends within 5 s of CPU, flagged, refused, or read; the next page is read as ever."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence

from archive.records import NotAnArticle, Reading
from crawler.errors import ReaderKilled
from crawler.raw_page import RawPage
from crawler.reading import Readers
from tests.crawler.pages import SITE, TEXT, article
from tests.hostile.bombs import bombs

SIZES = (300_000, 2_000_000, 10_000_000)
SECONDS = 5.0
# What the machine's other work and the killing itself may add to the wall's clock.
_PATIENCE = 10.0
_URL = "https://warta.localhost/2024/03/02/warga-bersihkan-saluran-air/"


async def ended(pages: Sequence[tuple[str, bytes]]) -> dict[str, tuple[str, float]]:
    """For each page how it ended, and its CPU seconds. An ordinary page is read after every tenth."""
    readers = Readers(children=1, cpu_seconds=SECONDS, wall_seconds=SECONDS * 4)
    found: dict[str, tuple[str, float]] = {}
    try:
        for number, (name, body) in enumerate(pages):
            began = time.monotonic()
            found[name] = await _end(readers, body)
            assert time.monotonic() - began < SECONDS * 4 + _PATIENCE, name
            if number % 10 == 9:
                answer = await readers.read([RawPage(url=_URL, body=article().encode())], SITE)
                assert answer.reading.article is not None, name
                assert [paragraph.text for paragraph in answer.reading.article.body] == list(TEXT), name
    finally:
        await readers.close()
    return found


async def _end(readers: Readers, body: bytes) -> tuple[str, float]:
    try:
        answer = await readers.read([RawPage(url=_URL, body=body)], SITE)
    except ReaderKilled as killed:
        return f"killed ({killed.why})", SECONDS if killed.why == "time" else 0.0
    reading = answer.reading
    if isinstance(reading.outcome, NotAnArticle):
        how = f"refused ({reading.outcome.reason})"
    elif reading.article is None:
        how = "refused (cannot be read)"
    else:
        how = "flagged" if reading.evidence.flags else _found(reading)
    return how, answer.cpu_seconds


def _found(reading: Reading) -> str:
    """Whether the article around the bomb is there, in the text or among what was left out with its reason."""
    assert reading.article is not None
    said = "\n".join(part.text for part in (*reading.article.body, *reading.evidence.dropped))
    return "read whole" if all(line in said for line in TEXT) else "LOST"


def main() -> str:
    """How they ended, and the slowest."""
    told = []
    for size in SIZES:
        found = asyncio.run(ended(list(bombs(size).items())))
        bad = {name: end for name, end in found.items() if end[0] == "LOST" or "crash" in end[0] or end[1] > SECONDS}
        assert not bad, bad
        ways = Counter(how.partition(" (")[0] for how, _ in found.values())
        slowest = max(found, key=lambda name: found[name][1])
        told.append(
            f"{size / 1e6:g} MB: {', '.join(f'{n} {how}' for how, n in sorted(ways.items()))}, slowest {slowest!r} {found[slowest][1]:.1f} s"
        )
    return "; ".join(told)

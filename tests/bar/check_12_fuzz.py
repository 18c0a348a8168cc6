"""10,000 mutated pages: no uncaught exception, none over 5 s, and memory stays as it is after the first thousand."""

from __future__ import annotations

import json
import tarfile
import time
from pathlib import Path

import psutil

from archive.records import ParseFailure
from crawler import furniture
from crawler.page import Page
from crawler.parsers import marks, read
from crawler.raw_page import RawPage
from tests.bench.corpus import SHARED
from tests.crawler.pages import SITE
from tests.hostile.mutation import mutated, seeds

COUNT, SEED = 10_000, 20260901
SECONDS, MEGABYTES = 5.0, 50
_URL = "https://warta.localhost/2024/03/02/warga-bersihkan-saluran-air/"


def real_pages() -> list[bytes]:
    """Real Indonesian pages, where there are any beside the project."""
    folder = SHARED / "corpora/id_html"
    if not (folder / "pages.tar.xz").exists():
        return []
    with tarfile.open(folder / "pages.tar.xz") as tar:
        return [file.read() for member in tar if member.isfile() and (file := tar.extractfile(member)) is not None]


def read_all(count: int, seed: int, pages: list[bytes]) -> tuple[float, float]:
    """The longest reading in CPU seconds, and by how many megabytes memory grew after the first tenth."""
    process = psutil.Process()
    slowest, after_tenth = 0.0, 0
    for number, body in enumerate(mutated(count, seed, pages)):
        began = time.process_time()
        page = Page(RawPage(url=_URL if number % 7 else "", body=body, content_type="text/html"))
        reading = read(page, SITE if number % 3 else None)
        furniture.line_digests(page)
        marks(page)
        spent = time.process_time() - began
        slowest = max(slowest, spent)
        assert spent < SECONDS, _kept(body, f"took {spent:.1f} s")
        outcome = reading.outcome
        if isinstance(outcome, ParseFailure) and outcome.field == "page":
            raise AssertionError(_kept(body, outcome.why))
        if number == count // 10:
            after_tenth = process.memory_info().rss
    return slowest, (process.memory_info().rss - after_tenth) / 1e6


def _kept(body: bytes, what: str) -> str:
    """What went wrong, and where the page that did it lies."""
    path = Path("fuzzed-page.html")
    path.write_bytes(body)
    return json.dumps({"what": what, "page": str(path)})


def main() -> str:
    """The figures."""
    real = real_pages()
    slowest, grown = read_all(COUNT, SEED, seeds() * 2 + real)
    assert grown < MEGABYTES, f"memory grew by {grown:.0f} MB"
    return (
        f"{COUNT} pages ({len(real)} real ones among the seeds): slowest {slowest:.2f} s, memory grew by {grown:.0f} MB"
    )

"""What reading a page costs, beside the peers in one run: 181 news pages, in multiples of a bare lxml parse.

    python -m tests.bench.reading [--rounds 3] [--every N]

Each page is read by each contestant in turn, several times; the least CPU time of each page counts, for the machine's other
work only ever adds. Before each round our caches of class names are emptied, so that every page is a stranger's: in a crawl of
one site reading is cheaper than here. Peers that are not installed are named and left out.

Tried, and what it brought (in parses of lxml): class names looked at word by word, alternatives sorted by their first letter
(-1.5) · promoters' words sought by `in` before any pattern (-1.0) · signs of disguise that begin with their rarest character
(-0.1) · attributes asked for one by one instead of `element.attrib` (-0.3) · `element.items()` (slower by half: it builds
tuples) · one XPath for all attributes that swallowed text (0.3 by itself: only where the bytes look like it) · class names looked up
in sets (-0.5) · lxml's own walk in place of an XPath for menus without text (-0.35), links of tags and sections (-0.2) · the end of
a line sought at its end (-0.2) · the gate counting only what its judgement needs (-0.4) · one way for ASCII (-0.2) · stretches without
a tag's beginning in place of a list of all pieces (-0.1) · no table of ids (-0.05) · plain addresses joined without taking them apart
(-0.1) · class names followed only as far as a rule goes (-0.2) · what a line begins or ends with asked before its pattern (-0.4).

On a busy machine the ratio rises: count instructions (valgrind --tool=cachegrind) to see whether a change helps.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import cached_property, wraps
from pathlib import Path
from typing import Any

from lxml import etree

from crawler.raw_page import RawPage
from tests.bench.corpus import require_shared

PAGES = 181
Sample = tuple[str, bytes]
Reads = Callable[[str, bytes], object]


def pages() -> list[Sample]:
    """All pages of the article extraction benchmark, filled up with evenly drawn news pages of the web content benchmark."""
    found = _of("aeb", lambda row: True)
    more = _of("wcxb", lambda row: row.get("page_type") == "article")
    step = len(more) / (PAGES - len(found))
    return found + [more[int(number * step)] for number in range(PAGES - len(found))]


def _of(corpus: str, wanted: Callable[[dict[str, Any]], bool]) -> list[Sample]:
    folder = require_shared(f"corpora/{corpus}")
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").open(encoding="utf-8")]
    with tarfile.open(folder / "pages.tar.xz") as tar:
        bodies = {entry.name: file.read() for entry in tar if (file := tar.extractfile(entry)) is not None}
    return [(row["url"] or "", bodies[row["file"]]) for row in rows if row["file"] in bodies and wanted(row)]


def _lxml(url: str, body: bytes) -> object:
    return etree.fromstring(body, etree.HTMLParser())


def _kliping(url: str, body: bytes) -> object:
    from crawler.parsers import read

    return read(RawPage(url=url, body=body, content_type="text/html"))


def _trafilatura(**options: Any) -> Callable[[], Reads]:
    def opened() -> Reads:
        from trafilatura import bare_extraction

        return lambda url, body: bare_extraction(body, url=url or None, **options)

    return opened


def _newspaper() -> Reads:
    newspaper = importlib.import_module("newspaper")

    def reads(url: str, body: bytes) -> object:
        article = newspaper.Article(url or "https://example.org/")
        article.download(input_html=body.decode("utf-8", "replace"))
        article.parse()
        return article.text

    return reads


def _readability() -> Reads:
    document = importlib.import_module("readability").Document
    return lambda url, body: document(body.decode("utf-8", "replace")).summary()


def _resiliparse() -> Reads:
    plain = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda url, body: plain(body.decode("utf-8", "replace"), main_content=True)


def _rs_trafilatura() -> Reads:
    extract = importlib.import_module("rs_trafilatura").extract
    return lambda url, body: extract(body.decode("utf-8", "replace"))


CONTESTANTS: dict[str, Callable[[], Reads]] = {
    "a bare lxml parse": lambda: _lxml,
    "Kliping, whole, with evidence": lambda: _kliping,
    "trafilatura fast": _trafilatura(fast=True),
    "trafilatura with metadata": _trafilatura(with_metadata=True),
    "newspaper4k": _newspaper,
    "readability-lxml": _readability,
    "resiliparse": _resiliparse,
    "rs-trafilatura": _rs_trafilatura,
}


def _installed() -> dict[str, Reads]:
    found = {}
    for name, opened in CONTESTANTS.items():
        try:
            found[name] = opened()
        except ImportError as error:
            print(f"  {name:32} not installed, left out ({error})")
    return found


def _forget() -> None:
    for module in [module for name, module in sys.modules.items() if name.startswith(("crawler.", "archive."))]:
        for value in vars(module).values():
            # What is made once, whatever the pages (tables of rules, patterns), stays as it does in a process that reads.
            if hasattr(value, "cache_clear") and value.cache_parameters()["maxsize"] is not None:
                value.cache_clear()


def _spent(reads: Reads, url: str, body: bytes) -> float:
    began = time.thread_time()
    try:
        reads(url, body)
    except Exception:  # noqa: BLE001 - a peer that fails at a page has spent its time all the same
        return time.thread_time() - began
    return time.thread_time() - began


def measure(samples: list[Sample], rounds: int) -> dict[str, list[float]]:
    """For each contestant the least CPU seconds of each page."""
    reads = _installed()
    least = {name: [float("inf")] * len(samples) for name in reads}
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)  # as in the reading children
    for number in range(rounds):
        _forget()
        for at, (url, body) in enumerate(samples):
            for name, one in reads.items():
                if name == "newspaper4k" and number:
                    continue  # a hundred times a parse: once is enough
                least[name][at] = min(least[name][at], _spent(one, url, body))
    return least


STAGES = (
    ("bytes", "crawler.clean.charset", "decode"), ("scan", "crawler.clean.markup", "scan"), ("tree", "crawler.tree", "build"),
    ("blocks", "crawler.page", "outline"), ("body", "crawler.body", "find"), ("title", "crawler.parsers.titles", "read_title"),
    ("title", "crawler.parsers.titles", "said_titles"), ("kind", "crawler.parsers.kinds", "not_an_article"), ("spam", "crawler.parsers.gate", "judge"),
    ("platform", "crawler.parsers.registry", "detect"), ("text's lines", "crawler.parsers.prose", "read_prose"), ("dates", "crawler.parsers.moments", "read_moments"),
    ("people", "crawler.parsers.generic.Reader", "_people"), ("pages", "crawler.parsers.paging", "needed_pages"), ("addresses", "crawler.parsers.identity", "read_addresses"),
    ("language", "crawler.parsers.extras", "read_language"), ("section, tags, image", "crawler.parsers.extras", "read_section"),
    ("section, tags, image", "crawler.parsers.extras", "read_tags"), ("section, tags, image", "crawler.parsers.photos", "read_image"),
    ("Indonesian fields", "crawler.parsers.local", "complete"), ("data of the head", "crawler.page.Page", "json_ld"), ("data of the head", "crawler.page.Page", "meta"),
    ("data of the head", "crawler.page.Page", "links"), ("doubts", "crawler.clean.text", "doubts"),
)  # fmt: skip


class Stages:
    """Timers around the reader's stages; each counts what it spends itself, without the stages inside it."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._inner = [0.0]
        for stage, place, name in STAGES:
            holder = _holder(place)
            value = vars(holder).get(name)
            if value is None:
                continue
            if isinstance(value, cached_property):
                timed = cached_property(self._timed(stage, value.func))
                timed.__set_name__(holder, name)
                setattr(holder, name, timed)
            else:
                setattr(holder, name, self._timed(stage, value))

    def _timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def timed(*arguments: Any, **options: Any) -> Any:
            began = time.thread_time()
            self._inner.append(0.0)
            try:
                return function(*arguments, **options)
            finally:
                whole = time.thread_time() - began
                self.spent[stage] += whole - self._inner.pop()
                self._inner[-1] += whole

        return timed


def _holder(place: str) -> Any:
    try:
        return importlib.import_module(place)
    except ModuleNotFoundError:
        module, _, name = place.rpartition(".")
        return getattr(importlib.import_module(module), name)


def stages(samples: list[Sample], bare: float) -> None:
    """Where the time goes, in parses of lxml."""
    timers = Stages()
    _forget()
    whole = sum(_spent(_kliping, url, body) for url, body in samples)
    spent = dict(timers.spent)
    spent["everything else"] = whole - sum(spent.values())
    print("where it goes (one cold round, timers included):")
    for stage, seconds in sorted(spent.items(), key=lambda pair: -pair[1]):
        print(f"  {stage:24} {seconds / bare:6.2f} x   {seconds / whole:5.1%}")


def cold_start() -> float:
    """Seconds until `kliping read FILE` has read one page, the least of five; byte code is there, as where it is installed."""
    with tempfile.TemporaryDirectory() as folder:
        as_installed = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        as_installed.pop("PYTHONDONTWRITEBYTECODE", None)
        path = Path(folder) / "halaman.html"
        path.write_text("<html><body><h1>Panen jagung</h1>" + "<p>Warga desa menanam jagung sejak pekan lalu.</p>" * 9)
        took = []
        for _ in range(5):
            began = time.perf_counter()
            kliping = Path(sys.executable).with_name("kliping")
            subprocess.run([kliping, "read", path], capture_output=True, check=False, env=as_installed)
            took.append(time.perf_counter() - began)
    return min(took)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--every", type=int, default=1, help="read only every n-th page")
    chosen = options.parse_args()
    samples = pages()[:: chosen.every]
    print(f"{len(samples)} pages, {statistics.mean(len(body) for _, body in samples) / 1000:.0f} KB each")
    least = measure(samples, chosen.rounds)
    bare = least["a bare lxml parse"]
    print(f"  {'':32} {'whole':>7} {'median':>7} {'worst page':>11}   pages per CPU second")
    for name, spent in least.items():
        each = [one / parse for one, parse in zip(spent, bare, strict=True)]
        told = f"{sum(spent) / sum(bare):6.1f}x {statistics.median(each):6.1f}x {max(each):10.1f}x"
        print(f"  {name:32} {told}   {len(samples) / sum(spent):8.0f}")
    stages(samples, sum(bare))
    print(f"cold start of `kliping read FILE`: {cold_start():.2f} s")


if __name__ == "__main__":
    main()

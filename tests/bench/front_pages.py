"""Real front pages and feeds of Indonesian papers: how many of the links that they are known to hold are discovered.

python -m tests.bench.front_pages ../shared/corpora/id_html
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from archive.facts import Link
from crawler.discovery import discover
from crawler.raw_page import RawPage
from crawler.site import Site


class Measured(NamedTuple):
    """One page: how many links were expected, how many of these found, and how many listed in all."""

    name: str
    expected: int
    found: int
    listed: int


def measure(corpus: Path) -> Iterator[Measured]:
    """Every page of the corpus that has expected links."""
    rows = [json.loads(line) for line in (corpus / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    with tarfile.open(corpus / "pages.tar.xz") as pages:
        for row in rows:
            expected = row.get("expected_links")
            file = pages.extractfile(row["file"]) if expected else None
            if not file:
                continue
            body = file.read()
            hosts = tuple(dict.fromkeys(str(urlsplit(url).hostname) for url in expected))
            site = Site(name="paper", outlet="Paper", domains=hosts, zone=7)
            kind = "feed" if b"<rss" in body[:2000] else "section"
            things = discover(kind, RawPage(url=f"http://{hosts[0]}/", body=body, content_type="text/html"), site)
            urls = {thing.url for thing in things if isinstance(thing, Link)}
            yield Measured(row["id"], len(expected), len(urls.intersection(expected)), len(urls))


if __name__ == "__main__":
    for page in measure(Path(sys.argv[1])):
        print(f"{page.name:32} expected {page.expected}, found {page.found}, listed in all {page.listed}")

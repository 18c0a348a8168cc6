"""`make bench`: the same pages of 175 KB, crawled side by side in one run on loopback.

    Scrapy bare                  default settings, the page fetched and forgotten
    Scrapy with trafilatura      text and metadata, in the reactor, as its users write it
    Kliping whole                WARC, reading with evidence in children, database, stories, index

Prints pages per CPU second of all processes of each (the server's left out), and the ratios. Notes of what was tried:
docs in CONTRIBUTING.md, "What a page's time is spent on".
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.corpus import real_articles
from tests.bench.press import press
from tests.bench.town import papers

BYTES = 175_000


def main() -> None:
    """Serve, let each contestant crawl, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=int, default=600)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("contestant", nargs="?", help=argparse.SUPPRESS)
    options.add_argument("spec", nargs="?", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.contestant:
        CONTESTANTS[chosen.contestant](json.loads(Path(chosen.spec).read_text(encoding="utf-8")))
        return
    town = papers(real_articles(chosen.pages))
    shelf = {key: (kind, _padded(body, kind)) for paper in town for key, (kind, body) in paper.shelf.items()}
    pages = [address for paper in town for address in paper.address]
    sizes = [len(body) for (_, path), (kind, body) in shelf.items() if kind.startswith("text/html")]
    print(f"{len(pages)} pages, {statistics.mean(sizes) / 1000:.0f} KB each; {chosen.rounds} rounds in turn, medians")
    rates: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    with press(shelf) as port, tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "spec.json"
        tomls = {paper.site.name: paper.site.toml for paper in town}
        spec.write_text(json.dumps({"port": port, "pages": pages, "tomls": tomls}), encoding="utf-8")
        for _ in range(chosen.rounds):
            for name in CONTESTANTS:
                done = subprocess.run(
                    [sys.executable, "-m", "tests.bench.crawl", name, str(spec)],
                    capture_output=True,
                    text=True,
                    check=False,
                )
                if done.returncode:
                    sys.exit(f"{name} failed:\n{done.stderr[-3000:]}")
                told = json.loads(done.stdout.splitlines()[-1])
                rates[name].append(told["pages"] / told["cpu"])
    medians = {name: statistics.median(found) for name, found in rates.items()}
    for name, rate in medians.items():
        print(
            f"  {name:12} {rate:8.1f} pages per CPU second   {rate / medians['trafilatura']:.2f} x Scrapy with trafilatura"
        )


def _padded(body: bytes, kind: str) -> bytes:
    """The page at its full weight: inline script, as themes have it."""
    missing = BYTES - len(body)
    if not kind.startswith("text/html") or missing <= 60:
        return body
    filler = b"<script>/*" + (b"w.push({k:1,t:[2,3]}); " * (missing // 23 + 1))[: missing - 21] + b"*/</script>"
    return body.replace(b"</body>", filler + b"</body>", 1)


def _tell(pages: int) -> None:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"pages": pages, "cpu": sum(part.ru_utime + part.ru_stime for part in used)}))


def _scrapy(spec: dict, parse: object) -> None:
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess

    count = [0]

    class Bare(Spider):
        name = "bare"

        async def start(self):  # type: ignore[no-untyped-def]
            for page in spec["pages"]:
                host, _, path = page.removeprefix("http://").partition("/")
                yield Request(f"http://127.0.0.1:{spec['port']}/{path}", headers={"Host": host}, dont_filter=True)

        def parse(self, response):  # type: ignore[no-untyped-def]
            count[0] += response.status == 200
            if parse is not None:
                parse(response)  # type: ignore[operator]

    process = AsyncCrawlerProcess(
        {"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False}
    )
    process.crawl(Bare)
    process.start()
    _tell(count[0])


def _trafilatura(spec: dict) -> None:
    import trafilatura

    _scrapy(spec, lambda response: trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True))


def _kliping(spec: dict) -> None:
    from crawler.site import parse
    from crawler.sweep import Plan, crawl_folder

    sites = tuple(parse(toml, f"{name}.toml") for name, toml in spec["tomls"].items())
    loopback = {site.domains[0]: ("127.0.0.1", spec["port"]) for site in sites}
    with tempfile.TemporaryDirectory() as folder:
        report = crawl_folder(Plan(folder=Path(folder), sites=sites, loopback=loopback))
    _tell(report.totals.get("new", 0))


CONTESTANTS = {"bare": lambda spec: _scrapy(spec, None), "trafilatura": _trafilatura, "kliping": _kliping}

if __name__ == "__main__":
    main()

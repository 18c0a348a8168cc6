"""The shipped spider, door and readers crawl one site in a process of their own: what did the archive hear?

python -m tests.hostile.crawling < spec.json
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from tests.hostile.canary import ask_no_name_server

ROOT = Path(__file__).parents[2]


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """What to crawl. `domains` may name what no TOML may; `ports` are taken for the web's own; `obeys_robots` off asks
    for pages of hosts whose robots.txt could not be had, so that they are refused for their address alone.

    `is_credulous` takes every address for public: the control, without which no refusal proves anything.
    """

    domains: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    names: dict[str, tuple[str, int]]
    ports: tuple[int, ...] = ()
    obeys_robots: bool = True
    is_credulous: bool = False


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """One capture."""

    url: str
    purpose: str
    status: int | None = None
    error: str | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How it went."""

    exit_code: int
    counts: dict[str, int]
    looks: tuple[Looked, ...]


def crawl(*, wall: float = 60, **spec: Any) -> Outcome:
    """Crawl in a child that may take `wall` seconds."""
    asked = msgspec.json.encode(Spec(**spec))
    command = [sys.executable, "-m", "tests.hostile.crawling"]
    done = subprocess.run(command, input=asked, capture_output=True, timeout=wall, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Outcome)


def main() -> None:
    """The child."""
    spec = msgspec.json.decode(sys.stdin.buffer.read(), type=Spec)

    import crawler.agenda
    import crawler.net.connect
    import crawler.net.host
    import crawler.net.resolver
    import crawler.net.robots
    from archive.sqlite import connect
    from crawler.site import Site, Source
    from crawler.sweep import Plan, crawl_folder

    # Everything that would keep the spider from trying is taken away, the guards under test excepted: its site owns
    # whatever host is spelt, the canary's port may be the web's, no host is given up after five refusals and no list for what it lists.
    ask_no_name_server(crawler.net.resolver)
    crawler.net.connect.PORTS = frozenset({80, 443, *spec.ports})
    crawler.net.host.BREAK_AFTER = 1_000_000
    crawler.agenda.BARREN_AFTER = 1_000_000
    Site.is_local = property(lambda _site: True)  # type: ignore[assignment]
    if not spec.obeys_robots:
        crawler.net.robots.Rules.allows = lambda _rules, _url: True  # type: ignore[method-assign]
    if spec.is_credulous:
        crawler.net.resolver.is_public = crawler.net.connect.is_public = lambda _address: True
    sources = tuple(Source(kind=kind, url=url) for kind, url in spec.sources)  # type: ignore[arg-type]
    site = Site(name="umpan", outlet="Umpan", domains=spec.domains, zone=8, sources=sources, delay=0, toml="x")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report = crawl_folder(Plan(folder=folder, sites=(site,), loopback=spec.names))
        connection = connect(folder / "archive.db", readonly=True)
        rows = connection.execute("SELECT url, purpose, status, error FROM capture").fetchall()
        connection.close()
    looks = tuple(Looked(url=row[0], purpose=row[1], status=row[2], error=row[3]) for row in rows)
    print(msgspec.json.encode(Outcome(exit_code=report.exit_code, counts=report.totals, looks=looks)).decode())


if __name__ == "__main__":
    main()

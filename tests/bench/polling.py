"""What a site is asked for in a day of half-hourly sweeps, beside a fixed hourly poll of the same sources.

    python -m tests.bench.polling --days 3

Papers of ten articles, of two and of one in four days, on loopback, with a clock that is turned half an hour at a time. The hourly poll asks
each source that the paper names once an hour and every new article once, as feed readers do. No clock is asserted on: counts only.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from archive.sqlite import connect
from crawler.desk import open_desk
from crawler.site import Site, Source
from crawler.sweep import Crawl, Plan, run
from tests.hostile.server import HostileServer, page
from tests.hostile.traps import Trap, title

NOW = datetime(2026, 3, 2, tzinfo=UTC)
RATES = {"ramai": 10.0, "sedang": 2.0, "sepi": 0.25}
HISTORY = 20
_SHOWN = 10


class Press(Trap):
    """Papers that publish at their rates; `now` is turned by whoever measures."""

    now = NOW

    def published(self, kind: str) -> int:
        return HISTORY + int((self.now - NOW) / timedelta(days=1) * RATES[kind])

    def _answer(self, kind: str, path: str) -> bytes:
        match = re.match(r"/berita/(\d+)/", path)
        count = self.published(kind)
        if match:
            return page(self._article(kind, int(match[1])).encode())
        newest = range(count - 1, max(count - 1 - _SHOWN, -1), -1)
        if path == "/feed/":
            rows = "".join(
                f"<item><title>{title(n)}</title><link>http://{kind}.localhost{_path(n)}</link>"
                f"<pubDate>{format_datetime(self.now)}</pubDate></item>" for n in newest
            )  # fmt: skip
            return page(f'<rss version="2.0"><channel>{rows}</channel></rss>'.encode(), kind="application/rss+xml")
        if path == "/":
            rows = "".join(
                f'<article class="daftar"><h2><a href="{_path(n)}">{title(n)}</a></h2></article>' for n in newest
            )
            return page(f"<html><title>{kind}</title><body><main>{rows}</main></body></html>".encode())
        return page(b"", status="404 Not Found")


def _path(number: int) -> str:
    return f"/berita/{number}/{re.sub(r'[^a-z0-9]+', '-', title(number).lower())}-{number}"


def main() -> None:
    """Sweep, count, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--days", type=int, default=3)
    chosen = options.parse_args()
    press, lock = Press(), threading.Lock()
    with HostileServer(answer=press) as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        names = {f"{kind}.localhost": ("127.0.0.1", server.port) for kind in RATES}
        sites = tuple(site_of(kind) for kind in RATES)

        async def whole() -> None:
            desk = open_desk(folder, clock=lambda: press.now)
            try:
                for _ in range(48 * chosen.days):
                    with lock:
                        press.now += timedelta(minutes=30)
                    await Crawl(Plan(folder=folder, sites=sites, loopback=names, is_sweep=True), desk).report()
            finally:
                await desk.close()

        run(whole)
        _print(folder, press, [(host.partition(".")[0], path) for _, host, path in server.asked], chosen.days)


def site_of(kind: str) -> Site:
    urls = (("feed", f"http://{kind}.localhost/feed/"), ("section", f"http://{kind}.localhost/"))
    sources = tuple(Source(kind=which, url=url) for which, url in urls)  # type: ignore[arg-type]
    return Site(name=kind, outlet=kind, domains=(f"{kind}.localhost",), zone=8, delay=0, toml=kind, sources=sources)


def _print(folder: Path, press: Press, asked: list[tuple[str, str]], days: int) -> None:
    connection = connect(folder / "archive.db", readonly=True)
    rows = connection.execute("SELECT site, count(*) FROM articles GROUP BY site").fetchall()
    kept = {row[0]: row[1] for row in rows}
    connection.close()
    print(f"{days} days; all requests a site and day, robots.txt and second looks included")
    for kind, rate in RATES.items():
        mine = [path for host, path in asked if host == kind]
        looks = Counter(path for path in mine if path.startswith("/berita/"))
        listed = _SHOWN + press.published(kind) - HISTORY
        hourly = 2 * 24 + (press.published(kind) - HISTORY) / days
        print(
            f"  {kind:8} {rate:5} articles a day   found {kept.get(kind, 0)} of {listed}   "
            f"{len(mine) / days:6.1f} requests a day, hourly poll {hourly:6.1f}   "
            f"first fetches an article {len(looks) / max(kept.get(kind, 0), 1):.2f}, with second looks {sum(looks.values()) / max(len(looks), 1):.2f}"
        )


if __name__ == "__main__":
    main()

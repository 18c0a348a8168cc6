"""Two minutes in real time, as the server sees them: no request before its time at the default delay, at Crawl-delay 7 and after Retry-After 9."""

from __future__ import annotations

import itertools
import tempfile
import threading
import time
from email.utils import formatdate
from pathlib import Path

from crawler.archiving import Backfill
from crawler.desk import open_desk
from crawler.site import Site, Source
from crawler.sweep import Crawl, Plan, run
from tests.hostile.server import HostileServer, page
from tests.hostile.traps import Trap

SECONDS = 120
DELAY, NAMED, AFTER = 5.0, 7.0, 9.0
# Chance may take a quarter off our own delay; off what a host asks for, nothing. A clock's grain is allowed for.
LEAST = {"biasa": DELAY * 0.75, "tujuh": NAMED, "nanti": DELAY * 0.75, "tanggal": DELAY * 0.75}
GRAIN = 0.02


class Press(Trap):
    """Ordinary papers; one names a delay, two ask for a pause at every fourth request."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: dict[str, int] = {}
        self._own = threading.Lock()
        self.pauses: list[tuple[str, float, float]] = []

    def __call__(self, host: str, path: str) -> bytes:
        kind = host.partition(".")[0]
        with self._own:
            count = self._asked[kind] = self._asked.get(kind, 0) + 1
        if path == "/robots.txt" and kind == "tujuh":
            return page(b"User-agent: *\nCrawl-delay: 7\n", kind="text/plain")
        if kind in ("nanti", "tanggal") and count % 4 == 0:
            now = time.time()
            until = now + AFTER if kind == "nanti" else float(int(now + AFTER))
            self.pauses.append((host, time.monotonic(), until - now))
            named = "9" if kind == "nanti" else formatdate(int(now + AFTER), usegmt=True)
            return page(b"", status="429 Too Many Requests", Retry_After=named)
        return super().__call__(host, path)


def main() -> str:
    """The least gaps seen."""
    press = Press()
    with HostileServer(answer=press) as server, tempfile.TemporaryDirectory() as name:
        names = {f"{kind}.localhost": ("127.0.0.1", server.port) for kind in LEAST}
        sites = tuple(
            Site(
                name=kind, outlet=kind, domains=(f"{kind}.localhost",), zone=8, delay=DELAY, toml=kind,
                sources=(Source(kind="section", url=f"http://{kind}.localhost/"),),
            ) for kind in LEAST
        )  # fmt: skip
        folder = Path(name)

        async def whole() -> None:
            import asyncio

            desk = open_desk(folder)
            crawl = Crawl(Plan(folder=folder, sites=sites, loopback=names, backfill=Backfill()), desk)
            asyncio.get_running_loop().call_later(SECONDS, crawl.stop)
            try:
                await crawl.report()
            finally:
                await desk.close()

        run(whole)
        told = [_gaps(server, kind) for kind in LEAST]
    early = [found for host, at, pause in press.pauses for found in _early(server, host, at, pause)]
    assert not early, early
    assert press.pauses
    return f"{'; '.join(told)}; {len(press.pauses)} pauses asked for, 0 requests before their end"


def _gaps(server: HostileServer, kind: str) -> str:
    times = server.times(f"{kind}.localhost")
    gaps = [later - at for at, later in itertools.pairwise(times)]
    assert len(times) >= 8, (kind, len(times))
    assert min(gaps) >= LEAST[kind] - GRAIN, (kind, min(gaps), LEAST[kind])
    assert server.most_at_once[f"{kind}.localhost"] == 1
    return f"{kind} {len(times)} requests, least gap {min(gaps):.2f} s"


def _early(server: HostileServer, host: str, at: float, pause: float) -> list[tuple[str, float]]:
    return [(host, asked - at) for asked in server.times(host) if at + 0.001 < asked < at + pause - GRAIN]

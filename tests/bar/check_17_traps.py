"""Six papers that lead crawlers astray, a crawl and a whole backfill: at most 200 fetches each, 20 of 20 articles found."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from archive.sqlite import connect
from crawler.archiving import Backfill
from crawler.desk import open_desk
from crawler.site import Site
from crawler.sweep import Crawl, Plan, run
from tests.hostile.server import HostileServer
from tests.hostile.traps import ARTICLES, KINDS, Trap, path_of

MOST = 200


def walked(kinds: tuple[str, ...] = KINDS, *, with_backfill: bool = True) -> tuple[dict[str, int], dict[str, int]]:
    """Of each paper the fetches seen at the server, and how many of its articles are in the archive, once each."""
    with HostileServer(answer=Trap()) as server, tempfile.TemporaryDirectory() as name:
        names = {f"{kind}.localhost": ("127.0.0.1", server.port) for kind in kinds}
        sites = tuple(
            Site(name=kind, outlet=kind.title(), domains=(f"{kind}.localhost",), zone=8, delay=0, toml=kind)
            for kind in kinds
        )
        folder = Path(name)

        async def whole() -> None:
            for backfill in (None, Backfill())[: 1 + with_backfill]:
                desk = open_desk(folder)
                try:
                    await Crawl(Plan(folder=folder, sites=sites, loopback=names, backfill=backfill), desk).report()
                finally:
                    await desk.close()

        run(whole)
        fetches = Counter(host.partition(".")[0] for _, host, _ in server.asked)
        connection = connect(folder / "archive.db", readonly=True)
        rows = connection.execute("SELECT site, address FROM articles").fetchall()
        connection.close()
    real = {f"http://{kind}.localhost{path_of(number)}": kind for kind in kinds for number in range(ARTICLES)}
    assert {row["address"] for row in rows} <= set(real), sorted({row["address"] for row in rows} - set(real))[:5]
    return dict(fetches), dict(Counter(row["site"] for row in rows))


def main() -> str:
    """The cost of each trap."""
    fetches, found = walked()
    assert found == dict.fromkeys(KINDS, ARTICLES), found
    assert max(fetches.values()) <= MOST, fetches
    told = ", ".join(f"{kind} {fetches[kind]}" for kind in KINDS)
    return f"20 of 20 articles of each of {len(KINDS)} papers, fetches in a crawl and a backfill together: {told}"

"""One site of five is down, in four ways: the other four finish whole, the fifth is recorded, the exit code is documented."""

from __future__ import annotations

import socket
import tempfile
from collections import Counter
from pathlib import Path

from archive.sqlite import connect
from crawler.desk import open_desk
from crawler.report import Report
from crawler.site import Site
from crawler.sweep import Crawl, Plan, run
from tests.hostile.server import HostileServer, page
from tests.hostile.traps import ARTICLES, Trap

GOOD = ("saringan", "balasan", "kalender", "sesi")
WAYS = ("menolak", "badai", "bisu", "hilang")


class Press(Trap):
    """The good papers, and one that storms with errors or says nothing at all."""

    def __call__(self, host: str, path: str) -> bytes:
        kind = host.partition(".")[0]
        if kind == "badai":
            return page(b"", status="502 Bad Gateway")
        return b"" if kind == "bisu" else super().__call__(host, path)


def main() -> str:
    """How the other four fared each time."""
    reports: dict[str, tuple[Report, Counter[str], int]] = {}

    async def whole() -> None:
        for way in WAYS:
            reports[way] = await _crawled(way)

    run(whole)
    for way, (report, kept, captures) in reports.items():
        assert kept == Counter(dict.fromkeys(GOOD, ARTICLES)), (way, kept)
        outcomes = {run.site: run.outcome for run in report.runs}
        assert {outcomes[site] for site in GOOD} == {"finished"}, (way, outcomes)
        # An outage of one run is no person's business yet: it is in the report, and becomes trouble where it lasts.
        assert (outcomes[way], report.exit_code) == ("unreachable", 0), (way, outcomes, report.exit_code)
        assert captures, way
    return f"{len(WAYS)} outages: the other 4 sites kept {ARTICLES} of {ARTICLES} articles each time, exit code 0, the fifth is told as unreachable in the report"


async def _crawled(way: str) -> tuple[Report, Counter[str], int]:
    with HostileServer(answer=Press()) as server, tempfile.TemporaryDirectory() as name, socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        names = {f"{kind}.localhost": ("127.0.0.1", server.port) for kind in (*GOOD, way)}
        if way == "menolak":
            names[f"{way}.localhost"] = closed.getsockname()
        if way == "hilang":
            del names[f"{way}.localhost"]
        sites = tuple(
            Site(name=kind, outlet=kind, domains=(f"{kind}.localhost",), zone=8, delay=0, toml=kind)
            for kind in (*GOOD, way)
        )
        folder = Path(name)
        desk = open_desk(folder)
        try:
            report = await Crawl(Plan(folder=folder, sites=sites, loopback=names), desk).report()
        finally:
            await desk.close()
        connection = connect(folder / "archive.db", readonly=True)
        kept = Counter(row[0] for row in connection.execute("SELECT site FROM articles"))
        captures = connection.execute("SELECT count(*) FROM robots WHERE site = ?", (way,)).fetchone()[0]
        connection.close()
    return report, kept, captures

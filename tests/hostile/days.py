"""Three papers over some days of a clock that the test turns: one falls ill, one forbids copies, one has a long history.

python -m tests.hostile.days prints what each day brought, as JSON.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.sqlite import connect
from crawler.archiving import Backfill
from crawler.desk import open_desk
from crawler.site import Budget, Site, Source
from crawler.sweep import Crawl, Plan, run
from tests.hostile.server import HostileServer, page
from tests.hostile.traps import Trap, path_of, title

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
LONG, SHORT, BUDGET, DAYS = 40, 6, 15, 5
GONE = (1, 4)
FORBIDDEN = 2


class Press(Trap):
    """`day` is what the papers know of time."""

    day = 0

    def _answer(self, kind: str, path: str) -> bytes:
        count = LONG if kind == "panjang" else SHORT
        match = re.match(r"/berita/(\d+)/", path)
        if match is None:
            found = re.match(r"/(?:berita)?(?:\?halaman=(\d+))?$", path)
            return (
                page(self._shown(kind, int(found[1] or 1), count).encode())
                if found
                else page(b"", status="404 Not Found")
            )
        number = int(match[1]) - 4100
        is_ill = kind == "sakit" and (self.day == 2 or (self.day and number in GONE))
        if is_ill or not 0 <= number < count:
            return page(b"<h1>404</h1>", status="404 Not Found")
        body = self._article(kind, number)
        if kind == "larangan" and number == FORBIDDEN:
            body = body.replace("<head>", '<head><meta name="robots" content="noarchive">')
        return page(body.encode())

    @staticmethod
    def _shown(kind: str, number: int, count: int) -> str:
        shown = range((number - 1) * 8, min(number * 8, count))
        rows = "".join(
            f'<article class="daftar"><h2><a href="{path_of(n)}">{title(n)}</a></h2></article>' for n in shown
        )
        more = f'<a rel="next" href="/berita?halaman={number + 1}">Berikutnya</a>' if number * 8 < count else ""
        return f"<html><head><title>{kind}</title></head><body><main>{rows}{more}</main></body></html>"


def site_of(kind: str) -> Site:
    """A paper whose list is known."""
    budget = Budget(requests=BUDGET) if kind == "panjang" else Budget()
    source = Source(kind="section", url=f"http://{kind}.localhost/")
    return Site(
        name=kind, outlet=kind, domains=(f"{kind}.localhost",), zone=8, delay=0, toml=kind, revisit_days=(1,),
        budget=budget, sources=(source,),
    )  # fmt: skip


async def days() -> list[dict[str, Any]]:
    """What each day brought."""
    press, told = Press(), []
    with HostileServer(answer=press) as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for press.day in range(DAYS):
            begun = len(server.asked)
            for kinds, backfill in ((("sakit", "larangan"), None), (("panjang",), Backfill())):
                desk = open_desk(folder, clock=lambda: NOW + timedelta(days=press.day))
                names = {f"{kind}.localhost": ("127.0.0.1", server.port) for kind in kinds}
                plan = Plan(folder=folder, sites=tuple(map(site_of, kinds)), loopback=names, backfill=backfill)
                try:
                    await Crawl(plan, desk).report()
                finally:
                    await desk.close()
            asked = Counter(host.partition(".")[0] for _, host, _ in server.asked[begun:])
            told.append({"asked": dict(asked), **_kept(folder)})
    return told


def _kept(folder: Path) -> dict[str, Any]:
    connection = connect(folder / "archive.db", readonly=True)
    rows = connection.execute("SELECT site, status, address, title FROM articles").fetchall()
    withheld = connection.execute(
        "SELECT c.address, c.body_size, c.withheld, (SELECT count(*) FROM reading r WHERE r.capture = c.id), t.marks "
        "FROM capture c LEFT JOIN rights t ON t.capture = c.id WHERE c.withheld"
    ).fetchall()
    connection.close()
    return {
        "status": {row[2].rpartition("/")[0].rpartition("/")[2]: row[1] for row in rows if row[0] == "sakit"},
        "long": sorted(int(row[2].split("/")[4]) - 4100 for row in rows if row[0] == "panjang"),
        "forbidding": [row[2] for row in rows if row[0] == "larangan"],
        "withheld": [tuple(row) for row in withheld],
    }


if __name__ == "__main__":
    print(json.dumps(run(days)))

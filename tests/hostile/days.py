"""Papers over some days of a clock that the test turns: one falls ill, two forbid copies, two have a long history, one
shows itself to its members only.

python -m tests.hostile.days prints what each day brought, as JSON.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from archive.sqlite import connect
from crawler.archiving import Backfill
from crawler.desk import open_desk
from crawler.site import Site, parse
from crawler.sweep import Crawl, Plan, run
from tests.hostile.server import HostileServer, page
from tests.hostile.traps import LOGIN_PAGE, Trap, path_of, title

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
LONG, SHORT, WALLED, BUDGET, DAYS = 40, 6, 12, 15, 5
GONE = (1, 4)
FORBIDDEN = 2
# `sejak` tells in its sitemap when each of its articles is of: one a month. Only the later ones are asked for.
SINCE = 12


class Press(Trap):
    """`day` is what the papers know of time."""

    day = 0

    def _answer(self, kind: str, path: str) -> bytes:
        count = {"panjang": LONG, "sejak": LONG, "anggota": WALLED}.get(kind, SHORT)
        if path == "/sitemap.xml" and kind == "sejak":
            return page(_sitemap(count).encode(), kind="application/xml")
        if kind == "anggota" and self.day and path != "/robots.txt":
            return page(LOGIN_PAGE)
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
        if kind in ("larangan", "izin") and number == FORBIDDEN:
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


def month_of(number: int) -> date:
    """When an article of `sejak` is of: the first one this month, each a month before the one before."""
    months = NOW.year * 12 + NOW.month - 1 - number
    return date(months // 12, months % 12 + 1, 1)


def _sitemap(count: int) -> str:
    rows = "".join(
        f"<url><loc>http://sejak.localhost{path_of(n)}</loc><lastmod>{month_of(n)}T08:00:00+08:00</lastmod></url>"
        for n in range(count)
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def site_of(kind: str) -> Site:
    """A paper as its TOML would tell it."""
    source = '[[source]]\nkind = "section"\nurl = "http://{kind}.localhost/"\n'
    more = {
        "panjang": f"[budget]\nrequests = {BUDGET}\n", "izin": '[rights]\nkeep_despite = "Izin tertulis redaksi, 3 Mei 2025"\n',
        "sejak": "",
    }  # fmt: skip
    if kind == "sejak":
        source = '[[source]]\nkind = "sitemap"\nurl = "http://{kind}.localhost/sitemap.xml"\n'
    return parse(
        f'[site]\nname = "{kind}"\noutlet = "{kind}"\ndomains = ["{kind}.localhost"]\nzone = "WITA"\n'
        f"[politeness]\ndelay = 0\n[revisit]\ndays = [1]\n{more.get(kind, '')}{source.format(kind=kind)}"
    )


Round = tuple[tuple[str, ...], Backfill | None, int]
# What is crawled on each day: which papers, how far back, at what hour.
_DAILY: tuple[Round, ...] = ((("sakit", "larangan", "izin", "anggota"), None, 0), (("panjang",), Backfill(), 0))
_SINCE: Round = (("sejak",), Backfill(since=datetime.combine(month_of(SINCE), time(0), UTC)), 0)
ROUNDS: tuple[tuple[Round, ...], ...] = ((_SINCE, *_DAILY), (*_DAILY, (("anggota",), None, 12)), *[_DAILY] * (DAYS - 2))


async def days() -> list[dict[str, Any]]:
    """What each day brought."""
    press, told = Press(), []
    with HostileServer(answer=press) as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for press.day in range(DAYS):
            begun = len(server.asked)
            for kinds, backfill, hours in ROUNDS[press.day]:
                before = len(server.asked)
                desk = open_desk(folder, clock=lambda hours=hours: NOW + timedelta(days=press.day, hours=hours))
                names = {f"{kind}.localhost": ("127.0.0.1", server.port) for kind in kinds}
                plan = Plan(folder=folder, sites=tuple(map(site_of, kinds)), loopback=names, backfill=backfill)
                try:
                    await Crawl(plan, desk).report()
                finally:
                    await desk.close()
            asked = Counter(host.partition(".")[0] for _, host, _ in server.asked[begun:])
            told.append({"asked": dict(asked), "at_last": len(server.asked) - before, **_kept(folder)})
    return told


def _kept(folder: Path) -> dict[str, Any]:
    connection = connect(folder / "archive.db", readonly=True)
    rows = connection.execute("SELECT site, status, address, title FROM articles").fetchall()
    walls = connection.execute(
        "SELECT h.state, (SELECT count(*) FROM articles a WHERE a.site = h.site) FROM host h WHERE h.site = 'anggota' ORDER BY h.at"
    ).fetchall()
    withheld = connection.execute(
        "SELECT c.address, c.body_size, c.withheld, (SELECT count(*) FROM reading r WHERE r.capture = c.id), t.marks "
        "FROM capture c LEFT JOIN rights t ON t.capture = c.id WHERE c.withheld"
    ).fetchall()
    connection.close()
    return {
        "status": {row[2].rpartition("/")[0].rpartition("/")[2]: row[1] for row in rows if row[0] == "sakit"},
        "long": sorted(int(row[2].split("/")[4]) - 4100 for row in rows if row[0] == "panjang"),
        "forbidding": [row[2] for row in rows if row[0] == "larangan"],
        "permitted": [row[2] for row in rows if row[0] == "izin"],
        "since": sorted(int(row[2].split("/")[4]) - 4100 for row in rows if row[0] == "sejak"),
        "walls": [tuple(row) for row in walls],
        "withheld": [tuple(row) for row in withheld],
    }


if __name__ == "__main__":
    print(json.dumps(run(days)))

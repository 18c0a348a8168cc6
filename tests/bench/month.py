"""A scripted month, crawled: papers of six articles a day with holidays and a slow week, edits, deletions, and twelve breakages.

    python -m tests.bench.month --days 31 --sweeps 4

Fourteen papers on loopback, swept by the shipped program under a clock that is turned; each of twelve breaks in its own way a week before the end, two
stay sound. Prints what was found, what it cost, who was told what and when, and who was told for nothing. tests.bench.silence tries the same breakages
on made histories of many more papers.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import tempfile
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

from archive.sqlite import connect
from crawler.desk import open_desk
from crawler.holidays import is_holiday
from crawler.report import Report
from crawler.site import Site, parse
from crawler.sweep import Crawl, Plan, run
from tests.crawler.gate.pages import injected_pages
from tests.hostile.server import HostileServer, page
from tests.hostile.traps import LOGIN_PAGE, NOT_THERE, sentences, title

BEGIN = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)
SLOW = (date(2026, 3, 9), date(2026, 3, 15))
RATE = 6.0
BROKEN_BEFORE_END = 7
BREAKAGES = (
    "template changed", "feed emptied", "sitemap stale", "dates vanished", "robots closed", "login wall", "gambling injection", "parked domain",
    "soft-404 flood", "charset change", "permalink change", "clock gone wrong",
)  # fmt: skip
NAMES = tuple(re.sub(r"[^a-z]", "", breakage) for breakage in BREAKAGES)
SOUND = ("sehat", "waras")
_SHOWN = 30
# An article after its edit has a sentence more, and one that vanished is answered with 404: both a day after it came.
_EDITED, _LOST = 11, 23
PARKED = (
    b"<html><head><title>domain ini dijual</title></head><body><h1>Domain ini dijual</h1><p>Domain ini dijual. Buy this domain. "
    b"<a href='https://sedo.com/'>sedo</a></p></body></html>"
)


class Month:
    """What the papers answer at `now`, which whoever measures turns."""

    def __init__(self, days: int) -> None:
        self.now, self.broken_at = BEGIN, BEGIN + timedelta(days=days - BROKEN_BEFORE_END)
        self.lock = threading.Lock()
        self.came = {name: _came(name, days) for name in (*NAMES, *SOUND)}
        self._casino = [one.raw.body for one in injected_pages() if one.kind in ("landing", "doorway")]

    def __call__(self, host: str, path: str) -> bytes:
        with self.lock:
            return self._answer(host.partition(".")[0], path)

    def is_broken(self, name: str, breakage: str) -> bool:
        """Whether this paper has broken in this way by now."""
        return self.now >= self.broken_at and name == re.sub(r"[^a-z]", "", breakage)

    def shown(self, name: str) -> list[int]:
        """The numbers of what is published by now and not lost, newest first."""
        return [
            n for n, at in reversed(list(enumerate(self.came[name]))) if at <= self.now and not self.is_lost(name, n)
        ]

    def is_lost(self, name: str, number: int) -> bool:
        return number % _LOST == 7 and self.now > self.came[name][number] + timedelta(days=1)

    def is_edited(self, name: str, number: int) -> bool:
        return number % _EDITED == 3 and self.now > self.came[name][number] + timedelta(days=1)

    def _answer(self, name: str, path: str) -> bytes:
        if path == "/robots.txt":
            return page(
                b"User-agent: *\nDisallow: /\n" if self.is_broken(name, "robots closed") else b"User-agent: *\n",
                kind="text/plain",
            )
        if self.is_broken(name, "parked domain"):
            return page(PARKED)
        match = re.match(r"/(?:berita|artikel)/(\d+)/", path)
        if match:
            return self._article(name, int(match[1]), path)
        if path == "/feed/":
            return page(self._feed(name).encode(), kind="application/rss+xml")
        if path == "/sitemap.xml":
            return page(self._sitemap(name).encode(), kind="application/xml")
        return page(self._home(name).encode()) if path == "/" else page(b"", status="404 Not Found")

    def _path(self, name: str, number: int) -> str:
        folder = "artikel" if self.is_broken(name, "permalink change") else "berita"
        return f"/{folder}/{number}/{re.sub(r'[^a-z0-9]+', '-', title(number).lower())}"

    def _home(self, name: str) -> str:
        rows = "".join(
            f'<article class="daftar"><h2><a href="{self._path(name, n)}">{title(n)}</a></h2></article>'
            for n in self.shown(name)[:_SHOWN]
        )
        return f"<html><head><title>{name}</title></head><body><main>{rows}</main></body></html>"

    def _feed(self, name: str) -> str:
        shown = [] if self.is_broken(name, "feed emptied") else self.shown(name)[:_SHOWN]
        rows = "".join(
            f"<item><title>{title(n)}</title><link>http://{name}.localhost{self._path(name, n)}</link><pubDate>{format_datetime(self.came[name][n])}</pubDate></item>"
            for n in shown
        )
        return f'<rss version="2.0"><channel><title>{name}</title>{rows}</channel></rss>'

    def _sitemap(self, name: str) -> str:
        shown = self.shown(name)
        if self.is_broken(name, "sitemap stale"):
            shown = [n for n in shown if self.came[name][n] < self.broken_at]
        rows = "".join(
            f"<url><loc>http://{name}.localhost{self._path(name, n)}</loc><lastmod>{self.came[name][n].isoformat()}</lastmod></url>"
            for n in shown[:200]
        )
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'

    def _article(self, name: str, number: int, path: str) -> bytes:
        if not 0 <= number < len(self.came[name]) or self.is_lost(name, number):
            return page(NOT_THERE, status="404 Not Found")
        if path.startswith("/artikel/") != self.is_broken(name, "permalink change"):
            return page(b"", status="301 Moved Permanently", Location=self._path(name, number))
        if self.is_broken(name, "login wall"):
            return page(LOGIN_PAGE)
        if self.is_broken(name, "soft-404 flood"):
            return page(NOT_THERE)
        if self.is_broken(name, "gambling injection") and self.came[name][number] >= self.broken_at and number % 3 == 0:
            return page(self._casino[number % len(self._casino)])
        return page(self._text(name, number))

    def _text(self, name: str, number: int) -> bytes:
        said = [
            *sentences(number),
            f"Pada tahap berikutnya {number + 7} kepala keluarga ikut serta, kata kepala dusun – “semua untuk kampung” – kemarin sore.",
        ]
        if self.is_edited(name, number):
            said.append("Redaksi menambahkan keterangan ini setelah berita terbit.")
        at = self.came[name][number] + (
            timedelta(days=900) if self.is_broken(name, "clock gone wrong") else timedelta(0)
        )
        time = (
            "" if self.is_broken(name, "dates vanished") else f'<time datetime="{at.isoformat()}">{at:%d/%m/%Y}</time>'
        )
        body = "".join(f"<p>{sentence}</p>" for sentence in said)
        if self.is_broken(name, "template changed"):
            body = "<div id='app'></div><script src='/app.js'></script>"
        text = (
            f'<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{title(number)}</title></head><body><article><h1>{title(number)}</h1>'
            f'<p class="byline">Penulis: Rambu Ana</p>{time}<div class="entry-content">{body}</div></article></body></html>'
        ).encode()
        # Read as another charset and written anew, as a careless move of a database does.
        return text.decode("cp1252", "replace").encode() if self.is_broken(name, "charset change") else text


def _came(name: str, days: int) -> list[datetime]:
    """When a paper's articles come: fewer on Sundays, holidays and in the slow week, more by chance; ten are there before."""
    chance, came = random.Random(name), [BEGIN - timedelta(hours=n) for n in range(10, 0, -1)]
    for day in range(days + 1):
        at = BEGIN + timedelta(days=day)
        today = (at + timedelta(hours=8)).date()
        rate = RATE * (0.5 if today.weekday() == 6 else 1.0) * (0.3 if is_holiday(today) else 1.0)
        rate *= 0.5 if SLOW[0] <= today <= SLOW[1] else 1.0
        many = sum(chance.random() < rate / 12 for _ in range(12))
        came += sorted(at + timedelta(minutes=chance.randrange(1440)) for _ in range(many))
    return came


def site_of(name: str) -> Site:
    """A paper with a feed, or one with a sitemap, and its front page."""
    kinds = (
        (("sitemap", "sitemap.xml"), ("section", ""))
        if name in (NAMES[2], NAMES[10])
        else (("feed", "feed/"), ("section", ""))
    )
    sources = "".join(f'[[source]]\nkind = "{kind}"\nurl = "http://{name}.localhost/{path}"\n' for kind, path in kinds)
    return parse(
        f'[site]\nname = "{name}"\noutlet = "{name}"\ndomains = ["{name}.localhost"]\nzone = "WITA"\n[politeness]\ndelay = 0\n{sources}'
    )


def crawled(
    folder: Path, days: int, sweeps: int
) -> tuple[Month, list[tuple[datetime, Report]], list[tuple[float, str, str]]]:
    """The month as it was swept: the papers, each sweep's report, and everything that was asked."""
    month, reports = Month(days), []
    sites = tuple(map(site_of, (*NAMES, *SOUND)))
    with HostileServer(answer=month) as server:
        names = {f"{site.name}.localhost": ("127.0.0.1", server.port) for site in sites}

        async def whole() -> None:
            desk = open_desk(folder, clock=lambda: month.now)
            try:
                for _ in range(days * sweeps):
                    month.now += timedelta(hours=24 / sweeps)
                    reports.append(
                        (
                            month.now,
                            await Crawl(Plan(folder=folder, sites=sites, loopback=names, is_sweep=True), desk).report(),
                        )
                    )
            finally:
                await desk.close()

        run(whole)
        return month, reports, list(server.asked)


def main() -> None:
    """Sweep a month, and print its figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--days", type=int, default=31)
    options.add_argument("--sweeps", type=int, default=4)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        month, reports, asked = crawled(Path(name), chosen.days, chosen.sweeps)
        _print_finding(Path(name), month, asked, chosen.days)
    _print_alarms(month, reports)
    peak = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(f"peak memory {peak[0]:.0f} MB (the papers' server in it), {peak[1]:.0f} MB the largest reading child")


def _print_finding(folder: Path, month: Month, asked: list[tuple[float, str, str]], days: int) -> None:
    """What was found on the sound papers over the whole month, and on all until one breaks."""
    connection = connect(folder / "archive.db", readonly=True)
    rows = connection.execute("SELECT site, address, status, revisions FROM articles").fetchall()
    again = connection.execute(
        "SELECT site, count(*), sum(EXISTS (SELECT 1 FROM capture b JOIN reading r ON r.capture = b.id WHERE b.address = c.address AND b.purpose = 'page'"
        " AND b.at < c.at AND r.wording IS NOT NULL)) FROM capture c WHERE purpose = 'page' GROUP BY site"
    ).fetchall()
    connection.close()
    found = {(row[0], int(row[1].split("/")[4])): row for row in rows}
    sound = [
        (name, number)
        for name in SOUND
        for number, at in enumerate(month.came[name])
        if at <= month.now - timedelta(hours=12)
    ]
    early = [
        (name, n)
        for name in NAMES
        for n, at in enumerate(month.came[name])
        if at <= month.broken_at - timedelta(hours=12)
    ]
    # What was edited, or vanished, long enough ago that it can be known.
    edits = [
        one
        for one in sound
        if one[1] % _EDITED == 3 and one[1] % _LOST != 7 and month.came[one[0]][one[1]] < month.now - timedelta(days=5)
    ]
    lost = [one for one in sound if one[1] % _LOST == 7 and month.came[one[0]][one[1]] < month.now - timedelta(days=6)]
    print(
        f"found {sum(one in found for one in (*sound, *early))} of {len(sound) + len(early)} published (sound papers: the month; the others: until they broke)"
    )
    print(
        f"doubles {len(rows) - len(found)}; edits found {sum(found[one][3] > 1 for one in edits)} of {len(edits)}; deletions {sum(found[one][2] == 'gone' for one in lost)} of {len(lost)}"
    )
    print(
        f"told as gone and not so: {sum(row[2] == 'gone' and one[1] % _LOST != 7 for one, row in found.items())}; missed: {[one for one in (*sound, *early) if one not in found][:10]}"
    )
    for name in SOUND:
        pages, second = next((row[1], row[2]) for row in again if row[0] == name)
        kept = sum(site == name for site, _ in found)
        mine = [path for _, host, path in asked if host == f"{name}.localhost"]
        polled = 2 * 24 + (kept - 10) / days
        print(
            f"{name}: fetches of article pages a new article {(pages - second) / kept:.3f}; all requests a day {len(mine) / days:.1f} "
            f"({dict(Counter(_what(path) for path in mine))}), a fixed hourly poll of the same two sources {polled:.1f}"
        )


def _what(path: str) -> str:
    return "article" if path.startswith(("/berita/", "/artikel/")) else path


def _print_alarms(month: Month, reports: list[tuple[datetime, Report]]) -> None:
    told = [(at, one.site, trouble.kind) for at, report in reports for one in report.runs for trouble in one.troubles]
    in_time = 0
    for name, breakage in zip(NAMES, BREAKAGES, strict=True):
        mine = [(at - month.broken_at, kind) for at, site, kind in told if site == name and at >= month.broken_at]
        before = [at for at in month.came[name] if at < month.broken_at]
        rhythm = max(b - a for a, b in pairwise(before))
        is_in_time = bool(mine) and mine[0][0] <= timedelta(days=2) + rhythm
        in_time += is_in_time
        states = [
            one.state for at, report in reports for one in report.runs if one.site == name and at >= month.broken_at
        ]
        late = (
            f"{mine[0][0] / timedelta(hours=1):.0f} h, as {', '.join(dict.fromkeys(kind for _, kind in mine))}"
            if mine
            else "never"
        )
        print(
            f"  {breakage:20} told after {late}; state {states[-1] if states else 'not swept'}{'' if is_in_time else '   LATE'}"
        )
    false = [(f"{at:%d %b}", site, kind) for at, site, kind in told if at < month.broken_at or site in SOUND]
    print(
        f"{in_time} of {len(NAMES)} breakages told within two days of the paper's rhythm; told for nothing: {false or 'nobody'}"
    )


if __name__ == "__main__":
    main()

"""Real articles that appear, are edited and vanish over some days, on newspapers of ten platforms: the figures of finding.

    python -m tests.bench.real --sites 12 --editions 8 --articles 1200

Each edition is a day of several sweeps of the shipped program, in a process of its own with a clock that is turned. On the day after an article came,
every tenth has a sentence more, and every twentieth is not there any more. Whatever the bench needs of ../shared it takes by tests.bench.corpus.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.address import address
from archive.sqlite import connect
from crawler.desk import open_desk
from crawler.site import parse
from crawler.sweep import Crawl, Plan, run
from tests.bench.corpus import RealArticle, real_articles
from tests.bench.press import press
from tests.bench.process import peak_megabytes
from tests.bench.town import Paper, paper

BEGIN = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
_ADDED = "Redaksi menambahkan keterangan ini setelah berita pertama kali terbit."
_EDITED, _LOST = 10, 20
# An absence is believed at a second look on another day: what vanished later than two days before the end cannot be told yet.
_BELIEVED_AFTER = 2


class Edition:
    """What each paper shows on a day."""

    def __init__(self, articles: Sequence[RealArticle], sites: int, editions: int) -> None:
        self.sites, self.editions = sites, editions
        self.day = {article.number: 1 + nth * editions // len(articles) for nth, article in enumerate(articles)}
        self.articles = [replace(article, at=self._at(article.number)) for article in articles]

    def _at(self, number: int) -> datetime:
        return BEGIN + timedelta(days=self.day[number] - 1, minutes=number * 7 % 1200)

    def edited(self, day: int) -> set[int]:
        """The numbers of the articles that were edited until this day."""
        return {number for number, came in self.day.items() if number % _EDITED == 3 and came < day}

    def lost(self, day: int) -> set[int]:
        """The numbers of those that are not there any more on this day."""
        return {number for number, came in self.day.items() if number % _LOST == 7 and came < day}

    def papers(self, day: int) -> list[Paper]:
        """The papers as they stand on a day."""
        edited, lost = self.edited(day), self.lost(day)
        shown: list[list[RealArticle]] = [[] for _ in range(self.sites)]
        gone: list[list[RealArticle]] = [[] for _ in range(self.sites)]
        for article in self.articles:
            if self.day[article.number] > day:
                continue
            now = replace(article, paragraphs=(*article.paragraphs, _ADDED)) if article.number in edited else article
            (gone if article.number in lost else shown)[article.number % self.sites].append(now)
        return [paper(nth, shown[nth], gone[nth]) for nth in range(self.sites)]


def main(sites: int, editions: int, sweeps: int, articles: int | None, keep: Path | None) -> None:
    """Crawl all editions and print the figures; the archive stays in a folder, if one is named."""
    press_ = Edition(real_articles(articles), sites, editions)
    with nullcontext(keep) if keep else tempfile.TemporaryDirectory(prefix="kliping-editions-") as name:
        peaks = []
        for day in range(1, editions + 1):
            town = press_.papers(day)
            with press({key: page for one in town for key, page in one.shelf.items()}) as port:
                peaks.append(_crawled(Path(name), town, port, day, sweeps))
            print(
                f"edition {day} of {editions}: peak memory {peaks[-1][0]:.0f} MB, its largest child {peaks[-1][1]:.0f} MB",
                file=sys.stderr,
            )
        _print(Path(name), press_, sweeps)
        print(
            f"peak memory             {max(p[0] for p in peaks):.0f} MB crawler, {max(p[1] for p in peaks):.0f} MB the largest reading child"
        )
    print(
        "traps' cost, gaps between requests at the server: make bar ONLY='17 19'; breakages and false alarms: python -m tests.bench.silence"
    )


def _crawled(folder: Path, town: list[Paper], port: int, day: int, sweeps: int) -> list[float]:
    spec = {
        "folder": str(folder),
        "port": port,
        "day": day,
        "sweeps": sweeps,
        "tomls": {one.site.name: one.site.toml for one in town},
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.editions"],
        input=json.dumps(spec),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def _sweep(spec: dict) -> None:  # type: ignore[type-arg]
    """One day of sweeps."""
    folder, now = Path(spec["folder"]), [BEGIN]
    sites = tuple(parse(toml, f"{name}.toml") for name, toml in spec["tomls"].items())
    loopback = {site.domains[0]: ("127.0.0.1", spec["port"]) for site in sites}

    async def whole() -> None:
        desk = open_desk(folder, clock=lambda: now[0])
        try:
            for number in range(spec["sweeps"]):
                now[0] = BEGIN + timedelta(days=spec["day"], hours=24 / spec["sweeps"] * number)
                await Crawl(Plan(folder=folder, sites=sites, loopback=loopback, is_sweep=True), desk).report()
        finally:
            await desk.close()

    run(whole)
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps([peak_megabytes(), child]))


def _print(folder: Path, press_: Edition, sweeps: int) -> None:
    connection = connect(folder / "archive.db", readonly=True)
    truth = {
        address(url, one.site.rules).url: found.number
        for one in press_.papers(press_.editions)
        for url, found in one.address.items()
    }
    rows = connection.execute("SELECT address, status, revisions FROM articles").fetchall()
    looks = connection.execute(
        "SELECT c.address, c.purpose, EXISTS (SELECT 1 FROM capture b JOIN reading r ON r.capture = b.id WHERE b.address = c.address"
        " AND b.purpose = 'page' AND b.at < c.at AND r.wording IS NOT NULL) FROM capture c"
    ).fetchall()
    connection.close()
    kept, found = Counter(row[0] for row in rows), {truth[row[0]]: row for row in rows if row[0] in truth}
    last = press_.editions
    print(f"{press_.sites} newspapers, {last} editions, {sweeps} sweeps a day")
    print(f"articles published      {len(truth)}")
    print(
        f"found                   {len(found)}; doubles {sum(count - 1 for count in kept.values())}, strangers {sum(a not in truth for a in kept)}"
    )
    edited, lost = press_.edited(last), press_.lost(last) & press_.lost(last - _BELIEVED_AFTER + 1)
    seen = [number for number in edited - press_.lost(last) if number in found and found[number][2] > 1]
    told = [number for number in lost if number in found and found[number][1] == "gone"]
    false = [row[0] for number, row in found.items() if row[1] == "gone" and number not in press_.lost(last)]
    whole = edited - press_.lost(last)
    unedited = {number for number, row in found.items() if row[2] > 1} - edited
    print(f"edits found             {len(seen)} of {len(whole)}; never edited and told so {len(unedited)}")
    print(
        f"deletions found         {len(told)} of {len(lost)} that could be believed by then; told and not so {len(false)}"
    )
    first = [look for look in looks if look[1] == "page" and not look[2]]
    again = [look for look in looks if look[1] == "page" and look[2]]
    print(
        f"fetches a new article   {len(first) / max(len(found), 1):.3f} of article pages, without {len(again)} second looks and {sum(look[1] == 'part' for look in looks)} continuation pages"
    )
    days, polled = press_.sites * last, 24 + len(truth) / press_.sites / last
    print(
        f"requests a site and day {len(looks) / days:.1f} ({dict(Counter(look[1] for look in looks))}); a fixed hourly poll of its one source {polled:.1f}"
    )
    names = {number: where for where, number in truth.items()}
    for what, numbers in (
        ("missed", set(truth.values()) - set(found)),
        ("edit missed", whole - set(seen)),
        ("told as edited and was not", unedited),
        ("deletion missed", lost - set(told)),
    ):
        for number in sorted(numbers)[:20]:
            print(f"  {what}: {names[number]} (edition {press_.day[number]})")
    for where in [a for a in kept if a not in truth][:10]:
        print(f"  stranger: {where}")


if __name__ == "__main__":
    _sweep(json.load(sys.stdin))

"""`kliping demo`: four editions of an invented press, crawled in front of a person's eyes."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import click

from archive import DATABASE, queries
from archive.answers import Diff
from archive.errors import ArchiveError
from archive.lines import STYLES, change_lines, diff_text, gone_line, hit_lines, short, story_lines, word
from archive.messages import say
from archive.search import search
from archive.sqlite import connect
from archive.terminal import console, print_json, print_lines, styled
from crawler.demo.newsroom import Newsroom
from crawler.demo.press import EDITIONS
from crawler.desk import Seen, open_desk
from crawler.report import Report, write_report
from crawler.site import Site, sites
from crawler.sweep import Crawl, Plan, run

MARK = ".kliping-demo"
QUESTION = 'sumur OR "air bersih"'
_SAMPLES = 5
# Articles that were edited for good: one that goes back and forth shows nothing that stayed.
_EDITS = """
SELECT article FROM revision WHERE number = 2 AND article NOT IN (SELECT article FROM verdict WHERE verdict = 'flapping')
ORDER BY at, article
"""
_TOLD = ("new", "revised", "gone", "quarantined", "alias", "flapping", "unchanged")
_NEWS = ("gone", "quarantined", "revised", "flapping", "alias", "new")


def show(folder: Path, *, as_json: bool) -> int:
    """Crawl the newsroom's editions into `folder` and show what an archivist would see.

    The code of the last edition's sweep that did not end well, 0 where all did: a gambling page that needs a person
    (10) is part of the show.
    """
    make_room(folder)
    started = monotonic()
    reports = run(lambda: _crawl_editions(folder, as_json=as_json))
    with closing(connect(folder / DATABASE, readonly=True)) as connection:
        if as_json:
            print_json({"archive": str(folder), "reports": reports})
        else:
            for lines in (_edited, _reposted, _vanished, _quarantined, _asked):
                print_lines(lines(connection))
            print_lines(_reported(reports, monotonic() - started))
            _tell_next(folder, connection)
    return next((report.exit_code for report in reversed(reports) if report.exit_code not in (0, 10)), 0)


def make_room(folder: Path) -> None:
    """Make room for the demo's archive: a former demo's is replaced, anything else is left alone."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        if folder.is_symlink() or not (folder / MARK).is_file():
            raise ArchiveError(
                say(
                    "{folder} holds something that is no demo archive; name another folder with --archive",
                    folder=folder,
                )
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("This archive was made by `kliping demo`, which replaces it.\n", encoding="utf-8")


def clock_of(begun: datetime) -> Callable[[], datetime]:
    """An edition's clock: it begins with the edition and goes on as time does."""
    started = monotonic()
    return lambda: begun + timedelta(seconds=monotonic() - started)


def papers(press: Newsroom) -> tuple[Site, ...]:
    """The sites of the press, as their TOMLs describe them."""
    served = set(press.names)
    return tuple(site for site in sites(None).values() if site.domains[0] in served)


async def crawl_edition(
    folder: Path, press: Newsroom, edition: int, tell: Callable[[Seen], None] | None = None
) -> Report:
    """Turn the page, and sweep all papers once."""
    press.edition = edition
    desk = open_desk(folder, clock=clock_of(press.clock(edition)), tell=tell)
    try:
        plan = Plan(folder=folder, sites=papers(press), loopback=press.names)
        return await Crawl(plan, desk).report()
    finally:
        await desk.close()


async def _crawl_editions(folder: Path, *, as_json: bool) -> list[Report]:
    reports = []
    with Newsroom() as press:
        if not as_json:
            print_lines(_opening(papers(press)))
        for edition in range(1, EDITIONS + 1):
            if as_json:
                reports.append(await crawl_edition(folder, press, edition))
            else:
                reports.append(await _shown_edition(folder, press, edition))
            write_report(folder, reports[-1])
    return reports


def _opening(printed: tuple[Site, ...]) -> Iterator[Any]:
    names = ", ".join(site.outlet for site in printed)
    yield styled(
        (say("{n} invented papers on this machine: {names}", n=len(printed), names=names), "dim"),
    )


async def _shown_edition(folder: Path, press: Newsroom, edition: int) -> Report:
    day = f"{press.clock(edition):%Y-%m-%d}"
    print_lines(_heading(say("Edition {n} of {all}, {day}", n=edition, all=EDITIONS, day=day)))
    kept: list[Seen] = []
    with console().status("…") as status:

        def tell(seen: Seen) -> None:
            kept.append(seen)
            status.update(
                styled((f"{len(kept)} ", "bold"), (f"{seen.site}  ", "cyan"), (seen.title or seen.address, "dim"))
            )

        report = await crawl_edition(folder, press, edition, tell)
    print_lines(_kept(kept, report))
    return report


def _kept(kept: list[Seen], report: Report) -> Iterator[Any]:
    counts = Counter(seen.what for seen in kept)
    told = [part for what in _TOLD if counts[what] for part in ((f"{counts[what]} {word(what)}  ", STYLES[what]),)]
    asked = say("{n} requests", n=report.totals.get("requests", 0))
    yield styled((f"{say('kept')}: ", "bold"), *told, (asked, "dim"))
    news = sorted((seen for seen in kept if seen.what in _NEWS), key=lambda seen: _NEWS.index(seen.what))
    for seen in news[:_SAMPLES]:
        yield styled(
            (f"  {word(seen.what):14}", STYLES[seen.what]),
            (f"{seen.site:22}", "cyan"),
            (seen.title or seen.address, ""),
        )
    if len(news) > _SAMPLES:
        yield styled((f"  {say('… and {n} more', n=len(news) - _SAMPLES)}", "dim"))


def _heading(text: str) -> list[Any]:
    return [styled(("", "")), styled((f" {text} ", "bold reverse"))]


def _edited(connection: Any) -> Iterator[Any]:
    yield from _heading(say("An edited article"))
    rows = connection.execute(_EDITS).fetchall()
    diffs = [queries.diff(connection, row[0], 1, 2) for row in rows]
    # One in which a figure changed says most; beside it, one in which hardly anything did.
    diffs.sort(key=lambda diff: (not diff.figures, _changed(diff)))
    for diff in (*diffs[:1], *sorted(diffs[1:], key=_changed)[:1]):
        shown = queries.show(connection, diff.article)
        yield styled((shown.article.title, "bold"), (f"  {shown.site} {short(diff.article)}", "cyan"))
        yield from change_lines(say("figures that changed"), diff.figures)
        yield from (diff_text(pieces) for pieces in (diff.title, diff.body) if any(p.kind != "same" for p in pieces))


def _changed(diff: Diff) -> int:
    return sum(len(piece.text) for piece in (*diff.title, *diff.body) if piece.kind != "same")


def _reposted(connection: Any) -> Iterator[Any]:
    yield from _heading(say("A repost, its origin, and the line that proves it"))
    row = connection.execute(
        "SELECT article FROM story_member WHERE relation = 'repost' ORDER BY proof = '', share, article LIMIT 1"
    ).fetchone()
    yield from story_lines(queries.story(connection, row[0]) if row else ())


def _vanished(connection: Any) -> Iterator[Any]:
    yield from _heading(say("A deletion noticed"))
    yield from (gone_line(row) for row in queries.gone(connection, limit=3))


def _quarantined(connection: Any) -> Iterator[Any]:
    yield from _heading(say("A gambling page, quarantined"))
    for row in queries.issues(connection):
        if row.kind == "spam":
            yield styled((f"{word('quarantined')} ", "bold red"), (row.subject, ""))
            yield styled(("  ", ""), (row.message, "dim"))
            return


def _asked(connection: Any) -> Iterator[Any]:
    yield from _heading(f"{say('A search')}: {QUESTION}")
    answer = search(connection, QUESTION, limit=3)
    for number, hit in enumerate(answer.hits, 1):
        yield from hit_lines(number, hit)
    yield styled((say("{n} articles", n=answer.total), "dim"))


def _reported(reports: list[Report], seconds: float) -> Iterator[Any]:
    yield from _heading(say("The report"))
    names = ("requests", "pages", "new", "revised", "unchanged", "gone", "quarantined", "issues")
    widths = [max(len(word(name)), 6) for name in names]
    yield styled(
        ("   ", ""), ("  ".join(f"{word(name):>{width}}" for name, width in zip(names, widths, strict=True)), "dim")
    )
    for number, report in enumerate(reports, 1):
        totals = report.totals
        row = "  ".join(f"{totals.get(name, 0):>{width}}" for name, width in zip(names, widths, strict=True))
        yield styled((f"{number}  ", "bold"), (row, ""), (f"   exit {report.exit_code}", "dim"))
    yield styled((say("{n} seconds", n=round(seconds)), "dim"))


def _tell_next(folder: Path, connection: Any) -> None:
    row = connection.execute(_EDITS).fetchone()
    copy = connection.execute("SELECT article FROM story_member WHERE relation = 'repost' ORDER BY article").fetchone()
    article, copied = (short(found[0]) if found else "ID" for found in (row, copy))
    print_lines(_heading(say("The archive stays in {folder}. Type next:", folder=folder)))
    program = f"{_program()} -a {shlex.quote(str(folder))}"
    for line in (
        f"{program} search sumur tanggal:2026-02..2026-03",
        f"{program} show {article} --evidence",
        f"{program} history {article}",
        f"{program} diff {article}",
        f"{program} story {copied}",
        f"{program} issues",
        f'sqlite3 {shlex.quote(str(folder / DATABASE))} "SELECT site, count(*), min(published_at) FROM articles GROUP BY site"',  # noqa: S608
        f"{program} serve",
    ):
        click.echo(f"  {line}")


def _program() -> str:
    """How this program is called: by its name where the shell finds it, else by where it lies."""
    if shutil.which("kliping"):
        return "kliping"
    started = Path(sys.argv[0])
    return shlex.quote(str(started)) if started.name == "kliping" else ".venv/bin/kliping"

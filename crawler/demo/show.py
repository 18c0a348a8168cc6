"""`kliping demo`: four editions of an invented press, crawled in front of a person's eyes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import click

from archive import queries
from archive.commands import hit_lines, pieces, print_json, story_line, styled
from archive.errors import ArchiveError
from archive.messages import say
from archive.search import search
from archive.sqlite import connect
from archive.store import DATABASE
from archive.terminal import console
from crawler.archiving import Seen, open_desk
from crawler.demo.newsroom import Newsroom
from crawler.demo.press import EDITIONS
from crawler.site import Site, sites
from crawler.sweep import Crawl, Plan, Report, run, write_report

_MARK = ".kliping-demo"
_QUESTION = 'sumur OR "air bersih"'
_SAMPLES = 6


def show(folder: Path, *, as_json: bool) -> int:
    """Crawl the newsroom's editions into `folder` and show what an archivist would see; 0 where all went well."""
    _clear(folder)
    reports = run(lambda: _crawl_editions(folder, as_json=as_json))
    connection = connect(folder / DATABASE, readonly=True)
    if as_json:
        print_json({"archive": str(folder), "reports": reports})
    else:
        for lines in (_edited, _reposted, _vanished, _quarantined, _asked):
            for line in lines(connection):
                console().print(line)
        _tell_report(reports)
        _tell_next(folder, connection)
    connection.close()
    return 0


def _clear(folder: Path) -> None:
    """Make room for the demo's archive: a former demo's is replaced, anything else is left alone."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARK).exists():
            raise ArchiveError(
                say(
                    "{folder} holds something that is no demo archive; name another folder with --archive",
                    folder=folder,
                )
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text("This archive was made by `kliping demo`, which replaces it.\n", encoding="utf-8")


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
        for edition in range(1, EDITIONS + 1):
            if as_json:
                reports.append(await crawl_edition(folder, press, edition))
            else:
                reports.append(await _shown_edition(folder, press, edition))
            write_report(folder, reports[-1])
    return reports


async def _shown_edition(folder: Path, press: Newsroom, edition: int) -> Report:
    day = f"{press.clock(edition):%Y-%m-%d}"
    console().print(styled(("", "")))
    title = say("Edition {n} of {all}, {day}", n=edition, all=EDITIONS, day=day)
    console().print(styled((title, "bold reverse")))
    kept: list[Seen] = []
    with console().status("…") as status:

        def tell(seen: Seen) -> None:
            kept.append(seen)
            status.update(styled((f"{len(kept)} ", "bold"), (seen.title or seen.address, "dim")))

        report = await crawl_edition(folder, press, edition, tell)
    counts: dict[str, int] = {}
    for seen in kept:
        counts[seen.what] = counts.get(seen.what, 0) + 1
    line = "  ".join(f"{what} {count}" for what, count in sorted(counts.items(), key=lambda pair: -pair[1]))
    console().print(styled((say("What was found and kept") + ": ", "bold"), (line, "cyan")))
    news = [seen for seen in kept if seen.what in ("new", "revised", "gone", "quarantined", "alias")]
    for seen in news[:_SAMPLES]:
        console().print(
            styled((f"  {seen.what:12}", "green"), (f"{seen.site:20}", "cyan"), (seen.title or seen.address, ""))
        )
    if len(news) > _SAMPLES:
        console().print(styled((f"  … {len(news) - _SAMPLES} more", "dim")))
    return report


def _heading(text: str) -> list[Any]:
    return [styled(("", "")), styled((text, "bold reverse"))]


def _first(connection: Any, sql: str) -> Any:
    return connection.execute(sql).fetchone()


def _edited(connection: Any) -> Iterator[Any]:
    yield from _heading(say("An edited article"))
    rows = connection.execute("SELECT article FROM revision WHERE number = 2 ORDER BY at, article").fetchall()
    found = [queries.diff(connection, row[0], 1, 2) for row in rows]
    for diff in sorted(found, key=lambda diff: not diff.figures)[:2]:
        shown = queries.show(connection, diff.article)
        yield styled((shown.article.title, "bold"), (f"  {shown.site} {diff.article[:12]}", "cyan"))
        for old, new in diff.figures:
            yield styled(
                (say("figures that changed") + ": ", "cyan"),
                (old or "·", "red"),
                (" -> ", "dim"),
                (new or "·", "green"),
            )
        yield pieces(diff.title)
        yield pieces(diff.body)


def _reposted(connection: Any) -> Iterator[Any]:
    yield from _heading(say("A repost, its origin, and the line that proves it"))
    row = _first(
        connection, "SELECT article FROM story_member WHERE relation = 'repost' ORDER BY share DESC, article LIMIT 1"
    )
    for found in queries.story(connection, row[0]) if row else ():
        yield story_line(found)


def _vanished(connection: Any) -> Iterator[Any]:
    yield from _heading(say("A deletion noticed"))
    for row in connection.execute(
        "SELECT id, title, site, last_seen FROM articles WHERE status = 'gone' ORDER BY site LIMIT 3"
    ):
        yield styled(
            ("gone ", "red"),
            (row["title"], "bold"),
            (f"  {row['site']} {row['last_seen'][:16]} {row['id'][:12]}", "cyan"),
        )


def _quarantined(connection: Any) -> Iterator[Any]:
    yield from _heading(say("A gambling page, quarantined"))
    for row in connection.execute("SELECT subject, message, site FROM issues WHERE kind = 'spam' ORDER BY at LIMIT 2"):
        yield styled(("quarantined ", "bold red"), (row["subject"], ""), (f"  {row['message']}", "dim"))


def _asked(connection: Any) -> Iterator[Any]:
    yield from _heading(f"{say('A search')}: {_QUESTION}")
    answer = search(connection, _QUESTION, limit=3)
    for number, hit in enumerate(answer.hits, 1):
        yield from hit_lines(number, hit)
    yield styled((say("{n} articles", n=answer.total), "dim"))


def _tell_report(reports: list[Report]) -> None:
    for line in _heading(say("The report")):
        console().print(line)
    for number, report in enumerate(reports, 1):
        totals = report.totals
        numbers = "  ".join(
            f"{name} {totals.get(name, 0)}"
            for name in ("requests", "pages", "new", "revised", "unchanged", "gone", "quarantined")
        )
        console().print(styled((f"{number}  ", "bold"), (numbers, ""), (f"  exit {report.exit_code}", "dim")))


def _tell_next(folder: Path, connection: Any) -> None:
    row = _first(connection, "SELECT article FROM revision WHERE number = 2 ORDER BY at, article LIMIT 1")
    article = row[0][:12] if row else "ID"
    console().print(styled(("", "")))
    console().print(styled((say("The archive stays in {folder}. Type next:", folder=folder), "bold")))
    program = "kliping" if shutil.which("kliping") else ".venv/bin/kliping"
    for command in (
        f"{program} -a {folder} search sumur",
        f"{program} -a {folder} show {article} --evidence",
        f"{program} -a {folder} history {article}",
        f"{program} -a {folder} diff {article}",
        f'sqlite3 {folder}/{DATABASE} "SELECT site, count(*), min(published_at) FROM articles GROUP BY site"',  # noqa: S608
    ):
        click.echo(f"  {command}")

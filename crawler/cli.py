"""The crawler's commands: init, crawl, sweep, read, demo, doctor; those of crawler.following join here."""

from __future__ import annotations

import os
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.messages import say
from archive.options import archive_folder, chosen_folder, command, named_folder, option
from archive.terminal import clean, console, print_json, print_lines, styled

if TYPE_CHECKING:
    from crawler.desk import Seen
    from crawler.report import Report
    from crawler.site import Site

DEMO_FOLDER = "kliping-demo"


# Where the commands stand that are not here: each is loaded when it is asked for.
ELSEWHERE = {
    **dict.fromkeys(("follow", "unfollow", "forget", "sites", "add-site"), "crawler.following"),
    "accept": "crawler.accepting",
    "reparse": "crawler.reparse_cli",
    "release": "crawler.releasing_cli",
    **dict.fromkeys(("import", "keep"), "crawler.bringing_cli"),
}


def register(group: click.Group, asked: str | None = None) -> None:
    """Join the commands of `kliping`: all, or the one that is asked for."""
    here = {one.name: one for one in (init, crawl_command, sweep_command, read_command, demo, doctor)}
    if asked in here:
        group.add_command(here[asked])
        return
    if asked is None:
        for one in here.values():
            group.add_command(one)
    for module in dict.fromkeys(ELSEWHERE.values()) if asked is None else filter(None, [ELSEWHERE.get(asked)]):
        for one in import_module(module).COMMANDS:
            group.add_command(one)


@command("init")
@option("--contact", required=True, help="A mail address or web page that webmasters may write to.")
def init(contact: str, *, as_json: bool) -> None:
    """Begin an archive: say who is asking.

    Writes kliping.toml into the archive's folder and prints the line for cron.

    \b
    kliping --archive /srv/kliping init --contact redaksi@example.org
    """
    from archive.store import Archive
    from crawler.config import cron_line, save_contact

    folder = chosen_folder()
    path = save_contact(folder, contact)
    Archive.open(folder, create=True).close()
    (folder / "sites").mkdir(exist_ok=True)
    line = cron_line(folder)
    if as_json:
        print_json({"archive": str(folder), "config": str(path), "contact": contact, "cron": line})
        return
    click.echo(say("wrote {path}", path=clean(path)))
    click.echo(say("put this line into your crontab (crontab -e):"))
    click.echo(f"  {clean(line)}")
    click.echo(say("follow a site next: kliping follow suarajarmas"))


@command("crawl")
@click.argument("names", metavar="SITE...", nargs=-1, required=True)
@option("--quiet", "-q", is_flag=True, help="Print only the summary.")
@option("--backfill", is_flag=True, help="Walk all that the site offers, back to its first article, newest first.")
@option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="With --backfill: no further back than this."
)
def crawl_command(
    names: tuple[str, ...], *, quiet: bool, backfill: bool, since: datetime | None, as_json: bool
) -> int:  # fmt: skip
    """Crawl the sites named, now.

    A backfill keeps within the day's budget and ends there; the next one goes on where it was left.

    \b
    kliping crawl suarajarmas
    kliping crawl suarajarmas --backfill --since 2020-01-01
    """
    from archive.lock import crawl_lock
    from crawler.choosing import chosen_sites, forgotten_hosts
    from crawler.config import refuse_forgotten

    chosen = chosen_sites(names)
    if since is not None and not backfill:
        raise click.UsageError(say("--since says how far back --backfill goes: give both"))
    refuse_forgotten(chosen, forgotten_hosts(chosen_folder()))
    with crawl_lock(chosen_folder()):
        asked = _Asked(is_backfill=backfill, since=since)
        return _crawl(chosen, asked, is_quiet=quiet or as_json, is_listed=True, as_json=as_json)


@command("sweep")
@option("--verbose", "-v", is_flag=True, help="Print each article as it is kept.")
def sweep_command(*, verbose: bool, as_json: bool) -> int:
    """Crawl every followed site that is due: safe for cron.

    One line of summary, and a JSON report in the archive's folder `reports`. A second sweep ends at once.

    \b
    */30 * * * *  kliping --archive /srv/kliping sweep

    Exit codes: 0 done, 3 no space, 4 configuration, 9 every site failed, 10 a site needs a person, 11 stopped by a
    signal, 13 ended at once by a second one, 15 time is up, 18 every host asked for a pause, 75 another crawl is at work.
    """
    from archive.lock import crawl_lock
    from crawler.choosing import followed_sites

    folder = archive_folder()
    # The command line took the lock before anything was imported; a caller from Python takes it here.
    held = os.environ.get("KLIPING_LOCK_HELD") == str(os.getpid())
    with nullcontext() if held else crawl_lock(folder):
        chosen = followed_sites(folder)
        if not chosen:
            click.echo(say("no site is followed: kliping follow suarajarmas"), err=as_json)
            if as_json:
                print_json(None)
            return 0
        return _crawl(chosen, _Asked(is_sweep=True), is_quiet=as_json, is_listed=verbose, as_json=as_json)


@dataclass(frozen=True)
class _Asked:
    """What sort of crawl a person or cron asks for."""

    is_sweep: bool = False
    is_backfill: bool = False
    since: datetime | None = None


def _crawl(chosen: tuple[Site, ...], asked: _Asked, *, is_quiet: bool, is_listed: bool, as_json: bool) -> int:
    from crawler.archiving import Backfill
    from crawler.config import clock, load_config, loopback
    from crawler.delivery import deliver
    from crawler.report import write_report
    from crawler.sweep import Plan, crawl_folder

    since = asked.since.replace(tzinfo=UTC) if asked.since else None
    backfill = Backfill(since=since) if asked.is_backfill else None
    plan = Plan(
        folder=chosen_folder(), sites=chosen, loopback=loopback(), backfill=backfill, is_sweep=asked.is_sweep
    )  # fmt: skip
    with _progress(is_shown=not is_quiet and not is_listed) as tell:
        report = crawl_folder(plan, tell=tell_seen if is_listed and not is_quiet else tell, clock=clock())
    path = None
    try:
        path = write_report(plan.folder, report)
    except OSError as error:
        # The full disk that ended the crawl has no room for its report either: cron is told by the code and this line.
        click.echo(f"kliping: {clean(error)}", err=True)
    if plan.is_sweep:
        for wrong in deliver(plan.folder, load_config(plan.folder), report):
            click.echo(f"kliping: {clean(wrong)}", err=True)
    if as_json:
        print_json(report)
        return report.exit_code
    click.echo(summary(report))
    if report.needs_person:
        click.echo(say("a person is needed: see `kliping issues`"), err=not is_listed)
    if is_listed and not is_quiet and path is not None:
        click.echo(say("wrote {path}", path=path))
    return report.exit_code


def _progress(*, is_shown: bool) -> Any:
    """What a person who watches a terminal sees while a crawl is at work; nothing where nobody watches."""
    import sys
    from contextlib import contextmanager

    @contextmanager
    def watched() -> Any:
        from rich.console import Console

        with Console(stderr=True).status(say("asking …")) as status:
            counts = [0]

            def tell(seen: Seen) -> None:
                counts[0] += 1
                status.update(
                    styled((f"{counts[0]} ", "bold"), (f"{seen.site} ", "cyan"), (seen.title or seen.address, "dim"))
                )

            yield tell

    return watched() if is_shown and sys.stderr.isatty() else nullcontext()


def summary(report: Report) -> str:
    """One line that says what a crawl brought."""
    totals = report.totals
    numbers = {name: totals.get(name, 0) for name in ("new", "revised", "gone", "quarantined", "requests")}
    if report.not_due and not report.runs:
        return say("no site is due ({n} are followed)", n=report.not_due)
    of = report.runs[0].site if len(report.runs) == 1 else say("{n} sites", n=len(report.runs))
    return say(
        "{of}: {new} new, {revised} revised, {gone} gone, {quarantined} quarantined, {requests} requests",
        of=of, **numbers,
    )  # fmt: skip


def tell_seen(seen: Seen) -> None:
    """One line for one look that was kept, while a crawl goes on: what it meant, where, the article's id, its title."""
    from archive.lines import STYLES, word

    article = (seen.kept.article or "")[:12] if seen.kept else ""
    style = STYLES.get(seen.what, "dim")
    console().print(
        styled(
            (f"{word(seen.what):14}", style), (f"{seen.site:20} ", "cyan"), (f"{article:13}", "dim"),
            (seen.title or seen.address, ""),
        )
    )  # fmt: skip


@command("read")
@click.argument("page", metavar="[FILE|URL]", required=False)
@option(
    "--batch",
    type=click.File("r", encoding="utf-8", errors="replace"),
    metavar="FILE",
    help="JSON lines of {id, file, url}; - for standard input. Prints a JSON line for each.",
)
@option("--url", default=None, help="The address that a saved file came from.")
@option("--site", "site_name", default=None, help="Read as a page of this site.")
@option("--why", "field", default=None, metavar="FIELD", help="Only this field's evidence.")
@option(
    "--anyway",
    is_flag=True,
    help="Read it as an article, whatever it looks like; a batch does so beside its judgement.",
)
@option("--children", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that read a batch.")
def read_command(
    *, page: str | None, batch: Any, url: str | None, site_name: str | None, field: str | None, children: int,
    anyway: bool, as_json: bool,
) -> int:  # fmt: skip
    """Read one page and show every field with its evidence.

    A saved file or a web address; pages that try to kill their reader only lose it. Nothing is kept.

    \b
    kliping read halaman.html --url https://suarajarmas.com/2020/02/rakor/
    kliping read https://suarajarmas.com/2020/02/rakor/
    kliping read --batch - < pages.jsonl
    """
    from crawler.reader_cli import as_asked, page_of, read_batch, read_one
    from crawler.reading import Readers

    site = None
    if site_name:
        from crawler.choosing import chosen_sites

        site = chosen_sites([site_name])[0]
    if batch is not None:
        return read_batch(batch, site, Readers(children=children))
    if page is None:
        raise click.UsageError(say("name a file or an address, or give --batch -"))
    if page.startswith(("http://", "https://")):
        from archive.address import address
        from crawler.choosing import owner_of
        from crawler.looking import look_at, stranger

        try:
            address(page)
        except ValueError as error:
            raise click.UsageError(say("{page} is no web address", page=clean(page)[:200])) from error
        site = site or owner_of(page)
        looked = look_at(page, site or stranger(page), chosen_folder())
        return read_one(as_asked(looked, anyway=anyway), site, field, as_json=as_json)
    try:
        raw = page_of(page, url)
    except OSError as error:
        raise click.FileError(clean(page), error.strerror) from error
    if url and site is None:
        from crawler.choosing import owner_of

        site = owner_of(url)
    return read_one(as_asked(raw, anyway=anyway), site, field, as_json=as_json)


@command("demo")
def demo(*, as_json: bool) -> int:
    """Crawl four editions of an invented press on loopback.

    What is kept of it is shown as an archivist would see it; nothing leaves this machine. The archive stays in
    ./kliping-demo unless --archive names another folder.

    \b
    kliping demo
    """
    from crawler.demo.show import show

    return show(named_folder() or Path(DEMO_FOLDER), as_json=as_json)


@command("doctor")
@option("--tell", "is_told", is_flag=True, help="Send a trial by the command and the mail of [report] in kliping.toml.")
def doctor(*, is_told: bool, as_json: bool) -> int:
    """Check this machine and this archive.

    Says what to do. Exit code 1 where something must be mended.

    \b
    kliping --archive /srv/kliping doctor
    kliping --archive /srv/kliping doctor --tell
    """
    from crawler.doctor import examine, try_telling

    findings = examine(chosen_folder())
    if is_told:
        findings = (*findings, try_telling(chosen_folder()))
    is_sound = all(finding.is_sound for finding in findings)
    if as_json:
        print_json(findings)
        return 0 if is_sound else 1
    for finding in findings:
        mark, style = ("ok ", "green") if finding.is_sound else ("!! ", "bold red")
        print_lines([styled((mark, style), (f"{finding.what}: ", "bold"), (finding.told, ""))])
        if finding.advice:
            print_lines([styled(("   ", ""), (finding.advice, "yellow"))])
    click.echo(say("all is well") if is_sound else say("to be mended"))
    return 0 if is_sound else 1

"""The crawler's commands: init, follow, unfollow, sites, crawl, sweep, read, demo, doctor."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli import folder_of
from archive.commands import common, print_json, styled
from archive.messages import say
from archive.terminal import clean, console

if TYPE_CHECKING:
    from crawler.archiving import Seen
    from crawler.site import Site
    from crawler.sweep import Report


def register(group: click.Group) -> None:
    """Join the commands of `kliping`."""
    for command in (init, follow, unfollow, sites_command, crawl_command, sweep_command, read_command, demo, doctor):
        group.add_command(command)


@click.command()
@click.option("--contact", required=True, help="A mail address or web page that webmasters may write to.")
@common
def init(contact: str, *, as_json: bool) -> None:
    """Begin an archive: say who is asking, and get the line for cron.

    \b
    kliping --archive /srv/kliping init --contact redaksi@example.org
    """
    from archive.store import Archive
    from crawler.config import save_contact

    folder = folder_of([])
    folder.mkdir(parents=True, exist_ok=True)
    path = save_contact(folder, contact)
    Archive.open(folder, create=True).close()
    (folder / "sites").mkdir(exist_ok=True)
    program = Path(sys.argv[0]).resolve()
    line = f"*/30 * * * *  {program} --archive {folder.resolve()} sweep"
    if as_json:
        print_json({"archive": str(folder), "config": str(path), "cron": line})
        return
    click.echo(say("wrote {path}", path=path))
    click.echo(say("put this into your crontab:"))
    click.echo(f"  {line}")
    click.echo(say("follow a site next: kliping follow suarajarmas"))


@click.command()
@click.argument("site")
@click.option("--note", default="", help="Why: kept with the act.")
@common
def follow(site: str, note: str, *, as_json: bool) -> None:
    """Follow a site: from now on every sweep asks it."""
    _act("follow", site, note, as_json=as_json)


@click.command()
@click.argument("site")
@click.option("--note", default="", help="Why: kept with the act.")
@common
def unfollow(site: str, note: str, *, as_json: bool) -> None:
    """Follow a site no more; what was kept stays."""
    _act("unfollow", site, note, as_json=as_json)


def _act(kind: Any, name: str, note: str, *, as_json: bool) -> None:
    from archive.records import Act
    from archive.store import Archive

    _chosen([name])
    act = Act(kind=kind, subject=name, at=datetime.now(UTC), by=getpass.getuser(), reason=note)
    with Archive.open(folder_of([])) as archive:
        archive.keep([act]).result()
    if as_json:
        print_json({"act": act.id, "kind": kind, "site": name})
    elif kind == "follow":
        click.echo(say("{site} is followed", site=name))
    else:
        click.echo(say("{site} is not followed any more", site=name))


def _sites() -> dict[str, Site]:
    from crawler.site import sites

    return sites(folder_of([]) / "sites")


def _chosen(names: Sequence[str]) -> tuple[Site, ...]:
    known = _sites()
    for name in names:
        if name not in known:
            raise click.UsageError(say("there is no site {name}; see `kliping sites`", name=clean(name)))
    return tuple(known[name] for name in names)


def _followed() -> tuple[str, ...]:
    from archive.store import DATABASE, Archive

    if not (folder_of([]) / DATABASE).exists():
        return ()
    with Archive.open(folder_of([])) as archive:
        return archive.followed()


@click.command("sites")
@click.option("--followed", "only_followed", is_flag=True, help="Only the sites that sweeps ask.")
@common
def sites_command(*, only_followed: bool, as_json: bool) -> None:
    """List the sites that can be crawled: the bundled ones, and your own in the archive's `sites` folder."""
    followed = _followed()
    rows = [
        {
            "name": site.name,
            "outlet": site.outlet,
            "region": site.region,
            "host": site.domains[0],
            "followed": name in followed,
        }
        for name, site in sorted(_sites().items())
        if not only_followed or name in followed
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        mark = "*" if row["followed"] else " "
        console().print(
            styled((f"{mark} {row['name']:24}", "bold"), (f"{row['outlet']:28}", ""), (str(row["host"]), "cyan"))
        )


@click.command("crawl")
@click.argument("names", metavar="SITE...", nargs=-1, required=True)
@click.option("--quiet", "-q", is_flag=True, help="Print only the summary.")
@common
def crawl_command(names: tuple[str, ...], *, quiet: bool, as_json: bool) -> int:
    """Crawl the sites named, now.

    \b
    kliping crawl suarajarmas
    """
    from archive.lock import crawl_lock

    chosen = _chosen(names)
    with crawl_lock(folder_of([])):
        return _crawl(chosen, is_quiet=quiet or as_json, as_json=as_json)


@click.command("sweep")
@click.option("--verbose", "-v", is_flag=True, help="Print each article as it is kept.")
@common
def sweep_command(*, verbose: bool, as_json: bool) -> int:
    """Crawl every followed site: safe for cron. One line of summary, a JSON report in `reports`.

    Exit codes: 0 done, 3 no space, 4 configuration, 9 every site failed, 10 a site needs a person, 11 stopped by a
    signal, 15 time is up, 75 another crawl is at work.
    """
    from archive.lock import crawl_lock

    # The command line took the lock before anything was imported; a caller from Python takes it here.
    held = os.environ.get("KLIPING_LOCK_HELD") == str(os.getpid())
    with nullcontext() if held else crawl_lock(folder_of([])):
        names = _followed()
        if not names:
            click.echo(say("no site is followed: kliping follow suarajarmas"))
            return 0
        return _crawl(_chosen(names), is_quiet=not verbose, as_json=as_json)


def _crawl(chosen: tuple[Site, ...], *, is_quiet: bool, as_json: bool) -> int:
    from crawler.config import clock, loopback
    from crawler.sweep import Plan, crawl_folder, write_report

    plan = Plan(folder=folder_of([]), sites=chosen, loopback=loopback())
    report = crawl_folder(plan, tell=None if is_quiet else tell_seen, clock=clock())
    try:
        path = write_report(plan.folder, report)
    except OSError as error:
        # The full disk that ended the crawl has no room for its report either: cron is told by the code and this line.
        click.echo(f"kliping: {clean(error)}", err=True)
        path = None
    if as_json:
        print_json(report)
    else:
        click.echo(summary(report))
        if report.needs_person:
            click.echo(say("a person is needed: see `kliping issues`"))
        if not is_quiet and path is not None:
            click.echo(say("wrote {path}", path=path))
    return report.exit_code


def summary(report: Report) -> str:
    """One line that says what a crawl brought."""
    totals = report.totals
    numbers = {name: totals.get(name, 0) for name in ("new", "revised", "gone", "quarantined", "requests")}
    return say(
        "{sites} sites: {new} new, {revised} revised, {gone} gone, {quarantined} quarantined, {requests} requests",
        sites=len(report.runs), **numbers,
    )  # fmt: skip


_STYLES = {
    "new": "green",
    "revised": "yellow",
    "gone": "red",
    "quarantined": "bold red",
    "alias": "cyan",
    "unchanged": "dim",
}


def tell_seen(seen: Seen) -> None:
    """One line for one look that was kept, while a crawl goes on: what it meant, where, the article's id, its title."""
    article = (seen.kept.article or "")[:12] if seen.kept else ""
    told = seen.title or seen.address
    style = _STYLES.get(seen.what, "dim")
    console().print(
        styled((f"{seen.what:14}", style), (f"{seen.site:20} ", "cyan"), (f"{article:13}", "dim"), (told, ""))
    )


@click.command("read")
@click.argument("page", required=False)
@click.option(
    "--batch",
    "batch",
    type=click.File("r", encoding="utf-8"),
    help="JSON lines of {id, file, url}; - for standard input.",
)
@click.option("--url", default=None, help="The address that a saved file came from.")
@click.option("--site", "site_name", default=None, help="Read as a page of this site.")
@click.option("--why", "field", default=None, help="Only this field's evidence.")
@common
def read_command(
    page: str | None, batch: Any, url: str | None, site_name: str | None, field: str | None, *, as_json: bool
) -> int:
    """Read one page, a saved file or a web address, and show every field with its evidence.

    \b
    kliping read halaman.html --url https://suarajarmas.com/2020/02/rakor/
    kliping read https://suarajarmas.com/2020/02/rakor/
    """
    from crawler.reader_cli import read_batch, read_one

    if batch is not None:
        return read_batch(batch, _chosen([site_name])[0] if site_name else None)
    if page is None:
        raise click.UsageError("name a file or an address, or give --batch -")
    site = _chosen([site_name])[0] if site_name else None
    return read_one(page, url, site, field, as_json=as_json)


@click.command("demo")
@common
def demo(*, as_json: bool) -> int:
    """Crawl four editions of an invented press on loopback and show what is kept. Nothing leaves this machine."""
    from crawler.demo.show import show

    folder = folder_of([]) if os.environ.get("KLIPING_ARCHIVE") else Path("kliping-demo")
    return show(folder, as_json=as_json)


@click.command("doctor")
@common
def doctor(*, as_json: bool) -> int:
    """Check this machine and this archive, and say what to do. Exit code 1 where something must be mended."""
    from crawler.doctor import examine

    findings = examine(folder_of([]))
    if as_json:
        print_json(findings)
    else:
        for finding in findings:
            mark, style = ("ok ", "green") if finding.is_sound else ("!! ", "bold red")
            console().print(styled((mark, style), (f"{finding.what}: ", "bold"), (finding.told, "")))
            if finding.advice:
                console().print(styled(("   ", ""), (finding.advice, "yellow")))
    is_sound = all(finding.is_sound for finding in findings)
    if not as_json:
        click.echo(say("all is well") if is_sound else say("to be mended"))
    return 0 if is_sound else 1

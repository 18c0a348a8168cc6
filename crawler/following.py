"""The commands that say which sites sweeps ask: follow, unfollow, forget, sites, add-site. Each decision is an Act."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import click

from archive import DATABASE, queries
from archive.commands import reader
from archive.facts import Act
from archive.lines import day, word
from archive.messages import say
from archive.options import archive_folder, chosen_folder, command, option
from archive.store import Archive
from archive.terminal import clean, print_json, print_lines, styled
from crawler.choosing import (
    chosen_sites,
    forgotten_hosts,
    host_of,
    known_sites,
    owner_of,
    whoever,
    with_reason,
)
from crawler.config import clock, refuse_forgotten
from crawler.keys import ZONES, is_name
from crawler.survey import told

ActKind = Literal["follow", "unfollow", "forget", "recall"]


@command("follow")
@click.argument("names", metavar="SITE...", nargs=-1, required=True)
@option("--note", default="", help="Why: kept with the act.")
def follow(names: tuple[str, ...], note: str, *, as_json: bool) -> None:
    """Follow sites: from now on every sweep asks them.

    \b
    kliping follow suarajarmas --note "paper of the regency"
    """
    with Archive.open(archive_folder()) as archive:
        chosen = chosen_sites(names)
        refuse_forgotten(chosen, archive.forgotten())
        news = frozenset(site.name for site in chosen) - frozenset(archive.followed())
        _act(archive, "follow", [site.name for site in chosen if site.name in news], note)
    rows = [{"site": site.name, "followed": True, "changed": site.name in news} for site in chosen]
    if as_json:
        print_json(rows[0] if len(rows) == 1 else rows)
        return
    for site in chosen:
        told = say("{site} is followed", site=site.name)
        click.echo(told if site.name in news else say("{site} was followed already", site=site.name))


@command("unfollow")
@click.argument("names", metavar="SITE...", nargs=-1, required=True)
@option("--note", default="", help="Why: kept with the act.")
def unfollow(names: tuple[str, ...], note: str, *, as_json: bool) -> None:
    """Follow sites no more; what was kept stays.

    \b
    kliping unfollow suarajarmas
    """
    asked = tuple(dict.fromkeys(names))
    with Archive.open(archive_folder()) as archive:
        news = frozenset(asked) & frozenset(archive.followed())
        # A site that is followed and has no TOML any more can still be left.
        chosen_sites([name for name in asked if name not in news])
        _act(archive, "unfollow", [name for name in asked if name in news], note)
    rows = [{"site": name, "followed": False, "changed": name in news} for name in asked]
    if as_json:
        print_json(rows[0] if len(rows) == 1 else rows)
        return
    for name in asked:
        told = say("{site} is not followed any more", site=name)
        click.echo(told if name in news else say("{site} was not followed", site=name))


@command("forget")
@click.argument("host")
@option("--note", default="", help="Why, and who asked for it: kept with the act.")
@option("--undo", is_flag=True, help="It may be asked again.")
def forget(host: str, note: str, *, undo: bool, as_json: bool) -> None:
    """Withdraw from a host: nothing is asked of it any more.

    Whatever site it belongs to is not followed any more, and no command asks it. What was kept stays.

    \b
    kliping forget suarajarmas.com --note "asked by its editor"
    """
    named = host_of(host)
    if named is None:
        raise click.UsageError(say("{host} is no host; suarajarmas.com would be one", host=clean(host)[:80]))
    with Archive.open(archive_folder()) as archive:
        is_news = (named in archive.forgotten()) == undo
        if is_news:
            _act(archive, "recall" if undo else "forget", [named], note)
        left = [] if undo else [name for name in archive.followed() if _is_site_of(name, named)]
        _act(archive, "unfollow", left, note or f"forget {named}")
    if as_json:
        print_json({"host": named, "forgotten": not undo, "changed": is_news, "unfollowed": left})
        return
    if undo:
        click.echo(say("{host} may be asked again: kliping follow SITE", host=named))
    else:
        click.echo(say("{host} is not asked any more; what was kept of it stays", host=named))
    for name in left:
        click.echo(say("{site} is not followed any more", site=name))


def _is_site_of(name: str, host: str) -> bool:
    site = known_sites().get(name)
    return site is not None and host in site.hosts


def _act(archive: Archive, kind: ActKind, subjects: Iterable[str], note: str) -> None:
    at, by, reason = clock()(), whoever(), with_reason(note)
    acts = [Act(kind=kind, subject=subject, at=at, by=by, reason=reason) for subject in subjects]
    if acts:
        archive.keep(acts).result()


@command("sites")
@option("--followed", "only_followed", is_flag=True, help="Only the sites that sweeps ask.")
def sites_command(*, only_followed: bool, as_json: bool) -> None:
    """The sites that can be crawled.

    Bundled sites, and your own in the archive's folder `sites`, with what is held of each. A star marks what is
    followed, a cross what was forgotten.

    \b
    kliping sites --followed
    """
    rows = [row for row in _site_rows() if row["followed"] or not only_followed]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        held = say("{n} articles", n=row["articles"]) if row["last_run"] else ""
        last = f"  {day(None, row['last_run'])} {word(row['last_outcome'])}" if row["last_run"] else ""
        needs = f"  {say('{n} open issues', n=row['open_issues'])}" if row["open_issues"] else ""
        mark = "*" if row["followed"] else "x" if row["forgotten"] else " "
        print_lines([
            styled(
                (f"{mark} {row['name']:22} ", "bold"), (f"{row['outlet']:26} ", ""),
                (f"{row['host']:30} ", "cyan"), (held, ""), (last, "dim"), (needs, "bold yellow"),
            )
        ])  # fmt: skip
    if not rows:
        click.echo(say("no site is followed: kliping follow suarajarmas"))


def _site_rows() -> list[dict[str, Any]]:
    held, followed, forgotten = {}, frozenset[str](), frozenset[str]()
    if (chosen_folder() / DATABASE).exists():
        with reader() as connection:
            held = {row.site: row for row in queries.sites(connection)}
            followed, forgotten = queries.followed(connection), queries.forgotten(connection)
    rows = []
    for name, site in sorted(known_sites().items()):
        about = held.get(name)
        rows.append({
            "name": name, "outlet": site.outlet, "region": site.region, "host": site.domains[0],
            "followed": name in followed, "forgotten": bool(forgotten & site.hosts),
            "articles": about.articles if about else 0,
            "last_run": about.last_run if about else None, "last_outcome": about.last_outcome if about else None,
            "open_issues": about.open_issues if about else 0,
        })  # fmt: skip
    return rows


@command("add-site")
@click.argument("url")
@option("--name", default=None, help="What it is to be called; by its host if left out.")
@option(
    "--zone",
    type=click.Choice(sorted(ZONES)),
    default=None,
    help="The clock of its province, where its pages do not tell.",
)
def add_site(url: str, name: str | None, zone: str | None, *, as_json: bool) -> int:
    """Look at a site and write its description for you to look over.

    Asks robots.txt, the front page, what lists articles, two addresses that cannot be there and five articles: at most
    25 requests in four minutes. Writes sites/NAME.toml and recordings/NAME into the archive's folder. What could not
    be seen is named in sites/NAME.toml.draft, which no crawl reads: exit code 10.

    \b
    kliping add-site https://suarajarmas.com/
    """
    from datetime import UTC, datetime

    from crawler.addsite import look, stranger, write

    if host_of(url) is None or "://" not in url:
        raise click.UsageError(say("{page} is no web address", page=clean(url)[:200]))
    site = stranger(url)
    named = name or site.name
    owner = owner_of(url)
    if owner is not None or named in known_sites():
        raise click.UsageError(
            say("{site} is described already; see `kliping sites`", site=owner.name if owner else clean(named))
        )
    if not is_name(named):
        raise click.UsageError(
            say("{name} is no name of a site: small letters, digits and hyphens", name=clean(named)[:80])
        )
    refuse_forgotten([site], forgotten_hosts(chosen_folder()))
    survey, pages = look(url, chosen_folder())
    done = write(chosen_folder(), named, survey, pages, zone, datetime.now(UTC))
    if as_json:
        print_json(done)
        return 0 if done.is_whole else 10
    print_lines(styled((line, "yellow" if line.startswith("MISSING") else "")) for line in told(done.survey, done.on))
    for page in survey.pages:
        article = page.article
        when = f"{article.published_at.at:%Y-%m-%d %H:%M}" if article and article.published_at else "-"
        what = (
            article.title if article else page.why or (page.reading.kind if page.reading else f"status {page.status}")
        )
        print_lines(
            [styled((f"  {when:18}", "cyan"), (what, "bold" if article else "yellow"), (f"  {page.url}", "dim"))]
        )
    click.echo(say("wrote {path}", path=clean(done.toml)))
    if done.is_whole:
        click.echo(say("look it over, then: kliping follow {site}", site=named))
    else:
        click.echo(say("fill in what is missing and take .draft off its name"))
    return 0 if done.is_whole else 10


COMMANDS = (follow, unfollow, forget, sites_command, add_site)

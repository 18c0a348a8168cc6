"""`kliping import` and `kliping keep`: what others captured, and single pages that a person asks for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.lines import short, word
from archive.messages import say
from archive.options import archive_folder, command, option
from archive.store import Archive
from archive.terminal import clean, print_json, print_lines, styled
from crawler.choosing import forgotten_hosts, known_sites, owner_of, whoever, with_reason
from crawler.config import load_config, loopback, refuse_forgotten, required_contact

if TYPE_CHECKING:
    from crawler.asking_once import Once
    from crawler.brought import Brought
    from crawler.site import Site

# Whoever wants more of a site wants a crawl of it.
MAX_ADDRESSES = 50
DAMAGED = 1


@command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--all-hosts", "takes_all", is_flag=True, help="Pages of hosts that no site describes, too.")
@option("--zone", type=click.IntRange(-12, 14), default=None, metavar="HOURS",
        help="Of a folder's list: hours east of UTC of instants that tell no zone.")  # fmt: skip
@option("--dry-run", "is_dry", is_flag=True, help="Show what would be kept, and keep nothing.")
@option("--by", default=whoever, show_default=False, help="Who decides [default: the user's name].")
@option("--note", default="", help="Whose it is and how it came here: kept with the import.")
def import_command(
    *, paths: tuple[Path, ...], takes_all: bool, zone: int | None, is_dry: bool, by: str, note: str, as_json: bool
) -> int:
    """Bring home what others captured: WARC, WACZ, folders of pages.

    A folder holds one CSV with the columns url, date and file. Each capture names its import: who brought it, when, from
    which file (with its digest), and that its instant is what that file says. What is here already is left out, so an
    import that was cut off is simply begun again.

    Of pages that are here also those looks come along that found the same again (revisit records), were led elsewhere,
    or found nothing (404, 410). What is left out is counted, with the reason.

    \b
    kliping import koleksi.warc.gz --note "rekaman kampus, 2016-2018"
    kliping import koran-lama.wacz --dry-run
    kliping import halaman/ --zone 8
    """
    from crawler.bringing import bring
    from crawler.brought import source_of
    from crawler.reading import Readers

    folder, now, found = archive_folder(), datetime.now(UTC), []
    config = load_config(folder)
    with Archive.open(folder) as archive:
        for path in paths:
            source = source_of(path, by=by, note=with_reason(note), at=now, zone=zone)
            with _progress(path) as tell:
                brought = bring(
                    archive, source, known_sites(), lambda: Readers(children=config.children), is_dry=is_dry, tell=tell,
                    takes_all=takes_all or source.fact.kind == "folder",
                )  # fmt: skip
            found.append(brought)
            if not as_json:
                _print(path, brought)
    if as_json:
        print_json(found)
    return DAMAGED if any(brought.is_damaged for brought in found) else 0


def _print(path: Path, brought: Brought) -> None:
    click.echo(
        say(
            "{path}: {pages} pages, {articles} of them articles; {kept} kept, {again} were here already",
            path=clean(path), pages=brought.pages, articles=brought.read["article"], kept=brought.kept, again=brought.again,
        )
    )  # fmt: skip
    if brought.sites:
        told = " · ".join(f"{name} {count}" for name, count in brought.sites.most_common(8))
        print_lines([styled((f"  {told}", "cyan"))])
    if brought.beside:
        told = " · ".join(f"{word(what)} {count}" for what, count in brought.beside.most_common())
        line = say("looked at when the pages are here") if brought.is_dry else say("looks at them")
        print_lines([styled((f"  {line}: {told}", "cyan"))])
    for why, count in brought.passed.most_common():
        examples = ", ".join(dict.fromkeys(brought.examples[why]))
        print_lines([styled((f"  {say('left out')}: {word(why)} {count}", "yellow"), (f"  {examples[:300]}", "dim"))])
    for reason, count in brought.not_articles.most_common():
        print_lines([styled((f"  {say('read as no article')}: {clean(reason)} {count}", "dim"))])
    if brought.passed["host of no site"]:
        click.echo(say("--all-hosts takes pages of other hosts too; `kliping add-site` describes a site"))
    if brought.is_damaged:
        click.echo(
            say("the file is damaged: what could be read of it is kept; a whole copy can be imported over it"), err=True
        )


@contextmanager
def _progress(path: Path) -> Iterator[Callable[[int], None]]:
    """How many pages were read, where somebody looks."""
    if not sys.stderr.isatty():
        yield lambda _pages: None
        return
    from rich.console import Console

    with Console(stderr=True).status(say("reading {path}", path=clean(path.name))) as status:
        yield lambda pages: status.update(say("reading {path}: {pages} pages", path=clean(path.name), pages=pages))


@command("keep")
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@option("--dry-run", "is_dry", is_flag=True, help="Say whose each address is, and ask nobody.")
def keep_command(*, urls: tuple[str, ...], is_dry: bool, as_json: bool) -> int:
    """Ask for single pages now, and keep them.

    With the manners of a crawl: robots.txt, pauses between requests, who is asking. A host that no site describes is
    kept under its own name. Exit code 4 where nobody is named as contact, 1 where a page could not be kept.

    \b
    kliping keep https://suarajarmas.com/2020/02/rakor/
    """
    from archive.address import address
    from crawler.asking_once import keep_pages
    from crawler.brought import stranger
    from crawler.net.connect import guard

    folder = archive_folder()
    if len(urls) > MAX_ADDRESSES:
        raise click.UsageError(
            say(
                "{n} addresses at a time are enough: for more, describe the site (`kliping add-site`) and crawl it",
                n=MAX_ADDRESSES,
            )
        )
    wanted = []
    for url in dict.fromkeys(urls):
        try:
            address(url)
        except ValueError as error:
            raise click.UsageError(say("{page} is no web address", page=clean(url)[:200])) from error
        owner = owner_of(url)
        wanted.append((url, owner or stranger(url), owner is not None))
    sites = [site for _, site, _ in wanted]
    refuse_forgotten(sites, forgotten_hosts(folder))
    contact = required_contact(load_config(folder), sites)
    if is_dry:
        _tell_whose(wanted, as_json=as_json)
        return 0
    guard(loopback(), sites)
    done = keep_pages(wanted, folder, contact, (lambda _once: None) if as_json else _print_once)
    if as_json:
        print_json(done)
    return 1 if any(once.article is None for once in done) else 0


def _tell_whose(wanted: Sequence[tuple[str, Site, bool]], *, as_json: bool) -> None:
    rows = [{"url": url, "site": site.name, "is_described": known} for url, site, known in wanted]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{clean(row['url'])}  {row['site']}")


def _print_once(once: Once) -> None:
    what = word(once.verdict) if once.verdict else say("not kept") if once.capture is None else say("kept")
    print_lines(
        [
            styled((f"{what} ", "bold"), (clean(once.title or once.url), ""), (f"  {once.site} ", "cyan"),
                   (short(once.article or ""), "dim"))
        ]
    )  # fmt: skip
    if once.trouble:
        print_lines([styled((f"   {clean(once.trouble)}", "yellow"))])


COMMANDS = (import_command, keep_command)

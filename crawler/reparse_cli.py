"""`kliping reparse`: kept pages read again with today's reader, after a person saw what would change."""

from __future__ import annotations

import os

import click

from archive.messages import say
from archive.options import archive_folder, command, option
from archive.store import Archive
from archive.terminal import clean, print_json, print_lines, styled
from crawler.choosing import chosen_sites, known_sites
from crawler.reading import Readers
from crawler.reparse import Reparsed, reparse

_SAMPLE = 200


@command("reparse")
@option("--site", default=None, help="Only this site's.")
@option("--dry-run", "is_dry", is_flag=True, help="Show what would change, and keep nothing.")
@option("--yes", "is_agreed", is_flag=True, help="Keep the readings without asking.")
def reparse_command(*, site: str | None, is_dry: bool, is_agreed: bool, as_json: bool) -> int:
    """Read kept pages again with today's reader.

    Shows field by field what would change, with examples, before you accept it. Old readings stay, and so do the
    wordings that were cited. Cut off, it goes on where it stopped.

    \b
    kliping reparse --site suarajarmas --dry-run
    """
    sites = known_sites()
    if site is not None:
        chosen_sites([site])
    with Archive.open(archive_folder()) as archive:
        if not is_dry and not is_agreed:
            sample = reparse(archive, sites, _readers(), site=site, is_dry=True, most=_SAMPLE)
            _print(sample)
            if not sample.pages or not click.confirm(say("keep the new readings?"), err=True):
                return 0
        done = reparse(archive, sites, _readers(), site=site, is_dry=is_dry)
    if as_json:
        print_json(done)
    else:
        _print(done)
    return 0


def _readers() -> Readers:
    return Readers(children=os.cpu_count() or 1)


def _print(done: Reparsed) -> None:
    told = say("{pages} pages read again, {same} alike, {unreadable} not readable", pages=done.pages, same=done.same,
               unreadable=done.unreadable)  # fmt: skip
    click.echo(told)
    for field, count in done.changed.most_common():
        print_lines([styled((f"{field:16} ", "cyan"), (f"{count}", "bold"))])
        for example in done.examples[field]:
            print_lines([
                styled(("   - ", "red"), (clean(example.before) or "∅", "red")),
                styled(("   + ", "green"), (clean(example.after) or "∅", "green"), (f"  {example.address}", "dim")),
            ])  # fmt: skip


COMMANDS = (reparse_command,)

"""The archive's commands for what must last: rebuild, prove, cite."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from archive import queries
from archive.commands import reader
from archive.errors import ArchiveError
from archive.messages import say
from archive.options import archive_folder, chosen_folder, command, option
from archive.terminal import print_json, print_lines, styled

if TYPE_CHECKING:
    from archive.answers import Shown

_EVERY_SECONDS = 5.0
FORMS = ("text", "ris", "bibtex", "csl", "csl-json")


@command("rebuild")
@option("--from", "source", type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="The folder with the WARC files [default: the archive's own].")  # fmt: skip
def rebuild_command(source: Path | None, *, as_json: bool) -> int:
    """Make the archive again from its WARC files.

    The WARC files hold every fact beside the traffic; all else is derived from them. The archive's folder must not
    have a database yet.

    \b
    kliping --archive /srv/new rebuild --from /srv/kliping/warc
    """
    from archive.upkeep.backup import apply_register
    from archive.upkeep.rebuild import rebuild

    folder = chosen_folder()
    told = rebuild(source or folder / "warc", folder, datetime.now(UTC), tell=_so_far())
    apply_register(folder, datetime.now(UTC))
    if as_json:
        print_json(told)
        return 1 if told.damaged else 0
    print_lines(styled((line, "red")) for line in told.damaged)
    click.echo(
        say(
            "{files} files, {facts} facts, {articles} articles",
            files=told.files,
            facts=told.facts,
            articles=told.articles,
        )
    )
    if told.captures:
        click.echo(say("{n} answers were kept of which nothing was told", n=told.captures))
    return 1 if told.damaged else 0


def _so_far(clock: Callable[[], float] = time.monotonic) -> Callable[[str, int], None]:
    """Tells on standard error how far a rebuilding is, every few seconds."""
    told = clock()

    def tell(what: str, count: int) -> None:
        nonlocal told
        if clock() - told >= _EVERY_SECONDS:
            told = clock()
            line = (
                say("{n} records of the WARC files are read", n=count)
                if what == "records"
                else say("{n} articles are made again", n=count)
            )
            click.echo(line, err=True)

    return tell


@command("prove")
@click.argument("article")
@option("--into", "--output", "-o", type=click.Path(path_type=Path), help="Where to write it [default: bukti-ID].")
@option("--revision", type=int, help="Only this wording, by its number today.")
@option("--check", "is_check", is_flag=True, help="ARTICLE is the folder of a proof: check it.")
@option("--witness", help="With --check: a chain value that was published elsewhere.")
def prove_command(
    article: str, *, into: Path | None, revision: int | None, is_check: bool, witness: str | None, as_json: bool
) -> int:
    """Write a proof that somebody else can check.

    A small folder: the record of the latest wording's first look, its path to the sealed root of its day, the chain of
    roots, a checker, and a page of plain words. A day is sealed when it is over: by a sweep, else by this command.

    \b
    kliping prove 3f2a --into bukti
    kliping prove --check bukti
    """
    from archive.upkeep.prove import check, is_sealed, prove

    if is_check:
        wrong = check(Path(article), witness)
        if as_json:
            print_json(wrong)
        else:
            print_lines([styled((line, "red")) for line in wrong] or [styled((say("the proof is sound"), "green"))])
        return 1 if wrong else 0
    folder = archive_folder()
    with reader() as connection:
        shown = _shown(connection, article, revision)
        # The first look at that wording shows most: that it was there so early.
        shown = queries.show(connection, shown.id, shown.revision)
        waits = not is_sealed(connection, shown.capture)
    if waits:
        _seal(folder)
    target = into or Path(f"bukti-{shown.id[:12]}")
    with reader() as connection:
        proof = prove(connection, folder, shown.id, shown.capture, target)
    if as_json:
        print_json(proof)
    else:
        print_lines([styled((say("wrote {path}", path=target), ""))])
    return 0


def _seal(folder: Path) -> None:
    """Seal the days that are over; where nothing can be written (a copy on a disk that is read-only) they wait."""
    from archive.store import Archive

    with suppress(ArchiveError, OSError), Archive.open(folder) as archive:
        archive.seal()


@command("cite")
@click.argument("article")
@option("--form", type=click.Choice(FORMS), default="text", show_default=True,
        help="text, ris, bibtex or csl (JSON for Zotero and pandoc).")  # fmt: skip
@option("--revision", type=int, help="Only this wording, by its number today.")
def cite_command(article: str, *, form: str, revision: int | None, as_json: bool) -> None:
    """Cite an article: article and instant of capture.

    A citation names no revision's number, since that may move; it resolves with `kliping show` for ever.

    \b
    kliping cite 3f2a --form bibtex
    """
    from archive import citation
    from archive.citing import cited

    with reader() as connection:
        one = cited(connection, _shown(connection, article, revision))
    if as_json:
        print_json(msgspec.structs.asdict(one) | {"name": one.name})
        return
    # It goes into another program, as it is: no form of it leaves a line break or an escape of the page's in place.
    sys.stdout.write(citation.FORMS[form](one))


def _shown(connection: Any, article: str, revision: int | None) -> Shown:
    found = queries.find(connection, article)
    return queries.show(connection, found, revision or queries.cited_revision(connection, found, article))


@command("merge")
@click.argument("other", type=click.Path(path_type=Path, exists=True, file_okay=False))
def merge_command(other: Path, *, as_json: bool) -> None:
    """Bring another archive home into this one.

    Its facts are added, its WARC files copied, and what they touch is told anew. The other is only read. Twice is
    once, and the order does not matter. What a takedown of either side refuses stays away.

    \b
    kliping --archive /srv/kliping merge /media/laptop/kliping-archive
    """
    from archive.lock import crawl_lock
    from archive.store import Archive
    from archive.upkeep.merge import merge
    from archive.upkeep.takedown import enforce

    folder = archive_folder()
    with crawl_lock(folder):
        Archive.open(folder).close()
        told = merge(folder, other)
        with Archive.open(folder) as archive:
            enforce(archive, datetime.now(UTC))
    if as_json:
        print_json(told)
        return
    click.echo(
        say("{facts} new facts, {files} new files, {articles} articles told anew", facts=sum(told.facts.values()),
            files=told.files, articles=told.articles)
    )  # fmt: skip


@command("backup")
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
def backup_command(target: Path, *, as_json: bool) -> int:
    """Bring a copy of the archive up to date, and verify it.

    It may be made while a sweep is at work; what has not changed is not copied again. `kliping recover` makes an
    archive of it.

    \b
    kliping --archive /srv/kliping backup /media/disk/kliping
    """
    from archive.upkeep.backup import back_up

    told = back_up(archive_folder(), target)
    if as_json:
        print_json(told)
    else:
        print_lines([styled((f"{one.file}:{one.offset}  {one.what}", "red")) for one in told.findings])
        click.echo(say("{files} files, {size} bytes copied; verified", files=told.files, size=told.bytes))
    return 1 if told.findings else 0


@command("recover")
@click.argument("backup", type=click.Path(path_type=Path, exists=True, file_okay=False))
def recover_command(backup: Path, *, as_json: bool) -> None:
    """Make an archive of a backup.

    What was taken down since the backup was made is taken down again, by the takedown registers.

    \b
    kliping --archive /srv/kliping recover /media/disk/kliping
    """
    from archive.upkeep.backup import recover

    again = recover(backup, chosen_folder(), datetime.now(UTC))
    if as_json:
        print_json({"archive": str(chosen_folder()), "taken_down_again": again})
        return
    click.echo(say("recovered; {n} articles were taken down again", n=again))


COMMANDS = (
    rebuild_command, prove_command, cite_command, merge_command, backup_command, recover_command,
)  # fmt: skip

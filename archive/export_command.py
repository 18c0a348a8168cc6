"""`kliping export`: what a researcher takes away."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import click

from archive.messages import say
from archive.options import archive_folder, command, option
from archive.search_command import SearchCommand, typed
from archive.terminal import print_json


@command("export", cls=SearchCommand)
@click.argument(
    "format_", metavar="FORMAT", type=click.Choice(("csv", "jsonl", "xlsx", "parquet", "sqlite", "wacz", "bagit"))
)
@click.argument("query", nargs=-1)
@option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write [default: kliping-export, with the format's ending].",
)
@option("--force", "replace", is_flag=True, help="Replace what is there.")
@option(
    "--public",
    "is_public",
    is_flag=True,
    help="Leave out what is not for everybody: withdrawn, restricted, embargoed, minors, reserved.",
)
@option("--revisions", "all_revisions", is_flag=True, help="One row for every wording, not only the latest.")
@option("--delimiter", default=",", show_default=True, help="What parts the cells of a CSV.")
@option("--bom", is_flag=True, help="Begin a CSV with a byte order mark, which Excel wants.")
@option("--raw", is_flag=True, help="Leave cells of a CSV that a spreadsheet takes for formulas as they are.")
def export_command(
    *, format_: str, query: tuple[str, ...], output: Path | None, replace: bool, is_public: bool, all_revisions: bool,
    delimiter: str, bom: bool, raw: bool, as_json: bool,
) -> None:  # fmt: skip
    """Take articles away as a file.

    Those that answer QUERY (as `kliping search` understands it), else all. One row an article, with its latest wording. Beside the file come a manifest (question, counts, what was left out and why,
    digests) and a dictionary of the columns.

    \b
    kliping export csv 'tempat:waingapu tanggal:2020' -o waingapu.csv
    kliping export csv sumur --delimiter ';' --bom
    kliping export sqlite --public -o published.db
    kliping export bagit 'status:dihapus' -o vanished
    """
    from archive.exports.writing import FORMATS, Format, Order, beside, export

    named = next(name for name in get_args(Format) if name == format_)
    if len(delimiter) != 1 or delimiter.isalnum() or delimiter in "\r\n\"'=+-@. ":
        raise click.UsageError(say("--delimiter is one character"))
    order = Order(
        format=named,
        query=typed(query),
        is_public=is_public,
        all_revisions=all_revisions,
        delimiter=delimiter,
        bom=bom,
        raw=raw,
    )
    target = output or Path(f"kliping-export{FORMATS[named]}")
    # To be told to end is to be interrupted: what was begun is removed.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _progress() as tell:
            manifest = export(archive_folder(), order, target, now=datetime.now(UTC), replace=replace, tell=tell)
    except KeyboardInterrupt:
        click.echo(say("nothing of {target} is written: the same command begins it anew", target=target), err=True)
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
    if as_json:
        print_json(manifest)
        return
    click.echo(say("{n} rows in {target}", n=manifest.rows, target=target))
    for reason, articles in manifest.withheld.items():
        click.echo(say("{n} articles are left out: {reason}", n=len(articles), reason=reason))
    if manifest.over_long:
        click.echo(say("{n} rows hold more than a cell can: see the manifest", n=len(manifest.over_long)))
    if manifest.damaged:
        click.echo(say("{n} records are damaged and left out: see `kliping verify`", n=len(manifest.damaged)))
    if named != "bagit":
        click.echo(
            say(
                "beside it: {manifest} and {dictionary}",
                manifest=beside(target, ".manifest.json").name,
                dictionary=beside(target, ".dictionary.csv").name,
            )
        )


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar where somebody looks, nothing where nobody does."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("writing"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


COMMANDS = (export_command,)

"""`kliping search`, `kliping sql` and `kliping completion`."""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Sequence

import click
import msgspec

from archive.commands import reader
from archive.facets import Count, Facets
from archive.lines import hit_lines
from archive.messages import say
from archive.options import Command, command, option
from archive.search import Answer, Hit, search
from archive.sql import ask
from archive.terminal import clean, print_json, print_lines, styled

# What begins with it is no option to click: a word to leave out.
_REFUSED = " "


class SearchCommand(Command):
    """`kliping search`, in which `-pilkada` is a word to leave out and not five options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Only whole options are options here."""
        known = {name for parameter in self.params for name in parameter.opts} | {"-h", "--help", "--"}
        return super().parse_args(
            ctx,
            [
                _REFUSED + word if word.startswith("-") and word not in known and word[:2] != "--" else word
                for word in args
            ],
        )


_SHOWN_COUNTS = 8
_CSV = ("article", "site", "title", "published_at", "published_local", "first_seen", "status", "address", "snippet")
_SHELLS = ("bash", "zsh", "fish")


@command("search", cls=SearchCommand)
@click.argument("words", nargs=-1, required=True)
@option("--new", "--newest", "newest_first", is_flag=True, help="Newest first instead of best first.")
@option("--tepat", "--exact", "is_exact", is_flag=True, help="The printed words only: no synonyms, no other forms.")
@option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="Hits a page.")
@option("--page", default=1, show_default=True, type=click.IntRange(1, 100_000), help="Which page of hits.")
@option("--csv", "as_csv", is_flag=True, help="Print CSV instead.")
@option("--sql", "show_sql", is_flag=True, help="Print the statement that answers, for sqlite3.")
def search_command(
    *, words: tuple[str, ...], newest_first: bool, is_exact: bool, limit: int, page: int, as_csv: bool, show_sql: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Search the archive.

    Words, "phrases", -not, OR, NEAR(a b, 5), beginnings*, and fields.

    \b
    kliping search bupati "jalan rusak" -pilkada
    kliping search 'judul:sumur tempat:waingapu tanggal:2020-02..2020-03'
    kliping search 'penulis:ana OR penulis:isto status:berubah' --new

    Fields: judul isi penulis tempat media rubrik (title body author place outlet section), tanggal (date), peristiwa
    (event), cerita (story), status:dihapus|berubah|salinan.
    """
    with reader() as connection:
        answer = search(
            connection, typed(words), newest_first=newest_first, limit=limit, page=page, is_exact=is_exact,
            with_facets=not (as_csv or show_sql),
        )  # fmt: skip
    if as_json:
        print_json(answer)
    elif as_csv:
        _print_csv(answer.hits)
    elif show_sql:
        click.echo(answer.sql)
    else:
        _print_answer(answer, limit)


def _print_answer(answer: Answer, limit: int) -> None:
    for number, hit in enumerate(answer.hits, 1 + (answer.page - 1) * limit):
        print_lines(hit_lines(number, hit))
    for note in answer.notes:
        click.echo(f"kliping: {clean(note)}", err=True)
    if answer.facets and answer.total > 1:
        _print_counts(answer.facets)
    told = say("{n} articles", n=answer.total)
    if not answer.total:
        told = say("no article answers that")
    if answer.total > limit:
        told = say("{n} articles; page {page} of {pages}", n=answer.total, page=answer.page, pages=answer.pages)
    print_lines([styled((told, "dim"))])
    if answer.guess:
        print_lines([styled((say("did you mean: {guess}", guess=answer.guess), "bold"))])


def _print_counts(found: Facets) -> None:
    about = say("about ") if found.one_in > 1 else ""
    latest = found.months[-_SHOWN_COUNTS:]
    for name, counts in ((say("outlets"), found.outlets), (say("places"), found.places), (say("months"), latest)):
        if counts:
            told = " · ".join(f"{count.value} {about}{count.articles}" for count in _first(counts))
            print_lines([styled((f"{name}: ", "cyan"), (told, "dim"))])


def _first(counts: Sequence[Count]) -> Sequence[Count]:
    return counts[:_SHOWN_COUNTS]


def _print_csv(hits: Sequence[Hit]) -> None:
    from archive.exports.formulas import disarmed

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_CSV)
    for hit in hits:
        row = msgspec.structs.asdict(hit)
        writer.writerow([disarmed(clean(row[name])) if row[name] is not None else "" for name in _CSV])


def typed(words: tuple[str, ...]) -> str:
    """The words of the command line as one question: what the shell was given in quotes is a phrase again."""
    asked = [word.removeprefix(_REFUSED) for word in words]
    if len(asked) == 1:
        return asked[0]
    return " ".join(_phrase(word) if " " in word and ":" not in word and '"' not in word else word for word in asked)


def _phrase(word: str) -> str:
    return f'-"{word[1:]}"' if word.startswith("-") else f'"{word}"'


@command("sql")
@click.argument("statement")
@option("--limit", default=1000, show_default=True, type=click.IntRange(1, 1_000_000), help="Rows at most.")
@option(
    "--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1, 86_400), help="Longest time to answer."
)
@option("--csv", "as_csv", is_flag=True, help="Print CSV instead.")
def sql_command(*, statement: str, limit: int, seconds: float, as_csv: bool, as_json: bool) -> None:
    """Ask in SQL.

    One SELECT on the documented views and tables; it cannot change anything, and is ended where it takes too long.

    \b
    kliping sql "SELECT site, count(*) FROM articles GROUP BY site"
    kliping sql "SELECT title, published_local FROM articles WHERE status = 'gone'" --csv
    """
    with reader() as connection:
        table = ask(connection, statement, limit=limit, until=time.monotonic() + seconds, now=time.monotonic)
    if as_json:
        print_json([dict(zip(table.names, row, strict=True)) for row in table.rows])
    elif as_csv:
        from archive.exports.formulas import disarmed

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(table.names)
        writer.writerows([disarmed(cell) for cell in row] for row in table.rows)
    else:
        print_lines([styled(("  ".join(table.names), "cyan"))])
        print_lines(styled(("  ".join("" if cell is None else clean(cell) for cell in row), "")) for row in table.rows)
    if table.is_cut:
        click.echo(f"kliping: {say('only the first {n} rows; --limit gives more', n=limit)}", err=True)


@command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion_command(context: click.Context, shell: str, *, as_json: bool) -> None:
    """Complete commands in a shell.

    Prints what makes bash, zsh or fish complete commands and options.

    \b
    kliping completion bash > ~/.local/share/bash-completion/completions/kliping
    kliping completion zsh > "${fpath[1]}/_kliping"
    kliping completion fish > ~/.config/fish/completions/kliping.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    script = found(context.find_root().command, {}, "kliping", "_KLIPING_COMPLETE").source()
    if as_json:
        print_json({"shell": shell, "script": script})
    else:
        click.echo(script)


COMMANDS = (search_command, sql_command, completion_command)

"""The archive's commands: search, show, history, diff, story, issues, runs, verify."""

from __future__ import annotations

import sys
from typing import Any

import click
import msgspec

from archive import queries
from archive.cli import folder_of, folder_option, language_option
from archive.errors import ArchiveMissing
from archive.messages import say
from archive.queries import Piece, Shown, StoryRow
from archive.search import Hit, search
from archive.sqlite import connect
from archive.store import DATABASE
from archive.terminal import clean, clean_lines, console


def reader() -> Any:
    """A read-only connection to the chosen archive."""
    path = folder_of([]) / DATABASE
    if not path.exists():
        raise ArchiveMissing(
            f"there is no archive in {path.parent}: make one with `kliping init`, or see `kliping demo`"
        )
    return connect(path, readonly=True)


def print_json(value: Any) -> None:
    """The value as JSON on standard output."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n")


def common(function: Any) -> Any:
    """The options that every command has."""
    function = click.option("--json", "as_json", is_flag=True, help="Print JSON instead.")(function)
    return folder_option(language_option(function))


def styled(*parts: tuple[object, str]) -> Any:
    """A line of printed text in styles; nothing in it that a terminal would obey."""
    from rich.text import Text

    line = Text()
    for text, style in parts:
        line.append(clean(text), style=style)
    return line


def pieces(found: tuple[Piece, ...], context: int = 60) -> Any:
    """A word diff as a person reads it: removed struck in red, added in green, long unchanged runs shortened."""
    from rich.text import Text

    line = Text()
    for piece in found:
        text = clean_lines(piece.text)
        if piece.kind == "same":
            line.append(text if len(text) <= 2 * context else f"{text[:context]} … {text[-context:]}")
        elif piece.kind == "removed":
            line.append(f"[-{text}-]", style="red strike")
        else:
            line.append(f"{{+{text}+}}", style="bold green")
    return line


def hit_lines(number: int, hit: Hit) -> list[Any]:
    """One hit: title, where and when, and the printed words that were searched for."""
    from rich.text import Text

    when = (hit.published_at or hit.first_seen)[:10]
    snippet = Text("   ")
    last = 0
    for start, end in hit.marks:
        snippet.append(clean(hit.snippet[last:start]))
        snippet.append(clean(hit.snippet[start:end]), style="bold yellow")
        last = end
    snippet.append(clean(hit.snippet[last:]) + " …")
    gone = f"  {hit.status}" if hit.status != "present" else ""
    return [
        styled((f"{number:2} ", "dim"), (hit.title, "bold"), (gone, "red")),
        styled(("   ", ""), (f"{hit.site} · {when} · ", "cyan"), (hit.article[:12], "dim")),
        snippet,
    ]


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--new", "newest_first", is_flag=True, help="Newest first instead of best first.")
@click.option("--tepat", "--exact", "is_exact", is_flag=True, help="The printed words only, no synonyms.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 500), help="Hits a page.")
@click.option("--page", default=1, show_default=True, type=click.IntRange(1, 10000))
@click.option("--sql", "show_sql", is_flag=True, help="Print the statement that answers.")
@common
def search_command(**chosen: Any) -> None:
    """Search the archive.

    \b
    kliping search bupati "jalan rusak" -pilkada
    kliping search 'judul:sumur tempat:waingapu tanggal:2020-02..2020-03'
    kliping search 'penulis:ana OR penulis:isto status:berubah' --new
    """
    typed = " ".join(
        f'"{word}"' if " " in word and ":" not in word and '"' not in word else word for word in chosen["words"]
    )
    answer = search(
        reader(), typed, newest_first=chosen["newest_first"], limit=chosen["limit"], page=chosen["page"],
        is_exact=chosen["is_exact"],
    )  # fmt: skip
    if chosen["as_json"]:
        print_json(answer)
        return
    if chosen["show_sql"]:
        click.echo(answer.sql)
        click.echo(msgspec.json.encode(answer.parameters).decode())
        return
    if not answer.hits:
        click.echo(say("no article answers {typed}", typed=clean(typed)))
        return
    for number, hit in enumerate(answer.hits, 1 + (chosen["page"] - 1) * chosen["limit"]):
        for line in hit_lines(number, hit):
            console().print(line)
    console().print(styled((say("{n} articles; page {page}", n=answer.total, page=chosen["page"]), "dim")))


@click.command("show")
@click.argument("article")
@click.option(
    "--evidence", "with_evidence", is_flag=True, help="For each field: what found it, and every dropped line."
)
@common
def show_command(article: str, *, with_evidence: bool, as_json: bool) -> None:
    """Show an article: fields and text. ARTICLE is an id (four letters or more of it) or an address."""
    connection = reader()
    shown = queries.show(connection, queries.find(connection, article))
    if as_json:
        print_json(shown)
        return
    for line in shown_lines(shown):
        console().print(line)
    if with_evidence:
        for line in evidence_lines(shown):
            console().print(line)


def shown_lines(shown: Shown) -> list[Any]:
    """An article as a person reads it."""
    found = shown.article
    when = found.published_at
    published = f"{when.at.isoformat()} ({when.precision}, {when.zone_from})" if when else say("no publication date")
    pairs = [
        (say("published"), published),
        (say("people"), "; ".join(f"{person.name} ({person.role})" for person in found.people)),
        (say("dateline"), found.dateline.printed if found.dateline else ""),
        (say("credit"), "; ".join(credit.printed for credit in found.credits)),
        (say("places"), "; ".join(place.name for place in found.places)),
        (say("section"), found.section or ""),
        (say("address"), shown.address),
        (say("first seen"), f"{shown.first_seen} · {say('last seen')} {shown.last_seen} · {shown.status}"),
        (say("record"), shown.warc or ""),
    ]
    lines = [styled((found.title, "bold")), styled((shown.id, "dim"))]
    lines += [styled((f"{name:16}", "cyan"), (value, "")) for name, value in pairs if value]
    for paragraph in found.body:
        lines += [styled(("", "")), styled((paragraph.text, "bold" if paragraph.kind == "heading" else ""))]
    return lines


def evidence_lines(shown: Shown) -> list[Any]:
    """Why the reading says what it says."""
    lines = [styled(("", "")), styled((say("evidence"), "bold"))]
    for field in shown.evidence.fields:
        flags = f"  {' '.join(field.flags)}" if field.flags else ""
        lines.append(
            styled(
                (f"{field.field:16}", "cyan"), (f"{field.found_by}: ", "dim"), (field.raw[:200], ""), (flags, "yellow")
            )
        )
    if shown.evidence.dropped:
        lines.append(styled((say("dropped lines"), "bold")))
        lines += [
            styled((drop.text[:200], "strike dim"), (f"  ({drop.rule})", "dim")) for drop in shown.evidence.dropped
        ]
    return lines


@click.command("history")
@click.argument("article")
@common
def history_command(article: str, *, as_json: bool) -> None:
    """The life of an article: every wording, and every look at it."""
    connection = reader()
    found = queries.history(connection, queries.find(connection, article))
    if as_json:
        print_json(found)
        return
    console().print(styled((found.article, "dim"), (f"  {found.site}  {found.status}", "cyan")))
    for address in found.addresses:
        console().print(styled(("  ", ""), (address, "")))
    for revision in found.revisions:
        line = f" {revision.first_seen}  {revision.title} ({revision.words})"
        console().print(styled((say("revision {n}", n=revision.number), "bold"), (line, "")))
    for look in found.looks:
        style = {"gone": "red", "revised": "yellow", "new": "green"}.get(look.verdict or "", "dim")
        what = look.verdict or f"status {look.status}"
        console().print(styled((f"  {look.at}  ", "dim"), (what, style), (f"  {look.address}", "dim")))


@click.command("diff")
@click.argument("article")
@click.argument("before", type=int, required=False)
@click.argument("after", type=int, required=False)
@common
def diff_command(article: str, before: int | None, after: int | None, *, as_json: bool) -> None:
    """The words that changed between two wordings (the last two, unless numbers are given)."""
    connection = reader()
    found = queries.diff(connection, queries.find(connection, article), before, after)
    if as_json:
        print_json(found)
        return
    console().print(styled((say("revision {a} -> {b}", a=found.before, b=found.after), "bold")))
    for name, pairs in ((say("figures that changed"), found.figures), (say("names that changed"), found.names)):
        for old, new in pairs:
            console().print(styled((f"{name}: ", "cyan"), (old or "·", "red"), (" -> ", "dim"), (new or "·", "green")))
    console().print(pieces(found.title))
    console().print(pieces(found.body))


@click.command("story")
@click.argument("article")
@common
def story_command(article: str, *, as_json: bool) -> None:
    """Who carried the same words: the origin first, and the proof of each."""
    connection = reader()
    rows = queries.story(connection, queries.find(connection, article))
    if as_json:
        print_json(rows)
        return
    if not rows:
        click.echo(say("it stands alone: no other article carries its words"))
    for row in rows:
        console().print(story_line(row))


def story_line(row: StoryRow) -> Any:
    """One article's place in a story."""
    is_origin = row.relation == "origin"
    share = "" if is_origin else "  " + say("{share} % of the words", share=round(100 * row.share))
    proof = f"  « {row.proof} »" if row.proof else ""
    relation = {
        "origin": say("origin"), "repost": say("repost"), "copy": say("copy"), "press_release": say("press_release"),
        "rewrite": say("rewrite"), "update": say("update"),
    }[row.relation]  # fmt: skip
    when = (row.published_at or "")[:16]
    return styled(
        ("" if is_origin else "  └ ", "dim"), (f"{relation}: ", "green" if is_origin else "yellow"), (row.title, "bold"),
        (f"  {row.site} {when} {row.article[:12]}", "cyan"), (share, "dim"), (proof, "italic"),
    )  # fmt: skip


@click.command("issues")
@click.option("--all", "with_closed", is_flag=True, help="Closed ones too.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10000), help="Rows at most.")
@common
def issues_command(*, with_closed: bool, limit: int, as_json: bool) -> None:
    """What a person must look at, newest first."""
    rows = [
        row for row in queries.table(reader(), "issues", "at DESC, id", limit) if with_closed or row["state"] == "open"
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        console().print(
            styled(
                (row["id"][:12], "dim"), (f"  {row['at'][:16]}  {row['site']}  ", "cyan"), (row["kind"], "bold yellow")
            )
        )
        console().print(styled(("              ", ""), (row["subject"], ""), (f"  {row['message']}", "dim")))
    if not rows:
        click.echo(say("no open issue"))


@click.command("runs")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10000), help="Rows at most.")
@common
def runs_command(*, limit: int, as_json: bool) -> None:
    """The latest runs: what each site's crawl brought."""
    rows = queries.table(reader(), "runs", "opened_at DESC, id", limit)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        numbers = " ".join(
            f"{name} {row[name]}" for name in ("requests", "new", "revised", "gone", "quarantined") if row[name]
        )
        console().print(
            styled(
                (row["opened_at"][:16], "dim"),
                (f"  {row['site']:24}", "cyan"),
                (f"{row['outcome']}  ", "bold"),
                (numbers, ""),
            )
        )
    if not rows:
        click.echo(say("no run yet"))


@click.command("verify")
@common
def verify_command(*, as_json: bool) -> int:
    """Check every record and every row against its digest; exit code 1 and file and offset where one is not right."""
    from archive.upkeep.verify import verify

    folder = folder_of([])
    if not (folder / DATABASE).exists():
        raise ArchiveMissing(f"there is no archive in {folder}")
    findings = list(verify(folder))
    if as_json:
        print_json(findings)
    else:
        for finding in findings:
            console().print(styled((f"{finding.file}:{finding.offset}  ", "red"), (finding.what, "")))
        click.echo(say("{n} findings", n=len(findings)) if findings else say("everything is as it was kept"))
    return 1 if findings else 0


COMMANDS = (
    search_command, show_command, history_command, diff_command, story_command, issues_command, runs_command,
    verify_command,
)  # fmt: skip

"""The archive's commands: show, history, diff, story, runs, verify."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Any

import click
import msgspec

from archive import DATABASE, queries
from archive.corrections import corrections_of
from archive.decisions import acts_on
from archive.diffpage import diff_page
from archive.lines import (
    act_line,
    correction_line,
    diff_lines,
    evidence_lines,
    gone_line,
    history_lines,
    run_line,
    shown_lines,
    story_lines,
)
from archive.messages import say
from archive.options import archive_folder, command, option
from archive.schema import is_current
from archive.sqlite import connect
from archive.terminal import print_json, print_lines, styled


def reader() -> Any:
    """A read-only connection to the chosen archive, closed at the end of a with block. ArchiveMissing where none is.

    An archive of an earlier Kliping is brought up to date first: what it is asked for may stand in tables it has not.
    """
    folder = archive_folder()
    connection = connect(folder / DATABASE, readonly=True)
    if not is_current(connection):
        from archive.store import Archive

        connection.close()
        Archive.open(folder).close()
        connection = connect(folder / DATABASE, readonly=True)
    return closing(connection)


@command("show")
@click.argument("article")
@option("--evidence", "with_evidence", is_flag=True, help="For each field: what found it, and every line left out.")
@option("--revision", type=int, help="An earlier wording, by its number.")
def show_command(article: str, *, with_evidence: bool, revision: int | None, as_json: bool) -> None:
    """Show an article: its fields and its text.

    ARTICLE is an id (four letters or more of it) or an address.

    \b
    kliping show 3f2a
    kliping show https://suarajarmas.com/2020/02/rakor/ --evidence
    """
    with reader() as connection:
        asked = queries.find(connection, article)
        shown = queries.show(connection, asked, revision or queries.cited_revision(connection, asked, article))
        acts = acts_on(connection, asked)
    if as_json:
        print_json(shown)
        return
    print_lines(shown_lines(shown))
    print_lines(act_line(act) for act in acts)
    if with_evidence:
        found = shown.evidence
        print_lines(evidence_lines(found.fields, found.dropped, found.flags))


@command("history")
@click.argument("article")
def history_command(article: str, *, as_json: bool) -> None:
    """The life of an article, look by look.

    \b
    kliping history 3f2a
    """
    with reader() as connection:
        found = queries.history(connection, queries.find(connection, article))
        found = msgspec.structs.replace(found, corrections=corrections_of(connection, found.article))
    if as_json:
        print_json(found)
    else:
        print_lines(history_lines(found))
        print_lines(correction_line(row, found.article) for row in found.corrections)


@command("diff")
@click.argument("article")
@click.argument("before", type=int, required=False)
@click.argument("after", type=int, required=False)
@option("--whole", "is_whole", is_flag=True, help="The whole text, not only what is about the changes.")
@option("--html", "as_html", is_flag=True, help="A page of HTML that needs nothing else.")
def diff_command(
    article: str, before: int | None, after: int | None, *, is_whole: bool, as_html: bool, as_json: bool
) -> None:
    """The words that changed between two wordings.

    The last two, or those of the revisions BEFORE and AFTER. Figures and names that changed come first.

    \b
    kliping diff 3f2a
    kliping diff 3f2a 1 3
    kliping diff 3f2a --html > diff.html
    """
    with reader() as connection:
        found = queries.diff(connection, queries.find(connection, article), before, after)
    if as_json:
        print_json(found)
    elif as_html:
        sys.stdout.write(diff_page(found))
    else:
        print_lines(diff_lines(found, is_whole=is_whole))


@command("story")
@click.argument("article")
def story_command(article: str, *, as_json: bool) -> None:
    """Who carried the same words, and the proof.

    \b
    kliping story 3f2a
    """
    with reader() as connection:
        found = queries.find(connection, article)
        rows, corrected = queries.story(connection, found), corrections_of(connection, found)
    if as_json:
        print_json(rows)
        return
    print_lines(story_lines(rows))
    if not rows:
        click.echo(say("it stands alone: no other article carries its words"))
    print_lines(correction_line(row, found) for row in corrected)


@command("deleted")
@option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000), help="Rows at most.")
def deleted_command(*, limit: int, as_json: bool) -> None:
    """What is not on its site any more.

    The last that was missed first. Its text stays readable here, and is withheld from public exports until a person
    decides.

    \b
    kliping deleted --limit 20
    """
    with reader() as connection:
        rows = queries.gone(connection, limit=limit)
    if as_json:
        print_json(rows)
        return
    print_lines(gone_line(row) for row in rows)
    if not rows:
        click.echo(say("nothing is gone"))


@command("runs")
@option("--site", default=None, help="Only this site's.")
@option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000), help="Rows at most.")
def runs_command(*, site: str | None, limit: int, as_json: bool) -> None:
    """The latest runs: what each site's crawl brought.

    \b
    kliping runs --limit 5
    """
    with reader() as connection:
        rows = queries.runs(connection, site=site, limit=limit)
    if as_json:
        print_json(rows)
        return
    print_lines(run_line(row) for row in rows)
    if not rows:
        click.echo(say("no run yet"))


@command("verify")
def verify_command(*, as_json: bool) -> int:
    """Check every record and row against its digest.

    Exit code 1 where one is not right, with file and offset.

    \b
    kliping --archive /srv/kliping verify
    """
    from archive.upkeep.verify import verify

    findings = list(verify(archive_folder()))
    if as_json:
        print_json(findings)
        return 1 if findings else 0
    for finding in findings:
        print_lines([styled((f"{finding.file}:{finding.offset}  ", "red"), (finding.what, ""))])
    click.echo(say("{n} findings", n=len(findings)) if findings else say("everything is as it was kept"))
    return 1 if findings else 0


COMMANDS = (
    show_command, history_command, diff_command, story_command, deleted_command,
    runs_command, verify_command,
)  # fmt: skip

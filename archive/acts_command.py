"""The commands by which persons decide: each is an Act, with who, when and why. They wait only for the write lock."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

import click

from archive import queries
from archive.commands import reader
from archive.decisions import collections, quarantined
from archive.errors import UnknownArticle
from archive.facts import Act
from archive.lines import short
from archive.messages import say
from archive.options import archive_folder, command, option
from archive.records import utc_text
from archive.terminal import print_json, print_lines, styled

F = TypeVar("F", bound=Callable[..., Any])
GROUNDS = ("court", "press-council", "data-subject", "publisher", "minor")
# What a person may say otherwise than the machine read it.
FIELDS = ("title", "subtitle", "published_at", "people", "dateline", "places", "section", "outlet", "credit")


def _whoever() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid {os.getuid()}"


def _by_and_note(function: F) -> F:
    who = option("--by", default=_whoever, show_default=False, help="Who decides [default: the user's name].")
    return who(option("--note", default="", help="Why: kept with the act.")(function))


def _act(kind: Any, article: str, by: str, note: str, *, as_json: bool, **detail: Any) -> None:
    """Keep an act on an article, and say so."""
    from archive.store import Archive

    with Archive.open(archive_folder()) as archive:
        connection = archive.connection()
        found = queries.find(connection, article)
        if "with" in detail:
            detail["with"] = queries.find(connection, detail["with"])
            if detail["with"] == found:
                raise click.UsageError(say("name two articles"))
        act = Act(kind=kind, subject=found, at=datetime.now(UTC), by=by, reason=note, detail=detail)
        archive.keep([act]).result()
    _told(act, as_json=as_json)


def _told(act: Act, *, as_json: bool) -> None:
    if as_json:
        print_json({"act": act.id, "kind": act.kind, "article": act.subject, "by": act.by, "detail": act.detail})
    else:
        what = "  ".join(_plain(name, value) for name, value in act.detail.items())
        print_lines(
            [styled((f"{act.kind} ", "bold"), (short(act.subject), "cyan"), (f"  {what}" if what else "", ""),
                    (f"  {act.by}  {act.reason}", "dim"))]
        )  # fmt: skip


def _plain(name: str, value: Any) -> str:
    """What an act says beside who and why: the other article, the collection, the field, its value, the day."""
    if name == "out":
        return say("taken out")
    return short(value) if name == "with" else str(value)


@command("takedown")
@click.argument("article")
@option("--ground", type=click.Choice(GROUNDS), required=True, help="On what ground.")
@option("--purge", "is_purged", is_flag=True, help="Keep the text nowhere; it cannot be reinstated.")
@_by_and_note
def takedown_command(article: str, *, ground: str, is_purged: bool, by: str, note: str, as_json: bool) -> None:
    """Take an article down: out of tables, index and WARC.

    The text moves to withheld.db, which nothing that serves opens. Tombstones stand in its records' places, so seals
    and proofs of everything else still verify, and it never comes back: not by crawling, merging, rebuilding or from a
    backup. Other copies in its story and known backups are listed for your decision. Again it finishes what was cut
    off, and with --purge leaves nothing in withheld.db either.

    \b
    kliping takedown 3f2a --ground court --by "Rina, arsip" --note "PN Waikabubak 12/2026"
    """
    from archive.store import Archive
    from archive.upkeep.takedown import takedown

    with Archive.open(archive_folder()) as archive:
        try:
            found = queries.find(archive.connection(), article)
        except UnknownArticle as error:
            if quarantined(archive.connection(), article.strip()) is None:
                raise
            hint = say(
                "{address} was put aside and is no article: `kliping release` it, then take it down", address=article
            )
            raise UnknownArticle(hint) from error
        done = takedown(archive, found, ground, by, note, datetime.now(UTC), is_purged=is_purged)
    if as_json:
        print_json(done)
        return
    _tell_down(done, is_purged=is_purged)


def _tell_down(done: Any, *, is_purged: bool) -> None:
    if is_purged and not done.records:
        click.echo(say("what was withheld is purged"))
    else:
        click.echo(
            say("taken down: {readings} readings, {records} records", readings=done.readings, records=done.records)
        )
    if done.quoted:
        click.echo(
            say("its headline still stands on {n} pages of other articles, which are kept as they came", n=done.quoted)
        )
    for copy in done.copies:
        click.echo(say("another copy in its story, for you to decide: {article}", article=copy))
    if done.is_read:
        click.echo(say("another program is reading the archive: the old pages go with the next command after it ends"))
    if done.is_owed:
        click.echo(say("a crawl is at work: what older free space of the database holds goes when it ends"))
    elif not done.is_rewritten:
        click.echo(say(
            "the database could not be written anew (another program writes, or the disk has no room for it twice more): "
            "its free space may hold older bytes; take it down again when that is over"
        ))  # fmt: skip
    for backup in done.backups:
        print_lines([styled((say("a backup still has it: {place}", place=backup), "yellow"))])


@command("reinstate")
@click.argument("article")
@_by_and_note
def reinstate_command(article: str, *, by: str, note: str, as_json: bool) -> None:
    """Bring back what was taken down and not purged.

    \b
    kliping reinstate 3f2a --by "Rina, arsip" --note "putusan banding"
    """
    from archive.store import Archive
    from archive.upkeep.takedown import reinstate

    with Archive.open(archive_folder()) as archive:
        found = queries.find(archive.connection(), article)
        records = reinstate(archive, found, by, note, datetime.now(UTC))
    if as_json:
        print_json({"article": found, "records": records})
    else:
        click.echo(say("reinstated: {records} records", records=records))


@command("restrict")
@click.argument("article")
@_by_and_note
def restrict_command(article: str, *, by: str, note: str, as_json: bool) -> None:
    """Keep an article out of what is public; here it stays readable.

    \b
    kliping restrict 3f2a --note "nama anak disebut"
    """
    _act("restrict", article, by, note, as_json=as_json)


@command("embargo")
@click.argument("article")
@option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day on which it becomes public, UTC.")
@_by_and_note
def embargo_command(article: str, *, until: datetime, by: str, note: str, as_json: bool) -> None:
    """Keep an article out of what is public until a day.

    \b
    kliping embargo 3f2a --until 2031-01-01
    """
    day: date = until.date()
    _act(
        "restrict", article, by, note, as_json=as_json, until=utc_text(datetime.combine(day, time(), UTC))
    )  # fmt: skip


@command("release")
@click.argument("article")
@_by_and_note
def release_command(article: str, *, by: str, note: str, as_json: bool) -> None:
    """Let an article be public again.

    After a restriction, a withdrawal at its source, or a machine's caution.

    \b
    kliping release 3f2a --note "izin redaksi"
    """
    _act("release", article, by, note, as_json=as_json)


@command("correct")
@click.argument("article")
@click.argument("field", type=click.Choice(FIELDS))
@click.argument("value")
@_by_and_note
def correct_command(article: str, field: str, value: str, *, by: str, note: str, as_json: bool) -> None:
    """Say otherwise than the machine read a field.

    Your reading stands beside the machine's, in `show`, the reading room, exports and the view `articles`, and survives
    every later reader; what was printed is not touched.

    \b
    kliping correct 3f2a published_at 2020-02-26T10:00+08:00 --note "salah cetak: 26, bukan 28"
    """
    if field == "published_at":
        _check_instant(value)
    value = _filled(value, "VALUE") if field == "title" else value
    _act("correct", article, by, note, as_json=as_json, field=field, value=value[:2000])


def _filled(text: str, name: str) -> str:
    if not text.strip():
        raise click.BadParameter(say("it is empty"), param_hint=name)
    return text.strip()


def _check_instant(value: str) -> None:
    """Refuse what is neither a day nor an instant with its offset."""
    try:
        is_whole = len(value) == len("2020-02-26") or datetime.fromisoformat(value).tzinfo is not None
        date.fromisoformat(value[:10])
    except ValueError:
        is_whole = False
    if not is_whole:
        raise click.BadParameter(
            say("{value} is no day (2020-02-26) and no instant with its offset (2020-02-26T10:00+08:00)", value=value),
            param_hint="VALUE",
        )


def _on_two(kind: str, told: str) -> click.Command:
    """The command of an act on two articles."""

    def decide(article: str, other: str, *, by: str, note: str, as_json: bool) -> None:
        _act(kind, article, by, note, as_json=as_json, **{"with": other})

    decide.__doc__ = told
    return command(kind)(click.argument("article")(click.argument("other")(_by_and_note(decide))))


join_command = _on_two("join", "Say that two articles are one story.\n\n\b\nkliping join 3f2a 9c1b")
split_command = _on_two("split", "Say that one of two articles is no copy of the other.\n\n\b\nkliping split 3f2a 9c1b")


@command("note")
@click.argument("article")
@click.argument("text")
@option("--by", default=_whoever, show_default=False, help="Who decides [default: the user's name].")
def note_command(article: str, text: str, *, by: str, as_json: bool) -> None:
    """Write a note on an article.

    \b
    kliping note 3f2a "lihat juga Dian, 2019, hlm. 14"
    """
    _act("note", article, by, _filled(text, "TEXT")[:2000], as_json=as_json)


@command("collection")
@click.argument("name", required=False)
@click.argument("articles", nargs=-1)
@option("--out", "is_out", is_flag=True, help="Take the articles out of it.")
@_by_and_note
def collection_command(
    name: str | None, articles: tuple[str, ...], *, is_out: bool, by: str, note: str, as_json: bool
) -> None:
    """Put articles into a collection, or show what is in it.

    \b
    kliping collection "Sengketa tanah" 3f2a 9c1b
    kliping collection "Sengketa tanah"
    kliping collection
    """
    if name is not None and articles:
        name = _filled(name, "NAME")
        for article in articles:
            _act("collection", article, by, note, as_json=as_json, name=name[:200], **({"out": True} if is_out else {}))
        return
    with reader() as connection:
        held = collections(connection)
    chosen = held if name is None else {name: held.get(name, ())}
    if as_json:
        print_json(chosen)
        return
    for one, members in chosen.items():
        print_lines([styled((one, "bold"), (f"  {say('{n} articles', n=len(members))}", "dim"))])
        if name is not None:
            print_lines(styled((f"  {article}", "cyan")) for article in members)


COMMANDS = (
    takedown_command, reinstate_command, restrict_command, embargo_command, release_command, correct_command,
    join_command, split_command, note_command, collection_command,
)  # fmt: skip

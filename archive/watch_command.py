"""The commands of whoever looks after an archive: issues, health, coverage, receipts."""

from __future__ import annotations

import getpass
import os
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import click
from rich.text import Text

from archive import queries
from archive.commands import reader
from archive.coverage import Day, HealthRow, Receipt, coverage, health, last_request, receipt
from archive.facts import Act
from archive.lines import issue_lines, minute, short
from archive.messages import say
from archive.options import archive_folder, command, option
from archive.terminal import clean, print_json, print_lines, styled

_ACTS: dict[str, Any] = {"close": "close_issue", "reopen": "reopen_issue", "note": "note"}
_STYLES = {"healthy": "green", "ill": "yellow"}


@command("issues")
@click.argument("what", metavar="[close|reopen|note]", required=False, type=click.Choice(sorted(_ACTS)))
@click.argument("ids", metavar="[ID...]", nargs=-1)
@option("--note", default="", help="Why: kept with the act.")
@option("--all", "with_closed", is_flag=True, help="Closed ones too.")
@option("--site", default=None, help="Only this site's.")
@option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000), help="Rows at most.")
def issues_command(
    what: str | None, ids: tuple[str, ...], *, note: str, with_closed: bool, site: str | None, limit: int, as_json: bool
) -> None:
    """What a person must look at, newest first.

    Close, reopen or note some by the beginning of their ids.

    \b
    kliping issues --site suarajarmas
    kliping issues close 3f2a91 --note "their host was down"
    """
    if what is not None:
        _decide(what, ids, note, as_json=as_json)
        return
    with reader() as connection:
        rows = queries.issues(connection, site=site, with_closed=with_closed, limit=limit)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        print_lines(issue_lines(row))
    if not rows:
        click.echo(say("no open issue"))


def _decide(what: str, ids: Sequence[str], note: str, *, as_json: bool) -> None:
    from archive.store import Archive

    if not ids or (what == "note" and not note):
        raise click.UsageError(say("name the issues by the beginning of their ids, and for a note give --note"))
    with Archive.open(archive_folder()) as archive:
        found = [_issue(archive.connection(), asked) for asked in ids]
        at, by = datetime.now(UTC), _whoever()
        archive.keep(
            [Act(kind=_ACTS[what], subject=one, at=at, by=by, reason=clean(note)[:2000]) for one in found]
        ).result()
    if as_json:
        print_json([{"issue": one, "act": _ACTS[what]} for one in found])
        return
    print_lines(styled((f"{_ACTS[what]} ", "bold"), (short(one), "cyan"), (f"  {note}", "dim")) for one in found)


def _issue(connection: Any, asked: str) -> str:
    given = asked.strip().lower()
    is_id = len(given) >= queries.MIN_ID and not set(given) - set("0123456789abcdef")
    rows = connection.execute(
        "SELECT id FROM issue WHERE id >= ? AND id < ? LIMIT 2", (given, f"{given}g")
    ).fetchall() if is_id else []  # fmt: skip
    if len(rows) != 1:
        raise click.UsageError(say("{asked} is the beginning of no one issue's id", asked=clean(asked)[:40]))
    return str(rows[0][0])


def _whoever() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid {os.getuid()}"


@command("health")
def health_command(*, as_json: bool) -> int:
    """How each site is.

    Healthy, ill, blocked, challenged, compromised, parked or gone.

    Exit code 10 where a followed site is not healthy.

    \b
    kliping health
    """
    with reader() as connection:
        rows = health(connection)
    code = 10 if any(row.followed and row.state != "healthy" for row in rows) else 0
    if as_json:
        print_json(rows)
        return code
    print_lines(map(_health_line, rows))
    if not rows:
        click.echo(say("no run yet"))
    return code


def _health_line(row: HealthRow) -> Text:
    needs = f"  {say('{n} open issues', n=row.open_issues)}" if row.open_issues else ""
    return styled(
        (f"{'*' if row.followed else ' '} {row.site:22} ", "bold"), (f"{row.state:12} ", _STYLES.get(row.state, "bold red")),
        (say("last run {run}, last new article {new}", run=minute(row.last_run), new=minute(row.last_new)), "dim"),
        (needs, "bold yellow"),
    )  # fmt: skip


@command("coverage")
@click.argument("site")
@option("--weeks", default=5, show_default=True, type=click.IntRange(1, 520), help="How many weeks back.")
def coverage_command(site: str, *, weeks: int, as_json: bool) -> None:
    """Whether nothing was published, or missed.

    Day by day, what became of what a site listed.

    A calendar: the number of articles kept of each day; ! where some are known to be missing, . where nothing was
    listed, ? where the site was not looked at. What is missing follows, with the reason.

    \b
    kliping coverage suarajarmas --weeks 8
    """
    today = datetime.now(UTC).date()
    with reader() as connection:
        last = connection.execute("SELECT max(at) FROM run_opened WHERE site = ?", (site,)).fetchone()[0]
        if last is None:
            raise click.UsageError(say("{site} was never crawled; see `kliping sites`", site=clean(site)[:80]))
        end = min(today, date.fromisoformat(last[:10]) + timedelta(days=1))
        begin = end - timedelta(days=end.weekday(), weeks=weeks - 1)
        days = coverage(connection, site, begin, end)
    if as_json:
        print_json(days)
        return
    print_lines(_calendar(days))


def _calendar(days: Sequence[Day]) -> Iterator[Text]:
    heads = say("Mon Tue Wed Thu Fri Sat Sun").split()
    yield styled((" " * 12 + "".join(f"{head:>5} " for head in heads), "dim"))
    for number in range(0, len(days), 7):
        week = days[number : number + 7]
        cells = [(_cell(day), "red" if day.missing else "green" if day.kept else "dim") for day in week]
        yield styled((f"{week[0].day}  ", "cyan"), *cells)
    yield styled((say(". nothing listed   ? not looked at   ! some missing"), "dim"))
    total = {name: sum(getattr(day, name) for day in days) for name in ("listed", "fetched", "kept", "missing")}
    yield styled((say("listed {listed}, fetched {fetched}, kept {kept}, missing {missing}", **total), "bold"))
    for day in days:
        for why, count in sorted(day.refused.items()):
            yield styled((f"{day.day}  ", "cyan"), (f"{say('{n} refused', n=count)}: {why}", "yellow"))
        for where in day.missed:
            yield styled((f"{day.day}  ", "cyan"), (f"{say('missing')}: {where}", "red"))


def _cell(day: Day) -> str:
    if not day.listed:
        return f"{'.' if day.runs else '?':>5} "
    return f"{day.kept:>5}{'!' if day.missing else ' '}"


@command("receipts")
@click.argument("site")
@option("--days", default=30, show_default=True, type=click.IntRange(1, 3650), help="How many days back.")
def receipts_command(site: str, *, days: int, as_json: bool) -> None:
    """What was asked of a site, when and how often.

    A text to send to its webmaster. Where nothing was asked lately, the days end with the last request.

    \b
    kliping receipts suarajarmas --days 7
    """
    end = datetime.now(UTC)
    with reader() as connection:
        last = last_request(connection, site)
        if last is None:
            raise click.UsageError(say("{site} was never crawled; see `kliping sites`", site=clean(site)[:80]))
        if last < end - timedelta(days=days):
            end = last
        found = receipt(connection, site, end - timedelta(days=days), end)
    if as_json:
        print_json(found)
        return
    print_lines(styled((line, "")) for line in _receipt_lines(found, _contact()))


def _contact() -> str:
    try:
        return str(tomllib.loads((archive_folder() / "kliping.toml").read_text(encoding="utf-8")).get("contact") or "-")
    except (OSError, ValueError):
        return "-"


def _receipt_lines(found: Receipt, contact: str) -> Iterator[str]:
    yield say("Requests of Kliping to {hosts}", hosts=", ".join(found.hosts) or found.site)
    yield say(
        "From {begin} to {end}, who asks: {contact}", begin=minute(found.begin), end=minute(found.end), contact=contact
    )
    yield say("{n} requests, {size} bytes", n=found.requests, size=found.size)
    if found.least_pause is not None:
        yield say("shortest pause between two requests to one host: {seconds} s", seconds=f"{found.least_pause:.1f}")
    if found.robots_at:
        yield say(
            "robots.txt was read last at {at}, status {status}", at=minute(found.robots_at), status=found.robots_status
        )
    yield say("for what: {counts}", counts=_counts(found.by_purpose))
    yield say("answers: {counts}", counts=_counts(found.by_status))
    for day, count in sorted(found.by_day.items()):
        yield f"{day}  {count:>6}"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda pair: -pair[1])) or "-"


COMMANDS = (issues_command, health_command, coverage_command, receipts_command)

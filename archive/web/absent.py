"""What is not here, and why: what a takedown removed, and what a published copy leaves out. Read-only."""

from __future__ import annotations

from typing import Any

from archive.exports.absent import LOOKED_ON
from archive.lines import word
from archive.messages import say
from archive.refusals import taken_down
from archive.web import dates
from archive.web.asked import Ask, NotThere, Room


def why_not_there(ask: Ask, asked: str, otherwise: str) -> NotThere:
    """410 with the class of its reason where a takedown removed it; what was withdrawn by its newspaper; else 404."""
    article = asked.lower()
    if not ask.room.is_public:
        ground = taken_down(ask.connection, article)
        return _down(ground) if ground else NotThere(otherwise)
    row = _row(ask, article)
    if row is None:
        return NotThere(otherwise)
    if row["reason"] == "taken_down":
        return _down(row["ground"] or "takedown")
    return NotThere(
        say(
            "its newspaper took it off its site, where it was found last on {when}; this published copy does not show it",
            when=dates.looked(row["last_found"]),
        )
    )


def _down(ground: str) -> NotThere:
    return NotThere(say("taken down ({why})", why=word(ground)), status=410)


def _row(ask: Ask, article: str) -> Any:
    if not tells_absence(ask):
        return None
    return ask.connection.execute("SELECT * FROM absent WHERE article = ?", (article,)).fetchone()


def tells_absence(ask: Ask) -> bool:
    """Whether what is opened is a copy that says what it leaves out."""
    return ask.room.is_public and _has(ask.connection, "absent")


def withdrawn(ask: Ask) -> dict[str, int]:
    """How many articles of each site are left out since their newspapers withdrew them."""
    if not tells_absence(ask):
        return {}
    rows = ask.connection.execute("SELECT site, count(*) FROM absent WHERE reason = 'withdrawn' GROUP BY site")
    return {row[0]: row[1] for row in rows}


def held_back(ask: Ask) -> dict[str, dict[str, int]]:
    """How many articles of each site and month are left out for another reason."""
    found: dict[str, dict[str, int]] = {}
    if tells_absence(ask):
        for site, month, count in ask.connection.execute("SELECT site, month, articles FROM held_back"):
            found.setdefault(site, {})[month] = count
    return found


def days_looked_on(connection: Any, room: Room, site: str, year: int) -> dict[str, bool]:
    """The days of a year on which an outlet was looked at: whether any run of the day came to its end."""
    span = (site, f"{year}-01-01", f"{year + 1}-01-01")
    if room.is_public and _has(connection, "looked_on"):
        asked = "SELECT day, ended FROM looked_on WHERE site = ? AND day >= ? AND day < ?"
    else:
        asked = f"SELECT day, ended FROM ({LOOKED_ON.format(source='')} WHERE o.site = ? AND o.at >= ? AND o.at < ? GROUP BY 2)"  # noqa: S608 - ours
    return {day: bool(ended) for day, ended in connection.execute(asked, span)}


def months_looked_on(connection: Any, room: Room) -> dict[str, dict[str, tuple[int, int]]]:
    """Of each site and month: on how many days it was looked at, and on how many of them a run came to its end."""
    source = "looked_on"
    if not (room.is_public and _has(connection, "looked_on")):
        source = f"({LOOKED_ON.format(source='')} GROUP BY o.site, 2)"
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for site, month, days, ended in connection.execute(
        f"SELECT site, substr(day, 1, 7), count(*), sum(ended) FROM {source} GROUP BY 1, 2"  # noqa: S608 - ours
    ):
        found.setdefault(site, {})[month] = (days, ended)
    return found


def covered(ask: Ask, site: str) -> dict[str, tuple[int, int, int]] | None:
    """Of each day what a published copy tells: crawls, addresses listed, missing; None where it tells of no days."""
    if not _has(ask.connection, "covered"):
        return None
    rows = ask.connection.execute("SELECT day, runs, listed, missing FROM covered WHERE site = ?", (site,))
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def tells_days(ask: Ask) -> bool:
    """Whether it is told here of each day what was listed: of a copy that an earlier Kliping made it is not."""
    return not ask.room.is_public or _has(ask.connection, "covered")


def _has(connection: Any, table: str) -> bool:
    row = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    return row is not None

"""A takedown: a text leaves tables, index and WARC, and does not come back; what stood there can still be proved.

The Act carries digests, never words: they refuse the text for ever, in every archive that learns of the Act. Withheld
texts lie in `withheld.db`, which nothing that serves opens; purged ones nowhere.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from archive import DATABASE
from archive.adoption import facts_in
from archive.derive import derive
from archive.errors import ArchiveError
from archive.facts import Act, AnyFact, WarcPlace
from archive.indexing import INDEXES, Change, apply
from archive.refusals import in_force, tell_refusals
from archive.rows import insert_fact
from archive.sqlite import OperationalError, connect, transaction
from archive.store import Archive
from archive.tombstones import exchange_member, tombstone
from archive.upkeep.takedown_target import Target, records_of, target_of
from archive.warc import FACTS_TYPE, Record, read_record

Ground = Literal["court", "press-council", "data-subject", "publisher", "minor"]
GROUNDS: tuple[str, ...] = get_args(Ground)
WITHHELD = "withheld.db"
REGISTER = "takedowns.jsonl"
BACKUPS = "backups.txt"


class Down(msgspec.Struct, frozen=True, kw_only=True):
    """What a takedown did, and what is left for a person: other copies in the story, and known backups.

    `quoted` is on how many kept pages of the site's other articles its headline stands, as a link or teaser.
    """

    article: str
    act: str
    readings: int
    records: int
    quoted: int = 0
    copies: tuple[str, ...] = ()
    backups: tuple[str, ...] = ()


def takedown(
    archive: Archive, article: str, ground: str, by: str, note: str, now: datetime, *, is_purged: bool = False
) -> Down:
    """Take an article down. UnknownArticle; ArchiveError where the ground is none."""
    if ground not in GROUNDS:
        raise ArchiveError(f"{ground!r} is no ground for a takedown: {', '.join(GROUNDS)}")
    connection = archive.connection()
    if article in in_force(connection):
        raise ArchiveError(f"{article[:12]} was taken down already")
    target = target_of(connection, article)
    copies = tuple(
        row[0] for row in connection.execute(
            "SELECT article FROM story_member WHERE article <> ? AND story = "
            "(SELECT story FROM story_member WHERE article = ?) ORDER BY article", (article, article),
        )
    )  # fmt: skip
    quoting: set[str] = set()
    found = list(records_of(archive.folder / "warc", target, quoting))
    detail = target.detail | {
        "ground": ground, "purged": is_purged, "records": [record.place.record_id for record, _ in found],
    }  # fmt: skip
    act = Act(kind="takedown", subject=article, at=now, by=by, reason=note, detail=detail)
    archive.keep([act]).result()
    register(archive.folder, [act])
    readings = _remove(archive.folder, target)
    _bury(archive.folder, act.id, found, is_purged=is_purged)
    _sweep_bytes(archive.folder)
    return Down(
        article=article, act=act.id, readings=readings, records=len(found), quoted=len(quoting), copies=copies,
        backups=known_backups(archive.folder),
    )  # fmt: skip


def reinstate(archive: Archive, article: str, by: str, note: str, now: datetime) -> int:
    """Bring a withheld article back as it was; how many records. ArchiveError where its text was purged."""
    acts = in_force(archive.connection()).get(article)
    if not acts:
        raise ArchiveError(f"{article[:12]} is not taken down")
    path = archive.folder / WITHHELD
    rows: list[Any] = []
    if path.exists():
        with closing(connect(path)) as kept:
            for act in acts:
                rows += kept.execute("SELECT file, offset, member FROM record WHERE act = ?", (act["id"],)).fetchall()
    if not rows:
        raise ArchiveError(f"the text of {article[:12]} was purged, or is in another archive's {WITHHELD}")
    act = Act(kind="reinstate", subject=article, at=now, by=by, reason=note)
    archive.keep([act]).result()
    register(archive.folder, [act])
    facts: list[AnyFact] = []
    for file, offset, member in rows:
        place = WarcPlace(file=file, offset=offset, length=len(member), record_id="")
        exchange_member(archive.folder / "warc", place, member)
        record = read_record(archive.folder / "warc", place)
        if record.headers.get("content-type") == FACTS_TYPE:
            facts += facts_in(record)
    with closing(connect(archive.folder / DATABASE)) as connection, transaction(connection):
        for fact in facts:
            insert_fact(connection, fact)
        apply(connection, derive(connection, [article]))
    with closing(connect(path)) as kept, transaction(kept):
        for row in acts:
            kept.execute("DELETE FROM record WHERE act = ?", (row["id"],))
    return len(rows)


def enforce(archive: Archive, now: datetime) -> int:
    """Take away whatever of a text that is taken down is here again (by a merge or a backup); how many articles."""
    count = 0
    for article, acts in sorted(in_force(archive.connection()).items()):
        connection = archive.connection()
        target = target_of(connection, article)
        found = list(records_of(archive.folder / "warc", target, set()))
        has_readings = connection.execute(
            "SELECT 1 FROM address a JOIN capture c ON c.address = a.address JOIN reading r ON r.capture = c.id "
            "WHERE a.article = ? LIMIT 1", (article,),
        ).fetchone()  # fmt: skip
        if not found and has_readings is None:
            continue
        first = msgspec.json.decode(acts[0]["detail"])
        told = {name for act in acts for name in msgspec.json.decode(act["detail"]).get("records", ())}
        act_id = acts[0]["id"]
        if not told.issuperset(record.place.record_id for record, _ in found):
            detail = target.detail | first | {"records": [record.place.record_id for record, _ in found]}
            again = Act(
                kind="takedown", subject=article, at=now, by=acts[0]["by"], reason=acts[0]["reason"], detail=detail
            )
            archive.keep([again]).result()
            act_id = again.id
        _remove(archive.folder, target)
        _bury(archive.folder, act_id, found, is_purged=bool(first.get("purged")))
        count += 1
    if count:
        _sweep_bytes(archive.folder)
    return count


# ------------------------------------------------------------------------------------------------------ how it goes


def _remove(folder: Path, target: Target) -> int:
    """Take the readings, their words and lists that name them out of tables and index; how many readings."""
    with closing(connect(folder / DATABASE)) as connection:
        # What is deleted is overwritten at once, not when its page is used again.
        connection.execute("PRAGMA secure_delete = ON")
        with transaction(connection):
            state = connection.execute("SELECT * FROM article_state WHERE article = ?", (target.article,)).fetchone()
            if state is not None and state["document"] is not None:
                out = Change(document=state["document"], site=state["site"], reading=state["reading"], is_out=True)
                apply(connection, [out])
                connection.execute("UPDATE article_state SET document = NULL WHERE article = ?", (target.article,))
            readings = [
                row for capture in sorted(target.captures)
                for row in connection.execute("SELECT id, wording FROM reading WHERE capture = ?", (capture,)).fetchall()
            ]  # fmt: skip
            for row in readings:
                connection.execute("DELETE FROM reading WHERE id = ?", (row["id"],))
                connection.execute("DELETE FROM evidence WHERE reading = ?", (row["id"],))
            for wording in {row["wording"] for row in readings}:
                connection.execute(
                    "DELETE FROM wording WHERE id = ? AND NOT EXISTS (SELECT 1 FROM reading WHERE wording = ?)",
                    (wording, wording),
                )
            for url in sorted(target.urls):
                connection.execute("DELETE FROM listing WHERE site = ? AND instr(links, ?)", (target.site, url))
            tell_refusals(connection)
            apply(connection, derive(connection, [target.article]))
        return len(readings)


def _bury(folder: Path, act: str, found: Sequence[tuple[Record, bytes | None]], *, is_purged: bool) -> None:
    """Keep the members in withheld.db (unless they are purged) and put tombstones in their places."""
    if not is_purged and found:
        with closing(connect(folder / WITHHELD)) as kept:
            (folder / WITHHELD).chmod(0o600)
            kept.execute(
                "CREATE TABLE IF NOT EXISTS record (act TEXT NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL, "
                "member BLOB NOT NULL, PRIMARY KEY (file, offset)) STRICT"
            )
            with transaction(kept):
                for record, _ in found:
                    place = record.place
                    with (folder / "warc" / place.file).open("rb") as file:
                        file.seek(place.offset)
                        member = file.read(place.length)
                    row = (act, place.file, place.offset, member)
                    kept.execute("INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?)", row)
    for record, lines in found:
        exchange_member(folder / "warc", record.place, tombstone(record, lines))


def _sweep_bytes(folder: Path) -> None:
    """Leave no byte of it in free pages, in old index segments or in the WAL."""
    with closing(connect(folder / DATABASE)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        for table in INDEXES:
            connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608 - names are ours
        # Where a sweep or a reader is at work: what was deleted is overwritten already, only free pages stay.
        with suppress(OperationalError):
            connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# ---------------------------------------------------------------------------------------------------------- register


def outer_register() -> Path:
    """The register outside of every archive: a backup that is restored knows nothing of later takedowns."""
    named = os.environ.get("KLIPING_REGISTER")
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(named) if named else Path(state) / "kliping" / REGISTER


def register(folder: Path, acts: Sequence[Act]) -> None:
    """Note takedowns and reinstatements beside the archive and outside of it: digests, no words."""
    lines = b"".join(msgspec.json.encode(act) + b"\n" for act in acts)
    for path in (folder / REGISTER, outer_register()):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())


def registered(folder: Path) -> tuple[Act, ...]:
    """The acts of both registers."""
    acts: dict[str, Act] = {}
    for path in (folder / REGISTER, outer_register()):
        lines = path.read_bytes().split(b"\n") if path.exists() else []
        for line in lines:
            if line:
                act = msgspec.json.decode(line, type=Act)
                acts[act.id] = act
    return tuple(acts.values())


def known_backups(folder: Path) -> tuple[str, ...]:
    """Where backups of this archive were made."""
    path = folder / BACKUPS
    return tuple(dict.fromkeys(path.read_text(encoding="utf-8").splitlines())) if path.exists() else ()

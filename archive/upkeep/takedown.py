"""A takedown: a text leaves tables, index and WARC, and does not come back; what stood there can still be proved.

The Act carries digests, never words: they refuse the text for ever, in every archive that learns of the Act. Withheld
texts lie in `withheld.db`, which nothing that serves opens; purged ones nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from archive import DATABASE
from archive.adoption import facts_in
from archive.derive import derive
from archive.errors import ArchiveError
from archive.facts import Act, AnyFact, WarcPlace
from archive.indexing import Change, apply
from archive.refusals import in_force, tell_refusals
from archive.rows import fact_of, insert_fact
from archive.sqlite import connect, transaction
from archive.store import Archive
from archive.tombstones import exchange_member, tombstone
from archive.upkeep.register import known_backups, register, registered
from archive.upkeep.rewrite import sweep_bytes
from archive.upkeep.takedown_target import OF_THE_TEXT, Found, Target, described, found_of, lists_naming, records_of
from archive.warc import FACTS_TYPE, read_record

Ground = Literal["court", "press-council", "data-subject", "publisher", "minor"]
GROUNDS: tuple[str, ...] = get_args(Ground)
WITHHELD = "withheld.db"


class Down(msgspec.Struct, frozen=True, kw_only=True):
    """What a takedown did, and what is left for a person: other copies in the story, and known backups.

    `is_read`: a reader held the old pages of the database; they go when it is next closed. `is_rewritten`: nothing of
    the database's free space is from before; else a takedown again sees to it, or (`is_owed`) the crawl that is at work.
    `quoted` is on how many kept pages of the site's other articles its headline stands, as a link or teaser.
    """

    article: str
    act: str
    readings: int
    records: int
    quoted: int = 0
    is_read: bool = False
    is_rewritten: bool = True
    is_owed: bool = False
    copies: tuple[str, ...] = ()
    backups: tuple[str, ...] = ()


def takedown(
    archive: Archive, article: str, ground: str, by: str, note: str, now: datetime, *, is_purged: bool = False
) -> Down:
    """Take an article down; again, finish what a crash cut off, or purge what was only withheld.

    UnknownArticle; ArchiveError where the ground is none, or nothing is left to take.
    """
    if ground not in GROUNDS:
        raise ArchiveError(f"{ground!r} is no ground for a takedown: {', '.join(GROUNDS)}")
    connection = archive.connection()
    acts = in_force(connection).get(article)
    if acts:
        return _again(archive, article, acts, Act(
            kind="takedown", subject=article, at=now, by=by, reason=note, detail={"ground": ground, "purged": is_purged}
        ))  # fmt: skip
    copies = tuple(
        row[0] for row in connection.execute(
            "SELECT article FROM story_member WHERE article <> ? AND story = "
            "(SELECT story FROM story_member WHERE article = ?) ORDER BY article", (article, article),
        )
    )  # fmt: skip
    target = described(connection, article)
    detail = target.detail | {"ground": ground, "purged": is_purged, "records": []}
    act = Act(kind="takedown", subject=article, at=now, by=by, reason=note, detail=detail)
    archive.keep([act]).result()
    register(archive, [act])
    # Nobody waits for the WARC files of many years to be looked through.
    readings = _remove(archive.folder, target)
    found, quoting = records_of(archive.folder / "warc", target)
    if found:
        archive.keep([_placed(act, found)]).result()
    _bury(archive.folder, act.id, found, is_purged=is_purged)
    return Down(
        article=article, act=act.id, readings=readings, records=len(found), quoted=quoting, copies=copies,
        backups=known_backups(archive.folder), **sweep_bytes(archive.folder)._asdict(),
    )  # fmt: skip


def _placed(act: Act, found: Found) -> Act:
    """The same decision, told of the records that it was found to be about. At another instant: two of one would be one."""
    records = [record.place.record_id for record, _ in found]
    detail = act.detail | {"records": records, "of": act.id}
    return msgspec.structs.replace(act, at=act.at + timedelta(milliseconds=1), detail=detail)


def _again(archive: Archive, article: str, acts: Sequence[Any], act: Act) -> Down:
    """Take what a takedown in force has left: what a crash cut off, and with `purged` what lies withheld."""
    register(archive, [fact_of("act", row) for row in acts])  # type: ignore[misc]
    purges = act.detail["purged"] and not _is_purged(acts)
    if purges:
        detail = msgspec.json.decode(acts[0]["detail"]) | act.detail | {"records": []}
        act = msgspec.structs.replace(act, detail=detail)
        archive.keep([act]).result()
        register(archive, [act])
        acts = in_force(archive.connection())[article]
        _forget(archive.folder, acts)
    # An act of its own at another instant: two of one would be one.
    done = _enforced(archive, article, acts, act.at + timedelta(milliseconds=1))
    swept = sweep_bytes(archive.folder)
    if done is None and not purges and (swept.is_rewritten or swept.is_owed):
        raise ArchiveError(f"{article[:12]} was taken down already")
    done = done or Down(article=article, act=act.id, readings=0, records=0)
    return msgspec.structs.replace(done, backups=known_backups(archive.folder), **swept._asdict())


def reinstate(archive: Archive, article: str, by: str, note: str, now: datetime) -> int:
    """Bring a withheld article back as it was; how many records. ArchiveError where its text was purged."""
    acts = in_force(archive.connection()).get(article)
    if not acts:
        raise ArchiveError(f"{article[:12]} is not taken down")
    rows = _withheld(archive.folder, acts)
    if not rows:
        raise ArchiveError(f"the text of {article[:12]} was purged, or is in another archive's {WITHHELD}")
    act = Act(kind="reinstate", subject=article, at=now, by=by, reason=note)
    archive.keep([act]).result()
    register(archive, [act])
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
    _forget(archive.folder, acts)
    # A list or a record of facts may have named others, too, that stay down.
    enforce(archive, now)
    return len(rows)


def enforce(archive: Archive, now: datetime) -> int:
    """Take away whatever of a text that is taken down is here again (by a merge or a backup); how many articles."""
    connection = archive.connection()
    # What came home by a merge is refused here from now on, also after an older backup of this archive is put back.
    known = {act.id for act, owner in registered(archive.folder) if owner == archive.id}
    kept = connection.execute("SELECT * FROM act WHERE kind IN ('takedown', 'reinstate') ORDER BY at, id").fetchall()
    register(archive, [fact_of("act", row) for row in kept if row["id"] not in known])  # type: ignore[misc]
    acts = sorted(in_force(connection).items())
    count = sum(_enforced(archive, article, rows, now) is not None for article, rows in acts)
    if count:
        sweep_bytes(archive.folder)
    return count


def _enforced(archive: Archive, article: str, acts: Sequence[Any], now: datetime) -> Down | None:
    """Take away what is here of one article that is taken down; None where nothing is."""
    connection = archive.connection()
    if connection.execute("SELECT 1 FROM article WHERE id = ?", (article,)).fetchone() is None:
        return None
    target, found, quoting = found_of(connection, archive.folder / "warc", article)
    has_readings = connection.execute(
        "SELECT 1 FROM address a JOIN capture c ON c.address = a.address JOIN reading r ON r.capture = c.id "
        "WHERE a.article = ? LIMIT 1", (article,),
    ).fetchone()  # fmt: skip
    if not found and has_readings is None:
        return None
    first = msgspec.json.decode(acts[0]["detail"])
    told = {name for act in acts for name in msgspec.json.decode(act["detail"]).get("records", ())}
    act_id = acts[0]["id"]
    if not told.issuperset(record.place.record_id for record, _ in found):
        records = [record.place.record_id for record, _ in found]
        detail = target.detail | first | {"records": records, "of": act_id}
        again = Act(kind="takedown", subject=article, at=now, by=acts[0]["by"], reason=acts[0]["reason"], detail=detail)
        archive.keep([again]).result()
        act_id = again.id
    readings = _remove(archive.folder, target)
    _bury(archive.folder, act_id, found, is_purged=_is_purged(acts))
    return Down(article=article, act=act_id, readings=readings, records=len(found), quoted=quoting)


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
            connection.executemany(
                "DELETE FROM listing WHERE id = ?", [(name,) for name, _ in lists_naming(connection, target)]
            )
            for kind in OF_THE_TEXT:
                connection.execute("DELETE FROM act WHERE subject = ? AND kind = ?", (target.article, kind))
            tell_refusals(connection)
            apply(connection, derive(connection, [target.article]))
        return len(readings)


def _is_purged(acts: Sequence[Any]) -> bool:
    return any(msgspec.json.decode(act["detail"]).get("purged") for act in acts)


def _withheld(folder: Path, acts: Sequence[Any]) -> list[Any]:
    """The records that withheld.db keeps of these acts: file, offset and member."""
    if not (folder / WITHHELD).exists():
        return []
    with closing(connect(folder / WITHHELD)) as kept:
        return [
            row for act in acts
            for row in kept.execute("SELECT file, offset, member FROM record WHERE act = ?", (act["id"],)).fetchall()
        ]  # fmt: skip


def _forget(folder: Path, acts: Sequence[Any]) -> None:
    """Leave nothing of these acts in withheld.db, in free pages neither."""
    if not (folder / WITHHELD).exists():
        return
    with closing(connect(folder / WITHHELD)) as kept:
        kept.execute("PRAGMA secure_delete = ON")
        with transaction(kept):
            kept.executemany("DELETE FROM record WHERE act = ?", [(act["id"],) for act in acts])
        kept.execute("VACUUM")
        kept.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _bury(folder: Path, act: str, found: Found, *, is_purged: bool) -> None:
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

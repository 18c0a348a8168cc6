"""Archive: the only writer. One thread writes; whatever waits is committed together; *kept* is said after COMMIT."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import msgspec

from archive import DATABASE, __version__, bands, corrections, crawling, indexing, queries, views
from archive.adoption import Mended, adopt
from archive.errors import ArchiveDamaged, ArchiveError, ArchiveMissing
from archive.facts import (
    AnyFact,
    ArticleBorn,
    Capture,
    Furniture,
    HostFound,
    Link,
    RobotsFound,
    Seal,
    SourceState,
    Walked,
    WarcPlace,
)
from archive.knowing import KnownAddresses
from archive.known import Exchange, Kept, LatestLook, Rhythm, Spent
from archive.messages import say
from archive.records import Context, utc_text
from archive.rows import fact_of
from archive.schema import BANDED, INDEXED, migrate
from archive.sealing import due_seals, seals_of
from archive.sqlite import DatabaseError, connect, transaction
from archive.tombstones import finish
from archive.warc import WarcWriter, payload_decoded, read_record
from archive.warc_record import STANDS_FOR
from archive.writer import Writer, in_our_words

_EVERY_SECONDS = 5.0


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _fill(connection: Any, version: int) -> None:
    """What is derived since the schema that the archive had."""
    corrections.fill(connection)
    if version < BANDED:
        bands.fill(connection, _progress(_bands_so_far))
    if version < INDEXED or not indexing.is_whole(connection):
        indexing.begin_anew(connection)


def _index_so_far(done: int, total: int) -> str:
    return say(
        "the search index is made anew: {done} of {total} articles; it may be stopped and goes on",
        done=done, total=total,
    )  # fmt: skip


def _bands_so_far(done: int, total: int) -> str:
    return say(
        "what tells copies is made anew: {done} of {total} articles; where it is stopped it begins again",
        done=done, total=total,
    )  # fmt: skip


def _progress(
    so_far: Callable[[int, int], str], clock: Callable[[], float] = time.monotonic
) -> Callable[[int, int], None]:
    """Tells on standard error how far something long is, every few seconds."""
    told = clock()

    def tell(done: int, total: int) -> None:
        nonlocal told
        if clock() - told >= _EVERY_SECONDS:
            told = clock()
            print(so_far(done, total), file=sys.stderr, flush=True)

    return tell


class Archive:
    """The memory in one folder. Open it with `Archive.open`; use it in a `with` block or close it."""

    def __init__(
        self, folder: Path, connection: Any, warc: WarcWriter, archive_id: str, clock: Callable[[], datetime],
        mended: Mended,
    ) -> None:  # fmt: skip
        self.folder, self.id, self.mended = folder, archive_id, mended
        self._connection, self._clock, self._warc = connection, clock, warc
        self._writer = Writer(connection, self._warc, folder, clock)
        self._readers = threading.local()
        self._opened: list[Any] = []

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, clock: Callable[[], datetime] = _utc_now) -> Archive:
        """Open for writing: mends what a crash left torn and adopts whole records that were never committed.

        Raises ArchiveMissing where there is none and `create` is false, ArchiveTooNew, ArchiveFull.
        """
        path = folder / DATABASE
        if not path.exists() and not create:
            raise ArchiveMissing(f"there is no archive in {folder}: make one with `kliping --archive {folder} init`")
        connection = None
        try:
            (folder / "warc").mkdir(parents=True, exist_ok=True)
            connection = connect(path)
            migrate(connection, _fill)
            indexing.go_on(connection, _progress(_index_so_far))
            with transaction(connection):
                views.make(connection)
                archive_id = _identify(connection, clock)
            warc = WarcWriter(folder / "warc", archive_id, clock)
            finish(folder / "warc")
            mended = adopt(connection, folder / "warc", clock, lambda lines: _told(warc, lines, clock()))
        except Exception as error:
            if connection is not None:
                connection.close()
            if isinstance(error, ArchiveError):
                raise
            raise in_our_words(error, folder) from error
        return cls(folder, connection, warc, archive_id, clock, mended)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Commit what waits, put everything into the one file, and let go."""
        if not self._writer.close():
            return
        for reader in self._opened:
            reader.close()
        # Everything acknowledged is committed: a full or failing disk only keeps it from being tidied up.
        with suppress(ArchiveError, OSError):
            self._warc.close()
        with suppress(DatabaseError):
            for pragma in ("analysis_limit = 400", "optimize", "wal_checkpoint(TRUNCATE)"):
                self._connection.execute(f"PRAGMA {pragma}")
        self._connection.close()

    # ------------------------------------------------------------------------------------------------------ writing

    def record(self, exchange: Exchange) -> Future[WarcPlace]:
        """Append an exchange to the WARC; the place is where its record is (on the disk before the next COMMIT)."""
        return self._writer.put(exchange)

    def keep(self, facts: Sequence[AnyFact]) -> Future[Kept]:
        """Keep the facts of one look, all or none; done when they are committed. RecordRejected fails only this look."""
        return self._writer.put(tuple(facts))

    def seal(self) -> Seal | None:
        """Seal the days that are over and keep the seals; the latest one of this archive."""
        due = due_seals(self.connection(), self.folder / "warc", self.id, self._clock())
        if due:
            self.keep(due).result()
        known = due or seals_of(self.connection(), self.id)
        return known[-1] if known else None

    # ------------------------------------------------------------------------------------------------------ reading

    def connection(self) -> Any:
        """A read-only connection of the calling thread, closed with the archive."""
        reader = getattr(self._readers, "connection", None)
        if reader is None:
            reader = connect(self.folder / DATABASE, readonly=True)
            self._readers.connection = reader
            self._opened.append(reader)
        return reader

    def known(self, site: str) -> KnownAddresses:
        """Every address of a site that was ever looked at, by its canonical form."""
        return KnownAddresses(self.connection, site)

    def latest(self, address: str) -> LatestLook | None:
        """The last look at an article's address that brought a text, and the contexts it was read in."""
        reader = self.connection()
        row = reader.execute(
            "SELECT c.* FROM address a JOIN capture c ON c.address = a.address JOIN reading r ON r.capture = c.id "
            "WHERE a.address = ? AND c.purpose = 'page' AND r.wording IS NOT NULL ORDER BY c.at DESC, c.id DESC LIMIT 1",
            (address,),
        ).fetchone()
        if row is None:
            return None
        readings = reader.execute("SELECT * FROM reading WHERE capture = ? ORDER BY id", (row["id"],)).fetchall()
        contexts = tuple(
            Context(reader=r["reader"], site_toml=r["site_toml"], furniture=r["furniture"]) for r in readings
        )
        parts = [self.capture(part) for part in msgspec.json.decode(readings[0]["parts"])]
        capture = fact_of("capture", row)
        return LatestLook(capture=capture, contexts=contexts, parts=tuple(p for p in parts if p))  # type: ignore[arg-type]

    def address_of_key(self, site: str, identity_key: str | None) -> str | None:
        """The first address of the site's article that its platform gives this key."""
        if identity_key is None:
            return None
        # By the id that is made of the key, for which there is an index.
        born = ArticleBorn(site=site, identity_key=identity_key)
        row = self.connection().execute(
            "SELECT a.address FROM article x JOIN address a ON a.article = x.id AND a.why = 'first' "
            "WHERE x.id = ? AND x.site = ?",
            (born.id, site),
        ).fetchone()  # fmt: skip
        return str(row[0]) if row else None

    def capture(self, capture: str) -> Capture | None:
        """The look with this id."""
        row = self.connection().execute("SELECT * FROM capture WHERE id = ?", (capture,)).fetchone()
        return fact_of("capture", row) if row else None  # type: ignore[return-value]

    def body_of(self, capture: str | Capture) -> bytes:
        """What a look (or the one with this id) brought, content codings undone; of a revisit what it refers to brought.

        ArchiveDamaged where the record is not what it was.
        """
        found = self.capture(capture) if isinstance(capture, str) else capture
        if found is None or found.warc is None:
            raise ArchiveError(f"capture {found.id if found else capture} has no record")
        record = read_record(self.folder / "warc", found.warc)
        if record.type == "revisit":
            row = self.connection().execute(
                "SELECT id FROM capture WHERE address = ? AND warc_record = ? AND id <> ?",
                (found.address, record.headers.get("warc-refers-to"), found.id),
            ).fetchone()  # fmt: skip
            if row is None:
                raise ArchiveDamaged(f"capture {found.id} repeats a record that is not here")
            return self.body_of(row[0])
        if STANDS_FOR in record.headers:
            raise ArchiveError(f"what capture {found.id} brought was taken down")
        return payload_decoded(record)

    @property
    def _until(self) -> datetime:
        return self._clock() + crawling.AHEAD

    def sources(self, site: str) -> dict[str, SourceState]:
        """How each source of a site answered last."""
        return crawling.sources(self.connection(), site, self._until)

    def listed(self, site: str) -> tuple[Link, ...]:
        """What each source of a site listed last: a run that was cut off left some of it unasked."""
        connection = self.connection()
        rows = connection.execute(
            "SELECT l.source, l.id FROM listing l LEFT JOIN capture c ON c.id = l.capture WHERE l.site = ? "
            "ORDER BY coalesce(c.at, ''), l.id",
            (site,),
        )
        # By instant: after a merge the last row may be the other office's, and older.
        latest = {row["source"]: row["id"] for row in rows}
        last = {
            source: connection.execute("SELECT links FROM listing WHERE id = ?", (listing,)).fetchone()[0]
            for source, listing in latest.items()
        }
        return tuple(
            link for _, links in sorted(last.items()) for link in msgspec.json.decode(links, type=tuple[Link, ...])
        )

    def furniture(self, site: str) -> Furniture | None:
        """What the site repeats around its articles, as its last closed run left it."""
        row = self.connection().execute(_FURNITURE, (site,)).fetchone()
        return fact_of("furniture", row) if row else None  # type: ignore[return-value]

    def robots(self, host: str) -> RobotsFound | None:
        """The last answer to a host's robots.txt that said what is allowed: a text, or that there is none."""
        row = (
            self.connection()
            .execute(
                "SELECT * FROM robots WHERE host = ? AND status BETWEEN 200 AND 499 AND status <> 429 "
                "AND at <= ? ORDER BY at DESC, id LIMIT 1",
                (host, utc_text(self._until)),
            )
            .fetchone()
        )
        return fact_of("robots", row) if row else None  # type: ignore[return-value]

    def hosts(self, site: str) -> dict[str, HostFound]:
        """What each host of a site let us do last."""
        return crawling.hosts(self.connection(), site, self._until)

    def walked(self, site: str) -> tuple[Walked, ...]:
        """Where the backfills of a site's lists were left: those that have not come to their end."""
        return crawling.walked(self.connection(), site)

    def rhythms(self, site: str, since: datetime) -> dict[str, Rhythm]:
        """How each source of a site has answered since an instant."""
        return crawling.rhythms(self.connection(), site, since, self._until)

    def spent(self, site: str, since: datetime) -> Spent:
        """What a site was asked for since an instant."""
        return crawling.spent(self.connection(), site, since, self._until)

    def honest(self, site: str, since: datetime) -> frozenset[str]:
        """The purposes ("page", "source") for which the site's validators have proved honest since an instant."""
        return crawling.honest(self.connection(), site, since)

    def was_cut_off(self, site: str) -> bool:
        """Whether the last run of a site did not come to its end."""
        row = (
            self.connection()
            .execute(
                "SELECT c.outcome FROM run_opened o LEFT JOIN run_closed c ON c.run = o.id WHERE o.site = ? "
                "AND o.at <= ? ORDER BY o.at DESC, o.id LIMIT 1",
                (site, utc_text(self._until)),
            )
            .fetchone()
        )
        return row is not None and row[0] != "finished"

    def followed(self) -> tuple[str, ...]:
        """The names of the sites that a person follows."""
        return tuple(sorted(queries.followed(self.connection())))

    def forgotten(self) -> frozenset[str]:
        """The hosts of which nothing is asked any more."""
        return queries.forgotten(self.connection())


def _told(warc: WarcWriter, lines: bytes, now: datetime) -> None:
    warc.append_facts(lines, now)
    warc.sync()


def _identify(connection: Any, clock: Callable[[], datetime]) -> str:
    row = connection.execute("SELECT id FROM archive").fetchone()
    if row is not None:
        return str(row[0])
    archive_id = os.urandom(6).hex()
    connection.execute("INSERT INTO archive VALUES (?, ?, ?)", (archive_id, utc_text(clock()), __version__))
    return archive_id


# Furniture of earlier programs says not when it was learned: what no run has used yet is later than what one has.
_FURNITURE = """
SELECT f.*, CASE WHEN f.at IS NULL THEN (SELECT min(o.at) FROM run_opened o WHERE o.site = f.site AND o.furniture = f.id) END AS used_at
FROM furniture f WHERE f.site = ?1 AND f.at IS (SELECT max(at) FROM furniture WHERE site = ?1)
ORDER BY used_at NOT NULL, used_at DESC, f.pages DESC, f.id LIMIT 1
"""

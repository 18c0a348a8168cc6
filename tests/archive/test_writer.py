"""What the writing thread promises to whoever waits, whatever goes wrong."""

from __future__ import annotations

import asyncio
import errno
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from archive import keeping
from archive.errors import ArchiveError, ArchiveFull, RecordRejected
from archive.facts import Act, AnyFact, Capture, Furniture
from archive.known import Exchange, Verdict
from archive.schema import DERIVED_TABLES, FACT_TABLES
from archive.sqlite import OperationalError, connect, is_full, is_local
from archive.store import Archive
from archive.upkeep.verify import verify
from archive.warc import records
from tests.archive.builder import DRY, FERRY, article, at, look, rows_of


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path, create=True) as opened:
        yield opened


def note(number: int) -> Act:
    return Act(kind="note", subject=str(number), at=at(number), by="rina")


def several(count: int, first: int = 0) -> list[list[AnyFact]]:
    return [
        look(article(f"Kabar {n}", tuple(f"{line} {n}" for line in DRY)), path=f"/{n}")
        for n in range(first, first + count)
    ]


def titles(folder: Path) -> set[str]:
    connection = connect(folder / "archive.db", readonly=True)
    found = {row[0] for row in connection.execute("SELECT title FROM articles")}
    connection.close()
    return found


def test_kept_is_said_after_commit_and_after_the_warc_has_it(archive: Archive) -> None:
    seen: list[tuple[int, int]] = []

    def look_now(_: Future[Any]) -> None:
        warc = next((archive.folder / "warc").iterdir())
        seen.append((len(titles(archive.folder)), sum(r.type == "metadata" for r in records(warc))))

    future = archive.keep(look(article()))
    future.add_done_callback(look_now)
    future.result(10)
    archive.keep([]).result(10)
    assert seen == [(1, 1)]


def test_what_waits_is_committed_together(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real, gate = os.fsync, threading.Event()
    monkeypatch.setattr("archive.warc.os.fsync", lambda descriptor: (synced.append(descriptor), real(descriptor)))
    blocked = archive.keep([note(0)])
    blocked.add_done_callback(lambda _: gate.wait(10))
    blocked.result(10)
    futures = [archive.keep(facts) for facts in several(40)]
    synced.clear()
    gate.set()
    assert {future.result(10).verdict for future in futures} == {Verdict.NEW}
    assert len(synced) <= 4


@pytest.mark.parametrize(
    "bad",
    [
        Furniture(site="a", pages=2**70, lines={}),
        Capture(url="https://a.example/\ud800", address="https://a.example/", site="a", purpose="page", at=at()),
        Act(kind="note", subject="x", at=at(), by="rina", detail={"x": object()}),
        Act(kind="note", subject="x", at=at(), by="rina", detail={"x": "\udfff"}),
        "no fact at all",
    ],
    ids=["too large", "lone surrogate", "no JSON", "lone surrogate in JSON", "no fact"],
)
def test_a_look_that_cannot_be_kept_fails_alone_and_leaves_nothing(archive: Archive, bad: Any) -> None:
    archive.keep([note(0)]).result(10)
    before = rows_of(archive, FACT_TABLES + DERIVED_TABLES)
    futures = [archive.keep([note(0)]), archive.keep([*look(article()), bad]), archive.keep([note(0)])]
    for future in (futures[0], futures[2]):
        assert future.result(10).capture is None
    with pytest.raises(RecordRejected):
        futures[1].result(10)
    assert rows_of(archive, FACT_TABLES + DERIVED_TABLES) == before
    assert archive.keep(look(article())).result(10).verdict is Verdict.NEW
    archive.close()
    assert list(verify(archive.folder)) == []


def test_a_fault_in_deriving_is_that_looks_alone(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    real = keeping.derive

    def faulty(connection: Any, articles: Any, **more: Any) -> Any:
        changes = real(connection, articles, **more)
        if connection.execute("SELECT 1 FROM wording WHERE title = 'Kabar 1'").fetchone():
            raise KeyError("no such thing")
        return changes

    monkeypatch.setattr(keeping, "derive", faulty)
    futures = [archive.keep(facts) for facts in several(3)]
    assert [type(future.exception(10)) for future in futures] == [type(None), RecordRejected, type(None)]
    assert titles(archive.folder) == {"Kabar 0", "Kabar 2"}


def test_a_task_that_is_cancelled_while_it_waits_stops_nobody(archive: Archive) -> None:
    async def impatient() -> None:
        waiting = [asyncio.ensure_future(asyncio.wrap_future(archive.keep(facts))) for facts in several(20)]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    asyncio.run(impatient())
    assert archive.keep(look(article(body=FERRY), path="/lain")).result(10).verdict is Verdict.NEW
    assert len(titles(archive.folder)) == 21


def test_many_threads_may_hand_in_at_once_and_close_waits_for_all(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path, create=True)
    futures: list[Future[Any]] = []

    def hand_in(first: int) -> None:
        futures.extend(archive.keep(facts) for facts in several(15, first))

    threads = [threading.Thread(target=hand_in, args=(100 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    archive.close()
    assert all(future.done() and future.exception() is None for future in futures)
    assert len(titles(tmp_path)) == 60
    archive.close()


def test_a_closed_archive_says_so_at_once(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path, create=True)
    archive.close()
    for future in (
        archive.keep([note(1)]),
        archive.record(Exchange(url="https://a.example/", at=at(), site="a", purpose="page")),
    ):
        with pytest.raises(ArchiveError, match="closed"):
            future.result(1)


def test_after_close_the_file_alone_is_whole(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        archive.keep(look(article())).result(10)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["archive.db"]
    assert titles(tmp_path) == {"Sumur tua digali lagi"}


# ------------------------------------------------------------------------------------------------- disks that fail


class FailingFile:
    """A file whose disk answers with an error: at the write that crosses a limit, or at every fsync."""

    def __init__(self, file: Any, room: int, error: int) -> None:
        self._file, self._room, self._error = file, room, error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, content: bytes) -> int:
        if len(content) > self._room:
            self._file.write(content[: self._room])
            raise OSError(self._error, os.strerror(self._error))
        self._room -= len(content)
        return int(self._file.write(content))


@pytest.mark.parametrize("room", [0, 1, 40, 900, 1500])
def test_no_space_for_the_warc_refuses_the_batch_and_loses_nothing_kept(archive: Archive, room: int) -> None:
    archive.keep(look(article())).result(10)
    before, size = rows_of(archive, FACT_TABLES), next((archive.folder / "warc").iterdir()).stat().st_size
    whole = archive._warc._file
    archive._warc._file = FailingFile(whole, room, errno.ENOSPC)  # type: ignore[assignment]
    futures = [archive.keep(facts) for facts in several(5)]
    outcomes = {type(future.exception(10)) for future in futures}
    assert ArchiveFull in outcomes
    assert outcomes <= {ArchiveFull, type(None)}
    kept = sum(future.exception() is None for future in futures)
    assert len(titles(archive.folder)) == 1 + kept
    if not kept:
        assert rows_of(archive, FACT_TABLES) == before
        assert next((archive.folder / "warc").iterdir()).stat().st_size == size
    archive._warc._file = whole
    assert archive.keep(look(article(body=FERRY), path="/lagi")).result(10).verdict is Verdict.NEW
    archive.close()
    assert list(verify(archive.folder)) == []


def test_after_an_fsync_that_failed_nothing_is_kept_until_the_next_opening(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.keep([note(0)]).result(10)

    def failing(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("archive.warc.os.fsync", failing)
    with pytest.raises(ArchiveError) as caught:
        archive.keep(look(article())).result(10)
    assert not isinstance(caught.value, ArchiveFull)
    monkeypatch.undo()
    with pytest.raises(ArchiveError):
        archive.keep(look(article())).result(10)
    assert titles(archive.folder) == set()
    archive.close()
    with Archive.open(archive.folder) as again:
        assert again.keep(look(article())).result(10).verdict in (Verdict.NEW, Verdict.UNCHANGED)
        assert again.connection().execute("SELECT count(*) FROM act").fetchone()[0] == 1
    assert list(verify(archive.folder)) == []


def test_a_full_database_is_told_as_such_and_the_warc_takes_its_facts_back(archive: Archive) -> None:
    archive.keep(look(article())).result(10)
    pages = archive._connection.execute("PRAGMA page_count").fetchone()[0]
    archive._connection.execute(f"PRAGMA max_page_count = {pages + 3}")
    outcomes = [archive.keep(facts).exception(10) for facts in several(60)]
    assert any(isinstance(outcome, ArchiveFull) for outcome in outcomes)
    assert all(outcome is None or isinstance(outcome, ArchiveFull) for outcome in outcomes)
    archive._connection.execute("PRAGMA max_page_count = 1000000")
    assert len(titles(archive.folder)) == 1 + sum(outcome is None for outcome in outcomes)
    archive.close()
    assert list(verify(archive.folder)) == []
    with Archive.open(archive.folder) as again:
        assert (again.mended.records, again.mended.captures) == (0, 0)


def test_the_codes_of_a_full_disk_are_told_from_those_of_a_failing_one() -> None:
    error = OperationalError("disk I/O error")
    error.sqlite_errorcode = 778
    assert is_full(error)
    error.sqlite_errorcode = 1034
    assert not is_full(error)


def test_a_network_folder_is_known_by_its_mount(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nnas:/x {tmp_path}/the\\040share nfs4 rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr("archive.sqlite._MOUNTS", mounts)
    assert is_local(tmp_path / "archive.db")
    assert not is_local(tmp_path / "the share" / "archive.db")


def test_two_processes_may_keep_at_once(archive: Archive) -> None:
    """A person follows a site while the crawl goes on: two archives of one folder, each with a WARC file of its own."""
    with Archive.open(archive.folder) as other:
        futures = [(archive if n % 2 else other).keep([note(n)]) for n in range(40)]
        for future in futures:
            future.result(30)
        assert archive.connection().execute("SELECT count(*) FROM act").fetchone()[0] == 40
    assert len(list((archive.folder / "warc").iterdir())) == 2


def test_without_a_sound_log_readers_wait_and_none_is_told_that_it_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.sqlite.wal_is_sound", lambda: False)
    with Archive.open(tmp_path, create=True) as archive:
        assert archive.connection().execute("PRAGMA journal_mode").fetchone()[0] != "wal"
        futures = [archive.keep([note(n)]) for n in range(200)]
        counts = []
        while not futures[-1].done():
            counts.append(archive.connection().execute("SELECT count(*) FROM act").fetchone()[0])
        assert all(future.result(30) for future in futures)
    assert counts == sorted(counts)
    assert [path.name for path in tmp_path.glob("archive.db*") if path.stat().st_size] == ["archive.db"]

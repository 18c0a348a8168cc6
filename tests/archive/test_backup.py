"""A backup that is made while the archive is written is whole; and what was taken down since stays down when it is recovered."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from archive import queries
from archive.errors import ArchiveError, ArchiveMissing
from archive.schema import DERIVED_TABLES, FACT_TABLES
from archive.store import Archive
from archive.upkeep.backup import back_up, recover
from archive.upkeep.takedown import takedown
from archive.upkeep.verify import verify
from tests.archive.builder import TOML, article, at, look, rows_of
from tests.archive.test_takedown import WELL, holds_secret, made
from tests.archive.test_verify import kept

TABLES = (*FACT_TABLES, *DERIVED_TABLES)


@pytest.fixture(autouse=True)
def outer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLIPING_REGISTER", str(tmp_path / "outside" / "takedowns.jsonl"))


def tables_of(folder: Path) -> dict[str, list[str]]:
    with Archive.open(folder, clock=lambda: at(5)) as archive:
        return rows_of(archive, TABLES)


def text(number: int) -> str:
    return " ".join(f"kata{number}x{place}" for place in range(40))


def test_each_copy_that_is_made_while_writing_is_a_beginning_of_what_was_kept(tmp_path: Path) -> None:
    folder, target, done = tmp_path / "a", tmp_path / "b", threading.Event()
    Archive.open(folder, create=True, clock=at).close()
    acknowledged: list[int] = []

    def write() -> None:
        with Archive.open(folder, clock=at) as archive:
            for number in range(60):
                kept(archive, look(article(f"Berita {number}", (text(number),)), path=f"/{number:03d}"))
                acknowledged.append(number)
        done.set()

    thread = threading.Thread(target=write)
    thread.start()
    copies = 0
    while not done.is_set() or not copies:
        before = len(acknowledged)
        told = back_up(folder, target)
        assert told.findings == ()
        with Archive.open(_copy(target, tmp_path / f"c{copies}"), clock=at) as archive:
            paths = [row[0] for row in archive.connection().execute("SELECT address FROM articles ORDER BY address")]
        assert len(paths) >= before
        assert [path[-3:] for path in paths] == [f"{number:03d}" for number in range(len(paths))]
        copies += 1
    thread.join()
    back_up(folder, target)
    assert back_up(folder, target).bytes == 0
    assert tables_of(_copy(target, tmp_path / "last")) == tables_of(folder)


def _copy(source: Path, goal: Path) -> Path:
    shutil.copytree(source, goal)
    return goal


def test_recovering_an_old_backup_takes_down_again_what_was_taken_down_since(tmp_path: Path) -> None:
    folder, target = made(tmp_path / "a"), tmp_path / "b"
    back_up(folder, target)
    with Archive.open(folder, clock=lambda: at(2)) as archive:
        found = queries.find(archive.connection(), WELL)
        done = takedown(archive, found, "court", "rina", "", at(2), is_purged=True)
    assert done.backups == (str(target.resolve()),)
    shutil.rmtree(folder)
    assert recover(target, tmp_path / "new", at(3)) == 1
    assert not holds_secret(tmp_path / "new")
    assert list(verify(tmp_path / "new")) == []
    assert holds_secret(target)


def test_a_takedown_outlives_a_backup_that_is_older_than_its_article(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    with Archive.open(folder, create=True, clock=at) as archive:
        archive.keep([TOML]).result(10)
    back_up(folder, tmp_path / "b")
    with Archive.open(folder, clock=at) as archive:
        kept(archive, look(article()))
        takedown(archive, queries.find(archive.connection(), WELL), "court", "rina", "", at(2))
    recover(tmp_path / "b", tmp_path / "new", at(3))
    with Archive.open(tmp_path / "new", clock=lambda: at(4)) as archive:
        kept(archive, look(article(), days=4))
        assert archive.connection().execute("SELECT count(*) FROM wording").fetchone()[0] == 0
    assert list(verify(tmp_path / "new")) == []


def test_a_later_backup_forgets_what_was_taken_down(tmp_path: Path) -> None:
    folder, target = made(tmp_path / "a"), tmp_path / "b"
    back_up(folder, target)
    with Archive.open(folder, clock=lambda: at(2)) as archive:
        takedown(archive, queries.find(archive.connection(), WELL), "court", "rina", "", at(2), is_purged=True)
    assert back_up(folder, target).findings == ()
    assert not holds_secret(target)


def test_the_drill(tmp_path: Path) -> None:
    folder, target = made(tmp_path / "a"), tmp_path / "b"
    before = tables_of(folder)
    back_up(folder, target)
    shutil.rmtree(folder)
    recover(target, folder, at(3))
    assert tables_of(folder) == before


def test_what_is_no_place_for_a_backup_is_refused(tmp_path: Path) -> None:
    folder = made(tmp_path / "a")
    other = made(tmp_path / "other")
    with pytest.raises(ArchiveError, match="another disk"):
        back_up(folder, folder / "backup")
    with pytest.raises(ArchiveError, match="another archive"):
        back_up(folder, other)
    with pytest.raises(ArchiveError, match="already"):
        recover(other, folder, at(3))
    with pytest.raises(ArchiveMissing):
        recover(tmp_path, tmp_path / "new", at(3))

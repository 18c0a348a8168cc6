"""The WARCs alone suffice: an archive made again from them has the same facts, and the same is derived of them."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import upkeep_commands
from archive.cli import group
from archive.errors import ArchiveError
from archive.known import Exchange
from archive.schema import DERIVED_TABLES, FACT_TABLES
from archive.store import Archive
from archive.upkeep.rebuild import rebuild
from archive.upkeep.verify import verify
from archive.warc import records
from tests.archive.builder import at, rows_of
from tests.archive.test_verify import lived

TABLES = (*FACT_TABLES, *DERIVED_TABLES)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a little of everything, answers that were never kept among it, and a seal."""
    folder = lived(tmp_path_factory.mktemp("whole"))
    with Archive.open(folder, clock=lambda: at(4)) as archive:
        for number in range(2):
            exchange = Exchange(
                url=f"https://a.example/{number}", at=at(4), site="a", purpose="page", status=200, body=b"<p>x"
            )
            archive.record(exchange).result(10)
    with Archive.open(folder, clock=lambda: at(5)) as archive:
        assert archive.mended.captures == 2
        assert archive.seal() is not None
    return folder


def tables_of(folder: Path) -> dict[str, list[str]]:
    with Archive.open(folder, clock=lambda: at(5)) as archive:
        return rows_of(archive, TABLES)


def test_every_table_of_a_rebuilt_archive_is_as_it_was(whole: Path, tmp_path: Path) -> None:
    before = tables_of(whole)
    assert all(before[table] for table in ("capture", "reading", "evidence", "issue", "act", "seal", "site_toml"))
    heard: list[tuple[str, int]] = []
    told = rebuild(whole / "warc", tmp_path, at(6), tell=lambda what, count: heard.append((what, count)))
    assert told.damaged == ()
    assert ("records", told.records) in heard
    assert heard[-1] == ("articles", told.articles)
    after = tables_of(tmp_path)
    assert {table for table in TABLES if after[table] != before[table]} == set()
    assert list(verify(tmp_path)) == []
    with Archive.open(whole) as old, Archive.open(tmp_path) as new:
        assert new.id == old.id


def test_a_person_who_waits_for_a_rebuild_is_told_how_far_it_is(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep_commands, "_EVERY_SECONDS", 0.0)
    told = CliRunner().invoke(group(), ["--archive", str(tmp_path), "rebuild", "--from", str(whole / "warc")])
    assert told.exit_code == 0
    assert "records of the WARC files are read\n" in told.stderr
    assert " articles are made again\n" in told.stderr
    assert "facts" in told.stdout


def test_where_the_database_is_lost_the_folder_is_made_whole_in_place(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "copy")
    folder = tmp_path / "copy"
    with pytest.raises(ArchiveError, match="already"):
        rebuild(folder / "warc", folder, at(6))
    (folder / "archive.db").unlink()
    rebuild(folder / "warc", folder, at(6))
    assert tables_of(folder) == tables_of(whole)


def test_damage_costs_its_own_records_and_is_named(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole / "warc", tmp_path / "warc")
    path = min((tmp_path / "warc").iterdir())
    content, places = bytearray(path.read_bytes()), [record.place for record in records(path)]
    hurt = random.Random(4).choice(places[3:-3])
    content[hurt.offset + 40] ^= 1
    path.write_bytes(content)
    told = rebuild(tmp_path / "warc", tmp_path / "new", at(6))
    assert [line.split()[0] for line in told.damaged] == [f"{path.name}:{hurt.offset}"]
    assert told.articles > 0


def test_files_that_were_written_side_by_side_are_replayed_in_time(tmp_path: Path) -> None:
    """Two processes keep facts on one day: the later furniture is the later one afterwards, too."""
    from archive.facts import Furniture

    moments = iter(at() + timedelta(seconds=number) for number in range(1000))
    folder = tmp_path / "old"
    with (
        Archive.open(folder, create=True, clock=lambda: next(moments)) as one,
        Archive.open(folder, clock=lambda: next(moments)) as two,
    ):
        for number, archive in enumerate((one, two, two, one, two)):
            archive.keep([Furniture(site="a", pages=number + 5, lines={})]).result(10)
    assert len(list((folder / "warc").iterdir())) == 2
    rebuild(folder / "warc", tmp_path / "new", at(6))
    with Archive.open(tmp_path / "new") as archive:
        furniture = archive.furniture("a")
        assert furniture is not None
        assert furniture.pages == 9


def test_nothing_is_made_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no WARC"):
        rebuild(tmp_path, tmp_path / "new", at())

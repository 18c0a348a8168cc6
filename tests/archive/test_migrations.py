"""Every earlier schema comes up to today's with all its facts; killed midway it is as before, and the next opening does it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive import indexing, schema
from archive.cli import group
from archive.errors import ArchiveTooNew
from archive.schema import DERIVED_TABLES, FACT_TABLES, LATEST
from archive.sqlite import connect
from archive.store import Archive
from archive.upkeep.merge import merge
from tests.archive import shelf
from tests.archive.builder import article, at, look, rows_of
from tests.archive.test_derive import derived_again

TABLES = (*FACT_TABLES, *DERIVED_TABLES)


def earlier(folder: Path, version: int) -> Path:
    """An archive of an earlier schema, with the facts of the shelf: made of today's by leaving out what came later."""
    shelf.shelf(folder / "today")
    old = folder / f"v{version}"
    old.mkdir()
    shutil.copytree(folder / "today" / "warc", old / "warc")
    made = connect(old / "archive.db")
    migrations = schema._migrations()
    # Only the migrations that there were.
    migrations._migrations = migrations._migrations[:version]
    from sqlite_utils import Database

    with schema.transaction(made):
        migrations.apply(Database(made))
    made.execute("ATTACH DATABASE ? AS today", (str(folder / "today" / "archive.db"),))
    known = {row[0] for row in made.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}
    for table in ("archive", "warc_file", *TABLES):
        # An entry of the band table was two numbers.
        if table in known and not (table == "band" and version < schema.BANDED):
            columns = ", ".join(row[1] for row in made.execute(f"PRAGMA main.table_info({table})"))
            made.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM today.{table}")
    if version < 4:
        # Its search index was of one table.
        rows = made.execute("SELECT document FROM main.article_state").fetchall()
        made.executemany("INSERT INTO article_index (rowid, title) VALUES (?, 'lama')", rows)
    made.close()
    return old


def tables_of(folder: Path) -> dict[str, list[str]]:
    with Archive.open(folder, clock=lambda: at(5)) as archive:
        found = rows_of(archive, TABLES)
        assert {name: found[name] for name in DERIVED_TABLES} == derived_again(archive)
    return found


@pytest.mark.parametrize("version", range(1, LATEST))
def test_every_earlier_schema_comes_up_to_todays(tmp_path: Path, version: int) -> None:
    old = earlier(tmp_path, version)
    assert version_of(old) == version
    assert tables_of(old) == tables_of(tmp_path / "today")
    assert version_of(old) == LATEST
    with Archive.open(old) as archive:
        index = archive.connection().execute("SELECT count(*) FROM article_index WHERE article_index MATCH 'feri'")
        assert index.fetchone()[0] >= 1


def version_of(folder: Path) -> int:
    connection = sqlite3.connect(folder / "archive.db")
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    connection.close()
    return found


@pytest.mark.parametrize("version", range(1, LATEST))
def test_what_fails_midway_leaves_the_archive_as_it_was(
    tmp_path: Path, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = earlier(tmp_path, version)
    facts = _facts(old)

    def fall(*_: Any) -> None:
        raise RuntimeError("midway")

    monkeypatch.setattr("archive.corrections.fill", fall)
    with pytest.raises(RuntimeError):
        Archive.open(old)
    assert (version_of(old), _facts(old)) == (version, facts)
    monkeypatch.undo()
    Archive.open(old).close()
    assert version_of(old) == LATEST


def test_an_index_that_is_made_anew_goes_on_where_it_was_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = earlier(tmp_path, 3)
    put, seen = indexing._put, []

    def fall(connection: Any, entry: Any) -> None:
        seen.append(entry.document)
        if len(seen) == 4:
            raise KeyboardInterrupt
        put(connection, entry)

    monkeypatch.setattr("archive.indexing._BATCH", 2)
    monkeypatch.setattr("archive.indexing._put", fall)
    with pytest.raises(KeyboardInterrupt):
        Archive.open(old)
    with closing(connect(old / "archive.db", readonly=True)) as reader:
        assert not schema.is_current(reader)
    Archive.open(old).close()
    monkeypatch.undo()
    # The two of the batch that was cut off again, and no earlier one.
    assert seen[4:6] == seen[2:4]
    assert len(seen) == len(set(seen)) + 2
    assert tables_of(old) == tables_of(tmp_path / "today")


def _facts(folder: Path) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(folder / "archive.db")
    found = [
        tuple(row) for table in ("capture", "reading", "act") for row in connection.execute(f"SELECT * FROM {table}")
    ]
    connection.close()
    return sorted(found, key=repr)


def test_an_archive_of_an_earlier_schema_is_merged_and_stays_as_it_is(tmp_path: Path) -> None:
    old = earlier(tmp_path, 1)
    with Archive.open(tmp_path / "home", create=True, clock=lambda: at(5)) as archive:
        archive.keep(look(article("Berita rumah", ("Kapal feri lintas selat.",)), path="/rumah")).result(10)
    merge(tmp_path / "home", old)
    assert version_of(old) == 1
    with Archive.open(tmp_path / "home") as archive:
        held = archive.connection().execute("SELECT count(*) FROM articles").fetchone()[0]
    with Archive.open(tmp_path / "today") as archive:
        assert held == 1 + archive.connection().execute("SELECT count(*) FROM articles").fetchone()[0]


def test_a_later_schema_is_refused_with_exit_code_4(tmp_path: Path) -> None:
    Archive.open(tmp_path, create=True).close()
    connection = sqlite3.connect(tmp_path / "archive.db")
    connection.execute(f"PRAGMA user_version = {LATEST + 3}")
    connection.close()
    with pytest.raises(ArchiveTooNew) as caught:
        Archive.open(tmp_path)
    assert caught.value.exit_code == 4


def test_an_archive_of_an_earlier_schema_is_brought_up_to_date_by_who_asks_it(tmp_path: Path) -> None:
    old = earlier(tmp_path, 1)
    asked = CliRunner().invoke(group(), ["--archive", str(old), "search", "feri"], standalone_mode=False)
    assert asked.exception is None
    assert "Feri berlayar lagi" in asked.stdout
    assert version_of(old) == LATEST

"""The schema: one transaction, refused where it is later than the program, and open to every SQLite there is."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from archive.errors import ArchiveError, ArchiveTooNew
from archive.schema import DERIVED, DERIVED_TABLES, FACT_TABLES, FACTS, LATEST, migrate
from archive.sqlite import connect
from archive.store import Archive
from archive.views import DOCS, VIEWS
from tests.archive.builder import TOML, article, at, look, repost

TABLES = {*FACT_TABLES, *DERIVED_TABLES, "archive", "warc_file"}


def tables(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    found = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    return {name for name in found if not name.startswith(("sqlite_", "_sqlite", "article_index", "word_"))}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    with Archive.open(folder, create=True, clock=at) as archive:
        archive.keep([TOML])
        archive.keep(look(article()))
        archive.keep(look(repost(), site="pemkab")).result(10)
    return folder


def test_every_table_is_a_fact_or_derived_and_strict(kept: Path) -> None:
    assert tables(kept / "archive.db") == TABLES
    connection = sqlite3.connect(kept / "archive.db")
    strict = {row[1]: row[5] for row in connection.execute("PRAGMA table_list") if row[1] in TABLES}
    connection.close()
    assert strict == dict.fromkeys(TABLES, 1)


def test_a_later_schema_is_refused_and_left_as_it_is(kept: Path, tmp_path: Path) -> None:
    shutil.copytree(kept, tmp_path / "later")
    connection = sqlite3.connect(tmp_path / "later" / "archive.db")
    connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    connection.close()
    before = (tmp_path / "later" / "archive.db").read_bytes()
    with pytest.raises(ArchiveTooNew, match="later") as caught:
        Archive.open(tmp_path / "later")
    assert caught.value.exit_code == 4
    assert (tmp_path / "later" / "archive.db").read_bytes() == before


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"bukan basis data " * 400)
    with pytest.raises(ArchiveError, match="not a database"):
        Archive.open(tmp_path)


def test_an_empty_file_that_a_crash_left_becomes_an_archive(tmp_path: Path) -> None:
    (tmp_path / "archive.db").touch()
    Archive.open(tmp_path).close()
    assert tables(tmp_path / "archive.db") == TABLES


def test_a_migration_that_is_cut_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = connect(tmp_path / "archive.db")
    monkeypatch.setattr("archive.schema.DERIVED", DERIVED + "CREATE TABLE revision (x);\n")
    with pytest.raises(Exception, match="already exists"):
        migrate(connection)
    assert tables(tmp_path / "archive.db") == set()
    monkeypatch.undo()
    migrate(connection)
    migrate(connection)
    connection.close()
    assert tables(tmp_path / "archive.db") == TABLES


def test_killed_at_any_instant_of_its_making_an_archive_can_still_be_made(tmp_path: Path) -> None:
    making = "import sys; from pathlib import Path; from archive.store import Archive; Archive.open(Path(sys.argv[1]), create=True).close()"
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", making, tmp_path / "whole"], check=True)
    whole = time.monotonic() - start
    for number in range(8):
        folder = tmp_path / str(number)
        process = subprocess.Popen([sys.executable, "-c", making, folder])
        try:
            process.wait(whole * (0.55 + 0.06 * number))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        with Archive.open(folder, create=True) as archive:
            assert archive.connection().execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert tables(folder / "archive.db") == TABLES


def test_an_archive_made_by_several_at_once_is_made_once(tmp_path: Path) -> None:
    opened, failures = [], []

    def make() -> None:
        try:
            opened.append(Archive.open(tmp_path, create=True))
        except ArchiveError as error:
            failures.append(error)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = {archive.id for archive in opened}
    for archive in opened:
        archive.close()
    assert not failures
    assert len(ids) == 1


def test_an_archive_keeps_its_id(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        first = archive.id
    with Archive.open(tmp_path) as archive:
        assert archive.id == first


def test_the_standard_librarys_sqlite_reads_every_view_and_column(kept: Path) -> None:
    connection = sqlite3.connect(f"file:{kept / 'archive.db'}?mode=ro", uri=True)
    for view in VIEWS:
        cursor = connection.execute(f"SELECT * FROM {view}")
        cursor.fetchall()
        assert [column[0] for column in cursor.description] == list(DOCS[view])
    assert connection.execute("SELECT count(*) FROM articles WHERE title LIKE '%sumur%'").fetchone()[0] == 2
    assert connection.execute("SELECT count(*) FROM article_index WHERE article_index MATCH 'sumur'").fetchone()[0] == 2
    connection.close()


def test_the_sqlite_shell_reads_it_too(kept: Path) -> None:
    shell = shutil.which("sqlite3")
    if shell is None:
        pytest.skip("no sqlite3 shell here")
    asked = "SELECT relation FROM articles ORDER BY relation; PRAGMA integrity_check;"
    answer = subprocess.run(
        [shell, "-readonly", kept / "archive.db", asked], capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == ["origin", "repost", "ok"]


def test_no_view_or_index_needs_a_function_that_only_kliping_has() -> None:
    for definition in (FACTS, DERIVED, *VIEWS.values()):
        assert "REGEXP" not in definition.upper()
    assert "contentless_delete" not in DERIVED
    assert "secure-delete" not in DERIVED


def test_views_of_an_older_program_are_made_anew(kept: Path, tmp_path: Path) -> None:
    shutil.copytree(kept, tmp_path / "older")
    connection = sqlite3.connect(tmp_path / "older" / "archive.db")
    connection.executescript("DROP VIEW articles; CREATE VIEW articles AS SELECT 1 AS title;")
    connection.close()
    with Archive.open(tmp_path / "older") as archive:
        assert archive.connection().execute("SELECT count(title) FROM articles").fetchone()[0] == 2


def test_opening_what_is_up_to_date_writes_nothing_and_loads_no_tooling(kept: Path) -> None:
    before = (kept / "archive.db").read_bytes()
    asked = (
        "import sys; from pathlib import Path; from archive.store import Archive; "
        "Archive.open(Path(sys.argv[1])).close(); print('sqlite_utils' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", asked, kept], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
    assert (kept / "archive.db").read_bytes() == before

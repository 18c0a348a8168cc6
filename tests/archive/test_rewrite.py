"""A database written anew holds nothing that was deleted, whoever reads or writes meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive.sqlite import connect
from archive.upkeep import rewrite

GONE = "Xenderubas"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with closing(connect(tmp_path / "a.db")) as connection:
        connection.execute("CREATE TABLE told (number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")
        connection.executemany("INSERT INTO told (text) VALUES (?)", [(f"{GONE} {n} " * 40,) for n in range(40)])
        connection.execute("DELETE FROM told WHERE number <> 7")
        connection.execute("UPDATE told SET text = 'sumur'")
    return tmp_path / "a.db"


def texts(path: Path) -> list[str]:
    with closing(connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT text FROM told ORDER BY number")]


def writing(path: Path, times: int) -> Callable[[Any], int]:
    """Another program that writes as soon as it was noted how the database is."""
    real, left = rewrite._written, times

    def written(connection: Any) -> int:
        nonlocal left
        found = real(connection)
        if left and path.with_name("a.db.anew").exists() is False:
            left -= 1
            with closing(connect(path)) as other:
                other.execute("INSERT INTO told (text) VALUES ('feri')")
        return found

    return written


def test_nothing_of_what_was_deleted_is_left_and_a_reader_goes_on_with_what_it_saw(path: Path) -> None:
    assert GONE.encode() in path.read_bytes()
    with closing(connect(path, readonly=True)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT text FROM told").fetchall()[0][0] == "sumur"
        assert rewrite.write_anew(path)
        assert reader.execute("SELECT text FROM told").fetchall()[0][0] == "sumur"
        reader.execute("COMMIT")
    assert texts(path) == ["sumur"]
    assert not any(GONE.encode() in file.read_bytes() for file in path.parent.iterdir())
    assert [file.name for file in path.parent.iterdir()] == ["a.db"]


def test_what_another_program_writes_meanwhile_is_not_lost(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewrite, "_written", writing(path, 1))
    assert rewrite.write_anew(path)
    assert texts(path) == ["sumur", "feri"]
    assert GONE.encode() not in path.read_bytes()


def test_where_another_program_goes_on_writing_it_is_given_up_and_said(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewrite, "_written", writing(path, 99))
    assert not rewrite.write_anew(path)
    assert texts(path) == ["sumur", "feri", "feri", "feri"]
    assert not path.with_name("a.db.anew").exists()

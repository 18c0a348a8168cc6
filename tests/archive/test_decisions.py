"""What persons decided on an article: shown beside what the machine read, wherever that is shown, and for good."""

from __future__ import annotations

import csv
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.cli import group
from archive.exports.writing import Order, export
from archive.sqlite import connect
from archive.store import Archive
from archive.upkeep.merge import merge
from archive.upkeep.rebuild import rebuild
from archive.views import make
from tests.archive.builder import article, at, look

WELL = "https://warta-sabana.example/sumur-tua"


def kliping(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(group(), ["--archive", str(folder), *words], standalone_mode=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Archive.open(tmp_path / "kept", create=True, clock=lambda: at(5)) as archive:
        archive.keep(look(article())).result(10)
    for title in ("Sumur Tua Digali", "Sumur tua digali kembali"):
        done = kliping(tmp_path / "kept", "correct", WELL, "title", title, "--by", "Rina", "--note", "salah cetak")
        assert done.exception is None
    return tmp_path / "kept"


def corrected(folder: Path) -> tuple[str, str]:
    with Archive.open(folder) as archive:
        row = archive.connection().execute("SELECT title, corrected FROM articles").fetchone()
    return row["title"], json.loads(row["corrected"])["title"]


def test_a_persons_reading_stands_beside_the_machines_in_views_and_on_the_command_line(folder: Path) -> None:
    assert corrected(folder) == ("Sumur tua digali lagi", "Sumur tua digali kembali")
    decided = kliping(folder, "sql", "SELECT by, field, value FROM decisions ORDER BY at", "--json")
    assert [row["value"] for row in json.loads(decided.stdout)] == ["Sumur Tua Digali", "Sumur tua digali kembali"]
    shown = json.loads(kliping(folder, "show", WELL, "--json").stdout)
    assert (shown["article"]["title"], shown["corrected"]) == (
        "Sumur tua digali lagi",
        {"title": "Sumur tua digali kembali"},
    )


def test_a_persons_reading_survives_rebuild_and_merge(folder: Path, tmp_path: Path) -> None:
    rebuild(folder / "warc", tmp_path / "again", datetime(2026, 5, 1, tzinfo=UTC))
    Archive.open(tmp_path / "home", create=True).close()
    merge(tmp_path / "home", folder)
    assert corrected(tmp_path / "again") == corrected(tmp_path / "home") == corrected(folder)


def test_a_persons_reading_is_exported_and_who_it_was_stays_in_the_house(folder: Path, tmp_path: Path) -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    export(folder, Order(format="csv"), tmp_path / "all.csv", now=now)
    row = next(csv.DictReader((tmp_path / "all.csv").open(encoding="utf-8")))
    assert (row["title"], row["corrected"]) == ("Sumur tua digali lagi", "title = Sumur tua digali kembali")
    export(folder, Order(format="sqlite", is_public=True), tmp_path / "public.db", now=now)
    with sqlite3.connect(tmp_path / "public.db") as public:
        told = public.execute("SELECT corrected FROM articles").fetchone()[0]
        assert json.loads(told) == {"title": "Sumur tua digali kembali"}
        assert public.execute("SELECT count(*) FROM decisions WHERE by <> '' OR note <> ''").fetchone()[0] == 0


def test_an_act_says_what_it_did(folder: Path) -> None:
    told = kliping(folder, "collection", "Sengketa tanah", WELL, "--by", "Rina", "--note", "untuk buku").stdout
    assert told.split()[2:] == ["Sengketa", "tanah", "Rina", "untuk", "buku"]
    assert "Sengketa tanah  one article" in kliping(folder, "collection").stdout
    assert "2031-01-01" in kliping(folder, "embargo", WELL, "--until", "2031-01-01").stdout
    assert "section  Daerah" in kliping(folder, "correct", WELL, "section", "Daerah").stdout
    assert "taken out" in kliping(folder, "collection", "Sengketa tanah", WELL, "--out").stdout


@pytest.mark.parametrize("value", ["26/02/2020", "2020-02-26T10:00", "2020-02-26T10", "2020-13-40"])
def test_an_instant_that_nobody_could_read_is_refused(folder: Path, value: str) -> None:
    assert "2020-02-26T10:00+08:00" in str(kliping(folder, "correct", WELL, "published_at", value).exception)


@pytest.mark.parametrize(
    "words", [("note", WELL, " "), ("collection", "", WELL), ("join", WELL, WELL), ("correct", WELL, "title", "")]
)
def test_a_decision_that_says_nothing_is_refused(folder: Path, words: tuple[str, ...]) -> None:
    assert kliping(folder, *words).exception is not None


def test_the_views_are_made_of_what_plain_sqlite_has(folder: Path) -> None:
    connection = connect(folder / "archive.db")
    make(connection)
    connection.close()
    with sqlite3.connect(folder / "archive.db") as plain:
        assert plain.execute("SELECT count(*) FROM decisions").fetchone()[0] == 2
        assert plain.execute("SELECT count(*) FROM imports").fetchone()[0] == 0

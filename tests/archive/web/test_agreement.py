"""A hundred questions give the same articles, in the same order, from the command line, the room, and plain SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from archive.cli import group
from archive.messages import use_language
from tests.browser.served import served, small_archive

WORDS = ("sumur", "desa", "kapal", "dana", '"air dari mata air"', "warga -kapal", "sumur OR feri", "tua*", "anak-anak", "Jum’at", "NTT", "jalan rusak",
         "judul:sumur", "isi:desa", "penulis:ana", "tempat:waibakul")  # fmt: skip
NARROWED = (
    "",
    "tanggal:2020",
    "tanggal:2026-03",
    "media:warta-sabana",
    "status:berubah",
    "status:salinan",
    "tempat:waingapu",
)
QUESTIONS = [" ".join(pair).strip() for pair in product(WORDS, NARROWED)][:100]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("agreed")
    small_archive(folder)
    return folder


@pytest.fixture(scope="module")
def room(folder: Path) -> Iterator[httpx.Client]:
    with served(folder / "archive.db") as origin, httpx.Client(base_url=origin, timeout=30) as client:
        yield client


def test_command_line_room_and_sql_agree(folder: Path, room: httpx.Client) -> None:
    assert len(set(QUESTIONS)) == 100
    answered = 0
    runner = CliRunner()
    use_language("en")
    with closing(sqlite3.connect(f"file:{folder / 'archive.db'}?mode=ro", uri=True)) as plain:
        plain.row_factory = sqlite3.Row
        for number, question in enumerate(QUESTIONS):
            order, typed = (["--new"], "newest") if number % 2 else ([], "")
            asked = ["-a", str(folder), "search", "--limit", "25", *order, question]
            told = json.loads(runner.invoke(group("search"), [*asked, "--json"], catch_exceptions=False).stdout)
            sql = runner.invoke(group("search"), [*asked, "--sql"], catch_exceptions=False).stdout
            from_room = room.get("/search.json", params={"q": question, "order": typed}).json()
            hits = [hit["article"] for hit in told["hits"]]
            assert [row["article"] for row in from_room["rows"]] == hits, question
            assert [row["article"] for row in plain.execute(sql)] == hits, question
            assert from_room["total"] == told["total"], question
            answered += bool(hits)
    assert answered >= 40

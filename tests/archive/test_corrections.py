"""Corrections stand beside what they concern, and beside every member of its story; what is deleted stays readable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive import queries
from archive.corrections import corrections_of, fill
from archive.diffpage import diff_page
from archive.records import Correction
from archive.store import Archive
from tests.archive.builder import DRY, TOML, article, look, repost

WELL = "https://warta-sabana.example/sumur-tua"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path, create=True) as archive:
        archive.keep([TOML])
        archive.keep(look(article()))
        archive.keep(look(repost(), site="portal-tetangga", path="/gali")).result(10)
        yield archive


def concerned(archive: Archive, where: str) -> list[tuple[str, bool]]:
    connection = archive.connection()
    found = corrections_of(connection, queries.find(connection, where))
    return [(row.kind, row.concerns == queries.find(connection, WELL)) for row in found]


def corrects(kind: Any, text: str, address: str | None = None) -> Any:
    correction = Correction(kind=kind, printed="Ralat", address=address)
    return article("Ralat: jumlah keluarga", (text,), corrections=(correction,), people=(), dateline=None)


@pytest.mark.parametrize(
    ("kind", "text", "address"),
    [
        ("ralat", "Jumlah keluarga keliru tertulis.", WELL + "/?utm_source=x"),
        ("hak_jawab", "Hak jawab atas berita berjudul “Sumur Tua Digali Lagi” yang kami muat Senin.", None),
    ],
)
def test_a_correction_is_found_by_address_or_headline_and_shown_with_the_whole_story(
    archive: Archive, kind: str, text: str, address: str | None
) -> None:
    archive.keep(look(corrects(kind, text, address), path="/ralat", days=1)).result(10)
    assert concerned(archive, WELL) == [(kind, True)]
    assert concerned(archive, "https://warta-sabana.example/ralat") == [(kind, True)]
    connection = archive.connection()
    shared = corrections_of(connection, queries.find(connection, "https://portal-tetangga.example/gali"))
    assert [row.kind for row in shared] == [kind]


def test_what_a_correction_concerns_may_come_later_or_never(archive: Archive) -> None:
    archive.keep(look(corrects("ralat", "Keliru.", "https://warta-sabana.example/nanti"), path="/ralat")).result(10)
    assert concerned(archive, "https://warta-sabana.example/ralat") == [("ralat", False)]
    assert concerned(archive, WELL) == []
    archive.keep(look(article("Nanti", ("Berita yang datang belakangan.",)), path="/nanti", days=2)).result(10)
    assert concerned(archive, "https://warta-sabana.example/nanti") == [("ralat", False)]
    assert corrections_of(
        archive.connection(), queries.find(archive.connection(), "https://warta-sabana.example/nanti")
    )[0].concerns == queries.find(archive.connection(), "https://warta-sabana.example/nanti")


def test_an_archive_of_before_gets_its_rows(archive: Archive, tmp_path: Path) -> None:
    archive.keep(look(corrects("ralat", "Keliru.", WELL), path="/ralat")).result(10)
    writing = archive._connection
    before = writing.execute("SELECT * FROM correction").fetchall()
    writing.execute("DELETE FROM correction")
    fill(writing)
    assert [tuple(row) for row in writing.execute("SELECT * FROM correction")] == [tuple(row) for row in before]


def test_a_diff_is_a_page_in_which_nothing_of_the_text_is_markup(archive: Archive) -> None:
    edited = (DRY[0], DRY[1].replace("48", "52") + " <script>alert(1)</script>", DRY[2])
    archive.keep(look(article(body=edited), days=1)).result(10)
    connection = archive.connection()
    page = diff_page(queries.diff(connection, queries.find(connection, WELL)))
    assert "<del>48</del> → <ins>52</ins>" in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page

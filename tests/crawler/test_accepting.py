"""`kliping accept` as a person uses it: record, look again, accept what changed, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from archive.cli import group
from crawler.errors import CrawlerError
from crawler.flags import FLAGS
from crawler.parsers import read
from crawler.showing import reading_lines, why_lines
from tests.commands import english_and_plain
from tests.crawler.pages import SITE, TEXT, article, paragraphs, raw

__all__ = ["english_and_plain"]

URL = "https://warta.localhost/2024/03/02/warga-bersihkan-saluran-air/"


@pytest.fixture(autouse=True)
def in_an_archive_of_its_own(english_and_plain: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KLIPING_ARCHIVE", str(tmp_path / "archive"))


def ask(*arguments: object, expect: int = 0) -> str:
    done = CliRunner().invoke(group(), ["accept", *(str(part) for part in arguments)], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    assert (done.return_value or 0) == expect, done.stdout
    return done.stdout


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    page = tmp_path / "halaman.html"
    page.write_text(article(paragraphs(*TEXT) + "<p>Baca juga: <a href='/x'>Jalan rusak lagi</a></p>"), encoding="utf-8")  # fmt: skip
    return page


def test_a_page_and_its_reading_lie_side_by_side(saved: Path, tmp_path: Path) -> None:
    said = ask(saved, "--url", URL, "--into", tmp_path / "rec", "--name", "wordpress/saluran")
    assert "Warga bersihkan saluran air" in said
    assert (tmp_path / "rec/wordpress/saluran.html").read_bytes() == saved.read_bytes()
    recording = json.loads((tmp_path / "rec/wordpress/saluran.json").read_text())
    assert recording["pages"] == [{"file": "saluran.html", "url": URL}]
    assert recording["expected"]["reading"]["title"] == "Warga bersihkan saluran air"
    assert recording["expected"]["dropped"] == [["Baca juga: Jalan rusak lagi", "promo"]]


def test_what_is_read_otherwise_is_told_and_accepted_only_when_asked(saved: Path, tmp_path: Path) -> None:
    ask(saved, "--url", URL, "--into", tmp_path / "rec", "--name", "wordpress/saluran")
    path = tmp_path / "rec/wordpress/saluran.json"
    assert "1 recordings are read as they were accepted" in ask("--check", "--into", tmp_path / "rec")
    path.write_text(path.read_text().replace("Warga bersihkan saluran air", "Warga menutup saluran air", 1))
    before = path.read_text()
    said = ask("--check", "--into", tmp_path / "rec", expect=1)
    assert "[-Warga menutup saluran air-]" in said
    assert "{+Warga bersihkan saluran air+}" in said
    assert path.read_text() == before
    assert "title" in ask(path)
    assert "as they were accepted" in ask("--check", path)


def test_further_pages_are_recorded_with_the_first(tmp_path: Path) -> None:
    first, second = tmp_path / "1.html", tmp_path / "2.html"
    pager = "<div class='page-links'><a href='?page=2'>2</a></div>"
    first.write_text(article(paragraphs(*TEXT[:2]) + pager), encoding="utf-8")
    second.write_text(article(paragraphs(*TEXT[2:]) + pager), encoding="utf-8")
    ask(first, "--url", URL, "--part", second, f"{URL}?page=2", "--into", tmp_path / "rec", "--name", "wordpress/dua")
    told = json.loads(ask("--check", "--into", tmp_path / "rec", "--json"))
    assert told == [{"recording": str(tmp_path / "rec/wordpress/dua.json"), "is_new": False, "differences": []}]
    body = json.loads((tmp_path / "rec/wordpress/dua.json").read_text())["expected"]["reading"]["body"]
    assert [paragraph["text"] for paragraph in body] == list(TEXT)


@pytest.mark.parametrize("name", [None, "saluran", "a/b/c", "../saluran", "a/..", "a b/c"])
def test_a_recording_goes_where_recordings_lie_and_nowhere_else(saved: Path, tmp_path: Path, name: str | None) -> None:
    with pytest.raises(click.UsageError, match="PLATFORM/NAME"):
        ask(saved, "--url", URL, "--into", tmp_path / "rec", *(("--name", name) if name else ()))
    assert not (tmp_path / "rec").exists()


def test_what_is_no_page_and_no_recording_is_said(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="name a file"):
        ask()
    with pytest.raises(click.FileError):
        ask(tmp_path / "absent.html", "--name", "a/b")
    (tmp_path / "wrong.json").write_text("{}")
    with pytest.raises(CrawlerError, match="no recording"):
        ask(tmp_path / "wrong.json")


# ------------------------------------------------------------------------------------------------------------- showing


def shown(markup: str, why: str = "") -> str:
    reading = read(raw(markup), SITE)
    return "\n".join(str(line) for line in (why_lines(reading, why) if why else reading_lines(reading)))


def test_fields_are_shown_in_words_with_what_found_them_and_doubts_explained() -> None:
    said = shown(article(before="<div class='date'>Jumat, 2 Maret 2024 10:15 WITA</div>", inside=paragraphs(*TEXT) + "<p>Penulis: Maria Ina</p>"))  # fmt: skip
    assert "2024-03-02 10:15:00 +0800  minute, zone from printed" in said
    assert "Maria Ina  writer  «Penulis: Maria Ina»" in said
    assert f"weekday_mismatch        {FLAGS['weekday_mismatch']}" in said
    assert '"precision"' not in said


def test_why_shows_one_field_and_of_the_body_every_line_left_out() -> None:
    page = article(paragraphs(*TEXT) + "<p>Baca juga: <a href='/x'>Jalan rusak lagi</a></p>")
    assert "Baca juga" in shown(page, "body")
    assert "Baca juga" not in shown(page, "title")
    assert "h1: Warga bersihkan saluran air" in shown(page, "title")

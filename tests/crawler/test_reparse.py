"""Reading kept pages again: nothing is kept before it is accepted, nothing old is lost, and nothing becomes a revision."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import queries
from archive.facts import Capture, Furniture, KeptReading
from archive.known import Exchange
from archive.records import Article, Context, Paragraph, Reading
from archive.store import Archive
from archive.upkeep.rebuild import rebuild
from archive.upkeep.takedown import takedown
from crawler.reading import Readers
from crawler.reparse import Reparsed, reparse
from crawler.site import Site, parse, sites
from tests.archive.builder import at
from tests.archive.plans import walked

NAME = "suara-nyale"
TEXT = (
    "Warga Desa Kalembu Ndara menggali sumur tua yang mengering sejak Agustus lalu dengan peralatan seadanya.",
    "Kepala desa mengatakan 48 keluarga berjalan dua kilometer setiap pagi untuk mengambil air dari mata air.",
    "Dinas pekerjaan umum berjanji mengirim satu unit mesin bor sebelum musim tanam, kata sekretaris dinas itu.",
)


def page(number: int, text: tuple[str, ...] = TEXT) -> bytes:
    body = "".join(f"<p>{line} Bagian {number}.</p>" for line in text)
    return (
        f"<html><head><title>Sumur ke-{number} digali lagi - Suara Nyale</title><meta property='og:type' content='article'></head>"
        f"<body><article>"
        f"<h1>Sumur ke-{number} digali lagi</h1><div class='entry-content'>{body}</div></article></body></html>"
    ).encode()


def look(archive: Archive, number: int, text: tuple[str, ...] = TEXT, *, days: float = 0, reader: str = "1") -> None:
    """A page that a reader of long ago read: it left out the first line of each."""
    url, body = f"http://suara-nyale.localhost/2026/03/sumur-{number}/", page(number, text)
    exchange = Exchange(
        url=url, at=at(days), site=NAME, purpose="page", status=200, body=body,
        response_headers=(("Content-Type", "text/html; charset=utf-8"),),
    )  # fmt: skip
    digest = hashlib.sha256(body).hexdigest()
    capture = Capture(
        url=url, address=url.rstrip("/"), site=NAME, purpose="page", at=at(days), status=200, payload_digest=digest,
        body_digest=digest, content_type="text/html; charset=utf-8", warc=archive.record(exchange).result(10),
    )  # fmt: skip
    outcome = Article(
        title=f"Sumur ke-{number} digali lagi",
        body=tuple(Paragraph(text=f"{line} Bagian {number}.") for line in text[1:]),
    )
    reading = Reading(context=Context(reader=reader), outcome=outcome)
    archive.keep([capture, KeptReading(captures=(capture.id,), reading=reading)]).result(10)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "a", create=True, clock=lambda: at(5)) as archive:
        for number in range(3):
            look(archive, number)
        look(
            archive,
            2,
            (*TEXT[:2], "Dinas pekerjaan umum batal mengirim mesin bor tahun ini, kata sekretaris dinas itu."),
            days=1,
        )
        yield archive


@pytest.fixture
def known(tmp_path: Path) -> dict[str, Site]:
    return sites(tmp_path)


def again(archive: Archive, known: dict[str, Site], **more: object) -> Reparsed:
    return reparse(archive, known, Readers(children=1), **more)  # type: ignore[arg-type]


def lives(archive: Archive) -> list[tuple[object, ...]]:
    rows = archive.connection().execute(
        "SELECT c.address, c.at, v.verdict, v.revision FROM capture c JOIN verdict v ON v.capture = c.id ORDER BY 1, 2"
    )
    return [tuple(row) for row in rows]


def count(archive: Archive, table: str) -> int:
    return int(archive.connection().execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_dry_run_shows_what_would_change_and_keeps_nothing(archive: Archive, known: dict[str, Site]) -> None:
    before = count(archive, "reading")
    done = again(archive, known, is_dry=True)
    assert (done.pages, done.same) == (4, 0)
    assert done.changed["body"] == 4
    assert TEXT[0] in done.examples["body"][0].after
    assert count(archive, "reading") == before


def test_reading_again_asks_nothing_that_walks_a_table_that_grows(
    archive: Archive, known: dict[str, Site], tmp_path: Path
) -> None:
    asked: set[str] = set()
    archive.connection().set_trace_callback(asked.add)
    again(archive, known)
    archive.connection().set_trace_callback(None)
    assert len(asked) > 5
    with Archive.open(tmp_path / "empty", create=True) as empty:
        assert not {sql: tables for sql in asked if (tables := walked(empty.connection(), sql))}


def test_no_upgrade_no_toml_and_no_furniture_makes_a_revision(archive: Archive, known: dict[str, Site]) -> None:
    before = lives(archive)
    assert [row[2] for row in before] == ["new", "new", "new", "revised"]
    done = again(archive, known)
    assert done.pages == 4
    assert lives(archive) == before
    shown = queries.show(
        archive.connection(), queries.find(archive.connection(), "http://suara-nyale.localhost/2026/03/sumur-2")
    )
    assert shown.article.body[0].text.startswith(TEXT[0])
    assert shown.revision == 2
    assert again(archive, known).pages == 0
    edited = known | {NAME: parse(known[NAME].fact.text + "\n# disunting\n")}
    assert again(archive, edited).pages == 4
    assert lives(archive) == before
    archive.keep([Furniture(site=NAME, pages=9, lines={"00" * 8: 9})]).result(10)
    assert again(archive, known).pages == 4
    assert lives(archive) == before
    assert count(archive, "revision") == 4


def test_cut_off_it_has_kept_what_was_read_and_goes_on_where_it_stopped(
    archive: Archive, known: dict[str, Site]
) -> None:
    def stop(pages: int) -> None:
        if pages == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        again(archive, known, tell=stop)
    archive.keep([]).result(10)  # what was handed in before it is kept before it
    assert again(archive, known, most=1).pages == 1
    assert again(archive, known).pages == 1
    assert again(archive, known, site="lain").pages == 0


def test_old_readings_stay_and_the_warcs_still_suffice(
    archive: Archive, known: dict[str, Site], tmp_path: Path
) -> None:
    before = count(archive, "reading")
    again(archive, known)
    after = count(archive, "reading")
    assert after == before + 4
    archive.close()
    rebuild(archive.folder / "warc", tmp_path / "new", at(6))
    with Archive.open(tmp_path / "new") as rebuilt:
        assert count(rebuilt, "reading") == after
        assert again(rebuilt, known).pages == 0


def test_what_was_taken_down_is_not_read_again(
    archive: Archive, known: dict[str, Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLIPING_REGISTER", str(tmp_path / "register"))
    found = queries.find(archive.connection(), "http://suara-nyale.localhost/2026/03/sumur-1")
    takedown(archive, found, "court", "rina", "", at(5))
    assert again(archive, known).pages == 3
    assert count(archive, "article_state") == 2

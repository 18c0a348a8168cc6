"""Captures that others made come home with whose they are; what they hold is a stranger's, to the last byte."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.exports.writing import Order, export
from archive.records import from_utc_text
from archive.sqlite import connect
from archive.store import Archive
from archive.upkeep.merge import merge
from archive.upkeep.rebuild import rebuild
from archive.upkeep.takedown import takedown
from archive.upkeep.verify import verify
from archive.warc import records
from crawler.bringing import bring
from crawler.brought import Brought, source_of
from crawler.demo.newsroom import Newsroom
from crawler.errors import CrawlerError
from crawler.others import Passed, instant
from crawler.others_frames import frames
from crawler.reading import Readers
from crawler.site import Site, sites
from tests.archive.builder import at
from tests.commands import CONTACT, ask, english_and_plain, kliping
from tests.crawler.test_reparse import NAME, TEXT, look, page

__all__ = ["english_and_plain"]
NOW = datetime(2026, 5, 1, tzinfo=UTC)
PROFILE = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
URL = f"http://{NAME}.localhost/2026/03/sumur-"


def warc(
    path: Path,
    pages: list[tuple[str, str, bytes]],
    *,
    headers: tuple[tuple[str, str], ...] = (),
    status: str = "200 OK",
) -> Path:
    """A WARC as another program writes it: url, date, body of each."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, when, body in pages:
            told = StatusAndHeaders(
                status, [("Content-Type", "text/html; charset=utf-8"), *headers], protocol="HTTP/1.1"
            )
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=io.BytesIO(body), http_headers=told, warc_headers_dict={"WARC-Date": when}
                )
            )
    return path


@pytest.fixture(scope="module")
def known() -> dict[str, Site]:
    return sites()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "home", create=True, clock=lambda: at(5)) as archive:
        yield archive


def brought(archive: Archive, path: Path, known: dict[str, Site], **more: bool) -> Brought:
    source = source_of(path, by="Rina", note="rekaman kampus", at=NOW, zone=8)
    return bring(archive, source, known, lambda: Readers(children=1), **more)


def rows(archive: Archive, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in archive.connection().execute(sql)]


PROVENANCE = "brought by Rina on 2026-05-01 from lain.warc.gz; its WARC-Date headers say when"


def test_what_another_captured_is_kept_with_whose_it_is(
    archive: Archive, known: dict[str, Site], tmp_path: Path
) -> None:
    lain = warc(tmp_path / "lain.warc.gz", [(f"{URL}{n}/", f"2016-03-0{n}T01:02:03Z", page(n)) for n in (1, 2)])
    assert brought(archive, lain, known, is_dry=True).pages == 2
    assert rows(archive, "SELECT count(*) FROM captures") == [(0,)]
    done = brought(archive, lain, known)
    assert (done.pages, done.kept, dict(done.verdicts)) == (2, 2, {"new": 2})
    assert rows(archive, "SELECT first_seen, provenance FROM articles ORDER BY 1") == [
        (f"2016-03-0{n}T01:02:03.000Z", PROVENANCE) for n in (1, 2)
    ]
    assert rows(archive, "SELECT by, file, kind, note, captures FROM imports") == [
        ("Rina", "lain.warc.gz", "warc", "rekaman kampus", 2)
    ]
    again = brought(archive, lain, known)
    assert (again.kept, again.again) == (0, 2)
    archive.connection()
    assert list(verify(archive.folder)) == []


def test_what_was_brought_survives_rebuild_merge_and_export(
    archive: Archive, known: dict[str, Site], tmp_path: Path
) -> None:
    brought(archive, warc(tmp_path / "lain.warc.gz", [(f"{URL}1/", "2016-03-01T01:02:03Z", page(1))]), known)
    Archive.open(tmp_path / "other", create=True).close()
    merge(tmp_path / "other", archive.folder)
    rebuild(archive.folder / "warc", tmp_path / "again", NOW)
    wanted = rows(archive, "SELECT id, first_seen, provenance FROM articles"), rows(archive, "SELECT * FROM imports")
    for folder in (tmp_path / "other", tmp_path / "again"):
        with Archive.open(folder) as other:
            assert (
                rows(other, "SELECT id, first_seen, provenance FROM articles"),
                rows(other, "SELECT * FROM imports"),
            ) == wanted
    export(archive.folder, Order(format="jsonl"), tmp_path / "out.jsonl", now=NOW)
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["provenance"] == PROVENANCE


def test_no_request_is_told_that_nobody_here_made_and_a_crash_makes_no_look_of_it(
    archive: Archive, known: dict[str, Site], tmp_path: Path
) -> None:
    brought(archive, warc(tmp_path / "lain.warc.gz", [(f"{URL}1/", "2016-03-01T01:02:03Z", page(1))]), known)
    (file,) = (archive.folder / "warc").glob("*.warc.gz")
    kinds = [record.type for record in records(file)]
    assert "request" not in kinds
    (kept,) = [record for record in records(file) if record.type == "response"]
    assert kept.headers["kliping-imported"] == rows(archive, "SELECT id FROM imports")[0][0]
    assert archive.spent(NAME, from_utc_text("2010-01-01T00:00:00.000Z")).requests == 0
    archive.close()
    bare = tmp_path / "bare"
    (bare / "warc").mkdir(parents=True)
    start = next(record.place.offset + record.place.length for record in records(file) if record.type == "response")
    (bare / "warc" / file.name).write_bytes(file.read_bytes()[:start])
    with Archive.open(bare, create=True) as crashed:
        assert rows(crashed, "SELECT count(*) FROM captures") == [(0,)]


def test_an_edit_between_our_own_looks_stays_one_whatever_is_brought_between_them(
    archive: Archive, known: dict[str, Site], tmp_path: Path
) -> None:
    changed = (*TEXT[:2], "Dinas pekerjaan umum batal mengirim mesin bor tahun ini, kata sekretaris dinas itu.")
    look(archive, 1)
    look(archive, 1, changed, days=2)
    between = warc(tmp_path / "lain.warc.gz", [(f"{URL}1/", at(1).isoformat().replace("+00:00", "Z"), page(1))])
    assert dict(brought(archive, between, known).verdicts) == {"unchanged": 1}
    assert rows(archive, "SELECT verdict FROM captures ORDER BY at") == [("new",), ("unchanged",), ("revised",)]


def test_codings_are_undone_and_other_files_than_warcs_are_opened(
    archive: Archive, known: dict[str, Site], tmp_path: Path
) -> None:
    packed = warc(tmp_path / "p.warc.gz", [(f"{URL}1/", "2016-03-01T01:02:03Z", gzip.compress(page(1)))], headers=(("Content-Encoding", "gzip"),))  # fmt: skip
    body = page(2)
    chunked = warc(tmp_path / "c.warc.gz", [(f"{URL}2/", "2016-03-02T01:02:03Z", b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))], headers=(("Transfer-Encoding", "chunked"),))  # fmt: skip
    with zipfile.ZipFile(tmp_path / "b.wacz", "w") as bag:
        bag.write(packed, "archive/p.warc.gz")
        bag.write(chunked, "archive/c.warc.gz")
    (folder := tmp_path / "halaman").mkdir()
    (folder / "satu.html").write_bytes(page(3))
    (folder / "daftar.csv").write_text(
        f"Alamat;Tanggal;Berkas\n{URL}3/;2016-03-03;satu.html\n{URL}4/;kemarin;satu.html\n{URL}5/;2016-03-03;../p.warc.gz\n",
        encoding="utf-8",
    )
    assert brought(archive, tmp_path / "b.wacz", known).kept == 2
    done = brought(archive, folder, known)
    assert (done.kept, dict(done.passed)) == (1, {"no date": 1, "no such file": 1})
    assert [row[0] for row in rows(archive, "SELECT title FROM articles ORDER BY first_seen")] == [
        f"Sumur ke-{n} digali lagi" for n in (1, 2, 3)
    ]
    assert rows(archive, "SELECT flags FROM captures ORDER BY at DESC LIMIT 1") == [('["day_only"]',)]


def test_what_is_no_page_of_ours_is_counted_and_named(archive: Archive, known: dict[str, Site], tmp_path: Path) -> None:
    strange = warc(
        tmp_path / "a.warc.gz", [("https://iklan.example/2016/03/sumur-tua-digali/", "2016-03-01T01:02:03Z", page(1))]
    )
    assert dict(brought(archive, strange, known).passed) == {"host of no site": 1}
    assert brought(archive, strange, known, takes_all=True).sites == {"iklan-example": 1}
    missing = warc(tmp_path / "b.warc.gz", [(f"{URL}1/", "2016-03-01T01:02:03Z", page(1))], status="404 Not Found")
    assert dict(brought(archive, missing, known).passed) == {"status 404": 1}
    forbidden = warc(
        tmp_path / "c.warc.gz",
        [(f"{URL}1/", "2016-03-01T01:02:03Z", page(1))],
        headers=(("X-Robots-Tag", "noarchive"),),
    )
    assert dict(brought(archive, forbidden, known).passed) == {"its publisher asks for no copy": 1}


def test_what_repeats_a_page_leads_to_it_or_missed_it_comes_along(
    archive: Archive, known: dict[str, Site], tmp_path: Path
) -> None:
    """Whatever the order of a file: others speak of pages that stand after them, or in another file."""
    path, first, old = tmp_path / "lain.warc.gz", f"{URL}1/", f"http://{NAME}.localhost/?p=77"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)

        def put(url: str, when: str, status: str, body: bytes = b"", *headers: tuple[str, str]) -> None:
            told = StatusAndHeaders(status, [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=told, warc_headers_dict={"WARC-Date": when}
            )
            writer.write_record(record)

        def again(when: str, digest: str, refers_to: str | None) -> None:
            told = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            named = {"WARC-Refers-To-Target-URI": first, "WARC-Refers-To-Date": refers_to} if refers_to else {}
            record = writer.create_warc_record(
                first, "revisit", http_headers=told, warc_headers_dict={
                    "WARC-Date": when, "WARC-Payload-Digest": digest, "WARC-Profile": PROFILE, **named,
                },
            )  # fmt: skip
            writer.write_record(record)

        told = "sha1:" + base64.b32encode(hashlib.sha1(page(1), usedforsecurity=False).digest()).decode()
        again("2016-03-03T01:02:03Z", told, "2016-03-01T01:02:03Z")
        again("2016-03-04T01:02:03Z", told, None)
        again("2016-03-04T02:02:03Z", "sha1:" + "A" * 32, None)
        put(old, "2016-03-02T05:00:00Z", "301 Moved Permanently", b"", ("Location", first))
        put(f"{URL}9/", "2016-03-02T05:00:00Z", "302 Found", b"", ("Location", f"http://{NAME}.localhost/"))
        put(first, "2016-03-01T01:02:03Z", "200 OK", page(1))
        put(first, "2016-03-05T01:02:03Z", "404 Not Found", b"tidak ada")
        put(first, "2016-03-07T01:02:03Z", "410 Gone", b"tidak ada")
        put(first, "2016-03-08T01:02:03Z", "500 Internal Server Error", b"rusak")
    assert dict(brought(archive, path, known, is_dry=True).beside) == {
        "the same again": 3, "status 301": 1, "status 302": 1, "status 404": 1, "status 410": 1,
    }  # fmt: skip
    done = brought(archive, path, known)
    assert (done.pages, done.kept) == (1, 6)
    assert dict(done.beside) == {"the same again": 2, "status 301": 1, "status 404": 1, "status 410": 1}
    assert dict(done.passed) == {
        "repeats a record that is not here": 1, "status 302": 1, "status 500": 1,
    }  # fmt: skip
    sql = "SELECT at, status, verdict, provenance FROM captures WHERE provenance = (SELECT provenance FROM articles) ORDER BY at"
    told_looks = [(str(row[0])[5:10], row[1], row[2]) for row in rows(archive, sql)]
    assert told_looks == [
        ("03-01", 200, "new"), ("03-02", 301, None), ("03-03", 200, "unchanged"), ("03-04", 200, "unchanged"),
        ("03-05", 404, None), ("03-07", 410, "gone"),
    ]  # fmt: skip
    assert rows(archive, "SELECT status, revisions FROM articles") == [("gone", 1)]
    assert rows(archive, "SELECT count(*) FROM address WHERE why = 'redirect'") == [(1,)]
    (file,) = (archive.folder / "warc").glob("*.warc.gz")
    assert [record.type for record in records(file)].count("revisit") == 2
    again = brought(archive, path, known)
    assert (again.again, again.kept) == (6, 0)
    assert list(verify(archive.folder)) == []
    rebuild(archive.folder / "warc", tmp_path / "again", NOW)
    with Archive.open(tmp_path / "again") as other:
        assert rows(other, sql) == rows(archive, sql)


def test_what_was_taken_down_is_not_brought_back(archive: Archive, known: dict[str, Site], tmp_path: Path) -> None:
    lain = warc(tmp_path / "lain.warc.gz", [(f"{URL}1/", "2016-03-01T01:02:03Z", page(1))])
    brought(archive, lain, known)
    ((article,),) = rows(archive, "SELECT id FROM articles")
    takedown(archive, str(article), "court", "Rina", "", NOW)
    brought(archive, warc(tmp_path / "again.warc.gz", [(f"{URL}1/", "2017-03-01T01:02:03Z", page(1))]), known)
    assert rows(archive, "SELECT count(*) FROM articles") == [(0,)]
    archive.close()
    for path in (archive.folder / "warc").glob("*.warc.gz"):
        assert not any(b"Kalembu Ndara" in record.content for record in records(path))
    connection = connect(archive.folder / "archive.db", readonly=True)
    assert connection.execute("SELECT count(*) FROM wording").fetchone()[0] == 0
    connection.close()


@pytest.mark.parametrize("cut", [1, 200])
def test_a_file_that_is_damaged_gives_what_can_be_read_and_says_so(
    archive: Archive, known: dict[str, Site], tmp_path: Path, cut: int
) -> None:
    whole = warc(tmp_path / "w.warc.gz", [(f"{URL}{n}/", f"2016-03-0{n}T01:02:03Z", page(n)) for n in (1, 2)])
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(whole.read_bytes()[:-cut])
    done = brought(archive, torn, known)
    assert done.kept >= 1
    assert done.kept == 2 or done.passed
    assert brought(archive, whole, known).kept + done.kept == 2


def test_bytes_that_are_no_archive_end_their_reader_and_nothing_else(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.warc.gz"
    bomb.write_bytes(gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nX: " + b"a" * 90_000_000, 1))
    found = list(frames(bomb, None, memory_mb=220))
    assert [one.why for one in found if isinstance(one, Passed)][-1:] in (["damaged"], [])
    for number, content in enumerate((b"\x1f\x8b\x08rubbish", b"WARC/1.0\r\n\r\n" * 1000, b"PK\x03\x04" + b"\0" * 100)):
        path = tmp_path / f"{number}"
        path.write_bytes(content)
        assert all(isinstance(one, Passed) for one in frames(path, None))


def test_an_instant_without_its_zone_is_none() -> None:
    assert instant("2016-03-01T10:00", None) == (None, ())
    found, _ = instant("2016-03-01T10:00", 8)
    assert found is not None
    assert found.isoformat() == "2016-03-01T10:00:00+08:00"


def test_the_command_says_what_it_wants(tmp_path: Path) -> None:
    ask("--archive", tmp_path / "home", "init", "--contact", CONTACT)
    (tmp_path / "kosong").mkdir()
    with pytest.raises(CrawlerError, match="one CSV with the columns url, date and file"):
        ask("--archive", tmp_path / "home", "import", tmp_path / "kosong")
    (tmp_path / "foto.png").write_bytes(b"\x89PNG\r\n")
    with pytest.raises(CrawlerError, match="neither a WARC"):
        ask("--archive", tmp_path / "home", "import", tmp_path / "foto.png")


# ------------------------------------------------------------------------------------------------------- single pages


def test_a_single_page_is_asked_for_with_manners_and_kept(tmp_path: Path) -> None:
    with Newsroom() as press:
        press.edition = 2
        wanted = press.truth(2).articles[0]
        assert "contact" in kliping("--archive", ask_for_an_archive(tmp_path / "nobody"), "keep", "https://suarajarmas.com/a", expect=4).stderr  # fmt: skip
        home = ask_for_an_archive(tmp_path / "home")
        missing = wanted.address.rstrip("/") + "-tidak-ada"
        done = json.loads(
            kliping("--archive", home, "keep", wanted.address, missing, "--json", press=press, expect=1).stdout
        )
        paths = [request.path for request in press.requests]
        assert paths[0] == "/robots.txt"
        # Its text goes on at a second address, which is asked for too.
        assert {path.partition("?")[0] for path in paths[1:]} == {
            urlsplit(one).path for one in (wanted.address, missing)
        }
    assert [one["title"] for one in done] == [wanted.title, None]
    assert "status 404" in done[1]["trouble"]
    with Archive.open(home) as archive:
        assert rows(archive, "SELECT title, provenance FROM articles") == [(wanted.title, None)]
        assert rows(archive, "SELECT count(*) FROM runs") == [(0,)]
    assert list(verify(home)) == []


def ask_for_an_archive(folder: Path) -> Path:
    Archive.open(folder, create=True).close()
    return folder

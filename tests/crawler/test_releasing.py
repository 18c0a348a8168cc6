"""What was put aside is an article when a person says so: by the next reader too, after rebuild, merge and reparse."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result

from archive.cli import group
from archive.facts import Capture, Issue, KeptReading
from archive.known import Exchange
from archive.records import Context, NotAnArticle, Outcome, ParseFailure, Reading
from archive.store import Archive
from archive.upkeep.merge import merge
from archive.upkeep.rebuild import rebuild
from crawler.demo.newsroom import Newsroom
from crawler.parsers import read
from crawler.raw_page import RawPage
from crawler.reading import Readers
from crawler.reparse import reparse
from tests.archive.builder import at
from tests.commands import kliping as crawled

ADDRESS = "http://suara-nyale.localhost/2026/03/tanding"
PROMOTION = (
    "<html><head><title>Slot gacor maxwin daftar sekarang</title></head><body><article><h1>Slot gacor maxwin daftar sekarang</h1>"
    + "".join(
        f"<p>Daftar slot gacor hari ini di situs judi online terpercaya, bonus new member {n} persen, deposit pulsa, "
        "link alternatif toto macau dan slot online maxwin, klik daftar sekarang lewat WhatsApp admin kami.</p>"
        for n in range(4)
    )
    + "<p><a href='https://naga.example/daftar'>slot gacor daftar</a></p></article></body></html>"
).encode()
EMPTY = b"<html><head><title>-</title></head><body></body></html>"


def kliping(folder: Path, *words: str, **more: str) -> Result:
    return CliRunner().invoke(group("release"), ["--archive", str(folder), *words], standalone_mode=False, **more)  # type: ignore[arg-type]


def aside(folder: Path, body: bytes, outcome: Outcome, *, address: str = ADDRESS, site: str = "suara-nyale") -> Path:
    """An archive with one page that was put aside, and what a person was told of it."""
    with Archive.open(folder, create=True, clock=lambda: at(5)) as archive:
        exchange = Exchange(url=address, at=at(), site=site, purpose="page", status=200, body=body)
        capture = Capture(
            url=address, address=address, site=site, purpose="page", at=at(), status=200,
            payload_digest=hashlib.sha256(body).hexdigest(), body_digest=hashlib.sha256(body).hexdigest(),
            content_type="text/html", warc=archive.record(exchange).result(10),
        )  # fmt: skip
        reading = KeptReading(captures=(capture.id,), reading=Reading(context=Context(reader="1"), outcome=outcome))
        told = Issue(site=site, kind="spam", subject=address, message="slot", at=at(), capture=capture.id)
        archive.keep([capture, reading, told]).result(10)
    return folder


@pytest.fixture
def refused(tmp_path: Path) -> Path:
    return aside(tmp_path / "kept", PROMOTION, NotAnArticle(reason="spam", title="Slot gacor maxwin"))


def titles(folder: Path) -> list[str]:
    with Archive.open(folder) as archive:
        return [row[0] for row in archive.connection().execute("SELECT title FROM articles")]


def test_only_what_a_person_released_passes_the_gate() -> None:
    page = RawPage(url=ADDRESS, body=PROMOTION)
    outcome = read(page).outcome
    assert isinstance(outcome, NotAnArticle)
    assert outcome.reason == "spam"
    freed = read(RawPage(url=ADDRESS, body=PROMOTION, released=True))
    assert freed.article is not None
    assert "quarantine" in {field.field for field in freed.evidence.fields}


def test_a_released_page_is_an_article_and_its_issue_is_closed(refused: Path) -> None:
    assert titles(refused) == []
    down = CliRunner().invoke(group("takedown"), ["--archive", str(refused), "takedown", ADDRESS, "--ground", "court"])
    assert "kliping release" in str(down.exception) + down.output
    done = kliping(refused, "release", ADDRESS, "--by", "Rina", "--note", "berita tanding", "--json")
    assert done.exception is None
    assert titles(refused) == ["Slot gacor maxwin daftar sekarang"]
    with Archive.open(refused) as archive:
        connection = archive.connection()
        assert connection.execute("SELECT id FROM articles").fetchone()[0] == json.loads(done.stdout)["article"]
        assert connection.execute("SELECT state FROM issues").fetchone()[0] == "closed"
        assert [row[0] for row in connection.execute("SELECT verdict FROM captures")] == ["new"]


def test_a_release_survives_reparse_rebuild_and_merge(refused: Path, tmp_path: Path) -> None:
    kliping(refused, "release", ADDRESS)
    with Archive.open(refused) as archive:
        archive.keep([KeptReading(captures=(archive.connection().execute("SELECT id FROM capture").fetchone()[0],), reading=Reading(context=Context(reader="2"), outcome=NotAnArticle(reason="spam")))]).result(10)  # fmt: skip
        reparse(archive, {}, Readers(children=1))
    wanted = titles(refused)
    assert len(wanted) == 1
    rebuild(refused / "warc", tmp_path / "again", datetime(2026, 5, 1, tzinfo=UTC))
    Archive.open(tmp_path / "home", create=True).close()
    merge(tmp_path / "home", refused)
    assert titles(tmp_path / "again") == titles(tmp_path / "home") == wanted


SLOT = "http://portal-sumbaselatan.localhost/read/80/slot-gacor-naga88-maxwin.html"


@pytest.mark.parametrize("looks", [("crawl", "portal-sumbaselatan", "--quiet"), ("keep", SLOT)])
def test_a_later_look_finds_what_was_released_to_be_the_article_that_it_is(
    tmp_path: Path, looks: tuple[str, ...]
) -> None:
    slot = SLOT
    with Newsroom() as press:
        _, body = press.answer(*urlsplit(slot)[1:3], 2)
        folder = aside(tmp_path / "kept", body, NotAnArticle(reason="spam"), address=slot, site="portal-sumbaselatan")
        assert kliping(folder, "release", slot).exception is None
        press.edition = 3
        crawled("--archive", folder, *looks, press=press)
    with Archive.open(folder) as archive:
        rows = archive.connection().execute(
            "SELECT v.verdict, v.flags FROM capture c JOIN verdict v ON v.capture = c.id WHERE c.address = ? ORDER BY c.at",
            (slot,),
        )
        assert [tuple(row) for row in rows] == [("new", "[]"), ("unchanged", "[]")]


def test_where_no_machine_reads_a_person_gives_the_text(tmp_path: Path) -> None:
    folder = aside(tmp_path / "kept", EMPTY, ParseFailure(field="page", why="reader killed: time"))
    refusal = kliping(folder, "release", ADDRESS)
    assert "--title and --text" in str(refusal.exception)
    assert titles(folder) == []
    (tmp_path / "teks.txt").write_text("Alinea pertama.\n\nAlinea kedua\ndua baris.\n", encoding="utf-8")
    given = ("--title", "Tanding pasola", "--text", str(tmp_path / "teks.txt"))
    assert kliping(folder, "release", ADDRESS, *given).exception is None
    with Archive.open(folder) as archive:
        row = archive.connection().execute("SELECT title, body FROM articles").fetchone()
    assert tuple(row) == ("Tanding pasola", "Alinea pertama.\n\nAlinea kedua dua baris.")


def test_what_was_never_put_aside_is_said_to_be_so(refused: Path) -> None:
    found = kliping(refused, "release", "https://lain.example/a", "--quarantined")
    assert "kliping issues" in str(found.exception)

"""verify: whatever is not what it was is named, wherever it lies; what is whole is not; and nothing makes it fall over."""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archive.facts import Act, AnyFact, Capture, Issue, KeptReading, RightsFound
from archive.known import Exchange
from archive.schema import FACT_TABLES
from archive.sqlite import connect
from archive.store import Archive
from archive.upkeep.verify import Finding, verify
from archive.warc import records
from tests.archive.builder import DRY, FERRY, TOML, article, at, look, repost

HOSTILE = "\x1b]0;judul\x07 \u202e"


def kept(archive: Archive, facts: list[AnyFact], body: bytes = b"<p>isi berita</p>", **more: object) -> None:
    """Facts of a look, with the exchange that brought them in the WARC."""
    capture = facts[0]
    assert isinstance(capture, Capture)
    exchange = Exchange(
        url=capture.url, at=capture.at, site=capture.site, purpose="page", status=capture.status, body=body, **more
    )  # type: ignore[arg-type]
    place = archive.record(exchange).result(10)
    digest = hashlib.sha256(body).hexdigest()
    told = msgspec.structs.replace(capture, warc=place, payload_digest=digest, withheld=exchange.withheld, etag='"e1"')
    rest = [
        KeptReading(captures=(told.id, *f.captures[1:]), reading=f.reading) if isinstance(f, KeptReading) else f
        for f in facts[1:]
    ]
    archive.keep([told, *rest]).result(10)


def lived(folder: Path) -> Path:
    """An archive with a little of everything."""
    with Archive.open(folder, create=True, clock=lambda: at(3)) as archive:
        archive.keep([TOML]).result(10)
        kept(archive, look(article()))
        kept(archive, look(article("Sumur tua digali", DRY[:2]), days=1))
        kept(archive, look(repost(), site="lain", path="/b"), withheld=True)
        kept(archive, look(article("Feri berlayar lagi", FERRY), path="/feri"), body=random.Random(1).randbytes(3000))
        kept(archive, look(None, status=404, days=2), body=b"")
        last = look(article("Feri berlayar lagi", FERRY), path="/feri", days=2)
        kept(archive, [*last, Issue(site="a", kind="b", subject="c", message=HOSTILE, at=at())])
        archive.keep([Act(kind="note", subject="x", at=at(), by="rina")]).result(10)
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lived(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "copy")
    return tmp_path / "copy"


def warc_of(folder: Path) -> Path:
    (path,) = (folder / "warc").iterdir()
    return path


@contextmanager
def written(folder: Path) -> Iterator[Any]:
    connection = connect(folder / "archive.db")
    yield connection
    connection.close()


def tables(findings: list[Finding]) -> set[str]:
    return {finding.offset.split()[0] for finding in findings if finding.file == "archive.db"}


def test_a_whole_archive_has_no_findings(whole: Path) -> None:
    assert list(verify(whole)) == []


def test_an_archive_in_use_has_no_findings(tmp_path: Path) -> None:
    """What is appended and not yet committed is nobody's loss."""
    with Archive.open(tmp_path, create=True, clock=lambda: at(3)) as archive:
        kept(archive, look(article()))
        for _ in range(3):
            archive.record(Exchange(url="https://a.example/", at=at(), site="a", purpose="page", status=200)).result(10)
        warc = warc_of(tmp_path)
        with warc.open("ab") as file:
            file.write(b"\x1f\x8b\x08\x04half a record")
        assert list(verify(tmp_path)) == []
        file_end = warc.stat().st_size
    assert [finding.file for finding in verify(tmp_path)] == [warc.name], file_end


# ------------------------------------------------------------------------------------------------------- the WARCs


def test_a_cut_at_each_byte_of_the_last_record_is_found(folder: Path) -> None:
    warc = warc_of(folder)
    content, last = warc.read_bytes(), list(records(warc))[-1].place.offset
    for end in range(last, len(content)):
        warc.write_bytes(content[:end])
        assert any(finding.file == warc.name for finding in verify(folder)), end


def test_each_of_three_hundred_flips_is_found_and_named(folder: Path) -> None:
    warc = warc_of(folder)
    content, chance = warc.read_bytes(), random.Random(3)
    offsets = [record.place.offset for record in records(warc)]
    for _ in range(300):
        at_byte, bit = chance.randrange(len(content)), chance.randrange(8)
        flipped = bytearray(content)
        flipped[at_byte] ^= 1 << bit
        warc.write_bytes(flipped)
        hurt = str(max(offset for offset in offsets if offset <= at_byte))
        assert hurt in {finding.offset for finding in verify(folder) if finding.file == warc.name}, (at_byte, bit)


def test_damage_in_the_middle_hides_nothing_after_it(folder: Path) -> None:
    warc = warc_of(folder)
    content, places = bytearray(warc.read_bytes()), [record.place for record in records(warc)]
    for place in places[2::5]:
        content[place.offset + 40] ^= 1
    warc.write_bytes(content)
    named = {int(finding.offset) for finding in verify(folder) if finding.file == warc.name}
    assert named == {place.offset for place in places[2::5]}


def test_a_lost_file_is_named_with_the_captures_that_were_in_it(folder: Path) -> None:
    name = warc_of(folder).name
    warc_of(folder).unlink()
    found = list(verify(folder))
    assert {finding.file for finding in found} == {name}
    assert "the file is not there" in {finding.what for finding in found}
    assert sum("the record of capture" in finding.what for finding in found) == 6


def test_records_that_changed_places_are_found(folder: Path) -> None:
    warc = warc_of(folder)
    content, places = warc.read_bytes(), [record.place for record in records(warc) if record.type == "response"]
    first, second = places[0], places[1]
    ends = [first.offset, first.offset + first.length, second.offset, second.offset + second.length]
    a, between, b = (content[start:end] for start, end in pairwise(ends))
    warc.write_bytes(content[: ends[0]] + b + between + a + content[ends[3] :])
    with written(folder) as connection:
        rows = connection.execute("SELECT id FROM capture WHERE warc_offset IN (?, ?)", (ends[0], ends[2])).fetchall()
    told = " ".join(finding.what for finding in verify(folder))
    assert len(rows) == 2
    assert all(row[0] in told for row in rows)


# ----------------------------------------------------------------------------------------------------- the database


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ("UPDATE wording SET body = replace(body, '48', '84')", "wording"),
        ("UPDATE wording SET title = title || '!'", "wording"),
        ("UPDATE reading SET fields = replace(fields, 'Rambu', 'Umbu')", "reading"),
        ("UPDATE evidence SET evidence = replace(evidence, 'h1', 'h2')", "reading"),
        ("UPDATE capture SET status = 201 WHERE status = 200", "capture"),
        ("UPDATE capture SET etag = 'W/x'", "capture"),
        ("UPDATE capture SET payload_digest = 'f' || substr(payload_digest, 2)", "capture"),
        ("UPDATE capture SET warc_length = warc_length + 1", "capture"),
        ("UPDATE site_toml SET text = text || ' '", "site_toml"),
        ("UPDATE act SET reason = 'other'", "act"),
        ("UPDATE issue SET message = 'other'", "issue"),
        ("UPDATE address SET why = 'words'", "address"),
        ("DELETE FROM capture WHERE status = 404", "capture"),
        ("DELETE FROM act", "act"),
        ("DELETE FROM evidence", "reading"),
        ("DELETE FROM wording", "reading"),
        ("DELETE FROM article", "article"),
        ("DELETE FROM story", "story_member"),
        ("DELETE FROM article_state", "article_index_docsize"),
        ("UPDATE article_state SET document = document + 7", "article_state"),
        ("DELETE FROM article_index_data WHERE id > 10", "integrity_check"),
        ("UPDATE article_index_data SET block = zeroblob(length(block)) WHERE id > 10", "integrity_check"),
    ],
)
def test_what_was_altered_in_the_database_is_named(folder: Path, change: str, table: str) -> None:
    with written(folder) as connection:
        connection.execute(change)
    assert table in tables(list(verify(folder)))


def test_an_older_sqlite_checks_the_search_index_too(folder: Path) -> None:
    if tuple(map(int, sqlite3.sqlite_version.split("."))) >= (3, 44):
        pytest.skip("this Python's own SQLite checks the index by itself")
    with written(folder) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    code = (
        "import sys; sys.modules['pysqlite3'] = None; from pathlib import Path; from archive.upkeep.verify import verify; "
        f"print([finding.offset for finding in verify(Path({str(folder)!r}))])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"
    with written(folder) as connection:
        connection.execute("UPDATE article_index_data SET block = zeroblob(length(block)) WHERE id > 10")
    assert "article_index" in subprocess.check_output([sys.executable, "-c", code], text=True)


def test_an_alteration_is_told_once(folder: Path) -> None:
    with written(folder) as connection:
        connection.execute("UPDATE wording SET body = replace(body, '48', '84')")
        connection.execute("UPDATE capture SET etag = 'x' WHERE status = 404")
    found = [finding.offset for finding in verify(folder)]
    assert len(found) == len(set(found))
    assert tables(list(verify(folder))) == {"wording", "capture"}


def facts_of(folder: Path) -> list[tuple[object, ...]] | None:
    """Every fact that can still be read, in the order in which it is read; None where reading fails."""
    try:
        connection = connect(folder / "archive.db", readonly=True)
        rows = [(table, *row) for table in FACT_TABLES for row in connection.execute(f"SELECT * FROM {table}")]
        connection.close()
    except Exception:  # noqa: BLE001 - a damaged page raises what it likes
        return None
    return rows


@pytest.mark.parametrize("kind", ["random", "zero", "flip", "swap"])
def test_of_fifty_damaged_pages_none_that_hurts_a_fact_is_silent(folder: Path, kind: str) -> None:
    path, size = folder / "archive.db", 4096
    with written(folder) as connection:
        connection.execute("VACUUM")
    content, whole, chance = path.read_bytes(), facts_of(folder), random.Random(kind)
    pages, hurt = len(content) // size, 0
    for number in range(50):
        start, other = chance.randrange(pages) * size, chance.randrange(pages) * size
        page = bytearray(content[start : start + size])
        if kind == "flip":
            for _ in range(100):
                page[chance.randrange(size)] ^= 1 << chance.randrange(8)
        else:
            page[:] = {"random": chance.randbytes(size), "zero": bytes(size), "swap": content[other : other + size]}[
                kind
            ]
        path.write_bytes(content[:start] + page + content[start + size :])
        found, is_hurt = list(verify(folder)), facts_of(folder) != whole
        assert found or not is_hurt, (number, start // size)
        assert all(finding.what.isprintable() for finding in found), number
        hurt += is_hurt
    assert hurt >= 3


@pytest.mark.parametrize("content", [b"", b"not a database at all, " * 400, None])
def test_a_database_that_is_none_is_a_finding_and_the_warcs_are_verified_all_the_same(
    folder: Path, content: bytes | None
) -> None:
    path, warc = folder / "archive.db", warc_of(folder)
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with warc.open("ab") as file:
        file.write(b"rubbish")
    assert {finding.file for finding in verify(folder)} == {"archive.db", warc.name}
    assert [finding.file for finding in verify(folder / "nowhere")] == ["archive.db"]


def test_findings_can_be_shown_on_a_terminal(folder: Path) -> None:
    with written(folder) as connection:
        connection.execute("UPDATE capture SET warc_file = ?, id = id || ?", (HOSTILE, HOSTILE))
        connection.execute("UPDATE warc_file SET name = ?", (HOSTILE,))
    for finding in verify(folder):
        assert f"{finding.file}{finding.offset}{finding.what}".isprintable()


def test_a_reference_to_nothing_is_named(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True, clock=lambda: at(3)) as archive:
        archive.keep([RightsFound(address="https://a.example/", at=at(), capture="none", marks=("noindex",))]).result(
            10
        )
    assert [finding.offset for finding in verify(tmp_path)] == ["rights none"]

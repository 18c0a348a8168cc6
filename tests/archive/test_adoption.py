"""What an opening does with what a crash left: nothing fetched is lost, and nothing keeps the archive from opening."""

from __future__ import annotations

import hashlib
import random
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from archive.adoption import Mended
from archive.facts import Act, AnyFact, Capture, RunOpened
from archive.known import Exchange
from archive.schema import DERIVED_TABLES, FACT_TABLES
from archive.sqlite import connect
from archive.store import Archive
from archive.warc import WarcWriter, records
from tests.archive.builder import DRY, TOML, article, at, look, rows_of
from tests.archive.test_derive import lives

PAGE = "https://warta-sabana.example/x?utm_source=rss&lama=1"


def clock() -> datetime:
    return at(3)


def opened(folder: Path) -> Archive:
    return Archive.open(folder, create=True, clock=clock)


def keep(archive: Archive, *looks: list[AnyFact]) -> None:
    for future in [archive.keep(facts) for facts in looks]:
        future.result(30)


def exchange(**more: Any) -> Exchange:
    fields = {
        "url": PAGE,
        "at": at(),
        "site": "warta-sabana",
        "purpose": "page",
        "run": "r1",
        "status": 200,
        "reason": "OK",
    }
    return Exchange(**(fields | {"body": b"isi"} | more))


def captures(archive: Archive) -> list[dict[str, Any]]:
    return [dict(row) for row in archive.connection().execute("SELECT * FROM capture ORDER BY at, id")]


def appended(folder: Path, *blocks: bytes) -> None:
    """Whole records of facts that no database knows of, as a crash just before COMMIT leaves them."""
    archive_id = connect(folder / "archive.db", readonly=True).execute("SELECT id FROM archive").fetchone()[0]
    writer = WarcWriter(folder / "warc", archive_id, clock)
    for block in blocks:
        writer.append_facts(block, at())
    writer.close()


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(life=lives())
def test_the_warcs_alone_make_the_archive_again(
    tmp_path_factory: pytest.TempPathFactory, life: list[list[AnyFact]]
) -> None:
    folder = tmp_path_factory.mktemp("again")
    with opened(folder) as archive:
        keep(archive, [TOML], *life)
        before = rows_of(archive, FACT_TABLES + DERIVED_TABLES)
    for file in folder.glob("archive.db*"):
        file.unlink()
    with opened(folder) as archive:
        assert rows_of(archive, FACT_TABLES + DERIVED_TABLES) == before


def test_an_answer_that_nobody_kept_becomes_an_adopted_capture_once(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        place = archive.record(exchange(response_headers=(("ETag", '"e"'), ("Content-Type", "text/html")))).result(10)
    for _ in range(2):
        with opened(tmp_path) as archive:
            (row,) = captures(archive)
            assert (row["flags"], row["warc_record"], row["status"]) == ('["adopted"]', place.record_id, 200)
            assert (row["etag"], row["content_type"], row["run"]) == ('"e"', "text/html", "r1")
            assert row["body_digest"] == hashlib.sha256(b"isi").hexdigest()
            assert archive.body_of(row["id"]) == b"isi"


def test_an_answer_of_the_kept_look_is_not_adopted_beside_it(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        place = archive.record(exchange()).result(10)
        capture = Capture(
            url=PAGE, address="https://warta-sabana.example/x", site="warta-sabana", purpose="page", at=at(), status=200,
            payload_digest="differs", warc=place,
        )  # fmt: skip
        keep(archive, [capture])
    for file in tmp_path.glob("archive.db*"):
        file.unlink()
    with opened(tmp_path) as archive:
        assert [row["id"] for row in captures(archive)] == [capture.id]


def test_an_adopted_capture_has_the_address_that_the_sites_toml_gives_it(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        toml = TOML.text + '[address]\ndrop_params = ["lama"]\n'
        fact = type(TOML)(name=TOML.name, text=toml)
        keep(archive, [fact, RunOpened(site=TOML.name, at=at(), program="1", site_toml=fact.id)])
        archive.record(exchange()).result(10)
    with opened(tmp_path) as archive:
        assert captures(archive)[0]["address"] == "https://warta-sabana.example/x"


def test_failures_redirects_and_withheld_pages_are_adopted_as_what_they_were(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.record(exchange(status=None, error="TimeoutError: 60 s", at=at(0.1)))
        archive.record(exchange(status=301, response_headers=(("Location", "/baru"),), at=at(0.2)))
        archive.record(exchange(withheld=True, at=at(0.3))).result(10)
    with opened(tmp_path) as archive:
        failed, moved, withheld = captures(archive)
        assert archive.mended == Mended(captures=3)
    assert (failed["status"], failed["error"]) == (None, "TimeoutError: 60 s")
    assert (moved["status"], moved["redirect_to"]) == (301, "https://warta-sabana.example/baru")
    assert (withheld["withheld"], withheld["body_digest"], withheld["body_size"]) == (1, None, 0)


@pytest.mark.parametrize(
    "block",
    [
        b"no json\n",
        b'{"fact":"from_tomorrow","x":1}\n',
        b'{"fact":"capture","url":"ftp://x"}\n',
        b"\xff\xfe\n",
        b"[" * 50_000,
    ],
)
def test_a_record_that_cannot_be_taken_in_becomes_an_issue_and_no_obstacle(tmp_path: Path, block: bytes) -> None:
    opened(tmp_path).close()
    note = b'{"fact":"act","kind":"note","subject":"x","at":"2026-03-02T00:00:00Z","by":"rina"}\n'
    appended(tmp_path, note + block, note)
    for refused in (1, 0):
        with opened(tmp_path) as archive:
            assert archive.mended.refused == refused
            issues = archive.connection().execute("SELECT kind, state FROM issues").fetchall()
            assert [tuple(row) for row in issues] == [("record_not_adopted", "open")]
            assert archive.connection().execute("SELECT count(*) FROM act").fetchone()[0] == 1


def test_what_looks_like_a_record_after_damage_is_not_believed(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        keep(archive, look(article()))
    warc = next((tmp_path / "warc").iterdir())
    size = warc.stat().st_size
    appended(tmp_path, b'{"fact":"act","kind":"note","subject":"x","at":"2026-03-02T00:00:00Z","by":"rina"}\n' * 3)
    first = warc.stat().st_size
    appended(tmp_path, b'{"fact":"act","kind":"takedown","subject":"x","at":"2026-03-02T00:00:00Z","by":"mallory"}\n')
    content = bytearray(warc.read_bytes())
    content[(size + first) // 2] ^= 0xFF
    warc.write_bytes(content)
    with opened(tmp_path) as archive:
        assert archive.connection().execute("SELECT count(*) FROM act").fetchone()[0] == 0
        assert archive.connection().execute("SELECT subject FROM issues").fetchone()[0] == f"{warc.name} at {size}"
        keep(archive, look(article(), days=1))
    with opened(tmp_path) as archive:
        assert archive.mended == Mended()
        assert len(captures(archive)) == 2


def test_a_tail_torn_at_any_byte_is_cut_and_all_before_it_stays(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        keep(archive, look(article()))
        before = rows_of(archive, FACT_TABLES)
    warc = next((tmp_path / "warc").iterdir())
    whole = warc.read_bytes()
    appended(tmp_path, b'{"fact":"act","kind":"note","subject":"x","at":"2026-03-02T00:00:00Z","by":"rina"}\n')
    longer = warc.read_bytes()
    for end in random.Random(1).sample(range(len(whole) + 1, len(longer)), 25):
        warc.write_bytes(longer[:end])
        with opened(tmp_path) as archive:
            assert archive.mended == Mended(tails=1)
            assert rows_of(archive, FACT_TABLES) == before
        assert warc.read_bytes() == whole
    warc.write_bytes(longer)
    with opened(tmp_path) as archive:
        assert archive.mended == Mended(records=1)
    assert len(list(records(warc))) == 3


def test_a_file_that_another_process_writes_is_left_to_it(tmp_path: Path) -> None:
    with opened(tmp_path) as busy:
        busy.record(exchange()).result(10)
        with opened(tmp_path) as other:
            assert captures(other) == []
            keep(other, [Act(kind="note", subject="x", at=at(), by="rina")])
        keep(busy, look(article(body=DRY)))
        assert busy.connection().execute("SELECT count(*) FROM act").fetchone()[0] == 1


def test_what_is_withheld_or_only_repeated_is_adopted_with_the_digest_that_its_record_tells(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"isi").hexdigest()
    with opened(tmp_path) as archive:
        archive.keep([TOML]).result(10)
        archive.record(exchange(withheld=True)).result(10)
    with opened(tmp_path) as archive:
        (withheld,) = captures(archive)
        assert (withheld["payload_digest"], bool(withheld["withheld"])) == (digest, True)
        archive.record(exchange(url="https://warta-sabana.example/b", at=at(1))).result(10)
    with opened(tmp_path) as archive:
        archive.record(exchange(url="https://warta-sabana.example/b", at=at(2))).result(10)
    with opened(tmp_path) as archive:
        first, again = captures(archive)[1:]
        assert (again["payload_digest"], again["same_as"]) == (digest, first["id"])
        assert archive.body_of(again["id"]) == b"isi"


def test_an_opening_tells_the_warc_what_it_adopted(tmp_path: Path) -> None:
    """So that an archive that is made again of its WARCs has the issue that the opening filed, at its own instant."""
    with opened(tmp_path) as archive:
        archive.keep([TOML]).result(10)
    appended(tmp_path, b'{"fact":"from tomorrow"}\n')
    with opened(tmp_path) as archive:
        assert archive.mended.refused == 1
        issues = archive.connection().execute("SELECT id FROM issue").fetchall()
    told = b"".join(record.block for path in sorted((tmp_path / "warc").iterdir()) for record in records(path))
    assert len(issues) == 1
    assert b'"fact":"issue"' in told

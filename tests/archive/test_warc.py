"""WARC files: other people read them, nothing from outside can write a line of them, and no damage goes unseen."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import subprocess
import sys
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import msgspec
import pytest
from backports import zstd
from cdxj_indexer.main import CDXJIndexer
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio_command

from archive import warc, warc_record
from archive.errors import ArchiveDamaged, ArchiveFull  # noqa: F401 - the children of these tests import this file whole
from archive.facts import WarcPlace
from archive.known import Exchange
from archive.warc import (
    Damage,
    Original,
    Record,  # noqa: F401
    WarcWriter,
    mend,
    payload_decoded,
    read_record,
    records,
    sha256_text,
    walk,
)

NOW = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)


def exchange(**more: object) -> Exchange:
    fields = {
        "url": "https://warta.example/sumur?x=1", "at": NOW, "site": "warta", "purpose": "page", "status": 200, "reason": "OK",
        "request_headers": (("User-Agent", "Kliping"),), "response_headers": (("Content-Type", "text/html"),), "body": b"<p>isi</p>",
    } | more  # fmt: skip
    return Exchange(**fields)  # type: ignore[arg-type]


def written(folder: Path, *exchanges: Exchange) -> tuple[WarcWriter, list[WarcPlace]]:
    writer = WarcWriter(folder, "abc123", lambda: NOW)
    places = [writer.append_exchange(one) for one in exchanges]
    writer.sync()
    return writer, places


def types(path: Path) -> list[str]:
    return [record.type for record in records(path)]


# ------------------------------------------------------------------------------------------------ others read what we write


@pytest.fixture
def every_kind(tmp_path: Path) -> Path:
    """A file with a record of every kind."""
    original = Original(
        record_id="<urn:uuid:00000000-0000-4000-8000-000000000001>", url="https://warta.example/a", at=NOW
    )
    writer, places = written(
        tmp_path, exchange(ip="192.0.2.7", run="r1"), exchange(status=404, reason="", body=b""), exchange(status=None, error="refused"),
        exchange(withheld=True), exchange(truncated="disconnect"), exchange(body=os.urandom(100_000)),
        exchange(body=gzip.compress(b"isi" * 999), response_headers=(("Content-Encoding", "gzip"), ("X-Ñ", "é"))),
    )  # fmt: skip
    writer.append_exchange(exchange(), same_as=original)
    writer.append_exchange(exchange(status=304, body=b""), same_as=original)
    writer.append_facts(b'{"fact":"act"}\n', NOW)
    writer.close()
    return tmp_path / places[0].file


PAIR = ["request", "response"]
KINDS = ["warcinfo", *PAIR * 2, "metadata", *PAIR * 4, *["request", "revisit"] * 2, "metadata"]


def test_warcio_reads_every_record_and_agrees_on_every_digest(every_kind: Path) -> None:
    with every_kind.open("rb") as file:
        assert [
            (r.content_stream().read(), r.rec_type)[1] for r in ArchiveIterator(file, check_digests="raise")
        ] == KINDS
    with pytest.raises(SystemExit, match=r"^0$"):
        warcio_command(["check", str(every_kind)])


def test_fastwarc_reads_every_record_and_agrees_on_every_digest(every_kind: Path) -> None:
    with every_kind.open("rb") as file:
        assert [record.headers["WARC-Type"] for record in FastIterator(file, verify_digests=True)] == KINDS
    with every_kind.open("rb") as file:
        digests = [record.verify_block_digest() for record in FastIterator(file, parse_http=False)]
    assert all(digests)


def test_an_indexer_of_replay_tools_finds_every_answer_where_it_is(every_kind: Path) -> None:
    told = io.StringIO()
    CDXJIndexer(output=told, inputs=[str(every_kind)], records="response,revisit").process_all()
    answers = [json.loads(line.split(" ", 2)[2]) for line in told.getvalue().splitlines()]
    assert len(answers) == sum(kind in ("response", "revisit") for kind in KINDS)
    assert [line.get("mime") for line in answers].count("warc/revisit") == 2
    for line in answers:
        place = WarcPlace(file=every_kind.name, offset=int(line["offset"]), length=int(line["length"]), record_id="")
        record = read_record(every_kind.parent, place)
        assert record.headers["warc-target-uri"] == line["url"]


def test_gzip_itself_finds_nothing_wrong(every_kind: Path) -> None:
    assert gzip.decompress(every_kind.read_bytes()).count(b"WARC/1.1\r\n") == len(KINDS)


def test_every_record_says_when_whose_and_from_where(every_kind: Path) -> None:
    found = {record.type: record for record in reversed(list(records(every_kind)))}
    asked, came = found["request"].headers, found["response"].headers
    assert came["warc-date"] == "2026-03-02T01:02:03.000000Z"
    assert came["warc-target-uri"] == "https://warta.example/sumur?x=1"
    assert came["warc-ip-address"] == "192.0.2.7"
    assert (came["kliping-site"], came["kliping-purpose"], came["kliping-run"]) == ("warta", "page", "r1")
    assert asked["warc-concurrent-to"] == came["warc-record-id"]
    assert found["request"].block == b"GET /sumur?x=1 HTTP/1.1\r\nHost: warta.example\r\nUser-Agent: Kliping\r\n\r\n"
    assert found["warcinfo"].headers["warc-filename"] == every_kind.name


def test_a_revisit_names_its_original_and_has_no_body(every_kind: Path) -> None:
    same, unmodified = (record for record in records(every_kind) if record.type == "revisit")
    assert same.headers["warc-profile"].endswith("/revisit/identical-payload-digest")
    assert same.headers["warc-payload-digest"] == sha256_text(b"<p>isi</p>")
    assert unmodified.headers["warc-profile"].endswith("/revisit/server-not-modified")
    for record in (same, unmodified):
        assert record.payload == b""
        assert record.headers["warc-refers-to"] == "<urn:uuid:00000000-0000-4000-8000-000000000001>"
        assert record.headers["warc-refers-to-target-uri"] == "https://warta.example/a"
        assert record.headers["warc-refers-to-date"] == "2026-03-02T01:02:03.000000Z"


def test_without_the_fast_packer_zlib_writes_what_the_same_readers_read(tmp_path: Path) -> None:
    code = f"""
import sys; sys.modules["isal"] = None
from tests.archive.test_warc import *
assert warc_record.packer.__name__ == "zlib"
written(Path({str(tmp_path)!r}), exchange(body=b"isi " * 5000))[0].close()
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
    (path,) = tmp_path.iterdir()
    assert types(path) == ["warcinfo", "request", "response"]
    with path.open("rb") as file:
        assert len([r.content_stream().read() for r in ArchiveIterator(file, check_digests="raise")]) == 3


# ------------------------------------------------------------------------------------------------------- files and days


def test_a_file_is_named_for_the_archive_and_the_day(tmp_path: Path) -> None:
    now = [NOW]
    writer = WarcWriter(tmp_path, "abc123", lambda: now[0])
    first = writer.append_exchange(exchange())
    now[0] += timedelta(hours=23)
    second = writer.append_exchange(exchange())
    writer.close()
    assert (first.file, second.file) == ("abc123-20260302-00001.warc.gz", "abc123-20260303-00001.warc.gz")
    assert types(tmp_path / second.file) == ["warcinfo", "request", "response"]


def test_the_next_writer_goes_on_in_the_days_file(tmp_path: Path) -> None:
    for _ in range(2):
        written(tmp_path, exchange())[0].close()
    assert types(tmp_path / "abc123-20260302-00001.warc.gz") == ["warcinfo", *["request", "response"] * 2]


def test_a_full_file_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "ROLL_BYTES", 4000)
    writer, places = written(tmp_path, *[exchange(body=os.urandom(1500)) for _ in range(4)])
    writer.close()
    assert len({place.file for place in places}) > 1
    for path in tmp_path.iterdir():
        assert types(path)[0] == "warcinfo"
        assert path.stat().st_size <= 4000
    assert all(read_record(tmp_path, place).type == "response" for place in places)


def test_two_processes_never_write_one_file(tmp_path: Path) -> None:
    first, places = written(tmp_path, exchange())
    second, others = written(tmp_path, exchange())
    assert places[0].file != others[0].file
    assert mend(tmp_path) == ()
    first.close()
    second.close()


def test_rewinding_takes_back_what_was_appended(tmp_path: Path) -> None:
    writer, places = written(tmp_path, exchange())
    mark = writer.mark()
    writer.append_facts(b"{}\n", NOW)
    writer.rewind(mark)
    again = writer.append_facts(b"[]\n", NOW)
    writer.close()
    assert types(tmp_path / places[0].file) == ["warcinfo", "request", "response", "metadata"]
    assert read_record(tmp_path, again).payload == b"[]\n"


def test_rewinding_removes_a_file_begun_since(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer, places = written(tmp_path, exchange())
    mark = writer.mark()
    monkeypatch.setattr(warc, "ROLL_BYTES", mark.offset)
    assert writer.append_facts(b"{}\n", NOW).file != places[0].file
    writer.rewind(mark)
    assert [path.name for path in tmp_path.iterdir()] == [places[0].file]
    monkeypatch.undo()
    writer.append_facts(b"[]\n", NOW)
    writer.close()
    assert types(tmp_path / places[0].file) == ["warcinfo", "request", "response", "metadata"]


def test_rewinding_to_before_the_first_record_leaves_nothing(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "abc123", lambda: NOW)
    mark = writer.mark()
    writer.append_facts(b"{}\n", NOW)
    writer.rewind(mark)
    assert list(tmp_path.iterdir()) == []
    writer.append_facts(b"{}\n", NOW)
    writer.close()
    assert [types(path) for path in tmp_path.iterdir()] == [["warcinfo", "metadata"]]


# ------------------------------------------------------------------------------------------------------------ HTTP as kept


def test_a_chunked_answer_says_its_true_length(tmp_path: Path) -> None:
    _, places = written(
        tmp_path, exchange(response_headers=(("Transfer-Encoding", "chunked"), ("Content-Length", "7")))
    )
    names = dict(read_record(tmp_path, places[0]).http[1])
    assert names["Content-Length"] == "10"
    assert names["X-Crawler-Transfer-Encoding"] == "chunked"
    assert names["X-Crawler-Content-Length"] == "7"


def test_what_a_publisher_withholds_leaves_headers_and_digests_only(tmp_path: Path) -> None:
    writer, places = written(tmp_path, exchange(withheld=True, truncated="length"))
    writer.close()
    record = read_record(tmp_path, places[0])
    assert record.payload == payload_decoded(record) == b""
    assert record.headers["kliping-payload-digest"] == sha256_text(b"<p>isi</p>")
    assert record.headers["kliping-payload-length"] == "10"
    assert b"isi" not in gzip.decompress((tmp_path / places[0].file).read_bytes())


@pytest.mark.parametrize(
    ("why", "said"), [("disconnect", "disconnect"), ("time", "time"), ("gone fishing\r\nX: y", "unspecified")]
)
def test_a_cut_answer_says_so(tmp_path: Path, why: str, said: str) -> None:
    _, places = written(tmp_path, exchange(truncated=why))
    assert read_record(tmp_path, places[0]).headers["warc-truncated"] == said


EVIL = "a\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK\n\nb\x00\x1b[2J\x85\u2028c"


@pytest.mark.parametrize(
    "more",
    [
        {"response_headers": (("X", EVIL),)}, {"response_headers": ((EVIL, "y"),)}, {"reason": EVIL}, {"method": EVIL},
        {"request_headers": ((EVIL, EVIL),)}, {"site": EVIL}, {"purpose": EVIL}, {"run": EVIL}, {"ip": EVIL}, {"truncated": EVIL},
        {"url": "https://warta.example/" + EVIL}, {"status": None, "error": EVIL}, {"response_headers": ((" folded", "y"), ("", ""))},
    ],
)  # fmt: skip
def test_nothing_from_outside_can_begin_a_line(tmp_path: Path, more: dict[str, Any]) -> None:
    writer, places = written(tmp_path, exchange(**more))
    writer.close()
    path = tmp_path / places[0].file
    plain, evil = list(records(path)), exchange(**more)
    expected = ["warcinfo", "metadata"] if evil.status is None else ["warcinfo", "request", "response"]
    assert [record.type for record in plain] == expected
    with path.open("rb") as file:
        others = [(r.rec_type, r.content_stream().read()) for r in ArchiveIterator(file, check_digests="raise")]
    assert [kind for kind, _ in others] == expected
    if evil.status is not None:
        assert len(plain[-1].http[1]) == len(evil.response_headers) + 1
        assert others[-1][1] == b"<p>isi</p>"


def test_headers_are_the_bytes_that_came(tmp_path: Path) -> None:
    wire = "Sumba Barat Daya – Ngongo’".encode().decode("latin-1").replace("\x85", "")
    _, places = written(tmp_path, exchange(response_headers=(("X-Judul", wire), ("X-Lain", "\u0144"))))
    assert (
        wire.encode("latin-1") in read_record(tmp_path, places[0]).block
        or b"\\u" not in read_record(tmp_path, places[0]).block
    )


@settings(max_examples=80, deadline=None)
@given(
    body=st.binary(max_size=3000), value=st.text(max_size=50), name=st.text(max_size=12), reason=st.text(max_size=20),
    path=st.text(max_size=30), method=st.text(max_size=8),
)  # fmt: skip
def test_any_exchange_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, value: str, name: str, reason: str, path: str, method: str
) -> None:
    folder = tmp_path_factory.mktemp("warc")
    given_headers = ((name, value), ("Content-Type", "text/html"))
    one = exchange(
        body=body, response_headers=given_headers, request_headers=given_headers, reason=reason, method=method
    )
    one = msgspec.structs.replace(one, url=f"https://warta.example/{path.replace('[', '').replace(']', '')}")
    writer, places = written(folder, one)
    writer.close()
    record = read_record(folder, places[0])
    assert record.payload == body
    assert len(record.http[1]) == 3
    with (folder / places[0].file).open("rb") as file:
        read = [r.content_stream().read() for r in ArchiveIterator(file, check_digests="raise")]
    assert (len(read), read[2]) == (3, body)


# --------------------------------------------------------------------------------------------------------- content codings

PACK = {
    "gzip": gzip.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "deflate": zlib.compress,
    "x-gzip": gzip.compress,
}


def decoded(folder: Path, body: bytes, *codings: str, limit: int = 50_000_000) -> bytes:
    _, places = written(
        folder, exchange(body=body, response_headers=tuple(("Content-Encoding", coding) for coding in codings))
    )
    return payload_decoded(read_record(folder, places[0]), limit)


@pytest.mark.parametrize("coding", PACK)
def test_content_codings_are_undone(tmp_path: Path, coding: str) -> None:
    assert decoded(tmp_path, PACK[coding](b"isi berita"), coding) == b"isi berita"


def test_codings_over_codings_are_undone_in_order(tmp_path: Path) -> None:
    twice = gzip.compress(brotli.compress(b"isi"))
    assert decoded(tmp_path, twice, "br, GZIP") == decoded(tmp_path, twice, "br", "gzip") == b"isi"
    assert decoded(tmp_path, gzip.compress(b"isi"), "aws-chunked, gzip") == b"isi"


def test_members_after_the_first_and_raw_deflate_are_read(tmp_path: Path) -> None:
    assert decoded(tmp_path, gzip.compress(b"isi ") + gzip.compress(b"berita"), "gzip") == b"isi berita"
    assert decoded(tmp_path, zstd.compress(b"isi ") + zstd.compress(b"berita"), "zstd") == b"isi berita"
    assert decoded(tmp_path, zlib.compress(b"isi")[2:-4], "deflate") == b"isi"


@pytest.mark.parametrize("coding", [*PACK, "aws-chunked", "", ",,"])
def test_what_is_not_in_the_coding_named_is_given_as_it_is(tmp_path: Path, coding: str) -> None:
    assert decoded(tmp_path, b"<p>isi", coding) == b"<p>isi"


def test_of_a_torn_body_what_can_be_read_is_given(tmp_path: Path) -> None:
    text = bytes(range(256)) * 4000
    for coding in ("gzip", "deflate", "br"):
        torn = decoded(tmp_path, PACK[coding](text)[:-9], coding)
        assert len(torn) > 100, coding
        assert text.startswith(torn), coding
    wrong_checksum = bytearray(gzip.compress(text))
    wrong_checksum[-5] ^= 1
    assert decoded(tmp_path, bytes(wrong_checksum), "gzip") == text


@pytest.mark.parametrize("coding", PACK)
def test_a_bomb_gives_no_more_than_the_limit(tmp_path: Path, coding: str) -> None:
    bomb = PACK[coding](bytes(60_000_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert decoded(tmp_path, bomb, coding, limit=1_000_000) == bytes(1_000_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000


# ------------------------------------------------------------------------------------------------------------------ damage


def small_file(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    writer, places = written(folder, exchange(), exchange(url="https://warta.example/b"))
    writer.append_facts(b'{"fact":"act"}\n', NOW)
    writer.close()
    return folder / places[0].file


def test_a_cut_at_each_byte_of_the_last_record_is_seen_and_mended(tmp_path: Path) -> None:
    path = small_file(tmp_path)
    whole, last = path.read_bytes(), list(records(path))[-1].place
    for end in range(last.offset + 1, len(whole)):
        path.write_bytes(whole[:end])
        *kept, damage = walk(path)
        assert isinstance(damage, Damage)
        assert damage.offset == last.offset, end
        assert len(kept) == 5
        (tail,) = mend(tmp_path)
        assert (tail.file, tail.offset, tail.cut) == (path.name, last.offset, end - last.offset)
        assert path.read_bytes() == whole[: last.offset]
        assert mend(tmp_path) == ()


def test_every_flipped_bit_is_seen_where_it_is(tmp_path: Path) -> None:
    path = small_file(tmp_path)
    whole, places = path.read_bytes(), [record.place for record in records(path)]
    flipped = bytearray(whole)
    for at in range(len(whole)):
        flipped[at] ^= 1 << at % 8
        path.write_bytes(flipped)
        flipped[at] = whole[at]
        found = list(walk(path))
        damage = [part for part in found if isinstance(part, Damage)]
        hurt = max(place.offset for place in places if place.offset <= at)
        assert [part.offset for part in damage] == [hurt], at
        assert len(found) - len(damage) == len(places) - 1, at


@pytest.mark.parametrize("rubbish", [bytes(5000), b"\x1f\x8b", b"WARC/1.1\r\n", os.urandom(3000)])
def test_rubbish_at_the_end_is_a_torn_tail(tmp_path: Path, rubbish: bytes) -> None:
    path = small_file(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole + rubbish)
    assert [tail.cut for tail in mend(tmp_path)] == [len(rubbish)]
    assert path.read_bytes() == whole


def test_damage_with_whole_records_after_it_is_never_cut(tmp_path: Path) -> None:
    path = small_file(tmp_path)
    hurt = bytearray(path.read_bytes())
    hurt[list(records(path))[1].place.offset + 30] ^= 1
    path.write_bytes(hurt)
    assert mend(tmp_path) == ()
    assert path.read_bytes() == hurt
    with pytest.raises(ArchiveDamaged, match=path.name):
        list(records(path))


def test_what_is_known_to_be_whole_is_not_read_again(tmp_path: Path) -> None:
    path = small_file(tmp_path)
    size = path.stat().st_size
    assert mend(tmp_path, {path.name: size}) == ()
    with path.open("ab") as file:
        file.write(b"\x1f\x8b\x08")
    assert [tail.cut for tail in mend(tmp_path, {path.name: size})] == [3]


def test_a_record_that_unpacks_without_end_is_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_record, "MAX_RECORD", 1_000_000)
    path = tmp_path / "abc123-20260302-00001.warc.gz"
    path.write_bytes(warc_record.member_of("metadata", "text/plain", bytes(100_000_000), {}, "<x>"))
    (damage,) = walk(path)
    assert isinstance(damage, Damage)
    assert "more than" in damage.what


@pytest.mark.parametrize(
    "change",
    [
        {"offset": 1},
        {"length": 10},
        {"length": 10**6},
        {"length": 0},
        {"offset": 10**9},
        {"file": "nowhere.warc.gz"},
        {"record_id": "<x>"},
    ],
)
def test_a_wrong_place_is_refused_by_name(tmp_path: Path, change: dict[str, Any]) -> None:
    _, places = written(tmp_path, exchange())
    with pytest.raises(ArchiveDamaged, match=r"abc123|nowhere"):
        read_record(tmp_path, msgspec.structs.replace(places[0], **change))


# -------------------------------------------------------------------------------------------------------------- no space

FULL = """
import resource, signal, sys
from tests.archive.test_warc import *
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Path(sys.argv[1])
writer, places = written(folder, exchange())
path = folder / places[0].file
size = path.stat().st_size
for more in (0, 1, 100, 700, 3000):
    mark = writer.mark()
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + more, resource.RLIM_INFINITY))
    try:
        writer.append_exchange(exchange(body=os.urandom(5000)))
        sys.exit("it fitted")
    except ArchiveFull as full:
        assert "make room" in str(full)
    assert set(map(type, walk(path))) == {Record}
    writer.rewind(mark)
    assert path.stat().st_size == size
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
place = writer.append_exchange(exchange(body=b"room again"))
writer.close()
assert read_record(folder, place).payload == b"room again"
print(types(path))
"""


def test_without_space_nothing_half_is_left_and_with_space_it_goes_on(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert told.stdout.strip() == "['warcinfo', 'request', 'response', 'request', 'response']", told.stderr


def test_a_file_without_space_for_its_first_record_is_begun_anew(tmp_path: Path) -> None:
    code = (
        FULL.partition("folder = ")[0]
        + f"""
writer = WarcWriter(Path({str(tmp_path)!r}), "abc123", lambda: NOW)
for limit in (10, 300):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        writer.append_facts(b"x", NOW)
        sys.exit("it fitted")
    except ArchiveFull:
        pass
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
writer.append_facts(b"x", NOW)
writer.close()
"""
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
    assert [types(path) for path in tmp_path.iterdir()] == [["warcinfo", "metadata"]]


def test_after_a_failed_fsync_everything_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer, _ = written(tmp_path, exchange())
    mark = writer.mark()
    writer.append_facts(b"{}", NOW)

    def fails(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="Input/output"):
        writer.sync()
    monkeypatch.undo()
    writer.rewind(mark)
    for again in (writer.sync, lambda: writer.append_facts(b"{}", NOW), lambda: writer.append_exchange(exchange())):
        with pytest.raises(OSError, match="Input/output"):
            again()


def test_nothing_is_sure_before_sync_and_all_is_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte of the file and the file's own name are handed to the disk."""
    synced: list[str] = []
    real = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda fd: (synced.append(str(Path(f"/proc/self/fd/{fd}").readlink())), real(fd))[1]
    )
    writer = WarcWriter(tmp_path, "abc123", lambda: NOW)
    place = writer.append_exchange(exchange())
    assert synced == []
    writer.sync()
    assert synced == [str(tmp_path / place.file), str(tmp_path)]
    writer.sync()
    assert len(synced) == 2


def test_a_record_whose_writer_erred_about_its_payload_is_named_though_its_block_is_whole(tmp_path: Path) -> None:
    lie = {"WARC-Payload-Digest": sha256_text(b"<p>isi lain</p>"), "WARC-Date": "2026-03-02T00:00:00Z"}
    block = b"HTTP/1.1 200 OK\r\n\r\n<p>isi</p>"
    path = tmp_path / "x.warc.gz"
    path.write_bytes(warc_record.member_of("response", "application/http", block, lie, "<urn:uuid:1>"))
    (found,) = warc.walk(path)
    assert isinstance(found, warc.Damage)
    assert "the payload is not what its digest says" in found.what

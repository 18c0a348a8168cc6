from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from archive.errors import ArchiveDamaged
from archive.records import Exchange
from archive.warc import WarcWriter, payload_decoded, read_record, records

NOW = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)


def exchange(**more: object) -> Exchange:
    fields = {
        "url": "https://warta.example/sumur?x=1", "at": NOW, "site": "warta", "purpose": "page", "status": 200, "reason": "OK",
        "request_headers": (("User-Agent", "Kliping"),), "response_headers": (("Content-Type", "text/html"),), "body": b"<p>isi</p>",
    } | more  # fmt: skip
    return Exchange(**fields)  # type: ignore[arg-type]


def written(folder: Path, *exchanges: Exchange) -> tuple[WarcWriter, list]:
    writer = WarcWriter(folder, "abc123", lambda: NOW)
    places = [writer.append_exchange(one) for one in exchanges]
    writer.sync()
    return writer, places


def test_other_peoples_readers_read_every_record(tmp_path: Path) -> None:
    writer, places = written(tmp_path, exchange(), exchange(status=404), exchange(status=None, error="refused"))
    writer.append_facts(b'{"fact":"act"}\n', NOW)
    writer.close()
    path = tmp_path / places[0].file
    expected = ["warcinfo", "request", "response", "request", "response", "metadata", "metadata"]
    with path.open("rb") as file:
        assert [
            (r.content_stream().read(), r.rec_type)[1] for r in ArchiveIterator(file, check_digests="raise")
        ] == expected
    with path.open("rb") as file:
        kinds = [record.headers["WARC-Type"] for record in FastIterator(file, verify_digests=True)]
    assert kinds == expected


def test_a_file_is_named_for_the_archive_and_the_day(tmp_path: Path) -> None:
    _, places = written(tmp_path, exchange())
    assert places[0].file == "abc123-20260302-00001.warc.gz"


def test_a_chunked_answer_says_its_true_length(tmp_path: Path) -> None:
    _, places = written(
        tmp_path, exchange(response_headers=(("Transfer-Encoding", "chunked"), ("Content-Length", "7")))
    )
    names = dict(read_record(tmp_path, places[0]).http[1])
    assert names["Content-Length"] == "10"
    assert names["X-Crawler-Transfer-Encoding"] == "chunked"


def test_what_a_publisher_withholds_leaves_headers_only(tmp_path: Path) -> None:
    writer, places = written(tmp_path, exchange(withheld=True))
    writer.close()
    assert read_record(tmp_path, places[0]).payload == b""
    assert b"isi" not in b"".join(record.block for record in records(tmp_path / places[0].file))


def test_a_header_from_outside_cannot_begin_another_line(tmp_path: Path) -> None:
    _, places = written(tmp_path, exchange(response_headers=(("X", "a\r\nWARC-Type: response"),), reason="O\r\nK"))
    record = read_record(tmp_path, places[0])
    assert record.http[0] == "HTTP/1.1 200 O K"
    assert len(record.http[1]) == 2


def test_two_processes_never_write_one_file(tmp_path: Path) -> None:
    first, places = written(tmp_path, exchange())
    second, others = written(tmp_path, exchange())
    assert places[0].file != others[0].file
    first.close()
    second.close()


def test_rewinding_takes_back_what_was_appended(tmp_path: Path) -> None:
    writer, places = written(tmp_path, exchange())
    mark = writer.mark()
    writer.append_facts(b"{}\n", NOW)
    writer.rewind(mark)
    writer.close()
    assert [record.type for record in records(tmp_path / places[0].file)] == ["warcinfo", "request", "response"]


def test_a_wrong_place_is_refused_by_name(tmp_path: Path) -> None:
    import msgspec

    _, places = written(tmp_path, exchange())
    with pytest.raises(ArchiveDamaged, match="abc123"):
        read_record(tmp_path, msgspec.structs.replace(places[0], offset=places[0].offset + 1))


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_content_codings_are_undone(tmp_path: Path, coding: str) -> None:
    import gzip
    import zlib

    import brotli
    from backports import zstd

    pack = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstd.compress, "deflate": zlib.compress}[coding]
    _, places = written(tmp_path, exchange(body=pack(b"isi berita"), response_headers=(("Content-Encoding", coding),)))
    assert payload_decoded(read_record(tmp_path, places[0])) == b"isi berita"


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=3000), value=st.text(max_size=50), reason=st.text(max_size=20))
def test_any_exchange_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, value: str, reason: str
) -> None:
    folder = tmp_path_factory.mktemp("warc")
    writer, places = written(folder, exchange(body=body, response_headers=(("X-Any", value),), reason=reason))
    writer.close()
    assert read_record(folder, places[0]).payload == body
    assert len(list(records(folder / places[0].file))) == 3

"""What came is recorded before anyone reads it; what a publisher withholds is not."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import zlib
from datetime import UTC, datetime
from typing import Any

import brotli
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest, ResponseDataLossError
from scrapy.http import Response

from archive.errors import ArchiveFull
from crawler.net.marks import HEAD_BYTES, is_noarchive, unpacked
from crawler.net.recorder import Recorder
from crawler.site import Site
from tests.crawler.net.door import FakeDesk, FakeDoor

PAGE = b"<html><head><meta content='noarchive, nofollow' name='robots'></head>isi"
PACKERS: dict[str, Any] = {
    "": bytes, "gzip": gzip.compress, "x-gzip": gzip.compress, "br": brotli.compress, "zstd": zstd.compress, "deflate": zlib.compress,
    "gzip, gzip": lambda body: gzip.compress(gzip.compress(body)), "deflate, br": lambda body: brotli.compress(zlib.compress(body)),
}  # fmt: skip


@pytest.mark.parametrize("coding", PACKERS)
def test_noarchive_is_seen_through_every_coding(coding: str) -> None:
    headers = (("Content-Encoding", coding),) if coding else ()
    assert is_noarchive(headers, PACKERS[coding](PAGE))
    assert not is_noarchive(headers, PACKERS[coding](PAGE.replace(b"noarchive", b"index")))


def test_raw_deflate_as_some_servers_send_it_is_read() -> None:
    packer = zlib.compressobj(wbits=-15)
    assert is_noarchive((("Content-Encoding", "deflate"),), packer.compress(PAGE) + packer.flush())


@pytest.mark.parametrize(
    "value",
    [
        "noarchive",
        "noindex, NOARCHIVE",
        "kliping: noarchive",
        "Kliping: nofollow, noarchive",
        "*: noarchive",
        "noindex,noarchive, max-snippet: 3",
    ],
)
def test_a_header_that_means_us_counts(value: str) -> None:
    assert is_noarchive((("X-Robots-Tag", value),), b"")


@pytest.mark.parametrize(
    "value", ["noindex", "otherbot: noarchive", "unavailable_after: 25 Jun 2030 15:00:00 PST", "all", ""]
)
def test_a_header_that_means_another_or_something_else_does_not(value: str) -> None:
    assert not is_noarchive((("x-robots-tag", value),), b"")


@pytest.mark.parametrize(
    "body",
    [PAGE, PAGE.decode().encode("utf-16"), PAGE.decode().encode("utf-16-be"), b'<META NAME="kliping" CONTENT="noarchive">', b"<meta name=robots content=noarchive>",
     b"<!-- <meta name=robots content=index> --><meta name = 'robots'\ncontent='NoArchive'/>"],
)  # fmt: skip
def test_a_mark_in_the_page_counts(body: bytes) -> None:
    assert is_noarchive((), body)


@pytest.mark.parametrize(
    "body",
    [b"<p>tag noarchive dijelaskan di sini</p>", b" " * HEAD_BYTES + PAGE, b"<!-- " + PAGE + b"-->", b"<meta name=otherbot content=noarchive>",
     b"<meta name=description content='robots noarchive'>"],
)  # fmt: skip
def test_the_word_elsewhere_does_not(body: bytes) -> None:
    assert not is_noarchive((), body)


@pytest.mark.parametrize("coding", [coding for coding in PACKERS if coding])
def test_a_bomb_is_not_unpacked_to_look_for_a_mark(coding: str) -> None:
    codings = coding.split(", ")
    assert len(unpacked(PACKERS[coding](b"\0" * 20_000_000), codings)) <= HEAD_BYTES
    assert unpacked(b"\xff" * 100, codings) == b""


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=30), st.sampled_from(list(PACKERS)))
def test_any_bytes_at_all_are_looked_through(body: bytes, value: str, coding: str) -> None:
    assert is_noarchive((("X-Robots-Tag", value), ("Content-Encoding", coding)), body) in (True, False)


# ------------------------------------------------------------------------------------------------------- the recorder

AT = datetime(2026, 3, 2, tzinfo=UTC)


class Crawling:
    """As much of a crawler as the recorder speaks to."""

    def __init__(self) -> None:
        self.door = FakeDoor(Site(name="a", outlet="A", domains=("a.example",), zone=8), desk=FakeDesk())
        self.spider, self.engine, self.closed = self, self, []

    async def close_spider_async(self, *, reason: str) -> None:
        self.closed.append(reason)


def asked(url: str = "https://a.example/1", **headers: str) -> Request:
    meta = {"kliping_at": AT, "kliping_purpose": "page", "kliping_site": "a", "kliping_run": "r"}
    return Request(url, meta=meta, headers={name.replace("_", "-"): value for name, value in headers.items()})


def recorded(crawling: Crawling, request: Request, **response: Any) -> Response:
    answer = Response(request.url, **{"status": 200, **response})

    async def whole() -> Response:
        found = await Recorder.from_crawler(crawling).process_response(request, answer)  # type: ignore[arg-type]
        await asyncio.sleep(0)
        return found

    return asyncio.run(whole())


def test_an_exchange_is_recorded_as_it_came_and_its_place_is_left_for_the_door() -> None:
    crawling, request, body = Crawling(), asked(Accept="text/html"), gzip.compress(b"<p>isi</p>")
    recorded(crawling, request, body=body, headers={"Content-Encoding": "gzip", "Set-Cookie": ["a=1", "b=2"]})
    (exchange,) = crawling.door.desk.archive.exchanges
    assert exchange.body == body
    assert exchange.url == request.url
    assert (exchange.at, exchange.site, exchange.purpose, exchange.run) == (AT, "a", "page", "r")
    assert exchange.response_headers == (("Content-Encoding", "gzip"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    assert exchange.request_headers == (("Accept", "text/html"),)
    assert not exchange.withheld
    assert request.meta["kliping_place"].file == "a.warc.gz"
    assert request.meta["kliping_status"] == 200
    assert request.meta["kliping_payload_digest"] == hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize("status", [301, 404, 429, 503])
def test_redirects_and_errors_are_recorded_too(status: int) -> None:
    crawling = Crawling()
    recorded(crawling, asked(), status=status)
    assert crawling.door.desk.archive.exchanges[0].status == status


def test_what_names_anybody_is_neither_sent_nor_recorded() -> None:
    crawling, request = (
        Crawling(),
        asked(
            Cookie="a=rahasia", Authorization="rahasia", Proxy_Authorization="rahasia", Referer="rahasia", Accept="x"
        ),
    )
    Recorder.from_crawler(crawling).process_request(request)  # type: ignore[arg-type]
    assert list(request.headers) == [b"Accept"]
    recorded(crawling, request)
    assert "rahasia" not in repr(crawling.door.desk.archive.exchanges)


def test_what_a_publisher_withholds_is_marked() -> None:
    crawling, request = Crawling(), asked()
    recorded(crawling, request, body=PAGE)
    assert crawling.door.desk.archive.exchanges[0].withheld
    assert request.meta["kliping_withheld"]


def test_a_body_that_broke_off_is_recorded_and_read_by_nobody() -> None:
    crawling, request = Crawling(), asked()
    with pytest.raises(ResponseDataLossError):
        recorded(crawling, request, body=b"separ", flags=["dataloss"])
    (exchange,) = crawling.door.desk.archive.exchanges
    assert (exchange.body, exchange.truncated) == (b"separ", "disconnect")
    assert request.meta["kliping_status"] == 200
    assert "kliping_place" in request.meta


def failed(crawling: Crawling, request: Request, failure: Exception) -> None:
    asyncio.run(Recorder.from_crawler(crawling).process_exception(request, failure))  # type: ignore[arg-type]


def test_that_no_answer_came_is_recorded_with_the_reason() -> None:
    crawling, request = Crawling(), asked()
    failed(crawling, request, DownloadTimeoutError("took longer than 60 seconds. " + "x" * 1000))
    (exchange,) = crawling.door.desk.archive.exchanges
    assert exchange.status is None
    assert exchange.error is not None
    assert exchange.error.startswith("DownloadTimeoutError: took longer")
    assert len(exchange.error) == 500
    assert request.meta["kliping_place"]


def test_what_was_never_asked_is_not_recorded() -> None:
    crawling = Crawling()
    failed(crawling, asked(), IgnoreRequest("robots.txt forbids it"))
    failed(crawling, Request("https://a.example/"), OSError("not sent"))
    assert not crawling.door.desk.archive.exchanges


def test_where_no_space_is_left_the_run_ends_and_nothing_is_said_to_have_come() -> None:
    crawling, request = Crawling(), asked()
    crawling.door.desk.archive.failure = ArchiveFull("/tmp/a", "no space left")
    with pytest.raises(IgnoreRequest, match="archive_full"):
        recorded(crawling, request, body=b"isi")
    assert crawling.door.desk.is_full
    assert "kliping_at" not in request.meta
    assert "kliping_place" not in request.meta


def test_another_failure_of_the_archives_is_not_swallowed() -> None:
    crawling = Crawling()
    crawling.door.desk.archive.failure = RuntimeError("bug")
    with pytest.raises(RuntimeError):
        recorded(crawling, asked())

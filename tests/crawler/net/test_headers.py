"""The header guard, fed by hand."""

# ruff: noqa: N802 - Twisted's names

from __future__ import annotations

import inspect
from typing import Any

import pytest
from scrapy.core.downloader import Downloader
from scrapy.core.downloader.handlers import http11
from scrapy.core.engine import ExecutionEngine, _Slot
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.web import _newclient, client, http
from twisted.web.client import URI
from twisted.web.http_headers import Headers

from crawler.net import headers
from crawler.net.headers import MAX_CHUNKS, MAX_HEAD_BYTES, MAX_WIRE_BYTES, GuardedClientFactory, GuardedProtocol

OK = b"HTTP/1.1 200 OK\r\n"


class Line(StringTransport):
    """A connection's other end, remembering that it was cut."""

    def __init__(self) -> None:
        super().__init__()
        self.is_cut = False
        self.disconnected = False

    def abortConnection(self) -> None:
        self.is_cut = True

    def loseConnection(self) -> None:
        self.is_cut = True


class Body(http11.Protocol):
    """Whoever reads the body."""

    def __init__(self) -> None:
        self.size, self.ended = 0, []

    def dataReceived(self, data: bytes) -> None:
        self.size += len(data)

    def connectionLost(self, reason: Failure | None = None) -> None:
        self.ended.append(reason)


def asked() -> tuple[GuardedProtocol, Line, list[Any]]:
    protocol = GuardedClientFactory(lambda _: None, "x").buildProtocol(None)
    line = Line()
    protocol.makeConnection(line)
    return protocol, line, ask(protocol)


def ask(protocol: GuardedProtocol) -> list[Any]:
    told: list[Any] = []
    request = _newclient.Request._construct(
        b"GET",
        b"/",
        Headers({"Host": ["a.example"]}),
        None,
        persistent=True,
        parsedURI=URI.fromBytes(b"http://a.example/"),
    )
    protocol.request(request).addBoth(told.append)
    return told


def feed(protocol: GuardedProtocol, line: Line, data: bytes, times: int) -> int:
    for n in range(times):
        if line.is_cut:
            return n * len(data)
        protocol.dataReceived(data)
    return times * len(data)


@pytest.mark.parametrize(
    ("first", "flood"),
    [
        (OK, b"X-Banjir: " + b"a" * 1000 + b"\r\n"),
        (OK, b"X: y\r\n" * 100),
        (OK + b"X: y\r\n", b" lanjutan\r\n" * 100),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 50),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["long lines", "many lines", "folded lines", "100", "103", "no chunk"],
)
def test_a_flood_around_the_body_is_cut_within_the_limit(first: bytes, flood: bytes) -> None:
    protocol, line, told = asked()
    protocol.dataReceived(first)
    taken = feed(protocol, line, flood, 4_000_000 // len(flood))
    assert line.is_cut
    assert taken <= MAX_HEAD_BYTES + 2 * len(flood)
    assert told


def test_what_was_too_much_is_said() -> None:
    protocol, line, told = asked()
    feed(protocol, line, OK + b"X: y\r\n" * 1000, 1000)
    assert isinstance(told[0], Failure)
    assert "bytes of headers" in str(told[0].value)


def body_of(head: bytes) -> tuple[GuardedProtocol, Line, Body]:
    protocol, line, told = asked()
    protocol.dataReceived(head)
    body = Body()
    told[0].deliverBody(body)
    return protocol, line, body


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def test_more_chunks_than_anyone_needs_are_cut() -> None:
    protocol, line, body = body_of(CHUNKED)
    feed(protocol, line, b"1\r\na\r\n" * 1000, 200)
    assert line.is_cut
    assert body.size <= MAX_CHUNKS
    assert body.ended


def test_long_chunk_extensions_are_cut_by_the_line_and_by_the_whole() -> None:
    protocol, line, body = body_of(CHUNKED)
    protocol.dataReceived(b"1;" + b"a" * 5000)
    assert line.is_cut
    protocol, line, body = body_of(CHUNKED)
    taken = feed(protocol, line, (b"1;" + b"a" * 900 + b"\r\na\r\n") * 20, 3000)
    assert line.is_cut
    assert taken <= MAX_WIRE_BYTES + 20_000
    assert body.size < 20_000


def test_endless_trailers_are_cut() -> None:
    protocol, line, _ = body_of(CHUNKED + b"1\r\na\r\n0\r\n")
    taken = feed(protocol, line, b"X-Ekor: " + b"a" * 1000 + b"\r\n", 1000)
    assert line.is_cut
    assert taken < MAX_HEAD_BYTES


def test_an_ordinary_chunked_page_with_large_cookies_passes() -> None:
    head = OK + b"Set-Cookie: %s\r\n" % (b"a" * 8000) * 20 + b"Transfer-Encoding: chunked\r\n\r\n"
    protocol, line, body = body_of(head)
    for _ in range(10_000):
        protocol.dataReceived(b"3e8\r\n" + b"a" * 1000 + b"\r\n")
    protocol.dataReceived(b"0\r\n\r\n")
    assert body.size == 10_000_000
    assert not line.is_cut
    assert body.ended


def test_a_connection_that_is_kept_counts_each_answer_anew() -> None:
    protocol, line, told = asked()
    for _ in range(20):
        protocol.dataReceived(OK + b"X: %s\r\n" % (b"a" * 10_000) + b"Content-Length: 30000\r\n\r\n" + b"b" * 10_000)
        body = Body()
        told[0].deliverBody(body)
        protocol.dataReceived(b"b" * 20_000)
        assert body.size == 30_000
        told = ask(protocol)
    assert not line.is_cut


def test_the_private_names_that_the_guards_lean_on_have_not_moved() -> None:
    parser = http11._LenientHTTPClientParser
    assert set(parser._transferDecoders) == {b"chunked"}
    assert parser._transferDecoders[b"chunked"] is http._ChunkedTransferDecoder
    assert "__class__ = _LenientHTTPClientParser" in inspect.getsource(http11._LenientHTTP11ClientProtocol.request)
    assert "return _LenientHTTP11ClientProtocol(self._quiescentCallback)" in inspect.getsource(
        http11._LenientHTTP11ClientFactory
    )
    assert issubclass(headers.GuardedProtocol, _newclient.HTTP11ClientProtocol)
    for name in ("_state", "_parser"):
        assert hasattr(_newclient.HTTP11ClientProtocol, name)
    for owner, name in (
        (_newclient.HTTP11ClientProtocol, "_disconnectParser"), (http._ChunkedTransferDecoder, "_dataReceived_CHUNK_LENGTH"),
        (client.HTTPConnectionPool, "_newConnection"), (client.HTTPConnectionPool, "getConnection"),
    ):  # fmt: skip
        assert callable(getattr(owner, name))
    assert "self._factory(" in inspect.getsource(client.HTTPConnectionPool._newConnection)
    assert "self._newConnection(key, endpoint)" in inspect.getsource(client.HTTPConnectionPool.getConnection)
    assert {"self._pool", "self._contextFactory"} <= set(
        inspect.getsource(http11.HTTP11DownloadHandler.__init__).replace(":", " ").split()
    )
    assert "per_slot_settings.get(key" in inspect.getsource(Downloader._get_slot)
    assert "self._slot" in inspect.getsource(ExecutionEngine.__init__)
    assert "self.closing" in inspect.getsource(_Slot)

"""The header guard: Scrapy bounds bodies, but a server that streams header lines would fill the memory in seconds.

Twisted limits heads for servers only. The guard counts what arrives while a status line or headers are read (interim
answers too), the chunks of a body, and everything that came for one request; past a limit the connection is dropped.
It leans on private names of Twisted's and Scrapy's; a test fails when one of them moves.
"""

from __future__ import annotations

from typing import Any, ClassVar

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.http import _ChunkedTransferDecoder, _MalformedChunkedDataError

MAX_HEAD_BYTES = 262_144
# A body may take 10 MiB (DOWNLOAD_MAXSIZE); what carries it must not take much more.
MAX_WIRE_BYTES = 12 * 2**20
# Chunks are worked off one by one in Python: 10 MiB in single bytes would be a minute of nothing else.
MAX_CHUNKS = 65_536


class TooMuchHead(Exception):
    """A server sent more around its body than any honest one does."""


class CountingDecoder(_ChunkedTransferDecoder):
    """Twisted's decoder of chunked bodies (it bounds a chunk's line and the trailers), with a bound on their number."""

    _chunks = 0

    def _dataReceived_CHUNK_LENGTH(self) -> bool:  # noqa: N802 - Twisted's name
        is_whole = super()._dataReceived_CHUNK_LENGTH()
        self._chunks += is_whole
        if self._chunks > MAX_CHUNKS:
            raise _MalformedChunkedDataError(f"more than {MAX_CHUNKS} chunks")
        return is_whole


class GuardedParser(_LenientHTTPClientParser):
    """Scrapy's parser with the counting decoder."""

    _transferDecoders: ClassVar[dict[bytes, Any]] = {b"chunked": CountingDecoder}  # type: ignore[misc]  # noqa: N815 - Twisted's name


class GuardedProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's client protocol, dropping the connection of whoever sends too much around a body."""

    _head_bytes = 0
    _wire_bytes = 0

    def request(self, request: Any) -> Deferred[Any]:
        """Send a request: counting begins anew, since a connection carries many."""
        self._head_bytes = self._wire_bytes = 0
        answer = super().request(request)
        if self._parser is not None:
            # Scrapy sets the parser's class in the same way: Twisted names the class inside `request`.
            self._parser.__class__ = GuardedParser
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Count, and pass on what is within the limits."""
        self._wire_bytes += len(data)
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head_bytes += len(data)
        if self._head_bytes > MAX_HEAD_BYTES:
            self._drop(f"more than {MAX_HEAD_BYTES} bytes of headers")
        elif self._wire_bytes > MAX_WIRE_BYTES:
            self._drop(f"more than {MAX_WIRE_BYTES} bytes in one answer")
        else:
            super().dataReceived(data)  # type: ignore[no-untyped-call]

    def _drop(self, why: str) -> None:
        if self.transport is not None:
            self.transport.abortConnection()
        if self._state == "WAITING":
            self._disconnectParser(Failure(TooMuchHead(why)))  # type: ignore[no-untyped-call]


class GuardedClientFactory(_LenientHTTP11ClientFactory):
    """Scrapy's client factory, its protocols guarded."""

    def buildProtocol(self, addr: Any) -> GuardedProtocol:  # noqa: ARG002, N802 - Twisted's name
        """A guarded client protocol."""
        return GuardedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]

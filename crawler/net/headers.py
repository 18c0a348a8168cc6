"""The header guard: Scrapy bounds bodies, but a server that streams header lines would fill the memory in seconds.

Twisted limits headers for servers only. The guard counts what arrives while a status line, headers, chunk lengths or
trailers are read and drops the connection past the limit. It leans on two private names of Twisted's; a test fails when
they move.
"""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientFactory
from twisted.web._newclient import HEADER, STATUS

MAX_HEADER_BYTES = 262_144


def guarded(protocol: Any) -> Any:
    """The client protocol, aborting its connection once a head is longer than the limit."""
    receive, heads = protocol.dataReceived, [0]

    def counting(data: bytes) -> None:
        parser = getattr(protocol, "_parser", None)
        if parser is not None and parser.state in (STATUS, HEADER):
            heads[0] += len(data)
            if heads[0] > MAX_HEADER_BYTES:
                protocol.transport.abortConnection()
                return
        else:
            heads[0] = 0
        receive(data)

    protocol.dataReceived = counting
    return protocol


class GuardedClientFactory(_LenientHTTP11ClientFactory):
    """Scrapy's client factory, its protocols guarded."""

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802 - Twisted's name
        """A guarded client protocol."""
        return guarded(super().buildProtocol(addr))

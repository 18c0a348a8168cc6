"""The connecting handler: the one place from which a connection leaves.

A name is resolved once, every answer is judged, and the address that was judged is the address that is connected to
(so a name that answers otherwise a second time gains nothing). Only ports 80 and 443 of public addresses; beside them
exactly the names under .localhost of the allow-list, each at its own port, for invented papers in demo and tests.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping, Sequence
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint, wrapClientTLS
from twisted.internet.error import DNSLookupError
from twisted.web.client import HTTPConnectionPool

from crawler.errors import SiteError
from crawler.net.headers import GuardedClientFactory
from crawler.net.public import is_public
from crawler.site import Site

Loopback = Mapping[str, tuple[str, int]]

_PORTS = frozenset({80, 443})
_DNS_SECONDS = 15.0


class ForbiddenAddress(DNSLookupError):
    """A name or address that nobody may be led to."""


def guard(loopback: Loopback, sites: Sequence[Site]) -> None:
    """Refuse an allow-list that names anything but invented papers, or that is used beside a stranger's site."""
    for name in loopback:
        if not name.endswith(".localhost"):
            raise SiteError("loopback", name, "only names under .localhost may be admitted")
    strangers = [site.name for site in sites if not site.is_local]
    if loopback and strangers:
        raise SiteError("loopback", strangers[0], "loopback is admitted only where every site is an invented one")


async def resolve(host: str, port: int) -> str:
    """A public address of the host. ForbiddenAddress where any answer is not public: such a name is not to be trusted."""
    loop = asyncio.get_running_loop()
    try:
        answers = await asyncio.wait_for(loop.run_in_executor(None, _lookup, host, port), _DNS_SECONDS)
    except (OSError, UnicodeError, TimeoutError) as error:
        raise DNSLookupError(f"{host}: {error}") from error
    if not answers or not all(is_public(answer) for answer in answers):
        raise ForbiddenAddress(f"{host} does not lead to a public address")
    return answers[0]


def _lookup(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # IPv4 first: small machines often have no IPv6 route, and every paper that we know answers on IPv4.
    return [str(answer[4][0]) for answer in sorted(found, key=lambda answer: answer[0] != socket.AF_INET)]


class GuardedPool(HTTPConnectionPool):
    """Hands out connections; a new one is made only to where `resolve` or the allow-list says."""

    def __init__(self, reactor: Any, loopback: Loopback, context_factory: Any, timeout: float) -> None:
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call]
        self._reactor_, self._loopback, self._context = reactor, loopback, context_factory
        self._connect_timeout = timeout
        self._factory = GuardedClientFactory

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:  # noqa: N802 - Twisted's names
        """A connection for (scheme, host, port): the endpoint offered is ignored, ours is used."""
        scheme, host, port = key[0], key[1], key[2]
        name = host.decode("ascii") if isinstance(host, bytes) else str(host)
        name = name.strip("[]").rstrip(".").lower()
        if self._connections.get(key):
            return super().getConnection(key, endpoint)
        future = asyncio.ensure_future(self._endpoint(scheme, name, port))
        waiting: Deferred[Any] = Deferred.fromFuture(future)
        return waiting.addCallback(lambda found: super(GuardedPool, self).getConnection(key, found))

    async def _endpoint(self, scheme: bytes, name: str, port: int) -> Any:
        if name in self._loopback:
            address, real_port = self._loopback[name]
        elif name == "localhost" or name.endswith(".localhost"):
            raise ForbiddenAddress(f"{name} is not on the list of invented papers")
        elif port not in _PORTS:
            raise ForbiddenAddress(f"port {port} of {name} is not the web's")
        else:
            address, real_port = await resolve(name, port), port
        kind = TCP6ClientEndpoint if ":" in address else TCP4ClientEndpoint
        endpoint: Any = kind(self._reactor_, address, real_port, timeout=self._connect_timeout)
        if scheme == b"https":
            endpoint = wrapClientTLS(self._context.creatorForNetloc(name.encode("ascii"), port), endpoint)
        return endpoint


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler over a guarded pool. No proxy is ever used: it would connect for us unjudged."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        settings = crawler.settings
        self._pool = GuardedPool(
            reactor, settings.getdict("KLIPING_LOOPBACK"), self._contextFactory, settings.getfloat("DOWNLOAD_TIMEOUT")
        )
        self._pool.maxPersistentPerHost = 1

    async def download_request(self, request: Any) -> Any:
        """Fetch; a request that names a proxy is refused."""
        if request.meta.get("proxy"):
            raise ForbiddenAddress("proxies are not used")
        return await super().download_request(request)

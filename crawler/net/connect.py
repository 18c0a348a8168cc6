"""The connecting handler: the one place from which a connection leaves.

A name is resolved, every answer is judged, and the address that was judged is the address that is connected to (so a
name that answers otherwise a second time gains nothing). Only ports 80 and 443 of public addresses; beside them exactly
the names under .localhost of the allow-list, each at its own port, for invented papers in demo and tests.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Request, Response
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint, wrapClientTLS
from twisted.internet.error import ConnectError
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.web.client import HTTPConnectionPool
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawler.errors import SiteError
from crawler.net.door import door_of
from crawler.net.headers import GuardedClientFactory
from crawler.net.pause import PauseMiddleware
from crawler.net.public import is_public
from crawler.net.resolver import ForbiddenAddress, PublicOnlyResolver
from crawler.site import Site

Loopback = Mapping[str, tuple[str, int]]

PORTS = frozenset({80, 443})
# A name with many addresses does not get a try for each.
MAX_TRIED = 3
CONNECT_SECONDS = 20.0


def guard(loopback: Loopback, sites: Sequence[Site]) -> None:
    """Refuse an allow-list that names anything but invented papers, or that is used beside a stranger's site."""
    for name, (address, port) in loopback.items():
        if not name.endswith(".localhost") or name != name.lower():
            raise SiteError("loopback", name, "only names under .localhost may be admitted")
        if not _is_loopback(address) or not 0 < port < 65_536:
            raise SiteError("loopback", name, f"leads to {address} port {port}; a port of this machine would be right")
    strangers = [site.name for site in sites if not site.is_local]
    if loopback and strangers:
        raise SiteError("loopback", strangers[0], "loopback is admitted only where every site is an invented one")


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


class Ways:
    """Where a scheme, host and port may be connected to. Nothing else decides that."""

    def __init__(self, resolver: PublicOnlyResolver, loopback: Loopback) -> None:
        self._resolver, self._loopback = resolver, loopback

    async def places(self, host: str, port: int) -> list[tuple[str, int]]:
        """Addresses and ports to try in turn; ForbiddenAddress where there is no way."""
        if port not in PORTS:
            raise ForbiddenAddress(f"port {port} of {host} is not the web's")
        name = host.lower()
        if name in self._loopback:
            address, real_port = self._loopback[name]
            return [(address, real_port)]
        if name.rstrip(".") == "localhost" or name.rstrip(".").endswith(".localhost"):
            raise ForbiddenAddress(f"{name} is not on the list of invented papers")
        addresses = await self._resolver.addresses(name)
        return [(address, port) for address in addresses[:MAX_TRIED]]

    def admits(self, host: str, address: str) -> bool:
        """Whether an answer from this address may be believed to be the host's."""
        listed = self._loopback.get(host.lower())
        return address == listed[0] if listed is not None else is_public(address)


@implementer(IStreamClientEndpoint)
class GuardedEndpoint:
    """Connects to a host by the ways that lead to it; judged anew each time that it connects."""

    def __init__(self, reactor: Any, ways: Ways, key: Any, tls: Any) -> None:
        self._reactor, self._ways, self._tls = reactor, ways, tls
        self._scheme, host, self._port = key[0], key[1], key[2]
        self._host = host.decode("ascii") if isinstance(host, bytes) else str(host)

    def connect(self, factory: Any) -> Deferred[Any]:
        """A connection that was judged; ForbiddenAddress or the last failure where there is none."""
        return Deferred.fromCoroutine(self._connected(factory))

    async def _connected(self, factory: Any) -> Any:
        failure: Exception | None = None
        for address, port in await self._ways.places(self._host, self._port):
            try:
                return await self._endpoint(address, port).connect(factory)
            except ConnectError as error:
                failure = error
        raise failure or ForbiddenAddress(f"{self._host} leads nowhere")

    def _endpoint(self, address: str, port: int) -> Any:
        kind = TCP6ClientEndpoint if ":" in address else TCP4ClientEndpoint
        endpoint: Any = kind(self._reactor, address, port, timeout=CONNECT_SECONDS)
        if self._scheme == b"https":
            creator = self._tls.creatorForNetloc(self._host.encode("ascii"), self._port)
            endpoint = wrapClientTLS(creator, endpoint)
        return endpoint

    def __repr__(self) -> str:
        return f"<{self._scheme.decode()} {self._host}:{self._port}, guarded>"


class GuardedPool(HTTPConnectionPool):
    """Keeps connections; whatever endpoint it is offered, a new connection is made by a guarded one."""

    def __init__(self, reactor: Any, ways: Ways, tls: Any) -> None:
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call]
        self._guard = (reactor, ways, tls)
        self._factory = GuardedClientFactory
        self.maxPersistentPerHost = 1

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:  # noqa: ARG002, N802 - Twisted's names
        """A connection for (scheme, host, port). Twisted's second try after a dead kept one is guarded as well."""
        reactor, ways, tls = self._guard
        guarded: Any = GuardedEndpoint(reactor, ways, key, tls)
        return super().getConnection(key, guarded)


@implementer(IPolicyForHTTPS)
class RememberedPolicy:
    """Scrapy's TLS policy, asked once a host: it reads all authorities each time (6 ms a connection)."""

    def __init__(self, policy: Any) -> None:
        self._policy = policy
        self._creators: dict[tuple[bytes, int], Any] = {}

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - Twisted's name
        """How a TLS connection to this host is begun and verified."""
        if (hostname, port) not in self._creators:
            if len(self._creators) > 64:
                self._creators.clear()
            self._creators[hostname, port] = self._policy.creatorForNetloc(hostname, port)
        return self._creators[hostname, port]


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler over a guarded pool. No proxy is ever used: it would connect for us unjudged."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        settings = crawler.settings
        loopback = {name: (str(way[0]), int(way[1])) for name, way in settings.getdict("KLIPING_LOOPBACK").items()}
        if loopback:
            guard(loopback, [door_of(crawler).site])
        self._ways = Ways(PublicOnlyResolver(reactor, settings.getfloat("DNS_TIMEOUT")), loopback)
        remembered: Any = RememberedPolicy(self._contextFactory)
        self._contextFactory = remembered
        self._pool = GuardedPool(reactor, self._ways, self._contextFactory)
        self._pauses = crawler.get_downloader_middleware(PauseMiddleware) or PauseMiddleware(crawler)
        self._longest = settings.getint("URLLENGTH_LIMIT")

    async def download_request(self, request: Request) -> Response:
        """Fetch when the host may be asked. Refused are proxies, methods but GET and HEAD, endless addresses."""
        if request.meta.get("proxy") or request.method not in ("GET", "HEAD") or len(request.url) > self._longest:
            raise IgnoreRequest("only GET and HEAD are sent, to addresses of ordinary length, and by no proxy")
        async with self._pauses.line(request):
            await self._pauses.turn(request)
            request.meta["kliping_at"] = self._now()
            try:
                response = await super().download_request(request)
            except Exception as error:
                self._pauses.failed(request, error)
                raise
            self._pauses.heard(request, response)
        host = urlsplit(request.url).hostname or ""
        if response.ip_address is not None and not self._ways.admits(host, str(response.ip_address)):
            raise CannotResolveHostError(f"{host} answered from {response.ip_address}, which is not public")
        return response

    def _now(self) -> datetime:
        return door_of(self._crawler).desk.clock()

"""From a name to public addresses, and to nothing else: what is returned is what was judged and what is connected to.

Literals and their odd spellings (2130706433, 0x7f.1, 127.1) go the same way: the system's resolver reads them, and its
answer is judged like any other.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from typing import Any

from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IResolverSimple
from twisted.internet.threads import deferToThreadPool
from twisted.python.failure import Failure
from zope.interface import implementer

from crawler.net.public import is_public

# Names that are asked for again within this time are not looked up again: many small hosts close each connection, and a
# lookup for each of 2,000 pages is unkind to whoever runs the resolver. An address that is remembered was judged.
REMEMBERED_SECONDS = 300.0
MAX_REMEMBERED = 10_000

Lookup = Callable[[str], Sequence[str]]


class ForbiddenAddress(DNSLookupError):
    """A name or address that nobody may be led to."""


def lookup(name: str) -> list[str]:
    """All addresses that the system's resolver knows for a name; IPv4 first. Blocks."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    # IPv4 first: small machines often have no IPv6 route, and every paper that we know answers on IPv4.
    ordered = sorted(found, key=lambda answer: answer[0] != socket.AF_INET)
    return list(dict.fromkeys(str(answer[4][0]) for answer in ordered))


@implementer(IResolverSimple)
class PublicOnlyResolver:
    """Resolves names to public addresses. The connecting handler has one; the reactor too, for all else."""

    def __init__(self, reactor: Any, seconds: float = 15.0, look: Lookup = lookup) -> None:
        self._reactor, self._seconds, self._look = reactor, seconds, look
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> PublicOnlyResolver:
        """Scrapy's constructor (TWISTED_DNS_RESOLVER)."""
        return cls(reactor, crawler.settings.getfloat("DNS_TIMEOUT"))

    def install_on_reactor(self) -> None:
        """From now on nothing in this process connects by name to what is not public."""
        self._reactor.installResolver(self)

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: ARG002, N802 - Twisted's interface
        """The first public IPv4 address of a name (the interface knows no other kind)."""
        return self.addresses(name).addCallback(_first_ipv4, name)

    def addresses(self, name: str) -> Deferred[tuple[str, ...]]:
        """The public addresses of a name. Fails with ForbiddenAddress where it has only others."""
        known = self._known.get(name)
        if known is not None and known[0] > self._reactor.seconds():
            return succeed(known[1])
        asked: Deferred[Any] = deferToThreadPool(self._reactor, self._reactor.getThreadPool(), self._look, name)
        asked.addTimeout(self._seconds, self._reactor)
        return asked.addCallbacks(self._judged, _unknown, callbackArgs=(name,), errbackArgs=(name,))

    def _judged(self, answers: Sequence[str], name: str) -> tuple[str, ...]:
        public = tuple(answer for answer in answers if is_public(answer))
        if not public:
            raise ForbiddenAddress(f"{name} does not lead to a public address")
        if len(self._known) >= MAX_REMEMBERED:
            self._known.clear()
        self._known[name] = (self._reactor.seconds() + REMEMBERED_SECONDS, public)
        return public


def refused(why: str) -> Deferred[Any]:
    """What whoever asks for a forbidden address gets."""
    return fail(ForbiddenAddress(why))


def _first_ipv4(addresses: Sequence[str], name: str) -> str:
    for address in addresses:
        if ":" not in address:
            return address
    raise ForbiddenAddress(f"{name} has no public IPv4 address")


def _unknown(failure: Failure, name: str) -> Any:
    raise DNSLookupError(f"{name}: {failure.getErrorMessage() or 'no answer in time'}") from failure.value

"""Where a name leads, and what a connection is made to."""

# ruff: noqa: N802 - Twisted's names

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionRefusedError as Refused
from twisted.internet.error import DNSLookupError
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from crawler.errors import SiteError
from crawler.net import connect
from crawler.net.connect import GuardedEndpoint, GuardedPool, RememberedPolicy, Ways, guard
from crawler.net.headers import GuardedProtocol
from crawler.net.public import is_public
from crawler.net.resolver import REMEMBERED_SECONDS, ForbiddenAddress, PublicOnlyResolver
from crawler.site import Site

NOT_PUBLIC = (
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "0.0.0.0",
    "100.64.0.1", "192.0.0.192", "168.63.129.16", "192.88.99.1", "198.18.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "2001::1", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1", "3fff::1", "100::1", "not an address", "",
)  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_nothing_but_the_public_web_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "103.56.206.1", "2606:4700::6810:84e5", "2002:808:808::", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


def site(host: str) -> Site:
    return Site(name="a", outlet="A", domains=(host,), zone=8)


LOCAL = {"a.localhost": ("127.0.0.1", 40123)}


def test_the_allow_list_is_for_invented_papers_alone() -> None:
    guard(LOCAL, [site("a.localhost")])
    guard({}, [site("suarajarmas.com")])


@pytest.mark.parametrize(
    ("names", "hosts"),
    [
        (LOCAL, ("a.localhost", "suarajarmas.com")), (LOCAL, ("suarajarmas.com",)),
        ({"suarajarmas.com": ("127.0.0.1", 1)}, ("a.localhost",)), ({"a.localhost.example.com": ("127.0.0.1", 1)}, ("a.localhost",)),
        ({"localhost": ("127.0.0.1", 1)}, ("a.localhost",)), ({"A.localhost": ("127.0.0.1", 1)}, ("a.localhost",)),
        ({"a.localhost": ("10.0.0.1", 80)}, ("a.localhost",)), ({"a.localhost": ("8.8.8.8", 80)}, ("a.localhost",)),
        ({"a.localhost": ("rumah", 80)}, ("a.localhost",)), ({"a.localhost": ("127.0.0.1", 0)}, ("a.localhost",)),
        ({"a.localhost": ("127.0.0.1", 70_000)}, ("a.localhost",)),
    ],
)  # fmt: skip
def test_any_other_allow_list_is_refused(names: dict[str, tuple[str, int]], hosts: tuple[str, ...]) -> None:
    with pytest.raises(SiteError):
        guard(names, [site(host) for host in hosts])


class OneThread:
    """A reactor whose thread pool answers at once, and which remembers whom it connected to."""

    def __init__(self, answers: dict[str, object] | None = None) -> None:
        self.clock = Clock()
        self.seconds, self.callLater = self.clock.seconds, self.clock.callLater
        self.connected: list[tuple[str, int]] = []
        self.answers = answers or {}

    def getThreadPool(self) -> OneThread:
        return self

    def callFromThread(self, call: Callable[..., None], *args: Any) -> None:
        call(*args)

    def callInThreadWithCallback(self, told: Callable[..., None], call: Callable[..., Any], *args: Any) -> None:
        try:
            found = call(*args)
        except OSError:
            told(False, Failure())
        else:
            told(True, found)

    def connectTCP(self, host: str, port: int, factory: Any, **_: Any) -> None:
        self.connected.append((host, port))
        failure = self.answers.get(host)
        if failure is not None:
            factory.clientConnectionFailed(None, Failure(failure))


class Names:
    """A resolver's data that can change between two questions."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self.left = {name: list(turns) for name, turns in answers.items()}
        self.asked: list[str] = []

    def __call__(self, name: str) -> Sequence[str]:
        self.asked.append(name)
        turns = self.left.get(name)
        if turns is None:
            raise OSError("no such name")
        return turns.pop(0) if len(turns) > 1 else turns[0]


def outcome(asked: Deferred[Any]) -> Any:
    told: list[Any] = []
    asked.addBoth(told.append)
    return told[0] if told else None


def failed(asked: Deferred[Any], kind: type[Exception]) -> bool:
    told = outcome(asked)
    return isinstance(told, Failure) and told.check(kind) is not None


def test_only_public_answers_are_handed_on() -> None:
    names = Names(rumah=[["127.0.0.1", "::1"]], campur=[["10.0.0.1", "8.8.8.8"]], enam=[["2606:4700::1"]])
    resolver = PublicOnlyResolver(OneThread(), look=names)
    assert failed(resolver.addresses("rumah"), ForbiddenAddress)
    assert outcome(resolver.addresses("campur")) == ("8.8.8.8",)
    assert outcome(resolver.getHostByName("campur")) == "8.8.8.8"
    assert failed(resolver.getHostByName("rumah"), ForbiddenAddress)
    assert outcome(resolver.addresses("enam")) == ("2606:4700::1",)
    assert failed(resolver.getHostByName("enam"), ForbiddenAddress)
    assert failed(resolver.addresses("tiada"), DNSLookupError)


def test_an_answer_is_remembered_for_a_while_and_a_refusal_is_not() -> None:
    names = Names(a=[["8.8.8.8"], ["8.8.4.4"]], b=[["10.0.0.1"], ["8.8.8.8"]])
    reactor = OneThread()
    resolver = PublicOnlyResolver(reactor, look=names)
    assert [outcome(resolver.addresses("a")) for _ in range(2)] == [("8.8.8.8",)] * 2
    reactor.clock.advance(REMEMBERED_SECONDS + 1)
    assert outcome(resolver.addresses("a")) == ("8.8.4.4",)
    assert failed(resolver.addresses("b"), ForbiddenAddress)
    assert outcome(resolver.addresses("b")) == ("8.8.8.8",)


def test_a_resolver_that_does_not_answer_is_given_up_in_time() -> None:
    class Silent(OneThread):
        def callInThreadWithCallback(self, *_: Any) -> None:
            pass

    reactor = Silent()
    asked = PublicOnlyResolver(reactor, seconds=15).addresses("a")
    reactor.clock.advance(16)
    assert failed(asked, DNSLookupError)


def endpoint(reactor: OneThread, names: Names, host: bytes, port: int = 80, scheme: bytes = b"http") -> GuardedEndpoint:
    ways = Ways(PublicOnlyResolver(reactor, look=names), LOCAL)
    return GuardedEndpoint(reactor, ways, (scheme, host, port), RememberedPolicy(None))


def test_a_name_that_answers_otherwise_the_second_time_gains_nothing() -> None:
    reactor, names = OneThread(), Names(**{"ikat.example": [["93.184.216.34"], ["127.0.0.1"]]})
    way = endpoint(reactor, names, b"ikat.example")
    way.connect(object())
    way.connect(object())
    reactor.clock.advance(REMEMBERED_SECONDS + 1)
    assert failed(way.connect(object()), ForbiddenAddress)
    assert reactor.connected == [("93.184.216.34", 80)] * 2
    assert names.asked == ["ikat.example"] * 2


@pytest.mark.parametrize(
    ("host", "port"),
    [
        (b"lain.localhost", 80), (b"localhost", 80), (b"a.localhost.", 80), (b"x.a.localhost", 80), (b"a.localhost", 40123),
        (b"a.localhost", 22), (b"127.0.0.1", 40123), (b"127.0.0.1", 80), (b"surat.example", 25), (b"surat.example", 8080),
    ],
)  # fmt: skip
def test_nothing_beside_the_list_and_the_webs_ports_is_connected_to(host: bytes, port: int) -> None:
    reactor = OneThread()
    names = Names(**{"127.0.0.1": [["127.0.0.1"]], "surat.example": [["8.8.8.8"]], "a.localhost.": [["127.0.0.1"]]})
    assert failed(endpoint(reactor, names, host, port).connect(object()), ForbiddenAddress)
    assert not reactor.connected


def test_a_listed_name_leads_to_its_own_port_without_being_looked_up() -> None:
    reactor, names = OneThread(), Names()
    endpoint(reactor, names, b"A.localhost").connect(object())
    assert reactor.connected == [("127.0.0.1", 40123)]
    assert not names.asked


def test_when_one_address_refuses_the_next_is_tried_and_three_are_enough() -> None:
    addresses = ["8.8.8.1", "8.8.8.2", "8.8.8.3", "8.8.8.4"]
    reactor = OneThread({address: Refused() for address in addresses})
    way = endpoint(reactor, Names(**{"a.example": [addresses]}), b"a.example")
    assert failed(way.connect(object()), Refused)
    assert reactor.connected == [(address, 80) for address in addresses[:3]]
    reactor.answers.pop("8.8.8.2")
    way.connect(object())
    assert reactor.connected[3:] == [("8.8.8.1", 80), ("8.8.8.2", 80)]


def test_an_answer_from_where_nothing_was_asked_is_not_believed() -> None:
    ways = Ways(PublicOnlyResolver(OneThread()), LOCAL)
    assert ways.admits("a.localhost", "127.0.0.1")
    assert not ways.admits("a.localhost", "127.0.0.2")
    assert not ways.admits("b.example", "127.0.0.1")
    assert ways.admits("b.example", "8.8.8.8")


def test_the_second_try_after_a_kept_connection_died_is_judged_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twisted retries on a connection of its own making: by the endpoint that it was given, which must be ours."""
    reactor, names = OneThread(), Names(**{"ikat.example": [["127.0.0.1"]]})
    pool = GuardedPool(reactor, Ways(PublicOnlyResolver(reactor, look=names), {}), RememberedPolicy(None))
    key = (b"http", b"ikat.example", 80)
    kept = GuardedProtocol()
    pool._putConnection(key, kept)

    class Unguarded:
        def connect(self, factory: object) -> None:
            pytest.fail("the endpoint that was offered is never used")

    connection = outcome(pool.getConnection(key, Unguarded()))
    assert connection._clientProtocol is kept
    assert failed(connection._newConnection(), ForbiddenAddress)
    assert not reactor.connected


def test_tls_is_made_ready_once_a_host() -> None:
    class Policy:
        asked = 0

        def creatorForNetloc(self, hostname: bytes, port: int) -> object:
            Policy.asked += 1
            return object()

    policy = RememberedPolicy(Policy())
    assert policy.creatorForNetloc(b"a", 443) is policy.creatorForNetloc(b"a", 443)
    assert policy.creatorForNetloc(b"b", 443) is not policy.creatorForNetloc(b"a", 443)
    assert Policy.asked == 2


def test_the_ports_are_the_webs() -> None:
    assert {80, 443} == connect.PORTS

"""Floods, bombs, endless and invalid answers: each ends soon, costs little, and hurts nobody else."""

from __future__ import annotations

import socket
from contextlib import ExitStack

import pytest

from tests.hostile.asking import Outcome, ask
from tests.hostile.server import BODIES, BOMBS, FLOODS, INVALID, TORN, HostileServer


def all_at_once(*paths: str, **spec: object) -> tuple[Outcome, dict[str, str]]:
    """Every path from a host of its own, so that all attack at the same time; and an honest page among them."""
    with HostileServer() as server:
        hosts = {path: f"h{n}.localhost" for n, path in enumerate(("/jujur", *paths))}
        names = dict.fromkeys(hosts.values(), ("127.0.0.1", server.port))
        urls = {path: f"http://{host}{path}" for path, host in hosts.items()}
        outcome = ask(tuple(urls.values()), names=names, **spec)  # type: ignore[arg-type]
    assert set(outcome.told) == set(urls.values())
    assert outcome.told[urls["/jujur"]].status == 200
    return outcome, urls


def test_floods_around_a_body_are_cut_all_at_once_and_the_memory_stays_small() -> None:
    outcome, urls = all_at_once(*FLOODS)
    for path in FLOODS:
        told = outcome.told[urls[path]]
        assert told.status is None, path
        assert told.seconds < 20, path
    assert outcome.rss_mb < 150
    assert {exchange.url for exchange in outcome.recorded} == set(urls.values())


def test_bodies_without_end_are_cut_at_the_size_limit() -> None:
    outcome, urls = all_at_once(*BODIES)
    assert all(outcome.told[urls[path]].status is None for path in BODIES)
    assert outcome.rss_mb < 250


def test_bombs_are_recorded_as_they_came_and_unpacked_for_nobody() -> None:
    outcome, urls = all_at_once(*(f"/bomb-{kind}" for kind in BOMBS), "/bomb-gzip-tail")
    for kind in BOMBS:
        told = outcome.told[urls[f"/bomb-{kind}"]]
        assert told.status is None, kind
        assert "exceeded DOWNLOAD_MAXSIZE" in told.why, kind
    assert outcome.told[urls["/bomb-gzip-tail"]].size == 3
    assert len([exchange for exchange in outcome.recorded if exchange.status == 200]) == len(BOMBS) + 2
    assert outcome.rss_mb < 250


@pytest.fixture(scope="module")
def odd() -> tuple[Outcome, dict[str, str]]:
    return all_at_once(*TORN, *INVALID, "/loop", "/crlf")


def test_a_body_that_breaks_off_is_in_the_record_and_goes_to_nobody(odd: tuple[Outcome, dict[str, str]]) -> None:
    outcome, urls = odd
    for path in TORN:
        assert outcome.told[urls[path]].status is None
        assert "broke off" in outcome.told[urls[path]].why
        (exchange,) = [one for one in outcome.recorded if one.url == urls[path]]
        assert (exchange.status, exchange.size, exchange.truncated) == (200, 7, "disconnect")


def test_what_is_not_http_is_a_failure_and_nothing_worse(odd: tuple[Outcome, dict[str, str]]) -> None:
    outcome, urls = odd
    for path in INVALID:
        told = outcome.told[urls[path]]
        assert told.status is None or path == "/nul", (path, told)
        assert any(exchange.url == urls[path] for exchange in outcome.recorded)


def test_a_redirect_is_an_answer_like_any_other_and_followed_by_nobody_here(
    odd: tuple[Outcome, dict[str, str]],
) -> None:
    outcome, urls = odd
    assert [outcome.told[urls[path]].status for path in ("/loop", "/crlf")] == [302, 302]


def test_who_takes_no_connection_or_no_handshake_costs_the_timeout_too() -> None:
    with HostileServer() as server, socket.socket() as full, ExitStack() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):
            filling = waiting.enter_context(socket.socket())
            filling.setblocking(False)
            filling.connect_ex(full.getsockname())
        urls = ("http://penuh.localhost/", "https://bisu.localhost/", "http://jujur.localhost/")
        names = {
            "penuh.localhost": full.getsockname(),
            "bisu.localhost": ("127.0.0.1", server.port),
            "jujur.localhost": ("127.0.0.1", server.port),
        }
        outcome = ask(urls, names=names, settings={"DOWNLOAD_TIMEOUT": 2})
    assert [outcome.told[url].status for url in urls] == [None, None, 200]
    assert max(told.seconds for told in outcome.told.values()) < 3.5
    assert len(outcome.recorded) == 3


def test_slow_servers_cost_the_timeout_and_nothing_more() -> None:
    paths = ("/slow-body", "/slow-headers", "/slow-status", "/slow-silence")
    outcome, urls = all_at_once(*paths, settings={"DOWNLOAD_TIMEOUT": 2})
    for path in paths:
        told = outcome.told[urls[path]]
        assert told.status is None
        assert told.seconds < 3.5, path
    assert outcome.told[urls["/jujur"]].seconds < 1.5

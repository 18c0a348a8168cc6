"""Manners, measured where they are felt: at the server."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from email.utils import formatdate

import pytest

from tests.hostile.asking import Outcome, ask
from tests.hostile.server import HostileServer, page

PAGES = 8


class Press:
    """Hosts that answer otherwise the second time; told apart by name."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looks: dict[tuple[str, str], int] = {}
        self.until: dict[str, float] = {}

    def __call__(self, host: str, path: str) -> bytes:
        with self._lock:
            self._looks[host, path] = self._looks.get((host, path), 0) + 1
            first = (
                sum(count for (asked, what), count in self._looks.items() if asked == host and what != "/robots.txt")
                == 1
            )
        kind = host.partition(".")[0]
        if path == "/robots.txt":
            return self._robots(kind)
        if first and kind == "seconds":
            self.until[host] = time.monotonic() + 2
            return page(b"", status="429 Too Many Requests", Retry_After="2")
        if first and kind == "date":
            self.until[host] = time.monotonic() + int(time.time() + 3) - time.time()
            return page(
                b"", status="503 Service Unavailable", Retry_After=formatdate(int(time.time() + 3), usegmt=True)
            )
        if kind == "storm":
            return page(b"", status="502 Bad Gateway")
        if kind == "long":
            return page(b"", status="429 Too Many Requests", Retry_After="7200")
        return page(b"<p>isi</p>")

    @staticmethod
    def _robots(kind: str) -> bytes:
        if kind == "r503":
            return page(b"User-agent: *\nAllow: /\n", status="503 Service Unavailable", Retry_After="1")
        if kind == "delay":
            return page(b"User-agent: *\nCrawl-delay: 0.7\n", kind="text/plain")
        if kind == "closed":
            return page(b"User-agent: Kliping\nDisallow: /\n", kind="text/plain")
        return page(b"", status="404 Not Found")


def urls_of(kind: str) -> list[str]:
    return [f"http://{kind}.localhost/{n}" for n in range(PAGES)]


KINDS = ("good", "seconds", "date", "storm", "long", "r503", "delay", "closed", "refused")


@pytest.fixture(scope="module")
def crawled() -> tuple[Outcome, HostileServer, Press]:
    press = Press()
    with HostileServer(answer=press) as server, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refuses
        names = {f"{kind}.localhost": ("127.0.0.1", server.port) for kind in KINDS}
        names["refused.localhost"] = taken.getsockname()
        urls = [url for kind in KINDS for url in urls_of(kind)]
        settings = {"CONCURRENT_REQUESTS": 128}
        return ask(urls, names=names, purpose="page", settings=settings), server, press


def statuses(outcome: Outcome, kind: str) -> list[int | None]:
    return [told.status for url, told in outcome.told.items() if f"//{kind}." in url]


def test_the_others_are_served_whole(crawled: tuple[Outcome, HostileServer, Press]) -> None:
    outcome, _, _ = crawled
    assert outcome.reason == "finished"
    assert statuses(outcome, "good") == [200] * PAGES


def test_a_host_is_asked_one_thing_at_a_time(crawled: tuple[Outcome, HostileServer, Press]) -> None:
    _, server, _ = crawled
    assert server.most_at_once["good.localhost"] == 1
    assert set(server.most_at_once.values()) == {1}


@pytest.mark.parametrize("kind", ["seconds", "date"])
def test_retry_after_is_obeyed_by_what_was_queued_already(
    crawled: tuple[Outcome, HostileServer, Press], kind: str
) -> None:
    outcome, server, press = crawled
    host = f"{kind}.localhost"
    asked = [at for at, of, path in server.asked if of == host and path != "/robots.txt"]
    assert len(asked) == PAGES + 1
    assert min(asked[1:]) >= press.until[host]
    assert statuses(outcome, kind) == [200] * PAGES


def test_a_crawl_delay_parts_any_two_requests(crawled: tuple[Outcome, HostileServer, Press]) -> None:
    outcome, server, _ = crawled
    asked = server.times("delay.localhost")
    assert len(asked) == PAGES + 1
    assert min(later - at for at, later in itertools.pairwise(asked)) >= 0.65
    assert statuses(outcome, "delay") == [200] * PAGES


@pytest.mark.parametrize("kind", ["r503", "closed"])
def test_where_robots_closes_or_cannot_be_read_no_page_is_asked_for(
    crawled: tuple[Outcome, HostileServer, Press], kind: str
) -> None:
    outcome, server, _ = crawled
    assert {path for _, host, path in server.asked if host == f"{kind}.localhost"} == {"/robots.txt"}
    assert statuses(outcome, kind) == [None] * PAGES


def test_a_storm_of_errors_is_left_alone_after_the_fifth(crawled: tuple[Outcome, HostileServer, Press]) -> None:
    outcome, server, _ = crawled
    pages = [path for _, host, path in server.asked if host == "storm.localhost" and path != "/robots.txt"]
    assert len(pages) == 5
    assert ("host_left_alone", "storm.localhost", "unreachable") in outcome.issues


def test_a_pause_too_long_to_sit_through_leaves_the_host_alone(crawled: tuple[Outcome, HostileServer, Press]) -> None:
    outcome, server, _ = crawled
    assert len([path for _, host, path in server.asked if host == "long.localhost" and path != "/robots.txt"]) == 1
    assert ("host_left_alone", "long.localhost", "rate_limited") in outcome.issues


def test_nothing_is_asked_twice_of_a_host_that_refuses(crawled: tuple[Outcome, HostileServer, Press]) -> None:
    outcome, _, _ = crawled
    tried = [exchange for exchange in outcome.recorded if "//refused." in exchange.url]
    assert [exchange.purpose for exchange in tried] == ["robots"]
    assert statuses(outcome, "refused") == [None] * PAGES

"""Retry-After, pauses, the breaker: with a clock that the test turns."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from archive.facts import HostFound
from crawler.net import pause
from crawler.net.host import BREAK_AFTER, WELCOME_BLOCK_AFTER, Pauses, is_busy, retry_after
from crawler.net.pause import LONGEST_WAIT, MAX_TRIES, PauseMiddleware
from crawler.site import Site
from tests.crawler.net.door import FakeDesk, FakeDoor

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("9", 9), (" 120 ", 120), ("999999999999", 86_400), ("Mon, 02 Mar 2026 01:00:30 GMT", 30), ("Mon, 02 Mar 2026 00:00:00 GMT", 0),
     ("Mon, 02 Mar 2036 01:00:00 GMT", 86_400), ("Monday, 02-Mar-26 01:00:30 GMT", 30), ("-5", None), ("1.5", None), ("soon", None),
     ("", None), (None, None), ("١٢", None), ("9" * 10_000, 86_400), ("Mon, 99 Mar 2026", None)],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_a_date_is_reckoned_by_the_hosts_own_clock() -> None:
    later = "Fri, 06 Mar 2026 10:00:45 GMT"
    assert retry_after(later, NOW, "Fri, 06 Mar 2026 10:00:00 GMT") == 45
    assert retry_after(later, NOW, "bukan tanggal") == 86_400


def test_pauses_double_and_a_named_one_is_kept_to_the_second() -> None:
    pauses = Pauses()
    assert [pauses.failed(0, None) for _ in range(4)] == [60, 120, 240, 480]
    assert not pauses.is_broken
    assert pauses.failed(1000, 9) == 9
    assert pauses.wait(1005) == 4
    assert pauses.is_broken
    assert pauses.failures == BREAK_AFTER
    pauses.worked()
    assert not pauses.is_broken


def test_shared_hosting_says_it_is_busy_in_words() -> None:
    assert is_busy(508, b"")
    assert is_busy(200, b"<h1>508 Resource Limit Is Reached</h1>")
    assert not is_busy(200, b"x" * 30_000 + b"Resource Limit Is Reached")


class Engine:
    """As much of a crawler as the middleware speaks to."""

    def __init__(self) -> None:
        self.running, self.closed = True, []
        self._slot: Any = type("Slot", (), {"closing": None})()
        self.slots = {"a.example": type("Slot", (), {"delay": 5.0, "jitter": 1.0})()}
        self.engine, self.downloader = self, self
        self.door = FakeDoor(
            Site(name="a", outlet="A", domains=("a.example",), zone=8), desk=FakeDesk(clock=lambda: NOW)
        )
        self.spider = self

    async def close_spider_async(self, *, reason: str) -> None:
        self.closed.append(reason)


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    # The clock's Deferreds are awaited as they are: no reactor runs here.
    monkeypatch.setattr(pause, "maybe_deferred_to_future", lambda deferred: deferred)
    return Host()


class Host:
    """The middleware with a clock to turn."""

    def __init__(self) -> None:
        self.clock, self.engine = Clock(), Engine()
        self.middleware = PauseMiddleware(self.engine, self.clock)  # type: ignore[arg-type]

    def turn(self, url: str = "https://a.example/1") -> list[Any]:
        told: list[Any] = []
        Deferred.fromCoroutine(self.middleware.turn(Request(url))).addBoth(told.append)
        return told

    def answers(
        self,
        status: int,
        *,
        url: str = "https://a.example/1",
        body: bytes = b"",
        tries: int = 1,
        purpose: str = "page",
        **headers: str,
    ) -> Response | Request:
        meta = {
            "kliping_tries": tries,
            "kliping_purpose": purpose,
            "kliping_at": NOW,
            "kliping_place": "x",
            "kliping_site": "a",
        }
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request, response = Request(url, meta=meta), Response(url, status=status, body=body, headers=named)

        def whole() -> Response | Request:
            self.middleware.heard(request, response)
            return self.middleware.process_response(request, response)

        return in_loop(whole)

    def fails(self, failure: Exception, url: str = "https://a.example/1") -> None:
        in_loop(lambda: self.middleware.failed(Request(url), failure))


def in_loop(call: Callable[[], Any]) -> Any:
    async def within() -> Any:
        told = call()
        await asyncio.sleep(0)
        return told

    return asyncio.run(within())


def is_refused(told: list[Any]) -> bool:
    return bool(told) and isinstance(told[0], Failure) and told[0].check(IgnoreRequest) is not None


def test_nothing_leaves_before_the_pause_is_over_and_everything_leaves_then(host: Host) -> None:
    host.answers(429, Retry_After="7")
    waiting = [host.turn(f"https://a.example/{n}") for n in range(5)]
    elsewhere = host.turn("https://lain.example/")
    assert elsewhere == [None]
    for _ in range(69):
        host.clock.advance(0.1)
    assert waiting == [[]] * 5
    host.clock.pump([0.1, 0.1])
    assert waiting == [[None]] * 5


def test_a_date_is_waited_for_too(host: Host) -> None:
    host.answers(503, Retry_After="Mon, 02 Mar 2026 01:00:30 GMT", Date="Mon, 02 Mar 2026 01:00:10 GMT")
    waiting = host.turn()
    host.clock.pump([1] * 19)
    assert not waiting
    host.clock.pump([1, 0.1])
    assert waiting


def test_a_busy_answer_is_asked_again_after_the_pause_and_not_for_ever(host: Host) -> None:
    again = host.answers(429, Retry_After="7")
    assert isinstance(again, Request)
    assert again.meta["kliping_tries"] == 2
    assert again.meta["kliping_site"] == "a"
    assert not {"kliping_at", "kliping_place"} & set(again.meta)
    assert isinstance(host.answers(429, Retry_After="1", tries=MAX_TRIES), Response)


def test_what_is_busy_in_words_only_is_never_taken_for_a_page(host: Host) -> None:
    with pytest.raises(IgnoreRequest, match="busy"):
        host.answers(200, body=b"508 Resource Limit Is Reached", tries=MAX_TRIES)


def test_robots_is_not_asked_again(host: Host) -> None:
    assert isinstance(host.answers(429, Retry_After="7", purpose="robots"), Response)


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 429},
        {"status": 503},
        {"status": 508},
        {"status": 200, "body": b"Resource Limit Is Reached"},
        {"status": 200, "body": gzip.compress(b"508 Resource Limit Is Reached"), "Content_Encoding": "gzip"},
    ],
)
def test_without_a_word_how_long_the_pause_is_a_minute_and_doubles(host: Host, answer: dict[str, Any]) -> None:
    for pause_seconds in (60, 120):
        host.answers(**answer)
        waiting = host.turn()
        host.clock.pump([1] * (pause_seconds - 1))
        assert not waiting
        host.clock.pump([1, 0.1])
        assert waiting


def test_five_busy_answers_end_the_run_as_rate_limited(host: Host) -> None:
    for _ in range(BREAK_AFTER):
        host.answers(429, Retry_After="1")
    assert host.engine.closed == ["rate_limited"]
    assert is_refused(host.turn())
    with pytest.raises(IgnoreRequest, match="left alone for this run"):
        host.middleware.process_request(Request("https://a.example/2"))


def test_a_pause_too_long_to_sit_through_ends_the_run_at_once(host: Host) -> None:
    assert isinstance(host.answers(429, Retry_After=str(int(LONGEST_WAIT) + 1)), Response)
    assert host.engine.closed == ["rate_limited"]
    assert is_refused(host.turn())


@pytest.mark.parametrize(
    "failure",
    [
        CannotResolveHostError("x"),
        DownloadConnectionRefusedError("x"),
        DownloadTimeoutError("x"),
        DownloadFailedError("x"),
    ],
)
def test_five_failures_to_answer_end_the_run_as_unreachable(host: Host, failure: Exception) -> None:
    for _ in range(BREAK_AFTER - 1):
        host.fails(failure)
    assert host.turn() == [None]
    host.fails(failure)
    assert host.engine.closed == ["unreachable"]
    assert is_refused(host.turn())
    assert host.engine.slots["a.example"].delay == 0


def test_a_storm_of_server_errors_is_a_failure_and_one_page_of_them_is_not(host: Host) -> None:
    for _ in range(3):
        for _ in range(BREAK_AFTER - 1):
            assert isinstance(host.answers(500), Response)
        host.answers(200)
    assert not host.engine.closed
    for _ in range(BREAK_AFTER):
        host.answers(502)
    assert host.engine.closed == ["unreachable"]


def test_what_we_refuse_ourselves_is_no_failure_of_the_hosts(host: Host) -> None:
    for _ in range(20):
        host.fails(IgnoreRequest("robots"))
        host.fails(DownloadCancelledError("too long"))
    assert host.turn() == [None]


def test_another_host_of_the_site_is_dropped_alone_and_a_person_is_told(host: Host) -> None:
    for _ in range(BREAK_AFTER):
        host.fails(DownloadTimeoutError("x"), url="https://lama.example/1")
    assert not host.engine.closed
    assert host.engine.door.issues == [("host_left_alone", "lama.example", "unreachable")]
    assert is_refused(host.turn("https://lama.example/2"))
    assert host.turn() == [None]


def test_www_is_the_main_host_too(host: Host) -> None:
    for _ in range(BREAK_AFTER):
        host.fails(DownloadTimeoutError("x"), url="https://www.a.example/1")
    assert host.engine.closed == ["unreachable"]


@pytest.mark.parametrize(
    "end",
    [
        lambda engine: setattr(engine, "running", False),
        lambda engine: setattr(engine._slot, "closing", 1),
        lambda engine: setattr(engine, "_slot", None),
    ],
)
def test_whoever_waits_goes_home_within_a_second_when_the_run_ends(host: Host, end: Callable[[Engine], None]) -> None:
    host.answers(429, Retry_After="600")
    waiting = host.turn()
    host.clock.advance(10)
    assert not waiting
    end(host.engine)
    host.clock.advance(1)
    assert is_refused(waiting)
    assert host.engine.slots["a.example"].delay == 0


def remembered(state: str, until: timedelta, failures: int = 1) -> HostFound:
    return HostFound(host="a.example", site="a", at=NOW, state=state, until=NOW + until, failures=failures)  # type: ignore[arg-type]


def test_a_named_pause_is_remembered_by_the_next_run_to_the_second_and_at_most_a_day(host: Host) -> None:
    host.answers(429, Retry_After="7200")
    assert host.engine.door.hosts["a.example"] == remembered("busy", timedelta(hours=2))
    host.middleware = PauseMiddleware(host.engine, host.clock)  # type: ignore[arg-type]
    with pytest.raises(IgnoreRequest, match="left alone"):
        in_loop(lambda: host.middleware.process_request(Request("https://a.example/1")))
    again = Host()
    again.answers(503, Retry_After="999999")
    assert again.engine.door.hosts["a.example"].until == NOW + timedelta(hours=24)


def test_a_short_pause_of_a_run_that_was_killed_is_waited_for_to_its_end(host: Host) -> None:
    host.engine.door.hosts["a.example"] = remembered("busy", timedelta(seconds=9))
    waiting = host.turn()
    host.clock.pump([1] * 8)
    assert not waiting
    host.clock.pump([1, 0.1])
    assert waiting == [None]


def test_pauses_go_on_doubling_over_runs_until_the_host_answers(host: Host) -> None:
    host.engine.door.hosts["a.example"] = remembered("busy", timedelta(0), failures=3)
    host.turn()
    host.answers(503)
    assert host.engine.door.hosts["a.example"] == remembered("busy", timedelta(seconds=480), failures=4)
    host.answers(200)
    assert host.engine.door.hosts["a.example"].state == "open"


def test_a_host_that_does_not_answer_is_left_alone_for_longer_and_longer(host: Host) -> None:
    for earlier, minutes in ((0, 15), (5, 30), (10, 60), (500, 360)):
        fresh = Host()
        fresh.engine.door.hosts["a.example"] = remembered("unreachable", timedelta(0), failures=earlier)
        for _ in range(BREAK_AFTER):
            fresh.fails(DownloadTimeoutError("x"))
        assert fresh.engine.door.hosts["a.example"].until == NOW + timedelta(minutes=minutes)


CLOUDFLARE = b"<!doctype html><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/h/b'></script>"


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [(403, CLOUDFLARE, {}), (503, CLOUDFLARE, {}), (200, CLOUDFLARE, {}), (200, b"", {"cf_mitigated": "challenge"})],
)
def test_a_challenge_is_noted_and_tried_again_in_a_day_and_never_taken_for_a_page(
    host: Host, status: int, body: bytes, headers: dict[str, str]
) -> None:
    if status == 200:
        with pytest.raises(IgnoreRequest):
            host.answers(status, body=body, **headers)
    else:
        host.answers(status, body=body, **headers)
    assert host.engine.closed == ["challenged"]
    assert host.engine.door.hosts["a.example"].state == "challenged"
    assert timedelta(hours=22) < host.engine.door.hosts["a.example"].until - NOW < timedelta(hours=24)  # type: ignore[operator]


def test_an_article_about_challenges_is_no_challenge(host: Host) -> None:
    host.answers(200, body=b"<p>Checking your browser before" + b" kata" * 10_000)
    assert not host.engine.closed


@pytest.mark.parametrize(("status", "state"), [(403, "blocked"), (401, "login")])
def test_a_host_that_refuses_everything_is_asked_once_a_day(host: Host, status: int, state: str) -> None:
    host.answers(200, purpose="robots")
    for _ in range(BREAK_AFTER):
        assert not host.engine.closed
        host.answers(status)
    assert host.engine.closed == [state]
    assert host.engine.door.hosts["a.example"].state == state


def test_a_host_that_shows_us_something_may_refuse_some_places(host: Host) -> None:
    host.answers(200)
    for _ in range(WELCOME_BLOCK_AFTER - 1):
        host.answers(403)
    assert not host.engine.closed
    host.answers(403)
    assert host.engine.closed == ["blocked"]


def test_a_delay_that_the_host_named_counts_from_its_last_answer(host: Host) -> None:
    host.engine.slots["a.example"] = type("Slot", (), {"delay": 7.0, "jitter": 0.0})()
    host.answers(200)
    waiting = host.turn()
    host.clock.pump([1] * 6 + [0.99])
    assert not waiting
    host.clock.pump([0.02])
    assert waiting == [None]

"""When a host says "not now": pauses that double, Retry-After obeyed to the second, and a breaker after five failures.

Nothing is asked again at once. Only a host that names a short pause, or is busy for the first few times, is waited for;
what is left when a host is given up stays due and is asked for by a later run. Other sites do not notice.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.task import deferLater

from archive.facts import HostFound
from crawler.net.door import door_of
from crawler.net.host import DAILY, MAX_RETRY_AFTER, Pauses, absence, is_busy, retry_after
from crawler.net.marks import unpacked
from crawler.net.refusal import State, is_challenge

logger = logging.getLogger(__name__)

# A run does not sit through a longer pause: what is left stays due for the next one.
LONGEST_WAIT = 900.0
MAX_TRIES = 3

# What a run that ends with it is said to have ended of.
_REASONS = {"busy": "rate_limited"}
# The host did not answer. A body that was too long, or refused by us, is no failure of the host's.
_FAILURES = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError)
# How often whoever waits looks whether the run is over: a run that is told to end does so within this many seconds.
_GLANCE = 1.0
# What the network's guards leave on a request's meta; a second try begins without it.
_LEFT = frozenset(
    (
        "kliping_at",
        "kliping_place",
        "kliping_status",
        "kliping_payload_digest",
        "kliping_withheld",
        "kliping_is_coded",
        "kliping_busy",
    )
)


class PauseMiddleware:
    """Holds back a host's requests while it asks for a pause; gives it up for this run when it keeps failing.

    The site's main host ends the run with it ("rate_limited" or "unreachable"); of another host the rest is dropped
    and a person is told. The connecting handler asks for a request's `line` and `turn` last of all, and tells what it
    `heard` first of all: so what already stands in the downloader's queue waits too.
    """

    def __init__(self, crawler: Crawler, reactor: Any = None) -> None:
        self._seconds = time.monotonic
        if reactor is None:
            from twisted.internet import reactor as installed

            reactor = installed
        else:
            self._seconds = reactor.seconds
        self._crawler, self._reactor = crawler, reactor
        self._pauses: dict[str, Pauses] = {}
        self._lines: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._given_up: dict[str, str] = {}
        self._closing: set[asyncio.Future[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PauseMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """IgnoreRequest for a host that was given up, in this run or for longer."""
        self._state(_host(request))
        self._refuse_given_up(_host(request))

    def _state(self, host: str) -> Pauses:
        """What is known of a host: at first what earlier runs have noted."""
        if host in self._pauses:
            return self._pauses[host]
        door = door_of(self._crawler)
        last, pauses = door.last_host(host), Pauses()
        self._pauses[host] = pauses
        if last is not None and last.state != "open":
            left = (last.until - door.desk.clock()).total_seconds() if last.until is not None else 0.0
            pauses.earlier = last.failures
            pauses.until = self._seconds() + min(max(left, 0.0), MAX_RETRY_AFTER)
            if left > LONGEST_WAIT:
                self._leave(host, _REASONS.get(last.state, last.state))
        return pauses

    def line(self, request: Request) -> asyncio.Lock:
        """One at a time for each host. Scrapy 2.19 alone opens all at once where there is no delay (15 counted of 20)."""
        return self._lines[_host(request)]

    async def turn(self, request: Request) -> None:
        """Return when the request may leave; IgnoreRequest where it may not any more, or where the run is over."""
        host = _host(request)
        while True:
            state = self._state(host)
            self._refuse_given_up(host)
            if self._is_run_over():
                self._hasten(host)
                raise IgnoreRequest("the run is over")
            wait = state.wait(self._seconds(), self._least(host))
            if not wait:
                return
            await maybe_deferred_to_future(deferLater(self._reactor, min(wait, _GLANCE)))

    def heard(self, request: Request, response: Response) -> None:
        """Take notice of an answer, before the next request leaves."""
        host = _host(request)
        pauses = self._state(host)
        pauses.heard_at = self._seconds()
        named = _header(response, "Content-Encoding")
        body = unpacked(response.body, named.lower().split(", ")) if named else response.body
        headers = {"cf-mitigated": _header(response, "cf-mitigated") or ""}
        if is_challenge(response.status, headers, body):
            request.meta["kliping_busy"] = True
            self._give_up(host, "challenged", DAILY)
        elif is_busy(response.status, body):
            self._busy(request, response, host, pauses)
        else:
            self._answered(request, response.status, host, pauses)

    def _least(self, host: str) -> float:
        """The seconds that must lie between an answer of the host and the next request: the least that its pace allows.

        Scrapy counts from when a request leaves its queue. Ways differ (6.92 s of 7 were seen at the server), and whoever
        waited for a pause left long after it. Who has answered has seen the request: that is never too short.
        """
        slot = self._crawler.engine.downloader.slots.get(host)
        return float(slot.delay) * (1 - float(slot.jitter)) if slot is not None else 0.0

    def _busy(self, request: Request, response: Response, host: str, pauses: Pauses) -> None:
        now = door_of(self._crawler).desk.clock()
        asked = retry_after(_header(response, "Retry-After"), now, _header(response, "Date"))
        request.meta["kliping_busy"] = True
        pause = pauses.failed(self._seconds(), asked)
        if pauses.is_broken or pause > LONGEST_WAIT:
            self._give_up(host, "busy", pause)
        else:
            self._note(host, "busy", pause)

    def _answered(self, request: Request, status: int, host: str, pauses: Pauses) -> None:
        if status >= 500:
            self._absent(host, pauses)
            return
        last = door_of(self._crawler).last_host(host)
        pauses.worked()
        # That robots.txt is served says nothing of the pages behind it.
        if request.meta.get("kliping_purpose") == "robots":
            return
        if pauses.refused(status):
            self._give_up(host, "login" if status == 401 else "blocked", DAILY)
        elif last is not None and last.state != "open" and status < 400:
            self._note(host, "open", 0.0)

    def failed(self, request: Request, failure: Exception) -> None:
        """Take notice that no answer came, where that is the host's failure."""
        self._state(_host(request)).heard_at = self._seconds()
        if isinstance(failure, _FAILURES):
            host = _host(request)
            self._absent(host, self._state(host))

    def _absent(self, host: str, pauses: Pauses) -> None:
        pauses.failures += 1
        if pauses.is_broken:
            self._give_up(host, "unreachable", absence(pauses.all_failures))

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """A busy answer: ask again later, while the host is not given up. What only says so in words is no page."""
        tries = request.meta.get("kliping_tries", 1)
        is_busy_now = "kliping_busy" in request.meta
        is_again = is_busy_now and _host(request) not in self._given_up and tries < MAX_TRIES
        if not is_again or request.meta.get("kliping_purpose") == "robots":
            if is_busy_now and response.status < 400:
                raise IgnoreRequest("the host says that it is busy, with a status that says that all is well")
            return response
        meta = {name: value for name, value in request.meta.items() if name not in _LEFT}
        return request.replace(meta=meta | {"kliping_tries": tries + 1}, dont_filter=True)

    def _refuse_given_up(self, host: str) -> None:
        if host in self._given_up:
            raise IgnoreRequest(f"{host} is left alone for this run: {self._given_up[host]}")

    def _give_up(self, host: str, state: State, pause: float) -> None:
        if host not in self._given_up:
            self._note(host, state, pause)
            self._leave(host, _REASONS.get(state, state))

    def _leave(self, host: str, why: str) -> None:
        if host in self._given_up:
            return
        self._given_up[host] = why
        logger.warning("%s is left alone for this run: %s", host, why)
        self._hasten(host)
        door = door_of(self._crawler)
        if _bare(host) == _bare(door.site.domains[0]):
            self._hold(self._crawler.engine.close_spider_async(reason=why))
        else:
            self._hold(door.file_issue("host_left_alone", host, why))

    def _note(self, host: str, state: Literal["open"] | State, pause: float) -> None:
        """Have the archive remember what the host lets us do, so that the next run knows it too."""
        door = door_of(self._crawler)
        now = door.desk.clock()
        found = HostFound(
            host=host, site=door.site.name, at=now, state=state, failures=self._pauses[host].all_failures,
            until=now + timedelta(seconds=pause) if pause else None,
        )  # fmt: skip
        self._hold(door.take_host(found))

    def _hasten(self, host: str) -> None:
        """What still stands in the host's queue is refused: without each waiting for its turn."""
        slot = self._crawler.engine.downloader.slots.get(host)
        if slot is not None:
            slot.delay = 0.0

    def _hold(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _is_run_over(self) -> bool:
        engine = self._crawler.engine
        slot = engine._slot  # noqa: SLF001 - Scrapy tells nobody when it begins to close; a test fails if the name moves
        return not engine.running or slot is None or slot.closing is not None


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None

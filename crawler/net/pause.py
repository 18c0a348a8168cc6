"""When a host says "not now": pauses that double, Retry-After obeyed to the second, and a breaker after five failures.

Nothing is asked again at once: an address that failed stays due and is asked by the next run. Only a host that names a
short pause is waited for.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

logger = logging.getLogger(__name__)

MAX_RETRY_AFTER = 86_400.0
FIRST_PAUSE = 60.0
# A run does not sit through a longer pause: what is left stays due for the next one.
LONGEST_WAIT = 900.0
BREAK_AFTER = 5
MAX_TRIES = 3

# 508 is how shared hosting says that the account's processes are used up; some hosts say it in words with a 200.
_BUSY = frozenset({429, 503, 508})
_BUSY_WORDS = b"Resource Limit Is Reached"


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or a date; at most a day. None where it asks nothing."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), MAX_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), MAX_RETRY_AFTER)


def is_busy(status: int, body: bytes) -> bool:
    """Whether an answer means "too much": by its status, or in the words of shared hosting."""
    return status in _BUSY or (len(body) < 20_000 and _BUSY_WORDS in body)


class Pauses:
    """The state of one host. Pure: it is told the time."""

    def __init__(self) -> None:
        self.failures = 0
        self.until = 0.0

    def failed(self, now: float, asked: float | None) -> float:
        """A failure or a busy answer; gives the seconds to wait."""
        self.failures += 1
        pause = asked if asked is not None else FIRST_PAUSE * 2 ** (self.failures - 1)
        self.until = max(self.until, now + pause)
        return pause

    def worked(self) -> None:
        """An ordinary answer: what failed before is forgotten."""
        self.failures = 0

    @property
    def is_broken(self) -> bool:
        """Whether the host has failed so often that it is left alone for this run."""
        return self.failures >= BREAK_AFTER

    def wait(self, now: float) -> float:
        """Seconds to wait before the next request."""
        return max(0.0, self.until - now)


class PauseMiddleware:
    """Holds back a host's requests while it asks for a pause; ends the site's run when that is long or it keeps failing."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._pauses = Pauses()
        self._is_closing = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PauseMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait out the host's pause; IgnoreRequest once the run of this site is over."""
        del request  # the pause is the host's, whatever is asked
        if self._is_closing:
            raise IgnoreRequest("the host is left alone for this run")
        loop = asyncio.get_running_loop()
        while wait := self._pauses.wait(loop.time()):
            await asyncio.sleep(wait)
        if self._is_closing:
            raise IgnoreRequest("the host is left alone for this run")

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Obey a busy answer; ask again after a short pause, else end the run."""
        if not is_busy(response.status, response.body):
            self._pauses.worked()
            return response
        named = response.headers.get("Retry-After")
        asked = retry_after(named.decode("latin-1") if named else None, datetime.now(UTC))
        pause = self._pauses.failed(asyncio.get_running_loop().time(), asked)
        tries = request.meta.get("kliping_tries", 1)
        if self._pauses.is_broken or pause > LONGEST_WAIT:
            self._close("rate_limited")
        elif tries < MAX_TRIES and request.meta.get("kliping_purpose") != "robots":
            return request.replace(meta=request.meta | {"kliping_tries": tries + 1}, dont_filter=True)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a failure to get any answer; robots.txt tells by itself that a host is unreachable."""
        if isinstance(exception, IgnoreRequest):
            return
        logger.info("%s: %s", request.url, exception)
        self._pauses.failures += 1
        if self._pauses.is_broken:
            self._close("unreachable")

    def _close(self, reason: str) -> None:
        if not self._is_closing:
            self._is_closing = True
            asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=reason))  # noqa: RUF006 - the engine holds it

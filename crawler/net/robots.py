"""robots.txt by RFC 9309: an error of the client's side allows, an error of the server's side (or no answer) forbids.

Scrapy's own middleware parses the body of any status and takes failure for permission; this one replaces it. robots.txt
goes through the downloader like any request, so it is recorded too.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

logger = logging.getLogger(__name__)

TOKEN = "Kliping"  # noqa: S105 - the product token of RFC 9309
MAX_BYTES = 512 * 1024  # the RFC asks for at least 500 KiB
MAX_HOPS = 5
MAX_DELAY = 60.0
MAX_AGE = timedelta(hours=24)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Rules:
    """What one host allows us. `parser` is None where the answer is the same for every path."""

    def __init__(self, parser: Any | None, *, is_open: bool) -> None:
        self._parser, self.is_open = parser, is_open

    def allows(self, url: str) -> bool:
        """Whether the address may be asked for."""
        if self._parser is None:
            return self.is_open
        return bool(self._parser.can_fetch(url, TOKEN))

    @property
    def delay(self) -> float | None:
        """Seconds between requests, where the host names them; capped."""
        named = self._parser.crawl_delay(TOKEN) if self._parser is not None else None
        return min(float(named), MAX_DELAY) if named is not None and named >= 0 else None

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The addresses of sitemaps that it names."""
        return tuple(self._parser.sitemaps)[:50] if self._parser is not None else ()


def rules(status: int | None, body: bytes) -> Rules:
    """What an answer to a request for robots.txt means. `status` None: no answer."""
    if status is None or status >= 500 or status == 429 or status in _REDIRECTS:
        # A redirect that is still one after five hops counts as unavailable: RFC 9309 2.3.1.2 lets us assume 4xx.
        return Rules(None, is_open=status in _REDIRECTS if status is not None else False)
    if 200 <= status < 300:
        text = body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff").replace("\x00", "")
        return Rules(Protego.parse(text), is_open=True)
    return Rules(None, is_open=True)


def remembered(text: str, at: datetime, now: datetime) -> Rules | None:
    """The rules of the last good copy, while it is not older than a day."""
    return rules(200, text.encode()) if now - at <= MAX_AGE else None


class RobotsMiddleware:
    """Asks each host's robots.txt once a run, and lets nothing else through before it has answered."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest for what robots.txt forbids, or while it cannot be read."""
        if request.meta.get("kliping_purpose") == "robots":
            return
        parts = urlsplit(request.url)
        found = await self._of_host(f"{parts.scheme}://{parts.netloc}")
        if not found.allows(request.url):
            why = "robots.txt forbids it" if found.is_open else "robots.txt cannot be read"
            raise IgnoreRequest(why)

    async def _of_host(self, host: str) -> Rules:
        if host not in self._rules:
            self._rules[host] = asyncio.get_running_loop().create_future()
            self._rules[host].set_result(await self._asked(host))
        return await self._rules[host]

    async def _asked(self, host: str) -> Rules:
        door = self._crawler.spider.door  # type: ignore[union-attr]
        response, why = await self._fetched(f"{host}/robots.txt")
        found = rules(response.status if response is not None else None, response.body if response is not None else b"")
        await door.take_robots(host, response, why)
        if response is None or (not found.is_open and response.status >= 429):
            last = door.last_robots(host)
            found = (remembered(last.text, last.at, door.desk.clock()) if last else None) or found
        self._slow_down(host, found.delay)
        return found

    async def _fetched(self, url: str) -> tuple[Response | None, str]:
        response: Response | None = None
        for _ in range(MAX_HOPS + 1):
            try:
                response = await self._crawler.engine.download_async(self._request(url))
            except Exception as error:  # noqa: BLE001 - whatever went wrong, the host is unreachable
                logger.info("%s: %s", url, error)
                return None, f"{type(error).__name__}: {error}"
            target = response.headers.get("Location")
            if response.status not in _REDIRECTS or not target:
                break
            url = urljoin(url, target.decode("latin-1"))
            if urlsplit(url).scheme not in ("http", "https"):
                break
        return response, ""

    def _request(self, url: str) -> Request:
        spider = self._crawler.spider
        meta = {
            "kliping_purpose": "robots",
            "kliping_site": spider.name,  # type: ignore[union-attr]
            "kliping_run": spider.door.run,  # type: ignore[union-attr]
        }
        return Request(url, priority=1000, meta=meta, callback=NO_CALLBACK, dont_filter=True)

    def _slow_down(self, host: str, delay: float | None) -> None:
        slot = self._crawler.engine.downloader.slots.get(urlsplit(host).hostname or "")
        if delay is not None and slot is not None:
            slot.delay = max(slot.delay, delay)
            slot.jitter = 0.0 if delay >= slot.delay else slot.jitter

"""robots.txt by RFC 9309: an error of the client's side allows, an error of the server's side (or no answer) forbids.

Scrapy's own middleware parses the body of any status and takes failure for permission; this one replaces it. robots.txt
goes through the downloader like any request, so it is recorded too.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from archive.facts import RobotsFound
from crawler.net.door import door_of

logger = logging.getLogger(__name__)

TOKEN = "Kliping"  # noqa: S105 - the product token of RFC 9309
MAX_BYTES = 512 * 1024  # the RFC asks for at least 500 KiB
MAX_HOPS = 5
MAX_DELAY = 60.0
# RFC 9309 2.4: a copy is used for a day at most. It is asked anew after half of that, so that there is still one to go by
# when the host does not answer.
MAX_AGE = timedelta(hours=24)
FRESH = timedelta(hours=12)
MAX_SITEMAPS = 50
# Why a request was not made, as the door hears it.
FORBIDDEN = "robots.txt forbids it"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AGENT_FIELDS = frozenset({"user-agent", "useragent", "user agent"})
_SITEMAP_FIELDS = frozenset({"sitemap", "sitemaps", "site-map"})
_GROUP_FREE_FIELDS = _SITEMAP_FIELDS | {"host"}
_OUR_FIELDS = _AGENT_FIELDS | _GROUP_FREE_FIELDS


class Rules:
    """What one host allows us. `parser` is None where the answer is the same for every path."""

    def __init__(self, parser: Any | None, *, is_open: bool, sitemaps: tuple[str, ...] = ()) -> None:
        self._parser, self.is_open, self.sitemaps = parser, is_open, sitemaps

    def allows(self, url: str) -> bool:
        """Whether the address may be asked for. robots.txt itself always may."""
        if urlsplit(url).path == "/robots.txt":
            return True
        if self._parser is None:
            return self.is_open
        return bool(self._parser.can_fetch(url, TOKEN))

    @property
    def delay(self) -> float | None:
        """Seconds between requests, where the host names them; capped."""
        named = self._parser.crawl_delay(TOKEN) if self._parser is not None else None
        return min(float(named), MAX_DELAY) if named is not None else None


def rules(status: int | None, body: bytes) -> Rules:
    """What an answer to a request for robots.txt means. `status` None: no answer."""
    if status is None or status >= 500 or status == 429:
        return Rules(None, is_open=False)
    if 200 <= status < 300:
        return parsed(body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff").replace("\x00", ""))
    # 4xx; and a redirect that is still one after five hops counts as unavailable too (RFC 9309 2.3.1.2).
    return Rules(None, is_open=True)


def parsed(text: str) -> Rules:
    """The rules that a robots.txt has for us.

    Our groups are picked here, in one pass: Protego copies each rule to each agent named before it, so that half a
    megabyte of agents and then of rules would fill the memory; and it takes `Kliping/1.0` for somebody else.
    """
    ours: list[str] = []
    everybodys: list[str] = []
    sitemaps: list[str] = []
    is_named = False
    for agents, field, value, line in _grouped(text):
        if field in _SITEMAP_FIELDS:
            sitemaps.append(value)
        elif field in _AGENT_FIELDS:
            # An empty group that names us still is our group: it allows everything.
            is_named = is_named or TOKEN.lower() in agents
        elif TOKEN.lower() in agents:
            ours.append(line)
        elif "*" in agents:
            everybodys.append(line)
    chosen = "\n".join(["User-agent: *", *(ours if is_named else everybodys)])
    return Rules(Protego.parse(chosen), is_open=True, sitemaps=tuple(sitemaps[:MAX_SITEMAPS]))


def _grouped(text: str) -> Iterator[tuple[frozenset[str], str, str, str]]:
    """Each line as field and value, with those agents of its group that matter to us: `kliping`, `*`."""
    agents: frozenset[str] = frozenset()
    is_listing = False
    for raw in text.splitlines():
        line = raw.split("#", 1)[0].strip()
        field, value = _field(line)
        if field in _AGENT_FIELDS:
            agents = _agent(value) | (agents if is_listing else frozenset())
            is_listing = True
        elif line and field not in _GROUP_FREE_FIELDS:
            is_listing = False
        if line:
            yield agents, field, value, line


def _field(line: str) -> tuple[str, str]:
    """`User-agent: a`, and as some write it `User agent a`."""
    field, _, value = line.partition(":")
    if field.strip().lower() in _OUR_FIELDS:
        return field.strip().lower(), value.strip()
    for words in (2, 1):
        parts = line.split(maxsplit=words)
        if len(parts) > words and " ".join(parts[:words]).lower() in _OUR_FIELDS:
            return " ".join(parts[:words]).lower(), parts[words]
    return field.strip().lower(), value.strip()


def _agent(value: str) -> frozenset[str]:
    if value.startswith("*"):
        return frozenset("*")
    token = value.lower().split("/", 1)[0].strip()
    return frozenset({token}) if token == TOKEN.lower() else frozenset()


def remembered(last: RobotsFound | None, now: datetime, age: timedelta = MAX_AGE) -> Rules | None:
    """The rules of the last answer that said what is allowed, while it is not older than `age`."""
    if last is None or not timedelta(0) <= now - last.at <= age:
        return None
    return rules(last.status, last.text.encode())


class RobotsMiddleware:
    """Lets nothing through before a host's robots.txt has answered, in this run or within half a day before it."""

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
            why = FORBIDDEN if found.is_open else "robots.txt cannot be read"
            raise IgnoreRequest(why)

    def sitemaps(self, host: str) -> tuple[str, ...]:
        """The sitemaps that a host's robots.txt names (`host` as in https://a.example), as far as it is known."""
        found = self._rules.get(host)
        return found.result().sitemaps if found is not None and found.done() and not found.exception() else ()

    async def _of_host(self, host: str) -> Rules:
        waiting = self._rules.get(host)
        if waiting is None:
            # A task of its own: whoever asked first may be cancelled, and the others wait for the same answer.
            waiting = self._rules[host] = asyncio.ensure_future(self._found(host))
        try:
            return await asyncio.shield(waiting)
        except Exception as error:
            raise IgnoreRequest(f"robots.txt cannot be read: {error}") from error

    async def _found(self, host: str) -> Rules:
        found = await self._asked(host)
        self._slow_down(host, found.delay)
        return found

    async def _asked(self, host: str) -> Rules:
        door = door_of(self._crawler)
        last, now = door.last_robots(host), door.desk.clock()
        if (known := remembered(last, now, FRESH)) is not None:
            return known
        response, why = await self._fetched(f"{host}/robots.txt")
        found = rules(response.status if response is not None else None, response.body if response is not None else b"")
        await door.take_robots(host, response, why)
        return found if found.is_open else remembered(last, now) or found

    async def _fetched(self, url: str) -> tuple[Response | None, str]:
        response: Response | None = None
        for _ in range(MAX_HOPS + 1):
            try:
                response = await self._crawler.engine.download_async(self._request(url))
            except IgnoreRequest:
                # The host is left alone: nothing was asked, so nothing is known of it.
                raise
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
        door = door_of(self._crawler)
        meta = {"kliping_purpose": "robots", "kliping_site": door.site.name, "kliping_run": door.run}
        return Request(url, priority=1000, meta=meta, callback=NO_CALLBACK, dont_filter=True)

    def _slow_down(self, host: str, delay: float | None) -> None:
        """From now on the host is asked no faster: in the downloader's slot that there is, and in each later one."""
        if delay is None:
            return
        downloader, name = self._crawler.engine.downloader, urlsplit(host).hostname or ""
        usual = downloader.settings.getfloat("DOWNLOAD_DELAY")
        pace = max(delay, usual)
        # Chance may shorten our own delay, never the host's.
        jitter = min(downloader.settings.getfloat("DOWNLOAD_DELAY_JITTER"), 1 - delay / pace) if pace else 0.0
        downloader.per_slot_settings[name] = {"concurrency": 1, "delay": pace, "jitter": jitter}
        slot = downloader.slots.get(name)
        if slot is not None:
            slot.delay, slot.jitter = pace, jitter

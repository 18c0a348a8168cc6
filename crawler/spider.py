"""SiteSpider, the only spider: requests in, looks out. What to fetch and what to keep is the door's business."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from archive.errors import ArchiveError, ArchiveFull
from archive.records import Link, NeedsPages
from crawler.archiving import MAX_SOURCE_PAGES, Desk, Door, Outcome, open_desk
from crawler.config import clock, load_config, loopback, refuse_forgotten, required_contact
from crawler.discovery import guesses
from crawler.errors import ContactMissing, HostForgotten
from crawler.net.connect import guard
from crawler.site import Site, Source

MAX_HOPS = 5
MAX_PARTS = 20

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OUTCOMES: dict[str, Outcome] = {
    "finished": "finished",
    "archive_full": "failed",
    "start_error": "failed",
    "unreachable": "unreachable",
    "rate_limited": "unreachable",
    "closespider_timeout": "limit",
    "closespider_pagecount": "limit",
    "closespider_errorcount": "failed",
    "memusage_exceeded": "limit",
}
# Sources before articles (they cost little and tell what is new), new articles before second looks.
_SOURCE, _PART, _NEW, _AGAIN = 30, 20, 10, 0


class SiteSpider(Spider):
    """Crawls one site as its TOML describes it."""

    site: ClassVar[Site]
    door: Door

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """The site's own pace. Only invented papers under .localhost may have none."""
        super().update_settings(settings)
        delay = cls.site.delay if cls.site.is_local else max(cls.site.delay, 1.0)
        settings.set("DOWNLOAD_DELAY", delay, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, desk: Desk | None = None, **kwargs: Any) -> SiteSpider:
        """Scrapy's constructor. Under `scrapy crawl` there is no desk yet: the spider opens one and closes it again."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if desk is None:
            desk = own_desk(crawler, cls.site)
        agent = f"{crawler.settings['USER_AGENT']} (+{desk.contact})"
        crawler.settings.set("USER_AGENT", agent, priority="cmdline")
        spider.door = Door(desk, cls.site)
        crawler.signals.connect(spider.close_run, signals.spider_closed)
        return spider

    async def close_run(self, reason: str) -> None:
        """Scrapy closes the spider: close the run with what that means."""
        outcome = "failed" if self.door.desk.is_full else _OUTCOMES.get(reason, "interrupted")
        try:
            await self.door.close(outcome, () if reason == "finished" else (reason,))
        except ArchiveError:
            # The run stays open in the archive: that is how a run that was cut off looks.
            self.door.outcome = "failed"

    # --------------------------------------------------------------------------------------------------- requests

    async def start(self) -> AsyncIterator[Request]:
        """Open the run, ask the sources, look again at what is due."""
        await self.door.open()
        for source in self.site.sources or guesses(self.site):
            if self.door.source_wanted(source):
                yield self._source_request(source)
        for link in self.door.left_over():
            if self.door.wanted(link):
                yield self._page_request(link, _NEW)
        for link in self.door.revisits():
            if self.door.wanted(link):
                yield self._page_request(link, _AGAIN)

    def _request(self, url: str, purpose: str, **more: Any) -> Request:
        meta = {
            "kliping_purpose": purpose,
            "kliping_site": self.site.name,
            "kliping_run": self.door.run,
            **more.pop("meta", {}),
        }
        return Request(url, meta=meta, errback=self.failed, headers=self.door.validators(url), **more)

    def _source_request(self, source: Source, depth: int = 1) -> Request:
        meta = {"kliping_source": source, "kliping_depth": depth}
        return self._request(source.url, "source", callback=self.parse_source, priority=_SOURCE, meta=meta)

    def _page_request(self, link: Link, priority: int) -> Request:
        return self._request(link.url, "page", callback=self.parse_page, priority=priority)

    # -------------------------------------------------------------------------------------------------- responses

    async def parse_source(self, response: Response) -> list[Request]:
        """A source answered: ask for what it offers that is wanted, and follow where it leads."""
        source: Source = response.meta["kliping_source"]
        found = await self._guarded(self.door.take_source(source, response))
        if response.status in _REDIRECTS:
            return await self._hop(response, self.parse_source, _SOURCE)
        links = [thing for thing in found if isinstance(thing, Link)]
        requests = [self._page_request(link, _NEW) for link in links if self.door.wanted(link)]
        return requests + self._further(
            found, response.meta["kliping_depth"], bool(requests) or not links or self.door.is_anew
        )

    def _further(self, found: Iterable[Link | Source], depth: int, is_fruitful: bool) -> list[Request]:
        # A list that brought nothing new ends its own chain; the feeds and sections that a page names are others.
        further = [thing for thing in found if isinstance(thing, Source) and (is_fruitful or thing.page <= 1)]
        if depth >= MAX_SOURCE_PAGES:
            return []
        return [self._source_request(source, depth + 1) for source in further if self.door.source_wanted(source)]

    async def parse_page(self, response: Response) -> list[Request]:
        """An article's address answered: keep it, or fetch the rest of its text first."""
        taken = await self._guarded(self.door.take_page(response))
        if isinstance(taken, NeedsPages):
            return self._next_part(response, (), taken.addresses)
        return await self._hop(response, self.parse_page, _NEW) if response.status in _REDIRECTS else []

    def _next_part(self, first: Response, parts: tuple[Response, ...], left: tuple[str, ...]) -> list[Request]:
        meta = {"kliping_first": first, "kliping_parts": parts, "kliping_left": left[1:MAX_PARTS]}
        return [self._request(left[0], "part", callback=self.parse_part, priority=_PART, meta=meta)]

    async def parse_part(self, response: Response) -> list[Request]:
        """A further page of an article: with the last of them, all are read together."""
        meta = response.meta
        parts = (*meta["kliping_parts"], response) if response.status == 200 else meta["kliping_parts"]
        if meta["kliping_left"] and response.status == 200:
            return self._next_part(meta["kliping_first"], parts, meta["kliping_left"])
        # A pager that names only the next page is followed page by page.
        goes_on = response.status == 200 and len(parts) < MAX_PARTS
        taken = await self._guarded(
            self.door.take_page(meta["kliping_first"], parts or (meta["kliping_first"],), goes_on=goes_on)
        )
        return self._next_part(meta["kliping_first"], parts, taken.addresses) if isinstance(taken, NeedsPages) else []

    async def _hop(self, response: Response, callback: Any, priority: int) -> list[Request]:
        """The request for where a redirect leads, where that is this site's and wanted."""
        target = response.urljoin((response.headers.get("Location") or b"").decode("latin-1"))
        hops = response.meta.get("kliping_hops", 0) + 1
        if hops > MAX_HOPS or urlsplit(target).scheme not in ("http", "https"):
            return []
        if not await self._guarded(self.door.take_hop(response, target)):
            return []
        meta: dict[str, Any] = {
            key: response.meta[key] for key in ("kliping_source", "kliping_depth") if key in response.meta
        }
        meta |= {
            "kliping_hops": hops,
            "kliping_origin": response.meta.get("kliping_origin") or self.door.address(response.url),
        }
        return [
            self._request(target, response.meta["kliping_purpose"], callback=callback, priority=priority, meta=meta)
        ]

    # --------------------------------------------------------------------------------------------------- failures

    async def failed(self, failure: Failure) -> None:
        """An address gave no answer, or may not be asked."""
        request: Request = failure.request  # type: ignore[attr-defined]
        purpose = request.meta["kliping_purpose"]
        await self._guarded(
            self.door.take_failure(request, f"{type(failure.value).__name__}: {failure.value}", purpose)
        )
        first = request.meta.get("kliping_first")
        if first is not None:
            await self._guarded(self.door.take_page(first, request.meta["kliping_parts"] or (first,)))

    async def _guarded(self, keeping: Any) -> Any:
        try:
            return await keeping
        except ArchiveFull as error:
            raise CloseSpider("archive_full") from error


def own_desk(crawler: Crawler, site: Site) -> Desk:
    """The desk of `scrapy crawl`: the archive that KLIPING_ARCHIVE names, opened for this one run.

    Without a contact nobody is asked: the process ends with code 4, as `kliping crawl` does.
    """
    folder = Path(crawler.settings.get("KLIPING_FOLDER") or os.environ.get("KLIPING_ARCHIVE") or "kliping-archive")
    try:
        contact = required_contact(load_config(folder), [site])
    except ContactMissing as error:
        sys.stderr.write(f"scrapy: {error}\n")
        raise SystemExit(ContactMissing.exit_code) from error
    guard(loopback(), [site])
    desk = open_desk(folder, clock=clock())
    try:
        refuse_forgotten([site], desk.archive.forgotten())
    except HostForgotten as error:
        desk.archive.close()
        sys.stderr.write(f"scrapy: {error}\n")
        raise SystemExit(HostForgotten.exit_code) from error
    desk.contact = contact
    crawler.signals.connect(desk.close, signals.engine_stopped)
    return desk

"""SiteSpider, the only spider: requests in, looks out. What to fetch and what to keep is the door's business."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any, ClassVar

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from archive.errors import ArchiveError, ArchiveFull
from crawler.agenda import Errand
from crawler.archiving import Backfill, Door
from crawler.config import clock, load_config, loopback, refuse_forgotten, required_contact
from crawler.desk import Desk, Outcome, open_desk
from crawler.errors import ContactMissing, HostForgotten
from crawler.net.connect import guard
from crawler.site import Site

_OUTCOMES: dict[str, Outcome] = {
    "finished": "finished",
    "archive_full": "failed",
    "start_error": "failed",
    "unreachable": "unreachable",
    "rate_limited": "unreachable",
    "blocked": "unreachable",
    "challenged": "unreachable",
    "login": "unreachable",
    "closespider_timeout": "limit",
    "closespider_errorcount": "failed",
    "memusage_exceeded": "limit",
}


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
    def from_crawler(
        cls, crawler: Crawler, *args: Any, desk: Desk | None = None, backfill: Backfill | None = None, **kwargs: Any
    ) -> SiteSpider:  # fmt: skip
        """Scrapy's constructor. Under `scrapy crawl` there is no desk yet: the spider opens one and closes it again."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if desk is None:
            desk = own_desk(crawler, cls.site)
        agent = f"{crawler.settings['USER_AGENT']} (+{desk.contact})"
        crawler.settings.set("USER_AGENT", agent, priority="cmdline")
        spider.door = Door(desk, cls.site, backfill)
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

    async def start(self) -> AsyncIterator[Request]:
        """Open the run, then ask one thing after the other as the agenda has it."""
        await self.door.open()
        while (errand := await self.door.agenda.take()) is not None:
            yield self._request(errand)

    def _request(self, errand: Errand) -> Request:
        meta = {
            "kliping_errand": errand,
            "kliping_purpose": errand.purpose,
            "kliping_site": self.site.name,
            "kliping_run": self.door.run,
        }
        headers = self.door.wanted.validators(errand.url) if errand.purpose != "part" else {}
        return Request(errand.url, meta=meta, callback=self.parse, errback=self.failed, headers=headers)

    async def parse(self, response: Response) -> None:
        """An address answered: keep it. What it leads to is on the agenda then."""
        await self._done(self.door.take(response.meta["kliping_errand"], response))

    async def failed(self, failure: Failure) -> None:
        """An address gave no answer, or may not be asked."""
        request: Request = failure.request  # type: ignore[attr-defined]
        why = f"{type(failure.value).__name__}: {failure.value}"
        await self._done(self.door.take_failure(request.meta["kliping_errand"], request, why))

    async def _done(self, keeping: Awaitable[None]) -> None:
        try:
            await keeping
        except ArchiveFull as error:
            raise CloseSpider("archive_full") from error
        finally:
            self.door.agenda.done()


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

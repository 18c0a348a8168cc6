"""One look at one web address, with manners: the spider's network, robots and recorder, for `kliping read URL`."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response

from archive.cli import folder_of
from crawler.archiving import open_desk
from crawler.config import load_config, required_contact
from crawler.errors import CrawlerError
from crawler.page import RawPage
from crawler.site import Site
from crawler.sweep import run


def look_at(url: str) -> RawPage:
    """Fetch one page. ContactMissing where nobody is named; CrawlerError where it cannot be had, and why."""
    host = urlsplit(url).hostname or ""
    site = Site(name="one-look", outlet=host, domains=(host,), zone=8, delay=1.0)
    contact = required_contact(load_config(folder_of([])), [site])
    with tempfile.TemporaryDirectory(prefix="kliping-look-") as folder:
        return run(lambda: _look(url, site, contact, Path(folder)))


async def _look(url: str, site: Site, contact: str, folder: Path) -> RawPage:
    from scrapy.crawler import AsyncCrawlerRunner

    from crawler.archiving import Door, raw_page
    from crawler.sweep import Plan, settings_for

    desk = open_desk(folder)
    found: list[RawPage] = []
    failures: list[str] = []

    class OneLook(Spider):
        name = site.name
        door = Door(desk, site)

        async def start(self) -> AsyncIterator[Request]:
            yield Request(url, callback=self.parse, errback=self.failed, meta={"kliping_purpose": "probe"})

        def parse(self, response: Response) -> None:
            if response.status == 200:
                found.append(raw_page(response))
            else:
                failures.append(
                    f"status {response.status} {(response.headers.get('Location') or b'').decode('latin-1')}"
                )

        def failed(self, failure: Any) -> None:
            failures.append(f"{type(failure.value).__name__}: {failure.value}")

    settings = settings_for(Plan(folder=folder, sites=(site,)), desk)
    settings["USER_AGENT"] = f"{settings['USER_AGENT']} (+{contact})"
    runner = AsyncCrawlerRunner(settings)
    crawler = runner.create_crawler(OneLook)
    try:
        await runner.crawl(crawler)
    finally:
        await desk.close()
    if not found:
        raise CrawlerError(f"{url}: {'; '.join(failures) or 'nothing came'}")
    return found[0]

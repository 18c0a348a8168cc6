"""One look at one web address, with manners: the spider's network, robots and recorder, for `kliping read URL`."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response

from archive.messages import say
from crawler.archiving import Door
from crawler.capturing import REDIRECTS, raw_page
from crawler.choosing import forgotten_hosts
from crawler.config import load_config, loopback, refuse_forgotten, required_contact
from crawler.desk import open_desk
from crawler.errors import CrawlerError
from crawler.net.connect import guard
from crawler.raw_page import RawPage
from crawler.site import Site
from crawler.sweep import Plan, run, settings_for

MAX_HOPS = 5


def stranger(url: str) -> Site:
    """The site of an address that no TOML describes."""
    host = urlsplit(url).hostname or ""
    return Site(name="one-look", outlet=host, domains=(host,), zone=8, delay=1.0)


def look_at(url: str, site: Site, folder: Path) -> RawPage:
    """Fetch one page as a crawl of `site` would; nothing of it is kept. `folder` tells who is asking.

    ContactMissing where nobody is named; HostForgotten; CrawlerError where the page cannot be had, and why.
    """
    refuse_forgotten([stranger(url)], forgotten_hosts(folder))
    contact = required_contact(load_config(folder), [site])
    guard(loopback(), [site])
    with tempfile.TemporaryDirectory(prefix="kliping-look-") as passing:
        return run(lambda: _look(url, site, contact, Path(passing)))


async def _look(url: str, site: Site, contact: str, folder: Path) -> RawPage:
    from scrapy.crawler import AsyncCrawlerRunner

    desk = open_desk(folder)
    desk.contact = contact
    found: list[RawPage] = []
    failures: list[str] = []

    class OneLook(Spider):
        name = site.name
        door = Door(desk, site)

        async def start(self) -> AsyncIterator[Request]:
            yield self.ask(url, MAX_HOPS)

        def ask(self, address: str, hops: int) -> Request:
            meta = {"kliping_purpose": "probe", "kliping_site": site.name, "kliping_hops": hops}
            return Request(address, callback=self.parse, errback=self.failed, meta=meta)

        def parse(self, response: Response) -> list[Request]:
            if response.status == 200:
                found.append(raw_page(response))
                return []
            target = response.urljoin((response.headers.get("Location") or b"").decode("latin-1"))
            hops = response.meta["kliping_hops"]
            if response.status in REDIRECTS and hops and urlsplit(target).scheme in ("http", "https"):
                return [self.ask(target, hops - 1)]
            failures.append(say("the answer was status {status}", status=response.status))
            return []

        def failed(self, failure: Any) -> None:
            failures.append(str(failure.value) or type(failure.value).__name__)

    settings = settings_for(Plan(folder=folder, sites=(site,), loopback=loopback()))
    # robots.txt and one page are no crawl: a second between them is manners enough.
    settings["DOWNLOAD_DELAY"] = site.delay if site.is_local else min(site.delay, 1.0)
    settings["USER_AGENT"] = f"{settings['USER_AGENT']} (+{contact})"
    runner = AsyncCrawlerRunner(settings)
    try:
        await runner.crawl(OneLook)
    finally:
        await desk.close()
    if not found:
        raise CrawlerError(f"{url}: {'; '.join(failures) or say('nothing came')}")
    return found[0]

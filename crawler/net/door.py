"""What the guards ask of the door: the few words that they and a spider's `door` have in common."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from typing import Any, Protocol

from scrapy.crawler import Crawler
from scrapy.http import Response

from archive.facts import HostFound, RobotsFound, WarcPlace
from archive.known import Exchange
from crawler.site import Site


class Records(Protocol):
    """Whoever writes an exchange down, before anyone reads it."""

    def record(self, exchange: Exchange) -> Future[WarcPlace]:
        """Write it; the place is where its record is."""


class Desk(Protocol):
    """What a run shares with the others of its process."""

    @property
    def archive(self) -> Records:
        """Where exchanges are recorded."""

    @property
    def clock(self) -> Callable[[], datetime]:
        """What time it is."""

    def fill_up(self) -> None:
        """No space is left."""


class Door(Protocol):
    """One site's way into the archive during one run."""

    site: Site
    run: str

    @property
    def desk(self) -> Desk:
        """What it shares."""

    async def take_robots(self, host: str, response: Response | None, why: str) -> None:
        """Keep what a host's robots.txt said, or that it did not answer."""

    def last_robots(self, host: str) -> RobotsFound | None:
        """The last answer to a host's robots.txt that said what is allowed."""

    def last_host(self, host: str) -> HostFound | None:
        """What a host let us do last, in this run or an earlier one."""

    async def take_host(self, found: HostFound) -> None:
        """Keep what a host lets us do from now on."""

    async def file_issue(self, kind: str, subject: str, message: str) -> None:
        """File something that a person must look at."""


def door_of(crawler: Crawler) -> Door:
    """The door of the spider that this crawler runs."""
    spider: Any = crawler.spider
    door: Door = spider.door
    return door

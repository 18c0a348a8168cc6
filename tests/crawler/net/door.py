"""A door for spiders under test: what it was handed is at hand, nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scrapy.http import Response

from archive.facts import HostFound, RobotsFound, WarcPlace
from archive.known import Exchange
from crawler.site import Site


def of_today() -> datetime:
    return datetime.now(UTC)


@dataclass
class Shelf:
    """Takes exchanges as an archive does; `failure` is what the next ones meet."""

    exchanges: list[Exchange] = field(default_factory=list)
    failure: Exception | None = None

    def record(self, exchange: Exchange) -> Future[WarcPlace]:
        done: Future[WarcPlace] = Future()
        if self.failure is not None:
            done.set_exception(self.failure)
        else:
            self.exchanges.append(exchange)
            done.set_result(WarcPlace(file="a.warc.gz", offset=len(self.exchanges), length=1, record_id="urn:uuid:1"))
        return done


@dataclass
class FakeDesk:
    archive: Shelf = field(default_factory=Shelf)
    clock: Callable[[], datetime] = of_today
    is_full: bool = False

    def fill_up(self) -> None:
        self.is_full = True


@dataclass
class FakeDoor:
    site: Site
    desk: FakeDesk = field(default_factory=FakeDesk)
    run: str = "run"
    robots: list[tuple[str, int | None, str]] = field(default_factory=list)
    last: RobotsFound | None = None
    issues: list[tuple[str, str, str]] = field(default_factory=list)
    hosts: dict[str, HostFound] = field(default_factory=dict)

    async def take_robots(self, host: str, response: Response | None, why: str) -> None:
        self.robots.append((host, response.status if response else None, why))

    def last_robots(self, host: str) -> RobotsFound | None:
        return self.last if self.last is not None and self.last.host == host else None

    def last_host(self, host: str) -> HostFound | None:
        return self.hosts.get(host)

    async def take_host(self, found: HostFound) -> None:
        self.hosts[found.host] = found

    async def file_issue(self, kind: str, subject: str, message: str) -> None:
        self.issues.append((kind, subject, message))

"""One crawl of the sites named, all in one process: one archive, one set of readers, one report, one exit code.

`crawl` may be awaited several times inside one running reactor (the newsroom's four editions are); `run` starts the
reactor, once a process.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from archive import DATABASE, __version__
from archive.errors import ArchiveError, ArchiveFull
from archive.messages import say
from archive.records import utc_text
from archive.sqlite import connect
from archive.upkeep.rewrite import is_owed, sweep_bytes
from crawler.archiving import Backfill, Door
from crawler.config import load_config, required_contact
from crawler.desk import Clock, Desk, Seen, open_desk, utc_now
from crawler.due import due_sites
from crawler.net.connect import guard
from crawler.report import TIME_IS_UP, Report, RunReport, Sealed, exit_code
from crawler.site import Site

T = TypeVar("T")

# A reading takes a connection, a queue of Requests and the known addresses: this many sites fit a small machine.
MAX_RUNNING = 64
# How long requests in flight may take to end after SIGTERM; what is cut off is simply due again.
_GRACE_SECONDS = 5.0
# Whoever was told to stop has ended within ten seconds, if need be as kill -9 would end it: that loses nothing kept.
_LONGEST_END = 9.5
FORCED = 13


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be crawled; of a sweep's sites only what is due. `loopback` maps invented names under .localhost to where they are served."""

    folder: Path
    sites: tuple[Site, ...]
    loopback: Mapping[str, tuple[str, int]] = {}
    backfill: Backfill | None = None
    is_sweep: bool = False


def settings_for(plan: Plan) -> dict[str, Any]:
    """Scrapy's settings for this plan, over those of crawler.settings."""
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    chosen = {name: settings.get(name) for name in settings if settings.getpriority(name) == 20}
    chosen |= {
        "KLIPING_LOOPBACK": dict(plan.loopback),
        "KLIPING_FOLDER": str(plan.folder),
        "LOG_ENABLED": False,
    }
    return chosen


class Crawl:
    """One crawl under way. `stop` asks it to end soon; nothing that was acknowledged is lost."""

    def __init__(self, plan: Plan, desk: Desk) -> None:
        self.plan, self.desk = plan, desk
        self._stopping, self._is_told_to_stop = asyncio.Event(), False
        self._ends_at = time.monotonic() + desk.config.minutes * 60
        desk.give_up = self._stopping.set

    def stop(self) -> None:
        """No new requests; those in flight have five seconds. Who asks a second time, or in vain, ends the process (13)."""
        if self._is_told_to_stop:
            end_at_once()
        self._is_told_to_stop = True
        self._stopping.set()
        timer = threading.Timer(_LONGEST_END, end_at_once)
        timer.daemon = True
        timer.start()

    async def report(self) -> Report:
        """Crawl all sites of the plan and tell how it went."""
        from scrapy.crawler import AsyncCrawlerRunner

        guard(self.plan.loopback, self.plan.sites)
        self.desk.contact = required_contact(self.desk.config, self.plan.sites)
        started = self.desk.clock()
        runner = AsyncCrawlerRunner(settings_for(self.plan))
        slots = asyncio.Semaphore(MAX_RUNNING)
        sites = self.plan.sites
        if self.plan.is_sweep:
            sites = due_sites(self.desk.archive, sites, self.desk.config, started)
        # A semaphore lets in whoever came first: so the rest is queued by due time.
        tasks = [asyncio.ensure_future(self._crawl_site(runner, site, slots)) for site in sites]
        stopper = asyncio.ensure_future(self._stop_when_asked(runner, tasks))
        try:
            if tasks:
                await asyncio.wait(tasks)
        finally:
            stopper.cancel()
        runs = tuple(sorted((task.result() for task in tasks if not task.cancelled()), key=lambda run: run.site))
        code = exit_code(runs, is_interrupted=self._stopping.is_set(), is_full=self.desk.is_full)
        if self.desk.is_broken and not self.desk.is_full:
            code = ArchiveError.exit_code
        return Report(
            started_at=utc_text(started),
            ended_at=utc_text(self.desk.clock()),
            program=__version__,
            exit_code=code,
            runs=runs,
            not_due=len(self.plan.sites) - len(sites),
            seal=self._sealed(),
        )

    def _sealed(self) -> Sealed | None:
        """The days that are over are sealed; a full disk must not hide how the crawl went."""
        with suppress(ArchiveError):
            seal = self.desk.archive.seal()
            return Sealed(day=seal.day, leaves=seal.leaves, root=seal.root, chain=seal.chain) if seal else None
        return None

    async def _stop_when_asked(self, runner: Any, tasks: Sequence[asyncio.Task[RunReport]]) -> None:
        await self._stopping.wait()
        await asyncio.wait([asyncio.ensure_future(runner.stop())], timeout=_GRACE_SECONDS)
        for task in tasks:
            task.cancel()

    async def _crawl_site(self, runner: Any, site: Site, slots: asyncio.Semaphore) -> RunReport:
        from crawler.loader import spider_of

        async with slots:
            if self._stopping.is_set():
                return RunReport(site=site.name, outcome="interrupted", counts={})
            left = self._ends_at - time.monotonic()
            if left <= 0:
                # It waited for a slot until the time was up: it stays due, and goes first the next time.
                return RunReport(site=site.name, outcome="limit", counts={}, notes=(TIME_IS_UP,))
            crawler = runner.create_crawler(spider_of(site))
            # It has settings of its own, which are read when it begins.
            crawler.settings.set("CLOSESPIDER_TIMEOUT", left, priority="cmdline")
            try:
                await runner.crawl(crawler, desk=self.desk, backfill=self.plan.backfill)
                return await self._closed(site, crawler.spider.door)
            except ArchiveError as error:
                if isinstance(error, ArchiveFull):
                    self.desk.fill_up()
                return RunReport(site=site.name, outcome="failed", counts={}, notes=(str(error)[:200],))

    async def _closed(self, site: Site, door: Door) -> RunReport:
        """What the run of a site brought, and what a person should be told of it."""
        found = () if self._stopping.is_set() else await door.watch.tell()
        return RunReport(
            site=site.name,
            outcome=door.outcome,
            counts=dict(door.counts),
            troubles=found,
            state=door.watch.health.state,
            notes=tuple(door.notes),
        )


def end_at_once() -> None:
    """End the process as kill -9 would, with code 13: everything that was acknowledged is on the disk."""
    with suppress(OSError):
        os.write(2, f"kliping: {say('ended at once')}\n".encode())
    os._exit(FORCED)


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine inside Scrapy's reactor: once a process, since a Twisted reactor cannot be started again."""
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor as installed

    reactor: Any = installed

    reactor.suggestThreadPoolSize(20)
    outcome: list[T] = []
    failure: list[BaseException] = []

    async def carried() -> None:
        try:
            outcome.append(await main())
        except BaseException as error:  # noqa: BLE001 - carried over the reactor and raised again below
            failure.append(error)
        finally:
            reactor.stop()

    reactor.callWhenRunning(lambda: asyncio.ensure_future(carried()))
    reactor.run(installSignalHandlers=False)
    if failure:
        raise failure[0]
    return outcome[0]


def crawl_folder(plan: Plan, *, tell: Callable[[Seen], None] | None = None, clock: Clock = utc_now) -> Report:
    """Open the folder, crawl the plan's sites, close: the whole of `kliping crawl`. SIGTERM and Ctrl-C end it softly.

    Raises ContactMissing and SiteError before anything is opened, and ArchiveFull where a sweep would find no space.
    """
    config = load_config(plan.folder)
    required_contact(config, plan.sites)
    if plan.is_sweep:
        require_space(plan.folder, config.free_megabytes)
    guard(plan.loopback, plan.sites)

    async def whole() -> Report:
        desk = open_desk(plan.folder, clock=clock, tell=tell)
        crawl = Crawl(plan, desk)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, crawl.stop)
        try:
            return await crawl.report()
        finally:
            await desk.close()

    report = run(whole)
    _settle(plan.folder)
    return report


def _settle(folder: Path) -> None:
    """What a takedown could not do beside this crawl without making it wait."""
    with closing(connect(folder / DATABASE, readonly=True)) as connection:
        owed = is_owed(connection)
    if owed:
        sweep_bytes(folder)


def require_space(folder: Path, megabytes: int) -> None:
    """ArchiveFull where less is free than a sweep may need: it does not begin what it could not keep."""
    free = shutil.disk_usage(folder).free / 1e6
    if free < megabytes:
        raise ArchiveFull(
            say(
                "{free} MB are free for {folder}, and a sweep begins only with {least}: make room (free_megabytes in kliping.toml)",
                free=int(free), folder=folder, least=megabytes,
            )
        )  # fmt: skip

"""A new site without code: looks at it with manners, reads five articles, and writes what follows from that.

The look goes through the spider's network (public addresses, robots, pauses, the header guard); everything that comes is
parsed in the reading children. At most 25 requests, redirects and robots.txt included, in at most four minutes.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
from scrapy import Request, Spider, signals
from scrapy.http import Response

from archive.facts import Link
from archive.records import NotAnArticle
from crawler.archiving import Door
from crawler.capturing import raw_page
from crawler.config import load_config, loopback, required_contact
from crawler.desk import Desk, open_desk
from crawler.discovery import guesses
from crawler.errors import CrawlerError, DiscoveryError, ReaderKilled
from crawler.net.connect import guard
from crawler.raw_page import RawPage
from crawler.recordings import save
from crawler.site import Site, Source, parse
from crawler.survey import PageSeen, SourceSeen, Survey, lacking, name_of, written
from crawler.sweep import Plan, run, settings_for

MAX_REQUESTS = 25
MAX_SECONDS = 240.0
MAX_ARTICLES = 5
# A host that was not asked yet is asked for its robots.txt first, which may lead on five times.
_ROBOTS_REQUESTS = 6
_MAX_SOURCES = 8
_MAX_HOPS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MISSING = ("kliping-alamat-yang-tidak-ada-{n}/", "2001/02/03/kliping-alamat-yang-tidak-ada-{n}.html")


class _EnoughError(Exception):
    """The budget of this look is used up."""


class _Doorway(Door):
    """A door that keeps nothing: what robots.txt said is handed to the look."""

    robots: Response | None = None

    async def take_robots(self, _host: str, response: Response | None, _why: str) -> None:
        """Remember the answer for its sitemaps."""
        self.robots = self.robots or response


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What was written, and what the look showed. `is_whole` says that the TOML can be followed as it stands."""

    name: str
    toml: str
    recordings: tuple[str, ...]
    is_whole: bool
    missing: tuple[str, ...]
    on: date
    survey: Survey


def stranger(url: str) -> Site:
    """The site of an address that no TOML describes, named after its host."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return Site(name=name_of(host), outlet=host, domains=(host,), zone=8)


def look(url: str, folder: Path) -> tuple[Survey, tuple[RawPage, ...]]:
    """Look at a site. `folder` tells who is asking; nothing is kept in it. Starts the reactor: once a process."""
    site = stranger(url)
    contact = required_contact(load_config(folder), [site])
    guard(loopback(), [site])
    return run(lambda: survey_of(url, site, contact))


async def survey_of(url: str, site: Site, contact: str) -> tuple[Survey, tuple[RawPage, ...]]:
    """The look itself, inside a running reactor: what was seen, and the article pages as they came."""
    from scrapy.crawler import AsyncCrawlerRunner

    with tempfile.TemporaryDirectory(prefix="kliping-look-") as passing:
        desk = open_desk(Path(passing))
        desk.contact = contact
        try:
            settings = settings_for(Plan(folder=Path(passing), sites=(site,), loopback=loopback_of(site)))
            settings["USER_AGENT"] = f"{settings['USER_AGENT']} (+{contact})"
            settings["DOWNLOAD_DELAY"] = site.delay if not site.is_local else 0.0
            runner = AsyncCrawlerRunner(settings)
            crawler = runner.create_crawler(_Look)
            crawler.signals.connect(_counted(crawler), signals.request_reached_downloader, weak=False)
            await runner.crawl(crawler, url=url, desk=desk, site=site)
            walk: _Look | None = crawler.spider  # type: ignore[assignment]
            if walk is None or walk.survey is None:
                raise CrawlerError(f"{url}: {walk.trouble if walk else 'nothing came'}")
            return walk.survey, tuple(walk.recorded)
        finally:
            await desk.close()


def loopback_of(site: Site) -> dict[str, tuple[str, int]]:
    """Where the newsroom serves invented names; nothing for a stranger."""
    return loopback() if site.is_local else {}


def _counted(crawler: Any) -> Any:
    def count(**_: Any) -> None:
        crawler.spider.spent += 1

    return count


class _Look(Spider):
    """Asks one thing after the other; what is asked next depends on what came."""

    name = "add-site"

    def __init__(self, *, url: str, desk: Desk, site: Site) -> None:
        super().__init__(self.name)
        self.url, self.desk, self.site = url, desk, site
        self.door = _Doorway(desk, site)
        self.spent = 0
        self.survey: Survey | None = None
        self.trouble = ""
        self.recorded: list[RawPage] = []
        self._began = monotonic()
        self._hosts: set[str] = set()

    async def start(self) -> AsyncIterator[Request]:
        """Look around; there is nothing left to be crawled."""
        try:
            self.survey = await self._walk()
        except (CrawlerError, _EnoughError) as error:
            self.trouble = str(error)
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    # --------------------------------------------------------------------------------------------------- one request

    async def ask(self, url: str, purpose: str = "probe") -> Response:
        """The answer at an address, after at most three redirects on the site's own hosts. CrawlerError: none came."""
        for _ in range(_MAX_HOPS + 1):
            self._afford(url)
            meta = {"kliping_purpose": purpose, "kliping_site": self.site.name, "kliping_run": ""}
            try:
                assert self.crawler.engine is not None
                answer = await self.crawler.engine.download_async(Request(url, meta=meta, dont_filter=True))
            except Exception as error:
                raise CrawlerError(f"{url}: {str(error) or type(error).__name__}") from error
            target = answer.headers.get("Location")
            if answer.status not in _REDIRECTS or not target:
                return answer
            url = urljoin(url, target.decode("latin-1"))
            if not self.site.owns(url):
                raise CrawlerError(f"leads to {url[:200]}, which is another site")
        raise CrawlerError(f"{url}: leads on and on")

    def _afford(self, url: str) -> None:
        host = urlsplit(url).netloc
        needed = 1 if host in self._hosts else 1 + _ROBOTS_REQUESTS
        if self.spent + needed > MAX_REQUESTS:
            raise _EnoughError(f"{self.spent} requests were made")
        if monotonic() - self._began > MAX_SECONDS:
            raise _EnoughError("the time is up")
        self._hosts.add(host)

    # ----------------------------------------------------------------------------------------------------- the walk

    async def _walk(self) -> Survey:
        front = await self.ask(self.url)
        if front.status != 200:
            raise CrawlerError(f"{front.url}: status {front.status}")
        sources: list[SourceSeen] = []
        links: list[Link] = []
        survey = Survey(home=urljoin(front.url, "/"), title=await self._title(front), robots=self._robots())
        try:
            async for seen, listed in self._sources(front):
                sources.append(seen)
                links += listed
            missing = [await self._absent(survey.home + path.format(n=n)) for n, path in enumerate(_MISSING, 1)]
            survey = msgspec.structs.replace(survey, missing=tuple(missing))
            async for page in self._articles(links):
                survey = msgspec.structs.replace(survey, pages=(*survey.pages, page))
        except _EnoughError as error:
            survey = msgspec.structs.replace(survey, stopped=str(error))
        return msgspec.structs.replace(survey, sources=tuple(sources), requests=self.spent)

    def _robots(self) -> str:
        answer = self.door.robots
        return f"status {answer.status}" if answer is not None else ""

    async def _title(self, front: Response) -> str | None:
        try:
            answer = await self.desk.readers.read([raw_page(front)], self.site)
        except ReaderKilled:
            return None
        outcome = answer.reading.outcome
        return outcome.title if isinstance(outcome, NotAnArticle) else getattr(outcome, "title", None)

    async def _sources(self, front: Response) -> AsyncIterator[tuple[SourceSeen, list[Link]]]:
        """Each source that is named by robots.txt, by the front page, or by convention, and what it lists."""
        section = Source(kind="section", url=front.url)
        seen, found = await self._discovered(section, front)
        yield seen, [thing for thing in found if isinstance(thing, Link)]
        named = [thing for thing in found if isinstance(thing, Source) and thing.page <= 1]
        if self.door.robots is not None and self.door.robots.status == 200:
            _, more = await self._discovered(Source(kind="robots", url=self.door.robots.url), self.door.robots)
            named = [*(thing for thing in more if isinstance(thing, Source)), *named]
        asked: set[str] = set()
        parts: list[Source] = []
        waiting = list(_worth_asking(named, self.site))
        while waiting and len(asked) < _MAX_SOURCES:
            source = waiting.pop(0)
            if source.url in asked:
                continue
            asked.add(source.url)
            try:
                answer = await self.ask(source.url, "probe")
            except CrawlerError as error:
                if not source.is_guess:
                    yield SourceSeen(source=source, why=str(error)[:200]), []
                continue
            seen, found = await self._discovered(source, answer)
            seen = msgspec.structs.replace(seen, is_part=source in parts)
            if seen.listed or seen.leads_to or not source.is_guess:
                yield seen, [thing for thing in found if isinstance(thing, Link)]
            if seen.leads_to and not seen.listed:
                # Of an index the latest sitemap stands for the others.
                parts += _latest(found)
                waiting[:0] = parts[-1:]

    async def _discovered(self, source: Source, answer: Response) -> tuple[SourceSeen, tuple[Link | Source, ...]]:
        if answer.status != 200:
            return SourceSeen(source=source, status=answer.status), ()
        try:
            found = await self.desk.readers.discover(source.kind, raw_page(answer), self.site)
        except (DiscoveryError, ReaderKilled) as error:
            why = error.why if isinstance(error, DiscoveryError) else str(error)
            return SourceSeen(source=source, status=200, why=why[:200]), ()
        links = [thing for thing in found if isinstance(thing, Link) and self.site.owns(thing.url)]
        further = [thing for thing in found if isinstance(thing, Source)]
        is_index = source.kind in ("sitemap", "news_sitemap") and not links
        return SourceSeen(
            source=source, status=200, listed=len(links), dated=sum(link.published_at is not None for link in links),
            leads_to=len(further) if is_index else 0,
        ), found  # fmt: skip

    async def _absent(self, url: str) -> str:
        try:
            answer = await self.ask(url)
        except CrawlerError:
            return "no answer"
        return "front page" if not urlsplit(answer.url).path.strip("/") else str(answer.status)

    async def _articles(self, links: list[Link]) -> AsyncIterator[PageSeen]:
        for link in islice(_newest(links, self.site), MAX_ARTICLES):
            try:
                answer = await self.ask(link.url, "page")
                page = raw_page(answer)
                read = await self.desk.readers.read([page], self.site) if answer.status == 200 else None
            except CrawlerError as error:
                yield PageSeen(url=link.url, why=str(error)[:200])
                continue
            if read is not None:
                self.recorded.append(page)
            yield PageSeen(url=answer.url, status=answer.status, reading=read.reading if read else None)


def _worth_asking(named: list[Source], site: Site) -> Iterator[Source]:
    """What was named, and by convention the kinds of which none was. A blog has no REST, WordPress no blog's feed."""
    kinds: dict[str, int] = {}
    for source in named:
        kinds[source.kind] = kinds.get(source.kind, 0) + 1
        if kinds[source.kind] <= (1 if source.kind == "section" else 2):
            yield source
    for source in guesses(site):
        is_other = {"blogger": "wordpress", "wordpress": "blogger"}.get(source.kind) in kinds
        has_list = source.kind == "sitemap" and "sitemap" in kinds
        if source.kind not in ("robots", "section", *(kind for kind in kinds)) and not is_other and not has_list:
            yield source


def _latest(found: tuple[Link | Source, ...]) -> list[Source]:
    sources = [thing for thing in found if isinstance(thing, Source)]
    dated = {source.updated_at: source for source in sources if source.updated_at is not None}
    return [dated[max(dated)]] if dated else sources[-1:]


def _newest(links: list[Link], site: Site) -> Iterator[Link]:
    """Each address once, the newest that a source dated first."""
    own = {link.url: link for link in reversed(links) if site.owns(link.url)}
    yield from sorted(own.values(), key=lambda link: -(link.published_at.timestamp() if link.published_at else 0.0))


def write(
    folder: Path, name: str, survey: Survey, pages: tuple[RawPage, ...], zone: str | None, at: datetime
) -> Written:
    """Write TOML and first recordings. What is lacking makes it a draft beside the TOMLs, which no crawl reads."""
    survey = msgspec.structs.replace(survey, zone_told=zone)
    missing, on = lacking(survey), at.date()
    text = written(survey, name, on)
    if not missing:
        parse(text, f"{name}.toml")
    sites, recordings = folder / "sites", folder / "recordings" / name
    sites.mkdir(parents=True, exist_ok=True)
    path = sites / (f"{name}.toml" if not missing else f"{name}.toml.draft")
    path.write_text(text, encoding="utf-8")
    readings = {page.url: page.reading for page in survey.pages}
    files = []
    for number, page in enumerate(pages, 1):
        reading = readings.get(page.url)
        if reading is not None:
            save(recordings / f"{number}.json", [page], reading, None)
            files.append(str(recordings / f"{number}.json"))
    return Written(
        name=name, toml=str(path), recordings=tuple(files), is_whole=not missing, missing=missing, on=on, survey=survey
    )

"""`kliping keep URL`: single pages asked for and kept, with the manners of a crawl; no run is opened for it.

A page that goes on elsewhere is kept with the rest of its text; a redirect is a look of its own, followed within the site.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import msgspec
from scrapy import Request, Spider
from scrapy.http import Response

from archive.decisions import released
from archive.errors import ArchiveError
from archive.facts import AddressOf, AnyFact, Capture, Issue, KeptReading, RightsFound
from archive.known import Kept
from archive.messages import say
from archive.records import Context, NeedsPages, NotAnArticle, ParseFailure, Reading
from crawler.archiving import Door
from crawler.capturing import REDIRECTS, capture_of, failed_capture, raw_page
from crawler.config import loopback
from crawler.desk import Desk, open_desk
from crawler.errors import ReaderKilled
from crawler.pages import MAX_PARTS
from crawler.raw_page import RawPage
from crawler.reader_id import READER
from crawler.reading import Answer
from crawler.site import Site
from crawler.sweep import Plan, run, settings_for

MAX_HOPS = 5
BY_HAND = "asked_by_hand"


class Once(msgspec.Struct, kw_only=True):
    """What became of one address that a person asked for."""

    url: str
    site: str
    capture: str | None = None
    article: str | None = None
    verdict: str | None = None
    title: str | None = None
    trouble: str | None = None


def keep_pages(
    wanted: Sequence[tuple[str, Site, bool]], folder: Path, contact: str, tell: Callable[[Once], None]
) -> tuple[Once, ...]:
    """Ask for each address as a crawl of its site would, and keep what comes. The third says whether a TOML describes it."""
    return run(lambda: _all(wanted, folder, contact, tell))


async def _all(
    wanted: Sequence[tuple[str, Site, bool]], folder: Path, contact: str, tell: Callable[[Once], None]
) -> tuple[Once, ...]:
    from scrapy.crawler import AsyncCrawlerRunner

    desk, done = open_desk(folder), list[Once]()
    desk.contact = contact
    by_site: dict[str, tuple[Site, bool, list[str]]] = {}
    for url, site, is_described in wanted:
        by_site.setdefault(site.name, (site, is_described, []))[2].append(url)
    settings = settings_for(Plan(folder=folder, sites=tuple(one[0] for one in by_site.values()), loopback=loopback()))
    settings["USER_AGENT"] = f"{settings['USER_AGENT']} (+{contact})"
    try:
        for site, is_described, urls in by_site.values():
            settings["DOWNLOAD_DELAY"] = site.delay if site.is_local else max(site.delay, 1.0)
            call = _Call(desk, site, is_described=is_described)
            await AsyncCrawlerRunner(settings).crawl(
                type("Once", (_Asking,), {"name": site.name, "call": call, "urls": urls})
            )
            for once in call.done:
                done.append(once)
                tell(once)
    finally:
        await desk.close()
    return tuple(done)


class _Call:
    """One site's pages, one after the other."""

    def __init__(self, desk: Desk, site: Site, *, is_described: bool) -> None:
        self.desk, self.site, self.is_described = desk, site, is_described
        self.door = Door(desk, site)
        self.done: list[Once] = []
        self._furniture = desk.archive.furniture(site.name)
        self._released = released(desk.archive.connection())

    def begin(self, url: str) -> Once:
        """Note that an address is asked for."""
        once = Once(url=url, site=self.site.name)
        self.done.append(once)
        return once

    async def take(self, response: Response, once: Once) -> str | None:
        """Keep a redirect or a failure; the address that it leads to, where that may be followed."""
        capture = self._look(response, "page")
        await self._keep([capture], once)
        target = response.urljoin((response.headers.get("Location") or b"").decode("latin-1"))
        if response.status not in REDIRECTS:
            once.trouble = say("the answer was status {status}", status=response.status)
        elif self.site.owns(target) and urlsplit(target).scheme in ("http", "https"):
            return target
        else:
            once.trouble = say("it leads to {target}: keep that address if it is what you want", target=target[:300])
        return None

    async def read(self, first: Response, parts: Sequence[Response], once: Once, origin: str | None) -> tuple[str, ...]:
        """Read a page with the rest of its text and keep it, or name what must be fetched first."""
        capture = self._look(first, "page")
        if capture.withheld:
            once.trouble = say("its publisher asks for no copy: only that it was there is kept")
            await self._keep([capture], once)
            return ()
        is_released = capture.address in self._released
        answer = await self._read([raw_page(one, is_released=is_released) for one in (first, *parts)])
        if isinstance(answer.reading.outcome, NeedsPages) and not parts:
            return answer.reading.outcome.addresses[:MAX_PARTS]
        told = [self._look(part, "part") for part in parts if part is not first]
        facts: list[AnyFact] = [capture, *told]
        facts.append(KeptReading(captures=(capture.id, *(part.id for part in told)), reading=answer.reading))
        facts += await self._read_before(capture, answer.reading.context)
        facts += self._marks(answer, capture)
        kept = await self._keep(facts, once)
        once.title = getattr(answer.reading.outcome, "title", None)
        if kept.article is None:
            reason = getattr(answer.reading.outcome, "reason", None) or answer.reading.kind
            once.trouble = say("it is kept, but is read as no article: {reason}", reason=reason)
        elif origin is not None and origin != capture.address:
            await self._keep([AddressOf(address=origin, article=kept.article, why="redirect")], None)
        return ()

    async def fail(self, request: Request, why: str, once: Once) -> None:
        """Keep that no answer came; what was not asked at all (robots.txt, a host that wants a pause) is only told."""
        once.trouble = why[:300]
        if request.meta.get("kliping_at") is not None:
            await self._keep([failed_capture(request, self.site, "page", "", why)], once)

    def _look(self, response: Response, purpose: Any) -> Capture:
        capture = capture_of(response, self.site, purpose, "")
        return msgspec.structs.replace(capture, flags=(*capture.flags, BY_HAND))

    async def _keep(self, facts: Sequence[AnyFact], once: Once | None) -> Kept:
        named = [self.site.fact] if self.is_described else []
        kept = await self.door.ledger.keep([*named, *facts])
        if once is not None:
            once.capture, once.article = kept.capture, kept.article
            once.verdict = str(kept.verdict) if kept.verdict else None
        return kept

    async def _read(self, pages: Sequence[RawPage]) -> Answer:
        site = self.site if self.is_described else None
        try:
            return await self.desk.readers.read(pages, site, self._furniture)
        except ReaderKilled as error:
            failure = ParseFailure(field="page", why=f"reader killed: {error.why}")
            context = Context(
                reader=READER, site_toml=site.fact.id if site else None,
                furniture=self._furniture.id if self._furniture else None,
            )  # fmt: skip
            return Answer(reading=Reading(context=context, outcome=failure))

    async def _read_before(self, capture: Capture, context: Context) -> list[AnyFact]:
        """The last kept look at the address, in today's context: only readings of equal context are compared."""
        latest = self.desk.archive.latest(capture.address)
        if latest is None or context in latest.contexts:
            return []
        looks = (latest.capture, *latest.parts)
        try:
            is_released = capture.address in self._released
            pages = [RawPage.of(one, self.desk.archive.body_of(one), is_released=is_released) for one in looks]
        except ArchiveError as error:
            return [self._issue("capture_unreadable", latest.capture, str(error))]
        answer = await self._read(pages)
        return [KeptReading(captures=tuple(one.id for one in looks), reading=answer.reading)]

    def _marks(self, answer: Answer, capture: Capture) -> list[AnyFact]:
        outcome, facts = answer.reading.outcome, list[AnyFact]()
        if answer.marks:
            facts.append(RightsFound(address=capture.address, at=capture.at, capture=capture.id, marks=answer.marks))
        if isinstance(outcome, ParseFailure):
            facts.append(self._issue("page_unreadable", capture, f"{outcome.field}: {outcome.why}"))
        elif isinstance(outcome, NotAnArticle) and outcome.reason == "spam":
            facts.append(self._issue("spam", capture, outcome.detail or "gambling promotion"))
        return facts

    def _issue(self, kind: str, capture: Capture, message: str) -> Issue:
        return self.door.ledger.issue(kind, capture.address, message, capture)


class _Asking(Spider):
    """Asks for these addresses and what they lead to, and nothing else."""

    name = "once"
    call: ClassVar[_Call]
    urls: ClassVar[Sequence[str]]

    @property
    def door(self) -> Door:
        """What the guards ask."""
        return self.call.door

    async def start(self) -> AsyncIterator[Request]:
        """Each address that a person named."""
        for url in self.urls:
            yield self._ask(url, self.call.begin(url))

    def _ask(self, url: str, once: Once, **more: Any) -> Request:
        purpose = "part" if "first" in more else "page"
        meta = {"kliping_purpose": purpose, "kliping_site": self.call.site.name, "once": once, "hops": 0, **more}
        return Request(url, callback=self.parse, errback=self.failed, meta=meta, dont_filter=True)

    async def parse(self, response: Response) -> list[Request]:
        """An answer: keep it; what it leads to, or what its text goes on with, is asked for next."""
        meta, once = response.meta, response.meta["once"]
        if "first" in meta:
            return await self._parted(meta, response)
        if response.status == 200:
            left = await self.call.read(response, (), once, meta.get("origin"))
            return [self._ask(left[0], once, first=response, parts=(), left=left[1:])] if left else []
        target, hops = await self.call.take(response, once), meta["hops"] + 1
        if target is None or hops > MAX_HOPS:
            return []
        return [self._ask(target, once, hops=hops, origin=meta.get("origin") or _address(response, self.call))]

    async def _parted(self, meta: dict[str, Any], response: Response | None) -> list[Request]:
        """A further page of a text came, or did not: with the last of them all are read together."""
        first, once, left, parts = meta["first"], meta["once"], meta["left"], meta["parts"]
        if response is not None and response.status == 200:
            parts = (*parts, response)
            if left:
                return [self._ask(left[0], once, first=first, parts=parts, left=left[1:])]
        await self.call.read(first, parts or (first,), once, first.meta.get("origin"))
        return []

    async def failed(self, failure: Any) -> list[Request]:
        """No answer, or none may be asked for."""
        request: Request = failure.request
        if "first" in request.meta:
            return await self._parted(request.meta, None)
        await self.call.fail(request, str(failure.value) or type(failure.value).__name__, request.meta["once"])
        return []


def _address(response: Response, call: _Call) -> str:
    """The canonical form of the address that was asked first."""
    return capture_of(response, call.site, "page", "").address

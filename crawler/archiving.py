"""THE DOOR: the only place where Scrapy meets the Archive.

A Desk is what the runs of one process share; a Door is one site's way in during one run. The door answers two
questions: which addresses are to be fetched, and what is to be kept of what came.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit

import msgspec
from scrapy import Request
from scrapy.http import Response

from archive import __version__
from archive.address import address
from archive.errors import ArchiveDamaged, ArchiveError, ArchiveFull, RecordRejected
from archive.records import (
    AddressOf,
    AnyFact,
    Capture,
    Context,
    Furniture,
    Issue,
    Kept,
    KeptReading,
    KnownAddress,
    Link,
    Listing,
    NeedsPages,
    NotAnArticle,
    ParseFailure,
    Reading,
    RightsFound,
    RobotsFound,
    RunClosed,
    RunOpened,
    SourceState,
    Verdict,
)
from archive.store import Archive
from crawler.config import Config, load_config
from crawler.errors import DiscoveryError, ReaderKilled
from crawler.furniture import MEMORY, learn
from crawler.page import RawPage
from crawler.parsers import READER
from crawler.reading import Answer, Readers
from crawler.revisit import is_due, source_is_due
from crawler.site import Site, Source

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
SourceStateName = Literal["ok", "unchanged", "missing", "forbidden", "unreadable", "unreachable"]
Purpose = Literal["page", "part", "source", "robots", "probe"]
Outcome = Literal["finished", "interrupted", "failed", "limit", "unreachable"]

# A source whose list leads on and on is followed this many pages deep in an ordinary run; it stops earlier where a
# page lists nothing new.
MAX_SOURCE_PAGES = 40
_ROBOTS_BYTES = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_STATES: dict[int, SourceStateName] = {401: "forbidden", 403: "forbidden", 404: "missing", 410: "missing"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Something that just happened in a run, for whoever shows progress."""

    site: str
    address: str
    what: str
    title: str | None = None
    kept: Kept | None = None


@dataclass(slots=True, kw_only=True, weakref_slot=True)
class Desk:
    """What all runs of one process share."""

    archive: Archive
    readers: Readers
    clock: Clock
    config: Config = field(default_factory=Config)
    contact: str | None = None
    tell: Callable[[Seen], None] = field(default=lambda _seen: None)
    is_full: bool = False
    is_broken: bool = False
    give_up: Callable[[], None] = field(default=lambda: None)

    def fill_up(self) -> None:
        """No space is left: nothing more can be kept, so all runs of this process end."""
        if not self.is_full:
            self.is_full = True
            self.give_up()

    def break_down(self) -> None:
        """The disk or the database refuses: nothing more can be kept, so all runs of this process end."""
        self.is_broken = True
        self.give_up()

    async def close(self) -> None:
        """End the reading children; commit what waits and close the archive."""
        await self.readers.close()
        self.archive.close()


def utc_now() -> datetime:
    """The clock of ordinary runs."""
    return datetime.now(UTC)


def open_desk(folder: Path, *, clock: Clock = utc_now, tell: Callable[[Seen], None] | None = None) -> Desk:
    """The archive in `folder` (made where there is none) with its configuration and readers."""
    config = load_config(folder)
    desk = Desk(
        archive=Archive.open(folder, create=True, clock=clock),
        readers=Readers(children=config.children),
        clock=clock,
        config=config,
    )
    if tell is not None:
        desk.tell = tell
    return desk


class Door:
    """One site's way into the archive during one run."""

    def __init__(self, desk: Desk, site: Site) -> None:
        self.desk, self.site = desk, site
        self.counts: Counter[str] = Counter()
        self.run = ""
        self.outcome: Outcome = "interrupted"
        self.notes: tuple[str, ...] = ()
        self.is_anew = False
        self._known: dict[str, KnownAddress] = {}
        self._sources: dict[str, SourceState] = {}
        self._furniture: Furniture | None = None
        self._left: tuple[Link, ...] = ()
        self._lines: deque[tuple[str, ...]] = deque(maxlen=MEMORY)
        self._asked: set[str] = set()
        self._urls: set[str] = set()
        self._source_urls: set[str] = set()

    async def open(self) -> None:
        """Open the run: everything the archive knows of this site is at hand afterwards."""
        archive = self.desk.archive
        self._known = archive.known(self.site.name)
        # After a run that was cut off all sources are asked anew, from their first page on: a list that says that it has
        # not changed would hide what was never asked for.
        self.is_anew = archive.was_cut_off(self.site.name)
        self._sources = {} if self.is_anew else archive.sources(self.site.name)
        self._furniture = archive.furniture(self.site.name)
        self._left = tuple(link for link in archive.listed(self.site.name) if not self._is_known(link))
        opened = RunOpened(
            site=self.site.name,
            at=self.desk.clock(),
            program=__version__,
            site_toml=self.site.fact.id,
            furniture=self._furniture.id if self._furniture else None,
        )
        self.run = opened.id
        await self._keep([self.site.fact, opened])

    async def close(self, outcome: Outcome, notes: Sequence[str] = ()) -> None:
        """Close the run; only now, and only where it came to its end, is the site's furniture renewed."""
        self.outcome, self.notes = outcome, tuple(notes)
        facts: list[AnyFact] = []
        renewed = learn(self.site.name, self._lines, self._furniture) if outcome == "finished" else None
        if renewed is not None:
            facts.append(renewed)
        facts.append(
            RunClosed(run=self.run, at=self.desk.clock(), outcome=outcome, counts=self.counts, notes=tuple(notes))
        )
        await self._keep(facts)

    # ---------------------------------------------------------------------------------------- what is to be fetched

    def wanted(self, link: Link) -> bool:
        """Whether this address is to be fetched now. Says yes once a run for each address."""
        if link.url in self._urls:
            return False
        self._urls.add(link.url)
        try:
            canonical = address(link.url, self.site.rules).url if self.site.owns(link.url) else None
        except ValueError:
            canonical = None
        if canonical is None:
            self.counts["offsite"] += 1
            return False
        if canonical in self._asked:
            return False
        known = self._known.get(canonical)
        if known is not None and not self._changed_or_due(known, link):
            return False
        self._asked.add(canonical)
        self.counts["known" if known else "found"] += 1
        return True

    def _is_known(self, link: Link) -> bool:
        try:
            return address(link.url, self.site.rules).url in self._known
        except ValueError:
            return True

    def _changed_or_due(self, known: KnownAddress, link: Link) -> bool:
        if not known.primary:
            return False
        if link.updated_at is not None and link.updated_at > known.last_at:
            return True
        return is_due(self.site, known, self.desk.clock())

    def address(self, url: str) -> str:
        """The canonical address of a url of this site."""
        return address(url, self.site.rules).url

    def revisits(self) -> tuple[Link, ...]:
        """Kept articles that are due for another look though no source may list them any more; oldest look first."""
        now = self.desk.clock()
        due = [k for k in self._known.values() if k.primary and k.article and not k.gone and is_due(self.site, k, now)]
        return tuple(Link(url=known.url or known.address) for known in sorted(due, key=lambda known: known.last_at))

    def left_over(self) -> tuple[Link, ...]:
        """What sources listed in earlier runs and was never asked for: those runs were cut off, or had their fill."""
        return self._left

    def source_wanted(self, source: Source) -> bool:
        """Whether this source is to be asked now. Says yes once a run for each source."""
        if source.url in self._source_urls or not self.site.owns(source.url):
            return False
        self._source_urls.add(source.url)
        asks = source_is_due(self.site, self._sources.get(source.url), self.desk.clock())
        if not asks:
            self.counts["sources_not_due"] += 1
        return asks

    def validators(self, url: str) -> dict[str, str]:
        """If-None-Match and If-Modified-Since for an address that was kept before."""
        state = self._sources.get(url)
        known = self._known.get(address(url, self.site.rules).url) if state is None else None
        holder = state or known
        if holder is None:
            return {}
        pairs = {"If-None-Match": holder.etag, "If-Modified-Since": holder.last_modified}
        return {name: value for name, value in pairs.items() if value}

    # ----------------------------------------------------------------------------------------------- what is kept

    async def take_source(self, source: Source, response: Response) -> tuple[Link | Source, ...]:
        """Keep what a source answered and give what it offers."""
        capture = capture_of(response, self.site, "source", self.run)
        self.counts["requests"] += 1
        state: SourceStateName = "ok"
        found: tuple[Link | Source, ...] = ()
        facts: list[AnyFact] = [capture]
        if response.status == 304:
            state = "unchanged"
        elif response.status != 200:
            state = _STATES.get(response.status, "unreachable")
        else:
            try:
                found = await self.desk.readers.discover(source.kind, raw_page(response), self.site)
            except (DiscoveryError, ReaderKilled) as error:
                state = "unreadable"
                if not source.is_guess:
                    facts.append(self._issue("source_unreadable", source.url, str(error), capture))
        links = tuple(thing for thing in found if isinstance(thing, Link))
        if links:
            facts.append(Listing(source=source.url, site=self.site.name, capture=capture.id, links=links))
        facts.append(self._source_state(source, capture, state, len(links), self._count_new(links)))
        self.counts[f"sources_{state}"] += 1
        await self._keep(facts)
        return found

    def _count_new(self, links: Iterable[Link]) -> int:
        return sum(
            address(link.url, self.site.rules).url not in self._known for link in links if self.site.owns(link.url)
        )

    def _source_state(
        self, source: Source, capture: Capture, state: SourceStateName, listed: int, new: int
    ) -> SourceState:
        return SourceState(
            source=source.url, site=self.site.name, kind=source.kind, at=capture.at, state=state,
            status=capture.status, etag=capture.etag, last_modified=capture.last_modified, listed=listed, new=new,
        )  # fmt: skip

    async def take_page(
        self, response: Response, parts: Sequence[Response] = (), *, goes_on: bool = False
    ) -> NeedsPages | Kept | None:
        """Keep what an address answered. NeedsPages asks for the rest of the text first; nothing is kept till then.

        With `parts`, more is asked for only where the caller `goes_on`.
        """
        capture = capture_of(response, self.site, "page", self.run)
        known = self._known.get(capture.address)
        if not parts:
            self.counts["requests"] += 1
        if response.status in _REDIRECTS or response.status >= 400 or response.status == 304:
            return await self._take_bodiless(capture, known)
        if known is not None and known.body_digest == capture.body_digest and not parts:
            return await self._tell(await self._keep([capture_same(capture, known)]), capture, None)
        pages = [raw_page(response), *(raw_page(part) for part in parts)]
        answer = await self._read(pages)
        if isinstance(answer.reading.outcome, NeedsPages) and not parts:
            return answer.reading.outcome
        if goes_on and (article := answer.reading.article) is not None and article.missing_pages:
            return NeedsPages(addresses=article.missing_pages, title=article.title)
        self.counts["pages"] += 1
        part_captures = [capture_of(part, self.site, "part", self.run) for part in parts]
        facts: list[AnyFact] = [capture, *part_captures]
        facts.append(KeptReading(captures=(capture.id, *(part.id for part in part_captures)), reading=answer.reading))
        facts += self._marks_and_troubles(answer, capture)
        earlier = self._earlier_address(capture, known, answer.reading, response)
        if earlier is not None:
            facts += await self._read_again(earlier, answer.reading.context)
        kept = await self._tell(await self._keep(facts), capture, answer.reading)
        origin = response.meta.get("kliping_origin")
        if kept.article is not None and origin is not None and origin != capture.address:
            await self._keep([AddressOf(address=origin, article=kept.article, why="redirect")])
        return kept

    def _earlier_address(
        self, capture: Capture, known: KnownAddress | None, reading: Reading, response: Response
    ) -> str | None:
        """Where the article stood before this look: here, where a redirect came from, or where its key was first seen."""
        if known is not None:
            return capture.address
        key = reading.article.identity_key if reading.article else None
        return response.meta.get("kliping_origin") or self.desk.archive.address_of_key(self.site.name, key)

    async def _take_bodiless(self, capture: Capture, known: KnownAddress | None) -> Kept | None:
        if capture.status == 304 and known is not None:
            capture = capture_same(capture, known)
        self.counts["unchanged_304" if capture.status == 304 else f"status_{capture.status}"] += 1
        return await self._tell(await self._keep([capture]), capture, None)

    async def take_hop(self, response: Response, target: str) -> bool:
        """Keep where an address leads on to; whether that is to be fetched now.

        A hop to the front page is never followed: it is how many sites say that an article is gone.
        """
        purpose = response.meta["kliping_purpose"]
        if not self.site.owns(target) or (purpose == "page" and not urlsplit(target).path.strip("/")):
            return False
        origin, goal = address(response.url, self.site.rules).url, address(target, self.site.rules).url
        if purpose == "source" or origin == goal:
            return True
        known = self._known.get(goal)
        if known is not None and known.article is not None:
            await self._keep([AddressOf(address=origin, article=known.article, why="redirect")])
        return self.wanted(Link(url=target))

    async def take_failure(self, request: Request, why: str, purpose: Purpose) -> None:
        """Keep that an address gave no answer."""
        self.counts["failures"] += 1
        at = request.meta.get("kliping_at")
        if at is None:
            logger.info("%s: not asked: %s", request.url, why)
            return
        canonical = address(request.url, self.site.rules).url
        capture = Capture(
            url=request.url, address=canonical, site=self.site.name, purpose=purpose, at=at, run=self.run,
            error=why[:300], warc=request.meta.get("kliping_place"), status=request.meta.get("kliping_status"),
            payload_digest=request.meta.get("kliping_payload_digest"),
            withheld=bool(request.meta.get("kliping_withheld")),
        )  # fmt: skip
        facts: list[AnyFact] = [capture]
        if purpose == "source":
            source = request.meta["kliping_source"]
            facts.append(self._source_state(source, capture, "unreachable", 0, 0))
        await self._keep(facts)

    async def take_robots(self, host: str, response: Response | None, why: str) -> None:
        """Keep what a host's robots.txt said, or that it did not answer."""
        self.counts["requests"] += 1
        facts: list[AnyFact] = []
        status, text, at = None, "", self.desk.clock()
        if response is not None:
            capture = capture_of(response, self.site, "robots", self.run)
            status, at = response.status, capture.at
            text = response.body[:_ROBOTS_BYTES].decode("utf-8", "replace").replace("\x00", "") if status == 200 else ""
            facts.append(capture)
        if response is None or response.status >= 500:
            facts.append(self._issue("robots_unreachable", host, why or f"status {status}", None))
        robots = RobotsFound(
            host=host, site=self.site.name, at=at, status=status, text=text, capture=facts[0].id if facts else None
        )
        await self._keep([*facts, robots])

    def last_robots(self, host: str) -> RobotsFound | None:
        """The last good copy of a host's robots.txt."""
        return self.desk.archive.robots(host)

    async def file_issue(self, kind: str, subject: str, message: str) -> None:
        """File something that a person must look at."""
        await self._keep([self._issue(kind, subject, message, None)])

    # ------------------------------------------------------------------------------------------------ in the room

    async def _read(self, pages: Sequence[RawPage]) -> Answer:
        try:
            return await self.desk.readers.read(pages, self.site, self._furniture)
        except ReaderKilled as error:
            failure = ParseFailure(field="page", why=f"reader killed: {error.why}")
            return Answer(reading=Reading(context=self._context, outcome=failure))

    @property
    def _context(self) -> Context:
        furniture = self._furniture.id if self._furniture else None
        return Context(reader=READER, site_toml=self.site.fact.id, furniture=furniture)

    async def _read_again(self, where: str, context: Context) -> list[AnyFact]:
        """The last kept capture, read in today's context: only readings of equal context are compared."""
        latest = self.desk.archive.latest(where)
        if latest is None or context in latest.contexts:
            return []
        try:
            pages = [self._kept_page(old) for old in (latest.capture, *latest.parts)]
        except ArchiveDamaged as error:
            return [self._issue("capture_unreadable", where, str(error), latest.capture)]
        answer = await self._read(pages)
        self.counts["read_again"] += 1
        captures = (latest.capture.id, *(part.id for part in latest.parts))
        return [KeptReading(captures=captures, reading=answer.reading)]

    def _kept_page(self, capture: Capture) -> RawPage:
        body = self.desk.archive.body_of(capture.id)
        return RawPage(url=capture.url, body=body, fetched_at=capture.at, content_type=capture.content_type)

    def _marks_and_troubles(self, answer: Answer, capture: Capture) -> list[AnyFact]:
        facts: list[AnyFact] = []
        outcome = answer.reading.outcome
        if answer.marks:
            facts.append(RightsFound(address=capture.address, at=capture.at, capture=capture.id, marks=answer.marks))
        if isinstance(outcome, ParseFailure):
            self.counts["quarantined"] += 1
            facts.append(self._issue("page_unreadable", capture.address, f"{outcome.field}: {outcome.why}", capture))
        elif isinstance(outcome, NotAnArticle) and outcome.reason == "spam":
            self.counts["quarantined"] += 1
            self.counts["spam"] += 1
            facts.append(self._issue("spam", capture.address, outcome.detail or "gambling promotion", capture))
        elif isinstance(outcome, NotAnArticle):
            self.counts["not_articles"] += 1
        else:
            self._lines.append(answer.lines)
        return facts

    def _issue(self, kind: str, subject: str, message: str, capture: Capture | None) -> Issue:
        self.counts["issues"] += 1
        return Issue(
            site=self.site.name, kind=kind, subject=subject, message=message[:500], at=self.desk.clock(),
            run=self.run or None, capture=capture.id if capture else None,
        )  # fmt: skip

    async def _keep(self, facts: Sequence[AnyFact]) -> Kept:
        try:
            return await asyncio.wrap_future(self.desk.archive.keep(facts))
        except ArchiveFull:
            self.desk.fill_up()
            raise
        except RecordRejected as error:
            # One bad record is one page's trouble: what was fetched is in the WARC, and a person is told.
            subject = next((fact.address for fact in facts if isinstance(fact, Capture)), self.site.name)
            issue = self._issue("record_rejected", subject, str(error), None)
            return await asyncio.wrap_future(self.desk.archive.keep([issue]))
        except ArchiveError:
            self.desk.break_down()
            raise

    async def _tell(self, kept: Kept, capture: Capture, reading: Reading | None) -> Kept:
        title = getattr(reading.outcome, "title", None) if reading else None
        what = str(kept.verdict) if kept.verdict else (reading.kind if reading else f"status {capture.status}")
        if kept.verdict is not None and kept.verdict is not Verdict.QUARANTINED:
            self.counts[str(kept.verdict)] += 1
        self.desk.tell(Seen(site=self.site.name, address=capture.address, what=what, title=title, kept=kept))
        return kept


def raw_page(response: Response) -> RawPage:
    """What came, as it travels to the process that reads it."""
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return RawPage(
        url=response.url,
        body=response.body,
        fetched_at=response.meta.get("kliping_at"),
        status=response.status,
        content_type=_header(response, "Content-Type"),
        headers=headers,
    )


def capture_of(response: Response, site: Site, purpose: Purpose, run: str) -> Capture:
    """The look that this response is; the recorder has left on `meta` where its bytes are, and since when."""
    meta = response.meta
    target = _header(response, "Location") if response.status in _REDIRECTS else None
    return Capture(
        url=response.url,
        address=address(response.url, site.rules).url,
        site=site.name,
        purpose=purpose,
        at=meta["kliping_at"],
        run=run,
        status=response.status,
        content_type=_header(response, "Content-Type"),
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        payload_digest=meta.get("kliping_payload_digest"),
        body_digest=hashlib.sha256(response.body).hexdigest(),
        body_size=len(response.body),
        redirect_to=urljoin(response.url, target)[:2000] if target else None,
        withheld=bool(meta.get("kliping_withheld")),
        flags=tuple(response.flags),
        warc=meta.get("kliping_place"),
    )


def capture_same(capture: Capture, known: KnownAddress) -> Capture:
    """The same look, saying that it brought what the last one brought."""
    return msgspec.structs.replace(capture, same_as=known.capture)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1")[:500] if value else None

"""What is kept of a source that answered, and where it leads: links to fetch, further lists, and when a list is at its end."""

from __future__ import annotations

from datetime import datetime

from scrapy.http import Response

from archive.facts import AnyFact, Capture, Link, Listing, SourceState, Walked
from crawler.agenda import DEEPER, SOURCE, Agenda, Errand
from crawler.capturing import REDIRECTS, capture_of, raw_page
from crawler.errors import DiscoveryError, ReaderKilled
from crawler.ledger import Ledger
from crawler.site import Source
from crawler.wanted import Wanted
from crawler.watch import Watch

# A source whose list leads on and on is followed this many pages deep in an ordinary run; it stops earlier where a
# page lists nothing that is wanted. A backfill walks to the end.
MAX_DEPTH = 40
MAX_BACKFILL_DEPTH = 20_000
_STATES = {401: "forbidden", 403: "forbidden", 404: "missing", 410: "missing"}


class Lists:
    """Takes the answers of one run's sources. `since` bounds a backfill; `is_backfill` walks every list to its end."""

    def __init__(
        self, ledger: Ledger, watch: Watch, wanted: Wanted, agenda: Agenda, *,
        is_backfill: bool = False, since: datetime | None = None,
    ) -> None:  # fmt: skip
        self._ledger, self._watch, self._wanted, self._agenda = ledger, watch, wanted, agenda
        self._is_backfill, self._since = is_backfill, since
        self._roots: dict[str, Source] = {}
        self._resumed: set[str] = set()

    def begin(self, sources: tuple[Source, ...], walked: tuple[Walked, ...] = ()) -> None:
        """Put the sources that are due on the agenda; in a backfill also where the last one was left."""
        for number, source in enumerate(sources):
            if self._wanted.source(source):
                self._put(source, rank=SOURCE, fresh=-number)
        for step in walked if self._is_backfill else ():
            source = Source(kind=step.kind, url=step.next or "", page=step.page)  # type: ignore[arg-type]
            if self._wanted.source(source):
                self._resumed.add(step.source)
                self._put(source, chain=step.source, depth=step.page, rank=DEEPER)

    def _put(self, source: Source, *, chain: str = "", depth: int = 1, rank: int, fresh: float = 0.0) -> None:
        chain = chain or source.url
        self._roots.setdefault(chain, source)
        self._agenda.put(
            Errand(url=source.url, purpose="source", rank=rank, fresh=fresh, chain=chain, depth=depth, source=source)
        )

    async def take(self, errand: Errand, response: Response) -> None:
        """Keep what a source answered, and put on the agenda what it offers that is wanted."""
        assert errand.source is not None
        ledger, source = self._ledger, errand.source
        capture = capture_of(response, ledger.site, "source", ledger.run)
        ledger.counts["requests"] += 1
        facts: list[AnyFact] = [capture]
        if response.status in REDIRECTS:
            await ledger.keep(facts)
            return
        state, found = await self._found(source, response, capture, facts)
        links = tuple(thing for thing in found if isinstance(thing, Link))
        if links:
            facts.append(Listing(source=source.url, site=ledger.site.name, capture=capture.id, links=links))
        facts.append(self._state(source, capture, state, len(links), self._wanted.count_new(links)))
        ledger.counts[f"sources_{state}"] += 1
        facts += self._go_on(errand, links, tuple(thing for thing in found if isinstance(thing, Source)), capture)
        await ledger.keep(facts)

    async def _found(
        self, source: Source, response: Response, capture: Capture, facts: list[AnyFact]
    ) -> tuple[str, tuple[Link | Source, ...]]:
        if response.status == 304:
            return "unchanged", ()
        if response.status != 200:
            return _STATES.get(response.status, "unreachable"), ()
        try:
            return "ok", await self._ledger.desk.readers.discover(source.kind, raw_page(response), self._ledger.site)
        except (DiscoveryError, ReaderKilled) as error:
            if not source.is_guess and not self._watch.was_told("source_unreadable", source.url):
                facts.append(self._ledger.issue("source_unreadable", source.url, str(error), capture))
            return "unreadable", ()

    def unanswered(self, source: Source, capture: Capture) -> SourceState:
        """That a source gave no answer."""
        return self._state(source, capture, "unreachable", 0, 0)

    def barren(self, chain: str) -> SourceState | None:
        """That a list names nothing but what is no article."""
        root, site = self._roots.get(chain), self._ledger.site.name
        self._ledger.counts["sources_barren"] += 1
        if root is None:
            return None
        return SourceState(source=chain, site=site, kind=root.kind, at=self._ledger.desk.clock(), state="barren")

    def _state(self, source: Source, capture: Capture, state: str, listed: int, new: int) -> SourceState:
        before = self._wanted.memory.states.get(source.url)
        etag, modified = capture.etag, capture.last_modified
        if state == "unchanged" and before is not None:
            # Not every server repeats its validators when it says that nothing has changed.
            etag, modified = etag or before.etag, modified or before.last_modified
        return SourceState(
            source=source.url, site=self._ledger.site.name, kind=source.kind, at=capture.at,
            state=state, status=capture.status, etag=etag, last_modified=modified, listed=listed, new=new,  # type: ignore[arg-type]
        )  # fmt: skip

    # --------------------------------------------------------------------------------------------- where it leads

    def _go_on(
        self, errand: Errand, links: tuple[Link, ...], sources: tuple[Source, ...], capture: Capture
    ) -> list[AnyFact]:
        is_dated = any(link.published_at is not None for link in links)
        pages = [self._wanted.page(link, errand.chain, errand.depth, is_dated=is_dated) for link in links]
        wanted = [page for page in pages if page is not None]
        for page in wanted:
            self._agenda.put(page)
        chain = self._agenda.chain(errand.chain)
        named = {where for link in links if (where := self._wanted.canonical(link.url)) is not None}
        may_go_on = chain.listed(named) and not chain.is_barren and not self._is_past(links)
        is_fruitful = bool(wanted) or not links or self._wanted.memory.is_anew or self._is_backfill
        if self._is_backfill and not wanted and links and errand.depth == 1 and errand.chain in self._resumed:
            # What the last backfill had read to here goes on from where it was left.
            return self._branch_off(errand, sources)
        on = [source for source in sources if source.page > 1] if may_go_on and is_fruitful else []
        facts = self._branch_off(errand, sources) if errand.depth < MAX_DEPTH else []
        deepest = MAX_BACKFILL_DEPTH if self._is_backfill else MAX_DEPTH
        nexts = [source for source in on if errand.depth < deepest and self._wanted.source(source)]
        for source in nexts:
            rank = DEEPER if self._is_backfill else SOURCE
            self._put(source, chain=errand.chain, depth=errand.depth + 1, rank=rank, fresh=-errand.depth)
        if self._is_backfill and (nexts or errand.depth > 1):
            facts.append(self._step(errand, nexts[0] if nexts else None, capture.at))
        return facts

    def _branch_off(self, errand: Errand, sources: tuple[Source, ...]) -> list[AnyFact]:
        """Lists of their own that this one names: an index's sitemaps, what a front page advertises."""
        for source in sources:
            is_past = self._since is not None and source.updated_at is not None and source.updated_at < self._since
            if source.page <= 1 and not is_past and self._wanted.source(source):
                fresh = source.updated_at.timestamp() if source.updated_at else 0.0
                self._put(source, depth=errand.depth + 1, rank=SOURCE, fresh=fresh - 1e12)
        return []

    def _is_past(self, links: tuple[Link, ...]) -> bool:
        """Whether all that a page of a list tells a date of is older than what is wanted."""
        if self._since is None:
            return False
        dates = [said for link in links if (said := link.published_at or link.updated_at) is not None]
        return bool(dates) and max(dates) < self._since

    def _step(self, errand: Errand, source: Source | None, at: datetime) -> Walked:
        kind = source.kind if source else errand.source.kind if errand.source else "section"
        return Walked(
            source=errand.chain, site=self._ledger.site.name, at=at, kind=kind, next=source.url if source else None,
            page=errand.depth + 1,
        )  # fmt: skip

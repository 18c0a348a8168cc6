"""What is kept of an article's address that answered: the look, its reading, its rights; and when an absence is believed."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence

import msgspec
from scrapy.http import Response

from archive.decisions import released
from archive.errors import ArchiveDamaged
from archive.facts import AddressOf, AnyFact, Capture, Furniture, KeptReading, RightsFound
from archive.known import Kept, KnownAddress, Verdict
from archive.records import Context, NeedsPages, NotAnArticle, ParseFailure, Reading
from archive.verdict import leads_home
from crawler.agenda import CONTROL, PART, Agenda, Errand
from crawler.capturing import REDIRECTS, capture_of, capture_same, raw_page
from crawler.errors import ReaderKilled
from crawler.furniture import MEMORY
from crawler.ledger import Ledger
from crawler.lists import Lists
from crawler.raw_page import RawPage
from crawler.reader_id import READER
from crawler.reading import Answer
from crawler.wanted import Wanted
from crawler.watch import SHUT_OUT, Watch

logger = logging.getLogger(__name__)

MAX_PARTS = 20
# Before an absence is believed, so many articles that stood there last time are looked at, where this run saw none.
CONTROLS = 3
_FOUND = frozenset({Verdict.NEW, Verdict.REVISED, Verdict.UNCHANGED, Verdict.FLAPPING, Verdict.ALIAS})


class _Doubtful(msgspec.Struct):
    """A look that would confirm that an article is gone."""

    facts: list[AnyFact]
    capture: Capture
    reading: Reading | None


class Pages:
    """Takes the answers of one run's pages."""

    def __init__(
        self, ledger: Ledger, watch: Watch, wanted: Wanted, agenda: Agenda, lists: Lists, furniture: Furniture | None
    ) -> None:
        self._ledger, self._watch = ledger, watch
        self._wanted, self._agenda, self._lists = wanted, agenda, lists
        self._furniture = furniture
        self.lines: deque[tuple[str, ...]] = deque(maxlen=MEMORY)
        self._doubtful: list[_Doubtful] = []
        self._released = released(ledger.desk.archive.connection())
        self._found = self._missed = 0
        self._is_controlled = False

    async def take(self, errand: Errand, response: Response, *, goes_on: bool = False) -> Kept | None:
        """Keep what an address answered. Where the text goes on elsewhere, that is fetched first and nothing is kept yet.

        With parts, more is fetched only where the caller `goes_on`.
        """
        site, counts = self._ledger.site, self._ledger.counts
        capture = capture_of(response, site, "page", self._ledger.run)
        known = self._wanted.memory.known.get(capture.address)
        if not errand.parts:
            counts["requests"] += 1
            counts["pages_asked_again" if errand.is_again else "pages_asked"] += 1
        if response.status in REDIRECTS or response.status >= 400 or response.status == 304:
            return await self._take_bodiless(errand, capture, known)
        if capture.withheld:
            return await self._take_withheld(errand, capture)
        if known is not None and known.body_digest == capture.body_digest and not errand.parts:
            return await self._settle(errand, known, _Doubtful([capture_same(capture, known)], capture, None))
        is_released = capture.address in self._released
        answer = await self._read([raw_page(one, is_released=is_released) for one in (response, *errand.parts)])
        outcome = answer.reading.outcome
        if isinstance(outcome, NeedsPages) and not errand.parts and not errand.left:
            self.next_part(errand, response, (), outcome.addresses[:MAX_PARTS])
            return None
        if goes_on and (article := answer.reading.article) is not None and article.missing_pages:
            self.next_part(errand, response, errand.parts, article.missing_pages[:MAX_PARTS])
            return None
        return await self._take_reading(errand, response, capture, known, answer)

    def next_part(self, errand: Errand, first: Response, parts: tuple[Response, ...], left: Sequence[str]) -> None:
        """Put the next page of an article's text on the agenda."""
        self._agenda.put(
            msgspec.structs.replace(
                errand, url=left[0], purpose="part", rank=PART, first=first, parts=parts, left=tuple(left[1:])
            )
        )

    async def take_part(self, errand: Errand, response: Response | None) -> None:
        """A further page of an article came (None: did not): with the last of them, all are read together."""
        is_good = response is not None and response.status == 200
        parts = (*errand.parts, response) if response is not None and is_good else errand.parts
        if errand.left and is_good:
            self.next_part(errand, errand.first, parts, errand.left)
            return
        # A pager that names only the next page is followed page by page.
        whole = msgspec.structs.replace(errand, parts=parts or (errand.first,), left=())
        await self.take(whole, errand.first, goes_on=is_good and len(parts) < MAX_PARTS)

    async def at_end(self) -> None:
        """Nothing is left to ask: look at some articles that should stand there, or believe what is missing."""
        if not self._doubtful:
            return
        if not self._is_controlled and not self._found:
            self._is_controlled = True
            for errand in self._controls():
                self._agenda.put(errand)
            return
        await self.settle_doubts(is_ill=self._missed > self._found)

    async def settle_doubts(self, *, is_ill: bool) -> None:
        """Keep the looks that confirm an absence; those made while the whole site was ill confirm nothing."""
        doubtful, self._doubtful = self._doubtful, []
        if is_ill and doubtful:
            self._ledger.counts["site_ill"] = 1
        for look in doubtful:
            facts = look.facts
            if is_ill:
                ill = msgspec.structs.replace(look.capture, flags=(*look.capture.flags, "site_ill"))
                facts = [ill if isinstance(fact, Capture) and fact.id == look.capture.id else fact for fact in facts]
            await self._ledger.keep_look(facts, look.capture, look.reading)

    # ------------------------------------------------------------------------------------------------ in the room

    async def _take_bodiless(self, errand: Errand, capture: Capture, known: KnownAddress | None) -> Kept | None:
        if capture.status == 304 and known is not None:
            capture = capture_same(capture, known)
        self._ledger.counts["unchanged_304" if capture.status == 304 else f"status_{capture.status}"] += 1
        return await self._settle(errand, known, _Doubtful([capture], capture, None))

    async def _take_withheld(self, errand: Errand, capture: Capture) -> Kept:
        """The publisher asks that no copy be kept: the look is, with headers and digests, and nothing is read."""
        self._ledger.counts["withheld"] += 1
        rights = RightsFound(address=capture.address, at=capture.at, capture=capture.id, marks=("noarchive",))
        await self._prove(errand, is_article=True)
        return await self._ledger.keep_look([capture, rights], capture)

    async def _take_reading(
        self, errand: Errand, response: Response, capture: Capture, known: KnownAddress | None, answer: Answer
    ) -> Kept | None:
        is_released = capture.address in self._released
        ledger, answer = self._ledger, self._watch.seen(answer, known, is_released=is_released)
        reading = answer.reading
        ledger.counts["pages"] += 1
        parts = [capture_of(part, ledger.site, "part", ledger.run) for part in errand.parts if part is not response]
        facts: list[AnyFact] = [capture, *parts]
        facts.append(KeptReading(captures=(capture.id, *(part.id for part in parts)), reading=reading))
        facts += self._marks_and_troubles(answer, capture)
        earlier = self._earlier_address(errand, capture, known, reading)
        if earlier is not None:
            facts += await self._read_again(earlier, reading.context)
        kept = await self._settle(errand, known, _Doubtful(facts, capture, reading))
        if kept is not None and kept.article is not None and errand.origin not in (None, capture.address):
            await ledger.keep([AddressOf(address=errand.origin or "", article=kept.article, why="redirect")])
        return kept

    async def _settle(self, errand: Errand, known: KnownAddress | None, look: _Doubtful) -> Kept | None:
        """Keep a look, unless it would confirm an absence: that waits until it is known whether the site is well."""
        is_missing = self._is_missing(look)
        if known is not None and known.article is not None and known.primary and is_missing:
            self._missed += 1
            self._ledger.counts["missing"] += 1
            if known.misses and not known.gone:
                self._doubtful.append(look)
                return None
        kept = await self._ledger.keep_look(look.facts, look.capture, look.reading)
        is_article = kept.article is not None and not is_missing
        self._found += kept.verdict in _FOUND
        outcome = look.reading.outcome if look.reading is not None else None
        # What cannot be read, or is read as promotion, may be an article all the same: it is no mark of a barren list.
        is_unclear = kept.verdict is Verdict.QUARANTINED or isinstance(outcome, ParseFailure)
        if look.capture.status not in REDIRECTS and not is_unclear:
            await self._prove(errand, is_article=is_article)
        return kept

    async def _prove(self, errand: Errand, *, is_article: bool) -> None:
        if errand.chain and self._agenda.chain(errand.chain).proved(is_article=is_article):
            state = self._lists.barren(errand.chain)
            if state is not None:
                await self._ledger.keep([state])

    @staticmethod
    def _is_missing(look: _Doubtful) -> bool:
        outcome = look.reading.outcome if look.reading is not None else None
        is_soft = isinstance(outcome, NotAnArticle) and outcome.reason == "soft_404"
        return look.capture.status in (404, 410) or leads_home(look.capture.redirect_to) or is_soft

    def _controls(self) -> list[Errand]:
        """Articles that stood there at their last look and were not asked for in this run, the latest looked at first."""
        standing = [
            known for known in self._wanted.memory.articles()
            if known.primary and not known.misses and not self._wanted.was_asked(known.address)
        ]  # fmt: skip
        chosen = sorted(standing, key=lambda known: known.last_at, reverse=True)[:CONTROLS]
        return [
            Errand(url=known.url or known.address, purpose="page", rank=CONTROL, is_again=True) for known in chosen
        ]  # fmt: skip

    async def _read(self, pages: Sequence[RawPage]) -> Answer:
        try:
            return await self._ledger.desk.readers.read(pages, self._ledger.site, self._furniture)
        except ReaderKilled as error:
            failure = ParseFailure(field="page", why=f"reader killed: {error.why}")
            return Answer(reading=Reading(context=self._context, outcome=failure))

    @property
    def _context(self) -> Context:
        furniture = self._furniture.id if self._furniture else None
        return Context(reader=READER, site_toml=self._ledger.site.fact.id, furniture=furniture)

    def _earlier_address(
        self, errand: Errand, capture: Capture, known: KnownAddress | None, reading: Reading
    ) -> str | None:
        """Where the article stood before this look: here, where a redirect came from, or where its key was first seen."""
        if known is not None:
            return capture.address
        key = reading.article.identity_key if reading.article else None
        return errand.origin or self._ledger.desk.archive.address_of_key(self._ledger.site.name, key)

    async def _read_again(self, where: str, context: Context) -> list[AnyFact]:
        """The last kept capture, read in today's context: only readings of equal context are compared."""
        latest = self._ledger.desk.archive.latest(where)
        if latest is None or context in latest.contexts:
            return []
        try:
            pages = [self._kept_page(old) for old in (latest.capture, *latest.parts)]
        except ArchiveDamaged as error:
            return [self._ledger.issue("capture_unreadable", where, str(error), latest.capture)]
        answer = await self._read(pages)
        self._ledger.counts["read_again"] += 1
        captures = (latest.capture.id, *(part.id for part in latest.parts))
        return [KeptReading(captures=captures, reading=answer.reading)]

    def _kept_page(self, capture: Capture) -> RawPage:
        body = self._ledger.desk.archive.body_of(capture)
        return RawPage.of(capture, body, is_released=capture.address in self._released)

    def _marks_and_troubles(self, answer: Answer, capture: Capture) -> list[AnyFact]:
        facts: list[AnyFact] = []
        ledger, outcome = self._ledger, answer.reading.outcome
        if answer.marks:
            facts.append(RightsFound(address=capture.address, at=capture.at, capture=capture.id, marks=answer.marks))
        if isinstance(outcome, ParseFailure):
            ledger.counts["quarantined"] += 1
            facts.append(ledger.issue("page_unreadable", capture.address, f"{outcome.field}: {outcome.why}", capture))
        elif isinstance(outcome, NotAnArticle) and outcome.detail.startswith(SHUT_OUT):
            ledger.counts["shut_out"] += 1
        elif isinstance(outcome, NotAnArticle) and outcome.reason == "spam":
            ledger.counts["quarantined"] += 1
            ledger.counts["spam"] += 1
            facts.append(ledger.issue("spam", capture.address, outcome.detail or "gambling promotion", capture))
        elif isinstance(outcome, NotAnArticle):
            ledger.counts["not_articles"] += 1
            ledger.counts[f"not_article_{outcome.reason}"] += 1
        else:
            self.lines.append(answer.lines)
        return facts

"""Others' captures brought home: opened in a child, into the WARC, read, kept; whose they are stands with each of them.

An imported capture's instant is what its source claims. Pages are taken a handful at a time, so that whatever cuts an
import off loses nothing that was kept, and the next one goes on with what is missing.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future

import msgspec

from archive.errors import RecordRejected
from archive.facts import AddressOf, AnyFact, Capture, Issue, KeptReading, RightsFound
from archive.known import Exchange, Kept
from archive.records import Context, Evidence, NeedsPages, NotAnArticle, ParseFailure, Reading
from archive.store import Archive
from crawler.brought import Brought, Page, Source, is_wanted, owner_of, page_of
from crawler.brought_beside import REPEAT, beside
from crawler.errors import ReaderKilled
from crawler.others import TELLING, Passed, Repeated
from crawler.others_frames import frames
from crawler.reader_id import READER
from crawler.reading import Answer, Readers, read_all
from crawler.reparse import reparse
from crawler.site import Site

_AT_ONCE = 200
_BYTES_AT_ONCE = 48 * 2**20


def bring(
    archive: Archive, source: Source, sites: Mapping[str, Site], readers: Callable[[], Readers], *,
    takes_all: bool = False, is_dry: bool = False, tell: Callable[[int], None] = lambda _pages: None,
) -> Brought:  # fmt: skip
    """Keep the pages of a source that are not here yet, each with whose it is.

    Pages of hosts that no site describes are taken only where the caller `takes_all`. In a dry run nothing is kept.
    """
    done = Brought(imported=source.fact.id, is_dry=is_dry)
    waiting = Counter[str]()
    _keep_all(
        archive, source, sites, readers, done, _pages(archive, source, sites, done, waiting, takes_all=takes_all), tell
    )
    if is_dry:
        done.beside = waiting
    elif waiting:
        # Pages may stand in any order in a file: what only speaks of them is looked at when all of them are here.
        rest = beside(archive, source, sites, done, takes_all=takes_all)
        _keep_all(archive, source, sites, readers, done, rest, tell)
    return done


def _keep_all(
    archive: Archive, source: Source, sites: Mapping[str, Site], readers: Callable[[], Readers], done: Brought,
    pages: Iterator[Page], tell: Callable[[int], None],
) -> None:  # fmt: skip
    for some in _handfuls(pages):
        if not done.is_dry:
            # What stands beside them in time is compared only where the same reader has read it.
            reparse(archive, sites, readers(), addresses=[page.capture.address for page in some])
        _keep(archive, source, some, readers, done)
        tell(done.pages)


def _pages(
    archive: Archive, source: Source, sites: Mapping[str, Site], done: Brought, waiting: Counter[str], *,
    takes_all: bool,
) -> Iterator[Page]:  # fmt: skip
    """The pages of a source that are wanted. What else speaks of pages is only counted, by what it is."""
    for one in frames(source.path, source.zone):
        if isinstance(one, Passed):
            done.is_damaged |= one.is_end
            done.pass_by(one.why, one.what)
        elif isinstance(one, Repeated):
            waiting[REPEAT] += 1
        elif one.status in TELLING:
            waiting[f"status {one.status}"] += 1
        else:
            owner = owner_of(one.url, sites, done, takes_all=takes_all)
            if owner is not None:
                page = page_of(one, owner[0], source.fact, is_described=owner[1])
                if is_wanted(archive, page, done):
                    yield page


def _handfuls(pages: Iterator[Page]) -> Iterator[list[Page]]:
    held: list[Page] = []
    size = 0
    for page in pages:
        held.append(page)
        size += len(page.seen.payload) + len(page.seen.body or b"")
        if len(held) >= _AT_ONCE or size >= _BYTES_AT_ONCE:
            yield held
            held, size = [], 0
    if held:
        yield held


def _keep(
    archive: Archive, source: Source, pages: Sequence[Page], readers: Callable[[], Readers], done: Brought
) -> None:
    furniture = {page.site.name: archive.furniture(page.site.name) for page in pages}

    def answers(chosen: Sequence[Page], times: int) -> Iterator[tuple[Page, Answer | ReaderKilled]]:
        tasks = (
            (times * (page.raw,), page.site if page.is_described else None, furniture[page.site.name])
            for page in chosen
        )
        yield from zip(chosen, read_all(tasks, readers()), strict=True)

    more: list[Page] = []
    waiting: deque[Future[Kept]] = deque()
    for page in pages:
        if not page.has_text:
            waiting.append(_kept_unread(archive, source, page))
    for page, answer in answers([page for page in pages if page.has_text], 1):
        if isinstance(answer, Answer) and isinstance(answer.reading.outcome, NeedsPages):
            more.append(page)
        else:
            waiting += _kept(archive, source, page, answer, done)
    # The rest of a text on several pages is another capture: the page is read as far as it goes, and flagged.
    for page, answer in answers(more, 2) if more else ():
        waiting += _kept(archive, source, page, answer, done)
    for future in waiting:
        try:
            kept = future.result()
        except RecordRejected as error:
            done.pass_by("cannot be kept", str(error)[:300])
            continue
        done.kept += 1
        if kept.verdict is not None or kept.article is None:
            done.verdicts[str(kept.verdict) if kept.article else "no article"] += 1


def _kept(
    archive: Archive, source: Source, page: Page, answer: Answer | ReaderKilled, done: Brought
) -> list[Future[Kept]]:
    """Hand in a page with its reading: its bytes to the WARC first."""
    site = page.site
    reading = answer.reading if isinstance(answer, Answer) else _killed(page, answer)
    if page.capture.same_as is None:
        done.pages += 1
        done.read[reading.kind] += 1
        if reading.article is None:
            done.not_articles[getattr(reading.outcome, "reason", None) or reading.kind] += 1
        done.sites[site.name] += 1
    if done.is_dry:
        return []
    capture = _recorded(archive, source, page)
    facts: list[AnyFact] = [source.fact, capture, KeptReading(captures=(capture.id,), reading=reading)]
    if page.is_described:
        facts.insert(0, site.fact)
    if isinstance(answer, Answer) and answer.marks:
        facts.append(RightsFound(address=capture.address, at=capture.at, capture=capture.id, marks=answer.marks))
    if (trouble := _trouble(reading)) is not None:
        facts.append(
            Issue(
                site=site.name,
                kind=trouble[0],
                subject=capture.address,
                message=trouble[1][:500],
                at=source.fact.at,
                capture=capture.id,
            )
        )
    return [archive.keep(facts)]


def _kept_unread(archive: Archive, source: Source, page: Page) -> Future[Kept]:
    """Hand in an answer that says by its status that an article was elsewhere, or not there."""
    capture = _recorded(archive, source, page)
    facts: list[AnyFact] = [source.fact, capture]
    if page.is_described:
        facts.insert(0, page.site.fact)
    if page.leads_to is not None:
        facts.append(AddressOf(address=capture.address, article=page.leads_to, why="redirect"))
    return archive.keep(facts)


def _recorded(archive: Archive, source: Source, page: Page) -> Capture:
    """The look, its bytes in the WARC."""
    capture, seen = page.capture, page.seen
    exchange = Exchange(
        url=capture.url, at=capture.at, site=page.site.name, purpose="imported", status=seen.status,
        reason=seen.reason, response_headers=seen.headers, body=seen.payload, truncated=capture.truncated,
        imported=source.fact.id, repeats=capture.same_as is not None,
    )  # fmt: skip
    return msgspec.structs.replace(capture, warc=archive.record(exchange).result())


def _killed(page: Page, error: ReaderKilled) -> Reading:
    toml = page.site.fact.id if page.is_described else None
    failure = ParseFailure(field="page", why=f"reader killed: {error.why}")
    return Reading(context=Context(reader=READER, site_toml=toml), outcome=failure, evidence=Evidence())


def _trouble(reading: Reading) -> tuple[str, str] | None:
    outcome = reading.outcome
    if isinstance(outcome, ParseFailure):
        return "page_unreadable", f"{outcome.field}: {outcome.why}"
    if isinstance(outcome, NotAnArticle) and outcome.reason == "spam":
        return "spam", outcome.detail or "gambling promotion"
    return None

"""`kliping release` of what was put aside: a person decides that a page is an article, and it is read as one for good."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import msgspec

from archive import queries
from archive.address import address
from archive.decisions import quarantined
from archive.errors import RecordRejected, UnknownArticle
from archive.facts import Act, AnyFact, Capture, KeptReading
from archive.known import Kept
from archive.messages import say
from archive.records import Article, Context, Evidence, FieldEvidence, Paragraph, Reading
from archive.store import Archive
from crawler.errors import CrawlerError, ReaderKilled
from crawler.raw_page import RawPage
from crawler.reading import Readers
from crawler.site import Site

# A page that killed its reader is given once what no crawl would give a page.
PATIENT = {"cpu_seconds": 60.0, "wall_seconds": 180.0, "memory_mb": 4096}
BY_HAND = "person"


class ByHand(msgspec.Struct, frozen=True):
    """What a person read, where no machine can: headline and text, paragraphs parted by blank lines."""

    title: str
    text: str


class Decision(msgspec.Struct, frozen=True):
    """Who decides, when and why."""

    by: str
    note: str
    at: datetime


def put_aside(archive: Archive, asked: str, owner: Site | None) -> Capture | None:
    """The page at an address of `owner` where it waits for a person; None where nothing was put aside there."""
    tried = [asked.strip()]
    with suppress(ValueError):
        tried.append(address(tried[0], owner.rules).url if owner else address(tried[0]).url)
    for where in tried:
        found = quarantined(archive.connection(), where)
        if found is not None:
            return archive.capture(found)
    return None


def release(archive: Archive, page: Capture, site: Site | None, decision: Decision, by_hand: ByHand | None) -> Kept:
    """Keep the decision with the reading that it makes an article. CrawlerError where no machine reads one there."""
    captures = (page, *_parts(archive, page))
    reading = _by_hand(by_hand) if by_hand else _read(archive, captures, site, page.address)
    found = KeptReading(captures=tuple(one.id for one in captures), reading=reading)
    act = Act(
        kind="release", subject=page.address, at=decision.at, by=decision.by, reason=decision.note,
        detail={"as": "article", "capture": page.id},
    )  # fmt: skip
    facts: list[AnyFact] = [act, found, *_closed(archive, page.address, decision)]
    if site is not None:
        facts.insert(0, site.fact)
    # The answer to a look tells what became of it.
    return archive.keep([*facts, page]).result()


def _parts(archive: Archive, page: Capture) -> tuple[Capture, ...]:
    row = archive.connection().execute(
        "SELECT parts FROM reading WHERE capture = ? ORDER BY json_array_length(parts) DESC, id LIMIT 1", (page.id,)
    ).fetchone()  # fmt: skip
    parts = msgspec.json.decode(row[0], type=list[str]) if row else []
    return tuple(found for part in parts if (found := archive.capture(part)) is not None)


def _read(archive: Archive, captures: Sequence[Capture], site: Site | None, where: str) -> Reading:
    pages = [RawPage.of(one, archive.body_of(one), is_released=True) for one in captures]
    furniture = archive.furniture(captures[0].site)
    hint = say("give its headline and text yourself: --title and --text FILE")
    try:
        reading = asyncio.run(_patiently(pages, site, furniture))
    except ReaderKilled as error:
        raise CrawlerError(
            say("{url} kills its reader ({why}); {hint}", url=where, why=error.why, hint=hint)
        ) from error
    if reading.article is None:
        why = getattr(reading.outcome, "reason", None) or getattr(reading.outcome, "why", None) or reading.kind
        raise CrawlerError(say("no article is read at {url} ({why}); {hint}", url=where, why=why, hint=hint))
    return reading


async def _patiently(pages: Sequence[RawPage], site: Site | None, furniture: Any) -> Reading:
    readers = Readers(children=1, **PATIENT)  # type: ignore[arg-type]
    try:
        return (await readers.read(pages, site, furniture)).reading
    finally:
        await readers.close()


def _by_hand(told: ByHand) -> Reading:
    body = tuple(Paragraph(text=" ".join(part.split())) for part in told.text.split("\n\n") if part.strip())
    try:
        article = Article(title=" ".join(told.title.split()), body=body)
    except RecordRejected as error:
        raise CrawlerError(say("the text given is no article: {error}", error=error)) from error
    fields = tuple(FieldEvidence(field=name, found_by="person") for name in ("title", "body"))
    return Reading(context=Context(reader=BY_HAND), outcome=article, evidence=Evidence(fields=fields))


def _closed(archive: Archive, where: str, decision: Decision) -> list[AnyFact]:
    """What was told of the page is settled by this."""
    rows = queries.issues(archive.connection(), limit=10_000)
    return [
        Act(kind="close_issue", subject=row.id, at=decision.at, by=decision.by, reason=decision.note or "released")
        for row in rows
        if row.subject == where and row.kind in ("spam", "page_unreadable")
    ]


def is_article(archive: Archive, asked: str) -> bool:
    """Whether an id or address names an article that is kept."""
    try:
        queries.find(archive.connection(), asked)
    except UnknownArticle:
        return False
    return True

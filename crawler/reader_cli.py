"""`kliping read`: one page as a person wants to see it, or a batch of pages as JSON lines."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from archive.messages import say
from archive.records import NotAnArticle, ParseFailure, Reading, plain
from archive.terminal import clean, print_json, print_lines
from crawler.errors import CrawlerError, ReaderKilled
from crawler.raw_page import RawPage
from crawler.reading import Answer, Readers
from crawler.site import Site

MAX_BYTES = 10 * 2**20
_AHEAD = 64
# Where nobody says whence a file came. `.invalid` is nobody's, by RFC 2606.
UNKNOWN = "http://unknown.invalid/"
# What a page may be beside an article that has a text of its own all the same.
_WITH_TEXT = frozenset({"listing", "front_page", "forum", "search", "author_page", "attachment", "other"})
_WRITES = frozenset({"reporter", "writer", "contributor"})


class Asked(msgspec.Struct, frozen=True):
    """One line of a batch: a local file with a page, and where it came from."""

    id: str | int
    file: str
    url: str | None = None


def read_batch(lines: Iterable[str], site: Site | None, readers: Readers) -> int:
    """Read each page that a JSON line names; print a JSON line for each, in any order.

    2 where a line is no such request (each is told of on standard error), else 0: a page that cannot be read, or that
    kills its reader, has its line too.
    """
    return asyncio.run(_read_all(lines, site, readers))


async def _read_all(lines: Iterable[str], site: Site | None, readers: Readers) -> int:
    waiting: set[asyncio.Task[None]] = set()
    number = code = 0
    try:
        async for line in _fed(lines):
            number += 1
            if not line.strip():
                continue
            try:
                asked = msgspec.json.decode(line, type=Asked)
            except msgspec.MsgspecError as error:
                sys.stderr.write(f"kliping: {clean(say('line {n}: {error}', n=number, error=error))}\n")
                code = 2
                continue
            waiting.add(asyncio.ensure_future(_read_line(readers, asked, site)))
            if len(waiting) >= 2 * readers.children:
                waiting = await _some(waiting)
        while waiting:
            waiting = await _some(waiting)
    finally:
        for task in waiting:
            task.cancel()
        await readers.close()
    return code


async def _fed(lines: Iterable[str]) -> AsyncIterator[str]:
    """The lines as they come, read in a thread: who asks may wait for an answer before asking again."""
    loop, fed, room = asyncio.get_running_loop(), asyncio.Queue[str | None](), threading.Semaphore(_AHEAD)

    def feed() -> None:
        # A loop that is closed wants no more of them.
        with suppress(RuntimeError):
            for line in lines:
                room.acquire()
                loop.call_soon_threadsafe(fed.put_nowait, line)
            loop.call_soon_threadsafe(fed.put_nowait, None)

    threading.Thread(target=feed, name="kliping-batch", daemon=True).start()
    while (line := await fed.get()) is not None:
        room.release()
        yield line


async def _some(waiting: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
    """Wait until one is done; those that are not. What went wrong in one that is goes up from here."""
    done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    return waiting


async def _read_line(readers: Readers, asked: Asked, site: Site | None) -> None:
    try:
        page = page_of(asked.file, asked.url)
        reading = (await readers.read([page], site, None)).reading
        row = row_of(reading)
        if isinstance(reading.outcome, NotAnArticle) and reading.outcome.reason in _WITH_TEXT:
            again = as_asked(page, anyway=True)
            row |= _beside(row_of((await readers.read([again], site, None)).reading))
    except (OSError, ValueError, ReaderKilled) as error:
        row = unread_row(error)
    sys.stdout.write(msgspec.json.encode({"id": asked.id, **row}).decode() + "\n")
    sys.stdout.flush()


def _beside(row: dict[str, Any]) -> dict[str, Any]:
    """What a refused page would have been read as: whoever holds it to be an article has it, and its `reading` stays."""
    return {name: row[name] for name in ("title", "body", "published_at", "authors") if row[name]}


def page_of(file: str, url: str | None) -> RawPage:
    """A saved page and where it came from. OSError where it cannot be opened."""
    with Path(file).open("rb") as opened:
        body = opened.read(MAX_BYTES)
    return RawPage(url=url if url and url.startswith(("http://", "https://")) else UNKNOWN, body=body)


def as_asked(page: RawPage, *, anyway: bool) -> RawPage:
    """The page; `anyway` where it shall be read as an article whatever it looks like."""
    return msgspec.structs.replace(page, anyway=True) if anyway else page


def row_of(reading: Reading) -> dict[str, Any]:
    """A reading as one flat row: the four keys that every reader of news can give, what it is, then all else."""
    outcome, article = reading.outcome, reading.article
    people = article.people if article else ()
    evidence = reading.evidence
    return {
        "title": getattr(outcome, "title", None),
        "body": article.text if article else None,
        "published_at": article.published_at.at.isoformat() if article and article.published_at else None,
        "authors": [person.name for person in people if person.role in _WRITES],
        "reading": reading.kind,
        "reason": _reason(outcome),
        "flags": list(dict.fromkeys([*evidence.flags, *(flag for field in evidence.fields for flag in field.flags)])),
        "read": plain(outcome),
        "evidence": plain(evidence),
        "reader": reading.context.reader,
    }


def unread_row(error: Exception) -> dict[str, Any]:
    """The same keys for a page that nothing was read of."""
    return {
        "title": None, "body": None, "published_at": None, "authors": [], "reading": "parse_error",
        "reason": f"{type(error).__name__}: {error}", "flags": [], "read": None, "evidence": None, "reader": None,
    }  # fmt: skip


def _reason(outcome: Any) -> str | None:
    if isinstance(outcome, ParseFailure):
        return f"{outcome.field}: {outcome.why}"
    if isinstance(outcome, NotAnArticle):
        return f"{outcome.reason}: {outcome.detail}" if outcome.detail else outcome.reason
    return None


def read_one(raw: RawPage, site: Site | None, field: str | None, *, as_json: bool) -> int:
    """Read one page and show the reading. ReaderKilled where the page kills its reader."""
    reading = read_pages([raw], site)
    if field is not None and not any(found.field == field for found in reading.evidence.fields):
        known = ", ".join(dict.fromkeys(found.field for found in reading.evidence.fields))
        raise CrawlerError(say("there is no evidence for {field}; there is for: {known}", field=field, known=known))
    if as_json:
        print_json(row_of(reading))
    else:
        from crawler.showing import reading_lines, why_lines

        print_lines(reading_lines(reading) if field is None else why_lines(reading, field))
    return 0


def read_pages(pages: Sequence[RawPage], site: Site | None) -> Reading:
    """The reading of the pages of one article, in a child of its own. ReaderKilled where they kill it."""
    return asyncio.run(_read(pages, site)).reading


async def _read(pages: Sequence[RawPage], site: Site | None) -> Answer:
    readers = Readers(children=1)
    try:
        reading = asyncio.ensure_future(readers.read(pages, site, None))
        await asyncio.sleep(0)
        # While the child loads what reads, this process loads what shows.
        import_module("crawler.showing")
        return await reading
    finally:
        await readers.close()

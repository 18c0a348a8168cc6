"""`kliping read`: one page as a person wants to see it, or a batch of pages as JSON lines."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from archive.commands import print_json, styled
from archive.messages import say
from archive.records import Article, NeedsPages, ParseFailure, Reading, plain
from archive.terminal import console
from crawler.errors import ReaderKilled
from crawler.page import RawPage
from crawler.reading import Answer, Readers
from crawler.site import Site

_AT_ONCE = 4
_MAX_BYTES = 10 * 2**20


class Asked(msgspec.Struct, frozen=True):
    """One line of a batch."""

    id: str
    file: str
    url: str | None = None


def read_batch(lines: Iterable[str], site: Site | None) -> int:
    """Read each page that a JSON line names; print a JSON line for each, in any order."""
    asyncio.run(_read_all((msgspec.json.decode(line, type=Asked) for line in lines if line.strip()), site))
    return 0


async def _read_all(asked: Iterable[Asked], site: Site | None) -> None:
    readers = Readers(children=2)
    waiting: set[asyncio.Task[None]] = set()
    try:
        for one in asked:
            waiting.add(asyncio.ensure_future(_read_line(readers, one, site)))
            if len(waiting) >= _AT_ONCE:
                _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if waiting:
            await asyncio.wait(waiting)
    finally:
        await readers.close()


def _file_bytes(name: str) -> bytes:
    return Path(name).read_bytes()[:_MAX_BYTES]


async def _read_line(readers: Readers, asked: Asked, site: Site | None) -> None:
    try:
        body = _file_bytes(asked.file)
        url = asked.url if asked.url and asked.url.startswith("http") else "http://unknown.invalid/"
        answer = await readers.read([RawPage(url=url, body=body)], site, None)
        row = row_of(answer.reading)
    except (OSError, ReaderKilled) as error:
        row = {
            "reading": "parse_error",
            "reason": str(error),
            "title": None,
            "body": None,
            "published_at": None,
            "authors": [],
        }
    sys.stdout.write(msgspec.json.encode({"id": asked.id, **row}).decode() + "\n")


def row_of(reading: Reading) -> dict[str, Any]:
    """A reading as one flat row: the four keys that every reader of news can give, then all else."""
    outcome = reading.outcome
    article = reading.article
    row: dict[str, Any] = {
        "title": getattr(outcome, "title", None),
        "body": article.text if article else None,
        "published_at": article.published_at.at.isoformat() if article and article.published_at else None,
        "authors": [person.name for person in article.people if person.role in ("reporter", "writer", "contributor")]
        if article
        else [],
        "reading": reading.kind,
        "reason": getattr(outcome, "reason", None) or getattr(outcome, "why", None),
    }
    row["read"] = plain(outcome)
    row["evidence"] = plain(reading.evidence)
    row["reader"] = reading.context.reader
    return row


def read_one(page: str, url: str | None, site: Site | None, field: str | None, *, as_json: bool) -> int:
    """Read a saved file or a web address and show the reading."""
    if page.startswith(("http://", "https://")):
        from crawler.looking import look_at

        raw = look_at(page)
    else:
        raw = RawPage(url=url or "http://unknown.invalid/", body=Path(page).read_bytes()[:_MAX_BYTES])
    answer = asyncio.run(_read(raw, site))
    if as_json:
        print_json(row_of(answer.reading))
        return 0
    lines = _why_lines(answer.reading, field) if field else reading_lines(answer.reading)
    for line in lines:
        console().print(line)
    return 0


async def _read(raw: RawPage, site: Site | None) -> Answer:
    readers = Readers(children=1)
    try:
        return await readers.read([raw], site, None)
    finally:
        await readers.close()


def reading_lines(reading: Reading) -> list[Any]:
    """A reading as a person wants to see it: fields with evidence, flags in colour, dropped lines struck through."""
    outcome = reading.outcome
    if isinstance(outcome, Article):
        lines = [styled((outcome.title, "bold")), styled(("", ""))]
        lines += [_field_line(name, outcome, reading) for name in _shown_fields(outcome)]
        for paragraph in outcome.body:
            lines += [styled(("", "")), styled((paragraph.text, "bold" if paragraph.kind == "heading" else ""))]
    elif isinstance(outcome, NeedsPages):
        lines = [styled((say("the text goes on at"), "bold"), (" " + " ".join(outcome.addresses), ""))]
    elif isinstance(outcome, ParseFailure):
        lines = [styled((say("cannot be read"), "bold red"), (f": {outcome.field}: {outcome.why}", ""))]
    else:
        lines = [styled((say("not an article"), "bold yellow"), (f": {outcome.reason} {outcome.detail}", ""))]
    if reading.evidence.dropped:
        lines += [styled(("", "")), styled((say("dropped lines"), "bold"))]
        lines += [
            styled((drop.text[:200], "strike dim"), (f"  ({drop.rule})", "dim")) for drop in reading.evidence.dropped
        ]
    return lines


def _shown_fields(article: Article) -> list[str]:
    rows = plain(article)
    return [name for name in article.__struct_fields__ if name in rows and name not in ("title", "body", "lead")]


def _field_line(name: str, article: Article, reading: Reading) -> Any:
    value = getattr(article, name)
    shown = value if isinstance(value, str | bool) else msgspec.json.encode(plain(value)).decode()
    found = [field for field in reading.evidence.fields if field.field == name]
    why = "; ".join(dict.fromkeys(field.found_by for field in found))
    flags = " ".join(flag for field in found for flag in field.flags)
    return styled(
        (f"{name:16}", "cyan"),
        (shown, ""),
        (f"  [{why}]" if why else "", "dim"),
        (f"  {flags}" if flags else "", "bold yellow"),
    )


def _why_lines(reading: Reading, field: str) -> list[Any]:
    return [
        styled(
            (f"{found.found_by}: ", "cyan"),
            (found.raw, ""),
            (f"  {found.changed}", "dim"),
            (f"  {' '.join(found.flags)}", "yellow"),
        )
        for found in reading.evidence.fields
        if found.field == field
    ]

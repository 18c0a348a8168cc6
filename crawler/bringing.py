"""Others' captures brought home: opened in a child, into the WARC, read, kept; whose they are stands with each of them.

An imported capture's instant is what its source claims. Pages are taken a handful at a time, so that whatever cuts an
import off loses nothing that was kept, and the next one goes on with what is missing.
"""

from __future__ import annotations

import hashlib
import os
import select
import socket
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from archive.address import address
from archive.errors import RecordRejected
from archive.facts import AnyFact, Capture, Imported, Issue, KeptReading, RightsFound
from archive.known import Exchange, Kept, Verdict
from archive.messages import say
from archive.records import Context, Evidence, NeedsPages, NotAnArticle, ParseFailure, Reading, utc_text
from archive.store import Archive
from crawler.child import HEAD_BYTES, length_of
from crawler.errors import CrawlerError, ReaderKilled
from crawler.net.marks import is_noarchive
from crawler.others import Passed, Seen, kind_of, list_of, listed
from crawler.raw_page import RawPage
from crawler.reader_id import READER
from crawler.reading import Answer, Readers, read_all
from crawler.reparse import reparse
from crawler.site import Site

MEMORY_MB = 1024
# A child that says nothing for so long is stuck (its own clock allows a record half as much).
SILENCE = 90.0
SAYS = {
    "warc": "its WARC-Date headers say when",
    "wacz": "the WARC-Date headers in it say when",
    "folder": "its list says when",
}
_AT_ONCE = 200
_BYTES_AT_ONCE = 48 * 2**20
_CHUNK = 1 << 20
_SHOWN = 5
_Frame = Seen | Passed | None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What is brought, by whom: the fact that every capture of it names."""

    path: Path
    fact: Imported
    zone: int | None = None


class Brought(msgspec.Struct, kw_only=True):
    """What came of an import. `passed` counts what was left out, by reason, with examples."""

    imported: str = ""
    pages: int = 0
    kept: int = 0
    again: int = 0
    is_dry: bool = False
    is_damaged: bool = False
    read: Counter[str] = msgspec.field(default_factory=Counter)
    not_articles: Counter[str] = msgspec.field(default_factory=Counter)
    verdicts: Counter[str] = msgspec.field(default_factory=Counter)
    sites: Counter[str] = msgspec.field(default_factory=Counter)
    passed: Counter[str] = msgspec.field(default_factory=Counter)
    examples: dict[str, list[str]] = msgspec.field(default_factory=dict)

    def pass_by(self, why: str, what: str) -> None:
        """Count what is left out."""
        self.passed[why] += 1
        shown = self.examples.setdefault(why, [])
        if len(shown) < _SHOWN:
            shown.append(what)


class _Page(msgspec.Struct, frozen=True):
    """A page that is to be kept: as it was seen, whose it is, and the look that it will be."""

    seen: Seen
    site: Site
    is_described: bool
    capture: Capture

    @property
    def raw(self) -> RawPage:
        seen = self.seen
        return RawPage(
            url=seen.url, body=seen.payload if seen.body is None else seen.body, fetched_at=self.capture.at,
            content_type=self.capture.content_type, headers=seen.headers,
        )  # fmt: skip


def source_of(path: Path, *, by: str, note: str, at: datetime, zone: int | None = None) -> Source:
    """What a path holds. CrawlerError says what it should be."""
    if not path.exists():
        raise CrawlerError(say("there is no {path}", path=path))
    kind = kind_of(path)
    if kind is None:
        raise CrawlerError(say("{path} is neither a WARC, a WACZ nor a folder of pages", path=path))
    if kind == "folder":
        _check_list(path, zone)
    digest, size = _digest_of_folder(path) if kind == "folder" else _digest(path)
    fact = Imported(
        at=at, by=by, file=path.resolve().name, digest=digest, kind=kind, says=SAYS[kind], size=size, note=note  # type: ignore[arg-type]
    )  # fmt: skip
    return Source(path=path, fact=fact, zone=zone)


def _check_list(folder: Path, zone: int | None) -> None:
    try:
        list_of(folder)
        first = next(listed(folder), None)
    except (ValueError, UnicodeDecodeError) as error:
        raise CrawlerError(
            say("{path}: {error}; a folder needs one CSV with the columns url, date and file", path=folder, error=error)
        ) from error
    told = first["date"] if first else ""
    with suppress(ValueError):
        if len(told) > len("2020-02-26") and datetime.fromisoformat(told).tzinfo is None and zone is None:
            raise CrawlerError(
                say("{path}: {told} tells no zone: say it with --zone (hours east of UTC)", path=folder, told=told)
            )


def _digest(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while part := file.read(_CHUNK):
            digest.update(part)
            size += len(part)
    return digest.hexdigest(), size


def _digest_of_folder(folder: Path) -> tuple[str, int]:
    """Of the list, and of each file that it names, in its order."""
    whole, size = hashlib.sha256(_digest(list_of(folder))[0].encode()), 0
    for row in listed(folder):
        path = folder / row["file"]
        if row["file"] and path.resolve().is_relative_to(folder.resolve()) and path.is_file():
            digest, length = _digest(path)
            whole.update(digest.encode())
            size += length
    return whole.hexdigest(), size


def bring(
    archive: Archive, source: Source, sites: Mapping[str, Site], readers: Callable[[], Readers], *,
    takes_all: bool = False, is_dry: bool = False, tell: Callable[[int], None] = lambda _pages: None,
) -> Brought:  # fmt: skip
    """Keep the pages of a source that are not here yet, each with whose it is.

    Pages of hosts that no site describes are taken only where the caller `takes_all`. In a dry run nothing is kept.
    """
    done = Brought(imported=source.fact.id, is_dry=is_dry)
    for pages in _handfuls(_wanted(archive, source, sites, done, takes_all=takes_all)):
        if not is_dry:
            # What stands beside them in time is compared only where the same reader has read it.
            reparse(archive, sites, readers(), addresses=[page.capture.address for page in pages])
        _keep(archive, source, pages, readers, done)
        tell(done.pages)
    return done


def _wanted(
    archive: Archive, source: Source, sites: Mapping[str, Site], done: Brought, *, takes_all: bool
) -> Iterator[_Page]:
    for one in frames(source.path, source.zone):
        if isinstance(one, Passed):
            done.is_damaged |= one.is_end
            done.pass_by(one.why, one.what)
            continue
        owner = next((site for site in sites.values() if site.owns(one.url)), None)
        if owner is None and not takes_all:
            done.pass_by("host of no site", urlsplit(one.url).hostname or one.url)
            continue
        page = _page(one, owner or stranger(one.url), source.fact, is_described=owner is not None)
        if _is_here(archive, page.capture):
            done.again += 1
        elif page.site.keep_despite is None and is_noarchive(one.headers, one.payload):
            done.pass_by("its publisher asks for no copy", one.url)
        else:
            yield page


def stranger(url: str) -> Site:
    """The site of an address that no TOML describes: named for its host."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    name = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in host.lower()).strip("-")
    return Site(name=(name or "unknown")[:63].strip("-"), outlet=host, domains=(host,), zone=8)


def _page(seen: Seen, site: Site, fact: Imported, *, is_described: bool) -> _Page:
    body = seen.payload if seen.body is None else seen.body
    fields = {name.lower(): value[:500] for name, value in reversed(seen.headers)}
    capture = Capture(
        url=seen.url, address=address(seen.url, site.rules).url, site=site.name, purpose="page",
        at=datetime.fromisoformat(seen.at), status=seen.status, content_type=fields.get("content-type"),
        payload_digest=hashlib.sha256(seen.payload).hexdigest(), body_digest=hashlib.sha256(body).hexdigest(),
        body_size=len(body), truncated="unspecified" if "cut_off" in seen.flags else None, flags=seen.flags,
        imported=fact.id,
    )  # fmt: skip
    return _Page(seen, site, is_described, capture)


def _is_here(archive: Archive, capture: Capture) -> bool:
    """Whether an import, this or another, has brought the same page of the same instant."""
    row = archive.connection().execute(
        "SELECT 1 FROM capture WHERE imported NOT NULL AND address = ? AND at = ? AND body_digest = ?",
        (capture.address, utc_text(capture.at), capture.body_digest),
    ).fetchone()  # fmt: skip
    return row is not None


def _handfuls(pages: Iterator[_Page]) -> Iterator[list[_Page]]:
    held: list[_Page] = []
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
    archive: Archive, source: Source, pages: Sequence[_Page], readers: Callable[[], Readers], done: Brought
) -> None:
    furniture = {page.site.name: archive.furniture(page.site.name) for page in pages}

    def answers(chosen: Sequence[_Page], times: int) -> Iterator[tuple[_Page, Answer | ReaderKilled]]:
        tasks = (
            (times * (page.raw,), page.site if page.is_described else None, furniture[page.site.name])
            for page in chosen
        )
        yield from zip(chosen, read_all(tasks, readers()), strict=True)

    more: list[_Page] = []
    waiting: deque[Future[Kept]] = deque()
    for page, answer in answers(pages, 1):
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
        done.verdicts[str(kept.verdict or Verdict.UNCHANGED) if kept.article else "no article"] += 1


def _kept(
    archive: Archive, source: Source, page: _Page, answer: Answer | ReaderKilled, done: Brought
) -> list[Future[Kept]]:
    """Hand in a page with its reading: its bytes to the WARC first."""
    capture, site = page.capture, page.site
    reading = answer.reading if isinstance(answer, Answer) else _killed(page, answer)
    done.pages += 1
    done.read[reading.kind] += 1
    if reading.article is None:
        done.not_articles[getattr(reading.outcome, "reason", None) or reading.kind] += 1
    done.sites[site.name] += 1
    if done.is_dry:
        return []
    exchange = Exchange(
        url=capture.url, at=capture.at, site=site.name, purpose="imported", status=page.seen.status,
        reason=page.seen.reason, response_headers=page.seen.headers, body=page.seen.payload,
        truncated=capture.truncated, imported=source.fact.id,
    )  # fmt: skip
    capture = msgspec.structs.replace(capture, warc=archive.record(exchange).result())
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


def _killed(page: _Page, error: ReaderKilled) -> Reading:
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


# ---------------------------------------------------------------------------------------------------------- the child


def frames(
    path: Path, zone: int | None, *, memory_mb: int = MEMORY_MB, silence: float = SILENCE
) -> Iterator[Seen | Passed]:
    """What the child finds in a file. What kills it ends the file there, and is told; the parent goes on."""
    ours, theirs = socket.socketpair()
    house = str(Path(__file__).resolve().parents[1])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (house, os.getenv("PYTHONPATH"))))}
    with theirs:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "crawler.others_child", str(theirs.fileno()), str(memory_mb),
             "" if zone is None else str(zone), str(path.resolve())],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),), process_group=0, env=environment,
        )  # fmt: skip
    decoder: msgspec.msgpack.Decoder[_Frame] = msgspec.msgpack.Decoder(_Frame)
    try:
        while True:
            try:
                one = decoder.decode(_received(ours, silence))
            except (EOFError, OSError, ValueError, msgspec.MsgspecError) as error:
                yield Passed(
                    "damaged", say("what opens {path} was ended: {error}", path=path.name, error=error), is_end=True
                )
                return
            if one is None:
                return
            yield one
    finally:
        ours.close()
        child.kill()
        child.wait()


def _received(line: socket.socket, silence: float) -> bytes:
    return _exactly(line, length_of(_exactly(line, HEAD_BYTES, silence)), silence)


def _exactly(line: socket.socket, length: int, silence: float) -> bytes:
    held = bytearray()
    while len(held) < length:
        if not select.select([line], [], [], silence)[0]:
            raise TimeoutError(f"nothing came for {silence:g} seconds")
        part = line.recv(min(_CHUNK, length - len(held)))
        if not part:
            raise EOFError("it went away")
        held += part
    return bytes(held)

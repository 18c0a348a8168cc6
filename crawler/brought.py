"""What is brought home, from where and by whom, and what came of it: the nouns of an import."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import msgspec

from archive.address import address
from archive.facts import Capture, Imported
from archive.messages import say
from archive.records import utc_text
from archive.store import Archive
from crawler.errors import CrawlerError
from crawler.net.marks import is_noarchive
from crawler.others import LED_ON, TELLING, Seen, kind_of, list_of, listed
from crawler.raw_page import RawPage
from crawler.site import Site

SAYS = {
    "warc": "its WARC-Date headers say when",
    "wacz": "the WARC-Date headers in it say when",
    "folder": "its list says when",
}
_CHUNK = 1 << 20
_SHOWN = 5


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What is brought, by whom: the fact that every capture of it names."""

    path: Path
    fact: Imported
    zone: int | None = None


class Brought(msgspec.Struct, kw_only=True):
    """What came of an import. `passed` counts what was left out, by reason, with examples.

    `beside` counts what was kept beside pages: repeats of a page, redirects, answers that it is not there. In a dry run it
    is what would be looked at once the pages are here.
    """

    imported: str = ""
    pages: int = 0
    kept: int = 0
    again: int = 0
    is_dry: bool = False
    is_damaged: bool = False
    read: Counter[str] = msgspec.field(default_factory=Counter)
    not_articles: Counter[str] = msgspec.field(default_factory=Counter)
    verdicts: Counter[str] = msgspec.field(default_factory=Counter)
    beside: Counter[str] = msgspec.field(default_factory=Counter)
    sites: Counter[str] = msgspec.field(default_factory=Counter)
    passed: Counter[str] = msgspec.field(default_factory=Counter)
    examples: dict[str, list[str]] = msgspec.field(default_factory=dict)

    def pass_by(self, why: str, what: str) -> None:
        """Count what is left out."""
        self.passed[why] += 1
        shown = self.examples.setdefault(why, [])
        if len(shown) < _SHOWN:
            shown.append(what)


class Page(msgspec.Struct, frozen=True):
    """A page that is to be kept: as it was seen, whose it is, and the look that it will be."""

    seen: Seen
    site: Site
    is_described: bool
    capture: Capture
    # The address that led here is the article's, too.
    leads_to: str | None = None

    @property
    def has_text(self) -> bool:
        """Whether it is to be read: an answer that a page is not there, or elsewhere, says all by its status."""
        return self.seen.status not in TELLING

    @property
    def raw(self) -> RawPage:
        """The page as it travels to the process that reads it."""
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


def stranger(url: str) -> Site:
    """The site of an address that no TOML describes: named for its host."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    name = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in host.lower()).strip("-")
    return Site(name=(name or "unknown")[:63].strip("-"), outlet=host, domains=(host,), zone=8)


def page_of(seen: Seen, site: Site, fact: Imported, *, is_described: bool) -> Page:
    """A page as it was seen, and the look that it will be."""
    body = seen.payload if seen.body is None else seen.body
    fields = {name.lower(): value[:500] for name, value in reversed(seen.headers)}
    capture = Capture(
        url=seen.url, address=address(seen.url, site.rules).url, site=site.name, purpose="page",
        at=datetime.fromisoformat(seen.at), status=seen.status, content_type=fields.get("content-type"),
        payload_digest=hashlib.sha256(seen.payload).hexdigest(), body_digest=hashlib.sha256(body).hexdigest(),
        body_size=len(body), truncated="unspecified" if "cut_off" in seen.flags else None, flags=seen.flags,
        redirect_to=_target(seen.url, fields) if seen.status in LED_ON else None, imported=fact.id,
    )  # fmt: skip
    return Page(seen, site, is_described, capture)


def _target(url: str, fields: dict[str, str]) -> str | None:
    with suppress(ValueError):
        return urljoin(url, fields.get("location", "")) or None
    return None


def owner_of(url: str, sites: Mapping[str, Site], done: Brought, *, takes_all: bool) -> tuple[Site, bool] | None:
    """The site of an address, and whether a TOML describes it. None, and counted, where it is not wanted."""
    owner = next((site for site in sites.values() if site.owns(url)), None)
    if owner is None and not takes_all:
        done.pass_by("host of no site", urlsplit(url).hostname or url)
        return None
    return (owner, True) if owner else (stranger(url), False)


def is_wanted(archive: Archive, page: Page, done: Brought) -> bool:
    """Whether an answer is kept: it is not here yet, and its publisher lets it be. What is not is counted."""
    if _is_here(archive, page.capture):
        done.again += 1
        return False
    if page.site.keep_despite is None and is_noarchive(page.seen.headers, page.seen.payload):
        done.pass_by("its publisher asks for no copy", page.seen.url)
        return False
    return True


def _is_here(archive: Archive, capture: Capture) -> bool:
    """Whether an import, this or another, has brought the same answer of the same instant."""
    row = archive.connection().execute(
        "SELECT 1 FROM capture WHERE imported NOT NULL AND address = ? AND at = ? AND body_digest = ? AND status = ?",
        (capture.address, utc_text(capture.at), capture.body_digest, capture.status),
    ).fetchone()  # fmt: skip
    return row is not None

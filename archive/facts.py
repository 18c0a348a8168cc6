"""Facts: what the archive appends and never changes.

A fact's id is a digest of its own fields, so that no counter leaves a database and two archives that saw the same thing
hold the same row.
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any, Literal

import msgspec

from archive.records import Noun, Reading, digest_of, from_utc_text, plain, utc_text


class Fact(Noun, frozen=True, tag_field="fact", dict=True):
    """Something the archive appends and never changes. `id` is a digest of the fields that make it what it is."""

    def __post_init__(self) -> None:
        at = getattr(self, "at", None)
        if at is not None:
            self._check_aware("at", at)
            # As it is stored, so that a fact equals what its row says.
            msgspec.structs.force_setattr(self, "at", from_utc_text(utc_text(at)))

    @cached_property
    def id(self) -> str:
        """32 hex digits. Reckoned once: furniture of a thousand lines is named by every page that is read with it."""
        tag = str(self.__struct_config__.tag)
        return digest_of(tag, *self._identity())

    def _identity(self) -> tuple[object, ...]:
        return (plain(self),)


class WarcPlace(Noun, frozen=True):
    """Where a record's bytes are: file name, and offset and length of its gzip member."""

    file: str
    offset: int
    length: int
    record_id: str


class Link(Noun, frozen=True):
    """An address that a source offered, with what the source said of it."""

    url: str
    title: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None

    def __post_init__(self) -> None:
        self._check_address("url", self.url)
        self._check_text("title", self.title)
        self._check_aware("published_at", self.published_at)
        self._check_aware("updated_at", self.updated_at)


class Capture(Fact, frozen=True, tag="capture"):
    """One look at an address."""

    url: str
    address: str
    site: str
    purpose: Literal["page", "part", "source", "robots", "probe"]
    at: datetime
    run: str | None = None
    status: int | None = None
    error: str | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    payload_digest: str | None = None
    body_digest: str | None = None
    body_size: int = 0
    redirect_to: str | None = None
    truncated: str | None = None
    withheld: bool = False
    same_as: str | None = None
    flags: tuple[str, ...] = ()
    warc: WarcPlace | None = None
    imported: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self._check_address("url", self.url)
        self._check_address("address", self.address)

    def _identity(self) -> tuple[object, ...]:
        # What somebody else says to have seen is never the same fact as what was seen here.
        source = (self.imported,) if self.imported else ()
        return (self.url, utc_text(self.at), self.purpose, self.status, self.error, self.payload_digest, *source)


class Imported(Fact, frozen=True, tag="imported"):
    """That somebody brought captures which others made: from which file, and who says when they were made.

    `at` is the instant of bringing them; the captures' own instants are what `says` tells, and nobody here saw them.
    """

    at: datetime
    by: str
    file: str
    digest: str
    kind: Literal["warc", "wacz", "folder"]
    says: str
    size: int = 0
    note: str = ""

    def _identity(self) -> tuple[object, ...]:
        return (self.digest,)


class KeptReading(Fact, frozen=True, tag="reading"):
    """A reading, and the captures that it was made of (the first is the article's own address)."""

    captures: tuple[str, ...]
    reading: Reading

    def __post_init__(self) -> None:
        if not self.captures:
            self._reject("captures", "is empty")

    def _identity(self) -> tuple[object, ...]:
        return (self.captures, plain(self.reading))


class ArticleBorn(Fact, frozen=True, tag="article"):
    """That an article exists. Its id never changes: it is made of the identity key that it was born with."""

    site: str
    identity_key: str

    def _identity(self) -> tuple[object, ...]:
        return (self.identity_key,)


class AddressOf(Fact, frozen=True, tag="address"):
    """That an address is an article's, and why."""

    address: str
    article: str
    why: Literal["first", "key", "canonical", "words", "redirect"]

    def __post_init__(self) -> None:
        self._check_address("address", self.address)

    def _identity(self) -> tuple[object, ...]:
        return (self.address, self.article)


class Listing(Fact, frozen=True, tag="listing"):
    """What a source listed at one look; the same list again is not a new fact."""

    source: str
    site: str
    capture: str
    links: tuple[Link, ...]

    def _identity(self) -> tuple[object, ...]:
        return (self.source, plain(self.links))


class SourceState(Fact, frozen=True, tag="source_state"):
    """How a source answered: whether it can be read, and the validators that it gave."""

    source: str
    site: str
    kind: str
    at: datetime
    state: Literal["ok", "unchanged", "missing", "forbidden", "unreadable", "barren", "unreachable"]
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    listed: int = 0
    new: int = 0
    note: str = ""

    def _identity(self) -> tuple[object, ...]:
        return (self.source, utc_text(self.at))


class RobotsFound(Fact, frozen=True, tag="robots"):
    """What a host's robots.txt said at one look."""

    host: str
    site: str
    at: datetime
    status: int | None
    text: str = ""
    capture: str | None = None

    def _identity(self) -> tuple[object, ...]:
        return (self.host, utc_text(self.at))


class HostFound(Fact, frozen=True, tag="host"):
    """What a host lets us do: before `until` it is asked nothing. `failures` counts what led to it, one after another.

    `busy`: it asked for a pause. `unreachable`: it did not answer. `blocked`: it refuses us everything. `challenged`: it
    wants proof that a person asks. `login`: it shows everything to its members only. `open`: it answers again.
    """

    host: str
    site: str
    at: datetime
    state: Literal["open", "busy", "unreachable", "blocked", "challenged", "login"]
    until: datetime | None = None
    failures: int = 0
    why: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._check_aware("until", self.until)
        if self.until is not None:
            msgspec.structs.force_setattr(self, "until", from_utc_text(utc_text(self.until)))

    def _identity(self) -> tuple[object, ...]:
        return (self.host, utc_text(self.at), self.state)


class Walked(Fact, frozen=True, tag="walked"):
    """How far a backfill has come in one list: the address of the page to ask next, None where it came to its end."""

    source: str
    site: str
    at: datetime
    kind: str
    next: str | None = None
    page: int = 1

    def _identity(self) -> tuple[object, ...]:
        return (self.source, self.next, utc_text(self.at))


class RightsFound(Fact, frozen=True, tag="rights"):
    """The marks that an address carried at one look: noarchive, noindex, tdm-reservation, paywall."""

    address: str
    at: datetime
    capture: str
    marks: tuple[str, ...]

    def _identity(self) -> tuple[object, ...]:
        return (self.capture, self.marks)


class SiteToml(Fact, frozen=True, tag="site_toml"):
    """A site's description as it was when it was used."""

    name: str
    text: str

    def _identity(self) -> tuple[object, ...]:
        return (self.name, self.text)


class Furniture(Fact, frozen=True, tag="furniture"):
    """What a site repeats around its articles: line digests (16 hex digits) with the number of pages that had them.

    `at` is when it was learned; earlier programs did not say.
    """

    site: str
    pages: int
    lines: dict[str, int]
    at: datetime | None = None

    def _identity(self) -> tuple[object, ...]:
        return (self.site, self.pages, sorted(self.lines.items()))


class RunOpened(Fact, frozen=True, tag="run_opened"):
    """One crawl of one site begins."""

    site: str
    at: datetime
    program: str
    site_toml: str
    furniture: str | None = None

    def _identity(self) -> tuple[object, ...]:
        return (self.site, utc_text(self.at), self.program)


class RunClosed(Fact, frozen=True, tag="run_closed"):
    """The same crawl has ended, and how."""

    run: str
    at: datetime
    outcome: Literal["finished", "interrupted", "failed", "limit", "unreachable"]
    counts: dict[str, int] = msgspec.field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def _identity(self) -> tuple[object, ...]:
        return (self.run,)


class Issue(Fact, frozen=True, tag="issue"):
    """Something that a person must look at."""

    site: str
    kind: str
    subject: str
    message: str
    at: datetime
    run: str | None = None
    capture: str | None = None

    def _identity(self) -> tuple[object, ...]:
        return (self.site, self.kind, self.subject, utc_text(self.at))


class Act(Fact, frozen=True, tag="act"):
    """A person's decision."""

    kind: Literal[
        "follow", "unfollow", "forget", "recall", "takedown", "reinstate", "restrict", "release", "correct", "join", "split",
        "note", "collection", "close_issue", "reopen_issue",
    ]  # fmt: skip
    subject: str
    at: datetime
    by: str
    reason: str = ""
    detail: dict[str, Any] = msgspec.field(default_factory=dict)

    def _identity(self) -> tuple[object, ...]:
        return (self.kind, self.subject, utc_text(self.at), self.by)


class Span(Noun, frozen=True):
    """The records of one WARC file from one byte to another."""

    file: str
    start: int
    end: int


class Seal(Fact, frozen=True, tag="seal"):
    """What the WARC records of one archive's UTC day were: their Merkle root, chained to the seal before.

    `chain` is a digest over all seals so far: whoever has it from elsewhere (a newspaper, a notary, a colleague) knows
    that nothing before it was changed. archive.seals has the arithmetic.
    """

    archive: str
    day: str
    spans: tuple[Span, ...]
    leaves: int
    root: str
    chain: str
    at: datetime
    previous: str | None = None

    def _identity(self) -> tuple[object, ...]:
        return (self.archive, self.day, plain(self.spans), self.root, self.chain)


AnyFact = (
    Capture | KeptReading | ArticleBorn | AddressOf | Listing | SourceState | RobotsFound | HostFound | Walked
    | RightsFound | SiteToml | Furniture | RunOpened | RunClosed | Issue | Act | Seal | Imported
)  # fmt: skip

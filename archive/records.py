"""The archive's nouns: frozen, checked at birth, each fact with an id made of its own fields.

Two kinds stand here. *Readings* are what the reader makes of a page (Article and its parts, NotAnArticle, NeedsPages,
ParseFailure, Evidence). *Facts* are what the archive appends and never changes; their ids are digests of their own
fields, so that no counter leaves a database and two archives that saw the same thing hold the same row.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Literal, NoReturn

import msgspec

from archive.errors import RecordRejected

# NUL ends C strings inside SQLite functions; a lone surrogate cannot be encoded at all.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# An instant of another year is no instant of a newspaper, and may have no UTC form at all.
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
_MINUTE = timedelta(minutes=1)
_SCALARS = frozenset({str, int, float, bool, type(None)})


def utc_text(moment: datetime) -> str:
    """The one form in which instants are stored: UTC, milliseconds, fixed width, sortable as text."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"


def from_utc_text(text: str) -> datetime:
    """The instant that `utc_text` wrote."""
    return datetime.fromisoformat(text)


def folded(text: str) -> str:
    """The text with every run of white space as one space: what wordings are compared by."""
    return " ".join(text.split())


def wording_id(parts: Iterable[str]) -> str:
    """The id of a wording: of its title, its subtitle (or nothing) and its paragraphs, each folded."""
    return digest_of("wording", *parts)


def digest_of(kind: str, *parts: object) -> str:
    """32 hex digits (128 bits of SHA-256) over `kind` and `parts` in their canonical JSON form."""
    payload = msgspec.json.encode((kind, *parts), order="deterministic", enc_hook=str)
    return hashlib.sha256(payload).hexdigest()[:32]


@cache
def _shape(kind: type[msgspec.Struct]) -> tuple[dict[str, Any], tuple[tuple[str, Any], ...]]:
    """A noun's tag, and its fields with their defaults."""
    config = kind.__struct_config__
    tag = {config.tag_field: config.tag} if config.tag_field else {}
    return tag, tuple((field.name, field.default) for field in msgspec.structs.fields(kind))


def plain(value: Any) -> Any:
    """A noun as dicts, lists and scalars, fields that have their default left out.

    So a field that a later version adds leaves the digests of what is kept as they are. (msgspec's own `omit_defaults`
    compares strings by identity.)
    """
    if isinstance(value, msgspec.Struct):
        tag, fields = _shape(type(value))
        found = tag.copy()
        for name, default in fields:
            held = getattr(value, name)
            if held is not default and held != default:
                found[name] = held if type(held) in _SCALARS else plain(held)
        return found
    if isinstance(value, tuple | list):
        return [part if type(part) in _SCALARS else plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


class Noun(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A value that is checked once, when it is made."""

    def _reject(self, field: str, why: str) -> NoReturn:
        raise RecordRejected(type(self).__name__, field, why)

    def _check_text(self, field: str, text: str | None, *, required: bool = False) -> None:
        if required and not (text and text.strip()):
            self._reject(field, "is empty")
        if text and _UNSTORABLE.search(text):
            self._reject(field, "holds NUL or a lone surrogate")

    def _check_aware(self, field: str, moment: datetime | None) -> None:
        """Refuse an instant without a zone, or one that cannot be told in UTC.

        An offset with seconds (local mean time, before there were zones) becomes UTC: RFC 3339 has no words for it.
        """
        if moment is None:
            return
        offset = moment.utcoffset()
        if offset is None:
            self._reject(field, "has no zone")
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            self._reject(field, f"is in the year {moment.year}")
        if offset % _MINUTE:
            msgspec.structs.force_setattr(self, field, moment.astimezone(UTC))

    def _check_address(self, field: str, url: str | None) -> None:
        if url is not None and not url.startswith(("http://", "https://")):
            self._reject(field, f"is no web address: {url[:80]!r}")


# ---------------------------------------------------------------------------------------------------------- readings


class Moment(Noun, frozen=True):
    """An instant as a page tells it: how exact, and who said in which zone."""

    at: datetime
    precision: Literal["instant", "minute", "day"]
    zone_from: Literal["printed", "data", "outlet", "site_utc"]
    printed: str = ""

    def __post_init__(self) -> None:
        self._check_aware("at", self.at)


class Paragraph(Noun, frozen=True):
    """One block of an article's body, as printed, white space folded."""

    text: str
    kind: Literal["text", "heading", "list", "quote", "caption", "table_row"] = "text"

    def __post_init__(self) -> None:
        self._check_text("text", self.text, required=True)


class Person(Noun, frozen=True):
    """Someone who made the article; initials stay initials."""

    name: str
    role: Literal["reporter", "writer", "editor", "photographer", "contributor"]
    printed: str
    initials: bool = False

    def __post_init__(self) -> None:
        self._check_text("name", self.name, required=True)
        self._check_text("printed", self.printed)


class Dateline(Noun, frozen=True):
    """`Tambolaka -SJ………`: where, and for which outlet, a text was written."""

    printed: str
    place: str | None = None
    outlet: str | None = None


class Credit(Noun, frozen=True):
    """Whose text it is: the whole of it (`repost`) or a part that is quoted (`quotation`)."""

    kind: Literal["repost", "quotation"]
    printed: str
    outlet: str | None = None
    address: str | None = None


class EventDate(Noun, frozen=True):
    """A date that the text mentions: `Kamis (26/02/2020)`."""

    printed: str
    day: date | None = None
    flags: tuple[str, ...] = ()


class Place(Noun, frozen=True):
    """A place of the gazetteer that an article is about. BPS and Kemendagri codes differ: both, never mixed."""

    name: str
    level: Literal["province", "regency", "city", "district"]
    method: Literal["dateline", "title", "text", "outlet"]
    printed: str = ""
    bps: str | None = None
    kemendagri: str | None = None
    province: str | None = None
    regency: str | None = None


class Image(Noun, frozen=True):
    """The lead photograph: never fetched, only told of."""

    address: str
    caption: str | None = None
    credit: str | None = None


class Correction(Noun, frozen=True):
    """That this article corrects, answers or withdraws another; one for each address that it names."""

    kind: Literal["ralat", "hak_jawab", "pencabutan"]
    printed: str
    address: str | None = None


class Article(Noun, frozen=True, tag_field="reading", tag="article"):
    """What one address says, normalised.

    `printed_dates` are those at the headline, as printed; `missing_pages` addresses where the text goes on unread.
    """

    title: str
    body: tuple[Paragraph, ...]
    subtitle: str | None = None
    lead: str | None = None
    published_at: Moment | None = None
    updated_at: Moment | None = None
    people: tuple[Person, ...] = ()
    dateline: Dateline | None = None
    credits: tuple[Credit, ...] = ()
    event_dates: tuple[EventDate, ...] = ()
    places: tuple[Place, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: Image | None = None
    language: str | None = None
    paid: bool = False
    corrections: tuple[Correction, ...] = ()
    sensitive_minor: bool = False
    canonical: str | None = None
    addresses: tuple[str, ...] = ()
    identity_key: str | None = None
    printed_dates: tuple[EventDate, ...] = ()
    missing_pages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._check_text("title", self.title, required=True)
        self._check_text("subtitle", self.subtitle)
        if not self.body:
            self._reject("body", "is empty")
        self._check_address("canonical", self.canonical)

    @property
    def text(self) -> str:
        """The body as one string, paragraphs parted by blank lines."""
        return "\n\n".join(paragraph.text for paragraph in self.body)

    @property
    def wording(self) -> str:
        """The id of this wording: title, subtitle and body as printed, white space folded; kinds do not count."""
        parts = (self.title, self.subtitle or "", *(paragraph.text for paragraph in self.body))
        return wording_id(map(folded, parts))

    @property
    def repost_credit(self) -> Credit | None:
        """The credit that says the whole text is another outlet's, if any."""
        return next((credit for credit in self.credits if credit.kind == "repost"), None)


class NotAnArticle(Noun, frozen=True, tag_field="reading", tag="not_an_article"):
    """The page is honestly something else."""

    reason: Literal[
        "listing", "search", "soft_404", "parked", "challenge", "spam", "login", "author_page", "attachment", "forum",
        "front_page", "empty", "other",
    ]  # fmt: skip
    title: str | None = None
    detail: str = ""


class NeedsPages(Noun, frozen=True, tag_field="reading", tag="needs_pages"):
    """The text goes on at these addresses; fetch them and read all together."""

    addresses: tuple[str, ...]
    title: str | None = None


class ParseFailure(Noun, frozen=True, tag_field="reading", tag="parse_error"):
    """The page broke its promise: which field, and why."""

    field: str
    why: str
    title: str | None = None


Outcome = Article | NotAnArticle | NeedsPages | ParseFailure


class FieldEvidence(Noun, frozen=True):
    """How one field came to be: the rule that found it, what stood there, what was changed, what is doubtful."""

    field: str
    found_by: str
    raw: str = ""
    changed: str = ""
    flags: tuple[str, ...] = ()


class Dropped(Noun, frozen=True):
    """A line of the page's main part that is not in the body, and the rule that left it out."""

    text: str
    rule: str


class Evidence(Noun, frozen=True):
    """Why a reading says what it says."""

    fields: tuple[FieldEvidence, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    flags: tuple[str, ...] = ()


class Context(Noun, frozen=True):
    """What a reading depends on beside the page. Only readings of equal context are compared."""

    reader: str
    site_toml: str | None = None
    furniture: str | None = None


class Reading(Noun, frozen=True):
    """What one version of the reader made of a page (or of the pages that carry one article)."""

    context: Context
    outcome: Outcome
    evidence: Evidence = Evidence()

    @property
    def article(self) -> Article | None:
        """The article, where the page is one."""
        return self.outcome if isinstance(self.outcome, Article) else None

    @property
    def kind(self) -> str:
        """`article`, `not_an_article`, `needs_pages` or `parse_error`."""
        return str(self.outcome.__struct_config__.tag)


# -------------------------------------------------------------------------------------------------------------- facts


class Fact(Noun, frozen=True, tag_field="fact"):
    """Something the archive appends and never changes. `id` is a digest of the fields that make it what it is."""

    def __post_init__(self) -> None:
        at = getattr(self, "at", None)
        if at is not None:
            self._check_aware("at", at)
            # As it is stored, so that a fact equals what its row says.
            msgspec.structs.force_setattr(self, "at", from_utc_text(utc_text(at)))

    @property
    def id(self) -> str:
        """32 hex digits."""
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

    def __post_init__(self) -> None:
        super().__post_init__()
        self._check_address("url", self.url)
        self._check_address("address", self.address)

    def _identity(self) -> tuple[object, ...]:
        return (self.url, utc_text(self.at), self.purpose, self.status, self.error, self.payload_digest)


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
    """What a site repeats around its articles: line digests (16 hex digits) with the number of pages that had them."""

    site: str
    pages: int
    lines: dict[str, int]

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
    counts: dict[str, int] = {}
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
    detail: dict[str, Any] = {}

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
    | RightsFound | SiteToml | Furniture | RunOpened | RunClosed | Issue | Act | Seal
)  # fmt: skip


class Exchange(Noun, frozen=True):
    """One request and what came back, as on the wire: what the recorder hands to the WARC."""

    url: str
    at: datetime
    site: str
    purpose: str
    run: str | None = None
    method: str = "GET"
    request_headers: tuple[tuple[str, str], ...] = ()
    status: int | None = None
    reason: str = ""
    response_headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    ip: str | None = None
    error: str | None = None
    truncated: str | None = None
    withheld: bool = False


class Verdict(StrEnum):
    """What one look at an address meant."""

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    ALIAS = "alias"
    FLAPPING = "flapping"
    GONE = "gone"
    QUARANTINED = "quarantined"


class Kept(Noun, frozen=True):
    """What the archive says after COMMIT of the facts of one look."""

    capture: str | None = None
    verdict: Verdict | None = None
    article: str | None = None
    revision: int | None = None


class KnownAddress(Noun, frozen=True):
    """What the archive knows of an address, so that the crawler can tell whether to look again.

    `article` is None where it is no article's; `unread` where no look brought anything that was read; `status` is the
    last look's. `primary` is false for an alias. `misses` counts the looks since it was last found; `gone` is confirmed
    absence. The validators and digest are those of the last capture that brought a body.
    """

    address: str
    article: str | None
    first_at: datetime
    last_at: datetime
    primary: bool = True
    looks: int = 1
    edits: int = 0
    misses: int = 0
    gone: bool = False
    unread: bool = False
    status: int | None = None
    url: str | None = None
    capture: str | None = None
    body_digest: str | None = None
    etag: str | None = None
    last_modified: str | None = None


class LatestLook(Noun, frozen=True):
    """The last capture of an address that brought a body and was read, and the contexts it was read in.

    `parts` are the captures of the pages that carry the rest of the text.
    """

    capture: Capture
    contexts: tuple[Context, ...]
    parts: tuple[Capture, ...] = ()


class Rhythm(Noun, frozen=True):
    """How a source has answered: since when that is known, how often it was asked lately and what it brought that was new.

    `first_at` is the first look ever, whose news was not new; `since` the beginning of what is counted; `good_at` the
    last look that could be read, `whole_at` the last that brought the whole list.
    """

    since: datetime
    first_at: datetime
    looks: int
    new: int
    good_at: datetime | None = None
    whole_at: datetime | None = None


class Spent(Noun, frozen=True):
    """What a site was asked for since some instant: requests, bytes, seconds of its runs, second looks at articles."""

    requests: int
    size: int
    seconds: float
    again: int


class PastRun(Noun, frozen=True):
    """What is remembered of an earlier run of a site."""

    at: datetime
    outcome: str
    counts: dict[str, int]

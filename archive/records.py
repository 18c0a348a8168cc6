"""The archive's nouns: frozen, checked at birth. Here stand readings, what the reader makes of a page.

archive.facts has what is appended and never changed, archive.known what the archive is handed and what it answers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
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
        # Neither is printable, nor is what most texts have none of: asked first, that spares nearly all the search.
        if text and not text.isprintable() and _UNSTORABLE.search(text):
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

"""What the questions give: each row and each answer as a frozen noun, the same for people, JSON and the reading room."""

from __future__ import annotations

import msgspec

from archive.records import Article, Evidence
from archive.worddiff import Change, Piece


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An article as every list tells it; `published_local` has the offset of the outlet's zone."""

    article: str
    site: str
    title: str
    published_at: str | None
    published_local: str | None
    first_seen: str
    address: str
    status: str


class RevisionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One wording of an article, in time."""

    number: int
    first_seen: str
    title: str
    words: int
    wording: str
    capture: str
    noticed: tuple[str, ...] = ()


class LookRow(msgspec.Struct, frozen=True, kw_only=True):
    """One look at an article, and what it meant."""

    at: str
    address: str
    status: int | None
    error: str | None
    verdict: str | None
    revision: int | None
    capture: str
    flags: tuple[str, ...] = ()


class CorrectionRow(msgspec.Struct, frozen=True, kw_only=True):
    """That one article corrects, answers or withdraws another; `concerns` is None where that one is not kept."""

    article: str
    kind: str
    printed: str
    title: str
    site: str
    published_at: str | None
    address: str
    concerns: str | None = None


class History(msgspec.Struct, frozen=True, kw_only=True):
    """The life of an article: its wordings and every look at it, in time."""

    article: str
    site: str
    title: str
    status: str
    address: str
    addresses: tuple[str, ...]
    published_at: str | None
    revisions: tuple[RevisionRow, ...]
    looks: tuple[LookRow, ...]
    corrections: tuple[CorrectionRow, ...] = ()


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """An article in one of its wordings, with where it was and what the reader had for it.

    `corrected`: what persons say instead, field by field. `provenance`: who says that it was seen, where that was not here.
    """

    id: str
    site: str
    status: str
    address: str
    addresses: tuple[str, ...]
    first_seen: str
    last_seen: str
    revision: int
    revisions: int
    article: Article
    evidence: Evidence
    reader: str
    capture: str
    warc_file: str | None
    warc_offset: int | None
    story: str | None
    relation: str | None
    corrected: dict[str, str] = {}
    provenance: str | None = None


class Diff(msgspec.Struct, frozen=True, kw_only=True):
    """What changed between two wordings, word by word; figures and names that changed are told first."""

    article: str
    before: int
    after: int
    before_seen: str
    after_seen: str
    figures: tuple[Change, ...]
    names: tuple[Change, ...]
    title: tuple[Piece, ...]
    subtitle: tuple[Piece, ...]
    body: tuple[Piece, ...]
    noticed: tuple[str, ...] = ()


class StoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One article's place in a story. `credits` are the lines in which it says whose text it is."""

    story: str
    article: str
    site: str
    title: str
    relation: str
    share: float
    reason: str
    proof: str
    published_at: str | None
    published_local: str | None
    address: str
    credits: tuple[str, ...] = ()


class IssueRow(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a person must look at, or has."""

    id: str
    site: str
    kind: str
    subject: str
    message: str
    at: str
    run: str | None
    capture: str | None
    state: str


class RunRow(msgspec.Struct, frozen=True, kw_only=True):
    """One crawl of one site."""

    id: str
    site: str
    opened_at: str
    closed_at: str | None
    outcome: str | None
    program: str
    counts: dict[str, int]
    notes: tuple[str, ...] = ()


class SiteRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the archive holds of one site."""

    site: str
    articles: int
    revised: int
    missing: int
    gone: int
    first_published: str | None
    last_published: str | None
    last_run: str | None
    last_outcome: str | None
    open_issues: int


class GoneRow(msgspec.Struct, frozen=True, kw_only=True):
    """An article that is not on its site any more. `missed_at` is the first look of those that found it absent."""

    article: str
    site: str
    title: str
    published_at: str | None
    last_found: str | None
    missed_at: str | None
    address: str

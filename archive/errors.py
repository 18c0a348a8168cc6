"""What can go wrong in the archive, as one tree.

ArchiveError               catch this at a command's edge: its text says what to do
├── RecordRejected         a noun broke an invariant: a bug in whoever made it; becomes an Issue
├── ArchiveMissing         there is no archive in that folder
├── ArchiveTooNew          written by a later program; nothing is opened                exit 4
├── ArchiveBusy            another crawl holds the crawl lock                           exit 75
├── ArchiveFull            no space left; what was acknowledged is safe, run again      exit 3
├── ArchiveDamaged         a record or a row does not say what its digest says
├── UnknownArticle         no article, address or id begins like that
├── QueryRefused           a typed question cannot be answered; its text is one line of help
└── NotPublished           what is to be served for others is no published copy           exit 4
"""

from __future__ import annotations


class ArchiveError(Exception):
    """Something the archive could not do; the text says what a person can do about it."""

    exit_code = 1


class RecordRejected(ArchiveError):
    """A noun broke an invariant at its birth."""

    def __init__(self, noun: str, field: str, why: str) -> None:
        super().__init__(f"{noun}.{field}: {why}")
        self.noun, self.field, self.why = noun, field, why


class ArchiveMissing(ArchiveError):
    """There is no archive in the folder named."""

    exit_code = 4


class ArchiveTooNew(ArchiveError):
    """The archive was written by a later program; this one must not touch it."""

    exit_code = 4


class ArchiveBusy(ArchiveError):
    """Another crawl holds the crawl lock."""

    exit_code = 75


class ArchiveFull(ArchiveError):
    """No space is left; everything acknowledged is kept, and the next run goes on from there."""

    exit_code = 3


class ArchiveDamaged(ArchiveError):
    """A kept byte is not what its digest says."""


class UnknownArticle(ArchiveError):
    """No article, address or id begins with what was asked for."""


class QueryRefused(ArchiveError):
    """A typed question cannot be answered; the text is one line of help."""

    exit_code = 2


class NotPublished(ArchiveError):
    """What is to be served for others is no published copy."""

    exit_code = 4

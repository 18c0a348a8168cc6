"""What the archive is handed and what it answers: values that are no facts."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum

import msgspec

from archive.facts import Capture
from archive.records import Context, Noun


class Exchange(Noun, frozen=True):
    """One request and what came back, as on the wire: what the recorder hands to the WARC.

    `imported`: nothing was asked here; the import with this id brought what another says to have received.
    `repeats`: its file holds no body, and says that it was that of an earlier answer; `body` is that one's.
    `payload_digest` is the body's SHA-256 in hex, reckoned at birth, whatever is given: a page is hashed once, not wherever
    it is asked for.
    """

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
    imported: str | None = None
    repeats: bool = False
    payload_digest: str = ""

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "payload_digest", hashlib.sha256(self.body).hexdigest())


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

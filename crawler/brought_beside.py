"""What others' files hold beside pages: that a page said the same again, led elsewhere, or was not there. Each is a look.

They speak of pages that must be here already, from whichever import: the others say nothing, and are counted.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from archive.address import address
from archive.errors import ArchiveError
from archive.facts import Capture
from archive.records import utc_text
from archive.rows import fact_of
from archive.store import Archive
from archive.warc import read_record
from crawler.brought import Brought, Page, Source, is_wanted, owner_of, page_of
from crawler.others import TELLING, Passed, Repeated, Seen
from crawler.others_frames import frames
from crawler.site import Site

REPEAT = "the same again"
_FAR = "repeats a record that is not here"
# Of a page that was captured oftener than this its digest is not sought in each.
_MOST = 50
_EMPTY = hashlib.sha256(b"").hexdigest()
_ORIGINALS = (
    "SELECT * FROM capture WHERE imported IS NOT NULL AND address = ? AND purpose = 'page' AND status = 200 "
    "AND same_as IS NULL AND warc_record IS NOT NULL "
)


def beside(
    archive: Archive, source: Source, sites: Mapping[str, Site], done: Brought, *, takes_all: bool
) -> Iterator[Page]:
    """The looks of a source that speak of pages which are here."""
    for one in frames(source.path, source.zone):
        if isinstance(one, Passed) or (isinstance(one, Seen) and one.status not in TELLING):
            continue
        owner = owner_of(one.url, sites, done, takes_all=takes_all)
        if owner is None:
            continue
        page = (
            _again(archive, source, one, *owner)
            if isinstance(one, Repeated)
            else _telling(archive, source, one, *owner)
        )
        what = REPEAT if isinstance(one, Repeated) else f"status {one.status}"
        if page is None:
            done.pass_by(_FAR if isinstance(one, Repeated) else what, one.url)
        elif is_wanted(archive, page, done):
            done.beside[what] += 1
            yield page


def _telling(archive: Archive, source: Source, seen: Seen, site: Site, is_described: bool) -> Page | None:
    """An answer without a text: of an address that is an article's, or that led on to one."""
    page = page_of(seen, site, source.fact, is_described=is_described)
    if _article(archive, page.capture.address) is not None:
        return page
    target = page.capture.redirect_to
    article = _article(archive, _canonical(target, site)) if target and site.owns(target) else None
    return msgspec.structs.replace(page, leads_to=article) if article is not None else None


def _article(archive: Archive, where: str | None) -> str | None:
    row = archive.connection().execute(
        "SELECT article FROM address WHERE address = ? ORDER BY why <> 'first', why, article LIMIT 1", (where,)
    ).fetchone()  # fmt: skip
    return str(row[0]) if row else None


def _canonical(url: str, site: Site) -> str | None:
    try:
        return address(url, site.rules).url
    except ValueError:
        return None


def _again(archive: Archive, source: Source, one: Repeated, site: Site, is_described: bool) -> Page | None:
    """The page that a look repeats, as seen again."""
    found = _original(archive, one, site, source.fact.id)
    if found is None:
        return None
    original, payload = found
    try:
        body = archive.body_of(original)
    except ArchiveError:
        return None
    seen = Seen(one.url, one.at, one.status, one.reason, one.headers, payload, None if body == payload else body)
    page = page_of(seen, site, source.fact, is_described=is_described)
    kind = page.capture.content_type or original.content_type
    digest = _EMPTY if one.status == 304 else page.capture.payload_digest
    capture = msgspec.structs.replace(
        page.capture, same_as=original.id, content_type=kind, payload_digest=digest, flags=original.flags
    )
    return msgspec.structs.replace(page, capture=capture)


def _original(archive: Archive, one: Repeated, site: Site, imported: str) -> tuple[Capture, bytes] | None:
    """The look that is repeated, and its payload: by address and instant, where they are told, else by its digest."""
    where = _canonical(one.of_url, site)
    if one.of_at:
        at = utc_text(datetime.fromisoformat(one.of_at))
        looks = _looks(archive, "AND at = ? ORDER BY imported <> ?, id LIMIT 1", where, at, imported)
    else:
        looks = _looks(archive, "ORDER BY imported <> ?, at, id LIMIT ?", where, imported, _MOST) if one.digest else ()
    for look in looks:
        assert look.warc is not None
        try:
            payload = read_record(archive.folder / "warc", look.warc).payload
        except ArchiveError:
            continue
        if one.of_at or _is_of(payload, one.digest):
            return look, payload
    return None


def _looks(archive: Archive, more: str, *values: object) -> tuple[Capture, ...]:
    rows = archive.connection().execute(_ORIGINALS + more, values).fetchall()
    return tuple(fact_of("capture", row) for row in rows)  # type: ignore[misc]


def _is_of(payload: bytes, told: str) -> bool:
    """Whether a digest as WARC files tell it (`sha1:`, base32 or hex) is that of a payload."""
    name, _, digits = told.partition(":")
    if name.lower() not in ("sha1", "sha256", "md5"):
        return False
    digest = hashlib.new(name.lower(), payload, usedforsecurity=False).digest()
    return digits.upper().rstrip("=") == base64.b32encode(digest).decode().rstrip("=") or digits.lower() == digest.hex()

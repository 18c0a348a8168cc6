"""When an article was published and updated: machine-readable instants first, then the printed date, then the address.

A header's clock and a related box never date an article: only what stands in the head, at the headline, or in the text's
own byline counts. Data and print are weighed against each other: what is printed at the headline says in which zone an
instant was meant, and which of two data was. Nothing is repaired silently; doubts are flags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from typing import Literal

import msgspec

from archive.records import Moment
from crawler.blocks import Node
from crawler.clean import text
from crawler.page import Page
from crawler.parsers import hints, inaddress
from crawler.parsers.data import Said
from crawler.parsers.evidence import Trail
from crawler.parsers.inprint import CLOCK, ELSEWHERE, Print, is_indonesian, printed, says_changed
from crawler.parsers.ownentry import in_own_entry
from crawler.parsers.stamps import Stamp, stamp_of, stamp_of_print
from crawler.sieve import Found
from crawler.site import Site

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published", "og:published_time", "publishdate", "publish-date", "publish_date",
    "published_time", "pubdate", "pub_date", "publication_date", "published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dc.created", "datecreated", "dc.date", "dcterms.date", "prism.publicationdate", "citation_date",
    "citation_publication_date", "citation_online_date", "bt:pubdate", "sw-pubdate", "outbrain-date", "dcsext.articlefirstpublished", "shareaholic:article_published_time",
    "displaydate", "article_date_original", "published_date", "publisheddate", "date_published", "publish_time", "article:published_date", "og:publish_date", "og:pubdate",
    "dc:date", "dc.date.publication", "rnews:datepublished", "vr:published_time", "date:published_time", "mediator_published_time", "originalpublicationdate", "date", "ya:ovs:upload_date", "release_date", "rbpubdate", "content_publishdate", "content_published_date",
)  # fmt: skip
# Names that programs also give to the day on which a page was made anew: print at the headline speaks against them.
_WEAK = frozenset(
    f"meta:{name}" for name in ("date", "dc.date", "dc:date", "dcterms.date", "dc.date.created", "dcterms.created", "dc.created", "datecreated", "published")
)  # fmt: skip
_UPDATED = (
    "article:modified_time",
    "article:modified",
    "article:modified_date",
    "shareaholic:article_modified_time",
    "og:article:modified_time",
    "datemodified",
    "og:updated_time",
    "article:updated_time",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "dc.modified",
    "lastmodified",
    "modified_time",
    "og:modified_time",
    "bt:moddate",
    "revised",
)
_FIRST = re.compile(r"publi|posted|pubdate|entry-date|created|post-date|date", re.IGNORECASE)
PATTERNS = {"first": _FIRST}

_ONLY_UPDATED = "updated_only"
_SAME = timedelta(minutes=5)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_HOUR = timedelta(hours=1)
_FAR = timedelta(hours=2)
_WIDEST = timedelta(hours=14)
_WEST, _EAST = -8, 10  # hours from UTC between which nearly every paper is printed
_QUARTER = timedelta(minutes=15)


def read_moments(
    page: Page, data: Said, found: Found, headline: int | None, site: Site | None, language: str | None, trail: Trail
) -> tuple[Moment | None, Moment | None]:
    """Published and updated."""
    is_local = language == "id" or is_indonesian(page)
    from_address = inaddress.day_of(page)
    stamps = list(_published(page, data))
    updated = next(_updated(page, data), None)
    prints = printed(page, found, headline, is_local=is_local)
    stamp = _choose(stamps, from_address, page)
    if stamp is not None:
        stamp = _beside(_in_local_zone(stamp, stamps), stamps, next(prints, None), updated)
    else:
        told = [_flagged(one) for one in prints] or list(hints.hints(page, is_local=is_local))
        stamp = _choose(told or list(in_own_entry(page, headline, is_local=is_local)), from_address, page)
        stamp = _with_hour(stamp, page) if stamp else from_address
        if updated is None and stamp is not None and _ONLY_UPDATED in stamp.flags:
            updated = stamp
    published = _moment(stamp, "published_at", page, site, trail, is_local=is_local) if stamp else None
    return published, _moment(updated, "updated_at", page, site, trail, is_local=is_local) if updated else None


def _with_hour(stamp: Stamp, page: Page) -> Stamp:
    """The instant of a printed day, where an element that stands elsewhere has it."""
    if stamp.precision != "day":
        return stamp
    finer = (one for one in hints.named(page) if one.precision != "day" and one.at.date() == stamp.at.date())
    return next(finer, stamp)


def _flagged(print_: Print) -> Stamp:
    """A printed date; one that the page calls the last change's stands for the first only with a flag."""
    stamp = print_.stamp
    return msgspec.structs.replace(stamp, flags=(*stamp.flags, _ONLY_UPDATED)) if print_.changed else stamp


def _in_local_zone(stamp: Stamp, stamps: Sequence[Stamp]) -> Stamp:
    """The same instant in the paper's own zone, where another of the page's data has it."""
    if stamp.at.tzinfo is None or stamp.at.utcoffset():
        return stamp
    return next(
        (
            other
            for other in stamps
            if other.at.tzinfo is not None and other.at.utcoffset() and abs(other.at - stamp.at) <= timedelta(minutes=1)
        ),
        stamp,
    )


def _beside(stamp: Stamp, stamps: Sequence[Stamp], print_: Print | None, updated: Stamp | None) -> Stamp:
    """What data says, weighed against what is printed at the headline."""
    if print_ is None or not print_.at_headline or print_.changed:
        return stamp
    shown = print_.stamp
    stamp = _on_printed_day(stamp, shown)
    days = abs((shown.at.date() - stamp.at.date()).days)
    if shown.precision != "day" and stamp.precision != "day" and stamp.at.tzinfo is not None:
        stamp = _zoned(stamp, shown)
    elif stamp.at.tzinfo is None and shown.at.tzinfo is not None and "day" not in (stamp.precision, shown.precision):
        # The same clock twice, once with its zone: in print.
        is_same = abs(stamp.at - shown.at.replace(tzinfo=None)) <= _SAME
        stamp = (
            msgspec.structs.replace(stamp, at=stamp.at.replace(tzinfo=shown.at.tzinfo), zone="printed")
            if is_same
            else stamp
        )
    if days == 0 or (
        days == 1 and stamp.at.tzinfo is not None and stamp.precision != "day" and not _is_apart(stamp, shown)
    ):
        return stamp
    if print_.renewed and updated is not None and updated.at.date() == shown.at.date() != stamp.at.date():
        # `entry-date updated` is the date of an article that was never changed; this one was.
        return stamp
    agreed = next((other for other in stamps if other.at.date() == shown.at.date()), None)
    if agreed is not None:
        return msgspec.structs.replace(agreed, flags=(*agreed.flags, "data_disagree"))
    is_seconded = any(other.by not in _WEAK and other.at.date() == stamp.at.date() for other in stamps)
    is_renewed = (
        updated is not None
        and abs(_wall(updated) - _wall(stamp)) <= _SAME
        and timedelta() < stamp.at.date() - shown.at.date() <= _WEEK
    )
    # A program that writes every change's instant as the publication's too is found out by the day in print.
    # And an element that nobody named says less than the words *published on*.
    is_unnamed = stamp.by == "time" and print_.announced and len({one.at.date() for one in stamps}) == 1
    if is_renewed or is_unnamed or (stamp.by in _WEAK and not is_seconded):
        return msgspec.structs.replace(shown, flags=(*shown.flags, "data_disagree"))
    if updated is not None and abs((updated.at.date() - shown.at.date()).days) <= 1:
        return stamp
    return msgspec.structs.replace(stamp, flags=(*stamp.flags, "print_disagrees"))


def _is_apart(stamp: Stamp, shown: Stamp) -> bool:
    """Whether the clocks of two stamps are further apart than any zone is from UTC."""
    return "day" not in (stamp.precision, shown.precision) and abs(_wall(stamp) - _wall(shown)) > _WIDEST


def _wall(stamp: Stamp) -> datetime:
    return stamp.at.replace(tzinfo=None)


def _on_printed_day(stamp: Stamp, shown: Stamp) -> Stamp:
    """An instant in UTC of a paper that prints the day before or after: in the nearest zone where it is that day."""
    days = (shown.at.date() - stamp.at.date()).days
    if abs(days) != 1 or shown.precision != "day" or stamp.precision == "day" or stamp.at.tzinfo is None:
        return stamp
    hours = 24 - stamp.at.hour if days > 0 else -stamp.at.hour - 1
    if stamp.at.utcoffset() or not _WEST <= hours <= _EAST:
        return stamp
    at = stamp.at.astimezone(timezone(timedelta(hours=hours)))
    return msgspec.structs.replace(stamp, at=at, flags=(*stamp.flags, "zone_assumed"))


def _zoned(stamp: Stamp, shown: Stamp) -> Stamp:
    """An instant in the zone in which the paper prints it.

    A program that writes its own clock with a Z behind it is found out by the printed zone: the same figures there,
    hours apart in truth. Without a printed zone, the distance of the printed clock from UTC is the zone.
    """
    wall = stamp.at.replace(tzinfo=None)
    if shown.at.tzinfo is not None:
        clock = shown.at.replace(tzinfo=None)
        if abs(wall - clock) <= _HOUR and abs(stamp.at - shown.at) >= _FAR:
            at = wall.replace(tzinfo=shown.at.tzinfo)
            return msgspec.structs.replace(stamp, at=at, zone="printed", flags=(*stamp.flags, "tz_unset"))
        if abs(stamp.at - shown.at) <= _SAME and not stamp.at.utcoffset():
            return msgspec.structs.replace(stamp, at=stamp.at.astimezone(shown.at.tzinfo), zone="printed")
        return stamp
    if stamp.at.utcoffset():
        return stamp
    offset = shown.at - wall.replace(second=0, microsecond=0)
    if offset and abs(offset) <= _WIDEST and not offset % _QUARTER:
        return msgspec.structs.replace(stamp, at=stamp.at.astimezone(timezone(offset)), zone="printed")
    return stamp


def _published(page: Page, data: Said) -> Iterator[Stamp]:
    for said in data.strings("datePublished"):
        if stamp := stamp_of(said, "json_ld:datePublished"):
            yield stamp
    for name in _PUBLISHED:
        for said in page.meta.get(name, ())[:2]:
            if stamp := stamp_of(said, f"meta:{name}") or stamp_of_print(said, f"meta:{name}"):
                yield stamp
    if stamp := stamp_of(data.broken.get("datePublished", ""), "json_ld:broken"):
        yield stamp
    yield from _elements(page)
    for said in (*data.strings("dateCreated"), *data.strings("uploadDate")):
        if stamp := stamp_of(said, "json_ld:dateCreated"):
            yield stamp


def _updated(page: Page, data: Said) -> Iterator[Stamp]:
    for said in data.strings("dateModified"):
        if stamp := stamp_of(said, "json_ld:dateModified"):
            yield stamp
    if stamp := stamp_of(data.broken.get("dateModified", ""), "json_ld:broken"):
        yield stamp
    for name in _UPDATED:
        for said in page.meta.get(name, ())[:1]:
            if stamp := stamp_of(said, f"meta:{name}"):
                yield stamp


def _elements(page: Page) -> Iterator[Stamp]:
    """`time[datetime]`, `abbr.published[title]` and microdata that stand at the headline or in the text."""
    if page.root is None:
        return
    seen: list[tuple[int, Stamp]] = []
    ruled: dict[object, Node] = {}
    dated = [element for element in page.outline.times if element.get("datetime")]
    if b"datePublished" in page.markup.html:
        dated += page.named("datePublished")
    if b"<abbr" in page.markup.html:
        dated += page.root.iterfind(".//abbr[@title]")
    for element in dated[:60]:
        said = element.get("datetime") or element.get("content") or element.get("title") or "".join(element.itertext())
        names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if says_changed(names) or CLOCK.search(names):
            continue
        stamp = stamp_of(said, "time" if element.tag == "time" else "itemprop:datePublished")
        if stamp is None:
            continue
        ruled = ruled or {node.element: node for node in page.outline.nodes}
        rule = _rule_around(element, ruled)
        rank = 3 * (rule in ELSEWHERE) + (
            0 if element.get("itemprop") == "datePublished" else 1 if _FIRST.search(names) else 2
        )
        seen.append((rank, stamp))
    yield from (stamp for rank, stamp in sorted(seen, key=lambda pair: pair[0]) if rank < 3)


def _rule_around(element: object, ruled: dict[object, Node]) -> str:
    current = element
    for _ in range(60):
        if current is None:
            return ""
        node = ruled.get(current)
        if node is not None and node.effective:
            return node.effective
        current = current.getparent()  # type: ignore[attr-defined]
    return ""


def _choose(stamps: Sequence[Stamp], address: Stamp | None, page: Page) -> Stamp | None:
    """The first, unless the address's own day or month speaks for a later one."""
    if not stamps:
        return None
    if address is None:
        month = inaddress.month_of(page)
        return next((stamp for stamp in stamps if month and _is_of_month(stamp, month)), stamps[0])
    near = [stamp for stamp in stamps if abs((stamp.at.replace(tzinfo=None) - address.at).days) <= 1]
    return near[0] if near else address if abs((stamps[0].at.replace(tzinfo=None) - address.at).days) > 2 else stamps[0]


def _is_of_month(stamp: Stamp, month: tuple[int, int]) -> bool:
    """Whether a stamp is of the month in which the address says that the page was made, or of the day beside it."""
    at = _wall(stamp)
    return any((day.year, day.month) == month for day in (at, at - _DAY, at + _DAY))


def _moment(stamp: Stamp, field: str, page: Page, site: Site | None, trail: Trail, *, is_local: bool) -> Moment:
    flags = list(stamp.flags)
    zone_from: Literal["printed", "data", "outlet", "site_utc"]
    at = stamp.at
    if stamp.zone:
        zone_from = stamp.zone
    else:
        hours = site.zone if site else (7 if is_local else 0)
        at = at.replace(tzinfo=timezone(timedelta(hours=hours)))
        zone_from = "outlet" if site or hours else "site_utc"
        if stamp.precision != "day":
            flags.append("zone_assumed")
    if page.raw.fetched_at and at > page.raw.fetched_at + timedelta(days=2):
        flags.append("future")
    trail.found(field, stamp.by, stamp.printed, flags=tuple(flags))
    return Moment(at=at, precision=stamp.precision, zone_from=zone_from, printed=text.storable(stamp.printed)[:120])

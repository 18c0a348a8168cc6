"""When an article was published and updated: machine-readable instants first, then the printed date, then the address.

A header's clock and a related box never date an article: only what stands in the head, at the headline, or in the text's
own byline counts. Nothing is repaired; doubts are flags.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Literal

import msgspec

from archive.records import Moment
from crawler.blocks import Node
from crawler.clean import dates, text, worlddates
from crawler.page import Page
from crawler.parsers.data import Said
from crawler.parsers.evidence import Trail
from crawler.sieve import Found
from crawler.site import Site

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published", "og:published_time", "publishdate", "publish-date", "publish_date",
    "published_time", "pubdate", "pub_date", "publication_date", "published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dc.created", "datecreated", "dc.date", "dcterms.date", "prism.publicationdate", "citation_date",
    "citation_publication_date", "citation_online_date", "bt:pubdate", "sw-pubdate", "outbrain-date", "dcsext.articlefirstpublished", "shareaholic:article_published_time",
    "displaydate", "article_date_original", "originalpublicationdate", "date", "ya:ovs:upload_date", "release_date", "rbpubdate", "content_publishdate", "content_published_date",
)  # fmt: skip
_UPDATED = (
    "article:modified_time",
    "og:article:modified_time",
    "datemodified",
    "og:updated_time",
    "article:updated_time",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "bt:moddate",
    "revised",
)
_ISO = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-/.]?)(?P<m>\d\d?)(?P=s)(?P<d>\d\d?)(?!\d)(?:[T ,]{1,3}(?P<h>\d\d?)[:.](?P<mi>\d\d)(?::(?P<sec>\d\d)(?:[.,]\d{1,9})?)?\s*(?P<pm>[AaPp]\.?[Mm]\b)?\s*"
    r"(?P<z>Z|z|UTC|GMT|WIB|WITA|WIT|[+-]\d\d:?\d\d|[+-]\d\d)?(?!\d))?"
)
_COMPACT = re.compile(
    r"^(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)T?(?P<h>\d\d)(?P<mi>\d\d)(?P<sec>\d\d)?(?P<z>Z|[+-]\d\d:?\d\d)?$"
)
_URL = re.compile(
    r"[/_-](?P<y>(?:19|20)\d\d)(?P<s>[/_-]?)(?P<m>0[1-9]|1[0-2]|[1-9](?=[/_-]))(?P=s)(?P<d>0[1-9]|[12]\d|3[01]|[1-9](?=[/_-]|$))(?=\D|$)"
)
_URL_MONTH = re.compile(r"/(?P<y>(?:19|20)\d\d)/(?P<m>0[1-9]|1[0-2])/")
_NAMED = {"Z": 0, "UTC": 0, "GMT": 0, "WIB": 7, "WITA": 8, "WIT": 9}
_FIRST = re.compile(r"publi|posted|pubdate|entry-date|created|post-date|date", re.IGNORECASE)
# WordPress calls the one date of an article that was never changed `entry-date updated`.
_DATED = re.compile(r"entry-date|module-date|publi|posted|post-date", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif|aktualis|diperbarui|geändert|lastmod", re.IGNORECASE)


class Stamp(msgspec.Struct, frozen=True):
    """An instant or a day as somebody wrote it. `at` has a zone only where one was written."""

    at: datetime
    precision: Literal["instant", "minute", "day"]
    zone: Literal["printed", "data", ""]
    printed: str
    by: str
    flags: tuple[str, ...] = ()


def read_moments(
    page: Page, data: Said, found: Found, headline: int | None, site: Site | None, language: str | None, trail: Trail
) -> tuple[Moment | None, Moment | None]:
    """Published and updated."""
    is_local = language == "id" or _is_indonesian(page)
    from_address = _from_address(page)
    stamps = list(_published(page, data))
    stamp = (
        _choose(stamps, from_address)
        or _choose(list(_printed(page, found, headline, is_local=is_local)), from_address)
        or from_address
    )
    updated = next(_updated(page, data), None)
    published = _moment(stamp, "published_at", page, site, trail, is_local=is_local) if stamp else None
    return published, _moment(updated, "updated_at", page, site, trail, is_local=is_local) if updated else None


def stamp_of(said: str, by: str) -> Stamp | None:
    """An instant as data writes it: ISO 8601 and its neighbours, RFC 2822, seconds since 1970."""
    said = html.unescape(said).strip()[:80]
    match = _COMPACT.match(said) or _ISO.search(said)
    if match:
        return _stamp(match, said, by)
    if re.fullmatch(r"1\d{9}(?:\d{3})?", said):
        return Stamp(datetime.fromtimestamp(int(said[:10]), UTC), "instant", "data", said, by)
    try:
        parsed = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not 1990 <= parsed.year <= 2100:
        return None
    return Stamp(parsed, "instant", "data" if parsed.tzinfo else "", said, by)


def _stamp(match: re.Match[str], said: str, by: str) -> Stamp | None:
    part = match.groupdict()
    try:
        hour = int(part["h"] or 0)
        if part.get("pm"):
            hour = hour % 12 + (12 if part["pm"][0] in "pP" else 0)
        at = datetime(int(part["y"]), int(part["m"]), int(part["d"]), hour, int(part["mi"] or 0), int(part["sec"] or 0))  # noqa: DTZ001 (the zone follows)
    except ValueError:
        return None
    zone = part.get("z")
    if zone:
        at = at.replace(
            tzinfo=timezone(timedelta(hours=_NAMED[zone.upper()])) if zone.upper() in _NAMED else _offset(zone)
        )
    precision: Literal["instant", "minute", "day"] = (
        "day" if part["h"] is None else "instant" if part["sec"] else "minute"
    )
    # Midnight to the second without a zone is a day that somebody's program made an instant of.
    if part["h"] is not None and (at.hour, at.minute, at.second) == (0, 0, 0) and not zone:
        precision = "day"
    return Stamp(at, precision, ("printed" if zone.upper().startswith("WI") else "data") if zone else "", said, by)


def _offset(zone: str) -> timezone:
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = min(int(digits[:2]) * 60 + int(digits[2:4]), 14 * 60)
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))


def _published(page: Page, data: Said) -> Iterator[Stamp]:
    for said in data.strings("datePublished"):
        if stamp := stamp_of(said, "json_ld:datePublished"):
            yield stamp
    for name in _PUBLISHED:
        for said in page.meta.get(name, ())[:2]:
            if stamp := stamp_of(said, f"meta:{name}"):
                yield stamp
    yield from _elements(page)
    for said in (*data.strings("dateCreated"), *data.strings("uploadDate")):
        if stamp := stamp_of(said, "json_ld:dateCreated"):
            yield stamp


def _updated(page: Page, data: Said) -> Iterator[Stamp]:
    for said in data.strings("dateModified"):
        if stamp := stamp_of(said, "json_ld:dateModified"):
            yield stamp
    for name in _UPDATED:
        for said in page.meta.get(name, ())[:1]:
            if stamp := stamp_of(said, f"meta:{name}"):
                yield stamp


_NEAR = 14
_HIJRI = re.compile(r"1[34]\d\d\s?H\b")
_HAS_DIGIT = re.compile(r"\d")


def _printed(page: Page, found: Found, headline: int | None, *, is_local: bool) -> Iterator[Stamp]:
    """Dates in print, where bylines stand: between headline and text, just above the headline, just below the text."""
    blocks = page.outline.blocks
    first = found.blocks[0].index if found.blocks else len(blocks)
    last = found.blocks[-1].index if found.blocks else len(blocks)
    title = (
        headline
        if headline is not None
        else max(
            (block.index for block in blocks if block.node.tag == "h1" and block.index <= first),
            default=max(first - _NEAR, 0),
        )
    )
    below = max(first, title + 1)
    places = (
        (range(title + 1, min(below, title + 3 * _NEAR)), _NOT_HERE),
        (range(below, min(max(title, first) + 8, len(blocks))), _NOT_HERE),
        (range(title - 1, max(title - 5, -1), -1), _NOT_HERE),
        (range(title - 5, max(title - _NEAR, -1), -1), _ELSEWHERE),
        (range(last + 1, min(last + _NEAR, len(blocks))), _NOT_BELOW),
        (range(last, max(last - 3, first), -1), _ELSEWHERE),
    )
    english = (
        not _is_indonesian(page)
        and ".co.uk" not in page.host
        and ((page.root.get("lang") or "en") if page.root is not None else "en").lower()[:5] in ("en", "en-us")
    )
    later: list[Stamp] = []
    for number, (place, barred) in enumerate(places):
        for at in place:
            block = blocks[at]
            # In the text itself only a line that is hardly more than a date; elsewhere never in a box about something else.
            said = block.text if len(block.text) < 220 else block.text[:90]
            if block.rule in barred or (number in (1, 5) and len(block.text) > 70):
                continue
            if number in (2, 3) and (
                _HIJRI.search(said) or (block.rule in ("header", "nav") and not _is_around(block.node, title))
            ):
                continue
            for stamp, start in _stamps_in(said, page, is_local=is_local, month_first=english):
                if _CHANGED.search(said[:start][-25:]):
                    later.append(stamp)
                else:
                    yield stamp
    yield from later


def _is_around(node: Node, at: int) -> bool:
    """Whether the outermost header that the container lies in holds the headline too: else it is the site's own."""
    current: Node | None = node
    outermost = node
    while current is not None:
        if current.effective:
            outermost = current
        current = current.parent
    return outermost.first <= at < outermost.last


def _stamps_in(said: str, page: Page, *, is_local: bool, month_first: bool) -> Iterator[tuple[Stamp, int]]:
    """The dates of one line: by the Indonesian grammar where the page is Indonesian, else by the world's."""
    if is_local:
        if not _HAS_DIGIT.search(said) and "lalu" not in said:
            return
        read = dates.read_date(said, fetched_at=page.raw.fetched_at, zone=0)
        if read is not None and read.day is not None and read.precision != "none":
            yield _of_read(read, said), max(said.find(read.printed), 0)
        return
    for printed in worlddates.find_dates(said, month_first=month_first):
        precision: Literal["minute", "day"] = "minute" if printed.has_time else "day"
        yield Stamp(printed.at, precision, "printed" if printed.at.tzinfo else "", said[:120], "printed"), printed.start


def _of_read(read: dates.DateRead, said: str) -> Stamp:
    flags = tuple(flag for flag in read.flags if flag not in ("zone_assumed", "future"))
    at = read.at or datetime.combine(read.day or date.min, datetime.min.time())
    zone: Literal["printed", "data", ""] = (
        "printed" if read.zone_from == "printed" else "data" if read.zone_from == "site_utc" else ""
    )
    precision: Literal["instant", "minute", "day"] = "day" if read.precision == "none" else read.precision
    return Stamp(at if zone else at.replace(tzinfo=None), precision, zone, read.printed or said, "printed", flags)


_NOT_HERE = ("comments", "related", "teasers", "popup", "cookie", "hidden")
_NOT_BELOW = ("comments", "related", "teasers", "popup", "cookie", "hidden", "aside", "newsletter", "nav")
_ELSEWHERE = ("comments", "related", "teasers", "aside", "nav", "footer", "newsletter", "widget", "popup", "cookie")


def _elements(page: Page) -> Iterator[Stamp]:
    """`time[datetime]`, `abbr.published[title]` and microdata that stand at the headline or in the text."""
    if page.root is None:
        return
    seen: list[tuple[int, Stamp]] = []
    ruled: dict[object, Node] = {}
    dated = [element for element in page.outline.times if element.get("datetime")]
    if b"datePublished" in page.markup.html:
        dated += page.root.iterfind(".//*[@itemprop='datePublished']")
    if b"<abbr" in page.markup.html:
        dated += page.root.iterfind(".//abbr[@title]")
    for element in dated[:60]:
        said = element.get("datetime") or element.get("content") or element.get("title") or "".join(element.itertext())
        names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if _CHANGED.search(names) and not _DATED.search(names):
            continue
        stamp = stamp_of(said, "time" if element.tag == "time" else "itemprop:datePublished")
        if stamp is None:
            continue
        ruled = ruled or {node.element: node for node in page.outline.nodes}
        rule = _rule_around(element, ruled)
        rank = 3 * (rule in _ELSEWHERE) + (
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


def _from_address(page: Page) -> Stamp | None:
    match = _URL.search(page.path)
    if match and match["s"] == "/" and page.path[match.end() : match.end() + 1] not in ("", "/"):
        # `/2025/04/8-contoh-rumah`: the eight is the headline's.
        match = None
    if match:
        try:
            at = datetime(int(match["y"]), int(match["m"]), int(match["d"]))  # noqa: DTZ001 (the zone follows)
        except ValueError:
            return None
        return Stamp(at, "day", "", match.group().strip("/_-"), "address")
    return None


def _choose(stamps: Sequence[Stamp], address: Stamp | None) -> Stamp | None:
    """The first, unless the address's own day speaks for a later one."""
    if not stamps:
        return None
    if address is None:
        return stamps[0]
    near = [stamp for stamp in stamps if abs((stamp.at.replace(tzinfo=None) - address.at).days) <= 1]
    return near[0] if near else address if abs((stamps[0].at.replace(tzinfo=None) - address.at).days) > 2 else stamps[0]


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


def _is_indonesian(page: Page) -> bool:
    said = (page.root.get("lang") or "").lower() if page.root is not None else ""
    return (
        said.startswith(("id", "in"))
        or (page.said("og:locale") or "").lower().startswith("id")
        or page.host.endswith(".id")
    )

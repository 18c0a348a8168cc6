"""The day of a page that names none where papers do: what its programs left in scripts and attributes, if it is one day only.

A value that stands beside others of other days is a list's, and tells nothing of this page. Asked last, before the address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from crawler.page import Page
from crawler.parsers.data import strings, types_of
from crawler.parsers.stamps import Stamp, stamp_of

# Names that programs give to the instant of publication, the surest first; a page's making stands for it at the end.
_PUBLISHED = (
    "datePublished|date_published|published_at|publishedAt|publishedDate|published_date|publishDate|publish_date|publicationDate|publication_date|firstPublished(?:At|Date)?|first_published_at|"
    "published_time|publishedTime|pubDate|pub_date|pubdate|publishTime|publish_time|displayDate|articleDate|postDate|post_date|showDate"
)
_READERS = frozenset(("review", "comment", "userreview", "answer"))  # what readers wrote, and when
_MADE = "createdAt|created_at|createDate|creationDate|dateCreated"
_VALUE = r"\\?[\"']?\s{0,3}[:=(,]\s{0,3}\\?[\"'](?P<at>(?:19|20)\d\d[-/.]?[01]\d[-/.]?[0-3]\d[^\"'\\<>]{0,25})\\?[\"']"
_IN_SCRIPTS = tuple(re.compile(rf"\b(?:{names}){_VALUE}".encode()) for names in (_PUBLISHED, _MADE))
# Of which one or another stands in each of those names: around these the patterns are tried, at a tenth of the cost of
# trying them at every letter of the page.
_STEMS = ((b"ubli", b"ub_date", b"ubdate", b"Date", b"post_date"), (b"reat",))
_BEFORE, _BEHIND, _LONGEST_TAG = 16, 100, 250
_TITLED = re.compile(
    rb"class=[\"'](?:[\w -]{0,60}\s)?(?:published|updated|dt-published|entry-date|post-date|date|timestamp)(?:\s[\w -]{0,60})?[\"'](?:\s[^<>]{0,200})?\s(?:title|data-(?:datetime|date|time|timestamp|published))=[\"'](?P<at>[^\"'<>]{8,40})[\"']"
)
_TAG = re.compile(rb"<(?:span|abbr|div|p|a|time|small)\s(?:[^<>]{0,200}\s)?")
# Of the many names of meta elements that no list has: `og:publish_date`, `epoch-publish-date`, `sn-post-date`, `created`.
_META = re.compile(r"publi|pub_?-?(?:date|time)|pdate|post-?date|create(?!or)|first")
_NOT_META = re.compile(r"modif|updat|last|expir|end|unpubli|publisher|republi|image|url|zone")
_MAX, _MOST, _MOST_STEMS = 2_000_000, 400, 20_000
PATTERNS = {
    "scripts": _IN_SCRIPTS[0],
    "making": _IN_SCRIPTS[1],
    "titles": _TITLED,
    "tag": _TAG,
    "meta": _META,
    "not_meta": _NOT_META,
}


def hints(page: Page, *, is_local: bool) -> Iterator[Stamp]:
    """The days that scripts and attributes tell of, the surest first."""
    yield from named(page)
    yield from _unnamed(page, is_local=is_local)


def named(page: Page) -> Iterator[Stamp]:
    """What JSON-LD says of any of its things, and a theme's own name for the date, wherever it stands."""
    things = [
        stamp_of(said, "json_ld:any")
        for thing in page.json_ld
        if not types_of(thing) & _READERS
        for said in strings(thing.get("datePublished"))
    ]
    if stamp := _only([thing for thing in things if thing is not None]):
        yield stamp
    # A theme's own name for it, in a box that dates nothing else on the page.
    dated = [e.get("datetime") for e in page.outline.times if "publi" in (e.get("class") or "") and e.get("datetime")]
    if stamp := _only([stamp for said in dated[:20] if (stamp := stamp_of(said, "time:elsewhere"))]):
        yield stamp


def _unnamed(page: Page, *, is_local: bool) -> Iterator[Stamp]:
    said = [
        one
        for name, several in page.meta.items()
        if _META.search(name) and not _NOT_META.search(name)
        for one in several[:1]
    ]
    if stamp := _only([stamp for one in said[:20] if (stamp := stamp_of(one, "meta:other"))]):
        yield stamp
    if is_local:
        return
    raw = page.decoded.utf8[:_MAX]
    scripts = (("script", _around(stems, pattern, raw)) for stems, pattern in zip(_STEMS, _IN_SCRIPTS, strict=True))
    for by, matches in (("title_attribute", _in_titles(raw)), *scripts):
        values = (match["at"].decode("utf-8", "replace") for match in islice(matches, _MOST + 1))
        if only := _only([stamp for value in values if (stamp := stamp_of(value, by))]):
            yield only


def _in_titles(raw: bytes) -> Iterator[re.Match[bytes]]:
    """Attributes of elements that are called a date."""
    for match in _TITLED.finditer(raw):
        start = match.start()
        opens = raw.rfind(b"<", max(start - _LONGEST_TAG, 0), start)
        if opens >= 0 and _TAG.fullmatch(raw, opens, start):
            yield match


def _around(stems: Sequence[bytes], pattern: re.Pattern[bytes], raw: bytes) -> Iterator[re.Match[bytes]]:
    """What a pattern finds around the stems, in order of the page."""
    found: dict[int, re.Match[bytes]] = {}
    for stem in stems:
        at = raw.find(stem)
        for _ in range(_MOST_STEMS):
            if at < 0:
                break
            if match := pattern.search(raw, max(at - _BEFORE, 0), at + _BEHIND):
                found[match.start()] = match
            at = raw.find(stem, at + 1)
    return iter([found[start] for start in sorted(found)])


def _only(stamps: list[Stamp]) -> Stamp | None:
    """The first, if all are of one day."""
    return stamps[0] if stamps and len({stamp.at.date() for stamp in stamps}) == 1 else None

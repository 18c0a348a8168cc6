"""The day of a page that names none where papers do: what its programs left in scripts and attributes, if it is one day only.

A value that stands beside others of other days is a list's, and tells nothing of this page. Asked last, before the address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.page import Page
from crawler.parsers.data import strings
from crawler.parsers.stamps import Stamp, stamp_of

# Names that programs give to the instant of publication, the surest first; a page's making stands for it at the end.
_PUBLISHED = (
    "datePublished|date_published|published_at|publishedAt|publishedDate|published_date|publishDate|publish_date|publicationDate|publication_date|firstPublished(?:At|Date)?|first_published_at|"
    "published_time|publishedTime|pubDate|pub_date|pubdate|publishTime|publish_time|displayDate|articleDate|postDate|post_date|showDate"
)
_MADE = "createdAt|created_at|createDate|creationDate|dateCreated"
_VALUE = r"\\?[\"']?\s{0,3}[:=(,]\s{0,3}\\?[\"'](?P<at>(?:19|20)\d\d[-/.]?[01]\d[-/.]?[0-3]\d[^\"'\\<>]{0,25})\\?[\"']"
_IN_SCRIPTS = tuple(re.compile(rf"\b(?:{names}){_VALUE}".encode()) for names in (_PUBLISHED, _MADE))
_IN_TITLES = re.compile(
    rb"<(?:span|abbr|div|p|a|time|small)\s(?:[^<>]{0,200}\s)?class=[\"'](?:[\w -]{0,60}\s)?(?:published|updated|dt-published|entry-date|post-date|date|timestamp)(?:\s[\w -]{0,60})?[\"'](?:\s[^<>]{0,200})?\s(?:title|data-(?:datetime|date|time|timestamp|published))=[\"'](?P<at>[^\"'<>]{8,40})[\"']"
)
# Of the many names of meta elements that no list has: `og:publish_date`, `epoch-publish-date`, `sn-post-date`, `created`.
_META = re.compile(r"publi|pub_?-?(?:date|time)|pdate|post-?date|create(?!or)|first")
_NOT_META = re.compile(r"modif|updat|last|expir|end|unpubli|publisher|republi|image|url|zone")
_MAX, _MOST = 2_000_000, 400
PATTERNS = {
    "scripts": _IN_SCRIPTS[0],
    "making": _IN_SCRIPTS[1],
    "titles": _IN_TITLES,
    "meta": _META,
    "not_meta": _NOT_META,
}


def hints(page: Page, *, is_local: bool) -> Iterator[Stamp]:
    """The days that scripts and attributes tell of, the surest first."""
    things = [stamp_of(said, "json_ld:any") for thing in page.json_ld for said in strings(thing.get("datePublished"))]
    if stamp := _only([thing for thing in things if thing is not None]):
        yield stamp
    # A theme's own name for it, in a box that dates nothing else on the page.
    dated = [e.get("datetime") for e in page.outline.times if "publi" in (e.get("class") or "") and e.get("datetime")]
    if stamp := _only([stamp for said in dated[:20] if (stamp := stamp_of(said, "time:elsewhere"))]):
        yield stamp
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
    for by, pattern in (("title_attribute", _IN_TITLES), *(("script", pattern) for pattern in _IN_SCRIPTS)):
        found = []
        for number, match in enumerate(pattern.finditer(raw)):
            if number > _MOST:
                break
            if stamp := stamp_of(match["at"].decode("utf-8", "replace"), by):
                found.append(stamp)
        if only := _only(found):
            yield only


def _only(stamps: list[Stamp]) -> Stamp | None:
    """The first, if all are of one day."""
    return stamps[0] if stamps and len({stamp.at.date() for stamp in stamps}) == 1 else None

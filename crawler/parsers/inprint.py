"""Dates in print, where papers set them: at the headline, just below the text, at the head of the first paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Literal

import msgspec

from crawler.blocks import Block, Node
from crawler.clean import dates, worlddates
from crawler.page import Page
from crawler.parsers.stamps import Stamp
from crawler.sieve import Found

CHANGED = re.compile(
    r"updat|modif|aktualis|diperbarui|diubah|revisi|geändert|lastmod|edited|reviewed|actualiz", re.IGNORECASE
)
ELSEWHERE = ("comments", "related", "teasers", "aside", "nav", "footer", "newsletter", "widget", "popup", "cookie")
_NOT_HERE = ("comments", "related", "teasers", "popup", "cookie", "hidden")
_NOT_BELOW = ("comments", "related", "teasers", "popup", "cookie", "hidden", "aside", "newsletter", "nav")
_NEAR = 14
# The places by their number, see `_places`.
_AT_HEADLINE, _IN_TEXT, _BRIEF, _ABOVE, _FAR, _WITHIN = (0, 1, 2), (1, 6), (1, 2, 3, 6), (2, 3), (3, 4), 5
_DATE_ALONE = 50
_LEAD = 45  # characters before the date that a paragraph begins with: `Pressemitteilung vom 25. Januar 2022 |`
_DATE_ALONE_WIDE = 24  # of letters of which each says what a syllable does
_OF_A_LIST = 40  # an entry of a list in the text: what is longer tells of another thing's day
_LINE = 70  # what is longer is a sentence, and its day is what it tells of
_CAPTION = 80
# The one date of an article that was never changed is called `entry-date updated` or, after hAtom, `date updated`.
_DATED = re.compile(
    r"entry-date|module-date|publi|posted|post-date|(?<!\S)\S{0,30}date\S{0,10}\s+updated(?!\S)", re.IGNORECASE
)
# What tells today's date at the head of every page.
CLOCK = re.compile(r"mod_datetime|(?<!icon-)(?<!fa-)(?<!bi-)clock|current[_-]?(?:date|time)|today", re.IGNORECASE)
_SITE_CLOCK = re.compile(
    r"(?<!\S)header[_-]?date|(?<!\S)(?:mh|tdb?|site|top)[_-](?:header[_-]|data[_-])?(?:date|time)|(?:date|time|tanggal)[_-]?now|hari[_-]?ini",
    re.IGNORECASE,
)
_CHANGED_AFTER = re.compile(
    r"\W{1,4}(?:last |zuletzt |terakhir )?(?:updated|aktualisiert|diperbarui)\W{1,3}\d\d?[:.]?\d\d\b", re.IGNORECASE
)
# Words before the day of something else: a book's or a film's, a meeting's, an offer's end.
_OTHERS = re.compile(
    r"\b(?:termin|datum der veranstaltung|erscheinungs\w{1,10}|erscheint|release date|redeem|expires?|deadline|valid|gültig|born|geboren|lahir|berlaku|batas waktu|hingga)\b[^.;|]{0,25}$",
    re.IGNORECASE,
)
_HIJRI = re.compile(r"1[34]\d\d\s?H\b")
_HAS_DIGIT = re.compile(r"\d")
_HAS_YEAR = re.compile(r"(?:19|20)\d\d")
# Names of an element that holds the date of the first publication.
_FIRST = re.compile(r"publi|posted|date|meta|created|byline", re.IGNORECASE)
_SAYS_PUBLISHED = re.compile(
    r"\b(?:publi\w{1,10}|posted|posting|diposting|diterbitkan|terbit|tayang|veröffentlicht|gepostet|geschrieben|erstellt|eingestellt|publikováno)\b",
    re.IGNORECASE,
)
# What each of them holds, in lower case.
_PUBLISHED_SIGNS = ("publi", "post", "terbit", "tayang", "öffentlicht", "geschrieben", "stellt")
# Two letters that are not a country's alone.
_ANYWHERE = frozenset(("us", "io", "co", "me", "tv", "ai", "ly", "fm", "gg", "to"))
_WITHIN_A_COUNTRY = frozenset(("com", "net", "org", "co", "gov", "edu", "ac"))
# What WordPress themes write below a text: `This entry was posted on Monday, May 3rd, 2010 at 23:03 and is filed under …`.
_ENTRY = re.compile(
    r"(?:entry|post|beitrag|artikel|eintrag|article) (?:was (?:posted|published|written)|wurde)|\bwurde am\b",
    re.IGNORECASE,
)
# Where themes tell it that have no line for it below the text.
_ITS_OWN = ("aside", "footer", "widget")
_ENTRY_REACH, _ENTRY_BLOCK = 160, 700
_LED = re.compile(r"^\s{0,2}(?:[-–—|:.,)]|uhr\b|wi(?:b|ta|t)\b)", re.IGNORECASE)
PATTERNS = {
    "changed": CHANGED, "dated": _DATED, "clock": CLOCK, "site_clock": _SITE_CLOCK, "changed_after": _CHANGED_AFTER, "others": _OTHERS, "hijri": _HIJRI, "says_published": _SAYS_PUBLISHED, "led": _LED, "entry": _ENTRY,
}  # fmt: skip


class Print(msgspec.Struct, frozen=True):
    """A printed date. `at_headline`: it stands where a byline does; `changed`: the print says that it is the last change's.

    `announced`: the print says that something was published then. `renewed`: its element has the name of a change's beside the first date's.
    """

    stamp: Stamp
    at_headline: bool
    changed: bool
    announced: bool = False
    renewed: bool = False


def printed(page: Page, found: Found, headline: int | None, *, is_local: bool) -> Iterator[Print]:
    """The printed dates of the article, the surest first; those of its last change come last."""
    blocks = page.outline.blocks
    month_first = is_american(page)
    later: list[Print] = []
    for number, (place, barred) in enumerate(_places(blocks, found, headline)):
        seen: list[Print] = []
        for at in place:
            if not _is_place(blocks[at], number, barred, headline if headline is not None else place.start):
                continue
            said = blocks[at].text if len(blocks[at].text) < 220 else blocks[at].text[:90]
            for stamp, start in stamps_in(said, page, is_local=is_local, month_first=month_first):
                changed = _is_changed(said, stamp, start, blocks[at].node.names)
                announced = bool(_SAYS_PUBLISHED.search(said[:start]))
                names = blocks[at].node.names
                if (number in _ABOVE and not announced and _is_clock(names)) or _OTHERS.search(
                    said[max(start - 45, 0) : start]
                ):
                    continue
                if not changed and number not in _FAR:
                    renewed = not start and bool(CHANGED.search(names))
                    yield Print(stamp, number in _AT_HEADLINE, changed=False, announced=announced, renewed=renewed)
                (later if changed else seen).append(Print(stamp, number in _AT_HEADLINE, changed))
        # Several days in one place are a list's.
        if number in _FAR and len({one.stamp.at.date() for one in seen}) == 1:
            yield from seen[:1]
    if not is_local:
        yield from _leading(page, found, month_first=month_first)
    yield from _announced(page, is_local=is_local, month_first=month_first)
    yield from later


def says_changed(names: str) -> bool:
    """Whether an element by its names holds the date of the last change."""
    return bool(CHANGED.search(names)) and not _DATED.search(names)


def _is_changed(said: str, stamp: Stamp, start: int, names: str) -> bool:
    """Whether a printed date is the last change's: as the words before it say, else its element, else the word behind it.

    `28 November 2013 -- Updated 0203 GMT` has no date behind the word.
    """
    if CHANGED.search(said[:start][-25:]) if start else says_changed(names):
        return True
    behind = said[start + len(stamp.printed) :]
    return bool(_CHANGED_AFTER.match(behind)) and not _HAS_YEAR.search(behind)


def _is_clock(names: str) -> bool:
    return bool(CLOCK.search(names) or _SITE_CLOCK.search(names))


def _is_place(block: Block, number: int, barred: tuple[str, ...], headline: int) -> bool:
    """Whether a block of a place may date the article: in the text itself only a line that is hardly more than a date."""
    rule, long, is_meta = block.rule, len(block.text), block.rule == "meta"
    # A popup that holds the headline is none: themes call the shade over a lead image so.
    if rule in barred and not (rule == "popup" and _is_around(block.node, headline)):
        return False
    if (number == _WITHIN and not is_meta) or (number in _BRIEF and long > _LINE and not is_meta):
        return False
    # A picture's day is not the article's, nor is that of a post which the text shows.
    if (block.kind == "caption" or rule == "caption") and long > _CAPTION:
        return False
    is_listed = number in _IN_TEXT and block.kind == "list" and long > _OF_A_LIST
    is_cited = number in (0, *_IN_TEXT) and block.kind == "quote"
    if not is_meta and (is_cited or is_listed):
        return False
    # A heading that says more than a date is a headline, and its day is what it tells of.
    if block.kind == "heading" and long > (_DATE_ALONE_WIDE if _is_wide(block.text) else _DATE_ALONE):
        return bool(_FIRST.search(block.node.names))
    if number not in _ABOVE:
        return True
    is_site = block.rule in ("header", "nav") and not _is_around(block.node, headline)
    return not is_site and not _HIJRI.search(block.text[:220])


def _places(blocks: Sequence[Block], found: Found, headline: int | None) -> tuple[tuple[range, tuple[str, ...]], ...]:
    """Where to look, in order: between headline and text, in the text's first lines, above the headline, below the text."""
    first = found.blocks[0].index if found.blocks else len(blocks)
    last = found.blocks[-1].index if found.blocks else len(blocks)
    # A headline below the text is its second print, at the buttons.
    title = headline if headline is None or headline <= last else None
    if title is None:
        title = max((b.index for b in blocks[: first + 1] if b.node.tag == "h1"), default=-1)
    below = max(first, title + 1)
    # Without a headline the line nearest to the text is the surest.
    head = (
        range(title + 1, min(below, title + 3 * _NEAR)) if title >= 0 else range(below - 1, max(below - _NEAR, -1), -1)
    )
    return (
        (head, _NOT_HERE),
        (range(below, min(max(title, first) + 8, len(blocks))), _NOT_HERE),
        (range(title - 1, max(title - 5, -1), -1), _NOT_HERE),
        (range(title - 5, max(title - _NEAR, -1), -1), ELSEWHERE),
        (range(last + 1, min(last + _NEAR, len(blocks))), _NOT_BELOW),
        (range(max(title, first) + 8, last), ELSEWHERE),
        (range(last, max(last - 3, first), -1), ELSEWHERE),
    )


def _leading(page: Page, found: Found, *, month_first: bool) -> Iterator[Print]:
    """A paragraph of the text that begins with its date, as press releases and agencies print it."""
    for block in found.blocks[:2]:
        if len(block.text) <= 70 or block.kind != "text":
            continue
        for stamp, start in stamps_in(block.text[:90], page, is_local=False, month_first=month_first):
            end = start + len(stamp.printed)
            if start <= _LEAD and _LED.match(block.text[end : end + 12]):
                yield Print(stamp, at_headline=False, changed=False)


def _announced(page: Page, *, is_local: bool, month_first: bool) -> Iterator[Print]:
    """Anywhere on the page: a short line that says of its date that something was published then, or follows one that does."""
    before = ""
    for block in page.outline.blocks[:1500]:
        said, before = before, block.text if len(block.text) < 40 else ""
        if (
            not is_local
            and 90 < len(block.text) < _ENTRY_BLOCK
            and (block.rule not in ELSEWHERE or (block.rule in _ITS_OWN and _SAYS_PUBLISHED.search(block.text)))
        ):
            yield from _entry(block.text, page, month_first=month_first)
        if block.rule in ELSEWHERE or block.rule == "hidden" or len(block.text) > 90:
            continue
        lower = f"{said} {block.text}".lower()
        if not any(sign in lower for sign in _PUBLISHED_SIGNS):
            continue
        for stamp, start in stamps_in(block.text, page, is_local=is_local, month_first=month_first):
            if _SAYS_PUBLISHED.search(block.text if start else said) and not CHANGED.search(said):
                yield Print(stamp, at_headline=False, changed=False)


def _entry(text: str, page: Page, *, month_first: bool) -> Iterator[Print]:
    """The date in the line in which a theme says of an entry when it was posted."""
    lower = text.lower()
    if ("was " in lower or "wurde" in lower) and (match := _ENTRY.search(text)):
        said = text[match.start() : match.end() + _ENTRY_REACH]
        for stamp, _ in stamps_in(said, page, is_local=False, month_first=month_first):
            yield Print(stamp, at_headline=False, changed=False)


def is_american(page: Page) -> bool:
    """Whether the page writes the month before the day: in English or in no language that it names, of no other country."""
    lang = ((page.root.get("lang") or "en") if page.root is not None else "en").lower()[:5]
    *_, second, ending = ["", *page.host.split(".")]
    is_abroad = len(ending) == 2 and ending != "us" and (ending not in _ANYWHERE or second in _WITHIN_A_COUNTRY)
    return not is_indonesian(page) and not is_abroad and lang in ("en", "en-us")


def _is_wide(line: str) -> bool:
    """Whether a line is printed in ideographs or syllables."""
    return not line.isascii() and max(line) > "\u2e80"


def _is_around(node: Node, at: int) -> bool:
    """Whether the outermost named container that it lies in holds the headline too: else it is the site's own."""
    current: Node | None = node
    outermost = node
    while current is not None:
        if current.effective:
            outermost = current
        current = current.parent
    return outermost.first <= at < outermost.last


def stamps_in(said: str, page: Page, *, is_local: bool, month_first: bool) -> Iterator[tuple[Stamp, int]]:
    """The dates of one line: by the Indonesian grammar where the page is Indonesian, else by the world's."""
    digit = _HAS_DIGIT.search(said)
    if digit is None and not (is_local and "lalu" in said):
        return
    if is_local:
        read = dates.read_date(said, fetched_at=page.raw.fetched_at, zone=0)
        if read is not None and read.day is not None and read.precision != "none":
            yield _of_read(read, said), digit.start() if digit else 0
        return
    for one in worlddates.find_dates(said, month_first=month_first):
        precision: Literal["minute", "day"] = "minute" if one.has_time else "day"
        yield Stamp(one.at, precision, "printed" if one.at.tzinfo else "", one.printed[:120], "printed"), one.start


def _of_read(read: dates.DateRead, said: str) -> Stamp:
    flags = tuple(flag for flag in read.flags if flag not in ("zone_assumed", "future"))
    at = read.at or datetime.combine(read.day or date.min, time.min)
    zone: Literal["printed", "data", ""] = (
        "printed" if read.zone_from == "printed" else "data" if read.zone_from == "site_utc" else ""
    )
    precision: Literal["instant", "minute", "day"] = "day" if read.precision == "none" else read.precision
    return Stamp(at if zone else at.replace(tzinfo=None), precision, zone, read.printed or said, "printed", flags)


def is_indonesian(page: Page) -> bool:
    """Whether the page says that it is written in Indonesia."""
    said = (page.root.get("lang") or "").lower() if page.root is not None else ""
    return (
        said.startswith(("id", "in"))
        or (page.said("og:locale") or "").lower().startswith("id")
        or page.host.endswith(".id")
    )

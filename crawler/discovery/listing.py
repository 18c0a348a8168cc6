"""Pages that list articles: front pages, sections, indexes. Links with their printed titles and dates. Pure.

What an article's link is, is told by three things together: the shape of its address, words that read as a title, and
its place in a block that is repeated. No list needs all three; none of them is enough alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from lxml import etree

from archive.address import address
from archive.facts import Link
from crawler.clean.text import fold
from crawler.discovery import advertised, documents, times
from crawler.discovery.addresses import Base, is_article_possible, is_trap, path_and_query
from crawler.discovery.paging import further, sections
from crawler.errors import DiscoveryError
from crawler.page import Page
from crawler.site import Site, Source

MAX_ANCHORS = 20_000

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MAX_CLIMB = 8
_MAX_EVENTS = 600
_REPEATED = 3
_TITLE_WORDS = 5
_NAV = re.compile(
    r"(?<![a-z])(?:nav|navbar|navigation|menu|submenu|breadcrumbs?|footer|colophon|tagcloud|tag-?links|tags?-list|"
    r"pagination|share|social|sosmed|copyright)(?![a-z])",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^\W*(?:baca|read|lihat|lanjut\w*|continue|selengkapnya|selanjutnya|more|detail|klik|komentar|comments?|tinggalkan|leave|\d+)"
    r"(?:\s(?:more|juga|selengkapnya|lebih|lanjut|membaca|reading|semua|lainnya|detail|komentar|comments?|balasan|a|reply|di|sini|"
    r"here|on|pada|view|all|»|\.+|…))*\W*$",
    re.IGNORECASE,
)
_DATED = re.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])/(?:[0-3]?\d/)?(?:[^/]{1,40}/)?[^/]{3,}")
_NUMBERED = re.compile(
    r"/(?:\d{3,15}|[a-z]{1,4}-\d{4,15})(?:/[^/]{3,}|\.html?)?$|/[^/]*[a-z][^/]*[-_]\d{3,15}(?:\.html?)?$|/(?:read|detail|berita|news)/\d{1,15}(?:/|$)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:^|&)(?:p|id|berita|read|artikel|article|news|news_?id|id_?berita|no|content)=[^&]{1,200}", re.IGNORECASE
)
_ENDING = re.compile(r"\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


class _Offer:
    """One address and the anchors that lead to it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.anchors: list[Any] = []
        self.title: str | None = None
        self.has_heading = False
        self.is_aside = True

    def add(self, anchor: Any) -> None:
        self.anchors.append(anchor)
        is_heading, words = _heading(anchor)
        if not _is_navigation(anchor):
            self.is_aside = False
        if words is None or _MORE.match(words):
            return
        if self.title is None or (is_heading, len(words)) > (self.has_heading, len(self.title)):
            self.title, self.has_heading = words, self.has_heading or is_heading


def links(page: Page, site: Site) -> Iterator[Link | Source]:
    """The articles that a page lists, and where the list goes on; of a front page also what its head advertises."""
    if page.root is None:
        raise DiscoveryError(page.url, "is empty")
    base = _base(page)
    offers = _offers(page.root, base, site)
    chosen = _selected(page.root, base, site) if site.listing_links else _chosen(offers, site)
    blocks = _blocks(chosen)
    for offer in chosen:
        yield _link(offer, blocks, page, site)
    is_front = path_and_query(page.url) == ("/", "")
    named = tuple(advertised.in_head(page)) if is_front else ()
    yield from named
    on = tuple(further(page, base, site))
    yield from on
    if is_front and not named and not on:
        yield from sections((anchor for offer in offers for anchor in offer.anchors if _is_navigation(anchor)), base)


def _base(page: Page) -> Base:
    base = Base(page.url)
    for element in page.root.iter("base") if page.root is not None else ():
        said = base.join(element.get("href") or "")
        return Base(said) if said else base
    return base


def _offers(root: Any, base: Base, site: Site) -> list[_Offer]:
    """Every address of the site that anchors of the page lead to, once each."""
    found: dict[str, _Offer] = {}
    joined: dict[str, _Offer | None] = {}
    for count, anchor in enumerate(root.iter("a")):
        if count >= MAX_ANCHORS:
            break
        href = anchor.get("href")
        if not href:
            continue
        if href not in joined:
            url = base.join(href)
            joined[href] = _offer(url, found, site) if url is not None and site.owns(url) else None
        offer = joined[href]
        if offer is not None:
            offer.add(anchor)
    return list(found.values())


def _offer(url: str, found: dict[str, _Offer], site: Site) -> _Offer | None:
    try:
        key = address(url, site.rules).url
    except ValueError:
        return None
    return found.setdefault(key, _Offer(url))


def _selected(root: Any, base: Base, site: Site) -> list[_Offer]:
    """What the site's own selector points at: anchors, or elements that hold them."""
    found: dict[str, _Offer] = {}
    for element in documents.selected(root, site.listing_links or "a")[:MAX_ANCHORS]:
        for anchor in (element,) if element.tag == "a" else element.iter("a"):
            url = base.join(anchor.get("href") or "")
            offer = _offer(url, found, site) if url is not None and site.owns(url) else None
            if offer is not None:
                offer.add(anchor)
    return list(found.values())


# ------------------------------------------------------------------------------------------------ what is an article


def _chosen(offers: list[_Offer], site: Site) -> list[_Offer]:
    possible = [offer for offer in offers if is_article_possible(offer.url) and not is_trap(offer.url)]
    if site.article_url:
        pattern = re.compile(site.article_url)
        return [offer for offer in possible if pattern.search(offer.url)]
    blocks = _repeated(possible)
    return [offer for offer in possible if _is_article(offer, blocks)]


def _repeated(offers: list[_Offer]) -> set[tuple[str, ...]]:
    """The signatures of blocks that are repeated and carry titles: longer, on the whole, than a menu's words are."""
    lengths: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for offer in offers:
        if _is_titled(offer.title) and not offer.is_aside:
            for signature in {_signature(anchor) for anchor in offer.anchors}:
                lengths[signature].append(_count(offer.title))
    return {
        signature
        for signature, counts in lengths.items()
        if len(counts) >= _REPEATED and sum(counts) >= _TITLE_WORDS * len(counts)
    }


def _is_article(offer: _Offer, blocks: set[tuple[str, ...]]) -> bool:
    path, query = path_and_query(offer.url)
    if _DATED.search(path) or _NUMBERED.search(path) or (query and _ASKED.search(query)):
        return True
    if offer.is_aside or not _is_titled(offer.title):
        return False
    slug = _WORD.findall(_ENDING.sub("", path.rpartition("/")[2]).lower())
    is_slug = _count(offer.title) >= 4 and len(slug) >= 3 and _share(slug, offer.title or "") >= 0.5
    return is_slug or offer.has_heading or any(_signature(anchor) in blocks for anchor in offer.anchors)


def _count(title: str | None) -> int:
    return (title or "").count(" ") + 1


def _share(slug: list[str], title: str) -> float:
    """How many of a slug's words are words of the title."""
    words = set(_WORD.findall(title.lower()))
    return sum(word in words for word in slug) / len(slug)


def _is_titled(title: str | None) -> bool:
    return title is not None and 15 <= len(title) <= 300 and title.count(" ") >= 2


def _signature(anchor: Any) -> tuple[str, ...]:
    """The tags and classes that lead to an anchor: alike for the entries of one list."""
    signature = []
    element = anchor
    for _ in range(4):
        if element is None:
            break
        signature.append(f"{element.tag}.{(element.get('class') or '')[:60]}")
        element = element.getparent()
    return tuple(signature)


def _is_navigation(anchor: Any) -> bool:
    element = anchor
    for _ in range(_MAX_CLIMB):
        if element is None or element.tag in ("body", "article", "main"):
            return False
        if element.tag in ("nav", "footer"):
            return True
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
        if len(names) > 2 and _NAV.search(names[:300]):
            return True
        element = element.getparent()
    return False


# ------------------------------------------------------------------------------------------------- title, date, block


def _heading(anchor: Any) -> tuple[bool, str | None]:
    """Whether the anchor's words stand in a heading, and the words."""
    parent = anchor.getparent()
    for _ in range(2):
        if parent is not None and parent.tag in _HEADINGS:
            return True, _words(anchor)
        parent = parent.getparent() if parent is not None else None
    for inner in anchor.iter(*_HEADINGS):
        if words := _words(inner):
            return True, words
    words = _words(anchor)
    if words is not None:
        return False, words if len(words) <= 300 else None
    return False, _attributed(anchor)


def _words(element: Any) -> str | None:
    if not len(element):
        return fold((element.text or "")[:2000]) or None
    return fold(" ".join(_pieces(element, 2000))) or None


def _pieces(element: Any, most: int) -> Iterator[str]:
    """The text inside, piece by piece; of a few hundred elements at most, for anchors may hold whole pages."""
    for event, inner in islice(etree.iterwalk(element, events=("start", "end")), _MAX_EVENTS):
        piece = inner.text if event == "start" else inner.tail if inner is not element else None
        if piece:
            yield piece[:most]
            most -= len(piece)
            if most <= 0:
                return


def _attributed(anchor: Any) -> str | None:
    """What an anchor around a picture says of where it leads."""
    said = anchor.get("title") or anchor.get("aria-label")
    if not said:
        said = next((alt for image in anchor.iter("img") if (alt := image.get("alt"))), None)
    return documents.title(said)


def _blocks(chosen: list[_Offer]) -> dict[Any, set[str]]:
    """Which of the chosen addresses lie within each element around them."""
    inside: dict[Any, set[str]] = defaultdict(set)
    for offer in chosen:
        for anchor in offer.anchors[:4]:
            element = anchor
            for _ in range(_MAX_CLIMB):
                if element is None or element.tag in ("body", "html"):
                    break
                inside[element].add(offer.url)
                element = element.getparent()
    return inside


def _link(offer: _Offer, inside: dict[Any, set[str]], page: Page, site: Site) -> Link:
    title, published = offer.title, None
    for anchor in offer.anchors[:4]:
        block, element = anchor, anchor.getparent()
        # The block of one entry is as much around its link as holds no other article.
        while element is not None and len(inside.get(element, ())) == 1:
            block, element = element, element.getparent()
        if not _is_titled(title):
            title = next((words for inner in block.iter(*_HEADINGS) if (words := _words(inner))), title)
        published = published or _printed(block, page, site)
    return Link(url=offer.url, title=documents.title(title), published_at=published)


def _printed(block: Any, page: Page, site: Site) -> datetime | None:
    for element in block.iter("time", "abbr"):
        said = element.get("datetime") or element.get("title")
        if said and (found := times.instant(said, site.zone)) is not None:
            return found
    return times.printed(fold(" ".join(_pieces(block, 1500))), site.zone, page.raw.fetched_at)

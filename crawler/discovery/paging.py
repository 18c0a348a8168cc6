"""Where a list goes on: its next page, never round in circles; and the sections of a front page. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from crawler.clean.text import fold
from crawler.discovery import documents
from crawler.discovery.addresses import Base, is_house, is_trap, path_and_query
from crawler.page import Page
from crawler.site import Site, Source

MAX_ANCHORS = 20_000
MAX_SECTIONS = 30

_IN_PATH = re.compile(r"/(?:page|halaman|hal|paged)/(\d{1,6})(?=/|$)", re.IGNORECASE)
_IN_QUERY = re.compile(
    r"(?:^|(?<=&))(page|halaman|hal|paged|pg|start|offset|per_page|limitstart)=(\d{1,7})(?:&|$)", re.IGNORECASE
)
_COUNTED = frozenset(("start", "offset", "per_page", "limitstart"))
_ONWARD = re.compile(
    r"^\W*(?:next|next page|older(?: posts| entries| articles)?|berikut(?:nya)?|selanjutnya|"
    r"halaman (?:berikut|selanjut)nya|(?:posting(?:an)?|berita|artikel) (?:lama|lebih lama|sebelumnya)|lebih lama|"
    r"lainnya|load more|muat lainnya|muat lebih banyak)\W*$|^(?:»|›|>|>>|→)$",
    re.IGNORECASE,
)
_OLDER = re.compile(
    r"(?<![a-z])(?:blog-pager-older-link|next|older|nextpostslink|page-next|berikutnya)(?![a-z])", re.IGNORECASE
)
_SECTION = re.compile(
    r"^/(?:(?:index\.php/)?(?:category|kategori|kanal|rubrik|channel|section|berita|news)/)?[\w-]{3,40}(?:\.html?)?$"
)


class Place(msgspec.Struct, frozen=True):
    """Which page of which list an address is: `list` is the address without its number."""

    list: str
    number: int
    is_counted: bool = False


def place(url: str) -> Place:
    """Where in a list an address stands; the first page where it names none."""
    path, query = path_and_query(url)
    if match := _IN_QUERY.search(query):
        rest = query[: match.start()] + query[match.end() :]
        is_counted = match[1].lower() in _COUNTED
        return Place(f"{path}?{rest.strip('&')}", int(match[2]), is_counted)
    if match := _IN_PATH.search(path):
        return Place(f"{(path[: match.start()] + path[match.end() :]).rstrip('/') or '/'}?{query}", int(match[1]))
    return Place(f"{path}?{query}", 1)


def further(page: Page, base: Base, site: Site) -> Iterator[Source]:
    """The next page of the list, if the page leads to one: by the site's selector, by number, by rel, by word."""
    if site.next_page:
        offered = (_href(element) for element in documents.selected(page.root, site.next_page)[:50])
        urls = [url for href in offered if href and (url := base.join(href)) and site.owns(url)]
    else:
        urls = _onward(page, base, site)
    here = place(page.url)
    for url in urls:
        if not is_trap(url) and url != page.url:
            there = place(url)
            yield Source(kind="section", url=url, page=_number(here, there))
            return


def _href(element: Any) -> str | None:
    if element.get("href"):
        return str(element.get("href"))
    return next((str(anchor.get("href")) for anchor in element.iter("a") if anchor.get("href")), None)


def _number(here: Place, there: Place) -> int:
    """The page's number; where addresses count articles instead of pages, or name another list, only its order."""
    is_same = there.list == here.list and not there.is_counted and not here.is_counted
    return there.number if is_same and there.number > 1 else 2


def _onward(page: Page, base: Base, site: Site) -> list[str]:
    """Candidates, the surest first."""
    here = place(page.url)
    by_number: list[tuple[int, str]] = []
    by_word: list[str] = []
    root: Any = page.root
    for count, element in enumerate(root.iter("a", "link")):
        if count >= MAX_ANCHORS:
            break
        href = element.get("href")
        if not href or len(href) > 2000:
            continue
        is_word = _is_onward(element)
        # Most links of a page have nothing to do with its paging: they are not even joined.
        if not is_word and not (_IN_QUERY.search(href.partition("?")[2].partition("#")[0]) or _IN_PATH.search(href)):
            continue
        url = base.join(href)
        if url is None or not site.owns(url):
            continue
        there = place(url)
        if _follows(here, there):
            by_number.append((there.number, url))
        elif is_word and _leads_on(here, there):
            by_word.append(url)
    return [url for _, url in sorted(by_number)[:1]] + by_word


def _follows(here: Place, there: Place) -> bool:
    """Whether there is the page after here, of the same list. Where articles are counted, any later one may be it."""
    if there.list != here.list:
        return False
    if there.is_counted:
        begun = here.number if here.is_counted else 0
        return there.number > begun
    return there.number == here.number + 1


def _leads_on(here: Place, there: Place) -> bool:
    """A link that says `next` may lead to another list, never back in its own."""
    return there.list != here.list or there.number > here.number


def _is_onward(element: Any) -> bool:
    if "next" in (element.get("rel") or "").lower().split():
        return True
    if element.tag == "link":
        return False
    if _OLDER.search((element.get("class") or "")[:200]) or _OLDER.search((element.get("id") or "")[:60]):
        return True
    words = fold("".join(element.itertext())[:200])
    return bool(words and len(words) < 40 and _ONWARD.match(words))


def sections(anchors: Iterable[Any], base: Base) -> Iterator[Source]:
    """The sections that a front page's menu names: only for sites that offer nothing better."""
    found: dict[str, Source] = {}
    for anchor in anchors:
        url = base.join(anchor.get("href") or "")
        words = fold("".join(anchor.itertext())[:200])
        if url is None or not words or len(words) > 40 or words.count(" ") > 3:
            continue
        path, query = path_and_query(url)
        if not query and _SECTION.match(path) and not is_house(path) and not is_trap(url):
            found.setdefault(path, Source(kind="section", url=url))
        if len(found) >= MAX_SECTIONS:
            break
    yield from found.values()

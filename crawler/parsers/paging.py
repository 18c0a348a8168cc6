"""Texts that go on at another address: which addresses, and joining what was fetched from there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from crawler.blocks import Block
from crawler.page import Page

_ALL = {"page": "all", "single": "1", "showpage": "all", "view": "all", "halaman": "all", "all": "1"}
_NUMBERED = ("page", "halaman", "hal", "p", "pg", "paged", "seite", "pagina")
_PATH_NUMBER = re.compile(r"^(?P<base>.*?)/(?:page/)?(?P<number>\d{1,2})/?$")
_IN_TEXT = re.compile(
    r"page-?(?:links|numbers|nav)|post-page|paging|paginat|pagelinks|halaman|multi-?page|pager|pages", re.IGNORECASE
)
_LIST_PAGER = re.compile(r"comment|navigation|load-?more|infinite", re.IGNORECASE)
_OLDER = re.compile(r"\b(?:older|newer)\b|\b(?:entries|posts|lebih lama|lebih baru)\b", re.IGNORECASE)
_REST = re.compile(r"(?:/?(?:page/)?\d{1,2}|/all)?/?(?:\?[\w=&;%.+-]{0,300})?(?:#.{0,80})?$")
_MAX_PAGES = 20


def needed_pages(page: Page, read: Sequence[Page] = ()) -> tuple[str, ...]:
    """The addresses that carry the rest of the text; one address where the site offers the whole on one page.

    `read` are the pages that were fetched of them, in order; what they name further counts too.
    """
    if page.root is None or not page.url or _variant(page.url, page)[0] == "all":
        return ()
    numbers: dict[int, str] = {}
    own = urlsplit(page.url).path.rstrip("/").rpartition("/")[2]
    for one in (page, *read):
        # Most links name another page: they are left out by this alone.
        for href, element in [link for link in one.outline.anchors if own in link[0] or link[0][:1] == "?"]:
            if not _may_page(href, own):
                continue
            absolute = one.join(href)
            if absolute is None:
                continue
            kind, number = _variant(absolute, page)
            if kind == "all":
                return (absolute,)[len(read) :]
            if kind == "number" and 1 < number <= _MAX_PAGES and _stands_at_text(element):
                numbers.setdefault(number, absolute)
        for url in one.links.get("next", ()):
            kind, number = _variant(url, page)
            if kind == "number" and 1 < number <= _MAX_PAGES:
                numbers.setdefault(number, url)
    return _filled(numbers)[len(read) :]


def _may_page(href: str, own: str) -> bool:
    if not href or len(href) > 1000:
        return False
    rest = href if href[0] == "?" or not own else href.rpartition(own)[2]
    if not rest.strip("/"):
        # The page itself, to share it; only where it is called by a number another may end like it.
        return own.isdigit()
    return bool(_REST.match(rest))


def _filled(numbers: dict[int, str]) -> tuple[str, ...]:
    """Pages 2 to the last named, those in between filled in by their neighbours' form."""
    if not numbers or (2 not in numbers and len(numbers) < 2):
        return ()
    last = max(numbers)
    form_number, form = next(iter(numbers.items()))
    at = form.rfind(str(form_number))
    made = [
        numbers.get(number, form[:at] + str(number) + form[at + len(str(form_number)) :])
        for number in range(2, last + 1)
    ]
    return tuple(made)


def _variant(url: str, page: Page) -> tuple[str, int]:
    """What `url` is to the page: ('all', 0), ('number', n), or ('', 0) where it is something else."""
    try:
        there, here = urlsplit(url), urlsplit(page.url)
    except ValueError:
        return "", 0
    if (there.hostname or "").removeprefix("www.") != (here.hostname or "").removeprefix("www."):
        return "", 0
    path, own = there.path.rstrip("/"), here.path.rstrip("/")
    query = dict(parse_qsl(there.query)[:20])
    if path == own and own:
        for name, value in query.items():
            if _ALL.get(name.lower()) == value.lower() and (name.lower() != "page" or value.lower() == "all"):
                return "all", 0
            if name.lower() in _NUMBERED and value.isdigit() and len(value) < 3:
                rest = {key: said for key, said in query.items() if key != name}
                ours = {key: said for key, said in parse_qsl(here.query)[:20] if key.lower() not in _NUMBERED}
                return ("number", int(value)) if rest.items() <= ours.items() else ("", 0)
    if path == f"{own}/all" and own.count("/") > 1:
        return "all", 0
    match = _PATH_NUMBER.match(there.path)
    if match and match["base"].rstrip("/") == own and own.count("/") >= 1 and len(own) > 8:
        return "number", int(match["number"])
    return "", 0


def _stands_at_text(element: object) -> bool:
    """Whether the link stands in a pager of the text, not of comments or of a list."""
    if _OLDER.search("".join(element.itertext())[:80]):  # type: ignore[attr-defined]
        return False
    current, seen = element, ""
    for _ in range(4):
        if current is None:
            break
        seen += f" {current.get('class') or ''} {current.get('id') or ''}"  # type: ignore[attr-defined]
        current = current.getparent()  # type: ignore[attr-defined]
    return bool(_IN_TEXT.search(seen)) and not _LIST_PAGER.search(seen)


def join(first: Sequence[Block], others: Sequence[Sequence[Block]]) -> tuple[list[Block], bool]:
    """All pages' blocks in order; True where a page only repeated what was there, which ends the joining."""
    seen = {block.text for block in first}
    joined = list(first)
    for blocks in others:
        new = [block for block in blocks if block.text not in seen]
        if not new:
            return joined, True
        if len(blocks) - len(new) >= 0.8 * len(first) and len(blocks) > len(first):
            # The whole text on one page: its own order is the right one.
            joined = list(blocks)
        else:
            joined += new
        seen |= {block.text for block in new}
    return joined, False

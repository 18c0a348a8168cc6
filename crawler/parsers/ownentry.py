"""The day of a page in a list that it shows: a box of the newest articles often holds this one too, with its day.

Asked where neither head, print nor scripts tell a day. The entry must lead to the page itself, and hold its headline and one day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

import msgspec

from crawler.blocks import Node
from crawler.page import Page
from crawler.parsers.inprint import CHANGED, is_american, stamps_in
from crawler.parsers.stamps import Stamp

_MOST_BLOCKS, _MOST_LEVELS, _LONGEST, _LEAST, _MOST_LINKS = 8, 6, 120, 12, 3
_HAS_YEAR = re.compile(r"(?:19|20)\d\d")
PATTERNS = {"has_year": _HAS_YEAR}


def in_own_entry(page: Page, headline: int | None, *, is_local: bool) -> Iterator[Stamp]:
    """The day beside the page's own headline where it stands again, linked to the page itself."""
    blocks = page.outline.blocks
    if headline is None or len(own := _letters(title := blocks[headline].text)) < _LEAST:
        return
    month_first = is_american(page)
    for block in blocks:
        if block.index == headline or block.link_share < 0.8 or block.rule in ("comments", "hidden"):
            continue
        if len(block.text) > 2 * len(title) or _letters(block.text) != own:
            continue
        for entry in _around(page, block.node, headline):
            found = [
                stamp
                for one in blocks[entry.first : entry.last]
                if one is not block and len(one.text) <= _LONGEST and not CHANGED.search(f"{one.text} {one.node.names}")
                for stamp, _ in stamps_in(one.text, page, is_local=is_local, month_first=month_first)
                if _HAS_YEAR.search(stamp.printed)
            ]
            if found:
                if len({stamp.at.date() for stamp in found}) == 1:
                    yield msgspec.structs.replace(found[0], by="own_entry")
                break


def _around(page: Page, node: Node | None, headline: int) -> Iterator[Node]:
    """The boxes around a line that hold one entry, this page's, the smallest first."""
    for _ in range(_MOST_LEVELS):
        if node is None or node.last - node.first > _MOST_BLOCKS or node.first <= headline < node.last:
            return
        links = list(islice(node.element.iter("a"), _MOST_LINKS + 1)) or list(
            islice(node.element.iterancestors("a"), 1)
        )
        addresses = {href for a in links if (href := a.get("href")) and not href.startswith("#")}
        if len(links) > _MOST_LINKS or sum(1 for _ in islice(node.element.iter("h2", "h3", "h4"), 2)) > 1:
            return
        if any(_is_this(page, address) for address in addresses):
            yield node
        node = node.parent


def _is_this(page: Page, address: str) -> bool:
    joined = page.join(address)
    return joined is not None and urlsplit(joined).path.rstrip("/") == page.path.rstrip("/") != ""


def _letters(said: str) -> str:
    return "".join(filter(str.isalnum, said)).casefold()

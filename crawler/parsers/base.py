"""A Platform: what a publishing system's pages are recognised by, and what it calls its text and the boxes in it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crawler.blocks import Block
from crawler.names import Named
from crawler.page import Page
from crawler.raw_page import RawPage


class Platform(msgspec.Struct, frozen=True, kw_only=True):
    """One publishing system or theme family. `body` and `drop` match class and id of its containers.

    `convert` makes a page of what is no HTML page (a REST answer, a feed entry, data in a script); None where it is not.
    `doubts` are flags that only the original can tell. `promotes` knows another article's headline among paragraphs;
    `source` are the words of the link by which a theme names the article that a text was taken from.
    """

    name: str
    detect: Callable[[Page], bool]
    body: Named | None = None
    drop: Named | None = None
    convert: Callable[[Page], RawPage | None] | None = None
    promotes: Callable[[Block], bool] = lambda _: False
    source: str = ""
    doubts: Callable[[Page], tuple[str, ...]] = lambda _: ()


def names(*words: str) -> Named:
    """Class or id words, each a pattern that is matched as a whole word."""
    return Named(words)


def has_class(page: Page, prefix: str) -> bool:
    """Whether a container of the page has a class or id that begins so."""
    return f" {prefix}" in page.outline.names

"""What a page says of its article for machines: the JSON-LD object that is the article, microdata, meta names."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from crawler.clean import text
from crawler.page import Page, loads

_ARTICLES = (
    "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "backgroundnewsarticle",
    "reviewnewsarticle", "advertisercontentarticle", "article", "blogposting", "liveblogposting", "report", "scholarlyarticle",
    "techarticle", "socialmediaposting", "review", "recipe",
)  # fmt: skip
_BROKEN = re.compile(rb'"(datePublished|dateModified)"\s{0,20}:\s{0,20}"([^"]{8,40})"')
_MAX_BROKEN = 300_000
PATTERNS = {"broken": _BROKEN}
_REVIEW = frozenset(("review",))
_WEAK = ("webpage", "creativework", "itempage", "medicalwebpage", "videoobject", "podcastepisode", "howto")


class Said:
    """The machine-readable side of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @cached_property
    def types(self) -> frozenset[str]:
        """Every JSON-LD type on the page, lower case."""
        return frozenset(kind for thing in self.page.json_ld for kind in types_of(thing))

    @cached_property
    def article(self) -> dict[str, Any]:
        """The JSON-LD object that is this page's article; empty where there is none or several of different addresses."""
        for wanted in (_ARTICLES, _WEAK):
            things = [
                thing
                for thing in self.page.json_ld
                if (kinds := types_of(thing) & frozenset(wanted)) and (kinds != _REVIEW or _is_of_its_own(thing))
            ]
            if not things:
                continue
            dated = [thing for thing in things if thing.get("datePublished")]
            headlines = {key for thing in things if (key := text.key(string(thing.get("headline"))))}
            # A list of other articles is no witness of this one.
            if len(headlines) > 2 and wanted is _ARTICLES:
                return self._by_title(things)
            return max(
                dated or things,
                key=lambda thing: (
                    bool(thing.get("headline")) + bool(thing.get("author")) + 2 * bool(thing.get("articleBody"))
                ),
            )
        return {}

    def _by_title(self, things: list[dict[str, Any]]) -> dict[str, Any]:
        said = text.key(self.page.said("og:title", "twitter:title") or "")
        return next(
            (
                thing
                for thing in things
                if (head := text.key(string(thing.get("headline")))) and said and (head in said or said in head)
            ),
            {},
        )

    @cached_property
    def broken(self) -> dict[str, str]:
        """Dates in a JSON-LD script that is no JSON (mostly for a quotation mark in a headline), where each has one value."""
        found: dict[str, set[str]] = {}
        for script in self.page.markup.json_ld[:20]:
            if b"datePublished" in script and loads(script) is None:
                for match in _BROKEN.finditer(script[:_MAX_BROKEN]):
                    found.setdefault(match[1].decode(), set()).add(match[2].decode("utf-8", "replace"))
        return {name: values.pop() for name, values in found.items() if len(values) == 1}

    def strings(self, name: str) -> tuple[str, ...]:
        """A property of the article object as strings: names of things, addresses, plain text."""
        return tuple(strings(self.article.get(name)))

    def string(self, name: str) -> str:
        """The first of them."""
        return next(iter(self.strings(name)), "")

    @cached_property
    def outlet_names(self) -> tuple[str, ...]:
        """What the page calls its outlet."""
        found = [*self.page.meta.get("og:site_name", ()), *self.page.meta.get("application-name", ())]
        for thing in self.page.json_ld:
            if types_of(thing) & {"newsmediaorganization", "organization", "website"}:
                found += strings(thing.get("name"))
            if thing.get("publisher"):
                found += strings(thing["publisher"])
        return tuple(dict.fromkeys(name for raw in found if 1 < len(name := text.fold(html.unescape(raw))) < 60))[:12]


def _is_of_its_own(review: dict[str, Any]) -> bool:
    """Whether a review is a text with a headline or a publisher, or says what it reviews: a customer's stands inside that."""
    return any(review.get(name) for name in ("headline", "itemReviewed", "publisher", "mainEntityOfPage"))


def types_of(thing: dict[str, Any]) -> frozenset[str]:
    """The `@type` words of a JSON-LD object, lower case, without their namespace."""
    said = thing.get("@type") or thing.get("type") or ()
    words = [said] if isinstance(said, str) else said if isinstance(said, list) else ()
    return frozenset(word.rsplit("/", 1)[-1].lower() for word in words if isinstance(word, str))


def strings(value: Any, depth: int = 4) -> Iterator[str]:
    """Every name or text in a JSON-LD value."""
    if depth <= 0:
        return
    if isinstance(value, str):
        if value.strip():
            yield value.strip()
    elif isinstance(value, dict):
        yield from strings(value.get("name") or value.get("@value") or value.get("url") or value.get("@id"), depth - 1)
    elif isinstance(value, list):
        for inner in value[:40]:
            yield from strings(inner, depth - 1)


def string(value: Any) -> str:
    """The first of them, entities resolved, folded."""
    return text.fold(html.unescape(next(strings(value), "")))

"""The door: a page in, a Reading out; whatever the page is, no exception."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.errors import RecordRejected
from archive.facts import Furniture
from archive.records import Context, NotAnArticle, Outcome, ParseFailure, Reading
from crawler.errors import ParseError
from crawler.page import Page
from crawler.parsers import registry
from crawler.parsers.evidence import Trail
from crawler.parsers.generic import Reader
from crawler.raw_page import RawPage
from crawler.reader_id import READER
from crawler.site import Site

_FEED = re.compile(
    rb"(?<!\s)\s*+(?:\xef\xbb\xbf)?(?:<\?xml[^>]{0,200}>\s*+)?(?:<\?xml-stylesheet[^>]{0,300}>\s*+)?(?:<!--.{0,600}?-->\s*+)?<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b",
    re.DOTALL,
)
_HEADER_MARKS = ("x-robots-tag",)
_MARK = re.compile(r"\b(noarchive|noindex|none|nosnippet|noai|noimageai)\b", re.IGNORECASE)


def read(
    page: RawPage | Page,
    site: Site | None = None,
    furniture: Furniture | None = None,
    continuation: Sequence[RawPage | Page] = (),
) -> Reading:
    """What the page says. `continuation` are the pages that carry the rest of its text, in order. Never raises."""
    context = Context(
        reader=READER, site_toml=site.fact.id if site else None, furniture=furniture.id if furniture else None
    )
    trail = Trail()
    try:
        outcome = _outcome(Page.of(page), site, furniture, [Page.of(more) for more in continuation], trail)
    except RecordRejected as rejected:
        outcome = ParseFailure(field=rejected.field, why=str(rejected))
    except ParseError as error:
        outcome = ParseFailure(field=error.field, why=error.why)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, ArithmeticError) as error:
        # A page is hostile until read: what breaks a rule breaks this reading, and names the rule, never the crawl.
        outcome = ParseFailure(field="page", why=f"{type(error).__name__}: {error}"[:300])
    return Reading(context=context, outcome=outcome, evidence=trail.evidence())


def _outcome(
    page: Page, site: Site | None, furniture: Furniture | None, continuation: Sequence[Page], trail: Trail
) -> Outcome:
    for platform in registry.FORMATS.values():
        if platform.detect(page) and platform.convert and (made := platform.convert(page)) is not None:
            trail.found("format", platform.name)
            trail.flag(*platform.doubts(page))
            return Reader(Page.of(made), site, furniture, trail).read(())
    if page.root is None:
        return NotAnArticle(reason="empty", detail="no markup")
    if _FEED.match(page.raw.body[:2000]):
        return NotAnArticle(reason="listing", detail="a feed or sitemap")
    outcome = Reader(page, site, furniture, trail).read(continuation)
    if isinstance(outcome, NotAnArticle) and outcome.reason in ("empty", "listing"):
        for platform in registry.SCRIPTS.values():
            if platform.detect(page) and platform.convert and (made := platform.convert(page)) is not None:
                trail.found("format", platform.name)
                return Reader(Page.of(made), site, furniture, trail).read(())
    return outcome


def marks(page: RawPage | Page) -> tuple[str, ...]:
    """What the page forbids: noarchive, noindex, tdm-reservation, paywall."""
    page = Page.of(page)
    found: list[str] = []
    for name, value in page.raw.headers:
        if name.lower() in _HEADER_MARKS:
            found += [mark.lower() for mark in _MARK.findall(value[:500])]
        if name.lower() == "tdm-reservation" and value.strip() == "1":
            found.append("tdm-reservation")
    for name in ("robots", "googlebot", "klipingbot"):
        for content in page.meta.get(name, ()):
            found += [mark.lower() for mark in _MARK.findall(content[:500])]
    if "1" in page.meta.get("tdm-reservation", ()):
        found.append("tdm-reservation")
    if any(str(thing.get("isAccessibleForFree")).lower() == "false" for thing in page.json_ld):
        found.append("paywall")
    return tuple(dict.fromkeys(found))

"""What a site repeats around its articles: digests of lines with the number of pages that had them, as a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from archive.facts import Furniture
from crawler.page import Page
from crawler.raw_page import RawPage

MIN_PAGES = 5
_MAX_LINES = 4_000
_MAX_OF_PAGE = 600
MEMORY = 200  # pages; older ones fade so that a new theme is learned
_SHARE = 0.25
_LONG = 200  # characters; a paragraph is believed to be furniture only when most pages have it


def line_digests(page: Page | RawPage) -> tuple[str, ...]:
    """16 hex digits for each distinct line of the page, in order."""
    return tuple(dict.fromkeys(Page.of(page).digests[:_MAX_OF_PAGE]))


def learn(site: str, pages: Iterable[Sequence[str]], known: Furniture | None = None) -> Furniture | None:
    """The site's furniture with these pages' lines in it; None where there is nothing new to say.

    Furniture of five pages and more is only renewed by five more, so that readings stay comparable from run to run.
    """
    new = [frozenset(lines) for lines in pages if lines]
    if not new or (known is not None and known.pages >= MIN_PAGES and len(new) < MIN_PAGES):
        return None
    counts: Counter[str] = Counter()
    for lines in new[-MEMORY:]:
        counts.update(lines)
    total = min(len(new), MEMORY)
    if known is not None:
        fade = min(1.0, (MEMORY - total) / max(known.pages, 1)) if total + known.pages > MEMORY else 1.0
        for line, count in known.lines.items():
            counts[line] += round(count * fade)
        total += round(known.pages * fade)
    least = 2 if total >= 2 * MIN_PAGES else 1
    kept = sorted(
        ((line, count) for line, count in counts.items() if count >= least), key=lambda pair: (-pair[1], pair[0])
    )
    return Furniture(site=site, pages=total, lines=dict(sorted(kept[:_MAX_LINES])))


def repeated(page: Page, furniture: Furniture | None) -> frozenset[int]:
    """The page's blocks that are furniture."""
    if furniture is None or furniture.pages < MIN_PAGES:
        return frozenset()
    few, many = max(3.0, _SHARE * furniture.pages), max(3.0, 0.5 * furniture.pages)
    lines = furniture.lines
    return frozenset(
        block.index
        for block, digest in zip(page.outline.blocks, page.digests, strict=True)
        if (count := lines.get(digest, 0)) >= few and (len(block.text) < _LONG or count >= many)
    )

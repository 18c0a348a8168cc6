"""One page, read: body, headline, moments, people and the rest, each with evidence."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from archive.facts import Furniture
from archive.records import Article, Credit, NeedsPages, NotAnArticle, Outcome, ParseFailure, Person
from crawler import body, furniture
from crawler.blocks import Block
from crawler.clean import lines, text
from crawler.page import Page
from crawler.parsers import (
    extras,
    gate,
    identity,
    kinds,
    local,
    moments,
    paging,
    people,
    photos,
    prose,
    registry,
    titles,
)
from crawler.parsers.base import Platform
from crawler.parsers.data import Said
from crawler.parsers.evidence import Trail
from crawler.sieve import Found
from crawler.site import Site

# What a page of promotion may look like, beside an article.
_HIDEOUTS = frozenset(("empty", "listing", "front_page", "login", "forum", "other"))
# Where less of the page's running text was taken, most of it lies elsewhere: then a person should look.
_MOST = 0.5


class Reader:
    """Reads one page (with the pages that carry the rest of its text)."""

    def __init__(self, page: Page, site: Site | None, known: Furniture | None, trail: Trail) -> None:
        self.page, self.site, self.known, self.trail = page, site, known, trail
        self.data = Said(page)
        self.platform = registry.detect(page)
        self.missing: tuple[str, ...] = ()

    def read(self, continuation: Sequence[Page]) -> Outcome:
        """The article, or what the page is instead."""
        page, data, trail = self.page, self.data, self.trail
        trail.flag(*page.flags)
        found = self._without_promoted(self._find(page, data))
        title, headline = titles.read_title(page, data, trail, found.blocks[0].index if found.blocks else None)
        _without_headline(found, headline)
        kind = kinds.not_an_article(page, data, found, title, headline)
        if kind is not None and page.raw.anyway:
            trail.found("kind", "anyway", f"{kind.reason}: {kind.detail}")
        elif kind is not None:
            if (
                kind.reason in _HIDEOUTS
                and (
                    spam := self._judged(title or "", [b.text for b in page.outline.blocks if b.rule != "hidden"])
                ).spam
            ):
                return NotAnArticle(reason="spam", title=title, detail=", ".join(spam.signals))
            return NotAnArticle(reason=kind.reason, title=title, detail=text.storable(kind.detail)[:200])
        if title is None:
            return ParseFailure(field="title", why="no headline, no <title>, no metadata names one")
        if not continuation and (more := paging.needed_pages(page)):
            return NeedsPages(addresses=more, title=title)
        blocks = self._joined(found, continuation)
        return self._article(found, blocks, title, headline)

    def text_found(self) -> int:
        """How much text the body finder finds: whether a script must be asked."""
        return sum(len(block.text) for block in self._find(self.page, self.data).blocks)

    def _find(self, page: Page, data: Said) -> Found:
        return body.find(
            page.outline,
            titles=titles.said_titles(page, data),
            is_promo=lines.promo_rule,
            furniture=furniture.repeated(page, self.known),
            prefer=self.platform.body,
            drop=self.platform.drop,
        )

    def _without_promoted(self, found: Found) -> Found:
        """Headlines of other articles that a platform sets between paragraphs as if they were text."""
        for block in [block for block in found.blocks if self.platform.promotes(block)]:
            found.blocks.remove(block)
            found.dropped.append((block, "promoted_headline"))
        return found

    def _joined(self, found: Found, continuation: Sequence[Page]) -> list[Block]:
        if not continuation:
            return found.blocks
        rest = [self._without_promoted(self._find(page, Said(page))) for page in continuation]
        joined, is_repeated = paging.join(found.blocks, [one.blocks for one in rest])
        found.dropped += [dropped for one in rest for dropped in one.dropped]
        is_itself = continuation[0].url == self.page.url
        # A crawler that could not fetch the rest gives the page itself.
        read = () if is_itself else continuation
        self.missing = () if is_repeated and read else paging.needed_pages(self.page, read)
        if is_repeated and read:
            self.trail.flag("repeated_page")
        if self.missing:
            self.trail.flag("pages_missing")
        return joined

    def _article(self, found: Found, blocks: list[Block], title: str, headline: int | None) -> Outcome:
        page, data, site, trail = self.page, self.data, self.site, self.trail
        judged = self._judged(
            title, [b.text for b in blocks], [b.text for b, rule in found.dropped if rule != "hidden"]
        )
        if judged.spam and not page.raw.released:
            return NotAnArticle(reason="spam", title=title, detail=", ".join(judged.signals))
        if judged.spam:
            trail.found("quarantine", "released_by_a_person", ", ".join(judged.signals))
        for block, rule in found.dropped:
            trail.dropped(block.text, "injected_text" if block.text in judged.lines else rule)
        blocks = self._without(blocks, judged)
        trail.found(
            "body", f"{self.platform.name}:{_name(found)}", f"coverage {found.coverage:.2f}, purity {found.purity:.2f}"
        )
        if found.coverage < _MOST:
            trail.flag("text_elsewhere")
        captions = photos.captions(page, found, headline)
        language = extras.read_language(page, "\n".join(block.text for block in blocks[:60]), trail)
        is_local = language in ("id", "ms") or (site is not None and site.language == "id")
        around, source = self._source(_around(page, found, headline))
        told = prose.read_prose(blocks, around, captions, site, trail, is_local=is_local)
        if not told.body:
            return NotAnArticle(reason="empty", title=title, detail="nothing but bylines and credits")
        trail.flag(*text.doubts("\n".join(paragraph.text for paragraph in told.body)))
        published, updated = moments.read_moments(page, data, found, headline, site, language, trail)
        canonical, addresses, key = identity.read_addresses(page, site, trail)
        section, tags = extras.read_section(page, data, trail), extras.read_tags(page, data, trail)
        subtitle = extras.read_subtitle(page, found, title, headline, trail)
        article = Article(
            title=title, body=told.body, subtitle=subtitle, lead=_lead(told), published_at=published, updated_at=updated,
            people=self._people(told, found, headline, is_local=is_local), dateline=told.dateline, credits=(*told.credits, *source), section=section, tags=tags,
            image=photos.read_image(page, data, found, headline, trail), language=language, paid=extras.is_paid(page, data, title, section, tags, trail),
            canonical=canonical, addresses=addresses, identity_key=key, missing_pages=self.missing,
        )  # fmt: skip
        return local.complete(article, page, found, headline, site, trail) if is_local else article

    def _judged(self, title: str, said: list[str], beside: Sequence[str] = ()) -> gate.Judged:
        return gate.judge(self.page, title, said, beside, self.site)

    def _without(self, blocks: list[Block], judged: gate.Judged) -> list[Block]:
        """The blocks without those that somebody put into the page."""
        if not judged.is_wounded:
            return blocks
        self.trail.flag("injected_links")
        for block in blocks:
            if block.text in judged.lines:
                self.trail.dropped(block.text, "injected_text")
        for words in judged.links:
            self.trail.dropped(words, "injected_link")
        return [block for block in blocks if block.text not in judged.lines]

    def _source(self, around: list[str]) -> tuple[list[str], tuple[Credit, ...]]:
        """The link by which a theme names the article that a text was taken from, and the lines without its words."""
        words = self.platform.source
        if not words or words.encode() not in self.page.markup.html:
            return around, ()
        page = self.page
        links = (
            page.join(href) for href, element in page.outline.anchors if "".join(element.itertext()).strip() == words
        )
        address = next((link for link in links if link and page.host not in link[:80]), None)
        if address is None:
            return around, ()
        self.trail.found("credits", "source_link", words, changed=address)
        outlet = (urlsplit(address).hostname or "").removeprefix("www.")
        credit = Credit(kind="repost", printed=words, outlet=outlet, address=address)
        return [line.replace(words, "").strip() for line in around], (credit,)

    def _people(self, told: prose.Prose, found: Found, headline: int | None, *, is_local: bool) -> tuple[Person, ...]:
        """Whom the text's own lines name; else whom the page names."""
        outlets = (self.site.outlet, *self.site.abbreviations, *self.site.domains) if self.site else ()
        makers = [person for person in told.people if person.role != "editor" and not person.initials]
        if makers and is_local and not told.signed_below:
            return told.people
        named = people.data_people(self.page, self.data, found, headline, outlets, self.trail, is_local=is_local)
        if makers and is_local:
            # Papers that let one reporter, or the editor, sign below the text print another above it.
            return (*people.others(named or (), told.people), *told.people)
        if named is None:
            return ()
        return (*named, *(told.people if is_local or not named else ()))


def _without_headline(found: Found, headline: int | None) -> None:
    """A headline that only its place tells from the text's own headings is none of them."""
    own = next((block for block in found.blocks[:2] if block.index == headline), None)
    if own is not None and len(found.blocks) > 1:
        found.blocks.remove(own)
        found.dropped.insert(0, (own, "title"))


def _name(found: Found) -> str:
    return f"{found.node.tag}.{'.'.join(found.node.names.split())}"[:120] if found.node else ""


def _around(page: Page, found: Found, headline: int | None) -> list[str]:
    """Short lines between headline and text and just below the text, where themes set bylines and sources."""
    if not found.blocks:
        return []
    first, last = found.blocks[0].index, found.blocks[-1].index
    start = headline + 1 if headline is not None and headline < first else max(first - 6, 0)
    kept = {block.index for block in found.blocks}
    near = [*page.outline.blocks[start:first], *page.outline.blocks[first : last + 8]]
    barred = ("comments", "related", "teasers", "nav", "aside", "popup", "cookie")
    return [
        block.text for block in near if block.index not in kept and block.rule not in barred and len(block.text) < 200
    ][:24]


def _lead(told: prose.Prose) -> str | None:
    return next((paragraph.text for paragraph in told.body if paragraph.kind == "text"), None)


__all__ = ["Platform", "Reader"]

"""Who made the article: from JSON-LD, meta, rel=author, byline elements, and lines of the text that name people."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from archive.records import Person
from crawler.blocks import Block
from crawler.clean import outlets as known_outlets
from crawler.clean import signatures, text
from crawler.page import Page
from crawler.parsers.data import Said, strings, types_of
from crawler.parsers.evidence import Trail
from crawler.sieve import Found

_META = (
    "author", "article:author", "og:article:author", "og:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl", "citation_author", "content_author",
    "article:author_name", "cxenseparse:author", "authors", "dc.author", "article.author", "creator", "shareaholic:article_author_name",
)  # fmt: skip
_WRITTEN_BY = re.compile(
    r"(?:written|posted) by|verfasst von|geschrieben von|ditulis oleh|écrit par|escrito por|scritto da|geschreven door",
    re.IGNORECASE,
)
_TWO_WORDS = re.compile(r"^[A-ZÀ-Þ][a-zà-ÿ'’]{1,20}(?: [A-Z]\.)? [A-ZÀ-Þ][\w'’\-]{0,20}[a-zà-ÿ]$")
_NEWSROOM = frozenset(("newsarticle", "newsmediaorganization", "reportagenewsarticle"))
_NOT_WRITTEN = re.compile(r"^\W{0,3}(?:reviewed|edited|editor|photos?|fact[- ]checked)\b", re.IGNORECASE)
_MAX = 12
_NEAR = 8


def data_people(
    page: Page, data: Said, found: Found, headline: int | None, outlets: Sequence[str], trail: Trail, *, is_local: bool
) -> tuple[Person, ...]:
    """People that the page names outside of its text. The first source that names a person is believed."""
    own = {signatures.letters(name) for name in (*outlets, page.host, *page.host.split(".")[:-1]) if name}
    said = own | {signatures.letters(name) for name in data.outlet_names}
    for by, names in _sources(page, data, found, headline, is_local=is_local):
        # A blog's outlet is its author; where the data says Person, only the site's own word speaks against it.
        people = _people(names, own if by == "json_ld" and _is_typed(data) else said)
        if not people and by in ("json_ld", "meta:author") and not is_local and not data.types & _NEWSROOM:
            people = _people([name for name in names if _is_own_name(name)], set())
        if people:
            trail.found("people", by, " · ".join(names)[:300])
            return people
    return ()


def _is_own_name(name: str) -> bool:
    """Whether a site is called by its author's name: `Jane Roe`, and not `Roe Media` or `THE ROE`."""
    return (
        bool(_TWO_WORDS.match(name))
        and signatures.is_full_name(name)
        and not known_outlets.may_be_outlet(name)
        and not known_outlets.is_outlet(name)
    )


def _sources(
    page: Page, data: Said, found: Found, headline: int | None, *, is_local: bool
) -> Iterator[tuple[str, list[str]]]:
    printed = [] if is_local else _signed(page, found, headline)
    if printed:
        yield "byline", printed
    yield "json_ld", _json_ld_names(data)
    for name in _META:
        if said := page.meta.get(name):
            yield f"meta:{name}", [signatures.in_order(text.fold(html.unescape(one))) for one in said]
    for label, told in (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")):
        if _WRITTEN_BY.match(page.said(label) or "") and (said := page.meta.get(told)):
            yield f"meta:{told}", [text.fold(html.unescape(said[0]))]
    yield from _elements(page)
    if not is_local:
        yield from _beside(page, found, headline)


def _signed(page: Page, found: Found, headline: int | None) -> list[str]:
    """The line at the headline that says by whom: what is printed there outdoes what an account is called."""
    if headline is None or not found.blocks:
        return []
    first = max(found.blocks[0].index, headline + 1)
    for block in page.outline.blocks[headline + 1 : min(first + 3, headline + 3 * _NEAR)]:
        if block.rule in _HERE and len(block.text) < 90 and _is_signature(block.text):
            names = signatures.names_of(block.text)
            if names and all(signatures.is_full_name(name) for name in names):
                return [block.text]
    return []


def _is_signature(line: str) -> bool:
    return bool(signatures.LEAD.match(line)) and not _NOT_WRITTEN.match(line)


def _beside(page: Page, found: Found, headline: int | None) -> Iterator[tuple[str, list[str]]]:
    """A full name that stands alone in a box named as an author's: at the headline, or just below the text."""
    if not found.blocks:
        return
    blocks = page.outline.blocks
    first, last = found.blocks[0].index, found.blocks[-1].index
    near: Sequence[Block] = ()
    if headline is not None:
        near = blocks[max(headline - 2, 0) : min(headline + _NEAR, max(first, headline + 1) + 2)]
    for place in (near, blocks[last + 1 : last + 2 * _NEAR]):
        yield "author_box", _alone(block for block in place if _is_author_box(block))
    lines = (block.text for block in near if block.rule in _HERE and len(block.text) < 90)
    yield "beside_date", [name for line in lines if (name := signatures.beside_date(line))][:1]


def _is_author_box(block: Block) -> bool:
    around = f"{block.node.names} {block.node.parent.names if block.node.parent else ''}"
    return block.rule in ("author_box", "meta", "header") and bool(_LIKE.search(around) or _BYLINE_CLASS.search(around))


def _alone(blocks: Iterable[Block]) -> list[str]:
    for block in blocks:
        names = signatures.names_of(block.text) if len(block.text) < 70 else []
        if names and all(signatures.is_full_name(name) for name in names):
            return [block.text]
    return []


def _is_typed(data: Said) -> bool:
    things = _authors(data.article.get("author"), data)
    return any(
        "person" in types_of(thing)
        for thing in (things if isinstance(things, list) else [things])
        if isinstance(thing, dict)
    )


def _json_ld_names(data: Said) -> list[str]:
    names = [
        text.fold(html.unescape(name))
        for key in ("author", "creator")
        for name in strings(_authors(data.article.get(key), data))
    ]
    return [name for name in dict.fromkeys(names) if not name.startswith(("http", "#", "/"))]


def _authors(value: Any, data: Said) -> Any:
    """Authors that are only a reference (`@id`), followed to the object that has the name."""
    things = value if isinstance(value, list) else [value]
    ids = {thing.get("@id") for thing in things if isinstance(thing, dict) and not thing.get("name")}
    ids.discard(None)
    if not ids:
        return value
    named = [thing for thing in data.page.json_ld if thing.get("@id") in ids and thing.get("name")]
    return [*named[:_MAX], *(thing for thing in things if not isinstance(thing, dict) or thing.get("name"))]


def _elements(page: Page) -> Iterator[tuple[str, list[str]]]:
    """What elements at the article call its author, the surest first."""
    found: dict[str, list[str]] = {by: [] for by in _SURE}
    if page.root is not None:
        microdata = page.root.iterfind(".//*[@itemprop='author']") if b"itemprop" in page.markup.html else ()
        linked = [anchor for href, anchor in page.outline.anchors[:500] if _AUTHOR_LINK.search(href)]
        for element in [*microdata, *page.outline.bylines[:200], *linked[:20]]:
            by = _sure(element)
            if by is None or len(found[by]) >= 8 or _is_elsewhere(element):
                continue
            said = text.fold(element.get("content") or " ".join(element.itertext()))
            if by == "icon":
                said = text.fold(element.tail or "")
            if by == "author_like" and found[by]:
                continue
            if by in _UNSURE and not all(map(signatures.is_full_name, signatures.names_of(said[:120]))):
                continue
            if 2 < len(said) < 120:
                found[by].append(said)
    for by, names in found.items():
        if names:
            yield by, list(dict.fromkeys(names))
    yield "byline", byline_blocks(block for block in page.outline.blocks if block.rule in _HERE)[:2]


_HERE = frozenset(("meta", "header", "before_text", ""))
_SURE = (
    "itemprop", "rel_author", "vcard", "author_link", "name_class", "byline_class", "author_class", "icon", "author_like",
)  # fmt: skip
_UNSURE = frozenset(("author_link", "icon", "author_like"))
_NAME_CLASS = re.compile(r"author[-_]{0,2}name|byline[-_]{0,2}name|post-author|entry-author")
_BYLINE_CLASS = re.compile(
    r"byline|createdby|article-author|info__author|author-article|meta_author|penulis", re.IGNORECASE
)
_ICON = re.compile(r"(?:^|\s)(?:fa-user\S*|icon-user|bi-person\S*|ti-user)(?:$|\s)")
_LIKE = re.compile(r"author|writer|redakteur|autor(?:$|[\s_-])", re.IGNORECASE)
_AUTHOR_LINK = re.compile(
    r"/(?:(?:blog-?)?authors?|autor(?:en|es)?|auteurs?|penulis|newsteam|contributors?|journalists?|staff|team-member|redakteure?|reporters?|writers?)/[^/?#]+",
    re.IGNORECASE,
)
_AUTHOR_CLASS = re.compile(r"(?:^|\s)author(?:$|\s)")
_ELSEWHERE = re.compile(r"comment|related|sidebar|teaser", re.IGNORECASE)


def _sure(element: Any) -> str | None:
    get = element.get
    if get("itemprop") == "author":
        return "itemprop"
    names = f"{get('class') or ''} {get('id') or ''}"
    if element.tag in ("i", "span", "svg") and _ICON.search(names):
        return "icon"
    if element.tag == "a" and "author" in (get("rel") or ""):
        return "rel_author"
    if re.search(r"(?:^|\s)fn(?:$|\s)", names):
        return "vcard"
    if element.tag == "a" and _AUTHOR_LINK.search(get("href") or "") and sum(map(len, element.itertext())) < 60:
        return "author_link"
    if _NAME_CLASS.search(names):
        return "name_class"
    if _BYLINE_CLASS.search(names):
        return "byline_class"
    return "author_class" if _AUTHOR_CLASS.search(names) else "author_like" if _LIKE.search(names) else None


def _is_elsewhere(element: Any) -> bool:
    return any(
        up.tag == "aside" or _ELSEWHERE.search(f"{up.get('class') or ''} {up.get('id') or ''}"[:300])
        for up in (element, *element.iterancestors())
        if up.tag not in ("html", "body")
    )


def _people(names: Iterable[str], outlets: set[str]) -> tuple[Person, ...]:
    found: dict[str, Person] = {}
    for printed in names:
        for name in signatures.names_of(printed):
            if signatures.is_person(name, outlets) and signatures.letters(name) not in found:
                found[signatures.letters(name)] = Person(name=name, role="writer", printed=text.storable(printed)[:200])
    return tuple(found.values())[:_MAX]


def byline_blocks(blocks: Iterable[Block]) -> list[str]:
    """Short lines that open with a byline's word."""
    return [block.text for block in blocks if len(block.text) < 120 and signatures.LEAD.match(block.text)]

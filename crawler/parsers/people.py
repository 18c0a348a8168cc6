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
from crawler.parsers import beside
from crawler.parsers.data import Said, strings, types_of
from crawler.parsers.evidence import Trail
from crawler.sieve import Found

_META = (
    "citation_author", "citation_authors", "author", "article:author", "og:article:author", "og:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl", "content_author",
    "article:author_name", "cxenseparse:author", "authors", "dc.author", "article.author", "creator", "shareaholic:article_author_name",
)  # fmt: skip
_WRITTEN_BY = re.compile(
    r"(?:written|posted) by|verfasst von|geschrieben von|ditulis oleh|écrit par|escrito por|scritto da|geschreven door",
    re.IGNORECASE,
)
_TWO_WORDS = re.compile(r"^[A-ZÀ-Þ][a-zà-ÿ'’]{1,20}(?: [A-Z]\.)? [A-ZÀ-Þ][\w'’\-]{0,20}[a-zà-ÿ]$")
_UNPRINTED = frozenset(("json_ld", "meta:author"))
_DASHED = re.compile(r"(?<!\s)\s++[-–—|]\s+")
_SEVERAL = re.compile(r"[,;&|/]|\s(?:and|und|dan|y|et)\s")
_NEWSROOM = frozenset(("newsarticle", "newsmediaorganization", "reportagenewsarticle"))
_ORGANIZATIONS = frozenset(("organization", "newsmediaorganization", "corporation"))
_NO_ONES = re.compile(
    r"(?i)^(?:el|la|los|las|le|les|il|lo|der|die|das|de|het|the|my|our|o|os)\s|\b(?:on|direkt|direct|store|shop|family|sources|live|now|digital|construction|club|life|hora|diario|daily|blog|insider)$"
)
_MAX = 12
_IN = re.compile(r"\W{0,3}di\s", re.IGNORECASE)  # Italian for "by", Indonesian for "in": `Di satu sisi, …`


def data_people(
    page: Page, data: Said, found: Found, headline: int | None, outlets: Sequence[str], trail: Trail, *, is_local: bool
) -> tuple[Person, ...] | None:
    """People that the page names outside of its text, None where it says that a newsroom signs.

    The first source that gives a whole name is believed.
    Half a name (`Jane`, an account's `jroe`) stands until a later source gives the whole one.
    """
    own = {signatures.letters(name) for name in (*outlets, page.host, *page.host.split(".")[:-1]) if name}
    said = own | {signatures.letters(name) for name in data.outlet_names}
    half: tuple[str, tuple[Person, ...], list[str]] | None = None
    for by, names in _sources(page, data, found, headline, is_local=is_local):
        if (
            by == "byline"
            and names
            and all(
                signatures.is_group(_without_outlet(name, said)) for line in names for name in signatures.names_of(line)
            )
        ):
            # The paper says that its newsroom signs: the account behind the page is not who wrote it.
            trail.found("people", by, " · ".join(names)[:300])
            return None
        # A blog's outlet is its author; where the data says Person, only the site's own word speaks against it.
        barred = own if by == "json_ld" and _is_typed(data) and not _is_newsroom(data) else said
        people = _people(names, barred, accounts=not is_local and by not in _UNPRINTED, is_local=is_local)
        if not people and by in _UNPRINTED and not is_local and not _is_newsroom(data):
            people = _people([name for name in names if _is_own_name(name, data.outlet_names)], set())
        if people and not is_local and len(people) == 1 and _is_half(people[0].name):
            half = half or (by, people, names)
        elif people and (half is None or _completes(people, half[1][0].name)):
            fuller = None if is_local else _fuller(page, data, headline, people, barred)
            trail.found("people", *((by, " · ".join(names)[:300]) if fuller is None else fuller[:2]))
            return people if fuller is None else fuller[2]
    if half is not None:
        trail.found("people", half[0], " · ".join(half[2])[:300])
        return half[1]
    return ()


def _fuller(
    page: Page, data: Said, headline: int | None, people: Sequence[Person], barred: set[str]
) -> tuple[str, str, tuple[Person, ...]] | None:
    """Who else signs: a source that names the same people and more, of those that name only this article's.

    Programs often keep the first of several; print, or a list for machines, has them all.
    """
    known = {signatures.letters(person.name) for person in people}
    lists = [
        ("json_ld", _json_ld_names(data)),
        *((f"meta:{name}", page.meta[name]) for name in _META if name in page.meta),
    ]
    for by, names in [*lists, *(("beside", [line]) for line in beside.names_at(page, headline, people[0].name))]:
        if len(names) < 2 and not any(_SEVERAL.search(name) for name in names):
            continue
        found = _people(names, barred)
        if (
            len(found) > len(known)
            and known <= {signatures.letters(person.name) for person in found}
            and all(signatures.is_whole_name(person.name) for person in found)
        ):
            return by, " · ".join(names)[:300], found
    return None


def others(named: Iterable[Person], signed: Iterable[Person]) -> tuple[Person, ...]:
    """Of the people that a page names, those with a whole name who are not one of those that sign, longer or shorter."""
    known = [set(person.name.casefold().replace(".", "").split()) for person in signed]
    return tuple(
        person
        for person in named
        if signatures.is_whole_name(person.name)
        and not any(
            words <= one or one <= words
            for one in known
            for words in (set(person.name.casefold().replace(".", "").split()),)
        )
    )


def _is_half(name: str) -> bool:
    return " " not in name and name.isascii()


def _completes(people: Sequence[Person], half: str) -> bool:
    """Whether this is the whole of `Jane`; whom print names is behind an account, `jroe`."""
    if half.islower():
        return all(signatures.is_whole_name(person.name) for person in people)
    name = people[0].name
    return len(people) == 1 and half.casefold() in name.casefold().split() and signatures.is_whole_name(name)


def _is_newsroom(data: Said) -> bool:
    """Whether the data tell of news and of an organization that brings it; a person's own pages name none."""
    return bool(data.types & _NEWSROOM) and bool(data.types & _ORGANIZATIONS)


def _is_own_name(name: str, outlets: Sequence[str]) -> bool:
    """Whether a site is called by its author's name: `Jane Roe`, and not `Roe Media`, `El Roe` or `THE ROE`."""
    # An account may be `jane roe` where the site is `Jane Roe`.
    names = (name, *(outlet for outlet in outlets if signatures.letters(outlet) == signatures.letters(name)))
    return any(
        bool(_TWO_WORDS.match(said))
        and signatures.is_full_name(said)
        and not _NO_ONES.search(said)
        and not known_outlets.may_be_outlet(said)
        and not known_outlets.is_outlet(said)
        for said in names
    )


def _sources(
    page: Page, data: Said, found: Found, headline: int | None, *, is_local: bool
) -> Iterator[tuple[str, list[str]]]:
    if not is_local:
        yield "byline", beside.signed(page, found, headline)
        yield "label", beside.labelled(page, found, headline)
    yield "json_ld", _json_ld_names(data)
    for name in _META:
        if said := page.meta.get(name):
            yield f"meta:{name}", [signatures.in_order(text.fold(html.unescape(one))) for one in said]
    for label, told in (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")):
        if _WRITTEN_BY.match(page.said(label) or "") and (said := page.meta.get(told)):
            yield f"meta:{told}", [text.fold(html.unescape(said[0]))]
    yield from _elements(page, _above(page, found, headline), is_local=is_local)
    if not is_local:
        yield from beside.boxes(page, found, headline)
        yield "alone", beside.unlabelled(page, headline)


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


def _above(page: Page, found: Found, headline: int | None) -> set[Any]:
    """What holds headline or text: a name of such a container (`right-sidebar`) says nothing of what lies in it."""
    held = [] if found.node is None else [found.node.element]
    if headline is not None:
        held.append(page.outline.blocks[headline].node.element)
    return {up for element in held for up in (element, *element.iterancestors())}


def _elements(page: Page, above: set[Any], *, is_local: bool) -> Iterator[tuple[str, list[str]]]:
    """What elements at the article call its author, the surest first."""
    found: dict[str, list[str]] = {by: [] for by in _SURE}
    first: Any = None
    if page.root is not None:
        microdata = page.named("author") if _has_microdata(page.markup.html) else ()
        linked = [anchor for href, anchor in page.outline.anchors[:500] if _AUTHOR_LINK.search(href)]
        for element in [*microdata, *page.outline.bylines[:200], *linked[:20]]:
            by = _sure(element)
            if by is None or len(found[by]) >= 8 or _is_elsewhere(element, above):
                continue
            if by == "author_like" and found[by]:
                continue
            if by == "author_link" and not _is_beside(element, first := first if first is not None else element):
                continue
            said = _said_by(element, by)
            if 2 < len(said) < 120 and not beside.NOT_WRITTEN.match(said):
                found[by].append(said)
    for by, names in found.items():
        if names:
            yield by, list(dict.fromkeys(names))
    lines = byline_blocks(block for block in page.outline.blocks if block.rule in beside.HERE)
    lines = [line for line in lines if not beside.EDITED.match(line)]
    believed = [line for line in lines if (not _IN.match(line) if is_local else beside.is_byline(line))]
    yield "line", believed[:2]


def _has_microdata(html: bytes) -> bool:
    """Whether an element may call itself the author: a tenth of the time that it takes to ask them all."""
    return b"itemprop" in html and (_MICRODATA.search(html) is not None or b"ITEMPROP" in html)


def _said_by(element: Any, by: str) -> str:
    """What an element calls the author; empty where its name alone is no sign and it holds no full name."""
    said = text.fold(element.tail or "" if by == "icon" else element.get("content") or " ".join(element.itertext()))
    if by in _UNSURE and (
        not all(map(signatures.is_whole_name, signatures.names_of(said[:120]))) or _is_checkers(element)
    ):
        return ""
    return said


def _is_checkers(element: Any) -> bool:
    """Whether what stands before it says that somebody only reviewed the text, or its facts."""
    for up, _ in zip((element, *element.iterancestors()), range(4), strict=False):
        before = up.getprevious()
        if (
            before is not None
            and isinstance(before.tag, str)
            and beside.NOT_WRITTEN.match(said := text.fold("".join(before.itertext())[:200]))
        ):
            return len(said) < 40
    return False


_MICRODATA = re.compile(rb"temp[Rr]op\s{0,5}=\s{0,5}[\"']?(?:author|[^\"'<>&]{0,10}&)")
_SURE = (
    "itemprop", "rel_author", "vcard", "author_link", "name_class", "byline_class", "author_class", "icon", "author_like",
)  # fmt: skip
_UNSURE = frozenset(("author_link", "icon", "author_like"))
_NAME_CLASS = re.compile(r"author[-_]{0,2}name|byline[-_]{0,2}name|post-author|entry-author")
_ICON = re.compile(r"(?:^|\s)(?:fa-user\S*|icon-user|bi-person\S*|ti-user)(?:$|\s)")
_AUTHOR_LINK = re.compile(
    r"/(?:(?:blog-?)?authors?|autor(?:en|es)?|auteurs?|penulis|newsteam|contributors?|journalists?|staff|team-member|redakteure?|reporters?|writers?)/[^/?#]+",
    re.IGNORECASE,
)
_AUTHOR_CLASS = re.compile(r"(?:^|\s)author(?:$|\s)")
_ELSEWHERE = re.compile(r"comment|related|sidebar|teaser|colophon|site-(?:footer|info)|copyright", re.IGNORECASE)


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
    if beside.BYLINE_CLASS.search(names):
        return "byline_class"
    return "author_class" if _AUTHOR_CLASS.search(names) else "author_like" if beside.LIKE.search(names) else None


def _is_beside(element: Any, first: Any) -> bool:
    """Whether a link to an author stands with the first one; others lead to authors of other articles."""
    near = [up for up, _ in zip(first.iterancestors(), range(2), strict=False)]
    return element is first or any(up in near for up, _ in zip(element.iterancestors(), range(2), strict=False))


def _is_elsewhere(element: Any, above: set[Any]) -> bool:
    for up in (element, *element.iterancestors()):
        if up in above:
            return False
        if up.tag == "aside" or _ELSEWHERE.search(f"{up.get('class') or ''} {up.get('id') or ''}"[:300]):
            return True
    return False


def _people(
    names: Iterable[str], outlets: set[str], *, accounts: bool = False, is_local: bool = False
) -> tuple[Person, ...]:
    found: dict[str, Person] = {}
    for printed in names:
        for signed in signatures.names_of(_without_outlet(printed, outlets)):
            name = _without_outlet(signed, outlets)
            if not is_local and signatures.is_phrase(name):
                continue
            if signatures.is_person(name, outlets, accounts=accounts) and signatures.letters(name) not in found:
                found[signatures.letters(name)] = Person(name=name, role="writer", printed=text.storable(printed)[:200])
    return tuple(found.values())[:_MAX]


def _without_outlet(printed: str, outlets: set[str]) -> str:
    """What is left of `The Harbour Post - Jane Roe` without the outlet."""
    parts = _DASHED.split(printed, maxsplit=1)
    if len(parts) == 2 and signatures.letters(parts[0]) in outlets and signatures.is_full_name(parts[1]):
        return parts[1]
    words = printed.split()
    for size in range(min(3, len(words) - 2), 0, -1):
        # `Jane Roe Harbour Post`: what a line sets behind the name with no mark between.
        name, tail = " ".join(words[:-size]), " ".join(words[-size:])
        if (signatures.letters(tail) in outlets or signatures.AGENCY.match(tail)) and signatures.is_full_name(name):
            return name
    return printed


def byline_blocks(blocks: Iterable[Block]) -> list[str]:
    """Short lines that open with a byline's word."""
    return [block.text for block in blocks if len(block.text) < 120 and signatures.LEAD.match(block.text)]

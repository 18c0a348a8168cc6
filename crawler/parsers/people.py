"""Who made the article: from JSON-LD, meta, rel=author, byline elements, and lines of the text that name people."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from archive.records import Person
from crawler.blocks import Block
from crawler.clean import text
from crawler.page import Page
from crawler.parsers.data import Said, strings, types_of
from crawler.parsers.evidence import Trail

_META = (
    "author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl", "citation_author", "content_author",
    "article:author_name", "cxenseparse:author", "authors", "dc.author", "article.author", "twitter:data1x", "creator", "shareaholic:article_author_name",
)  # fmt: skip
_NOBODY = re.compile(
    r"^(?:admin\w*|administrator|redaksi\w*|redaktion|editor(?:ial|s|ial staff)?|staff|staff (?:writer|reporter)|web ?staff|team|tim|user\d*|author|guest(?: author| post)?|contributors?|"
    r"reporter|wartawan|penulis|newsroom|news ?desk|desk|webmaster|root|super ?admin|humas|kontributor|publisher|anonymous|unknown|null|none|n/a|wordpress|blogger|posted by|"
    r"associated press|the associated press|ap|reuters|afp|dpa|antara|press release|pressemitteilung|pr newswire|online|news|berita|default|test|website|web|"
    r"tim redaksi|redaksi \w+|\w+ redaksi|the editors|editorial team|read more|follow|share|view all posts.*|all posts.*|home|facebook|twitter|instagram|email|about|contact)$",
    re.IGNORECASE,
)  # fmt: skip
_LEAD = re.compile(
    r"^\s*(?:(?:posted|written|published|reported|reviewed|story|words|text|reporting|article|guide|edited|eingestellt|geschrieben|veröffentlicht|verfasst|publié|escrito|updated)\s+)?(?:by|von|por|par|oleh|av|door|di|da|od|przez|ditulis oleh|diposting oleh|laporan|penulis|reporter|"
    r"pewarta|wartawan|author|autor(?:in)?|auteur|text|written by|editor|jurnalis)\s*(?::|\s|$)\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*[;|/•·]\s*|\s*,\s*|\s+(?:and|und|dan|y|et|och|e|&)\s+", re.IGNORECASE)
_TAIL = re.compile(
    r"\s*(?:[|•·–—]\s.*|\(.*\)|,?\s+(?:for|special to|staff writer|staff reporter|senior|correspondent|contributing|chief|reporter\b|editor\b|updated|published|posted|am\s+\d|on\s+\w+ \d).*|"
    r"\b\d{1,2}[./:]\d{1,2}.*|-\s.*|,?\s(?:am|on|at|le|pada)\s+(?:\d|[A-Z]\w+day|\w+tag\b|\w{3,9} \d).*|,?\s\d{1,2}\.?\s+[A-Z]\w+.*|\b(?:19|20)\d\d\b.*|@\w+.*)$",
    re.IGNORECASE,
)
_NAME = re.compile(r"^[^\W\d_][\w.'’`´\- *_&+]{1,58}$")
_MAX = 12


def data_people(page: Page, data: Said, outlets: Sequence[str], trail: Trail) -> tuple[Person, ...]:
    """People that the page names outside of its text. The first source that names a person is believed."""
    own = {_letters(name) for name in (*outlets, page.host, *page.host.split(".")[:-1]) if name}
    said = own | {_letters(name) for name in data.outlet_names}
    for by, names in _sources(page, data):
        # A blog's outlet is its author; where the data says Person, only the site's own word speaks against it.
        people = _people(names, own if by == "json_ld" and _is_typed(data) else said)
        if people:
            trail.found("people", by, " · ".join(names)[:300])
            return people
    return ()


def _sources(page: Page, data: Said) -> Iterator[tuple[str, list[str]]]:
    yield "json_ld", _json_ld_names(data)
    for name in _META:
        if said := page.meta.get(name):
            yield f"meta:{name}", [text.fold(html.unescape(one)) for one in said]
    yield from _elements(page)


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
        for element in [*microdata, *page.outline.bylines][:200]:
            by = _sure(element)
            if by is None or len(found[by]) >= 8 or _is_elsewhere(element):
                continue
            said = text.fold(element.get("content") or " ".join(element.itertext()))
            if by == "icon":
                said = text.fold(element.tail or "")
            if 2 < len(said) < 120:
                found[by].append(said)
    for by, names in found.items():
        if names:
            yield by, list(dict.fromkeys(names))
    yield (
        "byline",
        [b.text for b in page.outline.blocks if b.rule in _HERE and len(b.text) < 120 and _LEAD.match(b.text)][:2],
    )


_HERE = frozenset(("meta", "header", "before_text", ""))
_SURE = ("itemprop", "rel_author", "vcard", "author_link", "name_class", "byline_class", "author_class", "icon")
_NAME_CLASS = re.compile(r"author[-_]{0,2}name|byline[-_]{0,2}name|post-author|entry-author")
_BYLINE_CLASS = re.compile(r"byline|createdby|article-author|info__author|meta_author|penulis", re.IGNORECASE)
_ICON = re.compile(r"(?:^|\s)(?:fa-user\S*|icon-user|bi-person\S*|ti-user)(?:$|\s)")
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
    if (
        element.tag == "a"
        and re.search(r"/(?:authors?|autor|penulis)/", get("href") or "")
        and sum(map(len, element.itertext())) < 60
    ):
        return "author_link"
    if _NAME_CLASS.search(names):
        return "name_class"
    return "byline_class" if _BYLINE_CLASS.search(names) else "author_class" if _AUTHOR_CLASS.search(names) else None


def _is_elsewhere(element: Any) -> bool:
    return any(
        up.tag == "aside" or _ELSEWHERE.search(f"{up.get('class') or ''} {up.get('id') or ''}"[:300])
        for up in (element, *element.iterancestors())
        if up.tag not in ("html", "body")
    )


def _people(names: Iterable[str], outlets: set[str]) -> tuple[Person, ...]:
    found: dict[str, Person] = {}
    for printed in names:
        for name in _split(printed):
            if is_person(name, outlets) and _letters(name) not in found:
                found[_letters(name)] = Person(name=name, role="writer", printed=text.storable(printed)[:200])
    return tuple(found.values())[:_MAX]


def _split(printed: str) -> list[str]:
    said = printed
    while (bare := _LEAD.sub("", said)) != said:
        said = bare
    said = _bare(said)
    parts = [part for part in _SPLIT.split(said) if part]
    # "Maria & Katerina" is how two people sign as one; full names are two people.
    if len(parts) > 1 and all(len(part.split()) > 1 for part in parts):
        return [_bare(_LEAD.sub("", part)) for part in parts]
    if len(parts) > 1 and "," in said and not re.search(r"\s(?:&|and|dan|und)\s", said):
        return [parts[0]]
    return [said]


def _bare(said: str) -> str:
    said = _TAIL.sub("", said).strip(" ,:;|·•-–—*")
    return said if re.search(r"(?:^|[\s.])\w\.$", said) else said.rstrip(".")


def is_person(name: str, outlets: set[str]) -> bool:
    """Whether a printed name may be a person's: not an outlet, a role, an address or a sentence."""
    if not _NAME.match(name) or len(name.split()) > 6 or _NOBODY.match(name):
        return False
    if not any(word[:1].isupper() for word in name.split()) and name.isascii():
        return False
    letters = _letters(name)
    return bool(letters) and not any(
        letters == outlet or (len(letters) > 5 and letters in outlet and len(letters) > 0.75 * len(outlet))
        for outlet in outlets
    )


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def byline_blocks(blocks: Sequence[Block]) -> list[str]:
    """Short lines that open with a byline's word."""
    return [block.text for block in blocks if len(block.text) < 160 and _LEAD.match(block.text)]

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
from crawler.parsers.data import Data, strings, types_of
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


def data_people(page: Page, data: Data, outlets: Sequence[str], trail: Trail) -> tuple[Person, ...]:
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


def _sources(page: Page, data: Data) -> Iterator[tuple[str, list[str]]]:
    yield "json_ld", _json_ld_names(data)
    for name in _META:
        if said := page.meta.get(name):
            yield f"meta:{name}", [text.fold(html.unescape(one)) for one in said]
    yield from _elements(page)


def _is_typed(data: Data) -> bool:
    things = _authors(data.article.get("author"), data)
    return any("person" in types_of(thing) for thing in (things if isinstance(things, list) else [things]) if isinstance(thing, dict))


def _json_ld_names(data: Data) -> list[str]:
    names = [text.fold(html.unescape(name)) for key in ("author", "creator") for name in strings(_authors(data.article.get(key), data))]
    return [name for name in dict.fromkeys(names) if not name.startswith(("http", "#", "/"))]


def _authors(value: Any, data: Data) -> Any:
    """Authors that are only a reference (`@id`), followed to the object that has the name."""
    things = value if isinstance(value, list) else [value]
    ids = {thing.get("@id") for thing in things if isinstance(thing, dict) and not thing.get("name")}
    ids.discard(None)
    if not ids:
        return value
    named = [thing for thing in data.page.json_ld if thing.get("@id") in ids and thing.get("name")]
    return [*named[:_MAX], *(thing for thing in things if not isinstance(thing, dict) or thing.get("name"))]


def _elements(page: Page) -> Iterator[tuple[str, list[str]]]:
    if page.root is None:
        return
    for by, path in _PATHS:
        found = []
        for element in page.root.xpath(path)[:8]:
            said = text.fold(element.get("content") or " ".join(element.itertext()))
            if 2 < len(said) < 120:
                found.append(said)
        if found:
            yield by, list(dict.fromkeys(found))
    blocks = page.outline.blocks
    yield "byline", [b.text for b in blocks if b.rule in ("meta", "header", "before_text", "") and len(b.text) < 120 and _LEAD.match(b.text)][:2]


_OUTSIDE = "[not(ancestor::*[contains(@class,'comment') or contains(@id,'comment') or contains(@class,'related') or contains(@class,'sidebar') or contains(@class,'teaser')] or ancestor::aside)]"
_PATHS = (
    ("itemprop", f"//*[@itemprop='author']//*[@itemprop='name']{_OUTSIDE}"),
    ("itemprop", f"//*[@itemprop='author'][not(descendant::*[@itemprop='name'])]{_OUTSIDE}"),
    ("rel_author", f"//a[contains(@rel,'author')]{_OUTSIDE}"),
    ("author_link", f"//a[contains(@href,'/author/') or contains(@href,'/autor/') or contains(@href,'/penulis/') or contains(@href,'/authors/')][string-length(.) < 60]{_OUTSIDE}"),
    ("vcard", f"//*[contains(@class,'author') or contains(@class,'byline')]//*[contains(concat(' ',@class,' '),' fn ')]{_OUTSIDE}"),
    ("class", "//*[contains(@class,'author-name') or contains(@class,'author_name') or contains(@class,'authorname') or contains(@class,'byline-name') or contains(@class,'author__name') or contains(@class,'post-author') or "
              f"contains(@class,'entry-author') or contains(@class,'byline__name')]{_OUTSIDE}"),
    ("class", f"//*[contains(@class,'byline') or contains(@class,'Byline') or @id='penulis' or contains(@class,'createdby') or contains(@class,'article-author') or contains(@class,'read__info__author')]{_OUTSIDE}"),
    ("class", f"//*[@class='author' or contains(concat(' ',@class,' '),' author ')]{_OUTSIDE}"),
)  # fmt: skip


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
    return bool(letters) and not any(letters == outlet or (len(letters) > 5 and letters in outlet and len(letters) > 0.75 * len(outlet)) for outlet in outlets)


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def byline_blocks(blocks: Sequence[Block]) -> list[str]:
    """Short lines that open with a byline's word."""
    return [block.text for block in blocks if len(block.text) < 160 and _LEAD.match(block.text)]

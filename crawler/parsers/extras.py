"""The small fields: subtitle, section, tags, language, marks of paid articles."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from crawler import names
from crawler.clean import text
from crawler.page import Page
from crawler.parsers.data import Said, strings
from crawler.parsers.evidence import Trail
from crawler.sieve import Found

_PAID = re.compile(
    r"^\W{0,3}(?:advertorial|adv|iklan|pariwara|sponsored(?: content| post)?|konten berbayar|paid (?:content|post|partnership)|infotorial|anzeige|native ads?)\W{0,3}$",
    re.IGNORECASE,
)
_MAX_TAGS = 30


def read_subtitle(page: Page, found: Found, title: str | None, headline: int | None, trail: Trail) -> str | None:
    """The line under the headline, where the page marks it as one and the text does not repeat it."""
    if headline is None:
        return None
    first = found.blocks[0].index if found.blocks else headline
    for block in page.outline.blocks[headline + 1 : max(first, headline + 6)]:
        around = f"{block.node.names} {block.node.parent.names if block.node.parent else ''}"
        if names.is_subtitle(around) and 15 < len(block.text) < 500:
            if block.text == title or text.key(block.text) in {text.key(block.text) for block in found.blocks}:
                return None
            trail.found("subtitle", f"class:{block.node.names or around}"[:100], block.text)
            return block.text
    return None


def read_section(page: Page, data: Said, trail: Trail) -> str | None:
    """The section as the page names it."""
    for by, said in _sections(page, data):
        if 1 < len(folded := text.fold(html.unescape(said))) < 60:
            trail.found("section", by, said)
            return folded
    return None


def _sections(page: Page, data: Said) -> Iterator[tuple[str, str]]:
    yield from (("json_ld:articleSection", said) for said in data.strings("articleSection"))
    for name in ("article:section", "parsely-section"):
        yield from ((f"meta:{name}", said) for said in page.meta.get(name, ()))
    for thing in page.json_ld:
        entries = thing.get("itemListElement")
        if thing.get("@type") == "BreadcrumbList" and isinstance(entries, list) and len(entries) > 1:
            yield from (("json_ld:BreadcrumbList", said) for said in _crumbs(entries)[-1:])
            return
    for by, found in (("category_link", _category_link(page)), ("breadcrumb", _breadcrumb(page))):
        if found:
            yield by, found


def _crumbs(entries: list[Any]) -> list[str]:
    """The names between home and the page itself."""
    named = [
        text.fold(html.unescape(name))
        for entry in entries[:6]
        if isinstance(entry, dict)
        for name in list(strings(entry.get("name") or entry.get("item")))[:1]
    ]
    return [name for name in named[:-1] if not re.fullmatch(r"(?i)home|beranda|start(?:seite)?|https?:.*", name)]


def _breadcrumb(page: Page) -> str | None:
    """The last link of the page's breadcrumb that is not home."""
    for node in page.outline.nodes:
        if "crumb" in node.names.lower():
            said = [text.fold("".join(element.itertext())) for element in node.element.iter("a")][:8]
            named = [
                name
                for name in said
                if 1 < len(name) < 40 and not re.fullmatch(r"(?i)home|beranda|depan|start(?:seite)?", name)
            ]
            return named[-1] if named else None
    return None


_CATEGORY_PATHS = (b"/category/", b"/kategori/", b"/rubrik/", b"/kanal/", b"category tag")
_BOXES = re.compile(r"sidebar|widget_|related|comment|jeg_posts|wp-block-query", re.IGNORECASE)
_MENUS = re.compile(r"menu|nav(?!igation-post)|footer|sidebar|widget|related|comment", re.IGNORECASE)


def _names_category(href: str, anchor: Any) -> bool:
    # One by one: this is asked of every link of a page.
    is_path = "/category/" in href or "/kategori/" in href or "/rubrik/" in href or "/kanal/" in href
    return is_path or "category" in (anchor.get("rel") or "")


def _category_link(page: Page) -> str | None:
    """The first category link that stands at the article and not in a menu."""
    if page.root is None or not any(word in page.markup.html for word in _CATEGORY_PATHS):
        return None
    in_box, in_menu = _Around(_says(_BOXES)), _Around(_says(_MENUS))
    named = [anchor for href, anchor in page.outline.anchors if _names_category(href, anchor)]
    for element in named[:80]:
        # WordPress gives this rel to an article's own categories only; its footer is the article's.
        barred = in_box if "category" in (element.get("rel") or "") else in_menu
        if not barred.is_so(element) and 1 < len(said := text.fold("".join(element.itertext()))) < 40:
            return said
    return None


class _Around:
    """Whether anything around an element is so: of a menu's entries each asks only what is its own."""

    def __init__(self, is_so: Callable[[Any], bool]) -> None:
        self._asked, self._known = is_so, dict[Any, bool]()

    def is_so(self, element: Any) -> bool:
        """Whether an element that holds it is so."""
        passed, up = [], element.getparent()
        while up is not None and up not in self._known:
            passed.append(up)
            if self._asked(up):
                found = True
                break
            up = up.getparent()
        else:
            found = up is not None and self._known[up]
        for one in passed:
            self._known[one] = found
        return found


def _says(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda up: (
        up.tag not in ("html", "body")
        and pattern.search(f"{up.tag} {up.get('class') or ''} {up.get('id') or ''}"[:300]) is not None
    )


def read_tags(page: Page, data: Said, trail: Trail) -> tuple[str, ...]:
    """Tags from meta and JSON-LD, else from the page's tag links."""
    for by, said in _tags(page, data):
        tags = (text.fold(html.unescape(tag)).lstrip("#") for tag in said)
        kept = tuple(dict.fromkeys(tag for tag in tags if 1 < len(tag) < 60))[:_MAX_TAGS]
        if kept:
            trail.found("tags", by, ", ".join(said))
            return kept
    return ()


def _tag_links(page: Page) -> Iterator[Any]:
    """Links that lead to a tag's list and stand in a box called so."""
    boxed = _Around(lambda up: "tag" in (up.get("class") or "") and up.tag != "body")
    return (anchor for href, anchor in page.outline.anchors if "/tag/" in href and boxed.is_so(anchor))


def _tags(page: Page, data: Said) -> Iterator[tuple[str, list[str]]]:
    yield "meta:article:tag", [*page.meta.get("article:tag", ())]
    yield "json_ld:keywords", [part for said in data.strings("keywords") for part in said.split(",")]
    if page.root is not None and b"tag" in page.markup.html:
        links = [a for a in page.anchors if (rel := a.get("rel")) and (rel == "tag" or "tag " in rel)][:_MAX_TAGS]
        yield "rel_tag", ["".join(element.itertext()) for element in links]
    if page.root is not None and b"/tag/" in page.markup.html:
        links = list(islice(_tag_links(page), _MAX_TAGS))
        yield "tag_link", ["".join(element.itertext()) for element in links]
    yield "meta:news_keywords", [part for said in page.meta.get("news_keywords", ())[:1] for part in said.split(",")]


_COMMON_WORDS = """
id yang dan di untuk dengan pada ini itu dari tidak dalam adalah akan oleh juga telah para sudah bisa
en the of and to in that is for it with as was on by are this from
de der die und das ist nicht mit von den für auf ein eine im dem sich
fr le la les des est une dans pour que qui sur pas avec du
es el la los de que en un una por con para del las se
nl het een van dat niet voor met zijn op te er maar
pt não uma para com os das dos que na no em mais
it il che di per una con non sono della gli del si
ms ialah kerana boleh mereka manakala
"""
_ASCII_WORDS, _ANY_WORDS = re.compile(r"[a-z]+"), re.compile(r"[^\W\d_]+")
# What of print is no letter: without these most texts are ASCII.
_MARKS = "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\xa0"
_STOPWORDS = {line[:2]: frozenset(line[3:].split(" ")) for line in _COMMON_WORDS.strip().splitlines()}


def read_language(page: Page, body: str, trail: Trail) -> str | None:
    """The text's own language by its commonest words; else what the page says."""
    said = body[:3500]
    if not said.isascii():
        for mark in _MARKS:
            said = said.replace(mark, " ")
    said = said.lower()
    # Plain letters are told from marks in a third of the time that those of all alphabets take.
    words = (_ASCII_WORDS if said.isascii() else _ANY_WORDS).findall(said)
    if len(words) > 40:
        counted = Counter(words)
        there = counted.keys()
        shares = {
            code: sum(map(counted.__getitem__, there & common)) / len(words) for code, common in _STOPWORDS.items()
        }
        best = max(shares, key=lambda code: shares[code])
        if shares[best] > 0.08:
            trail.found("language", "common_words", f"{best} {shares[best]:.2f}")
            return best
    said = (page.root.get("lang") or "") if page.root is not None else ""
    said = said or (page.said("og:locale", "content-language", "dc.language") or "")
    match = re.match(r"[a-zA-Z]{2,3}", said)
    if match is None:
        return None
    trail.found("language", "page", said[:40])
    return match[0].lower()


def is_paid(page: Page, data: Said, title: str, section: str | None, tags: Sequence[str], trail: Trail) -> bool:
    """Whether the page marks the article as paid for."""
    mark = _paid_mark(page, data, title, section, tags)
    if mark is None:
        return False
    trail.found("paid", *mark)
    return True


def _paid_mark(page: Page, data: Said, title: str, section: str | None, tags: Sequence[str]) -> tuple[str, str] | None:
    if "advertisercontentarticle" in data.types:
        return "json_ld", "AdvertiserContentArticle"
    for by, said in (("section", section or ""), *(("tags", tag) for tag in tags)):
        if _PAID.match(said):
            return by, said
    if _PAID_TITLE.match(title):
        return "title", title
    for block in page.outline.blocks[:600]:
        if len(block.text) < 40 and block.rule in _PAID_PLACES and _PAID.match(block.text):
            return "line", block.text
    return None


_PAID_TITLE = re.compile(r"\W{0,5}(?:advertorial|iklan|pariwara|adv)\b\s*[:\]|)–-]", re.IGNORECASE)
_PAID_PLACES = frozenset(("", "meta", "header", "before_text", "tags"))

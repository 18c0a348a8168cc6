"""The small fields: subtitle, section, tags, lead image, language, paid marks, corrections, minors who must stay unnamed."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from lxml import etree

from archive.records import Image
from crawler import names
from crawler.clean import text
from crawler.page import Page
from crawler.parsers.data import Said, strings
from crawler.sieve import Found

_PAID = re.compile(
    r"^\W{0,3}(?:advertorial|adv|iklan|pariwara|sponsored(?: content| post)?|konten berbayar|paid (?:content|post|partnership)|infotorial|anzeige|native ads?)\W{0,3}$",
    re.IGNORECASE,
)
_IMAGE_PATHS = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "thumbnailurl")
_MAX_TAGS = 30


def read_subtitle(page: Page, found: Found, title: str | None, headline: int | None) -> str | None:
    """The line under the headline, where the page marks it as one and the text does not repeat it."""
    if headline is None:
        return None
    first = found.blocks[0].index if found.blocks else headline
    body = {text.key(block.text) for block in found.blocks}
    for block in page.outline.blocks[headline + 1 : max(first, headline + 6)]:
        around = f"{block.node.names} {block.node.parent.names if block.node.parent else ''}"
        if names.is_subtitle(around) and 15 < len(block.text) < 500:
            return block.text if text.key(block.text) not in body and block.text != title else None
    return None


def read_section(page: Page, data: Said) -> str | None:
    """The section as the page names it."""
    for said in (
        *data.strings("articleSection"),
        *page.meta.get("article:section", ()),
        *page.meta.get("parsely-section", ()),
    ):
        if 1 < len(folded := text.fold(html.unescape(said))) < 60:
            return folded
    for thing in page.json_ld:
        entries = thing.get("itemListElement")
        if thing.get("@type") == "BreadcrumbList" and isinstance(entries, list) and len(entries) > 1:
            names = [
                text.fold(html.unescape(name))
                for entry in entries[:6]
                if isinstance(entry, dict)
                for name in list(strings(entry.get("name") or entry.get("entry")))[:1]
            ]
            middle = [
                name for name in names[:-1] if not re.fullmatch(r"(?i)home|beranda|start(?:seite)?|https?:.*", name)
            ]
            return middle[-1] if middle else None
    return _category_link(page) or _breadcrumb(page)


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


_CATEGORY = etree.XPath(
    "//a[contains(@rel,'category') or contains(@href,'/category/') or contains(@href,'/kategori/') or contains(@href,'/rubrik/') or contains(@href,'/kanal/')]"
)
_CATEGORY_PATHS = (b"/category/", b"/kategori/", b"/rubrik/", b"/kanal/", b"category tag")
_MENUS = re.compile(r"menu|nav(?!igation-post)|footer|sidebar|widget|related|comment", re.IGNORECASE)


def _all(found: Any) -> list[Any]:
    return list(found)


def _category_link(page: Page) -> str | None:
    """The first category link that stands at the article and not in a menu."""
    if page.root is None or not any(word in page.markup.html for word in _CATEGORY_PATHS):
        return None
    for element in _all(_CATEGORY(page.root))[:80]:
        said = text.fold("".join(element.itertext()))
        around = (
            f"{up.tag} {up.get('class') or ''} {up.get('id') or ''}"[:300]
            for up in element.iterancestors()
            if up.tag not in ("html", "body")
        )
        if 1 < len(said) < 40 and not any(_MENUS.search(one) for one in around):
            return said
    return None


def read_tags(page: Page, data: Said) -> tuple[str, ...]:
    """Tags from meta and JSON-LD, else from the page's tag links."""
    found = [*page.meta.get("article:tag", ())]
    if not found:
        found = [part for said in data.strings("keywords") for part in said.split(",")]
    if not found and page.root is not None and b"tag" in page.markup.html:
        found = [
            "".join(element.itertext())
            for element in page.root.xpath("//a[@rel='tag' or contains(@rel,'tag ')]")[:_MAX_TAGS]
        ]
    if not found:
        found = [part for said in page.meta.get("news_keywords", ())[:1] for part in said.split(",")]
    tags = (text.fold(html.unescape(tag)).lstrip("#") for tag in found)
    return tuple(dict.fromkeys(tag for tag in tags if 1 < len(tag) < 60))[:_MAX_TAGS]


def read_image(page: Page, data: Said, captions: Sequence[str]) -> Image | None:
    """The lead photograph's address, with the caption that stands at it; never a logo or a pixel."""
    said = [content for name in _IMAGE_PATHS for content in page.meta.get(name, ())[:1]]
    said += _json_ld_images(data)
    said += list(page.links.get("image_src", ())[:1])
    for raw in said:
        absolute = page.join(html.unescape(raw))
        if absolute and not re.search(
            r"logo|favicon|default|placeholder|blank\.|icon|avatar", absolute.rsplit("/", 1)[-1], re.IGNORECASE
        ):
            caption = next((line for line in captions if 8 < len(line) < 600), None)
            credit = re.search(
                r"(?:\(|/|\b)(?:foto|photo|dok|credit|fotografer|sumber)\.?\s*(?::|\s)\s*([^)]{2,80})\)?\s*$",
                caption or "",
                re.IGNORECASE,
            )
            return Image(address=absolute, caption=caption, credit=credit[1].strip() if credit else None)
    return None


def _json_ld_images(data: Said) -> list[str]:
    image = data.article.get("image")
    things = image if isinstance(image, list) else [image]
    found = [thing.get("url") if isinstance(thing, dict) else thing for thing in things[:3]]
    return [url for url in found if isinstance(url, str) and url.startswith(("http", "/"))]


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
_STOPWORDS = {line[:2]: frozenset(line[3:].split(" ")) for line in _COMMON_WORDS.strip().splitlines()}


def read_language(page: Page, body: str) -> str | None:
    """The text's own language by its commonest words; else what the page says."""
    words = re.findall(r"[^\W\d_]+", body[:3500].lower())
    if len(words) > 40:
        counted = Counter(words)
        shares = {code: sum(counted[word] for word in common) / len(words) for code, common in _STOPWORDS.items()}
        best = max(shares, key=lambda code: shares[code])
        if shares[best] > 0.08:
            return best
    said = (page.root.get("lang") or "") if page.root is not None else ""
    said = said or (page.said("og:locale", "content-language", "dc.language") or "")
    match = re.match(r"[a-zA-Z]{2,3}", said)
    return match[0].lower() if match else None


def is_paid(page: Page, data: Said, title: str, section: str | None, tags: Sequence[str]) -> bool:
    """Whether the page marks the article as paid for."""
    if "advertisercontentarticle" in data.types:
        return True
    if any(_PAID.match(said) for said in (section or "", *tags)):
        return True
    if re.match(r"(?i)^\W*(?:advertorial|iklan|pariwara|adv)\b\s*[:\]|)–-]", title):
        return True
    lines = page.outline.blocks[:600]
    return any(
        len(block.text) < 40 and _PAID.match(block.text) and block.rule in ("", "meta", "header", "before_text", "tags")
        for block in lines
    )

"""The spam gate at a page: what it is shown of the page, and when it need not look at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from crawler.clean import spam
from crawler.page import Page
from crawler.site import Site

# Words that most pages have at most one of: then, and where no link has a promoter's address, there is nothing to weigh.
_WORDS = (
    b"gacor", b"maxwin", b"slot", b"togel", b"toto", b"judi", b"sbobet", b"pragmatic", b"mahjong", b"scatter", b"jackpot",
    b"casino", b"poker", b"rtp", b"bandarq", b"bonus", b"deposit", b"winrate", b"parlay", b"spins",
)  # fmt: skip
_ADDRESSES = ("gacor", "maxwin", "slot", "togel", "sbobet", "casino", "judi")
# Cheap signs of disguise: letters of mathematics and full width, kana; figures inside of words; letters with dots between.
# Each begins with the rarest thing in it, so that few places of a text are looked at.
_STRANGE = re.compile("[\U0001d400-\U0001d7ff\uff21-\uff5a]{3}|[\u3040-\u30ff]{4}")
_STRANGE_LETTER = re.compile("[\u3040-\U0001d7ff]")  # these and more: of one range each letter is asked once
_LEET = re.compile(r"[013457](?=[a-z])(?:(?<=\b[a-z]\d)|(?<=\b[a-z]{2}\d)|(?<=\b[a-z]{3}\d))", re.IGNORECASE)
_SPACED = re.compile(r"([ .-])(?<=\b[a-z].)[a-z]\1[a-z]\1[a-z]\b", re.IGNORECASE)
_MAX_TEXT, _MAX_LINKS, _MAX_WORDS = 40_000, 600, 200
PATTERNS = {"strange": _STRANGE, "leet": _LEET, "spaced": _SPACED}


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The gate's word on a page: its signals where it is spam, else the lines and links that were put into it."""

    spam: bool = False
    signals: tuple[str, ...] = ()
    lines: frozenset[str] = frozenset()
    links: tuple[str, ...] = ()

    @property
    def is_wounded(self) -> bool:
        """Whether something was put into a page that is good."""
        return bool(self.lines or self.links)


def judge(page: Page, title: str, lines: Sequence[str], beside: Sequence[str], site: Site | None) -> Judged:
    """The gate's word on a page of this title and these lines of its text; `beside` are lines left out of it."""
    if not _is_worth_a_look(page, (title, *lines, *beside)):
        return Judged()
    links = page_links(page)
    verdict = spam.judge(title, lines, links, language=_language(page, site))
    if verdict.spam:
        return Judged(spam=True, signals=verdict.signals)
    return Judged(
        signals=verdict.signals,
        lines=frozenset((*(lines[n] for n in verdict.paragraphs), *(line for line in beside if spam.is_put_in(line)))),
        links=tuple(links[n].words for n in verdict.links),
    )  # fmt: skip


def _is_worth_a_look(page: Page, lines: Sequence[str]) -> bool:
    said = "\n".join(lines)[:_MAX_TEXT]
    known = set(lines)
    beside = [text for block in page.outline.blocks if len(text := block.text) < 400 and text not in known]
    whole = "\n".join((said, *beside))[: 2 * _MAX_TEXT]
    # Bytes are made small in a third of the time that letters are, where none of these two becomes an `i` or a `k`.
    is_plain = "\u0130" not in whole and "\u212a" not in whole
    lower = (whole.encode("utf-8", "replace") if is_plain else whole.lower().encode("utf-8", "replace")).lower()
    if sum([word in lower for word in _WORDS]) >= 2 or _is_disguised(said[:6_000]):
        return True
    addresses = " ".join(href for href, _ in page.outline.anchors).lower()
    return any(word in addresses for word in _ADDRESSES)


def _is_disguised(said: str) -> bool:
    is_strange = not said.isascii() and _STRANGE_LETTER.search(said) and _STRANGE.search(said)
    return bool(is_strange or _LEET.search(said) or _SPACED.search(said))


def page_links(page: Page) -> list[spam.Link]:
    """Links that lead to strangers, and all that are hidden."""
    if page.root is None:
        return []
    hidden = {node.element for node in page.outline.nodes if node.hidden}
    found: list[spam.Link] = []
    for element in page.anchors:
        href = element.get("href") or ""
        is_hidden = bool(hidden) and any(up in hidden for up in (element, *element.iterancestors()))
        if not is_hidden and not href.startswith(("http://", "https://", "//")):
            continue
        address = page.join(href[:500])
        if address is None or (not is_hidden and _is_own(address, page.host)):
            continue
        found.append(spam.Link(address, _words(element), is_hidden))
        if len(found) >= _MAX_LINKS:
            break
    return found


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())[:_MAX_WORDS]


def _is_own(address: str, host: str) -> bool:
    """Whether an address is on the page's host, or on one above or below it."""
    there = re.sub(r"^https?://(?:www\.)?", "", address, flags=re.IGNORECASE).split("/", 1)[0].split(":")[0].lower()
    return not host or there == host or there.endswith(f".{host}") or host.endswith(f".{there}")


def _language(page: Page, site: Site | None) -> str:
    """The language that the site speaks, by what is known of it, else by what the page says of itself."""
    if site is not None:
        return site.language
    said = (page.root.get("lang") or "")[:2].lower() if page.root is not None else ""
    return said or ("id" if page.host.endswith(".id") else "ja")

"""Whether a page is an article at all, and if not, what it honestly is. Signs of both sides are weighed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from crawler.clean import slugs
from crawler.page import Page
from crawler.parsers.data import Said
from crawler.sieve import Found

Reason = Literal[
    "listing",
    "search",
    "soft_404",
    "parked",
    "challenge",
    "spam",
    "login",
    "author_page",
    "attachment",
    "forum",
    "front_page",
    "empty",
    "other",
]

_CHALLENGE = re.compile(
    r"^(?:just a moment|attention required|checking your browser|bot verification|verify(?:ing)? you are (?:a )?human|access denied|security check|please wait|ddos-guard|one moment, please)\b",
    re.IGNORECASE,
)
# That a page is not there. What else may not be found (a fisherman, a document) is news: the page must be named, or be
# all that is said.
_MISSING = re.compile(
    r"^\W{0,5}(?:error\W{1,3}|http\W{1,3})?404\b|\b404\W{0,3}$|\berror 404\b|\b404 error\b|"
    r"^\W{0,5}(?:(?:maaf|oops|ups|sorry)\W{1,5})?(?:tidak (?:dapat )?(?:di)?temukan|not found|nothing found)\b|\b404\W{1,3}(?:page )?not found\b|"
    r"\b(?:halaman|laman|berita|artikel|konten|posting\w{0,4}|tulisan|data|url|tautan|alamat|hasil)\b(?:\W{1,3}\w{1,15}){0,5}?\W{1,3}tidak (?:dapat )?(?:di)?temukan|"
    r"\b(?:page|article|content|post|file|url|address|story)\b(?:\W{1,3}\w{1,15}){0,6}?\W{1,3}not (?:be )?found|"
    r"halaman (?:ini )?tidak (?:ada|tersedia)|seite nicht gefunden|"
    r"artikel (?:telah )?(?:dihapus|tidak tersedia)|berita (?:ini )?(?:tidak|sudah tidak) (?:ada|tersedia)|no longer available|page (?:doesn.t|does not) exist|resource limit is reached",
    re.IGNORECASE,
)
# Longer lines are a text's own sentences.
_MISSING_LINE = 160
_PARKED = re.compile(
    r"\bdomain (?:ini )?(?:dijual|is for sale|for sale|may be for sale|name is available|parking|has expired)|\bbuy this domain|\bthis domain (?:is|has|name)|sedoparking|hugedomains|\bdomain parkir|internet positif|trustpositif|account (?:has been )?suspended|under construction|situs (?:ini )?(?:sedang )?dalam perbaikan",
    re.IGNORECASE,
)
_SEARCH = re.compile(
    r"\bsearch results?\b|\bhasil pencarian\b|\bsuchergebnis|\byou searched for\b|\bresults for\b|\banda mencari\b",
    re.IGNORECASE,
)
# What an outlet says of itself: pages, but no news.
_ABOUT = re.compile(
    r"(?:(?:susunan |box |boks |struktur )?redaksi|tentang(?: kami)?|about(?: us)?|pedoman (?:pemberitaan )?(?:media siber|ramah anak)|kode etik(?: \w+){0,2}|kebijakan privasi|privacy policy|"
    r"disclaimer|syarat(?: dan|&) ketentuan|terms (?:of|and) \w+|kontak(?: kami)?|hubungi kami|contact(?: us)?|info iklan|pasang iklan|tarif iklan|advertise|karir|lowongan|peta situs|sitemap|perlindungan wartawan)",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"^(?:log ?(?:in|masuk)|sign ?in|masuk|login|anmelden|register|daftar)\b", re.IGNORECASE)
_WORDPRESS: tuple[tuple[str, Reason], ...] = (
    ("error404", "soft_404"), ("search-results", "search"), ("search", "search"), ("author", "author_page"), ("category", "listing"),
    ("tag", "listing"), ("archive", "listing"), ("date", "listing"), ("blog", "listing"), ("tax-", "listing"),
)  # fmt: skip
_TYPES: tuple[tuple[str, Reason], ...] = (
    ("searchresultspage", "search"), ("profilepage", "author_page"), ("collectionpage", "listing"), ("discussionforumposting", "forum"), ("qapage", "forum"), ("itemlist", "listing"),
)  # fmt: skip
_FORUM = (
    "phpbb", "vbulletin", "xenforo", "discourse", "smf", "mybb", "vanilla", "invision", "flarum", "nodebb", "simple machines", "fluxbb", "punbb",
)  # fmt: skip
_FORUM_NAMES = re.compile(
    r"(?:^|[\s_-])(?:topic-?body|postbody|post-?bit|message-?(?:body|cell|user\w*)|topic-?post|cooked|forum-?(?:post|topic|thread)|threads?|thread-?(?!even|odd|alt)\w+|viewtopic|showthread|p-body|bbcode\w*|lia-message\w*|question|answer|answers)(?:$|[\s_-])",
)
# Of which one or another stands in whatever that pattern finds.
_FORUM_WORDS = (
    "postbody", "post-bit", "postbit", "message", "topic", "forum", "thread", "cooked", "bbcode", "question", "answer", "p-body",
)  # fmt: skip
_FORUM_URL = re.compile(
    r"/(?:questions|topic|discussion)/\d{2,}|/(?:forums?|threads?|viewtopic|showthread|showtopic|discussions?)(?:[/.?-]|$)|/r/\w+/comments/|/t/[\w-]+/\d+|/thread-\d+|^(?:forums?|community|discuss|boards?|answers?)\.",
    re.IGNORECASE,
)
_FORUM_HOST = re.compile(r"(?<=\w)forums?\.\w{2,4}$")
# Letters of all alphabets, by what of ASCII is none: a range of 65,000 letters takes a fiftieth of a child's start to make.
_SLUG = re.compile(r"/[^/]*[^\x00-$&-/:-@\[-`{-\x9f]+(?:[-_][^\x00-$&-/:-@\[-`{-\x9f]+){3,}[^/]*/?$")
_NUMBERED = re.compile(r"\d{4,}")
_LIST_URL = re.compile(
    r"/(?:category|categories|kategori|tag|tags|topics?|topik|author|penulis|archives?|arsip|indeks?|rubrik|kanal|section|page|search|cari|label|series|collections?|all|latest|recent|list|listing|terkini)(?:/|$)|"
    r"/(?:index|home)(?:\.\w{3,5})?$|_archive\.html$|/(?:19|20)\d\d(?:/\d{1,2}){0,2}/?$",
    re.IGNORECASE,
)


_SECTION = re.compile(
    r"^/(?:\w\w/)?(?:news|blogs?|berita|artikel|articles?|stories|press|aktuelles?|nachrichten|noticias|actualites?|newsroom|magazine?)/?$",
    re.IGNORECASE,
)
# On old systems an article's number stands in the query.
_IDENTITY = re.compile(r"(?:^|&)(?:p|id|read|berita|page_id|artikel|newsid|article|aid|post)=[\w-]", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_ARTICLES = frozenset(("newsarticle", "article", "blogposting", "reportagenewsarticle", "opinionnewsarticle"))
# News counts comments, a forum replies.
_REPLIES = re.compile(r"\b\d{1,5} (?:repl(?:y|ies)|antworten|balasan|respuestas|réponses)\b", re.IGNORECASE)
_FRONT, _POST = 5.0, 40
_MARGIN = 0.6
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Kind(msgspec.Struct, frozen=True):
    """What a page is not, and by which sign."""

    reason: Reason
    detail: str


def not_an_article(page: Page, data: Said, found: Found, title: str | None, headline: int | None) -> Kind | None:
    """Why the page is no article; None where it is one. `headline` is the place of its block."""
    size = sum(len(block.text) for block in found.blocks)
    is_named = headline is not None and _is_named_for(page, title or "", headline)
    return (
        _by_what_it_says(page, title or "", size, is_named=is_named)
        or _by_platform(page)
        or _by_weight(page, data, found, title or "", headline, is_named=is_named)
    )


def _is_named_for(page: Page, title: str, headline: int) -> bool:
    """Whether the address is made for the printed headline, which leads nowhere itself: no list is called like that."""
    return page.outline.blocks[headline].link_share < 0.5 and slugs.is_address_of(page.url, title)


def _by_what_it_says(page: Page, title: str, size: int, *, is_named: bool) -> Kind | None:
    head = title or " ".join(page.meta.get("og:title", ()))
    first = " ".join(block.text for block in page.outline.blocks[:12])[:600]
    if size < 1500 and (_CHALLENGE.search(head) or "/cdn-cgi/challenge-platform" in str(page.markup.html[:3000])):
        return Kind("challenge", head)
    if page.raw.status in (404, 410):
        return Kind("soft_404", f"status {page.raw.status}")
    # Under a headline that the address is made of, only a page that says next to nothing is one that was emptied.
    if size < (250 if is_named else 700) and not page.said("article:published_time"):
        lines = [*([] if is_named else [head]), *(block.text for block in page.outline.blocks[:12])]
        if any(_MISSING.search(line) for line in lines if len(line) <= _MISSING_LINE):
            return Kind("soft_404", head or first[:80])
    if size < (400 if is_named else 900) and (_PARKED.search(head) or _PARKED.search(first)):
        return Kind("parked", head or first[:80])
    if size < 900 and len(head.split()) <= 4 and _LOGIN.search(head):
        return Kind("login", head)
    if _ABOUT.fullmatch(head.strip(" .:|-–")):
        return Kind("other", "about the outlet")
    if _SEARCH.search(head[:60]) or re.search(r"[?&](?:s|q|query|keyword|cari)=", page.url):
        return Kind("search", head)
    return None


def _by_platform(page: Page) -> Kind | None:
    """WordPress and its kin say on <body> what a page is."""
    classes = page.body_names.lower().split()
    if "single-attachment" in classes or "attachment" in classes:
        return Kind("attachment", "body class attachment")
    if _is_single(classes):
        return None
    is_wordpress = "wordpress" in page.generator or any(
        name.startswith(("wp-", "page-id-", "logged-in")) or name in ("wp", "hfeed") for name in classes
    )
    for name, reason in _WORDPRESS:
        if any(one == name or (name.endswith("-") and one.startswith(name)) for one in classes) and (
            is_wordpress or name in ("error404", "search-results")
        ):
            return Kind(reason, f"body class {name}")
    if "blogger" in page.generator and page.path.count("/") < 3:
        return Kind("front_page" if page.path in ("", "/") else "listing", "blogger address")
    return None


def _is_single(classes: list[str]) -> bool:
    return any(
        name in ("single", "single-post", "item-view") or name.startswith(("postid-", "single-")) for name in classes
    )


def _by_weight(
    page: Page, data: Said, found: Found, title: str, headline: int | None, *, is_named: bool
) -> Kind | None:
    """No one says: then what speaks for an article against what speaks for something else."""
    size = sum(len(block.text) for block in found.blocks)
    if not found.blocks or (size < 60 and not is_named):
        return _without_text(page)
    article = _for_article(page, data, found, size)
    if (
        headline is not None
        and 0 <= (first := found.blocks[0].index) - headline < 25
        and not (_is_short(title) and not found.is_named and not _is_dated(page, max(headline - 6, 0), first + 6))
    ):
        article += 0.8
    other, reason = _by_address(page)
    is_list = "collectionpage" in data.types or article <= 2
    for kind, named in _TYPES:
        if kind in data.types and (kind != "itemlist" or is_list):
            other, reason = other + 2.0, named
    forum = _forum_weight(page, data, found, headline)
    if forum >= 1.5:
        other, reason = other + forum, "forum"
    elif is_named and not forum:
        article += 1.2
    other += _list_weight(page, found, size)
    if (page.said("og:type") or "").lower() == "website":
        other += 0.4
    return Kind(reason, f"{other:.1f} against {article:.1f}") if other > article - _MARGIN else None


def _is_short(title: str) -> bool:
    """Whether a title is one that lists have: of four words or fewer, which four of five lists have and one article of six."""
    is_wide = not title.isascii() and max(title) > "\u2e80"  # an ideograph says what two or three letters do
    return len(title.split()) <= 4 and len(title) < (16 if is_wide else 40)


def _is_dated(page: Page, start: int, end: int) -> bool:
    """Whether a date stands among the blocks, or anywhere marked as one."""
    near = page.outline.blocks[start:end]
    return bool(page.outline.times) or any(len(block.text) < 120 and _YEAR.search(block.text) for block in near)


def _without_text(page: Page) -> Kind:
    linked = sum(1 for block in page.outline.blocks if block.link_share > 0.8 and len(block.text) > 20)
    if linked < 10:
        return Kind("empty", "no text")
    return Kind("front_page" if page.path in ("", "/") and page.url else "listing", f"{linked} links, no text")


def _address(page: Page) -> tuple[str, str]:
    """Path and query of the page's address: its own word for it where nobody knows whence it came (`.invalid`, RFC 2606)."""
    said = [page.url]
    if page.host.endswith(".invalid"):
        # A front page named there says nothing: careless themes name it on every page.
        said = [*page.links.get("canonical", ())[:1], page.join(page.said("og:url") or "") or ""]
        said = [url for url in said if _path(url)[0] not in ("", "/") and ".invalid" not in url[:40]] or [""]
    return _path(said[0])


def _path(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return (parts.path or "/") if parts.netloc else "", parts.query


def _by_address(page: Page) -> tuple[float, Reason]:
    path, query = _address(page)
    if path == "/" and not _IDENTITY.search(query):
        return _FRONT, "front_page"
    if _LIST_URL.search(path) or _SECTION.match(path):
        return 1.5, "listing"
    is_section = path.strip("/").count("/") == 0 and path.strip("/").isalpha()
    return (0.8 if is_section else 0.0), "listing"


def _for_article(page: Page, data: Said, found: Found, size: int) -> float:
    weight = 0.0
    if _is_single(page.body_names.lower().split()):
        weight += 2.5
    path, _ = _address(page)
    if _SLUG.search(path) and not _LIST_URL.search(path):
        weight += 1.0
    elif _NUMBERED.search(path):
        weight += 0.5
    if data.article and data.types & _ARTICLES:
        weight += 2.0
    if (page.said("og:type") or "").lower() in ("article", "news", "blog", "post"):
        weight += 1.2
    if page.said("article:published_time", "datepublished", "pubdate", "publishdate", "parsely-pub-date"):
        weight += 1.5
    weight += min(size / 1200, 2.0)
    weight += 1.0 * found.coverage * found.purity
    texts = [block for block in found.blocks if len(block.text) > 120 and block.link_share < 0.3]
    weight += min(len(texts) * 0.25, 1.5)
    if found.node is not None and found.node.is_body:
        weight += 0.5
    return weight


def _list_weight(page: Page, found: Found, size: int) -> float:
    blocks = page.outline.blocks
    texts = [block for block in found.blocks if len(block.text) > 80]
    linked = sum(1 for block in blocks if block.kind == "heading" and block.link_share > 0.7)
    teasers = sum(1 for block in blocks if block.rule == "teasers")
    short = sum(1 for block in texts if len(block.text) < 260)
    weight = min(linked * 0.12, 2.0) + min(teasers * 0.03, 1.8)
    # Links that stand among the paragraphs, and are more than these: a list's entries with a few words on each.
    among = sum(1 for _, rule in found.dropped if rule == "links")
    weight += min(max(among - len(texts), 0) * 0.06, 2.0)
    dates = sum(
        1 for block in blocks if len(text := block.text) < 40 and ("20" in text or "19" in text) and _YEAR.search(text)
    )
    weight += min(dates * 0.08, 1.2)
    if texts and short / len(texts) > 0.8 and size < 6000:
        weight += 0.8
    if size < 500:
        weight += 1.0
    return weight


def _forum_weight(page: Page, data: Said, found: Found, headline: int | None) -> float:
    weight = 0.0
    program = f"{page.generator} {page.body_names}".lower()
    if any(name in program for name in _FORUM):
        weight += 3.0
    weight += 3.0 * bool(_FORUM_URL.search(page.path)) + 3.0 * bool(_FORUM_URL.search(page.host))
    weight += 1.5 * bool(_FORUM_HOST.search(page.host))
    lower = page.outline.names.lower()
    if any(word in lower for word in _FORUM_WORDS):
        named = {names for names in {node.names for node in page.outline.nodes} if _is_of_forum(names)}
        talks = sum([node.names in named for node in page.outline.nodes]) if named else 0
        weight += min(talks * 0.15, 2.0) + (4.0 if talks and _is_spread(page, found) else 0.0)
    if {"discussionforumposting", "qapage", "question"} & data.types and "faqpage" not in data.types:
        weight += 2.5
    return weight + (4.0 if _is_answered(page, found, headline) else 0.0)


def _is_answered(page: Page, found: Found, headline: int | None) -> bool:
    """Whether a count of replies stands at the headline, and what is said below the text outweighs it."""
    blocks = page.outline.blocks
    near = blocks[max(headline - 5, 0) : headline + 15] if headline is not None else ()
    if not any(len(block.text) < 60 and _REPLIES.search(block.text) for block in near):
        return False
    below = sum(len(block.text) for block in blocks if block.rule == "comments")
    return below > sum(len(block.text) for block in found.blocks)


@lru_cache(maxsize=20_000)
def _is_of_forum(names: str) -> bool:
    lower = names.lower()
    # Each by itself: a tenth of the time of `any`.
    return (
        ("post" in lower and ("postbody" in lower or "post-bit" in lower or "postbit" in lower)) or "message" in lower or "topic" in lower or "forum" in lower or "thread" in lower or "cooked" in lower
        or "bbcode" in lower or "question" in lower or "answer" in lower or "p-body" in lower
    ) and _FORUM_NAMES.search(lower) is not None  # fmt: skip


def _is_spread(page: Page, found: Found) -> bool:
    """Whether the text found is what several people say: most of it in three or more containers of one name of posts."""
    total = sum(len(block.text) for block in found.blocks)
    said: dict[str, list[int]] = {}
    for node in page.outline.nodes:
        if node.names and node.last > node.first and _is_of_forum(node.names):
            length = sum(len(block.text) for block in found.blocks if node.first <= block.index < node.last)
            said.setdefault(_NUMBER.sub("", node.names), []).append(length)
    return any(
        sum(1 for length in lengths if length > _POST) > 2 and 0.6 * total < sum(lengths) < 1.5 * total
        for lengths in said.values()
    )

"""The headline as printed, without the outlet's name: what h1, JSON-LD, OpenGraph and `<title>` agree on."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from crawler.blocks import Block
from crawler.clean import text
from crawler.page import Page
from crawler.parsers.data import Said, string
from crawler.parsers.evidence import Trail

# White space is taken from its beginning and given back never: runs of it cost linear time.
_PARTS = re.compile(
    r"(?<!\s)\s++[|–—»«·•:/~\\⋆★>-]+\s+|(?:(?<!\s)\s++)?+\|\s*|(?<!\s)\s++-\s*|(?:(?<!\s)\s++)?+::\s*|(?<!\s)\s++⋆$"
)
_HALAMAN = re.compile(r"\s*[-–|]\s*(?:halaman|hal\.?|page)\s+(?:all|\d{1,3})\s*$", re.IGNORECASE)
_MAX = 400
_CUTS = re.compile(r"\s*(?:[|–—»«·•_/]|//|-(?=\S*$)|\s-\s|:\s)\s*")
_LESSER = 1.35  # of 2, see `_alike`: nearly the same words
_HEAD_LINES = 3
_MIN_PIECE, _SHORT = 12, 7
_WORDS = re.compile(r"\w+")
_ELSEWHERE = frozenset(("comments", "related", "teasers", "aside", "nav", "footer", "newsletter", "cookie", "popup"))
_UNSEEN = _ELSEWHERE | {"hidden", "share"}
_HIDDEN = frozenset(("hidden", "popup", "nav"))
_KICKER = re.compile(
    r"(?i)(?:^|[\s_-])(?:kicker|dachzeile|topline|overline|roofline|spitzmarke|eyebrow|supertitle|surtitre|antetitulo|cintillo|title-?header|h1-?small)"
)
_NEVER = frozenset(("comments", "related", "teasers", "hidden"))
_OTHERS = frozenset(("related", "teasers"))
_MOSTLY = 0.5
_SOMEWHAT, _NEARLY, _EXACTLY = 0.5, 1.7, 1.9  # of 2, see `_alike`


class Candidate(msgspec.Struct, frozen=True):
    """One place's word for the headline; the block where it is printed on the page."""

    by: str
    said: str
    weight: float
    block: int | None = None


def read_title(page: Page, data: Said, trail: Trail, first: int | None = None) -> tuple[str | None, int | None]:
    """The headline and the place of its block, with evidence; None where the page names none or prints none.

    `first` is the place of the text's first block: a heading behind it is the text's own, unless it says what the head says.
    """
    candidates = _candidates(page, data)
    if not candidates:
        return None, None
    outlets = _outlets(page, data)
    bare = {c.by: _without_outlet(c.said, outlets, [o.said for o in candidates if o is not c]) for c in candidates}
    known = [said for said in bare.values() if not _is_outlet(said, outlets, _MOSTLY)]
    printed = _printed(page, known, outlets, first)
    if printed:
        title = _without_kicker(page, printed, known)
        trail.found("title", printed.by, printed.said, changed="" if title == printed.said else title)
        return title, printed.block
    best = max(candidates, key=lambda c: _support(bare[c.by], c.weight, bare, candidates))
    title = _piece_on_page(page, bare[best.by])
    trail.found("title", best.by, best.said, changed="" if title == best.said else title)
    return title, _place(page, title)


def _place(page: Page, title: str) -> int | None:
    """Where the headline is printed: a heading before any other line, a link last, and never a hidden copy of it."""
    letters = _letters(title)
    same = [
        block
        for block in page.outline.blocks
        if len(block.text) < _MAX and block.rule not in _UNSEEN and _letters(block.text) == letters
    ]
    return (
        min(same, key=lambda block: (block.kind != "heading", block.link_share > 0.5, block.index)).index
        if same and letters
        else None
    )


class _Headings(msgspec.Struct, frozen=True):
    """What may be the headline, each with how alike it is to what the head says: `h1`, other headings, `h1` in a box."""

    first: list[tuple[float, Block]]
    second: list[tuple[float, Block]]
    boxed: list[tuple[float, Block]]


def _headings(page: Page, words: Sequence[set[str]], outlets: Sequence[str], text_at: int | None) -> _Headings:
    found = _Headings([], [], [])
    deep = len(page.outline.blocks) if text_at is None else text_at + _HEAD_LINES
    for block in page.outline.blocks:
        is_named = _is_headline(block.node.names)
        if (block.kind != "heading" and not is_named) or len(block.text) > _MAX:
            continue
        if block.rule in _NEVER:
            # Where the page's own headline stands in a box of such a name, it says exactly what the head says.
            if block.node.tag == "h1" and block.rule in _OTHERS and block.link_share < _MOSTLY and _alike(_words(block.text), words) > _EXACTLY:  # fmt: skip
                found.boxed.append((2.0, block))
            continue
        is_first, is_boxed, is_linked = block.node.tag == "h1", block.rule in _UNSEEN, block.link_share > 0.8
        if is_boxed and (not is_first or block.link_share > 0.5):
            continue
        if _is_outlet(block.text, outlets, _MOSTLY) or (is_linked and _leads_home(page, block)):
            continue
        alike = _alike(_words(block.text), words) - (0.25 if is_linked else 0.0)
        if is_first:
            (found.boxed if is_boxed else found.first).append((alike, block))
        elif alike > _EXACTLY or block.index <= deep:
            found.second.append((alike + (0.2 if is_named else 0.0), block))
    return found


def _printed(page: Page, said: Sequence[str], outlets: Sequence[str], text_at: int | None) -> Candidate | None:
    """The heading on the page that says what the head says: the printed form wins over what was written for machines."""
    words = [_words(one) for one in said]
    headings = _headings(page, words, outlets, text_at)
    first, second = headings.first, headings.second
    nearest = max(second, key=lambda pair: pair[0], default=None)
    if nearest is None or nearest[0] <= _EXACTLY:
        # Themes set the headline into boxes of every name: the one that says what the head says is it.
        first += [pair for pair in headings.boxed if pair[0] > _EXACTLY or (pair[0] >= _SOMEWHAT and not first)]
    found = max(first, key=lambda pair: pair[0], default=None)
    if found is not None and nearest is not None and found[0] < 1.0 and nearest[0] > _NEARLY:
        # The first is the section's name, or the site's motto.
        found = nearest
    if found is None or (words and found[0] < _least(found[1], len(first), text_at)):
        found = max((*first, *second), key=lambda pair: pair[0], default=None)
        if found is None or found[0] < (_LESSER if words else 9.0):
            # Where `<title>` is the same on every page, the one heading that is named a headline is it.
            called = [pair for pair in second if _is_headline(pair[1].node.names) and pair[1].link_share < 0.5]
            found = called[0] if len(called) == 1 and len(said) <= 1 and max(map(len, words), default=0) <= 3 else None
        if found is None:
            return None
    block = found[1]
    opening = ":·|–- " if "«" in block.text else ":·|–-» "
    said_there = block.text.lstrip(opening).strip()
    return (
        Candidate(block.node.tag if block.kind == "heading" else "headline_class", said_there, 1.0, block.index)
        if said_there
        else None
    )


def _words(said: str) -> set[str]:
    """The words by which titles are compared: single letters (`M&A`, `a`) say nothing, unless there is nothing else."""
    words = set(_WORDS.findall(text.key(said)))
    return {word for word in words if len(word) > 1 or not word.isascii() or word.isdigit()} or words


def _least(block: Block, count: int, text_at: int | None) -> float:
    """How much like the head an `<h1>` must be: a page's one need not repeat it; of several, or inside the text, one must."""
    if text_at is not None and block.index > text_at + _HEAD_LINES:
        return _LESSER
    return 0.2 if count == 1 else 0.5


def _leads_home(page: Page, block: Block) -> bool:
    """Whether a heading is a link to the site's front page: then it is the site's name."""
    anchors = [block.node.element] if block.node.tag == "a" else list(block.node.element.iter("a"))[:3]
    home = {f"{scheme}://{www}{page.host}" for scheme in ("http", "https") for www in ("", "www.")}
    return any((anchor.get("href") or "").rstrip("/") in ("", *home) for anchor in anchors if anchor.get("href"))


def _without_kicker(page: Page, printed: Candidate, said: Sequence[str]) -> str:
    """The headline without a kicker or subtitle that is set inside the same heading, in an element of its own."""
    block = page.outline.blocks[printed.block or 0]
    if (named := _named_kicker(block, printed.said)) is not None:
        return named
    if block.rule in _HIDDEN:
        # What only machines are shown, or a path's last step, may be longer than what readers see.
        return _piece_on_page(page, printed.said)
    if any(_letters(title) == _letters(printed.said) for title in said):
        return printed.said
    inner = [
        own
        for child in list(block.node.element.iter())[1:12]
        if isinstance(child.tag, str) and (own := text.fold("".join(child.itertext())))
    ]
    for title in said:
        if not _MIN_PIECE < len(title) < len(printed.said):
            continue
        head, tail = printed.said[: len(title)], printed.said[-len(title) :]
        for piece, rest in ((head, printed.said[len(title) :]), (tail, printed.said[: -len(title)])):
            if _letters(piece) == _letters(title) and any(
                _letters(own) in (_letters(title), _letters(rest)) for own in inner
            ):
                return piece.strip(" :·|–-")
    return printed.said


def _named_kicker(block: Block, said: str) -> str | None:
    """The headline behind a first element that is named a kicker; None where there is none."""
    first = next((child for child in block.node.element if isinstance(child.tag, str)), None)
    if first is None or (block.node.element.text or "").strip() or not _KICKER.search(first.get("class") or ""):
        return None
    kicker = text.fold("".join(first.itertext()))
    rest = said.removeprefix(kicker).lstrip(" :·|–—-") if kicker else ""
    return rest if len(rest) > _MIN_PIECE and rest != said else None


def _piece_on_page(page: Page, title: str) -> str:
    """As much of a title as a line of the page prints: what a program set behind or before it is the outlet's or the section's."""
    pieces = {
        _letters(piece): piece.strip()
        for match in _CUTS.finditer(title)
        for piece in (title[: match.start()], title[match.end() :])
        if len(_letters(piece)) > _SHORT
    }
    if not pieces:
        return title
    for block in page.outline.blocks:
        is_line = len(block.text) < len(title) and block.rule not in _UNSEEN and block.link_share < 0.5
        if is_line and (letters := _letters(block.text)) in pieces:
            return pieces[letters]
    return title


def _alike(own: set[str], others: Sequence[set[str]]) -> float:
    """From 0 to 2: shared words by all words, and by the shorter one's."""
    best, size = 0.0, len(own)
    for other in others:
        shared = len(own & other)
        if shared:
            least = min(size, len(other))
            alike = shared / (size + len(other) - shared) + (shared / least if least > 1 else 0)
            best = max(best, alike)
    return best


def said_titles(page: Page, data: Said) -> tuple[str, ...]:
    """Every form of the headline on the page: what the body must not repeat."""
    return tuple(c.said for c in _candidates(page, data))


def _candidates(page: Page, data: Said) -> list[Candidate]:
    found: list[Candidate] = []
    for by, said, weight in (
        ("json_ld", string(data.article.get("headline")) or string(data.article.get("name")), 1.0),
        ("og:title", page.said("og:title") or "", 1.05),
        ("twitter:title", page.said("twitter:title") or "", 0.5),
        ("meta_title", page.said("dc.title", "parsely-title", "sailthru.title", "title") or "", 0.4),
        ("title", page.title, 0.7),
    ):
        folded = text.fold(html.unescape(said))[:_MAX]
        if folded and (folded := _HALAMAN.sub("", folded)):
            found.append(Candidate(by, folded, weight))
    return found


@lru_cache(maxsize=5_000)
def _is_headline(names: str) -> bool:
    lower = names.lower()
    return ("title" in lower or "headline" in lower or "judul" in lower) and bool(
        re.search(
            r"(?:^|[\s_-])(?:entry-title|post-title|article-title|story-title|jeg_post_title|read__title|headline|arttitle|judul|judul-?berita|title-?berita|berita-?title)(?:$|\s)",
            names.lower(),
        )
    )


def _outlets(page: Page, data: Said) -> tuple[str, ...]:
    label = page.host.removeprefix("m.").split(".")
    host = (page.host, label[-2] if len(label) > 1 else label[0], label[0])
    return tuple({_letters(name) for name in (*data.outlet_names, *host) if len(name) > 1})


def _letters(said: str) -> str:
    return "".join(filter(str.isalnum, said)).casefold()


def _without_outlet(said: str, outlets: Sequence[str], others: Sequence[str]) -> str:
    """The title without parts that are the outlet's name, or that no other place on the page has."""
    parts = list(_PARTS.finditer(said))
    if not parts:
        return said
    known = {text.key(other) for other in others}
    # Another place has exactly this much of it: then the rest is the outlet's.
    for match in parts:
        for piece in (said[: match.start()], said[match.end() :]):
            if len(piece) > 12 and text.key(piece) in known:
                return piece.strip()
    while parts and _is_outlet(said[parts[-1].end() :], outlets):
        said = said[: parts.pop().start()].strip()
    if parts and _is_outlet(said[: parts[0].start()], outlets) and len(said) - parts[0].end() > 12:
        said = said[parts[0].end() :].strip()
    return said


def _is_outlet(piece: str, outlets: Sequence[str], share: float = 0.0) -> bool:
    """Whether a piece is an outlet's name, or has one in it: more of it than `share`."""
    letters = _letters(piece)
    if not letters:
        return True
    return any(
        letters == outlet
        or (
            len(letters) > 4
            and len(outlet) > 4
            and len(piece) < 45
            and (letters in outlet or (outlet in letters and len(letters) * share < len(outlet)))
        )
        for outlet in outlets
    )


def _support(said: str, weight: float, bare: dict[str, str], candidates: Sequence[Candidate]) -> float:
    key = text.key(said)
    total = weight * 0.35
    for other in candidates:
        theirs = text.key(bare[other.by])
        if theirs == key:
            total += other.weight
        elif theirs and key and (theirs in key or key in theirs):
            total += 0.3 * other.weight
    return total

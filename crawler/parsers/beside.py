"""People that print alone names: a line that says by whom, a name under a label, a name alone in an author's box."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from crawler.blocks import Block
from crawler.clean import signatures
from crawler.page import Page
from crawler.sieve import Found

HERE = frozenset(("meta", "header", "before_text", ""))
LIKE = re.compile(r"author|writer|redakteur|autor(?:$|[\s_-])", re.IGNORECASE)
BYLINE_CLASS = re.compile(
    r"byline|createdby|article-author|info__author|author-article|meta_author|penulis", re.IGNORECASE
)
EDITED = re.compile(r"^\W{0,3}(?:edited|editor|redaktur|penyunting|publisher|photos?|foto)\b", re.IGNORECASE)
NOT_WRITTEN = re.compile(EDITED.pattern + r"|^\W{0,3}(?:reviewed|fact[- ]checked)\b", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:(?:written |published |posted |words |story |text |article |reported |reporting )?by|von|por|par|oleh|door|autor(?:in|en|/in|\(in\)|\*in|:in)?|autor[ea]s|author(?:s|\(s\))?|auteurs?|contributors?|words|text|"
    r"verfasser(?:in)?|redakteur(?:in)?|journalist(?:in)?|reporter|skribent|forfatter|tekst|schrijver|autore|autori)\s?:?",
    re.IGNORECASE,
)
_BY = re.compile(r"\s{0,3}(?:by|von|par|por|door|av|af|oleh)\s", re.IGNORECASE)
_ONE = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2,15}")
_WORDS = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{1,20}(?: [A-ZÀ-Þ]\.)?(?: [A-ZÀ-Þ][\w'’-]{0,20}[a-zà-ÿ]){1,2}")
_BARRED = frozenset(("comments", "related", "teasers", "nav", "popup", "cookie", "newsletter", "hidden"))
# Between headline and text a line may sign in boxes of these names too.
_ALONE = frozenset(("", "meta", "header", "before_text", "aside", "author_box"))
_BOXED = frozenset(("aside", "author_box", "widget", "share", "extra", "promo", "tags", "popup"))
_NEAR, _MOST, _SHORT, _LINES, _LABEL_WORDS = 8, 12, 40, 5, 4
PATTERNS = {
    "like": LIKE,
    "byline_class": BYLINE_CLASS,
    "edited": EDITED,
    "not_written": NOT_WRITTEN,
    "label": _LABEL,
    "by": _BY,
    "one": _ONE,
    "words": _WORDS,
}


def signed(page: Page, found: Found, headline: int | None) -> list[str]:
    """The line at the headline that says by whom: what is printed there outdoes what an account is called."""
    if headline is None or not found.blocks:
        return []
    first = max(found.blocks[0].index, headline + 1)
    for block in page.outline.blocks[headline + 1 : min(first + _LINES, headline + 3 * _NEAR)]:
        is_here = block.rule in HERE or (block.index < first and block.rule in _BOXED)
        if is_here and len(block.text) < 90 and _is_signature(block.text):
            names = signatures.names_of(block.text)
            if names and (all(map(signatures.is_full_name, names)) or all(map(signatures.is_group, names))):
                return [block.text]
            if len(names) == 1 and block.rule in ("meta", "header") and _ONE.fullmatch(names[0]):
                return names
    return []


def _is_signature(line: str) -> bool:
    return bool(signatures.LEAD.match(line) or signatures.GLUED.match(line)) and not NOT_WRITTEN.match(line)


def names_at(page: Page, headline: int | None, known: str) -> list[str]:
    """Lines at the headline that are nothing but full names, two or more, one of them `known`."""
    if headline is None:
        return []
    near = page.outline.blocks[headline + 1 : headline + 1 + _LINES]
    return [
        block.text
        for block in near
        if block.rule in HERE
        and len(known) < len(block.text) < 150
        and known.casefold() in block.text.casefold()
        and len(names := signatures.names_of(block.text)) > 1
        and all(map(signatures.is_whole_name, names))
    ]


def is_byline(line: str) -> bool:
    """Whether what follows a byline's word is a name: `By Jane Roe`, `von Jane`, and not `Author spotlight`."""
    names = signatures.names_of(line)
    return bool(names) and (
        all(map(signatures.is_whole_name, names))
        or (bool(_BY.match(line)) and names[0][:1].isupper() and not any(map(signatures.JOINED.search, names)))
    )


def labelled(page: Page, found: Found, headline: int | None) -> list[str]:
    """Names that stand under a word for their role, each in a line of its own."""
    if not found.blocks:
        return []
    blocks = page.outline.blocks
    start = max((headline if headline is not None else found.blocks[0].index) - _NEAR, 0)
    for at, block in enumerate(blocks[start : found.blocks[-1].index + 3 * _NEAR], start):
        if len(block.text) > 20 or block.rule in _BARRED or not _LABEL.fullmatch(block.text):
            continue
        names = _run(blocks[at + 1 : at + 1 + _MOST])
        if names:
            return names
    return []


def _run(blocks: Sequence[Block]) -> list[str]:
    """The full names that stand one below the other, up to the first line that is none."""
    found: list[str] = []
    for block in blocks:
        names = signatures.names_of(block.text) if len(block.text) < 90 and block.rule not in _BARRED else []
        if not names or not all(map(signatures.is_whole_name, names)) or signatures.ROLE.search(block.text):
            break
        found.append(block.text)
    return found


def boxes(page: Page, found: Found, headline: int | None) -> Iterator[tuple[str, list[str]]]:
    """A full name that stands alone in a box named as an author's: at the headline, or just below the text."""
    if not found.blocks:
        return
    blocks = page.outline.blocks
    first, last = found.blocks[0].index, found.blocks[-1].index
    near: Sequence[Block] = ()
    if headline is not None:
        near = blocks[max(headline - 2, 0) : min(headline + _NEAR, max(first, headline + 1) + 2)]
    for place in (near, blocks[last + 1 : last + 2 * _NEAR]):
        boxed = (block for block in place if _is_author_box(block))
        yield "author_box", _alone(b for b in boxed if not NOT_WRITTEN.match(blocks[max(b.index - 1, 0)].text[:_SHORT]))
    lines = (block.text for block in near if block.rule in HERE and len(block.text) < 90)
    yield "beside_date", [name for line in lines if (name := signatures.beside_date(line))][:1]


def unlabelled(page: Page, headline: int | None) -> list[str]:
    """A full name that stands alone and is no link, right under the headline or under its one long line."""
    if headline is None:
        return []
    blocks = page.outline.blocks
    below = blocks[headline + 1 : headline + 3]
    if below and len(below[0].text.split()) > _LABEL_WORDS:
        below = below[1:]
    if not below or not _is_name_alone(below[0]):
        return []
    # A name's words stand nowhere in small letters; those of a button or a rubric do.
    words = below[0].text.split()
    title = set(blocks[headline].text.lower().split())
    text = " ".join(block.text for block in blocks[:400])
    is_name = title.isdisjoint(word.lower() for word in words) and not any(
        re.search(rf"\b{re.escape(word.lower())}\b", text) for word in words
    )
    return [below[0].text] if is_name else []


def _is_name_alone(block: Block) -> bool:
    return (
        len(block.text) < _SHORT
        and block.kind == "text"
        and block.link_share < (0.5 if block.rule else 0.01)
        and block.rule in _ALONE
        and bool(_WORDS.fullmatch(block.text))
        and signatures.is_whole_name(block.text)
    )


def _is_author_box(block: Block) -> bool:
    around = f"{block.node.names} {block.node.parent.names if block.node.parent else ''}"
    return block.rule in ("author_box", "meta", "header") and bool(LIKE.search(around) or BYLINE_CLASS.search(around))


def _alone(blocks: Iterable[Block]) -> list[str]:
    for block in blocks:
        names = signatures.names_of(block.text) if len(block.text) < 70 else []
        if names and all(map(signatures.is_whole_name, names)):
            return [block.text]
    return []

"""One linear pass over a page's bytes before any tree is built: scripts, styles and comments out, traps found. Pure.

lxml drops what follows `</html>`, cuts past 256 (or 2,048) levels, and needs quadratic time for a flood of attributes;
a script's text is never an article's. So the tree is built of what is left, and what is suspicious is said.
"""

from __future__ import annotations

import re

import msgspec

MAX_BYTES = 12 * 2**20
MAX_ATTRIBUTES = 1_000
# Of any case, spelled out: a copy of the page in small letters is dearer, and so is IGNORECASE.
_RAW = re.compile(
    rb"<(?:!--|[sS](?:[cC][rR][iI][pP][tT]|[tT][yY][lL][eE])\b|/(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])\s*>|[pP][lL][aA][iI][nN][tT][eE][xX][tT]\b)"
)
# The look ahead keeps the first letter alone, which is sought faster than two.
_CLOSES = {
    b"<script": re.compile(rb"<(?=/)/[sS][cC][rR][iI][pP][tT]"), b"<style": re.compile(rb"<(?=/)/[sS][tT][yY][lL][eE]"),
}  # fmt: skip
_TYPE = re.compile(rb"type\s*=\s*[\"']?\s*([\w/+.-]{1,60})", re.IGNORECASE)
_ID = re.compile(rb"\bid\s*=\s*[\"']?\s*([\w.-]{1,60})", re.IGNORECASE)
# One tag with its quoted values; possessive, so that a failed match is never tried another way.
_TAG = re.compile(rb"<[a-zA-Z](?:[^>\"']++|\"[^\"]*+\"|'[^']*+'|[\"'])*+>?")
_VALUES = re.compile(rb"\"[^\"]*+\"|'[^']*+'")
_NAMES = re.compile(rb"[\s\"'/][^\s\"'<>/=]")
_OPENED = re.compile(rb"<[a-zA-Z]")
_QUOTED_END = re.compile(rb">[\"']")
_LONG_TAG = 16_000
_MANY_QUOTED = 400


class Markup(msgspec.Struct, frozen=True):
    """A page without its scripts; the data blocks that scripts carried; and what was suspicious."""

    html: bytes
    json_ld: tuple[bytes, ...] = ()
    embedded: tuple[tuple[str, bytes], ...] = ()
    flags: tuple[str, ...] = ()
    opened: int = 0

    @property
    def is_flooded(self) -> bool:
        """Whether a tree builder with quadratic attributes must not see it."""
        return "attribute_flood" in self.flags


def scan(body: bytes) -> Markup:
    """What is to be parsed, in time linear in the page's length."""
    flags: list[str] = []
    if len(body) > MAX_BYTES:
        body, flags = body[:MAX_BYTES], ["truncated", "oversize"]
    if b"\x00" in body:
        body = body.replace(b"\x00", b"")
        flags.append("nul")
    kept, json_ld, embedded = _strip(body, flags)
    if _is_flooded(kept):
        flags.append("attribute_flood")
    opened = len(_OPENED.findall(kept))
    return Markup(kept, tuple(json_ld), tuple(embedded), tuple(dict.fromkeys(flags)), opened)


def _strip(body: bytes, flags: list[str]) -> tuple[bytes, list[bytes], list[tuple[str, bytes]]]:
    parts: list[bytes] = []
    json_ld: list[bytes] = []
    embedded: list[tuple[str, bytes]] = []
    at, dead = 0, set[bytes]()
    for match in _RAW.finditer(body):
        start = match.start()
        if start < at:
            continue
        word = match.group().lower()
        if word[1:2] == b"/" or word == b"<plaintext":
            parts.append(body[at:start])
            at = match.end() if word[1:2] == b"/" else start + 10
            if word != b"<plaintext" and "after_end" not in flags and b"<p" in body[at : at + 4000].lower():
                flags.append("after_end")
            continue
        closing, skip = (b"-->", 4) if word == b"<!--" else (b"</" + word[1:], len(word))
        if word == b"<!--" and body[start + 4 : start + 5] == b">":
            end = start + 4
            closing = b">"
        else:
            end = -1 if closing in dead else _end(body, word, start)
        if end < 0:
            # Browsers hide everything after an opening that never closes; here it is kept, and said.
            dead.add(closing)
            parts.append(body[at:start])
            at = start + skip
            flags += ["truncated", "unclosed_" + ("comment" if word == b"<!--" else word[1:].decode())]
            continue
        parts.append(body[at:start])
        if word == b"<script":
            _collect(body, start, end, json_ld, embedded)
        at = end + len(closing)
        if word != b"<!--":
            close = body.find(b">", at, at + 200)
            at = close + 1 if close >= 0 else at
            parts.append(b" ")
    parts.append(body[at:])
    return b"".join(parts), json_ld, embedded


def _end(body: bytes, word: bytes, start: int) -> int:
    """Where that begins which closes what begins with the word; less than nothing where nothing does."""
    if word == b"<!--":
        return body.find(b"-->", start + 2)
    closes = _CLOSES[word].search(body, start + len(word))
    return closes.start() if closes else -1


def _collect(body: bytes, start: int, end: int, json_ld: list[bytes], embedded: list[tuple[str, bytes]]) -> None:
    head_end = body.find(b">", start, end)
    if head_end < 0:
        return
    head = body[start:head_end]
    kind = _TYPE.search(head)
    if not kind or b"json" not in kind[1].lower():
        return
    content = body[head_end + 1 : end]
    if b"ld+json" in kind[1].lower():
        if len(json_ld) < 40:
            json_ld.append(content)
    elif len(embedded) < 40 and (name := _ID.search(head)):
        embedded.append((name[1].decode("ascii", "replace"), content))


def _is_flooded(html: bytes) -> bool:
    """Whether a tag has more than a thousand attributes. Two cheap signs decide whether tags are counted at all."""
    if not _has_long_tag(html) and len(_QUOTED_END.findall(html)) < _MANY_QUOTED:
        return False
    return any(
        len(_NAMES.findall(_VALUES.sub(b"", tag.group()))) > MAX_ATTRIBUTES
        for tag in _TAG.finditer(html)
        if tag.end() - tag.start() > 3_000
    )


def _has_long_tag(html: bytes) -> bool:
    # Where a tag begins in every stretch of half that length, none is so long: one page of ninety goes further.
    stretch = _LONG_TAG // 2
    if all(html.find(b"<", at, at + stretch) >= 0 for at in range(0, len(html) - stretch, stretch)):
        return False
    return any(
        len(piece) > _LONG_TAG and piece[:1].isalpha() and not -1 < piece.find(b">") < _LONG_TAG
        for piece in html.split(b"<")
    )

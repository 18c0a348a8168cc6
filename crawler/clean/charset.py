"""Bytes to text, by what the bytes are before what anybody says of them. Pure.

BOM, then a wide encoding that shows itself, then valid UTF-8, then what header and meta say, then cp1252.
"""

from __future__ import annotations

import codecs
import re

import msgspec

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w:.()-]{2,40})", re.IGNORECASE)
_META_SPAN = 205
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.()-]{2,40})")
_XML = re.compile(rb"^\s{0,100}<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w:.()-]{2,40})")
_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\(J|\$\(D)")

# What browsers take the labels for.
_MEANT = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso8859-1": "cp1252", "windows-1252": "cp1252", "iso-8859-9": "cp1254", "latin5": "cp1254",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932",
    "x-sjis": "cp932", "sjis": "cp932", "windows-31j": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "tis-620": "cp874", "iso-8859-11": "cp874", "windows-874": "cp874", "big5": "big5hkscs", "x-x-big5": "big5hkscs",
    "unicode": "utf-16-le", "utf-16": "utf-16-le", "utf8": "utf-8", "x-cp1251": "cp1251", "win-1251": "cp1251",
}  # fmt: skip
_MANY_BYTES = frozenset(("gb18030", "cp932", "cp949", "big5hkscs", "euc_jp", "euc-jp", "iso-2022-jp", "johab"))


class Decoded(msgspec.Struct, frozen=True):
    """A page's text as UTF-8, the encoding that it had, and what is doubtful about that."""

    utf8: bytes
    encoding: str
    flags: tuple[str, ...] = ()


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """The body as UTF-8; never raises."""
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return _by(body[len(bom) :], encoding)
    labels = _labels(body, content_type)
    if wide := _wide(body):
        return _by(body, wide)
    if b"\x1b" in body[:20_000] and _ESCAPES.search(body, 0, 20_000) and "iso-2022-jp" in labels:
        return _by(body, "iso-2022-jp")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(body, labels)
    said = next(iter(labels), "utf-8")
    return Decoded(body, "utf-8", () if said == "utf-8" or body.isascii() else ("charset_lie",))


def _labels(body: bytes, content_type: str | None) -> tuple[str, ...]:
    found = []
    if content_type and (match := _HEADER.search(content_type[:500])):
        found.append(match[1])
    head = body[:4096].lower()
    for said in (_XML.search(head) if b"<?xml" in head else None, _said_by_meta(head)):
        if said is not None:
            found.append(said[1].decode("ascii", "replace"))
    return tuple(encoding for label in found if (encoding := _known(label)))


def _said_by_meta(head: bytes) -> re.Match[bytes] | None:
    """The first `<meta>` that names one. The word is rarer than the tag."""
    at = head.find(b"charset")
    while at >= 0:
        start = head.rfind(b"<meta", max(at - _META_SPAN, 0), at)
        if start >= 0 and (said := _META.match(head, start)):
            return said
        at = head.find(b"charset", at + 1)
    return None


def _known(label: str) -> str | None:
    label = label.strip().lower()
    label = _MEANT.get(label, label)
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # Python also has codecs that are no text encodings (zip, rot13, idna, unicode_escape …).
    is_text = getattr(info, "_is_text_encoding", True)
    return (
        label
        if is_text and not info.name.startswith(("idna", "punycode", "unicode", "raw", "undefined", "utf-7", "utf_7"))
        else None
    )


def _wide(body: bytes) -> str | None:
    head = body[:2000]
    if len(head) < 8 or head.count(0) < len(head) // 4:
        return None
    odd, even = head[1::2].count(0), head[::2].count(0)
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else None


def _legacy(body: bytes, labels: tuple[str, ...]) -> Decoded:
    if damaged := _damaged_utf8(body):
        return damaged
    named = [label for label in dict.fromkeys(labels) if label not in ("utf-8", "utf-16-le")]
    # A many-byte encoding that fits every byte is no accident; a one-byte one always fits.
    for label in sorted(named, key=lambda name: name not in _MANY_BYTES):
        try:
            return Decoded(body.decode(label).encode("utf-8", "replace"), label)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    if many := next((label for label in named if label in _MANY_BYTES), None):
        return _by(body, many)
    return _by(body, next(iter(named), "cp1252"), () if labels else ("charset_guessed",))


def _damaged_utf8(body: bytes) -> Decoded | None:
    """Mostly UTF-8, with a few bytes broken: cut in the middle of a character, or a box in another encoding."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    right = len(text) - len(text.encode("ascii", "ignore")) - broken
    return Decoded(text.encode("utf-8"), "utf-8", ("broken_bytes",)) if right >= 4 * broken else None


def _by(body: bytes, encoding: str, flags: tuple[str, ...] = ()) -> Decoded:
    # The five bytes that cp1252 leaves undefined are controls in browsers; all else that fits nothing is U+FFFD.
    text = body.decode(encoding, "replace")
    return Decoded(text.encode("utf-8", "replace"), encoding, (*flags, "broken_bytes") if "\ufffd" in text else flags)

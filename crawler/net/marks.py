"""Does a publisher ask that no copy be kept? Pure; a bounded, linear scan of what is on the wire."""

from __future__ import annotations

import re
import zlib

HEAD_BYTES = 65_536
# As many codings are taken off as any honest server lays on, and one more.
_MAX_CODINGS = 3

_META = re.compile(rb"<meta\b[^>]{0,400}>", re.IGNORECASE)
_ROBOTS = re.compile(rb"""\bname\s{0,9}=\s{0,9}["']?(?:robots|kliping)\b""", re.IGNORECASE)
_DIRECTIVES_WITH_VALUE = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")


def is_noarchive(headers: tuple[tuple[str, str], ...], body: bytes) -> bool:
    """Whether X-Robots-Tag, or a robots meta in the first 64 KiB, says noarchive to everybody or to us."""
    codings: list[str] = []
    for name, value in headers:
        if name.lower() == "x-robots-tag" and _is_told_noarchive(value.lower()):
            return True
        if name.lower() == "content-encoding":
            codings += [coding.strip().lower() for coding in value.split(",")]
    # UTF-16 is ASCII with zeros between, for this purpose.
    head = unpacked(body, codings).replace(b"\0", b"")
    if b"noarchive" not in head.lower():
        return False
    return any(_ROBOTS.search(tag) and b"noarchive" in tag.lower() for tag in _META.findall(_uncommented(head)))


def _is_told_noarchive(value: str) -> bool:
    """`noarchive`, `kliping: noarchive`; what is told to another by name (`otherbot: noarchive`) is not told to us."""
    agent, colon, rest = value.partition(":")
    if colon and agent.strip() not in _DIRECTIVES_WITH_VALUE and "," not in agent:
        return agent.strip() in ("kliping", "*") and "noarchive" in rest
    return "noarchive" in value


def _uncommented(head: bytes) -> bytes:
    first, *rest = head.split(b"<!--")
    return first + b" ".join(part.partition(b"-->")[2] for part in rest)


def unpacked(body: bytes, codings: list[str]) -> bytes:
    """The first 64 KiB, decoded from gzip, deflate, br or zstd one over another; what does not decode has none."""
    head = body
    try:
        for coding in reversed(codings[-_MAX_CODINGS:]):
            head = _one_off(head, coding)
    except Exception:  # noqa: BLE001 - four libraries' errors; a body that does not decode has no readable mark
        return b""
    return head[:HEAD_BYTES]


def _one_off(body: bytes, coding: str) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return zlib.decompressobj(31).decompress(body, HEAD_BYTES)
    if coding == "deflate":
        try:
            return zlib.decompressobj().decompress(body, HEAD_BYTES)
        except zlib.error:
            return zlib.decompressobj(-15).decompress(body, HEAD_BYTES)
    if coding == "br":
        import brotli

        return bytes(brotli.Decompressor().process(body[:HEAD_BYTES], output_buffer_limit=HEAD_BYTES))
    if coding == "zstd":
        try:
            from compression import zstd  # type: ignore[import-not-found, unused-ignore]
        except ImportError:
            from backports import zstd

        return bytes(zstd.ZstdDecompressor().decompress(body, HEAD_BYTES))
    return body

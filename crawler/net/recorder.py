"""The recorder, the innermost downloader middleware: what came is in the WARC before anyone reads it.

Pages, robots, redirects, errors, and failures to get any answer. Only a bounded linear scan for `noarchive` comes
first: then headers and digests alone are written.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import zlib
from datetime import datetime
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from archive.errors import ArchiveFull
from archive.records import Exchange

HEAD_BYTES = 65_536

_META = re.compile(rb"<meta\b[^>]{0,400}>", re.IGNORECASE)
_ROBOTS = re.compile(rb"""\bname\s{0,9}=\s{0,9}["']?(?:robots|kliping)\b""", re.IGNORECASE)
_NEVER_SENT = frozenset({"cookie", "authorization", "proxy-authorization", "referer"})


class Recorder:
    """Hands every exchange to the archive and leaves its place on the request's meta."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Recorder:
        """Scrapy's constructor."""
        recorder = cls(crawler)
        crawler.signals.connect(recorder.sent, signals.request_reached_downloader)
        return recorder

    def sent(self, request: Request) -> None:
        """The request leaves now: this is the look's instant."""
        request.meta["kliping_at"] = self._now()

    async def process_response(self, request: Request, response: Response) -> Response:
        """Record what came, as on the wire less chunking."""
        names = response.headers.items()
        headers = tuple((n.decode("latin-1"), v.decode("latin-1")) for n, values in names for v in values)
        withheld = is_noarchive(headers, response.body)
        exchange = self._exchange(
            request,
            status=response.status,
            reason=_reason(response.status),
            response_headers=headers,
            body=response.body,
            ip=str(response.ip_address) if response.ip_address else None,
            truncated="disconnect" if "dataloss" in response.flags else None,
            withheld=withheld,
        )
        request.meta["kliping_payload_digest"] = hashlib.sha256(response.body).hexdigest()
        request.meta["kliping_withheld"] = withheld
        await self._record(request, exchange)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Record that no answer came, and why."""
        if not isinstance(exception, IgnoreRequest) and "kliping_at" in request.meta:
            await self._record(request, self._exchange(request, error=f"{type(exception).__name__}: {exception}"[:500]))

    async def _record(self, request: Request, exchange: Exchange) -> None:
        archive = self._crawler.spider.door.desk.archive  # type: ignore[union-attr]
        try:
            request.meta["kliping_place"] = await asyncio.wrap_future(archive.record(exchange))
        except ArchiveFull as error:
            self._crawler.spider.door.desk.fill_up()  # type: ignore[union-attr]
            raise IgnoreRequest("no space left") from error

    def _exchange(self, request: Request, **came: Any) -> Exchange:
        sent = tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in request.headers.items()
            for value in values
            if name.decode("latin-1").lower() not in _NEVER_SENT
        )
        return Exchange(
            url=request.url,
            at=request.meta.get("kliping_at") or self._now(),
            site=request.meta.get("kliping_site", ""),
            purpose=request.meta.get("kliping_purpose", "page"),
            run=request.meta.get("kliping_run"),
            method=request.method,
            request_headers=sent,
            **came,
        )

    def _now(self) -> datetime:
        now: datetime = self._crawler.spider.door.desk.clock()  # type: ignore[union-attr]
        return now


def is_noarchive(headers: tuple[tuple[str, str], ...], body: bytes) -> bool:
    """Whether the publisher asks that no copy be kept: X-Robots-Tag, or a robots meta in the first 64 KiB."""
    coding = ""
    for name, value in headers:
        if name.lower() == "x-robots-tag" and "noarchive" in value.lower():
            return True
        if name.lower() == "content-encoding":
            coding = value.strip().lower()
    head = _head(body, coding)
    if b"noarchive" not in head.lower():
        return False
    return any(_ROBOTS.search(tag) and b"noarchive" in tag.lower() for tag in _META.findall(head))


def _head(body: bytes, coding: str) -> bytes:
    """The first 64 KiB, decoded from gzip, deflate, br or zstd; what cannot be decoded has no head."""
    try:
        if coding in ("gzip", "x-gzip", "deflate"):
            return zlib.decompressobj(47).decompress(body, HEAD_BYTES)
        if coding == "br":
            import brotli

            return bytes(brotli.Decompressor().process(body[:HEAD_BYTES], output_buffer_limit=HEAD_BYTES))[:HEAD_BYTES]
        if coding == "zstd":
            from backports import zstd

            return bytes(zstd.ZstdDecompressor().decompress(body, HEAD_BYTES))
    except Exception:  # noqa: BLE001 - four libraries' errors; a body that does not decode has no readable mark
        return b""
    return body[:HEAD_BYTES]


def _reason(status: int) -> str:
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""

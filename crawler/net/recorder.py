"""The recorder, the innermost downloader middleware: what came is in the WARC before anyone reads it.

Pages, robots, redirects, errors, and failures to get any answer. Only a bounded linear scan for `noarchive` comes
first: then headers and digests alone are written.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import Response

from archive.errors import ArchiveFull
from archive.known import Exchange
from crawler.net.door import door_of
from crawler.net.marks import is_noarchive

_NEVER_SENT = frozenset({"cookie", "authorization", "proxy-authorization", "referer"})
MAX_ERROR = 500


class Recorder:
    """Hands every exchange to the archive and leaves on the request's meta what the door needs of it.

    `kliping_at` (set by the connecting handler as the request leaves), `kliping_place`, and of what came
    `kliping_status`, `kliping_payload_digest`, `kliping_is_coded` (its body is yet to be unpacked) and `kliping_withheld`, also where nobody is let read it. From the request
    come `kliping_purpose`, `kliping_site` and `kliping_run`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Recorder:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Take away what would identify somebody, whoever put it there."""
        for name in _NEVER_SENT:
            request.headers.pop(name, None)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Record what came, as on the wire less chunking. A body that broke off is recorded, and read by nobody."""
        headers = _pairs(response.headers)
        site = door_of(self._crawler).site
        withheld = site.keep_despite is None and is_noarchive(headers, response.body)
        is_torn = "dataloss" in response.flags
        exchange = self._exchange(
            request,
            status=response.status,
            reason=_reason(response.status),
            response_headers=headers,
            body=response.body,
            ip=str(response.ip_address) if response.ip_address else None,
            truncated="disconnect" if is_torn else None,
            withheld=withheld,
        )
        request.meta["kliping_status"] = response.status
        request.meta["kliping_payload_digest"] = exchange.payload_digest
        request.meta["kliping_withheld"] = withheld
        request.meta["kliping_is_coded"] = "Content-Encoding" in response.headers
        await self._record(request, exchange)
        if is_torn:
            raise ResponseDataLossError(f"the body broke off after {len(response.body)} bytes")
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Record that no answer came, and why. What was never asked is not an exchange."""
        if not isinstance(exception, IgnoreRequest) and "kliping_at" in request.meta:
            error = f"{type(exception).__name__}: {exception}"[:MAX_ERROR]
            await self._record(request, self._exchange(request, error=error))

    async def _record(self, request: Request, exchange: Exchange) -> None:
        archive = door_of(self._crawler).desk.archive
        try:
            # Shielded: whoever is cancelled while waiting must not take the record back from the writer.
            request.meta["kliping_place"] = await asyncio.shield(asyncio.wrap_future(archive.record(exchange)))
        except ArchiveFull as error:
            door_of(self._crawler).desk.fill_up()
            if self._closing is None:
                closing = self._crawler.engine.close_spider_async(reason="archive_full")
                self._closing = asyncio.ensure_future(closing)
            # Without its record it did not happen: the door must not keep what the WARC does not hold.
            request.meta.pop("kliping_at", None)
            raise IgnoreRequest("archive_full") from error

    def _exchange(self, request: Request, **came: Any) -> Exchange:
        return Exchange(
            url=request.url,
            at=request.meta["kliping_at"],
            site=request.meta.get("kliping_site", ""),
            purpose=request.meta.get("kliping_purpose", "page"),
            run=request.meta.get("kliping_run"),
            method=request.method,
            request_headers=_pairs(request.headers),
            **came,
        )


def _pairs(headers: Any) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values
    )


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""

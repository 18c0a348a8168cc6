"""What Scrapy brings, in the archive's nouns: a response as the look that it is, and as the page that a child reads."""

from __future__ import annotations

import hashlib
from typing import Literal
from urllib.parse import urljoin

import msgspec
from scrapy import Request
from scrapy.http import Response

from archive.address import address
from archive.facts import Capture
from archive.known import KnownAddress
from crawler.raw_page import RawPage
from crawler.site import Site

Purpose = Literal["page", "part", "source", "robots", "probe"]
REDIRECTS = frozenset({301, 302, 303, 307, 308})


def raw_page(response: Response, *, is_released: bool = False) -> RawPage:
    """What came, as it travels to the process that reads it."""
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return RawPage(
        url=response.url,
        body=response.body,
        fetched_at=response.meta.get("kliping_at"),
        status=response.status,
        content_type=header(response, "Content-Type"),
        headers=headers,
        released=is_released,
    )


def capture_of(response: Response, site: Site, purpose: Purpose, run: str) -> Capture:
    """The look that this response is; the recorder has left on `meta` where its bytes are, and since when."""
    meta = response.meta
    target = header(response, "Location") if response.status in REDIRECTS else None
    return Capture(
        url=response.url,
        address=address(response.url, site.rules).url,
        site=site.name,
        purpose=purpose,
        at=meta["kliping_at"],
        run=run or None,
        status=response.status,
        content_type=header(response, "Content-Type"),
        etag=header(response, "ETag"),
        last_modified=header(response, "Last-Modified"),
        payload_digest=meta.get("kliping_payload_digest"),
        body_digest=_body_digest(response),
        body_size=len(response.body),
        redirect_to=urljoin(response.url, target)[:2000] if target else None,
        withheld=bool(meta.get("kliping_withheld")),
        flags=tuple(response.flags),
        warc=meta.get("kliping_place"),
    )


def _body_digest(response: Response) -> str:
    """The digest of the body as it is read; where it came in no coding that is the payload's, which is known."""
    known = response.meta.get("kliping_payload_digest")
    is_plain = response.meta.get("kliping_is_coded") is False
    return known if known and is_plain else hashlib.sha256(response.body).hexdigest()


def failed_capture(request: Request, site: Site, purpose: Purpose, run: str, why: str) -> Capture:
    """The look that brought no answer, or none that anybody may read."""
    meta = request.meta
    return Capture(
        url=request.url, address=address(request.url, site.rules).url, site=site.name, purpose=purpose,
        at=meta["kliping_at"], run=run or None, error=why[:300], warc=meta.get("kliping_place"),
        status=meta.get("kliping_status"), payload_digest=meta.get("kliping_payload_digest"),
        withheld=bool(meta.get("kliping_withheld")),
    )  # fmt: skip


def capture_same(capture: Capture, known: KnownAddress) -> Capture:
    """The same look, saying that it brought what the last one brought."""
    return msgspec.structs.replace(capture, same_as=known.capture)


def header(response: Response, name: str) -> str | None:
    """A header's first value, as long as a row may hold; None where there is none."""
    value = response.headers.get(name)
    return value.decode("latin-1")[:500] if value else None

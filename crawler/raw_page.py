"""What was fetched, as a value: it needs no parser, so that who only carries it loads none."""

from __future__ import annotations

from datetime import datetime

import msgspec

from archive.facts import Capture


class RawPage(msgspec.Struct, frozen=True, kw_only=True):
    """What was fetched, as it travels to the process that reads it. `body` is decoded from its content coding.

    `released`: a person has decided that it is an article, whatever the spam gate says. `anyway`: somebody wants to see
    what would be read of it if it were an article, whatever it is.
    """

    url: str
    body: bytes
    fetched_at: datetime | None = None
    status: int = 200
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    released: bool = False
    anyway: bool = False

    @classmethod
    def of(cls, capture: Capture, body: bytes, *, is_released: bool = False) -> RawPage:
        """The page that a look brought. Its headers are left in the WARC: nothing but marks of rights is read in them."""
        return cls(
            url=capture.url, body=body, fetched_at=capture.at, status=capture.status or 200,
            content_type=capture.content_type, released=is_released,
        )  # fmt: skip

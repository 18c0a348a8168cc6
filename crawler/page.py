"""A page: fetched bytes with their address, headers and time. What is costly is computed once, when first asked for."""

from __future__ import annotations

from datetime import datetime

import msgspec


class RawPage(msgspec.Struct, frozen=True, kw_only=True):
    """What was fetched, as it travels to the process that reads it. `body` is decoded from its content coding."""

    url: str
    body: bytes
    fetched_at: datetime | None = None
    status: int = 200
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()

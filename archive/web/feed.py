"""A question's answers as an Atom feed (RFC 4287): one entry an article, its id the article's. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from archive.messages import say
from archive.search import Hit
from archive.web.asked import Ask, Reply
from archive.web.rendering import environment


def atom(ask: Ask, typed: str, hits: Sequence[Hit]) -> Reply:
    """The feed. An entry's instant is the archive's first look at the article: what is new here is new to readers."""
    updated = max((hit.first_seen for hit in hits), default="1970-01-01T00:00:00.000Z")
    body = environment().get_template("feed.atom").render(
        ask=ask, title=f"Kliping: {typed}" if typed else say("Kliping"), hits=hits, updated=updated
    )  # fmt: skip
    return Reply(body=body, kind="application/atom+xml; charset=utf-8")

"""What the owner writes into the archive from the room: notes and collections, each an Act, kept through Archive."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import unquote

from archive import decisions
from archive.facts import Act
from archive.messages import say
from archive.store import Archive
from archive.web import asking
from archive.web.asked import MAX_TYPED, Ask, NotThere, Reply
from archive.web.asking import Clipping
from archive.web.rendering import page
from archive.web.tables import Table, as_format, table_of

_MAX_NAME = 120


def keep_note(ask: Ask, typed: dict[str, str]) -> Reply:
    """A note on an article."""
    text = typed.get("note", "").strip()[: MAX_TYPED * 5]
    if text:
        _keep(ask, "note", text, {})
    return _back(ask, "notes")


def keep_collection(ask: Ask, typed: dict[str, str]) -> Reply:
    """An article goes into a collection, or out of it."""
    name = " ".join(typed.get("name", "").split())[:_MAX_NAME]
    if name:
        _keep(ask, "collection", "", {"name": name} | ({"out": True} if typed.get("holds") == "no" else {}))
    return _back(ask, "collections")


def collections(ask: Ask) -> Reply:
    """The owner's collections."""
    _owners(ask)
    held = decisions.collections(ask.connection)
    if ask.format != "html":
        rows = tuple({"name": name, "articles": len(articles)} for name, articles in held.items())
        return as_format(ask, Table(name="collections", columns=("name", "articles"), rows=rows, total=len(rows)))
    return page(ask, "collections.html", collections=held)


def collection(ask: Ask) -> Reply:
    """One collection, its articles in the order in which they were put there."""
    _owners(ask)
    every = decisions.collections(ask.connection)
    name = unquote(ask.parts["name"])
    whole = name if ask.format == "html" else f"{name}.{ask.format}"
    # A name may end like a format.
    held = every.get(whole, every.get(name))
    if held is None:
        raise NotThere(say("there is no such collection"))
    rows = asking.named(ask.connection, list(held[-500:]))
    if ask.format != "html" and whole not in every:
        return as_format(ask, table_of("collection", Clipping, rows, len(rows)))
    return page(ask, "collection.html", name=whole if whole in every else name, rows=rows)


def _owners(ask: Ask) -> None:
    if ask.room.is_public:
        raise NotThere("")


def _keep(ask: Ask, kind: Literal["note", "collection"], reason: str, detail: dict[str, Any]) -> None:
    """The act, committed when this returns."""
    if ask.room.folder is None:
        raise NotThere("")
    subject = ask.parts["article"]
    if ask.connection.execute("SELECT 1 FROM article WHERE id = ?", (subject,)).fetchone() is None:
        raise NotThere(say("nothing was read of {article}", article=subject[:12]))
    with Archive.open(ask.room.folder) as archive:
        act = Act(kind=kind, subject=subject, at=datetime.now(UTC), by=getpass.getuser(), reason=reason, detail=detail)
        archive.keep([act]).result()


def _back(ask: Ask, anchor: str) -> Reply:
    location = f"/article/{ask.parts['article']}#{anchor}"
    return Reply(body="", status=303, headers={"location": location})

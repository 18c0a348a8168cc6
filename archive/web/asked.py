"""One request as the room understands it, and what the room answers: plain values, so that a page is a function."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

# A question that is longer than this is no question.
MAX_TYPED = 2_000
MAX_PAGE = 5_000
ROWS = 25
FORMATS = {"json": "application/json; charset=utf-8", "csv": "text/csv; charset=utf-8"}
_WHOLE = re.compile(r"\d{1,6}", re.ASCII)


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """What is opened, and for whom: the owner sees an archive.db whole, the public a published copy."""

    database: str
    folder: Path | None
    file: Path | None = None
    is_public: bool
    hosts: frozenset[str]


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader asks for."""

    connection: Any
    room: Room
    path: str
    parts: Mapping[str, str]
    args: Mapping[str, str]
    origin: str
    language: str
    token: str = ""

    def text(self, name: str, default: str = "") -> str:
        """What was typed into a field, within bounds."""
        return self.args.get(name, default)[:MAX_TYPED].replace("\x00", "")

    def number(self, name: str, default: int = 1, most: int = MAX_PAGE) -> int:
        """A whole number from 1 on; the default where none was given."""
        typed = self.args.get(name, "")
        return min(most, max(1, int(typed))) if _WHOLE.fullmatch(typed) else default

    @property
    def page(self) -> int:
        """Which page of a list."""
        return self.number("page")

    @property
    def format(self) -> str:
        """What the address ends in: json, csv, atom; else html."""
        return self.parts.get("format") or "html"

    def link(self, path: str = "", /, **changed: object) -> str:
        """The same address, or another with the same question, with some of its values changed; None leaves one out."""
        kept = {k: v[:MAX_TYPED] for k, v in self.args.items() if k not in ("lang", "page", *changed)}
        kept |= {k: str(v) for k, v in changed.items() if v not in (None, "")}
        return (path or self.path) + (f"?{urlencode(kept)}" if kept else "")


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What goes out. `weight` is told for tests: a page is light, an article's own text may be long."""

    body: str | bytes
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = {}


class NotThere(Exception):
    """There is no such page: 404, or 410 with the reason class where a takedown removed it, or where it went."""

    def __init__(self, message: str, *, status: int = 404, moved_to: str | None = None) -> None:
        super().__init__(message)
        self.status, self.moved_to = status, moved_to

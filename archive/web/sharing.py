"""Readers who ask for the same page within a moment are shown the same one: it is made once, and never kept for long.

A page is shown again for at most ten times as long as its making took, and two seconds at most; and where the archive's
files have not changed since, for ten seconds. So the same page can take no more than an eleventh of one processor,
however many ask for it and however often a sweep writes. Pages of articles, notes and collections are never shared.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from archive.web.asked import Room

_SHARED = re.compile(
    r"/(?:(?:search|changed|vanished|stories|health|corrections|coverage|places|outlets)(?:\.[a-z]{3,5})?"
    r"|(?:coverage|place|outlet)/[A-Za-z0-9.-]{1,80})?"
)
_CHOSEN = re.compile(rb"(?:^|;\s*)lang=(id|en)(?:;|$)")
_TIMES, _LONGEST, _UNCHANGED = 10.0, 2.0, 10.0
_MOST_PAGES, _LARGEST = 200, 150_000
_OK = 200

Key = tuple[Any, ...]
Messages = list[dict[str, Any]]


class _Made(NamedTuple):
    """A page as it went out: when it was begun, how long it took, and how the files were then."""

    messages: Messages
    begun: float
    took: float
    files: tuple[Any, ...]


class Shared:
    """An ASGI application around the one that makes the pages."""

    def __init__(self, app: Any, room: Room, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._room, self._clock = app, room, clock
        self._made: dict[Key, _Made] = {}
        self._making: dict[Key, asyncio.Future[_Made | None]] = {}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """One request: what another was just answered, or an answer of its own."""
        key = key_of(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        found = self._made.get(key)
        if found is None or not self._is_fresh(found):
            found = await self._joined(key, scope, receive, send)
        for message in found.messages if found else ():
            await send(message)

    async def _joined(self, key: Key, scope: dict[str, Any], receive: Any, send: Any) -> _Made | None:
        """The page that another reader waits for already; else it is made, and goes out while it is made."""
        making = self._making.get(key)
        if making is not None:
            found = await asyncio.shield(making)
            if found is None:
                # What cannot be shared is told to each by itself.
                await self._app(scope, receive, send)
            return found
        self._making[key] = made = asyncio.get_running_loop().create_future()
        found = None
        try:
            found = await self._make(scope, receive, send)
            if found is not None:
                if len(self._made) >= _MOST_PAGES:
                    self._made.clear()
                self._made[key] = found
        finally:
            del self._making[key]
            made.set_result(found)
        return None

    async def _make(self, scope: dict[str, Any], receive: Any, send: Any) -> _Made | None:
        messages: Messages = []
        begun, files = self._clock(), files_of(self._room.file)

        async def gather(message: dict[str, Any]) -> None:
            messages.append(message)
            await send(message)

        await self._app(scope, receive, gather)
        return _Made(messages, begun, self._clock() - begun, files) if _may_be_shared(messages) else None

    def _is_fresh(self, found: _Made) -> bool:
        age = self._clock() - found.begun - found.took
        if age <= min(_TIMES * found.took, _LONGEST):
            return True
        return age <= _UNCHANGED and found.files == files_of(self._room.file)


def key_of(scope: dict[str, Any]) -> Key | None:
    """What all must have asked alike to be shown one page; None where it is nobody else's."""
    if scope["type"] != "http" or scope["method"] != "GET" or not _SHARED.fullmatch(scope["path"]):
        return None
    if b"lang=" in scope["query_string"]:
        return None
    headers = dict(scope["headers"])
    chosen = _CHOSEN.search(headers.get(b"cookie", b""))
    language = chosen[1] if chosen else headers.get(b"accept-language", b"")[:200]
    return scope["path"], scope["query_string"], headers.get(b"host"), scope.get("scheme"), language


def files_of(file: Path | None) -> tuple[Any, ...]:
    """How the archive's files are: whoever writes to them changes it."""
    if file is None:
        return ()
    found: list[tuple[int, int] | None] = []
    for path in (file, file.with_name(f"{file.name}-wal")):
        try:
            about = path.stat()
        except OSError:
            found.append(None)
        else:
            found.append((about.st_mtime_ns, about.st_size))
    return tuple(found)


def _may_be_shared(messages: Messages) -> bool:
    if not messages or messages[0].get("status") != _OK:
        return False
    if any(name.lower() == b"set-cookie" for name, _ in messages[0]["headers"]):
        return False
    return sum(len(message.get("body", b"")) for message in messages) <= _LARGEST

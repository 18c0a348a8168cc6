"""The guard at the door: known hosts only, headers on every answer, and in public nothing but what is public."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from archive.web.asked import Room
from archive.web.tables import inert

Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_SELF = (
    "font-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
OUR_POLICY = f"default-src 'none'; script-src 'self'; style-src 'self'; {_SELF}"
# What the archive kept of others' pages is text, and nothing in it runs, loads, submits or has an origin.
RAW_POLICY = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_ALWAYS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
_BUFFERED = (b"text/html", b"text/csv", b"text/plain")
_INLINE = re.compile(rb"<(script|style)(?: type=\"text/css\")?>(.*?)</\1>", re.DOTALL)
_PRIVATE = re.compile(r"/(?:-/|_internal|_memory)")


class Guard:
    """An ASGI application around Datasette."""

    def __init__(self, app: Any, room: Room) -> None:
        self._app, self._room = app, room

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if host_of(scope["headers"]) not in self._room.hosts:
            await _refuse(send, 400, "this host is not served here")
            return
        if self._room.is_public and _PRIVATE.match(scope["path"]):
            await _refuse(send, 404, "there is no such page")
            return
        await self._app(scope, receive, _Answer(send, is_public=self._room.is_public))


class _Answer:
    """What goes out: with headers; in public no page that is not ours, and no CSV that a spreadsheet would obey."""

    def __init__(self, send: Send, *, is_public: bool) -> None:
        self._send, self._is_public = send, is_public
        self._start: dict[str, Any] | None = None
        self._held = b""

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            kind = _header(message["headers"], b"content-type")
            is_ours = bool(_header(message["headers"], b"content-security-policy"))
            if not is_ours and kind.startswith(_BUFFERED):
                self._start = message
                return
            await self._send(_with_headers(message, OUR_POLICY))
        elif self._start is None:
            await self._send(message)
        else:
            self._held += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)

    async def _finish(self, start: dict[str, Any]) -> None:
        kind, policy = _header(start["headers"], b"content-type"), OUR_POLICY
        if kind.startswith(b"text/csv") or (kind.startswith(b"text/plain") and start["status"] == 200):
            self._held = _inert_csv(self._held)
        elif kind.startswith(b"text/html"):
            if self._is_public:
                await _refuse(self._send, start["status"] if start["status"] >= 400 else 404, "there is no such page")
                return
            policy = datasettes_policy(self._held)
        headers = [(k, v) for k, v in start["headers"] if k.lower() != b"content-length"]
        await self._send(_with_headers({**start, "headers": headers}, policy))
        await self._send({"type": "http.response.body", "body": self._held})


def host_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The host that was asked for, its port left out, in small letters; none where it is told twice or not at all."""
    found = [value.decode("latin-1") for name, value in headers if name == b"host"]
    return re.sub(r":\d{1,5}$", "", found[0]).lower() if len(found) == 1 else ""


def _header(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> bytes:
    return next((value for name, value in headers if name.lower() == wanted), b"")


def _with_headers(message: dict[str, Any], policy: str) -> dict[str, Any]:
    headers = list(message["headers"])
    told = {name.lower() for name, _ in headers}
    headers += [pair for pair in _ALWAYS if pair[0] not in told]
    if b"content-security-policy" not in told:
        headers.append((b"content-security-policy", policy.encode()))
    return {**message, "headers": headers}


async def _refuse(send: Send, status: int, why: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send(_with_headers({"type": "http.response.start", "status": status, "headers": headers}, OUR_POLICY))
    await send({"type": "http.response.body", "body": why.encode()})


def _inert_csv(body: bytes) -> bytes:
    """Datasette's CSV, each field as our own have it."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in csv.reader(io.StringIO(body.decode(errors="replace"), newline="")):
        writer.writerow([inert(value) for value in row])
    return out.getvalue().encode()


def datasettes_policy(body: bytes) -> str:
    """For Datasette's own pages: the scripts of its templates by their hashes, and the styles of this page by theirs."""
    styles = {digest(text) for name, text in _INLINE.findall(body) if name == b"style"}
    return (
        f"default-src 'none'; script-src 'self' {_listed(template_scripts())}; "
        f"style-src 'self' {_listed(styles)}; {_SELF}"
    )


def _listed(digests: Iterable[str]) -> str:
    return " ".join(f"'{one}'" for one in sorted(digests))


@cache
def template_scripts() -> frozenset[str]:
    """The digests of the scripts that stand in Datasette's templates: no archived word can add to these."""
    import datasette

    folder = Path(str(datasette.__file__)).parent / "templates"
    texts = [
        text for path in folder.glob("*.html") for name, text in _INLINE.findall(path.read_bytes()) if name == b"script"
    ]
    found = {digest(text) for text in texts if b"{{" not in text and b"{%" not in text}
    found |= {digest(b"DATASETTE_ALLOW_FACET = %s;" % value) for value in (b"true", b"false")}
    return frozenset(found)


def digest(text: bytes) -> str:
    """A digest as policies write it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode()}"

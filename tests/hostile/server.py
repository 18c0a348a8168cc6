"""A server that sends invalid and hostile HTTP: one path an attack. Raw sockets, in a thread, on loopback.

Every attack is bounded in bytes and time, so that the server stops by itself. `asked` is when it was asked for what.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gzip
import ssl
import threading
import time
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from email.utils import formatdate
from types import TracebackType
from typing import Any, Self

import brotli
from backports import zstd

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PAGE = OK + b"Content-Length: 2\r\nConnection: close\r\n\r\nok"
ZEROS = 60_000_000
MEGABYTES = 40


class HostileServer:
    """Serves the attacks while the block lasts. With a context it speaks TLS."""

    def __init__(
        self, context: ssl.SSLContext | None = None, answer: Callable[[str, str], bytes | None] | None = None
    ) -> None:
        self.port = 0
        self.asked: list[tuple[float, str, str]] = []
        self.most_at_once: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._context, self._answer = context, answer
        self._loop = asyncio.new_event_loop()
        self._ready, self._stop = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    def times(self, host: str, path: str | None = None) -> list[float]:
        """When a host was asked (for a path), in seconds."""
        return [at for at, asked, what in self.asked if asked == host and path in (None, what)]

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.close()

    async def _serve(self) -> None:
        self._loop.set_exception_handler(lambda *_: None)
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self._context)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ")[1]
            host = next(line.split(":", 1)[1].strip() for line in head.splitlines() if line.lower().startswith("host:"))
            self.asked.append((time.monotonic(), host, path))
            self._open[host] += 1
            self.most_at_once[host] = max(self.most_at_once[host], self._open[host])
            answer = self._answer(host, path) if self._answer is not None else None
            # Long enough that a second request would be seen beside the first.
            await asyncio.sleep(0.005)
            async for piece in attack(path) if answer is None else _whole(answer):
                writer.write(piece)
                await writer.drain()
            self._open[host] -= 1
        writer.close()


async def _whole(answer: bytes) -> AsyncIterator[bytes]:
    yield answer


def page(body: bytes, *, status: str = "200 OK", kind: str = "text/html; charset=utf-8", **headers: str) -> bytes:
    """An ordinary answer."""
    named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nDate: {formatdate(usegmt=True)}\r\n"
    return f"{head}{named}Connection: close\r\n\r\n".encode() + body


@functools.cache
def bomb(kind: str) -> bytes:
    """Sixty megabytes of nothing, packed small."""
    zeros = b"\0" * ZEROS
    packed: dict[str, Callable[[], bytes]] = {
        "gzip": lambda: gzip.compress(zeros, 6),
        "gzip-gzip": lambda: gzip.compress(bomb("gzip"), 6),
        "gzip-many": lambda: gzip.compress(b"\0" * 1_000_000, 6) * 60,
        "gzip-tail": lambda: gzip.compress(b"isi", 6) + b"\xff" * 1000,
        "deflate": lambda: zlib.compress(zeros, 6),
        "br": lambda: brotli.compress(zeros, quality=4),
        "br-gzip": lambda: gzip.compress(bomb("br"), 6),
        "zstd": lambda: zstd.compress(zeros),
        "zstd-br": lambda: brotli.compress(bomb("zstd"), quality=4),
    }
    return packed[kind]()


CODINGS = {
    "gzip-gzip": "gzip, gzip",
    "gzip-many": "gzip",
    "gzip-tail": "gzip",
    "br-gzip": "br, gzip",
    "zstd-br": "zstd, br",
}
BOMBS = ("gzip", "gzip-gzip", "gzip-many", "deflate", "br", "br-gzip", "zstd", "zstd-br")

# What comes first, and what comes after it again and again.
FLOODS: dict[str, tuple[bytes, bytes]] = {
    "/many-headers": (OK, b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in range(100))),
    "/small-headers": (OK, b"A: b\r\n" * 10_000),
    "/long-header": (OK + b"X: ", b"a" * 100_000),
    "/folded-header": (OK + b"X: a\r\n", b" lanjut\r\n" * 10_000),
    "/long-status": (b"HTTP/1.1 200 ", b"a" * 100_000),
    "/continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 4000),
    "/early-hints": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 2000),
    "/chunk-line": (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"a" * 100_000),
    "/chunk-extensions": (OK + b"Transfer-Encoding: chunked\r\n\r\n", (b"1;" + b"a" * 900 + b"\r\na\r\n") * 100),
    "/small-chunks": (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 10_000),
    "/trailers": (OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n", b"X: %s\r\n" % (b"a" * 1000) * 100),
    "/cookies": (OK, b"Set-Cookie: a=%s\r\n" % (b"a" * 4000) * 25),
}
# Bodies that do not end, or that are not what they say.
BODIES: dict[str, tuple[bytes, bytes]] = {
    "/endless": (OK + b"\r\n", b"<p>tanpa akhir</p>" * 6000),
    "/endless-chunks": (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"186a0\r\n" + b"a" * 100_000 + b"\r\n"),
    "/too-long": (OK + b"Content-Length: 99999999999\r\n\r\n", b"a" * 100_000),
}
TORN: dict[str, bytes] = {
    "/torn-length": OK + b"Content-Length: 5000\r\n\r\n" + b"separuh",
    "/torn-chunk": OK + b"Transfer-Encoding: chunked\r\n\r\n10\r\nseparuh",
}
INVALID: dict[str, bytes] = {
    "/two-lengths": OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nok",
    "/negative-length": OK + b"Content-Length: -1\r\n\r\nok",
    "/odd-encoding": OK + b"Transfer-Encoding: gzip\r\n\r\nok",
    "/bad-chunk": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n",
    "/no-http": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "/no-status": b"HTTP/1.1 abc OK\r\n\r\n",
    "/nothing": b"",
    "/nul": b"HTTP/1.1 200 OK\r\nX\0: y\0\r\nContent-Length: 2\r\n\r\nok",
}


async def attack(path: str) -> AsyncIterator[bytes]:
    """The bytes that a path answers with."""
    first, again = FLOODS.get(path) or BODIES.get(path) or (b"", b"")
    whole = TORN.get(path) or INVALID.get(path)
    if again:
        yield first
        for _ in range(MEGABYTES * 1_000_000 // len(again)):
            yield again
    elif whole is not None:
        yield whole
    elif path.startswith("/bomb-"):
        body = bomb(path.removeprefix("/bomb-"))
        coding = CODINGS.get(path.removeprefix("/bomb-"), path.removeprefix("/bomb-"))
        yield OK + f"Content-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    elif path.startswith("/slow-"):
        async for piece in _slow(path):
            yield piece
    elif path.startswith("/loop"):
        yield page(b"", status="302 Found", Location=f"/loop{len(path)}{'x' * (len(path) % 50)}")
    elif path == "/crlf":
        yield page(b"", status="302 Found", Location="/a%0d%0aSet-Cookie:x=1")
    else:
        yield PAGE


async def _slow(path: str) -> AsyncIterator[bytes]:
    starts = {"/slow-body": OK + b"Content-Length: 1000\r\n\r\n", "/slow-headers": OK, "/slow-status": b"H"}
    yield starts.get(path, b"")
    for _ in range(40):
        await asyncio.sleep(0.2)
        yield b"" if path == "/slow-silence" else b"a"


def context_of(certificate: Any, *, protocols: tuple[str, ...] = ()) -> ssl.SSLContext:
    """A server's TLS context for a certificate of trustme's."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context

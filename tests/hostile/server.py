"""A server that sends invalid and hostile HTTP: one path an attack. Raw sockets, in a thread, on loopback."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import threading
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any

import brotli
from backports import zstd

_ZEROS = 60_000_000
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def _packed(kind: str) -> bytes:
    zeros = b"\0" * _ZEROS
    if kind == "gzip":
        return gzip.compress(zeros, 6)
    if kind == "gzip-gzip":
        return gzip.compress(gzip.compress(zeros, 6), 6)
    if kind == "br":
        return brotli.compress(zeros, quality=4)
    return zstd.compress(zeros)


class HostileServer:
    """Serves the attacks while the block lasts. With a certificate it speaks TLS."""

    def __init__(self, certificate: Any | None = None) -> None:
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._context: ssl.SSLContext | None = None
        if certificate is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(self._context)
        self.port = 0
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> HostileServer:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    def _run(self) -> None:
        self._loop.run_until_complete(self._main())
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _main(self) -> None:
        self._stop = asyncio.Event()
        self._loop.set_exception_handler(lambda *_: None)
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ")[1].decode("latin-1")
            async for chunk in attack(path):
                writer.write(chunk)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


async def attack(path: str) -> AsyncIterator[bytes]:
    """The bytes that a path answers with; bounded in count, so that the server stops by itself."""
    if path.startswith("/bomb-"):
        kind = path.removeprefix("/bomb-")
        body = _packed(kind)
        coding = "gzip, gzip" if kind == "gzip-gzip" else kind
        yield HEAD + f"Content-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    elif path == "/many-headers":
        yield b"HTTP/1.1 200 OK\r\n"
        for _ in range(400):
            yield b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in range(100))
    elif path == "/long-header":
        yield b"HTTP/1.1 200 OK\r\nX: "
        for _ in range(400):
            yield b"a" * 100_000
    elif path == "/continue-flood":
        for _ in range(2000):
            yield b"HTTP/1.1 100 Continue\r\nX: %s\r\n\r\n" % (b"a" * 10_000)
    elif path == "/chunk-extensions":
        yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
        for _ in range(400):
            yield b"1;" + b"a" * 100_000
    elif path == "/trailers":
        yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
        for n in range(400):
            yield b"X-%d: %s\r\n" % (n, b"a" * 100_000)
    elif path in ("/slow-body", "/slow-headers"):
        yield HEAD + (b"Content-Length: 1000\r\n\r\n" if path == "/slow-body" else b"")
        for _ in range(40):
            await asyncio.sleep(0.25)
            yield b"a"
    elif path == "/silence":
        await asyncio.sleep(10)
    elif path == "/endless":
        yield HEAD + b"\r\n"
        for _ in range(3000):
            yield b"<p>tanpa akhir</p>" * 2000
    elif path == "/crlf":
        yield b"HTTP/1.1 302 Found\r\nLocation: /a%0d%0aSet-Cookie:x=1\r\nContent-Length: 0\r\n\r\n"
    else:
        yield HEAD + b"Content-Length: 2\r\n\r\nok"

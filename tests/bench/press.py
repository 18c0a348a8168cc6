"""A printing press for benches: serves prepared pages by host and path, from a process of its own, on loopback."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime

Shelf = Mapping[tuple[str, str], tuple[str, bytes]]  # (host, path with query) -> (content type, body)


class _Server:
    def __init__(self, shelf: Shelf) -> None:
        self.shelf, self.requests = shelf, 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                path = lines[0].split(" ")[1]
                host = next((line[5:].strip() for line in lines[1:] if line.lower().startswith("host:")), "")
                kind, body = self.shelf.get((host.split(":")[0], path), ("", b""))
                status = "200 OK" if kind else "404 Not Found"
                stamp = format_datetime(datetime.now(UTC), usegmt=True)
                writer.write(
                    f"HTTP/1.1 {status}\r\nDate: {stamp}\r\nContent-Type: {kind or 'text/plain'}\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n".encode()
                )
                writer.write(body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def _serve(shelf: Shelf, pipe: multiprocessing.connection.Connection) -> None:
    async def main() -> None:
        server = await asyncio.start_server(_Server(shelf).answer, "127.0.0.1", 0, limit=65536)
        pipe.send(server.sockets[0].getsockname()[1])
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)

    asyncio.run(main())


@contextmanager
def press(shelf: Shelf) -> Iterator[int]:
    """Serve the shelf; gives the port. The serving process ends with the block."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(shelf, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("end")
        process.join(5)
        if process.is_alive():
            process.terminate()

"""A canary: a listener on loopback that counts who connects. Nobody may."""

from __future__ import annotations

import socket
import threading
from types import TracebackType


class Canary:
    """Counts connections to a port of 127.0.0.1 and of ::1 while the block lasts, answering each with a small page."""

    def __init__(self) -> None:
        self.connections = 0
        self._sockets: list[socket.socket] = []
        self.port = 0

    def __enter__(self) -> Canary:
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            try:
                listener = socket.socket(family, socket.SOCK_STREAM)
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind((address, self.port))
            except OSError:
                continue
            self.port = listener.getsockname()[1]
            listener.listen(50)
            self._sockets.append(listener)
            threading.Thread(target=self._count, args=(listener,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for listener in self._sockets:
            listener.close()

    def _count(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            body = b"<html><body><h1>Rahasia</h1></body></html>"
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                % len(body)
                + body
            )
            connection.close()


def spellings(port: int) -> tuple[str, ...]:
    """Thirty ways to write an address of this machine or of its neighbourhood, each with the canary's port."""
    hosts = (
        "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "017700000001", "0177.0.0.1",
        "127.000.000.001", "0", "0.0.0.0", "localhost", "LOCALHOST", "localhost.", "127.0.0.1.", "rahasia.localhost", "[::1]",
        "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "①②⑦.⓪.⓪.①",
        "127。0。0。1", "user@127.0.0.1", "127.0.0.1%00.example.com", "169.254.169.254", "10.0.0.1",
    )  # fmt: skip
    return tuple(f"http://{host}:{port}/rahasia" for host in hosts)

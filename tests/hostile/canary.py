"""A canary: a listener on loopback that counts who connects. Nobody may."""

from __future__ import annotations

import contextlib
import socket
import threading
from functools import partial
from types import ModuleType, SimpleNamespace, TracebackType
from typing import Self

PAGE = b"<html><body><h1>Rahasia</h1></body></html>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(PAGE)


class Canary:
    """Counts connections to a port of 127.0.0.1 and of ::1 while the block lasts, answering each with a small page."""

    def __init__(self) -> None:
        self.connections = 0
        self.port = 0
        self.asked: list[str] = []
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> Self:
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            # A machine without IPv6 has nothing there to be reached.
            with contextlib.suppress(OSError):
                listener = socket.socket(family, socket.SOCK_STREAM)
                listener.bind((address, self.port))
                self.port = listener.getsockname()[1]
                listener.listen(50)
                self._sockets.append(listener)
                threading.Thread(target=self._count, args=(listener,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for listener in self._sockets:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _count(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection, contextlib.suppress(OSError, IndexError):
                connection.settimeout(2)
                self.asked.append(connection.recv(65_536).split(b" ")[1].decode("latin-1"))
                connection.sendall(HEAD + PAGE)


def ask_no_name_server(resolver: ModuleType) -> None:
    """From now on the guards' resolver knows numbers in all their spellings and no names: tests stay on this machine."""
    numbers = partial(socket.getaddrinfo, flags=socket.AI_NUMERICHOST)
    resolver.socket = SimpleNamespace(getaddrinfo=numbers, AF_INET=socket.AF_INET, SOCK_STREAM=socket.SOCK_STREAM)  # type: ignore[attr-defined]


# Thirty ways to write an address of this machine, of its neighbourhood, or of a cloud's inside.
HOSTS = (
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "017700000001", "0177.0.0.1",
    "127.000.000.001", "0", "0.0.0.0", "localhost", "LOCALHOST", "localhost.", "127.0.0.1.", "rahasia.localhost", "[::1]",
    "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "①②⑦.⓪.⓪.①",
    "127。0。0。1", "user@127.0.0.1", "127.0.0.1%00.example.com", "169.254.169.254", "10.0.0.1",
)  # fmt: skip


def spellings(port: int) -> tuple[str, ...]:
    """Each of them, with the canary's port."""
    return tuple(f"http://{host}:{port}/rahasia" for host in HOSTS)

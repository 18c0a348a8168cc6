"""Readers who ask for the same page at once are shown one; nobody is shown another's, and none for long."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from archive.web.asked import Room
from archive.web.sharing import Shared, key_of


class Pages:
    """An application that counts how often it makes a page, and how long that takes by a clock of its own."""

    def __init__(self, *, status: int = 200, took: float = 0.05) -> None:
        self.made, self.now, self._status, self._took = 0, 0.0, status, took

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.made += 1
        number = self.made
        await asyncio.sleep(0)
        self.now += self._took
        await send({"type": "http.response.start", "status": self._status, "headers": []})
        await send({"type": "http.response.body", "body": b"%d" % number})


def asked(path: str = "/", query: bytes = b"", *headers: tuple[bytes, bytes], method: str = "GET") -> dict[str, Any]:
    return {"type": "http", "method": method, "path": path, "query_string": query, "headers": list(headers)}


async def answered(app: Any, scope: dict[str, Any]) -> str:
    found: list[bytes] = []

    async def send(message: dict[str, Any]) -> None:
        found.append(message.get("body", b""))

    await app(scope, None, send)
    return b"".join(found).decode()


def shared(pages: Pages, file: Path | None = None) -> Shared:
    room = Room(database="archive", folder=None, file=file, is_public=False, hosts=frozenset())
    return Shared(pages, room, clock=lambda: pages.now)


def test_ten_readers_at_once_are_shown_one_page() -> None:
    pages = Pages()
    app = shared(pages)

    async def ten() -> list[str]:
        return await asyncio.gather(*(answered(app, asked()) for _ in range(10)))

    assert asyncio.run(ten()) == ["1"] * 10
    assert pages.made == 1


def test_a_page_is_shown_again_for_ten_times_as_long_as_it_took(tmp_path: Path) -> None:
    file = tmp_path / "archive.db"
    pages = Pages(took=0.05)
    app = shared(pages, file)

    async def later() -> list[str]:
        found = [await answered(app, asked())]
        for number, wait in enumerate((0.4, 0.2, 9.0, 2.0)):
            pages.now += wait
            if number == 1:
                file.write_bytes(b"another article")
            found.append(await answered(app, asked()))
        return found

    # After 0.4 s; 0.6 s, when the archive has changed; 9 s without a change; 11 s.
    assert asyncio.run(later()) == ["1", "1", "2", "2", "3"]


def test_what_is_anothers_or_went_wrong_is_not_shared() -> None:
    pages = Pages(status=503)
    assert [asyncio.run(answered(shared(pages), asked())) for _ in range(2)] == ["1", "2"]
    for path in (
        "/article/" + "a" * 32,
        "/collections",
        "/collection/x",
        "/archive/articles.json",
        "/at",
        "/-/versions",
    ):
        assert key_of(asked(path)) is None
    assert key_of(asked(query=b"lang=en")) is None
    assert key_of(asked(method="POST")) is None
    keys = [
        key_of(asked("/search", query, *headers))
        for query, *headers in (
            (b"q=a",), (b"q=b",), (b"q=a", (b"accept-language", b"en")), (b"q=a", (b"cookie", b"x=1; lang=id")),
            (b"q=a", (b"host", b"other")),
        )
    ]  # fmt: skip
    assert None not in keys
    assert len(set(keys)) == len(keys)

"""The newsroom: serves the whole press on one loopback port, edition after edition, and the truth beside it.

    with Newsroom() as press:
        press.edition = 2                       # turns the page for all papers
        press.names["warta-tambora.localhost"]  # ("127.0.0.1", 43210)

Addresses carry no port: whoever crawls is told by `names` where a name is served.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

import msgspec

from crawler.demo.platforms import PLATFORMS
from crawler.demo.press import EDITIONS, Paper, Press, load
from crawler.demo.printing import Answer, Ask, Sheet
from crawler.demo.truth import Truth, truth

TRUTH_HOST = "kebenaran.localhost"
WITA = timezone(timedelta(hours=8), "WITA")
_CLOCK = {
    1: datetime(2026, 3, 2, 7, 30, tzinfo=WITA),
    2: datetime(2026, 3, 4, 7, 30, tzinfo=WITA),
    3: datetime(2026, 3, 7, 7, 30, tzinfo=WITA),
    4: datetime(2026, 3, 11, 7, 30, tzinfo=WITA),
}
_MAX_HEAD = 32_768


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One request that was answered: the log by which a crawler's manners are judged."""

    at: datetime
    host: str
    method: str
    path: str
    status: int
    headers: dict[str, str]


class Newsroom:
    """All papers on one port of loopback, in a thread of its own, while the block lasts."""

    def __init__(self, press: Press | None = None, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.press = press or load()
        self.requests: list[Asked] = []
        self.edition = 1
        self.port = 0
        self._now = now
        self._looks: Counter[str] = Counter()
        self._sheets: dict[tuple[str, int], Sheet] = {}
        self._hosts = {paper.host: paper for paper in self.press.papers.values()}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="newsroom", daemon=True)
        self._is_open = threading.Event()
        self._closing = asyncio.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        self._is_open.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(10)

    @property
    def names(self) -> dict[str, tuple[str, int]]:
        """Where each name is served; no other name is."""
        return dict.fromkeys((*sorted(self._hosts), TRUTH_HOST), ("127.0.0.1", self.port))

    @staticmethod
    def clock(edition: int) -> datetime:
        """The instant at which an edition is out: in the morning, days after the one before."""
        return _CLOCK[edition]

    def sheet(self, paper: str, edition: int) -> Sheet:
        """What a paper holds in an edition."""
        key = (paper, edition)
        if key not in self._sheets:
            self._sheets[key] = Sheet(
                paper=self.press.papers[paper], press=self.press, edition=edition, moment=self.clock(edition)
            )
        return self._sheets[key]

    def truth(self, edition: int) -> Truth:
        """What an honest archive holds after looking at every edition up to this one."""
        return truth(self.press, edition, self.clock(edition))

    # ---------------------------------------------------------------------------------------------------- answering

    def answer(self, host: str, target: str, edition: int) -> tuple[Answer, bytes]:
        """The answer to one request, and its body as it is sent."""
        parts = urlsplit(target)
        if host == TRUTH_HOST:
            return self._tell_truth(parts.path)
        paper = self._hosts.get(host)
        if paper is None:
            return Answer(status=421, kind="text/plain"), b"no such paper\n"
        if parts.path == "/robots.txt":
            answer = Answer(kind="text/plain", body=paper.robots.lstrip())
        else:
            self._looks[host] += 1
            ask = Ask(
                path=parts.path, query=dict(parse_qsl(parts.query, keep_blank_values=True)), look=self._looks[host]
            )
            answer = PLATFORMS[paper.platform](self.sheet(paper.name, edition), ask)
        return answer, answer.body.encode(paper.encoding, "xmlcharrefreplace")

    def _tell_truth(self, path: str) -> tuple[Answer, bytes]:
        pages = {f"/edition/{number}.json": number for number in range(1, EDITIONS + 1)}
        if path in pages:
            body = msgspec.json.format(msgspec.json.encode(self.truth(pages[path])), indent=1)
            return Answer(kind="application/json"), body
        listing = "".join(f"http://{TRUTH_HOST}{page}\n" for page in pages)
        return Answer(kind="text/plain", status=200 if path == "/" else 404), listing.encode()

    def _respond(self, head: str) -> tuple[bytes, bool]:
        first, *lines = head.split("\r\n")
        method, target, version = (*first.split(" "), "", "", "")[:3]
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)
        }
        host, _, port = headers.get("host", "").partition(":")
        if method not in ("GET", "HEAD") or not target.startswith("/"):
            answer, body = Answer(status=405, kind="text/plain"), b""
        else:
            answer, body = self.answer(host, target, self.edition)
        paper = self._hosts.get(host)
        validators = self._validators(paper, target, answer)
        if validators and _is_unchanged(headers, validators):
            answer, body = Answer(status=304, kind=answer.kind), b""
        if port and paper:
            # Whoever browses by hand sees links that work.
            body = body.replace(b".localhost", f".localhost:{port}".encode())
        self.requests.append(
            Asked(at=self._now(), host=host, method=method, path=target, status=answer.status, headers=headers)
        )
        lasts = headers.get("connection", "").lower() != "close" and version == "HTTP/1.1"
        made = self._head(answer, paper, validators, len(body), lasts=lasts)
        return made + (b"" if method == "HEAD" else body), lasts

    def _validators(self, paper: Paper | None, target: str, answer: Answer) -> dict[str, str]:
        if paper is None or not paper.validators or answer.changed_at is None or answer.status != 200:
            return {}
        changed = answer.changed_at.astimezone(UTC)
        tag = f'W/"{sum(target.encode()) % 65536:04x}-{int(changed.timestamp()):x}"'
        return {"ETag": tag, "Last-Modified": format_datetime(changed, usegmt=True)}

    def _head(
        self, answer: Answer, paper: Paper | None, validators: dict[str, str], length: int, *, lasts: bool
    ) -> bytes:
        # The old paper's server names no charset; the pages themselves name a wrong one, as so many do.
        is_text = answer.kind.startswith("text/") and (paper is None or paper.encoding == "utf-8")
        headers = {
            "Date": format_datetime(self.clock(self.edition).astimezone(UTC), usegmt=True),
            "Server": "Apache" if paper is None or paper.encoding != "utf-8" else "LiteSpeed",
            "Content-Type": answer.kind + ("; charset=UTF-8" if is_text else ""),
            "Connection": "keep-alive" if lasts else "close",
            **({} if answer.status == 304 else {"Content-Length": str(length)}),
            **validators,
            **dict(answer.headers),
        }
        phrase = HTTPStatus(answer.status).phrase
        lines = [f"HTTP/1.1 {answer.status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    # ------------------------------------------------------------------------------------------------------ serving

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._open())
        finally:
            self._loop.close()

    async def _open(self) -> None:
        talks: set[asyncio.Task[None]] = set()

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            talks.add(task)
            try:
                await self._talk(reader, writer)
            finally:
                talks.discard(task)

        server = await asyncio.start_server(talk, "127.0.0.1", 0, limit=_MAX_HEAD)
        self.port = server.sockets[0].getsockname()[1]
        self._is_open.set()
        await self._closing.wait()
        server.close()
        for task in list(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            lasts = True
            while lasts:
                head = await reader.readuntil(b"\r\n\r\n")
                made, lasts = self._respond(head.decode("latin-1").rstrip("\r\n"))
                writer.write(made)
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


def _is_unchanged(headers: dict[str, str], validators: dict[str, str]) -> bool:
    if "if-none-match" in headers:
        return validators["ETag"] in headers["if-none-match"]
    since = headers.get("if-modified-since")
    try:
        return since is not None and parsedate_to_datetime(since) >= parsedate_to_datetime(validators["Last-Modified"])
    except ValueError:
        return False

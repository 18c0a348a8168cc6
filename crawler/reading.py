"""All outside bytes are parsed in spawned, limited, killable children; this is their parent's side.

Two children read while the reactor fetches. A page that makes its child exceed time or memory, or crash, costs that
child: it is replaced, ReaderKilled names the page, everything else goes on.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections import OrderedDict, deque
from collections.abc import Generator, Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec

from archive.errors import ArchiveError
from archive.facts import Furniture, Link
from archive.records import Reading
from crawler.child import (
    EXIT_MEMORY,
    HEAD_BYTES,
    MAX_TAUGHT,
    Asked,
    Found,
    Read,
    Ready,
    Reply,
    Unreadable,
    head,
    length_of,
)
from crawler.errors import CrawlerError, DiscoveryError, ReaderKilled
from crawler.keys import SourceKind
from crawler.raw_page import RawPage
from crawler.site import Site, Source

# Loading the reader takes a quarter of a second; a machine that swaps may need much longer.
_START_SECONDS = 60.0
_EXIT_SECONDS = 2.0
_CHUNK = 262_144
_HOUSE = str(Path(__file__).resolve().parents[1])
_KILLED_BY = {
    -signal.SIGPROF: "time", -signal.SIGXCPU: "time", -signal.SIGVTALRM: "time",
    EXIT_MEMORY: "memory", -signal.SIGKILL: "memory",
}  # fmt: skip

_ENCODER = msgspec.msgpack.Encoder()

CHILD = (sys.executable, "-P", "-m", "crawler.child")
Task = tuple[Sequence[RawPage], Site | None, Furniture | None]
Noun = TypeVar("Noun", Site, Furniture)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a child made of a page: the reading, line digests for the site's furniture, marks, and what it cost."""

    reading: Reading
    lines: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    cpu_seconds: float = 0.0


class _ChildDied(Exception):
    """The child went away, or said what no child says."""


class _Child:
    """One reading process and our end of the line to it."""

    def __init__(self, command: Sequence[str], cpu_seconds: float, memory_mb: int) -> None:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        # As much as the kernel grants: a page then leaves in one call.
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**20)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (_HOUSE, os.getenv("PYTHONPATH"))))}
        # A group of its own: Ctrl-C is the parent's business. A parent that dies closes the line, and the child ends.
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [*command, str(theirs.fileno()), str(cpu_seconds), str(memory_mb)],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),), process_group=0, env=environment,
            )  # fmt: skip
        self.line = ours
        self.is_ready = False
        self.is_tired = False
        self.killed_for: str | None = None
        self.taught: set[str] = set()
        self.taught_furniture: set[str] = set()
        self._decoder: msgspec.json.Decoder[Reply] = msgspec.json.Decoder(Reply)

    @property
    def is_usable(self) -> bool:
        """Whether it lives and may be asked."""
        return not self.is_tired and self.killed_for is None and self.process.poll() is None

    async def start(self) -> None:
        """Wait until it has loaded what it needs."""
        if self.is_ready:
            return
        reply = await self._told(b"", _START_SECONDS)
        if not isinstance(reply, Ready):
            self.kill("crash")
            raise CrawlerError(f"the reading process cannot start: {getattr(reply, 'why', 'it said nothing')}")
        self.is_ready = True

    async def ask(self, asked: Asked, wall_seconds: float) -> Reply:
        """What it answers; _ChildDied where it does not live to."""
        sent = bytearray(HEAD_BYTES)
        _ENCODER.encode_into(asked, sent, HEAD_BYTES)
        sent[:HEAD_BYTES] = head(len(sent) - HEAD_BYTES)
        reply = await self._told(sent, wall_seconds)
        if isinstance(reply, Ready):
            raise _ChildDied("an answer that was not asked for")
        self.is_tired = reply.is_last
        return reply

    async def _told(self, sent: bytes | bytearray, wall_seconds: float) -> Reply:
        loop = asyncio.get_running_loop()
        alarm = loop.call_later(wall_seconds, self.kill, "time")
        try:
            if sent:
                await loop.sock_sendall(self.line, sent)
            return self._decoder.decode(await self._receive(loop))
        except (OSError, ValueError, ArchiveError) as error:
            # msgspec's errors are ValueErrors; a noun that is refused at birth is an ArchiveError. What says such
            # things is no child of ours any more.
            if not isinstance(error, OSError):
                self.kill("crash")
            raise _ChildDied(str(error)[:300]) from error
        except asyncio.CancelledError:
            self.kill("time")
            raise
        finally:
            alarm.cancel()

    async def _receive(self, loop: asyncio.AbstractEventLoop) -> memoryview:
        heard, wanted = bytearray(), HEAD_BYTES
        while len(heard) < wanted:
            chunk = await loop.sock_recv(self.line, _CHUNK)
            if not chunk:
                raise ConnectionResetError("went away")
            heard += chunk
            if wanted == HEAD_BYTES and len(heard) >= HEAD_BYTES:
                wanted += length_of(heard)
        return memoryview(heard)[HEAD_BYTES:wanted]

    def kill(self, why: str) -> None:
        """End it at once."""
        self.killed_for = self.killed_for or why
        with suppress(ProcessLookupError):
            self.process.kill()

    async def autopsy(self) -> str:
        """Of what it died: time, memory or crash. It is dead and buried afterwards."""
        code = await asyncio.get_running_loop().run_in_executor(None, self.bury)
        return self.killed_for or _KILLED_BY.get(code, "crash")

    def bury(self) -> int:
        """Close the line and wait until the process is gone; how it ended."""
        self.line.close()
        try:
            return self.process.wait(_EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill("crash")
            return self.process.wait()


class Readers:
    """The reading processes of one crawl. They start when first needed; sites take turns at them."""

    def __init__(
        self,
        children: int = 2,
        cpu_seconds: float = 5.0,
        wall_seconds: float = 20.0,
        memory_mb: int = 1024,
        command: Sequence[str] = CHILD,
    ) -> None:
        self.children = children
        self.cpu_seconds, self.wall_seconds, self.memory_mb = cpu_seconds, wall_seconds, memory_mb
        self._command = tuple(command)
        self._idle: list[_Child] = []
        self._living: set[_Child] = set()
        self._turns: OrderedDict[str, deque[asyncio.Future[_Child]]] = OrderedDict()
        self._digests: dict[int, tuple[Site | Furniture, str]] = {}
        self._is_closed = False

    async def read(self, pages: Sequence[RawPage], site: Site | None, furniture: Furniture | None = None) -> Answer:
        """What the pages say, the first being the article's own address. ReaderKilled where no child survives them."""
        reply = await self._asked(None, pages, site, furniture)
        if not isinstance(reply, Read):
            raise ReaderKilled(pages[0].url, "crash", getattr(reply, "why", ""))
        return Answer(reading=reply.reading, lines=reply.lines, marks=reply.marks, cpu_seconds=reply.cpu_seconds)

    async def discover(self, kind: SourceKind, page: RawPage, site: Site) -> tuple[Link | Source, ...]:
        """What a source lists: links, then further sources. DiscoveryError where it cannot be read."""
        reply = await self._asked(kind, (page,), site, None)
        if isinstance(reply, Unreadable):
            raise DiscoveryError(reply.source, reply.why)
        if not isinstance(reply, Found):
            raise ReaderKilled(page.url, "crash", getattr(reply, "why", ""))
        return (*reply.links, *reply.sources)

    async def close(self) -> None:
        """End the children. What waits for one is cancelled."""
        self._is_closed = True
        for turns in self._turns.values():
            for turn in turns:
                turn.cancel()
        self._turns.clear()
        living, idle = self._living, set(self._idle)
        self._living, self._idle = set(), []
        for child in living:
            child.kill("crash")
        for child in living:
            # Whoever waits for a busy child's answer hears that it went away, and buries it.
            waited = child.bury if child in idle else child.process.wait
            await asyncio.get_running_loop().run_in_executor(None, waited)

    # ------------------------------------------------------------------------------------------------ in the room

    async def _asked(
        self, kind: SourceKind | None, pages: Sequence[RawPage], site: Site | None, furniture: Furniture | None
    ) -> Reply:
        child = await self._turn(site.name if site else "")
        try:
            await child.start()
            return await child.ask(self._question(child, kind, pages, site, furniture), self.wall_seconds)
        except _ChildDied as error:
            why = await child.autopsy()
            if self._is_closed:
                raise asyncio.CancelledError from error
            if not child.is_ready:
                raise CrawlerError(f"the reading process cannot start: {error}") from error
            raise ReaderKilled(pages[0].url, why) from error
        finally:
            self._done(child)

    def _question(
        self,
        child: _Child,
        kind: SourceKind | None,
        pages: Sequence[RawPage],
        site: Site | None,
        furniture: Furniture | None,
    ) -> Asked:
        named_site, new_site = self._taught(site, child.taught)
        named_furniture, new_furniture = self._taught(furniture, child.taught_furniture)
        return Asked(kind, tuple(pages), named_site, named_furniture, new_site, new_furniture)

    def _taught(self, noun: Noun | None, taught: set[str]) -> tuple[str | None, Noun | None]:
        """A noun's digest, and the noun itself where the child does not know it yet."""
        if noun is None:
            return None, None
        digest = self._digest(noun)
        if digest in taught:
            return digest, None
        if len(taught) >= MAX_TAUGHT:
            taught.clear()
        taught.add(digest)
        return digest, noun

    def _digest(self, noun: Site | Furniture) -> str:
        # Held with the noun, so that its id() is nobody else's as long as it stands here.
        held = self._digests.get(id(noun))
        if held is None:
            if len(self._digests) >= 4 * MAX_TAUGHT:
                self._digests.clear()
            held = (noun, sha256(msgspec.json.encode(noun)).hexdigest()[:32])
            self._digests[id(noun)] = held
        return held[1]

    async def _turn(self, name: str) -> _Child:
        """A child to ask, as soon as it is this site's turn."""
        if self._is_closed:
            raise RuntimeError("these readers are closed")
        if not self._turns and (child := self._free()) is not None:
            return child
        turn: asyncio.Future[_Child] = asyncio.get_running_loop().create_future()
        self._turns.setdefault(name, deque()).append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._done(turn.result())
            raise

    def _free(self) -> _Child | None:
        while self._idle:
            child = self._idle.pop()
            if child.is_usable:
                return child
            self._drop(child)
        return self._born() if len(self._living) < self.children else None

    def _born(self) -> _Child:
        child = _Child(self._command, self.cpu_seconds, self.memory_mb)
        self._living.add(child)
        return child

    def _drop(self, child: _Child) -> None:
        self._living.discard(child)
        child.kill("crash")
        child.bury()

    def _done(self, child: _Child) -> None:
        """A child has answered or died: the next site in turn gets it, or its successor."""
        if self._is_closed:
            return
        if child.is_usable:
            self._idle.append(child)
        else:
            self._drop(child)
            # The successor loads while the page's trouble is being kept.
            self._idle.append(self._born())
        while self._turns:
            name, turns = self._turns.popitem(last=False)
            turn = turns.popleft()
            if turns:
                self._turns[name] = turns
            if not turn.done():
                free = self._free()
                assert free is not None
                turn.set_result(free)
                return


def read_all(tasks: Iterable[Task], readers: Readers) -> Generator[Answer | ReaderKilled, None, None]:
    """The answers to `tasks` in their order, from a program that runs no event loop. Closes the readers at the end."""
    waiting: deque[asyncio.Task[Answer | ReaderKilled]] = deque()
    with asyncio.Runner() as runner:
        # The loop itself, for `Runner.run` would set and unset the handler of Ctrl-C around every page.
        loop = runner.get_loop()
        try:
            for pages, site, furniture in tasks:
                waiting.append(loop.create_task(_read_or_killed(readers, pages, site, furniture)))
                if len(waiting) > 2 * readers.children:
                    yield loop.run_until_complete(waiting.popleft())
            while waiting:
                yield loop.run_until_complete(waiting.popleft())
        finally:
            for task in waiting:
                task.cancel()
            runner.run(readers.close())


async def _read_or_killed(
    readers: Readers, pages: Sequence[RawPage], site: Site | None, furniture: Furniture | None
) -> Answer | ReaderKilled:
    try:
        return await readers.read(pages, site, furniture)
    except ReaderKilled as error:
        return error

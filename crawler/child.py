"""The process that reads: outside bytes are parsed here, one page at a time, within limits, killable at any moment.

Started by crawler.reading as a fresh interpreter with one end of a socket pair. Frames are four bytes of length and a
body: msgpack towards the child (a page's bytes travel as they are), JSON back (an instant keeps the zone it was printed
with). Nothing is ever unpickled.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import socket
import struct
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import msgspec

from archive.facts import Furniture, Link
from archive.records import Reading
from crawler.errors import DiscoveryError
from crawler.keys import SourceKind
from crawler.raw_page import RawPage
from crawler.resident import resident_bytes
from crawler.site import Site, Source

MAX_FRAME = 64 * 2**20
# More sites and furniture than a sweep runs at once; past it, child and parent forget all that was taught.
MAX_TAUGHT = 256
EXIT_MEMORY = 97

_HEAD = struct.Struct(">I")
_NICENESS = 5
_BUFFER = 2**20
_MAX_ANSWERS = 50_000
# A child that stays at this share of its memory is replaced: lxml and malloc do not give everything back.
_TIRED_SHARE = 0.6


class Asked(msgspec.Struct, frozen=True, array_like=True):
    """What the parent wants: a reading of the pages, or (`kind` is given) what the source lists.

    Site and furniture are named by digest; a child that does not know them yet is taught by the last two.
    """

    kind: SourceKind | None
    pages: tuple[RawPage, ...]
    site: str | None
    furniture: str | None
    new_site: Site | None = None
    new_furniture: Furniture | None = None


class Read(msgspec.Struct, frozen=True, tag="read", omit_defaults=True):
    """A reading, the page's line digests, its marks, and what it cost."""

    reading: Reading
    lines: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    cpu_seconds: float = 0.0
    is_last: bool = False


class Found(msgspec.Struct, frozen=True, tag="found", omit_defaults=True):
    """What a source lists."""

    links: tuple[Link, ...] = ()
    sources: tuple[Source, ...] = ()
    is_last: bool = False


class Unreadable(msgspec.Struct, frozen=True, tag="unreadable", omit_defaults=True):
    """A source cannot be read."""

    source: str
    why: str
    is_last: bool = False


class Failed(msgspec.Struct, frozen=True, tag="failed", omit_defaults=True):
    """A fault of the reader itself; as a first frame: the child cannot start."""

    why: str
    is_last: bool = False


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The child has loaded what it needs."""

    is_last: bool = False


Reply = Read | Found | Unreadable | Failed | Ready


class Eyes(Protocol):
    """What reads, as the child calls it."""

    def read(
        self, pages: Sequence[RawPage], site: Site | None, furniture: Furniture | None
    ) -> tuple[Reading, tuple[str, ...], tuple[str, ...]]:
        """The reading of the pages, the first one's line digests and marks."""

    def discover(self, kind: SourceKind, page: RawPage, site: Site) -> tuple[Link | Source, ...]:
        """What the source lists."""


class OrdinaryEyes:
    """Kliping's own reader and discovery."""

    def __init__(self) -> None:
        from crawler import furniture, parsers
        from crawler.page import Page

        self._furniture, self._parsers, self._page = furniture, parsers, Page.of

    def read(
        self, pages: Sequence[RawPage], site: Site | None, furniture: Furniture | None
    ) -> tuple[Reading, tuple[str, ...], tuple[str, ...]]:
        """The reading of the pages; the line digests only of an article, whose furniture is worth learning."""
        page, *rest = map(self._page, pages)
        reading = self._parsers.read(page, site, furniture, continuation=tuple(rest))
        lines = self._furniture.line_digests(page) if reading.article else ()
        return reading, lines, self._parsers.marks(page)

    def discover(self, kind: SourceKind, page: RawPage, site: Site) -> tuple[Link | Source, ...]:
        """What the source lists."""
        # Who reads one page needs none of it.
        from crawler import discovery

        return discovery.discover(kind, page, site)


def head(length: int) -> bytes:
    """The head of a frame whose body has this length."""
    return _HEAD.pack(length)


def frame(body: bytes) -> bytes:
    """A body with its head in front."""
    return head(len(body)) + body


def length_of(begun: bytes | bytearray) -> int:
    """The length of a body whose frame begins so; ValueError where nobody sends such frames."""
    length = int(_HEAD.unpack(begun[: _HEAD.size])[0])
    if length > MAX_FRAME:
        raise ValueError(f"a frame of {length} bytes")
    return length


HEAD_BYTES = _HEAD.size


def serve(parent: socket.socket, eyes: Eyes, *, cpu_seconds: float, memory_mb: int) -> None:
    """Answer until the parent goes away or this child is tired."""
    decoder, encoder = msgspec.msgpack.Decoder(Asked), msgspec.json.Encoder()
    taught_sites: dict[str, Site] = {}
    taught_furniture: dict[str, Furniture] = {}
    parent.sendall(frame(encoder.encode(Ready())))
    # One buffer for all pages: a fresh one of this size costs more in page faults than the copying does.
    buffer = bytearray(_BUFFER)
    for _ in range(_MAX_ANSWERS):
        body = _receive(parent, buffer)
        if body is None:
            return
        # The kernel ends this process when the time is used up, wherever it is stuck.
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
        asked = decoder.decode(body)
        del body
        _learn(asked, taught_sites, taught_furniture)
        reply = _answer(
            eyes, asked, taught_sites.get(asked.site or ""), taught_furniture.get(asked.furniture or ""), memory_mb
        )
        del asked
        sent = frame(encoder.encode(reply))
        signal.setitimer(signal.ITIMER_PROF, 0)
        parent.sendall(sent)
        if reply.is_last:
            return


def _learn(asked: Asked, sites: dict[str, Site], furniture: dict[str, Furniture]) -> None:
    if asked.new_site is not None and asked.site is not None:
        if len(sites) >= MAX_TAUGHT:
            sites.clear()
        sites[asked.site] = asked.new_site
    if asked.new_furniture is not None and asked.furniture is not None:
        if len(furniture) >= MAX_TAUGHT:
            furniture.clear()
        furniture[asked.furniture] = asked.new_furniture


def _answer(eyes: Eyes, asked: Asked, site: Site | None, furniture: Furniture | None, memory_mb: int) -> Reply:
    began = time.process_time()
    try:
        if asked.kind is None:
            reading, lines, marks = eyes.read(asked.pages, site, furniture)
            spent = time.process_time() - began
            return Read(reading, lines, marks, cpu_seconds=spent, is_last=_is_tired(memory_mb))
        assert site is not None
        found = eyes.discover(asked.kind, asked.pages[0], site)
        links = tuple(thing for thing in found if isinstance(thing, Link))
        return Found(links, tuple(thing for thing in found if isinstance(thing, Source)), is_last=_is_tired(memory_mb))
    except DiscoveryError as error:
        return Unreadable(error.source, error.why, is_last=_is_tired(memory_mb))
    except MemoryError:
        os._exit(EXIT_MEMORY)
    except Exception as error:  # noqa: BLE001 - a fault of the reader costs one page, and is told with its place
        return Failed(_told(error), is_last=_is_tired(memory_mb))


def _told(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" ({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})" if trace else ""
    told = f"{type(error).__name__}{place}: {error}"[:500]
    return "".join(char if char.isprintable() else "?" for char in told)


def _is_tired(memory_mb: int) -> bool:
    """Whether this process has stayed large."""
    held = resident_bytes()
    return held is not None and held > memory_mb * 2**20 * _TIRED_SHARE


def _receive(parent: socket.socket, buffer: bytearray) -> memoryview | None:
    begun = bytearray(HEAD_BYTES)
    if not _fill(parent, memoryview(begun)):
        return None
    length = length_of(begun)
    body = memoryview(buffer if length <= len(buffer) else bytearray(length))[:length]
    return body if _fill(parent, body) else None


def _fill(parent: socket.socket, view: memoryview) -> bool:
    have = 0
    while have < len(view):
        got = parent.recv_into(view[have:])
        if not got:
            return False
        have += got
    return True


def limit(memory_mb: int) -> None:
    """Bound what this process may take. Time is bounded page by page; files are only ever read."""
    for what, most in ((resource.RLIMIT_AS, memory_mb * 2**20), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def main(eyes: type[Eyes] = OrdinaryEyes) -> None:
    """The whole life of a child: `python -m crawler.child FD CPU_SECONDS MEMORY_MB`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    descriptor, cpu_seconds, memory_mb = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    with suppress(OSError):
        os.nice(_NICENESS)
    with socket.socket(fileno=descriptor) as parent, suppress(BrokenPipeError, ConnectionResetError):
        try:
            opened = eyes()
        except Exception as error:  # noqa: BLE001 - the parent must learn why nothing can be read
            parent.sendall(frame(msgspec.json.encode(Failed(_told(error)))))
            return
        limit(memory_mb)
        # What is loaded now stays, and a page's tree dies whole: walking them often finds nothing (4 % of CPU).
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 10, 10)
        serve(parent, opened, cpu_seconds=cpu_seconds, memory_mb=memory_mb)


if __name__ == "__main__":
    main()

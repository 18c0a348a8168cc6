"""Asks for addresses with the whole of the network's guards, in a process of its own: what came, what was recorded.

    python -m tests.hostile.asking < spec.json

The spider follows nothing and the door keeps nothing, so that only the guards stand between an address and a socket.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tests.hostile.canary import ask_no_name_server

ROOT = Path(__file__).parents[2]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one address."""

    status: int | None = None
    why: str = ""
    size: int = 0
    flags: tuple[str, ...] = ()
    seconds: float = 0.0


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """What the recorder handed to the archive."""

    url: str
    purpose: str
    status: int | None = None
    error: str | None = None
    size: int = 0
    truncated: str | None = None


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask. `ports` are taken for the web's own; `purpose` "robots" leaves robots.txt aside.

    `is_credulous` takes every address for public: the control, without which no refusal proves anything.
    """

    urls: tuple[str, ...]
    names: dict[str, tuple[str, int]] = {}
    ports: tuple[int, ...] = ()
    purpose: str = "robots"
    is_credulous: bool = False
    settings: dict[str, Any] = {}


def peak_mb() -> int:
    """The most memory that this program itself held; `ru_maxrss` begins with what whoever started it held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How it went."""

    told: dict[str, Told]
    recorded: tuple[Recorded, ...]
    issues: tuple[tuple[str, str, str], ...]
    reason: str
    rss_mb: int
    seconds: float
    cpu_seconds: float


def ask(urls: Sequence[str], *, env: Mapping[str, str] | None = None, wall: float = 60, **spec: Any) -> Outcome:
    """Ask for addresses in a child that may take 1.5 GiB and `wall` seconds."""
    asked = msgspec.json.encode(Spec(urls=tuple(urls), **spec))
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.asking"], input=asked, capture_output=True, timeout=wall, check=False, cwd=ROOT,
        env={**os.environ, **(env or {})},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Outcome)


def main() -> None:
    """The child."""
    resource.setrlimit(resource.RLIMIT_AS, (1536 * 2**20,) * 2)
    spec = msgspec.json.decode(sys.stdin.buffer.read(), type=Spec)

    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.http import Response
    from twisted.python.failure import Failure

    import crawler.net.connect
    import crawler.net.resolver
    from crawler.net.safety import SAFETY
    from crawler.site import Site
    from tests.crawler.net.door import FakeDoor

    ask_no_name_server(crawler.net.resolver)
    crawler.net.connect.PORTS = frozenset({80, 443, *spec.ports})
    if spec.is_credulous:
        crawler.net.resolver.is_public = crawler.net.connect.is_public = lambda _address: True
    told: dict[str, Told] = {}
    started: dict[str, float] = {}
    reasons: list[str] = []
    hosts = (*spec.names, "penipu.localhost")

    class Ask(Spider):
        name = "ask"
        door = FakeDoor(Site(name="ask", outlet="Ask", domains=hosts, zone=8))

        async def start(self) -> AsyncIterator[Any]:
            begun = time.monotonic()
            for url in spec.urls:
                started[url] = begun
                try:
                    yield Request(
                        url,
                        callback=self.parse,
                        errback=self.failed,
                        dont_filter=True,
                        meta={"asked": url, "kliping_purpose": spec.purpose},
                    )
                except ValueError as error:
                    told[url] = Told(why=f"ValueError: {error}")

        def parse(self, response: Response) -> None:
            url = response.meta["asked"]
            told[url] = Told(
                status=response.status,
                size=len(response.body),
                flags=tuple(response.flags),
                seconds=time.monotonic() - started[url],
            )

        def failed(self, failure: Failure) -> None:
            url = failure.request.meta["asked"]
            told[url] = Told(why=f"{failure.type.__name__}: {failure.value}", seconds=time.monotonic() - started[url])

        def closed(self, reason: str) -> None:
            reasons.append(reason)

    pace = {"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS": 64, "LOG_ENABLED": False, "KLIPING_LOOPBACK": spec.names}
    process = AsyncCrawlerProcess({**SAFETY, **pace, **spec.settings})
    process.crawl(Ask)
    begun = time.monotonic()
    process.start()
    used = resource.getrusage(resource.RUSAGE_SELF)
    recorded = tuple(
        Recorded(url=e.url, purpose=e.purpose, status=e.status, error=e.error, size=len(e.body), truncated=e.truncated)
        for e in Ask.door.desk.archive.exchanges
    )
    outcome = Outcome(
        told=told, recorded=recorded, issues=tuple(Ask.door.issues), reason=reasons[0] if reasons else "", rss_mb=peak_mb(),
        seconds=time.monotonic() - begun, cpu_seconds=used.ru_utime + used.ru_stime,
    )  # fmt: skip
    print(msgspec.json.encode(outcome).decode())


if __name__ == "__main__":
    main()

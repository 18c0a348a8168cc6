"""A reading child whose eyes do what a page's body tells them: what a hostile page might bring a real reader to do."""

import ctypes
import os
import re
import signal
import sys
import time
from collections.abc import Sequence
from datetime import datetime

from archive.facts import Furniture, Link
from archive.records import Article, Context, Moment, Paragraph, Reading
from crawler.child import main
from crawler.errors import DiscoveryError
from crawler.keys import SourceKind
from crawler.raw_page import RawPage
from crawler.site import Site, Source


class HostileEyes:
    def __init__(self) -> None:
        if os.environ.get("EYES_BLIND"):
            raise ImportError("no module named lens\x1b[31m")

    def read(
        self, pages: Sequence[RawPage], site: Site | None, furniture: Furniture | None
    ) -> tuple[Reading, tuple[str, ...], tuple[str, ...]]:
        word = bytes(pages[0].body[:200]).split()[0].decode()
        getattr(self, f"do_{word}", self.do_nothing)()
        moment = Moment(
            at=datetime.fromisoformat("2024-05-01T00:30:00+08:00"), precision="minute", zone_from="printed", printed="x"
        )
        told = f"{word} {os.getpid()} {site.name if site else '-'} {furniture.pages if furniture else '-'} {len(pages)}"
        article = Article(title=told, body=(Paragraph(text="Isi."),), published_at=moment)
        return Reading(context=Context(reader="fake"), outcome=article), ("0" * 16,), ("noindex",)

    def discover(self, kind: SourceKind, page: RawPage, site: Site) -> tuple[Link | Source, ...]:
        if page.body.startswith(b"broken"):
            raise DiscoveryError(page.url, "is broken")
        getattr(self, f"do_{page.body.decode()}", self.do_nothing)()
        when = datetime.fromisoformat("2024-05-01T00:30:00+08:00")
        return (
            Source(kind=kind, url=f"{page.url}?page=2", page=2),
            Link(url=f"https://{site.domains[0]}/a", title="Judul", published_at=when),
        )

    def do_nothing(self) -> None:
        pass

    def do_loop(self) -> None:
        while True:
            pass

    def do_catastrophe(self) -> None:
        re.match(r"(a+)+$", "a" * 60 + "b")  # one call into C that never looks at signals' Python handlers

    def do_sleep(self) -> None:
        time.sleep(3600)

    def do_hog(self) -> None:
        hoard = []
        while True:
            hoard.append(bytearray(16 * 2**20))

    def do_grow(self) -> None:
        self.hoard = b"x" * (170 * 2**20)

    def do_segfault(self) -> None:
        ctypes.string_at(0)

    def do_abort(self) -> None:
        os.abort()

    def do_leave(self) -> None:
        os._exit(0)

    def do_oom(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def do_garbage(self) -> None:
        os.write(int(sys.argv[1]), b"\x00\x00\x00\x05hello")
        time.sleep(3600)

    def do_flood(self) -> None:
        os.write(int(sys.argv[1]), b"\xff\xff\xff\xff")
        while True:
            os.write(int(sys.argv[1]), b"\x00" * 65536)

    def do_raise(self) -> None:
        raise KeyError("\x1b]0;gone\x07")

    def do_recurse(self) -> None:
        self.do_recurse()

    def do_interrupt(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    def do_write(self) -> None:
        with open(os.environ["EYES_FILE"], "wb") as file:  # noqa: PTH123
            file.write(b"x" * 4096)


if __name__ == "__main__":
    main(HostileEyes)

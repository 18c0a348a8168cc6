"""Thirty spellings of this machine's addresses by each way that the shipped spider takes addresses from pages.

With the thirty by way of robots.txt (test_spellings) these are the 210 attempts. As control, each way that the spider
follows does connect once its target is on the allow-list.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path

import msgspec

from tests.hostile.canary import Canary, spellings
from tests.hostile.server import HostileServer, page

TEXT = "Warga desa di lereng utara menggali sumur bersama setelah mata air lama mengering sejak bulan lalu. " * 6
HOST = "penipu.localhost"

CRAWL = """
import sys
from pathlib import Path
import msgspec
from crawler.site import Site, Source
from crawler.sweep import Plan, crawl_folder
spec = msgspec.json.decode(Path(sys.argv[1]).read_bytes())
import crawler.net.connect as connect
home = "http://penipu.localhost"
sources = (Source(kind="section", url=home + "/"), Source(kind="sitemap", url=home + "/sitemap.xml"), Source(kind="feed", url=home + "/feed/"))
site = Site(name="penipu", outlet="Penipu", domains=tuple(spec["domains"]), zone=8, delay=0, sources=sources, toml="x")
report = crawl_folder(Plan(folder=Path(spec["folder"]), sites=(site,), loopback={k: tuple(v) for k, v in spec["names"].items()}))
print(msgspec.json.encode(report.totals).decode())
"""


def article(number: int, canonical: str = "") -> bytes:
    head = f'<link rel="canonical" href="{escape(canonical)}">' if canonical else ""
    body = f"<html><head><title>Kabar {number}</title>{head}</head><body><article><h1>Kabar desa nomor {number}</h1><p>{TEXT} {number}</p></article></body></html>"
    return page(body.encode())


def trap(targets: tuple[str, ...]) -> Callable[[str, str], bytes]:
    """A site that leads to the targets by links, redirects, a sitemap, a feed, canonical links, and list pages.

    `WAY` in a target is replaced by the way that leads there.
    """

    def to(way: str, number: int) -> str:
        return targets[number].replace("WAY", way)

    def answer(host: str, path: str) -> bytes:
        home = f"http://{HOST}"
        if path == "/":
            links = "".join(f'<div class="card"><a href="{escape(to("link", n))}"><h3>Berita rahasia yang panjang judulnya nomor {n}</h3></a></div>' for n in range(len(targets)))
            links += "".join(f'<div class="card"><a href="{home}/pindah/{n}"><h3>Berita pindahan yang panjang judulnya nomor {n}</h3></a></div>' for n in range(len(targets)))
            links += "".join(f'<div class="card"><a href="{home}/asli/{n}"><h3>Berita dengan alamat asli nomor {n} di desa</h3></a></div>' for n in range(len(targets)))
            following = "".join(f'<a rel="next" href="{escape(to("listing", n))}?page={n + 2}">Selanjutnya</a>' for n in range(len(targets)))
            return page(f"<html><body><main>{links}</main><nav>{following}</nav></body></html>".encode())
        if path.startswith("/pindah/"):
            return page(b"", status="302 Found", Location=to("redirect", int(path.rsplit("/", 1)[1])))
        if path.startswith("/asli/"):
            number = int(path.rsplit("/", 1)[1])
            return article(number, to("canonical", number))
        if path == "/sitemap.xml":
            rows = "".join(f"<url><loc>{escape(to('sitemap', n))}</loc></url>" for n in range(len(targets)))
            return page(f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode())
        if path == "/feed/":
            rows = "".join(f"<item><title>Rahasia {n}</title><link>{escape(to('umpan', n))}</link></item>" for n in range(len(targets)))
            return page(f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{rows}</channel></rss>'.encode())
        if path == "/robots.txt":
            return page(b"User-agent: *\nDisallow:\n")
        return page(b"tidak ada", status="404 Not Found")

    return answer


def crawl(folder: Path, names: dict[str, tuple[str, int]], domains: tuple[str, ...]) -> dict[str, int]:
    spec = folder / "spec.json"
    spec.write_bytes(msgspec.json.encode({"folder": str(folder / "archive"), "names": names, "domains": domains}))
    done = subprocess.run([sys.executable, "-c", CRAWL, str(spec)], capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    totals: dict[str, int] = msgspec.json.decode(done.stdout.splitlines()[-1])
    return totals


def test_no_way_leads_to_this_machine(tmp_path: Path) -> None:
    with Canary() as canary:
        targets = spellings(canary.port)
        with HostileServer(answer=trap(targets)) as server:
            totals = crawl(tmp_path, {HOST: ("127.0.0.1", server.port)}, (HOST,))
            asked = {path for _, _, path in server.asked}
        assert canary.connections == 0
    assert len(targets) == 30
    assert {"/", "/sitemap.xml", "/feed/"} <= asked
    assert len({path for path in asked if path.startswith("/pindah/")}) == 30
    assert totals["pages"] == 30


def test_each_way_that_is_followed_does_connect_once_its_target_is_on_the_list(tmp_path: Path) -> None:
    targets = ("http://rahasia.localhost/WAY/berita-rahasia-yang-panjang",)
    with HostileServer(answer=trap(targets)) as server:
        names = {HOST: ("127.0.0.1", server.port), "rahasia.localhost": ("127.0.0.1", server.port)}
        crawl(tmp_path, names, (HOST, "rahasia.localhost"))
        reached = {path.split("/")[1].split("?")[0] for _, host, path in server.asked if host.startswith("rahasia.localhost")}
    # A canonical link names an address; it is never followed.
    assert reached >= {"link", "redirect", "sitemap", "umpan", "listing", "robots.txt"}
    assert "canonical" not in reached

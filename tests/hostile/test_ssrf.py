"""Thirty spellings by seven vectors, through the shipped spider, door and readers: nobody reaches the canary.

Three crawls. As shipped: the site is as a TOML could describe it. Trusting: the site owns every host that is spelt and
the canary's port is the web's, so that nothing but the connecting handler is left. Credulous: that judgement is taken
away too, and the vectors that the crawler follows do reach the canary: the traps bite.
"""

from __future__ import annotations

from collections import Counter
from html import escape

import pytest

from tests.hostile.canary import HOSTS, Canary
from tests.hostile.crawling import Outcome, crawl
from tests.hostile.server import HostileServer, page

VECTORS = ("link", "redirect", "sitemap", "feed", "canonical", "robots", "listing")
FOLLOWED = ("link", "redirect", "sitemap", "feed", "robots", "listing")
HOME = "umpan.localhost"
XML = '<?xml version="1.0" encoding="UTF-8"?>'


class Bait:
    """A site every one of whose pages leads somewhere that it should not."""

    def __init__(self, hosts: tuple[str, ...], port: int | None) -> None:
        self._hosts, self._port = hosts, f":{port}" if port else ""

    def target(self, vector: str, n: int) -> str:
        return escape(f"http://{self._hosts[n]}{self._port}/2026/03/01/{vector}-rahasia-ke-{n}")

    def targets(self, vector: str) -> list[str]:
        return [self.target(vector, n) for n in range(len(self._hosts))]

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        fixed = (("section", "/indeks"), ("sitemap", "/sitemap.xml"), ("feed", "/feed"), ("robots", "/robots.txt"))
        lists = tuple(("section", f"/daftar/{n}") for n in range(len(self._hosts)))
        return tuple((kind, f"http://{HOME}{path}") for kind, path in fixed + lists)

    def __call__(self, _host: str, path: str) -> bytes:
        if path == "/robots.txt":
            return page("".join(f"Sitemap: {url}\n" for url in self.targets("robots")).encode(), kind="text/plain")
        if path == "/sitemap.xml":
            entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in self.targets("sitemap"))
            return page(f"{XML}<sitemapindex>{entries}</sitemapindex>".encode(), kind="application/xml")
        if path == "/feed":
            entries = "".join(
                f"<item><title>Berita rahasia di sini</title><link>{url}</link></item>" for url in self.targets("feed")
            )
            return page(
                f'{XML}<rss version="2.0"><channel>{entries}</channel></rss>'.encode(), kind="application/rss+xml"
            )
        if path == "/indeks":
            return page(
                self._list(
                    self.targets("link")
                    + [f"/2026/03/02/{kind}-ke-{n}" for kind in ("alih", "kanon") for n in range(len(self._hosts))]
                )
            )
        if path.startswith("/daftar/"):
            n = int(path.rpartition("/")[2])
            onward = f'<a rel="next" class="next" href="{self.target("listing", n)}">Berikutnya</a>'
            return page(f"<html><body>{onward}</body></html>".encode())
        if path.startswith("/2026/03/02/alih-ke-"):
            return page(b"", status="302 Found", Location=self.target("redirect", int(path.rpartition("-")[2])))
        if path.startswith("/2026/03/02/kanon-ke-"):
            link = f'<link rel="canonical" href="{self.target("canonical", int(path.rpartition("-")[2]))}">'
            return page(
                f"<html><head>{link}</head><body><h1>Judul biasa saja</h1><p>{'Isi berita. ' * 40}</p></body></html>".encode()
            )
        return page(f"<html><body><h1>Panen</h1><p>{'Isi berita. ' * 40}</p></body></html>".encode())

    @staticmethod
    def _list(urls: list[str]) -> bytes:
        anchors = "".join(
            f'<div class="berita"><h2><a href="{url}">Judul berita yang cukup panjang di sini</a></h2></div>'
            for url in urls
        )
        return f"<html><body>{anchors}</body></html>".encode()


def crawled(bait: Bait, canary: Canary, **spec: object) -> Outcome:
    with HostileServer(answer=bait) as server:
        names = {HOME: ("127.0.0.1", server.port), **spec.pop("names", {})}  # type: ignore[dict-item]
        return crawl(names=names, sources=bait.sources, **spec)


def reached(canary: Canary) -> Counter[str]:
    """How often each vector came to the canary."""
    return Counter(path.rpartition("/")[2].partition("-")[0] for path in canary.asked)


@pytest.fixture(scope="module")
def spelt() -> tuple[str, ...]:
    assert len(HOSTS) * len(VECTORS) == 210
    return HOSTS


def test_none_of_210_attempts_reaches_the_canary_as_shipped(spelt: tuple[str, ...]) -> None:
    with Canary() as canary:
        outcome = crawled(Bait(spelt, canary.port), canary, domains=(HOME, "rahasia.localhost"))
        assert canary.connections == 0
    # The bait was taken: every page that leads astray was asked for and read.
    pages = [look.url for look in outcome.looks if look.status in (200, 302)]
    assert sum("alih-ke-" in url for url in pages) == 30
    assert sum("kanon-ke-" in url for url in pages) == 30
    assert sum("/daftar/" in url for url in pages) == 30


def test_none_of_210_attempts_reaches_the_canary_where_only_the_handler_is_left(spelt: tuple[str, ...]) -> None:
    with Canary() as canary:
        bait, trusting = Bait(spelt, canary.port), {"domains": (HOME, *spelt), "ports": (canary.port,)}
        outcome = crawled(bait, canary, **trusting, obeys_robots=False)
        assert canary.connections == 0
    refused = [look for look in outcome.looks if look.error is not None and "CannotResolveHost" in look.error]
    tried = Counter(look.url.rpartition("/")[2].partition("-")[0] for look in refused)
    # Discovery itself drops what is no address (user@, %00, percent signs); the rest is tried and refused.
    assert all(tried[vector] >= 20 for vector in FOLLOWED), tried


def test_without_the_judgement_every_vector_that_is_followed_does_reach_it(spelt: tuple[str, ...]) -> None:
    with Canary() as canary:
        there = tuple(host for host in spelt if host not in ("169.254.169.254", "10.0.0.1"))
        crawled(Bait(there, canary.port), canary, domains=(HOME, *there), ports=(canary.port,), is_credulous=True)
        came = reached(canary)
    assert all(came[vector] >= 10 for vector in FOLLOWED), came
    assert not came["canonical"]


def test_every_vector_that_is_followed_leads_to_a_name_that_is_listed() -> None:
    with Canary() as canary:
        listed = {"rahasia.localhost": ("127.0.0.1", canary.port)}
        crawled(Bait(("rahasia.localhost",), None), canary, domains=(HOME, "rahasia.localhost"), names=listed)
        came = reached(canary)
    assert {vector for vector in came if vector in VECTORS} == set(FOLLOWED), came

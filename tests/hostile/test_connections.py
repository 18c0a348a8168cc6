"""Real Scrapy over the connecting handler, in a process of its own: where does it connect?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import trustme

from tests.hostile.canary import Canary, spellings
from tests.hostile.server import HostileServer

ASK = """
import json, sys, logging, warnings
spec = json.loads(sys.argv[1])
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
import crawler.net.connect as connect
from crawler.site import Site
from tests.crawler.net.door import FakeDoor
connect.PORTS = frozenset({80, 443, *spec.get("ports", [])})
connect.Ways.__init__.__defaults__ = (connect.PORTS,)
told = {}
class Ask(Spider):
    name = "ask"
    door = FakeDoor(Site(name="ask", outlet="Ask", domains=("penipu.localhost",), zone=8))
    async def start(self):
        for url in spec["urls"]:
            try:
                yield Request(url, callback=self.parse, errback=self.failed, dont_filter=True, meta={"asked": url})
            except ValueError as error:
                told[url] = f"ValueError: {error}"
    def parse(self, response):
        told[response.meta["asked"]] = " ".join([*response.flags, f"{response.status} {len(response.body)}"])
    def failed(self, failure):
        told[failure.request.meta["asked"]] = f"{type(failure.value).__name__}: {failure.value}"
from crawler.net.safety import SAFETY
settings = dict(SAFETY)
settings.update({"DOWNLOADER_MIDDLEWARES": {k: v for k, v in SAFETY["DOWNLOADER_MIDDLEWARES"].items() if not k.startswith("crawler.")}, "KLIPING_LOOPBACK": spec.get("loopback", {}),
    "DOWNLOAD_DELAY": 0, "LOG_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "DOWNLOAD_TIMEOUT": spec.get("timeout", 8), "DOWNLOAD_MAXSIZE": 2_000_000})
process = AsyncCrawlerProcess(settings)
process.crawl(Ask)
process.start()
import resource
print(json.dumps({"told": told, "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))
"""


def ask(**spec: object) -> dict[str, str]:
    return ask_whole(**spec)["told"]


def ask_whole(environment: dict[str, str] | None = None, **spec: object) -> dict:
    import os

    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(spec)], capture_output=True, text=True, timeout=60, check=False, cwd=root,
        env={**os.environ, **(environment or {})},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_no_spelling_of_this_machine_is_connected_to_even_where_its_port_is_allowed() -> None:
    with Canary() as canary:
        urls = spellings(canary.port)
        told = ask(urls=urls, ports=[canary.port], timeout=4)
        assert canary.connections == 0
        assert set(told) == set(urls)
        assert not [answer for answer in told.values() if answer.startswith("200")]


def test_a_name_on_the_allow_list_is_connected_to_at_its_own_port_only() -> None:
    with Canary() as canary:
        loopback = {"warta.localhost": ["127.0.0.1", canary.port]}
        told = ask(
            urls=["http://warta.localhost/", f"http://127.0.0.1:{canary.port}/", "http://lain.localhost/"],
            loopback=loopback,
        )
        assert told["http://warta.localhost/"].startswith("200")
        assert canary.connections == 1


def test_ports_that_are_not_the_webs_are_refused() -> None:
    told = ask(urls=["http://example.com:22/", "http://example.com:6379/"])
    assert all("ForbiddenAddress" in answer or "is not the web" in answer for answer in told.values())


def test_other_schemes_have_no_handler(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("rahasia")
    urls = [secret.as_uri(), "data:text/plain,rahasia", "ftp://127.0.0.1/x", "s3://bucket/x", "gopher://127.0.0.1/x"]
    assert not [answer for answer in ask(urls=urls).values() if answer[:1].isdigit()]


def test_a_proxy_in_the_environment_is_not_used() -> None:
    with Canary() as canary:
        proxy = f"http://127.0.0.1:{canary.port}"
        told = ask_whole({"http_proxy": proxy, "https_proxy": proxy}, urls=["http://contoh.localhost/"])["told"]
        assert canary.connections == 0
        assert "200" not in told["http://contoh.localhost/"]


def hostile(path: str, **spec: object) -> tuple[str, int]:
    with HostileServer() as server:
        loopback = {"penipu.localhost": ["127.0.0.1", server.port]}
        url = f"http://penipu.localhost{path}"
        found = ask_whole(urls=[url], loopback=loopback, **spec)
        return found["told"][url], found["rss_mb"]


@pytest.mark.parametrize("path", ["/many-headers", "/long-header", "/continue-flood", "/chunk-extensions", "/trailers"])
def test_a_flood_of_header_bytes_is_cut_off(path: str) -> None:
    told, rss = hostile(path, timeout=6)
    assert not told.startswith("200"), told
    assert rss < 250


@pytest.mark.parametrize("path", ["/slow-body", "/slow-headers", "/silence"])
def test_a_slow_server_costs_no_more_than_the_timeout(path: str) -> None:
    told, _ = hostile(path, timeout=2)
    assert "Timeout" in told or "Failed" in told, told


@pytest.mark.parametrize("path", ["/bomb-gzip", "/bomb-gzip-gzip", "/bomb-br", "/bomb-zstd", "/endless"])
def test_a_bomb_is_refused_at_the_size_limit(path: str) -> None:
    told, rss = hostile(path, timeout=8)
    assert not told.startswith("200"), told
    assert rss < 300


def test_a_location_with_line_breaks_stays_one_address() -> None:
    told, _ = hostile("/crlf")
    assert told.startswith("302")


def test_certificates_are_verified(tmp_path: Path) -> None:
    for name, answers in (("penipu.localhost", False), ("lain.localhost", False)):
        authority = trustme.CA()
        certificate = authority.issue_cert(name)
        with HostileServer(certificate) as server:
            told = ask(
                urls=["https://penipu.localhost/ok"],
                loopback={"penipu.localhost": ["127.0.0.1", server.port]},
                timeout=5,
            )
        assert told["https://penipu.localhost/ok"].startswith("200") is answers

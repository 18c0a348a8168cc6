"""Real Scrapy over the connecting handler, in a process of its own: where does it connect?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.asking import ask
from tests.hostile.canary import HOSTS, Canary, spellings
from tests.hostile.server import HostileServer, page


def test_no_spelling_of_this_machine_is_connected_to_even_where_its_port_is_the_webs() -> None:
    with Canary() as canary:
        urls = spellings(canary.port)
        outcome = ask(urls, ports=(canary.port,), names={"warta.localhost": ("127.0.0.1", canary.port)})
        assert canary.connections == 0
    assert len(urls) == len(HOSTS) == 30
    assert set(outcome.told) == set(urls)
    assert not [url for url, told in outcome.told.items() if told.status is not None]


def test_without_the_judgement_most_of_them_do_connect() -> None:
    with Canary() as canary:
        urls = tuple(url for url in spellings(canary.port) if "169.254" not in url and "10.0.0.1" not in url)
        outcome = ask(urls, ports=(canary.port,), is_credulous=True)
        assert canary.connections >= 18
    assert [told.status for told in outcome.told.values()].count(200) >= 18


def test_no_spelling_is_reached_by_way_of_robots() -> None:
    """A host's robots.txt is fetched by ourselves, and may redirect wherever it likes."""
    with Canary() as canary:
        targets = dict(enumerate(spellings(canary.port)))

        def answer(host: str, path: str) -> bytes:
            number = int(host.removeprefix("h").partition(".")[0])
            return page(
                b"",
                status="302 Found",
                Location=targets[number],
            )

        with HostileServer(answer=answer) as server:
            names = {f"h{n}.localhost": ("127.0.0.1", server.port) for n in targets}
            urls = tuple(f"http://h{n}.localhost/berita" for n in targets)
            outcome = ask(urls, ports=(canary.port,), names=names, purpose="page")
            assert {path for _, _, path in server.asked} == {"/robots.txt"}
        assert canary.connections == 0
    assert all("robots.txt cannot be read" in told.why for told in outcome.told.values())
    assert len([exchange for exchange in outcome.recorded if exchange.status == 302]) == 30


def test_a_robots_txt_that_redirects_to_a_listed_name_does_lead_there() -> None:
    with Canary() as canary:
        answer = page(b"", status="302 Found", Location="http://rahasia.localhost/robots.txt")
        with HostileServer(answer=lambda *_: answer) as server:
            names = {"h.localhost": ("127.0.0.1", server.port), "rahasia.localhost": ("127.0.0.1", canary.port)}
            ask(["http://h.localhost/berita"], names=names, purpose="page")
        assert canary.connections == 1


PORTS = (21, 22, 25, 3306, 6379, 8080, 11_211)
SCHEMES = (
    "data:text/plain,rahasia",
    "ftp://127.0.0.1/x",
    "s3://ember/x",
    "gopher://127.0.0.1/x",
    "javascript:alert(1)",
)


class Asked:
    """One crawl for many small questions."""

    def __init__(self, canary: Canary, folder: Path) -> None:
        secret = folder / "rahasia.txt"
        secret.write_text("rahasia")
        self.listed = "http://warta.localhost/"
        self.beside = (
            "http://lain.localhost/", "http://x.warta.localhost/", f"http://127.0.0.1:{canary.port}/", f"http://warta.localhost:{canary.port}/",
        )  # fmt: skip
        self.ports = tuple(f"http://contoh{port}.example:{port}/" for port in PORTS)
        self.schemes = (*SCHEMES, secret.as_uri())
        self.outcome = ask(
            [self.listed, *self.beside, *self.ports, *self.schemes],
            names={"warta.localhost": ("127.0.0.1", canary.port)},
        )
        self.connections = canary.connections


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    with Canary() as canary:
        return Asked(canary, tmp_path_factory.mktemp("ask"))


def test_a_name_on_the_allow_list_is_connected_to_at_its_own_port_only(asked: Asked) -> None:
    assert asked.connections == 1
    assert asked.outcome.told[asked.listed].status == 200
    assert [asked.outcome.told[url].status for url in asked.beside] == [None] * 4


def test_ports_that_are_not_the_webs_are_refused_before_any_lookup(asked: Asked) -> None:
    assert all("is not the web's" in asked.outcome.told[url].why for url in asked.ports)


def test_other_schemes_have_no_handler(asked: Asked) -> None:
    told = [asked.outcome.told[url] for url in asked.schemes]
    assert not [one for one in told if one.status is not None or one.size]


def test_another_allow_list_leaves_no_handler_at_all() -> None:
    outcome = ask(["http://penipu.localhost/"], names={"warta.example": ("127.0.0.1", 1)})
    assert "Unsupported URL scheme" in outcome.told["http://penipu.localhost/"].why


def test_a_proxy_in_the_environment_is_not_used() -> None:
    with Canary() as canary, HostileServer() as server:
        proxy = f"http://127.0.0.1:{canary.port}"
        env = {
            name: proxy
            for scheme in ("http", "https", "all")
            for name in (f"{scheme}_proxy", f"{scheme.upper()}_PROXY")
        }
        url = "http://jujur.localhost/"
        outcome = ask(
            [url], env=env | {"no_proxy": "", "NO_PROXY": ""}, names={"jujur.localhost": ("127.0.0.1", server.port)}
        )
        assert canary.connections == 0
    assert outcome.told[url].status == 200

"""Real Scrapy over the connecting handler, in a process of its own: where does it connect?"""

from __future__ import annotations

from pathlib import Path

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


def test_a_name_on_the_allow_list_is_connected_to_at_its_own_port_only() -> None:
    with Canary() as canary:
        listed, other = "http://warta.localhost/", "http://lain.localhost/"
        literal, named = f"http://127.0.0.1:{canary.port}/", f"http://warta.localhost:{canary.port}/"
        outcome = ask([listed, other, literal, named], names={"warta.localhost": ("127.0.0.1", canary.port)})
        assert canary.connections == 1
    assert [url for url, told in outcome.told.items() if told.status == 200] == [listed]


def test_another_allow_list_leaves_no_handler_at_all() -> None:
    outcome = ask(["http://penipu.localhost/"], names={"warta.example": ("127.0.0.1", 1)})
    assert "Unsupported URL scheme" in outcome.told["http://penipu.localhost/"].why


def test_ports_that_are_not_the_webs_are_refused_before_any_lookup() -> None:
    urls = [f"http://contoh{port}.example:{port}/" for port in (21, 22, 25, 3306, 6379, 8080, 11_211)]
    assert all("is not the web's" in told.why for told in ask(urls).told.values())


def test_other_schemes_have_no_handler(tmp_path: Path) -> None:
    secret = tmp_path / "rahasia.txt"
    secret.write_text("rahasia")
    urls = [
        secret.as_uri(),
        "data:text/plain,rahasia",
        "ftp://127.0.0.1/x",
        "s3://ember/x",
        "gopher://127.0.0.1/x",
        "javascript:alert(1)",
    ]
    outcome = ask(urls)
    assert set(outcome.told) == set(urls)
    assert not [told for told in outcome.told.values() if told.status is not None or told.size]


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

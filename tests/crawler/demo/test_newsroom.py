"""The newsroom as a server: names, editions, the log of requests, validators, and the truth that it serves."""

from __future__ import annotations

import http.client
import json
from datetime import timedelta
from itertools import pairwise

import msgspec
import pytest

from crawler.demo.newsroom import TRUTH_HOST, Newsroom
from crawler.demo.press import EDITIONS
from crawler.demo.truth import Truth
from tests.crawler.demo.asking import ask, ask_edition

TAMBORA = "http://warta-tambora.localhost"
HARVEST = f"{TAMBORA}/2026/02/27/panen-jagung-lembah-kempo/"


def test_every_name_lies_under_localhost_and_is_served_on_one_port(press: Newsroom) -> None:
    assert all(name.endswith(".localhost") for name in press.names)
    assert set(press.names.values()) == {("127.0.0.1", press.port)}
    assert len(press.names) == len(press.press.papers) + 1


def test_no_other_name_and_no_other_method_is_answered(press: Newsroom) -> None:
    assert ask(press, "http://somebody.example/").status == 421
    assert ask(press, f"{TAMBORA}/", "POST").status == 405


def test_a_connection_is_kept_and_head_brings_no_body(press: Newsroom) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", press.port, timeout=10)
    lengths = []
    for method in ("GET", "HEAD", "GET"):
        connection.request(method, "/feed/", headers={"Host": "warta-tambora.localhost"})
        answer = connection.getresponse()
        lengths.append(len(answer.read()))
        assert answer.status == 200
    connection.close()
    assert lengths[0] == lengths[2] > lengths[1] == 0


def test_editions_are_days_apart_in_the_morning_of_the_papers() -> None:
    clocks = [Newsroom.clock(edition) for edition in range(1, EDITIONS + 1)]
    assert all(later - earlier >= timedelta(days=2) for earlier, later in pairwise(clocks))
    assert {clock.utcoffset() for clock in clocks} == {timedelta(hours=8)}
    assert all(5 <= clock.hour < 11 for clock in clocks)


def test_every_edition_brings_something_new_to_every_paper(press: Newsroom) -> None:
    for name in press.press.papers:
        counts = [len(press.sheet(name, edition).pieces) for edition in range(1, EDITIONS + 1)]
        new = [{p.name for p in press.sheet(name, edition).pieces} for edition in range(1, EDITIONS + 1)]
        assert all(after - before for before, after in pairwise(new)), (name, counts)


def test_what_was_asked_is_logged_with_its_instant_and_headers(press: Newsroom) -> None:
    press.requests.clear()
    ask(press, f"{TAMBORA}/robots.txt", User_Agent="somebody (+mailto:a@b.example)")
    ask(press, f"{TAMBORA}/nowhere/")
    assert [(r.host, r.path, r.status) for r in press.requests] == [
        ("warta-tambora.localhost", "/robots.txt", 200),
        ("warta-tambora.localhost", "/nowhere/", 404),
    ]
    assert press.requests[0].headers["user-agent"].startswith("somebody")
    assert press.requests[0].at <= press.requests[1].at


def test_an_honest_paper_answers_304_until_the_words_change(press: Newsroom) -> None:
    first = ask(press, HARVEST)
    again = {"If_None_Match": first.headers["ETag"]}
    assert ask(press, HARVEST, **again).status == 304
    assert ask(press, HARVEST, If_Modified_Since=first.headers["Last-Modified"]).status == 304
    assert ask_edition(press, HARVEST, 2, **again).status == 304
    assert ask_edition(press, HARVEST, 3, **again).status == 200


@pytest.mark.parametrize("name", ["suara-nyale", "fajar-komodo", "portal-sumbaselatan"])
def test_other_papers_give_no_validators(press: Newsroom, name: str) -> None:
    headers = ask(press, f"http://{name}.localhost/").headers
    assert not {"ETag", "Last-Modified"} & set(headers)


def test_whoever_browses_with_a_port_gets_links_with_it(press: Newsroom) -> None:
    got = ask(press, f"{TAMBORA}/", Host=f"warta-tambora.localhost:{press.port}")
    assert f"http://warta-tambora.localhost:{press.port}/2026/" in got.html
    assert f":{press.port}" not in ask(press, f"{TAMBORA}/").html


@pytest.mark.parametrize("edition", range(1, EDITIONS + 1))
def test_the_truth_is_served_as_it_is_told(press: Newsroom, edition: int) -> None:
    got = ask(press, f"http://{TRUTH_HOST}/edition/{edition}.json")
    assert msgspec.json.decode(got.body, type=Truth) == press.truth(edition)
    assert json.loads(got.body)["edition"] == edition
    assert f"http://{TRUTH_HOST}/edition/{edition}.json" in ask(press, f"http://{TRUTH_HOST}/").html


def test_a_newsroom_ends_with_its_block() -> None:
    with Newsroom() as press:
        port = press.port
        assert ask(press, f"{TAMBORA}/").status == 200
    with pytest.raises(OSError, match=r"refused|reset"):
        http.client.HTTPConnection("127.0.0.1", port, timeout=2).request("GET", "/")

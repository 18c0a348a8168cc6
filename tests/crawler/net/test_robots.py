"""robots.txt by RFC 9309: what it means, and how it is asked for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings

from archive.facts import RobotsFound
from crawler.net.robots import FRESH, MAX_DELAY, MAX_SITEMAPS, RobotsMiddleware, remembered, rules
from crawler.site import Site
from tests.crawler.net.door import FakeDesk, FakeDoor

A = "User-agent: *\nDisallow: /a\n"
K = "User-agent: kliping\nDisallow: /k\n"
ROBOTS = [
    # status, text, path, is it allowed (RFC 9309; sections 2.2 and 2.3)
    (200, "", "/x", True), (200, A, "/a", False), (200, A, "/a/b", False), (200, A, "/ab", False), (200, A, "/b", True), (200, A, "/A", True),
    (200, "User-agent: *\nDisallow: /\n", "/robots.txt", True), (200, "User-agent: *\nDisallow: /\n", "/x", False),
    (200, "User-agent: *\nDisallow:\n", "/x", True), (200, "User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", True),
    (200, "User-agent: *\nAllow: /a\nDisallow: /a/b\n", "/a/b", False), (200, "User-agent: *\nAllow: /a\nDisallow: /a\n", "/a", True),
    (200, "User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", True),
    # groups: ours before everybody's, however it is written; merged; never another's
    (200, K + "User-agent: *\nDisallow: /\n", "/x", True), (200, "User-agent: *\nDisallow: /\n" + K, "/x", True), (200, K, "/k", False),
    (200, "User-agent: KLIPING\nDisallow: /k\n", "/k", False), (200, "User-agent: Kliping/1.0\nDisallow: /k\n", "/k", False),
    (200, "User-agent: other\nDisallow: /\n", "/x", True), (200, "User-agent: klipingx\nDisallow: /\n", "/x", True),
    (200, "User-agent: kli\nDisallow: /\n", "/x", True), (200, "User-agent: not-kliping\nDisallow: /\n", "/x", True),
    (200, "User-agent: a\nUser-agent: kliping\nDisallow: /g\n", "/g", False), (200, "User-agent: kliping\nUser-agent: a\nDisallow: /g\n", "/g", False),
    (200, "User-agent: kliping\nDisallow: /1\n\nUser-agent: kliping\nDisallow: /2\n", "/2", False),
    (200, "User-agent: kliping\nDisallow: /1\n\nUser-agent: kliping\nDisallow: /2\n", "/1", False),
    (200, "User-agent: kliping\nDisallow: /1\n\nUser-agent: x\nDisallow: /2\n", "/2", True),
    (200, "User-agent: kliping\n\nUser-agent: *\nDisallow: /\n", "/x", False), (200, "User-agent: kliping\nDisallow:\n\nUser-agent: *\nDisallow: /\n", "/x", True),
    (200, "User-agent: kliping\nSitemap: https://a.example/s.xml\nDisallow: /k\n", "/k", False),
    # patterns
    (200, "User-agent: *\nDisallow: /*.pdf$\n", "/x/y.pdf", False), (200, "User-agent: *\nDisallow: /*.pdf$\n", "/x/y.pdfx", True),
    (200, "User-agent: *\nDisallow: /*?s=\n", "/?s=a", False), (200, "User-agent: *\nDisallow: /a$\n", "/ab", True),
    (200, "User-agent: *\nDisallow: /%61\n", "/a", False), (200, "User-agent: *\nDisallow: /é\n", "/%C3%A9", False),
    (200, "User-agent: *\nDisallow: /%2F\n", "//", True),
    # how people write it
    (200, "# catatan\nUser-agent: * # semua\nDisallow: /a # ini\n", "/a", False), (200, "\ufeffUser-agent: *\nDisallow: /a\n", "/a", False),
    (200, "user-agent:*\ndisallow:/a\n", "/a", False), (200, "User-agent: *\r\nDisallow: /a\r\n", "/a", False), (200, "User-agent: *\rDisallow: /a\r", "/a", False),
    (200, "User agent *\nDisallow /a\n", "/a", False), (200, "User-agent kliping\nDisallow: /k\n", "/k", False),
    (200, "User-agent: *\n\n\nDisallow: /a\n", "/a", False), (200, "User-agent: *\x00\nDisallow: /a\x00\n", "/a", False),
    (200, "Disallow: /a\n", "/a", True), (200, "<html>404</html>", "/a", True), (200, "User-agent: *\nCrawl-delay: x\nDisallow: /a\n", "/a", False),
    # the answer's status
    (206, A, "/a", False), (301, "", "/x", True), (400, A, "/a", True), (401, A, "/a", True), (403, A, "/a", True), (404, A, "/a", True), (410, A, "/a", True),
    (429, "", "/x", False), (500, "", "/x", False), (503, A, "/b", False), (503, A, "/robots.txt", True), (None, "", "/x", False),
]  # fmt: skip


@pytest.mark.parametrize(("status", "text", "path", "allowed"), ROBOTS)
def test_robots_are_read_by_rfc_9309(status: int | None, text: str, path: str, allowed: bool) -> None:
    assert rules(status, text.encode()).allows(f"https://warta.example{path}") is allowed


def test_half_a_megabyte_is_read_and_the_rest_is_not() -> None:
    text = (
        b"User-agent: *\nDisallow: /a\n"
        + b"# x\n" * 128_200
        + b"Disallow: /b\n"
        + b"# x\n" * 10_000
        + b"Disallow: /c\n"
    )
    found = rules(200, text)
    assert text.index(b"/b") > 500 * 1024
    assert not found.allows("https://w.example/a")
    assert not found.allows("https://w.example/b")
    assert found.allows("https://w.example/c")


def test_a_crawl_delay_is_obeyed_up_to_a_minute() -> None:
    assert rules(200, b"User-agent: *\nCrawl-delay: 7\n").delay == 7
    assert rules(200, b"User-agent: *\nCrawl-delay: 86400\n").delay == MAX_DELAY
    assert rules(200, b"User-agent: *\nCrawl-delay: 9\nUser-agent: kliping\nCrawl-delay: 3\n").delay == 3
    for nothing in (b"-1", b"nan", b"inf", b"soon"):
        assert rules(200, b"User-agent: *\nCrawl-delay: " + nothing).delay is None
    assert rules(404, b"").delay is None


def test_sitemaps_are_everybodys_and_not_endless() -> None:
    text = b"Sitemap: https://a.example/1.xml\nUser-agent: x\nDisallow: /\nsitemap:https://a.example/2.xml # dua\n"
    assert rules(200, text).sitemaps == ("https://a.example/1.xml", "https://a.example/2.xml")
    assert len(rules(200, text * 1000).sitemaps) == MAX_SITEMAPS
    assert rules(503, text).sitemaps == ()


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"User-agent: a{n}\n" for n in range(15_000)) + "".join(f"Disallow: /x{n}\n" for n in range(20_000)),
        "User-agent: kliping\n" * 15_000 + "Disallow: /x\n" * 20_000,
        "User-agent: *\n" + "".join(f"Disallow: /*a*a*a*a*a*a*a*{n}\n" for n in range(22_000)),
        "User-agent: *\nDisallow: /" + "*a" * 260_000,
        "User-agent: *\n" + "Disallow: /$a$\n" * 35_000,
    ],
    ids=["agents", "ourselves", "stars", "one long rule", "dollars"],
)  # fmt: skip
def test_a_robots_txt_made_to_hurt_is_read_in_little_time(text: str) -> None:
    start = time.process_time()
    rules(200, text.encode()).allows("https://a.example/" + "a" * 2000)
    assert time.process_time() - start < 3


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_at_all_are_read_without_a_word(body: bytes, path: str) -> None:
    found = rules(200, b"User-agent: *\n" + body)
    assert found.allows(f"https://a.example/{path}") in (True, False)
    assert found.delay is None or 0 <= found.delay <= MAX_DELAY


NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_the_last_answer_counts_for_a_day() -> None:
    assert remembered(last_copy(timedelta(hours=23)), NOW) is not None
    assert remembered(last_copy(timedelta(hours=25)), NOW) is None
    assert remembered(last_copy(-timedelta(hours=1)), NOW) is None
    assert remembered(None, NOW) is None


def test_a_copy_of_half_a_megabyte_is_remembered_to_its_end() -> None:
    text = "User-agent: *\n" + "# x\n" * 128_000 + "Disallow: /b\n"
    last = RobotsFound(host="https://a.example", site="a", at=NOW, status=200, text=text)
    found = remembered(last, NOW)
    assert found is not None
    assert not found.allows("https://a.example/b")


class Web:
    """An engine whose downloader answers from a table, and tells how often and what it was asked."""

    def __init__(self, answers: dict[str, Any], delay: float = 5.0) -> None:
        self.answers, self.asked = answers, []
        self.settings = Settings({"DOWNLOAD_DELAY": delay, "DOWNLOAD_DELAY_JITTER": 0.25})
        self.per_slot_settings: dict[str, Any] = {}
        self.slots = {"a.example": Slot(1, delay, 0.25)}
        self.engine, self.downloader = self, self
        self.spider: Any = None

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        assert request.meta["kliping_purpose"] == "robots"
        await asyncio.sleep(0)
        answer = self.answers.get(request.url, (404, b""))
        if isinstance(answer, Exception):
            raise answer
        status, body = answer[:2]
        return Response(request.url, status=status, body=body, headers=answer[2] if len(answer) > 2 else {})


def door(last: RobotsFound | None = None) -> FakeDoor:
    desk = FakeDesk(clock=lambda: NOW)
    return FakeDoor(Site(name="a", outlet="A", domains=("a.example",), zone=8), desk=desk, last=last)


def visits(
    web: Web, *urls: str, of: FakeDoor | None = None, then: Callable[[RobotsMiddleware], None] | None = None
) -> list[str]:
    """What the middleware says to requests made at once: "" where they pass."""
    web.spider = type("Spider", (), {"door": of or door(), "name": "a"})()
    middleware = RobotsMiddleware.from_crawler(web)  # type: ignore[arg-type]

    async def one(url: str) -> str:
        try:
            await middleware.process_request(Request(url))
        except IgnoreRequest as why:
            return str(why)
        return ""

    async def all_of_them() -> list[str]:
        told = await asyncio.gather(*(one(url) for url in urls))
        if then is not None:
            then(middleware)
        return told

    return asyncio.run(all_of_them())


ROBOTS_URL = "https://a.example/robots.txt"


def test_it_is_asked_once_for_all_requests_of_a_host_and_nothing_passes_before() -> None:
    web, at = Web({ROBOTS_URL: (200, A.encode())}), door()
    told = visits(web, "https://a.example/a", "https://a.example/b", "https://a.example/c", of=at)
    assert told == ["robots.txt forbids it", "", ""]
    assert web.asked == [ROBOTS_URL]
    assert at.robots == [("https://a.example", 200, "")]


def test_its_own_request_passes() -> None:
    web = Web({})
    web.spider = type("Spider", (), {"door": door(), "name": "a"})()
    asyncio.run(RobotsMiddleware(web).process_request(Request(ROBOTS_URL, meta={"kliping_purpose": "robots"})))  # type: ignore[arg-type]
    assert not web.asked


@pytest.mark.parametrize("answer", [(500, b""), (503, A.encode()), (429, b""), OSError("refused")])
def test_while_it_cannot_be_read_nothing_is_asked(answer: Any) -> None:
    at = door()
    assert visits(Web({ROBOTS_URL: answer}), "https://a.example/b", of=at) == ["robots.txt cannot be read"]
    assert len(at.robots) == 1


def last_copy(age: timedelta) -> RobotsFound:
    return RobotsFound(host="https://a.example", site="a", at=NOW - age, status=200, text=A)


@pytest.mark.parametrize("hours", [0, 11])
def test_a_fresh_answer_of_an_earlier_run_is_used_without_asking(hours: int) -> None:
    web, at = Web({ROBOTS_URL: (200, b"")}), door(last_copy(timedelta(hours=hours)))
    assert visits(web, "https://a.example/a", "https://a.example/b", of=at) == ["robots.txt forbids it", ""]
    assert not web.asked
    assert not at.robots


def test_that_there_is_none_is_remembered_as_well() -> None:
    web, missing = Web({ROBOTS_URL: (500, b"")}), RobotsFound(host="https://a.example", site="a", at=NOW, status=404)
    assert visits(web, "https://a.example/a", of=door(missing)) == [""]
    assert not web.asked


def test_an_older_answer_is_asked_anew_and_the_new_one_counts() -> None:
    web = Web({ROBOTS_URL: (200, b"User-agent: *\nDisallow: /b\n")})
    told = visits(web, "https://a.example/a", "https://a.example/b", of=door(last_copy(FRESH + timedelta(hours=1))))
    assert told == ["", "robots.txt forbids it"]


def test_while_it_cannot_be_read_the_last_copy_counts_for_a_day() -> None:
    asked = ("https://a.example/a", "https://a.example/b")
    fresh, old = door(last_copy(timedelta(hours=20))), door(last_copy(timedelta(hours=30)))
    assert visits(Web({ROBOTS_URL: (503, b"")}), *asked, of=fresh) == ["robots.txt forbids it", ""]
    assert visits(Web({ROBOTS_URL: (503, b"")}), *asked, of=old) == ["robots.txt cannot be read"] * 2


def test_five_redirects_are_followed_wherever_they_lead_and_a_sixth_is_not() -> None:
    def chain(length: int) -> Web:
        answers: dict[str, Any] = {ROBOTS_URL: (302, b"", {"Location": "/1"})}
        for n in range(1, length):
            answers[f"https://a.example/{n}"] = (301, b"", {"Location": f"/{n + 1}"})
        answers[f"https://a.example/{length}"] = (200, A.encode())
        return Web(answers)

    assert visits(chain(5), "https://a.example/a") == ["robots.txt forbids it"]
    six = chain(6)
    assert visits(six, "https://a.example/a") == [""]
    assert len(six.asked) == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "data:text/plain,x", "ftp://a.example/", "javascript:1"])
def test_a_redirect_to_another_scheme_is_not_followed(target: str) -> None:
    web = Web({ROBOTS_URL: (302, b"", {"Location": target})})
    assert visits(web, "https://a.example/a") == [""]
    assert web.asked == [ROBOTS_URL]


def test_what_breaks_behind_the_door_lets_nobody_wait_for_ever() -> None:
    class Broken(FakeDoor):
        async def take_robots(self, host: str, response: Response | None, why: str) -> None:
            raise OSError("no space left")

    broken = Broken(door().site)
    told = visits(Web({ROBOTS_URL: (200, b"")}), "https://a.example/a", "https://a.example/b", of=broken)
    assert all("no space left" in why for why in told)


@pytest.mark.parametrize(
    ("usual", "named", "pace", "shortest"),
    [
        (5.0, "20", 20.0, 20.0),
        (5.0, "2", 5.0, 3.75),
        (5.0, "4.5", 5.0, 4.5),
        (0.0, "3", 3.0, 3.0),
        (5.0, "3600", 60.0, 60.0),
    ],
)
def test_a_crawl_delay_holds_in_the_slot_that_is_and_in_each_that_comes(
    usual: float, named: str, pace: float, shortest: float
) -> None:
    web = Web({ROBOTS_URL: (200, f"User-agent: *\nCrawl-delay: {named}\n".encode())}, delay=usual)
    visits(web, "https://a.example/b")
    kept = web.per_slot_settings["a.example"]
    for delay, jitter in (
        (web.slots["a.example"].delay, web.slots["a.example"].jitter),
        (kept["delay"], kept["jitter"]),
    ):
        assert delay == pace
        assert delay * (1 - jitter) == pytest.approx(shortest)
    assert kept["concurrency"] == 1


def test_without_a_crawl_delay_the_pace_stays() -> None:
    web = Web({ROBOTS_URL: (200, A.encode())})
    visits(web, "https://a.example/b")
    assert not web.per_slot_settings
    assert web.slots["a.example"].delay == 5


def test_its_sitemaps_are_told() -> None:
    told: list[tuple[str, ...]] = []
    web = Web({ROBOTS_URL: (200, b"Sitemap: https://a.example/s.xml\n")})
    visits(web, "https://a.example/b", then=lambda middleware: told.append(middleware.sitemaps("https://a.example")))
    assert told == [("https://a.example/s.xml",)]

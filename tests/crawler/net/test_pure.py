from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime, timedelta

import brotli
import pytest
from backports import zstd

from crawler.errors import SiteError
from crawler.net.connect import guard
from crawler.net.marks import HEAD_BYTES, is_noarchive
from crawler.net.pause import BREAK_AFTER, Pauses, is_busy, retry_after
from crawler.net.public import is_public
from crawler.net.robots import MAX_DELAY, remembered, rules
from crawler.net.safety import SAFETY
from crawler.site import Site

NOT_PUBLIC = (
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "0.0.0.0",
    "100.64.0.1", "192.0.0.192", "168.63.129.16", "192.88.99.1", "198.18.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1",
    "ff02::1", "2001:db8::1", "100::1", "not an address", "",
)  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_nothing_but_the_public_web_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "103.56.206.1", "2606:4700::6810:84e5", "2002:808:808::", "::ffff:8.8.8.8"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


def site(host: str) -> Site:
    return Site(name="a", outlet="A", domains=(host,), zone=8)


def test_the_allow_list_is_for_invented_papers_alone() -> None:
    guard({"a.localhost": ("127.0.0.1", 1)}, [site("a.localhost")])
    with pytest.raises(SiteError):
        guard({"a.localhost": ("127.0.0.1", 1)}, [site("a.localhost"), site("suarajarmas.com")])
    with pytest.raises(SiteError):
        guard({"suarajarmas.com": ("127.0.0.1", 1)}, [site("a.localhost")])


A = "User-agent: *\nDisallow: /a\n"
ROBOTS = [
    # status, text, path, is it allowed (RFC 9309; sections 2.2 and 2.3)
    (200, "", "/x", True), (200, A, "/a", False), (200, A, "/a/b", False), (200, A, "/ab", False), (200, A, "/b", True), (200, A, "/A", True),
    (200, "User-agent: *\nDisallow: /\n", "/robots.txt", True), (200, "User-agent: *\nDisallow: /\n", "/x", False),
    (200, "User-agent: *\nDisallow:\n", "/x", True), (200, "User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", True),
    (200, "User-agent: *\nAllow: /a\nDisallow: /a/b\n", "/a/b", False), (200, "User-agent: *\nAllow: /a\nDisallow: /a\n", "/a", True),
    (200, "User-agent: kliping\nDisallow: /k\nUser-agent: *\nDisallow: /\n", "/x", True), (200, "User-agent: kliping\nDisallow: /k\n", "/k", False),
    (200, "User-agent: KLIPING\nDisallow: /k\n", "/k", False), (200, "User-agent: other\nDisallow: /\n", "/x", True),
    (200, "User-agent: a\nUser-agent: kliping\nDisallow: /g\n", "/g", False),
    (200, "User-agent: kliping\nDisallow: /1\n\nUser-agent: kliping\nDisallow: /2\n", "/2", False),
    (200, "User-agent: kliping\nDisallow: /1\n\nUser-agent: kliping\nDisallow: /2\n", "/1", False),
    (200, "User-agent: *\nDisallow: /*.pdf$\n", "/x/y.pdf", False), (200, "User-agent: *\nDisallow: /*.pdf$\n", "/x/y.pdfx", True),
    (200, "User-agent: *\nDisallow: /*?s=\n", "/?s=a", False), (200, "User-agent: *\nDisallow: /a$\n", "/ab", True),
    (200, "# catatan\nUser-agent: * # semua\nDisallow: /a # ini\n", "/a", False), (200, "\ufeffUser-agent: *\nDisallow: /a\n", "/a", False),
    (200, "user-agent:*\ndisallow:/a\n", "/a", False), (200, "User-agent: *\r\nDisallow: /a\r\n", "/a", False), (200, "User-agent: *\rDisallow: /a\r", "/a", False),
    (200, "Disallow: /a\n", "/a", True), (200, "<html>404</html>", "/a", True), (200, "User-agent: *\nDisallow: /%61\n", "/a", False),
    (200, "User-agent: *\nDisallow: /é\n", "/%C3%A9", False), (200, "User-agent: *\nCrawl-delay: x\nDisallow: /a\n", "/a", False),
    (301, "", "/x", True), (400, A, "/a", True), (401, A, "/a", True), (403, A, "/a", True), (404, A, "/a", True), (410, A, "/a", True),
    (429, "", "/x", False), (500, "", "/x", False), (503, A, "/b", False), (None, "", "/x", False),
]  # fmt: skip


@pytest.mark.parametrize(("status", "text", "path", "allowed"), ROBOTS)
def test_robots_are_read_by_rfc_9309(status: int | None, text: str, path: str, allowed: bool) -> None:
    assert rules(status, text.encode()).allows(f"https://warta.example{path}") is allowed


def test_robots_longer_than_half_a_megabyte_are_read_to_there() -> None:
    text = b"User-agent: *\nDisallow: /a\n" + b"# x\n" * 140_000 + b"Disallow: /b\n"
    found = rules(200, text)
    assert not found.allows("https://w.example/a")
    assert found.allows("https://w.example/b")


def test_a_crawl_delay_is_obeyed_up_to_a_minute() -> None:
    assert rules(200, b"User-agent: *\nCrawl-delay: 7\n").delay == 7
    assert rules(200, b"User-agent: *\nCrawl-delay: 86400\n").delay == MAX_DELAY
    assert rules(404, b"").delay is None


def test_the_last_good_copy_counts_for_a_day() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert remembered(A, now - timedelta(hours=23), now) is not None
    assert remembered(A, now - timedelta(hours=25), now) is None


NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("9", 9), (" 120 ", 120), ("999999999999", 86_400), ("Mon, 02 Mar 2026 01:00:30 GMT", 30), ("Mon, 02 Mar 2026 00:00:00 GMT", 0),
     ("Mon, 02 Mar 2036 01:00:00 GMT", 86_400), ("-5", None), ("soon", None), ("", None), (None, None), ("١٢", None)],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_pauses_double_and_a_named_one_is_kept_to_the_second() -> None:
    pauses = Pauses()
    assert [pauses.failed(0, None) for _ in range(4)] == [60, 120, 240, 480]
    assert not pauses.is_broken
    assert pauses.failed(1000, 9) == 9
    assert pauses.wait(1005) == 4
    assert pauses.is_broken
    assert pauses.failures == BREAK_AFTER
    pauses.worked()
    assert not pauses.is_broken


def test_shared_hosting_says_it_is_busy_in_words() -> None:
    assert is_busy(508, b"")
    assert is_busy(200, b"<h1>508 Resource Limit Is Reached</h1>")
    assert not is_busy(200, b"x" * 30_000 + b"Resource Limit Is Reached")


PAGE = b"<html><head><meta content='noarchive, nofollow' name='robots'></head>isi"


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("", bytes),
        ("gzip", gzip.compress),
        ("br", brotli.compress),
        ("zstd", zstd.compress),
        ("deflate", zlib.compress),
    ],
)
def test_noarchive_is_seen_through_every_coding(coding: str, pack: object) -> None:
    headers = (("Content-Encoding", coding),) if coding else ()
    assert is_noarchive(headers, pack(PAGE))  # type: ignore[operator]
    assert not is_noarchive(headers, pack(PAGE.replace(b"noarchive", b"index")))  # type: ignore[operator]


def test_noarchive_in_a_header_or_for_us_by_name_counts_and_in_a_text_it_does_not() -> None:
    assert is_noarchive((("X-Robots-Tag", "noindex, NOARCHIVE"),), b"")
    assert is_noarchive((), b'<META NAME="kliping" CONTENT="noarchive">')
    assert not is_noarchive((), b"<p>tag noarchive dijelaskan di sini</p>")
    assert not is_noarchive((), b" " * HEAD_BYTES + PAGE)


def test_a_bomb_is_not_unpacked_to_look_for_a_mark() -> None:
    assert not is_noarchive((("Content-Encoding", "gzip"),), gzip.compress(b"\0" * 50_000_000))


def test_every_setting_of_ours_exists_in_scrapy() -> None:
    from scrapy.settings import default_settings

    assert not [name for name in SAFETY if not hasattr(default_settings, name)]
    for group in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS"):
        base = getattr(default_settings, f"{group}_BASE")
        assert not [name for name in SAFETY[group] if name.startswith("scrapy.") and name not in base]

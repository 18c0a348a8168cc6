"""Whatever a source answers, discovery ends soon, reads no file, and says DiscoveryError or nothing worse."""

import contextlib
import gzip
import time
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.facts import Link
from crawler.discovery import discover
from crawler.errors import DiscoveryError
from crawler.keys import SourceKind
from crawler.raw_page import RawPage
from crawler.site import Source
from tests.crawler.discovery.papers import HOME, SITE

KINDS = get_args(SourceKind)
ENTRY = "<url><loc>https://warta.example/2024/06/a{}</loc></url>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def bombs(canary: Path) -> dict[str, bytes]:
    body = f"<urlset>{ENTRY.format('&x;')}</urlset>"
    laughs = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]><urlset>{ENTRY.format("&l9;")}</urlset>'
    return {
        "a billion laughs": laughs.encode(),
        "laughs in UTF-16": laughs.encode("utf-16"),
        "laughs packed": gzip.compress(laughs.encode()),
        "laughs in an attribute": laughs.replace("<url>", '<url a="&l9;">').encode(),
        "quadratic": f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x "{"a" * 100_000}">]><urlset>{ENTRY.format("&x;" * 20_000)}</urlset>'.encode(),
        "a file as entity": f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file://{canary}">]>{body}'.encode(),
        "a file as parameter entity": f'<?xml version="1.0"?><!doctype r [<!ENTITY % p SYSTEM "file://{canary}"> %p;]>{body}'.encode(),
        "a foreign DTD": f'<?xml version="1.0"?><!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">{body}'.encode(),
        "an entity without DOCTYPE": f'<?xml version="1.0"?><!ENTITY x SYSTEM "file://{canary}">{body}'.encode(),
        "XInclude": f'<urlset xmlns:xi="http://www.w3.org/2001/XInclude"><url><loc>https://warta.example/2024/06/<xi:include href="file://{canary}" parse="text"/></loc></url></urlset>'.encode(),
        "deep": b"<urlset>" + b"<url>" * 500_000,
        "a flood of attributes": b"<urlset " + b" ".join(b'a%d="1"' % n for n in range(100_000)) + b"></urlset>",
        "a name that never ends": b"<urlset><" + b"a" * 5_000_000,
        "a comment that never ends": b"<urlset><!--" + b"-" * 5_000_000,
        "namespaces": b"<urlset " + b" ".join(b'xmlns:n%d="u%d"' % (n, n) for n in range(20_000)) + b"></urlset>",
    }  # fmt: skip


@pytest.mark.parametrize("name", bombs(Path("x")))
@pytest.mark.parametrize("kind", ["sitemap", "feed", "blogger"])
def test_a_bomb_ends_within_a_second_and_nothing_is_read(name: str, kind: SourceKind, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("secret-canary", encoding="ascii")
    body = bombs(canary)[name]
    began = time.process_time()
    try:
        things = discover(kind, RawPage(url=f"{HOME}s.xml", body=body), SITE)
    except DiscoveryError as error:
        things, said = (), str(error)
        assert "secret-canary" not in said
        assert len(said) < 500
    assert time.process_time() - began < 1
    assert not any("secret-canary" in thing.url for thing in things)
    assert all(len(thing.url) < 2100 for thing in things)


@pytest.mark.parametrize("layers", [1, 2])
def test_a_packed_bomb_is_refused_within_a_second(layers: int) -> None:
    body = b"\x00" * (120 * 2**20)
    for _ in range(layers):
        body = gzip.compress(body, 1)
    began = time.process_time()
    with pytest.raises(DiscoveryError, match="unpacks to more than"):
        discover("sitemap", RawPage(url=f"{HOME}s.xml.gz", body=body), SITE)
    assert time.process_time() - began < 1


HTML_BOMBS = {
    "deep": b"<div>" * 100_000 + b'<a href="/2024/06/01/panen">Panen</a>',
    "deep anchors": b'<a href="/2024/06/01/panen">' * 50_000,
    "deep headings": b'<h2><a href="/2024/06/01/panen">' * 10_000,
    "many anchors side by side": b'<a href="/2024/06/01/panen-%d">Panen raya di desa itu</a>' * 100_000,
    "many anchors in one block": b"<div>" + b"".join(b'<a href="/2024/06/01/p%d">Panen raya di desa</a>' % n for n in range(20_000)) + b"</div>",
    "long words": b'<a href="/2024/06/01/panen">' + b"a" * 5_000_000 + b"</a>",
    "a long href": b'<a href="/' + b"a/" * 2_000_000 + b'">Panen raya di desa itu</a>',
    "a flood of attributes": b"<a " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b' href="/2024/06/01/p">Panen</a>',
    "long class names": b'<div class="' + b"nav-x " * 100_000 + b'"><a href="/2024/06/01/p">Panen</a></div>',
    "many bases": b'<base href="/x/">' * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("body", HTML_BOMBS.values(), ids=HTML_BOMBS)
def test_a_list_made_to_choke_on_is_read_within_the_childs_time(body: bytes) -> None:
    began = time.process_time()
    with contextlib.suppress(DiscoveryError):
        hold(discover("section", RawPage(url=HOME, body=body), SITE))
    assert time.process_time() - began < 4


PIECES = st.sampled_from(
    [
        "<urlset>", "</urlset>", "<url>", "</url>", "<loc>", "</loc>", "<rss>", "<channel>", "<item>", "</item>", "<link>", "</link>",
        "<feed>", "<entry>", '<link href="/2024/06/a"/>', "<title>", "</title>", "<![CDATA[", "]]>", "&nbsp;", "&", "&#0;", "&#xD800;", "<!--",
        "https://warta.example/2024/06/panen", "//", "http://[", "<?xml version='1.0'?>", "<sitemapindex>", "<sitemap>", "<lastmod>2024-",
        "[{", '"link":', "}]", '"x"', '<a href="', '">', "</a>", "<h2>", "?page=2", "\x00", "\ud800", "\ufeff", "<base href='", "Sitemap: ", "\n",
        "<time datetime='2024-06-01'>", "12 Mei 2024", "9" * 30, "data:", "<table>", "<nav>",
    ]
)  # fmt: skip


def hold(things: tuple[Link | Source, ...]) -> None:
    assert len({thing.url for thing in things}) == len(things)
    for thing in things:
        assert thing.url.startswith(("http://", "https://"))
        assert thing.url.isprintable()
        if isinstance(thing, Source):
            assert SITE.owns(thing.url)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(KINDS), st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=40).map("".join)))
def test_junk_gives_links_or_a_discovery_error(kind: SourceKind, body: str | bytes) -> None:
    raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    page = RawPage(url=HOME, body=raw, content_type="text/html", headers=(("x-wp-totalpages", "9" * 40),))
    with contextlib.suppress(DiscoveryError):
        hold(discover(kind, page, SITE))

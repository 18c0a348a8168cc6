"""Hrefs become addresses as browsers make them; what can be no article is told by the address alone."""

from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.addresses import Base, is_article_possible, is_trap, path_and_query

BASE = "https://warta.example/daerah/list.html?page=2#top"


@pytest.mark.parametrize(
    ("href", "url"),
    {
        "https://warta.example/a": "https://warta.example/a",
        "HTTPS://warta.example/a": "https://warta.example/a",
        "//lain.example/a": "https://lain.example/a",
        "/a/b": "https://warta.example/a/b",
        "b.html": "https://warta.example/daerah/b.html",
        "./b": "https://warta.example/daerah/b",
        "../b": "https://warta.example/b",
        "/x/../b": "https://warta.example/b",
        "?page=3": "https://warta.example/daerah/list.html?page=3",
        "  /a\n/b ": "https://warta.example/a/b",
        "/a b": "https://warta.example/a%20b",
        "/jum’at": "https://warta.example/jum’at",
        "/a#komentar": "https://warta.example/a",
    }.items(),
)
def test_an_href_is_joined_as_browsers_join_it(href: str, url: str) -> None:
    assert Base(BASE).join(href) == url


@pytest.mark.parametrize(
    "href",
    [
        "", "#", "#atas", "javascript:void(0)", "JavaScript:alert(1)", "mailto:a@b.example", "tel:+62", "data:text/html,x",
        "file:///etc/passwd", "ftp://warta.example/a", "gopher://x/", "whatsapp://send?text=x", "http://", "http:///a",
        "https://user:pass@warta.example/", "https://warta.example\\@evil.example/", "http:warta", "/" + "a" * 3000,
        "/a\x00b", "/a\x1b[31m", "/\ud800", "https://warta.example:80 80/",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_none(href: str) -> None:
    assert Base(BASE).join(href) is None


@given(st.text(alphabet="abz019-_/.?=&%:", max_size=40))
def test_joining_agrees_with_the_standard_library(href: str) -> None:
    joined = Base(BASE).join(href)
    # The standard library folds empty segments away, browsers do not.
    if joined is None or href.endswith("?") or "//" in href.partition("?")[0]:
        return
    standard = urldefrag(urljoin(BASE, href)).url
    assert urlsplit(joined)._replace(path=urlsplit(joined).path or "/") == urlsplit(standard)._replace(
        path=urlsplit(standard).path or "/"
    )


@given(st.text(max_size=60))
def test_joining_anything_gives_a_printable_web_address_or_none(href: str) -> None:
    joined = Base(BASE).join(href)
    assert joined is None or (joined.startswith(("https://", "http://")) and joined.isprintable() and " " not in joined)
    if joined is not None:
        is_article_possible(joined)
        is_trap(joined)


ARTICLES = """ /2020/10/10/10-fakta-desa /2012/12/12/12
/2024/05/01/panen-jagung/ /panen-jagung-di-rote-meningkat /berita/1234/panen-jagung /read/77/panen /?p=812 /berita.php?id=77
/index.php?berita=12 /2024/05/panen-jagung.html /daerah/pr-12345678/panen /news/read/2024/05/01/1/panen.html /amp/berita/12/x
/panen?page=all /tentang-harga-beras-yang-naik /redaksi-baru-koran-itu-dilantik /kategori-juara-lomba /p/123
/search-engine-itu-apa /calendar-of-events-2024/x /profil-desa-adat-boti
"""
OTHERS = """
/ /index.php /a.jpg /wp-content/uploads/2024/05/a.pdf /tag/jagung /tags/jagung?page=2 /category/daerah/ /kategori/daerah
/author/admin/ /penulis/isto /search?q=x /search/label/Berita /?s=jagung /panen?replytocom=12 /panen?share=facebook
/?attachment_id=33 /page/2 /kategori/daerah/page/3 /2024 /2024/05 /2024/05/01/ /2024_05_archive.html /p/tentang-kami.html
/tentang-kami /redaksi /pedoman-media-siber/ /pedoman-pemberitaan-media-siber /kode-etik-jurnalistik /privacy-policy
/disclaimer.html /wp-login.php /xmlrpc.php /feed /panen-jagung/feed /comments/feed /login /cdn-cgi/l/email-protection
/search?updated-max=2024-01-01T00:00:00%2B08:00&max-results=20 /info-iklan /kontak-kami /?cat=3 /?m=202405 /sitemap.xml
"""


@pytest.mark.parametrize("path", ARTICLES.split())
def test_an_article_may_be_here(path: str) -> None:
    assert is_article_possible("https://warta.example" + path)
    assert not is_trap("https://warta.example" + path)


@pytest.mark.parametrize("path", OTHERS.split())
def test_no_article_is_here(path: str) -> None:
    assert not is_article_possible("https://warta.example" + path)


@pytest.mark.parametrize(
    "path",
    [
        "/a?replytocom=1", "/list?PHPSESSID=abc", "/list;jsessionid=1", "/list?sort=asc&page=2", "/kalender/2024/05/?page=2",
        "/search?updated-max=2024&reverse-paginate=true", "/a/b/a/b/a/b/a/b", "/events/?tribe-bar-date=2024-05-01",
        "/produk?filter_warna=merah", "/x/x/x", "/list?s=a&page=2",
    ],
)  # fmt: skip
def test_a_list_without_end_is_a_trap(path: str) -> None:
    assert is_trap("https://warta.example" + path)


@pytest.mark.parametrize(
    "path", ["/?page=2", "/berita?halaman=3", "/page/2/", "/search?updated-max=2024&max-results=7"]
)
def test_an_honest_list_is_no_trap(path: str) -> None:
    assert not is_trap("https://warta.example" + path)


def test_path_and_query() -> None:
    assert path_and_query("https://warta.example") == ("/", "")
    assert path_and_query("https://warta.example?p=1") == ("/", "p=1")
    assert path_and_query("https://warta.example/a/?p=1") == ("/a", "p=1")

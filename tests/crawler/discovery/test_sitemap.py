"""Sitemaps of every make are read; what would expand or grow without bound is refused."""

import gzip
from datetime import datetime, timedelta

import pytest

from archive.facts import Link
from crawler.errors import DiscoveryError
from crawler.site import Source
from tests.crawler.discovery.papers import HOME, NOW, SITE, found, paths

NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="/main-sitemap.xsl"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://warta.example/2024/06/11/petani-rote-panen/</loc>
 <news:news><news:publication><news:name>Warta</news:name><news:language>id</news:language></news:publication>
 <news:publication_date>2024-06-11T08:30:00+08:00</news:publication_date><news:title>Petani Rote &amp;#8220;Panen&amp;#8221; Raya</news:title></news:news>
 <image:image><image:loc>https://warta.example/wp-content/a.jpg</image:loc><image:title>Foto</image:title></image:image></url>
<url><loc> https://warta.example/2024/06/12/kapal-baru/ </loc>
 <news:news><news:publication_date>2024-06-12</news:publication_date><news:title><![CDATA[Kapal Baru & Dermaga]]></news:title></news:news></url>
</urlset>"""


def urlset(*entries: str) -> str:
    urls = "".join(f"<url>{entry}</url>" for entry in entries)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def test_a_news_sitemap_tells_titles_and_times_newest_first() -> None:
    links, sources = found("news_sitemap", NEWS)
    assert links == [
        Link(
            url=f"{HOME}2024/06/12/kapal-baru/",
            title="Kapal Baru & Dermaga",
            published_at=datetime.fromisoformat("2024-06-12T00:00:00+08:00"),
        ),
        Link(
            url=f"{HOME}2024/06/11/petani-rote-panen/",
            title="Petani Rote “Panen” Raya",
            published_at=datetime.fromisoformat("2024-06-11T08:30:00+08:00"),
        ),
    ]
    assert sources == []


def test_a_plain_sitemap_tells_changes_and_leaves_out_what_is_no_article() -> None:
    body = urlset(
        "<loc>https://warta.example/</loc>",
        "<loc>https://warta.example/kapal-baru-tiba/</loc><lastmod>2024-06-01T10:00:00+08:00</lastmod>",
        "<loc>https://warta.example/category/daerah/</loc>",
        "<loc>https://warta.example/tentang-kami/</loc>",
        "<loc>https://warta.example/kapal-baru-tiba/</loc>",
        "<loc>javascript:alert(1)</loc>",
        "<loc></loc>",
        "<lastmod>2024-06-01</lastmod>",
    )
    links, _ = found("sitemap", body)
    assert paths(links) == ["/kapal-baru-tiba/"]
    assert links[0].updated_at == datetime.fromisoformat("2024-06-01T10:00:00+08:00")


def test_an_index_leads_to_sitemaps_of_articles_the_newest_first() -> None:
    names = ("post-sitemap.xml", "post-sitemap2.xml", "page-sitemap.xml", "category-sitemap.xml", "post_tag-sitemap.xml",
             "author-sitemap.xml", "wp-sitemap-taxonomies-category-1.xml", "wp-sitemap-users-1.xml", "news-sitemap.xml",
             "sitemap-tags.xml")  # fmt: skip
    entries = "".join(f"<sitemap><loc>https://warta.example/{name}</loc></sitemap>" for name in names)
    body = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'
    links, sources = found("sitemap", body)
    assert links == []
    assert [(source.kind, source.url.removeprefix(HOME)) for source in sources] == [
        ("news_sitemap", "news-sitemap.xml"),
        ("sitemap", "post-sitemap2.xml"),
        ("sitemap", "post-sitemap.xml"),
    ]


def test_an_index_tells_when_its_parts_changed_and_never_leads_off_the_site() -> None:
    body = (
        "<sitemapindex><sitemap><loc>https://lain.example/sitemap.xml</loc></sitemap>"
        "<sitemap><loc>/sitemap-1.xml</loc><lastmod>2024-05-01</lastmod></sitemap>"
        "<sitemap><loc>/sitemap-2.xml</loc><lastmod>2024-06-01</lastmod></sitemap>"
        "<sitemap><loc>/source</loc></sitemap></sitemapindex>"
    )
    _, sources = found("sitemap", body)
    moments = [datetime.fromisoformat(f"2024-0{month}-01T00:00:00+08:00") for month in (6, 5)]
    assert sources == [
        Source(kind="sitemap", url=f"{HOME}sitemap-2.xml", updated_at=moments[0]),
        Source(kind="sitemap", url=f"{HOME}sitemap-1.xml", updated_at=moments[1]),
    ]


def test_paged_sitemaps_are_followed() -> None:
    body = "<sitemapindex><sitemap><loc>https://warta.example/sitemap.xml?page=1</loc></sitemap></sitemapindex>"
    _, sources = found("sitemap", body)
    assert [source.url for source in sources] == [f"{HOME}sitemap.xml?page=1"]


def test_a_packed_sitemap_is_unpacked() -> None:
    packed = gzip.compress(NEWS.encode())
    assert len(found("sitemap", packed)[0]) == 2
    assert len(found("sitemap", gzip.compress(packed))[0]) == 2
    assert len(found("sitemap", packed + b"rubbish after the end")[0]) == 2
    with pytest.raises(DiscoveryError, match="more than twice"):
        found("sitemap", gzip.compress(gzip.compress(packed)))
    with pytest.raises(DiscoveryError, match="no whole gzip"):
        found("sitemap", b"\x1f\x8b" + b"\x00" * 50)


def test_a_sitemap_cut_short_gives_what_it_has() -> None:
    whole = urlset(*(f"<loc>https://warta.example/artikel-{n}-panjang</loc>" for n in range(100)))
    assert 40 <= len(found("sitemap", whole[: len(whole) // 2])[0]) <= 50


def test_plain_lines_are_a_sitemap_too() -> None:
    body = "\ufeffhttps://warta.example/kapal-baru-tiba\r\nhttps://warta.example/tag/x\r\nnot an address\nhttps://warta.example/2024/01/02/x"
    assert paths(found("sitemap", body)[0]) == ["/kapal-baru-tiba", "/2024/01/02/x"]


def test_dates_of_change_that_are_only_the_hour_of_making_are_not_believed() -> None:
    def stamped(stamps: list[str]) -> list[Link]:
        entries = (f"<loc>/artikel-ke-{n}</loc><lastmod>{stamp}</lastmod>" for n, stamp in enumerate(stamps))
        return found("sitemap", urlset(*entries))[0]

    alike = stamped(["2024-06-01T10:00:00+08:00"] * 20)
    just_made = stamped([(NOW - timedelta(seconds=n)).isoformat() for n in range(20)])
    honest = stamped([(NOW - timedelta(days=n)).isoformat() for n in range(20)])
    assert all(link.updated_at is None for link in (*alike, *just_made))
    assert all(link.updated_at is not None for link in honest)


def test_no_more_than_fifty_thousand_links_are_taken() -> None:
    body = urlset(*(f"<loc>https://warta.example/berita/{n}/x</loc>" for n in range(50_100)))
    assert len(found("sitemap", body)[0]) == 50_000


def test_only_addresses_like_the_sites_articles_are_taken() -> None:
    site = SITE.__class__(name="w", outlet="W", domains=("warta.example",), zone=8, article_url=r"/berita/\d+/")
    body = urlset("<loc>/berita/12/panen</loc>", "<loc>/promo/besar-besaran-hari-ini</loc>")
    assert paths(found("sitemap", body, site=site)[0]) == ["/berita/12/panen"]


@pytest.mark.parametrize(
    ("body", "why"),
    {
        "<!DOCTYPE html><html><body>404</body></html>": "a web page",
        "\n\n <html><head></head></html>": "a web page",
        "": "empty",
        "   \n": "empty",
        "Not found": "no XML",
        '{"code": 404}': "no XML",
        "<svg></svg>": "no XML",
        "<?xml version='1.0'?><svg></svg>": "<svg>, neither",
    }.items(),
)
def test_what_is_no_sitemap_is_told_by_name(body: str, why: str) -> None:
    with pytest.raises(DiscoveryError, match=why):
        found("sitemap", body)

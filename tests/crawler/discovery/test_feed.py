"""Feeds are read as they come: strict readers would lose half of the region's papers."""

from datetime import datetime

import pytest

from archive.facts import Link
from crawler.errors import DiscoveryError
from tests.crawler.discovery.papers import HOME, found, paths

ITEM = """<item><title>Petani Rote Panen Raya</title><link>https://warta.example/2024/06/petani-rote-panen</link>
<pubDate>Tue, 11 Jun 2024 00:30:00 +0000</pubDate><description>&lt;p&gt;Isi&lt;/p&gt;</description></item>"""
EXPECTED = Link(
    url=f"{HOME}2024/06/petani-rote-panen",
    title="Petani Rote Panen Raya",
    published_at=datetime.fromisoformat("2024-06-11T00:30:00+00:00"),
)


def rss(items: str, head: str = "", attributes: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"{attributes}><channel><title>Warta</title>'
        f"<link>{HOME}</link>{head}{items}</channel></rss>"
    )


def test_rss() -> None:
    assert found("feed", rss(ITEM)) == ([EXPECTED], [])


BROKEN = {
    "a BOM": "\ufeff" + rss(ITEM),
    "blank lines first": "\n\n\n" + rss(ITEM),
    "a warning of PHP first": "<br />\n<b>Warning</b>: mysql_connect() in /home/x.php on line 3<br />\n" + rss(ITEM),
    "no XML declaration": rss(ITEM).partition("?>")[2],
    "HTML entities": rss(
        ITEM.replace("Isi", "Isi&nbsp;&ldquo;baru&rdquo;&hellip;"), "<description>A&nbsp;B</description>"
    ),
    "bare ampersands": rss(ITEM, "<description>Hukum & Kriminal</description>"),
    "undeclared prefixes": rss(
        ITEM.replace("<description>", "<media:content url='x'/><dc:creator>Isto</dc:creator><description>")
    ),
    "control characters": rss(ITEM.replace("Isi", "Isi\x0b\x08\x1b")),
    "an element that never closes": rss("<item><title>Rusak<b></title></item>" + ITEM),
    "cut off after the entry": rss(ITEM).partition("</channel>")[0],
    "another encoding declared": rss(ITEM).replace("UTF-8", "iso-8859-1"),
    "an unknown encoding declared": rss(ITEM).replace("UTF-8", "utf-9"),
    "capital names": rss(ITEM).replace("item>", "ITEM>").replace("title>", "Title>"),
    "a DOCTYPE in CDATA spared": rss(ITEM),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_a_broken_feed_is_read_all_the_same(body: str) -> None:
    links, _ = found("feed", body, content_type="text/html; charset=iso-8859-1")
    assert EXPECTED in links


def test_a_feed_in_utf_16_and_in_cp1252_is_read() -> None:
    assert found("feed", rss(ITEM).encode("utf-16"))[0] == [EXPECTED]
    body = rss(ITEM.replace("Raya", "“Raya”")).replace("UTF-8", "windows-1252").encode("cp1252")
    assert found("feed", body)[0][0].title == "Petani Rote Panen “Raya”"


def test_a_title_is_told_as_a_person_reads_it() -> None:
    titles = {
        "Jum&amp;#8217;at &amp;amp; Sabtu": "Jum’at & Sabtu",
        "<![CDATA[<b>Panen</b>  Raya\n]]>": "Panen Raya",
        "5 &lt; 7 &amp; 3": "5 < 7 & 3",
        "Caf&eacute; Baru": "Café Baru",
    }
    for raw, title in titles.items():
        assert found("feed", rss(ITEM.replace("Petani Rote Panen Raya", raw)))[0][0].title == title


def test_a_feed_services_link_gives_way_to_the_original() -> None:
    item = ITEM.replace("<link>https://warta.example/2024/06/petani-rote-panen</link>", "<link>https://feeds.example/~r/1</link>"
        "<feedburner:origLink>https://warta.example/2024/06/petani-rote-panen</feedburner:origLink>")  # fmt: skip
    assert found("feed", rss(item))[0] == [EXPECTED]


def test_a_guid_stands_in_for_a_missing_link() -> None:
    for attribute, count in (("", 1), (' isPermaLink="true"', 1), (' isPermaLink="false"', 0)):
        item = ITEM.replace("link>", "guid>").replace("<guid>", f"<guid{attribute}>")
        assert len(found("feed", rss(item))[0]) == count


def test_an_entry_without_address_or_with_one_that_is_none_is_left_out() -> None:
    items = "<item><title>x</title></item>" + "".join(
        f"<item><link>{link}</link></item>"
        for link in ("javascript:alert(1)", "file:///etc/passwd", "mailto:a@b", "https://warta.example/", "/tag/x")
    )
    assert found("feed", rss(items + ITEM))[0] == [EXPECTED]


def test_atom() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Warta</title><link href="https://warta.example/"/>
    <link rel="self" href="https://warta.example/atom.xml"/><link rel="next" href="/atom.xml?page=2"/>
    <entry><title type="html">Petani &lt;em&gt;Rote&lt;/em&gt;</title><link rel="edit" href="https://warta.example/edit/1"/>
    <link rel="replies" type="application/atom+xml" href="https://warta.example/1/comments"/>
    <link rel="alternate" type="text/html" href="/2024/06/petani"/><published>2024-06-11T08:30:00+08:00</published>
    <updated>2024-06-12T09:00:00+08:00</updated></entry></feed>"""
    links, sources = found("feed", body)
    assert links == [
        Link(
            url=f"{HOME}2024/06/petani",
            title="Petani Rote",
            published_at=datetime.fromisoformat("2024-06-11T08:30:00+08:00"),
            updated_at=datetime.fromisoformat("2024-06-12T09:00:00+08:00"),
        )
    ]
    assert [(source.kind, source.url, source.page) for source in sources] == [("feed", f"{HOME}atom.xml?page=2", 2)]


def test_rdf() -> None:
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://warta.example/"><title>W</title></channel>
    <item rdf:about="https://warta.example/2024/06/petani"><title>Petani</title><dc:date>2024-06-11T08:30+08:00</dc:date></item>
    </rdf:RDF>"""
    links, _ = found("feed", body)
    assert links == [
        Link(
            url=f"{HOME}2024/06/petani",
            title="Petani",
            published_at=datetime.fromisoformat("2024-06-11T08:30:00+08:00"),
        )
    ]


def test_a_feed_of_an_unprinted_zone_is_in_the_outlets() -> None:
    links, _ = found("feed", rss(ITEM.replace(" +0000", "")))
    assert links[0].published_at == datetime.fromisoformat("2024-06-11T00:30:00+08:00")


def test_a_feed_that_is_a_sitemap_is_read_as_one_and_the_other_way_round() -> None:
    body = "<urlset><url><loc>https://warta.example/2024/06/petani</loc></url></urlset>"
    assert paths(found("feed", body)[0]) == ["/2024/06/petani"]
    assert found("sitemap", rss(ITEM))[0] == [EXPECTED]


def test_an_empty_feed_lists_nothing() -> None:
    assert found("feed", rss("")) == ([], [])


def test_a_web_page_is_no_feed() -> None:
    with pytest.raises(DiscoveryError, match=r"https://warta\.example/source: is a web page"):
        found("feed", "<!doctype html><html><body>Beranda</body></html>")


def test_a_feed_of_wordpress_is_paged_though_it_does_not_say_so() -> None:
    body = rss(ITEM, "<generator>https://wordpress.org/?v=6.4.3</generator>")
    _, sources = found("feed", body, f"{HOME}feed/")
    assert [(source.url, source.page) for source in sources] == [(f"{HOME}feed/?paged=2", 2)]
    _, sources = found("feed", body, f"{HOME}feed/?paged=2")
    assert [(source.url, source.page) for source in sources] == [(f"{HOME}feed/?paged=3", 3)]
    assert found("feed", body.replace(ITEM, ""), f"{HOME}feed/?paged=3") == ([], [])

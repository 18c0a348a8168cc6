"""Each platform answers as the real ones do: what machines read, what lists list, and pages that parse."""

from __future__ import annotations

import json
import re

import pytest
from lxml import etree, html

from crawler.demo.newsroom import Newsroom
from crawler.demo.press import EDITIONS
from crawler.demo.printing import hijri_day
from tests.crawler.demo.asking import ask, ask_edition

ATOM = {"a": "http://www.w3.org/2005/Atom", "s": "http://a9.com/-/spec/opensearchrss/1.0/"}
MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}

# Theme -> where the platform's own class names put headline, text, time and author.
SHAPES = {
    "gmr": ("h1.entry-title", ".entry-content.entry-content-single", "time.entry-date[datetime]", ".author.vcard"),
    "kubrick": ("h2.entry-title", "div.entry", "small.postmetadata", "small.postmetadata"),
    "tagdiv": ("h1.entry-title", ".td-post-content", "time.entry-date[datetime]", ".td-post-author-name"),
    "jnews": ("h1.jeg_post_title", ".content-inner", ".jeg_meta_date", ".jeg_meta_author"),
    "blogger": (".post-title", ".post-body", "abbr.published[title]", ".post-author .fn"),
    "laravel": (".judul-berita", ".isi-berita", ".info-berita", ".info-berita"),
    "portal": ("h1.judul", ".isi", ".tanggal", ".penulis"),
    "network": ("h1#arttitle", ".side-article.txt-article", "time", "#penulis a"),
}


@pytest.mark.parametrize("edition", [1, EDITIONS])
def test_every_page_parses_and_has_its_themes_shape(press: Newsroom, edition: int) -> None:
    press.edition = edition
    for name, paper in press.press.papers.items():
        shape = SHAPES[paper.theme]
        for printed in press.sheet(name, edition).pieces:
            got = ask(press, paper.home + paper.path(printed))
            tree = html.fromstring(got.html.encode(), parser=html.HTMLParser(encoding="utf-8"))
            found = [tree.cssselect(selector) for selector in shape]
            assert all(found), (name, printed.name, [len(f) for f in found])
            assert printed.title in " ".join(found[0][0].text_content().split())
            assert " ".join(printed.blocks[0].plain.split())[:80] in " ".join(found[1][0].text_content().split())


def test_pages_are_whole_pages_with_furniture_around_the_article(press: Newsroom) -> None:
    for name, paper in press.press.papers.items():
        printed = press.sheet(name, 1).pieces[0]
        got = ask(press, paper.home + paper.path(printed))
        others = [other.title for other in press.sheet(name, 1).pieces if other.title != printed.title]
        assert len(got.body) > 3 * sum(len(block.text) for block in printed.blocks)
        assert sum(title in got.text for title in others) >= 2, name
        assert re.search(r"(?i)facebook", got.html)
        assert re.search(r'<nav|class="mainnav"|id="topmenu"|role="navigation"|jeg_menu|PageList', got.html)
        assert paper.footer.split()[-1] in got.html


def test_every_address_that_a_front_page_links_to_is_served(press: Newsroom) -> None:
    for name, paper in press.press.papers.items():
        seen = set(re.findall(rf"href=[\"']({re.escape(paper.home)}/[^\"'#]*)", ask(press, paper.home + "/").html))
        assert seen, name
        for url in seen:
            if not re.search(r"\.(css|ico|png)", url):
                assert ask(press, url.replace("&amp;", "&")).status == 200, url


def test_robots_name_sitemaps_that_exist_and_disallow_admin_or_search(press: Newsroom) -> None:
    for paper in press.press.papers.values():
        got = ask(press, f"{paper.home}/robots.txt")
        assert got.headers["Content-Type"].startswith("text/plain")
        assert re.search(r"Disallow: /(wp-admin/|admin|search)", got.html)
        for url in re.findall(r"Sitemap: (\S+)", got.html):
            assert ask(press, url).status == 200
    assert "Crawl-delay: 0" in ask(press, "http://suara-nyale.localhost/robots.txt").html


@pytest.mark.parametrize("name", ["warta-tambora", "harian-mutis"])
def test_rest_counts_and_pages_what_the_paper_holds(press: Newsroom, name: str) -> None:
    base = f"http://{name}.localhost/wp-json/wp/v2/posts"
    listed: list[int] = []
    total = len(press.sheet(name, EDITIONS).pieces)
    for number in range(1, 10):
        got = ask_edition(press, f"{base}?per_page=4&page={number}", EDITIONS)
        if got.status == 400:
            break
        assert got.headers["X-WP-Total"] == str(total)
        assert got.headers["X-WP-TotalPages"] == str(-(-total // 4))
        rows = json.loads(got.body)
        listed += [row["id"] for row in rows]
        assert all(row["date"] > row["date_gmt"] for row in rows)
        assert all(ask(press, row["link"]).status == 200 for row in rows)
        assert all(ask(press, row["guid"]["rendered"]).headers["Location"] == row["link"] for row in rows)
    assert len(listed) == len(set(listed)) == total
    assert got.status == 400


def test_rest_is_refused_where_it_is_switched_off(press: Newsroom) -> None:
    assert ask(press, "http://suara-nyale.localhost/wp-json/wp/v2/posts").status == 403
    assert ask(press, "http://fajar-komodo.localhost/wp-json/wp/v2/posts").status == 404
    assert ask(press, "http://suara-nyale.localhost/sitemap.xml").status == 404


@pytest.mark.parametrize("name", ["warta-tambora", "suara-nyale", "fajar-komodo", "harian-mutis"])
def test_feeds_are_xml_in_their_papers_encoding(press: Newsroom, name: str) -> None:
    paper = press.press.papers[name]
    got = ask(press, f"{paper.home}/feed/")
    tree = etree.fromstring(got.body)
    titles = [node.text for node in tree.iterfind("channel/item/title")]
    assert titles == [printed.title for printed in press.sheet(name, 1).pieces[:10]]
    contents = tree.findall(".//{http://purl.org/rss/1.0/modules/content/}encoded")
    assert bool(contents) == paper.full_feed
    for node in tree.iterfind("channel/item/link"):
        assert ask(press, str(node.text)).status == 200


def test_atom_counts_and_goes_on(press: Newsroom) -> None:
    base = "http://kabar-matawai.localhost/feeds/posts/default"
    total = len(press.sheet("kabar-matawai", EDITIONS).pieces)
    one = etree.fromstring(ask_edition(press, f"{base}?max-results=6", EDITIONS).body)
    assert one.findtext("s:totalResults", namespaces=ATOM) == str(total)
    following = one.xpath("a:link[@rel='next']/@href", namespaces=ATOM)
    two = etree.fromstring(ask(press, following[0]).body)
    ids = [node.text for tree in (one, two) for node in tree.iterfind("a:entry/a:id", ATOM)]
    assert len(ids) == len(set(ids)) == total
    assert all(re.fullmatch(r"tag:blogger\.com,1999:blog-\d+\.post-\d{19}", str(i)) for i in ids)
    page = ask(press, one.xpath("a:entry[1]/a:link[@rel='alternate']/@href", namespaces=ATOM)[0]).html
    assert str(ids[0]).rsplit("-", 1)[1] in page


def test_sitemaps_list_every_piece_once_and_the_index_leads_to_them(press: Newsroom) -> None:
    for name in ("warta-tambora", "fajar-komodo", "harian-mutis"):
        home = press.press.papers[name].home
        index = etree.fromstring(ask_edition(press, f"{home}/sitemap_index.xml", EDITIONS).body)
        parts = [node.text for node in index.iterfind("m:sitemap/m:loc", MAP)]
        assert len(parts) == 3
        listed = [
            n.text for part in parts for n in etree.fromstring(ask(press, part).body).iterfind("m:url/m:loc", MAP)
        ]
        for printed in press.sheet(name, EDITIONS).pieces:
            assert home + press.press.papers[name].path(printed) in listed


def test_a_news_sitemap_spans_two_days(press: Newsroom) -> None:
    for url in ("http://warta-tambora.localhost/news-sitemap.xml", "http://cakrawala-timur.localhost/sitemap-news.xml"):
        tree = etree.fromstring(ask_edition(press, url, 3).body)
        days = [str(node.text)[:10] for node in tree.iterfind("m:url/n:news/n:publication_date", MAP)]
        assert days
        assert min(days) >= "2026-03-05"


def test_the_laravel_site_offers_lists_and_nothing_for_machines(press: Newsroom) -> None:
    home = "http://swara-kenari.localhost"
    for path in ("/feed/", "/sitemap.xml", "/wp-json/wp/v2/posts"):
        assert "Halaman tidak ditemukan" in ask(press, home + path).text
    press.edition = EDITIONS
    pages = [ask(press, f"{home}/?page={number}").html for number in (1, 2, 3)]
    listed = [re.findall(r'card-title"><a href="([^"]+)"', page) for page in pages]
    assert len({url for urls in listed for url in urls}) == len(press.sheet("swara-kenari", EDITIONS).pieces)
    assert 'rel="next"' in pages[0]
    assert 'rel="next"' not in pages[2]
    bare = re.search(r'<p class="card-text">([^<]+)</p>', pages[0])
    assert bare


def test_list_pages_of_the_others_go_on_to_the_last_piece(press: Newsroom) -> None:
    press.edition = EDITIONS
    starts = {
        "cakrawala-timur": "/indeks-berita",
        "portal-sumbaselatan": "/berita",
        "fajar-komodo": "/",
        "kabar-matawai": "/",
    }
    nexts = r'href=["\']([^"\']+)["\'][^>]*(?:>Next|>Berikutnya|id=.Blog1_blog-pager-older-link)|class="next" href="([^"]+)"'
    for name, start in starts.items():
        home, seen, url = f"http://{name}.localhost", "", f"http://{name}.localhost{start}"
        for _ in range(12):
            page = ask(press, url.replace("&amp;", "&")).html
            seen += page
            found = re.search(nexts, page)
            if not found:
                break
            url = found[1] or found[2]
        paper = press.press.papers[name]
        assert all(home + paper.path(printed) in seen for printed in press.sheet(name, EDITIONS).pieces), name


def test_search_and_categories_are_lists(press: Newsroom) -> None:
    assert "Panen Jagung" in ask(press, "http://warta-tambora.localhost/?s=panen").text
    assert "Kategori: Ekonomi" in ask(press, "http://warta-tambora.localhost/category/ekonomi/").text
    assert ask(press, "http://warta-tambora.localhost/category/nowhere/").status == 404


def test_hijri_days_of_the_press() -> None:
    assert [hijri_day(Newsroom.clock(edition).date()) for edition in range(1, EDITIONS + 1)] == [
        "12 Ramadan 1447 H",
        "14 Ramadan 1447 H",
        "17 Ramadan 1447 H",
        "21 Ramadan 1447 H",
    ]

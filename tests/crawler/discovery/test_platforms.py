"""WordPress' REST list, Blogger's feed, robots.txt, front pages and conventions."""

import json
from datetime import datetime
from typing import Any

import pytest

from archive.facts import Link
from crawler.discovery import guesses
from crawler.errors import DiscoveryError
from crawler.site import Site
from tests.crawler.discovery.papers import HOME, SITE, found, paths

REST = f"{HOME}wp-json/wp/v2/posts?per_page=2&_fields=id,link"


def article(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number, "date": "2024-06-11T16:30:00", "date_gmt": "2024-06-11T08:30:00", "modified_gmt": "2024-06-12T01:00:00",
        "link": f"{HOME}2024/06/artikel-{number}/", "title": {"rendered": "Jum&#8217;at <i>Bersih</i>"}, **more,
    }  # fmt: skip


def test_wordpress_tells_the_instant_in_utc_and_the_last_change() -> None:
    links, _ = found("wordpress", json.dumps([article(1)]), REST)
    assert links == [
        Link(
            url=f"{HOME}2024/06/artikel-1/",
            title="Jum’at Bersih",
            published_at=datetime.fromisoformat("2024-06-11T08:30:00+00:00"),
            updated_at=datetime.fromisoformat("2024-06-12T01:00:00+00:00"),
        )
    ]


def test_wordpress_leads_on_as_far_as_its_header_says() -> None:
    body = json.dumps([article(1), article(2)])
    headers = (("X-WP-Total", "5"), ("X-Wp-TotalPages", "3"))
    _, sources = found("wordpress", body, REST, headers=headers)
    assert [(source.kind, source.url, source.page) for source in sources] == [
        ("wordpress", f"{HOME}wp-json/wp/v2/posts?per_page=2&_fields=id,link&page=2", 2)
    ]
    assert found("wordpress", body, f"{REST}&page=3", headers=headers)[1] == []
    assert found("wordpress", body, f"{REST}&page=2", headers=headers)[1][0].page == 3


def test_wordpress_without_its_header_leads_on_while_pages_are_full() -> None:
    assert found("wordpress", json.dumps([article(1), article(2)]), REST)[1][0].page == 2
    assert found("wordpress", json.dumps([article(1)]), REST)[1] == []
    assert found("wordpress", "[]", f"{REST}&page=9") == ([], [])


def test_wordpress_behind_a_query_route_keeps_its_route() -> None:
    url = f"{HOME}?rest_route=/wp/v2/posts&per_page=1"
    _, sources = found("wordpress", json.dumps([article(1)]), url)
    assert sources[0].url.startswith(HOME)
    assert "rest_route=" in sources[0].url
    assert "page=2" in sources[0].url


def test_wordpress_with_warnings_before_it_or_odd_articles_in_it_is_read() -> None:
    odd = [article(1), article(2, link=None), article(3, status="draft"), "x", None, {"link": "/2024/06/artikel-4"},
           article(5, title=None, date_gmt="0000-00-00T00:00:00", modified_gmt=7)]  # fmt: skip
    body = "\ufeff<br />\n<b>Notice</b>: x in [y]\n" + json.dumps(odd)
    assert paths(found("wordpress", body, REST)[0]) == [
        "/2024/06/artikel-1/",
        "/2024/06/artikel-4",
        "/2024/06/artikel-5/",
    ]


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        ("{}", 401, "asks for a login"),
        ("<html>", 403, "is closed"),
        ("", 404, "is not there"),
        ('{"code":"rest_cannot_access","message":"x","data":{"status":401}}', 200, "refuses: 'rest_cannot_access'"),
        ("<!doctype html><html></html>", 200, "is no list"),
        ("", 200, "is no list"),
        ("[" * 100_000, 200, "is no list"),
        ("7", 200, "is no list"),
    ],
)
def test_a_rest_list_that_is_closed_says_so(body: str, status: int, why: str) -> None:
    with pytest.raises(DiscoveryError, match=why):
        found("wordpress", body, REST, status=status)


def blogger(first: int, count: int, total: int) -> str:
    entries = "".join(
        f"<entry><id>tag:blogger.com,1999:blog-1.post-{n}</id><published>2024-06-11T08:30:00.001+08:00</published>"
        f"<updated>2024-06-11T09:00:00.001+08:00</updated><title type='text'>Artikel {n}</title>"
        f"<link rel='replies' type='text/html' href='{HOME}2024/06/artikel-{n}.html#comment-form'/>"
        f"<link rel='self' type='application/atom+xml' href='https://www.blogger.com/feeds/1/posts/default/{n}'/>"
        f"<link rel='alternate' type='text/html' href='{HOME}2024/06/artikel-{n}.html'/></entry>"
        for n in range(first, first + count)
    )
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'>"
        f"<link rel='next' href='https://www.blogger.com/feeds/1/posts/default?start-index={first + count}'/>"
        f"<openSearch:totalResults>{total}</openSearch:totalResults><openSearch:startIndex>{first}</openSearch:startIndex>"
        f"<openSearch:itemsPerPage>150</openSearch:itemsPerPage>{entries}</feed>"
    )


def test_blogger_tells_the_articles_own_address_and_leads_on_by_number() -> None:
    url = f"{HOME}feeds/posts/default?max-results=3"
    links, sources = found("blogger", blogger(1, 3, 7), url)
    assert paths(links) == [f"/2024/06/artikel-{n}.html" for n in (1, 2, 3)]
    assert [(source.url, source.page) for source in sources] == [(f"{url}&start-index=4", 2)]
    _, sources = found("blogger", blogger(4, 3, 7), sources[0].url)
    assert [(source.url, source.page) for source in sources] == [(f"{url}&start-index=7", 3)]
    assert found("blogger", blogger(7, 1, 7), sources[0].url)[1] == []
    assert found("blogger", blogger(8, 0, 900), sources[0].url)[1] == []


def test_robots_names_sitemaps_of_this_site() -> None:
    body = (
        "\ufeffUser-agent: *\nDisallow: /wp-admin/\nSitemap: https://warta.example/sitemap_index.xml # all\r\n"
        "sitemap:/news-sitemap.xml\n# Sitemap: https://warta.example/no.xml\nSitemap: https://lain.example/s.xml\n"
        "Sitemap: javascript:x\nSITEMAP : https://warta.example/feed\n"
        + "Sitemap: https://warta.example/sitemap_index.xml\n"
        * 500
    )
    _, sources = found("robots", body, f"{HOME}robots.txt")
    assert [(source.kind, source.url) for source in sources] == [
        ("sitemap", f"{HOME}sitemap_index.xml"),
        ("news_sitemap", f"{HOME}news-sitemap.xml"),
        ("feed", f"{HOME}feed"),
    ]


HEAD = """<!doctype html><html><head>
<link rel="alternate" type="application/rss+xml" title="Warta &raquo; Feed" href="https://warta.example/feed/">
<link rel="alternate" type="application/rss+xml" title="Warta &raquo; Umpan Komentar" href="https://warta.example/comments/feed/">
<link rel="alternate" type="application/atom+xml" href="/feeds/posts/default">
<link rel="alternate" type="application/rss+xml" href="/feeds/posts/default?alt=rss">
<link rel="https://api.w.org/" href="https://warta.example/wp-json/">
<link rel="sitemap" href="/peta.xml"><link rel="alternate" hreflang="en" href="/en/"><link rel="stylesheet" href="/a.css">
<link rel="alternate" type="application/rss+xml" href="https://lain.example/feed/">
</head><body></body></html>"""


def test_a_front_page_names_feeds_and_rest_but_no_comments() -> None:
    _, sources = found("section", HEAD, HOME)
    assert [(source.kind, source.url.removeprefix(HOME)) for source in sources] == [
        ("feed", "feed/"),
        ("blogger", "feeds/posts/default?max-results=150"),
        ("wordpress", "wp-json/wp/v2/posts?per_page=100&_fields=id,link,date_gmt,modified_gmt,title"),
        ("sitemap", "peta.xml"),
    ]
    assert found("section", HEAD, f"{HOME}daerah")[1] == []


def test_guesses_are_marked_and_are_on_the_site() -> None:
    found_by_convention = guesses(SITE)
    assert found_by_convention[0].url == HOME
    assert not found_by_convention[0].is_guess
    assert all(source.is_guess and SITE.owns(source.url) for source in found_by_convention[1:])
    assert {"feed", "wordpress", "blogger", "sitemap", "news_sitemap", "robots"} <= {
        source.kind for source in found_by_convention
    }


def test_guesses_for_an_invented_paper_are_on_loopback() -> None:
    site = Site(name="w", outlet="W", domains=("warta.localhost",), zone=8)
    assert all(source.url.startswith("http://warta.localhost/") for source in guesses(site))

"""Ten newspapers made of real articles: what is served, under which TOML, and the truth to compare with."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import format_datetime
from html import escape

import msgspec

from crawler.site import Site, parse
from tests.bench.corpus import RealArticle
from tests.bench.templates import TEMPLATES, WITA, Around

OUTLETS = (
    "Suara Lembah", "Kabar Teluk", "Harian Sabana", "Gema Pesisir", "Tribun Selat", "Portal Lontar", "Kantor Berita Sasando",
    "Info Kampung", "Pemkab Tanjung", "Warta Tenun",
)  # fmt: skip
PER_LIST = 20
# Every third text begins with a dateline and every twelfth ends with a credit, each paper in a form of its own.
PLACES = (
    "Tambolaka",
    "Waikabubak",
    "Larantuka",
    "Kefamenanu",
    "Ruteng",
    "Kupang",
    "Labuan Bajo",
    "Waingapu",
    "Kalabahi",
    "Soe",
)
DATELINES = (
    "{place}, {site} – ", "{PLACE}, {SITE} - ", "{place} -{short}……….. ", "{PLACE}- ", "{site}, {PLACE} - ",
    "{place}, {outlet} — ", "{place} ({outlet}) - ", "{PLACE} | {outlet} – ", "{place}, {outlet} – ", "{SITE}, {PLACE} – ",
)  # fmt: skip
CREDITED = ("Kantor Berita Sasando", "Humas Pemkab Tanjung", "Lontar Raya", "Kabar Sabana Timur")
CREDITS = ("Sumber: {outlet}", "(Sumber: {outlet})", "Dikutip dari {outlet}", "Sumber Berita: {outlet}")
_OWN_DATELINE = re.compile(r".{0,60}?(\s[-–—]|[-–—]\s|--|\) )")


@dataclass(frozen=True, slots=True)
class Paper:
    """One of the ten: its site, its articles with their addresses, and what its server holds."""

    site: Site
    articles: Sequence[RealArticle]
    shelf: dict[tuple[str, str], tuple[str, bytes]]
    address: dict[str, RealArticle]


def papers(articles: Sequence[RealArticle]) -> list[Paper]:
    """Deal the articles out to ten papers and print their pages, lists, feeds and sitemaps."""
    return [paper(n, articles[n :: len(TEMPLATES)]) for n in range(len(TEMPLATES))]


def _dressed(number: int, host: str, article: RealArticle) -> RealArticle:
    """The article as its paper prints it. A text that may begin with one of its own gets no dateline."""
    outlet, nth = OUTLETS[number], article.number // len(OUTLETS)
    dateline = credit = None
    first = article.paragraphs[0]
    if nth % 3 == 0 and len(first) > 60 and not _OWN_DATELINE.match(first[:80]):
        place, site = PLACES[nth // 3 % len(PLACES)], host.replace("-", "").replace(".localhost", ".com")
        short = "".join(word[0] for word in outlet.split())
        form = DATELINES[number].format(
            place=place, PLACE=place.upper(), site=site, SITE=site.upper(), short=short, outlet=outlet
        )
        dateline = (place, form.strip())
        article = replace(article, paragraphs=(f"{form}{first}", *article.paragraphs[1:]))
    if nth % 12 == 1:
        credited = CREDITED[nth // 12 % len(CREDITED)]
        credit = (credited, CREDITS[(nth // 12 + number) % len(CREDITS)].format(outlet=credited))
    return replace(article, dateline=dateline, credit=credit)


def _address(number: int, host: str, article: RealArticle) -> str:
    local = article.at.astimezone(WITA)
    path = {
        3: f"/{local:%Y/%m}/{article.slug}.html",
        4: f"/{local:%Y/%m/%d}/{article.slug}",
        5: f"/daerah/pr-{article.number + 70000}/{article.slug}",
        6: f"/berita/{article.number + 30000}/{article.slug}",
        7: f"/berita/{article.slug}",
        8: f"/index.php/berita/{article.slug}",
        9: f"/?p={article.number + 100}",
    }.get(number, f"/{local:%Y/%m/%d}/{article.slug}/")
    return f"http://{host}{path}"


def paper(nth: int, articles: Sequence[RealArticle], lost: Sequence[RealArticle] = ()) -> Paper:
    """The nth paper; the eleventh is a sister of the first, and so on. What is `lost` has an address and no page."""
    number, sister = nth % len(TEMPLATES), nth // len(TEMPLATES)
    name = OUTLETS[number].lower().replace(" ", "-") + (f"-{sister + 1}" if sister else "")
    host = f"{name}.localhost"
    rng = random.Random(nth)
    articles = [_dressed(number, host, article) for article in articles]
    addresses = {article.number: _address(number, host, article) for article in articles}
    around = Around(host, OUTLETS[number], articles, lambda a: addresses[a.number], rng)
    shelf = {}
    for article in articles:
        page = TEMPLATES[number](article, around)
        shelf[(host, addresses[article.number].removeprefix(f"http://{host}"))] = (
            "text/html; charset=utf-8",
            page.encode(),
        )
    newest = sorted(articles, key=lambda a: a.at, reverse=True)
    source = _SOURCES[number](host, newest, addresses, shelf)
    shelf[(host, "/robots.txt")] = ("text/plain", b"User-agent: *\nDisallow: /wp-admin/\n")
    toml = (
        f'[site]\nname = "{name}"\noutlet = "{OUTLETS[number]}"\ndomains = ["{host}"]\nzone = "WITA"\n'
        f"{source}\n[politeness]\ndelay = 0\n"
    )
    known = addresses | {article.number: _address(number, host, article) for article in lost}
    return Paper(parse(toml, f"{name}.toml"), articles, shelf, {known[a.number]: a for a in (*articles, *lost)})


def _sitemap(host: str, newest: Sequence[RealArticle], addresses: dict[int, str], shelf: dict) -> str:
    entries = "".join(
        f"<url><loc>{escape(addresses[a.number])}</loc><lastmod>{a.at.isoformat()}</lastmod></url>" for a in newest
    )
    shelf[(host, "/post-sitemap.xml")] = (
        "application/xml",
        f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode(),
    )
    index = f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>http://{host}/post-sitemap.xml</loc></sitemap></sitemapindex>'
    shelf[(host, "/sitemap.xml")] = ("application/xml", index.encode())
    return f'[[source]]\nkind = "sitemap"\nurl = "http://{host}/sitemap.xml"\n'


def _wordpress(host: str, newest: Sequence[RealArticle], addresses: dict[int, str], shelf: dict) -> str:
    pages = [newest[n : n + 100] for n in range(0, len(newest), 100)]
    for n, page in enumerate(pages, 1):
        rows = [
            {
                "id": a.number + 100, "link": addresses[a.number], "date_gmt": f"{a.at:%Y-%m-%dT%H:%M:%S}",
                "modified_gmt": f"{a.at:%Y-%m-%dT%H:%M:%S}", "title": {"rendered": escape(a.title)},
            }
            for a in page
        ]  # fmt: skip
        body = msgspec.json.encode(rows)
        for query in (f"?per_page=100&page={n}", *(("?per_page=100",) if n == 1 else ())):
            shelf[(host, f"/wp-json/wp/v2/posts{query}")] = ("application/json", body)
    return f'[[source]]\nkind = "wordpress"\nurl = "http://{host}/wp-json/wp/v2/posts?per_page=100"\n'


def _blogger(host: str, newest: Sequence[RealArticle], addresses: dict[int, str], shelf: dict) -> str:
    for start in range(1, len(newest) + 1, 150):
        entries = "".join(
            f"<entry><id>tag:blogger.com,1999:blog-1.post-{a.number + 5000}</id><published>{a.at.isoformat()}</published>"
            f'<updated>{a.at.isoformat()}</updated><title type="text">{escape(a.title)}</title>'
            f'<link rel="alternate" type="text/html" href="{addresses[a.number]}"/></entry>'
            for a in newest[start - 1 : start + 149]
        )
        body = (
            '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:openSearch="http://a9.com/-/spec/opensearchrss/1.0/">'
            f"<openSearch:totalResults>{len(newest)}</openSearch:totalResults><openSearch:startIndex>{start}</openSearch:startIndex>"
            f"<openSearch:itemsPerPage>150</openSearch:itemsPerPage>{entries}</feed>"
        ).encode()
        queries = [f"?max-results=150&start-index={start}", f"?start-index={start}&max-results=150"]
        for query in [*queries, *(["?max-results=150", ""] if start == 1 else [])]:
            shelf[(host, f"/feeds/posts/default{query}")] = ("application/atom+xml", body)
    return f'[[source]]\nkind = "blogger"\nurl = "http://{host}/feeds/posts/default?max-results=150"\n'


def _lists(host: str, newest: Sequence[RealArticle], addresses: dict[int, str], shelf: dict) -> str:
    pages = [newest[n : n + PER_LIST] for n in range(0, len(newest), PER_LIST)]
    for n, page in enumerate(pages, 1):
        cards = "".join(
            f'<div class="card"><a href="{addresses[a.number]}"><h3>{escape(a.title)}</h3></a><small>{a.at:%d/%m/%Y}</small>'
            f"<p>{escape(a.paragraphs[0][:140])}…</p></div>"
            for a in page
        )
        pager = "".join(
            f'<a class="page-link" href="/?page={k}">{k}</a>' for k in range(1, len(pages) + 1) if abs(k - n) < 4
        )
        following = f'<a rel="next" href="/?page={n + 1}">Selanjutnya</a>' if n < len(pages) else ""
        body = f"<html><head><title>Beranda</title></head><body><nav><a href='/tentang'>Tentang Kami</a></nav><main>{cards}</main><div>{pager}{following}</div></body></html>"
        for path in (f"/?page={n}", *(("/",) if n == 1 else ())):
            shelf[(host, path)] = ("text/html; charset=utf-8", body.encode())
    return f'[[source]]\nkind = "section"\nurl = "http://{host}/"\n'


def _feed(host: str, newest: Sequence[RealArticle], addresses: dict[int, str], shelf: dict) -> str:
    entries = "".join(
        f"<item><title>{escape(a.title)}</title><link>{escape(addresses[a.number])}</link><pubDate>{format_datetime(a.at)}</pubDate>"
        f"<description>{escape(a.paragraphs[0][:200])}</description></item>"
        for a in newest
    )
    shelf[(host, "/feed/")] = (
        "application/rss+xml",
        f'\n<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{entries}</channel></rss>'.encode(),
    )
    return f'[[source]]\nkind = "feed"\nurl = "http://{host}/feed/"\n'


def _news_sitemap(host: str, newest: Sequence[RealArticle], addresses: dict[int, str], shelf: dict) -> str:
    entries = "".join(
        f"<url><loc>{escape(addresses[a.number])}</loc><news:news><news:publication><news:name>x</news:name><news:language>id</news:language></news:publication>"
        f"<news:publication_date>{(a.at + timedelta()).isoformat()}</news:publication_date><news:title>{escape(a.title)}</news:title></news:news></url>"
        for a in newest
    )
    body = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{entries}</urlset>'
    shelf[(host, "/sitemap-news.xml")] = ("application/xml", body.encode())
    return f'[[source]]\nkind = "news_sitemap"\nurl = "http://{host}/sitemap-news.xml"\n'


_SOURCES = (_wordpress, _sitemap, _wordpress, _blogger, _news_sitemap, _lists, _sitemap, _lists, _lists, _feed)

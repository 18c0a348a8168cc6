"""Pages that list articles: every article, few other things, and the way to the next page."""

from datetime import datetime
from pathlib import Path

import pytest

from crawler.site import Site
from tests.crawler.discovery.papers import HOME, found, paths

TITLES = (
    "Petani Rote Panen Jagung Dua Kali Setahun", "Kapal Baru Layani Rute Sabu ke Kupang", "Warga Desa Oebau Bangun Embung",
    "Bupati Lantik Empat Camat di Pendopo", "Pasar Ikan Namosain Sepi Sejak Pekan Lalu", "Sekolah Rusak Belum Diperbaiki",
)  # fmt: skip
MENU = """<nav class="menu"><a href="/">Beranda</a><a href="/kategori/daerah">Daerah</a><a href="/kategori/hukum-dan-kriminal">
Hukum dan Kriminal</a><a href="/olahraga">Olahraga</a><a href="/kabupaten-sumba-barat-daya">Kabupaten Sumba Barat Daya</a></nav>"""
FOOT = """<footer><a href="/pedoman-pemberitaan-media-siber">Pedoman Pemberitaan Media Siber</a><a href="/redaksi">Susunan Redaksi</a>
<a href="/kebijakan-privasi-dan-syarat-penggunaan">Kebijakan Privasi dan Syarat Penggunaan</a>
<a href="https://facebook.example/warta">Ikuti kami di media sosial ini</a></footer>"""


def slug(title: str) -> str:
    return "-".join(title.lower().split())


def shell(body: str) -> str:
    return f"<!doctype html><html><head><title>Warta</title></head><body>{MENU}<main>{body}</main>{FOOT}</body></html>"


SHAPES = {
    "dated, in headings": ("/2024/06/{n:02d}/{slug}", '<article><h2><a href="{url}">{title}</a></h2><p>Isi singkat.</p></article>'),
    "numbered": ("/berita/{n}12/{slug}", '<div class="c"><a href="{url}"><img src="/a.jpg" alt="x"></a><a href="{url}">{title}</a></div>'),
    "the number behind": ("/{slug}-{n}345.html", '<li><a href="{url}">{title}</a></li>'),
    "only a slug": ("/{slug}", '<div class="item"><a href="{url}" class="t">{title}</a></div>'),
    "only a slug below its section": ("/daerah/{slug}/", '<h3 class="t"><a href="{url}">{title}</a></h3>'),
    "asked for by number": ("/?p={n}77", '<h2><a href="{url}">{title}</a></h2>'),
    "asked for on a script": ("/baca.php?id={n}", '<td><a href="{url}">{title}</a></td>'),
    "an address that says nothing": ("/baca/x{n}yQz", '<div class="row"><div><a href="{url}">{title}</a></div></div>'),
    "an address that says nothing, in headings": ("/x{n}yQz", '<div><h4><a href="{url}">{title}</a></h4></div>'),
    "a whole card in the link": ("/berita/{n}55/{slug}", '<a href="{url}"><h3>{title}</h3><p>' + "Isi yang panjang. " * 30 + "</p></a>"),
    "the title beside the link": ("/berita/{n}55/{slug}", '<div><h3>{title}</h3><a href="{url}">Baca selengkapnya</a></div>'),
    "only a picture": ("/2024/06/01/{slug}", '<a href="{url}"><img src="/a.jpg" alt="{title}"></a>'),
    "a table and capitals": ("/NEWS/{n}00", '<TABLE><TR><TD><A HREF="{url}">{title}</A></TD></TR></TABLE>'),
}  # fmt: skip


@pytest.mark.parametrize(("address", "block"), SHAPES.values(), ids=SHAPES)
def test_every_shape_of_list_gives_all_its_articles_with_titles_and_nothing_else(address: str, block: str) -> None:
    urls = [address.format(n=n, slug=slug(title)) for n, title in enumerate(TITLES, start=1)]
    body = "".join(block.format(url=url, title=title) for url, title in zip(urls, TITLES, strict=True))
    links, _ = found("section", shell(body), f"{HOME}daerah")
    assert paths(links) == urls
    assert [link.title for link in links] == list(TITLES)


def test_the_printed_date_of_each_entry_is_told() -> None:
    body = "".join(
        f'<div class="item"><a href="/berita/{n}12/x">{title}</a><span>Daerah</span><small>{n} Juni 2024 | 08.30 WITA</small></div>'
        for n, title in enumerate(TITLES, start=1)
    )
    links, _ = found("section", shell(body))
    assert [link.published_at for link in links] == [
        datetime.fromisoformat(f"2024-06-{n:02d}T08:30:00+08:00") for n in range(1, 7)
    ]
    stamped = body.replace(
        "<small>1 Juni 2024 | 08.30 WITA", '<small><time datetime="2024-06-01T07:00:00+07:00">kemarin</time>'
    )
    assert found("section", shell(stamped))[0][0].published_at == datetime.fromisoformat("2024-06-01T07:00:00+07:00")


def test_a_date_of_the_whole_page_is_no_entrys_date() -> None:
    body = "<p>Rabu, 12 Juni 2024</p>" + "".join(
        f'<p><a href="/berita/{n}12/x">{t}</a></p>' for n, t in enumerate(TITLES)
    )
    assert all(link.published_at is None for link in found("section", shell(body))[0])


def test_one_article_is_one_link() -> None:
    body = """<a href="/berita/12/panen"><img src="x.jpg"></a><h2><a href="/berita/12/panen?utm_source=home">Petani Rote Panen Jagung
    </a></h2><a href="/berita/12/panen#comments">3 Komentar pada artikel ini</a><a href="/berita/12/panen/">Baca selengkapnya »</a>"""
    links, _ = found("section", shell(body))
    assert [(link.url, link.title) for link in links] == [(f"{HOME}berita/12/panen", "Petani Rote Panen Jagung")]


def test_other_peoples_addresses_are_not_listed() -> None:
    body = '<h2><a href="https://lain.example/2024/06/01/petani-rote">Petani Rote Panen Jagung</a></h2>'
    assert found("section", shell(body))[0] == []


def test_a_base_element_counts() -> None:
    page = shell('<h2><a href="12/panen">Petani Rote Panen Jagung</a></h2>').replace(
        "<head>", '<head><base href="/berita/">'
    )
    assert paths(found("section", page, f"{HOME}x/y")[0]) == ["/berita/12/panen"]


def test_the_sites_own_selector_decides() -> None:
    site = Site(
        name="w", outlet="W", domains=("warta.example",), zone=8, listing_links="ul.daftar li", next_page="a.lanjut"
    )
    body = """<h2><a href="/berita/1/a">Bukan yang ini walau berjudul</a></h2><ul class="daftar"><li><a href="/x1">Satu</a></li>
    <li><a href="/x2">Dua</a></li><li>tanpa</li></ul><a class="lanjut" href="/daerah/lagi">→</a>"""
    links, sources = found("section", shell(body), f"{HOME}daerah", site)
    assert [(link.url, link.title) for link in links] == [(f"{HOME}x1", "Satu"), (f"{HOME}x2", "Dua")]
    assert [(source.url, source.page) for source in sources] == [(f"{HOME}daerah/lagi", 2)]


def test_the_sites_own_pattern_decides() -> None:
    site = Site(name="w", outlet="W", domains=("warta.example",), zone=8, article_url=r"/b/\w+$")
    body = '<a href="/b/a1">A</a><h2><a href="/2024/06/01/petani-rote">Petani Rote Panen Jagung</a></h2>'
    assert paths(found("section", shell(body), site=site)[0]) == ["/b/a1"]


NEXT = {
    "a number in the query": (f"{HOME}daerah", '<a href="?page=2">2</a><a href="?page=3">3</a><a href="?page=25">25</a>', "daerah?page=2", 2),
    "the next number": (f"{HOME}daerah?page=2", '<a href="?page=1">1</a><a href="?page=3">3</a>', "daerah?page=3", 3),
    "halaman": (f"{HOME}artikel/?halaman=20", '<a href="/artikel/?halaman=21">21</a>', "artikel/?halaman=21", 21),
    "a number in the path": (f"{HOME}kategori/x/page/2/", '<a href="/kategori/x/page/3/">3</a>', "kategori/x/page/3/", 3),
    "from the front page": (HOME, '<a href="/page/2/">Berita Lama</a>', "page/2/", 2),
    "rel": (f"{HOME}daerah", '<a rel="next" href="/daerah/awal-2">x</a>', "daerah/awal-2", 2),
    "a word": (f"{HOME}daerah", '<a href="/more/daerah/14">Selanjutnya »</a>', "more/daerah/14", 2),
    "an arrow": (f"{HOME}daerah", '<a href="/daerah/x/2">›</a>', "daerah/x/2", 2),
    "an offset": (f"{HOME}berita/index?per_page=10", '<a href="?per_page=20">3</a><a href="?per_page=30">4</a><a href="?per_page=0">1</a>',
        "berita/index?per_page=20", 2),
    "Blogger": (HOME, '<a class="blog-pager-older-link" href="/search?updated-max=2024-06-01T00:00:00%2B08:00&amp;max-results=7">Posting Lama</a>',
        "search?updated-max=2024-06-01T00:00:00%2B08:00&max-results=7", 2),
    "beside other parameters": (f"{HOME}list?k=3", '<a href="/list?k=3&amp;page=2">2</a>', "list?k=3&page=2", 2),
}  # fmt: skip


@pytest.mark.parametrize(("url", "pager", "expected", "number"), NEXT.values(), ids=NEXT)
def test_a_list_leads_to_its_next_page(url: str, pager: str, expected: str, number: int) -> None:
    _, sources = found("section", shell(f'<div class="pager">{pager}</div>'), url)
    on = [source for source in sources if source.url == HOME + expected]
    assert [(source.kind, source.page) for source in on] == [("section", number)]


STAY = {
    "only pages before": (f"{HOME}daerah?page=9", '<a href="?page=8">8</a><a href="?page=1">1</a>'),
    "a word that leads back": (f"{HOME}daerah?page=9", '<a href="?page=8">Berikutnya</a>'),
    "another list": (f"{HOME}daerah", '<a href="/olahraga?page=2">2</a>'),
    "another site": (f"{HOME}daerah", '<a rel="next" href="https://lain.example/daerah?page=2">2</a>'),
    "this page": (f"{HOME}daerah", '<a rel="next" href="/daerah">Next</a>'),
    "backwards in Blogger": (
        HOME + "search?updated-max=1",
        '<a rel="next" href="/search?updated-max=2&reverse-paginate=true">x</a>',
    ),
    "a calendar": (f"{HOME}agenda", '<a rel="next" href="/kalender/2024/07/">Juli »</a>'),
    "another order": (
        f"{HOME}daerah",
        '<a href="/daerah?page=2&sort=lama">2</a><a rel="next" href="/daerah?page=2&PHPSESSID=1">2</a>',
    ),
    "pages of comments": (f"{HOME}daerah", '<a href="/berita/12/x/comment-page-2/#comments">2</a>'),
}


@pytest.mark.parametrize(("url", "pager"), STAY.values(), ids=STAY)
def test_a_list_never_leads_round_in_circles(url: str, pager: str) -> None:
    _, sources = found("section", shell(pager), url)
    assert [source for source in sources if source.page > 1] == []


def test_a_front_page_that_offers_nothing_else_is_walked_by_its_sections() -> None:
    _, sources = found("section", shell(""), HOME)
    assert [source.url.removeprefix(HOME) for source in sources] == [
        "kategori/daerah", "kategori/hukum-dan-kriminal", "olahraga", "kabupaten-sumba-barat-daya",
    ]  # fmt: skip
    feed = '<head><link rel="alternate" type="application/rss+xml" href="/feed/">'
    _, sources = found("section", shell("").replace("<head>", feed), HOME)
    assert [source.kind for source in sources] == ["feed"]


def test_a_flood_of_anchors_is_bounded() -> None:
    body = "".join(f'<a href="/berita/{n}/x">Judul artikel yang ke {n}</a>' for n in range(25_000))
    links, _ = found("section", body)
    assert len(links) <= 20_000


CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "id_html"


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpora of real pages are not here")
def test_the_expected_links_of_real_front_pages_are_found() -> None:
    from tests.bench.front_pages import measure

    for page in measure(CORPUS):
        assert page.found == page.expected, page.name

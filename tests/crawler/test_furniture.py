"""What a site repeats is learned from five pages on, and leaves the articles alone."""

from __future__ import annotations

from archive.facts import Furniture
from archive.records import Article
from crawler.furniture import learn, line_digests
from crawler.parsers import read
from tests.crawler.pages import SITE, html, raw

PROMISE = "Kabar terbaru setiap pagi dari meja redaksi kami, langsung ke telepon Anda tanpa biaya apa pun."


def page(number: int) -> str:
    text = "".join(
        f"<p>Paragraf {n} dari berita {number}: warga dusun {number * 7 + n} memperbaiki jembatan kayu yang rusak karena banjir kemarin.</p>"
        for n in range(5)
    )
    return html(
        f"<h1>Berita {number} tentang jembatan</h1><div class='isi'>{text}<p>{PROMISE}</p></div>",
        title=f"Berita {number} tentang jembatan",
    )


def digests(*numbers: int) -> list[tuple[str, ...]]:
    return [line_digests(raw(page(number))) for number in numbers]


def body(number: int, furniture: Furniture | None) -> str:
    outcome = read(raw(page(number)), SITE, furniture).outcome
    assert isinstance(outcome, Article)
    return outcome.text


def test_a_line_on_every_page_is_no_article():
    furniture = learn("warta-uji", digests(*range(1, 8)))
    assert PROMISE in body(9, None)
    assert PROMISE not in body(9, furniture)
    assert body(9, furniture).count("Paragraf") == 5


def test_fewer_than_five_pages_teach_nothing_yet():
    furniture = learn("warta-uji", digests(1, 2, 3))
    assert furniture is not None
    assert PROMISE in body(9, furniture)
    more = learn("warta-uji", digests(4, 5, 6), furniture)
    assert more is not None
    assert more.pages == 6
    assert PROMISE not in body(9, more)


def test_furniture_is_not_renewed_by_a_page_or_two():
    furniture = learn("warta-uji", digests(*range(1, 8)))
    assert learn("warta-uji", digests(9), furniture) is None
    assert learn("warta-uji", [], furniture) is None


def test_the_same_pages_teach_the_same():
    assert learn("warta-uji", digests(*range(1, 8))) == learn("warta-uji", digests(*reversed(range(1, 8))))


def test_old_furniture_fades():
    known = Furniture(site="warta-uji", pages=200, lines={"0123456789abcdef": 200})
    for start in range(1, 400, 100):
        known = learn("warta-uji", digests(*range(start, start + 100)), known) or known
    assert known.lines.get("0123456789abcdef", 0) < 0.25 * known.pages

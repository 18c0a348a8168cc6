"""The acceptance article, laid into pages of three shapes at test time and read point by point. Its text is never kept here."""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path

import pytest

from archive.records import Article
from crawler.parsers import read
from crawler.site import Site
from tests.crawler.pages import raw

SEED = next(iter(sorted((Path(__file__).resolve().parents[3] / "shared" / "seed").glob("*.txt"))), None)
pytestmark = pytest.mark.skipif(
    SEED is None, reason="the acceptance article lies in a folder `shared` beside the project"
)
SITE = Site(name="sbd", outlet="Pemkab Sumba Barat Daya", domains=("sbd.localhost",), zone=8, region="Sumba Barat Daya")
CLOCK = '<div class="top">Ahad, 30 Rajab 1447 H | 18 Januari 2026</div>'
OTHERS = "".join(
    f"<div class='item'><h3><a href='/b/{n}'>Berita lain nomor {n} dari kabupaten</a></h3><p>Ringkasan berita lain nomor {n} yang ditulis pendek saja …</p></div>"
    for n in range(6)
)


def seed() -> tuple[str, list[str]]:
    assert SEED is not None
    parts = [part for part in SEED.read_text(encoding="utf-8").split("\n\n") if part.strip()]
    return parts[0], parts[1:]


def wordpress(title: str, parts: list[str]) -> str:
    text = "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in parts)
    return (
        f'<html lang="id"><head><meta charset="utf-8"><title>{escape(title)} – Kabupaten</title></head><body class="single postid-7">{CLOCK}<nav><a href="/">Beranda</a></nav>'
        f'<article class="post"><h1 class="entry-title">{escape(title)}</h1><span class="author vcard"><a class="fn" href="/author/admin/">admin</a></span>'
        f'<div class="entry-content">{text}</div></article><div class="related"><h3>Berita Terkait</h3>{OTHERS}</div><aside>{OTHERS}</aside></body></html>'
    )


def blogger(title: str, parts: list[str]) -> str:
    text = "<br /><br />".join(escape(part).replace("\n", "<br />") for part in parts)
    return (
        f'<html><head><meta charset="utf-8"><meta content="blogger" name="generator"><title>Kabupaten: {escape(title)}</title></head><body class="item-view">{CLOCK}'
        f'<div class="post hentry"><h3 class="post-title entry-title">{escape(title)}</h3><div class="post-body entry-content" id="post-body-7">{text}<div style="clear: both;"></div></div>'
        f'<div class="post-footer">Diposting oleh <span class="fn">admin</span></div></div><div id="related-posts">{OTHERS}</div></body></html>'
    )


def portal(title: str, parts: list[str]) -> str:
    text = "".join(
        f'<p style="text-align:justify"><span>{escape(line)}</span></p><p>&nbsp;</p>'
        for part in parts
        for line in part.split("\n")
    )
    return (
        f'<html><head><meta charset="utf-8"><title>{escape(title)} | Kabupaten</title></head><body>{CLOCK}<table><tr><td class="kiri"><ul><li><a href="/a">Satu</a></li></ul></td>'
        f'<td><div class="page-header"><h2>{escape(title)}</h2></div><div class="isi">{text}</div></td><td class="kanan">{OTHERS}</td></tr></table></body></html>'
    )


@pytest.fixture(params=[wordpress, blogger, portal], ids=lambda shape: shape.__name__)
def reading(request):
    title, parts = seed()
    return read(raw(request.param(title, parts), "http://sbd.localhost/berita/rakor"), SITE)


def test_the_seed_is_read_as_the_field_says(reading):
    title, parts = seed()
    article = reading.article
    assert isinstance(article, Article), reading.outcome
    assert article.title == title
    assert article.published_at is None
    assert article.dateline is not None
    assert (article.dateline.place, article.dateline.outlet) == ("Tambolaka", "SJ")
    assert [(person.name, person.role) for person in article.people] == [("Isto", "reporter")]
    credit = article.repost_credit
    assert credit is not None
    assert credit.outlet == "suarajarmas.com"
    assert (article.canonical or "") != "http://suarajarmas.com/"
    event = next(event for event in article.event_dates if event.printed.startswith("Kamis"))
    assert event.day == date(2020, 2, 26)
    assert "weekday_mismatch" in event.flags
    codes = {(place.bps, place.kemendagri) for place in article.places}
    assert ("5317", "53.18") in codes
    folded = [" ".join(part.split()) for part in parts]
    body = [paragraph.text for paragraph in article.body]
    assert body == [*folded[1:-2], folded[-2].removesuffix("*****").rstrip()]
    assert "Fdanlpri" in body[-1]


def test_what_the_seed_lost_is_in_the_evidence(reading):
    dropped = [line.text for line in reading.evidence.dropped]
    for line in ("SHARE", "*****", "Liputan: Isto-SJ,-"):
        assert line in dropped

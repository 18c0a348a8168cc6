"""Lines that are not the article: what announces another is told by a colon, by its link, or by its shortness."""

from __future__ import annotations

import pytest

from crawler.clean.lines import announced, promo_rule

HEADLINE = "Warga Dusun Kambala Bersihkan Dua Kilometer Saluran Air Sebelum Musim Hujan Tiba Bersama Anak Sekolah dan Aparat Desa di Kecamatan Wewewa Tengah, Kabupaten Sumba Barat Daya"


@pytest.mark.parametrize(
    ("line", "link_share"),
    [
        ("Baca juga: " + HEADLINE, 0.0),
        ("Baca Juga Berita: " + HEADLINE, 0.0),
        ("Baca juga " + HEADLINE, 0.9),
        ("Simak video panen jagung di Kodi", 0.0),
        ("BACA :", 0.0),
        ("ALSO READ | Villagers clean the canal", 0.0),
        ("See also Villagers clean the canal", 0.9),
        ("Bacaan lainnya", 0.0),
    ],
)
def test_what_announces_another_article_is_promotion(line, link_share):
    assert promo_rule(line, link_share) == "promo"


@pytest.mark.parametrize(
    "line",
    [
        "Baca juga " + HEADLINE,
        "Baca juga dokumen yang lama itu sebelum menilai kami.",
        "See more of the villages than the road shows",
        "“Baca juga buku ini,” kata guru itu.",
        "Simak bunyi hujan itu",
        "Bacalah buku",
    ],
)
def test_what_only_begins_so_is_the_text(line):
    assert promo_rule(line) is None


def test_how_much_of_a_line_is_anothers_headline():
    assert announced("Baca juga: Panen") == len(" Panen")
    assert announced("Baca juga") == 0
    assert announced("Baca juga Panen") is None

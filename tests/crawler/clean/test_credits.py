"""Credits: a line that says nothing else credits the whole; a word in a sentence quotes a part."""

from __future__ import annotations

import pytest

from crawler.clean.credits import read_credits


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("Sumber: Suara Sabana", "Suara Sabana"),
        ("(sumber:  http://suarasabana.example/  )", "suarasabana.example"),
        ("Sumber Berita : Kabar Lontar", "Kabar Lontar"),
        ("Dikutip dari Kabar Lontar", "Kabar Lontar"),
        ("(Dilansir dari laman kabarlontar.com)", "kabarlontar.com"),
        ("*Disadur dari Humas Pemkab Tanjung.", "Humas Pemkab Tanjung"),
        ("Artikel ini telah tayang di KABARLONTAR.COM dengan judul “Sumur Tua”", "KABARLONTAR.COM"),
    ],
)
def test_a_line_that_is_nothing_but_a_credit_credits_the_whole_text(line: str, outlet: str) -> None:
    read = read_credits(["Sumur itu digali warga.", line])
    assert read.consumed == (1,)
    assert [(credit.kind, credit.outlet, credit.printed) for credit in read.credits] == [
        ("repost", outlet, " ".join(line.split()))
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Dikutip dari buku harian seorang guru yang disimpan di rumah tua itu, sumur digali pada tahun kemarau.",
        "Diambil dari sumur tua itu, air dibawa dengan bambu ke kebun.",
        "Diolah dari Singkong Kering menjadi tepung, makanan itu tahan setahun. Warga menyimpannya di lumbung.",
        "Sumber: pengamatan warga selama tiga musim kemarau di lima kampung berbeda",
    ],
)
def test_a_sentence_that_only_begins_so_stays_in_the_text(sentence: str) -> None:
    assert read_credits([sentence]).consumed == ()

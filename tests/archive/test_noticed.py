"""The kinds of edit that are noticed: each told for what it is, none for what it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.noticed import Words, noticed

WELL = "Warga Desa Kalembu menggali sumur tua yang mengering sejak Agustus lalu dengan peralatan seadanya."
WATER = "Kepala desa Umbu Deta mengatakan 48 keluarga berjalan dua kilometer setiap pagi untuk mengambil air."
SAID = "“Kami sudah menunggu dua tahun,” kata Rambu Ana di rumahnya, Senin sore, kepada wartawan media ini."
TEXT = (WELL, WATER, SAID)


def words(*body: str, title: str = "Sumur tua digali lagi") -> Words:
    return Words(title, "", "\n\n".join(body))


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (words(WELL.replace("peralatan", "peraltan"), WATER, SAID), {"typo"}),
        (words(WELL.replace("Kalembu", "Kalembbu"), WATER, SAID), {"typo"}),
        (words(WELL, WATER.replace("48", "52"), SAID), {"figure changed"}),
        (words(WELL, WATER.replace("Umbu Deta", "Melkianus Bili"), SAID), {"name changed"}),
        (words(WELL, WATER, SAID.replace("dua tahun", "sangat lama")), {"quotation changed"}),
        (words(*TEXT, title="Warga menunggu bor"), {"headline"}),
        (words(*TEXT, "Camat berjanji datang pekan depan bersama petugas dinas."), {"paragraph added"}),
        (words(WELL, SAID), {"paragraph removed"}),
        (words(*TEXT, "Ralat: jumlah keluarga dalam berita ini telah diperbaiki."), {"paragraph added", "correction marked"}),
        (words(WELL, WATER.replace("48", "52"), title="Sumur tua kering"), {"figure changed", "headline", "paragraph removed"}),
        (words("Kapal feri lintas selat berlayar kembali setelah gelombang reda dan penumpang naik satu per satu."),
         {"paragraph added", "paragraph removed", "rewritten"}),
        (words(*TEXT), set()),
    ],
)  # fmt: skip
def test_each_kind_of_edit_is_told_for_what_it_is(after: Words, kinds: set[str]) -> None:
    assert set(noticed(words(*TEXT), after)) == kinds


TEXTS = st.text(alphabet="abcD 48,.“”\n", max_size=60)


@given(TEXTS, TEXTS)
def test_any_two_texts_are_compared_and_a_text_differs_in_nothing_from_itself(before: str, after: str) -> None:
    assert isinstance(noticed(Words(before, "", after), Words(after, "", before)), tuple)
    assert noticed(Words(before, "", after), Words(before, "", after)) == ()

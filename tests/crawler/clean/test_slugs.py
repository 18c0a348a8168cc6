"""What an address says of the headline it was made for."""

from __future__ import annotations

import pytest

from crawler.clean.slugs import is_address_of

HEADLINE = "Pasar ikan Waimanu dibuka kembali, warga: ‘syukur’"


@pytest.mark.parametrize(
    "address",
    [
        "https://warta.example/2026/03/04/pasar-ikan-waimanu-dibuka-kembali-warga-syukur/",
        "/berita/pasar-ikan-waimanu-dibuka-8812",
        "/berita/8812/pasar_ikan_waimanu_dibuka_kembali.html",
        "https://warta.example/?p=8812",
    ],
)
def test_an_address_made_of_the_headline_is_known(address):
    assert is_address_of(address, HEADLINE)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://warta.example/",
        "/berita/daerah",
        "/kategori/pasar-ikan",
        "/berita/jalan-kabupaten-rusak-lagi-setelah-hujan",
        "/cari?q=pasar-ikan-waimanu-dibuka",
        "/2026-03-04-11-22-33",
        "/" + "a-" * 100_000,
    ],
)
def test_another_address_is_not(address):
    assert not is_address_of(address, HEADLINE)

"""Datelines: place and outlet are told apart, and a text that has none is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.clean.datelines import read_dateline

OWN = ("Lintas Marapu", "LM", "lintasmarapu.localhost")
TEXT = "Warga Desa Umbu Pabal menanam padi ladang lebih awal tahun ini."

HEADS = [
    ("Tambolaka -SJ………..", "Tambolaka", "SJ"),
    ("Wee Kambala -SN……………", "Wee Kambala", "SN"),
    ("Kodi-SJ…….", "Kodi", "SJ"),
    ("Waingapu, LM -", "Waingapu", "LM"),
    ("LM, Waingapu –", "Waingapu", "LM"),
    ("Waingapu, Lintas Marapu –", "Waingapu", "Lintas Marapu"),
    ("POS-KUPANG.COM | WAINGAPU --", "WAINGAPU", "POS-KUPANG.COM"),
    ("POS KUPANG, COM, KALABAHI -", "KALABAHI", "POS KUPANG, COM"),
    ("POS-KUPANG.COM,SOE-", "SOE", "POS-KUPANG.COM"),
    ("LEWOLEBA, POS-KUPANG.COM ---", "LEWOLEBA", "POS-KUPANG.COM"),
    ("TRIBUN-MEDAN.com - ", None, "TRIBUN-MEDAN.com"),
    ("TRIBUNFLORES.COM, MAUMERE -", "MAUMERE", "TRIBUNFLORES.COM"),
    ("Ba’a, Vox NTT-", "Ba’a", "Vox NTT"),
    ("Labuan Bajo, VoxNTT.com–", "Labuan Bajo", "VoxNTT.com"),
    ("Belu–NTT, Garda Indonesia |", "Belu", "Garda Indonesia"),
    ("Dompu, NTB, ChanelNtbNews –", "Dompu", "ChanelNtbNews"),
    ("NTT AKTUAL. RUTENG.", "RUTENG", "NTT AKTUAL"),
    ("Kupang (ANTARA) -", "Kupang", "ANTARA"),
    ("Kupang (Antara NTT) -", "Kupang", "Antara NTT"),
    ("Jayapura, Jubi –", "Jayapura", "Jubi"),
    ("Kupang, MO -------", "Kupang", "MO"),
    ("Tambolaka, Kominfo –", "Tambolaka", "Kominfo"),
    ("Kodi, Tambolaka, Kominfo –", "Kodi", "Kominfo"),
    ("Waitabula, Diskominfo SBD –", "Waitabula", "Diskominfo SBD"),
    ("Ruteng, Kabar Manggarai –", "Ruteng", "Kabar Manggarai"),
    ("Bajawa, Warta Ngada –", "Bajawa", "Warta Ngada"),
    ("Bone-Bolango, mediagorontalo.com,--", "Bone-Bolango", "mediagorontalo.com"),
    ("NTT, kupang-media.net,-", "NTT", "kupang-media.net"),
    ("LOMBOKUTARA.lombokjournal.com –", "LOMBOKUTARA", "lombokjournal.com"),
    ("Washington, DC, KOMPAS.com -", "Washington", "KOMPAS.com"),
    ("WAINGAPU -", "WAINGAPU", None),
    ("WAINGAPU-", "WAINGAPU", None),
    ("WAIBAKUL, –", "WAIBAKUL", None),
    ("Waingapu:", "Waingapu", None),
    ("Waingapu_", "Waingapu", None),
    ("DILI —", "DILI", None),
    ("Kab.Sumba Timur-NTT--", "Kab.Sumba Timur", None),
    ("Kota Kupang |", "Kota Kupang", None),
    ("BORONG l", "BORONG", None),
    ("KONTAN.CO.ID - JAKARTA.", "JAKARTA", "KONTAN.CO.ID"),
    ("(lintasflores.com/Riung)", "Riung", "lintasflores.com"),
    ("Ekorantt.com, Lela, –", "Lela", "Ekorantt.com"),
    ("LINTASMARAPU.COM | MARITAING --", "MARITAING", "LINTASMARAPU.COM"),
    ("POS-KUPANG. COM, OELAMASI -", "OELAMASI", "POS-KUPANG. COM"),
    ("Lintas Marapu -", None, "Lintas Marapu"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "place", "outlet"), HEADS)
@pytest.mark.parametrize("gap", [" ", "\u00a0", "\u200b "])
def test_a_dateline_is_read_and_the_text_behind_it_is_whole(head, place, outlet, gap):
    read = read_dateline(head + gap + TEXT, OWN)
    assert read is not None
    assert (read.dateline.place, read.dateline.outlet, read.rest) == (place, outlet, TEXT)
    assert read.dateline.printed == head.strip()


NONE = [
    "KUNJUNGAN Bupati Lembata ke Dusun III Meko, Adonara - berlangsung meriah",
    "KEKERINGAN – Petani di Sumba Timur gagal panen",
    "INFO NASIONAL - Kementerian Sosial membagi beras",
    "Sumba-Flores kini hanya sejam dengan feri cepat",
    "Timor-Leste dan Indonesia bertemu di Atambua",
    "Gubernur NTT - yang baru dilantik - berkunjung ke Ende",
    "Antara - dan hanya antara - dua kampung itu ada sungai",
    "Tempo – cepatnya – lagu itu membuat warga menari",
    "Bupati Sumba Barat Daya, dr. Kornelius - begitu ia disapa",
    "Kapolres Belu: Tidak Ada Kompromi Bagi Penyelundup",
    "Polres Ngada: dua orang diperiksa",
    "Waingapu, ibu kota Sumba Timur, menjadi tuan rumah – untuk kedua kalinya",
    "Waingapu, Senin (9/3) – hujan turun sejak subuh di kota itu",
    "Media Sosial - tempat warga mengadu",
    "Warga Kodi - Kodi Bangedo berdamai",
    "Rp 5 juta - Rp 7 juta harga seekor kuda",
    "“Tambolaka – kota kami,” kata Maria",
    "COVID-19 masih ada di Larantuka",
    "PT Garam - Kupang membuka lowongan",
    "Ende adalah kota kelahiran Pancasila - kata Presiden",
    "Sumber Air: Dari Bukit ke Kampung",
    "Catatan: harga dapat berubah",
    "1. Kupang - Larantuka setiap Jumat",
    "",
    "   ",
    "–",
    "SJ",
    "Kupang",
]


@pytest.mark.parametrize("text", NONE)
def test_a_text_without_a_dateline_is_left_alone(text):
    assert read_dateline(text, OWN) is None


def test_a_place_that_is_glued_to_the_text_is_parted_from_it():
    read = read_dateline("Liputan6.com, KupangPemerintah kota menutup jalan", ())
    assert (read.dateline.place, read.rest) == ("Kupang", "Pemerintah kota menutup jalan")


def test_a_dateline_may_stand_alone_in_its_paragraph():
    read = read_dateline("WAINGAPU, POS-KUPANG.COM", ())
    assert (read.dateline.place, read.dateline.outlet, read.rest) == ("WAINGAPU", "POS-KUPANG.COM", "")


def test_the_head_of_the_text_stays_in_the_text():
    read = read_dateline("JAKARTA, KOMPAS.com - Kapal-kapal kayu ditinggalkan", ())
    assert read.rest == "Kapal-kapal kayu ditinggalkan"
    read = read_dateline("JAKARTA - Medan-Binjai kini tol", ())
    assert read.rest == "Medan-Binjai kini tol"


@given(
    st.one_of(
        st.text(max_size=200),
        st.text(alphabet=st.sampled_from(list("KupangSJ.,|/()-–…:_ l\u00a0COMcom")), max_size=120),
        st.lists(
            st.sampled_from(
                ["Kupang", "SJ", "POS-KUPANG.COM", " - ", ", ", "…", ".", " ", "|", "Bupati", "NTT", "(", ")"]
            ),
            max_size=14,
        ).map("".join),
    )
)
@settings(max_examples=120, deadline=None)
def test_nothing_makes_it_raise_and_nothing_of_the_text_is_lost(text):
    read = read_dateline(text, OWN)
    if read is not None:
        assert read.dateline.place or read.dateline.outlet
        folded = " ".join(text.split())
        if folded.isascii():
            assert folded.endswith(read.rest)

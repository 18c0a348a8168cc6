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

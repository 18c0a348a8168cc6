"""Dates of feeds, sitemaps and lists, as machines and themes write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.times import instant, printed

NOW = datetime(2024, 6, 12, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "iso"),
    {
        "2024-05-01T10:15:00+08:00": "2024-05-01T10:15:00+08:00",
        "2024-05-01T02:15:00Z": "2024-05-01T02:15:00+00:00",
        "2024-05-01T02:15:00.123Z": "2024-05-01T02:15:00+00:00",
        "2024-05-01T10:15+0800": "2024-05-01T10:15:00+08:00",
        "2024-05-01T10:15:00": "2024-05-01T10:15:00+08:00",
        "2024-05-01 10:15:00": "2024-05-01T10:15:00+08:00",
        "2024-05-01": "2024-05-01T00:00:00+08:00",
        "Wed, 01 May 2024 02:15:00 +0000": "2024-05-01T02:15:00+00:00",
        "Wed, 1 May 2024 02:15:00 GMT": "2024-05-01T02:15:00+00:00",
        "Wed, 01 May 24 10:15:00 +0700": "2024-05-01T10:15:00+07:00",
        "Rab, 01 Mei 2024 10:15:00 WITA": "2024-05-01T10:15:00+08:00",
        "Rabu, 1 Mei 2024": "2024-05-01T00:00:00+08:00",
        "01 May 2024 10:15 -0000": "2024-05-01T10:15:00+00:00",
        "02 May 2021 08:05:00 PDT": "2021-05-02T08:05:00-07:00",
        "01 Mei 2024 08:00 WIB": "2024-05-01T08:00:00+07:00",
    }.items(),
)
def test_an_instant_is_read_and_an_unprinted_zone_is_the_outlets(text: str, iso: str) -> None:
    moment = instant(text, 8)
    assert moment is not None
    assert moment.isoformat() == iso


@pytest.mark.parametrize(
    "text", [None, "", "kemarin", "0000-00-00 00:00:00", "2024-13-01", "31 Feb 2024", "1714529700", "01 Foo 2024"]
)
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert instant(text, 8) is None


@pytest.mark.parametrize(
    ("line", "iso"),
    {
        "Kamis, 12 Mei 2022 | 10:15 WITA Penulis: Isto": "2022-05-12T10:15:00+08:00",
        "Daerah · 12/05/2022 · 10.15": "2022-05-12T00:00:00+08:00",
        "12/05/2022 10.15 Wib": "2022-05-12T10:15:00+07:00",
        "12 Pebruari 2022, Pkl.16.30": "2022-02-12T16:30:00+08:00",
        "May 12, 2022": "2022-05-12T00:00:00+08:00",
        "Redaksi - 09-1-2017": "2017-01-09T00:00:00+08:00",
        "3 jam yang lalu": "2024-06-12T01:00:00+00:00",
        "2 hari lalu": "2024-06-10T04:00:00+00:00",
        "5 minutes ago": "2024-06-12T03:55:00+00:00",
        "1 minggu lalu": "2024-06-05T04:00:00+00:00",
    }.items(),
)
def test_a_date_printed_in_a_list_is_read(line: str, iso: str) -> None:
    moment = printed(line, 8, NOW)
    assert moment is not None
    assert moment.isoformat() == iso


def test_a_number_is_no_date() -> None:
    for line in ("Rp1.500.000", "0812-3456-7890", "pasal 12/2019/a", "skor 3-1-2", "3 jam kerja"):
        assert printed(line, 8, NOW) is None


@given(st.text(max_size=300))
def test_any_line_gives_an_aware_instant_or_none(line: str) -> None:
    moment = printed(line, 9, NOW)
    assert moment is None or moment.tzinfo is not None


@pytest.mark.parametrize("line", ["1 " * 500, "12 " + "a" * 900, "t" * 1000, "2024-01-01" + " t" * 400, "9" * 1000])
def test_no_line_takes_long(line: str) -> None:
    for _ in range(50):
        printed(line, 8, NOW)

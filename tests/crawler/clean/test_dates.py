"""Printed dates: what is read, what is flagged, and that nothing is ever moved."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.clean.dates import event_dates, read_date

LOOK = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)

# text, the instant or day as ISO, flags
PRINTED = [
    ("27/02/2020 | 10:15 WITA", "2020-02-27T10:15+08:00", ()),
    ("Kamis, 5 Maret 2026 pukul 08.00 Wita", "2026-03-05T08:00+08:00", ()),
    ("Rabu, 03/9/2025, Pkl.14.58 Wita", "2025-09-03T14:58+08:00", ()),
    ("Pkl.10.15 WITA, Senin 2 Maret 2026", "2026-03-02T10:15+08:00", ()),
    ("Kamis, 5 Maret 2026 pukul 5.30 sore Wita", "2026-03-05T17:30+08:00", ()),
    ("Kamis, 5 Maret 2026 pukul 11.30 WITA siang", "2026-03-05T11:30+08:00", ()),
    ("Sabtu (13/7/2019) pukul 21.00 witeng", "2019-07-13T21:00+08:00", ()),
    ("Selasa, 5 Mei 2015, 09:30 WP", "2015-05-05T09:30+09:00", ()),
    ("Minggu 4 Agustus 2019.pukul 14:50 wit", "2019-08-04T14:50+09:00", ()),
    ("4 Agustus 2019.Pukul 14:35 wib", "2019-08-04T14:35+07:00", ()),
    ("03 Agustus, 2022, 10:47 WIB Last Updated 2022-08-03T03:50:28Z", "2022-08-03T10:47+07:00", ()),
    ("Senin, November 29, 2010", "2010-11-29", ()),
    ("November 9, 2021 8:05 pm", "2021-11-09", ()),
    ("Posted: 02 May 2021 08:05 PM PDT", "2021-05-02T20:05-07:00", ()),
    ("Published on June 18th, 2025 at 12:30 a.m. WIB", "2025-06-18T00:30+07:00", ()),
    ("Jum’at, 6 Pebruari 2026", "2026-02-06", ()),
    ("Jum'at, 6 Peb 2026", "2026-02-06", ()),
    (r"Jum\'at, 6 Februari 2026", "2026-02-06", ()),
    ("Jum&#039;at, 6 Februari 2026", "2026-02-06", ()),
    ("Ahad, 1 Nopember 2020", "2020-11-01", ()),
    ("Rabo, 1 Nop 2023", "2023-11-01", ()),
    ("Jumat, 1 Agst 2025", "2025-08-01", ()),
    ("Jumat, 1 Ags 2025", "2025-08-01", ()),
    ("1 Agt 2025 20.04 WIB", "2025-08-01T20:04+07:00", ()),
    ("1 AGU 2025", "2025-08-01", ()),
    ("15 Des 2024", "2024-12-15", ()),
    ("09/1/2017", "2017-01-09", ()),
    ("06-01-2023", "2023-01-06", ()),
    ("26/12/25", "2025-12-26", ("two_digit_year",)),
    ("Sabtu (26/9/20)", "2020-09-26", ("two_digit_year",)),
    ("18.06.2025 - 20.04 WIB", "2025-06-18T20:04+07:00", ()),
    ("5 / 3 / 2021", "2021-03-05", ()),
    ("10-Jun-2025", "2025-06-10", ()),
    ("21+January+2019", "2019-01-21", ()),
    ("10Juni2025", "2025-06-10", ()),
    ("Tayang: Senin, 9 Juni 2025 10:48 WIB", "2025-06-09T10:48+07:00", ()),
    (", Jurnalis-Jum'at, 13 Juni 2025 |19:04 WIB", "2025-06-13T19:04+07:00", ()),
    ("Senin, 3 Maret 2025 - 24:00 WITA", "2025-03-04T00:00+08:00", ()),
    ("Rabu, 13 Agustus 2025 06:12:44 WIB", "2025-08-13T06:12:44+07:00", ()),
    ("2025-06-18T10:15:30.123+08:00", "2025-06-18T10:15:30+08:00", ()),
    ("2025-06-18T10:15:30Z", "2025-06-18T10:15:30+00:00", ()),
    ("2025-06-18 10:15 WITA", "2025-06-18T10:15+08:00", ()),
    ("2025/06/18", "2025-06-18", ()),
    ("2019-01-21 / 21:34 WIB", "2019-01-21T21:34+07:00", ()),
    ("2025-06-18T10:15+0900", "2025-06-18T10:15+09:00", ()),
    ("Jumat, Sabtu. 6-7 Maret 2026 Pukul : 08.00-Selesai (Wita)", "2026-03-07T08:00+08:00", ()),
    ("SENIN, 26 AGUSTUS 2019 l 25 ZULHIJAH 1440 H", "2019-08-26", ("hijri_present",)),
    ("Ahad, 30 Rajab 1447 H | 18 Januari 2026", "2026-01-18", ("hijri_present",)),
    ("1 Sya’ban 1447 H / 20 Januari 2026", "2026-01-20", ("hijri_present",)),
    ("Jumat 4 Rabiul Akhir 1447 Hijriah, 26 September 2025", "2025-09-26", ("hijri_present",)),
    ("12 Dzulqa'dah 1446 H - 10 Mei 2025", "2025-05-10", ("hijri_present",)),
    ("Kamis (26/02/2020)", "2020-02-26", ("weekday_mismatch",)),
    ("Selasa (19-02-2020)", "2020-02-19", ("weekday_mismatch",)),
    ("10 Juni 2926", "2926-06-10", ("future", "year_far")),
    ("Rabu, 29 Juli 2026", "2026-07-29", ("future",)),
    ("1 Januari 1970", "1970-01-01", ("year_far",)),
    ("10/21/2025 18:43", "2025-10-21", ("month_first",)),
]


@pytest.mark.parametrize(("text", "said", "flags"), PRINTED)
def test_a_printed_date_is_read(text, said, flags):
    read = read_date(text, fetched_at=LOOK)
    assert read is not None
    if "T" in said:
        assert read.at == datetime.fromisoformat(said)
        assert read.at.utcoffset() == datetime.fromisoformat(said).utcoffset()
        assert read.zone_from == "printed"
    else:
        assert read.at is None
        assert str(read.day) == said
    assert read.flags == flags


@pytest.mark.parametrize(
    "text",
    [
        "", "Redaksi", "Rp1.500.000", "0812-3456-7890", "Pasal 340 KUHP", "skor 2-1-0", "Undang-Undang Nomor 40 Tahun 1999", "31/02/2020",
        "45 Juni 2020", "10.15.30", "24 jam nonstop", "3 Marinir", "Telp. (0387) 21-345", "https://warta.localhost/?p=17900", "versi 3.4.2021.9",
    ],
)  # fmt: skip
def test_what_is_no_date_is_not_read(text):
    assert read_date(text, fetched_at=LOOK) is None


@pytest.mark.parametrize("text", ["Senin, 10 Juni | 10:15 WIB", "30 Rajab 1447 H"])
def test_a_date_without_year_or_of_another_calendar_is_told_and_not_completed(text):
    read = read_date(text, fetched_at=LOOK)
    assert (read.at, read.day, read.precision) == (None, None, "none")
    assert set(read.flags) & {"no_year", "hijri_present"}


@pytest.mark.parametrize(
    ("text", "said", "precision"),
    [
        ("2 jam yang lalu", "2026-03-10T09:00+08:00", "minute"), ("45 menit lalu", "2026-03-10T10:15+08:00", "minute"), ("3 hari yang lalu", "2026-03-07T11:00+08:00", "day"),
        ("sehari lalu", "2026-03-09T11:00+08:00", "day"), ("1 minggu lalu", "2026-03-03T11:00+08:00", "day"), ("5 hours ago", "2026-03-10T06:00+08:00", "minute"),
        ("Kemarin", "2026-03-09T11:00+08:00", "day"), ("Baru saja", "2026-03-10T11:00+08:00", "minute"),
    ],
)  # fmt: skip
def test_relative_dates_are_resolved_against_the_look(text, said, precision):
    read = read_date(text, fetched_at=LOOK, zone=8)
    assert (read.at, read.precision, read.flags) == (datetime.fromisoformat(said), precision, ("relative",))
    assert read_date(text) is None


def test_where_no_zone_is_printed_the_outlets_is_taken_and_it_says_so():
    read = read_date("Kamis, 12 Maret 2026 08:00", zone=8)
    assert (read.at, read.zone_from, read.flags) == (
        datetime.fromisoformat("2026-03-12T08:00+08:00"),
        "outlet",
        ("zone_assumed",),
    )
    printed = read_date("Kamis, 12 Maret 2026 08:00 WIB", zone=9)
    assert (printed.at, printed.zone_from, printed.flags) == (
        datetime.fromisoformat("2026-03-12T08:00+07:00"),
        "printed",
        (),
    )


def test_precision_says_what_was_printed():
    assert read_date("12 Maret 2026").precision == "day"
    assert read_date("12 Maret 2026 08:00").precision == "minute"
    assert read_date("12 Maret 2026 08:00:07").precision == "instant"


PUBLISHED = date(2026, 3, 10)
EVENTS = [
    ("berlangsung di Aula, Kamis (26/02/2020).", [("Kamis (26/02/2020)", "2020-02-26", ("weekday_mismatch", "year_far"))]),
    ("Selasa (10/3) pagi", [("Selasa (10/3)", "2026-03-10", ("no_year",))]),
    ("Rabo (12/11)", [("Rabo (12/11)", "2025-11-12", ("no_year",))]),
    ("Jum’at siang (27/2)", [("Jum’at siang (27/2)", "2026-02-27", ("no_year",))]),
    ("Ahad (15/2) sampai Senin (16/2) dini hari", [("Ahad (15/2)", "2026-02-15", ("no_year",)), ("Senin (16/2)", "2026-02-16", ("no_year",))]),
    ("Sabtu (28/2/2026) malam", [("Sabtu (28/2/2026)", "2026-02-28", ())]),
    ("Senin, (9/3/2026)", [("Senin, (9/3/2026)", "2026-03-09", ())]),
    ("Rabu, 4/3/2026, pkl.14.58", [("Rabu, 4/3/2026", "2026-03-04", ())]),
    ("pada kamis 5/3/2026", [("kamis 5/3/2026", "2026-03-05", ())]),
    ("hari Sabtu tanggal 7 Maret 2026", [("Sabtu tanggal 7 Maret 2026", "2026-03-07", ())]),
    ("Jumat malam, 6 Maret 2026", [("Jumat malam, 6 Maret 2026", "2026-03-06", ())]),
    ("Kamis(5/3/2026) pukul 11.00 wita", [("Kamis(5/3/2026)", "2026-03-05", ())]),
    ("Selasa (3-03-2026)", [("Selasa (3-03-2026)", "2026-03-03", ())]),
    ("Sabtu 14 Maret 2026 nanti", [("Sabtu 14 Maret 2026", "2026-03-14", ())]),
    ("13-14 Maret 2026", [("13-14 Maret 2026", "2026-03-13", ()), ("13-14 Maret 2026", "2026-03-14", ())]),
    ("sejak 2 Maret", [("2 Maret", "2026-03-02", ("no_year",))]),
    ("Minggu (1/4)", [("Minggu (1/4)", "2026-04-01", ("weekday_mismatch", "no_year"))]),
    ("Kamis (7/5)", [("Kamis (7/5)", "2025-05-07", ("weekday_mismatch", "no_year"))]),
    ("warga menanam 3/4 lahan, skor 2-1, pasal 12/2001, Lapangan 17 Agustus, Rp1.500, RT 03/07, U-17, nomor 5/3", []),
    ("Perda Nomor 12 Tahun 2019", []),
    ("lahir pada 30/2/1990", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "events"), EVENTS)
def test_dates_in_a_text_are_found_and_doubts_flagged(text, events):
    found = event_dates(text, PUBLISHED)
    assert [(event.printed, str(event.day), event.flags) for event in found] == events


def test_without_a_publication_date_no_year_is_invented():
    (event,) = event_dates("Rabu (10/4)", None)
    assert (event.printed, event.day, event.flags) == ("Rabu (10/4)", None, ("no_year",))
    assert event_dates("Rabu (31/2)", None) == ()


def test_a_flood_of_dates_is_bounded():
    flood = " ".join(f"Senin ({n % 28 + 1}/{n % 12 + 1}/20{n % 90 + 10})" for n in range(5000))
    assert 0 < len(event_dates(flood, PUBLISHED)) <= 61


_LIKELY = st.text(
    alphabet=st.sampled_from(list("0123456789/-.:,()| ’'TZ+SeninJumatMaretWITAHlagu\u00a0\n")), max_size=80
)


@given(st.one_of(st.text(max_size=120), _LIKELY))
@settings(max_examples=150, deadline=None)
def test_no_text_makes_the_reader_raise_and_days_are_real(text):
    read = read_date(text, fetched_at=LOOK, zone=8)
    if read is not None and read.day is not None:
        assert read.at is not None
        assert 1900 <= read.day.year <= 2999
    for event in event_dates(text, PUBLISHED):
        assert event.printed


@given(
    st.dates(date(1996, 1, 1), date(2026, 3, 10)),
    st.sampled_from(
        ["{d} {m} {y}", "{d:02}/{n:02}/{y}", "{y}-{n:02}-{d:02}", "{d}-{n}-{y}", "{d} {m}, {y} | 08.30 WITA"]
    ),
)
@settings(max_examples=120, deadline=None)
def test_every_day_of_thirty_years_is_read_in_every_form(day, form):
    months = [
        "Januari",
        "Pebruari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "Nopember",
        "Desember",
    ]
    text = form.format(d=day.day, m=months[day.month - 1], n=day.month, y=day.year)
    assert read_date(text).day == day

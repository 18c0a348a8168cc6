"""Printed dates of the world's papers: each language's own way of writing the same day."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.clean import worlddates


@pytest.mark.parametrize(
    "printed",
    [
        "13 July 2020", "July 13, 2020", "Jul 132020", "13. Juli 2020", "13 juillet 2020", "13 de julio de 2020", "13-jul-2020", "13 luglio 2020",
        "13 lipca 2020", "13. července 2020", "2020. július 13.", "2020 m. liepos 13 d.", "2020. gada 13. jūlijs", "13. heinäkuuta 2020", "13 Temmuz 2020",
        "13 июля 2020", "13 липня 2020 р.", "13 юли 2020", "13. јул 2020", "13 Ιουλίου 2020", "13 يوليو 2020", "13 تموز 2020", "١٣ يوليو ٢٠٢٠", "13 ביולי 2020", "13 जुलाई 2020",
        "১৩ জুলাই ২০২০", "2020年7月13日", "2020년 7월 13일", "13 tháng 7, 2020", "13 กรกฎาคม 2563", "13.07.2020", "13 | 07 | 2020", "2020-07-13",
        "13 ก.ค. 2563", "๑๓ ก.ค. ๒๕๖๓", "۲۳ تير ۱۳۹۹", "23 تیر 1399", "13 تموز/يوليو 2020", "13. srpnja/jul, 2020.", "13, Julio, 2020", "١٣ / ٧ / ٢٠٢٠", "2020•07•13", "July 13. 2020",
        "13 ဇူလိုင် 2020", "၁၃ ဇူလိုင် ၂၀၂၀", "13 ජූලි 2020", "13 ივლისი 2020", "13 հուլիսի 2020", "13 ஜூலை 2020", "13 జులై 2020",
        "13 جولائی، 2020", "13\u200f/07\u200f/2020", "13 กรกฎาคม ค.ศ. 2020", "2020 ж. 13 шілде", "2020-ж., 13-июль", "2020 оны 7-р сарын 13", "2020 թ. հուլիսի 13", "13 thg 7, 2020", "2020, ജൂലൈ 13",
        "13 лип. 2020 р.", "13 जुल॰ 2020", "13 ta’ Lulju 2020", "2020ko uztailaren 13an", "13 ივლ. 2020", "13 Julie 2020", "ଜୁଲାଇ 13, 2020",
    ],
)  # fmt: skip
def test_a_day_is_read_in_whatever_language_it_is_printed(printed):
    assert [one.at for one in worlddates.find_dates(f"— {printed} —")] == [datetime(2020, 7, 13)]  # noqa: DTZ001


def test_a_month_of_two_words_is_one():
    assert [one.at.month for one in worlddates.find_dates("5 تشرين الثاني 2020")] == [11]
    assert [one.at.month for one in worlddates.find_dates("5 كانون الأول 2020")] == [12]


@pytest.mark.parametrize(
    ("printed", "hour"),
    [("07 أكتوبر 2020 - 3:09 م", 15), ("October 7, 2020 at 3:09 pm", 15), ("2020年10月7日 15時09分", 15)],
)
def test_the_time_beside_a_day_is_its_time(printed, hour):
    (found,) = worlddates.find_dates(printed)
    assert (found.has_time, found.at.hour, found.at.minute) == (True, hour, 9)


@pytest.mark.parametrize(
    ("printed", "day"),
    [("1 فروردین 1399", (2020, 3, 20)), ("1 فروردین 1400", (2021, 3, 21)), ("30 اسفند 1399", (2021, 3, 20)), ("1 دی 1402", (2023, 12, 22))],
)  # fmt: skip
def test_a_persian_day_is_one_of_the_common_calendar(printed, day):
    assert [(one.at.year, one.at.month, one.at.day) for one in worlddates.find_dates(printed)] == [day]


@pytest.mark.parametrize(
    "printed",
    ["31 مهر 1399", "12 May 1399", "Copyright 2020", "in 13 Minuten 2020 Wörter", "room 13 2020", "12345 2020"],
)
def test_what_is_no_date_is_none(printed):
    assert not list(worlddates.find_dates(printed))


@pytest.mark.parametrize(
    ("zone", "minutes"), [("GMT+7", 420), ("GMT+0700", 420), ("(GMT -5)", -300), ("UTC+05:30", 330), ("GMT-9999", -840)]
)
def test_a_zone_that_is_told_in_figures_is_read_whole(zone, minutes):
    (found,) = worlddates.find_dates(f"12 May 2020 10:20 {zone}")
    offset = found.at.utcoffset()
    assert offset is not None
    assert offset.total_seconds() == 60 * minutes


def test_a_word_that_begins_like_of_is_read_whole():
    assert [one.at.month for one in worlddates.find_dates("17 December 2025 / 4 de diciembre de 2025")] == [12, 12]


def test_figures_that_may_be_read_in_two_ways_are_told():
    assert worlddates.is_clear("25/12/2020")
    assert not worlddates.is_clear("03-09-2020")


@given(st.text(max_size=80))
def test_any_text_is_searched_without_fail(said):
    assert all(1990 <= found.at.year <= 2100 for found in worlddates.find_dates(said))

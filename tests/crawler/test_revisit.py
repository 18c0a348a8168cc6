"""When a source is asked again: a rhythm learned from what it publishes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archive.facts import SourceState
from archive.known import KnownAddress, Rhythm
from crawler.revisit import is_believed, is_believed_of, source_due_at, source_is_due
from crawler.site import Site, Source

SITE = Site(name="a", outlet="A", domains=("a.example",), zone=8)
NOW = datetime(2026, 3, 20, tzinfo=UTC)
URL = "https://a.example/feed/"


def state(name: str = "ok", at: datetime = NOW) -> SourceState:
    return SourceState(source=URL, site="a", kind="feed", at=at, state=name)  # type: ignore[arg-type]


def rhythm(new: int, days: float = 14, looks: int = 50, **more: datetime) -> Rhythm:
    return Rhythm(since=NOW - timedelta(days=days), first_at=NOW - timedelta(days=days), looks=looks, new=new, **more)


def minutes(site: Site, new: int, days: float = 14, looks: int = 50) -> int:
    return round((source_due_at(site, state(), rhythm(new, days, looks)) - NOW).total_seconds() / 60)


def test_what_publishes_much_is_asked_often_and_never_oftener_than_every_half_hour() -> None:
    assert [minutes(SITE, new) for new in (10_000, 300, 140, 28, 14)] == [30, 30, 36, 177, 348]


def test_what_publishes_nothing_is_asked_ever_less_and_at_least_once_a_day() -> None:
    assert [minutes(SITE, 0, days) for days in (0.01, 0.1, 0.5, 1, 14)] == [30, 72, 360, 720, 1440]


def test_after_its_first_look_a_source_is_asked_in_half_an_hour() -> None:
    assert minutes(SITE, 0, 0, looks=1) == 30
    assert source_due_at(SITE, state(), None) == NOW + timedelta(minutes=30)


def test_a_toml_may_ask_for_less() -> None:
    rarely = Site(name="a", outlet="A", domains=("a.example",), zone=8, source_minutes=4320)
    assert minutes(rarely, 10_000) == 4320


@pytest.mark.parametrize("name", ["missing", "forbidden", "unreadable", "barren"])
def test_what_is_not_there_is_tried_again_in_three_days_and_later_the_longer_it_has_been_so(name: str) -> None:
    for days, pause in ((0, 3), (2, 3), (9, 9), (400, 30)):
        known = Rhythm(since=NOW, first_at=NOW - timedelta(days=days), looks=3, new=0)
        assert source_due_at(SITE, state(name), known) == NOW + timedelta(days=pause)


def test_a_sitemap_that_its_index_says_has_not_changed_is_left_alone_for_a_day() -> None:
    asked = NOW - timedelta(hours=20)
    later = Source(kind="sitemap", url=URL, updated_at=NOW - timedelta(hours=1))
    before = Source(kind="sitemap", url=URL, updated_at=NOW - timedelta(days=9))
    assert source_is_due(SITE, later, state(at=asked), rhythm(10_000), NOW)
    assert not source_is_due(SITE, before, state(at=asked), rhythm(10_000), NOW)
    assert source_is_due(SITE, before, state(at=NOW - timedelta(hours=25)), rhythm(10_000), NOW)
    assert source_is_due(SITE, before, None, None, NOW)
    assert source_is_due(SITE, before, state("unreachable", asked), rhythm(10_000), NOW)


def test_a_date_without_a_time_means_all_of_its_day() -> None:
    today = Source(kind="sitemap", url=URL, updated_at=datetime(2026, 3, 19, tzinfo=UTC))
    assert source_is_due(SITE, today, state(at=NOW - timedelta(hours=2)), rhythm(10_000), NOW)


def test_unchanged_is_believed_for_a_day_and_for_three_looks_of_four() -> None:
    assert is_believed(rhythm(0, whole_at=NOW - timedelta(hours=23)), NOW)
    assert not is_believed(rhythm(0, whole_at=NOW - timedelta(hours=25)), NOW)
    assert not is_believed(None, NOW)
    looks = [KnownAddress(address=URL, article="a", first_at=NOW, last_at=NOW, looks=n) for n in range(1, 9)]
    assert [is_believed_of(known) for known in looks] == [True, True, True, False] * 2

"""Did this run look like this site's history: breakages are told within two days of its rhythm, ordinary life never."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.known import PastRun
from archive.watching import SourceLife
from crawler.expect import LEAST_RUNS, is_closed, judge
from crawler.holidays import is_holiday
from crawler.likely import at_least, at_most, few
from crawler.observing import emptied, stale
from crawler.silence import weights, working_time
from crawler.site import Expect
from tests.crawler.month import BREAKAGES, DAILY, LIVES, Life, first_told, judged, lived, rhythm

BROKEN = datetime(2026, 3, 26, tzinfo=UTC)
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
STATES = {
    "robots closed": "blocked", "login wall": "blocked", "gambling injection": "compromised", "parked domain": "parked",
}  # fmt: skip


def never(_day: date) -> bool:
    return False


def run(at: datetime, **counts: int) -> PastRun:
    return PastRun(at=at, outcome="finished", counts=counts)


def ordinary(days: int = 30, **more: int) -> list[PastRun]:
    """A run a day, five articles each, newest first."""
    usual = {
        "sources_ok": 1, "new": 5, "pages": 5, "articles_read": 5, "with_date": 5, "with_people": 4, "words": 1500, **more,
    }  # fmt: skip
    return [run(NOW - timedelta(days=n), **usual) for n in range(1, days + 1)]


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
def test_a_month_of_ordinary_life_with_holidays_and_a_slow_week_alarms_nobody(life: Life) -> None:
    runs = judged(lived(life, 1), drought_days=life.drought_days)
    assert [(at, health.troubles) for at, health in runs if health.troubles] == []


@pytest.mark.parametrize(("name", "life"), list(zip(BREAKAGES, cycle(DAILY), strict=False)), ids=str)
def test_each_breakage_is_told_within_two_days_of_the_papers_rhythm(name: str, life: Life) -> None:
    """On one paper each; tests/bench/silence.py tries each on all."""
    told = first_told(life, name, 3, BROKEN)
    assert told is not None
    assert told.late <= rhythm(life, 3, BROKEN) + timedelta(days=2)
    assert STATES.get(name, "ill") in told.states


def test_a_site_of_which_little_is_known_is_only_observed() -> None:
    broken = run(NOW, sources_ok=1, pages=20, spam=20)
    assert judge(ordinary(LEAST_RUNS - 1), broken, never).is_observed
    assert judge(ordinary(LEAST_RUNS - 1), broken, never).troubles == ()
    assert judge(ordinary(LEAST_RUNS), broken, never).state == "compromised"
    # Runs in which no source was due say nothing.
    assert judge([run(NOW - timedelta(hours=n), sources_not_due=3) for n in range(1, 60)], broken, never).is_observed


def test_silence_is_counted_without_holidays() -> None:
    past = ordinary(30)[4:]
    quiet = run(NOW, sources_unchanged=1)
    assert [trouble.kind for trouble in judge(past, quiet, never).troubles] == ["drought"]
    holidays = {(NOW - timedelta(days=n)).date() for n in range(1, 4)}
    assert judge(past, quiet, lambda day: day in holidays).troubles == ()


def test_a_drought_of_as_many_days_as_the_description_allows_is_told_of_a_site_without_a_rhythm() -> None:
    past = [run(NOW - timedelta(days=n), sources_unchanged=1) for n in range(1, 20)]
    assert judge(past, run(NOW, sources_unchanged=1), never, expect=Expect(drought_days=21)).troubles == ()
    told = judge(past, run(NOW, sources_unchanged=1), never, expect=Expect(drought_days=14)).troubles
    assert [trouble.kind for trouble in told] == ["drought"]


def test_far_fewer_articles_than_expected_are_told_though_some_come() -> None:
    past = [
        run(old.at, **{**old.counts, "new": 1 if NOW - old.at < timedelta(days=3.5) else 20}) for old in ordinary(30)
    ]
    (told,) = judge(past, run(NOW, sources_ok=1), never).troubles
    assert (told.kind, told.message) == ("few_articles", "2 articles in three days; about 59 were to be expected")


def test_an_outage_of_a_night_is_none_of_a_persons_business_and_one_of_a_day_is() -> None:
    def down(hours: float) -> list[PastRun]:
        steps = int(hours * 2)
        runs = [
            PastRun(at=NOW - timedelta(minutes=30 * n), outcome="unreachable", counts={"failures": 2, "sources_unreachable": 1})
            for n in range(1, steps + 1)
        ]  # fmt: skip
        return runs + [old for old in ordinary(40) if old.at < NOW - timedelta(hours=hours)]

    now = PastRun(at=NOW, outcome="unreachable", counts={"failures": 2, "sources_unreachable": 1})
    assert judge(down(10), now, never).state == "healthy"
    assert judge(down(21), now, never).state == "ill"
    assert judge(down(24 * 8), now, never).state == "gone"


def test_a_parked_site_stays_parked_until_a_person_has_closed_that() -> None:
    well = run(NOW, sources_ok=1, new=5, pages=5, articles_read=5, with_date=5, with_people=4, words=1500)
    assert judge(ordinary(), well, never, before="parked").state == "parked"
    assert judge(ordinary(), well, never, before="compromised").state == "healthy"
    assert [is_closed(state) for state in ("healthy", "ill", "blocked", "compromised", "parked")] == [
        False, False, False, True, True,
    ]  # fmt: skip


def test_a_field_that_the_description_expects_is_missed_even_where_there_is_no_history() -> None:
    past = [run(NOW - timedelta(days=n), sources_ok=1, new=1, pages=1, articles_read=1) for n in range(3, 18)]
    now = run(NOW, sources_ok=1, new=6, pages=6, articles_read=6, words=900)
    assert judge(past, now, never).troubles == ()
    told = judge(past, now, never, expect=Expect(fields=("title", "published_at"))).troubles
    assert [trouble.kind for trouble in told] == ["no_dates"]


def life(changes: list[int], asks: int = 9, lists: int | None = 10) -> SourceLife:
    """A source whose list changed so many hours ago."""
    times = tuple(NOW - timedelta(hours=h) for h in sorted(changes, reverse=True))
    return SourceLife(source="s", asked_at=NOW, lists=lists, most=10, changes=times, asks_since_change=asks)


def test_a_list_that_stopped_to_change_while_articles_came_from_elsewhere_is_stale() -> None:
    articles = [NOW - timedelta(hours=6 * n) for n in range(40)]
    stopped = [60, 72, 84, 96, 108, 120]
    assert stale([life(stopped)], articles, NOW) == 1
    # Nothing came from elsewhere; it is not asked any more; it always changed as seldom; it never changed.
    assert stale([life(stopped)], articles[12:], NOW) == 0
    assert stale([life(stopped, asks=1)], articles, NOW) == 0
    assert stale([life([60, 130, 200, 270, 340])], articles, NOW) == 0
    assert stale([life([60])], articles, NOW) == 0
    assert emptied([life(stopped, lists=0), life(stopped), life(stopped, lists=None)]) == 1


# ------------------------------------------------------------------------------------------------- time and chance


def test_a_day_weighs_as_much_as_the_site_makes_of_it() -> None:
    sundays = [run(old.at, **{**old.counts, "new": 0 if old.at.weekday() == 6 else 5}) for old in ordinary(30)]
    weight = weights(sundays, never, 0)
    assert (weight(date(2026, 3, 22)), weight(date(2026, 3, 23))) == (0.0, 1.0)
    assert weights(sundays[:10], never, 0)(date(2026, 3, 22)) == 1.0
    assert weights(sundays, lambda _: True, 0)(date(2026, 3, 23)) == 0.0


def test_working_time_leaves_holidays_of_the_outlets_own_clock_out() -> None:
    begin, end = datetime(2026, 3, 17, 10, tzinfo=UTC), datetime(2026, 3, 26, 10, tzinfo=UTC)
    # Joint leave, Nyepi and Eid: 18 to 24 March.
    assert working_time(begin, end, lambda day: not is_holiday(day), 8) == timedelta(days=2)
    assert working_time(begin, end, lambda _: 1.0, 8) == timedelta(days=9)
    assert working_time(end, begin, lambda _: 1.0, 8) <= timedelta(0)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 1500), st.integers(0, 1500), st.floats(0.001, 0.999))
def test_chances_are_chances(hits: int, of: int, share: float) -> None:
    hits = min(hits, of)
    for chance in (at_least(hits, of, share), at_most(hits, of, share), few(hits, share * of)):
        assert -1e-9 <= chance <= 1 + 1e-6
    assert at_least(0, of, share) == pytest.approx(1, abs=1e-6)


def test_chances_are_those_of_the_books() -> None:
    assert at_least(3, 3, 0.1) == pytest.approx(0.001)
    assert at_most(0, 5, 0.5) == pytest.approx(1 / 32)
    assert few(0, 9.2) == pytest.approx(1.01e-4, rel=0.01)
    assert few(2, 3.0) == pytest.approx(0.4232, rel=0.001)

"""Is this silence longer than a paper's own? Pure: its past runs, its week, and the calendar's holidays.

Silence is measured in working time: days weigh as much as the paper's own such days bring, holidays nothing. It is told
where it is longer than the longest one that the paper ever kept, and chance would not do it, even in a slow week.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta, timezone
from itertools import pairwise
from typing import Literal

from archive.known import PastRun
from crawler.likely import few
from crawler.site import Expect

Calendar = Callable[[date], bool]
Weight = Callable[[date], float]

# How often chance may do what is told as trouble, for one share of one run.
CHANCE = 1e-5
# So many articles tell how a paper's days and pages are.
LEAST_ARTICLES = 20
# After its longest ordinary silence a site has so long before a person is told: with the next run less than two days.
PATIENCE = timedelta(hours=42)
_RHYTHM = timedelta(days=7)
_DAY = timedelta(days=1)
_SILENT_BY_CHANCE = 1 / 1000
# In a slow week a newsroom may print half of what it usually does; a second such week is no ordinary life.
_SLOW = 1 / 2


def silence(
    past: Sequence[PastRun], run: PastRun, calendar: Calendar, expect: Expect, zone: int
) -> tuple[Literal["drought", "few_articles"], str] | None:  # fmt: skip
    """Whether a run that brought nothing new ends a silence that is too long, or days too thin, and in what words.

    `past` are the runs before it, newest first; `zone` is the outlet's offset in hours.
    """
    news = [old.at for old in past if old.counts.get("new", 0)]
    since = news[0] if news else past[-1].at
    weight = weights(past, calendar, zone)
    quiet = working_time(since, run.at, weight, zone)
    if len(news) < 2 or news[0] - news[-1] < _RHYTHM:
        is_long = quiet > timedelta(days=expect.drought_days)
        return ("drought", f"no new article since {since:%Y-%m-%d}") if is_long else None
    longest = _longest(news, weight, zone)
    # A paper of one article a day breaks its own record of silence now and then: chance must not do it in a slow week.
    slow = min(quiet, _RHYTHM) * (1 - _SLOW)
    came = sum(old.counts.get("new", 0) for old in past)
    if (
        quiet > longest + PATIENCE
        and _silent_by_chance(came, working_time(news[-1], since, weight, zone), quiet - slow) < _SILENT_BY_CHANCE
    ):
        message = f"no new article since {since:%Y-%m-%d}; it was never silent for more than {longest / _DAY:.1f} days"
        return "drought", message
    return _fewer(past, run, weight, expect, zone)


def _silent_by_chance(came: int, worked: timedelta, quiet: timedelta) -> float:
    """How often a paper of so many articles in a time is silent for another: few articles tell little of its rate.

    The chance of none more, whatever the rate may be (a Poisson process of unknown rate).
    """
    return float((1 + quiet / max(worked, _DAY)) ** -came)


def _longest(news: Sequence[datetime], weight: Weight, zone: int) -> timedelta:
    """The longest silence between articles. No day weighs more than a day, so most gaps need not be weighed."""
    longest = timedelta(0)
    for gap, a, b in sorted(((b - a, a, b) for b, a in pairwise(news)), reverse=True):
        if gap <= longest:
            break
        longest = max(longest, working_time(a, b, weight, zone))
    return longest


def _fewer(
    past: Sequence[PastRun], run: PastRun, weight: Weight, expect: Expect, zone: int
) -> tuple[Literal["few_articles"], str] | None:
    """Whether the last three working days brought far less than such days do."""
    begin = run.at - timedelta(days=3)
    before = [old for old in past if old.at <= begin]
    worked = working_time(before[-1].at, begin, weight, zone) if before else timedelta(0)
    if worked < _RHYTHM:
        return None
    rate = expect.articles_per_day or sum(old.counts.get("new", 0) for old in before[:-1]) / (worked / _DAY)
    due = rate * (working_time(begin, run.at, weight, zone) / _DAY)
    came = sum(old.counts.get("new", 0) for old in past if old.at > begin)
    if few(came, due * _SLOW) < CHANCE:
        return "few_articles", f"{came} articles in three days; about {due:.0f} were to be expected"
    return None


def weights(past: Sequence[PastRun], calendar: Calendar, zone: int) -> Weight:
    """How much of an ordinary day each day is: none on holidays, on a Sunday as much as the site's own Sundays are."""
    clock = timezone(timedelta(hours=zone))
    came = [0] * 7
    for old in past:
        came[old.at.astimezone(clock).weekday()] += old.counts.get("new", 0)
    is_known = sum(came) >= LEAST_ARTICLES and past[0].at - past[-1].at >= 3 * _RHYTHM
    usual = sorted(came)[3]
    shares = [min(1.0, day / usual) if is_known and usual else 1.0 for day in came]
    return lambda day: 0.0 if calendar(day) else shares[day.weekday()]


def working_time(begin: datetime, end: datetime, weight: Weight, zone: int) -> timedelta:
    """The time between two instants, each day of the outlet's own clock by its weight."""
    clock = timezone(timedelta(hours=zone))
    here, there, total = begin.astimezone(clock), end.astimezone(clock), timedelta(0)
    for _ in range(4000):
        midnight = datetime.combine(here.date() + _DAY, time(0), clock)
        total += max(min(midnight, there) - here, timedelta(0)) * weight(here.date())
        if midnight >= there:
            break
        here = midnight
    return total

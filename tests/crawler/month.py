"""A made month: what the runs of a paper count in ordinary life, with holidays and a slow week, and when something breaks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from archive.known import PastRun
from crawler.expect import HISTORY, Health, State, judge
from crawler.holidays import is_holiday
from crawler.site import Expect

# Eid al-Fitr and Nyepi of 2026 lie in the judged month, five days in a row.
BEGIN = datetime(2026, 1, 20, 0, 30, tzinfo=UTC)
JUDGED = datetime(2026, 3, 5, tzinfo=UTC)
END = datetime(2026, 4, 4, tzinfo=UTC)
SLOW = (date(2026, 3, 9), date(2026, 3, 15))
HOLIDAY, SLOWNESS = 0.25, 0.5

Counts = dict[str, int]
Break = Callable[[Counts, int], Counts]


@dataclass(frozen=True)
class Life:
    """How a paper lives: articles a day, runs a day, how often its articles have each field, words of an article."""

    name: str
    rate: float
    runs: int = 4
    sunday: float = 0.4
    dates: float = 0.99
    people: float = 0.85
    places: float = 0.9
    refused: float = 0.06
    words: int = 260
    drought_days: int = 14


LIVES = (
    Life("harian", 14.0), Life("pos", 10.0), Life("radar", 7.0), Life("kabar", 8.0, runs=2), Life("warta", 5.0, words=120), Life("portal", 9.0, runs=6), Life("kota", 6.0, people=0.6), Life("pemkab", 4.0, sunday=0.05),
    Life("gunung", 3.0, runs=8, refused=0.15), Life("pulau", 2.5, people=0.3), Life("pesisir", 2.0, runs=2),
    Life("kampung", 1.5, dates=0.95), Life("blog", 1.0), Life("mingguan", 0.4, sunday=1.0), Life("bulanan", 0.12, runs=1, drought_days=60),
)  # fmt: skip


# Papers of four articles a day and more: of these alone silence is told within two days.
DAILY = [life for life in LIVES if life.rate >= 4]


@dataclass(frozen=True)
class Told:
    """What was told first of a breakage, how late, and the states of the two days that followed."""

    late: timedelta
    kind: str
    states: frozenset[str]


def _many(chance: random.Random, rate: float) -> int:
    """So many as a Poisson process brings."""
    count, left = 0, chance.expovariate(1.0)
    while left < rate:
        count, left = count + 1, left + chance.expovariate(1.0)
    return count


def counts_of(life: Life, chance: random.Random, at: datetime) -> Counts:
    """What an ordinary run counts."""
    day = (at + timedelta(hours=8)).date()
    rate = life.rate / life.runs * (life.sunday if day.weekday() == 6 else 1.0)
    rate *= HOLIDAY if is_holiday(day) else 1.0
    rate *= SLOWNESS if SLOW[0] <= day <= SLOW[1] else 1.0
    new, again = _many(chance, rate), _many(chance, 0.3 * rate)
    refused = sum(chance.random() < life.refused for _ in range(new))
    read = new + again
    counts = {
        "sources_ok": 2, "requests": 3 + read, "pages": read + refused, "new": new, "articles_read": read,
        "not_articles": refused, "words": sum(int(life.words * chance.uniform(0.4, 1.9)) for _ in range(read)),
        "revised": again // 3, "same_page": min(1, new),
    }  # fmt: skip
    for name, share in (("with_date", life.dates), ("with_people", life.people), ("with_places", life.places)):
        counts[name] = sum(chance.random() < share for _ in range(read))
    if chance.random() < 0.004:
        # A night's outage, now and then.
        return {"sources_unreachable": 2, "failures": 2}
    return counts


def _nothing(counts: Counts, **more: int) -> Counts:
    return {"requests": counts.get("requests", 2), **more}


def _unread(counts: Counts, reason: str, **more: int) -> Counts:
    n = counts.get("new", 0)
    return {"sources_ok": 2, "pages": n, "not_articles": n, f"not_article_{reason}": n, **more}


BREAKAGES: dict[str, Break] = {
    "template changed": lambda c, _: {"sources_ok": 2, "pages": c.get("new", 0), "unreadable": c.get("new", 0)},
    "feed emptied": lambda c, _: _nothing(c, sources_ok=2, sources_emptied=1),
    "sitemap stale": lambda c, _: _nothing(c, sources_unchanged=2),
    "dates vanished": lambda c, _: {**c, "with_date": 0},
    "robots closed": lambda c, _: _nothing(c, robots_forbade=2, failures=2),
    "login wall": lambda c, _: _unread(c, "login"),
    "gambling injection": lambda c, n: {**c, "pages": c.get("pages", 0) + n % 4 + 1, "spam": n % 4 + 1},
    "parked domain": lambda c, _: _nothing(c, sources_unreadable=2, pages=1, not_articles=1, not_article_parked=1),
    "soft-404 flood": lambda c, _: _unread(c, "soft_404", same_page=c.get("new", 0)),
    "charset change": lambda c, _: {**c, "mojibake": c.get("articles_read", 0)},
    "permalink change": lambda c, _: {**c, "new": 0, "alias": 20, "pages": c.get("pages", 0) + 20},
    "clock gone wrong": lambda c, _: {**c, "off_clock": c.get("articles_read", 0)},
}


def lived(life: Life, seed: int, breaks: Break | None = None, broken_at: datetime = END) -> Iterator[PastRun]:
    """The runs of a paper in time; from `broken_at` on, what a breakage makes of them."""
    chance = random.Random(f"{life.name} {seed}")
    step = timedelta(days=1) / life.runs
    for number in range(int((END - BEGIN) / step)):
        at = BEGIN + number * step + timedelta(minutes=chance.uniform(0, 20))
        counts = counts_of(life, chance, at)
        if breaks is not None and at >= broken_at:
            counts = breaks(counts, number)
        yield PastRun(
            at=at, outcome="unreachable" if "failures" in counts and len(counts) == 2 else "finished", counts=counts
        )


def judged(
    runs: Iterator[PastRun], since: datetime = JUDGED, drought_days: int = 14
) -> Iterator[tuple[datetime, Health]]:
    """How the site is after each run since then, as a sweep judges it."""
    past: list[PastRun] = []
    before: State = "healthy"
    for run in runs:
        if run.at >= since:
            known = [old for old in past if run.at - old.at <= HISTORY]
            health = judge(known, run, is_holiday, expect=Expect(drought_days=drought_days), before=before)
            before = health.state
            yield run.at, health
        past.insert(0, run)


def rhythm(life: Life, seed: int, until: datetime) -> timedelta:
    """The longest silence of a paper before something breaks: what a person who knows it would wait anyway."""
    news = [run.at for run in lived(life, seed) if run.at < until and run.counts.get("new")]
    return max((b - a for a, b in pairwise(news)), default=timedelta(0))


def first_told(life: Life, name: str, seed: int, broken_at: datetime) -> Told | None:
    """When a breakage is told first, if ever within the month."""
    first: tuple[timedelta, str] | None = None
    states = set()
    for at, health in judged(lived(life, seed, BREAKAGES[name], broken_at), broken_at, life.drought_days):
        if first is None and health.troubles:
            first = (at - broken_at, health.troubles[0].kind)
        states.add(health.state)
        if first is not None and at - broken_at > first[0] + timedelta(days=2):
            break
    return Told(*first, frozenset(states)) if first is not None else None

"""Did this run look like this site's history? Pure: what a site did before, what it did now, and the calendar.

A drought is the failure that nobody reports: three crawls that end well and bring no article. But a paper may also fall
silent for a holiday, and one run without a date proves nothing. So silence is measured against the longest gap of the
site's own rhythm, holidays left out; a share that falls or rises is told only where chance would not do it once in
100,000 runs; and what may be an outage must last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from itertools import pairwise
from typing import Literal

import msgspec

from archive.known import PastRun
from crawler.likely import at_least, at_most, few
from crawler.site import Expect

State = Literal["healthy", "ill", "blocked", "challenged", "compromised", "parked", "gone"]
Calendar = Callable[[date], bool]
Weight = Callable[[date], float]
Kind = Literal[
    "drought", "few_articles", "source_empty", "source_stale", "sources_failed", "unreachable", "robots_closed", "refused",
    "login", "challenged", "parked", "compromised", "injected", "soft_404", "one_page", "mostly_refused", "unreadable",
    "no_dates", "no_authors", "no_places", "no_section", "no_image", "short_texts", "language", "charset", "permalinks", "clock",
]  # fmt: skip

# Sites of which less is known are only observed.
LEAST_RUNS = 10
# What a run is compared with: its site's last weeks, but not the days that are being judged themselves.
HISTORY = timedelta(days=45)
RECENT = timedelta(hours=48)
# An outage of a night is none of a person's business; what may be one has to last, over two runs at least.
LASTING = timedelta(hours=20)
GONE_AFTER = timedelta(days=7)
# After its longest ordinary silence a site has so long before a person is told: with the next run less than two days.
PATIENCE = timedelta(hours=42)
_RHYTHM = timedelta(days=7)
_DAY = timedelta(days=1)
_SILENT_BY_CHANCE = 1 / 1000
# How often chance may do what is told as trouble, for one share of one run.
CHANCE = 1e-5
_LEAST_ARTICLES = 20
# In a slow week a newsroom may print half of what it usually does; a second such week is no ordinary life.
_SLOW = 1 / 2
# A paper whose new pages are more than a twentieth gambling promotion has been broken into (reports of compromised
# regional hosts show whole directories, not single pages).
_SPAM_SHARE, _SPAM_LEAST = 0.05, 2
_SHORTENED = 0.4

_STATE_OF: dict[str, State] = {
    "parked": "parked", "compromised": "compromised", "injected": "compromised", "challenged": "challenged",
    "robots_closed": "blocked", "refused": "blocked", "login": "blocked",
}  # fmt: skip
_GRAVEST: tuple[State, ...] = ("parked", "compromised", "challenged", "blocked", "gone", "ill")

# What a host lets us do, as its last answers showed: the trouble that it is where it lasts.
_HOSTS: tuple[tuple[str, Kind, str], ...] = (
    ("challenged", "challenged", "it wants proof that a person asks"),
    ("blocked", "refused", "it refuses us everything"),
    ("login", "login", "it shows everything to its members only"),
)

# Shares that should not rise: the trouble, what is counted, of what, and how it is told.
_RISING: tuple[tuple[Kind, str, str, str], ...] = (
    ("login", "not_article_login", "pages", "ask for a login"),
    ("challenged", "not_article_challenge", "pages", "are challenges"),
    ("soft_404", "not_article_soft_404", "pages", "say that nothing is there"),
    ("mostly_refused", "not_articles", "pages", "are no articles"),
    ("unreadable", "unreadable", "pages", "cannot be read"),
    ("injected", "injected", "articles_read", "hold links that were put into them"),
    ("language", "foreign", "articles_read", "are in another language"),
    ("charset", "mojibake", "articles_read", "have broken letters"),
    ("permalinks", "alias", "pages", "are known articles at new addresses"),
    ("clock", "off_clock", "articles_read", "were published in the future, or before there was a web"),
)
# Shares that should not fall, by the names that `[expect]` gives to fields.
_FALLING: dict[str, tuple[Kind, str]] = {
    "published_at": ("no_dates", "with_date"), "people": ("no_authors", "with_people"), "places": ("no_places", "with_places"),
    "section": ("no_section", "with_section"), "image": ("no_image", "with_image"),
}  # fmt: skip


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """Why a site needs a person."""

    kind: str
    message: str


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How a site is after a run, and why. `is_observed` where too little is known of it to say more."""

    state: State = "healthy"
    troubles: tuple[Trouble, ...] = ()
    is_observed: bool = False


def judge(
    history: Sequence[PastRun], run: PastRun, calendar: Calendar, *,
    expect: Expect | None = None, zone: int = 8, before: State = "healthy",
) -> Health:  # fmt: skip
    """How a site is after `run`. `history` are the runs before it, newest first; `calendar` tells holidays.

    `before` is its state until now: a parked site stays parked (who has the domain now is another outlet) until a
    person has closed that issue, which its caller tells by giving another state.
    """
    past = [old for old in history if timedelta(0) <= run.at - old.at <= HISTORY and _has_asked(old)]
    if len(past) < LEAST_RUNS:
        return Health(is_observed=True)
    expect = expect or Expect()
    found = [
        *_barred(past, run), *_sources(past, run), *_rising(past, run), *_falling(past, run, expect),
        *_silence(past, run, calendar, expect, zone),
    ]  # fmt: skip
    states = {_STATE_OF.get(trouble.kind, "ill") for trouble in found}
    if any(trouble.kind == "unreachable" for trouble in found) and _lasts(past, run, _is_down, GONE_AFTER):
        states.add("gone")
    if before == "parked":
        states.add("parked")
    return Health(state=next((state for state in _GRAVEST if state in states), "healthy"), troubles=tuple(found))


def is_closed(state: str) -> bool:
    """Whether nothing new may enter as the site's own article: it is not its newsroom that publishes there."""
    return state in ("compromised", "parked")


# ------------------------------------------------------------------------------------------------------- what must last


def _has_asked(run: PastRun) -> bool:
    counts = run.counts
    asked = sum(count for name, count in counts.items() if name.startswith("sources_") and name != "sources_not_due")
    return bool(asked or counts.get("pages") or counts.get("failures"))


def _is_down(run: PastRun) -> bool:
    return run.outcome in ("failed", "unreachable")


def _reads_a_source(counts: Mapping[str, int]) -> bool:
    return bool(counts.get("sources_ok", 0) + counts.get("sources_unchanged", 0))


def _is_shut_by_robots(run: PastRun) -> bool:
    return bool(run.counts.get("robots_forbade")) and not _reads_a_source(run.counts) and not run.counts.get("pages")


def _is_refused(run: PastRun) -> bool:
    counts = run.counts
    refusals = counts.get("sources_forbidden", 0) + counts.get("status_403", 0) + counts.get("status_401", 0)
    return refusals > 0 and not _reads_a_source(counts) and not counts.get("pages")


def _is_host(state: str) -> Callable[[PastRun], bool]:
    return lambda run: bool(run.counts.get(f"host_{state}"))


def _reads_nothing(run: PastRun) -> bool:
    return not _reads_a_source(run.counts) and not _is_down(run)


def _lasts(past: Sequence[PastRun], run: PastRun, test: Callable[[PastRun], bool], least: timedelta = LASTING) -> bool:
    """Whether it holds of this run and of those before it, for as long as `least`."""
    if not test(run) or not _has_asked(run):
        return False
    since = run.at
    for old in past:
        if not test(old):
            break
        since = old.at
        if run.at - since >= least:
            return True
    return run.at - since >= least


def _barred(past: Sequence[PastRun], run: PastRun) -> list[Trouble]:
    for state, kind, told in _HOSTS:
        if _lasts(past, run, _is_host(state)):
            return [Trouble(kind=kind, message=told)]
    if _lasts(past, run, _is_down):
        return [Trouble(kind="unreachable", message=f"it cannot be reached: the run ended as {run.outcome}")]
    if _lasts(past, run, _is_shut_by_robots):
        return [Trouble(kind="robots_closed", message="robots.txt forbids all that was asked for")]
    if _lasts(past, run, _is_refused):
        return [Trouble(kind="refused", message="everything is answered with 401 or 403")]
    if _lasts(past, run, _reads_nothing):
        return [Trouble(kind="sources_failed", message="no source can be read any more")]
    return []


def _sources(past: Sequence[PastRun], run: PastRun) -> list[Trouble]:
    found = []
    if _lasts(past, run, lambda one: one.counts.get("sources_emptied", 0) > 0):
        n = run.counts["sources_emptied"]
        found.append(Trouble(kind="source_empty", message=f"{n} sources that listed articles are empty"))
    if run.counts.get("sources_stale", 0):
        n = run.counts["sources_stale"]
        found.append(Trouble(kind="source_stale", message=f"{n} sources list nothing new, while others do"))
    return found


# -------------------------------------------------------------------------------------------------- shares that change


def _sums(runs: Sequence[PastRun]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for one in runs:
        for name, count in one.counts.items():
            totals[name] = totals.get(name, 0) + count
    return totals


def _windows(past: Sequence[PastRun], run: PastRun) -> list[dict[str, int]]:
    """The counts of this run, of it and the one before, and so on through the last two days."""
    windows, sums = [], dict(run.counts)
    windows.append(dict(sums))
    for old in past[:100]:
        if run.at - old.at > RECENT:
            break
        if old.counts.get("pages"):
            sums = _sums([PastRun(at=old.at, outcome="", counts=sums), old])
            windows.append(sums)
    return windows


def _before(past: Sequence[PastRun], run: PastRun) -> dict[str, int]:
    return _sums([old for old in past if run.at - old.at > RECENT])


def _rising(past: Sequence[PastRun], run: PastRun) -> list[Trouble]:
    windows, usual = _windows(past, run), _before(past, run)
    found = []
    for kind, counted, of, told in _RISING:
        share = _share(usual, counted, of)
        for now in windows:
            hits, all_ = now.get(counted, 0), now.get(of, 0)
            if hits >= 3 and hits > 0.3 * all_ and at_least(hits, max(all_, hits), share) < CHANCE:
                found.append(Trouble(kind=kind, message=f"{hits} of {all_} pages {told}"))
                break
    pages, counts = run.counts.get("pages", 0), run.counts
    recent = max(windows, key=lambda now: now.get("spam", 0))
    if counts.get("not_article_parked", 0) and counts["not_article_parked"] * 2 >= pages:
        found.append(
            Trouble(
                kind="parked",
                message=f"{counts['not_article_parked']} of {pages} pages say that the domain is for sale",
            )
        )
    if recent.get("spam", 0) >= _SPAM_LEAST and recent["spam"] > _SPAM_SHARE * recent.get("pages", 0):
        message = f"{recent['spam']} of {recent.get('pages', 0)} pages promote gambling"
        found.append(Trouble(kind="compromised", message=message))
    if counts.get("same_page", 0) >= 5 and counts["same_page"] > 0.6 * pages:
        message = f"{counts['same_page']} of {pages} addresses show one and the same page"
        found.append(Trouble(kind="one_page", message=message))
    return found


def _falling(past: Sequence[PastRun], run: PastRun, expect: Expect) -> list[Trouble]:
    windows, usual = _windows(past, run), _before(past, run)
    found = []
    for field, (kind, counted) in _FALLING.items():
        share = _share(usual, counted, "articles_read")
        if usual.get("articles_read", 0) < _LEAST_ARTICLES:
            share = 0.95 if field in expect.fields else 0.0
        for now in windows:
            hits, all_ = now.get(counted, 0), now.get("articles_read", 0)
            if all_ >= 3 and hits < 0.5 * share * all_ and at_most(hits, all_, share) < CHANCE:
                found.append(Trouble(kind=kind, message=f"{all_ - hits} of {all_} articles have no {field}"))
                break
    length, now = _length(usual), next((one for one in windows if one.get("articles_read", 0) >= 4), {})
    if usual.get("articles_read", 0) >= _LEAST_ARTICLES and now and _length(now) < _SHORTENED * length:
        message = f"articles have {_length(now):.0f} words, and used to have {length:.0f}"
        found.append(Trouble(kind="short_texts", message=message))
    return found


def _share(counts: Mapping[str, int], counted: str, of: str) -> float:
    """A share as far as it is known: never quite none nor all (Laplace's rule)."""
    return (counts.get(counted, 0) + 1) / (max(counts.get(of, 0), counts.get(counted, 0)) + 2)


def _length(counts: Mapping[str, int]) -> float:
    return counts.get("words", 0) / max(counts.get("articles_read", 0), 1)


# -------------------------------------------------------------------------------------------------------------- silence


def _silence(
    past: Sequence[PastRun], run: PastRun, calendar: Calendar, expect: Expect, zone: int
) -> list[Trouble]:  # fmt: skip
    if run.counts.get("new", 0) or _is_down(run):
        return []
    news = [old.at for old in past if old.counts.get("new", 0)]
    since = news[0] if news else past[-1].at
    weight = weights(past, calendar, zone)
    quiet = working_time(since, run.at, weight, zone)
    if len(news) < 2 or news[0] - news[-1] < _RHYTHM:
        is_long = quiet > timedelta(days=expect.drought_days)
        return [Trouble(kind="drought", message=f"no new article since {since:%Y-%m-%d}")] if is_long else []
    longest = _longest(news, weight, zone)
    # A paper of one article a day breaks its own record of silence now and then: chance must not do it in a slow week.
    slow = min(quiet, _RHYTHM) * (1 - _SLOW)
    came = sum(old.counts.get("new", 0) for old in past)
    if (
        quiet > longest + PATIENCE
        and _silent_by_chance(came, working_time(news[-1], since, weight, zone), quiet - slow) < _SILENT_BY_CHANCE
    ):
        message = f"no new article since {since:%Y-%m-%d}; it was never silent for more than {longest / _DAY:.1f} days"
        return [Trouble(kind="drought", message=message)]
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


def _fewer(past: Sequence[PastRun], run: PastRun, weight: Weight, expect: Expect, zone: int) -> list[Trouble]:
    """Whether the last three working days brought far less than such days do."""
    begin = run.at - timedelta(days=3)
    before = [old for old in past if old.at <= begin]
    worked = working_time(before[-1].at, begin, weight, zone) if before else timedelta(0)
    if worked < _RHYTHM:
        return []
    rate = expect.articles_per_day or sum(old.counts.get("new", 0) for old in before[:-1]) / (worked / _DAY)
    due = rate * (working_time(begin, run.at, weight, zone) / _DAY)
    came = sum(old.counts.get("new", 0) for old in past if old.at > begin)
    if few(came, due * _SLOW) < CHANCE:
        return [
            Trouble(kind="few_articles", message=f"{came} articles in three days; about {due:.0f} were to be expected")
        ]
    return []


def weights(past: Sequence[PastRun], calendar: Calendar, zone: int) -> Weight:
    """How much of an ordinary day each day is: none on holidays, on a Sunday as much as the site's own Sundays are."""
    clock = timezone(timedelta(hours=zone))
    came = [0] * 7
    for old in past:
        came[old.at.astimezone(clock).weekday()] += old.counts.get("new", 0)
    is_known = sum(came) >= _LEAST_ARTICLES and past[0].at - past[-1].at >= 3 * _RHYTHM
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

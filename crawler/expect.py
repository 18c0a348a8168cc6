"""Did this run look like this site's history? Pure: what a site did before, what it did now, and the calendar.

A drought is the failure that nobody reports: three crawls that end well and bring no article. But a paper may also fall
silent for a holiday, and one run without a date proves nothing. So silence is measured against the longest gap of the
site's own rhythm, holidays left out; a share that falls or rises is told only where chance would not do it once in
100,000 runs; and what may be an outage must last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Literal

import msgspec

from archive.known import PastRun
from crawler.likely import at_least, at_most
from crawler.silence import CHANCE, LEAST_ARTICLES, Calendar, silence
from crawler.site import Expect

State = Literal["healthy", "ill", "blocked", "challenged", "compromised", "parked", "gone"]
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
        if usual.get("articles_read", 0) < LEAST_ARTICLES:
            share = 0.95 if field in expect.fields else 0.0
        for now in windows:
            hits, all_ = now.get(counted, 0), now.get("articles_read", 0)
            if all_ >= 3 and hits < 0.5 * share * all_ and at_most(hits, all_, share) < CHANCE:
                found.append(Trouble(kind=kind, message=f"{all_ - hits} of {all_} articles have no {field}"))
                break
    length, now = _length(usual), next((one for one in windows if one.get("articles_read", 0) >= 4), {})
    if usual.get("articles_read", 0) >= LEAST_ARTICLES and now and _length(now) < _SHORTENED * length:
        message = f"articles have {_length(now):.0f} words, and used to have {length:.0f}"
        found.append(Trouble(kind="short_texts", message=message))
    return found


def _share(counts: Mapping[str, int], counted: str, of: str) -> float:
    """A share as far as it is known: never quite none nor all (Laplace's rule)."""
    return (counts.get(counted, 0) + 1) / (max(counts.get(of, 0), counts.get(counted, 0)) + 2)


def _length(counts: Mapping[str, int]) -> float:
    return counts.get("words", 0) / max(counts.get("articles_read", 0), 1)


def _silence(
    past: Sequence[PastRun], run: PastRun, calendar: Calendar, expect: Expect, zone: int
) -> list[Trouble]:  # fmt: skip
    if run.counts.get("new", 0) or _is_down(run):
        return []
    found = silence(past, run, calendar, expect, zone)
    return [Trouble(kind=found[0], message=found[1])] if found else []

"""Did this run look like this site's history? Bounds, droughts, shares. Pure.

A drought is the failure that nobody reports: three crawls that end well and bring no article.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from archive.records import PastRun
from crawler.site import Site

# A paper whose new pages are more than a twentieth gambling promotion has been broken into (domain knowledge: reports
# of compromised regional hosts show whole directories, not single pages).
_SPAM_SHARE = 0.05
_SPAM_LEAST = 2
_REFUSED_SHARE = 0.5
_DRY_RUNS = 3


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """Why a site needs a person."""

    kind: str
    message: str


def troubles(
    site: Site, outcome: str, counts: Mapping[str, int], past: Sequence[PastRun], now: datetime
) -> tuple[Trouble, ...]:
    """What a person should be told of a run that just ended; `past` are the runs before it, newest first."""
    found = []
    pages = counts.get("pages", 0)
    if outcome in ("failed", "unreachable"):
        found.append(Trouble(kind="run_failed", message=f"the run ended as {outcome}"))
    if not any(name.startswith("sources_") and count for name, count in counts.items()):
        found.append(Trouble(kind="no_source", message="no source could be asked"))
    elif not counts.get("sources_not_due", 0) + counts.get("sources_ok", 0) + counts.get("sources_unchanged", 0):
        found.append(Trouble(kind="sources_failed", message="no source could be read"))
    if counts.get("spam", 0) >= _SPAM_LEAST and counts["spam"] > _SPAM_SHARE * pages:
        found.append(Trouble(kind="compromised", message=f"{counts['spam']} of {pages} pages promote gambling"))
    if pages >= 10 and counts.get("not_articles", 0) > _REFUSED_SHARE * pages:
        found.append(
            Trouble(kind="mostly_refused", message=f"{counts['not_articles']} of {pages} pages are no articles")
        )
    found += _drought(site, counts, past, now)
    return tuple(found)


def _drought(site: Site, counts: Mapping[str, int], past: Sequence[PastRun], now: datetime) -> list[Trouble]:
    if counts.get("new", 0) or len(past) < _DRY_RUNS - 1:
        return []
    last_new = next((run.at for run in past if run.counts.get("new", 0)), None)
    never = last_new is None and len(past) >= _DRY_RUNS - 1
    if never and not counts.get("unchanged", 0):
        return [Trouble(kind="drought", message=f"{len(past) + 1} runs and never an article")]
    if last_new is not None and now - last_new > timedelta(days=site.expect.drought_days):
        return [Trouble(kind="drought", message=f"no new article since {last_new:%Y-%m-%d}")]
    return []

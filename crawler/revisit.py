"""When is an address or a source due again? Pure: time comes in by the door."""

from __future__ import annotations

from datetime import datetime, timedelta

from archive.records import KnownAddress, SourceState
from crawler.site import Site

# After its last scheduled day an article is looked at this often; twice as often where edits were seen.
_OLD_AGE = timedelta(days=180)
# What was read and is no article (a tag page, a quarantined page) is looked at again in case that has changed.
_NO_ARTICLE = timedelta(days=30)
# A place that is not there, or that refuses us, is tried again after this long: sites switch REST and feeds on and off.
_FAILED_SOURCE = timedelta(days=3)
# Cron does not tick on the second: a look that is due within this time is due.
_SLACK = timedelta(minutes=10)


def due_at(site: Site, known: KnownAddress) -> datetime:
    """When an article's address should be looked at again.

    The site's `revisit_days` count from the first look: soon after publication, then ever less. A deletion that was
    seen once is confirmed on another day, so it is due a day after the last look.
    """
    if known.article is None and known.unread:
        # Fetched and never read (a crash came between), or no answer worth reading: now, or tomorrow.
        return known.last_at if known.status == 200 else known.last_at + timedelta(days=1)
    if known.article is None:
        return known.last_at + _NO_ARTICLE
    if known.misses:
        return known.last_at + timedelta(days=1)
    for day in site.revisit_days:
        planned = known.first_at + timedelta(days=day)
        if planned > known.last_at + _SLACK:
            return planned
    pause = _OLD_AGE / 2 if known.edits else _OLD_AGE
    if len(site.revisit_days) == 1:
        pause = timedelta(days=site.revisit_days[0])
    return known.last_at + pause


def is_due(site: Site, known: KnownAddress, now: datetime) -> bool:
    """Whether the address is to be looked at now."""
    return due_at(site, known) <= now + _SLACK


def source_is_due(site: Site, state: SourceState | None, now: datetime) -> bool:
    """Whether a source may be asked now: no oftener than the site's `source_minutes`."""
    if state is None:
        return True
    if state.state in ("missing", "forbidden", "unreadable"):
        return state.at + _FAILED_SOURCE <= now
    return state.at + timedelta(minutes=site.source_minutes) <= now + timedelta(seconds=30)

"""When is an address or a source due again? Pure: time comes in by the door."""

from __future__ import annotations

from datetime import datetime, timedelta

from archive.facts import SourceState
from archive.known import KnownAddress, Rhythm
from crawler.site import Site, Source

# After its last scheduled day an article is looked at this often; twice as often where edits were seen.
_OLD_AGE = timedelta(days=180)
# What was read and is no article (a tag page, a quarantined page) is looked at again in case that has changed.
_NO_ARTICLE = timedelta(days=30)
# A place that is not there, that refuses us or lists nothing is tried again after this long, and the longer it has been
# so the later: sites switch REST and feeds on and off.
_FAILED_SOURCE = timedelta(days=3)
_LONG_FAILED_SOURCE = timedelta(days=30)
_FAILED = frozenset({"missing", "forbidden", "unreadable", "barren"})
# However little a source publishes, it is asked once a day: a news sitemap spans no more than two.
_RAREST = timedelta(days=1)
# A source is asked so often that a quarter of an article is to be expected: what is new is found within that time.
_EXPECTED = 0.25
# Cron does not tick on the second: a look that is due within this time is due.
_SLACK = timedelta(minutes=10)
SOURCE_SLACK = timedelta(seconds=30)
# Validators that say "unchanged" are believed for so long, and for so many looks at an article, then the whole is asked.
_BELIEVED = timedelta(days=1)
_BELIEVED_LOOKS = 4


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


def source_due_at(site: Site, state: SourceState, rhythm: Rhythm | None) -> datetime:
    """When a source may be asked again: by what it published lately, never sooner than the site's `source_minutes`."""
    if state.state in _FAILED:
        began = rhythm.good_at or rhythm.first_at if rhythm is not None else state.at
        return state.at + min(max(state.at - began, _FAILED_SOURCE), _LONG_FAILED_SOURCE)
    least = timedelta(minutes=site.source_minutes)
    if rhythm is None or rhythm.looks < 2:
        return state.at + least
    watched = max(state.at - rhythm.since, least)
    pause = watched * _EXPECTED / (rhythm.new + 2 * _EXPECTED)
    return state.at + min(max(pause, least), max(least, _RAREST))


def source_is_due(site: Site, source: Source, state: SourceState | None, rhythm: Rhythm | None, now: datetime) -> bool:
    """Whether a source is to be asked now. One that an index says has not changed since is not, except once a day."""
    if state is None:
        return True
    if source_due_at(site, state, rhythm) > now + SOURCE_SLACK:
        return False
    is_kept = state.state in ("ok", "unchanged") and state.at + _RAREST > now
    return not (is_kept and source.updated_at is not None and _changed_by(source.updated_at) < state.at)


def _changed_by(updated_at: datetime) -> datetime:
    """The last instant that is meant: a date without a time means all of its day, wherever on earth that is."""
    is_day = (updated_at.hour, updated_at.minute, updated_at.second) == (0, 0, 0)
    return updated_at + timedelta(hours=38) if is_day else updated_at


def is_believed(rhythm: Rhythm | None, now: datetime) -> bool:
    """Whether "unchanged" may be taken for an answer: the whole of the source was seen within a day."""
    return rhythm is not None and rhythm.whole_at is not None and rhythm.whole_at + _BELIEVED > now


def is_believed_of(known: KnownAddress) -> bool:
    """Whether "unchanged" may be taken for an answer of an article: every fourth look asks for the whole."""
    return known.looks % _BELIEVED_LOOKS != 0

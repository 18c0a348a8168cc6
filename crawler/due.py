"""When is a site due for a sweep? By what its hosts, its budget, its last run and its sources say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from archive.store import Archive
from crawler.config import Config
from crawler.discovery import guesses
from crawler.revisit import SOURCE_SLACK, source_due_at
from crawler.site import Budget, Site

# What a source's rhythm is learned from.
LEARNED_FROM = timedelta(days=14)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def midnight(now: datetime) -> datetime:
    """When the day of budgets began."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def due_at(archive: Archive, site: Site, config: Config, now: datetime) -> datetime:
    """When a site may and should be asked next; an instant that is over where that is now."""
    found = archive.hosts(site.name).get(site.domains[0])
    if found is not None and found.until is not None and found.until > now:
        return found.until
    if _is_spent(archive, site.name, site.budget.over(config.usual), now):
        return midnight(now) + timedelta(days=1)
    states = archive.sources(site.name)
    begun = [states.get(source.url) for source in site.sources or guesses(site)]
    if archive.was_cut_off(site.name) or not any(begun):
        return _LONG_AGO
    rhythms = archive.rhythms(site.name, now - LEARNED_FROM)
    return min(source_due_at(site, state, rhythms.get(state.source)) for state in begun if state is not None)


def _is_spent(archive: Archive, name: str, budget: Budget, now: datetime) -> bool:
    spent = archive.spent(name, midnight(now))
    limits = (
        (budget.requests, spent.requests), (budget.megabytes, spent.size / 1e6), (budget.minutes, spent.seconds / 60)
    )  # fmt: skip
    return any(limit is not None and used >= limit for limit, used in limits)


def due_sites(archive: Archive, sites: Iterable[Site], config: Config, now: datetime) -> tuple[Site, ...]:
    """The sites that are due, whoever has waited longest first."""
    dated = [(due_at(archive, site, config, now), site.name, site) for site in sites]
    return tuple(site for at, _, site in sorted(dated, key=lambda one: one[:2]) if at <= now + SOURCE_SLACK)

"""What a run counts of each reading and each source, so that a site can be compared with its own history. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from archive.records import Article, ParseFailure, Reading
from archive.watching import SourceLife
from crawler.site import Site

# The web's first year: what is older was dated by a clock that nobody set.
_FIRST_YEAR = 1993
_AHEAD = timedelta(hours=36)
# A source whose list used to change, and does not while so many articles came from elsewhere, is stale.
_CHANGES, _ASKS, _ARTICLES = 5, 3, 5
_PATIENCE = timedelta(hours=42)


def counted(reading: Reading, site: Site, now: datetime) -> Iterator[str]:
    """The names of what this reading adds one to."""
    outcome = reading.outcome
    if isinstance(outcome, ParseFailure):
        yield "unreadable"
    elif isinstance(outcome, Article):
        yield "articles_read"
        has = {
            "with_date": outcome.published_at, "with_people": outcome.people, "with_places": outcome.places,
            "with_section": outcome.section, "with_image": outcome.image,
        }  # fmt: skip
        yield from (name for name, value in has.items() if value)
        yield from _doubts(reading, outcome, site, now)


def _doubts(reading: Reading, article: Article, site: Site, now: datetime) -> Iterator[str]:
    flags = {*reading.evidence.flags, *(flag for field in reading.evidence.fields for flag in field.flags)}
    yield from (name for name, flag in (("injected", "injected_links"), ("mojibake", "mojibake")) if flag in flags)
    if "mojibake" not in flags and "replacement_characters" in flags:
        yield "mojibake"
    if article.language is not None and article.language.split("-")[0].lower() != site.language:
        yield "foreign"
    when = article.published_at
    if when is not None and (when.at > now + _AHEAD or when.at.year < _FIRST_YEAR):
        yield "off_clock"


def emptied(lives: Sequence[SourceLife]) -> int:
    """How many sources list nothing, and used to list something."""
    return sum(life.lists == 0 and life.most > 0 for life in lives)


def stale(lives: Sequence[SourceLife], articles: Sequence[datetime], now: datetime) -> int:
    """How many sources that are asked have stopped to change while articles (when each was first seen) came from others."""
    return sum(_is_stale(life, articles, now) for life in lives)


def _is_stale(life: SourceLife, articles: Sequence[datetime], now: datetime) -> bool:
    if len(life.changes) < _CHANGES or life.asks_since_change < _ASKS or now - life.asked_at > _PATIENCE:
        return False
    last = life.changes[-1]
    longest = max(b - a for a, b in pairwise(life.changes))
    missed = sum(at > last + timedelta(hours=1) for at in articles)
    return missed >= _ARTICLES and now - last > longest + _PATIENCE / 2

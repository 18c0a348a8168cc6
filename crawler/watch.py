"""One run's watch over its site: counts what is read, keeps strangers' texts out, and says at the end how the site is."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import msgspec

from archive import watching
from archive.crawling import AHEAD
from archive.facts import HostFound
from archive.known import KnownAddress, PastRun
from archive.records import NotAnArticle, Reading
from crawler.desk import Outcome
from crawler.expect import HISTORY, Health, State, Trouble, is_closed, judge
from crawler.holidays import is_holiday
from crawler.ledger import Ledger
from crawler.observing import counted, emptied, stale
from crawler.reading import Answer

# The same trouble is told once, and then once a week.
TOLD_AGAIN_AFTER = timedelta(days=7)
# How the reading of a page is marked that came while its site was not its newsroom's.
SHUT_OUT = "came while the site was"


class Watch:
    """Watches one site during one run."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.health = Health(is_observed=True)
        self._state: State = "healthy"
        self._told: frozenset[tuple[str, str]] = frozenset()
        self._titles: Counter[str] = Counter()

    def open(self) -> None:
        """Learn what state the last run left the site in, and what a person was told of it lately."""
        desk, name = self._ledger.desk, self._ledger.site.name
        connection, now = desk.archive.connection(), desk.clock()
        self._state = msgspec.convert(watching.state_of(connection, name, now + AHEAD), State)
        self._told = watching.told(connection, name, now - TOLD_AGAIN_AFTER, now + AHEAD)

    def was_told(self, kind: str, subject: str) -> bool:
        """Whether a person was told of this within the week."""
        return (kind, subject) in self._told

    def seen(self, answer: Answer, known: KnownAddress | None, *, is_released: bool = False) -> Answer:
        """Count a reading. While another than its newsroom publishes at the site, nothing new is its article.

        Such a page is kept all the same, quarantined, so that a person can release it (`is_released`).
        """
        reading = answer.reading
        self._count(reading, known)
        if reading.article is None or known is not None or is_released or not is_closed(self._state):
            return answer
        outcome = NotAnArticle(reason="spam", title=reading.article.title, detail=f"{SHUT_OUT} {self._state}")
        return msgspec.structs.replace(answer, reading=msgspec.structs.replace(reading, outcome=outcome))

    def _count(self, reading: Reading, known: KnownAddress | None) -> None:
        counts = self._ledger.counts
        counts.update(counted(reading, self._ledger.site, self._ledger.desk.clock()))
        if (article := reading.article) is not None:
            counts["words"] += len(article.text.split())
        if known is None and (title := getattr(reading.outcome, "title", None)):
            self._titles[title] += 1

    def close(self, outcome: Outcome, host: HostFound | None) -> str:
        """Compare the run with its site's own history; the note that keeps the state."""
        desk, site, counts = self._ledger.desk, self._ledger.site, self._ledger.counts
        connection, now = desk.archive.connection(), desk.clock()
        since = now - HISTORY
        lives = watching.source_lives(connection, site.name, since, now)
        found = {
            "same_page": max(self._titles.values(), default=0),
            "sources_emptied": emptied(lives),
            "sources_stale": stale(lives, watching.articles_since(connection, site.name, since), now),
            f"host_{host.state}" if host is not None else "": int(host is not None and host.state != "open"),
        }
        counts.update({name: count for name, count in found.items() if count})
        self.health = judge(
            watching.runs_since(connection, site.name, since), PastRun(at=now, outcome=outcome, counts=dict(counts)),
            is_holiday, expect=site.expect, zone=site.zone, before=self._state,
        )  # fmt: skip
        return watching.STATE + self.health.state

    async def tell(self) -> tuple[Trouble, ...]:
        """File what a person should be told of, each trouble once a week; gives what was told now."""
        ledger = self._ledger
        news = tuple(one for one in self.health.troubles if not self.was_told(one.kind, ledger.site.name))
        for trouble in news:
            await ledger.keep([ledger.issue(trouble.kind, ledger.site.name, trouble.message)])
        return news

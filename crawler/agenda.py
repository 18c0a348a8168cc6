"""What a run still has to ask, the most urgent first; and what keeps a list without end from eating it. Nothing is asked here.

The spider takes one errand after the other, so what is urgent is decided when the host may be asked, not when an
address was found: new articles before old ones, and nothing once the day's budget is spent.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Literal

import msgspec

from crawler.site import Budget, Source

# In the order in which they are asked: what an article begun with needs, lists, articles, second looks, history, and
# the further pages of lists that a backfill walks.
PART, HOP, SOURCE, NEW, AGAIN, HISTORY, DEEPER, CONTROL = range(8)
# An article older than this is history: it can wait for second looks at what is kept.
HISTORY_AGE = timedelta(days=30)
# A list whose addresses were so often in a row no articles makes them up, or lists something else than articles.
BARREN_AFTER = 20
# A list that brings nothing new so often in a row has been read to its end, or goes round in circles.
IDLE_PAGES = 2
# What was left over from other runs, and then what is doubtful: so often is asked whether there is more.
_LAST_QUESTIONS = 2
# Second looks take at most this share of a day's requests.
REVISIT_SHARE = 0.2


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """One address to ask. `chain` is the list that led here (its first page's address), `depth` how far down it goes.

    `origin` is the canonical address at which a redirect began. `first` is the response that an article's text began
    with, `parts` those of its further pages so far, `left` what is still to come.
    """

    url: str
    purpose: Literal["page", "part", "source"]
    rank: int
    fresh: float = 0.0
    chain: str = ""
    depth: int = 1
    source: Source | None = None
    is_again: bool = False
    origin: str | None = None
    hops: int = 0
    first: Any = None
    parts: tuple[Any, ...] = ()
    left: tuple[str, ...] = ()


class Spending:
    """What a site was asked for today, against its budget of a day."""

    def __init__(
        self, budget: Budget, *, requests: int = 0, size: int = 0, seconds: float = 0.0, again: int = 0
    ) -> None:
        self.budget = budget
        self.requests, self.size, self.seconds, self.again = requests, size, seconds, again

    def add(self, size: int) -> None:
        """One more request, and the bytes that came."""
        self.requests += 1
        self.size += size

    def over(self, seconds: float) -> str:
        """Which part of the budget is spent, after so many seconds of this run; empty where none is."""
        budget = self.budget
        if budget.requests is not None and self.requests >= budget.requests:
            return "requests"
        if budget.megabytes is not None and self.size >= budget.megabytes * 1_000_000:
            return "megabytes"
        if budget.minutes is not None and self.seconds + seconds >= budget.minutes * 60:
            return "minutes"
        return ""

    @property
    def left_again(self) -> int:
        """How many second looks the day still allows."""
        return max(0, int((self.budget.requests or 0) * REVISIT_SHARE) - self.again)


class Chain(msgspec.Struct):
    """One list and its further pages, as far as this run has read them."""

    seen: set[str] = msgspec.field(default_factory=set)
    idle_pages: int = 0
    refused_in_a_row: int = 0
    is_barren: bool = False

    def listed(self, addresses: set[str]) -> bool:
        """A page of the list was read; whether the list may go on: not after two pages that named nothing new."""
        self.idle_pages = 0 if addresses - self.seen else self.idle_pages + 1
        self.seen |= addresses
        return self.idle_pages < IDLE_PAGES

    def proved(self, *, is_article: bool) -> bool:
        """An address of the list was read; whether that was what made the list barren."""
        self.refused_in_a_row = 0 if is_article else self.refused_in_a_row + 1
        was_barren, self.is_barren = self.is_barren, self.is_barren or self.refused_in_a_row >= BARREN_AFTER
        return self.is_barren and not was_barren


class Agenda:
    """The errands of one run. `at_end` is asked for more where nothing is left."""

    def __init__(
        self, spending: Spending, clock: Callable[[], datetime], most_in_hand: int = 4,
        at_end: Callable[[], Awaitable[None]] | None = None,
    ) -> None:  # fmt: skip
        self.spending, self.spent = spending, ""
        self.counts: Counter[str] = Counter()
        self._clock, self._began = clock, clock()
        self._most, self._at_end = most_in_hand, at_end
        self._heap: list[tuple[int, float, int, Errand]] = []
        self._numbers = count()
        self._in_hand = 0
        self._is_left = False
        self._chains: dict[str, Chain] = {}
        self._changed = asyncio.Event()

    def put(self, errand: Errand) -> None:
        """One more errand."""
        heapq.heappush(self._heap, (errand.rank, -errand.fresh, next(self._numbers), errand))
        self._changed.set()

    def chain(self, root: str) -> Chain:
        """The list that begins at this address."""
        return self._chains.setdefault(root, Chain())

    async def take(self) -> Errand | None:
        """The next errand, as soon as another is done with; None where the run is done, or the day's budget spent."""
        while True:
            if self._in_hand < self._most and (errand := self._next()) is not None:
                self._in_hand += 1
                return errand
            if not self._in_hand and not self._heap:
                if not await self._goes_on():
                    return None
                continue
            self._changed.clear()
            await self._changed.wait()

    async def _goes_on(self) -> bool:
        """Whether there is more to ask, where nothing was left: whoever is asked for more may have nothing at first."""
        for _ in range(_LAST_QUESTIONS):
            if self._at_end is not None and not self.spent and not self._is_left:
                await self._at_end()
            if self._heap:
                return True
        return False

    def done(self) -> None:
        """An errand is done with: whatever it led to is on the agenda."""
        self._in_hand -= 1
        self._changed.set()

    def leave(self) -> None:
        """Ask for nothing more in this run: what is left stays due."""
        self._is_left = True

    def _next(self) -> Errand | None:
        while self._heap:
            if not self.spent:
                self.spent = self.spending.over((self._clock() - self._began).total_seconds())
            errand = heapq.heappop(self._heap)[-1]
            if (self.spent or self._is_left) and errand.purpose != "part":
                self.counts["left_for_another_day"] += 1
            elif errand.purpose == "page" and errand.chain and self.chain(errand.chain).is_barren:
                self.counts["left_as_barren"] += 1
            else:
                return errand
        return None

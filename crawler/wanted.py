"""Which addresses and sources of a site are to be asked in this run, and as what. Pure: what is known comes in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import msgspec

from archive.address import address
from archive.facts import Link, SourceState
from archive.known import KnownAddress, Rhythm
from crawler.agenda import AGAIN, HISTORY, HISTORY_AGE, NEW, Errand
from crawler.revisit import is_believed, is_believed_of, is_due, source_is_due
from crawler.site import Site, Source

LEFT_OVER = "left over"


class Memory(msgspec.Struct, kw_only=True):
    """What the archive knew of a site when the run was opened: of its addresses, and one after the other of its articles'.

    `is_anew`: the last run was cut off. Then all sources are asked from their first page on, since a list that says that
    it has not changed would hide what was never asked for. `honest` are the purposes ("page", "source") whose validators
    have changed with what they stand for, and never said "unchanged" of what had changed.
    """

    known: Mapping[str, KnownAddress] = {}
    articles: Callable[[], Iterable[KnownAddress]] = tuple
    states: Mapping[str, SourceState] = {}
    rhythms: Mapping[str, Rhythm] = {}
    honest: frozenset[str] = frozenset()
    is_anew: bool = False


class Wanted:
    """Says of each address once a run whether it is to be asked."""

    def __init__(
        self, site: Site, memory: Memory, counts: Counter[str], clock: Callable[[], datetime], since: datetime | None = None
    ) -> None:  # fmt: skip
        self.site, self.memory, self.counts = site, memory, counts
        self._clock, self._since = clock, since
        self._opened = clock()
        self._asked: set[str] = set()
        self._urls: set[str] = set()
        self._source_urls: set[str] = set()

    def canonical(self, url: str) -> str | None:
        """The canonical form of an address of this site; None of any other."""
        try:
            return address(url, self.site.rules).url if self.site.owns(url) else None
        except ValueError:
            return None

    def known(self, url: str) -> KnownAddress | None:
        """What is known of an address."""
        return self.memory.known.get(self.canonical(url) or "")

    def page(self, link: Link, chain: str = "", depth: int = 1, *, is_dated: bool = False) -> Errand | None:
        """The errand to a link, where it is to be fetched now: it is not known, or due for another look.

        `is_dated`: others of its list have dates. What has none beside them stands in a box, often under another address.
        """
        if link.url in self._urls:
            return None
        self._urls.add(link.url)
        canonical = self.canonical(link.url)
        if canonical is None:
            self.counts["offsite"] += 1
            return None
        if canonical in self._asked:
            return None
        known = self.memory.known.get(canonical)
        if known is not None and not self._changed_or_due(known, link):
            return None
        if known is None and self._is_too_old(link):
            self.counts["too_old"] += 1
            return None
        self._asked.add(canonical)
        self.counts["known" if known else "found"] += 1
        # Asked as it was served last: the canonical form may lack the slash that the server insists on.
        url = known.url if known is not None and known.url is not None else link.url
        is_again = known is not None and known.article is not None
        rank, fresh = self._urgency(link, depth, is_dated=is_dated)
        rank = AGAIN if is_again else rank
        return Errand(url=url, purpose="page", rank=rank, fresh=fresh, chain=chain, depth=depth, is_again=is_again)

    def was_asked(self, canonical: str) -> bool:
        """Whether this run has asked for an address, or is about to."""
        return canonical in self._asked

    def again(self) -> list[Errand]:
        """Second looks at kept articles that are due, whether a source lists them or not; the oldest look first."""
        now = self._clock()
        due = [
            known for known in self.memory.articles()
            if known.primary and not known.gone and is_due(self.site, known, now)
        ]  # fmt: skip
        errands = []
        for known in sorted(due, key=lambda known: known.last_at):
            errand = self.page(Link(url=known.url or known.address))
            if errand is not None:
                errands.append(msgspec.structs.replace(errand, fresh=-known.last_at.timestamp()))
        return errands

    def left_over(self, links: Iterable[Link]) -> list[Errand]:
        """What sources listed in a run that was cut off and was never asked for.

        It counts as one list: where that run had given up a list of nothing but rubbish, this one will not sift it.
        """
        unknown = [link for link in links if self.known(link.url) is None]
        return [errand for link in unknown if (errand := self.page(link, LEFT_OVER)) is not None]

    def source(self, source: Source) -> bool:
        """Whether this source is to be asked now. Says yes once a run for each source."""
        if source.url in self._source_urls or not self.site.owns(source.url):
            return False
        self._source_urls.add(source.url)
        if source.page > 1 or self.memory.is_anew:
            # Whoever came to a further page found the one before it worth its request.
            return True
        state, rhythm = self.memory.states.get(source.url), self.memory.rhythms.get(source.url)
        asks = source_is_due(self.site, source, state, rhythm, self._clock())
        if not asks:
            self.counts["sources_not_due"] += 1
        return asks

    def count_new(self, links: Iterable[Link]) -> int:
        """How many of the links lead where nobody has looked, and no other source of this run has led."""
        found = {self.canonical(link.url) for link in links}
        return sum(where is not None and where not in self.memory.known and where not in self._asked for where in found)

    def validators(self, url: str) -> dict[str, str]:
        """If-None-Match and If-Modified-Since, where this server's have proved honest; at times the whole is asked anyway."""
        state = self.memory.states.get(url)
        holder: SourceState | KnownAddress
        if state is not None:
            holder = state
            rhythm = self.memory.rhythms.get(url)
            if self.memory.is_anew or "source" not in self.memory.honest or not is_believed(rhythm, self._clock()):
                return {}
        else:
            known = self.known(url)
            if known is None or "page" not in self.memory.honest or not is_believed_of(known):
                return {}
            holder = known
        pairs = {"If-None-Match": holder.etag, "If-Modified-Since": holder.last_modified}
        return {name: value for name, value in pairs.items() if value}

    # ------------------------------------------------------------------------------------------------ in the room

    def _changed_or_due(self, known: KnownAddress, link: Link) -> bool:
        if not known.primary:
            return False
        if link.updated_at is not None and link.updated_at > known.last_at:
            return True
        return is_due(self.site, known, self._clock())

    def _is_too_old(self, link: Link) -> bool:
        # What was changed last before that day was published before it too: sitemaps tell nothing else.
        said = link.published_at or link.updated_at
        return self._since is not None and said is not None and said < self._since

    def _urgency(self, link: Link, depth: int, *, is_dated: bool) -> tuple[int, float]:
        """New before old; where nothing says how old, what stands further down a list is older."""
        said = link.published_at or link.updated_at
        if said is None:
            # One instant for all of a run: so they keep the order of their list.
            return NEW, -depth if is_dated else self._opened.timestamp() - 60 * depth
        return HISTORY if said < self._opened - HISTORY_AGE else NEW, said.timestamp()

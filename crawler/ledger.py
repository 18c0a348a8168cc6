"""A run's ledger: facts on their way into the archive, counts, issues; and what a full or failing disk means to the run."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from archive.errors import ArchiveError, ArchiveFull, RecordRejected
from archive.facts import AnyFact, Capture, Issue
from archive.known import Kept, Verdict
from archive.records import Reading
from crawler.desk import Desk, Seen
from crawler.site import Site

_LONGEST_MESSAGE = 500


class Ledger:
    """Keeps what one run of one site brings."""

    def __init__(self, desk: Desk, site: Site) -> None:
        self.desk, self.site = desk, site
        self.counts: Counter[str] = Counter()
        self.run = ""

    async def keep(self, facts: Sequence[AnyFact]) -> Kept:
        """Keep facts, all or none. One bad record is one page's trouble: it is in the WARC, and a person is told."""
        try:
            return await asyncio.wrap_future(self.desk.archive.keep(facts))
        except ArchiveFull:
            self.desk.fill_up()
            raise
        except RecordRejected as error:
            subject = next((fact.address for fact in facts if isinstance(fact, Capture)), self.site.name)
            issue = self.issue("record_rejected", subject, str(error))
            return await asyncio.wrap_future(self.desk.archive.keep([issue]))
        except ArchiveError:
            self.desk.break_down()
            raise

    def issue(self, kind: str, subject: str, message: str, capture: Capture | None = None) -> Issue:
        """Something that a person must look at, counted; whoever asks for it keeps it."""
        self.counts["issues"] += 1
        return Issue(
            site=self.site.name, kind=kind, subject=subject, message=message[:_LONGEST_MESSAGE], at=self.desk.clock(),
            run=self.run or None, capture=capture.id if capture else None,
        )  # fmt: skip

    async def keep_look(self, facts: Sequence[AnyFact], capture: Capture, reading: Reading | None = None) -> Kept:
        """Keep a look at a page, count what it meant, and tell whoever watches."""
        kept = await self.keep(facts)
        title = getattr(reading.outcome, "title", None) if reading else None
        what = str(kept.verdict) if kept.verdict else (reading.kind if reading else f"status {capture.status}")
        if kept.verdict is not None and kept.verdict is not Verdict.QUARANTINED:
            self.counts[str(kept.verdict)] += 1
        self.desk.tell(Seen(site=self.site.name, address=capture.address, what=what, title=title, kept=kept))
        return kept

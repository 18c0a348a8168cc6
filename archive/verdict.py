"""What each look at an article meant. Pure: no clock, no database.

`judge` compares one look with what is known; `tell` folds it over all looks of an article in time. Two looks are
compared only as they were read in one Context (reader version, site TOML, furniture): so no upgrade of the reader, no
edit of a TOML and no new furniture ever makes a revision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from archive.records import Context, Verdict

_MISSING = frozenset({404, 410})


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look at one address of an article. `wordings` has the wording read in each context (empty: not read)."""

    capture: str
    at: str
    address: str
    status: int | None
    wordings: Mapping[Context, str] = {}
    is_missing: bool = False
    is_same: bool = False
    is_quarantined: bool = False
    is_alias: bool = False

    @property
    def day(self) -> date:
        """The UTC day of the look."""
        return date.fromisoformat(self.at[:10])


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """One revision: its number in time, the wordings it had in each context, and the look that first brought it."""

    number: int
    capture: str
    at: str
    wordings: Mapping[Context, str]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an article before a look. `current` is the number of the wording that stood there last."""

    revisions: tuple[Wording, ...] = ()
    current: int = 0
    last: Mapping[Context, str] = {}
    missed_on: tuple[date, ...] = ()
    addresses: frozenset[str] = frozenset()


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on a look (None: it says nothing of the article), the revision it showed, and doubts."""

    capture: str
    verdict: Verdict | None
    revision: int | None = None
    flags: tuple[str, ...] = ()


def judge(known: Known, look: Look) -> tuple[Judged, Known]:
    """The verdict on one look, and what is known after it."""
    if look.is_missing or look.status in _MISSING:
        return _missed(known, look)
    if look.is_quarantined:
        return Judged(capture=look.capture, verdict=Verdict.QUARANTINED), known
    if look.is_same and known.current:
        found = Judged(capture=look.capture, verdict=Verdict.UNCHANGED, revision=known.current)
        return found, _found(known, look, known.last)
    if not look.wordings:
        return Judged(capture=look.capture, verdict=None), known
    if not known.current:
        first = Wording(number=1, capture=look.capture, at=look.at, wordings=look.wordings)
        after = msgspec.structs.replace(known, revisions=(first,), current=1)
        return Judged(capture=look.capture, verdict=Verdict.NEW, revision=1), _found(after, look, look.wordings)
    return _compared(known, look)


def _missed(known: Known, look: Look) -> tuple[Judged, Known]:
    """A deletion is believed at its second look on another day: servers are ill for hours, not for days."""
    if not known.current or look.is_alias:
        return Judged(capture=look.capture, verdict=None), known
    confirmed = any(day != look.day for day in known.missed_on)
    after = msgspec.structs.replace(known, missed_on=(*known.missed_on, look.day))
    flags = () if confirmed else ("missing_once",)
    return Judged(capture=look.capture, verdict=Verdict.GONE if confirmed else None, flags=flags), after


def _compared(known: Known, look: Look) -> tuple[Judged, Known]:
    common = sorted(known.last.keys() & look.wordings.keys(), key=repr)
    if not common:
        same = set(known.last.values()) & set(look.wordings.values())
        flags = () if same else ("not_compared",)
        found = Judged(capture=look.capture, verdict=_same_or_alias(known, look), revision=known.current, flags=flags)
        return found, _found(known, look, look.wordings)
    context = common[-1]
    wording = look.wordings[context]
    if known.last[context] == wording:
        found = Judged(capture=look.capture, verdict=_same_or_alias(known, look), revision=known.current)
        return found, _found(known, look, look.wordings)
    older = next((r for r in known.revisions if r.wordings.get(context) == wording), None)
    if older is not None:
        after = msgspec.structs.replace(known, current=older.number)
        found = Judged(capture=look.capture, verdict=Verdict.FLAPPING, revision=older.number)
        return found, _found(after, look, look.wordings)
    number = len(known.revisions) + 1
    newest = Wording(number=number, capture=look.capture, at=look.at, wordings=look.wordings)
    after = msgspec.structs.replace(known, revisions=(*known.revisions, newest), current=number)
    return Judged(capture=look.capture, verdict=Verdict.REVISED, revision=number), _found(after, look, look.wordings)


def _same_or_alias(known: Known, look: Look) -> Verdict:
    is_first_there = look.is_alias and look.address not in known.addresses
    return Verdict.ALIAS if is_first_there else Verdict.UNCHANGED


def _found(known: Known, look: Look, last: Mapping[Context, str]) -> Known:
    return msgspec.structs.replace(known, last=last, missed_on=(), addresses=known.addresses | {look.address})


def tell(looks: Sequence[Look]) -> tuple[tuple[Judged, ...], Known]:
    """The verdict on every look of one article, and what is known in the end. The order given does not matter."""
    known, judged = Known(), []
    for look in sorted(looks, key=lambda look: (look.at, look.capture)):
        found, known = judge(known, look)
        judged.append(found)
    return tuple(judged), known


def shown_context(wordings: Mapping[Context, str], used: Counter[Context]) -> Context:
    """The context whose reading is shown of a look: the one most looks of the article share, then the later name."""
    return max(wordings, key=lambda context: (used[context], repr(context)))

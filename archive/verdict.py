"""What each look at an article meant. Pure: no clock, no database.

`judge` compares one look with what is known; `tell` folds it over all looks of an article in time. Two looks are
compared only as they were read in one Context (reader version, site TOML, furniture): so no upgrade of the reader, no
edit of a TOML and no new furniture ever makes a revision. Each address is compared with what it said itself: the mobile
twin that still has yesterday's words does not make the article flap.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

import msgspec

from archive.known import Verdict
from archive.records import Context

_MISSING = frozenset({404, 410})
_NUMBER = re.compile(r"\d+")

Wordings = Mapping[Context, str]


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look at one address of an article. `wordings` has the wording read in each context (empty: not read).

    `is_same`: the server, or the bytes, said that nothing has changed since the last look that brought a text.
    `is_alias`: the address is not the one that the article was born at; `is_twin`: it names that one as its original.
    """

    capture: str
    at: str
    address: str
    status: int | None
    wordings: Wordings = {}
    is_missing: bool = False
    is_same: bool = False
    is_quarantined: bool = False
    is_alias: bool = False
    is_twin: bool = False

    @property
    def day(self) -> date:
        """The UTC day of the look."""
        return date.fromisoformat(self.at[:10])


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """One revision: its number in time, the look that first brought it and how that was read, and all its wordings."""

    number: int
    capture: str
    at: str
    wordings: Wordings
    all: frozenset[str]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What an address said when it was last read: the revision, and how it was read."""

    number: int
    wordings: Wordings


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an article before a look. `current` is the number of the wording that stood there last."""

    revisions: tuple[Wording, ...] = ()
    current: int = 0
    last: Wordings = {}
    missed_on: tuple[date, ...] = ()
    seen: Mapping[str, Shown] = {}
    has_flapped: bool = False


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on a look (None: it says nothing of the article), the revision it showed, and doubts."""

    capture: str
    verdict: Verdict | None
    revision: int | None = None
    flags: tuple[str, ...] = ()


def leads_home(target: str | None) -> bool:
    """Whether a redirect leads to a front page: how many sites say that an article is gone."""
    if target is None:
        return False
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return not parts.path.strip("/") and not parts.query


def judge(known: Known, look: Look) -> tuple[Judged, Known]:
    """The verdict on one look, and what is known after it."""
    if look.is_missing or look.status in _MISSING:
        return _missed(known, look)
    if look.is_quarantined:
        return Judged(capture=look.capture, verdict=Verdict.QUARANTINED), known
    if look.wordings:
        return _read(known, look)
    if look.is_same and known.current:
        before = known.seen.get(look.address) or Shown(number=known.current, wordings=known.last)
        return _found(known, look, Verdict.UNCHANGED, before)
    return Judged(capture=look.capture, verdict=None), known


def _missed(known: Known, look: Look) -> tuple[Judged, Known]:
    """A deletion is believed at its second look on another day: servers are ill for hours, not for days."""
    if not known.current or look.is_alias:
        return Judged(capture=look.capture, verdict=None), known
    is_confirmed = any(day != look.day for day in known.missed_on)
    after = msgspec.structs.replace(known, missed_on=(*known.missed_on, look.day))
    flags = () if is_confirmed else ("missing_once",)
    return Judged(capture=look.capture, verdict=Verdict.GONE if is_confirmed else None, flags=flags), after


def _read(known: Known, look: Look) -> tuple[Judged, Known]:
    if not known.current:
        return _found(_with_revision(known, look), look, Verdict.NEW, Shown(number=1, wordings=look.wordings))
    before = known.seen.get(look.address)
    is_first_here = look.is_alias and before is None
    before = before or Shown(number=known.current, wordings=known.last)
    context = newest(before.wordings.keys() & look.wordings.keys())
    if context is None or before.wordings[context] == look.wordings[context]:
        is_known = context is not None or bool(set(before.wordings.values()) & set(look.wordings.values()))
        stands = Shown(number=before.number, wordings=look.wordings)
        verdict = Verdict.ALIAS if is_first_here else Verdict.UNCHANGED
        return _found(known, look, verdict, stands, flags=() if is_known else ("not_compared",))
    number = _older(known, look, context)
    if number is not None:
        is_same = look.is_twin or number == before.number
        stands = Shown(number=number, wordings=look.wordings)
        if is_first_here or is_same:
            return _found(known, look, Verdict.ALIAS if is_first_here else Verdict.UNCHANGED, stands)
        return _flapped(known, look, stands)
    if look.is_twin:
        # A mobile or print page leaves out a line or has one more: that is no edit of the article.
        verdict = Verdict.ALIAS if is_first_here else Verdict.UNCHANGED
        stands = Shown(number=before.number, wordings=look.wordings)
        return _found(known, look, verdict, stands, flags=("other_words",))
    after = _with_revision(known, look)
    return _found(after, look, Verdict.REVISED, Shown(number=len(after.revisions), wordings=look.wordings))


def _flapped(known: Known, look: Look, stands: Shown) -> tuple[Judged, Known]:
    """An article that goes to and fro between wordings says so once; afterwards each return is only flagged."""
    verdict = Verdict.UNCHANGED if known.has_flapped else Verdict.FLAPPING
    judged, after = _found(known, look, verdict, stands)
    flags = ("flapping",) if known.has_flapped else ()
    return msgspec.structs.replace(judged, flags=flags), msgspec.structs.replace(after, has_flapped=True)


def _older(known: Known, look: Look, context: Context) -> int | None:
    """The number of the revision that had these words. Equal words are equal in whatever context they were read."""
    wording = look.wordings[context]
    return next((revision.number for revision in known.revisions if wording in revision.all), None)


def _with_revision(known: Known, look: Look) -> Known:
    number = len(known.revisions) + 1
    words = frozenset(look.wordings.values())
    newest_one = Wording(number=number, capture=look.capture, at=look.at, wordings=look.wordings, all=words)
    return msgspec.structs.replace(known, revisions=(*known.revisions, newest_one))


def _found(
    known: Known, look: Look, verdict: Verdict, shown: Shown, flags: tuple[str, ...] = ()
) -> tuple[Judged, Known]:
    """The look found the article: what was missed is forgotten, and the revision has these wordings too.

    An alias says what stands there, but which wording is the current one it says only where that is new.
    """
    says_current = not look.is_alias or verdict in (Verdict.NEW, Verdict.REVISED)
    revisions = known.revisions
    if not flags:
        revisions = tuple(
            msgspec.structs.replace(r, all=r.all | set(look.wordings.values())) if r.number == shown.number else r
            for r in revisions
        )
    after = Known(
        revisions=revisions,
        current=shown.number if says_current else known.current,
        last=shown.wordings if says_current else known.last,
        seen={**known.seen, look.address: shown},
        has_flapped=known.has_flapped,
    )
    return Judged(capture=look.capture, verdict=verdict, revision=shown.number, flags=flags), after


def tell(looks: Sequence[Look]) -> tuple[tuple[Judged, ...], Known]:
    """The verdict on every look of one article, and what is known in the end. The order given does not matter."""
    known, judged = Known(), []
    for look in sorted(looks, key=lambda look: (look.at, look.capture)):
        found, known = judge(known, look)
        judged.append(found)
    return tuple(judged), known


def newest(contexts: Iterable[Context]) -> Context | None:
    """The context of the latest reader; between TOMLs and furniture nothing tells which is later, so any, but one."""
    return max(contexts, key=_age, default=None)


def _age(context: Context) -> tuple[tuple[int, ...], str]:
    return tuple(int(number) for number in _NUMBER.findall(context.reader)[:8]), repr(context)


def shown_context(wordings: Wordings, used: Counter[Context]) -> Context:
    """The context whose reading is shown of a look: the one most looks of the article share, then the later one."""
    return max(wordings, key=lambda context: (used[context], _age(context)))

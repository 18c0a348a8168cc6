"""Whether an article may be shown to everybody: one pure rule for exports, the published copy and the reading room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from archive.facts import Act
from archive.records import from_utc_text

Withheld = Literal["taken_down", "restricted", "embargoed", "withdrawn", "minor", "rights"]

# What a page says of itself that leaves it readable here and not public: its outlet has reserved it.
RESERVED = frozenset(("noindex", "noarchive", "paywall", "tdm-reservation"))


def withheld(
    *, status: str, is_minor: bool, marks: Iterable[str], acts: Sequence[Act], now: datetime
) -> Withheld | None:
    """Why an article is not public; None where it is.

    The last act of each kind decides, in time; a takedown before all others. A release makes public what a machine
    would withhold (withdrawn at its source, a minor, reserved by its outlet) until a later act restricts it.
    """
    decided = sorted(acts, key=lambda act: (act.at, act.id))
    down = _last(decided, "takedown", "reinstate")
    if down is not None and down.kind == "takedown":
        return "taken_down"
    shown = _last(decided, "restrict", "release")
    if shown is not None and shown.kind == "restrict":
        restriction = _restriction(shown, now)
        if restriction is not None:
            return restriction
    # An embargo that is over leaves what would be without it.
    if _last(decided, "release") is not None:
        return None
    if status == "gone":
        return "withdrawn"
    if is_minor:
        return "minor"
    return "rights" if RESERVED.intersection(marks) else None


def _last(acts: Sequence[Act], *kinds: str) -> Act | None:
    return next((act for act in reversed(acts) if act.kind in kinds), None)


def _restriction(act: Act, now: datetime) -> Withheld | None:
    until = act.detail.get("until")
    if not isinstance(until, str):
        return "restricted"
    return "embargoed" if from_utc_text(until) > now else None

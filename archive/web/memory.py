"""What many readers ask for and few minutes change is counted once: figures of the whole archive, never an article."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar, cast

from archive.web.asked import Room

T = TypeVar("T")

_lock = threading.Lock()
_kept: dict[tuple[Room, str], tuple[float, object]] = {}
_counting: set[tuple[Room, str]] = set()
# Names come from addresses that are in the archive, but an archive may have many: then all is counted again.
_MOST = 2_000


def remembered(
    room: Room, name: str, seconds: float, count: Callable[[], T], clock: Callable[[], float] = time.monotonic
) -> T:
    """What was counted last where that is young enough; while one reader counts anew, others get the old figure."""
    key = (room, name)
    with _lock:
        held = _kept.get(key)
        if held is not None and (clock() - held[0] < seconds or key in _counting):
            return cast("T", held[1])
        _counting.add(key)
    try:
        found = count()
    finally:
        with _lock:
            _counting.discard(key)
    with _lock:
        if len(_kept) >= _MOST:
            _kept.clear()
        _kept[key] = (clock(), found)
    return found


def forget() -> None:
    """Count everything anew."""
    with _lock:
        _kept.clear()

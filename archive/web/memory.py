"""What many readers ask for and few minutes change is counted once: figures of the whole archive, never an article.

Where counting anew takes long, the old figure is shown once more while a thread with a connection of its own counts.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from typing import NamedTuple, TypeVar, cast

import msgspec

from archive.sqlite import DatabaseError, connect
from archive.web.asked import Ask, Room

T = TypeVar("T")
Key = tuple[Room, str]


class _Held(NamedTuple):
    counted_at: float
    took: float
    figure: object


_lock = threading.Lock()
_kept: dict[Key, _Held] = {}
_counting: dict[Key, threading.Event] = {}
# Names come from addresses that are in the archive, but an archive may have many: then all is counted again.
_MOST = 2_000
# Nobody is kept waiting for longer than this where there is an old figure; and none is older than that.
_LONG, _OLDEST, _PATIENCE = 0.05, 900, 8.0
_complaints = logging.getLogger(__name__)


def remembered(
    ask: Ask, name: str, seconds: float, count: Callable[[Ask], T], clock: Callable[[], float] = time.monotonic,
    *, may_be_old: bool = True,
) -> T:  # fmt: skip
    """What was counted last where that is young enough; while one reader counts anew, others get the old figure."""
    key = (ask.room, name)
    with _lock:
        held = _kept.get(key)
        age = clock() - held.counted_at if held else 0.0
        counting = _counting.get(key)
        if held is not None and (age < seconds or counting):
            return cast("T", held.figure)
        if counting is None:
            _counting[key] = threading.Event()
    if counting is not None:
        # Another counts it for the first time: two would take longer.
        counting.wait(_PATIENCE)
        with _lock:
            held = _kept.get(key)
        return cast("T", held.figure) if held else count(ask)
    if may_be_old and held is not None and held.took > _LONG and age < _OLDEST and ask.room.file is not None:
        threading.Thread(target=_count_apart, args=(ask, key, count, clock), daemon=True).start()
        return cast("T", held.figure)
    return _count(ask, key, count, clock)


def _count(ask: Ask, key: Key, count: Callable[[Ask], T], clock: Callable[[], float]) -> T:
    begun = clock()
    try:
        found = count(ask)
        with _lock:
            if len(_kept) >= _MOST:
                _kept.clear()
            _kept[key] = _Held(clock(), clock() - begun, found)
    finally:
        _ended(key)
    return found


def _ended(key: Key) -> None:
    with _lock:
        counting = _counting.pop(key, None)
    if counting is not None:
        counting.set()


def _count_apart(ask: Ask, key: Key, count: Callable[[Ask], object], clock: Callable[[], float]) -> None:
    try:
        assert ask.room.file is not None
        with closing(connect(ask.room.file, readonly=True)) as connection:
            _count(msgspec.structs.replace(ask, connection=connection), key, count, clock)
    except DatabaseError:
        # The next reader counts.
        _ended(key)
        _complaints.warning("%s could not be counted", key[1], exc_info=True)


def forget() -> None:
    """Count everything anew."""
    with _lock:
        _kept.clear()

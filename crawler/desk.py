"""A Desk: what all runs of one process share, the archive first of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from archive.known import Kept
from archive.store import Archive
from crawler.config import Config, load_config
from crawler.reading import Readers

Clock = Callable[[], datetime]
Outcome = Literal["finished", "interrupted", "failed", "limit", "unreachable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Something that just happened in a run, for whoever shows progress."""

    site: str
    address: str
    what: str
    title: str | None = None
    kept: Kept | None = None


@dataclass(slots=True, kw_only=True, weakref_slot=True)
class Desk:
    """What all runs of one process share."""

    archive: Archive
    readers: Readers
    clock: Clock
    config: Config = field(default_factory=Config)
    contact: str | None = None
    tell: Callable[[Seen], None] = field(default=lambda _seen: None)
    is_full: bool = False
    is_broken: bool = False
    give_up: Callable[[], None] = field(default=lambda: None)

    def fill_up(self) -> None:
        """No space is left: nothing more can be kept, so all runs of this process end."""
        if not self.is_full:
            self.is_full = True
            self.give_up()

    def break_down(self) -> None:
        """The disk or the database refuses: nothing more can be kept, so all runs of this process end."""
        self.is_broken = True
        self.give_up()

    async def close(self) -> None:
        """End the reading children; commit what waits and close the archive."""
        await self.readers.close()
        self.archive.close()


def utc_now() -> datetime:
    """The clock of ordinary runs."""
    return datetime.now(UTC)


def open_desk(folder: Path, *, clock: Clock = utc_now, tell: Callable[[Seen], None] | None = None) -> Desk:
    """The archive in `folder` (made where there is none) with its configuration and readers."""
    config = load_config(folder)
    desk = Desk(
        archive=Archive.open(folder, create=True, clock=clock),
        readers=Readers(children=config.children),
        clock=clock,
        config=config,
    )
    if tell is not None:
        desk.tell = tell
    return desk

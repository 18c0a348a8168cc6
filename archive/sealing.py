"""A UTC day's WARC files are sealed when the day is over: the root over their records, chained to the seal before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.facts import Seal, Span
from archive.rows import fact_of
from archive.seals import chained, leaf, root
from archive.warc import Damage, idle_files, walk

_NAME = re.compile(r"([0-9a-f]{12})-(\d{4})(\d\d)(\d\d)-\d{5}\.warc\.gz")


def owner_and_day(name: str) -> tuple[str, str] | None:
    """The archive that wrote a WARC file, and the UTC day, as the file's name tells."""
    match = _NAME.fullmatch(name)
    return (match[1], f"{match[2]}-{match[3]}-{match[4]}") if match else None


def seals_of(connection: Any, archive: str) -> tuple[Seal, ...]:
    """The seals of one archive in the order in which they were made."""
    rows = connection.execute("SELECT * FROM seal WHERE archive = ? ORDER BY at, day, id", (archive,)).fetchall()
    return tuple(fact_of("seal", row) for row in rows)  # type: ignore[misc]


def due_seals(connection: Any, folder: Path, archive: str, now: datetime) -> tuple[Seal, ...]:
    """The seals of the days that are over and not sealed yet.

    A day waits while a process is writing one of its files, or while one is damaged: what is sealed is whole. Records
    that came to a sealed day later (a clock was set back) are sealed by themselves.
    """
    today = now.astimezone(UTC).date().isoformat()
    known = seals_of(connection, archive)
    sealed: dict[str, int] = {}
    for span in (span for seal in known for span in seal.spans):
        sealed[span.file] = max(span.end, sealed.get(span.file, 0))
    days: dict[str, list[Path]] = {}
    for path in sorted(folder.glob(f"{archive}-*.warc.gz")):
        about = owner_and_day(path.name)
        if about is not None and about[1] < today and path.stat().st_size > sealed.get(path.name, 0):
            days.setdefault(about[1], []).append(path)
    idle = set(idle_files(folder)) if days else set()
    found: list[Seal] = []
    for day, paths in sorted(days.items()):
        spans = [Span(file=p.name, start=sealed.get(p.name, 0), end=p.stat().st_size) for p in paths]
        leaves = list(_leaves(folder, spans)) if idle.issuperset(paths) else [None]
        if None not in leaves:
            found.append(_seal(archive, day, spans, [one for one in leaves if one], (*known, *found), now))
    return tuple(found)


def _leaves(folder: Path, spans: list[Span]) -> Iterator[bytes | None]:
    """The leaves of spans; None where a record is damaged."""
    for span in spans:
        for found in walk(folder / span.file, span.start, goes_on=False):
            yield None if isinstance(found, Damage) else leaf(found.place.record_id, found.digest)


def _seal(
    archive: str, day: str, spans: list[Span], leaves: list[bytes], before: tuple[Seal, ...], now: datetime
) -> Seal:
    top = root(leaves)
    last = before[-1] if before else None
    return Seal(
        archive=archive, day=day, spans=tuple(spans), leaves=len(leaves), root=top, at=now,
        chain=chained(last.chain if last else "", day, len(leaves), top), previous=last.id if last else None,
    )  # fmt: skip

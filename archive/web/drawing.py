"""The room's drawings as values: where each bar, dot and square stands. Templates only draw them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec

from archive.answers import StoryRow
from archive.web.asking import Bar
from archive.web.dates import moment_of


class Column(msgspec.Struct, frozen=True):
    """A bar of a timeline, in hundredths of its box."""

    x: float
    width: float
    height: float
    span: str
    count: int


def columns(bars: Sequence[Bar], most: int = 400) -> tuple[Column, ...]:
    """Bars side by side, the gaps between them as long as the time that they leave out (for as many as fit)."""
    every = _without_gaps([bar.span for bar in bars]) if bars else []
    if not bars or len(every) > most:
        every = [bar.span for bar in bars][-most:]
    counts = {bar.span: bar.count for bar in bars}
    top = max(counts.values(), default=1)
    step = 1000 / max(1, len(every))
    return tuple(
        # A single article is seen beside a thousand.
        Column(round(number * step, 2), round(step * 0.82, 2), round(max(2.0, 100 * counts[span] / top), 2), span, counts[span])
        for number, span in enumerate(every)
        if span in counts
    )  # fmt: skip


def _without_gaps(spans: Sequence[str]) -> list[str]:
    if len(spans[0]) == len("2020-02"):
        first, last = (int(s[:4]) * 12 + int(s[5:]) - 1 for s in (spans[0], spans[-1]))
        return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1)]
    if len(spans[0]) == len("2020"):
        return [f"{year:04d}" for year in range(int(spans[0]), int(spans[-1]) + 1)]
    begun, ended = date.fromisoformat(spans[0]), date.fromisoformat(spans[-1])
    return [(begun + timedelta(days=n)).isoformat() for n in range((ended - begun).days + 1)]


class Square(msgspec.Struct, frozen=True):
    """A day of a calendar: week and weekday where it stands, and what it was."""

    week: int
    weekday: int
    day: str
    count: int
    kind: str
    shade: int


def calendar(year: int, published: Mapping[str, int], looked: Mapping[str, bool]) -> tuple[Square, ...]:
    """The days of a year: published (in four shades), silent (looked at, nothing came), ill (no run ended), unseen."""
    first = date(year, 1, 1)
    most = max(published.values(), default=1)
    found = []
    for number in range((date(year + 1, 1, 1) - first).days):
        day = first + timedelta(days=number)
        key = day.isoformat()
        count = published.get(key, 0)
        kind = "published" if count else "unseen"
        if not count and key in looked:
            kind = "silent" if looked[key] else "ill"
        shade = 1 + min(3, 4 * count // (most + 1)) if count else 0
        found.append(Square((number + first.weekday()) // 7, day.weekday(), key, count, kind, shade))
    return tuple(found)


class Strand(msgspec.Struct, frozen=True):
    """An article's place in the drawing of a story: its dot, and the line from the origin to it."""

    row: StoryRow
    x: float
    y: float
    label_x: float
    anchor: str
    path: str


_LEFT, _RIGHT, _ROW, _BEND = 18.0, 342.0, 46.0, 9.0


def strands(rows: Sequence[StoryRow], most: int = 24) -> tuple[Strand, ...]:
    """The story as lines from its origin, time from left to right; articles without a date stand at the right."""
    rows = rows[:most]
    times = {row.article: moment.timestamp() for row in rows if (moment := moment_of(row.published_at))}
    first, last = min(times.values(), default=0.0), max(times.values(), default=0.0)
    span = (last - first) or 1.0
    found: list[Strand] = []
    for number, row in enumerate(rows):
        share = (times[row.article] - first) / span if row.article in times else 1.0
        x, y = round(_LEFT + share * (_RIGHT - _LEFT), 1), 40 + number * _ROW
        # The words stand above the line, on the side where there is room for them.
        anchor = "end" if x > (_LEFT + _RIGHT) / 2 else "start"
        found.append(
            Strand(row, x, y, x + 5 if anchor == "end" else x - 5, anchor, _line(found[0], x, y) if found else "")
        )
    return tuple(found)


def _line(origin: Strand, x: float, y: float) -> str:
    """Down from the origin, round a corner, and on to the article; of the same instant or an earlier one, straight."""
    if abs(x - origin.x) < 2 * _BEND:
        return f"M{origin.x} {origin.y}L{x} {y}"
    turn = _BEND if x > origin.x else -_BEND
    return f"M{origin.x} {origin.y}V{y - _BEND}Q{origin.x} {y} {origin.x + turn} {y}H{x}"

"""Answers counted by outlet, by place and by month."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from archive.indexing import PLACES_APART
from archive.tiers import Statement

# So many are counted one by one in a twentieth of a second; of more, one in so many, chosen by their numbers.
MOST_COUNTED = 10_000
# In no name of a site or a place.
_APART = "\t"
_MOST_VALUES = 50


class Count(msgspec.Struct, frozen=True):
    """One outlet, place or month (`2020-02`), and how many of the answers are of it."""

    value: str
    articles: int


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """What the answers are of: the outlets and places that have most, all months in time, and `total`, exact.

    `one_in` above 1 says that the counts are estimates from one article in so many.
    """

    outlets: tuple[Count, ...]
    places: tuple[Count, ...]
    months: tuple[Count, ...]
    total: int
    one_in: int = 1


def facets(connection: Any, answers: Statement, total: int, *, at_least: bool) -> Facets:
    """Count the answers."""
    if at_least:
        total = int(connection.execute(f"SELECT count(*) FROM ({answers.sql})", answers.values).fetchone()[0])  # noqa: S608 - values are bound
    one_in = -(-total // MOST_COUNTED) or 1
    sql = f"SELECT document FROM ({answers.sql})"  # noqa: S608 - values are bound
    if one_in > 1:
        # Numbers are seconds, and papers print whole minutes: mixed, so that no minute is favoured.
        sql += f" WHERE (document / 60 * 7919 + document) % {one_in} = 0"
    asked = (
        f"SELECT g.site || char({ord(_APART)}) || (g.day / 100) || char({ord(_APART)}) || g.places "  # noqa: S608 - values are bound
        f"FROM ({sql}) d CROSS JOIN facet g ON g.document = d.document"
    )
    # One text a row, and no row made of it: half of the time would go there.
    cursor = connection.cursor()
    cursor.row_factory = None
    counted = Counter(cursor.execute(asked, answers.values))
    outlets: Counter[str] = Counter()
    months: Counter[int] = Counter()
    sets: Counter[str] = Counter()
    for (row,), count in counted.items():
        outlet, month, places = row.split(_APART, 2)
        outlets[outlet] += count
        months[int(month)] += count
        sets[places] += count
    places_of: Counter[str] = Counter()
    for names, count in sets.items():
        for name in filter(None, names.split(PLACES_APART)):
            places_of[name] += count
    return Facets(
        outlets=_most(outlets, one_in), places=_most(places_of, one_in), total=total, one_in=one_in,
        months=tuple(Count(f"{m // 100:04}-{m % 100:02}", n * one_in) for m, n in sorted(months.items()) if m),
    )  # fmt: skip


def _most(counted: Counter[str], one_in: int) -> tuple[Count, ...]:
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Count(value, count * one_in) for value, count in ordered[:_MOST_VALUES])

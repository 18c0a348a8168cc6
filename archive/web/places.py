"""The pages of places: a map of squares, one a regency or city, and the articles that are about one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from archive.indexing import PLACES_APART
from archive.messages import say
from archive.search import Hit, search
from archive.web.asked import ROWS, Ask, NotThere, Reply
from archive.web.memory import remembered
from archive.web.rendering import page
from archive.web.tables import Table, as_format, table_of

_YOUNG = 300
_COLUMNS = ("code", "name", "level", "province", "articles")
_TILES = Path(__file__).parent / "tiles.tsv"
_SHADES = 4


class Tile(msgspec.Struct, frozen=True):
    """A regency or city, and where its square stands."""

    code: str
    name: str
    level: str
    province: str
    column: int
    row: int


class Drawn(msgspec.Struct, frozen=True):
    """A square as it is drawn: how many articles, in which of four shades."""

    tile: Tile
    count: int
    shade: int


class Map(msgspec.Struct, frozen=True):
    """Squares, and the box around them."""

    squares: tuple[Drawn, ...]
    column: int
    row: int
    columns: int
    rows: int


@cache
def tiles() -> tuple[Tile, ...]:
    """The shipped table."""
    lines = _TILES.read_text(encoding="utf-8").splitlines()
    parts = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(Tile(code, name, level, province, int(c), int(r)) for code, name, level, province, c, r in parts)


def drawn(counts: Mapping[str, int], group: str = "") -> Map:
    """The map of a group of islands (the first digit of their codes), or of all."""
    chosen = [tile for tile in tiles() if tile.code.startswith(group)]
    most = max((counts.get(tile.name, 0) for tile in chosen), default=0)
    squares = tuple(
        Drawn(tile, count, 1 + min(_SHADES - 1, _SHADES * count // (most + 1)) if count else 0)
        for tile in chosen
        for count in (counts.get(tile.name, 0),)
    )
    left, top = min(tile.column for tile in chosen), min(tile.row for tile in chosen)
    right, low = max(tile.column for tile in chosen), max(tile.row for tile in chosen)
    return Map(squares, left, top, right - left + 1, low - top + 1)


def busiest(counts: Mapping[str, int]) -> str:
    """The group of islands that most articles are about."""
    sums: dict[str, int] = {}
    for tile in tiles():
        sums[tile.code[0]] = sums.get(tile.code[0], 0) + counts.get(tile.name, 0)
    return max(sorted(sums), key=lambda group: sums[group])


def places(ask: Ask) -> Reply:
    """The map, and the same as a list."""
    counts = _counts(ask)
    found = sorted((t for t in tiles() if counts.get(t.name)), key=lambda tile: (-counts[tile.name], tile.code))
    if ask.format != "html":
        rows = tuple({name: getattr(t, name) for name in _COLUMNS[:-1]} | {"articles": counts[t.name]} for t in found)
        return as_format(ask, Table(name="places", columns=_COLUMNS, rows=rows, total=len(rows)))
    return page(
        ask, "places.html", near=drawn(counts, busiest(counts)), whole=drawn(counts), found=found[:60], counts=counts
    )  # fmt: skip


def place(ask: Ask) -> Reply:
    """A regency or city: the articles that are about it, the newest first."""
    tile = next((one for one in tiles() if one.code == ask.parts["code"]), None)
    if tile is None:
        raise NotThere(say("there is no such place in the gazetteer"))
    answer = search(ask.connection, f'wilayah:"{tile.name}"', newest_first=True, limit=ROWS, page=ask.page)
    if ask.format != "html":
        return as_format(ask, table_of(f"place-{tile.code}", Hit, answer.hits, answer.total))
    return page(ask, "place.html", tile=tile, answer=answer, near=drawn(_counts(ask), tile.code[0]))


def _counts(ask: Ask) -> dict[str, int]:
    return remembered(ask, "places", _YOUNG, lambda ask: _counted(ask.connection))


def _counted(connection: Any) -> dict[str, int]:
    """How many articles are about each place, by its name: the index knows a city and a regency of one name as one."""
    found: dict[str, int] = {}
    for names, count in connection.execute("SELECT places, count(*) FROM facet WHERE places <> '' GROUP BY places"):
        for name in names.split(PLACES_APART):
            found[name] = found.get(name, 0) + count
    return found

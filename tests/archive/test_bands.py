"""The band table: whoever shares a band is found, wherever the entries lie, and few of them lie in the young one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive import bands as table
from archive.errors import ArchiveError
from archive.fingerprint import bands, sketch
from archive.schema import migrate
from archive.sqlite import connect

WORDS = [f"kata{number}" for number in range(400)]


@pytest.fixture
def connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(table, "_SLICES", 16)
    monkeypatch.setattr(table, "_SLICE", 1 << (63 - 4))
    made = connect(tmp_path / "archive.db")
    migrate(made)
    made.execute("BEGIN")
    yield made
    made.close()


def sketches(count: int) -> list[bytes]:
    """Texts of which each second is a copy of the one before it, cut to two thirds."""
    texts = [random.Random(number // 2).choices(WORDS, k=120) for number in range(count)]
    return [sketch(" ".join(text[: 80 if number % 2 else 120])) for number, text in enumerate(texts)]


def found(connection: Any, sketched: bytes) -> set[int]:
    return {number for group in table.sharing(connection, bands(sketched), 100) for number in group}


def count(connection: Any, name: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0])


def test_who_shares_a_band_is_found_whichever_table_the_entries_lie_in(connection: Any) -> None:
    made = sketches(80)
    for number, sketched in enumerate(made, 1):
        table.enter(connection, sketched, number)
        if number % 2 == 0:
            assert {number - 1, number} <= found(connection, sketched)
    assert all(
        {number - number % 2 + 1, number - number % 2 + 2} == found(connection, made[number]) for number in range(80)
    )
    assert count(connection, "band") > 0 < count(connection, "young_band")


def test_entries_do_not_stay_young(connection: Any) -> None:
    for number, sketched in enumerate(sketches(64), 1):
        table.enter(connection, sketched, number)
    # Each entry is moved on once its slice's turn comes: on average after half of sixteen sketches.
    assert count(connection, "young_band") < 16 * 43 * 0.75
    assert count(connection, "band") + count(connection, "young_band") == 64 * 43
    assert connection.execute("SELECT count(*) FROM band JOIN young_band USING (entry)").fetchone()[0] == 0


def test_what_is_taken_out_is_in_neither_table(connection: Any) -> None:
    made = sketches(40)
    for number, sketched in enumerate(made, 1):
        table.enter(connection, sketched, number)
    for number, sketched in enumerate(made, 1):
        table.take_out(connection, sketched, number)
    assert count(connection, "band") == count(connection, "young_band") == 0


def test_the_table_is_made_anew_of_the_sketches_and_tells_how_far_it_is(
    connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = "SELECT entry FROM band UNION ALL SELECT entry FROM young_band ORDER BY entry"
    for number, sketched in enumerate(sketches(20), 1):
        connection.execute("INSERT INTO sketch VALUES (?, ?, '', ?)", (number, f"a{number}", sketched))
        table.enter(connection, sketched, number)
    before = [row[0] for row in connection.execute(everything)]
    monkeypatch.setattr(table, "_AT_ONCE", 7)
    told: list[tuple[int, int]] = []
    table.fill(connection, lambda done, total: told.append((done, total)))
    assert told == [(7, 20), (14, 20), (20, 20)]
    assert [row[0] for row in connection.execute(everything)] == before
    assert count(connection, "young_band") == 0


def test_a_number_that_would_be_taken_for_a_part_of_the_key_is_refused(connection: Any) -> None:
    with pytest.raises(ArchiveError, match="rebuild"):
        table.enter(connection, sketches(1)[0], 1 << table.NUMBER_BITS)

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import RecordRejected
from archive.facts import Act, AnyFact, Fact, KeptReading
from archive.records import Article, Context, Moment, Paragraph, Reading
from archive.rows import TABLES, fact_of, insert_fact, kept_reading
from archive.schema import FACT_TABLES, migrate
from archive.sqlite import connect
from tests.archive.nouns import JSON, KEPT_READINGS, TEXT, facts

SLOWLY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    opened = connect(tmp_path_factory.mktemp("rows") / "archive.db")
    migrate(opened)
    opened.execute("BEGIN")
    yield opened
    opened.close()


def again(connection: Any, fact: Fact) -> Fact:
    """The fact as the database tells it."""
    if not isinstance(fact, KeptReading):
        table = TABLES[type(fact)]
        return fact_of(table, connection.execute(f"SELECT * FROM {table} WHERE id = ?", (fact.id,)).fetchone())
    row = connection.execute("SELECT * FROM reading WHERE id = ?", (fact.id,)).fetchone()
    evidence = connection.execute("SELECT evidence FROM evidence WHERE reading = ?", (fact.id,)).fetchone()[0]
    wording = connection.execute("SELECT * FROM wording WHERE id = ?", (row["wording"],)).fetchone()
    return kept_reading(row, evidence, wording)


def counts(connection: Any) -> list[int]:
    return [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in FACT_TABLES]


@SLOWLY
@given(fact=facts())
def test_every_fact_is_in_its_rows_whole_and_only_once(connection: Any, fact: Fact) -> None:
    connection.execute("SAVEPOINT one")
    assert insert_fact(connection, fact)
    before = counts(connection)
    assert not insert_fact(connection, fact)
    assert counts(connection) == before
    found = again(connection, fact)
    assert found == fact
    assert found.id == fact.id
    assert msgspec.json.decode(msgspec.json.encode(found), type=AnyFact) == fact
    connection.execute("ROLLBACK TO one")


@SLOWLY
@given(first=KEPT_READINGS, gaps=st.lists(st.sampled_from([" ", "\n", "\t\u00a0", "\n\n"]), min_size=6, max_size=6))
def test_readings_of_one_wording_keep_each_its_own_white_space_and_kinds(
    connection: Any, first: KeptReading, gaps: list[str]
) -> None:
    outcome = first.reading.outcome
    if not isinstance(outcome, Article):
        return
    body = [
        Paragraph(text=text.text + gaps[0] + gap, kind="quote") for text, gap in zip(outcome.body, gaps, strict=False)
    ]
    other = msgspec.structs.replace(outcome, title=gaps[5] + outcome.title, body=tuple(body))
    second = msgspec.structs.replace(first, reading=msgspec.structs.replace(first.reading, outcome=other))
    assert other.wording == outcome.wording
    connection.execute("SAVEPOINT one")
    insert_fact(connection, first)
    rows = [tuple(row) for row in connection.execute("SELECT * FROM wording")]
    insert_fact(connection, second)
    assert [tuple(row) for row in connection.execute("SELECT * FROM wording")] == rows
    assert (again(connection, first), again(connection, second)) == (first, second)
    connection.execute("ROLLBACK TO one")


@given(TEXT, JSON)
def test_the_detail_of_an_act_survives(reason: str, detail: dict[str, Any]) -> None:
    act = Act(kind="note", subject="x", at=datetime(2026, 1, 1, tzinfo=UTC), by="rina", reason=reason, detail=detail)
    assert msgspec.json.decode(msgspec.json.encode(act), type=AnyFact) == act


def test_an_instant_without_zone_or_beyond_all_newspapers_is_refused() -> None:
    with pytest.raises(RecordRejected, match="zone"):
        Act(kind="note", subject="x", at=datetime(2026, 1, 1), by="rina")  # noqa: DTZ001 - that is the point
    for year in (1, 999, 9999):
        with pytest.raises(RecordRejected, match="year"):
            Moment(at=datetime(year, 1, 1, tzinfo=timezone(timedelta(hours=9))), precision="day", zone_from="outlet")


def test_a_fact_equals_its_row_to_the_millisecond_in_which_it_is_stored() -> None:
    moment = datetime(2026, 3, 2, 8, 0, 0, 123987, tzinfo=timezone(timedelta(hours=8)))
    act = Act(kind="note", subject="x", at=moment, by="rina")
    assert act.at.isoformat() == "2026-03-02T00:00:00.123000+00:00"


def test_ids_are_what_they_were_in_the_first_version() -> None:
    """A field that is added later has a default, and what has its default does not count."""
    reading = Reading(context=Context(reader="1"), outcome=Article(title="Judul", body=(Paragraph(text="Isi."),)))
    assert KeptReading(captures=("c",), reading=reading).id == "4240592c33df17ab7d0baa2f5d130980"

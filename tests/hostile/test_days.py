"""Deletions, copies that are forbidden, and a long history within a budget: over some days of a clock that is turned."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from typing import Any

import pytest

from crawler.archiving import LOGIN_WALLS
from tests.hostile.days import BUDGET, DAYS, FORBIDDEN, GONE, LONG, SHORT, SINCE, WALLED
from tests.hostile.traps import path_of

Told = list[dict[str, Any]]


@pytest.fixture(scope="module")
def told() -> Told:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.days"], capture_output=True, text=True, timeout=180, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def states(told: Told, day: int) -> dict[str, str]:
    return told[day]["status"]


def test_an_absence_is_believed_on_another_day_and_not_while_the_whole_site_is_ill(told: Told) -> None:
    gone = {str(4100 + number) for number in GONE}
    assert set(states(told, 0).values()) == {"present"}
    assert {key for key, status in states(told, 1).items() if status == "missing"} == gone
    assert "gone" not in states(told, 2).values()
    assert {key for key, status in states(told, 3).items() if status == "gone"} == gone
    assert list(states(told, 3).values()).count("present") == SHORT - len(GONE)


def test_where_no_copy_may_be_kept_headers_and_digests_are_and_it_is_said_so(told: Told) -> None:
    for day in told:
        assert len(day["forbidding"]) == SHORT - 1
        assert not any(path_of(FORBIDDEN) in address for address in day["forbidding"])
    ((address, size, withheld, readings, marks),) = told[-1]["withheld"]
    assert path_of(FORBIDDEN) in address
    assert (withheld, readings, marks) == (1, 0, '["noarchive"]')
    assert size > 0


def test_a_site_with_a_stated_reason_is_kept_although_it_forbids_copies(told: Told) -> None:
    assert len(told[0]["permitted"]) == SHORT
    assert any(path_of(FORBIDDEN) in address for address in told[0]["permitted"])


def test_a_login_wall_is_a_state_that_is_tried_once_a_day_and_never_passed(told: Told) -> None:
    assert told[0]["walls"] == []
    assert told[1]["walls"] == [["login", WALLED]]
    assert told[1]["at_last"] == 0
    for day in told[2:]:
        # As many pages as prove it, and what was in hand by then; robots.txt and the list.
        assert 0 < day["asked"]["anggota"] <= LOGIN_WALLS + 3 + 2 < WALLED
        assert day["walls"][-1] == ["login", WALLED]


def test_a_backfill_since_a_day_asks_for_nothing_that_is_older(told: Told) -> None:
    assert told[0]["since"] == list(range(SINCE + 1))
    assert told[0]["asked"]["sejak"] == SINCE + 1 + 2


def test_a_backfill_goes_on_where_the_days_budget_ended_it_newest_first_until_all_is_kept(told: Told) -> None:
    for before, after in itertools.pairwise(told):
        assert before["long"] == list(range(len(before["long"])))
        assert len(before["long"]) <= len(after["long"])
    assert told[0]["long"] != list(range(LONG))
    assert told[DAYS - 1]["long"] == list(range(LONG))
    assert all(day["asked"].get("panjang", 0) <= BUDGET + 4 for day in told)

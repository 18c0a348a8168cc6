"""What a run asks next: the order of urgency, the day's budget, and lists without end."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.agenda import AGAIN, BARREN_AFTER, DEEPER, HISTORY, NEW, PART, SOURCE, Agenda, Chain, Errand, Spending
from crawler.site import Budget

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def errand(url: str, rank: int = NEW, **more: Any) -> Errand:
    return Errand(url=url, purpose=more.pop("purpose", "page"), rank=rank, **more)


def agenda(budget: Budget | None = None, clock: Any = lambda: NOW, **more: Any) -> Agenda:
    return Agenda(Spending(budget or Budget(), **more), clock)


def taken(of: Agenda) -> list[str]:
    async def all_of_them() -> list[str]:
        urls = []
        while (found := await of.take()) is not None:
            urls.append(found.url)
            of.spending.add(1000)
            of.done()
        return urls

    return asyncio.run(all_of_them())


def test_what_is_urgent_comes_first_whenever_it_was_found() -> None:
    found = agenda()
    for number, rank in enumerate((DEEPER, HISTORY, AGAIN, NEW, SOURCE, PART)):
        found.put(errand(str(number), rank))
    assert taken(found) == ["5", "4", "3", "2", "1", "0"]


def test_of_equal_urgency_the_newest_comes_first_and_then_whatever_was_found_first() -> None:
    found = agenda()
    for url, fresh in (("old", 1.0), ("newest", 3.0), ("first", 2.0), ("second", 2.0)):
        found.put(errand(url, fresh=fresh))
    assert taken(found) == ["newest", "first", "second", "old"]


@pytest.mark.parametrize(
    ("budget", "spent", "taken_then", "what"),
    [
        (Budget(requests=5), {"requests": 2}, 3, "requests"),
        (Budget(megabytes=1), {"size": 998_000}, 2, "megabytes"),
        (Budget(minutes=10), {"seconds": 601}, 0, "minutes"),
        (Budget(), {}, 6, ""),
    ],
)
def test_a_budget_of_the_day_ends_a_run_and_what_is_left_is_counted(
    budget: Budget, spent: dict[str, Any], taken_then: int, what: str
) -> None:
    found = agenda(budget, **spent)
    for number in range(6):
        found.put(errand(str(number)))
    assert len(taken(found)) == taken_then
    assert found.spent == what
    assert found.counts["left_for_another_day"] == 6 - taken_then


def test_the_time_of_this_run_counts_too() -> None:
    moments = iter([NOW, *(NOW + timedelta(minutes=n) for n in range(100))])
    found = agenda(Budget(minutes=3), clock=lambda: next(moments))
    for number in range(9):
        found.put(errand(str(number)))
    assert len(taken(found)) == 3


def test_an_article_that_was_begun_is_ended_though_the_budget_is_spent() -> None:
    found = agenda(Budget(requests=1), requests=1)
    found.put(errand("part", PART, purpose="part"))
    found.put(errand("page"))
    assert taken(found) == ["part"]


def test_second_looks_take_a_fifth_of_the_day_at_most() -> None:
    assert Spending(Budget(requests=100)).left_again == 20
    assert Spending(Budget(requests=100), again=15).left_again == 5
    assert Spending(Budget(requests=100), again=50).left_again == 0


def test_a_run_waits_for_what_is_in_hand_and_takes_what_it_leads_to() -> None:
    async def whole() -> list[str]:
        found = agenda()
        found.put(errand("list", SOURCE, purpose="source"))
        first = await found.take()
        waiting = asyncio.ensure_future(found.take())
        await asyncio.sleep(0)
        assert not waiting.done()
        found.put(errand("page"))
        found.done()
        second = await waiting
        found.done()
        assert first is not None
        assert second is not None
        return [first.url, second.url, str(await found.take())]

    assert asyncio.run(whole()) == ["list", "page", "None"]


def test_no_more_is_in_hand_than_is_allowed() -> None:
    async def whole() -> bool:
        found = agenda()
        for number in range(9):
            found.put(errand(str(number)))
        for _ in range(4):
            await found.take()
        fifth = asyncio.ensure_future(found.take())
        await asyncio.sleep(0)
        is_waiting = not fifth.done()
        found.done()
        return is_waiting and await fifth is not None

    assert asyncio.run(whole())


def test_what_is_found_at_the_very_end_is_asked_too() -> None:
    found = agenda()
    more = ["control"]

    async def at_end() -> None:
        if more:
            found.put(errand(more.pop()))

    found._at_end = at_end
    found.put(errand("page"))
    assert taken(found) == ["page", "control"]


def test_a_list_that_goes_round_in_circles_ends_after_the_second_page_without_news() -> None:
    chain = Chain()
    assert chain.listed({"a", "b"})
    assert chain.listed({"a", "b"})
    assert not chain.listed({"b", "a"})
    assert Chain().listed(set())


def test_a_list_of_what_is_no_article_is_given_up_and_its_addresses_with_it() -> None:
    found = agenda()
    for _ in range(BARREN_AFTER - 1):
        assert not found.chain("trap").proved(is_article=False)
    found.chain("trap").proved(is_article=True)
    for number in range(BARREN_AFTER):
        assert found.chain("trap").proved(is_article=False) is (number == BARREN_AFTER - 1)
    assert not found.chain("trap").proved(is_article=False)
    found.put(errand("lost", chain="trap"))
    found.put(errand("kept", chain="good"))
    assert taken(found) == ["kept"]
    assert found.counts["left_as_barren"] == 1

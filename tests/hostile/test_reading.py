"""What the reader withstands: the short forms of the bar's checks 10 to 12."""

from __future__ import annotations

import asyncio

import pytest

from tests.bar.check_10_bombs import ended
from tests.bar.check_12_fuzz import read_all
from tests.hostile import regular
from tests.hostile.bombs import BOMBS, bombs
from tests.hostile.mutation import seeds
from tests.hostile.needles import deep, lost, tricks


@pytest.mark.parametrize("hidden", list(tricks()), ids=lambda hidden: hidden.name)
def test_a_text_behind_a_trick_is_found_or_doubted(hidden):
    assert lost(hidden) == ()


@pytest.mark.parametrize(
    "hidden", list(deep((1, 150, 256, 257, 2049, 5000), ("div", "b", "ul><li"))), ids=lambda hidden: hidden.name
)
def test_a_text_in_the_depth_is_found_or_doubted(hidden):
    assert lost(hidden) == ()


def test_there_are_forty_bombs():
    assert len(BOMBS) == 40


def test_no_bomb_loses_the_article_around_it():
    ends = asyncio.run(ended(list(bombs(20_000).items())))
    assert {name for name, (how, _) in ends.items() if how == "LOST" or "killed" in how} == set()


def test_pages_after_accidents_are_read_without_exception():
    slowest, _ = read_all(400, 3, seeds())
    assert slowest < 5


def test_patterns_are_found_wherever_they_stand():
    places = {found.place.partition(":")[0].partition("[")[0] for found in regular.patterns()}
    assert {"crawler.sieve.SENTENCE", "crawler.clean.lines._any_case_rules", "crawler.clean.bylines"} <= places


# Quadratic, at five microseconds for a hundred letters: they look at one address or headline, never at a text.
QUADRATIC = {
    "crawler.discovery.listing._NUMBERED", "crawler.parsers.kinds._SLUG", "crawler.parsers.titles._HALAMAN",
    "crawler.parsers.titles._CUTS",
}  # fmt: skip


@pytest.mark.parametrize("found", regular.patterns(), ids=lambda found: found.place)
def test_no_pattern_is_superlinear(found):
    one = regular.worst(found, (" ", "a", "1", '"', "a "), 2)
    longest = 0.2 if found.place in QUADRATIC else 0.02
    assert one.growth <= regular.GROWTH or one.seconds < longest, one

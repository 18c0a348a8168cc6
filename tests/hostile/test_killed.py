"""SIGKILL at fifty instants spread over the whole of a newsroom crawl (a thousand: python -m tests.bench.kill)."""

from __future__ import annotations

import pytest

from crawler.demo.newsroom import Newsroom
from tests.bench.kill import kill

KILLS = 50
SHARE = 10


@pytest.mark.slow
@pytest.mark.parametrize("share", range(KILLS // SHARE))
def test_a_killed_crawl_loses_nothing_acknowledged_and_the_next_completes_it(
    share: int, press: Newsroom, calm: tuple[dict[str, list[str]], float]
) -> None:
    expected, duration = calm
    assert len(expected["articles"]) > 15
    for n in range(share, KILLS, KILLS // SHARE):
        killed = kill(press, duration * (n + 0.5) / KILLS, expected)
        assert not killed.lost
        assert not killed.findings
        assert not killed.differences

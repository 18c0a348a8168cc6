"""What the tests that disturb a crawl begin with: the newsroom's last edition, and how a crawl of it ends undisturbed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawler.demo.newsroom import Newsroom
from crawler.demo.press import EDITIONS
from tests.bench.kill import undisturbed


@pytest.fixture(scope="module")
def press() -> Iterator[Newsroom]:
    with Newsroom() as press:
        press.edition = EDITIONS
        yield press


@pytest.fixture(scope="module")
def calm(press: Newsroom) -> tuple[dict[str, list[str]], float]:
    """The facts of an undisturbed crawl, and the seconds that it takes."""
    return undisturbed(press)

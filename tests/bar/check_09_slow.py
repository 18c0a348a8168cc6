"""Servers that drip, hang or never finish cost the timeout and nothing more, and nobody else waits for them."""

from __future__ import annotations

from tests.bar.suite import passed


def main() -> str:
    """How many tests held."""
    count = passed("tests/hostile/test_floods.py", "-k", "slow or takes_no_connection")
    return f"{count} groups of slow servers, each ended within its timeout"

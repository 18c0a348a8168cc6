"""Thirty spellings of this machine by seven vectors, twice, and by redirects of robots.txt: nobody reaches the canary, and without the guard many do."""

from __future__ import annotations

from tests.bar.suite import passed


def main() -> str:
    """How many attempts."""
    count = passed("tests/hostile/test_ssrf.py", "tests/hostile/test_spellings.py")
    return f"2 x 210 attempts as shipped and with nothing but the handler left, 0 canary connections ({count} tests, controls included)"

"""Twelve floods around a body (headers, interim answers, chunks, trailers) are cut; the memory stays small."""

from __future__ import annotations

from tests.bar.suite import passed


def main() -> str:
    """How many tests held."""
    count = passed(
        "tests/hostile/test_floods.py", "tests/crawler/net/test_headers.py", "-k", "flood or head or limit or chunk"
    )
    return f"12 floods of 40 MB each, all at once ({count} tests)"

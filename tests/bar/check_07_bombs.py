"""Compressed bodies, gzip files and XML that would unpack to sixty megabytes or expand for ever are refused, in bounded memory."""

from __future__ import annotations

from tests.bar.suite import passed


def main() -> str:
    """How many bombs' tests held."""
    wire = passed("tests/hostile/test_floods.py", "-k", "bombs or bodies_without_end")
    lists = passed("tests/crawler/discovery/test_hostile_sources.py")
    return f"8 codings and 3 bodies without end over HTTP ({wire} tests), and {lists} of gzip files and XML in sources"

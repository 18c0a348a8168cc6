"""What the whole suite needs before its first test."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def _regexes_are_loaded_from_the_top() -> None:
    """hypothesis loads its regex module late, deep in the stack, where CPython 3.11's parser can lose count of the
    recursion ("AST constructor recursion depth mismatch"): it is loaded here, once, from the top.
    """
    import hypothesis.strategies._internal.regex  # noqa: F401

"""What the whole suite needs before its first test."""

from __future__ import annotations

# hypothesis loads this module late, deep in the stack, where CPython 3.11's parser can lose count of the recursion
# ("AST constructor recursion depth mismatch"): it is loaded here, once, from the top.
import hypothesis.strategies._internal.regex  # noqa: F401

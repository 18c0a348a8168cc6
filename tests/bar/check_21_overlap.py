"""Twenty sweeps started at once: one works, nineteen end with 75 within a second of processor time and write nothing."""

from __future__ import annotations

from tests.bar.suite import passed


def main() -> str:
    """How it went."""
    count = passed("tests/hostile/test_overlap.py", "tests/archive/test_lock.py", "-k", "twenty or held or lock")
    return f"1 of 20 worked, 19 ended with 75; a lock ends with its holder, however that ends ({count} tests)"

"""Disks of 250, 600 and 1,100 KB fill up during a crawl: exit code 3, and the next run with more room completes to the same facts."""

from __future__ import annotations

from tests.bar.suite import passed


def main() -> str:
    """How many disks."""
    count = passed("tests/hostile/test_overlap.py", "-k", "full_disk")
    return f"{count} of 3 disks: exit code 3, then 0 and the facts of an undisturbed crawl"

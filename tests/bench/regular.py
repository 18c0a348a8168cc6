"""Each regular expression of the crawler with the input that takes it longest, and by what its time grows when that is doubled.

python -m tests.bench.regular [LONGEST]
"""

from __future__ import annotations

import sys

from tests.hostile.regular import GROWTH, LARGE, patterns, worst


def main() -> None:
    """Try all of them and print the table, the worst first."""
    large = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    rows = sorted(((worst(found, large=large), found) for found in patterns()), key=lambda row: -row[0].growth)
    for most, found in rows:
        said = repr(found.pattern.pattern)[:70]
        print(f"{most.growth:5.2f}x {most.seconds * 1000:8.1f} ms  {found.place:45} {most.input[:50]:50} {said}")
    print(f"{len(rows)} patterns, {sum(most.growth > GROWTH for most, _ in rows)} of them superlinear")


if __name__ == "__main__":
    main()

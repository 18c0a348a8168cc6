"""Silence noticed: each of 12 breakages on each of the daily papers, and months of ordinary life. ``python -m tests.bench.silence``

A made month (tests.crawler.month): what runs count is drawn, the judging is the shipped one. Peers notice none of it: news-please, Fundus and
ArchiveBox end such runs well.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from tests.crawler.month import BREAKAGES, DAILY, LIVES, first_told, judged, lived, rhythm

BROKEN = datetime(2026, 3, 26, tzinfo=UTC)


def main(seeds: int) -> None:
    told = late = 0
    for name in BREAKAGES:
        found = [(life, first_told(life, name, 3, BROKEN)) for life in DAILY]
        in_time = [t for life, t in found if t is not None and t.late <= rhythm(life, 3, BROKEN) + timedelta(days=2)]
        told, late = told + len(in_time), late + len(found) - len(in_time)
        hours = sorted(t.late / timedelta(hours=1) for _, t in found if t is not None)
        kinds = ", ".join(sorted({t.kind for _, t in found if t is not None}))
        print(f"{name:20} {len(in_time)} of {len(found)} in time; hours {hours[0]:.0f} to {hours[-1]:.0f}; as {kinds}")
    print(f"{told} of {told + late} breakages alarmed within two days of the paper's rhythm")
    months = false = 0
    for life in LIVES:
        for seed in range(1, seeds + 1):
            runs = judged(lived(life, seed), drought_days=life.drought_days)
            months, false = months + 1, false + any(health.troubles for _, health in runs)
    print(f"{false} of {months} months of ordinary life (holidays, a slow week, outages of a run) alarmed somebody")
    slow = [life for life in LIVES if life not in DAILY]
    for life in slow:
        found = first_told(life, "sitemap stale", 3, datetime(2026, 3, 5, tzinfo=UTC))
        days = f"{found.late / timedelta(days=1):.1f} days" if found else "not within 30 days"
        print(f"silence of a paper of {life.rate:g} a day: told after {days}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)

"""Half-hourly sweeps for a long time in one process, the clock turned and sometimes wrong: what grows, and is anything lost?

    python -m tests.bench.soak --minutes 5

Papers of ten, two and one article in four days on loopback; the papers' own clock goes half an hour a sweep, ours too, but now and then is an hour
or a day off, and once ten years. Prints the slope of the memory (main process and children), open files, the write-ahead log, and what was kept.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import msgspec

from archive.sqlite import connect
from crawler.desk import open_desk
from crawler.sweep import Crawl, Plan, run
from tests.bench.polling import HISTORY, RATES, Press, site_of
from tests.hostile.server import HostileServer

# The server keeps at most as many articles in its lists as a sweep a day would need.
_SHOWN = 10
# How wrong our clock is in some sweeps, by their number modulo 50.
SKEWS = {7: timedelta(hours=1), 19: timedelta(hours=-1), 31: timedelta(days=1), 43: timedelta(days=-1)}
FAR, FAR_AT = timedelta(days=3650), 100


class Soaked(msgspec.Struct, frozen=True, kw_only=True):
    """What a soak showed. Sizes in megabytes; the slope is of the second half, in megabytes a day of the papers' time."""

    sweeps: int
    slope_by_sweep: float
    memory: float
    files: tuple[int, int]
    log: float
    kept: dict[str, int]
    published: dict[str, int]
    doubles: int


def memory() -> float:
    """What this process and its children hold, in megabytes."""
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    return sum(_resident(name) for name in ("self", *children))


def _resident(name: str) -> float:
    try:
        return (
            int(Path(f"/proc/{name}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
        )
    except (OSError, IndexError):
        return 0.0


def _open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def _size(path: Path) -> float:
    return path.stat().st_size / 1e6 if path.exists() else 0.0


def slope(points: list[tuple[float, float]]) -> float:
    """The slope of the line nearest to the points (least squares)."""
    n, mean_x, mean_y = len(points), sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if n > 1 and spread else 0.0


def soak(minutes: float) -> Soaked:
    """Sweep for so many minutes."""
    press = Press()
    seen: list[float] = []
    files: list[int] = []
    logs: list[float] = []
    skew, ends = timedelta(0), dict[str, int]()
    with HostileServer(answer=press) as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        names = {f"{kind}.localhost": ("127.0.0.1", server.port) for kind in RATES}
        plan = Plan(folder=folder, sites=tuple(site_of(kind) for kind in RATES), loopback=names, is_sweep=True)
        log = folder / "archive.db-wal"

        async def whole() -> None:
            nonlocal skew
            desk = open_desk(folder, clock=lambda: press.now + skew)
            began, number = time.monotonic(), 0
            try:
                while time.monotonic() - began < minutes * 60 or number <= FAR_AT + 60:
                    number += 1
                    press.now += timedelta(minutes=30)
                    skew = FAR if number == FAR_AT else SKEWS.get(number % 50, timedelta(0))
                    await Crawl(plan, desk).report()
                    seen.append(memory())
                    files.append(_open_files())
                    logs.append(_size(log))
                    server.asked.clear()
                # A last day under a good clock: what a wrong one made us miss is still listed.
                skew = timedelta(0)
                ends.update({kind: press.published(kind) for kind in RATES})
                for _ in range(48):
                    press.now += timedelta(minutes=30)
                    await Crawl(plan, desk).report()
            finally:
                await desk.close()

        run(whole)
        kept = _kept(folder)
    half = len(seen) // 2
    published = {kind: end - HISTORY + _SHOWN for kind, end in ends.items()}
    by_sweep = [(float(n), size) for n, size in enumerate(seen[half:])]
    return Soaked(
        sweeps=len(seen), slope_by_sweep=slope(by_sweep) * 48,
        memory=max(seen), files=(min(files[half:]), max(files[half:])), log=max(logs),
        kept={kind: len({n for site, n in kept if site == kind and n < ends[kind]}) for kind in RATES}, published=published,
        doubles=sum(count - 1 for count in Counter(kept).values()),
    )  # fmt: skip


def _kept(folder: Path) -> list[tuple[str, int]]:
    connection = connect(folder / "archive.db", readonly=True)
    rows = [(row[0], int(row[1].split("/")[4])) for row in connection.execute("SELECT site, address FROM articles")]
    connection.close()
    return rows


def main() -> None:
    """Soak and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=5)
    print(told(soak(options.parse_args().minutes)))


def told(found: Soaked) -> str:
    """The figures in a line; the simulated time is that of the papers."""
    days = found.sweeps / 48
    return (
        f"{found.sweeps} sweeps ({days:.0f} days of the papers' time): memory {found.memory:.0f} MB at most with children, "
        f"{found.slope_by_sweep:+.2f} MB a day of sweeps; open files {found.files[0]} to {found.files[1]}; "
        f"write-ahead log {found.log:.1f} MB at most; kept {found.kept} of {found.published}, {found.doubles} doubles"
    )


if __name__ == "__main__":
    main()

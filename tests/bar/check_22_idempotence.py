"""The same crawl three times, and stopped by SIGTERM at ten instants: the same facts, no double, exit code 11 within ten seconds."""

from __future__ import annotations

import signal
import subprocess
import tempfile
import time
from pathlib import Path

from crawler.demo.newsroom import Newsroom
from crawler.demo.press import EDITIONS
from tests.bench.kill import crawl, facts, undisturbed

POINTS = 10
MOST_SECONDS = 10.0


def main() -> str:
    """How the crawls ended, and how long the slowest took to stop."""
    with Newsroom() as press:
        press.edition = EDITIONS
        expected, duration = undisturbed(press)
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(3):
                _complete(Path(folder), press)
            assert facts(Path(folder)) == expected
        stops = [stopped(press, duration * (n + 0.5) / POINTS, expected) for n in range(POINTS)]
    slowest = max(seconds for _, seconds in stops)
    codes = sorted({code for code, _ in stops})
    return f"3 crawls alike; {POINTS} stops (exit codes {codes}), the slowest in {slowest:.1f} s, each completed to the same facts"


def stopped(press: Newsroom, after: float, expected: dict[str, list[str]]) -> tuple[int, float]:
    """The exit code of a crawl that was told to stop, and the seconds it took."""
    with tempfile.TemporaryDirectory() as folder:
        process = crawl(Path(folder), press)
        try:
            process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        _, complaint = process.communicate(timeout=60)
        seconds = time.monotonic() - begun
        # Before it has begun, the signal ends it as it ends any program; and it may have been done already.
        assert process.returncode in (0, 10, 11, -signal.SIGTERM), complaint
        assert seconds <= MOST_SECONDS, seconds
        _complete(Path(folder), press)
        assert facts(Path(folder)) == expected
    return process.returncode, seconds


def _complete(folder: Path, press: Newsroom) -> None:
    again = crawl(folder, press)
    _, complaint = again.communicate(timeout=120)
    assert again.returncode in (0, 10), complaint

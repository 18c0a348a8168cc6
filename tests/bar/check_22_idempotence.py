"""The same crawl three times, and stopped by SIGTERM after ten numbers of looks: the same facts, no double, exit code 11 within ten seconds."""

from __future__ import annotations

import signal
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
        expected, _ = undisturbed(press)
        with tempfile.TemporaryDirectory() as folder:
            looks = max(_complete(Path(folder), press) for _ in range(3))
            assert facts(Path(folder)) == expected
        stops = [stopped(press, 1 + looks * n // POINTS, expected) for n in range(POINTS)]
    slowest = max(seconds for _, seconds in stops)
    codes = [code for code, _ in stops]
    assert codes.count(11) > POINTS // 2, codes
    return f"3 crawls alike; {POINTS} stops ({codes.count(11)} with exit code 11, the others were done), the slowest in {slowest:.1f} s, each completed to the same facts"


def stopped(press: Newsroom, after: int, expected: dict[str, list[str]]) -> tuple[int, float]:
    """The exit code of a crawl that was told to stop after so many looks, and the seconds it took."""
    with tempfile.TemporaryDirectory() as folder:
        process = crawl(Path(folder), press)
        assert process.stdout is not None
        for _ in range(after):
            process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        _, complaint = process.communicate(timeout=60)
        seconds = time.monotonic() - begun
        assert process.returncode in (0, 10, 11), complaint
        assert seconds <= MOST_SECONDS, seconds
        _complete(Path(folder), press)
        assert facts(Path(folder)) == expected
    return process.returncode, seconds


def _complete(folder: Path, press: Newsroom) -> int:
    """Crawl to the end; how many lines it told, one a look."""
    again = crawl(folder, press)
    told, complaint = again.communicate(timeout=120)
    assert again.returncode in (0, 10), complaint
    return len(told.splitlines())

"""A check of the bar that is whole in the ordinary suite: run alone, and its figure told."""

from __future__ import annotations

import re
import subprocess
import sys


def passed(*chosen: str) -> int:
    """How many tests of these files (or of these names) held. AssertionError where one did not, or none was found."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = done.stdout.strip().splitlines() or ["nothing was said"]
    assert done.returncode == 0, "; ".join(told[-5:])
    count = re.search(r"(\d+) passed", told[-1])
    assert count is not None, told[-1]
    assert "skipped" not in told[-1], f"this machine cannot try it: {told[-1]}"
    return int(count[1])

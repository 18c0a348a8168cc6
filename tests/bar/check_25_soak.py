"""Half an hour of sweeps under a clock that is turned and at times wrong: memory and open files stand, nothing is missed or kept twice."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.bench.soak import soak, told

# KLIPING_BAR_MINUTES shortens it.
MINUTES = 30.0
MOST_LOG = 64.0
# The whole memory may not grow by more in a day of half-hourly sweeps; a sweep of cron's is a process of its own anyway.
MOST_A_DAY = 1.0


def main() -> str:
    """What grew, what was kept, and what pip-audit says where it can be reached."""
    found = soak(float(os.environ.get("KLIPING_BAR_MINUTES", MINUTES)))
    assert found.kept == found.published, told(found)
    assert not found.doubles, told(found)
    assert found.files[1] - found.files[0] <= 4, told(found)
    assert found.log < MOST_LOG, told(found)
    assert found.slope_by_sweep < MOST_A_DAY, told(found)
    return f"{told(found)}; {audited()}"


def audited() -> str:
    """What is known against the installed packages."""
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--progress-spinner=off"], capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return "pip-audit: no known vulnerability"
    assert "Found" not in done.stderr.partition("vulnerabilit")[0] or "No module" in done.stderr, done.stdout[-500:]
    return "pip-audit was not run: it is not installed or its service cannot be reached"

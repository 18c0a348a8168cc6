"""What a bench's own process has taken."""

from __future__ import annotations

import re
from pathlib import Path


def peak_megabytes() -> float:
    """The most memory that this process held at a time. What getrusage tells is its parent's too, from before it began."""
    told = re.search(r"^VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    return int(told[1]) / 1024 if told else 0.0

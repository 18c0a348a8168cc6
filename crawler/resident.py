"""How much memory this process holds now."""

from __future__ import annotations

import os
from pathlib import Path

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def resident_bytes() -> int | None:
    """The bytes of this process that are in memory; None where the system does not tell.

    Not ru_maxrss: that never falls, and on Linux it begins at the size of whoever started this process.
    """
    try:
        with Path("/proc/self/statm").open("rb") as told:
            return int(told.read(200).split()[1]) * _PAGE_BYTES
    except OSError:
        return None

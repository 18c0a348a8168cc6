"""The kernel refuses the nth write, sync, cut or renaming, for want of space or for a broken disk: nothing acknowledged is lost."""

from __future__ import annotations

import os
from collections import Counter

from tests.bench.faults import CALLS, ERRORS, LOOKS, refused, wrong

MOST = 200


def main() -> str:
    """How many calls were refused, and how it ended. KLIPING_BAR_STEP=5 tries every fifth call only."""
    total, codes, step = 0, Counter[int](), int(os.environ.get("KLIPING_BAR_STEP", "1"))
    for call in CALLS:
        for error in ERRORS:
            for number in range(1, MOST + 1, step):
                left = refused(call, error, number)
                broken = wrong(left)
                assert not broken, (call, error, number, broken)
                if not left.hits:
                    break
                total, codes[left.code] = total + 1, codes[left.code] + 1
    assert total, "nothing was refused: does strace work on this machine?"
    ends = ", ".join(f"{count} with {code}" for code, count in sorted(codes.items()))
    return (
        f"{total} refused calls while {LOOKS} looks were kept, ended {ends}; 0 acknowledged lost, every archive whole"
    )

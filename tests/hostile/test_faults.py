"""What is acknowledged survives a kernel that refuses a call in the middle of keeping."""

from __future__ import annotations

import shutil

import pytest

from tests.bench.faults import refused, wrong


@pytest.mark.skipif(shutil.which("strace") is None, reason="no strace on this machine")
@pytest.mark.parametrize(
    ("call", "error", "number", "code"),
    [("fsync", "EIO", 9, 1), ("pwrite64", "ENOSPC", 60, 3), ("write", "ENOSPC", 30, 3)],
)
def test_a_refused_call_loses_nothing_that_was_acknowledged(call: str, error: str, number: int, code: int) -> None:
    left = refused(call, error, number)
    if not left.hits:
        pytest.skip(f"this machine lets nobody trace: {left.told[:80]}")
    assert wrong(left) == ""
    assert left.code == code

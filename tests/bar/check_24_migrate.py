"""Every earlier schema comes up to today's, 100 kills midway: nothing is lost, the next opening completes it; a later one is refused with 4."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from archive.schema import LATEST
from archive.store import Archive
from tests.archive.builder import rows_of
from tests.archive.test_migrations import TABLES, earlier, tables_of, version_of

KILLS = 100
# Opens an archive and kills itself at its Nth statement; N = 0 tells how many there are.
_OPEN = """
import os, signal, sys
from pathlib import Path
from archive import store
seen, last, connect = [0], int(sys.argv[2]), store.connect
def counted(*args, **more):
    connection = connect(*args, **more)
    def trace(_):
        seen[0] += 1
        if seen[0] == last:
            os.kill(os.getpid(), signal.SIGKILL)
    connection.set_trace_callback(trace)
    return connection
store.connect = counted
store.Archive.open(Path(sys.argv[1])).close()
print(seen[0])
"""


def main() -> str:
    """How many kills fell before and after COMMIT."""
    fell = {True: 0, False: 0}
    with tempfile.TemporaryDirectory() as name:
        versions = range(1, LATEST)
        olds = {version: earlier(_made(Path(name), version), version) for version in versions}
        wanted = tables_of(Path(name) / "1" / "today")
        statements = {
            version: int(_opened(old, Path(name) / f"calm{version}", 0).stdout) for version, old in olds.items()
        }
        for number in range(KILLS):
            version, copy = versions[number % len(versions)], Path(name) / "copy"
            last = 1 + statements[version] * number // KILLS
            assert _opened(olds[version], copy, last).returncode == -signal.SIGKILL
            fell[version_of(copy) == LATEST] += 1
            with Archive.open(copy) as archive:
                assert rows_of(archive, TABLES) == wanted, (version, last)
            shutil.rmtree(copy)
        refused = subprocess.run(
            [sys.executable, "-m", "archive.cli", "--archive", str(_later(Path(name))), "note", "abcd", "x"],
            capture_output=True, check=False,
        )  # fmt: skip
        assert refused.returncode == 4, refused
    return (
        f"{KILLS} kills at statements 1 to {max(statements.values())} of the opening, {fell[False]} before COMMIT and "
        f"{fell[True]} after: all complete at the next opening; a later schema: exit {refused.returncode}"
    )


def _opened(old: Path, copy: Path, last: int) -> subprocess.CompletedProcess[str]:
    shutil.copytree(old, copy)
    return subprocess.run(
        [sys.executable, "-c", _OPEN, copy, str(last)], capture_output=True, text=True, check=False
    )  # fmt: skip


def _made(folder: Path, version: int) -> Path:
    (folder / str(version)).mkdir()
    return folder / str(version)


def _later(folder: Path) -> Path:
    from archive.sqlite import connect

    later = folder / "later"
    Archive.open(later, create=True).close()
    connection = connect(later / "archive.db")
    connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    connection.close()
    return later

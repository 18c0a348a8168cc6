"""Every earlier schema comes up to today's, 100 kills midway: nothing is lost, the next opening completes it; a later one is refused with 4."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from archive.schema import LATEST
from archive.store import Archive
from tests.archive.builder import rows_of
from tests.archive.test_migrations import TABLES, earlier, tables_of, version_of

KILLS = 100
_OPEN = (
    "import sys; from pathlib import Path; from archive.store import Archive; Archive.open(Path(sys.argv[1])).close()"
)


def main() -> str:
    """How many kills fell before, within and after the migration."""
    fell: dict[bool, int] = {True: 0, False: 0}
    with tempfile.TemporaryDirectory() as name:
        versions = list(range(1, LATEST))
        olds = {version: earlier(_made(Path(name), version), version) for version in versions}
        wanted = tables_of(Path(name) / "1" / "today")
        began = time.monotonic()
        _copy_and_open(olds[1], Path(name) / "calm")
        duration = time.monotonic() - began
        for number in range(KILLS):
            copy = Path(name) / "copy"
            shutil.copytree(olds[versions[number % len(versions)]], copy)
            process = subprocess.Popen([sys.executable, "-c", _OPEN, copy])
            try:
                process.wait(duration * (0.3 + 0.8 * number / KILLS))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
            fell[version_of(copy) == LATEST] += 1
            with Archive.open(copy) as archive:
                assert rows_of(archive, TABLES) == wanted, number
            shutil.rmtree(copy)
        refused = subprocess.run(
            [sys.executable, "-m", "archive.cli", "--archive", str(_later(Path(name))), "note", "abcd", "x"],
            capture_output=True,
            check=False,
        )
        assert refused.returncode == 4, refused
    return f"{KILLS} kills over {duration:.2f} s: {fell[False]} before COMMIT, {fell[True]} after; all complete at the next opening; a later schema: exit {refused.returncode}"


def _made(folder: Path, version: int) -> Path:
    (folder / str(version)).mkdir()
    return folder / str(version)


def _copy_and_open(old: Path, copy: Path) -> None:
    shutil.copytree(old, copy)
    subprocess.run([sys.executable, "-c", _OPEN, copy], check=True)


def _later(folder: Path) -> Path:
    from archive.sqlite import connect

    later = folder / "later"
    Archive.open(later, create=True).close()
    connection = connect(later / "archive.db")
    connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    connection.close()
    return later

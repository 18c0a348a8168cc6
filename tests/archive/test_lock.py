"""The crawl lock: held by one, refused at once to others, and never stale."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.errors import ArchiveBusy
from archive.lock import FILE, crawl_lock, holder

HOLD = """
import sys, time
from pathlib import Path
from archive.lock import crawl_lock
with crawl_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
TRY = """
import sys
from pathlib import Path
from archive.errors import ArchiveBusy
from archive.lock import crawl_lock
try:
    with crawl_lock(Path(sys.argv[1])):
        print("held", flush=True)
        sys.stdin.read()
except ArchiveBusy as error:
    sys.exit(error.exit_code)
"""


def started(code: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_a_second_crawl_is_refused_at_once_and_told_who_holds_it(tmp_path: Path) -> None:
    first = started(HOLD, tmp_path)
    assert first.stdout.readline() == "held\n"
    begin = time.monotonic()
    with pytest.raises(ArchiveBusy, match=rf"process {first.pid}, since \d{{4}}-\d\d-\d\dT"), crawl_lock(tmp_path):
        pass
    assert time.monotonic() - begin < 0.5
    assert holder(tmp_path) == first.pid
    first.communicate("")
    assert holder(tmp_path) is None


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    first = started(HOLD, tmp_path)
    assert first.stdout.readline() == "held\n"
    first.send_signal(signal.SIGKILL)
    first.communicate()
    with crawl_lock(tmp_path):
        assert holder(tmp_path) == os.getpid()


def test_of_twenty_that_start_at_once_one_works(tmp_path: Path) -> None:
    crowd = [started(TRY, tmp_path) for _ in range(20)]
    refused = {process.pid for process in crowd if process.stdout.readline() == ""}
    for process in crowd:
        process.communicate("")
    assert len(refused) == 19
    assert sorted(process.returncode for process in crowd) == [0] + [75] * 19


def test_the_note_is_for_a_person_and_decides_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"99999 \x1b[31m" + b"x" * 5000)
    with crawl_lock(tmp_path / "", clock=lambda: 0.0):
        assert (tmp_path / FILE).read_text() == f"{os.getpid()} 1970-01-01T00:00:00Z\n"
        (tmp_path / FILE).write_bytes(b"\xff\x1b]0;")
        with pytest.raises(ArchiveBusy, match="unknown") as busy, crawl_lock(tmp_path):
            pass
        assert "\x1b" not in str(busy.value)


def test_the_lock_makes_the_folder(tmp_path: Path) -> None:
    with crawl_lock(tmp_path / "a" / "b"):
        pass
    assert holder(tmp_path / "nowhere") is None


def test_the_lock_is_taken_before_anything_heavy_is_imported() -> None:
    code = "import sys, archive.lock; print(sorted({n.partition('.')[0] for n in sys.modules} & {'msgspec','scrapy','sqlite3','pysqlite3','twisted','click','lxml'}))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"

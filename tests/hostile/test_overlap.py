"""Twenty sweeps at once, a full disk, a signal: what cron does to us."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive.lock import crawl_lock
from archive.sqlite import connect
from crawler.demo.newsroom import Newsroom
from tests.bench.kill import crawl, facts


def kliping(folder: Path, *arguments: str, press: Newsroom | None = None, **more: object) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    if press is not None:
        environment |= {
            "KLIPING_LOOPBACK": json.dumps(press.names),
            "KLIPING_CLOCK": press.clock(press.edition).isoformat(),
        }
    command = [sys.executable, "-m", "archive.cli", "--archive", str(folder), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, **more)  # type: ignore[call-overload]


def followed(folder: Path, *names: str) -> None:
    assert kliping(folder, "init", "--contact", "redaksi@example.org").wait(30) == 0
    for name in names:
        assert kliping(folder, "follow", name).wait(30) == 0


def test_of_twenty_sweeps_started_at_once_one_works_and_nineteen_end_with_75(tmp_path: Path, press: Newsroom) -> None:
    followed(tmp_path, "warta-tambora")
    sweeps = [kliping(tmp_path, "sweep", press=press) for _ in range(20)]
    told = [sweep.communicate(timeout=60) for sweep in sweeps]
    codes = [sweep.returncode for sweep in sweeps]
    assert sorted(codes) == [0, *([75] * 19)]
    assert sum("new" in out for out, _ in told) == 1
    assert all("another crawl" in err for (_, err), code in zip(told, codes, strict=True) if code == 75)


def test_a_held_lock_ends_a_sweep_within_a_second_and_before_anything_heavy_is_loaded(tmp_path: Path) -> None:
    probe = (
        "import sys, archive.cli\nsys.argv = ['kliping', '--archive', sys.argv[1], 'sweep']\n"
        "try:\n    archive.cli.main()\nexcept SystemExit as end:\n    code = end.code\n"
        "heavy = {'click', 'msgspec', 'sqlite3', 'pysqlite3', 'scrapy', 'twisted', 'lxml'} & set(sys.modules)\nprint(code, sorted(heavy))"
    )
    with crawl_lock(tmp_path):
        done = subprocess.run([sys.executable, "-c", probe, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "75 []"


def test_sigterm_ends_a_crawl_softly_with_11_and_the_next_completes_it(
    tmp_path: Path, press: Newsroom, calm: tuple[dict[str, list[str]], float]
) -> None:
    process = crawl(tmp_path, press)
    assert process.stdout is not None
    told = process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 11
    assert "new" in told
    process.communicate()
    again = crawl(tmp_path, press)
    again.communicate(timeout=60)
    assert again.returncode == 0
    assert facts(tmp_path) == calm[0]


SMALL_DISK = """
mount -t tmpfs -o size={kilobytes}k none {disk} || exit 77
{crawl}
echo "first $?"
mount -o remount,size=64m {disk}
{crawl}
echo "second $?"
cp -a {disk}/. {out}
"""


@pytest.mark.parametrize("kilobytes", [250, 600, 1100])
def test_a_full_disk_ends_with_3_keeps_what_was_kept_and_the_next_run_completes(
    tmp_path: Path, kilobytes: int, press: Newsroom, calm: tuple[dict[str, list[str]], float]
) -> None:
    """A small tmpfs of a mount namespace of its own; after the first run it is made larger."""
    disk, out = tmp_path / "disk", tmp_path / "out"
    disk.mkdir()
    out.mkdir()
    environment = {
        **os.environ,
        "KLIPING_LOOPBACK": json.dumps(press.names),
        "KLIPING_CLOCK": press.clock(press.edition).isoformat(),
    }
    command = f"{sys.executable} -m archive.cli --archive {disk} crawl --quiet warta-tambora suara-nyale"
    script = SMALL_DISK.format(kilobytes=kilobytes, disk=disk, out=out, crawl=command)
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, env=environment, timeout=90, check=False
    )
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip(
            "this machine allows no mount namespace; an injected SQLITE_FULL is tried in tests/archive/test_store.py"
        )
    assert "first 3" in done.stdout, (done.stdout, done.stderr[-2000:])
    assert "second 0" in done.stdout, (done.stdout, done.stderr[-2000:])
    assert "Traceback" not in done.stderr
    connection = connect(out / "archive.db", readonly=True)
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()
    assert facts(out) == calm[0]

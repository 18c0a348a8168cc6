"""SIGKILL the crawler at instants spread over the whole of a newsroom crawl, and look at what is left.

    python -m tests.bench.kill --times 1000

Each kill is of a fresh crawl of the newsroom's last edition. Afterwards: every article that was acknowledged is in the
archive, `PRAGMA integrity_check` is ok, every capture's WARC record is readable with its digest, and the next run
completes to the same facts as an undisturbed one. Prints how many kills fell between the WARC's fsync and COMMIT.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from archive.sqlite import connect
from archive.store import Archive
from archive.upkeep.verify import verify
from crawler.demo.newsroom import Newsroom
from crawler.demo.press import EDITIONS

SITES = ("warta-tambora", "suara-nyale")


class Killed(msgspec.Struct, frozen=True, kw_only=True):
    """What one kill left behind; every list must be empty."""

    acknowledged: int
    lost: tuple[str, ...]
    findings: tuple[str, ...]
    differences: tuple[str, ...]
    was_running: bool
    between: bool
    torn: bool


def crawl(folder: Path, press: Newsroom) -> subprocess.Popen[str]:
    """The crawler as a process of its own, telling each look that was kept."""
    environment = {
        **os.environ,
        "KLIPING_LOOPBACK": json.dumps(press.names),
        "KLIPING_CLOCK": press.clock(press.edition).isoformat(),
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "200",
    }
    command = [sys.executable, "-m", "archive.cli", "--archive", str(folder), "crawl", *SITES]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def facts(folder: Path) -> dict[str, list[str]]:
    """What an archive holds, without what differs from run to run by its nature (instants, places, run ids)."""
    questions = {
        "articles": "SELECT id, site, title, status, published_at, revisions, address, people, body, relation FROM articles",
        "addresses": "SELECT address, article, why FROM address",
        "wordings": "SELECT id, title, body FROM wording",
        "readings": "SELECT DISTINCT r.kind, r.reason, r.wording, r.fields, c.address FROM reading r JOIN capture c ON c.id = r.capture",
        "stories": "SELECT article, relation, share, reason, proof FROM stories",
        "site_toml": "SELECT id FROM site_toml",
    }
    connection = connect(folder / "archive.db", readonly=True)
    found = {name: sorted(repr(tuple(row)) for row in connection.execute(sql)) for name, sql in questions.items()}
    connection.close()
    return found


def undisturbed(press: Newsroom) -> tuple[dict[str, list[str]], float]:
    """The facts of a crawl that nobody disturbs, and how long it takes."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        process = crawl(Path(folder), press)
        _, complaint = process.communicate(timeout=120)
        if process.returncode not in (0, 10):
            raise RuntimeError(complaint)
        return facts(Path(folder)), time.monotonic() - start


def kill(press: Newsroom, seconds: float, expected: dict[str, list[str]]) -> Killed:
    """Kill a fresh crawl after some seconds, look, let the next run complete, compare."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        process = crawl(folder, press)
        try:
            process.wait(timeout=seconds)
            was_running = False
        except subprocess.TimeoutExpired:
            was_running = True
            process.send_signal(signal.SIGKILL)
        told, _ = process.communicate(timeout=60)
        acknowledged = {
            word
            for line in told.splitlines()
            for word in line.split()
            if len(word) == 12 and set(word) <= set("0123456789abcdef")
        }
        with Archive.open(folder, create=True) as archive:
            mended = archive.mended
            rows = archive.connection().execute("SELECT substr(id, 1, 12) FROM articles").fetchall()
        lost = acknowledged - {row[0] for row in rows}
        findings = [f"{f.file}:{f.offset}: {f.what}" for f in verify(folder)]
        again = crawl(folder, press)
        _, complaint = again.communicate(timeout=120)
        differences = [complaint] if again.returncode not in (0, 10) else _differences(expected, facts(folder))
        return Killed(
            acknowledged=len(acknowledged), lost=tuple(lost), findings=tuple(findings), differences=tuple(differences),
            was_running=was_running, between=mended.records > 0, torn=mended.tails > 0,
        )  # fmt: skip


def _differences(expected: dict[str, list[str]], found: dict[str, list[str]]) -> list[str]:
    missing = [
        f"missing {name}: {row[:300]}" for name, rows in expected.items() for row in set(rows) - set(found[name])
    ]
    return missing + [
        f"more {name}: {row[:300]}" for name, rows in found.items() for row in set(rows) - set(expected[name])
    ]


def kills(times: int) -> tuple[list[Killed], float]:
    """What so many kills at even steps left, and the seconds that a crawl which nobody disturbs takes."""
    with Newsroom() as press:
        press.edition = EDITIONS
        expected, duration = undisturbed(press)
        return [kill(press, duration * (n + 0.5) / times, expected) for n in range(times)], duration


def main() -> None:
    """Kill many times and print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--times", type=int, default=50)
    killed, duration = kills(options.parse_args().times)
    print(f"{len(killed)} kills over {duration:.2f} s, {sum(k.was_running for k in killed)} while it ran")
    print(
        f"articles acknowledged before the kill: {sum(k.acknowledged for k in killed)}, lost: {sum(len(k.lost) for k in killed)}"
    )
    print(f"findings of verify: {sum(len(k.findings) for k in killed)}")
    print(f"completed to other facts: {sum(bool(k.differences) for k in killed)}")
    print(f"between fsync and COMMIT: {sum(k.between for k in killed)}; torn tails cut: {sum(k.torn for k in killed)}")
    for found in killed:
        for line in (*found.lost, *found.findings, *found.differences)[:5]:
            print("  ", line)


if __name__ == "__main__":
    main()

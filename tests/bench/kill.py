"""SIGKILL the crawler at instants spread over the whole of a newsroom crawl, and look at what is left.

    python -m tests.bench.kill --times 1000

Each kill is of a fresh crawl of the newsroom's last edition. Afterwards: every article that was acknowledged is in the
archive, `PRAGMA integrity_check` is ok, every capture's WARC record is readable with its digest, and the next run
completes to the same facts as an undisturbed one. Prints how many kills fell between the WARC's fsync and COMMIT.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
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


def _command(folder: Path, press: Newsroom) -> tuple[dict[str, str], list[str]]:
    environment = {
        "KLIPING_LOOPBACK": json.dumps(press.names),
        "KLIPING_CLOCK": press.clock(press.edition).isoformat(),
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "200",
    }
    return environment, ["--archive", str(folder), "crawl", *SITES]


def crawl(folder: Path, press: Newsroom) -> subprocess.Popen[str]:
    """The crawler as a process of its own, telling each look that was kept."""
    environment, arguments = _command(folder, press)
    return subprocess.Popen(
        [sys.executable, "-m", "archive.cli", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | environment,
    )  # fmt: skip


# Where a crawler is forked from when it has loaded what it needs: half of a small crawl's CPU is loading Scrapy.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "archive.commands", "crawler.cli", "crawler.sweep", "crawler.spider", "rich.console", "scrapy.core.engine", "scrapy.core.scraper",
        "scrapy.core.downloader.handlers.http11", "scrapy.extensions.closespider", "scrapy.extensions.memusage", "crawler.net.memory", "scrapy.pqueues", "scrapy.squeues", "sqlite_utils",
        "archive.acts_command", "archive.search_command", "archive.upkeep_commands", "archive.watch_command", "archive.export_command",
        "crawler.following", "crawler.accepting", "crawler.reparse_cli",
    ]
)  # fmt: skip


class Crawler:
    """The same crawl, in a process forked from one that has loaded its code and done nothing yet."""

    def __init__(self, folder: Path, press: Newsroom) -> None:
        # One reading process is enough for thirty pages, and half of their cost is its start.
        (folder / "kliping.toml").write_text("children = 1\n", encoding="utf-8")
        self.told = folder / "told.txt"
        self.process = FORKS.Process(target=_crawl, args=(self.told, *_command(folder, press)))
        self.process.start()

    def end(self, seconds: float) -> tuple[int | None, str]:
        """Its exit code, None where it still runs after so many seconds, and what it printed."""
        self.process.join(seconds)
        told = self.told.read_text(encoding="utf-8", errors="replace") if self.told.exists() else ""
        return self.process.exitcode, told

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()


def _crawl(told: Path, environment: dict[str, str], arguments: list[str]) -> None:
    """In the forked process: print into a file, and do what the command line says."""
    from archive.cli import main

    os.environ.update(environment)
    page = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(page, 1)
    os.dup2(page, 2)
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", closefd=False)  # noqa: SIM115 - lives as long as the process
    sys.argv = ["kliping", *arguments]
    main()


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
        # The first one waits for the code to be loaded: it measures nothing.
        Crawler(Path(folder), press).end(120)
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        code, told = Crawler(Path(folder), press).end(120)
        if code not in (0, 10):
            raise RuntimeError(told)
        return facts(Path(folder)), time.monotonic() - start


def kill(press: Newsroom, seconds: float, expected: dict[str, list[str]]) -> Killed:
    """Kill a fresh crawl after some seconds, look, let the next run complete, compare."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        crawler = Crawler(folder, press)
        was_running = crawler.end(seconds)[0] is None
        crawler.kill()
        _, told = crawler.end(60)
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
        code, complaint = Crawler(folder, press).end(120)
        differences = [complaint] if code not in (0, 10) else _differences(expected, facts(folder))
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
        killed = []
        for n in range(times):
            killed.append(kill(press, duration * (n + 0.5) / times, expected))
            if (n + 1) % 50 == 0:
                told = sum(bool(k.lost or k.findings or k.differences) for k in killed)
                print(
                    f"{n + 1} of {times} kills: {told} broke something, {sum(k.between for k in killed)} between fsync and COMMIT",
                    file=sys.stderr,
                    flush=True,
                )
        return killed, duration


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

"""Ten readers at once in the reading room of a large archive: how long each kind of page takes, and what it weighs.

    python -m tests.bench.room FOLDER [--rounds 20] [--sweep]

FOLDER is an archive (tests.bench.million makes a large one). The room is served by `kliping serve` in a process of its own;
`--sweep` keeps articles into the same archive meanwhile, as a sweep does. `cpu` is what the server itself spent a page,
whatever else the machine does; times are to be trusted on an idle machine only.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from archive import DATABASE
from archive.sqlite import connect
from archive.store import Archive
from tests.archive.builder import article, look

READERS = 10
QUESTIONS = (
    "bupati",
    "sumur",
    "jalan rusak",
    '"air bersih"',
    "desa pemerintah",
    "tempat:kupang",
    "judul:polisi",
    "bupati tanggal:2020",
)


def main() -> None:
    """Serve, ask, print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--sweep", action="store_true")
    chosen = parser.parse_args()
    kinds, count = _kinds(chosen.folder)
    print(f"{count} articles, {READERS} readers at once, {chosen.rounds} pages of each kind a reader")
    with _served(chosen.folder) as (origin, server), _sweeping(chosen.folder if chosen.sweep else None) as kept:
        with httpx.Client(base_url=origin, timeout=120) as client:
            for name, paths in kinds.items():
                begun = time.perf_counter()
                client.get(paths[0])
                print(f"  first {name}: {1000 * (time.perf_counter() - begun):.0f} ms")
        print(f"{'page':12} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8} {'KB':>6} {'cpu ms':>8}")
        for name, paths in kinds.items():
            spent = cpu_seconds(server)
            times, sizes = _asked(origin, paths, chosen.rounds)
            each = 1000 * (cpu_seconds(server) - spent) / len(times)
            print(
                f"{name:12} {_share(times, 0.5):8.0f} {_share(times, 0.95):8.0f} {times[-1]:8.0f} "
                f"{max(sizes) / 1000:6.0f} {each:8.1f}",
                flush=True,
            )
        if chosen.sweep:
            print(f"{kept()} articles were kept meanwhile")


def _kinds(folder: Path) -> tuple[dict[str, list[str]], int]:
    chance = random.Random(7)
    connection = connect(folder / DATABASE, readonly=True)
    found = connection.execute("SELECT article, site FROM article_state LIMIT 400").fetchall()
    stories = [row[0] for row in connection.execute("SELECT id FROM story LIMIT 200")]
    count = connection.execute("SELECT count(*) FROM article_state").fetchone()[0]
    connection.close()
    chance.shuffle(found)
    sites = sorted({row[1] for row in found})
    return {
        "home": ["/"],
        "search": [f"/search?q={question}" for question in QUESTIONS],
        "article": [f"/article/{row[0]}" for row in found],
        "story": [f"/story/{one}" for one in stories] or ["/changed"],
        "outlet": [f"/outlet/{site}" for site in sites],
        "outlets": ["/outlets"],
        "place": ["/place/53.18", "/place/53.11", "/place/53.05"],
        "places": ["/places"],
        "changed": ["/changed", "/changed?page=20"],
        "vanished": ["/vanished", "/vanished?page=20"],
        "coverage": ["/coverage"],
        "health": ["/health"],
        "corrections": ["/corrections"],
        "stories": ["/stories"],
    }, count


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, int]]:
    command = [str(Path(sys.executable).parent / "kliping"), "-a", str(folder), "serve", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        told = ""
        while not told.rstrip().endswith("}"):
            told += serving.stdout.readline() if serving.stdout else "}"
        try:
            yield json.loads(told)["address"].rstrip("/"), serving.pid
        finally:
            serving.terminate()


@contextmanager
def _sweeping(folder: Path | None) -> Iterator[Callable[[], int]]:
    """Keep an article every tenth of a second, as a sweep over many hosts does."""
    ended, kept = threading.Event(), [0]

    def sweep(archive: Archive) -> None:
        while not ended.wait(0.1):
            number = kept[0]
            text = (f"Kabar nomor {number} dari balai desa tentang rapat ke-{number}.", "Rapat itu dihadiri warga.")
            archive.keep(look(article(f"Rapat {number}", text), path=f"/rapat-{number}", days=number / 1000)).result()
            kept[0] += 1

    if folder is None:
        yield lambda: 0
        return
    with Archive.open(folder) as archive:
        thread = threading.Thread(target=sweep, args=(archive,))
        thread.start()
        try:
            yield lambda: kept[0]
        finally:
            ended.set()
            thread.join()


def cpu_seconds(process: int) -> float:
    """What a process has spent so far, in itself and for it in the kernel."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _asked(origin: str, paths: list[str], rounds: int) -> tuple[list[float], list[int]]:
    def reader(number: int) -> list[tuple[float, int]]:
        found = []
        with httpx.Client(base_url=origin, timeout=120) as client:
            for turn in range(rounds):
                begun = time.perf_counter()
                answer = client.get(paths[(number * 37 + turn) % len(paths)])
                assert answer.status_code == 200, (answer.status_code, answer.url)
                found.append((1000 * (time.perf_counter() - begun), len(answer.content)))
        return found

    with ThreadPoolExecutor(READERS) as pool:
        every = [one for rows in pool.map(reader, range(READERS)) for one in rows]
    return sorted(took for took, _ in every), [size for _, size in every]


def _share(ordered: list[Any], share: float) -> Any:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


if __name__ == "__main__":
    main()

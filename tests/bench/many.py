"""Many followed sites on a small machine: what a sweep of 300 holds in memory, and whether 64 at a time keep their pace.

    python -m tests.bench.many                         (300 sites as fast as they answer: memory)
    python -m tests.bench.many --sites 1000 --delay 5 --minutes 4

The shipped `kliping sweep` as a process of its own, on invented papers of a few articles each, all behind one server on loopback. Memory is that of
the sweep and its children together, looked at every second: as resident sets (what two share counts twice) and in proportion (PSS). The pace is measured
at the server, beside that of a few sites alone in the same run: 100 % where hosts are asked as often. A slot is free when its site's run is closed, as the archive has
it, and filled when the next host is first asked, as the server has it; told too is the whole pause since the host before was asked last, in which its
last page came, was read and kept.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from archive.facts import Act
from archive.records import from_utc_text
from archive.store import Archive
from crawler.sweep import MAX_RUNNING
from tests.hostile.server import HostileServer, page
from tests.hostile.traps import title

_WORDS = [
    "jalan",
    "desa",
    "warga",
    "kepala",
    "air",
    "hujan",
    "sawah",
    "panen",
    "jagung",
    "pasar",
    "harga",
    "nelayan",
    "laut",
    "kapal",
    "dermaga",
    "sekolah",
    "guru",
    "murid",
    "buku",
    "rumah",
    "sakit",
    "bidan",
    "obat",
    "kebun",
    "kopi",
    "ternak",
    "sapi",
    "kambing",
    "listrik",
    "tiang",
    "kabel",
    "jembatan",
    "kayu",
    "batu",
    "sungai",
    "bukit",
    "angin",
    "malam",
    "pagi",
    "siang",
    "pekan",
    "bulan",
    "tahun",
    "anggaran",
    "dana",
    "rapat",
    "dewan",
    "camat",
    "bupati",
    "polisi",
    "saksi",
    "hakim",
    "perkara",
    "tanah",
    "adat",
    "tenun",
    "kain",
    "pesta",
    "lomba",
    "juara",
    "bola",
    "voli",
    "lapangan",
    "kantor",
    "dinas",
    "pupuk",
    "benih",
    "bibit",
    "hutan",
    "api",
]


# So few sites are nobody's load: what they are asked is their own polite rate.
FEW = 8


def text_of(number: int, n: int) -> str:
    """An article that no other has a sentence in common with: no paper here copies another."""
    chance = random.Random(f"{number} {n}")
    sentences = [" ".join(chance.choices(_WORDS, k=chance.randint(9, 18))).capitalize() + "." for _ in range(16)]
    return "".join(f"<p>{' '.join(sentences[at : at + 3])}</p>" for at in range(0, 16, 3))


def answer(host: str, path: str, articles: int) -> bytes:
    """A paper of so many articles, told apart by its number."""
    number = int(re.sub(r"\D", "", host.partition(".")[0]))
    if path == "/robots.txt":
        return page(b"User-agent: *\n", kind="text/plain")
    match = re.match(r"/berita/(\d+)/", path)
    if match:
        n = int(match[1])
        text = text_of(number, n)
        filler = "<!-- hiasan -->" * 2000
        return page(
            f"<html lang='id'><head><title>{title(n)} di Kampung {number}</title></head><body><article><h1>{title(n)} di Kampung {number}</h1><time datetime='2026-03-01T08:00:00+08:00'>1/3</time>"
            f"<div class='entry-content'>{text}</div></article>{filler}</body></html>".encode()
        )
    # Papers differ in what is new: so they do not all end at once.
    first, articles = number * 7 % 500, articles + number % 5
    rows = "".join(
        f'<article class="daftar"><h2><a href="/berita/{n}/{re.sub(r"[^a-z0-9]+", "-", title(n).lower())}">{title(n)}</a></h2></article>'
        for n in range(first, first + articles)
    )
    return page(f"<html><head><title>Warta {number}</title></head><body><main>{rows}</main></body></html>".encode())


def main() -> None:
    """Sweep and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sites", type=int, default=300)
    options.add_argument(
        "--articles", type=int, default=4, help="articles of the smallest papers; others have up to four more"
    )
    options.add_argument("--delay", type=float, default=0.0, help="seconds between requests to a host")
    options.add_argument("--minutes", type=float, default=30, help="how long the sweep may take")
    chosen = options.parse_args()
    alone = _gap(_swept_once(FEW, chosen).asked, chosen.delay) if chosen.delay else 0.0
    sweep = _swept_once(chosen.sites, chosen)
    print(
        f"{chosen.sites} followed sites, exit code {sweep.code}, {sweep.kept} articles kept, {len(sweep.asked)} requests in {sweep.wall:.0f} s, {sweep.cpu:.0f} s CPU"
    )
    print(
        f"memory at most: {max(one[0] for one in sweep.sizes):.0f} MB resident, {max(one[1] for one in sweep.sizes):.0f} MB in proportion, children included"
    )
    if chosen.delay:
        _print_pace(sweep, chosen.delay, alone)
        _print_slots(sweep.asked, sweep.closed)
    if sweep.log:
        print(sweep.log)


class Sweep(NamedTuple):
    """What one sweep did: when each host was asked, when each run was closed (both on the server's clock), and its cost."""

    code: int
    asked: list[tuple[float, str]]
    closed: list[float]
    kept: int
    sizes: list[tuple[float, float]]
    wall: float
    cpu: float
    log: str


def _swept_once(sites: int, chosen: argparse.Namespace) -> Sweep:
    with (
        HostileServer(answer=lambda host, path: answer(host, path, chosen.articles)) as server,
        tempfile.TemporaryDirectory() as name,
    ):
        folder = Path(name)
        hosts = [f"warta{n}.localhost" for n in range(sites)]
        _begin(folder, sites, chosen.delay, chosen.minutes)
        loopback = dict.fromkeys(hosts, ("127.0.0.1", server.port))
        began, before = time.monotonic(), _cpu_of_children()
        code, sizes, log = _swept(folder, loopback)
        wall, cpu = time.monotonic() - began, _cpu_of_children() - before
        with Archive.open(folder) as archive:
            kept = archive.connection().execute("SELECT count(*) FROM articles").fetchone()[0]
            rows = archive.connection().execute("SELECT at FROM run_closed WHERE outcome = 'finished' ORDER BY at")
            # The server's clock is the monotonic one.
            offset = time.time() - time.monotonic()
            closed = [from_utc_text(row[0]).timestamp() - offset for row in rows]
        return Sweep(code, [(at, host) for at, host, _ in server.asked], closed, kept, sizes, wall, cpu, log)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _begin(folder: Path, sites: int, delay: float, minutes: float) -> None:
    (folder / "sites").mkdir()
    (folder / "kliping.toml").write_text(f'contact = "redaksi@example.org"\nminutes = {minutes}\n', encoding="utf-8")
    acts = []
    for n in range(sites):
        toml = (
            f'[site]\nname = "warta{n}"\noutlet = "Warta {n}"\ndomains = ["warta{n}.localhost"]\nzone = "WITA"\n[politeness]\ndelay = {delay}\n'
            f'[[source]]\nkind = "section"\nurl = "http://warta{n}.localhost/"\n'
        )
        (folder / "sites" / f"warta{n}.toml").write_text(toml, encoding="utf-8")
        acts.append(Act(kind="follow", subject=f"warta{n}", at=datetime.now(UTC), by="bench"))
    with Archive.open(folder, create=True) as archive:
        archive.keep(acts).result()


def _swept(folder: Path, loopback: dict[str, tuple[str, int]]) -> tuple[int, list[tuple[float, float]], str]:
    # A thousand names are too long for one variable of the environment; a line of Python hands them over.
    code = "import json, os, sys; os.environ['KLIPING_LOOPBACK'] = open(sys.argv.pop(1)).read(); from archive.cli import main; main()"
    names = folder / "names.json"
    names.write_text(json.dumps(loopback), encoding="utf-8")
    command = [sys.executable, "-c", code, str(names), "--archive", str(folder), "sweep"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    sizes = [(0.0, 0.0)]
    while process.poll() is None:
        sizes.append(_memory(process.pid))
        time.sleep(1)
    complaint = process.communicate()[1]
    return process.returncode, sizes, complaint.strip()[-500:]


def _memory(pid: int) -> tuple[float, float]:
    """Megabytes of a process and all below it: resident, and in proportion."""
    resident = proportion = 0.0
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        try:
            told = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
            waiting += [
                int(child) for child in Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii").split()
            ]
        except OSError:
            continue
        resident += sum(int(size) for size in re.findall(r"^Rss:\s+(\d+)", told, re.MULTILINE)) / 1000
        proportion += sum(int(size) for size in re.findall(r"^Pss:\s+(\d+)", told, re.MULTILINE)) / 1000
    return resident, proportion


def _gap(asked: list[tuple[float, str]], delay: float) -> float:
    """The mean seconds between two requests to a host."""
    return statistics.mean(b - a for at in _finished(asked, delay).values() for a, b in pairwise(at))


def _finished(asked: list[tuple[float, str]], delay: float) -> dict[str, list[float]]:
    """When each host was asked. One that was at work when the time ended has not shown its last request."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    for at, host in asked:
        times[host].append(at)
    end = max(at for at, _ in asked)
    return {host: at for host, at in times.items() if at[-1] < end - 3 * delay and len(at) > 2} or times


def _print_pace(sweep: Sweep, delay: float, alone: float) -> None:
    times = _finished(sweep.asked, delay)
    shortest = min(b - a for at in times.values() for a, b in pairwise(at))
    mean = _gap(sweep.asked, delay)
    print(
        f"pace of {len(times)} sites: {alone / mean:.1%} of that of {FEW} sites alone (mean gap {mean:.2f} s beside {alone:.2f} s of {FEW}; "
        f"delay {delay:g} s with jitter, shortest {shortest:.2f} s)"
    )
    load = os.getloadavg()[0]
    print(
        f"load of the machine meanwhile {load:.1f} on {os.cpu_count()} CPUs: where it is above their number, the pace is the machine's"
    )


def _print_slots(asked: list[tuple[float, str]], closed: list[float]) -> None:
    first: dict[str, float] = {}
    last: dict[str, float] = {}
    for at, host in asked:
        first.setdefault(host, at)
        last[host] = at
    starts = sorted(first.values())[MAX_RUNNING:]
    for name, ends in (
        ("after its site's run was closed", closed),
        ("after its host was asked last", sorted(last.values())),
    ):
        # The nth start beyond the first 64 fills the slot that the nth end has freed.
        fills = sorted(start - end for start, end in zip(starts, ends, strict=False))
        if fills:
            print(
                f"a slot was filled {name}: {statistics.median(fills):.2f} s (median), {fills[int(len(fills) * 0.95)]:.2f} s (19 of 20), "
                f"{fills[-1]:.2f} s at most, {len(fills)} slots"
            )


if __name__ == "__main__":
    main()

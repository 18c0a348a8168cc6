"""Silence noticed on the newsroom itself: a scripted fortnight of daily sweeps, and then three papers break, each in its way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FORTNIGHT = """
import json, sys
from datetime import datetime, timedelta
from pathlib import Path
import msgspec
from crawler.demo.newsroom import WITA, Newsroom
from crawler.demo.press import Press, load
from crawler.demo.printing import Answer
from crawler.desk import open_desk
from crawler.site import sites
from crawler.sweep import Crawl, Plan, run
BEGIN, BROKEN, DAYS = datetime(2026, 4, 6, 7, 30, tzinfo=WITA), 12, 15
PARKED = "<html><head><title>domain ini dijual</title></head><body><h1>Domain ini dijual</h1>" \\
    "<p>Domain ini dijual. Buy this domain. <a href='https://sedo.com/'>sedo</a></p></body></html>"
PAPERS = ("harian-mutis", "suara-nyale", "warta-tambora")

class Fortnight(Newsroom):
    @staticmethod
    def clock(edition):
        return BEGIN + timedelta(days=edition)

    def answer(self, host, target, edition):
        if edition >= BROKEN and host == "suara-nyale.localhost" and target == "/robots.txt":
            return Answer(kind="text/plain", body="User-agent: *\\nDisallow: /"), b"User-agent: *\\nDisallow: /"
        if edition >= BROKEN and host == "harian-mutis.localhost" and target != "/robots.txt":
            return Answer(body=PARKED), PARKED.encode()
        return super().answer(host, target, edition)

def daily(press):
    pieces = {}
    for name, some in press.pieces.items():
        pieces[name] = tuple(
            msgspec.structs.replace(filed, piece=msgspec.structs.replace(
                filed.piece, edition=n, changes=(), gone=None, repost=None, published=(BEGIN + timedelta(days=n, hours=-2)).replace(tzinfo=None),
            )) for n, filed in enumerate(some, 1) if filed.piece.kind == "article"
        )
    return Press(papers=press.papers, pieces=pieces)

async def main():
    told, known = {}, sites()
    with Fortnight(daily(load())) as press:
        desk = open_desk(Path(sys.argv[1]), clock=lambda: press.clock(press.edition))
        for day in range(1, DAYS + 1):
            press.edition = day
            plan = Plan(folder=Path(sys.argv[1]), sites=tuple(known[name] for name in PAPERS), loopback=press.names)
            report = await Crawl(plan, desk).report()
            told[day] = {one.site: [one.state, [t.kind for t in one.troubles], one.counts.get("new", 0)] for one in report.runs}
        await desk.close()
    print(json.dumps(told))
run(main)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, tuple[str, list[str], int]]]:
    folder: Path = tmp_path_factory.mktemp("fortnight")
    done = subprocess.run(
        [sys.executable, "-c", FORTNIGHT, str(folder)], check=False, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {int(day): found for day, found in json.loads(done.stdout.splitlines()[-1]).items()}


def test_ordinary_days_alarm_nobody(told: dict[int, dict[str, tuple[str, list[str], int]]]) -> None:
    assert {name for day in range(1, 12) for name, (_, kinds, _) in told[day].items() if kinds} == set()
    assert all(told[day]["warta-tambora"][:2] == ["healthy", []] for day in told)


def test_a_parked_and_a_closed_site_are_told_within_two_days_and_once(
    told: dict[int, dict[str, tuple[str, list[str], int]]],
) -> None:
    parked = [told[day]["harian-mutis"] for day in (12, 13, 14, 15)]
    assert "parked" in {kind for _, kinds, _ in parked[:2] for kind in kinds}
    assert [state for state, _, _ in parked[1:]] == ["parked"] * 3
    assert all(new == 0 for _, _, new in parked)
    closed = [told[day]["suara-nyale"] for day in (12, 13, 14, 15)]
    assert "robots_closed" in {kind for _, kinds, _ in closed[:3] for kind in kinds}
    assert closed[-1][0] == "blocked"
    for name in ("harian-mutis", "suara-nyale"):
        kinds = [kind for day in told for kind in told[day][name][1]]
        assert len(kinds) == len(set(kinds))

"""How a crawl ended: what cron is told by its exit code, a person by a line, and every program by JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from crawler.desk import Outcome
from crawler.expect import Trouble

# What a run's notes say that the sweep's time ended.
TIME_IS_UP = "closespider_timeout"


class RunReport(msgspec.Struct, frozen=True, kw_only=True):
    """How the run of one site ended. `troubles` are those that a person is told of now; `state` lasts."""

    site: str
    outcome: Outcome
    counts: dict[str, int]
    troubles: tuple[Trouble, ...] = ()
    state: str = "healthy"
    notes: tuple[str, ...] = ()


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """The archive's latest seal, to be published: who has it can tell whether anything before it was changed."""

    day: str
    leaves: int
    root: str
    chain: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """How a crawl ended; `exit_code` is what cron is told."""

    started_at: str
    ended_at: str
    program: str
    exit_code: int
    runs: tuple[RunReport, ...]
    not_due: int = 0
    seal: Sealed | None = None

    @property
    def totals(self) -> dict[str, int]:
        """The counts of all runs together."""
        totals: dict[str, int] = {}
        for run in self.runs:
            for name, count in run.counts.items():
                totals[name] = totals.get(name, 0) + count
        return totals

    @property
    def needs_person(self) -> bool:
        """Whether a site needs a person."""
        return any(run.troubles for run in self.runs)


def exit_code(runs: Sequence[RunReport], *, is_interrupted: bool = False, is_full: bool = False) -> int:
    """The code of a crawl, the first that holds.

    No space 3, interrupted 11, every host asked for a pause 18, all sites failed 9, time up 15, a person 10, else 0.
    """
    if is_full:
        return 3
    if is_interrupted:
        return 11
    if runs and all("rate_limited" in run.notes for run in runs):
        return 18
    if runs and all(run.outcome in ("failed", "unreachable") for run in runs):
        return 9
    if any(TIME_IS_UP in run.notes for run in runs):
        return 15
    return 10 if any(run.troubles for run in runs) else 0


def write_report(folder: Path, report: Report) -> Path:
    """The report as a JSON file under `reports/`, whole or not at all."""
    reports = folder / "reports"
    reports.mkdir(parents=True, exist_ok=True)
    path = reports / f"{report.started_at.replace(':', '')}.json"
    draft = path.with_suffix(".part")
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1))
    draft.replace(path)
    return path

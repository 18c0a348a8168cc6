"""SIGKILL of the crawler at 1,000 instants of a newsroom crawl: nothing acknowledged is lost, the next run completes to the same facts."""

from __future__ import annotations

from tests.bench.kill import kills

TIMES = 1000


def main() -> str:
    """The figures of the kills."""
    killed, duration = kills(TIMES)
    broken = [line for found in killed for line in (*found.lost, *found.findings, *found.differences)]
    assert not broken, broken[:5]
    running, between, acknowledged = (
        sum(found.was_running for found in killed), sum(found.between for found in killed), sum(found.acknowledged for found in killed)
    )  # fmt: skip
    return (
        f"{len(killed)} kills over {duration:.2f} s, {running} while it ran, {between} between fsync and COMMIT; "
        f"{acknowledged} articles acknowledged, none lost"
    )

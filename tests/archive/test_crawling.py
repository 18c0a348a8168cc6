"""What a crawl asks of the archive before it asks anybody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.facts import Capture, HostFound, RunClosed, RunOpened, SourceState, Walked
from archive.store import Archive

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SITE, FEED, PAGE = "warta", "https://warta.example/feed/", "https://warta.example/a"


def capture(minutes: float, *, url: str = PAGE, purpose: str = "page", **more: object) -> Capture:
    return Capture(
        url=url, address=url.rstrip("/"), site=SITE, purpose=purpose, at=NOW + timedelta(minutes=minutes), status=200,  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def state(hours: float, new: int = 0, name: str = "ok") -> SourceState:
    return SourceState(source=FEED, site=SITE, kind="feed", at=NOW + timedelta(hours=hours), state=name, new=new)  # type: ignore[arg-type]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.open(tmp_path, create=True, clock=lambda: NOW + timedelta(hours=6))


def test_what_was_noted_under_a_clock_years_ahead_silences_nobody(archive: Archive) -> None:
    ahead, feed = NOW + timedelta(days=3650), state(24 * 3650)
    run = RunOpened(site=SITE, at=ahead, program="x", site_toml="t")
    with archive:
        archive.keep([state(-1), feed, run, capture(60 * 24 * 3650)])
        archive.keep([HostFound(host="warta.example", site=SITE, at=ahead, state="login", until=ahead)]).result(10)
        assert archive.sources(SITE)[FEED].at == NOW - timedelta(hours=1)
        assert archive.hosts(SITE) == {}
        assert archive.rhythms(SITE, NOW - timedelta(days=14))[FEED].looks == 1
        assert archive.spent(SITE, NOW - timedelta(days=1)).requests == 0
        assert not archive.was_cut_off(SITE)


def test_a_host_is_as_it_was_found_last(archive: Archive) -> None:
    with archive:
        for hours, name in ((0, "busy"), (1, "open"), (2, "challenged")):
            at = NOW + timedelta(hours=hours)
            archive.keep([HostFound(host="warta.example", site=SITE, at=at, state=name, until=at)])  # type: ignore[arg-type]
        archive.keep([HostFound(host="lain.example", site=SITE, at=NOW, state="busy")]).result(10)
        found = archive.hosts(SITE)
    assert (found["warta.example"].state, found["warta.example"].until) == ("challenged", NOW + timedelta(hours=2))
    assert found["lain.example"].state == "busy"


def test_a_backfill_goes_on_from_its_last_step_and_not_where_it_came_to_its_end(archive: Archive) -> None:
    def step(source: str, minutes: int, onward: str | None) -> Walked:
        return Walked(
            source=source, site=SITE, at=NOW + timedelta(minutes=minutes), kind="section", next=onward, page=minutes
        )

    with archive:
        for one in (step("a", 2, "a?2"), step("a", 3, "a?3"), step("b", 2, "b?2"), step("b", 3, None)):
            archive.keep([one]).result(10)
        assert [walked.next for walked in archive.walked(SITE)] == ["a?3"]


def test_a_rhythm_leaves_out_what_the_first_look_found(archive: Archive) -> None:
    with archive:
        for one in (state(0, 500), state(1, 2), state(2, 0, "unchanged"), state(3, 1), state(4, 0, "unreachable")):
            archive.keep([one]).result(10)
        found = archive.rhythms(SITE, NOW - timedelta(days=1))[FEED]
        later = archive.rhythms(SITE, NOW + timedelta(hours=2))[FEED]
    assert (found.looks, found.new, found.first_at, found.since) == (5, 3, NOW, NOW)
    assert (found.good_at, found.whole_at) == (NOW + timedelta(hours=3),) * 2
    assert (later.looks, later.new, later.since) == (3, 1, NOW + timedelta(hours=2))


def test_what_was_spent_counts_requests_bytes_second_looks_and_the_time_of_runs_that_were_cut_off_too(
    archive: Archive,
) -> None:
    closed, cut = (RunOpened(site=SITE, at=NOW + timedelta(minutes=m), program="x", site_toml="t") for m in (0, 10))
    with archive:
        archive.keep([closed, capture(1, body_size=100)])
        archive.keep([RunClosed(run=closed.id, at=NOW + timedelta(minutes=5), outcome="finished")])
        archive.keep([cut, capture(11, body_size=50), capture(12, url=FEED, purpose="source", body_size=7)]).result(10)
        spent = archive.spent(SITE, NOW)
        later = archive.spent(SITE, NOW + timedelta(minutes=6))
    assert (spent.requests, spent.size, spent.again) == (3, 157, 1)
    assert spent.seconds == pytest.approx((5 + 2) * 60, abs=1)
    assert (later.requests, later.again) == (2, 1)


@pytest.mark.parametrize(
    ("bodies", "tags", "honest"),
    [
        (("a", "b"), ("1", "2"), True), (("a", "a"), ("1", "1"), True), (("a", "a"), ("1", "2"), False),
        (("a", "b", "b"), ("1", "1", "1"), False), (("a",), ("1",), False), (("a", "b"), (None, None), False),
        (("a", "b", "c"), ("1", "2", "2"), False),
    ],
)  # fmt: skip
def test_validators_are_believed_once_they_told_the_truth_and_never_after_a_lie(
    archive: Archive, bodies: tuple[str, ...], tags: tuple[str | None, ...], honest: bool
) -> None:
    with archive:
        for minutes, (body, tag) in enumerate(zip(bodies, tags, strict=True)):
            archive.keep([capture(minutes, url=FEED, purpose="source", body_digest=body, etag=tag)]).result(10)
        assert ("source" in archive.honest(SITE, NOW)) is honest

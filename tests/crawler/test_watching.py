"""Who looks after an archive: issues are closed by acts, coverage tells what is missing, receipts what was asked, health how it is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from archive import watching
from archive.coverage import coverage
from archive.facts import Capture, Issue, Link, Listing, RunClosed, RunOpened, SiteToml
from archive.sqlite import connect
from archive.store import Archive
from crawler.demo.newsroom import Newsroom
from tests.commands import CONTACT, ask, english_and_plain, kliping

__all__ = ["english_and_plain"]

SITE, AT = "swara-kenari", datetime(2026, 3, 2, 1, tzinfo=UTC)
TOML = '[site]\nname = "warta"\noutlet = "Warta"\ndomains = ["warta.example"]\nzone = "WITA"\n'


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("watched")
    with Newsroom() as press:
        press.edition = 2
        kliping("--archive", folder, "crawl", SITE, "--quiet", press=press)
        (folder / "asked").write_text(str(len(press.requests)), encoding="utf-8")
    return folder


@pytest.fixture
def folder(crawled: Path, tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(crawled, tmp_path / "archive")
    return tmp_path / "archive"  # type: ignore[return-value]


def test_coverage_has_all_that_was_kept_on_the_days_of_its_publication(crawled: Path) -> None:
    connection = connect(crawled / "archive.db", readonly=True)
    days = coverage(connection, SITE, date(2026, 2, 1), date(2026, 3, 4))
    kept = connection.execute("SELECT count(*) FROM articles WHERE site = ?", (SITE,)).fetchone()[0]
    connection.close()
    assert (days[0].day, days[-1].day) == (date(2026, 2, 1), date(2026, 3, 4))
    assert sum(day.kept for day in days) == kept
    assert sum(day.missing for day in days) == 0
    assert all(day.listed == day.kept + sum(day.refused.values()) + day.missing for day in days)
    assert [day.runs for day in days[-3:]] == [0, 0, 1]


def test_coverage_names_what_is_known_to_be_missing_and_why_and_the_days_nobody_looked(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        toml = SiteToml(name="warta", text=TOML)
        run = RunOpened(site="warta", at=AT, program="1", site_toml=toml.id)
        source = Capture(
            url="https://warta.example/feed/", address="https://warta.example/feed", site="warta", purpose="source", at=AT, run=run.id,
        )  # fmt: skip
        links = [
            Link(url=f"https://warta.example/{n}/?utm_source=x", published_at=AT - timedelta(days=2)) for n in (1, 2)
        ]
        links.append(Link(url="https://warta.example/3/"))
        listing = Listing(source=source.url, site="warta", capture=source.id, links=tuple(links))
        lost = Capture(
            url="https://warta.example/1/", address="https://warta.example/1", site="warta", purpose="page", at=AT, status=500,
        )  # fmt: skip
        archive.keep([toml, run, source, listing, lost]).result()
        days = coverage(archive.connection(), "warta", date(2026, 2, 27), date(2026, 3, 3))
    told = [(day.runs, day.listed, day.fetched, day.missing) for day in days]
    assert told == [(0, 0, 0, 0), (0, 2, 1, 2), (0, 0, 0, 0), (1, 1, 0, 1), (0, 0, 0, 0)]
    assert days[1].missed == ("https://warta.example/1 (status 500)", "https://warta.example/2 (not asked)")


def test_the_calendar_and_the_receipt_are_printed(folder: Path) -> None:
    ask("--archive", folder, "init", "--contact", CONTACT)
    told = ask("--archive", folder, "coverage", SITE)
    assert "missing 0" in told
    assert told.split()[:8] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", told.split()[7]]
    assert told.split()[7].startswith("2026-02-")
    assert len(json.loads(ask("--archive", folder, "coverage", SITE, "--weeks", "2", "--json"))) in range(8, 15)
    assert "was never crawled" in kliping("--archive", folder, "coverage", "suarajarmas", expect=2).stderr
    receipt = json.loads(ask("--archive", folder, "receipts", SITE, "--json"))
    assert receipt["requests"] == int((folder / "asked").read_text(encoding="utf-8"))
    assert receipt["hosts"] == [f"{SITE}.localhost"]
    assert CONTACT in ask("--archive", folder, "receipts", SITE, "--days", "3650")
    assert "was never crawled" in kliping("--archive", folder, "receipts", "suarajarmas", expect=2).stderr


def test_issues_are_closed_reopened_and_noted_by_acts(folder: Path) -> None:
    with Archive.open(folder) as archive:
        archive.keep([Issue(site=SITE, kind="drought", subject=SITE, message="no new article", at=AT)]).result()
    (issue,) = json.loads(ask("--archive", folder, "issues", "--json"))
    assert "close_issue" in ask("--archive", folder, "issues", "close", issue["id"][:10], "--note", "libur")
    assert json.loads(ask("--archive", folder, "issues", "--json")) == []
    ask("--archive", folder, "issues", "reopen", issue["id"])
    assert [row["id"] for row in json.loads(ask("--archive", folder, "issues", "--json"))] == [issue["id"]]
    ask("--archive", folder, "issues", "note", issue["id"], "--note", "sudah disurati")
    for wrong in (("close",), ("note", issue["id"]), ("close", "zz"), ("close", "0")):
        kliping("--archive", folder, "issues", *wrong, expect=2)


def test_health_tells_the_state_of_the_last_run_and_what_is_followed(folder: Path) -> None:
    (row,) = json.loads(ask("--archive", folder, "health", "--json"))
    assert (row["site"], row["state"], row["followed"]) == (SITE, "healthy", False)
    ask("--archive", folder, "follow", SITE)
    with Archive.open(folder) as archive:
        leave(archive, AT + timedelta(days=5), "ill")
    assert "ill" in ask("--archive", folder, "health", expect=10)


def leave(archive: Archive, at: datetime, state: str) -> None:
    run = RunOpened(site=SITE, at=at, program="1", site_toml="0" * 32)
    closed = RunClosed(run=run.id, at=at, outcome="finished", notes=(f"state {state}",))
    archive.keep([run, closed]).result()


def test_a_parked_site_is_left_so_until_its_issue_is_closed(folder: Path) -> None:
    with Archive.open(folder) as archive:
        leave(archive, AT + timedelta(days=5), "parked")
        issue = Issue(site=SITE, kind="parked", subject=SITE, message="for sale", at=AT + timedelta(days=5))
        archive.keep([issue]).result()
        assert watching.state_of(archive.connection(), SITE) == "parked"
        assert watching.told(archive.connection(), SITE, AT, AT + timedelta(days=9)) == {("parked", SITE)}
        assert watching.told(archive.connection(), SITE, AT + timedelta(days=6), AT + timedelta(days=9)) == set()
    ask("--archive", folder, "issues", "close", issue.id, "--note", "domain kembali")
    with Archive.open(folder) as archive:
        assert watching.state_of(archive.connection(), SITE) == "healthy"

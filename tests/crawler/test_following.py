"""Following, unfollowing and forgetting are acts of a person; nothing is asked of a host that was forgotten."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.facts import Act
from archive.store import Archive
from crawler.choosing import host_of
from crawler.demo.newsroom import Newsroom
from tests.commands import CONTACT, ask, english_and_plain, kliping

__all__ = ["english_and_plain"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ask("--archive", tmp_path, "init", "--contact", CONTACT)
    return tmp_path


def acts(folder: Path) -> list[tuple[str, str, str]]:
    with Archive.open(folder) as archive:
        rows = archive.connection().execute("SELECT kind, subject, reason FROM act ORDER BY at, id").fetchall()
    return [tuple(row) for row in rows]


def test_following_is_an_act_that_is_kept_once(folder: Path) -> None:
    told = ask("--archive", folder, "follow", "suarajarmas", "--note", "koran kabupaten")
    assert told == "suarajarmas is followed\n"
    assert ask("--archive", folder, "follow", "suarajarmas") == "suarajarmas was followed already\n"
    (row,) = json.loads(ask("--archive", folder, "sites", "--followed", "--json"))
    assert row["name"] == "suarajarmas"
    assert ask("--archive", folder, "unfollow", "suarajarmas") == "suarajarmas is not followed any more\n"
    told_again = json.loads(ask("--archive", folder, "unfollow", "suarajarmas", "--json"))
    assert told_again == {"site": "suarajarmas", "followed": False, "changed": False}
    assert acts(folder) == [("follow", "suarajarmas", "koran kabupaten"), ("unfollow", "suarajarmas", "")]


def test_several_sites_are_followed_at_once_or_none_of_them(folder: Path) -> None:
    kliping("--archive", folder, "follow", "suara-nyale", "suara-nyele", expect=2)
    assert acts(folder) == []
    rows = json.loads(ask("--archive", folder, "follow", "suara-nyale", "harian-mutis", "suara-nyale", "--json"))
    assert [(row["site"], row["changed"]) for row in rows] == [("suara-nyale", True), ("harian-mutis", True)]


def test_a_forgotten_host_is_asked_nothing_by_any_command_and_what_was_kept_stays(folder: Path) -> None:
    with Newsroom() as press:
        ask("--archive", folder, "follow", "suara-nyale")
        kliping("--archive", folder, "sweep", press=press)
        told = ask("--archive", folder, "forget", "http://www.suara-nyale.localhost/", "--note", "diminta redaksi")
        assert told.splitlines() == [
            "suara-nyale.localhost is not asked any more; what was kept of it stays",
            "suara-nyale is not followed any more",
        ]
        press.requests.clear()
        assert "no site is followed" in kliping("--archive", folder, "sweep", press=press).stdout
        for command in (("crawl", "suara-nyale"), ("read", "http://suara-nyale.localhost/"), ("follow", "suara-nyale")):
            assert "kliping forget suara-nyale.localhost --undo" in kliping(
                "--archive", folder, *command, press=press, expect=4
            ).stderr  # fmt: skip
        scrapy = subprocess.run(
            [sys.executable, "-m", "scrapy", "crawl", "suara-nyale"], capture_output=True, text=True, check=False, timeout=90,
            env={**os.environ, "KLIPING_ARCHIVE": str(folder), "KLIPING_LOOPBACK": json.dumps(press.names)},
        )  # fmt: skip
        assert "nothing is asked of suara-nyale.localhost" in scrapy.stderr
        assert press.requests == []
    row = next(row for row in json.loads(ask("--archive", folder, "sites", "--json")) if row["name"] == "suara-nyale")
    assert (row["forgotten"], row["followed"]) == (True, False)
    assert row["articles"] > 0
    ask("--archive", folder, "forget", "suara-nyale.localhost", "--undo")
    assert "is followed" in ask("--archive", folder, "follow", "suara-nyale")


def test_a_merged_archive_that_follows_does_not_undo_a_forgetting(folder: Path) -> None:
    ask("--archive", folder, "forget", "suara-nyale.localhost")
    with Archive.open(folder) as archive:
        later = datetime.now(UTC) + timedelta(seconds=1)
        archive.keep([Act(kind="follow", subject="suara-nyale", at=later, by="other")]).result()
    assert "no site is followed" in kliping("--archive", folder, "sweep").stdout


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("suarajarmas.com", "suarajarmas.com"), ("WWW.SuaraJarmas.com", "suarajarmas.com"),
        ("https://suarajarmas.com/2020/02/", "suarajarmas.com"), ("suarajarmas", None), ("", None), ("a b.com", None),
        ("--x", None),
    ],
)  # fmt: skip
def test_a_host_is_understood_as_a_person_types_it(typed: str, host: str | None) -> None:
    assert host_of(typed) == host

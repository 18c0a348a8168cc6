"""Is this machine fit to keep an archive for decades? Each finding says what to do."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from archive import DATABASE, __version__, sqlite
from archive.errors import ArchiveError
from archive.lock import holder
from archive.messages import say
from archive.records import from_utc_text, utc_text
from archive.schema import LATEST
from crawler.config import cron_line, load_config
from crawler.delivery import sendmail, tell
from crawler.errors import CrawlerError, SiteError
from crawler.raw_page import RawPage
from crawler.reading import Readers, read_all
from crawler.report import Report
from crawler.site import sites

# The least version of each without a fault that we know to matter; where each is argued: crawler/net/safety.py.
_FLOORS = {"scrapy": (2, 19), "twisted": (24, 10), "lxml": (6, 1, 1), "beautifulsoup4": (4, 15), "msgspec": (0, 20)}
# Scrapy's private names that we guard by are those of 2.19.
_CEILINGS = {"scrapy": (2, 20)}
_FREE_BYTES = 1_000_000_000
# Captures of tomorrow were made under a clock that was wrong, or it is wrong now.
_AHEAD = timedelta(days=1)
_BUILT = datetime(2026, 1, 1, tzinfo=UTC)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at."""

    what: str
    told: str
    is_sound: bool = True
    advice: str = ""


def examine(folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> tuple[Finding, ...]:
    """Everything that is worth looking at before cron is left alone with it."""
    return (
        _python(), *_versions(), _sqlite(), _readers(), _archive(folder), _file_system(folder), _space(folder),
        _clock(folder, now()), _contact(folder), _sites(folder), _lock(folder), _cron(folder), *_telling(folder),
    )  # fmt: skip


def _python() -> Finding:
    is_sound = sys.version_info >= (3, 11)
    advice = "" if is_sound else say("Kliping needs Python 3.11 or newer")
    return Finding(what="Python", told=sys.version.split()[0], is_sound=is_sound, advice=advice)


def _versions() -> list[Finding]:
    return [_release(name, floor) for name, floor in _FLOORS.items()]


def _release(name: str, floor: tuple[int, ...]) -> Finding:
    try:
        told = version(name)
    except PackageNotFoundError:
        return Finding(
            what=name, told=say("not installed"), is_sound=False, advice=say("pip install {name}", name=name)
        )
    numbers = tuple(int(part) for part in told.split(".")[:3] if part.isdigit())
    ceiling = _CEILINGS.get(name)
    is_sound = numbers >= floor and (ceiling is None or numbers < ceiling)
    wanted = ".".join(map(str, floor)) + (f", <{'.'.join(map(str, ceiling))}" if ceiling else "")
    advice = (
        ""
        if is_sound
        else say("others have faults that matter here: pip install '{wanted}'", wanted=f"{name}>={wanted}")
    )
    return Finding(what=name, told=told, is_sound=is_sound, advice=advice)


def _sqlite() -> Finding:
    if sqlite.wal_is_sound():
        return Finding(what="SQLite", told=say("{version}: write-ahead log", version=sqlite.VERSION))
    return Finding(
        what="SQLite",
        told=say("{version}: rollback journal, since its write-ahead log can lose pages", version=sqlite.VERSION),
        advice=say("readers wait while a sweep writes; pip install pysqlite3 brings a later SQLite where it has a wheel"),
    )  # fmt: skip


def _readers() -> Finding:
    page = RawPage(url="http://doctor.invalid/", body=b"<!doctype html><title>Sehat</title><p>Semua baik.</p>")
    what = say("reading processes")
    try:
        answers = list(read_all([((page,), None, None)], Readers(children=1)))
    except CrawlerError as error:
        return Finding(
            what=what, told=str(error), is_sound=False, advice=say("no page can be read before this is mended")
        )
    told = answers[0]
    if isinstance(told, CrawlerError):
        return Finding(
            what=what, told=str(told), is_sound=False, advice=say("no page can be read before this is mended")
        )
    return Finding(what=what, told=say("they start, read, and are limited"))


def _archive(folder: Path) -> Finding:
    path, what = folder / DATABASE, say("archive")
    if not path.exists():
        return Finding(
            what=what, told=say("none in {folder} yet", folder=folder), advice="kliping init --contact YOU@EXAMPLE.ORG"
        )
    try:
        with closing(sqlite.connect(path, readonly=True)) as connection:
            schema = connection.execute("PRAGMA user_version").fetchone()[0]
            count = connection.execute("SELECT count(*) FROM article_state").fetchone()[0]
    except (sqlite.DatabaseError, ArchiveError) as error:
        return Finding(what=what, told=str(error), is_sound=False, advice=say("see `kliping verify`"))
    if schema > LATEST:
        return Finding(
            what=what, told=say("schema {schema}, this program knows {latest}", schema=schema, latest=LATEST),
            is_sound=False, advice=say("it was written by a later Kliping: install that"),
        )  # fmt: skip
    return Finding(what=what, told=say("{folder}: {n} articles", folder=folder, n=count))


def _file_system(folder: Path) -> Finding:
    is_sound = sqlite.is_local(_standing(folder))
    told = say("on a disk of this machine") if is_sound else say("on a disk of another machine")
    advice = "" if is_sound else say("SQLite's locks do not hold over a network: keep the archive on a local disk")
    return Finding(what=say("file system"), told=told, is_sound=is_sound, advice=advice)


def _standing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    place = folder.absolute()
    return next((path for path in (place, *place.parents) if path.exists()), Path("/"))


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(_standing(folder)).free
    is_sound = free >= _FREE_BYTES
    advice = "" if is_sound else say("below 1 GB a sweep may end with exit code 3: make room")
    return Finding(what=say("free space"), told=f"{free / 1e9:.1f} GB", is_sound=is_sound, advice=advice)


def _clock(folder: Path, now: datetime) -> Finding:
    told, is_sound = now.isoformat(timespec="seconds"), now >= _BUILT
    newest = _newest(folder)
    if newest is not None and newest > now + _AHEAD:
        is_sound = False
        told = say("{now}, but a capture is of {newest}", now=told, newest=newest.isoformat(timespec="seconds"))
    advice = "" if is_sound else say("captures would bear false instants: set the clock (timedatectl)")
    return Finding(what=say("clock"), told=told, is_sound=is_sound, advice=advice)


def _newest(folder: Path) -> datetime | None:
    if not (folder / DATABASE).exists():
        return None
    try:
        with closing(sqlite.connect(folder / DATABASE, readonly=True)) as connection:
            row = connection.execute("SELECT max(at) FROM run_opened").fetchone()
    except sqlite.DatabaseError:
        return None
    return from_utc_text(row[0]) if row[0] else None


def _contact(folder: Path) -> Finding:
    what = say("contact")
    try:
        contact = load_config(folder).contact
    except (SiteError, OSError) as error:
        return Finding(what=what, told=str(error), is_sound=False, advice=say("mend kliping.toml"))
    advice = "" if contact else "kliping init --contact YOU@EXAMPLE.ORG"
    return Finding(what=what, told=contact or say("nobody"), is_sound=contact is not None, advice=advice)


def _telling(folder: Path) -> list[Finding]:
    """Whether whoever is to be told can be. That `kliping.toml` cannot be read is said of its contact."""
    what = say("report")
    try:
        told = load_config(folder).report
    except (SiteError, OSError):
        return []
    if not told.is_told:
        return [Finding(what=what, told=say("by cron's own mail and `kliping issues` alone"))]
    program = shlex.split(told.command)[0] if told.command else ""
    missing, advice = "", ""
    if program and shutil.which(program) is None:
        missing, advice = program, say("mend [report] in kliping.toml")
    elif told.mail_to and sendmail() is None:
        missing, advice = "sendmail", say("install one (msmtp-mta, postfix), or name a command in [report]")
    if missing:
        return [Finding(what=what, told=say("there is no program {name}", name=missing), is_sound=False, advice=advice)]
    return [Finding(what=what, told=", ".join(part for part in (program, told.mail_to) if part))]


def try_telling(folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Finding:
    """A trial of the command and the mail that `[report]` names, with a report of no runs."""
    what, config = say("trial of telling"), load_config(folder)
    if not config.report.is_told:
        return Finding(what=what, told=say("[report] in kliping.toml names nobody"), is_sound=False)
    at = utc_text(now())
    wrong = tell(Report(started_at=at, ended_at=at, program=__version__, exit_code=0, runs=()), config)
    return Finding(what=what, told="; ".join(wrong) or say("done"), is_sound=not wrong)


def _sites(folder: Path) -> Finding:
    what = say("sites")
    try:
        return Finding(what=what, told=str(len(sites(folder / "sites"))))
    except (SiteError, OSError) as error:
        advice = say("mend that file: nothing is crawled before")
        return Finding(what=what, told=str(error), is_sound=False, advice=advice)


def _lock(folder: Path) -> Finding:
    what, standing = say("crawl lock"), _standing(folder)
    if not os.access(standing, os.W_OK):
        advice = say("this user cannot write to {folder}: chown it", folder=standing)
        return Finding(what=what, told=say("cannot be taken"), is_sound=False, advice=advice)
    process = holder(folder)
    told = say("free") if process is None else say("held by process {process}", process=process or say("unknown"))
    return Finding(what=what, told=told)


def _cron(folder: Path) -> Finding:
    """Whether anything sweeps this archive by itself: this user's crontab, or a timer of systemd."""
    what, place = say("cron line"), str(folder.resolve())
    lines = [line for line in _scheduled() if "kliping" in line and "sweep" in line]
    if any(place in line for line in lines):
        return Finding(what=what, told=say("this archive is swept by itself"))
    if not (folder / DATABASE).exists():
        return Finding(what=what, told=say("not needed yet"))
    return Finding(what=what, told=say("none found for this user"), advice=cron_line(folder))


def _scheduled() -> list[str]:
    lines: list[str] = []
    for path in (*Path("/etc/systemd/system").glob("*.service"), Path("/etc/crontab"), *Path("/etc/cron.d").glob("*")):
        with suppress(OSError):
            lines += path.read_text(encoding="utf-8", errors="replace").splitlines()
    command = shutil.which("crontab")
    if command is not None:
        with suppress(OSError, subprocess.TimeoutExpired):
            told = subprocess.run([command, "-l"], capture_output=True, text=True, timeout=5, check=False)  # noqa: S603 - our own command line
            lines += told.stdout.splitlines()
    return lines

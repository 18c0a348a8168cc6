"""Is this machine fit to keep an archive for decades? Each finding says what to do."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec

from archive import sqlite
from archive.lock import holder
from archive.store import DATABASE
from crawler.config import load_config
from crawler.errors import SiteError
from crawler.site import sites

# The least version of each without a fault that we know to matter; where each is argued: crawler/net/safety.py.
_FLOORS = {"scrapy": (2, 19), "lxml": (6, 1, 1), "twisted": (24, 10)}
_FREE_BYTES = 1_000_000_000
_NETWORK_FILE_SYSTEMS = ("nfs", "cifs", "smb", "fuse.sshfs", "9p")


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at."""

    what: str
    told: str
    is_sound: bool = True
    advice: str = ""


def examine(folder: Path) -> tuple[Finding, ...]:
    """Everything that is worth looking at before cron is left alone with it."""
    return (
        _python(), *_versions(), _sqlite(), _file_system(folder), _space(folder), _clock(folder), _contact(folder),
        _sites(folder), _lock(folder),
    )  # fmt: skip


def _python() -> Finding:
    return Finding(what="Python", told=sys.version.split()[0], is_sound=sys.version_info >= (3, 11), advice="")


def _versions() -> list[Finding]:
    found = []
    for name, floor in _FLOORS.items():
        told = version(name)
        numbers = tuple(int(part) for part in told.split(".")[:3] if part.isdigit())
        is_sound = numbers >= floor
        advice = "" if is_sound else f"earlier versions have known faults: pip install --upgrade {name}"
        found.append(Finding(what=name, told=told, is_sound=is_sound, advice=advice))
    return found


def _sqlite() -> Finding:
    if sqlite.wal_is_sound():
        return Finding(what="SQLite", told=f"{sqlite.VERSION}: write-ahead log")
    return Finding(
        what="SQLite", told=f"{sqlite.VERSION}: rollback journal, since its write-ahead log can lose pages",
        advice="readers wait while a sweep writes; pip install pysqlite3 brings a later SQLite where it has a wheel",
    )  # fmt: skip


def _file_system(folder: Path) -> Finding:
    kind, best = "unknown", -1
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        mounts = []
    for line in mounts:
        _, where, name, *_ = line.split(" ")
        if str(folder.resolve()).startswith(where) and len(where) > best:
            kind, best = name, len(where)
    is_sound = not kind.startswith(_NETWORK_FILE_SYSTEMS)
    advice = "" if is_sound else "SQLite's locks do not hold over a network: keep the archive on a local disk"
    return Finding(what="file system", told=kind, is_sound=is_sound, advice=advice)


def _space(folder: Path) -> Finding:
    there = folder if folder.exists() else Path()
    free = shutil.disk_usage(there).free
    is_sound = free >= _FREE_BYTES
    advice = "" if is_sound else "below 1 GB a sweep may end with exit code 3: make room"
    return Finding(what="free space", told=f"{free / 1e9:.1f} GB", is_sound=is_sound, advice=advice)


def _clock(folder: Path) -> Finding:
    now = datetime.now(UTC)
    database = folder / DATABASE
    written = datetime.fromtimestamp(database.stat().st_mtime, UTC) if database.exists() else now
    is_sound = now.year >= 2026 and written <= now.replace(year=now.year + 1)
    advice = "" if is_sound else "the clock is wrong: captures would bear false instants; set it (timedatectl)"
    return Finding(what="clock", told=now.isoformat(timespec="seconds"), is_sound=is_sound, advice=advice)


def _contact(folder: Path) -> Finding:
    try:
        contact = load_config(folder).contact
    except SiteError as error:
        return Finding(what="contact", told=str(error), is_sound=False, advice="mend kliping.toml")
    advice = "" if contact else "kliping init --contact YOU@EXAMPLE.ORG"
    return Finding(what="contact", told=contact or "nobody", is_sound=contact is not None, advice=advice)


def _sites(folder: Path) -> Finding:
    try:
        return Finding(what="sites", told=str(len(sites(folder / "sites"))))
    except SiteError as error:
        return Finding(
            what="sites", told=str(error), is_sound=False, advice="mend that file: nothing is crawled before"
        )


def _lock(folder: Path) -> Finding:
    process = holder(folder)
    told = "free" if process is None else f"held by process {process}"
    writable = not folder.exists() or os.access(folder, os.W_OK)
    advice = "" if writable else f"this user cannot write to {folder}: chown it"
    return Finding(what="crawl lock", told=told, is_sound=writable, advice=advice)

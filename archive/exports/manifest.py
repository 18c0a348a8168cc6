"""What goes with an export: which question it answers, what was left out and why, who made it, and digests of its files."""

from __future__ import annotations

import csv
import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from archive.exports.columns import dictionary


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The manifest of one export. `withheld` are the articles left out, by reason; `files` are SHA-256 by name."""

    archive: str
    program: str
    made_at: datetime
    format: str
    query: str
    is_public: bool
    all_revisions: bool
    rows: int
    articles: int
    withheld: dict[str, list[str]]
    readers: dict[str, int]
    over_long: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    options: dict[str, Any] = {}
    files: dict[str, str] = {}


def digests(paths: list[Path]) -> dict[str, str]:
    """SHA-256 of each file, by its name."""
    found = {}
    for path in paths:
        with path.open("rb") as content:
            found[path.name] = hashlib.file_digest(content, "sha256").hexdigest()
    return found


def write_manifest(path: Path, manifest: Manifest) -> None:
    """The manifest as JSON."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")


def write_dictionary(path: Path) -> None:
    """The data dictionary as CSV: each column, its kind, its meaning."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("column", "kind", "meaning"))
        writer.writerows(dictionary())

"""The register of takedowns, beside the archive and outside of it, and where its backups lie."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from archive.facts import Act
from archive.store import Archive

REGISTER = "takedowns.jsonl"
BACKUPS = "backups.txt"


def outer_register() -> Path:
    """The register outside of every archive: a backup that is restored knows nothing of later takedowns."""
    named = os.environ.get("KLIPING_REGISTER")
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(named) if named else Path(state) / "kliping" / REGISTER


def register(archive: Archive, acts: Sequence[Act]) -> None:
    """Note takedowns and reinstatements beside the archive and outside of it: digests and whose they are, no words."""
    if not acts:
        return
    told = (msgspec.to_builtins(act) | {"archive": archive.id} for act in acts)
    lines = b"".join(msgspec.json.encode(one) + b"\n" for one in told)
    for path in (archive.folder / REGISTER, outer_register()):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())


def registered(folder: Path) -> tuple[tuple[Act, str], ...]:
    """The acts of both registers, each with the id of the archive that noted it (earlier programs did not say)."""
    acts: dict[tuple[str, str], tuple[Act, str]] = {}
    for path in (folder / REGISTER, outer_register()):
        lines = path.read_bytes().split(b"\n") if path.exists() else []
        for line in lines:
            if line:
                act, owner = msgspec.json.decode(line, type=Act), str(msgspec.json.decode(line).get("archive", ""))
                acts[act.id, owner] = act, owner
    return tuple(acts.values())


def known_backups(folder: Path) -> tuple[str, ...]:
    """Where backups of this archive were made."""
    path = folder / BACKUPS
    return tuple(dict.fromkeys(path.read_text(encoding="utf-8").splitlines())) if path.exists() else ()

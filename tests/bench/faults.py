"""A process that keeps looks in an archive while the kernel refuses its nth call: what is left, and what it said.

    python -m tests.bench.faults FOLDER SOCKET     (the process; started under strace by `refused`)

What is acknowledged goes to the parent over a socket, by a call that nobody refuses.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from archive.errors import ArchiveError
from archive.facts import Capture
from archive.known import Exchange
from archive.sqlite import connect
from archive.store import Archive
from archive.upkeep.verify import verify

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename")
ERRORS = ("EIO", "ENOSPC")
LOOKS = 25


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """What one refused call left behind. `hits` is how many calls were refused: none where there were not so many."""

    code: int
    told: str
    hits: int
    lost: tuple[str, ...]
    findings: tuple[str, ...]


def keep(folder: Path, heard: socket.socket) -> int:
    """Keep looks, one after the other, and tell the parent of each that was acknowledged."""
    from tests.archive.builder import DRY, TOML, article, at, look

    try:
        with Archive.open(folder, create=True) as archive:
            archive.keep([TOML]).result()
            for number in range(LOOKS):
                url = f"https://warta.example/{number}"
                exchange = Exchange(
                    url=url, at=at(number / 100), site="warta", purpose="page", status=200, body=b"isi" * 900
                )
                place = archive.record(exchange).result()
                facts = look(article(f"Kabar {number}", tuple(f"{line} {number}" for line in DRY)), path=f"/{number}")
                capture = next(fact for fact in facts if isinstance(fact, Capture))
                assert place is not None
                archive.keep(facts).result()
                heard.send(f"{capture.id}\n".encode())
    except ArchiveError as error:
        heard.send(f"! {error}\n".encode())
        return error.exit_code
    return 0


def refused(call: str, error: str, number: int) -> Left:
    """Keep looks in a fresh archive while the `number`th `call` of a thread fails; then open it and look."""
    ours, theirs = socket.socketpair()
    with tempfile.TemporaryDirectory() as name, ours:
        folder, log = Path(name) / "archive", Path(name) / "strace"
        command = [
            "strace", "-f", "-qq", "-o", str(log), "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={number}",
            "-e", "signal=none", sys.executable, "-m", "tests.bench.faults", str(folder), str(theirs.fileno()),
        ]  # fmt: skip
        with theirs:
            environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
            process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                env=environment,
            )
        heard = b""
        while piece := ours.recv(65536):
            heard += piece
        complaint = process.communicate(timeout=60)[1]
        told = [line for line in heard.decode().splitlines() if not line.startswith("!")]
        hits = len(re.findall(r"\(INJECTED\)", log.read_text(encoding="utf-8", errors="replace")))
        return _looked(folder, process.returncode, complaint + heard.decode().partition("!")[2], told, hits)


def _looked(folder: Path, code: int, complaint: str, told: list[str], hits: int) -> Left:
    with Archive.open(folder, create=True):
        pass
    connection = connect(folder / "archive.db", readonly=True)
    kept = {row[0] for row in connection.execute("SELECT id FROM capture")}
    whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    findings = [f"{one.file}: {one.what}" for one in verify(folder)] + ([] if whole == "ok" else [whole])
    lost = tuple(one for one in told if one not in kept)
    return Left(code=code, told=complaint, hits=hits, lost=lost, findings=tuple(findings))


def wrong(left: Left) -> str:
    """What must not be; empty where all is as promised. After a call that only tidies up it may end with 0."""
    if left.code not in (0, 1, 3) or "Traceback" in left.told:
        return f"exit code {left.code}: {left.told[-500:]}"
    return "; ".join((*left.lost, *left.findings))


if __name__ == "__main__":
    sys.exit(keep(Path(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))))

"""Others' files opened in a process that may be killed: what it finds comes back piece by piece."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from archive.messages import say
from crawler.child import HEAD_BYTES, length_of
from crawler.others import Passed, Repeated, Seen

MEMORY_MB = 1024
# A child that says nothing for so long is stuck (its own clock allows a record half as much).
SILENCE = 90.0
_CHUNK = 1 << 20
_Frame = Seen | Repeated | Passed | None


def frames(
    path: Path, zone: int | None, *, memory_mb: int = MEMORY_MB, silence: float = SILENCE
) -> Iterator[Seen | Repeated | Passed]:
    """What the child finds in a file. What kills it ends the file there, and is told; the parent goes on."""
    ours, theirs = socket.socketpair()
    house = str(Path(__file__).resolve().parents[1])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (house, os.getenv("PYTHONPATH"))))}
    with theirs:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "crawler.others_child", str(theirs.fileno()), str(memory_mb),
             "" if zone is None else str(zone), str(path.resolve())],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),), process_group=0, env=environment,
        )  # fmt: skip
    decoder: msgspec.msgpack.Decoder[_Frame] = msgspec.msgpack.Decoder(_Frame)
    try:
        while True:
            try:
                one = decoder.decode(_received(ours, silence))
            except (EOFError, OSError, ValueError, msgspec.MsgspecError) as error:
                yield Passed(
                    "damaged", say("what opens {path} was ended: {error}", path=path.name, error=error), is_end=True
                )
                return
            if one is None:
                return
            yield one
    finally:
        ours.close()
        child.kill()
        child.wait()


def _received(line: socket.socket, silence: float) -> bytes:
    return _exactly(line, length_of(_exactly(line, HEAD_BYTES, silence)), silence)


def _exactly(line: socket.socket, length: int, silence: float) -> bytes:
    held = bytearray()
    while len(held) < length:
        if not select.select([line], [], [], silence)[0]:
            raise TimeoutError(f"nothing came for {silence:g} seconds")
        part = line.recv(min(_CHUNK, length - len(held)))
        if not part:
            raise EOFError("it went away")
        held += part
    return bytes(held)

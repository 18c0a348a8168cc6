"""The process that opens others' files: `python -m crawler.others_child FD MEMORY_MB ZONE PATH`.

Frames are four bytes of length and msgpack. Time is bounded record by record, memory and files once and for all.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

from crawler.child import frame, limit
from crawler.others import Passed, seen_in

# Unpacking and parsing of one record; a record of 20 MB takes a second.
RECORD_SECONDS = 30.0


def main() -> None:
    """The whole life of the child."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    descriptor, memory_mb, zone, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
    encoder = msgspec.msgpack.Encoder()
    limit(memory_mb)
    with socket.socket(fileno=descriptor) as parent, suppress(BrokenPipeError, ConnectionResetError):
        found = seen_in(path, int(zone) if zone else None)
        while True:
            signal.setitimer(signal.ITIMER_PROF, RECORD_SECONDS)
            try:
                one = next(found, None)
            except MemoryError:
                os._exit(97)
            except Exception as error:  # noqa: BLE001 - three libraries' errors on a stranger's bytes: the parent is told
                one = Passed("damaged", f"{type(error).__name__}: {error}"[:500], is_end=True)
            signal.setitimer(signal.ITIMER_PROF, 0)
            parent.sendall(frame(encoder.encode(one)))
            if one is None or (isinstance(one, Passed) and one.is_end and one.why == "damaged"):
                return


if __name__ == "__main__":
    main()

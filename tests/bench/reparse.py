"""How fast kept pages are read again after an upgrade: pages a second, and the CPU milliseconds of each part a page.

    python -m tests.bench.real --no-scores --keep FOLDER
    python -m tests.bench.reparse FOLDER

The archive is copied, and read twice by readers that call themselves later ones: once they read the same, once every
reading differs. The rate by the clock is true on an idle machine alone; `two cores` is what the CPU time would allow.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from archive.store import Archive
from crawler import reader_id
from crawler import reparse as reparsing
from crawler.reading import Readers
from crawler.site import parse
from tests.bench.process import seconds_of_children

_LATER = """
import crawler.reader_id
crawler.reader_id.READER = {reader!r}
from crawler import child, parsers
if {is_other}:
    import msgspec
    from archive.records import Article
    read = parsers.read
    def other(*given, **named):
        reading = read(*given, **named)
        if not isinstance(reading.outcome, Article):
            return reading
        outcome = msgspec.structs.replace(reading.outcome, section="Lain")
        return msgspec.structs.replace(reading, outcome=outcome)
    parsers.read = other
child.main()
"""


def measure(folder: Path, what: str, *, is_other: bool) -> None:
    """Read all pages of the archive again and print what that took."""
    reader = f"{reader_id.READER}-{what.replace(' ', '-')}"
    reparsing.READER = reader  # type: ignore[attr-defined]
    command = (sys.executable, "-P", "-c", _LATER.format(reader=reader, is_other=is_other))
    with Archive.open(folder) as archive:
        sites = {row["name"]: parse(row["text"]) for row in archive.connection().execute("SELECT * FROM site_toml")}
        began, main, process, children = (
            time.monotonic(),
            time.thread_time(),
            time.process_time(),
            seconds_of_children(),
        )
        done = reparsing.reparse(archive, sites, Readers(children=2, command=command))
        took, main, process = time.monotonic() - began, time.thread_time() - main, time.process_time() - process
        children = seconds_of_children() - children
    each = 1000 / done.pages
    print(
        f"{what}: {done.pages} pages, {done.same} the same; {done.pages / took:.0f} a second, "
        f"{2 * done.pages / (process + children):.0f} on two cores; CPU ms a page: main thread {main * each:.2f}, "
        f"writing thread {(process - main) * each:.2f}, two children with their start {children * each:.2f}",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "archive"
        shutil.copytree(chosen.folder, copy)
        measure(copy, "all the same", is_other=False)
        measure(copy, "all differ", is_other=True)


if __name__ == "__main__":
    main()

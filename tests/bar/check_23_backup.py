"""A backup every second for 60 s while a writer writes and four readers read: each copy is whole and a beginning of what was kept."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

from archive import DATABASE
from archive.sqlite import connect
from archive.store import Archive
from archive.upkeep.backup import back_up, recover
from archive.upkeep.rebuild import rebuild
from archive.upkeep.verify import verify
from tests.archive.builder import article, at, look
from tests.archive.test_backup import text
from tests.archive.test_verify import kept

SECONDS, READERS = 60, 4


def main() -> str:
    """How many copies, how much was written and read beside them, and what the drill gave back."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["KLIPING_REGISTER"] = f"{name}/register.jsonl"
        folder, target = Path(name) / "a", Path(name) / "b"
        Archive.open(folder, create=True, clock=at).close()
        until, acknowledged, asked, failures = time.monotonic() + SECONDS, [0], [0], list[str]()

        def write() -> None:
            with Archive.open(folder, clock=at) as archive:
                while time.monotonic() < until:
                    number = acknowledged[0]
                    kept(archive, look(article(f"Berita {number}", (text(number),)), path=f"/{number:06d}"))
                    acknowledged[0] += 1

        def read() -> None:
            connection = connect(folder / DATABASE, readonly=True)
            while time.monotonic() < until:
                try:
                    connection.execute("SELECT count(*) FROM articles").fetchone()
                    asked[0] += 1
                except Exception as error:  # noqa: BLE001 - whatever a reader is told is the failure
                    failures.append(str(error))
                    return
            connection.close()

        threads = [threading.Thread(target=write), *(threading.Thread(target=read) for _ in range(READERS))]
        for thread in threads:
            thread.start()
        copies = 0
        while time.monotonic() < until:
            before, began = acknowledged[0], time.monotonic()
            told = back_up(folder, target)
            assert not told.findings, told.findings[:3]
            _is_a_beginning(target, Path(name) / "copy", before)
            copies += 1
            time.sleep(max(0.0, began + 1 - time.monotonic()))
        for thread in threads:
            thread.join()
        assert not failures, failures[:3]
        back_up(folder, target)
        shutil.rmtree(folder)
        recover(target, folder, at(9))
        assert not list(verify(folder))
        told_again = rebuild(folder / "warc", Path(name) / "c", at(9))
        assert told_again.articles == acknowledged[0], (told_again, acknowledged)
    return (
        f"{copies} copies in {SECONDS} s, all whole; {acknowledged[0]} articles written and {asked[0]} questions answered "
        f"beside them, none told that it is locked; restored and rebuilt: {told_again.articles} of {acknowledged[0]}"
    )


def _is_a_beginning(target: Path, copy: Path, least: int) -> None:
    shutil.copytree(target, copy)
    with Archive.open(copy, clock=at) as archive:
        connection = archive.connection()
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        paths = [row[0] for row in connection.execute("SELECT address FROM articles ORDER BY address")]
    assert len(paths) >= least
    assert [path[-6:] for path in paths] == [f"{number:06d}" for number in range(len(paths))]
    shutil.rmtree(copy)

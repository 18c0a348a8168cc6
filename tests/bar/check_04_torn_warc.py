"""A cut at each byte of the last record, 1,000 flipped bits, 200 damaged pages of the database: verify finds every one; what is before is kept."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

from archive.store import Archive
from archive.upkeep.rebuild import rebuild
from archive.upkeep.verify import verify
from archive.warc import records
from tests.archive.builder import at
from tests.archive.test_verify import facts_of, lived

FLIPS, PAGES, PAGE = 1000, 200, 4096


def main() -> str:
    """The figures of the damage."""
    with tempfile.TemporaryDirectory() as name:
        folder = lived(Path(name) / "a")
        with Archive.open(folder, clock=lambda: at(5)) as archive:
            archive.seal()
        warc = min((folder / "warc").iterdir())
        content = warc.read_bytes()
        places = [record.place for record in records(warc)]
        cuts = _cuts(folder, warc, content, places[-1].offset)
        _flips(folder, warc, content, [place.offset for place in places])
        warc.write_bytes(content)
        hurt = _pages(folder)
        kept = _recovered(Path(name), warc, content, places[-1].offset)
    return (
        f"{cuts} cuts, {FLIPS} flips, {PAGES} damaged pages (of which {hurt} hurt a fact): all found; "
        f"{kept} articles made again after a cut"
    )


def _cuts(folder: Path, warc: Path, content: bytes, last: int) -> int:
    for end in range(last, len(content)):
        warc.write_bytes(content[:end])
        assert any(found.file == warc.name for found in verify(folder)), end
    return len(content) - last


def _flips(folder: Path, warc: Path, content: bytes, offsets: list[int]) -> None:
    chance = random.Random(4)
    for _ in range(FLIPS):
        where, bit = chance.randrange(len(content)), chance.randrange(8)
        flipped = bytearray(content)
        flipped[where] ^= 1 << bit
        warc.write_bytes(flipped)
        hurt = str(max(offset for offset in offsets if offset <= where))
        assert hurt in {found.offset for found in verify(folder) if found.file == warc.name}, (where, bit)


def _pages(folder: Path) -> int:
    path, chance, hurt = folder / "archive.db", random.Random(5), 0
    content, whole = path.read_bytes(), facts_of(folder)
    for number in range(PAGES):
        start = chance.randrange(len(content) // PAGE) * PAGE
        page = bytearray(content[start : start + PAGE])
        if number % 2:
            page[:] = chance.randbytes(PAGE)
        else:
            for _ in range(20):
                page[chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
        path.write_bytes(content[:start] + page + content[start + PAGE :])
        found, is_hurt = list(verify(folder)), facts_of(folder) != whole
        assert found or not is_hurt, start
        hurt += is_hurt
    path.write_bytes(content)
    return hurt


def _recovered(scratch: Path, warc: Path, content: bytes, last: int) -> int:
    """All that was before the cut is there again, made of the WARCs."""
    shutil.copytree(warc.parent, scratch / "cut")
    (scratch / "cut" / warc.name).write_bytes(content[: last + 10])
    told = rebuild(scratch / "cut", scratch / "new", at(6))
    assert told.articles == 3, told
    return told.articles

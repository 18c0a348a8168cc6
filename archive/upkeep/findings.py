"""What verify finds, and the seals that it checks while it walks the WARC files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from archive import DATABASE
from archive.facts import Seal, Span
from archive.rows import fact_of
from archive.seals import chained, leaf, root
from archive.warc import Damage, Record

_SHOWN = 300


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not what it was: in which file, where (an offset, or a table and a row's id), and what."""

    file: str
    offset: str
    what: str


def finding(file: str, offset: int | str, what: str) -> Finding:
    """A finding whose words may stand on a terminal."""
    return Finding(file=_shown(file), offset=_shown(str(offset)), what=_shown(what))


def _shown(text: str) -> str:
    """Text from a damaged or hostile page as it may stand on a terminal."""
    return "".join(char if char.isprintable() else "?" for char in text[:_SHOWN])


class Seals:
    """The seals of all archives whose files lie here, and the leaves of the records that each is about."""

    def __init__(self) -> None:
        self._seals: dict[str, Seal] = {}
        self._spans: dict[str, list[tuple[Span, str]]] = {}
        self._leaves: dict[str, dict[tuple[str, int], bytes]] = {}
        self._damaged: set[str] = set()
        self.explained: set[str] = set()

    def read(self, connection: Any) -> Iterator[Finding]:
        """Learn the seals, and which tombstones may stand; whether each seal is chained to the one before."""
        for row in connection.execute("SELECT detail FROM act WHERE kind = 'takedown'").fetchall():
            self.explained.update(msgspec.json.decode(row[0]).get("records", ()))
        withheld = connection.execute("SELECT warc_record FROM capture WHERE withheld AND warc_record IS NOT NULL")
        self.explained.update(row[0] for row in withheld.fetchall())
        for row in connection.execute("SELECT * FROM seal ORDER BY archive, at, day, id").fetchall():
            seal: Any = fact_of("seal", row)
            self._seals[seal.id] = seal
            for span in seal.spans:
                self._spans.setdefault(span.file, []).append((span, seal.id))
        for seal in self._seals.values():
            before = self._seals.get(seal.previous) if seal.previous else None
            if seal.previous and before is None:
                yield finding(DATABASE, f"seal {seal.id}", "the seal before it is not there")
            elif seal.chain != chained(before.chain if before else "", seal.day, seal.leaves, seal.root):
                yield finding(DATABASE, f"seal {seal.id}", "the seal is not chained to the one before")

    def take(self, found: Record | Damage) -> None:
        """One record, or damage, in the order of the file."""
        place = found if isinstance(found, Damage) else found.place
        for span, seal in self._spans.get(place.file, ()):
            if span.start <= place.offset < span.end:
                if isinstance(found, Damage):
                    self._damaged.add(seal)
                else:
                    leaves = self._leaves.setdefault(seal, {})
                    leaves[place.file, place.offset] = leaf(found.place.record_id, found.digest)

    def broken(self) -> Iterator[Finding]:
        """The seals whose records are others than they were. Where damage was named, that says it already."""
        for seal in self._seals.values():
            leaves = self._leaves.get(seal.id, {})
            in_order = [
                leaves[place] for span in seal.spans for place in sorted(leaves)
                if place[0] == span.file and span.start <= place[1] < span.end
            ]  # fmt: skip
            is_same = len(in_order) == seal.leaves and root(in_order) == seal.root
            if not is_same and seal.id not in self._damaged:
                first = seal.spans[0] if seal.spans else Span(file="", start=0, end=0)
                yield finding(first.file, first.start, f"the records are not those that were sealed for {seal.day}")

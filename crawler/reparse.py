"""Kept pages read again with today's reader, TOMLs and furniture: what would change is shown before it is accepted.

Old readings stay facts. What was read again already in today's context is left out, so a reparse that was cut off goes
on where it stopped.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from itertools import islice
from typing import Any

import msgspec

from archive.decisions import released
from archive.errors import ArchiveError, RecordRejected
from archive.facts import AnyFact, Furniture, KeptReading
from archive.known import Kept
from archive.records import Article, Context, Outcome, plain
from archive.rows import fact_of, outcome_of, reading_rows
from archive.store import Archive
from crawler.errors import ReaderKilled
from crawler.raw_page import RawPage
from crawler.reader_id import READER
from crawler.reading import Readers, Task, read_all
from crawler.site import Site

EXAMPLES = 3
_SHOWN = 160
_AT_ONCE = 256
_TOGETHER = 64
# Of each address every body that was once read: its wordings stay comparable with each other.
_PAGES = """
SELECT c.*, r.parts FROM capture c JOIN reading r ON r.capture = c.id
WHERE c.purpose = 'page' AND c.status = 200 AND c.warc_file IS NOT NULL AND NOT c.withheld AND (? IS NULL OR c.site = ?)
AND r.id = (SELECT id FROM reading WHERE capture = c.id ORDER BY json_array_length(parts) DESC, id LIMIT 1)
AND c.id > ? {chosen} ORDER BY c.id LIMIT ?
"""
_AT_ADDRESSES = "AND c.address IN (SELECT value FROM json_each(?))"


class Example(msgspec.Struct, frozen=True):
    """What one page's field said, and what it would say."""

    address: str
    before: str
    after: str


class Reparsed(msgspec.Struct, kw_only=True):
    """How many pages were read again, and what is different, field by field."""

    pages: int = 0
    same: int = 0
    unreadable: int = 0
    changed: Counter[str] = msgspec.field(default_factory=Counter)
    examples: dict[str, list[Example]] = msgspec.field(default_factory=dict)

    def note(self, address: str, fields: Mapping[str, tuple[str, str]]) -> None:
        """Count a page, and what is different between two readings of it: field by field what it was, and would be."""
        self.pages += 1
        self.same += not fields
        for field, (old, new) in fields.items():
            self.changed[field] += 1
            shown = self.examples.setdefault(field, [])
            if len(shown) < EXAMPLES:
                shown.append(Example(address, old, new))


class _Again(msgspec.Struct, frozen=True):
    """A page to be read again."""

    address: str
    captures: tuple[str, ...]
    pages: tuple[RawPage, ...]
    site: Site | None
    furniture: Furniture | None
    shown: Any


def reparse(
    archive: Archive, sites: Mapping[str, Site], readers: Readers, *, site: str | None = None, is_dry: bool = False,
    most: int | None = None, addresses: Sequence[str] | None = None, tell: Callable[[int], None] = lambda _pages: None,
) -> Reparsed:  # fmt: skip
    """Read kept pages again; keep the readings unless it is a dry run. `most` pages at most, or those of `addresses`."""
    done = Reparsed()
    asked: deque[_Again] = deque()
    read: list[list[AnyFact]] = []
    waiting: deque[Future[Kept]] = deque()

    def tasks() -> Iterator[Task]:
        for kept in islice(_pages(archive, sites, site, done, addresses), most):
            asked.append(kept)
            yield kept.pages, kept.site, kept.furniture

    def hand_in() -> None:
        waiting.extend(map(archive.keep, read))
        read.clear()

    try:
        with closing(read_all(tasks(), readers)) as answers:
            for answer in answers:
                kept = asked.popleft()
                if isinstance(answer, ReaderKilled):
                    done.unreadable += 1
                    continue
                again = KeptReading(captures=kept.captures, reading=answer.reading)
                done.note(kept.address, _differences(archive.connection(), kept.shown, again))
                if not is_dry:
                    facts: list[AnyFact] = [kept.site.fact] if kept.site else []
                    read.append([*facts, again])
                # Nobody waits for a single one: one by one each would be a commit, and two fsyncs.
                if len(read) >= _TOGETHER:
                    hand_in()
                while len(waiting) > _AT_ONCE:
                    _settle(waiting.popleft(), done)
                tell(done.pages)
    finally:
        # Also when it is stopped: what was read need not be read again.
        hand_in()
    while waiting:
        _settle(waiting.popleft(), done)
    return done


def _settle(future: Future[Kept], done: Reparsed) -> None:
    """Wait until a reading is kept. What cannot be kept is that page's trouble alone."""
    try:
        future.result()
    except RecordRejected:
        done.unreadable += 1


def _pages(
    archive: Archive, sites: Mapping[str, Site], site: str | None, done: Reparsed, addresses: Sequence[str] | None
) -> Iterator[_Again]:
    sql, chosen = _PAGES.format(chosen=""), list[Any]()
    if addresses is not None:
        sql, chosen = _PAGES.format(chosen=_AT_ADDRESSES), [msgspec.json.encode(addresses).decode()]
    connection, last = archive.connection(), ""
    freed = released(connection)
    furniture: dict[str, Furniture | None] = {}
    while rows := connection.execute(sql, (site, site, last, *chosen, _AT_ONCE)).fetchall():
        last = rows[-1]["id"]
        for row in rows:
            name = row["site"]
            if name not in furniture:
                furniture[name] = archive.furniture(name)
            context = Context(
                reader=READER, site_toml=sites[name].fact.id if name in sites else None,
                furniture=found.id if (found := furniture[name]) else None,
            )  # fmt: skip
            if _is_read(connection, row["id"], context):
                continue
            try:
                yield _kept(archive, row, sites.get(name), furniture[name], is_released=row["address"] in freed)
            except ArchiveError:
                # Damaged (verify names it), or taken down.
                done.unreadable += 1


def _is_read(connection: Any, capture: str, context: Context) -> bool:
    row = connection.execute(
        "SELECT 1 FROM reading WHERE capture = ? AND reader = ? AND site_toml IS ? AND furniture IS ?",
        (capture, context.reader, context.site_toml, context.furniture),
    ).fetchone()
    return row is not None


def _kept(archive: Archive, row: Any, site: Site | None, furniture: Furniture | None, *, is_released: bool) -> _Again:
    parts = msgspec.json.decode(row["parts"], type=list[str])
    connection = archive.connection()
    captures: list[Any] = [fact_of("capture", row)]
    for part in parts:
        captures.append(archive.capture(part))
    pages = tuple(RawPage.of(one, archive.body_of(one), is_released=is_released) for one in captures if one is not None)
    shown = connection.execute(
        "SELECT r.* FROM reading r LEFT JOIN revision v ON v.wording = r.wording AND v.reading = r.id WHERE r.capture = ? "
        "ORDER BY v.reading IS NULL, r.reader DESC, r.id LIMIT 1", (row["id"],),
    ).fetchone()  # fmt: skip
    return _Again(row["address"], (row["id"], *parts), pages, site, furniture, shown)


def _differences(connection: Any, shown: Any, again: KeptReading) -> dict[str, tuple[str, str]]:
    """The fields that differ, each as it was and as it would be; `kind` where one is no article."""
    # All that an outcome says stands in these two, in one canonical form: most readings say the same.
    if (shown["wording"], shown["fields"]) == reading_rows(again).outcome:
        return {}
    wording = connection.execute("SELECT * FROM wording WHERE id = ?", (shown["wording"],)).fetchone()
    before, after = outcome_of(shown, wording), again.reading.outcome
    old, new = plain(before), plain(after)
    if not isinstance(before, Article) or not isinstance(after, Article):
        return {"kind": (_told(before), _told(after))} if old != new else {}
    return {
        field: (_short(old.get(field)), _short(new.get(field)))
        for field in sorted(old.keys() | new.keys()) if old.get(field) != new.get(field)
    }  # fmt: skip


def _told(outcome: Outcome) -> str:
    kind = str(outcome.__struct_config__.tag)
    reason = getattr(outcome, "reason", None) or getattr(outcome, "why", None)
    return f"{kind}: {reason}" if reason else kind


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else "" if value is None else msgspec.json.encode(value).decode()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"

"""Two archives become one: facts are added, WARC files copied, and what they touch is derived again.

Idempotent, and the same in either order: a fact is keyed by its content, and of two rows that tell one fact otherwise
(another record's place, another look at the same list) the lesser one stays. Works for a laptop that comes home, for
machines that shared the sites among them, and for a restored backup.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from archive import DATABASE
from archive.derive import derive
from archive.errors import ArchiveDamaged, ArchiveError, ArchiveMissing, ArchiveTooNew
from archive.indexing import apply
from archive.keeping import tell_site
from archive.refusals import tell_refusals
from archive.rows import FACTS, least_insertion
from archive.schema import FACT_TABLES, LATEST, migrate
from archive.sealing import owner_and_day
from archive.sqlite import connect, transaction
from archive.telling import tell_article
from archive.upkeep.verify import wrong_fact, wrong_reading, wrong_wording
from archive.warc import Damage, Record, walk

_CHUNK = 1 << 20
_JOINED = (
    "SELECT subject FROM main.act WHERE kind IN ('join', 'split') AND id IN "
    "(SELECT id FROM temp.fresh WHERE kind = 'act') ORDER BY at, id"
)
_READINGS = """
SELECT r.*, e.evidence, w.id AS w_id, w.title, w.subtitle, w.body FROM other.reading r
LEFT JOIN other.evidence e ON e.reading = r.id LEFT JOIN other.wording w ON w.id = r.wording
WHERE r.id IN (SELECT id FROM ({reading})) OR r.id IN (SELECT reading FROM ({evidence}))
"""
_KEYS = {"evidence": "reading"}
_AT_ONCE = 200  # articles that are derived before the search index is told


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """What came home: new rows by table, WARC files, and how many articles are others now."""

    facts: dict[str, int] = {}
    files: int = 0
    articles: int = 0


def merge(folder: Path, other: Path, *, tell: Callable[[str, int], None] = lambda _what, _count: None) -> Merged:
    """Bring another archive's facts and files into the archive of `folder`. The other is only read.

    What takedowns of either side refuse is to be taken away again by archive.upkeep.takedown.enforce. ArchiveMissing;
    ArchiveTooNew where a later program wrote the other; ArchiveDamaged where a row of it that would come is not what
    its digest says.
    """
    if not (other / DATABASE).exists():
        raise ArchiveMissing(f"there is no archive in {other}")
    if other.resolve() == folder.resolve():
        raise ArchiveError("an archive is not merged with itself")
    with _settled(other) as database, closing(connect(folder / DATABASE)) as connection:
        connection.execute("ATTACH DATABASE ? AS other", (str(database),))
        _refuse_damaged(connection, other)
        # Files first: the database never refers to bytes that are not there.
        renamed, files = _bring_files(other / "warc", folder / "warc")
        tell("files", files)
        with transaction(connection):
            counts, articles, pages, sites = _bring_facts(connection, renamed)
            tell_refusals(connection)
            _derive(connection, articles, pages, tell)
            for joined in connection.execute(_JOINED).fetchall():
                tell_article(connection, joined[0])
            for site in sites:
                tell_site(connection, site)
    return Merged(facts=counts, files=files, articles=len(articles))


@contextmanager
def _settled(folder: Path) -> Iterator[Path]:
    """The other's database as it stands at one instant, at this program's schema."""
    with closing(connect(folder / DATABASE, readonly=True)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > LATEST:
            raise ArchiveTooNew(
                f"the archive has schema {version}, this program knows {LATEST}: install a later Kliping"
            )
        with tempfile.TemporaryDirectory(prefix="kliping-") as name:
            path = Path(name) / DATABASE
            with closing(connect(path)) as copy:
                connection.backup(copy)
                migrate(copy)
            yield path


# ------------------------------------------------------------------------------------------------------------- files


def _bring_files(source: Path, target: Path) -> tuple[dict[str, str], int]:
    """Copy the WARC files that are not here; which of them have another name here, and how many were new.

    Two copies of one archive that both went on have files of one name with different ends: the other's is taken in
    under the next free number of its day.
    """
    renamed: dict[str, str] = {}
    new = 0
    for path in sorted(source.glob("*.warc.gz")):
        size = path.stat().st_size
        about = owner_and_day(path.name)
        alike = sorted(target.glob(path.name[:-14] + "*.warc.gz")) if about else [target / path.name]
        for here in sorted(alike, key=lambda one: one.name != path.name):
            is_longer = here.exists() and here.stat().st_size >= size
            if is_longer and (_begins_alike(path, here, size) or _tells_alike(path, here)):
                renamed[path.name] = here.name
                break
        else:
            here = target / path.name
            goes_on = here.exists() and (_begins_alike(path, here, here.stat().st_size) or _tells_alike(here, path))
            if here.exists() and not goes_on:
                here = _free_name(target, path.name)
            _copy(path, here)
            renamed[path.name] = here.name
            new += 1
    return {old: name for old, name in renamed.items() if old != name}, new


def _begins_alike(a: Path, b: Path, length: int) -> bool:
    with a.open("rb") as left, b.open("rb") as right:
        while length > 0:
            part = left.read(min(_CHUNK, length))
            if not part or part != right.read(len(part)):
                return False
            length -= len(part)
    return True


def _tells_alike(a: Path, b: Path) -> bool:
    """Whether a file's records are those of another, or tombstones stand for them on either side: then it is no new one."""
    others = walk(b, goes_on=False)
    for one in walk(a, goes_on=False):
        other = next(others, None)
        if isinstance(one, Damage) or not isinstance(other, Record) or one.place.offset != other.place.offset:
            return False
        if one.place.length != other.place.length or one.digest != other.digest:
            return False
    return True


def _free_name(folder: Path, name: str) -> Path:
    number = int(name[-13:-8])
    while (folder / f"{name[:-13]}{number:05d}.warc.gz").exists():
        number += 1
    return folder / f"{name[:-13]}{number:05d}.warc.gz"


def _copy(source: Path, target: Path) -> None:
    """Copy whole or not at all, and on the disk."""
    draft = target.with_suffix(".part")
    shutil.copyfile(source, draft)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(target)
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# ------------------------------------------------------------------------------------------------------------- facts


def _refuse_damaged(connection: Any, other: Path) -> None:
    """Look at each row that is new or told otherwise here: of two tellings the lesser stays, and damage may be that."""
    wrong = [f"{table} {row['id']}: {what}" for table, row, what in _checked(connection) if what]
    if wrong:
        raise ArchiveDamaged(
            f"{other} is damaged, and nothing of it was taken in: {wrong[0]} ({len(wrong)} in all); "
            "`kliping verify` names each, `kliping rebuild --from` its warc folder makes it again"
        )


def _checked(connection: Any) -> Iterator[tuple[str, Any, str]]:
    for table in FACTS:
        for row in connection.execute(_differing(connection, table)):
            yield table, row, wrong_fact(table, row)
    for row in connection.execute(_differing(connection, "wording")):
        yield "wording", row, wrong_wording(row)
    both = _READINGS.format(reading=_differing(connection, "reading"), evidence=_differing(connection, "evidence"))
    for row in connection.execute(both):
        yield "reading", row, wrong_reading(row)


def _differing(connection: Any, table: str) -> str:
    """A question for the other's rows that are not here, or are otherwise."""
    key = _KEYS.get(table, "id")
    names = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]
    theirs, ours = (", ".join(f"{side}.{name}" for name in names) for side in ("o", "m"))
    return (
        f"SELECT o.* FROM other.{table} o LEFT JOIN main.{table} m ON m.{key} = o.{key} "  # noqa: S608 - names are the schema's
        f"WHERE m.{key} IS NULL OR ({theirs}) IS NOT ({ours})"
    )


def _bring_facts(connection: Any, renamed: dict[str, str]) -> tuple[dict[str, int], list[str], list[str], list[str]]:
    """Insert the other's facts; new rows by table, and the articles, pages and sites that they are about."""
    connection.execute("CREATE TEMP TABLE renamed (old TEXT PRIMARY KEY, new TEXT NOT NULL)")
    connection.executemany("INSERT INTO temp.renamed VALUES (?, ?)", renamed.items())
    connection.execute("CREATE TEMP TABLE fresh (kind TEXT, id TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID")
    counts = {table: _bring(connection, table) for table in FACT_TABLES}
    connection.execute(
        "INSERT INTO main.warc_file SELECT coalesce((SELECT new FROM temp.renamed WHERE old = name), name), whole "
        "FROM other.warc_file WHERE true ON CONFLICT (name) DO UPDATE SET whole = max(whole, excluded.whole)"
    )
    looks = (
        "SELECT id FROM temp.fresh WHERE kind = 'capture' UNION SELECT capture FROM main.reading WHERE id IN "
        "(SELECT id FROM temp.fresh WHERE kind = 'reading')"
    )
    seen = connection.execute(f"SELECT id FROM main.capture WHERE purpose = 'page' AND id IN ({looks})")  # noqa: S608 - our own words
    pages = [row[0] for row in seen]
    # An address that is told to be another article's changes both.
    articles = [
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT article FROM main.address WHERE address IN ("  # noqa: S608 - our own words
            "SELECT address FROM main.address WHERE id IN (SELECT id FROM temp.fresh WHERE kind = 'address') "
            f"UNION SELECT address FROM main.capture WHERE id IN ({looks})) ORDER BY article"
        )
    ]
    described = connection.execute(
        "SELECT site FROM main.run_opened WHERE id IN (SELECT id FROM temp.fresh WHERE kind = 'run_opened') UNION "
        "SELECT name FROM main.site_toml WHERE id IN (SELECT id FROM temp.fresh WHERE kind = 'site_toml') ORDER BY 1"
    )
    return {table: count for table, count in counts.items() if count}, articles, pages, [row[0] for row in described]


def _bring(connection: Any, table: str) -> int:
    """Insert the rows of one table; how many were new. Of two rows of one id the lesser stays."""
    key = _KEYS.get(table, "id")
    columns = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]
    chosen = [
        "coalesce((SELECT new FROM temp.renamed WHERE old = warc_file), warc_file)" if name == "warc_file" else name
        for name in columns
    ]
    connection.execute(
        f"INSERT INTO temp.fresh SELECT '{table}', {key} FROM other.{table} "  # noqa: S608 - names are the schema's
        f"WHERE {key} NOT IN (SELECT {key} FROM main.{table})"
    )
    new = connection.execute("SELECT changes()").fetchone()[0]
    source = f"SELECT {', '.join(chosen)} FROM other.{table} WHERE true ORDER BY other.{table}.rowid"  # noqa: S608 - names are the schema's
    connection.execute(least_insertion(table, tuple(columns), source, key))
    return int(new)


def _derive(connection: Any, articles: list[str], pages: list[str], tell: Callable[[str, int], None]) -> None:
    for start in range(0, len(articles), _AT_ONCE):
        apply(connection, derive(connection, articles[start : start + _AT_ONCE]))
        tell("articles", start)
    derive(connection, [], pages=pages)

"""What a takedown takes: an article's captures and addresses, and the records that hold its text or name it in a list."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from archive.address import AddressRules, address
from archive.errors import UnknownArticle
from archive.facts import Act, AnyFact, KeptReading, Link, Listing
from archive.outlet import outlet
from archive.refusals import names
from archive.sealing import owner_and_day
from archive.telling import site_toml
from archive.tombstones import stands_for_another
from archive.warc import FACTS_TYPE, Damage, Record, payload_decoded, walk

# A shorter headline is found in too many others.
_LONG_ENOUGH = 11
# What persons wrote of a text: a reading of theirs, a note. What they decided about it stays.
OF_THE_TEXT = ("correct", "note")
_BEFORE = timedelta(days=2)
Found = list[tuple[Record, bytes | None]]


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What is to go: an article's captures (further pages of its text too), addresses, and headlines by which lists name it."""

    article: str
    site: str
    day: str
    rules: AddressRules
    captures: frozenset[str]
    urls: frozenset[str]
    titles: frozenset[str]
    detail: dict[str, Any]

    def is_named_by(self, link: Link, site: str) -> bool:
        """Whether a list's link is to the article, however it is spelled, or bears its headline under another address."""
        if link.url in self.urls or (link.title and site == self.site and " ".join(link.title.split()) in self.titles):
            return True
        return any(path_of(url) in link.url for url in self.urls) and _canonical(link.url, self.rules) in self.urls


def target_of(connection: Any, article: str, told: Sequence[KeptReading] = ()) -> Target:
    """What is to go with an article; `told` are readings of it that the database has not. UnknownArticle."""
    born = connection.execute("SELECT * FROM article WHERE id = ?", (article,)).fetchone()
    if born is None:
        raise UnknownArticle(f"no article {article[:12]}")
    addresses = [row[0] for row in connection.execute("SELECT address FROM address WHERE article = ?", (article,))]
    looks = connection.execute(
        "SELECT c.* FROM address a JOIN capture c ON c.address = a.address WHERE a.article = ? ORDER BY c.at",
        (article,),
    ).fetchall()
    readings = connection.execute(
        "SELECT r.parts, w.id, w.title FROM address a JOIN capture c ON c.address = a.address "
        "JOIN reading r ON r.capture = c.id LEFT JOIN wording w ON w.id = r.wording WHERE a.article = ?",
        (article,),
    ).fetchall()
    parts = {part for row in readings for part in msgspec.json.decode(row["parts"], type=list[str])}
    looks += _further_pages(connection, parts.union(*(kept.captures[1:] for kept in told)))
    titles = {row["title"] for row in readings if row["title"]}
    titles |= {" ".join(kept.reading.article.title.split()) for kept in told if kept.reading.article}
    row = connection.execute("SELECT sketch FROM sketch WHERE article = ?", (article,)).fetchone()
    toml = site_toml(connection, born["site"])
    digests = {row[name] for row in looks for name in ("payload_digest", "body_digest") if row["status"] == 200}
    return Target(
        article=article, site=born["site"], day=min((row["at"][:10] for row in looks), default=""),
        rules=outlet(toml).rules if toml else AddressRules(), captures=frozenset(row["id"] for row in looks),
        urls=frozenset([*addresses, *(row[name] for row in looks for name in ("url", "address"))]),
        titles=frozenset(title for title in titles if len(title) > _LONG_ENOUGH),
        detail={
            "keys": [born["identity_key"]], "addresses": sorted({*addresses, *(row["address"] for row in looks)}),
            "wordings": sorted({row["id"] for row in readings if row["id"]}),
            "bodies": sorted(digest for digest in digests if digest),
            "sketches": [base64.b64encode(row["sketch"]).decode()] if row else [],
        },
    )  # fmt: skip


def lists_naming(connection: Any, target: Target) -> list[tuple[str, str]]:
    """The lists that name it, each with its look: of its own site by address or headline, of others by address."""
    paths = sorted({path_of(url) for url in target.urls})
    others = " OR ".join(["instr(links, ?)"] * len(paths))
    sql = f"SELECT id, site, capture, links FROM listing WHERE site = ? OR {others}"  # noqa: S608 - marks alone
    return [
        (row["id"], row["capture"]) for row in connection.execute(sql, (target.site, *paths))
        if any(
            target.is_named_by(link, row["site"]) for link in msgspec.json.decode(row["links"], type=tuple[Link, ...])
        )
    ]  # fmt: skip


def _since(connection: Any, target: Target) -> Target:
    """The target with the day of the first list that named it: a text may be asked for days after."""
    looks = [
        row["at"][:10] for _, capture in lists_naming(connection, target)
        for row in connection.execute("SELECT at FROM capture WHERE id = ?", (capture,))
    ]  # fmt: skip
    day = min((day for day in (target.day, *looks) if day), default="")
    # A sweep goes on past midnight, and what one source lists another may have listed before.
    return msgspec.structs.replace(target, day=f"{date.fromisoformat(day) - _BEFORE}" if day else "")


def _further_pages(connection: Any, parts: Iterable[str]) -> list[Any]:
    """The looks at an article's second and later pages. What is another article's own address is not its page."""
    return [
        row for part in sorted(parts)
        for row in connection.execute(
            "SELECT * FROM capture c WHERE id = ? AND NOT EXISTS (SELECT 1 FROM address a WHERE a.address = c.address)",
            (part,),
        )
    ]  # fmt: skip


def described(connection: Any, article: str, told: Sequence[KeptReading] = ()) -> Target:
    """The target as the database tells it, with the day of the first list that named it. UnknownArticle."""
    return _since(connection, target_of(connection, article, told))


def records_of(warc: Path, target: Target) -> tuple[Found, int]:
    """The records that hold a text, and how many pages of others its headline stands on.

    A record is given with the facts that may stay in its place (None: it holds no facts).
    """
    quoting: set[str] = set()
    return list(_records_of(warc, target, quoting)), len(quoting)


def found_of(connection: Any, warc: Path, article: str) -> tuple[Target, Found, int]:
    """Target and records of what was taken down before, whatever of it the database has still."""
    target = described(connection, article)
    found, quoting = records_of(warc, target)
    # Where a crash left readings in a WARC that the database has no more, they tell the headline.
    told = described(connection, article, list(_readings_in(found, target)))
    return (target, found, quoting) if told == target else (told, *records_of(warc, told))


def _readings_in(found: Found, target: Target) -> Iterator[KeptReading]:
    for record, lines in found:
        for line in record.block.split(b"\n") if lines is not None else ():
            fact: Any = msgspec.json.decode(line, type=AnyFact) if line else None
            if isinstance(fact, KeptReading) and not target.captures.isdisjoint(fact.captures):
                yield fact


def _records_of(warc: Path, target: Target, quoting: set[str]) -> Iterator[tuple[Record, bytes | None]]:
    """The records that hold the text.

    `quoting` gets the addresses of other pages that hold the headline: they are another article's, and stay.
    """
    for path in sorted(warc.glob("*.warc.gz")):
        about = owner_and_day(path.name)
        if about is not None and about[1] < target.day:
            continue
        for found in walk(path):
            if isinstance(found, Damage):
                continue
            if found.headers.get("content-type") == FACTS_TYPE:
                lines = found.block.split(b"\n")
                stay = [line for line in lines if not (line and _tells(line, target))]
                if len(stay) != len(lines):
                    yield found, b"\n".join(stay)
            elif found.type in ("response", "revisit") and not stands_for_another(found):
                if _holds(found, target):
                    yield found, None
                elif _is_of_site(found, target) and names(payload_decoded(found), target.titles):
                    quoting.add(found.headers["warc-target-uri"])


def _tells(line: bytes, target: Target) -> bool:
    """Whether a fact tells of the text: a reading of its captures, what a person wrote of it, or a list that names it."""
    fact: Any = msgspec.json.decode(line, type=AnyFact)
    if isinstance(fact, KeptReading):
        return not target.captures.isdisjoint(fact.captures)
    if isinstance(fact, Act):
        return fact.subject == target.article and fact.kind in OF_THE_TEXT
    return isinstance(fact, Listing) and any(target.is_named_by(link, fact.site) for link in fact.links)


def _holds(record: Record, target: Target) -> bool:
    """Whether an answer is one of the article's pages, or a list of its site that names it."""
    if record.headers.get("warc-target-uri") in target.urls:
        return bool(record.payload)
    if record.headers.get("kliping-purpose") != "source" or not _is_of_site(record, target):
        return False
    return names(payload_decoded(record), (*target.urls, *target.titles))


def _is_of_site(record: Record, target: Target) -> bool:
    return record.headers.get("kliping-site") == target.site


def path_of(url: str) -> str:
    """What every spelling of an address has of it: all but scheme, host and parameters."""
    return url.partition("://")[2].partition("/")[2].partition("?")[0].rstrip("/")


def _canonical(url: str, rules: AddressRules) -> str:
    try:
        return address(url, rules).url
    except ValueError:
        return url

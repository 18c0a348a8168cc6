"""What a takedown takes: an article's captures and addresses, and the records that hold its text or name it in a list."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from archive.errors import UnknownArticle
from archive.facts import AnyFact, KeptReading, Listing
from archive.sealing import owner_and_day
from archive.tombstones import stands_for_another
from archive.warc import FACTS_TYPE, Damage, Record, payload_decoded, walk

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# A shorter path (`berita/7`) is found in too many others.
_LONG_ENOUGH = 11


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What is to go: an article's captures, addresses, and the headlines by which lists name it."""

    article: str
    site: str
    day: str
    captures: frozenset[str]
    urls: frozenset[str]
    titles: frozenset[str]
    detail: dict[str, Any]


def target_of(connection: Any, article: str) -> Target:
    """What is to go with an article. UnknownArticle."""
    born = connection.execute("SELECT * FROM article WHERE id = ?", (article,)).fetchone()
    if born is None:
        raise UnknownArticle(f"no article {article[:12]}")
    addresses = [row[0] for row in connection.execute("SELECT address FROM address WHERE article = ?", (article,))]
    looks = connection.execute(
        "SELECT c.* FROM address a JOIN capture c ON c.address = a.address WHERE a.article = ? ORDER BY c.at",
        (article,),
    ).fetchall()
    wordings = connection.execute(
        "SELECT DISTINCT w.id, w.title FROM address a JOIN capture c ON c.address = a.address "
        "JOIN reading r ON r.capture = c.id JOIN wording w ON w.id = r.wording WHERE a.article = ? ORDER BY w.id",
        (article,),
    ).fetchall()
    row = connection.execute("SELECT sketch FROM sketch WHERE article = ?", (article,)).fetchone()
    digests = {row[name] for row in looks for name in ("payload_digest", "body_digest") if row["status"] == 200}
    return Target(
        article=article, site=born["site"], day=looks[0]["at"][:10] if looks else "",
        captures=frozenset(row["id"] for row in looks), urls=frozenset([*addresses, *(row["url"] for row in looks)]),
        titles=frozenset(row["title"] for row in wordings if len(row["title"]) > 11),
        detail={
            "keys": [born["identity_key"]], "addresses": sorted(addresses),
            "wordings": [row["id"] for row in wordings], "bodies": sorted(digest for digest in digests if digest),
            "sketches": [base64.b64encode(row["sketch"]).decode()] if row else [],
        },
    )  # fmt: skip


def records_of(warc: Path, target: Target, quoting: set[str]) -> Iterator[tuple[Record, bytes | None]]:
    """The records that hold the text, each with the facts that may stay in its place (None: it holds no facts).

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
                elif _is_of_site(found, target) and _names(found, target.titles):
                    quoting.add(found.headers["warc-target-uri"])


def _tells(line: bytes, target: Target) -> bool:
    """Whether a fact tells of the text: a reading of its captures, or a list that names it."""
    fact: Any = msgspec.json.decode(line, type=AnyFact)
    if isinstance(fact, KeptReading):
        return not target.captures.isdisjoint(fact.captures)
    return isinstance(fact, Listing) and any(link.url in target.urls for link in fact.links)


def _holds(record: Record, target: Target) -> bool:
    """Whether an answer is one of the article's pages, or a list of its site that names it."""
    if record.headers.get("warc-target-uri") in target.urls:
        return bool(record.payload)
    if record.headers.get("kliping-purpose") != "source" or not _is_of_site(record, target):
        return False
    return _names(record, (*target.urls, *target.titles))


def _is_of_site(record: Record, target: Target) -> bool:
    return record.headers.get("kliping-site") == target.site


def _names(record: Record, marks: Iterable[str]) -> bool:
    """Whether a body names one of them, as text, HTML or JSON has it; of an address its path is enough."""
    plain = html.unescape(payload_decoded(record).decode("utf-8", "replace").replace("\\/", "/"))
    plain = " ".join(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), plain).split())
    return any(re.search(rf"{re.escape(_shortest(mark))}(?![\w-])", plain) for mark in marks)


def _shortest(mark: str) -> str:
    """A headline as it is; of an address what relative links and other spellings of its host have of it too."""
    if "://" not in mark:
        return " ".join(mark.split())
    path = mark.partition("://")[2].partition("/")[2]
    return path.rstrip("/") if len(path) > _LONG_ENOUGH else mark

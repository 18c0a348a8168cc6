"""What takedowns refuse for ever: by identity key, address, digest or likeness. Derived from the Acts in force."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from archive.facts import KeptReading
from archive.fingerprint import contained, sketch
from archive.known import Exchange
from archive.records import Article
from archive.warc_record import unzipped

# Of a text that a takedown refuses so much must be found again in another one that it is the same text.
_NEAR = 0.7
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# A shorter path (`berita/7`) is found in too many others.
_LONG_ENOUGH = 11
# The kinds of refusals, and the lists of an Act's detail that hold them.
_KINDS = {"key": "keys", "address": "addresses", "wording": "wordings", "body": "bodies", "sketch": "sketches"}


def in_force(connection: Any) -> dict[str, list[Any]]:
    """The takedowns that no reinstatement has undone since: their act rows by article."""
    acts: dict[str, list[Any]] = {}
    rows = connection.execute(
        "SELECT * FROM act WHERE kind IN ('takedown', 'reinstate') ORDER BY at, id"
    ).fetchall()  # fmt: skip
    for row in rows:
        if row["kind"] == "reinstate":
            acts.pop(row["subject"], None)
        else:
            acts.setdefault(row["subject"], []).append(row)
    return acts


def taken_down(connection: Any, article: str) -> str | None:
    """The class of the reason for which an article is not here any more; None where no takedown is in force."""
    row = connection.execute(
        "SELECT json_extract(a.detail, '$.ground') FROM refusal r JOIN act a ON a.id = r.act WHERE r.kind = 'article' "
        "AND r.value = ? ORDER BY a.at DESC LIMIT 1",
        (article,),
    ).fetchone()
    return str(row[0] or "takedown") if row else None


def tell_refusals(connection: Any) -> None:
    """Make the table of refusals anew."""
    connection.execute("DELETE FROM refusal")
    for article, rows in in_force(connection).items():
        for row in rows:
            detail = msgspec.json.decode(row["detail"])
            values = [("article", article)]
            for kind, name in _KINDS.items():
                values += [(kind, str(value)) for value in detail.get(name, ()) if value]
            connection.executemany(
                "INSERT OR IGNORE INTO refusal VALUES (?, ?, ?)", [(kind, value, row["id"]) for kind, value in values]
            )


def _is(connection: Any, kind: str, value: str | None) -> bool:
    row = connection.execute("SELECT 1 FROM refusal WHERE kind = ? AND value = ? LIMIT 1", (kind, value)).fetchone()
    return row is not None


def refuses_address(connection: Any, where: str) -> bool:
    """Whether what stands at an address was taken down."""
    return _is(connection, "address", where)


def refuses_exchange(connection: Any, where: str, exchange: Exchange, digest: str) -> bool:
    """Whether the body of an answer must not be kept: its address, or its very bytes, were taken down."""
    return _is(connection, "address", where) or (bool(exchange.body) and _is(connection, "body", digest))


def refuses_list(connection: Any, site: str, body: bytes) -> bool:
    """Whether a list of the site, codings undone, names what was taken down: beside it may stand all of its text."""
    rows = connection.execute(
        "SELECT DISTINCT r.value FROM refusal r JOIN act a ON a.id = r.act LEFT JOIN article x ON x.id = a.subject "
        "WHERE r.kind = 'address' AND coalesce(x.site, ?1) = ?1",
        (site,),
    )
    return names(body, [row[0] for row in rows])


def names(body: bytes, marks: Iterable[str]) -> bool:
    """Whether a body names one of them, as text, HTML or JSON has it; of an address its path is enough."""
    plain = html.unescape(unzipped(body).decode("utf-8", "replace").replace("\\/", "/"))
    plain = " ".join(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), plain).split())
    return any(re.search(rf"{re.escape(_shortest(mark))}(?![\w-])", plain) for mark in marks)


def _shortest(mark: str) -> str:
    """A headline as it is; of an address what relative links and other spellings of its host have of it too."""
    if "://" not in mark:
        return " ".join(mark.split())
    path = mark.partition("://")[2].partition("/")[2]
    return path.rstrip("/") if len(path) > _LONG_ENOUGH else mark


def refuses_reading(connection: Any, kept: KeptReading, wording: str, where: str, owner: str | None) -> bool:
    """Whether a reading must not be kept: what was taken down, wherever it turns up new.

    An article of its own that carries the same words (another copy in the story) is for a person to decide.
    """
    article = kept.reading.article
    if article is None or connection.execute("SELECT 1 FROM refusal LIMIT 1").fetchone() is None:
        return False
    if _is(connection, "address", where) or _is(connection, "article", owner):
        return True
    if owner is not None:
        return False
    if _is(connection, "key", article.identity_key) or _is(connection, "wording", wording):
        return True
    return _is_near(connection, article)


def _is_near(connection: Any, article: Article) -> bool:
    own = sketch(article.text, article.title)
    refused = connection.execute("SELECT DISTINCT value FROM refusal WHERE kind = 'sketch'")
    return any(contained(own, base64.b64decode(row[0])) >= _NEAR for row in refused)

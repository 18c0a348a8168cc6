"""Facts -> revisions, verdicts, stories, sketches, index. One function for keep, merge, rebuild and reparse.

What is derived depends on the facts alone, never on the order in which they came; so it can be thrown away and made
again, and two archives with the same facts answer alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import msgspec

from archive.fingerprint import bands, sketch
from archive.fold import fold
from archive.records import Article, Context, from_utc_text, utc_text
from archive.rows import article_of
from archive.schema import DERIVED_TABLES
from archive.telling import tell_stories
from archive.verdict import Known, Look, Wording, shown_context, tell

# Where a page has no article, its readings say so; these kinds put the page into quarantine.
_QUARANTINE_REASONS = frozenset({"spam"})


def derive(connection: Any, articles: Iterable[str]) -> None:
    """Make again everything that is derived for these articles and for the stories that they touch."""
    touched = [article for article in dict.fromkeys(articles) if _derive_article(connection, article)]
    tell_stories(connection, touched)


def derive_all(connection: Any) -> None:
    """Throw away everything derived and make it again, oldest article first."""
    for table in DERIVED_TABLES:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - table names are ours
    connection.execute("INSERT INTO article_index (article_index) VALUES ('delete-all')")
    connection.execute(_ORPHAN_VERDICTS)
    order = (
        "SELECT a.article, min(c.at) AS first FROM address a JOIN capture c ON c.address = a.address "
        "GROUP BY a.article ORDER BY first, a.article"
    )
    derive(connection, [row[0] for row in connection.execute(order).fetchall()])


# Pages that were never an article have no article to derive; their quarantine is told all the same.
_ORPHAN_VERDICTS = """
INSERT OR REPLACE INTO verdict (capture, article, verdict, revision, flags)
SELECT c.id, NULL, 'quarantined', NULL, '[]' FROM capture c JOIN reading r ON r.capture = c.id
WHERE c.purpose = 'page' AND (r.kind = 'parse_error' OR (r.kind = 'not_an_article' AND r.reason = 'spam'))
AND NOT EXISTS (SELECT 1 FROM address a WHERE a.address = c.address)
"""


def quarantine_without_article(connection: Any, capture: str) -> None:
    """Tell the verdict on a capture of an address that is no article's."""
    connection.execute(_ORPHAN_VERDICTS + " AND c.id = ?", (capture,))


def _derive_article(connection: Any, article: str) -> bool:
    looks, captures = _looks(connection, article)
    judged, known = tell(looks)
    connection.executemany(
        "INSERT OR REPLACE INTO verdict (capture, article, verdict, revision, flags) VALUES (?, ?, ?, ?, ?)",
        [
            (found.capture, article, str(found.verdict), found.revision, msgspec.json.encode(found.flags).decode())
            for found in judged
            if found.verdict is not None
        ],
    )
    connection.execute("DELETE FROM revision WHERE article = ?", (article,))
    if not known.current:
        return False
    used = Counter(context for look in looks for context in look.wordings)
    shown = {revision.number: shown_context(revision.wordings, used) for revision in known.revisions}
    readings = _readings_by_context(connection, known.revisions)
    connection.executemany(
        "INSERT INTO revision (article, number, wording, reading, capture, at) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (article, r.number, r.wordings[shown[r.number]], readings[r.capture, shown[r.number]], r.capture, r.at)
            for r in known.revisions
        ],
    )
    current = known.revisions[known.current - 1]
    reading = readings[current.capture, shown[current.number]]
    _keep_state(connection, article, looks, captures, known, reading, current.wordings[shown[current.number]])
    return True


def _readings_by_context(connection: Any, revisions: Iterable[Wording]) -> dict[tuple[str, Context], str]:
    found = {}
    for revision in revisions:
        rows = connection.execute(
            "SELECT id, reader, site_toml, furniture FROM reading WHERE capture = ? ORDER BY id DESC",
            (revision.capture,),
        )
        for row in rows:
            context = Context(reader=row["reader"], site_toml=row["site_toml"], furniture=row["furniture"])
            found[revision.capture, context] = row["id"]
    return found


def _looks(connection: Any, article: str) -> tuple[list[Look], dict[str, Any]]:
    rows = connection.execute(
        "SELECT c.*, a.why AS why FROM address a JOIN capture c ON c.address = a.address "
        "WHERE a.article = ? AND c.purpose = 'page'",
        (article,),
    ).fetchall()
    captures = {row["id"]: row for row in rows}
    looks = [_look(row, _readings_of(connection, row["id"])) for row in captures.values()]
    return looks, captures


def _readings_of(connection: Any, capture: str) -> list[Any]:
    found: list[Any] = connection.execute(
        "SELECT id, kind, reason, reader, site_toml, furniture, wording FROM reading WHERE capture = ? ORDER BY id",
        (capture,),
    ).fetchall()
    return found


def _look(capture: Any, readings: list[Any]) -> Look:
    wordings = {
        Context(reader=row["reader"], site_toml=row["site_toml"], furniture=row["furniture"]): row["wording"]
        for row in readings
        if row["wording"] is not None
    }
    kinds = {(row["kind"], row["reason"]) for row in readings}
    return Look(
        capture=capture["id"],
        at=capture["at"],
        address=capture["address"],
        status=capture["status"],
        wordings=wordings,
        is_missing=("not_an_article", "soft_404") in kinds or _leads_home(capture),
        is_same=capture["same_as"] is not None or capture["status"] == 304,
        is_quarantined=not wordings
        and any(kind == "parse_error" or reason in _QUARANTINE_REASONS for kind, reason in kinds),
        is_alias=capture["why"] != "first",
    )


def _leads_home(capture: Any) -> bool:
    target = capture["redirect_to"]
    return target is not None and not urlsplit(target).path.strip("/") and not urlsplit(target).query


def _keep_state(
    connection: Any, article: str, looks: list[Look], captures: dict[str, Any], known: Known, reading: str, wording: str
) -> None:
    ordered = sorted(looks, key=lambda look: (look.at, look.capture))
    own = [look for look in ordered if not look.is_alias] or ordered
    bodies = [look for look in own if look.wordings] or [look for look in ordered if look.wordings]
    confirmed = len(set(known.missed_on)) > 1
    status = "gone" if confirmed else "missing" if known.missed_on else "present"
    body = captures[bodies[-1].capture]
    row = (
        article, body["site"], status, own[0].address, body["url"], ordered[0].at, own[-1].at, len(own),
        len(known.revisions) - 1, len(known.missed_on), known.current, reading, wording, body["id"],
    )  # fmt: skip
    _keep_document(connection, article, article_of(connection, reading), row)


def _keep_document(connection: Any, article: str, described: Article | None, row: tuple[Any, ...]) -> None:
    published = described.published_at if described else None
    second = int((published.at if published else from_utc_text(row[5])).timestamp())
    old = connection.execute(
        "SELECT document, reading, wording, site FROM article_state WHERE article = ?", (article,)
    ).fetchone()
    instant = utc_text(published.at) if published else None
    if old is not None and (old["reading"], old["site"]) == (row[11], row[1]):
        document = old["document"]
    else:
        if old is not None:
            _unindex(connection, old)
            connection.execute("UPDATE article_state SET document = NULL WHERE article = ?", (article,))
        document = _index(connection, second, described, row[1]) if described else None
        _keep_sketch(connection, article, row[12], described)
    connection.execute(
        "INSERT OR REPLACE INTO article_state (article, site, status, address, url, first_at, last_at, looks, edits, "
        "misses, revision, reading, wording, capture, published_at, document) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (*row, instant, document),
    )


def index_row(article: Article, site: str) -> tuple[str, ...]:
    """What the search index holds of an article: folded title, body, places, people, outlet, section."""
    places = [place.name for place in article.places]
    if article.dateline and article.dateline.place:
        places.append(article.dateline.place)
    people = [person.name for person in article.people]
    outlets = [site, article.dateline.outlet if article.dateline else "", *(c.outlet or "" for c in article.credits)]
    columns = (
        f"{article.title} {article.subtitle or ''}", article.text, " ".join(places), " ".join(people),
        " ".join(name for name in outlets if name), " ".join([article.section or "", *article.tags]),
    )  # fmt: skip
    return tuple(fold(column) for column in columns)


def _index(connection: Any, second: int, article: Article, site: str) -> int:
    """Newest-first is free where the rowid is the publication second; it is private, and remade."""
    document = _free_document(connection, second)
    connection.execute(
        "INSERT INTO article_index (rowid, title, body, place, person, outlet, section) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (document, *index_row(article, site)),
    )
    return document


def _free_document(connection: Any, second: int) -> int:
    document = max(second, 1)
    while True:
        taken = connection.execute("SELECT 1 FROM article_state WHERE document = ?", (document,)).fetchone()
        if taken is None:
            return document
        document += 1


def _unindex(connection: Any, old: Any) -> None:
    article = article_of(connection, old["reading"])
    if article is None or old["document"] is None:
        return
    connection.execute(
        "INSERT INTO article_index (article_index, rowid, title, body, place, person, outlet, section) "
        "VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)",
        (old["document"], *index_row(article, old["site"])),
    )


def _keep_sketch(connection: Any, article: str, wording: str, described: Article | None) -> None:
    old = connection.execute("SELECT wording, sketch FROM sketch WHERE article = ?", (article,)).fetchone()
    if described is None or (old is not None and old["wording"] == wording):
        return
    if old is not None:
        connection.executemany(
            "DELETE FROM band WHERE band = ? AND article = ?", [(band, article) for band in bands(old["sketch"])]
        )
    sketched = sketch(described.text, described.title)
    connection.execute("INSERT OR REPLACE INTO sketch VALUES (?, ?, ?)", (article, wording, sketched))
    connection.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", [(band, article) for band in bands(sketched)])

"""Facts -> revisions, verdicts, stories, sketches, index. One function for keep, merge, rebuild and reparse.

What is derived depends on the facts alone, never on the order in which they came; so it can be thrown away and made
again, and two archives with the same facts answer alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import msgspec

from archive.corrections import keep_corrections
from archive.indexing import Change, apply, empty, number_of
from archive.records import Article, Context, utc_text
from archive.refusals import tell_refusals
from archive.rows import article_of
from archive.schema import DERIVED_TABLES
from archive.telling import keep_sketch, leave, tell_article
from archive.verdict import Judged, Known, Look, leads_home, newest, shown_context, tell

# Where a page has no article, its readings say so; these kinds put the page into quarantine.
_QUARANTINE_REASONS = frozenset({"spam"})


def derive(connection: Any, articles: Iterable[str], *, pages: Iterable[str] = ()) -> list[Change]:
    """Make again everything that is derived for these articles, for the stories that they touch, and for these pages.

    `pages` are captures of addresses that may be no article's; where one is, its article must be among the articles.
    Gives what is to be done to the search index, for archive.indexing.apply.
    """
    changes: list[Change] = []
    for article in dict.fromkeys(articles):
        _derive_article(connection, article, changes)
    for page in dict.fromkeys(pages):
        connection.execute(_PAGE_VERDICT + " AND c.id = ?", (page,))
    return changes


def derive_all(connection: Any, tell: Callable[[int], None] = lambda _done: None) -> None:
    """Throw away everything derived and make it again, oldest article first. `tell` is told how many there are so far."""
    for table in DERIVED_TABLES:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - table names are ours
    empty(connection)
    tell_refusals(connection)
    connection.execute(_PAGE_VERDICT)
    order = (
        "SELECT a.article, min(c.at) AS first FROM address a JOIN capture c ON c.address = a.address "
        "GROUP BY a.article ORDER BY first, a.article"
    )
    # Of a million articles the ids alone: whole rows are twice as many bytes.
    for done, article in enumerate([row[0] for row in connection.execute(order)], 1):
        apply(connection, derive(connection, [article]))
        tell(done)


# An address may be told to be two articles': by an old permalink that leads on, or after a merge. It is the one's that
# was born there, and its looks are that one's alone.
OWNER = "why <> 'first', why, article"
_LOOKS = """
SELECT c.id, c.at, c.address, c.url, c.site, c.status, c.same_as, c.redirect_to, c.flags, c.body_digest, c.etag,
  c.last_modified, a.why, r.id AS reading, r.kind,
  r.reason, r.reader, r.site_toml, r.furniture, r.wording
FROM address a JOIN capture c ON c.address = a.address LEFT JOIN reading r ON r.capture = c.id
WHERE a.article = ? AND c.purpose = 'page' AND NOT EXISTS (
  SELECT 1 FROM address b WHERE b.address = a.address AND b.article <> a.article
  AND (b.why <> 'first', b.why, b.article) < (a.why <> 'first', a.why, a.article)
) ORDER BY c.at, c.id, json_array_length(r.parts), r.id
"""
# Pages that were never an article have no article to derive; their quarantine is told all the same.
_PAGE_VERDICT = """
INSERT OR REPLACE INTO verdict (capture, article, verdict, revision, flags)
SELECT c.id, NULL, 'quarantined', NULL, '[]' FROM capture c WHERE c.purpose = 'page' AND EXISTS (
  SELECT 1 FROM reading r WHERE r.capture = c.id
  AND (r.kind = 'parse_error' OR (r.kind = 'not_an_article' AND r.reason = 'spam'))
) AND NOT EXISTS (SELECT 1 FROM reading r WHERE r.capture = c.id AND r.wording IS NOT NULL)
AND NOT EXISTS (SELECT 1 FROM address a WHERE a.address = c.address)
"""


class _Lives(NamedTuple):
    """An article's looks in time with their rows, and which reading was made of each in each context."""

    looks: list[Look]
    captures: dict[str, Any]
    readings: dict[tuple[str, Context], str]


def _derive_article(connection: Any, article: str, changes: list[Change]) -> None:
    lives = _lives(connection, article)
    judged, known = tell(lives.looks)
    _keep_verdicts(connection, article, judged)
    old = connection.execute("SELECT * FROM article_state WHERE article = ?", (article,)).fetchone()
    if known.current:
        _keep_state(connection, article, old, lives, known, changes)
    elif old is not None:
        _forget(connection, old, changes)


def _keep_verdicts(connection: Any, article: str, judged: Iterable[Judged]) -> None:
    """Write what has changed of an article's verdicts."""
    rows = connection.execute("SELECT capture, verdict, revision, flags FROM verdict WHERE article = ?", (article,))
    before = {row["capture"]: tuple(row) for row in rows}
    after = {
        found.capture: (
            found.capture, str(found.verdict), found.revision, msgspec.json.encode(found.flags).decode(),
        ) for found in judged if found.verdict is not None
    }  # fmt: skip
    stale = [(capture,) for capture in before.keys() - after.keys()]
    stale += [(found.capture,) for found in judged if found.verdict is None]
    if stale:
        connection.executemany("DELETE FROM verdict WHERE capture = ?", stale)
    connection.executemany(
        "INSERT OR REPLACE INTO verdict (capture, verdict, revision, flags, article) VALUES (?, ?, ?, ?, ?)",
        [(*row, article) for capture, row in after.items() if before.get(capture) != row],
    )


def _lives(connection: Any, article: str) -> _Lives:
    """Of two readings of a look in one context that is taken which was made of more pages."""
    captures: dict[str, Any] = {}
    chosen: dict[tuple[str, Context], str] = {}
    wordings: dict[str, dict[Context, str]] = {}
    kinds: dict[str, dict[Context, set[tuple[str, str | None]]]] = {}
    for row in connection.execute(_LOOKS, (article,)):
        capture = row["id"]
        captures[capture] = row
        if row["reading"] is None:
            continue
        context = Context(reader=row["reader"], site_toml=row["site_toml"], furniture=row["furniture"])
        kinds.setdefault(capture, {}).setdefault(context, set()).add((row["kind"], row["reason"]))
        if row["wording"] is not None:
            wordings.setdefault(capture, {})[context] = row["wording"]
            chosen[capture, context] = row["reading"]
    looks = [_look(row, wordings.get(capture, {}), kinds.get(capture, {})) for capture, row in captures.items()]
    return _Lives(looks, captures, chosen)


def _look(capture: Any, wordings: dict[Context, str], kinds: dict[Context, set[tuple[str, str | None]]]) -> Look:
    # Where it was read as no article at all, the latest reader has the say.
    latest = newest(kinds.keys()) if not wordings else None
    said = kinds[latest] if latest is not None else set()
    # What is missing while the whole site is ill says nothing of the article.
    is_ill = '"site_ill"' in capture["flags"]
    return Look(
        capture=capture["id"],
        at=capture["at"],
        address=capture["address"],
        status=None if is_ill else capture["status"],
        wordings=wordings,
        is_missing=not is_ill and (("not_an_article", "soft_404") in said or leads_home(capture["redirect_to"])),
        is_same=capture["same_as"] is not None or capture["status"] == 304,
        is_quarantined=any(kind == "parse_error" or reason in _QUARANTINE_REASONS for kind, reason in said),
        is_alias=capture["why"] != "first",
        is_twin=capture["why"] == "canonical",
    )


def _keep_state(
    connection: Any, article: str, old: Any | None, lives: _Lives, known: Known, changes: list[Change]
) -> None:
    shown = _keep_revisions(connection, article, lives, known)
    own = [look for look in lives.looks if not look.is_alias] or lives.looks
    bodies = [look for look in own if look.wordings] or [look for look in lives.looks if look.wordings]
    body = lives.captures[bodies[-1].capture]
    status = "gone" if len(set(known.missed_on)) > 1 else "missing" if known.missed_on else "present"
    state = {
        "article": article, "site": body["site"], "status": status, "address": own[0].address, "url": body["url"],
        "first_at": known.revisions[0].at, "last_at": own[-1].at, "looks": len(own),
        "edits": len(known.revisions) - 1, "misses": len(known.missed_on), "revision": known.current,
        "reading": shown[0], "wording": shown[1], "capture": body["id"],
        "body_digest": body["body_digest"], "etag": body["etag"], "last_modified": body["last_modified"],
    }  # fmt: skip
    if old is not None and old["site"] == state["site"] and _tells_alike(connection, old, state):
        state |= {"published_at": old["published_at"], "document": old["document"]}
        described = None
    else:
        described = article_of(connection, shown[0])
        state |= _indexed(connection, old, state, described, changes)
    _write_state(connection, state)
    if described is not None:
        keep_corrections(connection, article, state["site"], described)
        tell_article(connection, article, keep_sketch(connection, article, shown[1], described))
    elif old is not None and (old["first_at"], old["address"]) != (state["first_at"], state["address"]):
        tell_article(connection, article)


def _tells_alike(connection: Any, old: Any, state: dict[str, Any]) -> bool:
    """Whether two readings say the same, word for word: then the index and the stories hold it already."""
    if old["reading"] == state["reading"]:
        return True
    if old["wording"] != state["wording"]:
        return False
    told = connection.execute(
        "SELECT DISTINCT fields FROM reading WHERE id IN (?, ?)", (old["reading"], state["reading"])
    )
    return len(told.fetchall()) == 1


def _keep_revisions(connection: Any, article: str, lives: _Lives, known: Known) -> tuple[str, str]:
    """Write the article's revisions; the reading and the wording of the current one."""
    used = Counter(context for look in lives.looks for context in look.wordings)
    rows, current = [], ("", "")
    for revision in known.revisions:
        context = shown_context(revision.wordings, used)
        reading, wording = lives.readings[revision.capture, context], revision.wordings[context]
        rows.append((article, revision.number, wording, reading, revision.capture, revision.at))
        if revision.number == known.current:
            current = reading, wording
    before = connection.execute("SELECT * FROM revision WHERE article = ? ORDER BY number", (article,)).fetchall()
    if [tuple(row) for row in before] != rows:
        if before:
            connection.execute("DELETE FROM revision WHERE article = ?", (article,))
        connection.executemany(
            "INSERT INTO revision (article, number, wording, reading, capture, at) VALUES (?, ?, ?, ?, ?, ?)", rows
        )
    return current


def _indexed(
    connection: Any, old: Any | None, state: dict[str, Any], described: Article | None, changes: list[Change]
) -> dict[str, Any]:
    """Put the article into the search index in place of what it was; what its state says of that."""
    if old is not None and old["document"] is not None:
        changes.append(_out(old))
        connection.execute("UPDATE article_state SET document = NULL WHERE article = ?", (state["article"],))
    if described is None:
        return {"published_at": None, "document": None}
    published = described.published_at
    document = number_of(connection, described, state["first_at"])
    changes.append(Change(document=document, site=state["site"], reading=state["reading"]))
    return {"published_at": utc_text(published.at) if published else None, "document": document}


def _out(old: Any) -> Change:
    return Change(document=old["document"], site=old["site"], reading=old["reading"], is_out=True)


def _write_state(connection: Any, state: dict[str, Any]) -> None:
    columns, marks = ", ".join(state), ", ".join("?" * len(state))
    changes = ", ".join(f"{column} = excluded.{column}" for column in state if column != "article")
    connection.execute(
        f"INSERT INTO article_state ({columns}) VALUES ({marks}) ON CONFLICT (article) DO UPDATE SET {changes}",  # noqa: S608 - column names are ours
        tuple(state.values()),
    )


def _forget(connection: Any, old: Any, changes: list[Change]) -> None:
    """Take away what was derived of an article of which nothing is read any more."""
    article = old["article"]
    if old["document"] is not None:
        changes.append(_out(old))
    connection.execute("DELETE FROM revision WHERE article = ?", (article,))
    connection.execute("DELETE FROM correction WHERE article = ?", (article,))
    connection.execute("DELETE FROM article_state WHERE article = ?", (article,))
    tell_article(connection, article, leave(connection, article))

"""Stories kept up to date in the database: candidates from the band table, judged pairs, then archive.stories."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from archive.fingerprint import bands
from archive.records import from_utc_text
from archive.rows import article_of
from archive.stories import Member, folded, relate, tell

# A band that very many articles share is a phrase of the house, not a copy.
_CROWD = 60


def tell_stories(connection: Any, touched: Iterable[str]) -> None:
    """Judge the touched articles against their candidates, and tell again every story that this changes."""
    affected: set[str] = set()
    for article in touched:
        before = _pairs_of(connection, article)
        connection.execute("DELETE FROM pair WHERE a = ? OR b = ?", (article, article))
        candidates = _candidates(connection, article)
        if candidates:
            _judge(connection, article, candidates)
        after = _pairs_of(connection, article)
        if before or after:
            affected |= {article, *before, *after}
    done: set[str] = set()
    for article in sorted(affected):
        if article not in done:
            done |= _tell_component(connection, article)


def _pairs_of(connection: Any, article: str) -> set[str]:
    rows = connection.execute(
        "SELECT b FROM pair WHERE a = ? UNION SELECT a FROM pair WHERE b = ?", (article, article)
    ).fetchall()
    return {row[0] for row in rows}


def _candidates(connection: Any, article: str) -> list[str]:
    row = connection.execute("SELECT sketch FROM sketch WHERE article = ?", (article,)).fetchone()
    if row is None:
        return []
    found: set[str] = set()
    for band in bands(row[0]):
        rows = connection.execute("SELECT article FROM band WHERE band = ? LIMIT ?", (band, _CROWD)).fetchall()
        if len(rows) < _CROWD:
            found.update(other[0] for other in rows)
    found.discard(article)
    return sorted(found)


def _judge(connection: Any, article: str, candidates: list[str]) -> None:
    own = member(connection, article)
    if own is None:
        return
    for other in candidates:
        candidate = member(connection, other)
        relation = relate(own, candidate) if candidate else None
        if relation is not None:
            connection.execute(
                "INSERT OR REPLACE INTO pair VALUES (?, ?, ?, ?)",
                (min(article, other), max(article, other), relation.kind, relation.share),
            )


def _tell_component(connection: Any, article: str) -> set[str]:
    component, queue = {article}, [article]
    while queue:
        for other in _pairs_of(connection, queue.pop()) - component:
            component.add(other)
            queue.append(other)
    marks = ",".join("?" * len(component))
    stale = connection.execute(
        f"SELECT DISTINCT story FROM story_member WHERE article IN ({marks})",
        tuple(component),  # noqa: S608 - marks only
    ).fetchall()
    for (story,) in stale:
        connection.execute("DELETE FROM story WHERE id = ?", (story,))
        connection.execute("DELETE FROM story_member WHERE story = ?", (story,))
    members = {found.article: found for found in (member(connection, a) for a in component) if found}
    pairs = [pair for a in component for pair in _judged_pairs(connection, a)]
    for story in tell(members, pairs):
        connection.execute("INSERT OR REPLACE INTO story VALUES (?, ?, ?)", (story.id, story.origin, len(story.places)))
        connection.executemany(
            "INSERT OR REPLACE INTO story_member VALUES (?, ?, ?, ?, ?, ?)",
            [(p.article, story.id, p.relation, p.share, p.reason, p.proof) for p in story.places],
        )
    return component


def _judged_pairs(connection: Any, article: str) -> list[tuple[str, str, Any]]:
    from archive.stories import Relation

    rows = connection.execute("SELECT a, b, relation, share FROM pair WHERE a = ?", (article,)).fetchall()
    return [(row[0], row[1], Relation(kind=row[2], share=row[3])) for row in rows]


def member(connection: Any, article: str) -> Member | None:
    """An article as the telling of stories sees it; None where nothing of it was read."""
    state = connection.execute(
        "SELECT site, reading, first_at, address FROM article_state WHERE article = ?", (article,)
    ).fetchone()
    described = article_of(connection, state["reading"]) if state else None
    if described is None:
        return None
    credit = described.repost_credit
    host = urlsplit(credit.address).hostname if credit and credit.address else None
    return Member(
        article=article,
        site=state["site"],
        title=described.title,
        text=described.text,
        at=described.published_at.at if described.published_at else None,
        is_day=described.published_at is not None and described.published_at.precision == "day",
        first_at=from_utc_text(state["first_at"]),
        outlet_names=outlet_names(_site_text(connection, state["site"]), urlsplit(state["address"]).hostname or ""),
        dateline_outlet=described.dateline.outlet if described.dateline else None,
        credit_outlet=credit.outlet if credit else None,
        credit_host=host,
        credit_printed=credit.printed if credit else None,
        places=frozenset(place.bps for place in described.places if place.bps and place.level != "province"),
    )


def _site_text(connection: Any, site: str) -> str:
    row = connection.execute("SELECT text FROM site_toml WHERE name = ? ORDER BY id LIMIT 1", (site,)).fetchone()
    return str(row[0]) if row else ""


@lru_cache(maxsize=1024)
def outlet_names(toml: str, host: str) -> frozenset[str]:
    """The names that a site goes by, folded: its outlet, its abbreviations, its hosts."""
    import tomllib

    table = tomllib.loads(toml) if toml else {}
    about = table.get("site", table)
    names = [about.get("outlet", ""), about.get("name", ""), host, *about.get("abbreviations", [])]
    names += about.get("domains", [])
    return frozenset(folded(name) for name in names if isinstance(name, str) and folded(name))

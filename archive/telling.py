"""Stories kept up to date in the database: candidates from the band table, judged pairs, then archive.stories.

What stands here in the end depends on the articles alone, never on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from archive.bands import enter, sharing, take_out
from archive.fingerprint import bands, containment, shingles, sketch, verbatim
from archive.outlet import outlet
from archive.records import Article, from_utc_text
from archive.rows import article_of
from archive.stories import Member, Relation, folded, relate, tell

# A band that so many articles share is a phrase of the house or a form, not a copy: it names no candidates.
CROWD = 60
# A crowd that has equal words (an agency's text, which whole networks carry) stands in a line instead: each site's first
# article in the order of publication, judged against its neighbours alone. Of more it is what programs print, no story.
MOST_EQUAL = 500


class _Around(NamedTuple):
    """Whose sketches share what with an article's: numbers band by band, and a crowd of equal words with its line."""

    sharing: list[list[int]]
    equals: set[str]
    line: list[str]


def tell_article(connection: Any, article: str, again: Iterable[str] = ()) -> None:
    """Judge an article against its candidates, and others again, and tell every story anew that this changes."""
    around = _around(connection, article)
    affected = _judge_anew(connection, article, around)
    # This article may have made a crowd of a band just now: what stood on that band alone does not stand any more.
    crowds = {frozenset(group) for group in around.sharing if len(group) == CROWD}
    stood = {pair for crowd in crowds for pair in _pairs_among(connection, _articles(connection, crowd))}
    affected |= _part(connection, stood) | _line_up(connection, around)
    for other in sorted({*again} - {article}):
        around = _around(connection, other)
        affected |= _judge_anew(connection, other, around) | _line_up(connection, around)
    done: set[str] = set()
    for one in sorted(affected):
        if one not in done:
            done |= _tell_component(connection, one)


def _judge_anew(connection: Any, article: str, around: _Around) -> set[str]:
    """Judge all pairs of an article; the articles that were or now are in a pair with it, and itself."""
    before = _pairs_of(connection, article)
    if before:
        connection.execute("DELETE FROM pair WHERE a = ? OR b = ?", (article, article))
    joined, split = _decided(connection, article)
    candidates = (_near(connection, article, around) | joined) - split - {article}
    own = member(connection, article) if candidates else None
    after = {other for other in sorted(candidates) if own and _judge(connection, own, other, is_joined=other in joined)}
    return {article} | before | after if before or after else set()


def _part(connection: Any, pairs: Iterable[tuple[str, str]]) -> set[str]:
    """Take away those of these pairs that nothing makes candidates any more; the articles that were in one.

    The words of the others are what they were: nothing else needs to be judged again.
    """
    parted: set[str] = set()
    for article, others in groupby(sorted(pairs), key=itemgetter(0)):
        joined, _ = _decided(connection, article)
        stay = _near(connection, article, _around(connection, article)) | joined
        for _, other in others:
            if other not in stay:
                connection.execute("DELETE FROM pair WHERE a = ? AND b = ?", (article, other))
                parted |= {article, other}
    return parted


def _line_up(connection: Any, around: _Around) -> set[str]:
    """Judge who stand side by side in the line of a crowd of equal words, and part who do not; those in a changed pair."""
    if not around.equals:
        return set()
    wanted = {(min(pair), max(pair)) for pair in pairwise(around.line)}
    there = _pairs_among(connection, around.equals)
    changed = _part(connection, there - wanted)
    for a, b in sorted(wanted - there):
        own = member(connection, a)
        if own is not None and b not in _decided(connection, a)[1] and _judge(connection, own, b):
            changed |= {a, b}
    return changed


def _around(connection: Any, article: str) -> _Around:
    row = _sketched(connection, article)
    if row is None:
        return _Around([], set(), [])
    shared = sharing(connection, bands(row["sketch"]), CROWD + 1)
    # Who has equal words shares every band: where none is a crowd's there is no line.
    whole = verbatim(row["sketch"]) if any(len(group) >= CROWD for group in shared) else None
    equal = sharing(connection, [whole], MOST_EQUAL + 2) if whole is not None else []
    if not equal or not CROWD <= len(equal[0]) < MOST_EQUAL + 2:
        return _Around(shared, set(), [])
    equals = _articles(connection, equal[0])
    return _Around(shared, equals, _line(connection, equals) if len(equals) <= MOST_EQUAL else [])


def _line(connection: Any, equals: set[str]) -> list[str]:
    """Each site's first of these articles, in the order of publication."""
    rows = connection.execute(
        "SELECT s.article, s.site FROM json_each(?) j JOIN article_state s ON s.article = j.value "
        "ORDER BY s.published_at IS NULL, s.published_at, s.article",
        (msgspec.json.encode(sorted(equals)).decode(),),
    )
    first: dict[str, str] = {}
    for row in rows:
        first.setdefault(row["site"], row["article"])
    return list(first.values())


def _near(connection: Any, article: str, around: _Around) -> set[str]:
    """The articles that share a band with this one which is no crowd's, and its neighbours in a line."""
    beside = {other for pair in pairwise(around.line) if article in pair for other in pair}
    return beside | _articles(connection, (one for group in around.sharing if len(group) < CROWD for one in group))


def _decided(connection: Any, article: str) -> tuple[set[str], set[str]]:
    """The articles that persons joined with this one into a story, and those that they parted from it."""
    rows = connection.execute(
        "SELECT kind, subject, json_extract(detail, '$.with') AS other FROM act WHERE kind IN ('join', 'split') "
        "AND (subject = ? OR json_extract(detail, '$.with') = ?) ORDER BY at, id", (article, article),
    )  # fmt: skip
    last = {(row["other"] if row["subject"] == article else row["subject"]): row["kind"] for row in rows}
    joined = {other for other, kind in last.items() if kind == "join"}
    return joined, last.keys() - joined


def _judge(connection: Any, own: Member, article: str, *, is_joined: bool = False) -> bool:
    other = member(connection, article)
    relation = relate(own, other) if other else None
    if relation is None and other is not None and is_joined:
        share = containment(shingles(own.text), shingles(other.text))
        relation = Relation(kind="rewrite", share=round(share, 3))
    if relation is None:
        return False
    pair = min(own.article, article), max(own.article, article)
    connection.execute("INSERT OR REPLACE INTO pair VALUES (?, ?, ?, ?)", (*pair, relation.kind, relation.share))
    return True


def keep_sketch(connection: Any, article: str, wording: str, described: Article) -> set[str]:
    """Sketch an article in place of what it was; the articles for whom a band is no longer a crowd by that."""
    old = connection.execute("SELECT wording FROM sketch WHERE article = ?", (article,)).fetchone()
    if old is not None and old["wording"] == wording:
        return set()
    others = leave(connection, article) if old is not None else set()
    sketched = sketch(described.text, described.title)
    number = connection.execute(
        "INSERT INTO sketch (article, wording, sketch) VALUES (?, ?, ?)", (article, wording, sketched)
    ).lastrowid
    enter(connection, sketched, number)
    return others


def leave(connection: Any, article: str) -> set[str]:
    """Take an article's sketch away; the articles for whom a band is no longer a crowd by that, or a line another."""
    sketched = _sketched(connection, article)
    if sketched is None:
        return set()
    around = _around(connection, article)
    crossed = (one for group in around.sharing if len(group) == CROWD for one in group)
    others = _articles(connection, crossed) - {article}
    take_out(connection, sketched["sketch"], sketched["number"])
    connection.execute("DELETE FROM sketch WHERE number = ?", (sketched["number"],))
    # One of a line brings the rest of it into order.
    return others | {*sorted(around.equals - {article})[:1]}


def _sketched(connection: Any, article: str) -> Any | None:
    return connection.execute("SELECT number, sketch FROM sketch WHERE article = ?", (article,)).fetchone()


def _articles(connection: Any, numbers: Iterable[int]) -> set[str]:
    """The articles whose sketches have these numbers."""
    found = set()
    for number in set(numbers):
        found.add(connection.execute("SELECT article FROM sketch WHERE number = ?", (number,)).fetchone()[0])
    return found


def _pairs_of(connection: Any, article: str) -> set[str]:
    rows = connection.execute(
        "SELECT b FROM pair WHERE a = ? UNION ALL SELECT a FROM pair WHERE b = ?", (article, article)
    )
    return {row[0] for row in rows}


def _pairs_among(connection: Any, articles: set[str]) -> set[tuple[str, str]]:
    return {(one, other) for one in articles for other in _pairs_of(connection, one) & articles if one < other}


def _tell_component(connection: Any, article: str) -> set[str]:
    """Tell the story that an article is in, if any, in place of those that its members were in; gives the members."""
    component, queue = {article}, [article]
    while queue:
        for other in _pairs_of(connection, queue.pop()) - component:
            component.add(other)
            queue.append(other)
    members = {found.article: found for found in (member(connection, one) for one in component) if found}
    pairs = [pair for one in component for pair in _judged_pairs(connection, one)]
    for one in component:
        row = connection.execute("SELECT story FROM story_member WHERE article = ?", (one,)).fetchone()
        if row is not None:
            connection.execute("DELETE FROM story WHERE id = ?", row)
            connection.execute("DELETE FROM story_member WHERE story = ?", row)
    for story in tell(members, pairs):
        connection.execute("INSERT OR REPLACE INTO story VALUES (?, ?, ?)", (story.id, story.origin, len(story.places)))
        connection.executemany(
            "INSERT OR REPLACE INTO story_member VALUES (?, ?, ?, ?, ?, ?)",
            [(p.article, story.id, p.relation, p.share, p.reason, p.proof) for p in story.places],
        )
    return component


def _judged_pairs(connection: Any, article: str) -> list[tuple[str, str, Relation]]:
    rows = connection.execute("SELECT a, b, relation, share FROM pair WHERE a = ?", (article,))
    return [(row[0], row[1], Relation(kind=row[2], share=row[3])) for row in rows]


def member(connection: Any, article: str) -> Member | None:
    """An article as the telling of stories sees it; None where nothing of it was read."""
    state = connection.execute(
        "SELECT site, reading, first_at, address FROM article_state WHERE article = ?", (article,)
    ).fetchone()
    described = article_of(connection, state["reading"]) if state else None
    if described is None:
        return None
    credit, published = described.repost_credit, described.published_at
    own_name = folded(_host(state["address"]) or "")
    codes = (place.bps or place.kemendagri or place.name for place in described.places)
    return Member(
        article=article,
        site=state["site"],
        title=described.title,
        text=described.text,
        at=published.at if published else None,
        is_day=published is not None and published.precision == "day",
        first_at=from_utc_text(state["first_at"]),
        outlet_names=outlet_names(connection, state["site"]) | ({own_name} if own_name else set()),
        dateline_outlet=described.dateline.outlet if described.dateline else None,
        credit_outlet=credit.outlet if credit else None,
        credit_host=_host(credit.address) if credit and credit.address else None,
        credit_printed=credit.printed if credit else None,
        places=frozenset(codes),
    )


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def outlet_names(connection: Any, site: str) -> frozenset[str]:
    """The names that a site's outlet goes by, folded: its own, its abbreviations, its domains."""
    return outlet(site_toml(connection, site)).names


def site_toml(connection: Any, site: str) -> str:
    """The description of a site that its last run used; empty where none is kept."""
    row = connection.execute(
        "SELECT t.text FROM run_opened o JOIN site_toml t ON t.id = o.site_toml WHERE o.site = ? "
        "ORDER BY o.at DESC, o.id DESC LIMIT 1",
        (site,),
    ).fetchone()
    row = row or connection.execute("SELECT text FROM site_toml WHERE name = ? ORDER BY id", (site,)).fetchone()
    return str(row[0]) if row else ""

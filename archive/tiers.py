"""The SQL that answers a question: which articles, counted no further than needed, and in which order.

Articles are told by their numbers, which are seconds of publication: newest-first is the order in which an index is
read. Better-first costs a look at every match and at each word in it, so that no more than the newest MOST_RANKED are weighed
(of several words fewer, as most_ranked has it); of more, those with the words in the headline come first. Other forms of the words are asked for where few have them as typed, and come last.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from archive.question import Question
from archive.terms import LONGEST_PREFIX

MOST_RANKED = 8_000
_LEAST_RANKED = 2_000
# With so many answers nobody misses those that have the words in other forms.
ENOUGH = 1_000
_FEW = 200
# So many words that begin alike are asked for one by one, newest first; an index of beginnings would gather them all first.
_SPELLED_OUT = 64
# title, body, place, person, outlet, section: a word in the headline says more about an article than one in its text.
_RANK = "bm25(article_index, 6.0, 1.0, 3.0, 3.0, 1.0, 1.0)"
_UNWEIGHED = "0"
_COLUMNS = "s.article, s.site, s.published_at, s.first_at, s.address, s.status, s.wording, s.reading"
# A number is the second of publication or, where many want the same, a later one: two million of one day would be needed
# to push one further than this. Zones lie within fourteen hours of UTC.
_PUSHED, _ZONES = timedelta(days=30), timedelta(hours=14)
_EARLIEST, _LATEST = (1, 1, 2), (9999, 11, 30)


# A condition on a number {d}, with its values.
_Bound = tuple[str, tuple[str | int, ...]]


class Statement(NamedTuple):
    """SQL with its values."""

    sql: str
    values: tuple[str | int, ...] = ()

    def inlined(self) -> str:
        """The statement with its values in it, quoted as SQL quotes them."""
        parts = self.sql.split("?")
        written = [str(v) if isinstance(v, int) else "'" + v.replace("'", "''") + "'" for v in self.values]
        return "".join(part + value for part, value in zip(parts, (*written, ""), strict=True)) + ";"


class Tier(NamedTuple):
    """Some of the articles that answer, in one order; how many at most are counted."""

    source: Statement
    articles: int
    score: str = _UNWEIGHED


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How a question is answered: its tiers, and `all`, which gives every `document` that answers.

    Where `at_least`, more than `total` answer: they were counted no further.
    """

    tiers: tuple[Tier, ...]
    all: Statement
    total: int
    at_least: bool
    other_forms: int


def most_ranked(question: Question) -> int:
    """How many answers are weighed at most: fewer, the more words each is looked at for."""
    return max(_LEAST_RANKED, MOST_RANKED // question.looks) if MOST_RANKED > _LEAST_RANKED else MOST_RANKED


def plan(connection: Any, question: Question, *, newest_first: bool) -> Plan:
    """How the question is best answered, after a look at how many answer."""
    question = _spelled_out(connection, question)
    most = most_ranked(question)
    printed = _printed(question)
    count, floor = _counted(connection, printed, most)
    is_many, count = count > most, min(count, most)
    others = _other_forms(question, printed) if question.broad and count < ENOUGH else None
    forms = count_of(connection, others, most + 1) if others else 0
    every = _either(printed, others) if others and forms else printed
    at_least = is_many or forms > most
    forms = min(forms, most)
    if newest_first:
        tiers = [Tier(every, count + forms)]
    elif is_many:
        tiers = _by_headline(connection, question, printed, floor)
    else:
        tiers = [Tier(_ranked(question, printed), count, _RANK if question.rank else _UNWEIGHED)]
        if others and forms:
            tiers.append(Tier(others, forms))
    return Plan(tiers=tuple(tiers), all=every, total=count + forms, at_least=at_least, other_forms=forms)


def page_of(found: Plan, *, limit: int, offset: int) -> Statement:
    """The statement for so many answers after so many others: the rows of article_state that a hit is made of."""
    pieces, values, end = [], [], offset + limit
    begins = 0
    for number, tier in enumerate(found.tiers):
        # The last is read on, however many were counted.
        ends = begins + tier.articles if number < len(found.tiers) - 1 else max(end, begins)
        first, last = max(offset, begins), min(end, ends)
        if first < last:
            sql = tier.source.sql.replace("SELECT ", f"SELECT {number} AS tier, {tier.score} AS score, ", 1)
            order = "document DESC" if tier.score == _UNWEIGHED else "score, document DESC"
            pieces.append(f"SELECT * FROM ({sql} ORDER BY {order} LIMIT ? OFFSET ?)")  # noqa: S608 - all of it is ours
            values += [*tier.source.values, last - first, first - begins]
        begins = ends
    sql = (
        f"SELECT {_COLUMNS} FROM ({' UNION ALL '.join(pieces)}) h JOIN article_state s ON s.document = h.document "  # noqa: S608 - all of it is ours
        "ORDER BY h.tier, h.score, h.document DESC"
    )
    return Statement(sql, tuple(values))


def count_of(connection: Any, source: Statement, most: int = MOST_RANKED + 1) -> int:
    """How many there are; no more than `most` are counted.

    The oldest first: there FTS5 begins at the least number that is asked for, while the other way round it looks for the
    next match below it, to the end of the index.
    """
    sql = f"SELECT count(*) FROM ({source.sql} LIMIT ?)"  # noqa: S608 - all of it is ours
    return int(connection.execute(sql, (*source.values, most)).fetchone()[0])


def _counted(connection: Any, source: Statement, most: int) -> tuple[int, int]:
    """How many there are, as count_of has it, and the number of the last that was counted."""
    sql = f"SELECT count(*), min(document) FROM ({source.sql} ORDER BY document DESC LIMIT ?)"  # noqa: S608 - all of it is ours
    count, last = connection.execute(sql, (*source.values, most + 1)).fetchone()
    return count, last or 0


def undated(connection: Any, question: Question) -> int:
    """How many more may answer, whose pages tell no date of publication."""
    of_no_day = "SELECT document FROM facet WHERE day = 0"
    # A few are looked for among the matches; many are looked up for each match.
    are_few = count_of(connection, Statement(of_no_day), _FEW + 1) <= _FEW
    asked = f"{'' if are_few else '+'}{{d}} IN ({of_no_day})"
    return count_of(connection, _printed(msgspec.structs.replace(question, dated=(asked,), dates=(), span=None)))


# ------------------------------------------------------------------------------------------------------ in the room


def _spelled_out(connection: Any, question: Question) -> Question:
    """The question with long beginnings of words exchanged for the few words of the archive that begin like that."""
    for begins in question.prefixes:
        asked = f'"{begins}" *'
        if len(begins) <= LONGEST_PREFIX or asked not in question.light + question.broad:
            continue
        rows = connection.execute(
            "SELECT term FROM word_list WHERE term >= ? AND term < ? LIMIT ?",
            (begins, f"{begins}\U0010ffff", _SPELLED_OUT + 1),
        ).fetchall()
        if 0 < len(rows) <= _SPELLED_OUT:
            each = " OR ".join(f'"{row[0]}"' for row in rows)
            light, broad = (match.replace(asked, f"({each})") for match in (question.light, question.broad))
            question = msgspec.structs.replace(question, light=light, broad=broad)
    return question


def _printed(question: Question) -> Statement:
    """The articles that have the words as they were typed, and meet the conditions."""
    if question.light:
        return _matching("word_index", question.light, question)
    return _matching("article_index", question.match, question)


def _matching(table: str, match: str, question: Question, more: tuple[_Bound, ...] = ()) -> Statement:
    number = f"{table}.rowid" if match else "f.document"
    where, values = ([f"{table} MATCH ?"], [match]) if match else ([], [])  # type: tuple[list[str], list[str | int]]
    conditions = [*question.conditions, *question.dated]
    source = table if match else "facet f"
    if match and any("f." in condition for condition in conditions):
        source += f" CROSS JOIN facet f ON f.document = {number}"
    if question.span:
        where.append(f"{number} BETWEEN ? AND ?")
        values += seconds(question.span)
    where += [condition.replace("{d}", number) for condition in conditions]
    values += [*question.parameters, *question.dates]
    for condition, bound in more:
        where.append(condition.replace("{d}", number))
        values += bound
    return Statement(f"SELECT {number} AS document FROM {source} WHERE {' AND '.join(where)}", tuple(values))  # noqa: S608 - values are bound


def _ranked(question: Question, printed: Statement) -> Statement:
    """The same articles in a form in which they can be weighed."""
    if not question.rank:
        return printed
    if question.rank == question.match:
        return _matching("article_index", question.match, question)
    number = "article_index.rowid"
    sql = f"SELECT {number} AS document FROM article_index WHERE article_index MATCH ? AND +{number} IN ({printed.sql})"  # noqa: S608 - values are bound
    return Statement(sql, (question.rank, *printed.values))


def _by_headline(connection: Any, question: Question, printed: Statement, floor: int) -> list[Tier]:
    """First those with the words in the headline, then the others.

    Of several words a headline is looked for among the newest only, as many as would be weighed: each look is at where
    every word of a text stands.
    """
    if not question.heads:
        return [Tier(printed, MOST_RANKED)]
    sql, values = _bare(question.heads)
    newest: tuple[_Bound, ...] = ()
    if question.looks > 1:
        sql, values = f"{sql} AND rowid >= ?", (*values, floor)
        newest = (("{d} >= ?", (floor,)),)
    heads = _matching("article_index", question.heads, question, newest)
    count = count_of(connection, heads)
    in_headline = (f"+{{d}} NOT IN ({sql})", values)
    if question.light:
        others = _matching("word_index", question.light, question, (in_headline,))
    else:
        others = _matching("article_index", question.match, question, (in_headline,))
    return [Tier(heads, count), Tier(others, MOST_RANKED)] if count else [Tier(printed, MOST_RANKED)]


def _bare(match: str) -> tuple[str, tuple[str | int, ...]]:
    return "SELECT rowid FROM article_index WHERE article_index MATCH ?", (match,)


def _other_forms(question: Question, printed: Statement) -> Statement:
    """The articles that have other forms of the words, and not these."""
    more: list[_Bound] = []
    if question.rest:
        more.append((f"+{{d}} IN ({_bare(question.rest)[0]})", (question.rest,)))
    if question.left_out:
        more.append((f"+{{d}} NOT IN ({_bare(question.left_out)[0]})", (question.left_out,)))
    more.append((f"+{{d}} NOT IN ({printed.sql})", printed.values))
    return _matching("word_index", question.broad, question, tuple(more))


def _either(printed: Statement, others: Statement) -> Statement:
    sql = f"SELECT document FROM ({printed.sql} UNION ALL {others.sql})"  # noqa: S608 - values are bound
    return Statement(sql, (*printed.values, *others.values))


def seconds(span: tuple[int, int]) -> tuple[int, int]:
    """Between which numbers the articles of these days lie, whatever their zone."""
    first, last = (_midnight(day) for day in span)
    return int((first - _ZONES).timestamp()), int((last + timedelta(days=1) + _ZONES + _PUSHED).timestamp())


def _midnight(day: int) -> datetime:
    parts = day // 10_000, day // 100 % 100, day % 100
    return datetime(*max(_EARLIEST, min(_LATEST, parts)), tzinfo=UTC)

"""The articles that answer a typed question: safe, read-only, with the printed words that were searched for marked."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from archive.errors import QueryRefused
from archive.fold import fold
from archive.messages import say
from archive.question import Question, key, understand
from archive.sqlite import OperationalError

__all__ = ["Answer", "Excerpt", "Hit", "Question", "excerpt", "fold", "search", "statement", "understand"]

# title, body, place, person, outlet, section: a word in the headline says more about an article than one in its text.
_RANK = "bm25(article_index, 6.0, 1.0, 3.0, 3.0, 1.0, 1.0)"
_NEWEST = "coalesce(s.published_at, s.first_at) DESC, s.article"
_AROUND = 240
_BEFORE = 70
# A hit is looked at for its words, not searched to the end: a hostile text may be of any length.
_LOOKED_AT = 200_000
_PRINTED_WORD = re.compile(r"[^\W_]+(?:[’‘ʼʻ`´'′‛＇][^\W_]+)*")
_SPACE = re.compile(r"\s")


class Excerpt(msgspec.Struct, frozen=True):
    """A piece of printed text; `marks` are the spans in it that were searched for."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One article that answers: headline and a piece of the text as printed, with what was searched for marked."""

    article: str
    site: str
    title: str
    published_at: str | None
    published_local: str | None
    first_seen: str
    address: str
    status: str
    title_marks: tuple[tuple[int, int], ...]
    snippet: str
    marks: tuple[tuple[int, int], ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a search gives: hits of one page, how many there are in all, what to know of them, and the SQL that answers.

    `sql` runs as it is in plain `sqlite3` on the archive's file and gives the same articles in the same order.
    """

    hits: tuple[Hit, ...]
    total: int
    notes: tuple[str, ...]
    sql: str


def search(
    connection: Any, typed: str, *, newest_first: bool = False, limit: int = 20, page: int = 1, is_exact: bool = False
) -> Answer:
    """The articles that answer what was typed. QueryRefused where it cannot be understood."""
    question = understand(typed, is_exact=is_exact)
    sql, values = statement(question, newest_first=newest_first, limit=limit, offset=(page - 1) * limit)
    try:
        rows = connection.execute(sql, values).fetchall()
        total = _count(connection, question, is_dated=True)
        undated = _count(connection, question, is_dated=False) if question.dated else 0
    except OperationalError as error:
        if "fts5" not in str(error):
            raise
        raise QueryRefused(
            say("that cannot be searched for ({error}); put the words in quotes", error=error)
        ) from error
    notes = list(question.notes)
    if undated:
        notes.append(say("{n} more may answer: their pages tell no date of publication", n=undated))
    return Answer(
        hits=tuple(_hit(connection, row, question) for row in rows), total=total, notes=tuple(notes),
        sql=inlined(sql, values),
    )  # fmt: skip


def statement(question: Question, *, newest_first: bool, limit: int, offset: int) -> tuple[str, tuple[str | int, ...]]:
    """The SQL that answers, and its values."""
    where, values = _where(question, is_dated=True)
    order = _NEWEST
    if question.match:
        # Rowids are publication seconds: newest-first costs no sorting.
        order = "article_index.rowid DESC" if newest_first else f"{_RANK}, article_index.rowid DESC"
    columns = "s.article, s.site, s.published_at, s.first_at, s.address, s.status, s.wording, s.reading"
    sql = f"SELECT {columns} {where} ORDER BY {order} LIMIT ? OFFSET ?"
    return sql, (*values, limit, offset)


def inlined(sql: str, values: tuple[str | int, ...]) -> str:
    """The statement with its values in it, quoted as SQL quotes them."""
    parts = sql.split("?")
    written = [str(v) if isinstance(v, int) else "'" + v.replace("'", "''") + "'" for v in values]
    return "".join(part + value for part, value in zip(parts, (*written, ""), strict=True)) + ";"


def _where(question: Question, *, is_dated: bool) -> tuple[str, tuple[str, ...]]:
    """FROM and WHERE. Not dated: the same for articles whose pages tell no date of publication."""
    conditions, values = list(question.conditions), list(question.parameters)
    source = "article_state s"
    if question.match:
        source = "article_index JOIN article_state s ON s.document = article_index.rowid"
        conditions.insert(0, "article_index MATCH ?")
        values.insert(0, question.match)
    if is_dated:
        conditions += question.dated
        values += question.dates
    else:
        conditions.append("s.published_at IS NULL")
    return f"FROM {source} WHERE {' AND '.join(conditions)}", tuple(values)


def _count(connection: Any, question: Question, *, is_dated: bool) -> int:
    where, values = _where(question, is_dated=is_dated)
    return int(connection.execute(f"SELECT count(*) {where}", values).fetchone()[0])


def _hit(connection: Any, row: Any, question: Question) -> Hit:
    wording = connection.execute("SELECT title, body FROM wording WHERE id = ?", (row["wording"],)).fetchone()
    local = connection.execute(
        "SELECT json_extract(fields, '$.published_at.at') FROM reading WHERE id = ?", (row["reading"],)
    ).fetchone()
    found = excerpt(wording["body"], question)
    return Hit(
        article=row["article"], site=row["site"], title=wording["title"], published_at=row["published_at"],
        published_local=local[0] if local else None, first_seen=row["first_at"], address=row["address"],
        status=row["status"], title_marks=tuple(_spans(wording["title"], question)), snippet=found.text,
        marks=found.marks,
    )  # fmt: skip


def excerpt(text: str, question: Question) -> Excerpt:
    """The piece of the printed text that holds most of the words that were searched for, on one line."""
    spans = _spans(text[:_LOOKED_AT], question)
    anchor = _densest(text, spans)
    start = max(0, anchor - _BEFORE)
    if start:
        # From the beginning of a word: never half of one.
        start = text.rfind(" ", 0, start) + 1 if " " in text[max(0, start - 40) : start] else start
    end = min(len(text), start + _AROUND)
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > max((b for a, b in spans if a < end), default=start) else end
    opening, closing = "… " if start else "", " …" if end < len(text) else ""
    shift = len(opening) - start
    marks = tuple((a + shift, b + shift) for a, b in spans if a >= start and b <= end)
    return Excerpt(opening + _SPACE.sub(" ", text[start:end]) + closing, marks)


def _spans(text: str, question: Question) -> list[tuple[int, int]]:
    """Where the words that were searched for stand in a printed text."""
    starts = question.prefixes
    return [
        match.span()
        for match in _PRINTED_WORD.finditer(text)
        if (word := key(match[0])) in question.words or (starts and word.startswith(starts))
    ]


def _densest(text: str, spans: list[tuple[int, int]]) -> int:
    """Where the stretch begins that holds the most different words that were searched for; the first of equals."""
    best, anchor, last = 0, spans[0][0] if spans else 0, 0
    counts: dict[str, int] = {}
    words = [key(text[a:b]) for a, b in spans]
    for first, (begins, _) in enumerate(spans):
        while last < len(spans) and spans[last][1] - begins <= _AROUND - _BEFORE:
            counts[words[last]] = counts.get(words[last], 0) + 1
            last += 1
        if len(counts) > best:
            best, anchor = len(counts), begins
        counts[words[first]] = counts.get(words[first], 1) - 1
        if not counts[words[first]]:
            del counts[words[first]]
        last = max(last, first + 1)
    return anchor

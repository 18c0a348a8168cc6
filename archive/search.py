"""The articles that answer a typed question: safe, read-only, with the printed words that were searched for marked."""

from __future__ import annotations

from typing import Any

import msgspec

from archive.answers import Listed
from archive.errors import QueryRefused
from archive.excerpt import Excerpt, excerpt, spans_in
from archive.facets import Facets, facets
from archive.fold import fold
from archive.guess import guess
from archive.messages import say
from archive.question import Question, understand
from archive.sqlite import OperationalError
from archive.tiers import Plan, Statement, page_of, plan, undated

__all__ = [
    "Answer", "Excerpt", "Facets", "Hit", "Question", "Statement", "articles_that", "excerpt", "fold", "search",
    "understand",
]  # fmt: skip


class Hit(Listed, frozen=True, kw_only=True):
    """One article that answers: headline and a piece of the text as printed, with what was searched for marked."""

    title_marks: tuple[tuple[int, int], ...]
    snippet: str
    marks: tuple[tuple[int, int], ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a search gives: hits of one page, how many there are in all, what to know of them, and the SQL that answers.

    `at_least` says that there are more than `total`: of very many they are not counted to the end unless facets are asked
    for. `other_forms` of them have the words in other forms only. `guess` is what may have been meant where nothing
    answers. `sql` runs as it is in plain `sqlite3` on the archive's file and gives the same articles in the same order.
    """

    hits: tuple[Hit, ...]
    total: int
    at_least: bool
    other_forms: int
    page: int
    pages: int
    notes: tuple[str, ...]
    guess: str | None
    sql: str
    facets: Facets | None = None


def search(
    connection: Any, typed: str, *, newest_first: bool = False, limit: int = 20, page: int = 1, is_exact: bool = False,
    with_facets: bool = False,
) -> Answer:  # fmt: skip
    """The articles that answer what was typed. QueryRefused where it cannot be understood."""
    question = understand(typed, is_exact=is_exact)
    try:
        found = plan(connection, question, newest_first=newest_first)
        statement = page_of(found, limit=limit, offset=(page - 1) * limit)
        rows = connection.execute(statement.sql, statement.values).fetchall()
        counted = facets(connection, found.all, found.total, at_least=found.at_least) if with_facets else None
        notes = _notes(connection, question, found, newest_first=newest_first)
    except OperationalError as error:
        if "fts5" not in str(error):
            raise
        raise QueryRefused(
            say("that cannot be searched for ({error}); put the words in quotes", error=error)
        ) from error
    total = counted.total if counted else found.total
    return Answer(
        hits=tuple(_hit(connection, row, question) for row in rows), total=total,
        at_least=found.at_least and not counted, other_forms=found.other_forms, page=page, pages=-(-total // limit),
        notes=notes, guess=None if total else guess(connection, typed, question), sql=statement.inlined(), facets=counted,
    )  # fmt: skip


def facets_of(connection: Any, typed: str, *, is_exact: bool = False) -> Facets:
    """What the answers are of, counted alone: the same whatever page of them is read, in whatever order."""
    found = plan(connection, understand(typed, is_exact=is_exact), newest_first=False)
    return facets(connection, found.all, found.total, at_least=found.at_least)


def articles_that(connection: Any, typed: str, *, is_exact: bool = False) -> Statement:
    """What asks for all articles that answer, by their numbers, newest first: `document` is the only column."""
    return plan(connection, understand(typed, is_exact=is_exact), newest_first=True).all


def _notes(connection: Any, question: Question, found: Plan, *, newest_first: bool) -> tuple[str, ...]:
    notes = list(question.notes)
    if found.other_forms:
        notes.append(
            say("{n} of them have the words in other forms only; --tepat leaves them out", n=found.other_forms)
        )
    if found.at_least and not newest_first:
        notes.append(
            say(
                "more than {n} answer: those with the words in the headline come first, the newest of them",
                n=found.total,
            )
        )
    if question.dated and (count := undated(connection, question)):
        notes.append(say("{n} more may answer: their pages tell no date of publication", n=count))
    return tuple(notes)


def _hit(connection: Any, row: Any, question: Question) -> Hit:
    wording = connection.execute("SELECT title, body FROM wording WHERE id = ?", (row["wording"],)).fetchone()
    local = connection.execute(
        "SELECT json_extract(fields, '$.published_at.at') FROM reading WHERE id = ?", (row["reading"],)
    ).fetchone()
    found = excerpt(wording["body"], question)
    return Hit(
        article=row["article"], site=row["site"], title=wording["title"], published_at=row["published_at"],
        published_local=local[0] if local else None, first_seen=row["first_at"], address=row["address"],
        status=row["status"], title_marks=tuple(spans_in(wording["title"], question)), snippet=found.text,
        marks=found.marks,
    )  # fmt: skip

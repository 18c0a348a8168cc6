"""What a person types -> FTS5, safely. Any string gives rows or one helpful line, never a traceback.

bupati "jalan rusak" -pilkada        all words, the phrase, not that word
sumur OR mata NEAR(air bersih, 5)    either; near each other
penggali*                            the beginning of a word, from three letters
judul:sumur tempat:waingapu penulis:ana media:warta rubrik:budaya tanggal:2020-02..2020-03 status:dihapus
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from archive.errors import QueryRefused
from archive.fold import fold, words
from archive.sqlite import DatabaseError

MAX_TYPED = 500
MAX_TERMS = 30

_COLUMNS = {
    "judul": "title", "title": "title", "isi": "body", "body": "body", "penulis": "person", "author": "person",
    "tempat": "place", "place": "place", "media": "outlet", "outlet": "outlet", "site": "outlet",
    "rubrik": "section", "section": "section",
}  # fmt: skip
_STATUS = {
    "dihapus": "s.status = 'gone'", "gone": "s.status = 'gone'",
    "berubah": "s.revision > 1 OR s.edits > 0", "changed": "s.revision > 1 OR s.edits > 0",
    "salinan": "EXISTS (SELECT 1 FROM story_member m WHERE m.article = s.article AND m.relation <> 'origin')",
    "copy": "EXISTS (SELECT 1 FROM story_member m WHERE m.article = s.article AND m.relation <> 'origin')",
}  # fmt: skip
_TOKEN = re.compile(
    r"""\s*(?P<minus>-)?(?:(?P<field>[A-Za-z]{2,10}):)?(?:NEAR\((?P<near>[^()]{0,200})\)|"(?P<phrase>[^"]{0,300})"?|(?P<word>[^\s"]{1,300}))"""
)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_PRINTED_WORD = re.compile(r"[\w’‘ʼ'`]+")


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One article that answers; `snippet` is printed text, `marks` the spans in it that were searched for."""

    article: str
    site: str
    title: str
    published_at: str | None
    first_seen: str
    address: str
    status: str
    snippet: str
    marks: tuple[tuple[int, int], ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a search gives: hits of one page, how many there are in all, and the statement that answered."""

    hits: tuple[Hit, ...]
    total: int
    sql: str
    parameters: tuple[str | int, ...]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A typed search, understood: the FTS5 expression, further conditions, and the words to mark."""

    match: str
    conditions: tuple[str, ...]
    parameters: tuple[str, ...]
    marked: frozenset[str]
    prefixes: tuple[str, ...]


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    text = (resources.files("archive") / "synonyms.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            group = tuple(" ".join(words(form)) for form in line.split("\t"))
            groups |= dict.fromkeys(group, group)
    return groups


def understand(typed: str, *, is_exact: bool = False) -> Question:  # noqa: C901 - one pass over the typed words
    """What is asked for. QueryRefused with one line of help where nothing can be searched for."""
    if len(typed) > MAX_TYPED:
        raise QueryRefused(f"that is {len(typed)} characters long; {MAX_TYPED} are the most that is searched for")
    wanted: list[list[str]] = []
    refused: list[str] = []
    conditions: list[str] = []
    parameters: list[str] = []
    marked: set[str] = set()
    prefixes: list[str] = []
    joins = False
    for match in list(_TOKEN.finditer(typed))[:MAX_TERMS]:
        field = (match["field"] or "").lower()
        word = match["word"] or ""
        if word == "OR" and not field and not match["minus"]:
            joins = bool(wanted)
            continue
        if field in ("tanggal", "date"):
            sql, values = _dates(word)
            conditions.append(sql)
            parameters += values
            continue
        if field == "status":
            conditions.append(_status(word))
            continue
        expression = _expression(match, _COLUMNS.get(field), field, marked, prefixes, is_exact=is_exact)
        if expression is None:
            continue
        if match["minus"]:
            refused.append(expression)
        elif joins:
            wanted[-1].append(expression)
        else:
            wanted.append([expression])
        joins = False
    if refused and not wanted:
        raise QueryRefused("say also what to search for: only words to leave out were typed")
    if not wanted and not conditions:
        raise QueryRefused('type words to search for, for example: bupati "jalan rusak" tanggal:2020-02')
    match_text = " AND ".join(f"({' OR '.join(either)})" for either in wanted)
    if refused and match_text:
        match_text = f"({match_text}) NOT ({' OR '.join(refused)})"
    return Question(
        match=match_text, conditions=tuple(conditions), parameters=tuple(parameters), marked=frozenset(marked),
        prefixes=tuple(prefixes),
    )  # fmt: skip


def _expression(
    match: re.Match[str], column: str | None, field: str, marked: set[str], prefixes: list[str], *, is_exact: bool
) -> str | None:
    where = f"{{{column}}} : " if column else ""
    if match["near"] is not None:
        return _near(match["near"], where, marked)
    text = match["phrase"] if match["phrase"] is not None else match["word"] or ""
    if field and column is None:
        text = f"{field} {text}"
    tokens = words(text)
    if not tokens:
        return None
    marked.update(tokens)
    is_prefix = match["phrase"] is None and text.endswith("*") and len(tokens) == 1
    if is_prefix:
        if len(tokens[0]) < 3:
            raise QueryRefused(f"{tokens[0]}* is too short: give three letters or more before the star")
        prefixes.append(tokens[0])
        return f'{where}"{tokens[0]}" *'
    forms = [" ".join(tokens)]
    if not is_exact and match["phrase"] is None:
        forms = list(dict.fromkeys([*forms, *_synonyms().get(forms[0], ())]))
        marked.update(token for form in forms for token in form.split())
    quoted = " OR ".join(f'"{form}"' for form in forms)
    return f"{where}({quoted})" if len(forms) > 1 else f"{where}{quoted}"


def _near(inside: str, where: str, marked: set[str]) -> str | None:
    text, _, distance = inside.partition(",")
    tokens = words(text)
    if not tokens:
        return None
    marked.update(tokens)
    steps = distance.strip() if distance.strip().isdigit() and len(distance.strip()) < 4 else "10"
    return f"{where}NEAR({' '.join(chr(34) + t + chr(34) for t in tokens)}, {steps})"


def _status(word: str) -> str:
    if word.lower() not in _STATUS:
        raise QueryRefused(f"status:{word[:20]} is not known; use status:dihapus, status:berubah or status:salinan")
    return f"({_STATUS[word.lower()]})"


def _dates(text: str) -> tuple[str, tuple[str, str]]:
    first, dots, last = text.partition("..")
    bounds = _DATE.fullmatch(first), _DATE.fullmatch(last if dots else first)
    if not bounds[0] or not bounds[1]:
        raise QueryRefused(f"{text[:30]!r} is no date; write tanggal:2020-02 or tanggal:2020-02-01..2020-03")
    try:
        lowest, highest = _edge(bounds[0], is_end=False), _edge(bounds[1], is_end=True)
    except ValueError:
        raise QueryRefused(f"there is no such date as {text[:30]}") from None
    return "coalesce(s.published_at, s.first_at) BETWEEN ? AND ?", (lowest, highest)


def _edge(match: re.Match[str], *, is_end: bool) -> str:
    """Dates are asked for in the outlets' own time; WITA (UTC+8) stands for all of them here."""
    from datetime import UTC, datetime, timedelta, timezone

    year, month, day = (int(part) if part else None for part in match.groups())
    if not year:
        raise ValueError(match[0])
    wita = timezone(timedelta(hours=8))
    if is_end:
        month = month or 12
        day = day or calendar.monthrange(year, month)[1]
        moment = datetime(year, month, day, 23, 59, 59, 999000, tzinfo=wita)
    else:
        moment = datetime(year, month or 1, day or 1, tzinfo=wita)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + ("999Z" if is_end else "000Z")


def statement(question: Question, *, newest_first: bool, limit: int, offset: int) -> tuple[str, tuple[str | int, ...]]:
    """The SQL that answers, and its parameters; plain `sqlite3` gives the same rows."""
    conditions, parameters = list(question.conditions), list(question.parameters)
    source = "article_state s"
    order = "coalesce(s.published_at, s.first_at) DESC, s.article"
    if question.match:
        source = "article_index JOIN article_state s ON s.document = article_index.rowid"
        conditions.insert(0, "article_index MATCH ?")
        parameters.insert(0, question.match)
        order = "article_index.rowid DESC" if newest_first else "article_index.rank, article_index.rowid DESC"
    where = " AND ".join(conditions)
    sql = (
        # Every part is ours: what was typed is bound.
        "SELECT s.article, s.site, s.published_at, s.first_at, s.address, s.status, s.wording "  # noqa: S608
        f"FROM {source} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
    )
    return sql, (*parameters, limit, offset)


def search(
    connection: Any, typed: str, *, newest_first: bool = False, limit: int = 20, page: int = 1, is_exact: bool = False
) -> Answer:
    """The articles that answer what was typed. QueryRefused where it cannot be understood."""
    question = understand(typed, is_exact=is_exact)
    sql, parameters = statement(question, newest_first=newest_first, limit=limit, offset=(page - 1) * limit)
    counting = "SELECT count(*) FROM " + sql.split(" FROM ", 1)[1].split(" ORDER BY ")[0]  # noqa: S608
    try:
        rows = connection.execute(sql, parameters).fetchall()
        total = connection.execute(counting, parameters[:-2]).fetchone()[0]
    except DatabaseError as error:
        raise QueryRefused(f"that cannot be searched for ({error}); put the words in quotes") from error
    return Answer(
        hits=tuple(_hit(connection, row, question) for row in rows), total=total, sql=sql, parameters=parameters
    )


def _hit(connection: Any, row: Any, question: Question) -> Hit:
    wording = connection.execute("SELECT title, body FROM wording WHERE id = ?", (row["wording"],)).fetchone()
    snippet, marks = excerpt(wording["body"], question.marked, question.prefixes)
    return Hit(
        article=row["article"], site=row["site"], title=wording["title"], published_at=row["published_at"],
        first_seen=row["first_at"], address=row["address"], status=row["status"], snippet=snippet, marks=marks,
    )  # fmt: skip


def excerpt(
    text: str, marked: Iterable[str], prefixes: tuple[str, ...] = (), around: int = 90
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A piece of the printed text about the first word that was searched for, and the spans of all that are in it."""
    wanted = set(marked)
    spans = [
        match.span()
        for match in _PRINTED_WORD.finditer(text)
        if (folded := fold(match[0]).casefold()) in wanted or folded.startswith(prefixes or ("\0",))
    ]
    start = max(0, spans[0][0] - around) if spans else 0
    end = min(len(text), (spans[0][1] if spans else 0) + 2 * around)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    shown = re.sub(r"\s", " ", text[start:end])
    return shown, tuple((a - start, b - start) for a, b in spans if a >= start and b <= end)

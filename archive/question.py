"""What a person types, understood: an FTS5 expression, conditions, and the words to mark. Pure; nothing is asked here.

bupati "jalan rusak" -pilkada        all words, the phrase, not that word
sumur OR mata NEAR(air bersih, 5)    either; near each other
penggali*                            the beginning of a word, from three letters
judul:sumur tempat:waingapu penulis:ana media:warta rubrik:budaya tanggal:2020-02..2020-03 status:dihapus
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources
from typing import NamedTuple

import msgspec

from archive.errors import QueryRefused
from archive.fold import fold
from archive.messages import say
from archive.period import period

MAX_TYPED = 500
MAX_TERMS = 30
# The index keeps beginnings of three letters; shorter ones would touch half of it.
MIN_PREFIX = 3
_MAX_NEAR = 999
_NEAR_WORDS = 10
_LONGEST_NAME = 5

COLUMNS = {
    "judul": "title", "title": "title", "isi": "body", "body": "body", "penulis": "person", "author": "person",
    "tempat": "place", "place": "place", "media": "outlet", "outlet": "outlet", "site": "outlet",
    "rubrik": "section", "section": "section",
}  # fmt: skip
_COPY = "EXISTS (SELECT 1 FROM story_member m WHERE m.article = s.article AND m.relation NOT IN ('origin', 'update'))"
_STATUS = {
    "dihapus": "s.status = 'gone'", "gone": "s.status = 'gone'", "hilang": "s.status = 'gone'",
    "berubah": "s.edits > 0", "changed": "s.edits > 0", "salinan": _COPY, "copy": _COPY,
}  # fmt: skip
_DATE_FIELDS = ("tanggal", "date")
_OR, _AND, _NOT = ("OR", "ATAU", "|", "||"), ("AND", "DAN", "&", "&&", "+"), ("NOT", "BUKAN")
# Each typed string is cut into these, whatever it is: a match can begin at every character that is no white space.
_TOKEN = re.compile(
    r"""(?P<minus>-)?(?:(?P<field>[A-Za-z]{2,10}):)?"""
    r"""(?:NEAR\((?P<near>[^()"]*)\)?|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"()]+)|(?P<rest>\S))"""
)
_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟＂", '"'))
_WORD = re.compile(r"\w+")


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A typed search, understood. `dated` are the conditions that only articles with a publication date can meet.

    `words` and `prefixes` are what is marked in the printed text, as `key` folds it; `notes` tell what was not searched
    for, and why.
    """

    match: str
    conditions: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class _Term(msgspec.Struct, kw_only=True):
    """One thing that was asked for: what FTS5 is asked, or a condition; alternatives of one term are joined by OR."""

    match: str = ""
    condition: str = ""
    dates: tuple[str, ...] = ()
    plain: str = ""


class _Clause(msgspec.Struct):
    """Terms of which one must hold (or none, where they are refused)."""

    terms: list[_Term]
    is_refused: bool = False


class _Marks(NamedTuple):
    words: set[str]
    prefixes: list[str]
    notes: list[str]


def key(word: str) -> str:
    """A word as words are compared when printed text is marked: apostrophes, case and accents do not count."""
    parted = unicodedata.normalize("NFD", fold(word).casefold())
    return "".join(char for char in parted if not unicodedata.combining(char))


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """The groups of archive/synonyms.tsv: each form with all forms of its group, itself among them."""
    groups: dict[str, tuple[str, ...]] = {}
    text = (resources.files("archive") / "synonyms.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            group = tuple(" ".join(_tokens(form)).casefold() for form in line.split("\t"))
            for form in group:
                groups[form] = tuple(dict.fromkeys((*groups.get(form, ()), *group)))
    return groups


def understand(typed: str, *, is_exact: bool = False) -> Question:
    """What is asked for. QueryRefused with one line of help where nothing can be searched for."""
    if len(typed) > MAX_TYPED:
        raise QueryRefused(
            say("that is {n} characters long; {most} are the most that is searched for", n=len(typed), most=MAX_TYPED)
        )
    marks = _Marks(set(), [], [])
    clauses = _clauses(typed.translate(_QUOTES).replace("\x00", " "), marks, is_exact=is_exact)
    if not is_exact:
        clauses = _named(clauses, marks)
    if clauses and all(clause.is_refused for clause in clauses):
        raise QueryRefused(say("say also what to search for: only words to leave out were typed"))
    if not clauses:
        raise QueryRefused(say('type words to search for, for example: bupati "jalan rusak" tanggal:2020-02'))
    return _question(clauses, marks)


# ------------------------------------------------------------------------------------------------------ in the room


def _clauses(typed: str, marks: _Marks, *, is_exact: bool) -> list[_Clause]:
    clauses: list[_Clause] = []
    joins = refuses = False
    tokens = list(_TOKEN.finditer(typed))
    if len(tokens) > MAX_TERMS:
        marks.notes.append(say("only the first {n} words were searched for", n=MAX_TERMS))
    for token in tokens[:MAX_TERMS]:
        bare = token["word"] if not token["field"] and not token["minus"] else None
        if bare in _OR:
            joins = bool(clauses)
            continue
        if bare in _NOT:
            refuses = True
            continue
        term = None if bare in _AND or token["rest"] else _term(token, marks, is_exact=is_exact)
        if term is None:
            continue
        is_refused = bool(token["minus"]) or refuses
        if joins and not is_refused and not clauses[-1].is_refused:
            _join(clauses[-1], term)
        else:
            clauses.append(_Clause([term], is_refused))
        joins = refuses = False
    return clauses


def _join(clause: _Clause, term: _Term) -> None:
    if bool(term.condition) != bool(clause.terms[0].condition):
        raise QueryRefused(say("OR joins words with words, or dates with dates: ask the two one after the other"))
    clause.terms.append(term)


def _term(token: re.Match[str], marks: _Marks, *, is_exact: bool) -> _Term | None:
    field = (token["field"] or "").lower()
    text = token["phrase"] if token["phrase"] is not None else token["word"] or ""
    if field in _DATE_FIELDS:
        first, last = period(text)
        return _Term(condition=_DATED, dates=(str(first), str(last)))
    if field == "status":
        return _Term(condition=_status(text))
    column = COLUMNS.get(field)
    if field and column is None:
        # http://… and Pkl:… are words; a misspelt field is told of, and searched for as words too.
        if not text.startswith("/"):
            known = "judul isi penulis tempat media rubrik tanggal status"
            marks.notes.append(say("{field}: is no field (fields: {known})", field=field, known=known))
        text = f"{field} {text}"
    where = f"{{{column}}} : " if column else ""
    if token["near"] is not None:
        return _near(token["near"], where, marks)
    return _words(text, where, marks, is_phrase=token["phrase"] is not None, is_exact=is_exact)


def _words(text: str, where: str, marks: _Marks, *, is_phrase: bool, is_exact: bool) -> _Term | None:
    tokens = _tokens(text)
    if not tokens:
        return None
    if "*" in text and not is_phrase:
        return _prefix(text, tokens, where, marks)
    plain = " ".join(tokens).casefold()
    forms = [" ".join(tokens)]
    if not is_exact and not is_phrase:
        forms += [form for form in synonyms().get(plain, ()) if form != plain]
    marks.words.update(key(token) for form in forms for token in form.split())
    match = " OR ".join(f'"{form}"' for form in forms)
    is_plain = not where and not is_phrase and len(tokens) == 1
    return _Term(match=f"{where}({match})" if len(forms) > 1 else where + match, plain=plain if is_plain else "")


def _prefix(text: str, tokens: list[str], where: str, marks: _Marks) -> _Term:
    if text.rstrip("*") != text.replace("*", ""):
        raise QueryRefused(say("a star stands at the end of a word: penggali*"))
    if len(tokens[-1]) < MIN_PREFIX:
        raise QueryRefused(
            say("{word}* is too short: give {n} letters or more before the star", word=tokens[-1], n=MIN_PREFIX)
        )
    marks.words.update(key(token) for token in tokens[:-1])
    marks.prefixes.append(key(tokens[-1]))
    return _Term(match=f'{where}"{" ".join(tokens)}" *')


def _near(inside: str, where: str, marks: _Marks) -> _Term | None:
    text, _, distance = inside.rpartition(",") if re.search(r",\s*\d+\s*$", inside) else (inside, "", "")
    tokens = _tokens(text)
    if not tokens:
        return None
    marks.words.update(key(token) for token in tokens)
    steps = min(int(distance.strip()[:9] or _NEAR_WORDS), _MAX_NEAR)
    quoted = " ".join(f'"{token}"' for token in tokens)
    return _Term(match=f"{where}NEAR({quoted}, {steps})")


def _tokens(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _status(word: str) -> str:
    if word.lower() not in _STATUS:
        raise QueryRefused(
            say("status:{word} is not known; use status:dihapus, status:berubah or status:salinan", word=word[:20])
        )
    return f"({_STATUS[word.lower()]})"


# A date is asked for as the outlet printed it, in its own zone; the bounds in UTC let an index choose first.
_DATED = (
    "(s.published_at BETWEEN date(?, '-1 day') AND date(?, '+2 days') AND (SELECT substr(json_extract(r.fields, "
    "'$.published_at.at'), 1, 10) FROM reading r WHERE r.id = s.reading) BETWEEN ? AND ?)"
)


def _named(clauses: list[_Clause], marks: _Marks) -> list[_Clause]:
    """Words that stand side by side and are a name with a short form: `kepala desa` also finds `kades`."""
    found: list[_Clause] = []
    start = 0
    while start < len(clauses):
        run = _run(clauses, start)
        length = next((n for n in range(len(run), 1, -1) if " ".join(run[:n]) in synonyms()), 1)
        if length == 1:
            found.append(clauses[start])
        else:
            name = " ".join(run[:length])
            forms = [form for form in synonyms()[name] if form != name]
            marks.words.update(key(token) for form in forms for token in form.split())
            typed = " AND ".join(clause.terms[0].match for clause in clauses[start : start + length])
            others = " OR ".join(f'"{form}"' for form in forms)
            found.append(_Clause([_Term(match=f"(({typed}) OR {others})")]))
        start += length
    return found


def _run(clauses: list[_Clause], start: int) -> list[str]:
    words = []
    for clause in clauses[start : start + _LONGEST_NAME]:
        if clause.is_refused or len(clause.terms) > 1 or not clause.terms[0].plain:
            break
        words.append(clause.terms[0].plain)
    return words


def _question(clauses: list[_Clause], marks: _Marks) -> Question:
    wanted = [clause for clause in clauses if not clause.is_refused]
    matched = [clause for clause in wanted if not clause.terms[0].condition]
    match = " AND ".join(_either([term.match for term in clause.terms]) for clause in matched)
    conditions: list[str] = []
    parameters: list[str] = []
    refused = [clause.terms[0] for clause in clauses if clause.is_refused]
    unmatched = " OR ".join(term.match for term in refused if term.match)
    if unmatched and match:
        match = f"({match}) NOT ({unmatched})"
    elif unmatched:
        conditions.append("s.document NOT IN (SELECT rowid FROM article_index WHERE article_index MATCH ?)")
        parameters.append(unmatched)
    for term in refused:
        if term.condition:
            conditions.append(f"NOT coalesce({term.condition}, 0)")
            parameters += _bound(term)
    dated, dates = [], []
    for clause in wanted:
        if clause.terms[0].dates:
            dated.append(_either([term.condition for term in clause.terms]))
            dates += [date for term in clause.terms for date in _bound(term)]
        elif clause.terms[0].condition:
            conditions.append(_either([term.condition for term in clause.terms]))
    return Question(
        match=match, conditions=tuple(conditions), parameters=tuple(parameters), dated=tuple(dated), dates=tuple(dates),
        words=frozenset(marks.words), prefixes=tuple(marks.prefixes), notes=tuple(dict.fromkeys(marks.notes)),
    )  # fmt: skip


def _either(parts: list[str]) -> str:
    return f"({' OR '.join(parts)})" if len(parts) > 1 else parts[0]


def _bound(term: _Term) -> tuple[str, ...]:
    return () if not term.dates else (*term.dates, *term.dates)

"""What a person types, understood: an FTS5 expression, conditions, and the words to mark. Pure; nothing is asked here.

bupati "jalan rusak" -pilkada        all words, the phrase, not that word
sumur OR mata NEAR(air bersih, 5)    either; near each other
penggali*                            the beginning of a word, from three letters
judul:sumur tempat:waingapu penulis:ana media:warta rubrik:budaya tanggal:2020-02..2020-03 status:dihapus
peristiwa:2020-02-26 cerita:3f2a     what a text says happened then; the articles of one story
wilayah:"sumba barat" situs:warta    of that place of the gazetteer, of that site, and no other of a like name
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from archive.errors import QueryRefused
from archive.fields import COLUMNS, DATED, KNOWN, condition, is_condition
from archive.messages import say
from archive.terms import Marks, Term, mark, near, words
from archive.vocabulary import synonyms

MAX_TYPED = 500
MAX_TERMS = 30
_LONGEST_NAME = 5
_OR, _AND, _NOT = ("OR", "ATAU", "|", "||"), ("AND", "DAN", "&", "&&", "+"), ("NOT", "BUKAN")
# Each typed string is cut into these, whatever it is: a match can begin at every character that is no white space.
_TOKEN = re.compile(
    r"""(?P<minus>-)?(?:(?P<field>[A-Za-z]{2,10}):)?"""
    r"""(?:NEAR\((?P<near>[^()"]*)\)?|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"()]+)|(?P<rest>\S))"""
)
_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟＂", '"'))


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A typed search, understood.

    `match` is asked of article_index. `light` is the same for word_index, empty where that cannot tell. `broad` is asked
    of word_index and also finds other forms of the words, together with `rest` of article_index; `left_out` is what
    nothing may match there. `rank` is the part of `match` that tells the better from the worse, `heads` asks the same
    words of the headline. `looks` says what an article that matches costs to weigh.

    `conditions` are on a number {d}; `dated` those that only articles with a publication date can meet, on facet f, and
    `span` the days they lie in. `words`, `phrases`, `prefixes` and `stems` are what is marked in the printed text, as `key`
    folds it; `single` the words that may be misspelt; `notes` tell what was not searched for, and why.
    """

    match: str
    light: str = ""
    broad: str = ""
    rest: str = ""
    left_out: str = ""
    rank: str = ""
    heads: str = ""
    looks: int = 1
    conditions: tuple[str, ...] = ()
    parameters: tuple[str | int, ...] = ()
    dated: tuple[str, ...] = ()
    dates: tuple[str | int, ...] = ()
    span: tuple[int, int] | None = None
    words: frozenset[str] = frozenset()
    phrases: frozenset[tuple[str, ...]] = frozenset()
    prefixes: tuple[str, ...] = ()
    stems: frozenset[str] = frozenset()
    single: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class _Clause(msgspec.Struct):
    """Terms of which one must hold (or none, where they are refused)."""

    terms: list[Term]
    is_refused: bool = False


def understand(typed: str, *, is_exact: bool = False) -> Question:
    """What is asked for. QueryRefused with one line of help where nothing can be searched for."""
    if len(typed) > MAX_TYPED:
        raise QueryRefused(
            say("that is {n} characters long; {most} are the most that is searched for", n=len(typed), most=MAX_TYPED)
        )
    marks = Marks(set(), set(), [], set(), [], [])
    clauses = _clauses(typed.translate(_QUOTES).replace("\x00", " "), marks, is_exact=is_exact)
    if not is_exact:
        clauses = _named(clauses, marks)
    if clauses and all(clause.is_refused for clause in clauses):
        raise QueryRefused(say("say also what to search for: only words to leave out were typed"))
    if not clauses:
        raise QueryRefused(say('type words to search for, for example: bupati "jalan rusak" tanggal:2020-02'))
    return _question(clauses, marks)


# ------------------------------------------------------------------------------------------------------ in the room


def _clauses(typed: str, marks: Marks, *, is_exact: bool) -> list[_Clause]:
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


def _join(clause: _Clause, term: Term) -> None:
    kinds = {term.condition, clause.terms[0].condition}
    if len(kinds) > 1 and kinds & {"", DATED}:
        raise QueryRefused(say("OR joins words with words, or dates with dates: ask the two one after the other"))
    clause.terms.append(term)


def _term(token: re.Match[str], marks: Marks, *, is_exact: bool) -> Term | None:
    field = (token["field"] or "").lower()
    text = token["phrase"] if token["phrase"] is not None else token["word"] or ""
    if is_condition(field):
        return condition(field, text)
    column = COLUMNS.get(field)
    if field and column is None:
        # http://… and Pkl:… are words; a misspelt field is told of, and searched for as words too.
        if not text.startswith("/"):
            marks.notes.append(say("{field}: is no field (fields: {known})", field=field, known=KNOWN))
        text = f"{field} {text}"
    where = f"{{{column}}} : " if column else ""
    if token["near"] is not None:
        return near(token["near"], where, marks)
    return words(text, where, marks, is_phrase=token["phrase"] is not None, is_exact=is_exact)


def _named(clauses: list[_Clause], marks: Marks) -> list[_Clause]:
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
            mark(forms, marks)
            typed = " AND ".join(clause.terms[0].match for clause in clauses[start : start + length])
            others = " OR ".join(f'"{form}"' for form in forms)
            found.append(_Clause([Term(match=f"(({typed}) OR {others})")]))
        start += length
    return found


def _run(clauses: list[_Clause], start: int) -> list[str]:
    found = []
    for clause in clauses[start : start + _LONGEST_NAME]:
        if clause.is_refused or len(clause.terms) > 1 or not clause.terms[0].plain:
            break
        found.append(clause.terms[0].plain)
    return found


def _question(clauses: list[_Clause], marks: Marks) -> Question:
    wanted = [clause for clause in clauses if not clause.is_refused]
    matched = [clause for clause in wanted if not clause.terms[0].condition]
    refused = [clause.terms[0] for clause in clauses if clause.is_refused]
    unmatched = [term for term in refused if term.match]
    left_out = " OR ".join(term.match for term in unmatched)
    asked = _all(_asked(clause, "match") for clause in matched)
    narrowing = [c.terms[0].narrow for c in wanted if len(c.terms) == 1 and c.terms[0].narrow]
    match = _without(_all([*([asked] if asked else []), *narrowing]), left_out)
    conditions, parameters = _conditions(wanted, refused)
    if unmatched and not match:
        conditions.append("{d} NOT IN (SELECT rowid FROM article_index WHERE article_index MATCH ?)")
        parameters.append(left_out)
    dated = [clause for clause in wanted if clause.terms[0].condition == DATED]
    light, broad, rest = _asked_of_words(matched, unmatched, narrowing)
    ranked = [clause for clause in matched if all(term.is_ranked for term in clause.terms)]
    is_free = all(term.is_free for clause in matched for term in clause.terms)
    # What is left out is left out wherever it stands, not in the headline alone.
    heads = (
        _without(_all([f"{{title}} : ({asked})", *narrowing]), left_out)
        if asked and is_free and not marks.prefixes
        else ""
    )
    return Question(
        match=match, light=light, broad=broad, rest=rest, left_out=left_out if broad else "",
        looks=sum(max(term.looks for term in clause.terms) for clause in matched) or 1,
        rank=_all([*(_asked(clause, "match") for clause in ranked), *(narrowing if ranked else ())]), heads=heads,
        conditions=tuple(conditions), parameters=tuple(parameters),
        dated=tuple(_either([term.condition for term in clause.terms]) for clause in dated),
        dates=tuple(bound for clause in dated for term in clause.terms for bound in term.bounds), span=_span(dated),
        words=frozenset(marks.words), phrases=frozenset(marks.phrases), prefixes=tuple(marks.prefixes),
        stems=frozenset(marks.stems) if broad else frozenset(), single=tuple(dict.fromkeys(marks.single)),
        notes=tuple(dict.fromkeys(marks.notes)),
    )  # fmt: skip


def _asked_of_words(matched: list[_Clause], refused: list[Term], narrowing: list[str]) -> tuple[str, str, str]:
    """What word_index is asked: the same words; other forms of them; and with those what is left for article_index."""
    known = [clause for clause in matched if all(term.light for term in clause.terms)]
    light = broad = rest = ""
    if known and known == matched and not narrowing and all(term.light for term in refused):
        light = _without(_all(_asked(clause, "light") for clause in known), " OR ".join(t.light for t in refused))
    if any(term.broad for clause in known for term in clause.terms):
        broad = _all(_asked(clause, "broad") for clause in known)
        rest = _all([*(_asked(clause, "match") for clause in matched if clause not in known), *narrowing])
    return light, broad, rest


def _conditions(wanted: list[_Clause], refused: list[Term]) -> tuple[list[str], list[str | int]]:
    conditions = [f"NOT ({term.condition})" for term in refused if term.condition]
    parameters = [bound for term in refused if term.condition for bound in term.bounds]
    for clause in wanted:
        if clause.terms[0].condition not in ("", DATED):
            conditions.append(_either([term.condition for term in clause.terms]))
            parameters += [bound for term in clause.terms for bound in term.bounds]
    return conditions, parameters


def _span(dated: list[_Clause]) -> tuple[int, int] | None:
    """The days within which all of these lie."""
    if not dated:
        return None
    spans = [[int(bound) for term in clause.terms for bound in term.bounds] for clause in dated]
    return max(min(days) for days in spans), min(max(days) for days in spans)


def _asked(clause: _Clause, name: str) -> str:
    """What one index is asked for a clause: one of its terms."""
    return _either([getattr(term, name) or term.light or term.match for term in clause.terms])


def _all(parts: Iterable[str]) -> str:
    return " AND ".join(parts)


def _without(match: str, refused: str) -> str:
    return f"({match}) NOT ({refused})" if match and refused else match


def _either(parts: list[str]) -> str:
    return f"({' OR '.join(parts)})" if len(parts) > 1 else parts[0]

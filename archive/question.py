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
import string
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from archive.errors import QueryRefused
from archive.messages import say
from archive.period import day_number, period
from archive.stems import protected, stem
from archive.vocabulary import common, key, synonyms, tokens_of

MAX_TYPED = 500
MAX_TERMS = 30
# The index keeps beginnings of three letters; shorter ones would touch half of it.
MIN_PREFIX = 3
_MAX_NEAR = 999
# Beginnings of this many letters stand in no index.
_BETWEEN = 4
_NEAR_WORDS = 10
_LONGEST_NAME = 5

COLUMNS = {
    "judul": "title", "title": "title", "isi": "body", "body": "body", "penulis": "person", "author": "person",
    "tempat": "place", "place": "place", "media": "outlet", "outlet": "outlet", "site": "outlet",
    "rubrik": "section", "section": "section",
}  # fmt: skip
# Conditions are on the number of an article, {d}; where many have it, SQLite is told (+) to look each match up in them.
_GONE = "+{d} IN (SELECT document FROM article_state WHERE status = 'gone' AND status <> 'present')"
_CHANGED = "+{d} IN (SELECT document FROM article_state WHERE edits > 0)"
_COPY = (
    "+{d} IN (SELECT x.document FROM story_member m JOIN article_state x ON x.article = m.article "
    "WHERE m.relation NOT IN ('origin', 'update'))"
)
_STORY = (
    "{d} IN (SELECT x.document FROM story_member m JOIN article_state x ON x.article = m.article "
    "WHERE m.story BETWEEN ? AND ?)"
)
_DATED = "f.day BETWEEN ? AND ?"
_HAPPENED = "+{d} IN (SELECT document FROM event WHERE day BETWEEN ? AND ?)"
_STATUS = {
    "dihapus": _GONE, "gone": _GONE, "hilang": _GONE, "berubah": _CHANGED, "changed": _CHANGED, "salinan": _COPY,
    "copy": _COPY,
}  # fmt: skip
_DATE_FIELDS = {"tanggal": _DATED, "date": _DATED, "peristiwa": _HAPPENED, "event": _HAPPENED}
# What answers are counted by, asked for exactly: tempat:"sumba barat" also finds Sumba Barat Daya.
_OF_SITE, _OF_REGION = "f.site = ?", "instr(lower('; ' || f.places || ';'), ?) > 0"
_EXACT_FIELDS = {"situs": "outlet", "wilayah": "place", "region": "place"}
_STORY_FIELDS = ("cerita", "story")
_STORY_ID = re.compile(r"[0-9a-f]{4,32}")
_OR, _AND, _NOT = ("OR", "ATAU", "|", "||"), ("AND", "DAN", "&", "&&", "+"), ("NOT", "BUKAN")
# Each typed string is cut into these, whatever it is: a match can begin at every character that is no white space.
_TOKEN = re.compile(
    r"""(?P<minus>-)?(?:(?P<field>[A-Za-z]{2,10}):)?"""
    r"""(?:NEAR\((?P<near>[^()"]*)\)?|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"()]+)|(?P<rest>\S))"""
)
# What the tokenizers of both indexes take for one word without a doubt.
_SIMPLE = re.compile(r"[a-z0-9]+")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟＂", '"'))


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A typed search, understood.

    `match` is asked of article_index. `light` is the same for word_index, empty where that cannot tell. `broad` is asked
    of word_index and also finds other forms of the words, together with `rest` of article_index; `left_out` is what
    nothing may match there. `rank` is the part of `match` that tells the better from the worse, `heads` asks the same
    words of the headline.

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


class _Term(msgspec.Struct, kw_only=True):
    """One thing that was asked for: what FTS5 is asked, or a condition; alternatives of one term are joined by OR.

    `narrow` is what FTS5 may be asked besides: whatever meets the condition has it.
    """

    match: str = ""
    light: str = ""
    broad: str = ""
    condition: str = ""
    narrow: str = ""
    bounds: tuple[str | int, ...] = ()
    plain: str = ""
    is_ranked: bool = True
    is_free: bool = True


class _Clause(msgspec.Struct):
    """Terms of which one must hold (or none, where they are refused)."""

    terms: list[_Term]
    is_refused: bool = False


class _Marks(NamedTuple):
    words: set[str]
    phrases: set[tuple[str, ...]]
    prefixes: list[str]
    stems: set[str]
    single: list[str]
    notes: list[str]


def understand(typed: str, *, is_exact: bool = False) -> Question:
    """What is asked for. QueryRefused with one line of help where nothing can be searched for."""
    if len(typed) > MAX_TYPED:
        raise QueryRefused(
            say("that is {n} characters long; {most} are the most that is searched for", n=len(typed), most=MAX_TYPED)
        )
    marks = _Marks(set(), set(), [], set(), [], [])
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
    kinds = {term.condition, clause.terms[0].condition}
    if len(kinds) > 1 and kinds & {"", _DATED}:
        raise QueryRefused(say("OR joins words with words, or dates with dates: ask the two one after the other"))
    clause.terms.append(term)


def _term(token: re.Match[str], marks: _Marks, *, is_exact: bool) -> _Term | None:
    field = (token["field"] or "").lower()
    text = token["phrase"] if token["phrase"] is not None else token["word"] or ""
    if field in _DATE_FIELDS:
        first, last = period(text)
        return _Term(condition=_DATE_FIELDS[field], bounds=(day_number(first), day_number(last)))
    if field == "status":
        return _Term(condition=_status(text))
    if field in _STORY_FIELDS:
        return _story(text)
    if field in _EXACT_FIELDS:
        return _exactly(_EXACT_FIELDS[field], text)
    column = COLUMNS.get(field)
    if field and column is None:
        # http://… and Pkl:… are words; a misspelt field is told of, and searched for as words too.
        if not text.startswith("/"):
            known = "judul isi penulis tempat media rubrik tanggal wilayah situs peristiwa cerita status"
            marks.notes.append(say("{field}: is no field (fields: {known})", field=field, known=known))
        text = f"{field} {text}"
    where = f"{{{column}}} : " if column else ""
    if token["near"] is not None:
        return _near(token["near"], where, marks)
    return _words(text, where, marks, is_phrase=token["phrase"] is not None, is_exact=is_exact)


def _words(text: str, where: str, marks: _Marks, *, is_phrase: bool, is_exact: bool) -> _Term | None:
    tokens = tokens_of(text)
    if not tokens:
        return None
    if "*" in text and not is_phrase:
        return _prefix(text, tokens, where, marks)
    plain = " ".join(tokens).casefold()
    forms = [" ".join(tokens)]
    if not is_exact and not is_phrase:
        forms += [form for form in synonyms().get(plain, ()) if form != plain]
    _mark(forms, marks)
    match = " OR ".join(f'"{form}"' for form in forms)
    match = f"{where}({match})" if len(forms) > 1 else where + match
    if where or is_phrase or len(tokens) > 1:
        return _Term(match=match, is_free=not where)
    marks.single.append(tokens[0])
    light, broad = _lightly(forms, marks, is_exact=is_exact)
    return _Term(match=match, light=light, broad=broad, plain=plain, is_ranked=plain not in common())


def _mark(forms: list[str], marks: _Marks) -> None:
    """These forms are marked: what is of several words, only where they stand one after the other."""
    for form in forms:
        words = tuple(key(token) for token in form.split())
        if len(words) > 1:
            marks.phrases.add(words)
        else:
            marks.words.update(words)


def _lightly(forms: list[str], marks: _Marks, *, is_exact: bool) -> tuple[str, str]:
    """What word_index is asked for one of these words, and what for other forms of them; empty where it cannot tell."""
    words = [key(form) for form in forms]
    if not all(_SIMPLE.fullmatch(word) for word in words):
        return "", ""
    light = " OR ".join(f'"{word}"' for word in words)
    stems = {} if is_exact else dict.fromkeys(stem(word) for word in words if word not in protected())
    # The stem itself is a form of the word, and so is whatever has that stem.
    asked = [f'"={one}"' for one in stems] + [f'"{one}"' for one in stems if one not in words]
    marks.stems.update(stems)
    broad = f"({' OR '.join((light, *asked))})" if asked else ""
    return f"({light})" if len(words) > 1 else light, broad


def _prefix(text: str, tokens: list[str], where: str, marks: _Marks) -> _Term:
    if text.rstrip("*") != text.replace("*", ""):
        raise QueryRefused(say("a star stands at the end of a word: penggali*"))
    if len(tokens[-1]) < MIN_PREFIX:
        raise QueryRefused(
            say("{word}* is too short: give {n} letters or more before the star", word=tokens[-1], n=MIN_PREFIX)
        )
    marks.words.update(key(token) for token in tokens[:-1])
    word = key(tokens[-1])
    marks.prefixes.append(word)
    light = _beginning(word) if not where and len(tokens) == 1 and _SIMPLE.fullmatch(word) else ""
    return _Term(match=f'{where}"{" ".join(tokens)}" *', light=light, is_ranked=False, is_free=not where)


def _beginning(word: str) -> str:
    """The beginning of a word, asked for as word_index has beginnings: of three letters and of five."""
    if len(word) != _BETWEEN:
        return f'"{word}" *'
    longer = " OR ".join(f'"{word}{letter}" *' for letter in string.ascii_lowercase + string.digits)
    return f'("{word}" OR {longer})'


def _near(inside: str, where: str, marks: _Marks) -> _Term | None:
    text, _, distance = inside.rpartition(",") if re.search(r",\s*\d+\s*$", inside) else (inside, "", "")
    tokens = tokens_of(text)
    if not tokens:
        return None
    marks.words.update(key(token) for token in tokens)
    steps = min(int(distance.strip()[:9] or _NEAR_WORDS), _MAX_NEAR)
    quoted = " ".join(f'"{token}"' for token in tokens)
    return _Term(match=f"{where}NEAR({quoted}, {steps})", is_free=not where)


def _status(word: str) -> str:
    if word.lower() not in _STATUS:
        raise QueryRefused(
            say("status:{word} is not known; use status:dihapus, status:berubah or status:salinan", word=word[:20])
        )
    return _STATUS[word.lower()]


def _story(typed: str) -> _Term:
    if not _STORY_ID.fullmatch(typed.lower()):
        raise QueryRefused(say("cerita:{word} is no story; write four letters or more of its id", word=typed[:20]))
    return _Term(condition=_STORY, bounds=(typed.lower(), f"{typed.lower()}g"))


def _exactly(column: str, typed: str) -> _Term | None:
    tokens = tokens_of(typed)
    if not tokens:
        return None
    narrow = f'{{{column}}} : "{" ".join(tokens)}"'
    wanted = typed.strip().lower()
    if column == "outlet":
        return _Term(condition=_OF_SITE, bounds=(wanted,), narrow=narrow)
    return _Term(condition=_OF_REGION, bounds=(f"; {wanted};",), narrow=narrow)


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
            _mark(forms, marks)
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
    dated = [clause for clause in wanted if clause.terms[0].condition == _DATED]
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
        rank=_all([*(_asked(clause, "match") for clause in ranked), *(narrowing if ranked else ())]), heads=heads,
        conditions=tuple(conditions), parameters=tuple(parameters),
        dated=tuple(_either([term.condition for term in clause.terms]) for clause in dated),
        dates=tuple(bound for clause in dated for term in clause.terms for bound in term.bounds), span=_span(dated),
        words=frozenset(marks.words), phrases=frozenset(marks.phrases), prefixes=tuple(marks.prefixes),
        stems=frozenset(marks.stems) if broad else frozenset(), single=tuple(dict.fromkeys(marks.single)),
        notes=tuple(dict.fromkeys(marks.notes)),
    )  # fmt: skip


def _asked_of_words(matched: list[_Clause], refused: list[_Term], narrowing: list[str]) -> tuple[str, str, str]:
    """What word_index is asked: the same words; other forms of them; and with those what is left for article_index."""
    known = [clause for clause in matched if all(term.light for term in clause.terms)]
    light = broad = rest = ""
    if known and known == matched and not narrowing and all(term.light for term in refused):
        light = _without(_all(_asked(clause, "light") for clause in known), " OR ".join(t.light for t in refused))
    if any(term.broad for clause in known for term in clause.terms):
        broad = _all(_asked(clause, "broad") for clause in known)
        rest = _all([*(_asked(clause, "match") for clause in matched if clause not in known), *narrowing])
    return light, broad, rest


def _conditions(wanted: list[_Clause], refused: list[_Term]) -> tuple[list[str], list[str | int]]:
    conditions = [f"NOT ({term.condition})" for term in refused if term.condition]
    parameters = [bound for term in refused if term.condition for bound in term.bounds]
    for clause in wanted:
        if clause.terms[0].condition not in ("", _DATED):
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

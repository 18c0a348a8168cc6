"""The fields of a question: which columns they name, and which conditions on an article they are. Pure."""

from __future__ import annotations

import re

from archive.errors import QueryRefused
from archive.messages import say
from archive.period import day_number, period
from archive.terms import Term
from archive.vocabulary import tokens_of

COLUMNS = {
    "judul": "title", "title": "title", "isi": "body", "body": "body", "penulis": "person", "author": "person",
    "tempat": "place", "place": "place", "media": "outlet", "outlet": "outlet", "site": "outlet",
    "rubrik": "section", "section": "section",
}  # fmt: skip
KNOWN = "judul isi penulis tempat media rubrik tanggal wilayah situs peristiwa cerita status"
DATED = "f.day BETWEEN ? AND ?"
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
_HAPPENED = "+{d} IN (SELECT document FROM event WHERE day BETWEEN ? AND ?)"
_STATUS = {
    "dihapus": _GONE, "gone": _GONE, "hilang": _GONE, "berubah": _CHANGED, "changed": _CHANGED, "salinan": _COPY,
    "copy": _COPY,
}  # fmt: skip
_DATE_FIELDS = {"tanggal": DATED, "date": DATED, "peristiwa": _HAPPENED, "event": _HAPPENED}
# What answers are counted by, asked for exactly: tempat:"sumba barat" also finds Sumba Barat Daya.
_OF_SITE, _OF_REGION = "f.site = ?", "instr(lower('; ' || f.places || ';'), ?) > 0"
_EXACT_FIELDS = {"situs": "outlet", "wilayah": "place", "region": "place"}
_STORY_FIELDS = ("cerita", "story")
_STORY_ID = re.compile(r"[0-9a-f]{4,32}")


def is_condition(field: str) -> bool:
    """Whether what a field of this name asks for is a condition, and no words in a column."""
    return field in _DATE_FIELDS or field in _EXACT_FIELDS or field in _STORY_FIELDS or field == "status"


def condition(field: str, text: str) -> Term | None:
    """The condition that such a field asks for. QueryRefused with one line of help where it cannot be understood."""
    if field in _DATE_FIELDS:
        first, last = period(text)
        return Term(condition=_DATE_FIELDS[field], bounds=(day_number(first), day_number(last)))
    if field == "status":
        return Term(condition=_status(text))
    if field in _STORY_FIELDS:
        return _story(text)
    return _exactly(_EXACT_FIELDS[field], text)


# ------------------------------------------------------------------------------------------------------ in the room


def _status(word: str) -> str:
    if word.lower() not in _STATUS:
        raise QueryRefused(
            say("status:{word} is not known; use status:dihapus, status:berubah or status:salinan", word=word[:20])
        )
    return _STATUS[word.lower()]


def _story(typed: str) -> Term:
    if not _STORY_ID.fullmatch(typed.lower()):
        raise QueryRefused(say("cerita:{word} is no story; write four letters or more of its id", word=typed[:20]))
    return Term(condition=_STORY, bounds=(typed.lower(), f"{typed.lower()}g"))


def _exactly(column: str, typed: str) -> Term | None:
    tokens = tokens_of(typed)
    if not tokens:
        return None
    narrow = f'{{{column}}} : "{" ".join(tokens)}"'
    wanted = typed.strip().lower()
    if column == "outlet":
        return Term(condition=_OF_SITE, bounds=(wanted,), narrow=narrow)
    return Term(condition=_OF_REGION, bounds=(f"; {wanted};",), narrow=narrow)

"""Which rows an export has: the articles that answer a query, one row each with the latest wording, or one a wording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from archive.decisions import acts_on, corrected
from archive.exports.columns import MAX_CELL, Value, cells_of
from archive.facts import Act
from archive.records import Article
from archive.rows import outcome_of
from archive.search import articles_that
from archive.withholding import Withheld, withheld

Row = dict[str, Value]

# SQLite takes the tables of a CROSS JOIN in this order: the rows of an article come one after the other.
_ROWS = """
SELECT s.article, s.site, s.edits, s.status, s.published_at, s.first_at, s.last_at, s.address, {minor}, {marks},
  {revision} AS revision, {wording} AS shown_wording, v.capture AS shown_capture,
  r.reader, r.fields, r.wording AS read_wording, w.title, w.subtitle, w.body, w.words,
  (SELECT json_extract(e.evidence, '$.flags') FROM evidence e WHERE e.reading = r.id) AS flags,
  m.story, m.relation, t.origin, c.at AS capture_at, c.provenance, c.body_digest, c.warc_file, c.warc_offset
FROM ({chosen}) q CROSS JOIN article_state s ON s.article = q.article
CROSS JOIN revision v ON v.article = s.article {which}
CROSS JOIN reading r ON r.id = {reading} LEFT JOIN wording w ON w.id = r.wording
JOIN captures c ON c.id = v.capture
LEFT JOIN story_member m ON m.article = s.article LEFT JOIN story t ON t.id = m.story
"""
# A wording of a minor withholds the later ones, too. What is false stands in no reading, so that few need be parsed.
_MINOR = (
    "EXISTS (SELECT 1 FROM revision x JOIN reading y ON y.id = x.reading WHERE x.article = s.article "
    "AND instr(y.fields, 'sensitive_minor') AND json_extract(y.fields, '$.sensitive_minor')) AS is_minor"
)
_MARKS = (
    "CASE WHEN EXISTS (SELECT 1 FROM rights) THEN (SELECT g.marks FROM rights g WHERE g.address IN "
    "(SELECT a.address FROM address a WHERE a.article = s.article) ORDER BY g.at DESC LIMIT 1) END AS marks"
)
# What persons decided is on few articles: these, others at their addresses, and what a pair was joined with or split from.
_DECIDED = """
WITH decided AS (SELECT subject AS id FROM act UNION SELECT json_extract(detail, '$.with') FROM act)
SELECT id FROM decided
UNION SELECT b.article FROM decided JOIN address a ON a.article = decided.id JOIN address b ON b.address = a.address
"""


class Selection:
    """The rows that a query gives, in one snapshot of the database; what was left out, and why, is counted on the way."""

    def __init__(
        self, connection: Any, query: str, *, now: datetime, all_revisions: bool = False, is_public: bool = False
    ) -> None:
        self.connection, self.query, self.now = connection, query.strip(), now
        self.all_revisions, self.is_public = all_revisions, is_public
        self.left_out: dict[str, Withheld] = {}
        self.readers: Counter[str] = Counter()
        self.articles = 0
        self._chosen, self._values = self.chosen()
        self._decided = frozenset(row[0] for row in connection.execute(_DECIDED))

    def chosen(self) -> tuple[str, tuple[str | int, ...]]:
        """SQL that names the articles that answer, and its values."""
        if not self.query:
            return "SELECT article FROM article_state", ()
        # Newest first is free, and an export has no end.
        answers = articles_that(self.connection, self.query)
        sql = (
            f"SELECT s.article FROM ({answers.sql}) d JOIN article_state s ON s.document = d.document "  # noqa: S608 - the search's own statement
            "ORDER BY d.document DESC"
        )
        return sql, answers.values

    def count(self) -> int:
        """How many articles answer, what will be left out among them."""
        sql = f"SELECT count(*) FROM ({self._chosen})"  # noqa: S608 - the search's own statement
        found = self.connection.execute(sql, self._values).fetchone()
        return int(found[0])

    def most_cells(self) -> int:
        """How many cells of a spreadsheet the longest text among the rows takes."""
        sql = f"SELECT body FROM ({self._rows()}) WHERE length(body) > {MAX_CELL // 2}"  # noqa: S608 - the same
        return max((len(cells_of(row[0])) for row in self.connection.execute(sql, self._values)), default=1)

    def _rows(self) -> str:
        of = "v" if self.all_revisions else "s"
        return _ROWS.format(
            revision="v.number" if self.all_revisions else "s.revision", wording=f"{of}.wording", reading=f"{of}.reading",
            which="" if self.all_revisions else "AND v.number = s.revision", chosen=self._chosen, minor=_MINOR, marks=_MARKS,
        )  # fmt: skip

    def allowed(self) -> Iterator[str]:
        """The ids of the articles that the export has."""
        self.articles = 0
        self.readers.clear()
        sql = (
            f"SELECT s.article, s.status, r.reader, {_MINOR}, {_MARKS} FROM ({self._chosen}) q "  # noqa: S608 - our own words
            "CROSS JOIN article_state s ON s.article = q.article CROSS JOIN reading r ON r.id = s.reading"
        )
        for found in self.connection.execute(sql, self._values):
            reason = self._reason(found, self._acts(found)) if self.is_public else None
            if reason is None:
                self.articles += 1
                self.readers[found["reader"]] += 1
                yield found["article"]
            else:
                self.left_out[found["article"]] = reason

    def rows(self) -> Iterator[Row]:
        """Each row, those of an article one after the other, in constant memory but for the ids of what is left out."""
        self.readers.clear()
        self.articles, counted = 0, ""
        for found in self.connection.execute(self._rows(), self._values):
            article, acts = found["article"], self._acts(found)
            reason = self._reason(found, acts)
            if self.is_public and reason is not None:
                self.left_out[article] = reason
            elif found["read_wording"] is not None:
                self.articles += article != counted
                counted = article
                self.readers[found["reader"]] += 1
                yield _row(found, acts, reason)

    def _acts(self, found: Any) -> tuple[Act, ...]:
        return acts_on(self.connection, found["article"]) if found["article"] in self._decided else ()

    def _reason(self, found: Any, acts: tuple[Act, ...]) -> Withheld | None:
        """Why the article is withheld from what is public."""
        marks = msgspec.json.decode(found["marks"]) if found["marks"] else ()
        return withheld(status=found["status"], is_minor=bool(found["is_minor"]), marks=marks, acts=acts, now=self.now)


def _row(found: Any, acts: tuple[Act, ...], reason: Withheld | None) -> Row:
    article = outcome_of(found, found)
    assert isinstance(article, Article), "a reading with a wording is an article"
    return {
        "id": found["article"], "site": found["site"], "revision": found["revision"], "revisions": found["edits"] + 1,
        **_told(article, found["published_at"]), "words": found["words"],
        "flags": msgspec.json.decode(found["flags"] or "[]"), "status": found["status"],
        "first_seen": found["first_at"], "last_seen": found["last_at"], "address": found["address"],
        "story": found["story"], "relation": found["relation"], "origin": found["origin"],
        "corrected": [f"{field} = {value}" for field, value in corrected(acts).items()],
        "provenance": found["provenance"], "wording": found["shown_wording"], "capture": found["shown_capture"], "capture_at": found["capture_at"],
        "body_digest": found["body_digest"], "warc_file": found["warc_file"], "warc_offset": found["warc_offset"],
        "reader": found["reader"], "withheld": reason,
    }  # fmt: skip


def _told(article: Article, published_at: str | None) -> Row:
    published, updated, line = article.published_at, article.updated_at, article.dateline
    return {
        "title": article.title, "subtitle": article.subtitle, "body": article.text,
        "published_at": published_at, "published_local": published.at.isoformat() if published else None,
        "published_precision": published.precision if published else None,
        "zone_from": published.zone_from if published else None,
        "published_printed": published.printed if published else None,
        "updated_at": updated.at.isoformat() if updated else None,
        "people": [f"{person.name} ({person.role})" for person in article.people],
        "dateline_place": line.place if line else None, "dateline_outlet": line.outlet if line else None,
        "credits": [credit.printed for credit in article.credits], "places": [place.name for place in article.places],
        "places_bps": [place.bps or "" for place in article.places],
        "places_kemendagri": [place.kemendagri or "" for place in article.places],
        "event_days": [event.day.isoformat() for event in article.event_dates if event.day],
        "section": article.section, "tags": list(article.tags), "language": article.language, "paid": article.paid,
        "sensitive_minor": article.sensitive_minor,
    }  # fmt: skip

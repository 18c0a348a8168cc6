"""Which rows an export has: the articles that answer a query, one row each with the latest wording, or one a wording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from archive.decisions import acts_on, corrected
from archive.exports.columns import Value
from archive.records import Article
from archive.rows import article_of
from archive.search import articles_that
from archive.withholding import Withheld, withheld

Row = dict[str, Value]

_LATEST = "s.revision AS revision, s.wording AS shown_wording, s.reading AS shown_reading, v.capture AS shown_capture"
_EVERY = "v.number AS revision, v.wording AS shown_wording, v.reading AS shown_reading, v.capture AS shown_capture"
# SQLite takes the tables of a CROSS JOIN in this order: the rows of an article come one after the other.
_ROWS = """
SELECT s.article, s.site, s.edits, s.status, s.published_at, s.first_at, s.last_at, s.address, {shown},
  m.story, m.relation, t.origin, c.at AS capture_at, c.provenance, c.body_digest, c.warc_file, c.warc_offset
FROM ({chosen}) q CROSS JOIN article_state s ON s.article = q.article
CROSS JOIN revision v ON v.article = s.article {which}
JOIN captures c ON c.id = v.capture
LEFT JOIN story_member m ON m.article = s.article LEFT JOIN story t ON t.id = m.story
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
        self._chosen, self._values = self._choice()

    def _choice(self) -> tuple[str, tuple[str | int, ...]]:
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

    def longest(self) -> int:
        """The length of the longest text among the rows, in characters."""
        sql = f"SELECT max(length(w.body)) FROM ({self._rows()}) r JOIN wording w ON w.id = r.shown_wording"  # noqa: S608 - the same
        return int(self.connection.execute(sql, self._values).fetchone()[0] or 0)

    def _rows(self) -> str:
        which = "" if self.all_revisions else "AND v.number = s.revision"
        return _ROWS.format(shown=_EVERY if self.all_revisions else _LATEST, chosen=self._chosen, which=which)

    def allowed(self) -> Iterator[str]:
        """The ids of the articles that the export has."""
        self.articles = 0
        self.readers.clear()
        reader = "SELECT r.reader FROM article_state s JOIN reading r ON r.id = s.reading WHERE s.article = ?"
        for found in self.connection.execute(self._chosen, self._values):
            article = found["article"]
            reason = self.reason(article) if self.is_public else None
            if reason is None:
                self.articles += 1
                self.readers.update(row["reader"] for row in self.connection.execute(reader, (article,)))
                yield article
            else:
                self.left_out[article] = reason

    def rows(self) -> Iterator[Row]:
        """Each row, those of an article one after the other, in constant memory but for the ids of what is left out."""
        self.readers.clear()
        self.articles, counted = 0, ""
        last: tuple[str, Withheld | None] = ("", None)
        for found in self.connection.execute(self._rows(), self._values):
            article = found["article"]
            if article != last[0]:
                last = (article, self.reason(article))
            if self.is_public and last[1] is not None:
                self.left_out[article] = last[1]
                continue
            reading = article_of(self.connection, found["shown_reading"])
            if reading is not None:
                self.articles += article != counted
                counted = article
                yield self._row(found, reading, last[1])

    def reason(self, article: str) -> Withheld | None:
        """Why the article is withheld from what is public: a wording of a minor withholds the later ones, too."""
        state = self.connection.execute(
            "SELECT s.status, EXISTS (SELECT 1 FROM revision v JOIN reading r ON r.id = v.reading WHERE v.article = s.article "
            "AND json_extract(r.fields, '$.sensitive_minor')) AS minor FROM article_state s WHERE s.article = ?",
            (article,),
        ).fetchone()
        marks = self.connection.execute(
            "SELECT marks FROM rights WHERE address IN (SELECT address FROM address WHERE article = ?) ORDER BY at DESC LIMIT 1",
            (article,),
        ).fetchone()
        return withheld(
            status=state["status"], is_minor=bool(state["minor"]),
            marks=msgspec.json.decode(marks["marks"]) if marks else (), acts=acts_on(self.connection, article), now=self.now,
        )  # fmt: skip

    def _row(self, found: Any, article: Article, reason: Withheld | None) -> Row:
        evidence = self.connection.execute(
            "SELECT r.reader, json_extract(e.evidence, '$.flags') AS flags FROM reading r LEFT JOIN evidence e ON e.reading = r.id WHERE r.id = ?",
            (found["shown_reading"],),
        ).fetchone()
        self.readers[evidence["reader"]] += 1
        return {
            "id": found["article"], "site": found["site"], "revision": found["revision"], "revisions": found["edits"] + 1,
            **_told(article, found["published_at"]),
            "flags": msgspec.json.decode(evidence["flags"] or "[]"), "status": found["status"],
            "first_seen": found["first_at"], "last_seen": found["last_at"], "address": found["address"],
            "story": found["story"], "relation": found["relation"], "origin": found["origin"],
            "corrected": [f"{field} = {value}" for field, value in corrected(acts_on(self.connection, found["article"])).items()],
            "provenance": found["provenance"], "wording": found["shown_wording"], "capture": found["shown_capture"], "capture_at": found["capture_at"],
            "body_digest": found["body_digest"], "warc_file": found["warc_file"], "warc_offset": found["warc_offset"],
            "reader": evidence["reader"], "withheld": reason,
        }  # fmt: skip


def _told(article: Article, published_at: str | None) -> Row:
    published, updated, line = article.published_at, article.updated_at, article.dateline
    return {
        "title": article.title, "subtitle": article.subtitle, "body": article.text, "words": len(article.text.split()),
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

"""The views that people query: made anew at every opening, of built-in functions only, each column explained."""

from __future__ import annotations

from typing import Any

# Who says that a capture was made when it was: empty where Kliping looked itself.
_PROVENANCE = """(SELECT 'brought by ' || i.by || ' on ' || substr(i.at, 1, 10) || ' from ' || i.file || '; '
    || i.says FROM imported i WHERE i.id = c.imported)"""
# Persons' readings beside the machine's, the last word of each field.
_CORRECTED = """(SELECT nullif(json_group_object(f.field, f.value), '{}') FROM (
    SELECT json_extract(a.detail, '$.field') AS field, json_extract(a.detail, '$.value') AS value, max(a.at || a.id)
    FROM act a WHERE a.subject = s.article AND a.kind = 'correct' GROUP BY 1) f)"""

VIEWS: dict[str, str] = {
    "articles": f"""
SELECT s.article AS id, s.site, w.title, s.status,
  s.published_at, json_extract(r.fields, '$.published_at.at') AS published_local,
  json_extract(r.fields, '$.published_at.precision') AS published_precision,
  json_extract(r.fields, '$.published_at.zone_from') AS zone_from,
  s.first_at AS first_seen, s.last_at AS last_seen, s.edits + 1 AS revisions, s.address,
  (SELECT group_concat(json_extract(p.value, '$.name'), '; ') FROM json_each(r.fields, '$.people') p) AS people,
  json_extract(r.fields, '$.dateline.place') AS dateline_place,
  json_extract(r.fields, '$.dateline.outlet') AS dateline_outlet,
  (SELECT group_concat(json_extract(c.value, '$.printed'), '; ') FROM json_each(r.fields, '$.credits') c) AS credits,
  (SELECT group_concat(json_extract(c.value, '$.name'), '; ') FROM json_each(r.fields, '$.places') c) AS places,
  json_extract(r.fields, '$.section') AS section, w.words, w.body,
  m.story, m.relation, t.origin, {_CORRECTED} AS corrected,
  (SELECT {_PROVENANCE} FROM revision v JOIN capture c ON c.id = v.capture
    WHERE v.article = s.article AND v.number = s.revision) AS provenance
FROM article_state s JOIN wording w ON w.id = s.wording JOIN reading r ON r.id = s.reading
LEFT JOIN story_member m ON m.article = s.article LEFT JOIN story t ON t.id = m.story
""",  # noqa: S608 - our own words
    "revisions": f"""
SELECT v.article, v.number, v.at AS first_seen, v.wording, w.title, w.subtitle, w.body, w.words, v.capture, v.reading,
  (SELECT {_PROVENANCE} FROM capture c WHERE c.id = v.capture) AS provenance
FROM revision v JOIN wording w ON w.id = v.wording
""",  # noqa: S608 - our own words
    "captures": f"""
SELECT c.id, c.site, c.address, c.url, c.purpose, c.at, c.status, c.error, v.verdict, v.article, v.revision,
  c.redirect_to, c.content_type, c.body_size, c.payload_digest, c.body_digest, c.same_as,
  c.warc_file, c.warc_offset, c.warc_length, c.run, c.flags, c.imported, {_PROVENANCE} AS provenance
FROM capture c LEFT JOIN verdict v ON v.capture = c.id
""",  # noqa: S608 - our own words
    "imports": """
SELECT i.id, i.at, i.by, i.kind, i.file, i.size, i.digest, i.says, i.note,
  (SELECT count(*) FROM capture c WHERE c.imported = i.id) AS captures
FROM imported i
""",
    "decisions": """
SELECT a.id, a.kind, a.subject, a.at, a.by, a.reason AS note, json_extract(a.detail, '$.field') AS field,
  json_extract(a.detail, '$.value') AS value, a.detail
FROM act a WHERE json_extract(a.detail, '$.of') IS NULL
""",
    "stories": """
SELECT m.story, m.article, m.relation, m.share, m.reason, m.proof, s.site, w.title, s.published_at, s.address,
  t.origin, t.members
FROM story_member m JOIN story t ON t.id = m.story JOIN article_state s ON s.article = m.article
JOIN wording w ON w.id = s.wording
""",
    "runs": """
SELECT o.id, o.site, o.at AS opened_at, c.at AS closed_at, c.outcome, o.program,
  json_extract(c.counts, '$.requests') AS requests, json_extract(c.counts, '$.new') AS new,
  json_extract(c.counts, '$.revised') AS revised, json_extract(c.counts, '$.unchanged') AS unchanged,
  json_extract(c.counts, '$.gone') AS gone, json_extract(c.counts, '$.quarantined') AS quarantined, c.counts, c.notes
FROM run_opened o LEFT JOIN run_closed c ON c.run = o.id
""",
    "issues": """
SELECT i.id, i.site, i.kind, i.subject, i.message, i.at, i.run, i.capture,
  coalesce((SELECT CASE a.kind WHEN 'close_issue' THEN 'closed' ELSE 'open' END FROM act a
    WHERE a.subject = i.id AND a.kind IN ('close_issue', 'reopen_issue') ORDER BY a.at DESC, a.id LIMIT 1), 'open') AS state
FROM issue i
""",
    "sources": """
SELECT s.site, s.source, s.kind, s.at AS asked_at, s.state, s.status, s.listed, s.new,
  (SELECT count(*) FROM source_state t WHERE t.source = s.source AND t.site = s.site) AS times_asked
FROM source_state s
WHERE s.at = (SELECT max(t.at) FROM source_state t WHERE t.source = s.source AND t.site = s.site)
""",
}

_ARTICLE = "the article's id: it never changes"
_WHOSE = "of an imported wording: who brought it, when, from which file, and who says when it was seen; empty where Kliping looked itself"
DOCS: dict[str, dict[str, str]] = {
    "articles": {
        "id": _ARTICLE,
        "site": "the site it was published on",
        "title": "the headline of the latest wording, as printed",
        "status": "present; missing (not found once); gone (not found on two days)",
        "published_at": "the instant of publication, UTC; empty where the page does not tell",
        "published_local": "the same with the offset of the outlet's zone",
        "published_precision": "instant, minute or day: how exact the page is",
        "zone_from": "who said which zone: printed, data (JSON-LD, meta), outlet (its province), site_utc",
        "first_seen": "the first look that found it, UTC",
        "last_seen": "the last look at it, UTC",
        "revisions": "how many wordings are kept",
        "address": "its canonical address",
        "people": "reporters, writers, editors as named",
        "dateline_place": "the place that the text was written at",
        "dateline_outlet": "the outlet named in the dateline",
        "credits": "lines that credit another outlet, as printed",
        "places": "places of the gazetteer that it is about",
        "section": "the section that the outlet put it in",
        "words": "the number of words of the latest wording",
        "body": "the latest wording, paragraphs parted by blank lines",
        "story": "the story it belongs to, if other articles carry its words",
        "relation": "origin, repost, copy, press_release, rewrite or update",
        "origin": "the article that the story's words are from",
        "corrected": "what persons say otherwise than the machine read, as JSON: field and value; the other columns stay the machine's",
        "provenance": _WHOSE,
    },
    "revisions": {
        "article": _ARTICLE,
        "number": "its place in time; may move when archives merge",
        "first_seen": "the look that first brought this wording, UTC",
        "wording": "the id of the wording: a digest of its words",
        "title": "the headline of this wording",
        "subtitle": "the subtitle, if any",
        "body": "the text of this wording",
        "words": "its number of words",
        "capture": "the look that first brought it",
        "reading": "the reading that is shown of it",
        "provenance": _WHOSE,
    },
    "captures": {
        "id": "the look's id",
        "site": "the site",
        "address": "the canonical address that was looked at",
        "url": "the address as it was asked for",
        "purpose": "page, part (a further page of a text), source, robots or probe",
        "at": "when, UTC",
        "status": "the HTTP status; empty where no answer came",
        "error": "why no answer came",
        "verdict": "new, revised, unchanged, alias, flapping, gone or quarantined",
        "article": "the article it showed",
        "revision": "the revision it showed",
        "redirect_to": "where the answer led on to",
        "content_type": "the type that the server told",
        "body_size": "bytes of the body, content codings undone",
        "payload_digest": "SHA-256 of the body as on the wire",
        "body_digest": "SHA-256 of the body, content codings undone",
        "same_as": "the earlier look that brought the same bytes",
        "warc_file": "the WARC file that holds the record",
        "warc_offset": "where the record's gzip member begins",
        "warc_length": "how many bytes it is long",
        "run": "the run that looked",
        "flags": "what is special: adopted (taken in after a crash) …",
        "imported": "the import that brought it; empty where Kliping looked itself",
        "provenance": "who brought it, when, from which file, and who says when it was made; empty where Kliping looked itself",
    },
    "imports": {
        "id": "the import's id",
        "at": "when it was brought, UTC: the captures' own instants are what `says` tells",
        "by": "who brought it",
        "kind": "warc, wacz or folder",
        "file": "the name of the file or folder",
        "size": "its bytes",
        "digest": "SHA-256 of the file; of a folder, of its list and the files that this names",
        "says": "who says when the captures were made",
        "note": "what the person wrote to it",
        "captures": "how many captures came with it",
    },
    "decisions": {
        "id": "the act's id",
        "kind": "takedown, reinstate, restrict, release, correct, join, split, note, collection, follow, close_issue …",
        "subject": "the article, site, host, address or issue that it is about",
        "at": "when, UTC",
        "by": "who decided",
        "note": "why",
        "field": "of a correction: the field that is read otherwise",
        "value": "of a correction: what the person reads there",
        "detail": "all that it says, as JSON",
    },
    "stories": {
        "story": "the story's id: the least id of its articles",
        "article": _ARTICLE,
        "relation": "origin, repost, copy, press_release, rewrite or update",
        "share": "how much of the shorter text is in the longer (three-word runs)",
        "reason": "why: named_by_credit, own_dateline, earliest, longest; credits_origin, shared_words",
        "proof": "the printed words that prove it",
        "site": "the site of this article",
        "title": "its headline",
        "published_at": "its instant of publication, UTC",
        "address": "its address",
        "origin": "the article that is the origin of the story",
        "members": "how many articles the story has",
    },
    "runs": {
        "id": "the run's id",
        "site": "the site that was crawled",
        "opened_at": "when it began, UTC",
        "closed_at": "when it ended, UTC; empty where it was cut off",
        "outcome": "finished, interrupted, failed, limit or unreachable",
        "program": "the version of Kliping",
        "requests": "how many pages and sources were asked for",
        "new": "articles seen for the first time",
        "revised": "articles found with another wording",
        "unchanged": "articles found as they were",
        "gone": "articles whose absence was confirmed",
        "quarantined": "pages put aside for a person",
        "counts": "all counts of the run, as JSON",
        "notes": "what else there is to say, as JSON",
    },
    "issues": {
        "id": "the issue's id",
        "site": "the site",
        "kind": "what sort of trouble",
        "subject": "the address or name it is about",
        "message": "what a person should know",
        "at": "when it was filed, UTC",
        "run": "the run that filed it",
        "capture": "the look it is about",
        "state": "open or closed, by the last act on it",
    },
    "sources": {
        "site": "the site",
        "source": "the address that lists articles",
        "kind": "news_sitemap, sitemap, feed, wordpress, blogger or section",
        "asked_at": "when it was asked last, UTC",
        "state": "ok, unchanged, missing, forbidden, unreadable, barren (names no article) or unreachable",
        "status": "the HTTP status",
        "listed": "how many addresses it listed",
        "new": "how many of them were not known",
        "times_asked": "how often it was asked",
    },
}  # fmt: skip


def make(connection: Any) -> None:
    """Make the views anew where they are not as this program words them."""
    wanted = {name: f"CREATE VIEW {name} AS {select.strip()}" for name, select in VIEWS.items()}
    found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'").fetchall())
    for name, definition in wanted.items():
        if found.get(name) != definition:
            connection.execute(f"DROP VIEW IF EXISTS {name}")
            connection.execute(definition)

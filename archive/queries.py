"""The questions that are asked of one article, one story, or the archive as a whole. Read-only connections."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from archive.answers import (
    Diff,
    GoneRow,
    History,
    IssueRow,
    LookRow,
    RevisionRow,
    RunRow,
    Shown,
    SiteRow,
    StoryRow,
)
from archive.decisions import acts_on, corrected
from archive.errors import UnknownArticle
from archive.messages import say
from archive.noticed import Words, noticed
from archive.records import Credit, Evidence
from archive.rows import article_of
from archive.worddiff import figures, names, word_diff

T = TypeVar("T", bound=msgspec.Struct)

# Fewer letters begin too many ids.
MIN_ID = 4
_ID = re.compile(rf"[0-9a-f]{{{MIN_ID},32}}")
_CANDIDATES = 5
# As archive.citation names an article at the instant of a capture.
_CITED = re.compile(r"(?:kliping:)?([0-9a-f]{4,32})@(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z")


def find(connection: Any, asked: str) -> str:
    """The id of the article that an id, the beginning of one, or an address names. UnknownArticle says what to try."""
    text = asked.strip()
    named = _CITED.fullmatch(text)
    text = named[1] if named else text
    lowered = text.lower()
    if _ID.fullmatch(lowered):
        rows = connection.execute(
            "SELECT id FROM article WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            (lowered, f"{lowered}g", _CANDIDATES),
        ).fetchall()
    else:
        rows = _at_address(connection, text)
    if not rows:
        raise UnknownArticle(
            say(
                "no article {asked}: give an id ({n} letters or more of it) or an address; `kliping search` finds both",
                asked=repr(asked[:80]), n=MIN_ID,
            )
        )  # fmt: skip
    if len(rows) > 1:
        ids = ", ".join(row[0][: len(text) + 6] for row in rows)
        raise UnknownArticle(say("{asked} begins several ids: {ids}; give more of it", asked=text, ids=ids))
    return _today(connection, str(rows[0][0]))


def _today(connection: Any, article: str) -> str:
    """The article itself, or where a merge gave all its looks to another that was born at its address, that one."""
    row = connection.execute(
        "SELECT s.article FROM address a JOIN address b ON b.address = a.address JOIN article_state s ON s.article = b.article "
        "WHERE a.article = ?1 AND NOT EXISTS (SELECT 1 FROM refusal WHERE kind = 'article' AND value = ?1) "
        "ORDER BY s.article <> ?1, a.why <> 'first', s.article LIMIT 1",
        (article,),
    ).fetchone()
    return str(row[0]) if row else article


def cited_revision(connection: Any, article: str, asked: str) -> int | None:
    """The number that the wording has today that a citation names by the instant of a capture; None for no citation."""
    named = _CITED.fullmatch(asked.strip())
    if named is None:
        return None
    row = connection.execute(
        "SELECT v.revision FROM verdict v JOIN capture c ON c.id = v.capture WHERE v.article = ? AND v.revision NOT NULL "
        "AND c.at >= ? AND c.at < ? ORDER BY c.at, c.id LIMIT 1",
        (article, named[2], f"{named[2]}~"),
    ).fetchone()
    if row is None:
        raise UnknownArticle(say("nothing was kept of {article} at {instant}", article=article[:12], instant=named[2]))
    return int(row[0])


def _at_address(connection: Any, text: str) -> list[Any]:
    from archive.address import address

    tried = [text] if text.startswith(("http://", "https://")) else [f"https://{text}", f"http://{text}"]
    for url in tuple(tried):
        try:
            tried.append(address(url).url)
        except ValueError:
            continue
    for url in tried:
        # An address may have been two articles': the one that was born there comes first.
        rows = connection.execute(
            "SELECT article FROM address WHERE address = ? ORDER BY why <> 'first', why, article LIMIT 1", (url,)
        ).fetchall()
        if rows:
            return list(rows)
    return []


def history(connection: Any, article: str) -> History:
    """Every wording and every look, in time."""
    state = _state(connection, article)
    revisions = connection.execute(
        "SELECT number, first_seen, title, subtitle, body, words, wording, capture FROM revisions WHERE article = ? "
        "ORDER BY number",
        (article,),
    ).fetchall()
    looks = connection.execute(
        "SELECT c.at, c.address, c.status, c.error, v.verdict, v.revision, c.id AS capture, c.flags "
        "FROM address a JOIN capture c ON c.address = a.address LEFT JOIN verdict v ON v.capture = c.id "
        "WHERE a.article = ? AND c.purpose = 'page' AND coalesce(v.article, a.article) = a.article "
        "GROUP BY c.id ORDER BY c.at, c.id",
        (article,),
    )
    return History(
        article=article, site=state["site"], title=_title(connection, state["wording"]), status=state["status"],
        address=state["address"], addresses=_addresses(connection, article), published_at=state["published_at"],
        revisions=_noticed(revisions), looks=_rows(LookRow, looks),
    )  # fmt: skip


def _noticed(revisions: list[Any]) -> tuple[RevisionRow, ...]:
    """The wordings in time, each with what sort of edit brought it."""
    found: list[RevisionRow] = []
    before: Words | None = None
    for row in revisions:
        words = Words(row["title"], row["subtitle"] or "", row["body"])
        kinds = noticed(before, words) if before is not None else ()
        values = {name: row[name] for name in RevisionRow.__struct_fields__ if name != "noticed"}
        found.append(RevisionRow(**values, noticed=kinds))
        before = words
    return tuple(found)


def show(connection: Any, article: str, revision: int | None = None) -> Shown:
    """An article in its latest wording or the one asked for: its fields, and their evidence."""
    state = _state(connection, article)
    kept = connection.execute(
        "SELECT number, reading, capture FROM revision WHERE article = ? ORDER BY number", (article,)
    ).fetchall()
    number, reading, capture = state["revision"], state["reading"], state["capture"]
    if revision is not None:
        number, reading, capture = _chosen(article, kept, revision)
    described = article_of(connection, reading)
    if described is None:
        raise UnknownArticle(say("nothing was read of {article}", article=article[:12]))
    about = connection.execute(
        "SELECT r.reader, e.evidence FROM reading r LEFT JOIN evidence e ON e.reading = r.id WHERE r.id = ?", (reading,)
    ).fetchone()
    place = connection.execute(
        "SELECT warc_file, warc_offset, provenance FROM captures WHERE id = ?", (capture,)
    ).fetchone()
    story = connection.execute("SELECT story, relation FROM story_member WHERE article = ?", (article,)).fetchone()
    return Shown(
        id=article, site=state["site"], status=state["status"], address=state["address"],
        addresses=_addresses(connection, article), first_seen=state["first_at"], last_seen=state["last_at"],
        revision=number, revisions=len(kept), article=described, reader=about["reader"],
        evidence=msgspec.json.decode(about["evidence"] or "{}", type=Evidence), capture=capture,
        warc_file=place["warc_file"] if place else None, warc_offset=place["warc_offset"] if place else None,
        story=story["story"] if story else None, relation=story["relation"] if story else None,
        corrected=corrected(acts_on(connection, article)), provenance=place["provenance"] if place else None,
    )  # fmt: skip


def diff(connection: Any, article: str, before: int | None = None, after: int | None = None) -> Diff:
    """The words that changed between two wordings; the last two where none are named."""
    rows = connection.execute(
        "SELECT number, first_seen, title, subtitle, body FROM revisions WHERE article = ? ORDER BY number", (article,)
    ).fetchall()
    if len(rows) < 2:
        _state(connection, article)
        raise UnknownArticle(say("{article} has one wording only: nothing to compare", article=article[:12]))
    later = _chosen(article, rows, after if after is not None else rows[-1]["number"])
    earlier_number = before
    if earlier_number is None:
        earlier_number = max(
            (row["number"] for row in rows if row["number"] < later["number"]), default=later["number"]
        )
    earlier = _chosen(article, rows, earlier_number)
    parts = {name: word_diff(earlier[name] or "", later[name] or "") for name in ("title", "subtitle", "body")}
    # Headlines are written in capitals: only the text tells which words are names.
    changed = tuple(dict.fromkeys(change for pieces in parts.values() for change in figures(pieces)))
    return Diff(
        article=article, before=earlier["number"], after=later["number"], before_seen=earlier["first_seen"],
        after_seen=later["first_seen"], figures=changed, names=names(parts["body"]), **parts,
        noticed=noticed(*(Words(row["title"], row["subtitle"] or "", row["body"]) for row in (earlier, later))),
    )  # fmt: skip


def story(connection: Any, article: str) -> tuple[StoryRow, ...]:
    """The story that an article belongs to, its origin first, then in time; empty where it stands alone."""
    rows = connection.execute(
        "SELECT m.story, m.article, s.site, w.title, m.relation, m.share, m.reason, m.proof, s.published_at, s.address, "
        "json_extract(r.fields, '$.published_at.at') AS published_local, "
        "coalesce(json_extract(r.fields, '$.credits'), '[]') AS credits "
        "FROM story_member m JOIN article_state s ON s.article = m.article JOIN wording w ON w.id = s.wording "
        "JOIN reading r ON r.id = s.reading WHERE m.story = (SELECT story FROM story_member WHERE article = ?) "
        "ORDER BY m.relation <> 'origin', s.published_at IS NULL, s.published_at, m.article",
        (article,),
    )
    found = []
    for row in rows:
        values = dict(row)
        credited = msgspec.json.decode(values.pop("credits"), type=tuple[Credit, ...])
        printed = tuple(credit.printed for credit in credited if credit.kind == "repost")
        found.append(StoryRow(**values, credits=printed))
    return tuple(found)


def issues(
    connection: Any, *, site: str | None = None, with_closed: bool = False, limit: int = 100
) -> tuple[IssueRow, ...]:
    """What a person must look at, newest first."""
    rows = connection.execute(
        "SELECT * FROM issues WHERE (? OR state = 'open') AND (? IS NULL OR site = ?) ORDER BY at DESC, id LIMIT ?",
        (with_closed, site, site, limit),
    )
    return _rows(IssueRow, rows)


def runs(connection: Any, *, site: str | None = None, limit: int = 20) -> tuple[RunRow, ...]:
    """The latest runs, newest first."""
    rows = connection.execute(
        "SELECT id, site, opened_at, closed_at, outcome, program, coalesce(counts, '{}') AS counts, "
        "coalesce(notes, '[]') AS notes FROM runs WHERE ? IS NULL OR site = ? ORDER BY opened_at DESC, id LIMIT ?",
        (site, site, limit),
    )
    return _rows(RunRow, rows)


def sites(connection: Any) -> tuple[SiteRow, ...]:
    """What the archive holds of each site, by name."""
    # Each part of it is read from an index: of a large archive the table itself is long.
    rows = connection.execute(
        "WITH n AS (SELECT site FROM run_opened UNION SELECT site FROM article_state), "
        "a AS (SELECT site, count(*) AS articles, min(published_at) AS first, max(published_at) AS last "
        "FROM article_state GROUP BY site), "
        "e AS (SELECT site, count(*) AS revised FROM article_state WHERE edits > 0 GROUP BY site), "
        "g AS (SELECT site, sum(status = 'missing') AS missing, sum(status = 'gone') AS gone FROM article_state "
        "WHERE status <> 'present' GROUP BY +site) "
        "SELECT n.site, coalesce(a.articles, 0) AS articles, coalesce(e.revised, 0) AS revised, "
        "coalesce(g.missing, 0) AS missing, coalesce(g.gone, 0) AS gone, a.first AS first_published, "
        "a.last AS last_published, (SELECT max(o.at) FROM run_opened o WHERE o.site = n.site) AS last_run, "
        "(SELECT c.outcome FROM run_opened o LEFT JOIN run_closed c ON c.run = o.id WHERE o.site = n.site "
        "ORDER BY o.at DESC LIMIT 1) AS last_outcome, "
        "(SELECT count(*) FROM issues i WHERE i.site = n.site AND i.state = 'open') AS open_issues "
        "FROM n LEFT JOIN a ON a.site = n.site LEFT JOIN e ON e.site = n.site LEFT JOIN g ON g.site = n.site ORDER BY n.site"
    )
    return _rows(SiteRow, rows)


def gone(connection: Any, *, limit: int = 100) -> tuple[GoneRow, ...]:
    """The articles whose absence is confirmed, the last that was missed first."""
    rows = connection.execute(
        "SELECT s.article, s.site, w.title, s.published_at, s.address, "
        "(SELECT max(c.at) FROM verdict v JOIN capture c ON c.id = v.capture "
        "WHERE v.article = s.article AND v.revision IS NOT NULL) AS last_found, "
        "(SELECT min(c.at) FROM capture c WHERE c.address = s.address AND c.purpose = 'page' AND c.at > (SELECT max(d.at) "
        "FROM verdict v JOIN capture d ON d.id = v.capture WHERE v.article = s.article AND v.revision IS NOT NULL)) "
        "AS missed_at "
        "FROM article_state s JOIN wording w ON w.id = s.wording WHERE s.status = 'gone' "
        "ORDER BY s.last_at DESC, s.article LIMIT ?",
        (limit,),
    )
    return _rows(GoneRow, rows)


def followed(connection: Any) -> frozenset[str]:
    """The names of the sites that a person follows."""
    return _standing(connection, "follow", "unfollow")


def forgotten(connection: Any) -> frozenset[str]:
    """The hosts that a person withdrew from: nothing is asked of them."""
    return _standing(connection, "forget", "recall")


def _standing(connection: Any, act: str, undoing: str) -> frozenset[str]:
    """The subjects of which an act was done, and not undone since."""
    rows = connection.execute(
        "SELECT subject, kind FROM act WHERE kind IN (?, ?) ORDER BY at, id", (act, undoing)
    ).fetchall()
    last = {row["subject"]: row["kind"] for row in rows}
    return frozenset(subject for subject, kind in last.items() if kind == act)


# ------------------------------------------------------------------------------------------------------ in the room

# Columns that hold JSON, and are lists or tables in the nouns of this room.
_JSON_COLUMNS = frozenset({"flags", "counts", "notes"})


def _rows(kind: type[T], rows: Any) -> tuple[T, ...]:
    return tuple(
        msgspec.convert(
            {name: msgspec.json.decode(row[name]) if name in _JSON_COLUMNS else row[name] for name in kind.__struct_fields__},
            kind,
        )
        for row in rows
    )  # fmt: skip


def _state(connection: Any, article: str) -> Any:
    state = connection.execute("SELECT * FROM article_state WHERE article = ?", (article,)).fetchone()
    if state is None:
        raise UnknownArticle(_why_absent(connection, article))
    return state


def _why_absent(connection: Any, article: str) -> str:
    """What a person should know of an article that has no text here."""
    act = connection.execute(
        "SELECT kind, at, json_extract(detail, '$.ground') AS ground FROM act WHERE subject = ? "
        "AND kind IN ('takedown', 'reinstate') ORDER BY at DESC, id DESC LIMIT 1",
        (article,),
    ).fetchone()
    if act is None or act["kind"] != "takedown":
        return say("nothing was read of {article}", article=article[:12])
    return say(
        "{article} was taken down on {day} (ground: {ground}); what was not purged comes back by `kliping reinstate`",
        article=article[:12], day=act["at"][:10], ground=act["ground"] or "-",
    )  # fmt: skip


def _title(connection: Any, wording: str) -> str:
    return str(connection.execute("SELECT title FROM wording WHERE id = ?", (wording,)).fetchone()[0])


def _addresses(connection: Any, article: str) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT address FROM address WHERE article = ? ORDER BY why <> 'first', address", (article,)
    )
    return tuple(dict.fromkeys(row[0] for row in rows))


def _chosen(article: str, rows: list[Any], number: int) -> Any:
    chosen = next((row for row in rows if row["number"] == number), None)
    if chosen is None:
        known = ", ".join(str(row["number"]) for row in rows)
        raise UnknownArticle(say("{article} has the revisions {known}", article=article[:12], known=known))
    return chosen

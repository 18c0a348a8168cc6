"""Which articles correct, answer or withdraw others, as their readings say: derived rows, and what they concern."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from archive.address import address
from archive.answers import CorrectionRow
from archive.fold import words
from archive.records import Article
from archive.rows import article_of

# `berita berjudul “…”`: how papers name what they correct where they give no address.
_TITLED = re.compile(r"\b(?:ber)?judul\w{0,3}\W{0,3}\s?[“\"«]([^”\"»]{8,300})[”\"»]", re.IGNORECASE)


def titled(title: str) -> str:
    """A headline as corrections and articles are compared by it."""
    return " ".join(words(title))


def keep_corrections(connection: Any, article: str, site: str, described: Article) -> None:
    """Write what an article says that it corrects, in place of what it said before."""
    connection.execute("DELETE FROM correction WHERE article = ?", (article,))
    if not described.corrections:
        return
    named = _TITLED.search(described.text[:20_000])
    headline = titled(named[1]) if named else None
    for correction in described.corrections:
        connection.execute(
            "INSERT OR IGNORE INTO correction VALUES (?, ?, ?, ?, ?, ?)",
            (article, correction.kind, correction.printed, site, _canonical(correction.address), headline),
        )


def _canonical(url: str | None) -> str | None:
    """As any site's rules leave it: whose address it is may be told later."""
    if url is None:
        return None
    try:
        return address(url).url
    except ValueError:
        return None


def fill(connection: Any) -> None:
    """Make the rows of an archive of before there were any."""
    rows = connection.execute(
        "SELECT s.article, s.site, s.reading FROM article_state s JOIN reading r ON r.id = s.reading "
        "WHERE json_array_length(r.fields, '$.corrections') > 0"
    ).fetchall()
    for row in rows:
        described = article_of(connection, row["reading"])
        if described is not None:
            keep_corrections(connection, row["article"], row["site"], described)


# CROSS JOIN: from the corrections, which are few, to their articles, whatever order is asked for.
_ROW = (
    "SELECT k.article, k.kind, k.printed, w.title, s.site, s.published_at, s.address, {concerns} AS concerns "
    "FROM correction k CROSS JOIN article_state s ON s.article = k.article CROSS JOIN wording w ON w.id = s.wording "
)


def corrections_of(connection: Any, article: str) -> tuple[CorrectionRow, ...]:
    """What corrects an article or any article of its story, the earliest first; and what it corrects itself."""
    story = connection.execute(
        "SELECT article FROM story_member WHERE story = (SELECT story FROM story_member WHERE article = ?)", (article,)
    ).fetchall()
    found: dict[tuple[str, str], CorrectionRow] = {}
    for one in dict.fromkeys([article, *(row[0] for row in story)]):
        for row in _concerning(connection, one):
            found.setdefault((row.article, row.kind), row)
    for row in connection.execute(_ROW.format(concerns="NULL") + "WHERE k.article = ?", (article,)).fetchall():
        own = msgspec.convert(dict(row), CorrectionRow)
        found.setdefault((own.article, own.kind), msgspec.structs.replace(own, concerns=_concerned(connection, own)))
    return tuple(sorted(found.values(), key=lambda row: (row.published_at or "", row.article, row.kind)))


def corrections_printed(connection: Any, *, limit: int, offset: int = 0) -> tuple[CorrectionRow, ...]:
    """All corrections, the last first, each with what it concerns."""
    rows = connection.execute(
        _ROW.format(concerns="NULL") + "ORDER BY s.published_at DESC, k.article, k.kind LIMIT ? OFFSET ?",
        (limit, offset),
    ).fetchall()
    found = (msgspec.convert(dict(row), CorrectionRow) for row in rows)
    return tuple(msgspec.structs.replace(one, concerns=_concerned(connection, one)) for one in found)


def _concerning(connection: Any, article: str) -> list[CorrectionRow]:
    """The corrections that name an article by one of its addresses, or by a headline that it had."""
    rows = connection.execute(
        _ROW.format(concerns="?")  # noqa: S608 - its places are filled with marks only
        + "WHERE k.address IN (SELECT address FROM address WHERE article = ?) AND k.article <> ?",
        (article, article, article),
    ).fetchall()  # fmt: skip
    headlines = connection.execute(
        "SELECT DISTINCT w.title, s.site FROM revision v JOIN wording w ON w.id = v.wording "
        "JOIN article_state s ON s.article = v.article WHERE v.article = ?", (article,),
    ).fetchall()  # fmt: skip
    for title, site in headlines:
        rows += connection.execute(
            _ROW.format(concerns="?") + "WHERE k.titled = ? AND k.site = ? AND k.article <> ?",
            (article, titled(title), site, article),
        ).fetchall()
    return [msgspec.convert(dict(row), CorrectionRow) for row in rows]


def _concerned(connection: Any, own: CorrectionRow) -> str | None:
    """The article that a correction concerns: by its address, else by a headline that an article of the site had."""
    row = connection.execute(
        "SELECT a.article FROM correction k JOIN address a ON a.address = k.address "
        "WHERE k.article = ? AND k.kind = ? AND a.article <> k.article ORDER BY a.why <> 'first', a.article LIMIT 1",
        (own.article, own.kind),
    ).fetchone()
    if row is not None:
        return str(row[0])
    named = connection.execute(
        "SELECT titled FROM correction WHERE article = ? AND kind = ?", (own.article, own.kind)
    ).fetchone()
    if named is None or named[0] is None:
        return None
    rows = connection.execute(
        "SELECT v.article, w.title FROM article_state s JOIN revision v ON v.article = s.article "
        "JOIN wording w ON w.id = v.wording WHERE s.site = ? AND s.article <> ? "
        "AND (s.published_at IS NULL OR s.published_at <= ?) ORDER BY s.published_at DESC LIMIT 2000",
        (own.site, own.article, own.published_at or "9"),
    )
    return next((str(one) for one, title in rows if titled(title) == named[0]), None)

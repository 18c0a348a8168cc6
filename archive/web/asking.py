"""What the room's pages ask of the archive beyond `archive.queries` and `archive.search`. Read-only, pages of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from archive.answers import Listed
from archive.web.asked import ROWS

# One month a row; an archive that is younger than this is told by the day.
_FEW_MONTHS = 4
_MOST_MONTHS, _MOST_SITES = 240, 2_000


class Clipping(Listed, frozen=True, kw_only=True):
    """An article in a list. `at` is what the list is ordered by; without a title it is not shown here."""

    relation: str | None = None
    at: str | None = None
    number: int | None = None
    story: str | None = None
    members: int | None = None
    lead: str | None = None
    was: str | None = None
    now: str | None = None
    longer: int | None = None


class Bar(msgspec.Struct, frozen=True):
    """How many in one span of time: a day, a month or a year, as ISO 8601 writes it."""

    span: str
    count: int


_CLIPPING = (
    "s.article, s.site, w.title, s.published_at, json_extract(r.fields, '$.published_at.at') AS published_local, "
    "s.first_at AS first_seen, s.address, s.status, (SELECT m.relation FROM story_member m WHERE m.article = s.article) "
    "AS relation"
)
_FROM = "FROM article_state s JOIN wording w ON w.id = s.wording JOIN reading r ON r.id = s.reading"


def clippings(rows: Any) -> tuple[Clipping, ...]:
    """Rows as clippings."""
    known = frozenset(Clipping.__struct_fields__)
    return tuple(Clipping(**{name: row[name] for name in row.keys() if name in known}) for row in rows)  # noqa: SIM118 - a row of a driver iterates over values


def offset_of(page: int) -> int:
    """Where a page of a list begins."""
    return (page - 1) * ROWS


_LEAD = 300


def latest(connection: Any, limit: int = 9) -> tuple[Clipping, ...]:
    """The articles published last, those without a date left out; none of tomorrow, whatever a page claims."""
    return clippings(
        connection.execute(
            f"SELECT {_CLIPPING}, substr(w.body, 1, {_LEAD}) AS lead {_FROM} WHERE s.published_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+1 day') "
            "ORDER BY s.published_at DESC, s.article LIMIT ?",
            (limit,),
        )
    )


def changed(connection: Any, page: int = 1, limit: int = ROWS) -> tuple[Clipping, ...]:
    """Each wording that took another's place, the last first; `at` is when it was seen, `number` its number.

    `was` and `now` are the headlines before and after, `longer` by how many words it grew.
    """
    return clippings(
        connection.execute(
            f"SELECT {_CLIPPING}, v.at, v.number, x.title AS was, w.title AS now, w.words - x.words AS longer "  # noqa: S608 - constants of this file
            "FROM revision v JOIN article_state s ON s.article = v.article "
            "JOIN wording w ON w.id = v.wording JOIN reading r ON r.id = s.reading "
            "LEFT JOIN revision e ON e.article = v.article AND e.number = v.number - 1 LEFT JOIN wording x ON x.id = e.wording "
            "WHERE v.number > 1 ORDER BY v.at DESC, v.article, v.number LIMIT ? OFFSET ?",
            (limit, offset_of(page)),
        )
    )


_LAST_FOUND = (
    "(SELECT max(c.at) FROM verdict v JOIN capture c ON c.id = v.capture "
    "WHERE v.article = s.article AND v.revision IS NOT NULL) AS at, s.last_at AS missed"
)
_VANISHED = f"SELECT {_CLIPPING}, {_LAST_FOUND} {_FROM} WHERE s.status = 'gone'"
# Chosen before anything is looked up of them: a late page passes over many.
_CHOSEN = "s.article IN (SELECT article FROM article_state WHERE status = 'gone' ORDER BY last_at DESC, article LIMIT ? OFFSET ?)"
# Of what a published copy leaves out it tells when and where, and no word of the text.
_WITHDRAWN = (
    "SELECT article, site, '' AS title, published_on AS published_at, published_on AS published_local, first_seen, "
    "'' AS address, 'gone' AS status, NULL AS relation, last_found AS at, last_found AS missed FROM absent "
    "WHERE reason = 'withdrawn'"
)


def vanished(connection: Any, page: int = 1, limit: int = ROWS, *, with_absent: bool = False) -> tuple[Clipping, ...]:
    """The articles whose absence is confirmed, the last that was missed first; `at` is when it was found last."""
    end = (limit, offset_of(page))
    if not with_absent:
        return clippings(connection.execute(f"{_VANISHED} AND {_CHOSEN} ORDER BY missed DESC, s.article", end))
    sql = f"{_VANISHED} UNION ALL {_WITHDRAWN} ORDER BY missed DESC, article LIMIT ? OFFSET ?"
    return clippings(connection.execute(sql, end))


def stories(connection: Any, page: int = 1, limit: int = ROWS) -> tuple[Clipping, ...]:
    """The stories carried most often: their origin, and how many articles carry them."""
    rows = connection.execute(
        f"SELECT t.id AS story, t.members, {_CLIPPING} "  # noqa: S608 - constants of this file
        "FROM (SELECT * FROM story ORDER BY members DESC, id LIMIT ? OFFSET ?) t "
        "JOIN article_state s ON s.article = t.origin JOIN wording w ON w.id = s.wording JOIN reading r ON r.id = s.reading "
        "ORDER BY t.members DESC, t.id",
        (limit, offset_of(page)),
    )
    return clippings(rows)


def counts(connection: Any) -> dict[str, Any]:
    """What the archive is, in figures."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM article_state) AS articles, "
        "(SELECT count(*) FROM (SELECT DISTINCT site FROM article_state)) AS outlets, "
        "(SELECT count(*) FROM revision WHERE number > 1) AS changed, "
        "(SELECT count(*) FROM article_state WHERE status = 'gone') AS vanished, "
        "(SELECT count(*) FROM story) AS stories, (SELECT count(*) FROM capture WHERE purpose = 'page') AS looks"
    ).fetchone()
    return dict(row)


def timeline(connection: Any) -> tuple[Bar, ...]:
    """How many articles were published in each month; in each day where the archive is young."""
    rows = connection.execute("SELECT day, count(*) FROM facet WHERE day > 0 GROUP BY day ORDER BY day").fetchall()
    months: dict[str, int] = {}
    for day, count in rows:
        month = f"{day // 10000:04d}-{day // 100 % 100:02d}"
        months[month] = months.get(month, 0) + count
    if len(months) > _FEW_MONTHS:
        return tuple(Bar(month, count) for month, count in months.items())
    return tuple(Bar(f"{day // 10000:04d}-{day // 100 % 100:02d}-{day % 100:02d}", count) for day, count in rows)


def outlet_names(connection: Any) -> dict[str, dict[str, Any]]:
    """Each site's outlet, zone and region, as its last TOML says; nothing where it cannot be read."""
    import tomllib

    found: dict[str, dict[str, Any]] = {}
    for name, text in connection.execute("SELECT name, text FROM site_toml ORDER BY rowid"):
        try:
            about = tomllib.loads(text).get("site", {})
        except (ValueError, RecursionError):
            about = {}
        found[name] = about if isinstance(about, dict) else {}
    return found


def outlets(connection: Any, withdrawn: Mapping[str, int]) -> list[dict[str, Any]]:
    """The outlets with what is held of each, by name; `withdrawn` are articles that vanished and are not here."""
    changed = dict(
        connection.execute("SELECT site, count(*) FROM article_state WHERE edits > 0 GROUP BY site").fetchall()
    )
    gone = dict(
        connection.execute(
            "SELECT site, count(*) FROM article_state WHERE status = 'gone' AND status <> 'present' GROUP BY +site"
        ).fetchall()
    )
    # The index of sites in time tells these without a row of the table.
    rows = connection.execute(
        "SELECT site, count(*) AS articles, min(published_at) AS first_published, max(published_at) AS last_published "
        "FROM article_state GROUP BY site ORDER BY site"
    )
    names = outlet_names(connection)
    return [
        {
            "site": row["site"],
            "outlet": outlet_name(names, row["site"]),
            "region": str(names.get(row["site"], {}).get("region") or ""),
            "articles": row["articles"],
            "changed": changed.get(row["site"], 0),
            "vanished": gone.get(row["site"], 0) + withdrawn.get(row["site"], 0),
            "first_published": row["first_published"],
            "last_published": row["last_published"],
        }
        for row in rows
    ]


def outlet_name(names: dict[str, dict[str, Any]], site: str) -> str:
    """What the outlet calls itself; else the site's name."""
    return str(names.get(site, {}).get("outlet") or site)


def days(connection: Any, site: str, year: int, hours: int) -> dict[str, int]:
    """How many articles an outlet published on each day of a year, in its own zone."""
    rows = connection.execute(
        "SELECT date(published_at, ?) AS day, count(*) FROM article_state WHERE site = ? AND published_at >= ? "
        "AND published_at < ? GROUP BY day",
        (f"+{hours} hours", site, f"{year - 1}-12-31", f"{year + 1}-01-02"),
    )
    return {day: count for day, count in rows if day and day.startswith(str(year))}


def years(connection: Any, site: str) -> list[int]:
    """The years in which an outlet published, the last first."""
    asked = "SELECT {} FROM article_state WHERE site = ? AND published_at >= ?"
    first, last = (
        connection.execute(asked.format(f"{which}(published_at)"), (site, "0")).fetchone()[0]
        for which in ("min", "max")
    )
    if first is None:
        return []
    # A look into the index a year: of a large outlet its articles are many.
    return [
        year
        for year in range(int(last[:4]), int(first[:4]) - 1, -1)
        if connection.execute(
            asked.format("1") + " AND published_at < ? LIMIT 1", (site, f"{year:04d}", f"{year + 1:04d}")
        ).fetchone()
    ]


def rhythm(connection: Any, site: str, hours: int) -> tuple[list[int], list[int]]:
    """How many articles at each hour of the day and each day of the week (Monday first), in the outlet's zone.

    Of its newest 1,500 articles, those that tell an hour.
    """
    by_hour, by_weekday = [0] * 24, [0] * 7
    rows = connection.execute(
        "SELECT strftime('%H', at) AS hour, (strftime('%w', at) + 6) % 7 AS weekday, count(*) FROM "
        "(SELECT datetime(s.published_at, ?) AS at FROM (SELECT published_at, reading FROM article_state WHERE site = ? "
        "AND published_at IS NOT NULL ORDER BY published_at DESC LIMIT 1500) s JOIN reading r ON r.id = s.reading "
        "WHERE json_extract(r.fields, '$.published_at.precision') <> 'day') GROUP BY 1, 2",
        (f"+{hours} hours", site),
    )
    for hour, day, count in rows:
        by_hour[int(hour)] += count
        by_weekday[int(day)] += count
    return by_hour, by_weekday


def exchanged(connection: Any) -> dict[tuple[str, str], int]:
    """How many articles carry another outlet's words: by whose they are, and who carries them."""
    rows = connection.execute(
        "SELECT o.site, c.site, count(*) FROM story t CROSS JOIN article_state o ON o.article = t.origin "
        "CROSS JOIN story_member m ON m.story = t.id CROSS JOIN article_state c ON c.article = m.article "
        "WHERE c.site <> o.site GROUP BY 1, 2"
    )
    return {(row[0], row[1]): row[2] for row in rows}


def partners(
    pairs: Mapping[tuple[str, str], int], site: str, most: int = 12
) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Whose words an outlet carries, and who carries its own: sites with how many articles, the most first."""
    taken = [(origin, count) for (origin, carrier), count in pairs.items() if carrier == site]
    given = [(carrier, count) for (origin, carrier), count in pairs.items() if origin == site]
    return _most(taken)[:most], _most(given)[:most]


def _most(counted: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))


def of_site(connection: Any, site: str, limit: int = 8) -> tuple[Clipping, ...]:
    """The articles that an outlet published last."""
    return clippings(
        connection.execute(
            f"SELECT {_CLIPPING} {_FROM} WHERE s.site = ? ORDER BY s.published_at DESC, s.article LIMIT ?",
            (site, limit),
        )
    )


def looks_kept(connection: Any, article: str) -> list[dict[str, Any]]:
    """Where the looks that brought each wording lie in the WARC files."""
    rows = connection.execute(
        "SELECT v.number, c.id, c.url, c.at, c.content_type, c.payload_digest, c.body_digest, c.body_size, c.withheld, "
        "c.warc_file, c.warc_offset, c.warc_length FROM revision v JOIN capture c ON c.id = v.capture "
        "WHERE v.article = ? ORDER BY v.number",
        (article,),
    )
    return [dict(row) for row in rows]


def months_of_sites(connection: Any) -> dict[str, dict[str, int]]:
    """How many articles of each site were published in each month; the last 240 months of 2,000 sites at most."""
    found: dict[str, dict[str, int]] = {}
    rows = connection.execute(
        "SELECT site, day / 100, count(*) FROM facet WHERE day > 0 GROUP BY 1, 2 ORDER BY 1, 2 DESC"
    )
    for site, month, count in rows:
        counts = found.setdefault(site, {})
        if len(counts) < _MOST_MONTHS and len(found) <= _MOST_SITES:
            counts[f"{month // 100:04d}-{month % 100:02d}"] = count
    return found


def named(connection: Any, articles: list[str]) -> tuple[Clipping, ...]:
    """The articles of these ids, in this order."""
    marks = ", ".join("?" * len(articles))
    rows = connection.execute(f"SELECT {_CLIPPING} {_FROM} WHERE s.article IN ({marks})", articles).fetchall()
    found = {one.article: one for one in clippings(rows)}
    return tuple(found[one] for one in articles if one in found)

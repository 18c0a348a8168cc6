"""What persons decided on an article, in time: read from the Acts, which survive every reader, rebuild and merge."""

from __future__ import annotations

from typing import Any

from archive.facts import Act
from archive.rows import fact_of


def acts_on(connection: Any, article: str) -> tuple[Act, ...]:
    """The acts on an article, also those that name it beside another one.

    After a merge two articles may have one address: what was decided on either is decided on its words.
    """
    rows = connection.execute(
        "SELECT * FROM act WHERE subject = ? OR subject IN "
        "(SELECT b.article FROM address a JOIN address b ON b.address = a.address WHERE a.article = ?) "
        "UNION SELECT * FROM act WHERE kind IN ('join', 'split') AND json_extract(detail, '$.with') = ? ORDER BY at, id",
        (article, article, article),
    )
    return tuple(fact_of("act", row) for row in rows)  # type: ignore[misc]


def corrected(acts: tuple[Act, ...]) -> dict[str, str]:
    """What persons say instead of the machine's readings, field by field: the last word of each."""
    return {
        str(act.detail["field"]): str(act.detail["value"])
        for act in acts
        if act.kind == "correct" and "field" in act.detail
    }


def released(connection: Any) -> frozenset[str]:
    """The addresses of which a person decided that what stands there is an article, whatever the spam gate says."""
    rows = connection.execute(
        "SELECT DISTINCT subject FROM act WHERE kind = 'release' AND json_extract(detail, '$.as') = 'article'"
    )
    return frozenset(row[0] for row in rows)


def quarantined(connection: Any, where: str) -> str | None:
    """The last look at an address that was put aside for a person; None where none is."""
    row = connection.execute(
        "SELECT c.id FROM capture c JOIN verdict v ON v.capture = c.id WHERE c.address = ? AND c.purpose = 'page' "
        "AND v.verdict = 'quarantined' ORDER BY c.at DESC, c.id LIMIT 1",
        (where,),
    ).fetchone()
    return str(row[0]) if row else None


def collections(connection: Any) -> dict[str, tuple[str, ...]]:
    """The collections that persons made, with their articles."""
    found: dict[str, dict[str, None]] = {}
    for row in connection.execute("SELECT * FROM act WHERE kind = 'collection' ORDER BY at, id"):
        act: Any = fact_of("act", row)
        articles = found.setdefault(str(act.detail.get("name", "")), {})
        if act.detail.get("out"):
            articles.pop(act.subject, None)
        else:
            articles[act.subject] = None
    return {name: tuple(articles) for name, articles in sorted(found.items()) if articles}

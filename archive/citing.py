"""What a citation of an article says, as the archive's rows tell it."""

from __future__ import annotations

from typing import Any

from archive.answers import Shown
from archive.citation import Cited
from archive.outlet import outlet_name
from archive.records import from_utc_text
from archive.telling import site_toml


def cited(connection: Any, shown: Shown) -> Cited:
    """What a citation of an article says, in the wording that is shown."""
    at = connection.execute("SELECT at FROM capture WHERE id = ?", (shown.capture,)).fetchone()[0]
    found = shown.article
    return Cited(
        article=shown.id, capture=shown.capture, title=found.title, address=shown.address,
        outlet=outlet_name(site_toml(connection, shown.site)) or shown.site, captured_at=from_utc_text(at),
        people=tuple(person.name for person in found.people), language=found.language,
        published_at=found.published_at.at if found.published_at else None,
        archive=connection.execute("SELECT id FROM archive").fetchone()[0],
    )  # fmt: skip

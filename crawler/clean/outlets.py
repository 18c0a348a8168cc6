"""The outlets that datelines, bylines and credits name. A table of verified facts, and a pattern for domain names."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

DOMAIN = re.compile(
    r"(?:https?://)?(?:www\.)?[A-Za-z0-9](?:[A-Za-z0-9-]{0,40})(?:\.[A-Za-z0-9-]{1,30}){0,3}\.(?:com|co\.id|go\.id|or\.id|id|net|co|news|info|org|tv)\b/?",
    re.IGNORECASE,
)


def folded(name: str) -> str:
    """An outlet's name as it is compared: letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


@cache
def known() -> dict[str, str]:
    """Folded spelling -> the outlet's name."""
    table: dict[str, str] = {}
    for line in (Path(__file__).parent / "outlets.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, host, other = ([*line.split("\t"), "", ""])[:3]
            # A spelling that itself has a comma (POS KUPANG, COM) is two entries here; both are harmless.
            for spelling in (name, host, *other.split(",")):
                if len(folded(spelling)) > 1:
                    table.setdefault(folded(spelling), name)
            table[folded(other)] = name
    table.pop("", None)
    return table


def is_outlet(text: str, more: tuple[str, ...] = ()) -> bool:
    """Whether a text is the name of an outlet: of the table, of `more`, or a domain name."""
    bare = text.strip(" .,-–—|()")
    flat = folded(bare)
    if not flat:
        return False
    return flat in known() or flat in {folded(name) for name in more} or bool(DOMAIN.fullmatch(bare))

"""What a site's TOML tells the archive: the names that the outlet goes by, and how its addresses are written. Pure."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

import msgspec

from archive.address import AddressRules
from archive.stories import folded


class Outlet(msgspec.Struct, frozen=True, kw_only=True):
    """An outlet as its own TOML describes it; `names` are folded as stories compare them."""

    names: frozenset[str] = frozenset()
    rules: AddressRules = AddressRules()


@lru_cache(maxsize=256)
def outlet(toml: str) -> Outlet:
    """The outlet of a TOML; nothing is known where it cannot be read (it was written by any version of any program)."""
    try:
        tables = tomllib.loads(toml)
        about, form = _table(tables, "site"), _table(tables, "address")
    except (ValueError, RecursionError):
        return Outlet()
    domains = _texts(about.get("domains"))
    names = (*_texts([about.get("outlet"), about.get("name")]), *_texts(about.get("abbreviations")), *domains)
    rules = AddressRules(
        host=domains[0] if domains else None,
        aliases=domains[1:],
        drop_params=_texts(form.get("drop_params")),
        keep_params=_texts(form.get("keep_params")),
    )
    return Outlet(names=frozenset(folded(name) for name in names if folded(name)), rules=rules)


def outlet_name(toml: str) -> str | None:
    """What the outlet calls itself, as its TOML has it."""
    try:
        name = _table(tomllib.loads(toml), "site").get("outlet")
    except (ValueError, RecursionError):
        return None
    return name if isinstance(name, str) and name else None


def _table(tables: dict[str, Any], name: str) -> dict[str, Any]:
    found = tables.get(name)
    return found if isinstance(found, dict) else {}


def _texts(value: object) -> tuple[str, ...]:
    return tuple(text for text in value if isinstance(text, str) and text) if isinstance(value, list) else ()

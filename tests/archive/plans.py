"""What SQLite would walk to answer a statement: asked of an archive without rows, for of a small table it knows that an index is not worth it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from archive.schema import DERIVED_TABLES, FACT_TABLES

# What grows with the years; what describes a site, and what is refused, stays small.
GROWING = {*FACT_TABLES, *DERIVED_TABLES} - {"refusal", "site_toml", "seal"}


def walked(connection: Any, sql: str) -> set[str]:
    """The growing tables of which a statement would look at every row."""
    return {table for table, _ in _scans(connection, sql)}


def walked_by_row(connection: Any, sql: str) -> set[str]:
    """The growing tables of which a statement would look at every row for each row of another."""
    return {table for table, is_inner in _scans(connection, sql) if is_inner}


def _scans(connection: Any, sql: str) -> Iterator[tuple[str, bool]]:
    if not sql.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
        return
    named = {
        alias or name: name
        for name, alias in re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)(?:\s+(?:AS\s+)?(\w+))?", sql)
    }
    places = re.findall(r"\?\d*", sql)
    names = re.findall(r":([a-z]+)\b", sql)
    values = dict.fromkeys(names) if names else [None] * (len(places) if "?" in places else len(set(places)))
    steps = {row[0]: row for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)}
    looped: set[int] = set()
    for _, parent, _, detail in steps.values():
        above, is_inner = parent, parent in looped
        while above in steps:
            is_inner = is_inner or "CORRELATED" in steps[above][3]
            above = steps[above][1]
        if detail.startswith("SCAN ") and (table := named.get(name := detail.split()[1], name)) in GROWING:
            yield table, is_inner
        if detail.startswith(("SCAN ", "SEARCH ")):
            looped.add(parent)

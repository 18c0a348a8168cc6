"""What SQLite would walk to answer a statement: asked of an archive without rows, for of a small table it knows that an index is not worth it."""

from __future__ import annotations

import re
from typing import Any

from archive.schema import DERIVED_TABLES, FACT_TABLES

# What grows with the years; what describes a site, and what is refused, stays small.
GROWING = {*FACT_TABLES, *DERIVED_TABLES} - {"refusal", "site_toml", "seal"}


def walked(archive: Any, sql: str) -> set[str]:
    """The growing tables of which a statement would look at every row."""
    if not sql.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
        return set()
    named = {
        alias or name: name
        for name, alias in re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)(?:\s+(?:AS\s+)?(\w+))?", sql)
    }
    places = re.findall(r"\?\d*", sql)
    names = re.findall(r":([a-z]+)\b", sql)
    values = dict.fromkeys(names) if names else [None] * (len(places) if "?" in places else len(set(places)))
    plan = [row["detail"] for row in archive.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    scans = [detail.split()[1] for detail in plan if detail.startswith("SCAN ")]
    return {named.get(scan, scan) for scan in scans} & GROWING

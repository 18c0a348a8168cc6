"""Write the table of views into docs/sql.md from archive.views.DOCS, or check it: python tools/document.py [--check]."""

from __future__ import annotations

import sys
from pathlib import Path

from archive.views import DOCS

MANUAL = Path(__file__).parents[1] / "docs" / "sql.md"
BEGIN, END = "<!-- views:begin -->", "<!-- views:end -->"


def tables() -> str:
    """One table a view."""
    parts = []
    for view, columns in DOCS.items():
        rows = "\n".join(f"| `{name}` | {text} |" for name, text in columns.items())
        parts.append(f"## {view}\n\n| column | what it says |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


def main() -> int:
    """Write, or with --check tell whether writing would change anything."""
    text = MANUAL.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    made = f"{before}{BEGIN}\n\n{tables()}\n{END}{after}"
    if "--check" in sys.argv:
        return int(made != text)
    MANUAL.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What a spreadsheet takes for a formula, and how it is kept from it: one rule for every CSV. Pure.

A formula begins a cell (OWASP, "CSV Injection"). Whoever opens a file with another delimiter than it has gets cells that
begin elsewhere: after any comma, semicolon, bar, tab or line's end within a text. There an equals sign is always disarmed,
another sign where its line goes on with what a formula needs to call something or to reach out of its sheet: a bracket,
a bar or an exclamation mark. So one news text in two hundred is touched, where it would be one in fifteen, whose lists
begin their lines with dashes.
"""

from __future__ import annotations

import re

# Full-width forms count in some locales.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
# Some leave out what is blank before they look; a quotation mark begins a cell of any text.
_BLANK = " \u00a0\u200b\u200c\u200d\u2060\ufeff\u3000"
_PASSED = f'[{_BLANK}"]*'
_SIGN = "([=+@＝＋－＠-])"
_INSIDE = re.compile(f"[,;|\t\r\n]{_PASSED}{_SIGN}")
_BEGINNING = re.compile(f"(?:^|[,;|\t])(?={_PASSED}{_SIGN})")
_LINES = re.compile("([\r\n]+)")
_REACHES = "(|!"


def disarmed(cell: str | float | None) -> str | float | None:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what would begin one."""
    if not isinstance(cell, str):
        return cell
    text = cell if _INSIDE.search(cell) is None else "".join(_line(line) for line in _LINES.split(cell))
    begins = cell.startswith(FORMULA_STARTS) or cell.lstrip(_BLANK).startswith(FORMULA_STARTS)
    return f"'{text}" if begins and not text.startswith("'") else text


def _line(line: str) -> str:
    last = max(line.rfind(sign) for sign in _REACHES)

    def armed(found: re.Match[str]) -> str:
        is_live = found[1] in "=＝" or found.start(1) < last
        return f"{found[0]}'" if is_live else found[0]

    return _BEGINNING.sub(armed, line)

"""What may reach a terminal: printed text with every control taken out, and colour only where somebody sees it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

# C0 and C1 controls (ESC begins commands to the terminal), bidirectional marks and overrides (they make text read as it
# is not), characters of no width (they hide in words), line and paragraph separators, tags, noncharacters, and lone
# surrogates, which cannot be encoded.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_BREAKS = re.compile(r"[\t\n]+")
# Lines that nobody's terminal folds are left whole (grep, files); the width counts for tables alone.
_PLAIN_WIDTH = 100


def clean(text: object) -> str:
    """The text on one line, nothing in it that a terminal would obey."""
    return _UNSAFE.sub("", _BREAKS.sub(" ", str(text)))


def clean_lines(text: str) -> str:
    """The same for a text of several lines: line feeds stay."""
    return "\n".join(clean(line) for line in text.split("\n"))


@cache
def console() -> Console:
    """The console of this process: plain text where output is no terminal, no colour where NO_COLOR is set."""
    from rich.console import Console

    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PLAIN_WIDTH
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=width is not None, width=width)


def styled(*parts: tuple[object, str]) -> Text:
    """A line of printed text in styles: pairs of text and style. Nothing in it that a terminal would obey."""
    from rich.text import Text

    line = Text()
    for text, style in parts:
        line.append(clean(text), style=style)
    return line


def print_json(value: Any) -> None:
    """The value as JSON on standard output."""
    import msgspec

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n")


def print_lines(lines: Iterable[Any]) -> None:
    """Styled lines on standard output."""
    for line in lines:
        console().print(line)

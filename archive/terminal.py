"""What may reach a terminal: printed text with every control taken out, and colour only where somebody sees it."""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

# C0 and C1 controls (ESC begins commands to the terminal), bidirectional overrides (they make text read as it is not),
# zero-width characters and separators that move the cursor, and lone surrogates, which cannot be encoded.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_BREAKS = re.compile(r"[\t\n]+")


def clean(text: object) -> str:
    """The text on one line, nothing in it that a terminal would obey."""
    return _UNSAFE.sub("", _BREAKS.sub(" ", str(text)))


def clean_lines(text: str) -> str:
    """The same for a text of several lines: line feeds stay."""
    return "\n".join(clean(line) for line in text.split("\n"))


@cache
def console() -> Console:
    """The console of this process: plain text where output is no terminal or NO_COLOR is set."""
    from rich.console import Console

    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 100
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=width is not None, width=width)

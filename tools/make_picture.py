"""Make docs/demo.svg, the README's picture, from a real run of the demo (python tools/make_picture.py)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

OUT = Path(__file__).parents[1] / "docs/demo.svg"
WIDTH = 118
FIRST, LAST = "An edited article", "The report"


def main() -> None:
    """Run the demo in colour and export the part that shows what an archivist sees."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "TERM": "xterm-256color", "LANG": "C"}
        command = [sys.executable, "-m", "archive.cli", "--lang", "en", "--archive", f"{folder}/demo", "demo"]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)  # noqa: S603 - our own command
    lines = [line.replace(folder, "") for line in done.stdout.split("\n")]
    start = next(number for number, line in enumerate(lines) if FIRST in line)
    end = next(number for number, line in enumerate(lines) if LAST in line)
    shown = ["$ make demo", "", *lines[start : end + 5]]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere, force_terminal=True, color_system="truecolor")
        for line in shown:
            console.print(Text.from_ansi(line))
        OUT.parent.mkdir(exist_ok=True)
        picture = re.sub(r"@font-face \{.*?\}", "", console.export_svg(title="make demo"), flags=re.DOTALL)
        # Nothing is fetched from outside to show it: the reader's own monospace does.
        OUT.write_text(re.sub(r"<!--.*?-->", "", picture, flags=re.DOTALL), encoding="utf-8")


if __name__ == "__main__":
    main()

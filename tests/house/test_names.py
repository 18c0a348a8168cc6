"""No name in code, schema or command line is in the 'not called' column of the house's words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest

from archive.cli import _group
from archive.schema import DERIVED, FACTS

ROOT = Path(__file__).parents[2]
NOT_CALLED = {
    "publisher", "seed", "start_url", "start_urls", "url_item", "boilerplate", "boilerplate_model", "visit", "parse_result", "item",
    "items", "post", "posts", "cluster", "clusters", "metadata", "edit", "job", "jobs", "snapshot", "result", "results",
}  # fmt: skip
NO_MANAGERS = re.compile(r"(Manager|Helper|Utils?)$|^(Handler|Data|Info|Process)$")
# Words that another program's interface demands, or that mean something else here: where they may stand.
ALLOWED = {
    "edits": "how often an article was revised is a count of edits made by the paper",
    "result": "concurrent.futures and asyncio call it so",
}


def names_of(path: Path) -> set[str]:
    """Every name that a file defines: classes, functions, arguments, assigned names and fields."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


FILES = sorted([*ROOT.glob("archive/**/*.py"), *ROOT.glob("crawler/**/*.py")])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_code_uses_the_words_of_the_house(path: Path) -> None:
    for name in names_of(path):
        assert name.strip("_").lower() not in NOT_CALLED, name
        assert not NO_MANAGERS.search(name), name


def test_the_schema_uses_the_words_of_the_house() -> None:
    assert not set(re.findall(r"[a-z_]+", FACTS + DERIVED)) & NOT_CALLED


def test_the_command_line_uses_the_words_of_the_house() -> None:
    group = _group()
    assert isinstance(group, click.Group)
    words = {name for name in group.commands}
    for command in group.commands.values():
        words |= {parameter.name or "" for parameter in command.params}
    assert not words & NOT_CALLED


def test_the_registries_and_this_machine_are_never_named() -> None:
    files = [p for p in ROOT.glob("**/*") if p.suffix in (".py", ".md", ".toml", ".txt") and ".venv" not in p.parts and "kliping-" not in str(p)]
    forbidden = re.compile(r"py" + r"pi\.org|python" + r"hosted|/work" + r"/main|/root" + r"/")
    for path in files:
        assert not forbidden.search(path.read_text(encoding="utf-8")), path

"""Documentation that fails the build: views, columns, commands, TOML keys, docstrings."""

from __future__ import annotations

import ast
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

from archive.cli import group
from archive.sqlite import connect
from archive.store import Archive
from archive.views import DOCS, VIEWS
from crawler.keys import KEYS
from tests.source import tree_of

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUAL = (ROOT / "docs" / "sql.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("view", VIEWS)
def test_every_column_of_a_view_is_explained(view: str, tmp_path: Path) -> None:
    Archive.open(tmp_path, create=True).close()
    connection = connect(tmp_path / "archive.db", readonly=True)
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({view})")]
    connection.close()
    assert columns == list(DOCS[view])
    assert f"## {view}" in MANUAL
    assert f"`{view}`" in README
    for column in columns:
        assert f"| `{column}` | {DOCS[view][column]} |" in MANUAL


def test_the_tables_of_the_manual_are_those_of_the_code() -> None:
    assert subprocess.run([sys.executable, ROOT / "tools/document.py", "--check"], check=False).returncode == 0


@pytest.mark.parametrize("command", sorted(group().commands))
def test_every_command_is_in_the_readme_and_has_help(command: str) -> None:
    assert re.search(rf"kliping.*\b{command}\b|`{command}`", README)
    found = group().commands[command]
    assert found.help
    assert all(getattr(p, "help", None) or p.param_type_name == "argument" or p.name == "page" for p in found.params)


@pytest.mark.parametrize("key", [f"{table}.{key}" for table, keys in KEYS.items() for key in keys])
def test_every_key_of_a_sites_toml_is_explained(key: str) -> None:
    table, _, name = key.partition(".")
    manual = (ROOT / "crawler/sites/README.md").read_text(encoding="utf-8")
    section = re.split(r"^### \[+(\w+)\]+$", manual, flags=re.MULTILINE)
    explained = dict(zip(section[1::2], section[2::2], strict=True))
    assert f"| `{name}` |" in explained[table]


def test_every_exit_code_of_the_table_is_one_of_ours() -> None:
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    assert told == {0, 1, 2, 3, 4, 9, 10, 11, 13, 15, 18, 75}


@pytest.mark.parametrize(
    "path",
    sorted([*ROOT.glob("archive/**/*.py"), *ROOT.glob("crawler/**/*.py")]),
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_everything_public_says_what_it_promises(path: Path) -> None:
    tree = tree_of(path)
    assert ast.get_docstring(tree), path
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{path}: {node.name}"


WALK = re.findall(r"`((?:archive|crawler)(?:\.\w+)+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", dict.fromkeys(WALK))
def test_every_function_that_the_walk_names_is_there(name: str) -> None:
    assert pkgutil.resolve_name(name) is not None


def test_the_walk_goes_from_the_command_to_the_answer() -> None:
    assert WALK[0] == "archive.cli.main"
    assert len(WALK) > 20

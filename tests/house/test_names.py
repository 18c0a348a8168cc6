"""No name in code, schema or command line is in the 'not called' column of the house's words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
import pytest

from archive.cli import group
from archive.schema import DERIVED, FACTS
from archive.views import DOCS, VIEWS
from crawler.keys import KEYS
from tests.source import tree_of

ROOT = Path(__file__).parents[2]

# What each thing is not called. A part of a name counts like the whole of it: no `post_title`, no `ItemList`.
NOT_CALLED = {
    "site": {"publisher", "spider"},
    "source": {"seed", "start_url"},
    "link": {"url_item"},
    "page": {"response"},
    "furniture": {"boilerplate"},
    "capture": {"visit", "log"},
    "reading": {"parse_result"},
    "article": {"item", "post"},
    "revision": {"version", "snapshot"},
    "verdict": {"result"},
    "story": {"cluster"},
    "evidence": {"metadata"},
    "act": {"edit"},
    "run": {"job"},
}
# An Issue is no `error`; but errors, as the house's tree draws them, are called so. Only a table or command is not.
NO_TABLE_OR_COMMAND = {"error", "errors"}
WORDS = {word for words in NOT_CALLED.values() for word in words}
NO_MANAGERS = re.compile(r"(Manager|Helper|Utils?)$|^(Handler|Data|Info|Process)$")

# Other people's words where they demand them, or where the word means another thing. Nothing else.
SCRAPYS = {"response", "spider", "process_response", "SiteSpider", "spider_name", "spider_of"}
SCRAPY_ROOMS = (
    "asking_once",
    "spider",
    "loader",
    "archiving",
    "pages",
    "lists",
    "capturing",
    "settings",
    "net/",
    "sweep",
    "demo/",
    "looking",
    "addsite",
)
EXEMPT = {
    "__post_init__": "msgspec calls it so",
    "__version__": "Python packages call it so",
    "_versions": "doctor tells the versions of programs",
    "version": "a program's or a schema's, never an article's",
    "response_block": "an HTTP response in a WARC record, which is what the standard calls it",
    "response_headers": "the same, in the noun that carries it there",
    "edits": "how often a newsroom edited its article; an Act is never called so",
}


def names_of(path: Path) -> Iterator[str]:
    """Every name that a file defines: classes, functions, arguments, assigned names, attributes and fields."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name


def wrong_words(name: str) -> set[str]:
    """The words of a name that the house does not use."""
    parts = re.findall(r"[a-z]+", re.sub(r"([A-Z])", r"_\1", name).lower())
    pairs = [f"{a}_{b}" for a, b in pairwise(parts)]
    return {word for word in (*parts, *pairs) if word in WORDS or word.removesuffix("s") in WORDS}


def is_exempt(name: str, path: Path) -> bool:
    room = str(path.relative_to(ROOT / "crawler")) if path.is_relative_to(ROOT / "crawler") else ""
    return name in EXEMPT or (name in SCRAPYS and room.startswith(SCRAPY_ROOMS))


FILES = sorted([*ROOT.glob("archive/**/*.py"), *ROOT.glob("crawler/**/*.py")])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_code_uses_the_words_of_the_house(path: Path) -> None:
    names = set(names_of(path))
    assert {name: found for name in names if not is_exempt(name, path) and (found := wrong_words(name))} == {}
    assert {name for name in names if NO_MANAGERS.search(name)} == set()


def test_modules_are_called_by_the_words_of_the_house() -> None:
    names = {part for path in FILES for part in path.relative_to(ROOT).with_suffix("").parts}
    assert {name for name in names if wrong_words(name)} - {"spider"} == set()


def test_the_schema_uses_the_words_of_the_house() -> None:
    names = (
        set(re.findall(r"[a-z_]+", FACTS + DERIVED))
        | set(VIEWS)
        | {column for view in DOCS.values() for column in view}
    )
    assert {name for name in names if wrong_words(name)} - {"edits"} == set()
    tables = set(re.findall(r"CREATE (?:VIRTUAL )?TABLE (\w+)", FACTS + DERIVED)) | set(VIEWS)
    assert not tables & NO_TABLE_OR_COMMAND


def test_the_command_line_uses_the_words_of_the_house() -> None:
    commands = group().commands
    assert all(isinstance(command, click.Command) for command in commands.values())
    words = set(commands)
    for command in commands.values():
        for parameter in command.params:
            words |= {parameter.name or "", *parameter.opts, parameter.human_readable_name}
    assert {word for word in words if wrong_words(word)} == set()
    assert not set(commands) & NO_TABLE_OR_COMMAND


def test_the_keys_of_a_toml_use_the_words_of_the_house() -> None:
    assert {key for table, keys in KEYS.items() for key in (table, *keys) if wrong_words(key)} == set()


def test_the_registries_and_this_machine_are_never_named() -> None:
    files = [
        p
        for p in ROOT.glob("**/*")
        if p.suffix in (".py", ".md", ".toml", ".txt") and ".venv" not in p.parts and "kliping-" not in str(p)
    ]
    forbidden = re.compile(r"py" + r"pi\.org|python" + r"hosted|/work" + r"/main|/root" + r"/")
    for path in files:
        assert not forbidden.search(path.read_text(encoding="utf-8")), path

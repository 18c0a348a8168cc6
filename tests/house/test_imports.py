"""Who may import whom: the table of the house, held literally."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.source import tree_of

ROOT = Path(__file__).parents[2]

# Rooms from the top floor down. A room imports from floors below its own, and from rooms of its own floor only as listed.
CRAWLER = (
    ("cli",), ("following", "accepting", "reparse_cli", "releasing_cli", "bringing_cli"), ("reader_cli", "looking", "doctor", "demo.show", "choosing", "addsite"), ("recordings", "showing"), ("asking_once", "bringing"), ("brought_beside",), ("brought",), ("sweep", "reparse", "releasing", "survey"), ("demo",), ("loader",),
    ("spider",), ("archiving",), ("pages",), ("lists",), ("watch",), ("delivery",), ("ledger", "capturing", "report"), ("desk",), ("due",), ("wanted",), ("agenda",), ("reading",), ("others_child", "others_frames"), ("child",), ("others",), ("parsers",), ("discovery", "furniture"), ("body",), ("weights",), ("sieve",), ("page",), ("blocks",), ("names", "tree"),
    ("raw_page",),
    ("settings",), ("config",), ("expect", "revisit", "observing"), ("silence",), ("net",), ("site",), ("keys",), ("likely", "holidays"), ("clean",), ("errors", "reader_id", "flags", "resident"),
)  # fmt: skip
ARCHIVE = (
    ("export_command", "upkeep_commands", "acts_command", "search_command", "watch_command"),
    ("commands", "web"),
    ("options", "lines", "diffpage"),
    ("cli",),
    ("exports", "upkeep"),
    ("store",),
    ("knowing",),
    ("writer", "adoption"),
    ("sealing",),
    ("keeping",),
    ("originals",),
    ("derive",),
    ("corrections", "refusals", "citing"),
    ("telling", "coverage"),
    ("bands", "outlet"),
    ("queries", "search", "citation", "decisions"),
    ("facets", "guess", "excerpt", "sql"),
    ("indexing",),
    ("answers", "tiers"),
    ("question",),
    ("fields",),
    ("terms",),
    ("noticed",),
    ("worddiff", "period", "crawling", "watching"),
    ("stories", "verdict"),
    ("rows",),
    ("warc", "schema", "views", "tombstones"),
    ("sqlite", "warc_record", "likeness", "seals"),
    ("withholding",),
    ("known",),
    ("facts",),
    ("records",),
    ("address", "fingerprint"),
    ("vocabulary",),
    ("fold", "stems"),
    ("lock", "terminal"),
    ("messages",),
    ("indonesian", "errors"),
    ("indonesian_memory", "indonesian_watch", "indonesian_crawling", "indonesian_exports", "indonesian_search", "indonesian_room"),
)  # fmt: skip
# Imports inside functions, for start-up time: the module that has them, and what it imports there.
LATE = {
    "archive.cli": {
        "archive", "archive.lock", "archive.errors", "archive.messages", "archive.terminal", "archive.options", "archive.sqlite",
    },
    "archive.export_command": {"archive.exports.writing"},
    "archive.search_command": {"archive.exports.formulas"},
    "archive.commands": {"archive.store", "archive.upkeep.verify"},
    "archive.acts_command": {"archive.store", "archive.upkeep.takedown"},
    "archive.upkeep_commands": {
        "archive", "archive.citation", "archive.citing", "archive.upkeep.prove", "archive.upkeep.rebuild",
        "archive.lock", "archive.store", "archive.upkeep.merge", "archive.upkeep.takedown", "archive.upkeep.backup",
    },
    "archive.watch_command": {"archive.store"},
    "archive.queries": {"archive.address"},
    "archive.web.serve": {"archive.web.plugin"},
    "crawler.cli": {
        "crawler.archiving",
        "archive", "archive.address", "archive.lines", "archive.queries", "crawler.choosing", "archive.store", "archive.records", "archive.lock", "crawler.config",
        "crawler.sweep", "crawler.report", "crawler.delivery", "crawler.reader_cli", "crawler.reading", "crawler.looking", "crawler.demo.show", "crawler.doctor", "crawler.following", "crawler.accepting", "crawler.reparse_cli", "crawler.releasing_cli", "crawler.bringing_cli",
    },
    "crawler.following": {"crawler.addsite"},
    "crawler.reader_cli": {"crawler.showing"},
    "crawler.accepting": {"crawler.looking", "crawler.reader_cli", "crawler.recordings", "crawler.showing"},
    "crawler.bringing_cli": {
        "archive.address", "crawler.asking_once", "crawler.bringing", "crawler.brought", "crawler.net.connect", "crawler.reading",
    },
    "crawler.child": {"crawler", "crawler.discovery", "crawler.furniture", "crawler.page", "crawler.parsers"},
    "crawler.sweep": {"crawler.loader"},
}  # fmt: skip
SCRAPY_ROOMS = {
    "asking_once",
    "spider",
    "loader",
    "archiving",
    "pages",
    "lists",
    "capturing",
    "settings",
    "net",
    "sweep",
    "addsite",
    "demo",
    "looking",
}


@cache
def modules() -> list[str]:
    files = [*ROOT.glob("archive/**/*.py"), *ROOT.glob("crawler/**/*.py")]
    return sorted(
        str(file.relative_to(ROOT).with_suffix("")).replace("/", ".").removesuffix(".__init__") for file in files
    )


@cache
def imports(module: str) -> tuple[set[str], set[str]]:
    """What a module imports when it is loaded, and what inside its functions. TYPE_CHECKING blocks count as neither."""
    path = ROOT / module.replace(".", "/")
    tree = tree_of(path / "__init__.py" if path.is_dir() else path.with_suffix(".py"))
    inside = {
        id(node)
        for f in ast.walk(tree)
        if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(f)
    }
    typing = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    early: set[str] = set()
    late: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in typing or not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        names = {alias.name for alias in node.names} if isinstance(node, ast.Import) else {node.module or ""}
        if isinstance(node, ast.ImportFrom) and (folder := ROOT / (node.module or "-").replace(".", "/")).is_dir():
            names = {
                f"{node.module}.{a.name}" if (folder / f"{a.name}.py").exists() else str(node.module)
                for a in node.names
            }
        (late if id(node) in inside else early).update(names)
    return early, late


def floor(module: str) -> int:
    wing, _, rest = module.partition(".")
    floors = CRAWLER if wing == "crawler" else ARCHIVE
    for number, rooms in enumerate(floors):
        if any(rest == room or (rest.startswith(room + ".") and room != "demo") for room in rooms):
            return number
    for number, rooms in enumerate(floors):
        if rest.split(".")[0] in rooms:
            return number
    return len(floors) if not rest else -1


@pytest.mark.parametrize("module", modules())
def test_every_import_runs_downstairs(module: str) -> None:
    assert floor(module) >= 0, f"{module} stands in no room of the table"
    wing = module.split(".", maxsplit=1)[0]
    for name in imports(module)[0]:
        if name.split(".")[0] not in ("archive", "crawler") or name == wing:
            continue
        if wing == "archive":
            assert name.split(".")[0] == "archive", f"{module} knows {name}: the archive has never heard of the crawler"
        if name.split(".")[0] != wing:
            continue
        same_room = name.split(".")[:2] == module.split(".")[:2]
        assert same_room or floor(name) >= floor(module), f"{module} imports {name}, which stands above it"


@pytest.mark.parametrize("module", modules())
def test_imports_inside_functions_are_listed(module: str) -> None:
    ours = {name for name in imports(module)[1] if name.split(".")[0] in ("archive", "crawler")}
    assert ours <= LATE.get(module, set())


def test_there_is_no_circle() -> None:
    graph = {m: {i for i in imports(m)[0] if i in set(modules()) and i != m} for m in modules()}
    done: set[str] = set()

    def walk(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path, module))
        if module not in done:
            for name in graph[module]:
                walk(name, (*path, module))
            done.add(module)

    for module in graph:
        walk(module, ())


@pytest.mark.parametrize("module", modules())
def test_few_rooms_know_scrapy_and_one_knows_a_driver(module: str) -> None:
    early, late = imports(module)
    outside = {name.split(".")[0] for name in early | late}
    if outside & {"scrapy", "twisted"}:
        assert module.split(".", maxsplit=1)[0] == "crawler"
        assert module.split(".")[1] in SCRAPY_ROOMS
    if outside & {"sqlite3", "pysqlite3"}:
        assert module == "archive.sqlite"
    if module.startswith("archive"):
        assert not outside & {"scrapy", "twisted", "lxml", "bs4"}

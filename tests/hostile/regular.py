"""Every regular expression of the crawler, found by itself, and how its time grows with what it must look at."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import msgspec

import crawler
from tests.source import tree_of

ROOT = Path(crawler.__file__).parent
# Twice the input may take three times as long. Less than this is not measured, for it is noise.
GROWTH = 3.0
_NOTICEABLE = 0.003
_SMALL, LARGE = 250, 4_000
_CALLS = {"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer", "compile"}
# Demonstration and configuration: what they look at is ours.
_NOT_READING = ("crawler.demo", "crawler.addsite")


class Found(NamedTuple):
    """A pattern and where it stands."""

    place: str
    pattern: re.Pattern[Any]


@cache
def patterns() -> tuple[Found, ...]:
    """All of them: those that modules hold, in whatever they hold them, and those written out where they are used."""
    found: dict[tuple[Any, int], Found] = {}
    for info in pkgutil.walk_packages([str(ROOT)], "crawler."):
        if info.name.startswith(_NOT_READING) or info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        for place, pattern in (*_held(module), *_written(module)):
            found.setdefault((pattern.pattern, pattern.flags), Found(place, pattern))
    return tuple(found.values())


def _held(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for name, value in vars(module).items():
        if isinstance(value, ModuleType):
            continue
        if hasattr(value, "cache_info") and not inspect.signature(value).parameters:
            value = value()  # noqa: PLW2901 - patterns that are made when first needed
        for number, pattern in enumerate(_inside(value, 4)):
            yield f"{module.__name__}.{name}{f'[{number}]' if number else ''}", pattern


def _inside(value: Any, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _inside(one, depth - 1)
    elif depth and isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from _inside(one, depth - 1)
    elif (
        depth
        and (isinstance(value, msgspec.Struct) or hasattr(type(value), "__slots__"))
        and not isinstance(value, type)
    ):
        for name in (*getattr(value, "__struct_fields__", ()), *getattr(type(value), "__slots__", ())):
            yield from _inside(getattr(value, name, None), depth - 1)


def _written(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """`re.sub("…", …)` inside a function. A pattern that is put together there must be looked at by a person."""
    tree = tree_of(Path(str(module.__file__)))
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CALLS):
            continue
        is_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
        if is_re and node.args and isinstance(node.args[0], ast.Constant):
            flags = re.IGNORECASE if "IGNORECASE" in ast.dump(node) else 0
            yield f"{module.__name__}:{node.lineno}", re.compile(node.args[0].value, flags)


PUMPS = (
    " ", "a", "A", "1", "\n", "-", ".", ",", "<", ">", '"', "'", "(", "[", "*", "#", "/", "=", "&", ":", "“", "\u3042", "a ", "A ", "Aa ", "1 ", "a.", "a-", "1/", "1.", ", ", " - ",
    "a=1 ", "<a", "<a ", '="', "\xa0", "Senin ", "dan ", "di ", "12 Maret ", "2024-01-01 ", "10:30 ", "Oleh ", "Editor: ", "( a", '"a', "a:b ", "a;", "//", "?a=1&", '{"a":', "\\u0041", "WIB ",
)  # fmt: skip


def heads(pattern: re.Pattern[Any]) -> list[str]:
    """What may stand before a pump so that the pattern begins to match: its own plain words."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    words = re.findall(r"[a-zA-Z<>/=\"'@(]{1,14}", re.sub(r"\\.|\(\?[a-zA-Z:=!<]{1,3}|\[[^\]]{0,200}\]", " ", source))
    return ["", *list(dict.fromkeys(words))[:3]]


class Worst(NamedTuple):
    """The input that takes a pattern longest, and by what its time grows when that is doubled."""

    seconds: float
    growth: float
    input: str


def worst(found: Found, pumps: tuple[str, ...] = PUMPS, most_heads: int = 4, large: int = LARGE) -> Worst:
    """The worst of many inputs: each pump behind each head, grown until it is noticed or long."""
    most = Worst(0.0, 1.0, "")
    for head in heads(found.pattern)[:most_heads]:
        for pump in pumps:
            one = _grown(found.pattern, head, pump, large)
            if (one.growth, one.seconds) > (most.growth, most.seconds):
                most = one
    return most


def _grown(pattern: re.Pattern[Any], head: str, pump: str, large: int) -> Worst:
    size = _SMALL
    while size <= large:
        spent = _seconds(pattern, head, pump, size)
        if spent > _NOTICEABLE:
            twice = _seconds(pattern, head, pump, 2 * size)
            growth = twice / spent
            if growth > GROWTH:
                # Somebody else's work may have come between: the least of several is the pattern's own.
                spent = min(spent, *(_seconds(pattern, head, pump, size) for _ in range(4)))
                twice = min(twice, *(_seconds(pattern, head, pump, 2 * size) for _ in range(2)))
                growth = twice / spent
            return Worst(twice, growth, f"{head!r} + {pump!r} * {2 * size // len(pump)}")
        size *= 4 if spent < _NOTICEABLE / 20 else 2
    return Worst(0.0, 1.0, f"{head!r} + {pump!r}")


def _seconds(pattern: re.Pattern[Any], head: str, pump: str, size: int) -> float:
    text: Any = head + pump * (size // len(pump)) + "\u0001"
    if isinstance(pattern.pattern, bytes):
        text = text.encode()
    began = time.process_time()
    for place, _ in zip(pattern.finditer(text), range(50_000), strict=False):
        del place
    return time.process_time() - began

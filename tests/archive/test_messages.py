"""Every sentence that a command says has an Indonesian one with the same places; nothing raw reaches a terminal."""

from __future__ import annotations

import ast
import inspect
import re
import string
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import TypeGuard

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console

from archive.cli import group
from archive.indonesian import INDONESIAN
from archive.lines import WORDS, diff_text, marked, word
from archive.messages import ONE, language, say, use_language
from archive.options import SECTIONS
from archive.terminal import clean, clean_lines, console, styled
from archive.worddiff import word_diff
from crawler.flags import FLAGS
from tests.source import tree_of

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(ROOT.glob("archive/web/templates/*"))
# The room's templates call `say` by this name.
SAID_IN_TEMPLATE = re.compile(r"""\bt\((?:"([^"]+)"|'([^']+)')""")
FILES = sorted([*ROOT.glob("archive/**/*.py"), *ROOT.glob("crawler/**/*.py")])


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    use_language("en")


def said() -> dict[str, str]:
    """Every literal that is given to `say`, with the file that gives it; the words that rows hold; what flags mean."""
    found = dict.fromkeys(WORDS.values(), "archive/lines.py") | dict.fromkeys(FLAGS.values(), "crawler/flags.py")
    for path in FILES:
        for node in ast.walk(tree_of(path)):
            if is_said(node) and isinstance(node.args[0], ast.Constant):
                found[node.args[0].value] = str(path.relative_to(ROOT))
    for path in TEMPLATES:
        for match in SAID_IN_TEMPLATE.finditer(path.read_text(encoding="utf-8")):
            found[match[1] or match[2]] = str(path.relative_to(ROOT))
    return found


def is_said(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"


def helped() -> dict[str, str]:
    """Every sentence of a command's help, examples left out."""
    found = {}
    commands = group()
    for command in (commands, *commands.commands.values()):
        for part in inspect.cleandoc(command.help or "").split("\n\n"):
            if part.startswith("\b"):
                found |= {
                    told: "an example" for line in part.split("\n") if (told := line.rpartition("   ")[2]) in INDONESIAN
                }
            else:
                found[part.replace("\n", " ")] = f"help of {command.name}"
        for option in command.params:
            if isinstance(option, click.Option) and option.help:
                found[option.help] = f"{command.name} {option.opts[-1]}"
    return found


# What click itself says in every help.
CLICKS = dict.fromkeys(("Usage: ", "Options", "Show this message and exit."), "click")
SENTENCES = said() | helped() | CLICKS | dict.fromkeys((*SECTIONS, "More"), "sections of the help")


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_has_an_indonesian_with_the_same_places(sentence: str) -> None:
    assert sentence in INDONESIAN, f"{SENTENCES[sentence]}: {sentence!r}"
    if "{id, file, url}" not in sentence:
        assert places(INDONESIAN[sentence]) == places(sentence)


def test_no_indonesian_is_left_over() -> None:
    assert set(INDONESIAN) - set(SENTENCES) == set()


def test_every_call_of_say_begins_with_a_literal() -> None:
    """A sentence that is put together by the program cannot be translated; lines.word, options and showing know their table."""
    for path in FILES:
        if path.name in ("messages.py", "options.py", "lines.py", "showing.py"):
            continue
        for node in ast.walk(tree_of(path)):
            if is_said(node):
                assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}"


@pytest.mark.parametrize(
    ("chosen", "environment", "expected"),
    [
        ("id", {"LC_ALL": "C"}, "id"),
        ("en", {"LANG": "id_ID.UTF-8"}, "en"),
        (None, {"LANG": "id_ID.UTF-8"}, "id"),
        (None, {"LC_ALL": "en_GB.UTF-8", "LANG": "id_ID.UTF-8"}, "en"),
        (None, {"LC_ALL": "", "LC_MESSAGES": "id_ID", "LANG": "en_US"}, "id"),
        (None, {"LANG": "in_ID"}, "id"),
        (None, {"LANG": "id"}, "id"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {"LANG": "ido_XX"}, "en"),
        (None, {}, "en"),
    ],
)
def test_the_language_is_the_one_named_else_the_locales(
    chosen: str | None, environment: dict[str, str], expected: str
) -> None:
    use_language(chosen, environment)
    assert language() == expected
    assert say("{n} articles", n=3) == {"en": "3 articles", "id": "3 artikel"}[expected]


@pytest.mark.parametrize(("many", "one"), ONE.items())
def test_one_of_a_thing_is_said_as_one(many: str, one: str) -> None:
    assert many in SENTENCES
    assert places(one) == places(many) - {"n"}
    assert say("{n} open issues", n=1) == "one open issue"


def test_values_are_put_in_as_they_are() -> None:
    assert say("{folder}: {n} articles", folder="{n}{0}", n=1) == "{n}{0}: 1 articles"


def test_a_word_of_a_row_that_nobody_knows_is_shown_clean() -> None:
    use_language("id")
    assert (word("gone"), word("status 301"), word("\x1b[2J"), word(None)) == ("dihapus", "status 301", "[2J", "-")


# -------------------------------------------------------------------------------------------------- the terminal

# Written apart from archive.terminal's own expression: by category, and by name where Unicode has no category for it.
CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0001\U000e0020-\U000e007f]"
)


@given(st.text(alphabet=st.characters(), max_size=80))
@example("\x1b]0;pwned\x07\x9b31m\u202etxt.exe\u200b\ud800\r\nfake line\x85")
@example("\U000e0041\u2066\ufeff")
def test_no_control_reaches_a_terminal(text: str) -> None:
    shown = clean(text)
    assert not CONTROLS.search(shown)
    shown.encode("utf-8")
    assert clean(shown) == shown
    assert not CONTROLS.search(clean_lines(text).replace("\n", ""))
    out = StringIO()
    screen = Console(file=out, force_terminal=False, color_system=None, soft_wrap=True)
    for line in (
        styled((text, "bold"), (text, "")),
        marked(text, ((0, len(text)),)),
        diff_text(word_diff(text[:9], text)),
    ):
        screen.print(line)
    assert not CONTROLS.search(out.getvalue().replace("\n", ""))


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=40))
def test_printed_letters_stay_as_they_are(text: str) -> None:
    if not re.search("[\u115f\u1160\u3164\uffa0]", text):
        assert clean(text) == text


def test_without_a_terminal_lines_are_plain_and_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("COLUMNS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    console.cache_clear()
    console().print(styled(("kata " * 60, "bold red")))
    assert capsys.readouterr().out == "kata " * 60 + "\n"
    console.cache_clear()

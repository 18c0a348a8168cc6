"""The commands of `kliping` as tests type them: in this process, or as a process of its own, in English and without colour."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from archive.cli import group
from archive.messages import use_language
from archive.terminal import console

if TYPE_CHECKING:
    from crawler.demo.newsroom import Newsroom

CONTACT = "redaksi@example.org"


@pytest.fixture(autouse=True)
def english_and_plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever imports it has it in every test."""
    for name in ("KLIPING_ARCHIVE", "KLIPING_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    use_language("en")
    console.cache_clear()
    yield
    use_language("en")


def ask(*arguments: object, expect: int = 0) -> str:
    """What a command prints, run in this process (no reactor is started)."""
    done = CliRunner().invoke(group(), [str(part) for part in arguments], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    assert (done.return_value or 0) == expect
    return done.stdout


def kliping(
    *arguments: object, press: Newsroom | None = None, expect: int = 0, env: Mapping[str, str] | None = None, **more: Any
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    """The program as a process of its own, beside the newsroom where one is given."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("KLIPING", "LC_", "LANG"))}
    if press is not None:
        environment |= {
            "KLIPING_LOOPBACK": json.dumps(press.names),
            "KLIPING_CLOCK": press.clock(press.edition).isoformat(),
        }
    command = [sys.executable, "-m", "archive.cli", *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment | dict(env or {}), check=False, timeout=90, **more
    )
    assert done.returncode == expect, done
    assert "Traceback" not in done.stderr
    return done

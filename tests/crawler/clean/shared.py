"""The field's examples, which lie beside the project and are never kept in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

_EXAMPLES = Path(__file__).resolve().parents[4] / "shared" / "domain" / "examples.jsonl"


def examples() -> list[dict[str, Any]]:
    """All of them; the test is skipped where they are absent."""
    if not _EXAMPLES.exists():
        pytest.skip("the field's examples lie in a folder `shared` beside the project")
    return [json.loads(line) for line in _EXAMPLES.read_text(encoding="utf-8").splitlines()]

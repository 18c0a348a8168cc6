"""What the whole suite needs before its first test."""

from __future__ import annotations

import hashlib

import pytest


@pytest.fixture(scope="session", autouse=True)
def _regexes_are_loaded_from_the_top() -> None:
    """hypothesis loads its regex module late, deep in the stack, where CPython 3.11's parser can lose count of the
    recursion ("AST constructor recursion depth mismatch"): it is loaded here, once, from the top.
    """
    import hypothesis.strategies._internal.regex  # noqa: F401


@pytest.fixture(autouse=True)
def _no_register_of_takedowns_but_a_tests_own(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the suite has a register of their own takedowns, in their home."""
    name = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:16]
    monkeypatch.setenv("KLIPING_REGISTER", str(tmp_path_factory.getbasetemp() / f"register-{name}.jsonl"))


# A file is one worker's: the longest begin first, so that none of them is alone at the end.
LONGEST = (
    "test_killed.py", "test_archive_tells_the_truth.py", "test_room.py", "test_overlap.py", "test_days.py", "test_cli.py", "test_silence.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, the others as they stand."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))

"""The project's own source as a tree, for the tests that look at it."""

from __future__ import annotations

import ast
import gc
from pathlib import Path


def tree_of(path: Path) -> ast.Module:
    """The tree of a file.

    Without garbage collection: Python 3.11 counts the depth of the tree wrong where a finalizer is run meanwhile whose
    warning is printed with a line of source, and ends in a SystemError.
    """
    gc.disable()
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    finally:
        gc.enable()

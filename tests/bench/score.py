"""The scale of ../shared, loaded as a module: one definition of body F1 for every bench."""

from __future__ import annotations

import importlib.util
from types import ModuleType

from tests.bench.corpus import require_shared


def load_scale() -> ModuleType:
    """score.py with `page_f1`, `shingles` and `fold`."""
    path = require_shared("score/score.py")
    spec = importlib.util.spec_from_file_location("kliping_scale", path)
    if spec is None or spec.loader is None:
        raise ImportError(str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

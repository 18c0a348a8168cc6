"""The memory: an archive of regional news in one folder. This is its face; names load when first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.errors import ArchiveError
    from archive.facts import Capture
    from archive.known import Verdict
    from archive.records import Article, Reading
    from archive.store import Archive

__version__ = "0.1.0"
# The file in an archive's folder that plain `sqlite3` opens.
DATABASE = "archive.db"
__all__ = ["DATABASE", "Archive", "ArchiveError", "Article", "Capture", "Reading", "Verdict", "__version__"]

# `kliping sweep` takes its lock before SQLite or msgspec are loaded, so the face must cost nothing by itself.
_HOMES = {
    "Archive": "archive.store",
    "ArchiveError": "archive.errors",
    "Article": "archive.records",
    "Capture": "archive.facts",
    "Reading": "archive.records",
    "Verdict": "archive.known",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'archive' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

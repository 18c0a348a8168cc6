"""The reader's version, apart from the reader: the crawler names it without loading what reads."""

from __future__ import annotations

# Changed whenever any reading could change: the archive compares only wordings that one version read.
READER = "40"

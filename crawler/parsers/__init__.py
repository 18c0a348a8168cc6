"""Readers of pages: what a page says, with evidence. `read` is the one door."""

from __future__ import annotations

from crawler.parsers.reader import marks, read
from crawler.reader_id import READER

__all__ = ["READER", "marks", "read"]

"""Scrapy's guard of memory, asking for what this process holds and not for what its parent once held."""

from __future__ import annotations

from scrapy.extensions.memusage import MemoryUsage

from crawler.resident import resident_bytes


class MemoryHeld(MemoryUsage):
    """Ends a run that holds more than MEMUSAGE_LIMIT_MB, whoever started the process."""

    def get_virtual_size(self) -> int:
        """The bytes in memory now."""
        held = resident_bytes()
        return held if held is not None else super().get_virtual_size()

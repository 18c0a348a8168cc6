"""What the parsers write down while they read: for each field the rule that found it, what stood there, what is doubtful."""

from __future__ import annotations

from archive.records import Dropped, Evidence, FieldEvidence
from crawler.clean import text

# Beyond these a reading would be larger than its page; that something is not shown is flagged.
_MAX_DROPPED, _MAX_LINE = 1_000, 2_000
_MAX_RAW = 500


class Trail:
    """Collects the evidence of one reading."""

    def __init__(self) -> None:
        self._fields: list[FieldEvidence] = []
        self._dropped: list[Dropped] = []
        self._flags: list[str] = []

    def found(self, field: str, by: str, raw: str = "", *, changed: str = "", flags: tuple[str, ...] = ()) -> None:
        """Say which rule found a field and what it saw."""
        raw = text.storable(raw)[:_MAX_RAW]
        self._fields.append(
            FieldEvidence(field=field, found_by=by, raw=raw, changed=text.storable(changed)[:_MAX_RAW], flags=flags)
        )

    def dropped(self, line: str, rule: str) -> None:
        """Say that a line of the main part is not in the body."""
        if len(self._dropped) >= _MAX_DROPPED:
            self.flag("dropped_lines_cut")
            return
        if len(line) > _MAX_LINE:
            self.flag("dropped_lines_cut")
        self._dropped.append(Dropped(text=text.storable(line)[:_MAX_LINE], rule=rule))

    def flag(self, *flags: str) -> None:
        """Doubts about the page as a whole."""
        self._flags += [flag for flag in flags if flag not in self._flags]

    def evidence(self) -> Evidence:
        """All of it, frozen."""
        return Evidence(fields=tuple(self._fields), dropped=tuple(self._dropped), flags=tuple(self._flags))

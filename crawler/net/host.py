"""What one host asks of us: Retry-After in seconds and dates, pauses that double, when it is left alone. Pure: told the time."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_RETRY_AFTER = 86_400.0
FIRST_PAUSE = 60.0
# A host that has failed so often in a row is left alone.
BREAK_AFTER = 5
# A host that has shown us something may refuse a few places of its own: only so many in a row are a closed door.
WELCOME_BLOCK_AFTER = 20
# A host that did not answer is tried again after so long, doubled each time; one that refuses us, once a day.
FIRST_ABSENCE = 900.0
LONGEST_ABSENCE = 21_600.0
DAILY = 82_800.0

# 508 is how shared hosting says that the account's processes are used up; some hosts say it in words with a 200.
_BUSY = frozenset({429, 503, 508})
_BUSY_WORDS = b"Resource Limit Is Reached"


def retry_after(value: str | None, now: datetime, sent: str | None = None) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or a date; at most a day. None where it asks nothing.

    A date is reckoned from the answer's own Date header (`sent`) where it has one: the host's clock may be wrong.
    """
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), MAX_RETRY_AFTER)
    until = _http_date(text)
    if until is None:
        return None
    return min(max((until - (_http_date(sent) or now)).total_seconds(), 0.0), MAX_RETRY_AFTER)


def _http_date(text: str | None) -> datetime | None:
    try:
        at = parsedate_to_datetime((text or "").strip()[:64])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def is_busy(status: int, body: bytes) -> bool:
    """Whether an answer means "too much": by its status, or in the words of shared hosting."""
    return status in _BUSY or (len(body) < 20_000 and _BUSY_WORDS in body)


def absence(failures: int) -> float:
    """The seconds that a host is left alone which has not answered so often in a row, over all runs."""
    return min(FIRST_ABSENCE * 2.0 ** min(max(failures // BREAK_AFTER - 1, 0), 20), LONGEST_ABSENCE)


class Pauses:
    """The state of one host. Pure: it is told the time. `earlier` are the failures in a row before this run."""

    def __init__(self, earlier: int = 0, until: float = 0.0) -> None:
        self.failures, self.earlier, self.until = 0, earlier, until
        self.heard_at = 0.0
        self.refusals = 0
        self.is_welcome = False

    def failed(self, now: float, asked: float | None) -> float:
        """A busy answer; gives the seconds to wait."""
        self.failures += 1
        pause = asked if asked is not None else self.doubled(FIRST_PAUSE)
        self.until = max(self.until, now + pause)
        return pause

    def doubled(self, first: float, most: float = MAX_RETRY_AFTER) -> float:
        """A pause that has doubled with each failure in a row, those of earlier runs too; at most a day."""
        return min(first * 2.0 ** min(self.all_failures - 1, 20), most)

    @property
    def all_failures(self) -> int:
        """The failures in a row, over all runs."""
        return self.earlier + self.failures

    def worked(self) -> None:
        """An ordinary answer: what failed before is forgotten."""
        self.failures = self.earlier = 0

    def refused(self, status: int) -> bool:
        """Take notice of an ordinary answer's status; whether the host refuses us everything."""
        if status in (401, 403):
            self.refusals += 1
        else:
            self.refusals = 0
            self.is_welcome = self.is_welcome or status < 400
        return self.refusals >= (WELCOME_BLOCK_AFTER if self.is_welcome else BREAK_AFTER)

    @property
    def is_broken(self) -> bool:
        """Whether the host has failed so often that it is left alone for this run."""
        return self.failures >= BREAK_AFTER

    def wait(self, now: float, least: float = 0.0) -> float:
        """Seconds to wait before the next request; `least` must lie between it and the last answer."""
        return max(0.0, self.until - now, self.heard_at + least - now if least else 0.0)

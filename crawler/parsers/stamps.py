"""An instant or a day as somebody wrote it for machines: ISO 8601 and its neighbours, RFC 2822, seconds since 1970."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

import msgspec

from crawler.clean import worlddates

_ISO = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-/.]?)(?P<m>\d\d?)(?P=s)(?P<d>\d\d?)(?!\d)(?:[T ,]{1,3}(?P<h>\d\d?)[:.](?P<mi>\d\d)(?::(?P<sec>\d\d?)(?:[.,]\d{1,9})?)?\s*(?P<pm>[AaPp]\.?[Mm]\b)?\s*"
    r"(?P<z>Z|z|UTC|GMT|WIB|WITA|WIT|[+-]\d\d:?\d\d|[+-]\d\d)?(?!\d))?"
)
_COMPACT = re.compile(
    r"^(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)T?(?P<h>\d\d)(?P<mi>\d\d)(?P<sec>\d\d)?(?P<z>Z|[+-]\d\d:?\d\d)?$"
)
_HALF_DAY = re.compile(r"\d\s?[AaPp]\.?[Mm]\b")
_CLOCK = re.compile(r"(?<!\d)(?P<h>1[0-2]|0?[1-9]):(?P<mi>[0-5]\d)(?::[0-5]\d)?\s?(?P<pm>[AaPp])\.?[Mm]\b")
_GMT = re.compile(r"\b(?:GMT|UTC)\s?([+-]\d{4}|[+-]\d\d:\d\d)")
_NAMED = {"Z": 0, "UTC": 0, "GMT": 0, "WIB": 7, "WITA": 8, "WIT": 9}


class Stamp(msgspec.Struct, frozen=True):
    """An instant or a day as somebody wrote it. `at` has a zone only where one was written."""

    at: datetime
    precision: Literal["instant", "minute", "day"]
    zone: Literal["printed", "data", ""]
    printed: str
    by: str
    flags: tuple[str, ...] = ()


def stamp_of(said: str, by: str) -> Stamp | None:
    """An instant as data writes it: ISO 8601 and its neighbours, RFC 2822, seconds since 1970."""
    said = html.unescape(said).strip()[:80]
    match = _COMPACT.match(said) or _ISO.search(said)
    if match:
        return _stamp(match, said, by)
    if re.fullmatch(r"1\d{9}(?:\d{3})?", said):
        return Stamp(datetime.fromtimestamp(int(said[:10]), UTC), "instant", "data", said, by)
    if not said:
        return None
    if _HALF_DAY.search(said):
        # What reads mails passes over the half of the day.
        return stamp_of_print(said, by)
    # `Tue Nov 19 2019 03:05:46 GMT+0700 (…)`, as JavaScript writes it.
    said_plain = _GMT.sub(r"\1", said).partition("(")[0]
    # Few pages need it, and it brings twelve modules.
    from email.utils import parsedate_to_datetime

    try:
        parsed = parsedate_to_datetime(said_plain)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not 1990 <= parsed.year <= 2100:
        return None
    if parsed.tzinfo is None and (hours := worlddates.zone_in(said)) is not None:
        parsed = parsed.replace(tzinfo=timezone(timedelta(hours=hours)))
    return Stamp(parsed, "instant", "data" if parsed.tzinfo else "", said, by)


def stamp_of_print(said: str, by: str) -> Stamp | None:
    """The same where a program wrote for machines what it prints for people: `Wednesday, 7 October 2020 - 3:09 pm`."""
    said = html.unescape(said)[:120]
    found = next(worlddates.find_dates(said), None)
    if found is None or not worlddates.is_clear(said):
        return None
    at, has_time = found.at, found.has_time
    if not has_time and (clock := _CLOCK.search(said)):
        # `01:38:07 PM IST Nov 20, 2019`: the clock stands before the day.
        hour = int(clock["h"]) % 12 + (12 if clock["pm"] in "pP" else 0)
        hours = worlddates.zone_in(said)
        zone = None if hours is None else timezone(timedelta(hours=hours))
        at, has_time = at.replace(hour=hour, minute=int(clock["mi"]), tzinfo=zone), True
    return Stamp(at, "minute" if has_time else "day", "printed" if at.tzinfo else "", said, by)


def _stamp(match: re.Match[str], said: str, by: str) -> Stamp | None:
    part = match.groupdict()
    try:
        hour = int(part["h"] or 0)
        if part.get("pm"):
            hour = hour % 12 + (12 if part["pm"][0] in "pP" else 0)
        at = datetime(int(part["y"]), int(part["m"]), int(part["d"]), hour, int(part["mi"] or 0), int(part["sec"] or 0))  # noqa: DTZ001 (the zone follows)
    except ValueError:
        return None
    zone = part.get("z")
    if zone:
        at = at.replace(
            tzinfo=timezone(timedelta(hours=_NAMED[zone.upper()])) if zone.upper() in _NAMED else _offset(zone)
        )
    precision: Literal["instant", "minute", "day"] = (
        "day" if part["h"] is None else "instant" if part["sec"] else "minute"
    )
    # Midnight to the second without a zone is a day that somebody's program made an instant of.
    if part["h"] is not None and (at.hour, at.minute, at.second) == (0, 0, 0) and not zone:
        precision = "day"
    return Stamp(at, precision, ("printed" if zone.upper().startswith("WI") else "data") if zone else "", said, by)


def _offset(zone: str) -> timezone:
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = min(int(digits[:2]) * 60 + int(digits[2:4]), 14 * 60)
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))

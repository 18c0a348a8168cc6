"""When a source says that something was published: ISO and RFC 822, well-formed or as printed by themes. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januari", "february feb februari pebruari peb", "march mar maret mrt", "april apr", "may mei",
            "june jun juni", "july jul juli", "august aug agustus agu agt ags agst", "september sep sept",
            "october oct oktober okt", "november nov nopember nop", "december dec desember des",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wib": 7, "wita": 8, "wit": 9, "wp": 9, "est": -5, "edt": -4, "cst": -6,
    "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_ZONE = r"(?P<zone>[+-]\d\d:?\d\d|[+-]\d\d|[a-z]{1,4})?(?![a-z\d])"
_TIME = (
    r"(?:(?:[t\s,|]|-\s|pkl\.?|pukul|at|jam)*(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d{1,9})?)?\s*"
    + _ZONE
    + ")?"
)
_FORMS = tuple(
    re.compile(form + _TIME, re.IGNORECASE)
    for form in (
        r"(?<![\d/-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\d/-])",
        r"(?<![\w/.:])(?P<day>\d{1,2})[\s-]{1,3}(?P<word>[a-z]{3,9})\.?,?[\s-]{1,3}(?P<year>(?:19|20)?\d\d)(?![\d:/-])",
        r"(?<!\w)(?P<word>[a-z]{3,9})\.?\s(?P<day>\d{1,2}),?\s{1,2}(?P<year>(?:19|20)\d\d)(?![\d:/-])",
        r"(?<![\d/.:-])(?P<day>\d{1,2})(?P<mark>[/-])(?P<month>\d{1,2})(?P=mark)(?P<year>(?:19|20)?\d\d)(?![\d/-])",
    )
)
_AGO = re.compile(
    r"(?<!\d)(\d{1,3})\s{1,2}(menit|jam|hari|minggu|mins?|minutes?|hours?|days?|weeks?)\s{1,2}(?:yang\s)?(?:lalu|ago)\b",
    re.IGNORECASE,
)
_SPANS = {"me": 60, "mi": 60, "ja": 3600, "ho": 3600, "ha": 86400, "da": 86400, "we": 604800}
_YEARS = range(1990, 2101)


def instant(text: str | None, zone: int) -> datetime | None:
    """The instant that a machine wrote; `zone` (hours east of UTC) where it wrote none. None where it is no date."""
    return _first(text[:120], zone) if text else None


def printed(text: str, zone: int, now: datetime | None) -> datetime | None:
    """The first date printed in a line of a list, also `3 jam lalu` where it is known when that was."""
    text = text[:1000]
    found = _first(text, zone)
    ago = _AGO.search(text) if found is None and now is not None else None
    if ago is None or now is None:
        return found
    unit = ago[2].lower()
    seconds = 604800 if unit == "minggu" else _SPANS[unit[:2]]
    return now - timedelta(seconds=int(ago[1]) * seconds)


def _first(text: str, zone: int) -> datetime | None:
    for form in _FORMS:
        for match in form.finditer(text):
            if (found := _made(match, zone)) is not None:
                return found
    return None


def _made(match: re.Match[str], zone: int) -> datetime | None:
    parts = match.groupdict()
    month = _MONTHS.get(parts["word"].lower()) if parts.get("word") else int(parts["month"])
    year = int(parts["year"])
    if year < 100:
        year += 2000 if year < 70 else 1900
    if month is None or year not in _YEARS:
        return None
    clock = (int(parts["hour"] or 0), int(parts["minute"] or 0), min(int(parts["second"] or 0), 59))
    try:
        return datetime(year, month, int(parts["day"]), *clock, tzinfo=_zone(parts["zone"], zone))
    except ValueError:
        return None


def _zone(said: str | None, otherwise: int) -> timezone:
    if said and said[0] in "+-":
        digits = said[1:].replace(":", "").ljust(4, "0")
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        if minutes <= 14 * 60:
            return timezone(timedelta(minutes=-minutes if said[0] == "-" else minutes))
    elif said and said.lower() in _ZONES:
        otherwise = _ZONES[said.lower()]
    return timezone(timedelta(hours=otherwise)) if otherwise else UTC

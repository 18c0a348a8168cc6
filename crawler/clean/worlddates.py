"""Printed dates in the languages that most of the world's news is printed in: a day, and the time that stands beside it.

Indonesian, with all its own forms, is `dates`; this is for everything else. Pure; each pattern is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import msgspec

_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "january jan januar jänner jaenner janvier janv enero gennaio januari janeiro stycznia leden ledna ocak января януари január ianuarie tammikuuta",
        "february feb februar februari février fevrier févr fevr febrero febbraio fevereiro lutego února şubat subat февраля helmikuuta februarie pebruari",
        "march mar märz maerz mrz mars marzo maart março marco marca března mart марта maret maaliskuuta martie",
        "april apr avril avr abril aprile kwietnia dubna nisan апреля huhtikuuta aprilie",
        "may mai mayo maggio mei maio maja května mayıs мая toukokuuta",
        "june jun juni juin junio giugno junho czerwca června haziran июня kesäkuuta iunie",
        "july jul juli juillet juil julio luglio julho lipca července temmuz июля heinäkuuta iulie",
        "august aug août aout agosto augustus sierpnia srpna ağustos августа agustus agu elokuuta",
        "september sep sept septembre septiembre settembre setembro września září eylül сентября syyskuuta septembrie",
        "october oct oktober okt octobre octubre ottobre outubro października října ekim октября lokakuuta octombrie",
        "november nov novembre noviembre novembro listopada kasım ноября marraskuuta noiembrie nopember",
        "december dec dezember dez décembre decembre déc diciembre dicembre dezembro grudnia prosince aralık декабря joulukuuta decembrie desember des",
    ),
    1,
):
    for _name in _names.split():
        _MONTHS[_name] = _number
_WORDS = "|".join(sorted(_MONTHS, key=len, reverse=True))
_TIME = (
    r"(?:\s*(?:,|\||-|–|—|·|•|at|um|à|a las|alle|klo|kl\.?|om|@|\.)?\s{0,3}(?P<h>[01]?\d|2[0-3])[:.h](?P<mi>[0-5]\d)(?::[0-5]\d)?\s*(?P<pm>[ap]\.?m\.?)?"
    r"(?:\s*(?:uhr)?\s*\(?(?P<z>(?:gmt|utc)(?:\s?[+-]\s?1?\d(?!\d))?|bst|cest|cet|mesz|mez|edt|est|cdt|cst|mdt|mst|pdt|pst|ist|jst|et|pt|wib|wita|wit)\b)?)?"
)
_FORMS = (
    re.compile(rf"(?<![\w.])(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|ª)?[\s.\-/]{{0,2}}(?:of|de|d’|d')?\s{{0,2}}(?P<name>{_WORDS})\.?,?[\s.\-/]{{0,2}}(?:de|del)?\s{{0,2}}(?P<y>(?:19|20)\d\d)(?!\d){_TIME}", re.IGNORECASE),
    re.compile(rf"(?<![\w.])(?P<name>{_WORDS})\.?\s{{0,2}}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,2}}(?P<y>(?:19|20)\d\d)(?!\d){_TIME}", re.IGNORECASE),
    re.compile(rf"(?<![\d.,/])(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>\d{{1,2}})\s?[-/.月]\s?(?P<d>\d{{1,2}})(?!\d)(?:日|T)?{_TIME}", re.IGNORECASE),
    re.compile(rf"(?<![\d.,/-])(?P<a>\d{{1,2}})(?P<s>[./-])\s?(?P<b>\d{{1,2}})(?P=s)\s?(?P<y>(?:19|20)\d\d|\d\d)(?![\d/-]){_TIME}", re.IGNORECASE),
)  # fmt: skip
_YEAR = re.compile(r"(?:19|20)\d\d")  # in all forms but the last
_ZONES = {
    "gmt": 0, "utc": 0, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "edt": -4, "est": -5, "et": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7,
    "pdt": -7, "pst": -8, "pt": -8, "ist": 5.5, "jst": 9, "wib": 7, "wita": 8, "wit": 9,
}  # fmt: skip


class Printed(msgspec.Struct, frozen=True):
    """A date as printed. `at` has a zone only where one is printed; `has_time` says whether an hour is."""

    at: datetime
    has_time: bool
    printed: str
    start: int


def find_dates(text: str, *, month_first: bool = False) -> Iterator[Printed]:
    """Every date in a short text, by form, then in order. `month_first` reads 4/10/2020 as Americans do."""
    text = text[:600]
    for form in _FORMS if _YEAR.search(text) else _FORMS[-1:]:
        for match in form.finditer(text):
            found = _printed(match, month_first=month_first)
            if found is not None:
                yield found


def _hours(zone: str) -> float:
    """Hours east of UTC; `GMT+7` is seven."""
    name, sign, more = zone[:3], "-" if "-" in zone else "", "".join(filter(str.isdigit, zone[3:]))
    return float(f"{sign}{more}") if more else _ZONES[zone] if zone in _ZONES else _ZONES[name]


def _printed(match: re.Match[str], *, month_first: bool) -> Printed | None:
    part = match.groupdict()
    year = int(part["y"]) if len(part["y"]) == 4 else 2000 + int(part["y"])
    if part.get("name"):
        month, day = _MONTHS[part["name"].lower()], int(part["d"])
    elif part.get("a"):
        day, month = int(part["a"]), int(part["b"])
        if month > 12 or (month_first and part["s"] == "/" and day <= 12):
            day, month = month, day
    else:
        month, day = int(part["m"]), int(part["d"])
    hour = int(part["h"]) if part["h"] else 0
    if part["pm"]:
        hour = hour % 12 + (12 if part["pm"][0] in "pP" else 0)
    try:
        at = datetime(year, month, day, hour, int(part["mi"] or 0))  # noqa: DTZ001 (a zone only where one is printed)
    except ValueError:
        return None
    if not 1990 <= year <= 2100:
        return None
    if part["z"]:
        at = at.replace(tzinfo=timezone(timedelta(hours=_hours(part["z"].lower()))))
    return Printed(at, part["h"] is not None, match.group().strip(" ,|-–—·•.@"), match.start())

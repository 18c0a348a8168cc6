"""Printed dates in the languages that the world's news is printed in: a day, and the time that stands beside it.

Indonesian, with all its own forms, is `dates`; this is for everything else. A month is any word that the table of months
has, so that the patterns stay short and linear however many languages there are. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import msgspec

# The digits of other scripts, one for one: each begins with its nought.
_NOUGHTS = "٠۰०০੦૦୦௦౦೦൦๐໐၀០０"
# The marks that turn a line's direction stand between the figures of Arabic dates.
_DIGITS: dict[int, str | None] = {
    **dict.fromkeys((0x200E, 0x200F, 0x061C)), **{ord(nought) + digit: str(digit) for nought in _NOUGHTS for digit in range(10)},
}  # fmt: skip
# Thai papers shorten the months by points: `12 มี.ค. 2563`.
_THAI_POINTS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
_TIME = (
    r"(?:\s{0,3}(?:,|\||/|-|–|—|·|•|at|um|à|a las|alle|klo|kl\.?|om|@|\.)?\s{0,3}(?P<h>[01]?\d|2[0-3])[:.h時时点시](?P<mi>[0-5]\d)(?::[0-5]\d)?\s{0,3}(?P<pm>[ap]\.?m\.?(?!\w)|[صم](?!\w))?"
    r"(?:\s{0,3}(?:uhr)?\s{0,3}\(?(?P<z>(?:gmt|utc)(?:\s?[+-]\s?(?:\d\d:?\d\d|[01]?\d)(?!\d))?|bst|cest|cet|mesz|mez|edt|est|cdt|cst|mdt|mst|pdt|pst|ist|jst|et|pt|wib|wita|wit)\b)?)?"
)
# Letters and the marks above and below them (in Hindi print no `\w`): whatever is neither space, figure nor sign.
_LETTER = r"""[^\s\d_.,،;:/|()\[\]<>"'’“”!?*+=&#%–—·•@-]"""
# A month may have two names: `21. juni/lipanj`.
_NAME = rf"(?P<name>{_LETTER}{{2,14}}(?:\sال\w{{3,5}}|/{_LETTER}{{2,14}})?)"
# Inline elements without white space between them: `Jane RoeMay 12, 2020`, `Jane Roe12 May 2020`.
_GLUED = r"(?<=(?-i:[a-z]))"
_YEAR = r"(?P<y>(?:19|20|25)\d\d)"
_YEAR_OF_NAMES = r"(?P<y>(?:19|20|25|13|14)\d\d)"  # with Persian ones


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """Made when first needed: an Indonesian page has its own grammar, and these take longer to make than a page to read."""
    return (
        re.compile(rf"(?:(?<![\w.])|{_GLUED})(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|re|\.|º|ª)?,?[\s.\-/]{{0,2}}(?:(?:of|de|tháng|ta[’'])\s{{1,2}}|d[’'.]\s?)?{_NAME}\.?[,،]?[\s.\-/]{{0,2}}(?:(?:de|del|năm|[คพ]\.ศ\.)\s{{1,2}})?{_YEAR_OF_NAMES}(?!\d){_TIME}", re.IGNORECASE),
        re.compile(rf"(?:(?<!\w)|{_GLUED}(?=(?-i:[A-Z]))){_NAME}\.?\s{{0,2}}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:[.,]?\s{{1,2}}|(?<=\d\d)),?{_YEAR}(?!\d){_TIME}", re.IGNORECASE),
        re.compile(rf"(?<![\d.,/]){_YEAR}\s?[-/.年년•·]\s?(?P<m>\d{{1,2}})\s?[-/.月월•·]\s?(?P<d>\d{{1,2}})(?!\d)(?:日|일|T)?{_TIME}", re.IGNORECASE),
        re.compile(rf"(?<![\d.,/-])(?P<a>\d{{1,2}})(?P<s>[./-]|\s[|/]\s)\s?(?P<b>\d{{1,2}})(?P=s)\s?(?P<y>(?:19|20|25)\d\d|\d\d)(?![\d/-]){_TIME}", re.IGNORECASE),
        re.compile(rf"(?<![\d.,/-]){_YEAR}[.,\-]?\s{{0,2}}(?:m\.|év|թ\.|(?:\(e\))?ko\s)?\s{{0,2}}{_NAME}[\s.\-]{{1,2}}(?P<d>\d{{1,2}})(?!\d){_TIME}", re.IGNORECASE),
        re.compile(rf"(?<![\d.,/-]){_YEAR}(?:\.\s?gada|[\s-]ж(?:ыл\w{{0,3}}|\.),?)\s{{1,2}}(?P<d>\d{{1,2}})[.-]?\s{{0,2}}{_NAME}{_TIME}", re.IGNORECASE),
        re.compile(rf"(?<![\w.])(?P<d>\d{{1,2}})\s{{1,2}}(?:tháng|thg)\s{{1,2}}(?P<m>\d{{1,2}})(?:\s{{1,2}}năm|,)\s{{0,2}}{_YEAR}(?!\d){_TIME}", re.IGNORECASE),
        re.compile(rf"(?<![\d.,/-]){_YEAR}\sоны\s(?P<m>\d{{1,2}})(?:-?р)?\sсарын\s(?P<d>\d{{1,2}})(?!\d){_TIME}", re.IGNORECASE),
    )  # fmt: skip


_HAS_YEAR = re.compile(r"(?:19|20|25|13|14)\d\d")  # in all forms but that of figures
_ZONES = {
    "gmt": 0, "utc": 0, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "edt": -4, "est": -5, "et": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7,
    "pdt": -7, "pst": -8, "pt": -8, "ist": 5.5, "jst": 9, "wib": 7, "wita": 8, "wit": 9,
}  # fmt: skip
_CAPITALS = re.compile(r"\b[A-Z]{3,4}\b")
_BUDDHIST = 543  # Thai papers count from the Buddha's death
# The Persian year has months of its own, which the table counts from twenty; 33 of its years have eight leap days.
_PERSIAN, _CYCLES, _EPOCH = 20, 1595, 356033


@cache
def months() -> dict[str, int]:
    """A month's name, lower case -> its number."""
    table: dict[str, int] = {}
    for line in (Path(__file__).parent / "months.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            number, _, names = line.partition("\t")
            for name in names.split(";"):
                table.setdefault(name.strip().lower(), int(number))
    return table


def _month(name: str) -> int | None:
    name = name.lower()
    # In Hebrew print the month has `in` before it.
    first = name.split()[0].partition("/")[0]
    return months().get(name) or (months().get(name[1:]) if name[0] == "ב" else None) or months().get(first)


def _gregorian(year: int, month: int, day: int) -> datetime:
    """The day of a Persian date. ValueError where there is none, or the rule of 33 years does not hold."""
    if not (1300 <= year < 1500 and 1 <= day <= (31 if month <= 6 else 30)):
        raise ValueError(year)
    since = year + _CYCLES
    leaps = since // 33 * 8 + (since % 33 + 3) // 4
    before = (month - 1) * 31 - max(month - 7, 0)
    return datetime.fromordinal(365 * since + leaps + before + day - _EPOCH)


class Printed(msgspec.Struct, frozen=True):
    """A date as printed. `at` has a zone only where one is printed; `has_time` says whether an hour is."""

    at: datetime
    has_time: bool
    printed: str
    start: int


def is_clear(text: str) -> bool:
    """Whether the figures of a date can be read in one way only: 25/12/2020 can, 03-09-2020 cannot."""
    match = _forms()[3].search(text[:600].translate(_DIGITS))
    return match is None or max(int(match["a"]), int(match["b"])) > 12 or match["a"] == match["b"]


def find_dates(text: str, *, month_first: bool = False) -> Iterator[Printed]:
    """Every date in a short text, by form, then in order. `month_first` reads 4/10/2020 as Americans do."""
    text = text[:600]
    if not text.isascii():
        text = text.translate(_DIGITS)
        if "ย." in text or "ค." in text or "พ." in text:
            text = _without_points(text)
    for form in _forms() if _HAS_YEAR.search(text) else _forms()[3:4]:
        at = 0
        while match := form.search(text, at):
            found = _printed(match, month_first=month_first)
            # `Room 3 May 12, 2020`: a word that is no month's name may hide the one behind it.
            at = match.end() if found else match.start() + 1
            if found is not None:
                yield found


def _without_points(text: str) -> str:
    """Thai months written out, so that a month is a word."""
    whole = {number: name for name, number in months().items() if name[0] in "กตธพมสเ"}
    # The longer first: `มี.ค.` is no `ม.ค.`, but `มิ.ย.` ends as `เม.ย.` does.
    for number, short in sorted(enumerate(_THAI_POINTS, 1), key=lambda pair: -len(pair[1])):
        text = text.replace(short, f"{whole[number]} ")
    return text


def _hours(zone: str) -> float:
    """Hours east of UTC; `GMT+7` is seven, and so is `GMT+0700`."""
    name, sign, more = zone[:3], "-" if "-" in zone else "", "".join(filter(str.isdigit, zone[3:]))
    if len(more) == 4:
        hours = int(more[:2]) + int(more[2:]) / 60
        return max(-14.0, min(-hours if sign else hours, 14.0))
    return float(f"{sign}{more}") if more else _ZONES[zone] if zone in _ZONES else _ZONES[name]


def zone_in(said: str) -> float | None:
    """The hours east of UTC of the zone that a line names by its letters: `16:36:31 CEST 2020`."""
    named = (_ZONES.get(word.lower()) for word in _CAPITALS.findall(said))
    return next((hours for hours in named if hours is not None), None)


def _printed(match: re.Match[str], *, month_first: bool) -> Printed | None:
    part = match.groupdict()
    year = int(part["y"]) if len(part["y"]) == 4 else 2000 + int(part["y"])
    year -= _BUDDHIST if year >= 2500 else 0
    if part.get("name"):
        month, day = _month(part["name"]) or 0, int(part["d"])
    elif part.get("a"):
        day, month = int(part["a"]), int(part["b"])
        if month > 12 or (month_first and part["s"].strip() == "/" and day <= 12):
            day, month = month, day
    else:
        month, day = int(part["m"]), int(part["d"])
    hour = int(part["h"]) if part["h"] else 0
    if part["pm"]:
        hour = hour % 12 + (12 if part["pm"][0] in "pPم" else 0)
    try:
        at = _gregorian(year, month - _PERSIAN, day) if month > _PERSIAN else datetime(year, month, day)  # noqa: DTZ001 (a zone only where one is printed)
        at = at.replace(hour=hour, minute=int(part["mi"] or 0))
    except ValueError:
        return None
    if not 1990 <= at.year <= 2100:
        return None
    if part["z"]:
        at = at.replace(tzinfo=timezone(timedelta(hours=_hours(part["z"].lower()))))
    return Printed(at, part["h"] is not None, match.group().strip(" ,|-–—·•.@"), match.start())

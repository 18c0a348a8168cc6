"""Dates in addresses: the day, or the month, in which a system made the page."""

from __future__ import annotations

import re
from datetime import datetime

from crawler.clean import worlddates
from crawler.page import Page
from crawler.parsers.stamps import Stamp

_URL = re.compile(
    r"[/_-](?P<y>(?:19|20)\d\d)(?P<s>[/_-]?)(?P<m>0[1-9]|1[0-2]|[1-9](?=[/_-]))(?P=s)(?P<d>0[1-9]|[12]\d|3[01]|[1-9](?=[/_-]|$))(?=\D|$)"
)
_URL_DAY_FIRST = re.compile(
    r"[/_-](?P<d>0[1-9]|[12]\d|3[01])(?P<s>[/_-])(?P<m>0[1-9]|1[0-2])(?P=s)(?P<y>(?:19|20)\d\d)(?=\D|$)"
)
# `/2020-02/19/` and `/202002/19/` of Chinese papers, `/2013/middle_east/8/3/`.
_URL_SPLIT = re.compile(r"/(?P<y>20\d\d)-?(?P<m>0[1-9]|1[0-2])/(?P<d>0[1-9]|[12]\d|3[01])(?=/)")
_URL_SECTION = re.compile(
    r"/(?P<y>20\d\d)/(?!(?:issues?|vol|volumes?|pages?|no|number|edisi|edition|ausgabe|heft|part|chapter|season|week)/)[A-Za-z_]{2,20}/(?P<m>\d\d?)/(?P<d>\d\d?)(?=/)"
)
_URL_MONTH = re.compile(r"/(?P<y>(?:19|20)\d\d)/(?P<m>0[1-9]|1[0-2])/(?=\D|\d+[-_]?[A-Za-z])")
_URL_NAMED = re.compile(r"/(?P<y>(?:19|20)\d\d)/(?P<m>[A-Za-z]{3,9})/(?P<d>\d\d?)(?=/)")
PATTERNS = {
    "url": _URL, "url_day_first": _URL_DAY_FIRST, "url_named": _URL_NAMED, "url_split": _URL_SPLIT, "url_section": _URL_SECTION, "url_month": _URL_MONTH,
}  # fmt: skip


def day_of(page: Page) -> Stamp | None:
    """The day that an address has, as systems put it there when an article is made."""
    match = _URL.search(page.path)
    if match and match["s"] == "/" and page.path[match.end() : match.end() + 1] not in ("", "/"):
        # `/2025/04/8-contoh-rumah`: the eight is the headline's.
        match = None
    for form in (_URL_SPLIT, _URL_DAY_FIRST, _URL_NAMED, _URL_SECTION):
        match = match or form.search(page.path)
    if match:
        month = int(match["m"]) if match["m"].isdigit() else worlddates.months().get(match["m"].lower(), 0)
        try:
            at = datetime(int(match["y"]), month, int(match["d"]))  # noqa: DTZ001 (the zone follows)
        except ValueError:
            return None
        return Stamp(at, "day", "", match.group().strip("/_-"), "address")
    return None


def month_of(page: Page) -> tuple[int, int] | None:
    """Year and month of an address that has no day."""
    match = _URL_MONTH.search(page.path)
    return (int(match["y"]), int(match["m"])) if match else None

"""Instants as a reader likes them: `26 Februari 2020, 10.15 WITA`. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from archive.messages import language

_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"),
}  # fmt: skip
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
}
# Indonesia has had these three zones, without summer time, since 1988 (Keppres 41/1987).
ZONES = {"WIB": 7, "WITA": 8, "WIT": 9}
_ZONE_OF = {timedelta(hours=hours): name for name, hours in ZONES.items()}


def moment_of(text: str | None) -> datetime | None:
    """The instant that a row tells; None where it tells none."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def day_in_words(day: date) -> str:
    """`26 Februari 2020`."""
    return f"{day.day} {_MONTHS[language()][day.month - 1]} {day.year}"


def month_in_words(month: str) -> str:
    """`Februari 2020` of `2020-02`; a year stays a year."""
    year, _, number = month.partition("-")
    if not number.isdigit() or not 1 <= int(number) <= len(_MONTHS["en"]):
        return year
    return f"{_MONTHS[language()][int(number) - 1]} {year}"


def span_in_words(span: str) -> str:
    """A day, a month or a year as ISO 8601 writes it, in words; anything else as it is."""
    moment = moment_of(span) if len(span) == len("2020-02-26") else None
    if moment is not None:
        return day_in_words(moment.date())
    return month_in_words(span) if re.fullmatch(r"\d{4}(-\d\d)?", span, re.ASCII) else span


def short_day(day: date) -> str:
    """`26 Feb 2020`, for a narrow column."""
    return f"{day.day} {_MONTHS[language()][day.month - 1][:3]} {day.year}"


def months() -> tuple[str, ...]:
    """The months of a year."""
    return _MONTHS[language()]


def weekday(day: date) -> str:
    """`Rabu`."""
    return weekdays()[day.weekday()]


def weekdays() -> tuple[str, ...]:
    """The days of the week, Monday first."""
    return _WEEKDAYS[language()]


def printed(local: str | None, utc: str | None = None, precision: str = "minute") -> str:
    """The day of publication, with its hour and zone where the page tells them; empty where it tells none."""
    moment = moment_of(local) or moment_of(utc)
    if moment is None:
        return ""
    day = f"{weekday(moment.date())}, {day_in_words(moment.date())}"
    return day if precision == "day" else f"{day}, {_clock(moment)}"


def day_of(local: str | None, utc: str | None = None) -> str:
    """`26 Februari 2020`, as the outlet's zone has it."""
    moment = moment_of(local) or moment_of(utc)
    return day_in_words(moment.date()) if moment else ""


def looked(utc: str | None) -> str:
    """When the archive looked: `26 Februari 2020, 02.15 UTC`; all looks are told in one zone."""
    moment = moment_of(utc)
    return f"{day_in_words(moment.date())}, {_clock(moment.astimezone(UTC))}" if moment else ""


def _clock(moment: datetime) -> str:
    offset = moment.utcoffset() or timedelta()
    zone = _ZONE_OF.get(offset) or ("UTC" if not offset else moment.strftime("%z"))
    return f"{moment:%H}.{moment:%M} {zone}"

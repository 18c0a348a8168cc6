"""What a site's TOML may say: a closed set of keys, and what the value of each may be.

Each check gives the value as the Site holds it, or raises ValueError saying what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

SourceKind = Literal["news_sitemap", "sitemap", "feed", "wordpress", "blogger", "section", "robots"]
ZONES = {"WIB": 7, "WITA": 8, "WIT": 9}

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:xn--[a-z0-9-]{2,59}|[a-z]{2,63})")


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 300 or not value.isprintable():
        raise ValueError(f"is {shown(value)}; a text of one line in quotes would be right")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > 200:
        raise ValueError(f'is {shown(value)}; a list of texts would be right, like ["a", "b"]')
    return tuple(_text(one) for one in value)


def _name(value: object) -> str:
    if not isinstance(value, str) or not is_name(value):
        raise ValueError(f"is {shown(value)}; small letters, digits and hyphens would be right, at most 63")
    return value


def is_name(text: str) -> bool:
    """Whether a site may be called so."""
    return bool(_NAME.fullmatch(text))


def is_host(text: str) -> bool:
    """Whether this is a host's name in small letters, as `domains` holds them."""
    return bool(_HOST.fullmatch(text)) and len(text) <= 253


def _domains(value: object) -> tuple[str, ...]:
    hosts = _texts(value)
    if not hosts:
        raise ValueError('is empty; the main host first would be right, like ["example.co.id"]')
    for host in hosts:
        if not is_host(host):
            raise ValueError(f'holds {host!r}; a host name in small letters would be right, like "example.co.id"')
    if len({host.endswith(".localhost") for host in hosts}) > 1:
        raise ValueError("mixes invented hosts under .localhost with real ones; one kind alone would be right")
    return tuple(dict.fromkeys(hosts))


def _zone(value: object) -> int:
    if not isinstance(value, str) or value not in ZONES:
        raise ValueError(f'is {shown(value)}; "WIB" (+7), "WITA" (+8) or "WIT" (+9) would be right')
    return ZONES[value]


def _language(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z]{2,3}", value):
        raise ValueError(f'is {shown(value)}; an ISO 639 code would be right, like "id"')
    return value


def _kind(value: object) -> str:
    # robots.txt is looked at anyway.
    kinds = tuple(kind for kind in get_args(SourceKind) if kind != "robots")
    if value not in kinds:
        raise ValueError(f"is {shown(value)}; one of {', '.join(kinds)} would be right{hint(value, kinds)}")
    return str(value)


def _url(value: object) -> str:
    url = _text(value)
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in url
    except ValueError:
        is_web = False
    if not is_web:
        raise ValueError(f"is {shown(value)}; a whole address would be right, like https://example.co.id/feed/")
    return url


def _number(least: float, most: float) -> Callable[[object], float]:
    def number(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise ValueError(f"is {shown(value)}; a number from {least:g} to {most:g} would be right")
        return float(value)

    return number


def _whole(least: int, most: int) -> Callable[[object], int]:
    def whole(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"is {shown(value)}; a whole number from {least} to {most} would be right")
        return value

    return whole


def _days(value: object) -> tuple[float, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= 50:
        raise ValueError(f"is {shown(value)}; a list of days would be right, like [1, 3, 10, 30, 90]")
    days = tuple(_number(0.01, 36500)(day) for day in value)
    if list(days) != sorted(set(days)):
        raise ValueError(f"is {shown(value)}; days that grow would be right, like [1, 3, 10, 30, 90]")
    return days


def _regex(value: object) -> str:
    pattern = _text(value)
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(
            f"is {shown(value)}, no regular expression ({error}); a pattern that is searched for in the whole address "
            "would be right, like '/berita/[0-9]+/'"
        ) from error
    return pattern


def _selector(value: object) -> str:
    # A TOML without selectors, as most are, loads without an HTML parser.
    from cssselect import HTMLTranslator, SelectorError

    selector = _text(value)
    try:
        HTMLTranslator().css_to_xpath(selector)
    except (SelectorError, ValueError, RecursionError) as error:
        raise ValueError(
            f'is {shown(value)}, no CSS selector ({error}); something like "h2.entry-title a" would be right'
        ) from error
    return selector


def _fields(value: object) -> tuple[str, ...]:
    known = ("title", "published_at", "people", "places", "image", "section")
    fields = _texts(value)
    for name in fields:
        if name not in known:
            raise ValueError(f"holds {name!r}; of {', '.join(known)} some would be right{hint(name, known)}")
    return fields


# The closed set of keys, table by table. sites/README.md explains each, by test.
KEYS: dict[str, dict[str, Callable[[object], Any]]] = {
    "site": {
        "name": _name, "outlet": _text, "domains": _domains, "zone": _zone, "region": _text, "language": _language,
        "abbreviations": _texts,
    },
    "source": {"kind": _kind, "url": _url},
    "politeness": {"delay": _number(0, 3600), "source_minutes": _whole(0, 44640)},
    "budget": {"requests": _whole(1, 100_000), "megabytes": _whole(1, 100_000), "minutes": _whole(1, 1440)},
    "rights": {"keep_despite": _text},
    "address": {"drop_params": _texts, "keep_params": _texts, "article_url": _regex},
    "listing": {"links": _selector, "next": _selector},
    "revisit": {"days": _days},
    "expect": {"articles_per_day": _number(0, 10000), "drought_days": _whole(1, 3650), "fields": _fields},
}  # fmt: skip
NEEDED = {"site": ("name", "outlet", "domains", "zone"), "source": ("kind", "url")}
# Where a key alone would say too little as a field of Site.
FIELDS = {"listing.links": "listing_links", "listing.next": "next_page", "revisit.days": "revisit_days"}


def hint(typed: object, known: Iterable[str]) -> str:
    """Which of the known words was probably meant, to stand behind a sentence; empty where none is near."""
    import difflib  # who only reads pages mistypes no key

    near = difflib.get_close_matches(str(typed)[:100], list(known), n=1, cutoff=0.5)
    return f" (did you mean {near[0]!r}?)" if near else ""


def shown(value: object) -> str:
    """A value as an error shows it, no longer than a line."""
    told = repr(value)
    return told if len(told) <= 80 else told[:77] + "..."

"""A Site: one newsroom's web presence, as its TOML tells it. Facts only; every key is checked.

The keys are a closed set (`KEYS`); each is explained in sites/README.md. The only code in a TOML is a CSS selector and
a regular expression.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

import msgspec

from archive.address import AddressRules, same_outlet
from archive.facts import SiteToml
from crawler.errors import SiteError

SourceKind = Literal["news_sitemap", "sitemap", "feed", "wordpress", "blogger", "section", "robots"]
BUNDLED = Path(__file__).parent / "sites"
ZONES = {"WIB": 7, "WITA": 8, "WIT": 9}

_MAX_BYTES = 65536
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:xn--[a-z0-9-]{2,59}|[a-z]{2,63})")


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place on a site that lists articles.

    `page` is the page of a list that goes on over several (the first is 1): who follows such a chain can bound it.
    `updated_at` is when it last changed, as an index of sitemaps says. `is_guess` marks an address that nobody named:
    its absence is no trouble.
    """

    kind: SourceKind
    url: str
    page: int = 1
    updated_at: datetime | None = None
    is_guess: bool = False


class Expect(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an ordinary run of this site looks like; outside of it, a person is told."""

    articles_per_day: float | None = None
    drought_days: int = 14
    fields: tuple[str, ...] = ("title",)


class Budget(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much a site is asked for on one day (UTC) at most: requests, megabytes that come, minutes that its runs take."""

    requests: int | None = None
    megabytes: int | None = None
    minutes: int | None = None

    def over(self, usual: Budget) -> Budget:
        """What it says, and what it does not say as the usual one has it."""
        said = {name: getattr(self, name) for name in self.__struct_fields__}
        return Budget(**{name: getattr(usual, name) if value is None else value for name, value in said.items()})


class Site(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One newsroom's web presence.

    `domains[0]` is the main host, the rest are aliases of it. `zone` is hours east of UTC by the outlet's province:
    what an unprinted zone is taken for. `delay` is in seconds between requests to the host. `sources` may be empty:
    then discovery looks by convention. `keep_despite` is why pages are kept that ask for no copy.
    """

    name: str
    outlet: str
    domains: tuple[str, ...]
    zone: int
    region: str | None = None
    language: str = "id"
    abbreviations: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    delay: float = 5.0
    drop_params: tuple[str, ...] = ()
    keep_params: tuple[str, ...] = ()
    article_url: str | None = None
    listing_links: str | None = None
    next_page: str | None = None
    revisit_days: tuple[float, ...] = (1, 3, 10, 30, 90)
    source_minutes: int = 30
    budget: Budget = Budget()
    keep_despite: str | None = None
    expect: Expect = Expect()
    toml: str = ""

    @property
    def home(self) -> str:
        """The front page's address."""
        return f"{'http' if self.is_local else 'https'}://{self.domains[0]}/"

    @property
    def hosts(self) -> frozenset[str]:
        """Its hosts, `www.` left out: whose site a host is, and what a person forgets, is told by these."""
        return frozenset(domain.removeprefix("www.") for domain in self.domains)

    @property
    def is_local(self) -> bool:
        """Whether every host of it lies under .localhost: invented papers, never a stranger's."""
        return all(domain.endswith(".localhost") for domain in self.domains)

    @cached_property
    def rules(self) -> AddressRules:
        """How addresses of this site are brought to one form."""
        return AddressRules(
            host=self.domains[0], aliases=self.domains[1:], drop_params=self.drop_params, keep_params=self.keep_params
        )

    @cached_property
    def fact(self) -> SiteToml:
        """The TOML as the archive keeps it."""
        return SiteToml(name=self.name, text=self.toml)

    def owns(self, url: str) -> bool:
        """Whether the address lies on one of the site's hosts, or on www. or m. of its main one."""
        return same_outlet(url, self.rules)


# ------------------------------------------------------------------------------------------- what a key's value may be
# Each of these gives the value as the Site holds it, or raises ValueError saying what would be right.


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 300 or not value.isprintable():
        raise ValueError(f"is {_shown(value)}; a text of one line in quotes would be right")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > 200:
        raise ValueError(f'is {_shown(value)}; a list of texts would be right, like ["a", "b"]')
    return tuple(_text(one) for one in value)


def _name(value: object) -> str:
    if not isinstance(value, str) or not is_name(value):
        raise ValueError(f"is {_shown(value)}; small letters, digits and hyphens would be right, at most 63")
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
        raise ValueError(f'is {_shown(value)}; "WIB" (+7), "WITA" (+8) or "WIT" (+9) would be right')
    return ZONES[value]


def _language(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z]{2,3}", value):
        raise ValueError(f'is {_shown(value)}; an ISO 639 code would be right, like "id"')
    return value


def _kind(value: object) -> str:
    # robots.txt is looked at anyway.
    kinds = tuple(kind for kind in get_args(SourceKind) if kind != "robots")
    if value not in kinds:
        raise ValueError(f"is {_shown(value)}; one of {', '.join(kinds)} would be right{_hint(value, kinds)}")
    return str(value)


def _url(value: object) -> str:
    url = _text(value)
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in url
    except ValueError:
        is_web = False
    if not is_web:
        raise ValueError(f"is {_shown(value)}; a whole address would be right, like https://example.co.id/feed/")
    return url


def _number(least: float, most: float) -> Callable[[object], float]:
    def number(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise ValueError(f"is {_shown(value)}; a number from {least:g} to {most:g} would be right")
        return float(value)

    return number


def _whole(least: int, most: int) -> Callable[[object], int]:
    def whole(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"is {_shown(value)}; a whole number from {least} to {most} would be right")
        return value

    return whole


def _days(value: object) -> tuple[float, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= 50:
        raise ValueError(f"is {_shown(value)}; a list of days would be right, like [1, 3, 10, 30, 90]")
    days = tuple(_number(0.01, 36500)(day) for day in value)
    if list(days) != sorted(set(days)):
        raise ValueError(f"is {_shown(value)}; days that grow would be right, like [1, 3, 10, 30, 90]")
    return days


def _regex(value: object) -> str:
    pattern = _text(value)
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(
            f"is {_shown(value)}, no regular expression ({error}); a pattern that is searched for in the whole address "
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
            f'is {_shown(value)}, no CSS selector ({error}); something like "h2.entry-title a" would be right'
        ) from error
    return selector


def _fields(value: object) -> tuple[str, ...]:
    known = ("title", "published_at", "people", "places", "image", "section")
    fields = _texts(value)
    for name in fields:
        if name not in known:
            raise ValueError(f"holds {name!r}; of {', '.join(known)} some would be right{_hint(name, known)}")
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
_NEEDED = {"site": ("name", "outlet", "domains", "zone"), "source": ("kind", "url")}
# Where a key alone would say too little as a field of Site.
_FIELDS = {"listing.links": "listing_links", "listing.next": "next_page", "revisit.days": "revisit_days"}


# ------------------------------------------------------------------------------------------------------------- reading


def sites(user_folder: Path | None = None) -> dict[str, Site]:
    """Every site there is, by name: the bundled ones, and the user's own, which win over bundled ones of their name."""
    found: dict[str, Site] = {}
    files: dict[str, Path] = {}
    for folder in (BUNDLED, user_folder):
        for path in sorted(folder.glob("*.toml")) if folder is not None else ():
            site = load(path)
            found[site.name], files[site.name] = site, path
    owners: dict[str, str] = {}
    for name, site in found.items():
        for host in dict.fromkeys(domain.removeprefix("www.") for domain in site.domains):
            owner = owners.setdefault(host, name)
            if owner != name:
                raise SiteError(
                    str(files[name]), "site.domains",
                    f"{host} already belongs to {files[owner]}; one site a host would be right "
                    f"(a file named {owner}.toml of your own replaces it)",
                )  # fmt: skip
    return dict(sorted(found.items()))


def load(path: Path) -> Site:
    """The site that a TOML file describes. SiteError names file and key."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError(str(path), "file", f"cannot be read: {error}; a TOML in UTF-8 would be right") from error
    site = parse(text, str(path))
    if site.name != path.stem:
        raise SiteError(
            str(path),
            "site.name",
            f"is {site.name!r} in {path.name}; {path.stem!r}, as the file is named, would be right",
        )
    return site


def parse(text: str, file: str = "site.toml") -> Site:
    """The site that a TOML text describes; `file` is what an error calls it."""
    if len(text) > _MAX_BYTES:
        raise SiteError(file, "file", f"has {len(text)} characters; at most {_MAX_BYTES} would be right")
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SiteError(file, "file", f"is no TOML: {error}") from error
    _known(file, "", tables, KEYS)
    fields: dict[str, Any] = {}
    for table in KEYS:
        if table not in ("source", "expect", "budget"):
            fields |= _table(file, table, table, tables.get(table, {}))
    expect = Expect(**_table(file, "expect", "expect", tables.get("expect", {})))
    budget = Budget(**_table(file, "budget", "budget", tables.get("budget", {})))
    site = Site(**fields, expect=expect, budget=budget, sources=_sources(file, tables.get("source", [])), toml=text)
    _agrees(file, site)
    return site


def _table(file: str, table: str, shown: str, content: object) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise SiteError(file, shown, f"is {_shown(content)}; a table [{table}] would be right")
    _known(file, f"{shown}.", content, KEYS[table])
    for key in _NEEDED.get(table, ()):
        if key not in content:
            raise SiteError(file, f"{shown}.{key}", "is missing; every site needs it")
    fields: dict[str, Any] = {}
    for key, value in content.items():
        try:
            fields[_FIELDS.get(f"{table}.{key}") or key] = KEYS[table][key](value)
        except ValueError as error:
            raise SiteError(file, f"{shown}.{key}", str(error)) from error
    return fields


def _sources(file: str, content: object) -> tuple[Source, ...]:
    if not isinstance(content, list) or len(content) > 500:
        raise SiteError(file, "source", f"is {_shown(content)}; [[source]], with two brackets, would be right")
    return tuple(Source(**_table(file, "source", f"source[{n}]", one)) for n, one in enumerate(content, start=1))


def _known(file: str, before: str, content: dict[str, Any], known: Iterable[str]) -> None:
    for key in content:
        if key not in known:
            kind = "table" if not before else "key"
            raise SiteError(
                file, f"{before}{key}", f"is no {kind} of a site{_hint(key, known)}; {', '.join(known)} are"
            )


def _agrees(file: str, site: Site) -> None:
    for n, source in enumerate(site.sources, start=1):
        if not site.owns(source.url):
            hosts = ", ".join(site.domains)
            raise SiteError(
                file, f"source[{n}].url", f"lies on none of the site's domains; one on {hosts} would be right"
            )
    if site.delay < 1 and not site.is_local:
        raise SiteError(
            file, "politeness.delay", f"is {site.delay:g}; at least 1 second would be right for a real host"
        )
    both = set(site.drop_params) & set(site.keep_params)
    if both:
        raise SiteError(file, "address.drop_params", f"drops what keep_params keeps: {', '.join(sorted(both))}")


def _hint(typed: object, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(typed)[:100], list(known), n=1, cutoff=0.5)
    return f" (did you mean {near[0]!r}?)" if near else ""


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:77] + "..."

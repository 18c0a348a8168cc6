"""A Site: one newsroom's web presence, as its TOML tells it. Facts only; every key is checked.

The keys are a closed set (`KEYS`); each is explained in sites/README.md. The only code in a TOML is a CSS selector and
a regular expression.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from archive.address import AddressRules, same_outlet
from archive.facts import SiteToml
from crawler.errors import SiteError
from crawler.keys import FIELDS, KEYS, NEEDED, SourceKind, hint, shown

BUNDLED = Path(__file__).parent / "sites"

_MAX_BYTES = 65536


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
    import tomllib  # a reading process is handed sites, it reads no TOML

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


def _table(file: str, table: str, place: str, content: object) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise SiteError(file, place, f"is {shown(content)}; a table [{table}] would be right")
    _known(file, f"{place}.", content, KEYS[table])
    for key in NEEDED.get(table, ()):
        if key not in content:
            raise SiteError(file, f"{place}.{key}", "is missing; every site needs it")
    fields: dict[str, Any] = {}
    for key, value in content.items():
        try:
            fields[FIELDS.get(f"{table}.{key}") or key] = KEYS[table][key](value)
        except ValueError as error:
            raise SiteError(file, f"{place}.{key}", str(error)) from error
    return fields


def _sources(file: str, content: object) -> tuple[Source, ...]:
    if not isinstance(content, list) or len(content) > 500:
        raise SiteError(file, "source", f"is {shown(content)}; [[source]], with two brackets, would be right")
    return tuple(Source(**_table(file, "source", f"source[{n}]", one)) for n, one in enumerate(content, start=1))


def _known(file: str, before: str, content: dict[str, Any], known: Iterable[str]) -> None:
    for key in content:
        if key not in known:
            kind = "table" if not before else "key"
            raise SiteError(file, f"{before}{key}", f"is no {kind} of a site{hint(key, known)}; {', '.join(known)} are")


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

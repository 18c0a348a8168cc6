"""A Site: one newsroom's web presence, as its TOML tells it. Facts only; every key is checked."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from archive.address import AddressRules
from archive.records import SiteToml
from crawler.errors import SiteError

SourceKind = Literal["news_sitemap", "sitemap", "feed", "wordpress", "blogger", "section"]
BUNDLED = Path(__file__).parent / "sites"

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_ZONES = {"WIB": 7, "WITA": 8, "WIT": 9}


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A place on a site that lists articles."""

    kind: SourceKind
    url: str


class Expect(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an ordinary run of this site looks like; outside of it, a person is told."""

    articles_per_day: float | None = None
    drought_days: int = 14
    fields: tuple[str, ...] = ("title",)


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """One newsroom's web presence.

    `domains[0]` is the main host, the rest are aliases of it. `zone` is hours east of UTC by the outlet's province:
    what an unprinted zone is taken for. `delay` is in seconds between requests to the host. `sources` may be empty:
    then discovery looks by convention.
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
    expect: Expect = Expect()
    toml: str = ""

    @property
    def home(self) -> str:
        """The front page's address."""
        return f"{'http' if self.is_local else 'https'}://{self.domains[0]}/"

    @property
    def is_local(self) -> bool:
        """Whether every host of it lies under .localhost: invented papers, never a stranger's."""
        return all(domain.endswith(".localhost") for domain in self.domains)

    @property
    def rules(self) -> AddressRules:
        """How addresses of this site are brought to one form."""
        return AddressRules(
            host=self.domains[0], aliases=self.domains[1:], drop_params=self.drop_params, keep_params=self.keep_params
        )

    @property
    def fact(self) -> SiteToml:
        """The TOML as the archive keeps it."""
        return SiteToml(name=self.name, text=self.toml)

    def owns(self, url: str) -> bool:
        """Whether the address lies on one of the site's hosts."""
        return (urlsplit(url).hostname or "") in self.domains

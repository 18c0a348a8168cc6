"""Every TOML is a spider of that name: `scrapy list`, `scrapy crawl suarajarmas`."""

from __future__ import annotations

import builtins
import os
from pathlib import Path

from scrapy import Request
from scrapy.settings import BaseSettings

from crawler.errors import SiteError
from crawler.site import Site, sites
from crawler.spider import SiteSpider


def spider_of(site: Site) -> type[SiteSpider]:
    """The spider class that crawls this site."""
    return type("SiteSpider", (SiteSpider,), {"name": site.name, "site": site})


class SiteLoader:
    """Scrapy's spider loader over the bundled TOMLs and the user's own in the archive's folder."""

    def __init__(self, folder: Path | None) -> None:
        self._sites = sites(folder / "sites" if folder else None)

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> SiteLoader:
        """Scrapy's constructor: the archive's folder comes from KLIPING_ARCHIVE, as for `kliping`."""
        folder = settings.get("KLIPING_FOLDER") or os.environ.get("KLIPING_ARCHIVE")
        try:
            return cls(Path(folder) if folder else None)
        except SiteError as error:
            raise SystemExit(f"scrapy: {error}") from error

    def load(self, spider_name: str) -> type[SiteSpider]:
        """The spider of that name; KeyError where there is none, as Scrapy asks."""
        return spider_of(self._sites[spider_name])

    def list(self) -> list[str]:
        """The names of all sites."""
        return sorted(self._sites)

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """The names of the sites that own the request's address."""
        return [name for name, site in self._sites.items() if site.owns(request.url)]

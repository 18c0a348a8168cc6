"""An invented paper and its pages, for the tests of discovery."""

from datetime import UTC, datetime

from archive.facts import Link
from crawler.discovery import discover
from crawler.keys import SourceKind
from crawler.raw_page import RawPage
from crawler.site import Site, Source

NOW = datetime(2024, 6, 12, 4, 0, tzinfo=UTC)
SITE = Site(name="warta", outlet="Warta Rote", domains=("warta.example",), zone=8)
HOME = "https://warta.example/"


def found(
    kind: SourceKind, body: str | bytes, url: str = HOME + "source", site: Site = SITE, **more: object
) -> tuple[list[Link], list[Source]]:
    """What a source with this body lists: links, and further sources."""
    raw = body.encode() if isinstance(body, str) else body
    things = discover(kind, RawPage(url=url, body=raw, fetched_at=NOW, **more), site)  # type: ignore[arg-type]
    links = [thing for thing in things if isinstance(thing, Link)]
    return links, [thing for thing in things if isinstance(thing, Source)]


def paths(links: list[Link]) -> list[str]:
    """The addresses without the host."""
    return [link.url.removeprefix(HOME.rstrip("/")) for link in links]

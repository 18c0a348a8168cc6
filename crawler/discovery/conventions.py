"""Where to look when nobody has said: the addresses at which publishing platforms put their lists. Pure."""

from __future__ import annotations

from crawler.discovery import wordpress
from crawler.keys import SourceKind
from crawler.site import Site, Source

# Cheap and telling first. The front page also names feeds of its own, and stands in for sections.
_USUAL: tuple[tuple[SourceKind, str], ...] = (
    ("robots", "robots.txt"),
    ("news_sitemap", "news-sitemap.xml"),
    ("feed", "feed/"),
    ("wordpress", f"wp-json/wp/v2/posts?{wordpress.QUERY}"),
    ("blogger", "feeds/posts/default?max-results=150"),
    ("sitemap", "sitemap.xml"),
    ("sitemap", "wp-sitemap.xml"),
)


def guesses(site: Site) -> tuple[Source, ...]:
    """The sources that a site of unknown platform may have; all but its front page may well be missing."""
    guessed = (Source(kind=kind, url=site.home + path, is_guess=True) for kind, path in _USUAL)
    return (Source(kind="section", url=site.home), *guessed)

"""Which platforms are known, in the order in which they are tried: a literal dict."""

from __future__ import annotations

from crawler.page import Page
from crawler.parsers import blogger, jsonld, networks, nextdata, wordpress, wp_rest
from crawler.parsers.base import Platform

# What is no HTML page at all, and is made one first.
FORMATS: dict[str, Platform] = {"wp_rest": wp_rest.PLATFORM, "blogger_atom": blogger.ATOM}

# What a page is, never where it lies: detection reads the page.
PLATFORMS: dict[str, Platform] = {
    "blogger": blogger.PLATFORM,
    "gmr": wordpress.GMR,
    "tagdiv": wordpress.TAGDIV,
    "jnews": wordpress.JNEWS,
    "kentooz": wordpress.KENTOOZ,
    "tribun": networks.TRIBUN,
    "promedia": networks.PROMEDIA,
    "antara": networks.ANTARA,
    "detik": networks.DETIK,
    "jawapos": networks.JAWAPOS,
    "joomla": networks.JOOMLA,
    "elementor": wordpress.ELEMENTOR,
    "wordpress": wordpress.WORDPRESS,
}

# Where the tree holds no text, and a script does.
SCRIPTS: dict[str, Platform] = {"nextdata": nextdata.PLATFORM, "json_ld": jsonld.PLATFORM}
GENERIC = Platform(name="generic", detect=lambda _: True)


def detect(page: Page) -> Platform:
    """The platform that made the page; the generic one where none is recognised."""
    return next((platform for platform in PLATFORMS.values() if platform.detect(page)), GENERIC)

"""Scrapy's settings: politeness and safety first (crawler.net.safety argues each), then the wiring.

`scrapy crawl NAME` from the project's root and `kliping crawl NAME` run under these same settings.
"""

from __future__ import annotations

from typing import Any

from archive import __version__
from crawler.config import loopback
from crawler.net.safety import SAFETY

BOT_NAME = "kliping"
USER_AGENT = f"Kliping/{__version__}"
ROBOTSTXT_USER_AGENT = "Kliping"
SPIDER_LOADER_CLASS = "crawler.loader.SiteLoader"

# Redirects are looks of their own: the spider keeps a capture of each hop and decides whether the next is ours.
REDIRECT_ENABLED = False
HTTPERROR_ALLOW_ALL = True
# The door knows every address that was ever seen and is asked before a Request exists.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
# A spider yields no Scrapy items; facts go through the door.
ITEM_PIPELINES: dict[str, Any] = {}

# Invented papers under .localhost, for demo and tests; the door refuses the list beside any stranger's site.
KLIPING_LOOPBACK = loopback()

globals().update(SAFETY)

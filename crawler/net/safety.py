"""Scrapy's settings for a hostile web and careful guests, each with its reason. Scrapy 2.19 is meant throughout."""

from __future__ import annotations

from typing import Any

_MIDDLEWARES = "scrapy.downloadermiddlewares."
_EXTENSIONS = "scrapy.extensions."

SAFETY: dict[str, Any] = {
    # The remote control is on by default in 2.19 and runs code that a local process sends; telnet likewise.
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    # Only the web, only through the guarded handler.
    "DOWNLOAD_HANDLERS": {
        "http": "crawler.net.connect.GuardedHandler",
        "https": "crawler.net.connect.GuardedHandler",
        "file": None, "data": None, "ftp": None, "s3": None,
    },
    "DOWNLOAD_VERIFY_CERTIFICATES": True,  # off by default
    "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.2",
    "HTTPPROXY_ENABLED": False,
    # The handler resolves by itself; this is for whatever else in the process might connect by name.
    "TWISTED_DNS_RESOLVER": "crawler.net.resolver.PublicOnlyResolver",
    "DNS_TIMEOUT": 15,
    # A page of 10 MiB is not news; a host that needs a minute is ill. (Defaults: 1 GiB, three minutes.)
    "DOWNLOAD_MAXSIZE": 10 * 2**20,
    "DOWNLOAD_WARNSIZE": 0,
    "DOWNLOAD_TIMEOUT": 60,
    # A body that broke off comes to the recorder, which keeps it and then lets nobody read it.
    "DOWNLOAD_FAIL_ON_DATALOSS": False,
    "URLLENGTH_LIMIT": 2083,
    # Nothing that identifies anybody is sent or kept between requests.
    "COOKIES_ENABLED": False,
    "REFERER_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "RETRY_ENABLED": False,
    # Pace: one connection a host; the site's own delay and robots.txt slow it further.
    # A site's requests in hand at a time: what is queued when a run ends, or a host asks for a pause, is little.
    # (16 is no faster: 10 papers of 175 KB pages without delay in 13-17 s with 2, 4 and 16 alike.)
    "CONCURRENT_REQUESTS": 4,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 5,
    "DOWNLOAD_DELAY_JITTER": 0.25,
    "CLOSESPIDER_TIMEOUT": 3600,
    "CLOSESPIDER_ERRORCOUNT": 200,
    "MEMUSAGE_ENABLED": True,
    "MEMUSAGE_LIMIT_MB": 1024,
    "MEMUSAGE_CHECK_INTERVAL_SECONDS": 5,
    # 100 worker tasks are started for every response by default; one saves 30 % of CPU and our spider yields no items.
    "CONCURRENT_ITEMS": 1,
    "LOG_LEVEL": "INFO",
    "STATS_DUMP": False,
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.8",
        "Accept-Language": "id,en;q=0.5",
    },
    # What is not named here cannot run: these stand in the place of Scrapy's own lists, which load what they switch off
    # (a web server, cookies with a list of all suffixes): a sixth of a small sweep's CPU.
    "DOWNLOADER_MIDDLEWARES_BASE": {
        "crawler.net.robots.RobotsMiddleware": 100,
        _MIDDLEWARES + "downloadtimeout.DownloadTimeoutMiddleware": 350,
        _MIDDLEWARES + "defaultheaders.DefaultHeadersMiddleware": 400,
        _MIDDLEWARES + "useragent.UserAgentMiddleware": 500,
        "crawler.net.pause.PauseMiddleware": 550,
        _MIDDLEWARES + "httpcompression.HttpCompressionMiddleware": 590,
        "crawler.net.recorder.Recorder": 950,
    },
    # Offsite, depth and length are the door's business, asked before a Request exists.
    "SPIDER_MIDDLEWARES_BASE": {},
    "EXTENSIONS_BASE": {
        _EXTENSIONS + "corestats.CoreStats": 0,
        _EXTENSIONS + "closespider.CloseSpider": 0,
        "crawler.net.memory.MemoryHeld": 0,
    },
}  # fmt: skip

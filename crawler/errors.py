"""What can go wrong while crawling, as one tree.

CrawlerError
├── SiteError        a site's TOML is wrong; names file and key; nothing is crawled     exit 4
├── ContactMissing   strangers are to be asked for pages and no contact is set          exit 4
├── HostForgotten    a person withdrew from this host, and something is to be asked of it       exit 4
├── DiscoveryError   a source cannot be read: Issue; other sources go on
├── ReaderKilled     a page made its reader exceed time or memory, or crash: quarantined, Issue
└── ParseError       a page broke its promise: capture kept, quarantined, Issue
"""

from __future__ import annotations


class CrawlerError(Exception):
    """Something the crawler could not do."""

    exit_code = 1


class SiteError(CrawlerError):
    """A site's TOML is wrong: which file, which key, and what would be right."""

    exit_code = 4

    def __init__(self, file: str, key: str, why: str) -> None:
        super().__init__(f"{file}: {key}: {why}")
        self.file, self.key, self.why = file, key, why


class ContactMissing(CrawlerError):
    """Nobody may be asked for pages before `kliping init --contact` has said who is asking."""

    exit_code = 4


class HostForgotten(CrawlerError):
    """A person withdrew from this host: nothing is asked of it."""

    exit_code = 4


class DiscoveryError(CrawlerError):
    """A source cannot be read."""

    def __init__(self, source: str, why: str) -> None:
        super().__init__(f"{source}: {why}")
        self.source, self.why = source, why


class ReaderKilled(CrawlerError):
    """A page made the process that read it exceed its time or memory, or crash: `why` is one of these three words."""

    def __init__(self, url: str, why: str, detail: str = "") -> None:
        super().__init__(f"{url}: {why}{': ' if detail else ''}{detail}")
        self.url, self.why, self.detail = url, why, detail


class ParseError(CrawlerError):
    """A page broke its promise: a field that an article must have cannot be read."""

    def __init__(self, url: str, field: str, why: str) -> None:
        super().__init__(f"{url}: {field}: {why}")
        self.url, self.field, self.why = url, field, why

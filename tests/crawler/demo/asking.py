"""Asking the newsroom as anybody would: over HTTP, by host name, following nothing."""

from __future__ import annotations

import html
import http.client
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawler.demo.newsroom import Newsroom


@dataclass(frozen=True)
class Got:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)
    encoding: str = "utf-8"

    @property
    def html(self) -> str:
        return self.body.decode(self.encoding)

    @property
    def text(self) -> str:
        """What a person reads: no scripts, no tags, entities as characters, white space folded."""
        bare = re.sub(r"<(script|style)\b.*?</\1>", " ", self.html, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]*>", "", bare)).split())


def ask(press: Newsroom, url: str, method: str = "GET", **headers: str) -> Got:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", press.port, timeout=10)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, target, headers={"Host": parts.hostname or "", **named})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    paper = press.press.papers.get((parts.hostname or "").removesuffix(".localhost"))
    return Got(answer.status, dict(answer.getheaders()), body, paper.encoding if paper else "utf-8")


def ask_edition(press: Newsroom, url: str, edition: int, method: str = "GET", **headers: str) -> Got:
    press.edition = edition
    return ask(press, url, method, **headers)

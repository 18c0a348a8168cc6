"""Forty pages made to cost a reader time: attributes, nesting, misnesting, tables, entities, and what regular expressions fear."""

from __future__ import annotations

from collections.abc import Callable

from tests.crawler.pages import TEXT, article, paragraphs

WORD = "Warga desa itu menunggu hujan. "


def bombs(size: int) -> dict[str, bytes]:
    """All of them, each of about `size` bytes, inside an ordinary article's page."""
    return {name: _page(make(size), head="head" in name) for name, make in BOMBS.items()}


def _page(inside: str, *, head: bool) -> bytes:
    if head:
        return article(head=inside).encode()
    return article(paragraphs(*TEXT[:2]) + inside + paragraphs(*TEXT[2:])).encode()


def _times(piece: str, size: int, around: tuple[str, str] = ("", "")) -> str:
    return around[0] + piece * (size // len(piece)) + around[1]


def _numbered(form: str, size: int, around: tuple[str, str] = ("", "")) -> str:
    count = size // (len(form) + 4)
    return around[0] + "".join(form.format(n) for n in range(count)) + around[1]


def _nest(opening: str, size: int) -> str:
    return _times(f"<{opening}>", size) + f"<p>{TEXT[0]}</p>"


BOMBS: dict[str, Callable[[int], str]] = {
    "attributes of one tag": lambda size: _numbered(" a{}=1", size, ("<p", ">x</p>")),
    "attributes without values": lambda size: _numbered(" a{}", size, ("<div", ">x</div>")),
    "one attribute again and again": lambda size: _times(" class=a", size, ("<p", ">x</p>")),
    "attributes of many tags": lambda size: _times("<p" + "".join(f" a{n}=1" for n in range(900)) + ">x</p>", size),
    "a value that is the page": lambda size: _times("a ", size, ('<p title="', '">x</p>')),
    "classes of one tag": lambda size: _numbered("kelas-{} ", size, ('<div class="', '">x</div>')),
    "a class of one word": lambda size: _times("post-meta_", size, ('<div class="', '">x</div>')),
    "a style of blanks": lambda size: _times(" ", size, ('<div style="display', ': block">x</div>')),
    "div in div": lambda size: _nest("div", size),
    "span in span": lambda size: _nest("span", size),
    "list in list": lambda size: _nest("ul><li", size),
    "table in table": lambda size: _nest("table><tr><td", size),
    "quote in quote": lambda size: _nest("blockquote", size),
    "form in form": lambda size: _nest("form", size),
    "link in link": lambda size: _nest("a href=/x", size),
    "button in button": lambda size: _nest("button", size),
    "template in template": lambda size: _nest("template", size),
    "svg in svg": lambda size: _nest("svg", size),
    "select in select": lambda size: _nest("select", size),
    "closing tags only": lambda size: _times("</div></p></b>", size),
    "adoption of b and i": lambda size: _times("<b><i><p>x</b></i>", size),
    "adoption of a": lambda size: _times("<a href=/x><div>x</a>", size),
    "adoption of fonts": lambda size: _numbered("<font size={}><p>", size) + "x",
    "formatting before blocks": lambda size: _numbered("<b id=b{}>", size // 2) + _times("<p>x", size // 2),
    "text in tables": lambda size: _times("<table>x<tr>y", size),
    "cells of one row": lambda size: _times("<td>1", size, ("<table><tr>", "</table>")),
    "rows of one cell": lambda size: _times("<tr><td>1", size, ("<table>", "</table>")),
    "line breaks": lambda size: _times("<br>", size) + "x",
    "short lines": lambda size: _times("x<br>", size),
    "paragraphs of one letter": lambda size: _times("<p>x", size),
    "entities": lambda size: _times("&amp;&#8203;&notanentity", size),
    "comments": lambda size: _times("<!-- x -->", size),
    "comments that never end": lambda size: _times("<!-- x ", size),
    "scripts that never end": lambda size: _times("<script><style>", size),
    "less-than signs": lambda size: _times("<", size),
    "one word without end": lambda size: "<p>" + "a" * size,
    "blanks": lambda size: "<p>x" + " " * size + "y",
    "sentences of dates": lambda size: _times("Senin, 12/03/2024 pukul 10.30 WITA 2 Maret 2024 ", size, ("<p>", "</p>")),
    "deep data in the head": lambda size: _times('{"a":[', size, ('<script type="application/ld+json">', "</script>")),
    "meta in the head": lambda size: _times('<meta property="article:tag" content="air">', size),
}  # fmt: skip

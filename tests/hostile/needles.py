"""Pages in which a text can get lost on its way: deep ones, and ones whose bytes end a text that goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archive.records import Reading
from crawler.page import Page
from crawler.parsers import read
from crawler.raw_page import RawPage
from tests.crawler.pages import TEXT, article, paragraphs

NEEDLE = "Sumur ketujuh ditemukan warga di bawah pohon lontar tua pada hari keempat penggalian itu."
TAIL = "Rapat ditutup dengan doa bersama yang dipimpin oleh tetua kampung menjelang matahari terbenam."
TAGS = ("div", "span", "b", "font", "blockquote", "section", "ul><li", "table><tr><td", "em", "article")
DEPTHS = (
    1,
    2,
    10,
    100,
    149,
    150,
    151,
    180,
    200,
    254,
    255,
    256,
    257,
    300,
    500,
    1000,
    2000,
    2047,
    2048,
    2049,
    3000,
    5000,
)


class Hidden(NamedTuple):
    """A page, and the sentences in its bytes that must be found in its reading, or doubted by it."""

    name: str
    page: bytes
    needles: tuple[str, ...]


def deep(depths: tuple[int, ...] = DEPTHS, tags: tuple[str, ...] = TAGS) -> Iterator[Hidden]:
    """A sentence at each depth of each sort of element, and one behind it."""
    for tag in tags:
        closing = "".join(f"</{name}>" for name in reversed(tag.split("><")))
        for depth in depths:
            nest = f"<{tag}>" * depth + f"<p>{NEEDLE}</p>" + closing * depth
            yield Hidden(
                f"{tag} {depth} deep", article(paragraphs(*TEXT[:2]) + nest + f"<p>{TAIL}</p>").encode(), (NEEDLE, TAIL)
            )


def tricks() -> Iterator[Hidden]:
    """Bytes that make parsers stop, or swallow what follows."""
    for name, trick in TRICKS.items():
        inside = paragraphs(*TEXT[:2]) + trick + paragraphs(NEEDLE, TEXT[2], TAIL)
        yield Hidden(name, article(inside).encode("utf-8", "surrogatepass"), (NEEDLE, TAIL))


TRICKS = {
    "NUL": "\x00",
    "end of html": "</body></html>",
    "end of body": "</body>",
    "comment that never ends": "<!-- catatan redaksi",
    "comment that ends at once": "<!-->",
    "bogus comment": "<!catatan>",
    "conditional comment": "<!--[if lt IE 9]>",
    "script that never ends": "<script>var a = 1;",
    "style that never ends": "<style>p { color: red",
    "textarea that never ends": "<textarea>",
    "title that never ends": "<title>",
    "noscript that never ends": "<noscript>",
    "select that never ends": "<select><option>",
    "button that never ends": "<button>",
    "iframe that never ends": "<iframe>",
    "xmp that never ends": "<xmp>",
    "noembed that never ends": "<noembed>",
    "noframes that never ends": "<noframes>",
    "template that never ends": "<template>",
    "svg that never ends": "<svg>",
    "math that never ends": "<math>",
    "object that never ends": "<object>",
    "dialog that never ends": "<dialog>",
    "head that comes again": "<head>",
    "frameset": "<frameset>",
    "plaintext": "<plaintext>",
    "CDATA": "<![CDATA[",
    "processing instruction": "<?php echo 1;",
    "tag that never ends": "<div class=artikel ",
    "value that never ends": '<div class="artikel>',
    "lone less-than": "5 < 6 <7 <",
    "doctype again": '<!DOCTYPE html PUBLIC "-//W3C//DTD',
    "form feed and controls": "\x0c\x0b\x01\x02\x1f",
    "lone surrogate": "\ud800",
    "broken byte sequence": "\udcff\udcfe",
}


def doubts(reading: Reading) -> bool:
    """Whether the reading says that something of the page may be missing in it."""
    return bool(reading.evidence.flags) or reading.article is None


def lost(hidden: Hidden) -> tuple[str, ...]:
    """The sentences that the reading neither has nor doubts."""
    reading = read(Page(RawPage(url="https://warta.localhost/2024/03/02/warga/", body=hidden.page)))
    if doubts(reading):
        return ()
    assert reading.article is not None
    said = "\n".join(
        (*(paragraph.text for paragraph in reading.article.body), *(line.text for line in reading.evidence.dropped))
    )
    return tuple(needle for needle in hidden.needles if needle not in said)

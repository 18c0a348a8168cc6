"""Values into pages: Jinja with everything escaped, in the reader's language; no markup is made of archived words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from archive.answers import Diff
from archive.lines import word
from archive.messages import language, say
from archive.terminal import clean
from archive.web import dates
from archive.web.asked import Ask, Reply
from archive.web.asking import outlet_name, outlet_names
from archive.web.memory import remembered

HERE = Path(__file__).parent
STATIC = HERE / "static"
_YOUNG = 60


@cache
def environment() -> Environment:
    """The templates, and what they may call."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.globals |= {"t": say, "static": static_address, "language": language}
    made.filters |= {
        "word": word, "marked": marked, "pieces": pieces, "changes": changes, "printed": dates.printed, "day": dates.day_of,
        "looked": dates.looked, "short_day": dates.short_day, "span": dates.span_in_words, "figure": figure, "clean": clean, "safe_link": safe_link, "shortened": shortened, "initials": initials,
    }  # fmt: skip
    return made


def page(ask: Ask, template: str, *, status: int = 200, **values: Any) -> Reply:
    """A page of the room."""

    def outlet(site: str) -> str:
        return outlet_name(remembered(ask, "outlets", _YOUNG, lambda ask: outlet_names(ask.connection)), site)

    body = environment().get_template(template).render(ask=ask, room=ask.room, outlet=outlet, **values)
    headers = {"cache-control": "no-cache", "vary": "accept-language, cookie"}
    return Reply(body=body, status=status, headers=headers)


@cache
def static_address(name: str) -> str:
    """The address of a file of ours, which changes with its bytes: it may be kept for a year."""
    return f"/room/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def marked(text: str, marks: Sequence[tuple[int, int]]) -> Markup:
    """A printed text with the spans that were searched for marked."""
    parts, at = [], 0
    for begins, ends in marks:
        parts += [escape(clean(text[at:begins])), Markup("<mark>"), escape(clean(text[begins:ends])), Markup("</mark>")]
        at = ends
    return Markup("").join([*parts, escape(clean(text[at:]))])


def pieces(found: Sequence[Any]) -> Markup:
    """A diff: what was removed and what was added, each in the element that says so."""
    tags = {"same": Markup("{}"), "removed": Markup("<del>{}</del>"), "added": Markup("<ins>{}</ins>")}
    return Markup("").join(tags[one.kind].format(_lines(one.text)) for one in found)


def changes(diff: Diff) -> int:
    """At how many places a diff removes or adds anything."""
    kinds = ["same", *(one.kind for one in diff.title), "same", *(one.kind for one in diff.body)]
    return sum(before == "same" != kind for before, kind in pairwise(kinds))


def _lines(text: str) -> str:
    return "\n".join(clean(line) for line in text.split("\n"))


def is_long(diff: Diff) -> bool:
    """Whether a diff is told by its changes alone at first."""
    return sum(len(piece.text) for piece in diff.body) > 6_000


def figure(number: int) -> str:
    """`1.240` as Indonesian writes it, `1,240` as English does."""
    written = f"{number:,}"
    return written.replace(",", ".") if language() == "id" else written


def safe_link(address: str) -> str:
    """An address that may be linked: of the web, else none."""
    return address if address.startswith(("http://", "https://")) else ""


def shortened(text: str, most: int = 170) -> str:
    """The beginning of a text, cut between words."""
    if len(text) <= most:
        return text
    return text[: text.rfind(" ", 0, most) if " " in text[:most] else most].rstrip(" ,;:-–") + " …"


def initials(name: str) -> str:
    """A place on a small square: `SBD` of Sumba Barat Daya, `SuTi` of Sumba Timur, `Ende` whole."""
    words = name.split()
    if len(words) > 2:
        return "".join(part[0] for part in words)
    return "".join(part[:2] for part in words) if len(words) > 1 else name[:4]

"""From pieces to pages: what a paper prints in an edition, and the common parts of all its pages. Pure."""

from __future__ import annotations

import html
import re
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import Literal

import msgspec

from crawler.demo.press import Block, Filed, Paper, Press, Printed, shortened

THEMES = Path(__file__).parent / "themes"
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip

Shape = Literal["p", "div", "br"]
# Paragraphs as platforms make them; hand-made sites put the text straight into one div.
_WRAPS: dict[Shape, str] = {
    "p": "<p>{}</p>",
    "div": '<div style="text-align: justify;">{}</div>\n<div style="text-align: justify;"><br /></div>',
    "br": "{}<br /><br />",
}
_DAY_BEFORE_RAMADAN_1447 = date(2026, 2, 18)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"__(.+?)__")
_LINKED = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_COMMENTS = (
    ("Om Gusti", "Terima kasih infonya, semoga cepat ditindaklanjuti."),
    ("mama rambu", "Sudah lama kami tunggu kabar ini. Tuhan berkati."),
    ("anak rantau 88", "Salam dari Batam, rindu kampung e..."),
    ("Pengamat Pinggiran", "Jangan hanya ramai di berita saja, kami di dusun mau lihat buktinya."),
    ("Yuni L.", "Mohon redaksi liput juga kondisi di kampung sebelah."),
    ("nelayan_timur", "Mantap. Lanjutkan!"),
)


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks of a paper. `look` counts the looks at this paper: counters show it."""

    path: str
    query: dict[str, str] = {}
    look: int = 0


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the paper answers. `changed_at` is when that last changed, where the paper knows."""

    body: str = ""
    status: int = 200
    kind: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()
    changed_at: datetime | None = None


class Sheet(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What a paper holds when an edition is out."""

    paper: Paper
    press: Press
    edition: int
    moment: datetime

    @cached_property
    def everything(self) -> tuple[Printed, ...]:
        """All that is printed, newest first; also what burglars put there."""
        found = (filed.printed(self.edition) for filed in reversed(self._filed))
        return tuple(printed for printed in found if printed is not None)

    @cached_property
    def pieces(self) -> tuple[Printed, ...]:
        """All articles of the paper, newest first."""
        return tuple(printed for printed in self.everything if printed.piece.kind == "article")

    @cached_property
    def by_path(self) -> dict[str, Printed]:
        """Everything printed, by its path without a slash at the end; also where it stands a second time."""
        found = {path: printed for printed in self.everything for path in printed.piece.also_at}
        return found | {self.paper.path(printed).rstrip("/"): printed for printed in self.everything}

    @cached_property
    def by_number(self) -> dict[int, Printed]:
        """Everything printed, by the platform's number."""
        return {printed.piece.number: printed for printed in self.everything}

    @cached_property
    def moved(self) -> dict[str, str]:
        """Old path -> new path of what changed its address."""
        by_name = {printed.name: self.paper.path(printed) for printed in self.everything}
        pairs = ((self.paper.first_path(f).rstrip("/"), by_name.get(f.name)) for f in self._filed)
        return {old: new for old, new in pairs if new and new.rstrip("/") != old}

    @cached_property
    def gone(self) -> dict[str, int]:
        """Path -> 404 or 410 (0: a page that says so) of what was taken away."""
        taken = (filed for filed in self._filed if filed.piece.edition <= self.edition)
        return {
            self.paper.first_path(filed).rstrip("/"): filed.status(self.edition)
            for filed in taken
            if filed.status(self.edition) != 200
        }

    def others(self, printed: Printed, count: int) -> tuple[Printed, ...]:
        """Other pieces, for the boxes that sites put around and into a text: of this paper, never the same for all."""
        rest = [other for other in self.pieces if other.name != printed.name]
        start = printed.piece.number % max(len(rest), 1)
        return tuple((rest[start:] + rest[:start])[:count])

    @property
    def _filed(self) -> tuple[Filed, ...]:
        return self.press.pieces[self.paper.name]


def fill(theme: str, part: str, **values: object) -> str:
    """A theme's file with its `$names` filled in."""
    return _template(theme, part).substitute(values)


@cache
def _template(theme: str, part: str) -> Template:
    return Template((THEMES / theme / part).read_text(encoding="utf-8"))


def safe(text: str) -> str:
    """Text as it stands in HTML and XML."""
    return html.escape(text, quote=True)


def inline(text: str) -> str:
    """A block's text with its marks as HTML."""
    marked = _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", html.escape(text, quote=False)))
    return _LINKED.sub(r'<a href="\2">\1</a>', marked)


def paragraphs(printed: Printed, shape: Shape = "p") -> list[str]:
    """The text as HTML blocks: head, text with what is glued to its end, foot. Lists and tables are one block each."""
    piece = printed.piece
    groups = _grouped(printed.blocks)
    made = [_block(group, shape, piece.end if group is groups[-1] else "") for group in groups]
    head = [_wrapped(inline(line), shape) for line in piece.head]
    return head + made + [_wrapped(inline(line), shape) for line in piece.foot]


def pages_of(printed: Printed) -> list[list[str]]:
    """The same blocks, divided where the piece is divided into pages."""
    made = paragraphs(printed)
    starts = [0, *(number + len(printed.piece.head) for number in printed.piece.pages), len(made)]
    return [made[start:end] for start, end in pairwise(starts)]


def _grouped(blocks: tuple[Block, ...]) -> list[list[Block]]:
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and block.kind in ("list", "table_row") and groups[-1][0].kind == block.kind:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _block(group: list[Block], shape: Shape, end: str) -> str:
    kind = group[0].kind
    glue = html.escape(end, quote=False)
    if kind == "list":
        return "<ul>" + "".join(f"<li>{inline(block.text)}</li>" for block in group) + "</ul>" + glue
    if kind == "table_row":
        return "<table><tbody>" + "".join(_row(block.text) for block in group) + "</tbody></table>" + glue
    words = inline(group[0].text) + glue
    tag = {"heading": "h3", "quote": "blockquote"}.get(kind)
    return f"<{tag}>{words}</{tag}>" if tag else _wrapped(words, shape)


def _wrapped(words: str, shape: Shape) -> str:
    return _WRAPS[shape].format(words)


def _row(text: str) -> str:
    return "<tr>" + "".join(f"<td>{inline(cell.strip())}</td>" for cell in text.split("|")) + "</tr>"


def comments(printed: Printed) -> tuple[tuple[int, str, str], ...]:
    """Number, name and words of those who commented."""
    first = printed.piece.number % len(_COMMENTS)
    chosen = (_COMMENTS + _COMMENTS)[first : first + printed.piece.number % 3]
    return tuple((printed.piece.number * 7 + place, *pair) for place, pair in enumerate(chosen))


def long_day(moment: date) -> str:
    """`Senin, 2 Maret 2026`."""
    return f"{DAYS[moment.weekday()]}, {day(moment)}"


def day(moment: date) -> str:
    """`2 Maret 2026`."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def hijri_day(moment: date) -> str:
    """`12 Ramadan 1447 H`. The press lives in that month and the one before."""
    number = (moment - _DAY_BEFORE_RAMADAN_1447).days
    return f"{number} Ramadan 1447 H" if number > 0 else f"{number + 29} Syakban 1447 H"


def clock_line(sheet: Sheet, look: int) -> str:
    """The clock in a header: it goes on at every look, with the Hijri date first."""
    now = sheet.moment + timedelta(seconds=7 * look)
    shown = DAYS[now.weekday()].replace("Minggu", "Ahad")
    return f"{shown}, {hijri_day(now.date())} | {day(now)} | {now:%H:%M:%S} {sheet.paper.zone}"


def excerpt(printed: Printed, length: int = 150) -> str:
    """The first words for a teaser, safe for HTML."""
    return safe(shortened(printed.lead, length))


def standing_page(sheet: Sheet, path: str) -> tuple[str, str] | None:
    """Headline and text of a page that never changes, if this is one: about the paper and who makes it."""
    title = sheet.paper.standing.get(path)
    if title is None:
        return None
    staff = "".join(f"<li>{safe(line)}</li>" for line in sheet.paper.staff)
    return title, f"<h1>{safe(title)}</h1><p>{safe(sheet.paper.about)}</p><ul>{staff}</ul>"


def not_found(body: str) -> Answer:
    """What most platforms answer for what is not there."""
    return Answer(status=404, body=body)


def moved_to(address: str) -> Answer:
    """A permanent redirect."""
    return Answer(status=301, headers=(("Location", address),), body=f'<a href="{safe(address)}">Moved</a>')


def leaf(pieces: tuple[Printed, ...], number: str | int, length: int) -> tuple[tuple[Printed, ...], int, bool]:
    """One page of a list: its pieces, its number (1 where it is none), whether more follow."""
    count = int(number) if str(number).isdigit() and int(number) > 0 else 1
    return pieces[(count - 1) * length : count * length], count, len(pieces) > count * length


def list_lines(sheet: Sheet, pieces: tuple[Printed, ...], kind: str = "") -> str:
    """Headlines in a side box."""
    mark = f' class="{kind}"' if kind else ""
    address = sheet.paper.home
    return "".join(f'<li{mark}><a href="{address}{sheet.paper.path(p)}">{safe(p.title)}</a></li>' for p in pieces)


def popular(sheet: Sheet, count: int = 5) -> tuple[Printed, ...]:
    """Pieces for the box of the most read: some order that is not that of time."""
    return tuple(sorted(sheet.pieces, key=lambda printed: printed.piece.number * 37 % 101)[:count])

"""The press: invented papers and their pieces, as the files in `papers/` tell them. Pure.

A piece is one text file: facts in TOML between two lines of `+++`, then the text as a reader of the paper sees it.
Blocks are parted by blank lines; `## ` begins a heading, `> ` a quotation, `- ` a list, `| ` a row of a table.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

PAPERS = Path(__file__).parent / "papers"
EDITIONS = 4

_FENCE = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", re.DOTALL)
_MARKS = re.compile(r"\*\*|__|\[([^\]]*)\]\([^)]*\)")

T = TypeVar("T")

BlockKind = Literal["text", "heading", "list", "quote", "table_row"]


class _Facts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in a file may be only what its noun knows: a misspelt key stops the press."""


class Block(msgspec.Struct, frozen=True):
    """One paragraph, heading, list item, quotation or table row, with its marks (`**bold**`, `[words](address)`)."""

    kind: BlockKind
    text: str

    @property
    def plain(self) -> str:
        """The words as they are read: no marks; the cells of a row parted by ` | `."""
        return _MARKS.sub(lambda mark: mark[1] or "", self.text)


class Byline(_Facts, frozen=True):
    """Someone who made the piece, by name or by initials."""

    name: str
    role: Literal["reporter", "writer", "editor", "photographer", "contributor"]
    initials: bool = False


class DatelineFacts(_Facts, frozen=True):
    """Where and for whom a piece was written; `printed` is how its first paragraph begins."""

    printed: str
    place: str | None = None
    outlet: str | None = None


class CreditFacts(_Facts, frozen=True):
    """The line that says whose text this is."""

    printed: str
    outlet: str | None = None
    address: str | None = None
    kind: Literal["repost", "quotation"] = "repost"


class EventFacts(_Facts, frozen=True):
    """A date in the text, and what is doubtful about it."""

    printed: str
    day: date
    flags: tuple[str, ...] = ()


class Change(_Facts, frozen=True):
    """What is different from this edition on (`at` is when it was changed): the words, the headline or the address."""

    edition: int
    at: datetime
    replace: str | None = None
    by: str | None = None
    title: str | None = None
    slug: str | None = None


class Gone(_Facts, frozen=True):
    """From this edition on the address answers so; 200 is a page that only says that nothing is there."""

    edition: int
    status: Literal[200, 404, 410]


class Repost(_Facts, frozen=True):
    """Whose words these are: `paper/piece`, and which of its blocks (counted from 1; all where none is named)."""

    piece: str
    blocks: tuple[int, ...] = ()


class Piece(_Facts, frozen=True):
    """What one file tells.

    `published` is the paper's own clock. `number` is the platform's own id. `author` is what the platform shows as
    the author, often no person. `head` and `foot` are lines printed before and after the text that are not the text;
    `end` is glued to its last words. `promo` writes a line into the text that leads elsewhere.
    """

    title: str
    published: datetime
    number: int
    section: str
    edition: int = 1
    kind: Literal["article", "gambling"] = "article"
    subtitle: str | None = None
    author: str | None = None
    bylines: tuple[Byline, ...] = ()
    dateline: DatelineFacts | None = None
    credits: tuple[CreditFacts, ...] = ()
    events: tuple[EventFacts, ...] = ()
    head: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    end: str = ""
    photo: str | None = None
    tags: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    also_at: tuple[str, ...] = ()
    hidden: str | None = None
    changes: tuple[Change, ...] = ()
    gone: Gone | None = None
    repost: Repost | None = None
    paid: bool = False
    traits: tuple[str, ...] = ()


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """A piece as one edition prints it."""

    piece: Piece
    paper: str
    name: str
    slug: str
    title: str
    blocks: tuple[Block, ...]
    modified: datetime

    @property
    def lead(self) -> str:
        """The first words, as lists and feeds show them."""
        return shortened(self.blocks[0].plain, 180)


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """A piece with its text, as the files hold it."""

    paper: str
    name: str
    piece: Piece
    text: str

    def printed(self, edition: int) -> Printed | None:
        """The piece as this edition prints it; None before its first edition and once it is taken away."""
        piece = self.piece
        if edition < piece.edition or self.status(edition) != 200:
            return None
        title, slug, text, modified = piece.title, self.name, self.text, piece.published
        for change in piece.changes:
            if change.edition <= edition:
                title, slug = change.title or title, change.slug or slug
                text, modified = _changed(text, change, self.name), change.at
        return Printed(
            piece=piece,
            paper=self.paper,
            name=self.name,
            slug=slug,
            title=title,
            blocks=blocks(text),
            modified=modified,
        )

    def status(self, edition: int) -> int:
        """What the piece's address answers: 404 before its time, 200, or what it was taken away with.

        A soft deletion is 0 here: the address answers 200, and the piece is not there.
        """
        if edition < self.piece.edition:
            return 404
        gone = self.piece.gone
        if gone is None or edition < gone.edition:
            return 200
        return gone.status if gone.status != 200 else 0


class Paper(_Facts, frozen=True):
    """One invented newsroom: `paper.toml` in its folder.

    `rest` is the status of its REST interface, `feed_under` the path under which its feed shows every piece a second
    time; `apart` are paths that are no articles, and what they are. `standing` are the paths and headlines of pages that
    never change, which say who makes the paper (`staff`) and are no articles either.
    """

    name: str
    outlet: str
    slogan: str
    place: str
    province: str
    zone: Literal["WIB", "WITA", "WIT"]
    platform: Literal["wordpress", "blogger", "laravel", "portal", "network"]
    theme: str
    address: str
    sections: tuple[str, ...]
    encoding: str = "utf-8"
    validators: bool = False
    rest: int = 200
    has_sitemap: bool = True
    full_feed: bool = True
    feed_under: str = ""
    footer: str = ""
    robots: str = ""
    about: str = ""
    apart: dict[str, str] = {}
    standing: dict[str, str] = {}
    staff: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """Its name on loopback."""
        return f"{self.name}.localhost"

    @property
    def home(self) -> str:
        """Its front page's address, without a slash at the end: `home + path` is an address."""
        return f"http://{self.host}"

    def path(self, printed: Printed) -> str:
        """Where this piece stands, as the paper's own links spell it."""
        return self._path(printed.piece, printed.slug)

    def first_path(self, filed: Filed) -> str:
        """Where the piece stood first."""
        return self._path(filed.piece, filed.name)

    def _path(self, piece: Piece, slug: str) -> str:
        section = slugged(piece.section)
        return self.address.format(day=piece.published, slug=slug, number=piece.number, section=section)


class Press(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All papers, and all pieces of each in the order of their publication."""

    papers: dict[str, Paper]
    pieces: dict[str, tuple[Filed, ...]]

    @cached_property
    def by_name(self) -> dict[str, Filed]:
        """`paper/piece` -> the piece."""
        return {f"{filed.paper}/{filed.name}": filed for pieces in self.pieces.values() for filed in pieces}

    def carrying(self, trait: str) -> tuple[Filed, ...]:
        """The pieces that carry a trait."""
        return tuple(filed for filed in self.by_name.values() if trait in filed.piece.traits)


def load(folder: Path = PAPERS) -> Press:
    """Every paper in the folder. Raises ValueError naming the file that cannot be understood."""
    papers, pieces = {}, {}
    for path in sorted(folder.glob("*/paper.toml")):
        paper = _decoded(path, path.read_text(encoding="utf-8"), Paper)
        papers[paper.name] = paper
        pieces[paper.name] = tuple(_filed(paper.name, file) for file in sorted(path.parent.glob("*.txt")))
    found = {f"{filed.paper}/{filed.name}": filed for some in pieces.values() for filed in some}
    for name, some in pieces.items():
        whole = [_with_words_of(filed, found) for filed in some]
        pieces[name] = tuple(sorted(whole, key=lambda filed: (filed.piece.published, filed.name)))
    return Press(papers=papers, pieces=pieces)


def _filed(paper: str, path: Path) -> Filed:
    match = _FENCE.fullmatch(path.read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(f"{path}: no facts between two lines of +++")
    return Filed(paper=paper, name=path.stem, piece=_decoded(path, match[1], Piece), text=match[2].strip())


def _decoded(path: Path, text: str, kind: type[T]) -> T:
    try:
        return msgspec.toml.decode(text, type=kind)
    except msgspec.MsgspecError as error:
        raise ValueError(f"{path}: {error}") from error


def _with_words_of(filed: Filed, found: dict[str, Filed]) -> Filed:
    repost = filed.piece.repost
    if repost is None:
        return filed
    parts = found[repost.piece].text.split("\n\n")
    chosen = [parts[number - 1] for number in repost.blocks] if repost.blocks else parts
    return msgspec.structs.replace(filed, text="\n\n".join([*chosen, *([filed.text] if filed.text else [])]))


def _changed(text: str, change: Change, name: str) -> str:
    if change.replace is None:
        return text
    if text.count(change.replace) != 1:
        raise ValueError(f"{name}: the change of edition {change.edition} must find its words exactly once")
    return text.replace(change.replace, change.by or "")


_STARTS: tuple[tuple[str, BlockKind], ...] = (("## ", "heading"), ("> ", "quote"), ("- ", "list"), ("| ", "table_row"))


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a piece's text. List items and table rows are blocks of their own."""
    found: list[Block] = []
    for part in re.split(r"\n{2,}", text):
        lines = part.split("\n")
        start, kind = next(((s, k) for s, k in _STARTS if part.startswith(s)), ("", "text"))
        if kind in ("list", "table_row"):
            found += [Block(kind, line.removeprefix(start).removesuffix(" |").strip()) for line in lines]
        else:
            found.append(Block(kind, " ".join(line.removeprefix(start) for line in lines).strip()))
    return tuple(found)


def shortened(text: str, length: int) -> str:
    """The text's beginning up to a whole word, with an ellipsis where something is cut off."""
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(",.;:–- ") + " …"


def slugged(name: str) -> str:
    """A name as addresses spell it."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")

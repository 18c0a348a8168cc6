"""The truth: row by row what an honest archive holds after an edition. Pure; made of the files, not of the pages.

A body is the text as printed, block by block, white space folded, its dateline included. Not of the body are: lines
that name the makers or the source, initials and marks glued to the end (`(DSY)`, `*****`), captions, promoted
headlines, share words, counters, hidden links. A row of a table is its cells parted by ` | `; the items of a list are
blocks of their own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from archive.records import Credit, Dateline, EventDate, Moment, Paragraph, Person
from crawler.demo.press import Filed, Paper, Piece, Press, Printed

# What a platform's pages tell of the instant of publication: how exact, and whose zone.
_TELLS: dict[str, tuple[Literal["instant", "minute", "day"], Literal["printed", "data", "outlet"]]] = {
    "gmr": ("instant", "data"),
    "tagdiv": ("instant", "data"),
    "blogger": ("instant", "data"),
    "network": ("instant", "data"),
    "kubrick": ("minute", "printed"),
    "portal": ("minute", "printed"),
    "jnews": ("minute", "outlet"),
    "laravel": ("day", "outlet"),
}


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """One wording of an article and the editions that print it."""

    editions: tuple[int, ...]
    title: str
    subtitle: str | None
    body: tuple[Paragraph, ...]


class TrueArticle(msgspec.Struct, frozen=True, kw_only=True):
    """One article as it must stand in the archive.

    `address` is the first canonical address; `aliases` are other canonical addresses of it, `spellings` other addresses
    at which the same canonical one is served. `wordings` are distinct, in the order in which they first appeared;
    `current` numbers the one that the last look found. `gone` needs two looks on different days.
    """

    site: str
    name: str
    address: str
    title: str
    body: tuple[Paragraph, ...]
    published: Moment
    first_edition: int
    wordings: tuple[Wording, ...]
    current: int
    subtitle: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    dateline: Dateline | None = None
    credits: tuple[Credit, ...] = ()
    events: tuple[EventDate, ...] = ()
    paid: bool = False
    aliases: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    missing: bool = False
    gone: bool = False
    traits: tuple[str, ...] = ()


class TrueStory(msgspec.Struct, frozen=True, kw_only=True):
    """Articles that carry the same words: the origin's address, and for each copy its address, share and proof."""

    origin: str
    copies: tuple[Copy, ...]


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """One repost: `share` of the origin's words that it carries; `proof` is the line that credits the origin."""

    address: str
    relation: Literal["repost"]
    share: float
    proof: str


class Apart(msgspec.Struct, frozen=True, kw_only=True):
    """An address that must never be an article, and what it honestly is."""

    site: str
    address: str
    reason: str


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that holds after an edition."""

    edition: int
    at: datetime
    articles: tuple[TrueArticle, ...]
    quarantined: tuple[Apart, ...]
    not_articles: tuple[Apart, ...]
    stories: tuple[TrueStory, ...]

    def article(self, site: str, name: str) -> TrueArticle:
        """The article that a paper's file is."""
        return next(article for article in self.articles if (article.site, article.name) == (site, name))


def truth(press: Press, edition: int, at: datetime) -> Truth:
    """The truth after an edition, which is out at this instant."""
    seen = [filed for filed in press.by_name.values() if filed.piece.edition <= edition]
    articles = tuple(_article(press, filed, edition) for filed in seen if filed.piece.kind == "article")
    return Truth(
        edition=edition,
        at=at,
        articles=articles,
        quarantined=tuple(_apart(press, filed, "spam") for filed in seen if filed.piece.kind == "gambling"),
        not_articles=_not_articles(press),
        stories=_stories(press, seen),
    )


def canonical(paper: Paper, path: str) -> str:
    """An address in its one form: no `index.php`, no slash at the end."""
    return paper.home + (path.removeprefix("/index.php").rstrip("/") or "/")


def body_of(printed: Printed) -> tuple[Paragraph, ...]:
    """The text as the archive holds it."""
    return tuple(Paragraph(text=" ".join(block.plain.split()), kind=block.kind) for block in printed.blocks)


def _article(press: Press, filed: Filed, edition: int) -> TrueArticle:
    paper, piece = press.papers[filed.paper], filed.piece
    prints = {n: filed.printed(n) for n in range(piece.edition, edition + 1)}
    shown = {n: printed for n, printed in prints.items() if printed is not None}
    wordings, current = _wordings(shown)
    first, last = wordings[0], wordings[current]
    address = canonical(paper, paper.first_path(filed))
    paths = [*(paper.path(printed) for printed in shown.values()), *piece.also_at]
    missed = [n for n in prints if n not in shown]
    return TrueArticle(
        site=paper.name, name=filed.name, address=address, title=last.title, subtitle=first.subtitle, body=last.body,
        published=_published(paper, filed), first_edition=piece.edition, wordings=wordings, current=current,
        section=_section(paper, piece), tags=_tags(paper, piece), people=_people(filed), dateline=_dateline(filed), credits=_credits(filed),
        events=tuple(EventDate(printed=event.printed, day=event.day, flags=event.flags) for event in piece.events),
        paid=piece.paid, aliases=tuple(dict.fromkeys(a for p in paths if (a := canonical(paper, p)) != address)),
        spellings=spellings(paper, filed), missing=bool(missed), gone=len(missed) > 1, traits=piece.traits,
    )  # fmt: skip


def _section(paper: Paper, piece: Piece) -> str | None:
    """A blog has labels, which are tags, and no sections."""
    return None if paper.platform == "blogger" else piece.section


def _tags(paper: Paper, piece: Piece) -> tuple[str, ...]:
    """Hand-made sites show no tags."""
    if paper.platform in ("laravel", "portal"):
        return ()
    return (piece.section, *piece.tags) if paper.platform == "blogger" else piece.tags


def _wordings(shown: dict[int, Printed]) -> tuple[tuple[Wording, ...], int]:
    found: dict[tuple[str, tuple[Paragraph, ...]], list[int]] = {}
    key = None
    for edition, printed in shown.items():
        key = (printed.title, body_of(printed))
        found.setdefault(key, []).append(edition)
    subtitle = next(iter(shown.values())).piece.subtitle
    wordings = tuple(
        Wording(editions=tuple(editions), title=title, subtitle=subtitle, body=body)
        for (title, body), editions in found.items()
    )
    return wordings, list(found).index(key) if key is not None else 0


def _published(paper: Paper, filed: Filed) -> Moment:
    precision, zone_from = _TELLS[paper.theme]
    at = filed.piece.published
    if precision == "day":
        at = at.replace(hour=0, minute=0, second=0)
    return Moment(
        at=at.replace(second=at.second if precision == "instant" else 0), precision=precision, zone_from=zone_from
    )


def _people(filed: Filed) -> tuple[Person, ...]:
    lines = (*filed.piece.head, *filed.piece.foot, filed.piece.end, filed.piece.author or "")
    return tuple(
        Person(
            name=by.name,
            role=by.role,
            initials=by.initials,
            printed=next((line for line in lines if by.name in line), by.name),
        )
        for by in filed.piece.bylines
    )


def _dateline(filed: Filed) -> Dateline | None:
    line = filed.piece.dateline
    return Dateline(printed=line.printed, place=line.place, outlet=line.outlet) if line else None


def _credits(filed: Filed) -> tuple[Credit, ...]:
    return tuple(
        Credit(kind=credit.kind, printed=credit.printed, outlet=credit.outlet, address=credit.address)
        for credit in filed.piece.credits
    )


def spellings(paper: Paper, filed: Filed) -> tuple[str, ...]:
    """Other addresses at which the platform serves the same article, all of one canonical form."""
    path = paper.first_path(filed)
    ways: dict[str, tuple[str, ...]] = {
        "wordpress": (path + ("&" if "?" in path else "?") + f"replytocom={filed.piece.number * 7}",),
        "blogger": (f"{path}?m=1", f"{path}?showComment={filed.piece.number}#comments"),
        "network": (f"/amp{path}", f"{path}?page=all"),
        "laravel": (f"{path}?fbclid=IwAR0{filed.piece.number}",),
        "portal": (f"{path}?utm_source=whatsapp",),
    }
    return tuple(paper.home + way for way in ways[paper.platform])


def _apart(press: Press, filed: Filed, reason: str) -> Apart:
    paper = press.papers[filed.paper]
    return Apart(site=paper.name, address=canonical(paper, paper.first_path(filed)), reason=reason)


def _not_articles(press: Press) -> tuple[Apart, ...]:
    return tuple(
        Apart(site=paper.name, address=canonical(paper, path), reason=reason)
        for paper in press.papers.values()
        for path, reason in (*paper.apart.items(), *((path, "other") for path in paper.standing))
    )


def _stories(press: Press, seen: list[Filed]) -> tuple[TrueStory, ...]:
    origins: dict[str, list[Copy]] = {}
    for filed in seen:
        if filed.piece.repost is not None:
            origins.setdefault(filed.piece.repost.piece, []).append(_copy(press, filed))
    return tuple(
        TrueStory(origin=_apart(press, press.by_name[origin], "").address, copies=tuple(copies))
        for origin, copies in sorted(origins.items())
    )


def _copy(press: Press, filed: Filed) -> Copy:
    assert filed.piece.repost is not None
    origin = press.by_name[filed.piece.repost.piece]
    share = len(filed.text.split()) / len(origin.text.split())
    return Copy(
        address=_apart(press, filed, "").address,
        relation="repost",
        share=round(share, 3),
        proof=filed.piece.credits[0].printed,
    )

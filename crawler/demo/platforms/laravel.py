"""A hand-made Laravel site: lists with `?page=N`, no feed, no sitemap, and 200 for what is not there."""

from __future__ import annotations

import re

from crawler.demo.press import Printed, slugged
from crawler.demo.printing import (
    Answer,
    Ask,
    Sheet,
    comments,
    day,
    fill,
    leaf,
    list_lines,
    long_day,
    paragraphs,
    popular,
    safe,
    standing_page,
)

_LIST_LENGTH = 5
_NUMBERED = re.compile(r"/(?:berita|daerah|sorotan)/(\d{1,6})(?:/[\w-]*)?")


def answer(sheet: Sheet, ask: Ask) -> Answer:
    """What the site answers: the number alone decides, the words of an address are decoration."""
    path = ask.path.rstrip("/")
    match = _NUMBERED.fullmatch(path)
    printed = sheet.by_number.get(int(match[1])) if match else None
    if printed is not None:
        return _page(sheet, printed, ask)
    standing = standing_page(sheet, path)
    if standing is not None:
        return Answer(body=_shell(sheet, f"{standing[0]} | {sheet.paper.outlet}", standing[1], ask))
    return _list(sheet, path, ask) or _nothing(sheet, ask)


def _page(sheet: Sheet, printed: Printed, ask: Ask) -> Answer:
    paper, piece = sheet.paper, printed.piece
    photo = (
        f'<img class="img-fluid" src="{paper.home}/storage/berita/{piece.number}.jpg" alt=""><p class="caption">'
        f"<em>{safe(piece.photo)}</em></p>"
        if piece.photo
        else ""
    )
    article = fill(
        "laravel",
        "article.html",
        title=safe(printed.title),
        body="\n".join(paragraphs(printed, "br")),
        home=paper.home,
        date=long_day(piece.published),
        author=safe(piece.author or "Admin"),
        section=safe(piece.section),
        section_slug=slugged(piece.section),
        address=paper.home + paper.path(printed),
        photo=photo,
        related=_teasers(sheet, sheet.others(printed, 3)),
        comments="".join(
            f"<div class='media'><b>{safe(n)}</b> : {safe(words)}</div>" for _, n, words in comments(printed)
        ),
    )
    return Answer(body=_shell(sheet, f"{printed.title} | {paper.outlet}", article, ask))


def _list(sheet: Sheet, path: str, ask: Ask) -> Answer | None:
    pieces: tuple[Printed, ...]
    if path == "":
        pieces, title = sheet.pieces, sheet.paper.slogan
    elif path.startswith("/kategori/") and path[10:] in map(slugged, sheet.paper.sections):
        pieces, title = tuple(p for p in sheet.pieces if slugged(p.piece.section) == path[10:]), path[10:].title()
    elif path == "/cari":
        words = ask.query.get("q", "").lower()
        pieces, title = tuple(p for p in sheet.pieces if words in p.title.lower()), "Hasil pencarian"
    else:
        return None
    shown, number, has_more = leaf(pieces, ask.query.get("page", "1"), _LIST_LENGTH)
    main = f'<h4 class="judul-daftar">{safe(title)}</h4>{_teasers(sheet, shown)}{_pager(sheet, path, number, has_more)}'
    return Answer(body=_shell(sheet, sheet.paper.outlet, main, ask))


def _pager(sheet: Sheet, path: str, number: int, has_more: bool) -> str:
    home = f"{sheet.paper.home}{path or '/'}"
    before = f'<li class="page-item"><a class="page-link" href="{home}?page={number - 1}" rel="prev">&lsaquo;</a></li>'
    after = f'<li class="page-item"><a class="page-link" href="{home}?page={number + 1}" rel="next">&rsaquo;</a></li>'
    here = f'<li class="page-item active" aria-current="page"><span class="page-link">{number}</span></li>'
    links = (before if number > 1 else "") + here + (after if has_more else "")
    return f'<nav><ul class="pagination" role="navigation">{links}</ul></nav>'


def _teasers(sheet: Sheet, pieces: tuple[Printed, ...]) -> str:
    return "\n".join(
        fill(
            "laravel",
            "teaser.html",
            title=safe(p.title),
            address=sheet.paper.home + sheet.paper.path(p),
            # Its lists run paragraphs together without a space, as they stand in the database.
            lead=safe("".join(block.plain for block in p.blocks)[:160]),
            date=day(p.piece.published),
        )
        for p in pieces
    )


def _shell(sheet: Sheet, title: str, main: str, ask: Ask) -> str:
    paper = sheet.paper
    # The box of the most read still names what was taken away, and links to a section's own address of a piece.
    ghosts = "".join(
        f'<li class="list-group-item"><a href="{paper.home}{path}">{path[8:].replace("-", " ").title()}</a></li>'
        for path in paper.apart
        if path.startswith("/berita/")
    )
    twice = "".join(
        f'<li class="list-group-item"><a href="{paper.home}{path}">{safe(p.title)}</a></li>'
        for p in sheet.pieces
        for path in p.piece.also_at
    )
    return fill(
        "laravel",
        "shell.html",
        title=safe(title),
        main=main,
        home=paper.home,
        outlet=safe(paper.outlet),
        menu="".join(
            f'<li class="nav-item"><a class="nav-link" href="{paper.home}/kategori/{slugged(s)}">{safe(s)}</a></li>'
            for s in paper.sections
        ),
        popular=list_lines(sheet, popular(sheet, 4), "list-group-item") + ghosts + twice,
        newest=list_lines(sheet, sheet.pieces[:4], "list-group-item"),
        about=safe(paper.about),
        footer=safe(paper.footer),
        token=f"{ask.look * 2654435761 % 2**32:08x}",
    )


def _nothing(sheet: Sheet, ask: Ask) -> Answer:
    main = (
        '<div class="alert alert-warning"><h3>Halaman tidak ditemukan</h3>'
        "<p>Maaf, halaman yang Anda tuju tidak ditemukan "
        "atau sudah dihapus. Silakan kembali ke beranda.</p></div>"
    )
    return Answer(body=_shell(sheet, f"Halaman tidak ditemukan | {sheet.paper.outlet}", main, ask))

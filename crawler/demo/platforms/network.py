"""A big network's own system: `?page=all`, pages of one text, AMP twins, promoted headlines inside the text."""

from __future__ import annotations

import json
import re

from crawler.demo.platforms import feeds
from crawler.demo.press import Byline, Paper, Printed, slugged
from crawler.demo.printing import (
    Answer,
    Ask,
    Sheet,
    comments,
    day,
    excerpt,
    fill,
    leaf,
    list_lines,
    long_day,
    moved_to,
    not_found,
    pages_of,
    popular,
    safe,
    standing_page,
)

_LIST_LENGTH = 8
_NETWORK = ("Cakrawala Barat", "Cakrawala Selatan", "Cakrawala Utara", "Cakrawala Sport", "Cakrawala Wisata")


def answer(sheet: Sheet, ask: Ask) -> Answer:
    """What the network's site answers."""
    path = ask.path.rstrip("/")
    if path == "/sitemap.xml":
        return feeds.urlset(sheet, sheet.everything)
    if path == "/sitemap-news.xml":
        return feeds.news(sheet)
    is_amp = path.startswith("/amp/")
    printed = sheet.by_path.get(path.removeprefix("/amp") if is_amp else path)
    if printed is not None:
        return _amp(sheet, printed) if is_amp else _page(sheet, printed, ask.query.get("page", "1"))
    if path in sheet.moved:
        return moved_to(sheet.paper.home + sheet.moved[path])
    standing = standing_page(sheet, path)
    if standing is not None:
        return Answer(body=_shell(sheet, f"{standing[0]} - {sheet.paper.outlet}", standing[1], ""))
    return _list(sheet, path, ask) or _nothing(sheet, sheet.gone.get(path) or 404)


def _page(sheet: Sheet, printed: Printed, which: str) -> Answer:
    paper = sheet.paper
    pages = pages_of(printed)
    number = int(which) if which.isdigit() and 1 <= int(which) <= len(pages) else 1
    made = [block for page in pages for block in page] if which == "all" else pages[number - 1]
    canonical = paper.home + paper.path(printed)
    following = (
        "" if which == "all" or number == len(pages) else f'<link rel="next" href="{canonical}?page={number + 1}">'
    )
    head = fill(
        "network",
        "head.html",
        canonical=canonical,
        amp=f"{paper.home}/amp{paper.path(printed)}",
        pages=following,
        keywords=json.dumps(printed.piece.tags, ensure_ascii=False),
        **_facts(sheet, printed),
    )
    article = fill(
        "network",
        "article.html",
        canonical=canonical,
        body="\n".join(_with_promos(sheet, printed, made)),
        home=paper.home,
        photo=_photo(sheet, printed),
        paging="" if which == "all" else _paging(canonical, number, len(pages)),
        tags=" ".join(f'<a href="{paper.home}/tag/{slugged(t)}">{safe(t)}</a>' for t in printed.piece.tags),
        related=list_lines(sheet, sheet.others(printed, 5)),
        teasers=_teasers(sheet, sheet.others(printed, 9)[5:]),
        comments="".join(f"<p><b>{safe(n)}</b><br>{safe(words)}</p>" for _, n, words in comments(printed)),
        **_facts(sheet, printed),
    )
    return Answer(body=_shell(sheet, f"{printed.title} - {paper.outlet}", article, head), changed_at=printed.modified)


def _amp(sheet: Sheet, printed: Printed) -> Answer:
    paper = sheet.paper
    made = [block for page in pages_of(printed) for block in page]
    other = sheet.others(printed, 3)
    made[2:2] = [
        f'<p class="baca">• <a href="{paper.home}/amp{paper.path(o)}">{safe(o.title)}</a></p>' for o in other[:1]
    ]
    body = fill(
        "network",
        "amp.html",
        canonical=paper.home + paper.path(printed),
        body="\n".join(made),
        home=paper.home,
        menu=_menu(paper),
        related=list_lines(sheet, other),
        footer=safe(paper.footer),
        **_facts(sheet, printed),
    )
    return Answer(body=body, changed_at=printed.modified)


def _facts(sheet: Sheet, printed: Printed) -> dict[str, object]:
    piece = printed.piece
    writer, editor = _maker(printed, "reporter", "writer"), _maker(printed, "editor")
    subtitle = f'<div class="f18 ringkasan">{safe(piece.subtitle)}</div>' if piece.subtitle else ""
    return {
        "title": safe(printed.title),
        "outlet": safe(sheet.paper.outlet),
        "lead": safe(printed.lead),
        "subtitle": subtitle,
        "iso": piece.published.isoformat(),
        "modified": printed.modified.isoformat(),
        "date": _date(sheet, printed),
        "headline": json.dumps(printed.title, ensure_ascii=False),
        "author": json.dumps(writer, ensure_ascii=False),
        "writer": safe(writer),
        "writer_slug": slugged(writer),
        "editor": safe(editor),
        "editor_slug": slugged(editor),
        "section": safe(piece.section),
        "section_slug": slugged(piece.section),
    }


def _maker(printed: Printed, *roles: str) -> str:
    makers: tuple[Byline, ...] = printed.piece.bylines
    return next((by.name for by in makers if by.role in roles), "Tim Redaksi")


def _date(sheet: Sheet, printed: Printed) -> str:
    published = printed.piece.published
    return f"{long_day(published)} {published:%H:%M} {sheet.paper.zone}"


def _with_promos(sheet: Sheet, printed: Printed, made: list[str]) -> list[str]:
    """Two promoted headlines inside the text: one says `Baca juga`, one is a bare headline."""
    lines, home = list(made), sheet.paper.home
    links = [f'<a href="{home}{sheet.paper.path(o)}">{safe(o.title)}</a>' for o in sheet.others(printed, 8)[-2:]]
    if len(lines) > 4 and len(links) > 1:
        lines[4:4] = [f'<p class="baca"><strong>{links[1]}</strong></p>']
    if len(lines) > 2 and links:
        lines[2:2] = [f'<p class="baca">Baca juga: {links[0]}</p>', '<div class="ads">Advertisement</div>']
    return lines


def _paging(canonical: str, number: int, count: int) -> str:
    if count == 1:
        return ""
    links = "".join(
        f"<span>{n}</span> " if n == number else f'<a href="{canonical}?page={n}">{n}</a> ' for n in range(1, count + 1)
    )
    more = f'<a href="{canonical}?page={number + 1}">Selanjutnya</a> ' if number < count else ""
    whole = f'<a href="{canonical}?page=all">Semua Halaman</a>'
    return f'<div class="paging" id="paging">Halaman {number}/{count} {links}{more}{whole}</div>'


def _photo(sheet: Sheet, printed: Printed) -> str:
    if not printed.piece.photo:
        return ""
    source = f"{sheet.paper.home}/foto/bank/images/{printed.name[:40]}.jpg"
    caption = safe(printed.piece.photo)
    # Captions stand twice: under the photograph and again for those who share it.
    again = f'<div class="arial f12 pt5 grey2">{caption}</div>'
    return f'<img src="{source}" alt="{caption}"><div class="caption">{caption}</div>{again}'


def _list(sheet: Sheet, path: str, ask: Ask) -> Answer | None:
    pieces: tuple[Printed, ...]
    if path in ("", "/indeks-berita"):
        pieces, title = sheet.pieces, "Berita Terkini"
    elif path.removeprefix("/") in map(slugged, sheet.paper.sections):
        pieces = tuple(p for p in sheet.pieces if slugged(p.piece.section) == path[1:])
        title = f"Berita {path[1:].replace('-', ' ').title()}"
    elif path.startswith("/tag/"):
        pieces, title = tuple(p for p in sheet.pieces if path[5:] in map(slugged, p.piece.tags)), f"Tag {path[5:]}"
    else:
        return None
    shown, number, has_more = leaf(pieces, ask.query.get("page", "1"), _LIST_LENGTH)
    pager = (
        f'<div class="paging"><a href="{sheet.paper.home}{path or "/"}?page={number + 1}">Next</a></div>'
        if has_more
        else ""
    )
    lighter = list_lines_amp(sheet, shown[:2])
    main = (
        f'<h1 class="f24">{safe(title)}</h1><ul class="lsi" id="latestul">{_teasers(sheet, shown)}</ul>{pager}'
        f'<div id="ringan"><h3>Versi ringan</h3><ul>{lighter}</ul></div>'
    )
    return Answer(body=_shell(sheet, f"{title} - {sheet.paper.outlet}", main, ""), changed_at=sheet.moment)


def list_lines_amp(sheet: Sheet, pieces: tuple[Printed, ...]) -> str:
    """The same articles once more, at their AMP addresses."""
    home, path = sheet.paper.home, sheet.paper.path
    return "".join(f'<li><a href="{home}/amp{path(p)}">{safe(p.title)}</a></li>' for p in pieces)


def _teasers(sheet: Sheet, pieces: tuple[Printed, ...]) -> str:
    return "\n".join(
        fill(
            "network",
            "teaser.html",
            title=safe(p.title),
            address=sheet.paper.home + sheet.paper.path(p),
            lead=excerpt(p),
            iso=f"{p.piece.published:%Y-%m-%d %H:%M:%S}",
            date=day(p.piece.published),
            home=sheet.paper.home,
            section=safe(p.piece.section),
            section_slug=slugged(p.piece.section),
        )
        for p in pieces
    )


def _menu(paper: Paper) -> str:
    return "".join(f'<li><a href="{paper.home}/{slugged(s)}">{safe(s)}</a></li>' for s in paper.sections)


def _shell(sheet: Sheet, title: str, main: str, head: str) -> str:
    paper = sheet.paper
    return fill(
        "network",
        "shell.html",
        title=safe(title),
        main=main,
        head=head,
        menu=_menu(paper),
        home=paper.home,
        outlet=safe(paper.outlet),
        about=safe(paper.about),
        footer=safe(paper.footer),
        today=long_day(sheet.moment),
        popular=list_lines(sheet, popular(sheet)),
        newest=list_lines(sheet, sheet.pieces[:6]),
        network=" | ".join(_NETWORK),
    )


def _nothing(sheet: Sheet, status: int) -> Answer:
    main = "<h1>404</h1><p>Maaf, halaman yang Anda cari tidak tersedia.</p>"
    answer = not_found(_shell(sheet, f"Halaman tidak tersedia - {sheet.paper.outlet}", main, ""))
    return Answer(status=status, body=re.sub(r"<title>.*?</title>", "<title>404</title>", answer.body))

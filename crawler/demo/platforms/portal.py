"""A regency's portal: a clock with the Hijri date and counters on every page, a sitemap, and a door left open."""

from __future__ import annotations

from crawler.demo.platforms import feeds
from crawler.demo.press import Printed
from crawler.demo.printing import (
    Answer,
    Ask,
    Sheet,
    clock_line,
    excerpt,
    fill,
    leaf,
    list_lines,
    long_day,
    not_found,
    paragraphs,
    popular,
    safe,
    standing_page,
)

_LIST_LENGTH = 5


def answer(sheet: Sheet, ask: Ask) -> Answer:
    """What the portal answers."""
    path = ask.path.rstrip("/")
    if path == "/sitemap.xml":
        return feeds.urlset(sheet, sheet.everything)
    printed = sheet.by_path.get(path)
    if printed is not None:
        return _gambling(printed) if printed.piece.kind == "gambling" else _page(sheet, printed, ask)
    if path in ("", "/berita"):
        return _list(sheet, ask)
    standing = standing_page(sheet, path)
    if standing is not None:
        return Answer(body=_shell(sheet, f"{standing[0]} - {sheet.paper.outlet}", standing[1], ask))
    nothing = "<h1>404 Page Not Found</h1><p>The page you requested was not found.</p>"
    return not_found(_shell(sheet, "404 Page Not Found", nothing, ask))


def _page(sheet: Sheet, printed: Printed, ask: Ask) -> Answer:
    paper, piece = sheet.paper, printed.piece
    source = f"{paper.home}/assets/upload/image/{printed.name[:40]}.jpg"
    photo = (
        f'<img src="{source}" class="img-responsive"><p class="ket-foto">{safe(piece.photo)}</p>' if piece.photo else ""
    )
    article = fill(
        "portal",
        "article.html",
        title=safe(printed.title),
        body="\n".join(paragraphs(printed)),
        home=paper.home,
        date=_date(sheet, printed),
        author=safe(piece.author or "user"),
        section=safe(piece.section),
        photo=photo,
        views=piece.number * 3 + ask.look,
        address=paper.home + paper.path(printed),
        related=list_lines(sheet, sheet.others(printed, 4)),
    )
    return Answer(body=_shell(sheet, f"{printed.title} - {paper.outlet}", article, ask))


def _date(sheet: Sheet, printed: Printed) -> str:
    published = printed.piece.published
    return f"{long_day(published)} | {published:%H:%M} {sheet.paper.zone}"


def _list(sheet: Sheet, ask: Ask) -> Answer:
    shown, number, has_more = leaf(sheet.pieces, ask.query.get("halaman", "1"), _LIST_LENGTH)
    teasers = "\n".join(
        fill(
            "portal",
            "teaser.html",
            title=safe(p.title),
            address=sheet.paper.home + sheet.paper.path(p),
            lead=excerpt(p),
            date=_date(sheet, p),
        )
        for p in shown
    )
    more = f'<a class="next" href="{sheet.paper.home}/berita?halaman={number + 1}">Berikutnya</a>' if has_more else ""
    main = f'<h2>Berita Daerah</h2><div class="daftar">{teasers}</div><div class="pagination">{more}</div>'
    return Answer(body=_shell(sheet, f"Berita - {sheet.paper.outlet}", main, ask))


def _gambling(printed: Printed) -> Answer:
    body = "\n".join(paragraphs(printed))
    return Answer(body=fill("portal", "gambling.html", title=safe(printed.title), lead=safe(printed.lead), body=body))


def _shell(sheet: Sheet, title: str, main: str, ask: Ask) -> str:
    paper = sheet.paper
    return fill(
        "portal",
        "shell.html",
        title=safe(title),
        main=main,
        home=paper.home,
        outlet=safe(paper.outlet),
        slogan=safe(paper.slogan),
        menu="",
        clock=clock_line(sheet, ask.look),
        newest=list_lines(sheet, sheet.pieces[:5]),
        popular=list_lines(sheet, popular(sheet)),
        today=40 + ask.look,
        total=218_400 + 97 * sheet.edition + ask.look,
        about=safe(paper.about),
        footer=safe(paper.footer),
    )

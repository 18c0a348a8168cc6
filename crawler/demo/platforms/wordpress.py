"""WordPress: permalinks, `?p=ID`, REST, feed, sitemaps, categories, search, comments; in the clothes of four themes."""

from __future__ import annotations

import json
import re
from datetime import UTC
from typing import Any

from crawler.demo.platforms import feeds
from crawler.demo.press import Printed, slugged
from crawler.demo.printing import (
    Answer,
    Ask,
    Sheet,
    comments,
    day,
    excerpt,
    fill,
    long_day,
    moved_to,
    not_found,
    pages_of,
    paragraphs,
    safe,
    standing_page,
)  # fmt: skip

_LIST_LENGTH = 6
_REST_LENGTH = 10
_PAGED = re.compile(r"(.*)/page/(\d{1,3})")
_PART = re.compile(r"(.+)/(\d{1,2})")


def answer(sheet: Sheet, ask: Ask) -> Answer:
    """What a WordPress site answers."""
    path = ask.path.removeprefix("/index.php").rstrip("/")
    if path.startswith("/wp-json"):
        return _rest(sheet, path, ask)
    if path == "/feed":
        return feeds.rss(sheet)
    if path.endswith(".xml") and sheet.paper.has_sitemap:
        return feeds.sitemaps(sheet, path) or _nothing(sheet)
    if path == "" and "p" in ask.query:
        return _by_number(sheet, ask)
    standing = standing_page(sheet, f"/?page_id={ask.query['page_id']}" if "page_id" in ask.query else path)
    if standing is not None:
        classes = "page-template-default page page-id-2"
        return Answer(body=_shell(sheet, f"{standing[0]} - {sheet.paper.outlet}", classes, standing[1], ""))
    return _list(sheet, path, ask) or _article(sheet, path, ask) or _nothing(sheet)


def _by_number(sheet: Sheet, ask: Ask) -> Answer:
    number = ask.query.get("p", "")
    printed = sheet.by_number.get(int(number)) if number.isdigit() else None
    if printed is None:
        gone = sheet.gone.get(f"/?p={number}", 404)
        return Answer(status=gone or 404, body=_nothing(sheet).body)
    if sheet.paper.path(printed).startswith("/?p="):
        return _page(sheet, printed, paragraphs(printed))
    return moved_to(sheet.paper.home + sheet.paper.path(printed))


def _article(sheet: Sheet, path: str, ask: Ask) -> Answer | None:
    spelt = ask.path.rstrip("/")
    if path in sheet.moved:
        return moved_to(sheet.paper.home + sheet.moved[path])
    at = next((own for own in (path, f"/index.php{path}") if own in sheet.by_path), None)
    if at is None:
        gone = sheet.gone.get(path) or sheet.gone.get(f"/index.php{path}")
        return Answer(status=gone, body=_nothing(sheet).body) if gone else _part(sheet, path)
    printed = sheet.by_path[at]
    if not ask.path.endswith("/"):
        return moved_to(sheet.paper.home + spelt + "/")
    return _page(sheet, printed, pages_of(printed)[0])


def _part(sheet: Sheet, path: str) -> Answer | None:
    match = _PART.fullmatch(path)
    printed = sheet.by_path.get(match[1]) if match else None
    if match is None or printed is None or int(match[2]) > len(pages_of(printed)):
        return None
    return _page(sheet, printed, pages_of(printed)[int(match[2]) - 1], int(match[2]))


# ----------------------------------------------------------------------------------------------------------- articles


def _page(sheet: Sheet, printed: Printed, made: list[str], part: int = 1) -> Answer:
    paper, piece = sheet.paper, printed.piece
    canonical = paper.home + paper.path(printed) + (f"{part}/" if part > 1 else "")
    head = fill(
        paper.theme, "head.html", title=safe(printed.title), canonical=canonical, outlet=safe(paper.outlet),
        lead=safe(printed.lead), iso=piece.published.isoformat(), modified=printed.modified.isoformat(),
        home=paper.home, number=piece.number, image=_image(sheet, printed), section=safe(piece.section),
    )  # fmt: skip
    body = _with_extras(sheet, printed, made, part)
    article = fill(
        paper.theme, "article.html", title=safe(printed.title), body=body, number=piece.number, home=paper.home,
        path=paper.path(printed), section=safe(piece.section), section_slug=slugged(piece.section),
        author=safe(piece.author or "admin"), author_slug=slugged(piece.author or "admin"),
        iso=piece.published.isoformat(), date=_date(sheet, printed), photo=_photo(sheet, printed),
        subtitle=_subtitle(printed), tags=_tags(sheet, printed), related=_teasers(sheet, sheet.others(printed, 4)),
        comments=_comments(sheet, printed), made_by=_made_by(printed), outlet=safe(paper.outlet),
    )  # fmt: skip
    classes = f"wp-singular post-template-default single single-post postid-{piece.number} single-format-standard"
    page = _shell(sheet, f"{printed.title} - {paper.outlet}", classes, article, head)
    return Answer(body=page, changed_at=printed.modified)


def _with_extras(sheet: Sheet, printed: Printed, made: list[str], part: int) -> str:
    lines = list(made)
    if len(lines) > 3:
        other = sheet.others(printed, 5)[-1:]
        link = [(safe(o.title), sheet.paper.home + sheet.paper.path(o)) for o in other]
        lines[2:2] = [fill(sheet.paper.theme, "promo.html", title=title, address=address) for title, address in link]
    if printed.piece.hidden:
        lines[1:1] = [printed.piece.hidden]
    count = len(pages_of(printed))
    if count > 1:
        home = sheet.paper.home + sheet.paper.path(printed)
        links = [
            f'<span class="post-page-numbers current">{n}</span>' if n == part
            else f'<a href="{home}{"" if n == 1 else f"{n}/"}" class="post-page-numbers">{n}</a>'
            for n in range(1, count + 1)
        ]  # fmt: skip
        lines.append(f'<div class="jeg_pagination jeg_pagelinks page-links">Halaman: {" ".join(links)}</div>')
    return "\n".join(lines)


def _date(sheet: Sheet, printed: Printed) -> str:
    published = printed.piece.published
    match sheet.paper.theme:
        case "kubrick":
            shown = long_day(published).replace("Jumat", "Jum’at").replace("Februari", "Pebruari")
            return f"{shown} Pkl.{published:%H.%M} {sheet.paper.zone.capitalize()}"
        case "jnews":
            return f"{day(published)}, {published:%H:%M}"
        case "tagdiv":
            return day(published)
    return f"{long_day(published)} {published:%H:%M} {sheet.paper.zone}"


def _image(sheet: Sheet, printed: Printed) -> str:
    return f"{sheet.paper.home}/wp-content/uploads/{printed.piece.published:%Y/%m}/{printed.name[:40]}.jpg"


def _photo(sheet: Sheet, printed: Printed) -> str:
    if not printed.piece.photo:
        return ""
    return (
        f'<figure class="post-thumbnail wp-caption alignnone"><img width="700" height="467" '
        f'src="{_image(sheet, printed)}" class="wp-post-image" alt="{safe(printed.title)}" />'
        f'<figcaption class="wp-caption-text">{safe(printed.piece.photo)}</figcaption></figure>'
    )


def _subtitle(printed: Printed) -> str:
    text = printed.piece.subtitle
    return f'<h2 class="jeg_post_subtitle entry-subtitle">{safe(text)}</h2>' if text else ""


def _tags(sheet: Sheet, printed: Printed) -> str:
    home = sheet.paper.home
    return " ".join(f'<a href="{home}/tag/{slugged(t)}/" rel="tag">{safe(t)}</a>' for t in printed.piece.tags)


def _made_by(printed: Printed) -> str:
    names = {"writer": "Writer", "reporter": "Writer", "editor": "Editor"}
    shown = [(names[by.role], by.name) for by in printed.piece.bylines if by.role in names]
    return "".join(f"<div>{role}: <span>{safe(name)}</span></div>" for role, name in shown)


def _comments(sheet: Sheet, printed: Printed) -> str:
    address = sheet.paper.home + sheet.paper.path(printed)
    joint = "&amp;" if "?" in address else "?"
    return "".join(
        fill(
            "wordpress", "comment.html", id=number, name=safe(name), words=safe(words), date=day(sheet.moment),
            address=address, reply=f"{address}{joint}replytocom={number}#respond",
        )
        for number, name, words in comments(printed)
    )  # fmt: skip


# -------------------------------------------------------------------------------------------------- lists and the rest


def _list(sheet: Sheet, path: str, ask: Ask) -> Answer | None:
    match = _PAGED.fullmatch(path)
    path, number = (match[1], int(match[2])) if match else (path, int(ask.query.get("paged", "1") or 1))
    pieces, title = _listed(sheet, path, ask)
    if pieces is None:
        return None
    shown = pieces[(number - 1) * _LIST_LENGTH : number * _LIST_LENGTH]
    if not shown and number > 1:
        return None
    older = f'<a class="next page-numbers" href="{sheet.paper.home}{path}/page/{number + 1}/">Berikutnya</a>'
    main = f'<h1 class="page-title">{safe(title)}</h1>\n<div id="primary">{_teasers(sheet, shown)}</div>'
    if len(pieces) > number * _LIST_LENGTH:
        main += f'<nav class="navigation pagination">{older}</nav>'
    classes = "home blog" if not path and "s" not in ask.query else "archive category"
    return Answer(body=_shell(sheet, f"{title} - {sheet.paper.outlet}", classes, main, ""), changed_at=sheet.moment)


def _listed(sheet: Sheet, path: str, ask: Ask) -> tuple[tuple[Printed, ...] | None, str]:
    if path == "" and "s" in ask.query:
        words = ask.query["s"].lower()
        found = tuple(p for p in sheet.pieces if words in p.title.lower())
        return found, f"Hasil pencarian untuk: {ask.query['s']}"
    section = ask.query.get("cat", "") if path == "" else path.removeprefix("/category/")
    if path == "" and not section:
        return sheet.pieces, sheet.paper.slogan
    if (path == "" or path.startswith("/category/")) and section in map(slugged, sheet.paper.sections):
        found = tuple(p for p in sheet.pieces if slugged(p.piece.section) == section)
        return found, f"Kategori: {section.replace('-', ' ').title()}"
    if path.startswith("/tag/"):
        return tuple(p for p in sheet.pieces if path[5:] in map(slugged, p.piece.tags)), f"Tag: {path[5:]}"
    if path.startswith("/author/"):
        found = tuple(p for p in sheet.pieces if slugged(p.piece.author or "admin") == path[8:])
        return found, f"Penulis: {path[8:]}"
    return None, ""


def _teasers(sheet: Sheet, pieces: tuple[Printed, ...]) -> str:
    return "\n".join(
        fill(
            sheet.paper.theme, "teaser.html", title=safe(p.title), address=sheet.paper.home + sheet.paper.path(p),
            lead=excerpt(p), date=_date(sheet, p), section=safe(p.piece.section), number=p.piece.number,
            iso=p.piece.published.isoformat(),
        )
        for p in pieces
    )  # fmt: skip


def _shell(sheet: Sheet, title: str, classes: str, main: str, head: str) -> str:
    paper = sheet.paper
    menu = "".join(
        f'<li class="menu-item"><a href="{paper.home}/category/{slugged(s)}/">{safe(s)}</a></li>'
        for s in paper.sections
    )
    return fill(
        paper.theme, "shell.html", title=safe(title), classes=classes, main=main, head=head, menu=menu,
        home=paper.home, outlet=safe(paper.outlet), slogan=safe(paper.slogan), footer=safe(paper.footer),
        about=safe(paper.about), sidebar=_sidebar(sheet), encoding=paper.encoding,
    )  # fmt: skip


def _sidebar(sheet: Sheet) -> str:
    newest, popular = sheet.pieces[:5], sorted(sheet.pieces, key=lambda p: p.piece.number * 37 % 101)[:5]
    return fill(
        "wordpress", "sidebar.html", newest="".join(_line(sheet, p) for p in newest),
        popular="".join(_line(sheet, p) for p in popular), home=sheet.paper.home,
    )  # fmt: skip


def _line(sheet: Sheet, printed: Printed) -> str:
    address = sheet.paper.home + sheet.paper.path(printed)
    date = day(printed.piece.published)
    return f'<li><a href="{address}">{safe(printed.title)}</a> <span class="post-date">{date}</span></li>'


def _nothing(sheet: Sheet) -> Answer:
    main = (
        '<section class="error-404 not-found"><h1 class="page-title">Oops! Halaman tidak ditemukan.</h1>'
        "<p>Sepertinya tidak ada apa pun di sini. Coba gunakan pencarian.</p></section>"
    )
    return not_found(_shell(sheet, f"Halaman tidak ditemukan - {sheet.paper.outlet}", "error404", main, ""))


# --------------------------------------------------------------------------------------------------------------- REST


def _rest(sheet: Sheet, path: str, ask: Ask) -> Answer:
    if sheet.paper.rest != 200:
        code = "rest_forbidden" if sheet.paper.rest == 403 else "rest_no_route"
        refusal = {"code": code, "message": "REST API dinonaktifkan.", "data": {"status": sheet.paper.rest}}
        return Answer(status=sheet.paper.rest, kind="application/json", body=json.dumps(refusal))
    if path != "/wp-json/wp/v2/posts":
        about = {"name": sheet.paper.outlet, "home": sheet.paper.home, "namespaces": ["wp/v2"]}
        return Answer(kind="application/json", body=json.dumps(about), changed_at=sheet.moment)
    size = min(int(ask.query.get("per_page", _REST_LENGTH)), 100)
    number = int(ask.query.get("page", 1))
    pages = -(-len(sheet.pieces) // size)
    if number > pages:
        refusal = {"code": "rest_post_invalid_page_number", "message": "", "data": {"status": 400}}
        return Answer(status=400, kind="application/json", body=json.dumps(refusal))
    rows = [_row(sheet, printed) for printed in sheet.pieces[(number - 1) * size : number * size]]
    headers = [("X-WP-Total", str(len(sheet.pieces))), ("X-WP-TotalPages", str(pages))]
    if number < pages:
        headers.append(("Link", f'<{sheet.paper.home}{path}?per_page={size}&page={number + 1}>; rel="next"'))
    body = json.dumps(rows, ensure_ascii=False)
    return Answer(kind="application/json", body=body, headers=tuple(headers), changed_at=sheet.moment)


def _row(sheet: Sheet, printed: Printed) -> dict[str, Any]:
    address = sheet.paper.home + sheet.paper.path(printed)
    published, modified = printed.piece.published, printed.modified
    return {
        "id": printed.piece.number,
        "date": f"{published:%Y-%m-%dT%H:%M:%S}",
        "date_gmt": f"{published.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
        "guid": {"rendered": f"{sheet.paper.home}/?p={printed.piece.number}"},
        "modified": f"{modified:%Y-%m-%dT%H:%M:%S}",
        "modified_gmt": f"{modified.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
        "slug": printed.slug,
        "status": "publish",
        "type": "post",
        "link": address,
        "title": {"rendered": safe(printed.title)},
        "content": {"rendered": "\n".join(paragraphs(printed)), "protected": False},
        "excerpt": {"rendered": f"<p>{excerpt(printed)}</p>", "protected": False},
        "author": 1,
        "categories": [1 + [*sheet.paper.sections].index(printed.piece.section)],
    }

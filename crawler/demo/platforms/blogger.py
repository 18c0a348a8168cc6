"""Blogger: dated addresses that end in .html, Atom, labels, and a `?m=1` twin of every page."""

from __future__ import annotations

import re
from datetime import datetime

from crawler.demo.platforms import feeds
from crawler.demo.press import Printed, shortened, slugged
from crawler.demo.printing import (
    Answer,
    Ask,
    Sheet,
    comments,
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

_LIST_LENGTH = 4
_FEED_LENGTH = 25
_BLOG = "tag:blogger.com,1999:blog-6150882730"
_MONTH = re.compile(r"/(\d{4})/(\d{2})")


def answer(sheet: Sheet, ask: Ask) -> Answer:
    """What the blog answers."""
    path = ask.path.rstrip("/")
    if path == "/feeds/posts/default":
        return _atom(sheet, ask)
    if path == "/sitemap.xml":
        return feeds.urlset(sheet, sheet.everything)
    printed = sheet.by_path.get(path)
    if printed is not None:
        return _page(sheet, printed, ask)
    standing = standing_page(sheet, path)
    if standing is not None:
        main = f"<div class='post hentry'><div class='post-body entry-content'>{standing[1]}</div></div>"
        return Answer(
            body=_shell(sheet, f"{standing[0]} - {sheet.paper.outlet}", main, ask, "", sheet.paper.home + path)
        )
    return _list(sheet, path, ask) or _nothing(sheet, ask, sheet.gone.get(path) or 404)


def entry_number(printed: Printed) -> str:
    """Blogger's own number of a piece."""
    return f"74012345678{printed.piece.number:08d}"


def _page(sheet: Sheet, printed: Printed, ask: Ask) -> Answer:
    paper, piece = sheet.paper, printed.piece
    address = paper.home + paper.path(printed)
    said = comments(printed)
    made = paragraphs(printed, "div")
    if piece.photo:
        made[:0] = [_photo(printed)]
    article = fill(
        "blogger", "article.html", title=safe(printed.title), body="\n".join(made), post=entry_number(printed),
        day=long_day(piece.published), iso=piece.published.isoformat(), time=f"{piece.published:%H.%M}",
        author=safe(piece.author or "Redaksi"), address=address, labels=_labels(sheet, (piece.section, *piece.tags)),
        count=len(said), comments="".join(map(_comment, said)),
    )  # fmt: skip
    head = (
        f"<meta content='{address}' property='og:url'/>\n<meta content='{safe(printed.title)}' property='og:title'/>\n"
        f"<meta content='{safe(printed.lead)}' property='og:description'/>"
    )
    return Answer(body=_shell(sheet, f"{printed.title} - {paper.outlet}", article, ask, head, address))


def _comment(said: tuple[int, str, str]) -> str:
    return f"<dt><b>{safe(said[1])}</b> mengatakan...</dt><dd><p>{safe(said[2])}</p></dd>"


def _photo(printed: Printed) -> str:
    source = f"https://blogger.googleusercontent.example/img/{printed.name[:30]}.jpg"
    return (
        '<table align="center" class="tr-caption-container"><tbody><tr><td style="text-align: center;"><img border="0" '
        f'src="{source}" width="640" /></td></tr><tr><td class="tr-caption" style="text-align: center;">'
        f"{safe(printed.piece.photo or '')}</td></tr></tbody></table>"
    )


def _list(sheet: Sheet, path: str, ask: Ask) -> Answer | None:
    month = _MONTH.fullmatch(path)
    if path == "":
        pieces = sheet.pieces
    elif path == "/search":
        pieces = _older(sheet, ask.query)
    elif path.startswith("/search/label/"):
        label = path[14:].replace("%20", "-").lower()
        pieces = tuple(p for p in sheet.pieces if label in map(slugged, (p.piece.section, *p.piece.tags)))
    elif month:
        pieces = tuple(p for p in sheet.pieces if f"{p.piece.published:/%Y/%m}" == path)
    else:
        return None
    shown, _, has_more = leaf(pieces, 1, 50 if month else _LIST_LENGTH)
    # A blog whose mobile view is on links to twins from its lists.
    mark = "?m=1" if path.startswith("/search/label/") or ask.query.get("m") == "1" else ""
    pager = ""
    if has_more:
        until = shown[-1].piece.published.isoformat().replace("+", "%2B")
        older = f"{sheet.paper.home}/search?updated-max={until}&amp;max-results={_LIST_LENGTH}"
        pager = f"<a class='blog-pager-older-link' href='{older}' id='Blog1_blog-pager-older-link'>Posting Lama</a>"
    main = "\n".join(
        fill(
            "blogger", "teaser.html", title=safe(p.title), address=f"{sheet.paper.home}{sheet.paper.path(p)}{mark}",
            lead=safe(shortened(p.lead, 150)), day=long_day(p.piece.published),
        )
        for p in shown
    )  # fmt: skip
    return Answer(body=_shell(sheet, sheet.paper.outlet, main, ask, "", f"{sheet.paper.home}{path or '/'}", pager))


def _older(sheet: Sheet, query: dict[str, str]) -> tuple[Printed, ...]:
    words = query.get("q", "").lower()
    try:
        until = datetime.fromisoformat(query["updated-max"]) if "updated-max" in query else sheet.moment
    except ValueError:
        until = sheet.moment
    return tuple(p for p in sheet.pieces if p.piece.published < until and words in p.title.lower())


def _labels(sheet: Sheet, names: tuple[str, ...]) -> str:
    home = sheet.paper.home
    return ", ".join(f"<a href='{home}/search/label/{slugged(n)}' rel='tag'>{safe(n)}</a>" for n in names)


def _shell(sheet: Sheet, title: str, main: str, ask: Ask, head: str, canonical: str, pager: str = "") -> str:
    paper = sheet.paper
    is_mobile = ask.query.get("m") == "1"
    return fill(
        "blogger", "shell.html", title=safe(title), main=main, head=head, canonical=canonical, pager=pager,
        home=paper.home, outlet=safe(paper.outlet), slogan=safe(paper.slogan), footer=safe(paper.footer),
        menu=f"<li><a href='{paper.home}/'>Beranda</a></li><li><a href='{paper.home}/p/tentang.html'>Tentang</a></li>",
        viewport="width=device-width,initial-scale=1" if is_mobile else "width=1100",
        mobile=" mobile" if is_mobile else "", twin=canonical if is_mobile else f"{canonical}?m=1",
        twin_words="Lihat versi web" if is_mobile else "Lihat versi seluler",
        popular=list_lines(sheet, popular(sheet, 4)),
        labels="".join(
            f"<li><a dir='ltr' href='{paper.home}/search/label/{slugged(s)}'>{safe(s)}</a></li>" for s in paper.sections
        ),
    )  # fmt: skip


def _nothing(sheet: Sheet, ask: Ask, status: int) -> Answer:
    words = "Maaf, laman yang Anda cari di blog ini tidak ada."
    main = f"<div class='status-msg-wrap'><div class='status-msg-body'>{words}</div></div>"
    answer = not_found(_shell(sheet, sheet.paper.outlet, main, ask, "", f"{sheet.paper.home}/"))
    return Answer(status=status, body=answer.body)


# --------------------------------------------------------------------------------------------------------------- Atom


def _atom(sheet: Sheet, ask: Ask) -> Answer:
    start = max(int(ask.query.get("start-index", "1") or 1), 1)
    size = min(int(ask.query.get("max-results", _FEED_LENGTH) or _FEED_LENGTH), 150)
    home, count = sheet.paper.home, len(sheet.pieces)
    shown = sheet.pieces[start - 1 : start - 1 + size]
    following = (
        f"<link rel='next' type='application/atom+xml' href='{home}/feeds/posts/default?start-index={start + size}"
        f"&amp;max-results={size}'/>"
        if start - 1 + size < count
        else ""
    )
    body = (
        "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' "
        "xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' "
        "xmlns:blogger='http://schemas.google.com/blogger/2008' "
        f"xmlns:thr='http://purl.org/syndication/thread/1.0'><id>{_BLOG}</id><updated>{sheet.moment.isoformat()}</updated>"
        f"<title type='text'>{safe(sheet.paper.outlet)}</title>"
        f"<subtitle type='html'>{safe(sheet.paper.slogan)}</subtitle>"
        f"<link rel='alternate' type='text/html' href='{home}/'/>{following}"
        "<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>"
        f"<openSearch:totalResults>{count}</openSearch:totalResults><openSearch:startIndex>{start}</openSearch:startIndex>"
        f"<openSearch:itemsPerPage>{size}</openSearch:itemsPerPage>"
        + "".join(_entry(sheet, p) for p in shown)
        + "</feed>"
    )
    return Answer(kind="application/atom+xml", body=body, changed_at=sheet.moment)


def _entry(sheet: Sheet, printed: Printed) -> str:
    address = sheet.paper.home + sheet.paper.path(printed)
    content = safe("\n".join(paragraphs(printed, "div")))
    return (
        f"<entry><id>{_BLOG}.post-{entry_number(printed)}</id><published>{printed.piece.published.isoformat()}</published>"
        f"<updated>{printed.modified.isoformat()}</updated>"
        f"<category scheme='http://www.blogger.com/atom/ns#' term='{safe(printed.piece.section)}'/>"
        f"<title type='text'>{safe(printed.title)}</title><content type='html'>{content}</content>"
        f"<link rel='replies' type='text/html' href='{address}#comment-form' title='0 Komentar'/>"
        f"<link rel='alternate' type='text/html' href='{address}' title='{safe(printed.title)}'/>"
        f"<author><name>{safe(printed.piece.author or 'Redaksi')}</name></author></entry>"
    )

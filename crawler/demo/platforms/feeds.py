"""What machines read: RSS with whole texts or excerpts, sitemaps, the index of sitemaps, the news sitemap."""

from __future__ import annotations

from datetime import UTC, timedelta
from email.utils import format_datetime

from crawler.demo.press import Printed, slugged
from crawler.demo.printing import Answer, Sheet, excerpt, paragraphs, safe

_FEED_LENGTH = 10
_NEWS_HOURS = 48
_XML = "application/xml"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def rss(sheet: Sheet) -> Answer:
    """The newest pieces as RSS 2.0."""
    paper = sheet.paper
    body = (
        f'<?xml version="1.0" encoding="{paper.encoding}"?>\n<rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">\n<channel>\n'
        f"<title>{safe(paper.outlet)}</title>\n"
        f'<atom:link href="{paper.home}/feed/" rel="self" type="application/rss+xml" />\n'
        f"<link>{paper.home}</link>\n<description>{safe(paper.slogan)}</description>\n"
        f"<lastBuildDate>{format_datetime(sheet.moment.astimezone(UTC))}</lastBuildDate>\n<language>id</language>\n"
        + "".join(_entry(sheet, printed) for printed in sheet.pieces[:_FEED_LENGTH])
        + "</channel>\n</rss>\n"
    )
    return Answer(kind="application/rss+xml", body=body, changed_at=sheet.moment)


def _entry(sheet: Sheet, printed: Printed) -> str:
    paper, piece = sheet.paper, printed.piece
    address = safe(paper.home + paper.feed_under + paper.path(printed))
    whole = "\n".join(paragraphs(printed)) if paper.full_feed else ""
    content = f"<content:encoded><![CDATA[{whole}]]></content:encoded>\n" if whole else ""
    return (
        f"<item>\n<title>{safe(printed.title)}</title>\n<link>{address}</link>\n<comments>{address}#respond</comments>\n"
        f"<dc:creator><![CDATA[{piece.author or 'admin'}]]></dc:creator>\n"
        f"<pubDate>{format_datetime(piece.published.astimezone(UTC))}</pubDate>\n"
        f"<category><![CDATA[{piece.section}]]></category>\n"
        f'<guid isPermaLink="false">{paper.home}/?p={piece.number}</guid>\n'
        f"<description><![CDATA[<p>{excerpt(printed, 120)}</p>]]></description>\n{content}</item>\n"
    )


def sitemaps(sheet: Sheet, path: str) -> Answer | None:
    """The sitemap at this path: an index, all pieces, the newest as news, the sections."""
    home = sheet.paper.home
    if path in ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml"):
        names = ("post-sitemap.xml", "category-sitemap.xml", "news-sitemap.xml")
        parts = "".join(
            f"<sitemap><loc>{home}/{name}</loc><lastmod>{sheet.moment.isoformat()}</lastmod></sitemap>\n"
            for name in names
        )
        return _xml(f'<sitemapindex xmlns="{_SITEMAP}">\n{parts}</sitemapindex>', sheet)
    if path == "/category-sitemap.xml":
        urls = "".join(f"<url><loc>{home}/category/{slugged(s)}/</loc></url>\n" for s in sheet.paper.sections)
        return _xml(f'<urlset xmlns="{_SITEMAP}">\n{urls}</urlset>', sheet)
    if path == "/news-sitemap.xml":
        return news(sheet)
    return urlset(sheet, sheet.everything) if path == "/post-sitemap.xml" else None


def urlset(sheet: Sheet, pieces: tuple[Printed, ...]) -> Answer:
    """A plain sitemap of these pieces."""
    home, path = sheet.paper.home, sheet.paper.path
    urls = "".join(
        f"<url><loc>{safe(home + path(p))}</loc><lastmod>{p.modified.isoformat()}</lastmod></url>\n" for p in pieces
    )
    return _xml(f'<urlset xmlns="{_SITEMAP}">\n<url><loc>{home}/</loc></url>\n{urls}</urlset>', sheet)


def news(sheet: Sheet) -> Answer:
    """The news sitemap: it holds the last two days only."""
    since = sheet.moment - timedelta(hours=_NEWS_HOURS)
    paper = sheet.paper
    urls = "".join(
        f"<url><loc>{safe(paper.home + paper.path(p))}</loc><news:news><news:publication>"
        f"<news:name>{safe(paper.outlet)}</news:name><news:language>id</news:language></news:publication>"
        f"<news:publication_date>{p.piece.published.isoformat()}</news:publication_date>"
        f"<news:title>{safe(p.title)}</news:title></news:news></url>\n"
        for p in sheet.pieces
        if p.piece.published >= since
    )
    space = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return _xml(f'<urlset xmlns="{_SITEMAP}" {space}>\n{urls}</urlset>', sheet)


def _xml(body: str, sheet: Sheet) -> Answer:
    return Answer(kind=_XML, body=f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n', changed_at=sheet.moment)

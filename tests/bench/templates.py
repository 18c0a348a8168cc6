"""Ten page shapes of the field, for the bench's newspapers: each wraps an article as its platform does.

They carry what the field's pages carry: promoted headlines inside the text, leads of other articles, a header clock
with a Hijri date, share words, counters, comments with sentences, and a hundred kilobytes of menu, style and script.
Everything here is invented; only the articles are real.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from html import escape

from tests.bench.corpus import RealArticle

WITA = timezone(timedelta(hours=8))
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
_COMMENTS = (
    "Semoga pemerintah segera turun tangan, kasihan warga yang setiap hari lewat jalan itu untuk mengantar anak sekolah.",
    "Saya sudah baca berita serupa minggu lalu, tapi sampai sekarang belum ada tindakan nyata dari dinas terkait di daerah kami.",
    "Mantap, terus beritakan yang benar. Kami di kampung selalu menunggu kabar dari media ini setiap pagi sebelum ke kebun.",
    "Tolong redaksi konfirmasi juga ke pihak kecamatan, karena keterangan yang saya dengar di lapangan sedikit berbeda.",
    "Setuju sekali dengan pendapat di atas, hal begini tidak boleh dibiarkan berlarut-larut sampai musim hujan datang lagi.",
)
_MENU = (
    "Beranda", "Daerah", "Nasional", "Politik", "Hukum", "Ekonomi", "Pendidikan", "Kesehatan", "Olahraga", "Budaya",
    "Wisata", "Opini", "Sosok", "Galeri", "Video", "Indeks", "Tentang Kami", "Redaksi", "Pedoman Media Siber", "Kontak",
)  # fmt: skip


# Who is printed beside the author: an editor, in two papers.
EDITORS = {"Tribun Selat": ("Yuliana Mbuilima",), "Kantor Berita Sasando": ("Yuliana Mbuilima",)}


def printed(at: datetime, form: str) -> str:
    """The instant as an outlet prints it."""
    local = at.astimezone(WITA)
    day, month = _DAYS[local.weekday()], _MONTHS[local.month - 1]
    return {
        "long": f"{day}, {local.day} {month} {local.year} | {local:%H:%M} WITA",
        "dotted": f"{day}, {local.day} {month} {local.year} {local:%H.%M} Wita",
        "slash": f"{local:%d/%m/%Y}, {local:%H:%M} WITA",
        "dash": f"{local.day} {month} {local.year} - {local:%H:%M} WITA",
        "bare": f"{local.day} {month} {local.year} {local:%H:%M}",
    }[form]


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around one article: other articles, and chance that is the same at every build."""

    host: str
    outlet: str
    others: Sequence[RealArticle]
    address: Callable[[RealArticle], str]
    rng: random.Random

    def leads(self, count: int) -> str:
        """Other articles as boxes with their leads: what readers bleed into the text."""
        return "".join(
            f'<div class="item"><h3><a href="{self.address(a)}">{escape(a.title)}</a></h3>'
            f"<p>{escape(a.paragraphs[0][:220])} …</p></div>"
            for a in self.rng.sample(list(self.others), min(count, len(self.others)))
        )

    def headlines(self, count: int) -> str:
        """Other articles as a list of headlines."""
        chosen = self.rng.sample(list(self.others), min(count, len(self.others)))
        return "<ul>" + "".join(f'<li><a href="{self.address(a)}">{escape(a.title)}</a></li>' for a in chosen) + "</ul>"

    def promo(self) -> str:
        """One promoted headline, as it stands inside a text."""
        other = self.rng.choice(list(self.others))
        return f'<a href="{self.address(other)}">{escape(other.title)}</a>'

    def comments(self) -> str:
        """A comment thread with sentences."""
        chosen = self.rng.sample(_COMMENTS, 3)
        return '<div id="comments" class="comments-area"><h3>3 Komentar</h3><ol class="comment-list">' + "".join(
            f'<li class="comment"><div class="comment-author">Pembaca {n}</div><div class="comment-content"><p>{text}</p>'
            f'</div><a href="?replytocom={n}">Balas</a></li>'
            for n, text in enumerate(chosen, 1)
        ) + '</ol><form id="commentform"><p>Alamat email Anda tidak akan dipublikasikan.</p></form></div>'  # fmt: skip

    def menu(self) -> str:
        """The header: a clock with a Hijri date, and a menu of menus."""
        entries = "".join(
            f'<li class="menu-item"><a href="/category/{word.lower().replace(" ", "-")}/">{word}</a><ul class="sub-menu">'
            + "".join(f'<li><a href="/tag/{word.lower()}-{n}/">{word} {n}</a></li>' for n in range(6))
            + "</ul></li>"
            for word in _MENU
        )
        return f'<header><div class="top">Ahad, 30 Rajab 1447 H | 18 Januari 2026</div><a href="/">{self.outlet}</a><nav><ul>{entries}</ul></nav></header>'

    def weight(self) -> str:
        """Style and script as themes inline them: about 85 KB."""
        rules = "".join(
            f".w{n}-{self.rng.randrange(9999)}{{margin:{n % 9}px;color:#{n * 37 % 4096:03x}}}" for n in range(1300)
        )
        calls = "".join(f'w.push({{"k{n}":"{self.rng.randrange(10**9)}","t":[{n},{n + 1}]}});' for n in range(900))
        return f"<style>{rules}</style><script>var w=[];{calls}</script>"


def _page(title: str, head: str, body_class: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head>'
        f'<body class="{body_class}">{body}</body></html>'
    )


def _paragraphs(article: RealArticle, around: Around, promo: str, every: int = 3) -> str:
    parts = []
    for n, text in enumerate(article.paragraphs):
        parts.append(f"<p>{escape(text)}</p>")
        if n % every == every - 1 and n + 1 < len(article.paragraphs):
            parts.append(promo.format(link=around.promo()))
    if article.below:
        parts.append(f"<p><em>{escape(article.below)}</em></p>")
    return "\n".join(parts)


def newkarma(article: RealArticle, around: Around) -> str:
    """WordPress with a gmr- theme: JSON-free head, time element, editor in the footer of the text."""
    text = _paragraphs(article, around, '<div class="gmr-related-post-onlytitle"><span>Baca juga:</span> {link}</div>')
    iso = article.at.astimezone(WITA).isoformat()
    return _page(
        f"{article.title} - {around.outlet}",
        f'<link rel="canonical" href="{around.address(article)}"><meta property="og:title" content="{escape(article.title)}">'
        f'<meta property="og:site_name" content="{around.outlet}"><link rel="shortlink" href="http://{around.host}/?p={article.number + 100}">'
        + around.weight(),
        f"post-template-default single single-post postid-{article.number + 100} idtheme kentooz gmr-box-layout",
        around.menu()
        + '<main class="site-main"><article class="post type-post"><div class="gmr-box-content gmr-single">'
        f'<header class="entry-header"><h1 class="entry-title">{escape(article.title)}</h1><div class="gmr-content-metasingle">'
        f'<span class="entry-author vcard"><a class="url fn n" href="/author/admin/">{article.author}</a></span>'
        f'<span class="posted-on"><time class="entry-date published" datetime="{iso}">{printed(article.at, "bare")}</time></span>'
        '<span class="gmr-view">337 Views</span></div></header>'
        f'<div class="entry-content entry-content-single clearfix">{text}<p>(*)</p>'
        '<div class="gmr-cf-metacontent"><span>Editor: Redaksi</span></div></div>'
        f'<footer><div class="gmr-related-post"><h3>Berita Terkait</h3>{around.leads(6)}</div></footer></div></article>'
        f"{around.comments()}</main><aside><h3>Terpopuler</h3>{around.headlines(10)}</aside><footer>© 2025 {around.outlet}</footer>",
    )


def tagdiv(article: RealArticle, around: Around) -> str:
    """WordPress with tagDiv Newspaper: JSON-LD graph with author and zone."""
    text = _paragraphs(
        article, around, '<div class="td_block_related_posts td-related-inline"><p>Baca Juga: {link}</p></div>', 4
    )
    iso = article.at.astimezone(WITA).isoformat()
    ld = (
        '{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headline":"' + escape(article.title)
        + f'","datePublished":"{iso}","dateModified":"{iso}","author":{{"@type":"Person","name":"{article.author}"}}}}]}}'
    )  # fmt: skip
    return _page(
        f"{article.title} | {around.outlet}",
        f'<script type="application/ld+json">{ld}</script><link rel="canonical" href="{around.address(article)}">'
        + around.weight(),
        f"single postid-{article.number + 100} td-standard-pack",
        around.menu()
        + f'<div class="td-main-content-wrap"><article class="post"><header class="td-post-title"><h1 class="entry-title">{escape(article.title)}</h1>'
        f'<div class="td-module-meta-info"><div class="td-post-author-name">Oleh <a>{article.author}</a></div><span class="td-post-date"><time class="entry-date" datetime="{iso}">{printed(article.at, "dash")}</time></span></div></header>'
        '<div class="td-post-sharing">Bagikan Facebook Twitter WhatsApp</div>'
        f'<div class="td-post-content tagdiv-type">{text}</div>'
        f'<div class="td_block_related_posts"><h4>ARTIKEL TERKAIT</h4>{around.leads(6)}</div></article>{around.comments()}</div>'
        f'<div class="td-sidebar">{around.leads(5)}{around.headlines(8)}</div>',
    )


def jnews(article: RealArticle, around: Around) -> str:
    """WordPress with JNews: inline related boxes, meta times."""
    text = _paragraphs(
        article,
        around,
        '<div class="jnews_inline_related_post_wrapper left"><div class="jnews_inline_related_post"><h3>Baca Juga</h3>{link}</div></div>',
    )
    iso = article.at.isoformat()
    return _page(
        f"{article.title} – {around.outlet}",
        f'<meta property="article:published_time" content="{iso}"><meta name="author" content="{article.author}"><link rel="canonical" href="{around.address(article)}">'
        + around.weight(),
        f"single postid-{article.number + 100} jnews jeg_single_tpl_1",
        around.menu()
        + f'<div class="jeg_main"><div class="entry-header"><h1 class="jeg_post_title">{escape(article.title)}</h1>'
        f'<div class="jeg_meta_author">oleh <a href="/author/x/">{article.author}</a></div><div class="jeg_meta_date"><a>{printed(article.at, "dash")}</a></div><span>0 SHARES 120 VIEWS</span></div>'
        '<div class="jeg_share_top">Share on FacebookShare on Twitter</div><div class="entry-content"><div class="content-inner">'
        f'{text}<div class="jeg_post_tags"><span>Tags:</span> <a>berita</a></div></div></div>'
        f'<div class="jnews_related_post_container">{around.leads(8)}</div>{around.comments()}</div><div class="jeg_sidebar">{around.headlines(12)}</div>',
    )


def blogger(article: RealArticle, around: Around) -> str:
    """Blogger on its own name: text straight in the body, parted by <br><br>."""
    chunks = []
    for n, text in enumerate(article.paragraphs):
        chunks.append(escape(text))
        if n % 4 == 3:
            chunks.append(f"Baca juga: {around.promo()}")
    if article.below:
        chunks.append(f"<i>{escape(article.below)}</i>")
    iso = article.at.astimezone(WITA).isoformat()
    return _page(
        f"{around.outlet}: {article.title}",
        '<meta content="blogger" name="generator">'
        f'<link href="{around.address(article)}" rel="canonical">' + around.weight(),
        "item-view",
        around.menu()
        + f'<div class="date-header"><span>{printed(article.at, "long").split(" |")[0]}</span></div><div class="post hentry" itemprop="blogPost">'
        f'<h3 class="post-title entry-title" itemprop="name">{escape(article.title)}</h3><div class="post-body entry-content" id="post-body-{article.number + 5000}">'
        + "<br /><br />".join(chunks)
        + f'<div style="clear: both;"></div></div><div class="post-footer"><span class="post-author vcard">Diposting oleh <span class="fn">{article.author}</span></span> pada '
        f'<abbr class="published" title="{iso}">{printed(article.at, "bare")}</abbr> <a href="#">Kirimkan Ini lewat Email</a></div></div>'
        f'<div id="related-posts"><h2>Related Posts:</h2>{around.headlines(8)}</div>{around.comments()}<div class="sidebar">{around.leads(5)}</div>',
    )


def network(article: RealArticle, around: Around) -> str:
    """A big network: promoted headlines as bare paragraphs, author and editor below the text."""
    text = _paragraphs(article, around, '<p class="baca">Baca juga: {link}</p>', 2)
    return _page(
        f"{article.title} - {around.outlet}",
        f'<meta property="og:title" content="{escape(article.title)} - {around.outlet}"><link rel="canonical" href="{around.address(article)}">'
        + around.weight(),
        "detail",
        around.menu()
        + f'<div class="breadcrumb"><a>Home</a> <a>Daerah</a></div><h1 id="arttitle" class="f50">{escape(article.title)}</h1><time class="grey">Tayang: {printed(article.at, "long").replace(" | ", " ")}</time>'
        f'<div id="penulis">Penulis: <a>{article.author}</a> | Editor: <a>Yuliana Mbuilima</a></div><div class="sharebox">SHARE</div>'
        f'<div class="side-article txt-article multi-fontsize">{text}</div>'
        f'<div class="rekomendasi"><h3>Rekomendasi untuk Anda</h3>{around.leads(8)}</div><div id="latest">{around.headlines(15)}</div>',
    )


def portal(article: RealArticle, around: Around) -> str:
    """A partner portal: read__ classes, editor and source below, paging words."""
    text = _paragraphs(article, around, "<p><strong>Baca Juga: {link}</strong></p>")
    return _page(
        f"{article.title} - {around.outlet}",
        f'<meta name="content_author" content="{article.author}"><link rel="canonical" href="{around.address(article)}">'
        + around.weight(),
        "read",
        around.menu()
        + f'<div class="read"><h1 class="read__title">{escape(article.title)}</h1><div class="read__info"><div class="read__info__author">{article.author}</div>'
        f'<div class="read__info__date">- {printed(article.at, "dash").replace(" - ", ", ")}</div></div><article class="read__content clearfix">{text}</article>'
        f'<div class="read__paging">Halaman: 1</div><div class="read__editor">Editor: {article.author}</div><div class="read__tagging">Tags <a>daerah</a></div></div>'
        f'<div class="related"><h2>Artikel Pilihan</h2>{around.leads(6)}</div><div class="terkini"><h2>Terkini</h2>{around.headlines(12)}</div>',
    )


def agency(article: RealArticle, around: Around) -> str:
    """An agency bureau: Pewarta and Editor lines at the end, copyright line."""
    text = _paragraphs(article, around, '<p><span class="baca-juga">Baca juga: {link}</span></p>')
    return _page(
        f"{article.title} - {around.outlet}",
        f'<link rel="canonical" href="{around.address(article)}">' + around.weight(),
        "article",
        around.menu()
        + f'<article class="post-wrapper"><h1 class="post-title">{escape(article.title)}</h1><p class="simple-share"><span class="article-date">{printed(article.at, "dotted")}</span></p>'
        f'<div class="post-content clearfix wrap__article-detail-content">{text}<p class="text-muted small mt10">Pewarta : {article.author}<br/>Editor: Yuliana Mbuilima<br/>COPYRIGHT © {around.outlet} 2025</p></div></article>'
        f'<section class="related-post"><h3>Berita Terkait</h3>{around.leads(6)}</section><aside>{around.headlines(10)}</aside>',
    )


def laravel(article: RealArticle, around: Around) -> str:
    """A portal of somebody's own: utility classes, text in bare divs, promoted boxes inside."""
    parts = []
    for n, text in enumerate(article.paragraphs):
        parts.append(f"<div>{escape(text)}</div>")
        if n % 4 == 3:
            parts.append(f'<div class="card bg-light p-2"><small>Lihat juga</small><br>{around.promo()}</div>')
    if article.below:
        parts.append(f"<div>{escape(article.below)}</div>")
    return _page(
        f"{article.title}",
        f'<meta property="og:site_name" content="{around.outlet}">' + around.weight(),
        "font-sans antialiased",
        around.menu()
        + f'<div class="container"><div class="row"><div class="col-md-8"><h2 class="fw-bold">{escape(article.title)}</h2><small class="text-muted"><i class="fa fa-user"></i> {article.author} &nbsp; <i class="fa fa-calendar"></i> {printed(article.at, "slash")}</small>'
        f'<div class="my-3 konten">{"".join(parts)}</div><div class="mt-4"><h4>Berita Lainnya</h4>{around.leads(8)}</div></div><div class="col-md-4"><h4>Populer</h4>{around.headlines(10)}</div></div></div>',
    )


def government(article: RealArticle, around: Around) -> str:
    """A regency portal: long lists at both sides, text in a table cell's paragraphs."""
    text = "".join(
        f'<p style="text-align:justify"><span style="font-size:14px">{escape(t)}</span></p><p>&nbsp;</p>'
        for t in (*article.paragraphs, *([article.below] if article.below else []))
    )
    return _page(
        f"{article.title} | {around.outlet}",
        around.weight(),
        "com_content view-article",
        around.menu()
        + f'<table width="100%"><tr><td class="kiri">{around.headlines(15)}</td><td class="tengah"><div class="item-page" itemscope><div class="page-header"><h2 itemprop="headline">{escape(article.title)}</h2></div>'
        f'<dl class="article-info"><dd class="createdby">Ditulis oleh {article.author}</dd><dd class="published">Diterbitkan: {printed(article.at, "dotted")}</dd><dd class="hits">Dilihat: 120</dd></dl>'
        f'<div itemprop="articleBody">{text}</div></div></td><td class="kanan">{around.leads(6)}</td></tr></table>',
    )


def classic(article: RealArticle, around: Around) -> str:
    """Old WordPress: entry class, meta line in words, sidebar of widgets."""
    text = _paragraphs(article, around, "<p>BACA JUGA: {link}</p>")
    iso = article.at.astimezone(WITA).isoformat()
    return _page(
        f"{around.outlet} » {article.title}",
        f'<link rel="alternate" type="application/rss+xml" href="/feed/"><meta property="article:published_time" content="{iso}">'
        + around.weight(),
        f"single single-post postid-{article.number + 100}",
        around.menu()
        + f'<div id="content"><div class="post" id="post-{article.number + 100}"><h2 class="title">{escape(article.title)}</h2><p class="postmetadata">Ditulis oleh {article.author} pada {printed(article.at, "bare")}</p>'
        f'<div class="entry">{text}<div class="sharedaddy"><h3>Bagikan ini:</h3><a>Facebook</a></div></div><p class="postmetadata">Posting ini dimasukkan dalam <a>Berita</a></p></div>{around.comments()}</div>'
        f'<div id="sidebar"><ul><li>{around.headlines(10)}</li><li>{around.leads(5)}</li></ul></div>',
    )


TEMPLATES: tuple[Callable[[RealArticle, Around], str], ...] = (
    newkarma, tagdiv, jnews, blogger, network, portal, agency, laravel, government, classic,
)  # fmt: skip

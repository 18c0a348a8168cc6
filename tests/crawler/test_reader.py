"""What the reader promises of an article's page: each rule on a small page written by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Article, NeedsPages, NotAnArticle
from crawler.parsers import READER, marks, read
from tests.crawler.pages import SITE, TEXT, article, html, paragraphs, raw

WITA = timezone(timedelta(hours=8))


def told(markup: str, **more) -> Article:
    outcome = read(raw(markup, **more), SITE).outcome
    assert isinstance(outcome, Article), outcome
    return outcome


def lines(markup: str, **more) -> list[str]:
    return [paragraph.text for paragraph in told(markup, **more).body]


def dropped(markup: str) -> dict[str, str]:
    return {line.text: line.rule for line in read(raw(markup), SITE).evidence.dropped}


# ---------------------------------------------------------------------------------------------------------- the body


def test_the_text_is_read_whole_and_in_order():
    assert lines(article()) == list(TEXT)


def test_a_reading_names_its_context_and_is_the_same_every_time():
    one, two = read(raw(article()), SITE), read(raw(article()), SITE)
    assert one == two
    assert one.context.reader == READER
    assert one.context.site_toml == SITE.fact.id


@pytest.mark.parametrize(
    "box",
    [
        "<p>Baca juga: <a href='/lain'>Jalan kabupaten rusak lagi</a></p>",
        "<p class='baca'><a href='/lain'>Jalan kabupaten rusak lagi setelah hujan tiga hari</a></p>",
        "<div class='related-posts'><h3>Berita terkait</h3><p>Hujan tiga hari merusak jalan kabupaten di dua kecamatan, warga mengeluh.</p></div>",
        "<div class='sharedaddy'>Bagikan: <a href='#'>Facebook</a></div>",
        "<p>SCROLL TO CONTINUE WITH CONTENT</p>",
        "<div class='tanggal'>Sabtu, 2 Maret 2024 | 09:15 WITA</div>",
        "<div class='foto-desc'>Warga mengangkat lumpur dari saluran air. Foto: dokumen desa</div>",
        "<div class='zoom-font'>Zoom Out Zoom In Normal</div>",
        "<div>Foto 1 dari 5</div>",
        "<p>Advert</p>",
        "<div class='restricted-content'><h2>Untuk pelanggan</h2><p>Bacalah selanjutnya dengan berlangganan, mulai dari sepuluh ribu rupiah sebulan.</p></div>",
        "<p>ADVERTISEMENT</p>",
        "<div class='jnews_inline_related_post'><h3>Baca Juga</h3><a href='/lain'>Jalan kabupaten rusak lagi</a></div>",
        "<div style='display:none'><p>Kata tersembunyi yang cukup panjang untuk menjadi satu paragraf penuh di halaman ini.</p></div>",
        "<aside><p>Kotak samping dengan kalimat yang cukup panjang untuk menjadi satu paragraf penuh di halaman ini.</p></aside>",
        "<figure><img src='/a.jpg'><figcaption>Warga mengangkat lumpur. (Foto: Dok. desa)</figcaption></figure>",
        "<script>document.write('<p>Bukan teks sama sekali, tetapi cukup panjang untuk dianggap paragraf oleh siapa pun.</p>')</script>",
    ],
)
def test_a_box_inside_the_text_is_left_out_and_said(box):
    markup = article(paragraphs(*TEXT[:2]) + box + paragraphs(*TEXT[2:]))
    assert lines(markup) == list(TEXT)
    if "<script" not in box:
        assert dropped(markup)


HEADLINES = st.lists(
    st.sampled_from(
        ["Bupati", "Jalan", "SMPN 2 Tambolaka", "Rp 1,5", "di", "Rusak:", "Warga,", "George", "hingga", "2025"]
    ),
    min_size=1,
    max_size=40,
).map(lambda words: " ".join(words)[:280].rstrip())


@given(st.lists(HEADLINES, min_size=4, max_size=4))
@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize(
    ("begin", "end", "box"),
    [
        ("", "<br>", "Baca juga: <a href='/lain'>{}</a>"),
        ("<p>", "</p>", "Baca juga: <a href='/lain'>{}</a>"),
        ("<p>", "</p>", "<a href='/lain'>BACA JUGA: {}</a>"),
        ("<div>", "</div>", "<small>Lihat juga</small><br><a href='/lain'>{}</a>"),
    ],
)
def test_whatever_other_articles_are_announced_the_text_is_the_same(begin, end, box, headlines):
    plain = [*TEXT, "(yos/mar)", "jalan kabupaten", "sumba barat daya"]
    said = list(plain)
    for at, headline in zip((len(said), len(TEXT) + 1, 2, 1), headlines, strict=True):
        said.insert(at, box.format(headline))
    with_them, without = (
        lines(
            html(
                "<h1>Warga bersihkan saluran air</h1><div>" + "".join(f"{begin}{one}{end}" for one in all_of) + "</div>"
            )
        )
        for all_of in (said, plain)
    )
    assert with_them == without


def test_what_somebody_is_quoted_to_have_said_announces_nothing():
    said = "“Baca: yang tertulis di papan itu, lalu putuskan sendiri apakah air ini boleh diminum,” kata Lukas Bora."
    assert said in lines(article(paragraphs(*TEXT, said, TEXT[0][:60] + " lagi.")))


def test_a_long_teaser_among_short_ones_is_told_by_the_address_that_its_headline_leads_to():
    short = (
        "Warga dua dusun menunggu giliran memakai alat berat milik dinas sejak pekan lalu, kata kepala dusun di sana."
    )
    told_of = (
        ("Jembatan gantung selesai dibangun", short),
        ("Panen jagung gagal lagi", short),
        ("Puskesmas baru dibuka besok", f"{short} {short} {short} {short} {short}"),
    )
    others = "".join(
        f"<li class='kartu'><div><h6><a href='/daerah'>Daerah</a></h6><span>2 Maret 2024</span><h5><a href='/2024/03/{name.lower().replace(' ', '-')}/'>{name}</a></h5><div class='uraian'>{said}</div></div></li>"
        for name, said in told_of
    )
    assert lines(article(after=f"<div><ul>{others}</ul></div>")) == list(TEXT)
    assert lines(article(paragraphs() + f"<ul>{others}</ul>")) == list(TEXT)


def test_comments_longer_than_the_text_are_not_the_text():
    thread = "<ol class='comment-list'>" + "".join(
        f"<li class='comment'><p>Komentar nomor {n}: semoga pemerintah segera turun tangan, kasihan warga yang lewat setiap hari.</p></li>"
        for n in range(30)
    )
    assert lines(article(after=f"<div id='comments'>{thread}</ol></div>")) == list(TEXT)


def test_consent_longer_than_the_text_is_not_the_text():
    purposes = "".join(
        f"<p class='category-desc'>Tujuan {n}: kuki ini menghitung kunjungan agar kami tahu halaman mana yang sering dibaca dan mana yang jarang.</p>"
        for n in range(30)
    )
    consent = f"<div class='banner' id='consent-sdk'><div class='tabs with-label'><div class='pc-content'>{purposes}</div></div></div>"
    assert lines(article(after=consent)) == list(TEXT)


def test_a_hidden_box_with_a_headline_of_its_own_is_left_out():
    terms = "".join(
        f"<p>Syarat {n}: berita ini boleh dimuat ulang dengan menyebut nama penulis dan alamat asalnya.</p>"
        for n in range(12)
    )
    page = article(after=f"<div class='modal' style='display:none'><h1>Muat ulang berita ini</h1>{terms}</div>")
    assert lines(page.replace("<h1 class", "<h2 class")) == list(TEXT)


def test_parts_that_are_numbered_in_a_misleading_name_are_the_text():
    parts = "".join(f"<div class='topic{n}'><p>{line}</p><p>{line[:-1]} lagi.</p></div>" for n, line in enumerate(TEXT))
    assert len(lines(article(parts))) == 2 * len(TEXT)


def test_the_words_of_a_headings_id_name_no_box():
    inside = paragraphs(*TEXT[:2]) + "<h3 id='related-news-of-the-day'>Alat berat</h3>" + paragraphs(*TEXT[2:])
    assert "Alat berat" in lines(article(inside))


def test_a_secondary_colour_is_no_side_column():
    inside = paragraphs(*TEXT[:3]) + f"<div class='border-secondary-700'>{paragraphs(TEXT[3])}</div>"
    assert lines(article(inside)) == list(TEXT)


@pytest.mark.parametrize(
    "call", ["Never miss the latest of what we write.", "Gefällt dir unsere Zeitung? Dann abonniere sie."]
)
def test_a_call_to_the_reader_below_the_text_is_left_out_and_one_within_it_is_the_texts(call):
    assert lines(article(paragraphs(*TEXT, call))) == list(TEXT)
    assert call in lines(article(paragraphs(*TEXT[:2], call, *TEXT[2:])))
    assert dropped(article(paragraphs(*TEXT, call)))[call] == "call"


def test_where_no_name_tells_two_other_measures_may_leave_out_an_edge():
    menus = "".join(
        f"<div class='terkait'><a href='/d/{n}'>Kabar nomor {n} dari daerah ini</a></div>" for n in range(14)
    )
    page = f"<div class='x'><h1>Warga bersihkan saluran air</h1><div>{paragraphs(*TEXT)}</div><div>{menus}<div>Koran ini terbit tiap pagi di tiga kabupaten.</div></div></div>"
    assert lines(html(page)) == list(TEXT)


def test_line_breaks_part_paragraphs():
    assert lines(article("<br><br>".join(TEXT))) == list(TEXT)


def test_a_single_break_inside_a_sentence_does_not():
    wrapped = TEXT[0].replace("sepanjang", "<br>sepanjang")
    assert lines(article(f"<p>{wrapped}</p>" + paragraphs(*TEXT[1:])))[0] == TEXT[0]


def test_inline_words_keep_their_own_white_space():
    body = lines(
        article(
            f"<p><b>Tam</b>bolaka dan <i>Waitabula</i>, <a href='/x'>Kodi</a>. {TEXT[0]}</p>" + paragraphs(*TEXT[1:])
        )
    )
    assert body[0].startswith("Tambolaka dan Waitabula, Kodi. Warga")


def test_what_an_article_names_as_its_sources_is_its_text():
    listed = "Kantor desa Wee Kambala, laporan kerja bakti tahun 2025, halaman empat sampai tujuh."
    text = paragraphs(*TEXT, *(f"Pada hari kedua: {line}" for line in TEXT))
    outcome = read(raw(article(f"{text}<h3>Sources</h3><p>{listed}</p>")), SITE).outcome
    assert isinstance(outcome, Article)
    assert listed in outcome.text
    other = read(raw(article(f"{text}<h3>Trending</h3><p>{listed}</p>")), SITE).outcome
    assert isinstance(other, Article)
    assert listed not in other.text


def test_lists_tables_quotes_and_headings_keep_their_kind():
    inside = (
        paragraphs(*TEXT[:2]) + "<h2>Yang disumbang warga</h2><ul><li>dua ratus karung pasir</li><li>enam gerobak</li></ul>"
        "<table><tr><td>Dusun</td><td>Rumah</td></tr><tr><td>Kambala</td><td>41</td></tr></table>"
        f"<blockquote><p>{TEXT[2]}</p></blockquote>" + paragraphs(TEXT[3])
    )  # fmt: skip
    kinds = [(paragraph.kind, paragraph.text) for paragraph in told(article(inside)).body]
    assert ("heading", "Yang disumbang warga") in kinds
    assert ("list", "enam gerobak") in kinds
    assert ("table_row", "Kambala | 41") in kinds
    assert ("quote", TEXT[2]) in kinds


def test_white_space_is_folded_and_typos_are_kept():
    body = lines(article(f"<p>Fdanlpri\u00a0 Mekeng   membuka rapat di aula. “ Membangun desa.</p>{paragraphs()}"))
    assert body[0] == "Fdanlpri Mekeng membuka rapat di aula. “ Membangun desa."


def test_a_text_in_bare_divs_is_found():
    page = html(
        "<div class='col'><h2>Warga bersihkan saluran air</h2><div class='konten'>"
        + "".join(f"<div>{t}</div>" for t in TEXT)
        + "</div></div>"
    )
    assert lines(page) == list(TEXT)


def test_a_class_that_lies_is_not_believed():
    page = html(
        "<h1>Warga bersihkan saluran air</h1><div class='content-sidebar related-wrap'><div class='widget'>"
        + paragraphs(*(TEXT * 1), *(t + " Begitu." for t in TEXT * 2))
        + "</div></div>"
    )
    assert lines(page)[: len(TEXT)] == list(TEXT)


# ------------------------------------------------------------------------------------------- headline, dates, people


@pytest.mark.parametrize(
    "page",
    [
        article(),
        html(f"<h2 class='judul'>Warga bersihkan saluran air</h2><div class='isi'>{paragraphs()}</div>"),
        html(f"<div class='isi'>{paragraphs()}</div>"),
        html(f"<h1>Warta Uji</h1><h2>Warga bersihkan saluran air</h2><div class='isi'>{paragraphs()}</div>"),
        article(head="<meta property='og:title' content='Warga bersihkan saluran air - Warta Uji'>"),
        article(head="<meta property='og:title' content='Video: lihat warga ini!'>"),
        # A kicker inside the heading, a heading inside the text, the site's name as the only h1, a title in pieces.
        html(f"<h1><span>Gotong royong</span> Warga bersihkan saluran air</h1><div class='isi'>{paragraphs()}</div>"),
        html(f"<div class='isi'>{paragraphs()}<h2>Warga bersihkan bagian dangkal</h2>{paragraphs(*TEXT[:2])}</div>"),
        html(f"<h1><a href='/'>Portal kami dari desa</a></h1><p class='x'>Warga bersihkan saluran air</p><div class='isi'>{paragraphs()}</div>"),
        html(f"<p class='x'>Warga bersihkan saluran air</p><div class='isi'>{paragraphs()}</div>", title="Daerah // Warga bersihkan saluran air"),
        # A rubric as the only h1: that it shares a letter with the head is no sign.
        html(f"<h1>M&amp;A Daerah</h1><div class='isi'>{paragraphs()}</div>", "<meta name='twitter:title' content='Laporan M&amp;A dari desa tentang saluran air dan warga yang bersihkan'><meta property='og:title' content='Warga bersihkan saluran air'>"),
    ],
)  # fmt: skip
def test_the_headline_is_the_printed_one_without_the_outlets_name(page):
    assert told(page).title == "Warga bersihkan saluran air"


def test_a_headline_in_quotation_marks_keeps_both():
    page = html(f"<h1>»Kami tidak menunggu«</h1><div class='isi'>{paragraphs()}</div>", title="»Kami tidak menunggu«")
    assert told(page).title == "»Kami tidak menunggu«"


@pytest.mark.parametrize(
    ("head", "before", "at", "precision", "zone_from"),
    [
        ('<script type="application/ld+json">{"@type":"NewsArticle","headline":"Warga bersihkan saluran air","datePublished":"2024-03-02T09:15:30+08:00"}</script>',
         "", datetime(2024, 3, 2, 9, 15, 30, tzinfo=WITA), "instant", "data"),
        ('<meta property="article:published_time" content="2024-03-02T01:15:30Z">', "", datetime(2024, 3, 2, 1, 15, 30, tzinfo=UTC), "instant", "data"),
        ("", '<time class="entry-date published" datetime="2024-03-02T09:15:30+08:00">2 Maret 2024</time>', datetime(2024, 3, 2, 9, 15, 30, tzinfo=WITA), "instant", "data"),
        ("", "<p class='tgl'>Sabtu, 2 Maret 2024 | 09:15 WIB</p>", datetime(2024, 3, 2, 9, 15, tzinfo=timezone(timedelta(hours=7))), "minute", "printed"),
        ("", "<div>Diterbitkan Sabtu, 02/03/2024 Pkl.09.15</div>", datetime(2024, 3, 2, 9, 15, tzinfo=WITA), "minute", "outlet"),
        ("", "<div>2 Maret 2024</div>", datetime(2024, 3, 2, tzinfo=WITA), "day", "outlet"),
    ],
)  # fmt: skip
def test_the_instant_is_read_with_its_zone(head, before, at, precision, zone_from):
    moment = told(
        article(head=head, before=before), url="https://warta.localhost/berita/warga-bersihkan-saluran-air"
    ).published_at
    assert moment is not None
    assert (moment.at, moment.precision, moment.zone_from) == (at, precision, zone_from)


_UTC = '<meta property="article:published_time" content="2024-03-02T01:15:30+00:00">'


@pytest.mark.parametrize(
    "heading",
    ["<section><header><h3>Alat berat dijanjikan</h3></header>{}</section>", "<div class='kt-adv-heading10'><h3>Alat berat dijanjikan</h3></div>{}"],
)  # fmt: skip
def test_a_heading_in_the_midst_of_the_text_is_the_texts(heading):
    inside = paragraphs(*TEXT[:2]) + heading.format(paragraphs(*TEXT[2:]))
    assert lines(article(inside)) == [*TEXT[:2], "Alat berat dijanjikan", *TEXT[2:]]


@pytest.mark.parametrize("end", ["Berita Terbaru", "Redaksi: redaksi[at]warta.localhost", "Indeks Berita"])
def test_a_line_that_announces_other_articles_ends_the_text(end):
    assert lines(article(paragraphs(*TEXT, *TEXT[:0]) + f"<div>{end}</div><div>Kabar lain dari desa.</div>")) == list(
        TEXT
    )


@pytest.mark.parametrize(
    ("head", "before", "at", "flags"),
    [
        # The printed zone says in which zone an instant is the paper's own; so does the printed clock by its distance.
        (_UTC, "<p>Sabtu, 2 Maret 2024 | 09:15 WITA</p>", "2024-03-02T09:15:30+08:00", ()),
        (_UTC, "<p>Sabtu, 2 Maret 2024 09:15</p>", "2024-03-02T09:15:30+08:00", ()),
        # A program that writes its own clock and a Z: the same figures are printed with another zone.
        (_UTC, "<p>Sabtu, 2 Maret 2024 01:15 WIT</p>", "2024-03-02T01:15:30+09:00", ("tz_unset",)),
        # Other data of the page has the same instant in the paper's zone.
        (_UTC, "<time class='published' datetime='2024-03-02T09:15:30+08:00'>kemarin</time>", "2024-03-02T09:15:30+08:00", ()),
        # What is printed as the day of the last change speaks against nothing.
        (_UTC, "<p>Diperbarui: 5 Maret 2024 10:00 WITA</p>", "2024-03-02T01:15:30+00:00", ()),
        # Of two data the one that is also printed; a bare `date` yields to print; any other keeps its word, with a flag.
        ('<meta name="dc.date" content="2024-02-20T08:00:00+08:00"><meta itemprop="datePublished" content="2024-02-11T08:00:00+08:00">',
         "<p>20 Februari 2024</p>", "2024-02-20T08:00:00+08:00", ("data_disagree",)),
        ('<meta name="date" content="2024-02-25">', "<p>Minggu, 11 Februari 2024 08:10 WITA</p>", "2024-02-11T08:10:00+08:00", ("data_disagree",)),
        ('<meta property="article:published_time" content="2024-02-25T08:10:00+08:00">', "<p>11 Februari 2024</p>", "2024-02-25T08:10:00+08:00", ("print_disagrees",)),
        # JSON-LD that a quotation mark in the headline broke still has its dates.
        ('<script type="application/ld+json">{"@type":"NewsArticle","headline":"Warga "bersihkan" saluran","datePublished":"2024-03-02T09:15:30+08:00"}</script>',
         "", "2024-03-02T09:15:30+08:00", ()),
    ],
)  # fmt: skip
def test_data_and_print_are_weighed_against_each_other(head, before, at, flags):
    reading = read(raw(article(head=head, before=before), url="https://warta.localhost/berita/warga-bersihkan"), SITE)
    assert reading.article is not None
    assert reading.article.published_at is not None
    assert reading.article.published_at.at.isoformat() == at
    told_flags = [flag for field in reading.evidence.fields if field.field == "published_at" for flag in field.flags]
    assert tuple(flag for flag in told_flags if flag != "zone_assumed") == flags


@pytest.mark.parametrize(
    ("markup", "day"),
    [
        # Behind the headline's hidden copy and its link in a list stands the headline itself.
        ("<div class='terbaru'><p>5 Mei 2024</p><h4><a href='/x'>Warga bersihkan saluran air</a></h4><p>6 Mei 2024</p></div><p>2 Maret 2024</p><h1>Warga bersihkan saluran air</h1>{}", "2024-03-02"),
        # A line of the text's container that is named as the byline's.
        ("<h1>Warga bersihkan saluran air</h1><div class='isi'>{}<div class='post-meta'>Penulis Lukas Bora, 2 Maret 2024</div><p>Sampai di sini kabar dari desa itu, yang warganya menunggu alat berat.</p></div>", "2024-03-02"),
        # Several days far above the headline are a list's.
        ("<p>5 Mei 2024</p><p>6 Mei 2024</p><p>a</p><p>b</p><p>c</p><p>d</p><p>e</p><h1>Warga bersihkan saluran air</h1>{}", None),
        # Anywhere, a short line that says that it was published.
        ("<h1>Warga bersihkan saluran air</h1>{}" + "<p>sela</p>" * 20 + "<p>Diterbitkan</p><p>2 Maret 2024</p>", "2024-03-02"),
    ],
)  # fmt: skip
def test_a_printed_day_counts_where_it_is_the_articles(markup, day):
    page = html(markup.format(paragraphs()), '<meta property="og:type" content="article">')
    moment = told(page, url="https://warta.localhost/berita/warga-bersihkan-saluran-air").published_at
    assert (moment and moment.at.date().isoformat()) == day


def test_an_address_may_name_the_day_first():
    moment = told(article(), url="https://warta.localhost/berita/02-03-2024-warga-bersihkan").published_at
    assert moment is not None
    assert moment.at.date().isoformat() == "2024-03-02"


def test_a_press_release_begins_with_its_date():
    text = paragraphs(
        "Press release of 12 March 2024 | Waikabubak – The villagers of Wee Kambala have cleaned two kilometres of their canal before the rain, and they will do it again.",
        "The head of the village said that two hundred people from seven hamlets came to the work on that morning.",
        "They have asked the department for one machine, and it is to arrive with the rains of the next week.",
    )
    page = f'<html lang="en"><head><title>Villagers clean the canal</title></head><body><article><h1>Villagers clean the canal</h1><div class="article-body">{text}</div></article></body></html>'
    moment = told(page, url="https://post.localhost/news/villagers-clean-the-canal").published_at
    assert moment is not None
    assert moment.at.date().isoformat() == "2024-03-12"


ENGLISH = (
    "The villagers of Wee Kambala have cleaned two kilometres of their canal before the rain, and they will do it again.",
    "The head of the village said that two hundred people from seven hamlets came to the work on that morning.",
    "They have asked the department for one machine, and it is to arrive with the rains of the next week.",
)


@pytest.mark.parametrize(
    ("head", "before", "after", "names"),
    [
        # A printed line at the headline outdoes the account that the data names.
        ('<meta name="author" content="Web Desk Two">', "<p>By Rosa Lindgren</p>", "", ["Rosa Lindgren"]),
        ('<meta name="author" content="Jane Roe">', "<p>Reviewed by Rosa Lindgren</p>", "", ["Jane Roe"]),
        ('<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Rosa Lindgren">', "", "", ["Rosa Lindgren"]),
        ('<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="Six Minutes">', "", "", []),
        ("", "<span class='post-hero__author'>Rosa Lindgren</span>", "", ["Rosa Lindgren"]),
        ("", "<span class='post-hero__author'>More from us</span>", "", []),
        ("", "<p>Dec 17, 2025 · Rosa Lindgren</p>", "", ["Rosa Lindgren"]),
        ("", "<p><a href='/newsteam/rosa-lindgren'>Rosa Lindgren</a></p>", "", ["Rosa Lindgren"]),
        ("", "", "<div class='author-bio'><h3>Rosa Lindgren</h3></div>", ["Rosa Lindgren"]),
        ('<meta name="citation_author" content="Lindgren, Rosa"><meta name="citation_author" content="Roe, Jane">', "", "", ["Rosa Lindgren", "Jane Roe"]),
        # A site may be called by its author's name, a newsroom never.
        ('<meta property="og:site_name" content="Rosa Lindgren"><meta name="author" content="Rosa Lindgren">', "", "", ["Rosa Lindgren"]),
        ('<meta property="og:site_name" content="Lindgren News"><meta name="author" content="Lindgren News">', "", "", []),
        ("", "<p>Home Blog</p><p>Wedding Planning</p>", "", []),
    ],
)  # fmt: skip
def test_the_authors_of_a_page_in_english(head, before, after, names):
    page = (
        f'<html lang="en"><head><title>Villagers clean the canal</title>{head}</head><body><article><h1>Villagers clean the canal</h1>{before}'
        f'<div class="article-body">{paragraphs(*ENGLISH)}</div>{after}</article></body></html>'
    )
    outcome = read(raw(page, url="https://post.localhost/news/villagers-clean-the-canal")).outcome
    assert isinstance(outcome, Article)
    assert [person.name for person in outcome.people] == names


@pytest.mark.parametrize(
    ("url", "head"),
    [
        ("https://warta.localhost/?berita=31", ""),
        ("http://unknown.invalid/", ""),
        ("http://unknown.invalid/", '<link rel="canonical" href="https://warta.localhost/">'),
    ],
)
def test_an_article_is_none_the_less_one_for_an_address_that_says_nothing(url, head):
    assert told(article(head=head), url=url).title == "Warga bersihkan saluran air"


def test_older_entries_are_no_second_page():
    pager = (
        "<div class='pagination'><a href='/2024/03/02/warga-bersihkan-saluran-air/page/2/'>« Older entries</a></div>"
    )
    assert told(article(after=pager)).title == "Warga bersihkan saluran air"


def test_a_header_clock_dates_no_article():
    assert told(article(), url="https://warta.localhost/berita/warga-bersihkan").published_at is None


def test_the_address_dates_an_article_to_the_day():
    moment = told(article()).published_at
    assert moment is not None
    assert (moment.at.date().isoformat(), moment.precision) == ("2024-03-02", "day")


def test_a_related_box_dates_no_article():
    box = "<div class='related-posts'><article><h3><a href='/a'>Yang lain</a></h3><time datetime='2019-01-01T10:00:00+08:00'>1 Januari 2019</time></article></div>"
    assert told(article(after=box), url="https://warta.localhost/berita/x").published_at is None


@pytest.mark.parametrize(
    ("head", "before", "foot", "names"),
    [
        ('<meta name="author" content="Maria Inna Kaka">', "", "", ["Maria Inna Kaka"]),
        ('<meta name="author" content="admin">', "", "", []),
        ('<meta name="author" content="Warta Uji">', "", "", []),
        ('<script type="application/ld+json">{"@type":"NewsArticle","headline":"Warga bersihkan saluran air","author":[{"@type":"Person","name":"Petrus Ama Ndara"}]}</script>', "", "", ["Petrus Ama Ndara"]),
        ("", '<span class="author vcard"><a class="fn" href="/author/x">Yosef Lende Bora</a></span>', "", ["Yosef Lende Bora"]),
        ("", "", "<p>Penulis: Agustina Kii Lota</p>", ["Agustina Kii Lota"]),
        ("", "", "<p>Liputan: Isto-WU,-</p>", ["Isto"]),
    ],
)  # fmt: skip
def test_people_are_named_and_accounts_are_not(head, before, foot, names):
    read_article = told(article(paragraphs() + foot, head, before=before))
    assert [person.name for person in read_article.people] == names
    assert [paragraph.text for paragraph in read_article.body] == list(TEXT)


def test_in_is_not_by_in_indonesian():
    said = "Di satu sisi, warga masih menunggu alat berat yang dijanjikan itu."
    read_article = told(
        article(
            paragraphs(*TEXT[:2], said, *TEXT[2:]),
            before="<p class='meta'>Ditulis oleh Maria Inna Kaka pada 2 Maret 2024</p>",
        )
    )
    assert [person.name for person in read_article.people] == ["Maria Inna Kaka"]


def test_a_byline_dateline_and_credit_become_fields():
    inside = paragraphs(
        f"Tambolaka -WU……….. {TEXT[0]}",
        *TEXT[1:3],
        TEXT[3] + " *****",
        "Liputan: Isto-WU,-",
        "(sumber: http://suarajarmas.com/ )",
    )
    read_article = told(article(inside))
    assert read_article.dateline is not None
    assert (read_article.dateline.place, read_article.dateline.outlet) == ("Tambolaka", "WU")
    assert read_article.repost_credit is not None
    assert read_article.body[0].text.startswith("Tambolaka -WU")
    assert read_article.body[-1].text == TEXT[3]


# ----------------------------------------------------------------------------------------- identity, paging, platforms


@pytest.mark.parametrize(
    "url",
    [
        "https://warta.localhost/?p=31",
        "https://warta.localhost/",
        "",
        "http://[::1]/x",
        "https://warta.localhost/a/?page=2",
        "https://warta.localhost/%zz/" + "a" * 1500,
    ],
)
def test_any_address_will_do(url):
    links = "<a href='?page=2'>2</a><a href=''>x</a><a href='https://[x]/'>y</a><a href='//'>z</a>"
    outcome = read(raw(article(paragraphs() + f"<div class='page-links'>{links}</div>"), url)).outcome
    assert getattr(outcome, "field", "") != "page", outcome


def test_wordpress_numbers_join_addresses():
    assert told(article()).identity_key == "warta.localhost#wp-31"


def test_a_canonical_of_another_host_is_a_doubt_not_an_address():
    reading = read(raw(article(head='<link rel="canonical" href="https://casino.example/x">')), SITE)
    assert reading.article is not None
    assert reading.article.canonical is None
    assert "canonical_elsewhere" in reading.evidence.flags


def test_a_whole_text_elsewhere_is_asked_for():
    page = article(
        after="<div class='paging'><a href='?page=2'>2</a> <a href='?page=3'>3</a> <a href='?page=all'>Semua halaman</a></div>"
    )
    outcome = read(raw(page), SITE).outcome
    assert isinstance(outcome, NeedsPages)
    assert outcome.addresses == ("https://warta.localhost/2024/03/02/warga-bersihkan-saluran-air/?page=all",)


def test_a_long_pager_is_read_although_menus_are_not():
    pager = "".join(f"<a href='?page={n}'>{n}</a> " for n in range(2, 8)) + "<a href='?page=all'>Semua halaman</a>"
    outcome = read(raw(article(after=f"<div class='paging'>{pager}</div>")), SITE).outcome
    assert isinstance(outcome, NeedsPages)
    assert outcome.addresses[0].endswith("?page=all")


def test_numbered_pages_are_asked_for_and_joined():
    pager = "<div class='page-links'>Halaman: 1 <a href='/2024/03/02/warga-bersihkan-saluran-air/2/'>2</a></div>"
    first, second = article(paragraphs(*TEXT[:2]) + pager), article(paragraphs(*TEXT[2:]))
    url = "https://warta.localhost/2024/03/02/warga-bersihkan-saluran-air/2/"
    outcome = read(raw(first), SITE).outcome
    assert isinstance(outcome, NeedsPages)
    assert outcome.addresses == (url,)
    whole = read(raw(first), SITE, continuation=[raw(second, url)]).outcome
    assert isinstance(whole, Article)
    assert [paragraph.text for paragraph in whole.body] == list(TEXT)


def test_a_repeated_page_ends_the_joining():
    pager = "<div class='page-links'><a href='?page=2'>2</a></div>"
    page = article(paragraphs() + pager)
    again = raw(page, url="https://warta.localhost/2024/03/02/warga-bersihkan-saluran-air/?page=2")
    reading = read(raw(page), SITE, continuation=[again])
    assert reading.article is not None
    assert [paragraph.text for paragraph in reading.article.body] == list(TEXT)
    assert reading.article.missing_pages == ()
    assert "repeated_page" in reading.evidence.flags


def test_comment_pages_are_no_pages_of_the_text():
    page = article(after="<nav class='comment-navigation'><a href='?page=2'>2</a></nav>")
    assert isinstance(read(raw(page), SITE).outcome, Article)


def test_a_wordpress_rest_answer_is_read():
    body = (
        '{"id":31,"date":"2024-03-02T09:15:00","date_gmt":"2024-03-02T01:15:00","link":"https://warta.localhost/?p=31","title":{"rendered":"Warga bersihkan &#8211; saluran"},'
        f'"content":{{"rendered":"{paragraphs().replace(chr(34), chr(92) + chr(34))}"}}}}'
    )
    read_article = told(body, url="https://warta.localhost/wp-json/wp/v2/posts/31", content_type="application/json")
    assert read_article.title == "Warga bersihkan – saluran"
    assert [paragraph.text for paragraph in read_article.body] == list(TEXT)
    assert read_article.published_at is not None
    assert read_article.published_at.at == datetime(2024, 3, 2, 1, 15, tzinfo=UTC)
    assert read_article.identity_key == "warta.localhost#wp-31"


def test_an_atom_entry_is_read():
    body = (
        '<?xml version="1.0"?><entry xmlns="http://www.w3.org/2005/Atom"><id>tag:blogger.com,1999:blog-7.post-123456</id><published>2024-03-02T09:15:00+08:00</published>'
        "<title>Warga bersihkan saluran air</title><content type='html'>"
        + paragraphs().replace("<", "&lt;")
        + "</content><author><name>Maria Inna Kaka</name></author>"
        "<link rel='alternate' href='https://warta.localhost/2024/03/warga.html'/></entry>"
    )
    read_article = told(body, content_type="application/atom+xml")
    assert [paragraph.text for paragraph in read_article.body] == list(TEXT)
    assert read_article.identity_key == "warta.localhost#blogger-123456"


def test_text_that_only_a_script_holds_is_read():
    script = (
        '{"props":{"post":{"title":"Warga bersihkan saluran air","content":"'
        + paragraphs().replace('"', "'")
        + '","published_at":"2024-03-02T09:15:00+08:00"}}}'
    )
    page = html(f'<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{script}</script>')
    assert [paragraph.text for paragraph in told(page).body] == list(TEXT)


# ----------------------------------------------------------------------------------------------------- not an article


@pytest.mark.parametrize(
    ("markup", "more", "reason"),
    [
        ("", {}, "empty"),
        (html("<h1>Halaman tidak ditemukan</h1><p>Maaf, halaman yang Anda cari tidak ada.</p>", title="404"), {}, "soft_404"),
        (article(), {"status": 404}, "soft_404"),
        (html("<p>Checking your browser before accessing.</p>", title="Just a moment..."), {}, "challenge"),
        (html("<p>Domain ini dijual. Hubungi kami.</p>", title="warta.localhost"), {}, "parked"),
        (html("<h1>Login</h1><form><input type=password></form>", title="Login"), {}, "login"),
        (html("<h1>Hasil pencarian: air</h1>" + paragraphs(), title="Hasil pencarian"), {"url": "https://warta.localhost/?s=air"}, "search"),
        (html("<h1>Daerah</h1>" + paragraphs(), body_class="archive category category-daerah wp-embed", head='<meta name="generator" content="WordPress 6.4">'), {"url": "https://warta.localhost/category/daerah/"}, "listing"),
        ('<?xml version="1.0"?><rss><channel><item><title>Satu</title></item></channel></rss>', {}, "listing"),
        (html("".join(f"<div class='item'><h3><a href='/b/{n}'>Berita nomor {n} dari daerah ini</a></h3><p>Ringkasan berita nomor {n} yang pendek …</p><span>{n} Maret 2024</span></div>" for n in range(1, 25))), {"url": "https://warta.localhost/"}, "front_page"),
        (article(body_class=""), {"url": "https://warta.localhost/"}, "front_page"),
        # A forum counts replies where news counts comments.
        (article(before="<span>21 replies</span>", after="<div class='comments'>" + paragraphs(*(f"Setuju. {line}" for line in TEXT)) + "</div>", body_class=""), {"url": "https://wartaforum.example/daerah/431-warga-bersihkan-saluran-air.html"}, "forum"),
        # What several people say in containers of one name is a thread, whatever its title.
        (html("<h1>Air meluap di desa</h1>" + "".join(f"<div class='post-bit' id='p{n}'><p>{line} {line}</p></div>" for n, line in enumerate(TEXT))), {"url": "https://warta.localhost/topic/4321/air-meluap-di-desa"}, "forum"),
    ],
)  # fmt: skip
def test_what_is_no_article_says_what_it_is(markup, more, reason):
    outcome = read(raw(markup, **more), SITE).outcome
    assert isinstance(outcome, NotAnArticle), outcome
    assert outcome.reason == reason


@pytest.mark.parametrize(
    "line",
    [
        "404 – Warta",
        "Error 404",
        "Berita yang Anda cari tidak dapat ditemukan.",
        "Oops! Not found",
        "Sorry, the page you are looking for was not found.",
    ],
)
def test_a_page_says_that_it_is_not_there_in_many_words(line):
    outcome = read(
        raw(
            html(f"<h1>{line}</h1><p>Silakan kembali ke beranda.</p>", title=line), url="https://warta.localhost/?p=77"
        ),
        SITE,
    ).outcome
    assert isinstance(outcome, NotAnArticle)
    assert outcome.reason == "soft_404"


@pytest.mark.parametrize(
    "address",
    ["https://warta.localhost/?p=77", "https://warta.localhost/nelayan-hilang-tidak-ditemukan-pencarian-dihentikan/"],
)
def test_what_else_is_not_found_is_news(address):
    text = (
        "<p>Seorang nelayan yang hilang di perairan Tanjung Bastian sejak Senin belum juga tidak ditemukan oleh tim gabungan sampai hari ketujuh.</p>"
        "<p>Pencarian dihentikan Ahad sore. Keluarga telah menerima penjelasan kepala regu di posko pantai.</p>"
    )
    page = html(
        f"<article><h1>Nelayan Hilang Tidak Ditemukan, Pencarian Dihentikan</h1><div class='entry-content'>{text}</div></article>",
        title="Nelayan Hilang Tidak Ditemukan, Pencarian Dihentikan",
    )
    outcome = read(raw(page, url=address), SITE).outcome
    assert isinstance(outcome, Article), outcome


def test_gambling_is_quarantined_and_news_about_it_is_not():
    promo = paragraphs(
        "Daftar situs slot gacor hari ini dengan RTP live tertinggi dan bonus new member 100 persen untuk semua pemain baru.",
        "Link alternatif slot88 maxwin server thailand, deposit pulsa dan deposit dana tanpa potongan, gampang menang setiap hari.",
        "Bandar togel online toto macau terpercaya, pola gacor scatter hitam mahjong ways, jackpot besar dan anti rungkad.",
    )
    outcome = read(
        raw(html(f"<h1>Slot gacor maxwin</h1><div class='entry-content'>{promo}</div>", title="Slot gacor maxwin")),
        SITE,
    ).outcome
    assert isinstance(outcome, NotAnArticle)
    assert outcome.reason == "spam"
    news = paragraphs(
        "Polisi menangkap tiga orang yang diduga mengelola situs judi online dari sebuah rumah kontrakan di Waingapu, Selasa malam.",
        "Kapolres mengatakan para tersangka menyebarkan tautan slot melalui grup percakapan dan menerima setoran dari puluhan orang.",
        "Penyidik menyita dua telepon dan buku rekening. Ketiganya dijerat undang-undang informasi dan transaksi elektronik.",
    )
    assert isinstance(read(raw(article(news)), SITE).outcome, Article)


def test_marks_that_forbid_are_told():
    page = raw(
        article(head='<meta name="robots" content="index, noarchive"><meta name="tdm-reservation" content="1">'),
        headers=(("X-Robots-Tag", "noindex"),),
    )
    assert set(marks(page)) == {"noarchive", "noindex", "tdm-reservation"}


# ------------------------------------------------------------------------------------------------ articles of one line


LEADS = "".join(
    f"<div><h3><a href='/berita/{slug}-{n}'>{said}</a></h3><p>{said}, kata kepala desa kepada warga yang datang ke balai pertemuan pada hari Senin.</p></div>"
    for n, (slug, said) in enumerate(
        (
            ("jalan-kabupaten-rusak-lagi", "Jalan kabupaten rusak lagi"),
            ("sumur-bor-di-kecamatan-selesai-digali", "Sumur bor di kecamatan selesai digali"),
            ("panen-padi-ladang-mulai-pekan-ini", "Panen padi ladang mulai pekan ini"),
            ("puskesmas-terima-dua-perawat-baru", "Puskesmas terima dua perawat baru"),
        )
    )
)


def one_line(headline: str, text: str, rest: str) -> str:
    return f"<html><head><title>{headline}</title></head><body><h1>{headline}</h1><div class='isi'><p>{text}</p></div><h4>Berita lain</h4><div class='baris'>{rest}</div></body></html>"


def test_an_article_of_one_line_is_read_and_the_leads_of_others_below_it_are_not():
    page = raw(
        one_line(
            "Pasar ikan Waimanu dibuka kembali", "Pasar ikan dibuka kembali setelah tiga bulan diperbaiki.", LEADS
        ),
        url="https://warta.example/berita/pasar-ikan-waimanu-dibuka-kembali-8812",
    )
    outcome = read(page, SITE).outcome
    assert isinstance(outcome, Article), outcome
    assert [p.text for p in outcome.body] == ["Pasar ikan dibuka kembali setelah tiga bulan diperbaiki."]


def test_a_list_under_a_headline_that_its_address_does_not_repeat_stays_a_list():
    page = raw(one_line("Berita Daerah", "Semua berita.", LEADS), url="https://warta.example/berita/daerah")
    assert isinstance(read(page, SITE).outcome, NotAnArticle)


def test_a_pager_that_names_only_the_next_page_is_followed_to_its_end():
    def part(number: int, more: bool) -> str:
        pager = f"<div class='page-links'><a href='?page={number + 1}'>Selanjutnya</a></div>" if more else ""
        return article(paragraphs(*(f"{line} Bagian {number}." for line in TEXT)) + pager)

    address = "https://warta.localhost/2024/03/02/warga-bersihkan-saluran-air/"
    first, second, third = raw(part(1, True)), raw(part(2, True), f"{address}?page=2"), raw(part(3, False), f"{address}?page=3")  # fmt: skip
    outcome = read(first, SITE).outcome
    assert isinstance(outcome, NeedsPages)
    assert outcome.addresses == (second.url,)
    two = read(first, SITE, continuation=[second])
    assert two.article.missing_pages == (third.url,)
    assert "pages_missing" in two.evidence.flags
    whole = read(first, SITE, continuation=[second, third])
    assert whole.article.missing_pages == ()
    assert len(whole.article.body) == 3 * len(TEXT)


def test_a_page_whose_rest_could_not_be_fetched_says_what_is_missing():
    page = raw(article(paragraphs() + "<div class='page-links'><a href='?page=2'>2</a></div>"))
    reading = read(page, SITE, continuation=[page])
    assert reading.article.missing_pages == (f"{page.url}?page=2",)
    assert "pages_missing" in reading.evidence.flags


@pytest.mark.parametrize("mark", ["(Rambu Ana)", "(Rambu Ana ).", "**(Rambu Ana)"])
def test_a_name_between_brackets_behind_the_last_sentence_is_the_reporters(mark):
    read_as = told(article(paragraphs(*TEXT[:3], f"{TEXT[3]} {mark}")))
    assert [(person.role, person.name, person.initials) for person in read_as.people] == [
        ("reporter", "Rambu Ana", False)
    ]
    assert "Rambu" not in read_as.body[-1].text


def test_a_name_between_brackets_in_a_last_line_of_its_own_is_the_reporters():
    read_as = told(article(paragraphs(*TEXT, "(Rambu Ana)")))
    assert [person.name for person in read_as.people] == ["Rambu Ana"]
    assert [paragraph.text for paragraph in read_as.body] == list(TEXT)


@pytest.mark.parametrize(
    ("head", "before"),
    [
        ("", "<p class='meta'>Ditulis oleh Maria Inna Kaka pada Senin, 4 Maret 2024 10:00 WITA</p>"),
        ("", "<p>Penulis: Maria Inna Kaka</p>"),
        ("", '<span class="author vcard"><a class="fn" href="/author/x">Maria Inna Kaka</a></span>'),
    ],
)
def test_whom_a_theme_names_above_is_named_beside_who_signs_below(head, before):
    read_as = told(article(paragraphs(*TEXT, "(Rambu Ana)"), head, before=before))
    assert [(person.role, person.name) for person in read_as.people] == [
        ("writer", "Maria Inna Kaka"),
        ("reporter", "Rambu Ana"),
    ]


@pytest.mark.parametrize("above", ["Rambu Ana", "Rambu", "Ana Rambu M."])
def test_who_signs_below_is_nobody_else_above(above):
    before = f'<span class="author vcard"><a class="fn" href="/author/x">{above}</a></span>'
    read_as = told(article(paragraphs(*TEXT, "(Rambu Ana)"), before=before))
    assert [person.name for person in read_as.people] == ["Rambu Ana"]


def test_a_customers_review_is_not_the_article():
    shop = '{"@type":"LocalBusiness","name":"Toko","review":[{"@type":"Review","author":{"@type":"Person","name":"Rambu Ana"},"datePublished":"2019-03-04","reviewBody":"Bagus"}]}'
    read_as = told(article(paragraphs(), f'<script type="application/ld+json">{shop}</script>'))
    assert read_as.people == ()
    assert read_as.published_at is None or read_as.published_at.at.year != 2019


@pytest.mark.parametrize("mark", ["(Sumba Timur)", "(Foto Istimewa)", "(Lintas Marapu News)", "(Dinas Kesehatan)"])
def test_what_else_stands_between_brackets_there_is_the_texts(mark):
    read_as = told(article(paragraphs(*TEXT[:3], f"{TEXT[3]} {mark}")))
    assert read_as.people == ()
    assert read_as.body[-1].text.endswith(mark)


def _with_list(*entries, url="https://warta.localhost/warga-bersihkan-saluran-air"):
    shown = "".join(
        f"<div class='teaser'><span class='when'>{day}</span><h3><a href='{href}'>{title}</a></h3></div>"
        for href, title, day in entries
    )
    page = raw(article(paragraphs(), after=f"<div class='related'>{shown}</div>"), url=url)
    return read(page, SITE).article.published_at


def test_a_list_that_holds_the_page_itself_tells_its_day():
    others = [(f"/rapat-desa-{n}", f"Rapat desa yang ke-{n}", f"{n} Maret 2024") for n in (6, 7)]
    own = ("/warga-bersihkan-saluran-air", "Warga bersihkan saluran air", "2 Maret 2024")
    at = _with_list(others[0], own, others[1])
    assert (at.at.date().isoformat(), at.precision) == ("2024-03-02", "day")


def test_a_list_of_others_tells_no_day():
    assert _with_list(("/rapat-desa", "Rapat desa", "6 Maret 2024")) is None
    # The same words about another week: a series.
    assert _with_list(("/2023/warga-bersihkan", "Warga bersihkan saluran air", "6 Maret 2023")) is None


def test_a_headline_in_a_box_that_is_called_a_teaser_is_printed_there():
    boxed = '<div class="related teaser"><h1>Warga bersihkan saluran air</h1></div>'
    page = html(
        f"{boxed}<p class='when'>Sabtu, 2 Maret 2024 10:15 WITA</p><div class='entry-content'>{paragraphs()}</div>",
        '<meta property="og:title" content="Warga bersihkan saluran air">',
    )
    evidence = {one.field: one.found_by for one in read(raw(page), SITE).evidence.fields}
    assert evidence["title"] == "h1"


def test_an_editor_alone_is_no_writer():
    assert [person.role for person in told(article(paragraphs(*TEXT, "Editor: Rambu Ana"))).people] == ["editor"]

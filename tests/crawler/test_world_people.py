"""Who wrote a page in a language of the world: each rule on a small page written by hand."""

from __future__ import annotations

import pytest

from archive.records import Article
from crawler.parsers import read
from tests.crawler.pages import paragraphs, raw

ENGLISH = (
    "The villagers of Wee Kambala have cleaned two kilometres of their canal before the rain, and they will do it again.",
    "The head of the village said that two hundred people from seven hamlets came to the work on that morning.",
    "They have asked the department for one machine, and it is to arrive with the rains of the next week.",
)
TITLE = "Villagers clean the canal"


def authors(head: str = "", before: str = "", after: str = "", inside: str = "") -> list[str]:
    page = (
        f'<html lang="en"><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1>{before}'
        f'<div class="article-body">{inside}{paragraphs(*ENGLISH)}</div>{after}</article></body></html>'
    )
    outcome = read(raw(page, url="https://post.localhost/news/villagers-clean-the-canal")).outcome
    assert isinstance(outcome, Article)
    return [person.name for person in outcome.people]


JANE = '<script type="application/ld+json">{"@type":"BlogPosting","headline":"Villagers clean the canal","author":{"@type":"Person","name":"Jane"}}</script>'


def test_half_a_name_is_completed_by_what_is_printed():
    assert authors(JANE) == ["Jane"]
    assert authors(JANE, "<p><strong>By</strong></p><p class='full-name'>Jane Roe</p>") == ["Jane Roe"]
    assert authors(JANE, after="<div class='author-bio'><h3>Rosa Lindgren</h3></div>") == ["Jane"]


def test_print_says_who_is_behind_an_account():
    account = '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="jroe">'
    assert authors(account) == ["jroe"]
    assert authors(account, "<span class='post-hero__author'>Jane Roe</span>") == ["Jane Roe"]


@pytest.mark.parametrize("label", ["By", "Author(s)", "Autor:", "Autor/in", "Written by:", "Article by"])
def test_names_stand_under_a_label(label):
    under = f"<h6>{label}</h6><ul><li>Jane Roe</li><li>Rosa Lindgren</li><li>Three minutes to read</li></ul>"
    assert authors(after=f"<aside>{under}</aside>") == ["Jane Roe", "Rosa Lindgren"]


@pytest.mark.parametrize("below", ["Recent Posts", "Fact Checked", "Executive Digital Editor"])
def test_what_stands_under_a_label_may_be_no_name(below):
    assert authors(before=f"<p>By</p><p>{below}</p>") == []


def test_a_signature_between_headline_and_text_counts_in_a_side_box_too():
    assert authors(before="<aside><span class='tech-author'>Por Rosa Lindgren</span></aside>") == ["Rosa Lindgren"]


def test_an_outlet_before_the_name_is_cut_off():
    head = '<meta property="og:site_name" content="The Harbour Post"><meta name="author" content="The Harbour Post - Jane Roe">'
    assert authors(head) == ["Jane Roe"]


@pytest.mark.parametrize("line", ["By Jane Roe Harbour Post", "By Jane Roe Reuters"])
def test_an_outlet_behind_the_name_is_cut_off(line):
    assert authors('<meta property="og:site_name" content="Harbour Post">', f"<p>{line}</p>") == ["Jane Roe"]


def test_links_to_authors_elsewhere_are_other_articles():
    own = "<p><a href='/author/jane-roe'>Jane Roe</a> and <a href='/author/rosa-lindgren'>Rosa Lindgren</a></p>"
    other = "<div><div><p><a href='/author/piet-mulder'>Piet Mulder</a></p></div></div>"
    assert authors(before=own, after=other) == ["Jane Roe", "Rosa Lindgren"]


def test_authors_of_what_is_cited_are_not_the_articles():
    head = '<meta name="citation_author" content="Jane Roe">'
    cited = '<meta itemprop="author" content="N. Mulder, P. Sand"><meta itemprop="author" content="H. Berg">'
    assert authors(head + cited) == ["Jane Roe"]


@pytest.mark.parametrize(
    "line", ["By the numbers:", "Author spotlight", "<span class='byline'>Personal finance</span>"]
)
def test_a_line_that_names_nobody_names_nobody(line):
    assert authors(before=f"<p>{line}</p>") == []


@pytest.mark.parametrize("box", ["share-buttons", "promo", "post-tags", "popup"])
def test_a_signature_under_the_headline_counts_in_a_box_of_any_name(box):
    assert authors(before=f"<div class='{box}'><p>By: Jane Roe</p></div>") == ["Jane Roe"]


def test_a_full_name_alone_under_the_headline_is_its_authors():
    assert authors(before="<p>Jane Roe</p>") == ["Jane Roe"]
    assert authors(JANE, before="<p>Rosa Lindgren</p>") == ["Jane"]


@pytest.mark.parametrize(
    "line", ["Jane", "PDF Version", "<a href='/topic/canals'>Canal Works</a>", "Clean Canal", "Canals Of The Coast"]
)
def test_what_else_stands_alone_under_the_headline_is_nobody(line):
    assert authors(before=f"<p>{line}</p>") == []


@pytest.mark.parametrize(
    "name",
    [
        "Coast Gazette",
        "Harbour Council",
        "web developer",
        "dpa/jr",
        "Redacción Central",
        "coast.example.com",
        "Harbour Support Team",
        "Online-Redaktion",
        "NOC Admin",
        "Coast Media GmbH",
        "Agencies",
    ],
)
def test_who_is_many_is_no_person(name):
    assert authors(f'<meta name="author" content="{name}">') == []


def test_who_else_signs_is_told_by_print_or_by_a_list_for_machines():
    head = '<meta name="author" content="Jane Roe">'
    beside = "<header><a href='/a/1'>Jane Roe</a>, <a href='/a/2'>Rosa Lindgren</a> &amp; <a href='/a/3'>Piet Mulder</a></header>"
    assert authors(head, beside) == ["Jane Roe", "Rosa Lindgren", "Piet Mulder"]
    listed = "".join(f'<meta name="citation_authors" content="{name}">' for name in ("Jane Roe", "Rosa Lindgren"))
    assert authors(head + listed) == ["Jane Roe", "Rosa Lindgren"]
    others = "<header><a href='/a/2'>Rosa Lindgren</a>, <a href='/a/3'>Piet Mulder</a></header>"
    assert authors(head, others) == ["Jane Roe"]


@pytest.mark.parametrize("line", ["By Harbour Staff", "Autor: Die Redaktion", "By Newsroom"])
def test_where_print_says_that_a_newsroom_signs_the_account_behind_it_is_nobody(line):
    account = JANE.replace('"Jane"', '"Jane Roe"')
    assert authors(account) == ["Jane Roe"]
    assert authors(account, f"<p>{line}</p>", "<p>Photo: Rosa Lindgren</p>") == []


def test_what_is_printed_under_a_label_outdoes_what_an_account_is_called():
    account = JANE.replace('"Jane"', '"Jane Roe"')
    assert authors(account, "<dl><dt>Author</dt><dd>Rosa Lindgren</dd></dl>") == ["Rosa Lindgren"]


def test_a_line_whose_words_the_text_has_in_small_letters_is_no_name():
    assert authors(before="<p>Village Department</p>") == []
    assert authors(before="<p>Rosa <a href='/kirim'>Kirim</a></p>") == []


def test_a_site_that_is_called_by_its_authors_name_is_no_newsroom():
    own = '<meta property="og:site_name" content="Jane Roe"><meta name="author" content="jane roe">'
    news = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Villagers clean the canal","author":{"@type":"Person","name":"Jane Roe"}%s}</script>'
    assert authors(own) == ["jane roe"]
    assert authors(own + news % "") == ["Jane Roe"]
    assert authors(own + news % ',"publisher":{"@type":"Organization","name":"Jane Roe"}') == []
    assert authors(own.replace("Jane Roe", "El Roe").replace("jane roe", "El Roe")) == []


def test_a_sentence_that_begins_like_a_signature_names_nobody():
    assert authors(after="<p>By cleaning their canals</p>") == []


def test_who_made_the_theme_is_not_who_wrote():
    footer = "<footer class='site-info'><span class='theme-author'>Lontar Themes</span></footer>"
    assert authors(after=footer) == []


def test_a_signature_may_be_glued_to_its_word():
    assert authors(before="<div><span>By</span><span>Jane Roe</span></div>") == ["Jane Roe"]


def test_a_name_of_what_holds_the_whole_article_says_nothing_of_its_author():
    page = (
        f'<html lang="en"><head><title>{TITLE}</title></head><body><div class="row right-sidebar"><div class="main">'
        f'<h1>{TITLE}</h1><div class="article-body">{paragraphs(*ENGLISH)}</div>'
        '<div class="authorname"><a rel="author" href="/author/jane">Jane Roe</a></div></div>'
        '<div class="sidebar"><a rel="author" href="/author/john">John Doe</a></div></div></body></html>'
    )
    outcome = read(raw(page, url="https://post.localhost/news/villagers-clean-the-canal")).outcome
    assert isinstance(outcome, Article)
    assert [person.name for person in outcome.people] == ["Jane Roe"]


def test_who_only_checked_the_facts_is_no_author():
    checked = "<div class='item'><span>{}</span><div class='author-tooltip'>Jane Roe</div></div>"
    assert authors(before=checked.format("Fact checked by")) == []
    assert authors(before=checked.format("Reviewed by")) == []
    assert authors(before=checked.format("Words and pictures")) == ["Jane Roe"]


@pytest.mark.parametrize("link", ["Alles von Jane Roe", "More from Jane Roe", "View all posts by Jane Roe"])
def test_what_leads_to_all_of_an_authors_articles_is_no_part_of_the_name(link):
    assert authors(before=f"<a rel='author' href='/author/jane'>{link}</a>") == ["Jane Roe"]

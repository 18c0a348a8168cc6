"""Which of a page's headings and names is its headline: each rule on a small page written by hand."""

from __future__ import annotations

import pytest

from archive.records import Article
from crawler.parsers import read
from tests.crawler.pages import paragraphs, raw
from tests.crawler.test_world_people import ENGLISH, TITLE


def title(body: str, head: str = TITLE, site: str = "") -> str:
    meta = f'<meta property="og:site_name" content="{site}">' if site else ""
    page = f'<html lang="en"><head><title>{head}</title>{meta}</head><body>{body}</body></html>'
    outcome = read(raw(page, url="https://post.localhost/news/villagers-clean-the-canal")).outcome
    assert isinstance(outcome, Article)
    return outcome.title


TEXT = f"<div class='article-body'>{paragraphs(*ENGLISH)}</div>"


@pytest.mark.parametrize("box", ["newsletter-signup", "sidebar", "popup", "navigation"])
def test_the_headline_is_one_in_a_box_of_any_name(box):
    body = f"<div class='{box}'><h1>{TITLE}</h1></div><article>{TEXT}<h2>The canal that villagers clean</h2>{TEXT}</article>"
    assert title(body, f"{TITLE} and streets") == TITLE


def test_what_a_box_asks_is_no_headline():
    body = f"<div class='newsletter'><h1>Subscribe to news</h1></div><article><h2 class='entry-title'>{TITLE}</h2>{TEXT}</article>"
    assert title(body) == TITLE


def test_a_heading_that_says_what_the_head_says_outdoes_the_sites_motto():
    body = f"<h1>Harbour Post, news for villagers of the coast</h1><article><h2>{TITLE}</h2>{TEXT}</article>"
    assert title(body, f"{TITLE} | Harbour Post", "Harbour Post") == TITLE


def test_a_headline_may_hold_a_word_of_the_outlets_name():
    body = f"<article><h1>The safest canals of the harbour</h1>{TEXT}</article>"
    assert title(body, "Safest canals of the harbour", "Harbour") == "The safest canals of the harbour"


def test_a_heading_deep_in_the_text_is_no_headline_for_being_like_it():
    more = paragraphs(*(line.replace("village", "hamlet") for line in ENGLISH))
    deep = f"<article><div class='article-body'>{paragraphs(*ENGLISH)}{more}<h2>Cleaning the village canal</h2>{paragraphs(ENGLISH[0][::-1])}</div></article>"
    assert title(deep, "Village canal: a cleaning") == "Village canal: a cleaning"


@pytest.mark.parametrize("name", ["dachzeile", "article-kicker", "ContentHead_titleheader__MSr", "eyebrow"])
def test_a_kicker_in_the_headings_own_element_is_no_headline(name):
    body = f"<article><h1><span class='{name}'>After the rain</span> <i>–</i> <span>{TITLE}</span></h1>{TEXT}</article>"
    assert title(body, f"After the rain – {TITLE}") == TITLE
    assert title(body.replace(name, "headline-part"), f"After the rain – {TITLE}") == f"After the rain – {TITLE}"


def test_a_heading_for_machines_is_no_longer_than_the_one_that_readers_see():
    long = f"{TITLE} | Advice | Harbour Hospital"
    body = f"<h1 class='sr-only'>{long}</h1><article><h2 class='section-title'>{TITLE}</h2>{TEXT}</article>"
    assert title(body, long) == TITLE

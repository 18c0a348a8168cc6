"""When a page in a language of the world was published: each rule on a small page written by hand."""

from __future__ import annotations

import pytest

from archive.records import Article, Moment
from crawler.parsers import read
from tests.crawler.pages import paragraphs, raw
from tests.crawler.test_world_people import ENGLISH, TITLE


def published(
    head: str = "", before: str = "", after: str = "", lang: str = "en", host: str = "post.localhost"
) -> Moment | None:
    page = (
        f'<html lang="{lang}"><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1>{before}'
        f'<div class="article-body">{paragraphs(*ENGLISH)}</div>{after}</article></body></html>'
    )
    outcome = read(raw(page, url=f"https://{host}/news/villagers-clean-the-canal")).outcome
    assert isinstance(outcome, Article)
    return outcome.published_at


def day(*parts: str, **more: str) -> str | None:
    moment = published(*parts, **more)
    return moment.at.date().isoformat() if moment else None


def test_what_a_program_prints_for_people_in_a_field_for_machines_is_read():
    head = '<meta property="article:published_time" content="الأربعاء، 07 أكتوبر 2020 - 3:09 م">'
    moment = published(head, lang="ar")
    assert moment is not None
    assert (moment.at.isoformat()[:16], moment.precision) == ("2020-10-07T15:09", "minute")


def test_figures_for_machines_that_may_be_read_in_two_ways_are_left_to_print():
    head = '<meta property="article:published_time" content="03-09-2026">'
    assert day(head, "<p class='date'>March 9, 2026</p>") == "2026-03-09"


@pytest.mark.parametrize(
    "script",
    [
        '{"product":{"published_at":"2019-03-02T06:22:28+01:00"}}',
        'dataLayer.push({"publishDate": "2019-03-02"})',
        'showDate("2019/03/02 01:43:09")',
        '{"createdAt":"2019-03-02T06:22:28+01:00"}',
    ],
)
def test_a_script_tells_the_day_of_a_page_that_prints_none(script):
    assert day(f"<script>{script}</script>") == "2019-03-02"


def test_days_of_several_things_in_a_script_are_a_lists():
    assert day('<script>[{"published_at":"2019-03-02"},{"published_at":"2019-03-09"}]</script>') is None


def test_print_outdoes_a_script():
    assert day('<script>{"publishDate":"2019-03-02"}</script>', "<p class='date'>4 March 2019</p>") == "2019-03-04"


def test_a_day_in_a_title_that_nobody_sees_is_read_last():
    assert day(before="<span class='updated' title='2013-04-04T18:52:11+00:00'></span>") == "2013-04-04"


def test_a_theme_says_below_the_text_when_an_entry_was_posted():
    line = "This entry was posted on Monday, May 3rd, 2010 at 23:03 and is filed under Canals, Villages. You can follow any responses to this entry."
    assert day(after=f"<p class='info'>{line}</p>") == "2010-05-03"


@pytest.mark.parametrize(
    ("lang", "host", "expected"),
    [("en", "post.localhost", "2020-10-07"), ("pt", "post.localhost", "2020-07-10"), ("en", "post.ie", "2020-07-10")],
)
def test_americans_name_the_month_first(lang, host, expected):
    assert day(before="<p class='date'>10/07/2020</p>", lang=lang, host=host) == expected


@pytest.mark.parametrize(
    ("instant", "printed", "expected"),
    [
        ("2021-11-04T23:00:00Z", "5 November 2021", "2021-11-05T00:00"),
        ("2022-05-04T00:25:00Z", "3 May 2022", "2022-05-03T23:25"),
        ("2022-05-04T12:25:00Z", "3 May 2022", "2022-05-04T12:25"),
    ],
)
def test_the_day_printed_at_the_headline_says_in_which_day_an_instant_was_meant(instant, printed, expected):
    moment = published(
        f'<meta property="article:published_time" content="{instant}">', f"<p class='date'>{printed}</p>"
    )
    assert moment is not None
    assert moment.at.isoformat()[:16] == expected


def test_a_date_may_be_glued_to_what_stands_before_it():
    assert (
        day(
            before="<p class='meta'><span>Jane Roe</span><span>May 12, 2020</span><span>Updated: June 1, 2021</span></p>"
        )
        == "2020-05-12"
    )
    assert day(before="<p class='meta'><span>Jane Roe</span><span>12 May 2020</span></p>") == "2020-05-12"


def test_a_program_that_renews_the_day_of_publication_is_found_out_by_print():
    head = "".join(
        f'<meta property="article:{name}_time" content="2020-01-20T09:49:32+00:00">'
        for name in ("published", "modified")
    )
    assert day(head, "<p class='date'>January 19, 2020 / 12:25 PM</p>") == "2020-01-19"


def test_weak_data_that_stronger_data_agrees_with_stands():
    weak, strong = (f'<meta name="{name}" content="2019-06-25">' for name in ("dc.date", "citation_date"))
    assert day(weak + strong, "<p class='date'>4 April 2019</p>") == "2019-06-25"
    assert day(weak, "<p class='date'>4 April 2019</p>") == "2019-04-04"


def test_an_address_names_the_month():
    page = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><div class='date'>03/10/2023</div>{paragraphs(*ENGLISH)}</article></body></html>"
    outcome = read(raw(page, url="https://post.localhost/world/2023/oct/03/villagers-clean-the-canal")).outcome
    assert isinstance(outcome, Article)
    assert outcome.published_at is not None
    assert outcome.published_at.at.date().isoformat() == "2023-10-03"


def test_what_a_theme_calls_published_dates_the_page_where_nothing_else_does():
    box = "<nav><time class='updated published' datetime='2020-02-23T10:07:02+01:00'>a while ago</time></nav>"
    assert day(after=box) == "2020-02-23"
    assert day(after=box + box.replace("02-23", "02-24")) is None


def test_published_in_print_outdoes_an_element_that_nobody_named():
    nameless = "<time datetime='2019-07-03T10:18:46Z'>a while ago</time>"
    assert day(before=f"<p class='date'>Published 29 June 2019</p><p>{nameless}</p>") == "2019-06-29"
    assert day(before=f"<p class='date'>29 June 2019</p><p>{nameless}</p>") == "2019-07-03"


LEAD = "<figure><figcaption>The canal below the village as it looked on 4 May 2019, before the first stones were laid there.</figcaption></figure>"
POST = "<blockquote><p>— Jane Roe (@janeroe) May 2, 2020</p></blockquote>"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(LEAD, id="a picture's"),
        pytest.param(POST, id="a post's that the text shows"),
    ],
)
def test_another_things_day_is_not_the_articles(other):
    assert day(before=other) is None
    assert day(before=f"{other}<p class='date'>4 June 2020</p>") == "2020-06-04"


def test_an_entry_of_a_list_in_the_text_tells_another_things_day():
    text = f"<p>{ENGLISH[0]}</p><ul><li>Minutes of the meeting of 5 August 2019 accepted</li></ul>{paragraphs(*ENGLISH[1:])}"
    page = f"<html lang='en'><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><div class='article-body'>{text}</div></article></body></html>"
    outcome = read(raw(page, url="https://post.localhost/news/villagers-clean-the-canal")).outcome
    assert isinstance(outcome, Article)
    assert outcome.published_at is None


@pytest.mark.parametrize(
    "clock", ["header-date", "mh-header-date", "td_block_wrap tdb_header_date", "current_date", "time-now"]
)
def test_what_tells_every_page_the_day_of_today_dates_none(clock):
    page = f"<html lang='en'><head><title>{TITLE}</title></head><body><div class='{clock}'>Friday, 3 November 2023</div><article><h1>{TITLE}</h1>%s{paragraphs(*ENGLISH)}</article></body></html>"
    for line, expected in (("", None), ("<p class='date'>1 November 2023</p>", "2023-11-01")):
        outcome = read(raw(page % line, url="https://post.localhost/news/villagers-clean-the-canal")).outcome
        assert isinstance(outcome, Article)
        assert (outcome.published_at and outcome.published_at.at.date().isoformat()) == expected


def test_one_date_that_is_both_is_the_first_unless_data_knows_a_change():
    both = "<time class='entry-date published updated'>12 June 2020</time>"
    published_at, changed = (
        f'<meta property="article:{name}_time" content="2020-06-{number}T09:00:00Z">'
        for name, number in (("published", "02"), ("modified", "12"))
    )
    assert day(before=both) == "2020-06-12"
    assert day(published_at + changed, both) == "2020-06-02"
    assert (
        day(before="<p class='date'>3 June 2020</p><p class='date'>28 June 2020 -- Updated 0203 GMT</p>")
        == "2020-06-03"
    )


def test_a_shade_over_the_lead_image_is_no_popup():
    page = f"<html lang='en'><head><title>{TITLE}</title></head><body><article><header class='overlay'><h1>{TITLE}</h1><span class='date'>4 June 2020</span></header>{paragraphs(*ENGLISH)}</article></body></html>"
    outcome = read(raw(page, url="https://post.localhost/news/villagers-clean-the-canal")).outcome
    assert isinstance(outcome, Article)
    assert outcome.published_at is not None
    assert outcome.published_at.at.date().isoformat() == "2020-06-04"


def test_a_theme_may_say_beside_the_text_when_the_entry_was_posted():
    line = "About this article: Villagers clean the canal was posted on May 3rd, 2010 at 23:03 and is filed under Canals, Villages, Reading."
    assert day(after=f"<aside><p>{line.replace('Villagers clean the canal', 'This entry')}</p></aside>") == "2010-05-03"


def test_figures_of_a_country_under_com_are_not_read_as_americans_read_them():
    assert day(before="<p class='date'>05/12/2020</p>", lang="", host="diario.com.co") == "2020-12-05"


def at(address: str, before: str = "") -> str | None:
    page = (
        f'<html lang="en"><head><title>{TITLE}</title><meta property="og:type" content="article"></head><body><article>'
        f'<h1>{TITLE}</h1>{before}<div class="article-body">{paragraphs(*ENGLISH, *ENGLISH)}</div></article></body></html>'
    )
    outcome = read(raw(page, url=f"https://post.localhost/{address}")).outcome
    assert isinstance(outcome, Article)
    return outcome.published_at.at.date().isoformat() if outcome.published_at else None


@pytest.mark.parametrize("address", ["2020-02/19/c_112", "a/202002/19/WS65", "2020/village_life/2/19/canal/"])
def test_addresses_part_the_day_in_other_ways(address):
    assert at(address) == "2020-02-19"


def test_the_issue_of_a_volume_is_no_day():
    assert at("2020/issue/12/3/canal/", "<p class='date'>4 June 2020</p>") == "2020-06-04"


def test_the_month_of_an_address_chooses_among_days():
    two = "<p class='date'>3 May 2019</p><p class='date'>17 June 2020</p>"
    assert at("2020/06/villagers-clean-the-canal/", two) == "2020-06-17"
    assert at("2018/06/villagers-clean-the-canal/", two) == at("canal/", two) == "2019-05-03"


def test_a_meta_name_of_a_papers_own_dates_the_page_where_print_does_not():
    own = '<meta name="sn-post-date" content="2019/11/19"><meta name="sn-last-updated" content="2019/11/21">'
    assert day(own) == "2019-11-19"
    assert day(own, "<p class='date'>18 November 2019</p>") == "2019-11-18"


@pytest.mark.parametrize("label", ["Termin:", "Erscheinungsdatum:", "Redeem by", "Release date:", "Valid until"])
def test_a_label_names_the_day_of_something_else(label):
    assert day(before=f"<p>{label} 4 June 2020</p>") is None


def test_a_printed_day_has_its_hour_from_an_element_that_stands_elsewhere():
    box = "<nav><time class='published' datetime='2020-02-23T10:07:02+01:00'>a while ago</time></nav>"
    line = "<p class='date'>23 February 2020</p>"
    moment = published(before=line, after=box)
    assert moment is not None
    assert (moment.at.isoformat(), moment.precision) == ("2020-02-23T10:07:02+01:00", "instant")
    assert day(before=line, after=box.replace("02-23", "02-24")) == "2020-02-23"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Tue May 12 2020 10:20:30 GMT+0700 (Western Indonesia Time)", "2020-05-12T10:20:30+07:00"),
        ("Tue May 12 2020 03:20:30 GMT+0000", "2020-05-12T03:20:30+00:00"),
        ("May 12, 2020 3:20 PM EST", "2020-05-12T15:20:00-05:00"),
        ("03:20:30 PM IST May 12, 2020", "2020-05-12T15:20:00+05:30"),
        ("Tue May 12 16:36:31 CEST 2020", "2020-05-12T16:36:31+02:00"),
    ],
)
def test_an_instant_in_a_programs_own_words_keeps_its_half_day_and_zone(said, expected):
    moment = published(f'<meta property="article:published_time" content="{said}">')
    assert moment is not None
    assert moment.at.isoformat() == expected

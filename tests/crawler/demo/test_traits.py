"""Each trait that the press is there for is really in what is served."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from archive.fingerprint import containment, shingles
from crawler.demo.newsroom import Newsroom
from crawler.demo.press import EDITIONS, Filed, load
from tests.crawler.demo.asking import Got, ask, ask_edition

PRESS = load()


def carrying(trait: str) -> list[Filed]:
    found = list(PRESS.carrying(trait))
    assert found, f"no article carries {trait}"
    return found


def address(filed: Filed) -> str:
    paper = PRESS.papers[filed.paper]
    return paper.home + paper.first_path(filed)


def first(press: Newsroom, filed: Filed) -> Got:
    return ask_edition(press, address(filed), filed.piece.edition)


# Trait -> what must stand in every page that carries it.
SERVED: dict[str, str] = {
    "dateline_dots": r"[A-Z][\w ]+ -SN………\.\. ",
    "weekday_mismatch": r"Kamis \(25/02/2026\)",
    "pkl_time": r"Pkl\.10\.15 Wita",
    "pebruari": r"27 Pebruari 2026",
    "jumat_apostrophe": r"Jum[’']at",
    "hijri_clock": r"\d{1,2} Ramadan 1447 H \| \d{1,2} Maret 2026 \| 07:\d\d:\d\d WITA",
    "view_counter": r"Dilihat \d+ kali",
    "end_mark": r"\*{5}|\(\*\)",
    "initials": r"\((ANA|UT|mi)\)",
    "colon_dateline": r"Waingapu: [A-Z]",
    "outlet_first_dateline": r"SWARAKENARI\.COM \| [A-Z]+ --",
    "inline_promo": r"Baca juga: ",
    "paid": r"\(Advertorial\)",
    "opinion": r"Oleh : \*\) ",
    "quotation": r"dikutip dari SwaraKenari\.com",
    "correction": r"(?i)ralat|hak jawab",
}


@pytest.mark.parametrize("trait", SERVED)
def test_a_trait_stands_in_every_page_that_carries_it(press: Newsroom, trait: str) -> None:
    for filed in carrying(trait):
        got = first(press, filed)
        assert got.status == 200
        assert re.search(SERVED[trait], got.text), filed.name


def test_a_paper_serves_windows_1252_and_says_something_else(press: Newsroom) -> None:
    (filed,) = carrying("pkl_time")
    got = first(press, filed)
    assert "charset" not in got.headers["Content-Type"]
    assert b"charset=iso-8859-1" in got.body
    assert b"\x85" in got.body
    assert b"\x92" in got.body
    with pytest.raises(UnicodeDecodeError):
        got.body.decode("utf-8")


def test_day_only_papers_print_no_time_and_give_no_data(press: Newsroom) -> None:
    for filed in carrying("day_only"):
        html = first(press, filed).html
        shown = re.search(r'class="info-berita.*?</div>', html, re.DOTALL)
        assert shown
        assert not re.search(r"\d\d[.:]\d\d", shown[0])
        assert "datetime=" not in html
        assert "ld+json" not in html


def test_times_without_a_zone(press: Newsroom) -> None:
    for filed in carrying("unzoned_time"):
        html = first(press, filed).html
        shown = re.search(r'class="jeg_meta_date"><a [^>]*>([^<]*)<', html)
        assert shown
        assert re.fullmatch(r"\d{1,2} \w+ 2026, \d\d:\d\d", shown[1])
        assert not re.search(r"WITA|\+08:00", html)


def test_counters_and_clock_change_at_every_look_in_all_pages_of_the_portal(press: Newsroom) -> None:
    for path in ("/", "/berita", "/read/71/rapat-koordinasi-penanganan-stunting.html"):
        looks = [ask(press, f"http://portal-sumbaselatan.localhost{path}").body for _ in range(3)]
        assert len(set(looks)) == 3


def test_other_papers_pages_do_not_change_between_looks(press: Newsroom) -> None:
    for name in ("warta-tambora", "suara-nyale", "kabar-matawai", "cakrawala-timur", "fajar-komodo", "harian-mutis"):
        assert ask(press, f"http://{name}.localhost/").body == ask(press, f"http://{name}.localhost/").body


def test_every_article_is_served_with_all_its_words_at_each_of_its_spellings(press: Newsroom) -> None:
    for true in press.truth(1).articles:
        filed = PRESS.by_name[f"{true.site}/{true.name}"]
        for spelling in (address(filed), *true.spellings):
            got = ask(press, spelling)
            assert got.status == 200, spelling
            is_part = filed.piece.pages and not ("page=all" in spelling or "/amp/" in spelling)
            for paragraph in true.body[:1] if is_part else true.body:
                told = paragraph.text.replace(" | ", "") if paragraph.kind == "table_row" else paragraph.text
                assert told in got.text, (spelling, paragraph.text[:60])


def test_twins_are_linked_as_those_platforms_link_them(press: Newsroom) -> None:
    assert "replytocom=" in ask(press, "http://suara-nyale.localhost/?p=611").html
    assert "?m=1" in ask(press, "http://kabar-matawai.localhost/search/label/ekonomi").html
    assert "/amp/2026/" in ask(press, "http://cakrawala-timur.localhost/indeks-berita").html
    amp = ask(press, "http://cakrawala-timur.localhost/amp/2026/02/26/kebun-raya-mini-naioni").html
    assert '<link rel="canonical" href="http://cakrawala-timur.localhost/2026/02/26/kebun-raya-mini-naioni">' in amp


def test_a_text_in_pages_is_whole_only_at_page_all(press: Newsroom) -> None:
    for filed in carrying("page_all"):
        press.edition = filed.piece.edition
        last = filed.text.rsplit("\n\n", 1)[-1][:60]
        assert last not in ask(press, address(filed)).text
        assert last in ask(press, f"{address(filed)}?page=all").text
        assert last in ask(press, f"{address(filed)}?page={len(filed.piece.pages) + 1}").text
        assert f'rel="next" href="{address(filed)}?page=2"' in ask(press, address(filed)).html


def test_a_text_in_numbered_pages_goes_on_at_2(press: Newsroom) -> None:
    (filed,) = carrying("numbered_pages")
    last = filed.text.rsplit("\n\n", 1)[-1][:60]
    one = ask(press, address(filed))
    assert last not in one.text
    assert f"{address(filed)}2/" in one.html
    assert last in ask(press, f"{address(filed)}2/").text
    assert ask(press, f"{address(filed)}3/").status == 404


@pytest.mark.parametrize(
    ("trait", "expected"),
    [
        ("figure_edit", lambda old, new: old.replace("1.240 ton jagung", "1.420 ton jagung") == new),
        ("comma_edit", lambda old, new: old.replace("Indonesia Ibu Fransiska", "Indonesia, Ibu Fransiska") == new),
        ("headline_change", lambda old, new: old == new),
    ],
)
def test_an_edit_changes_what_it_says_and_nothing_else(trait: str, expected: Callable[[str, str], bool]) -> None:
    (filed,) = carrying(trait)
    (change,) = filed.piece.changes
    before, after = (filed.printed(n) for n in (change.edition - 1, change.edition))
    assert before is not None
    assert after is not None
    told = [" ".join(block.plain for block in printed.blocks) for printed in (before, after)]
    assert expected(*told)
    assert (before.title != after.title) == (trait != "comma_edit")


def test_edits_are_served_from_their_edition_on(press: Newsroom) -> None:
    for trait in ("figure_edit", "comma_edit", "headline_change"):
        (filed,) = carrying(trait)
        (change,) = filed.piece.changes
        new = change.by or change.title or ""
        assert new not in ask_edition(press, address(filed), change.edition - 1).text
        assert new in ask_edition(press, address(filed), change.edition).text
        assert new in ask_edition(press, address(filed), EDITIONS).text


def test_a_wording_comes_back(press: Newsroom) -> None:
    (filed,) = carrying("flapping")
    told = ["410 liter" in ask_edition(press, address(filed), edition).text for edition in range(1, EDITIONS + 1)]
    assert told == [True, False, False, True]


def test_an_article_moves_and_its_old_address_leads_there(press: Newsroom) -> None:
    (filed,) = carrying("moved_address")
    assert ask_edition(press, address(filed), 3).status == 200
    old = ask_edition(press, address(filed), 4)
    assert old.status == 301
    new = ask(press, old.headers["Location"])
    assert new.status == 200
    assert f"postid-{filed.piece.number} " in new.html


@pytest.mark.parametrize(("trait", "status"), [("gone_404", 404), ("gone_410", 410), ("gone_soft", 200)])
def test_a_deletion_stays_so_that_another_day_confirms_it(press: Newsroom, trait: str, status: int) -> None:
    (filed,) = carrying(trait)
    assert filed.piece.gone is not None
    since = filed.piece.gone.edition
    assert 1 < since < EDITIONS
    assert filed.text[:50] in ask_edition(press, address(filed), since - 1).text
    for edition in range(since, EDITIONS + 1):
        got = ask_edition(press, address(filed), edition)
        assert got.status == status
        assert "tidak ditemukan" in got.text
        assert filed.text[:50] not in got.text
    assert press.truth(since).article(filed.paper, filed.name).missing
    assert not press.truth(since).article(filed.paper, filed.name).gone
    assert press.truth(EDITIONS).article(filed.paper, filed.name).gone


def test_what_never_was_is_a_soft_404_that_a_list_names(press: Newsroom) -> None:
    (address_,) = [apart.address for apart in press.truth(1).not_articles if apart.reason == "soft_404"]
    got = ask(press, address_)
    assert got.status == 200
    assert "Halaman tidak ditemukan" in got.text
    assert address_ in ask(press, "http://swara-kenari.localhost/").html


def test_reposts_carry_the_words_and_their_source(press: Newsroom) -> None:
    for trait in ("full_repost", "cut_repost"):
        for filed in carrying(trait):
            got = first(press, filed)
            assert filed.piece.credits[0].printed.split() == filed.piece.foot[-1].split()
            assert " ".join(filed.piece.foot[-1].split()) in got.text
            assert filed.piece.repost is not None
            origin = PRESS.by_name[filed.piece.repost.piece]
            assert origin.paper != filed.paper
            assert origin.piece.published < filed.piece.published
            assert containment(shingles(filed.text), shingles(origin.text)) > 0.95
            assert all(part in got.html for part in origin.text.split("\n\n")) == (trait == "full_repost")


def test_a_full_repost_is_whole_and_a_cut_one_keeps_60_percent(press: Newsroom) -> None:
    shares = {copy.address: copy.share for story in press.truth(EDITIONS).stories for copy in story.copies}
    assert {shares[address(filed)] for filed in carrying("full_repost")} == {1.0}
    (cut,) = carrying("cut_repost")
    share = next(share for place, share in shares.items() if cut.name in place)
    assert 0.58 <= share <= 0.62


def test_prayer_times_come_each_edition_and_are_no_copies_of_each_other(press: Newsroom) -> None:
    tables = carrying("prayer_times")
    assert [filed.piece.edition for filed in tables] == [1, 2, 3, 4]
    rows = []
    for filed in tables:
        html = first(press, filed).html
        assert html.count("<tr>") == 7
        rows.append(re.findall(r"<td>(\d\d\.\d\d)</td>", html))
    for earlier, later in pairwise(rows):
        assert len(earlier) == len(later) == 36
        assert sum(a != b for a, b in zip(earlier, later, strict=True)) >= 34


def test_a_gambling_page_is_injected_and_the_sitemap_lists_it(press: Newsroom) -> None:
    (filed,) = carrying("gambling")
    assert ask(press, address(filed)).status == 404
    got = ask_edition(press, address(filed), filed.piece.edition)
    assert got.status == 200
    assert len(re.findall(r"(?i)slot gacor|maxwin|togel|deposit|scatter", got.text)) > 8
    assert 'rel="canonical" href="http://naga-berkah88.example/"' in got.html
    assert address(filed) in ask(press, "http://portal-sumbaselatan.localhost/sitemap.xml").html
    assert filed.name not in ask(press, "http://portal-sumbaselatan.localhost/berita").html


def test_links_are_hidden_in_a_good_page(press: Newsroom) -> None:
    (filed,) = carrying("hidden_links")
    got = first(press, filed)
    assert "left:-9999px" in got.html
    assert got.html.count("kakek-scatter.example") >= 3
    assert "Abdul Rahim" in got.text
    body = press.truth(1).article(filed.paper, filed.name).body
    assert not any("slot" in paragraph.text for paragraph in body)


def test_a_permalink_answers_under_index_php_too_and_the_feed_shows_it_so(press: Newsroom) -> None:
    for filed in carrying("index_php"):
        press.edition = filed.piece.edition
        path = PRESS.papers[filed.paper].first_path(filed)
        plain, under = (ask(press, f"http://fajar-komodo.localhost{way}") for way in (path, f"/index.php{path}"))
        assert plain.status == under.status == 200
        assert plain.body == under.body
        assert (
            f"http://fajar-komodo.localhost/index.php{path}" in ask(press, "http://fajar-komodo.localhost/feed/").html
        )


def test_one_text_stands_at_two_addresses_of_a_site(press: Newsroom) -> None:
    (filed,) = carrying("second_address")
    (second,) = filed.piece.also_at
    assert ask(press, f"http://swara-kenari.localhost{second}").body.count(b"Karmau") == 2
    assert second in ask(press, "http://swara-kenari.localhost/").html
    assert f"http://swara-kenari.localhost{second}" in press.truth(1).article(filed.paper, filed.name).aliases


def test_lines_that_look_like_furniture_are_body(press: Newsroom) -> None:
    (filed,) = carrying("must_keep_lines")
    told = [paragraph.text for paragraph in press.truth(1).article(filed.paper, filed.name).body]
    assert any(line.startswith("Pilihan ") for line in told)
    assert any(line.startswith("Sumber ") for line in told)
    assert "Halaman terakhir memuat" in " ".join(told)


def test_corrections_lead_to_what_they_correct(press: Newsroom) -> None:
    for filed in carrying("correction"):
        press.edition = filed.piece.edition
        (target,) = re.findall(r"\]\((http[^)]+)\)", filed.text)
        assert target in ask(press, address(filed)).html
        assert ask(press, target).status == 200


def test_every_trait_of_the_files_is_looked_for_here() -> None:
    elsewhere = {"no_dateline", "subtitle", "table", "list", "quote", "amp", "paged", "reposted", "reposted_in_part"}
    named = {trait for filed in PRESS.by_name.values() for trait in filed.piece.traits}
    source = Path(__file__).read_text(encoding="utf-8")
    assert {trait for trait in named - elsewhere if f'"{trait}"' not in source} - {"same_sentences"} == set()

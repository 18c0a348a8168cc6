"""What the room's pages say, their formats, their permanent addresses, and how little they weigh."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import httpx
import pytest

from archive.answers import StoryRow
from archive.sqlite import connect
from archive.web import pages
from archive.web.asked import Ask, Room
from archive.web.asking import Bar
from archive.web.dates import month_in_words, printed, span_in_words
from archive.web.drawing import calendar, columns, strands
from archive.web.memory import remembered
from archive.web.places import drawn, tiles
from archive.web.tables import inert
from tests.archive.web.test_guard import ROUTES
from tests.browser.served import served, small_archive

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path = small_archive(tmp_path_factory.mktemp("pages"))
    with served(path) as origin, httpx.Client(base_url=origin, timeout=20, follow_redirects=True) as client:
        yield client


def the_well(room: httpx.Client, more: str = "") -> str:
    return str(room.get("/at?url=warta-sabana.example/sumur-tua").url.path) + more


def test_every_page_is_light_and_in_both_languages(room: httpx.Client) -> None:
    for path in [path for path in ROUTES if "archive" not in path and "room." not in path]:
        for language in ("id", "en"):
            answer = room.get(path, headers={"accept-language": language})
            assert len(answer.content) <= 100_000, path
            if answer.text.startswith("<!doctype"):
                assert f'<html lang="{language}">' in answer.text


def test_each_list_is_there_for_programs_too(room: httpx.Client) -> None:
    story = room.get(the_well(room).replace("/article/", "/story/")).url.path
    for path in (
        "/search?q=sumur",
        "/outlets",
        "/places",
        "/place/53.11",
        "/changed",
        "/vanished",
        "/stories",
        story,
        "/corrections",
        "/coverage",
        "/coverage/warta-sabana",
        "/health",
        "/collections",
    ):
        told = re.findall(r'href="([^"]+\.(csv|json)[^"]*)"', room.get(path).text)
        assert [ending for _, ending in told] == ["csv", "json"], path
        for address, ending in told:
            answer = room.get(address.replace("&amp;", "&"))
            assert answer.status_code == 200
            assert ending in answer.headers["content-type"]
            assert ending == "csv" or isinstance(answer.json()["rows"], list)


def test_the_language_that_was_chosen_stays(room: httpx.Client) -> None:
    with httpx.Client(base_url=room.base_url) as reader:
        assert "Newspapers" in reader.get("/?lang=en", headers={"accept-language": "id"}).text
        assert "Newspapers" in reader.get("/outlets", headers={"accept-language": "id"}).text
    assert "Surat kabar" in httpx.get(f"{room.base_url}/", headers={"accept-language": "fr, xx;q=0.8"}).text


def test_an_article_is_found_by_its_addresses_and_the_beginning_of_its_id(room: httpx.Client) -> None:
    whole = the_well(room)
    assert re.fullmatch(r"/article/[0-9a-f]{32}", whole)
    assert room.get(whole[:20]).url.path == whole
    assert room.get(whole[:20] + "?revision=1").url.query == b"revision=1"
    assert room.get(whole.replace("/article/", "/story/")).status_code == 200
    assert room.get("/at?url=https://nowhere.example/x").status_code == 404
    assert room.get("/article/").status_code == 404


def test_each_wording_is_shown_and_what_changed_in_it(room: httpx.Client) -> None:
    first, second = (room.get(the_well(room, f"?revision={n}")).text for n in (1, 2))
    assert "48 keluarga" in first
    assert "<del>48</del> → <ins>52</ins>" in second
    assert "52 keluarga" in room.get(the_well(room)).text
    assert room.get(the_well(room, "?revision=99")).status_code == 404
    assert "Ralat: sumur tua" in room.get(the_well(room)).text


def test_reference_managers_find_what_they_look_for(room: httpx.Client) -> None:
    """Zotero's Embedded Metadata translator reads Highwire tags first: a title and a container make an article of it."""
    page = room.get(the_well(room)).text
    told = dict(re.findall(r'<meta name="(citation_\w+)" content="([^"]*)"', page))
    assert told["citation_title"] == "Sumur tua digali lagi"
    assert told["citation_author"] == "Rambu Ana"
    assert told["citation_journal_title"] == "Warta Sabana"
    assert re.fullmatch(r"\d{4}/\d\d/\d\d", told["citation_publication_date"])
    assert '<meta property="og:title" content="Sumur tua digali lagi">' in page
    assert 'itemtype="https://schema.org/NewsArticle"' in page
    assert {"headline", "datePublished", "author", "articleBody", "publisher"} <= set(
        re.findall(r'itemprop="(\w+)"', page)
    )


def test_citations_are_taken_away(room: httpx.Client) -> None:
    where = the_well(room)
    assert room.get(f"{where}/cite.ris").text.startswith("TY  - NEWS")
    assert room.get(f"{where}/cite.bib").text.startswith("@online{kliping-")
    assert room.get(f"{where}/cite.json").json()[0]["title"] == "Sumur tua digali lagi"
    earlier, later = (room.get(f"{where}/cite.txt?revision={n}").text for n in (1, 3))
    assert earlier != later


def test_a_question_is_a_feed(room: httpx.Client) -> None:
    answer = room.get("/search.atom?q=sumur")
    feed = ET.fromstring(answer.content)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) >= 2
    for element in (feed, *entries):
        assert all(element.find(ATOM + name) is not None for name in ("id", "title", "updated"))
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)


def test_what_cannot_be_asked_is_told_in_a_line(room: httpx.Client) -> None:
    for typed in ("tanggal:kemarin", "NEAR(", "status:entah", '"', "-sumur", "*", "\x00"):
        answer = room.get("/search", params={"q": typed})
        assert answer.status_code in (200, 400)
        assert "Traceback" not in answer.text
    assert room.get("/search.json", params={"q": "tanggal:kemarin"}).status_code == 400
    assert room.get("/search?q=sumur&from=2020-13").status_code == 400
    assert room.get("/search?q=sumur&page=999999999999&from=&by=event").status_code == 200


def test_dates_narrow_and_facets_lead_on(room: httpx.Client) -> None:
    assert room.get("/search.json?q=kampung&from=2020-04&to=2020-04").json()["total"] == 1
    page = room.get("/search?q=sumur").text
    assert "outlet=portal-tetangga" in page
    assert room.get("/search.json?q=sumur&outlet=portal-tetangga").json()["total"] == 1


def test_the_map_has_a_square_for_every_regency_and_no_two_at_one_place() -> None:
    assert len(tiles()) == 514
    assert len({(tile.column, tile.row) for tile in tiles()}) == 514
    whole = drawn({"Sumba Timur": 9, "Alor": 1})
    assert {s.tile.name: s.shade for s in whole.squares if s.shade} == {"Sumba Timur": 4, "Alor": 1}


def test_a_calendar_tells_published_silent_ill_and_unseen() -> None:
    days = calendar(2024, {"2024-02-29": 3}, {"2024-03-01": True, "2024-03-02": False})
    kinds = {square.day: square.kind for square in days}
    assert len(days) == 366
    assert [kinds[f"2024-{d}"] for d in ("02-29", "03-01", "03-02", "03-03")] == [
        "published",
        "silent",
        "ill",
        "unseen",
    ]
    assert all(square.weekday == date.fromisoformat(square.day).weekday() for square in days)
    assert len({(square.week, square.weekday) for square in days}) == 366


def test_a_timeline_leaves_room_for_months_without_articles() -> None:
    bars = columns((Bar("2020-01", 4), Bar("2020-04", 1)))
    assert [bar.x for bar in bars] == [0, 750]
    assert bars[1].height == 25
    assert columns(()) == ()


def test_a_story_is_drawn_whatever_its_dates_are() -> None:
    def row(article: str, when: str | None) -> StoryRow:
        return StoryRow(story="a", article=article, site="s", title="t", relation="copy", share=1, reason="", proof="", published_at=when,
                        published_local=None, address="https://x.example/")  # fmt: skip

    drawn_strands = strands(
        [row("a", "2020-01-01T00:00:00.000Z"), row("b", "2020-01-01T00:00:00.000Z"), row("c", None)]
    )
    assert [strand.x for strand in drawn_strands] == [18.0, 18.0, 342.0]
    assert drawn_strands[0].path == ""
    assert strands([]) == ()


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "%0A=1", "＝1", "\u200b=1"])
def test_a_cell_is_inert(value: str) -> None:
    assert inert(value) == "'" + value
    assert inert(-1) == -1


def test_dates_are_printed_as_the_outlet_has_them() -> None:
    assert printed("2020-02-26T09:20:00+08:00") == "Wednesday, 26 February 2020, 09.20 WITA"
    assert printed("2020-02-26T00:00:00+08:00", None, "day") == "Wednesday, 26 February 2020"
    assert (printed(None), printed("nonsense"), month_in_words("2020")) == ("", "", "2020")
    spans = ("2020-02-26", "2020-02", "2020", "kemarin", "2020-13-01")
    assert [span_in_words(one) for one in spans] == [
        "26 February 2020",
        "February 2020",
        "2020",
        "kemarin",
        "2020-13-01",
    ]


def test_a_figure_is_counted_once_while_it_is_young() -> None:
    room = Room(database="x", folder=Path("/nowhere"), is_public=False, hosts=frozenset())
    ask = Ask(connection=None, room=room, path="/", parts={}, args={}, origin="", language="id")
    counted = iter(range(9))
    times = iter([0.0, 0.0, 0.0, 10.0, 100.0, 100.0, 100.0, 100.0])
    got = [remembered(ask, "n", 50, lambda _: next(counted), lambda: next(times)) for _ in range(3)]
    assert got == [0, 0, 1]
    assert json.dumps(got)


def test_a_headline_that_was_remembered_is_not_shown_once_it_is_taken_down(tmp_path: Path) -> None:
    path = small_archive(tmp_path)
    with closing(connect(path)) as connection:
        room = Room(database="x", folder=tmp_path, is_public=False, hosts=frozenset())
        ask = Ask(connection=connection, room=room, path="/", parts={}, args={}, origin="", language="id")
        shown = pages._stories(ask)
        assert shown
        connection.execute("DELETE FROM article_state WHERE article = ?", (shown[0].article,))
        assert pages._stories(ask) == shown[1:]

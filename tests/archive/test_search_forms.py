"""Other forms of words, facets, what may have been meant, many answers, SQL that a stranger wrote."""

from __future__ import annotations

import itertools
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import tiers
from archive.errors import QueryRefused
from archive.guess import differs
from archive.search import Answer, articles_that, search, understand
from archive.sql import ask
from archive.sqlite import connect
from archive.stems import protected
from archive.store import Archive
from archive.vocabulary import common
from tests.archive.builder import article, at, look
from tests.archive.shelf import day

TEXTS = {
    "petani": ("Petani menanam jagung", "Para petani di lembah itu menanam jagung sejak pagi."),
    "pertanian": ("Dinas membagi benih", "Dinas pertanian membagi benih di Waingapu; Beran Umbu menerimanya."),
    "bertani": ("Warga pulang kampung", "Warga kembali bertani setelah hujan turun di Waingapu."),
    "tani": ("Kelompok tani berkumpul", "Kelompok tani berkumpul di balai desa."),
    "nelayan": ("Nelayan melaut", "Nelayan melaut lagi. Sekolah dibuka. Bersekolah itu wajib."),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("forms")
    with Archive.open(place, create=True, clock=lambda: at(4)) as archive:
        for number, (path, (title, text)) in enumerate(TEXTS.items(), 1):
            told = article(title, (text,), published_at=day(2020, number, 1), people=(), dateline=None)
            archive.keep(look(told, path=f"/{path}", days=0.01 * number)).result(30)
    return place


@pytest.fixture(scope="module")
def connection(folder: Path) -> Iterator[Any]:
    with closing(connect(folder / "archive.db", readonly=True)) as opened:
        yield opened


def paths(answer: Answer) -> list[str]:
    return [hit.address.rpartition("/")[2] for hit in answer.hits]


def test_other_forms_of_a_word_come_after_the_printed_one(connection: Any) -> None:
    answer = search(connection, "petani")
    assert paths(answer)[0] == "petani"
    assert set(paths(answer)) == {"petani", "pertanian", "bertani", "tani"}
    assert (answer.total, answer.other_forms) == (4, 3)
    assert answer.notes == ("3 of them have the words in other forms only; --tepat leaves them out",)
    marked = {hit.snippet[a:b] for hit in answer.hits for a, b in hit.marks}
    assert {"petani", "pertanian", "bertani", "tani"} <= marked


def test_exact_and_quoted_words_are_found_as_printed_only(connection: Any) -> None:
    assert paths(search(connection, "petani", is_exact=True)) == ["petani"]
    assert paths(search(connection, '"petani"')) == ["petani"]


def test_protected_words_names_and_short_words_have_no_other_forms(connection: Any) -> None:
    assert "sekolah" in protected()
    assert search(connection, "sekolah").other_forms == 0
    # Beran is a name in the text; its stem would be `ber`.
    assert paths(search(connection, "beran")) == ["pertanian"]
    assert search(connection, "tani waingapu").total == 2


def test_words_to_leave_out_and_conditions_hold_for_other_forms_too(connection: Any) -> None:
    assert set(paths(search(connection, "petani -benih"))) == {"petani", "bertani", "tani"}
    assert set(paths(search(connection, "petani tanggal:2020-02..2020-03"))) == {"pertanian", "bertani"}
    assert paths(search(connection, 'petani "turun di waingapu"')) == ["bertani"]


def test_newest_first_mixes_printed_words_and_other_forms(connection: Any) -> None:
    assert paths(search(connection, "petani", newest_first=True)) == ["tani", "bertani", "pertanian", "petani"]


def test_pages_of_every_size_give_the_same_order(connection: Any) -> None:
    whole = paths(search(connection, "petani"))
    for limit in (1, 2, 3):
        pages = [paths(search(connection, "petani", limit=limit, page=page)) for page in range(1, 6)]
        assert list(itertools.chain(*pages)) == whole


def test_a_misspelt_name_is_guessed(connection: Any) -> None:
    for typed, meant in (("waingpau", "waingapu"), ("petani Waingappu", "petani waingapu"), ("jagumg", None)):
        assert search(connection, typed).guess == meant
    assert search(connection, "petani").guess is None


def test_answers_are_counted_by_outlet_place_and_month(connection: Any) -> None:
    found = search(connection, "petani", with_facets=True, limit=1).facets
    assert found is not None
    assert [(count.value, count.articles) for count in found.outlets] == [("warta-sabana", 4)]
    assert [count.value for count in found.months] == ["2020-01", "2020-02", "2020-03", "2020-04"]
    assert (found.total, found.one_in) == (4, 1)


def test_a_long_beginning_is_asked_for_by_the_words_that_begin_like_that(
    connection: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for typed in ("bersek*", "menan* -benih", "melaut* OR berkum*", "bersekolahan*"):
        spelled = search(connection, typed)
        with monkeypatch.context() as patched:
            patched.setattr(tiers, "_SPELLED_OUT", 0)
            gathered = search(connection, typed)
        assert paths(spelled) == paths(gathered)
        assert spelled.total == gathered.total
    answer = search(connection, "bersek*")
    assert paths(answer) == ["nelayan"]
    with closing(sqlite3.connect(f"file:{folder}/archive.db?mode=ro", uri=True)) as plain:
        assert [row[0] for row in plain.execute(answer.sql)] == [hit.article for hit in answer.hits]


def test_fewer_answers_are_weighed_the_more_words_each_is_looked_at_for(connection: Any) -> None:
    typed = ("tani", "tani waingapu", '"kelompok tani"', "a b c d e f g h")
    assert [tiers.most_ranked(understand(one)) for one in typed] == [8_000, 4_000, 2_000, 2_000]


def test_of_very_many_answers_those_with_the_words_in_the_headline_come_first(
    connection: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers, "MOST_RANKED", 1)
    monkeypatch.setattr(tiers, "ENOUGH", 0)
    answer = search(connection, "di", limit=10)
    assert answer.at_least
    assert answer.total == 1
    assert set(paths(answer)) == {"petani", "pertanian", "bertani", "tani"}
    answer = search(connection, "tani OR bertani", limit=10)
    assert paths(answer) == ["tani", "bertani"]
    # Waingapu stands in the text of one whose headline has none of it.
    assert paths(search(connection, "(warga OR tani) -waingapu", limit=10)) == ["tani"]
    counted = search(connection, "di", with_facets=True)
    assert (counted.total, counted.at_least) == (4, False)
    with closing(sqlite3.connect(f"file:{folder}/archive.db?mode=ro", uri=True)) as plain:
        assert [row[0] for row in plain.execute(answer.sql)] == [hit.article for hit in answer.hits]


def test_a_story_is_asked_for_by_the_beginning_of_its_id(connection: Any) -> None:
    assert search(connection, "cerita:0000").total == 0
    with pytest.raises(QueryRefused, match="is no story"):
        search(connection, "cerita:xyz")


def test_common_words_are_searched_for(connection: Any) -> None:
    assert "di" in common()
    assert paths(search(connection, "sejak di")) == ["petani"]


def test_everything_that_answers_is_one_statement(connection: Any) -> None:
    asked = articles_that(connection, "petani")
    assert len(connection.execute(asked.sql, asked.values).fetchall()) == 4


def test_what_was_taken_out_is_in_no_index(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True, clock=lambda: at(4)) as archive:
        archive.keep(look(article("Satu", ("Kata rahasiawaktu di sini.",)), days=0)).result(30)
        archive.keep(look(article("Dua", ("Kata lain di sini.",)), days=1)).result(30)
        asked = archive.connection().execute
        for table, word in (("article_index", "rahasiawaktu"), ("word_index", "rahasiawaktu")):
            assert asked(f"SELECT count(*) FROM {table} WHERE {table} MATCH ?", (word,)).fetchone()[0] == 0
        assert asked("SELECT count(*) FROM word_list WHERE term = 'rahasiawaktu'").fetchone()[0] == 0


@given(one=st.text("abc", max_size=6), other=st.text("abc", max_size=6))
def test_letters_that_differ_are_counted_alike_from_both_sides(one: str, other: str) -> None:
    assert differs(one, other, 9) == differs(other, one, 9)
    assert (differs(one, other, 9) == 0) == (one == other)


# ------------------------------------------------------------------------------------------------ a stranger's SQL


def asked(connection: Any, sql: str, seconds: float = 5) -> Any:
    return ask(connection, sql, limit=2, until=time.monotonic() + seconds, now=time.monotonic)


def test_a_select_is_answered_with_its_names(connection: Any) -> None:
    table = asked(connection, "SELECT title AS t, 1 AS n FROM articles ORDER BY published_at")
    assert table.names == ("t", "n")
    assert table.rows[0] == ("Petani menanam jagung", 1)
    assert table.is_cut
    assert asked(connection, "SELECT count(*) FROM article_index WHERE article_index MATCH 'tani'").rows == ((1,),)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM article", "UPDATE article SET site = ''", "DROP TABLE article", "CREATE TABLE x (y)", "VACUUM INTO '/tmp/x.db'",
        "ATTACH '/tmp/x.db' AS x", "PRAGMA writable_schema = 1", "PRAGMA query_only = 0", "SELECT load_extension('x')", "BEGIN IMMEDIATE",
        "SELECT 1; SELECT 2", "INSERT INTO article_index (article_index) VALUES ('delete-all')", "", "-- nothing", "SELEC", "\x00",
    ],
)  # fmt: skip
def test_whatever_is_no_select_is_refused_in_one_line(connection: Any, sql: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        asked(connection, sql)
    assert "\n" not in str(refused.value)
    assert asked(connection, "SELECT count(*) FROM article").rows == ((5,),)


def test_a_runaway_select_is_ended(connection: Any) -> None:
    sql = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(QueryRefused, match="not done in time"):
        asked(connection, sql, seconds=0.05)


@settings(max_examples=120, deadline=None)
@given(sql=st.text(max_size=40))
def test_any_text_is_answered_or_refused(connection: Any, sql: str) -> None:
    told = ""
    try:
        asked(connection, f"SELECT {sql}")
    except QueryRefused as refused:
        told = str(refused)
    assert "\n" not in told

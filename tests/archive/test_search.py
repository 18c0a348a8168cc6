"""What a person types gives rows or one line of help; what is found is marked in the text as printed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive import indexing
from archive.errors import QueryRefused
from archive.fields import COLUMNS
from archive.messages import use_language
from archive.question import MAX_TYPED, understand
from archive.search import Answer, excerpt, search
from archive.sqlite import connect
from archive.store import Archive
from archive.vocabulary import synonyms
from tests.archive.builder import article
from tests.archive.shelf import shelf


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("shelf")
    shelf(place)
    return place


@pytest.fixture(scope="module")
def connection(folder: Path) -> Iterator[Any]:
    with closing(connect(folder / "archive.db", readonly=True)) as opened:
        yield opened


def paths(answer: Answer) -> set[str]:
    return {hit.address.rpartition("/")[2] for hit in answer.hits}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sumur", {"sumur-tua", "gali-sumur"}),
        ("SUMUR Agustus", {"sumur-tua", "gali-sumur"}),
        ("sumur feri", set()),
        ("sumur OR feri", {"sumur-tua", "gali-sumur", "feri"}),
        ("sumur ATAU feri", {"sumur-tua", "gali-sumur", "feri"}),
        ("sumur | feri", {"sumur-tua", "gali-sumur", "feri"}),
        ("(sumur OR feri) pelabuhan", {"feri"}),
        ("feri AND pelabuhan", {"feri"}),
        ("sumur -tetangga", {"sumur-tua"}),
        ("dana -wabup", {"tanpa-tanggal"}),
        ("dana NOT wabup", {"tanpa-tanggal"}),
        ('dana -"dana kampung"', {"ntt"}),
        ('"jalan rusak"', {"provinsi"}),
        ("“jalan rusak”", {"provinsi"}),
        ('"rusak jalan"', set()),
        ("NEAR(jalan bupati, 10)", {"provinsi"}),
        ("NEAR(jalan bupati, 2)", set()),
        ("pelabu*", {"feri"}),
        ("judul:feri", {"feri"}),
        ("title:feri isi:gelombang", {"feri"}),
        ("judul:gelombang", set()),
        ("penulis:umbu", {"feri"}),
        ("author:deta", {"feri"}),
        ("tempat:waingapu", {"feri"}),
        ("place:waibakul feri", set()),
        ("rubrik:ekonomi", {"feri"}),
        ("media:portal-tetangga", {"gali-sumur"}),
        ("site:portal", {"gali-sumur"}),
        ("jumat", {"jumat"}),
        ("Jum'at", {"jumat"}),
        ("jum’at ba'a", {"jumat"}),
        ("covid-19", {"covid"}),
        ("se-NTT", {"ntt"}),
        ("anak-anak", {"ntt"}),
        ("1.240", {"covid"}),
        ("Rp1.500.000", {"covid"}),
        ("10.15", {"covid"}),
        ("kafe", {"covid"}),
        ("kafé", {"covid"}),
        ("propinsi", {"ntt", "provinsi"}),
        ("ntt", {"ntt", "provinsi"}),
        ("nusa tenggara timur", {"ntt", "provinsi"}),
        ("wakil bupati", {"ntt", "provinsi"}),
        ("tanggal:2020-02", {"feri"}),
        ("tanggal:2020-02..2020-03", {"feri", "ntt", "provinsi", "papua"}),
        ("tanggal:2020-03", {"ntt", "provinsi", "papua"}),
        ("date:26/02/2020", {"feri"}),
        ("tanggal:..2020-01", {"camat"}),
        ("tanggal:2020-06..2021", {"covid"}),
        ("tanggal:2020-02 OR tanggal:2020-06", {"feri", "covid"}),
        ("tanggal:2020 -dana -tanggal:2020-03", {"feri", "jumat", "camat", "merah", "covid"}),
        ("tanggal:2020-03 -jalan", {"ntt", "papua"}),
        ("status:dihapus", {"camat"}),
        ("status:berubah", {"sumur-tua"}),
        ("status:salinan", {"gali-sumur"}),
        ("camat status:gone", {"camat"}),
        ("situs:portal", set()),
        ("situs:portal-tetangga", {"gali-sumur"}),
        ("situs:portal-tetangga OR situs:tidak-ada", {"gali-sumur"}),
        ("sumur -situs:portal-tetangga -upacara", {"sumur-tua"}),
        ('wilayah:"rote ndao"', set()),
        ("upacara -status:dihapus", {"tanpa-tanggal"}),
        ("http://warta-sabana.example/", set()),
    ],
)  # fmt: skip
def test_what_is_typed_finds_what_is_meant(connection: Any, typed: str, found: set[str]) -> None:
    assert paths(search(connection, typed)) == found


def test_a_month_is_the_outlets_own_in_every_zone(connection: Any) -> None:
    """Midnight of the first of March in Papua is still February in UTC, and in WITA."""
    assert "papua" in paths(search(connection, "tanggal:2020-03-01"))
    assert "papua" not in paths(search(connection, "tanggal:2020-02"))


def test_an_article_without_a_date_is_told_of_and_not_guessed(connection: Any) -> None:
    answer = search(connection, "dana tanggal:2020")
    assert paths(answer) == {"ntt"}
    assert answer.notes == ("1 more may answer: their pages tell no date of publication",)


@pytest.mark.parametrize(
    ("typed", "help_line"),
    [
        ("", "type words to search for"),
        ("  \t ", "type words"),
        ("-- ** ()", "type words"),
        ("-sumur", "only words to leave out"),
        ("pe*", "is too short"),
        ("*", "type words"),
        ("sum*ur", "a star stands at the end"),
        ("tanggal:besok", "is no date"),
        ('tanggal:""', "is no date"),
        ("tanggal:2020-13", "no such date"),
        ("tanggal:2019-02-29", "no such date"),
        ("tanggal:0000", "is no date"),
        ("tanggal:2021..2020", "runs backwards"),
        ("status:hilang-entah", "status:hilang-entah is not known"),
        ("sumur OR tanggal:2020", "OR joins words with words"),
        ("x" * (MAX_TYPED + 1), "characters long"),
    ],
)
def test_what_cannot_be_searched_for_gives_one_line_of_help(connection: Any, typed: str, help_line: str) -> None:
    with pytest.raises(QueryRefused, match=help_line.replace("*", r"\*")) as refused:
        search(connection, typed)
    assert "\n" not in str(refused.value)


def test_a_word_that_is_no_field_is_searched_for_and_told_of(connection: Any) -> None:
    answer = search(connection, "penuls:umbu OR feri")
    assert paths(answer) == {"feri"}
    assert "penuls: is no field" in answer.notes[0]


def test_more_words_than_are_searched_for_are_told_of(connection: Any) -> None:
    assert search(connection, "sumur " * 40).notes == ("only the first 30 words were searched for",)


# ------------------------------------------------------------------------------------------- any string whatsoever

FTS_SOUP = st.lists(
    st.sampled_from([
        '"', "'", "*", "(", ")", "-", "+", "^", ":", ",", ".", "..", "{", "}", "NEAR", "NEAR(", "NEAR(a b,", "AND", "OR", "NOT", "a",
        "sumur", "title", "title:", "{title}:", "judul:", "isi:", "tanggal:", "tanggal:2020", "status:", "status:dihapus", "rowid",
        "article_index", "sum*", "ab*", "\x00", "’", "\u202e", "ﷺ", "ß", "İ", "½", "_", "٣", "😀", ";--", "' OR 1=1", " ", "  ", "\n",
        "\\", "%", "?", "?1", "$a", "-judul:", "-NEAR(a b)", "|", "/*", "*/", "0", "1e9", "x'00'", "-tanggal:2020", "-status:copy", "OR OR",
        "nusa", "tenggara", "timur", "kepala", "desa",
    ]),
    max_size=14,
).map("".join)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(typed=st.one_of(FTS_SOUP, FTS_SOUP.map(" ".join), st.text(max_size=60), st.characters()))
@example("a" * MAX_TYPED)
@example("NEAR(" + "a " * 200 + ")")
@example("a* OR " * 30)
@example('"' * 400)
@example("(" * 400)
@example("-a " * 100)
@example("\ud800 sumur")
@example("tanggal:9999")
@example("tanggal:8999-12-31")
@example("tanggal:1000..")
def test_any_string_gives_rows_or_one_line_and_writes_nothing(connection: Any, typed: str) -> None:
    told = ""
    try:
        answer = search(connection, typed, limit=3)
        assert len(answer.hits) <= min(3, answer.total)
    except QueryRefused as refused:
        told = f"{refused} "
    assert "\n" not in told
    assert connection.total_changes == 0


@settings(max_examples=150, deadline=None)
@given(
    typed=st.one_of(
        FTS_SOUP, st.sampled_from(["sumur", "dana tanggal:2020", "jum'at", "status:berubah", "it's OR dana"])
    )
)
def test_the_statement_gives_the_same_articles_in_plain_sqlite(connection: Any, folder: Path, typed: str) -> None:
    try:
        answer = search(connection, typed)
    except QueryRefused:
        return
    with closing(sqlite3.connect(f"file:{folder}/archive.db?mode=ro", uri=True)) as plain:
        assert [row[0] for row in plain.execute(answer.sql)] == [hit.article for hit in answer.hits]


@settings(max_examples=120, deadline=None)
@given(typed=FTS_SOUP)
def test_what_is_typed_reaches_fts5_only_in_quotes(typed: str) -> None:
    try:
        question = understand(typed)
    except QueryRefused:
        return
    outside = re.sub(r'"[^"]*"', "", question.match)
    assert re.fullmatch(
        r"(?:\{(?:title|body|person|place|outlet|section)\} : |AND|OR|NOT|NEAR\(|, \d+\)|[() *])*", outside
    )
    assert len(question.dates) == 2 * sum(condition.count("BETWEEN ?") for condition in question.dated)


# ------------------------------------------------------------------------------------------------ order and excerpts


def test_best_first_prefers_the_headline_and_newest_first_the_date(connection: Any) -> None:
    by_rank = search(connection, "dana OR kampung")
    assert by_rank.hits[0].address.endswith("/tanpa-tanggal")
    dates = [hit.published_at or hit.first_seen for hit in search(connection, "kata OR dana", newest_first=True).hits]
    assert dates == sorted(dates, reverse=True)


def test_pages_of_hits_follow_each_other_and_the_total_stays(connection: Any) -> None:
    whole = search(connection, "tanggal:2020", limit=100)
    parts = [search(connection, "tanggal:2020", limit=3, page=page) for page in (1, 2, 3, 4)]
    assert [hit.article for part in parts for hit in part.hits] == [hit.article for hit in whole.hits]
    assert {part.total for part in parts} == {whole.total}


def test_the_printed_form_is_marked_and_not_the_folded(connection: Any) -> None:
    (hit,) = search(connection, "jumat").hits
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["Jum’at"]
    assert [hit.title[a:b] for a, b in hit.title_marks] == ["Jum’at"]


def test_a_synonym_that_answers_is_marked(connection: Any) -> None:
    marked = {hit.snippet[a:b] for hit in search(connection, "ntt").hits for a, b in hit.marks}
    assert {"NTT", "Nusa", "Tenggara", "Timur"} <= marked
    assert {hit.address.rpartition("/")[2] for hit in search(connection, "ntt", is_exact=True).hits} == {"ntt"}


def test_an_excerpt_shows_the_place_where_most_of_the_words_stand() -> None:
    text = "sumur " + "kosong " * 200 + "di desa itu ada sumur dan mata air yang dalam " + "kosong " * 200
    found = excerpt(text, understand("sumur mata air"))
    assert {found.text[a:b] for a, b in found.marks} == {"sumur", "mata", "air"}
    assert found.text.startswith("… ")
    assert found.text.endswith(" …")
    assert len(found.text) < 300


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(max_size=700), word=st.sampled_from(["a", "ab*", "x", "sumur", '"a b"']), word_in=st.text(max_size=5)
)
def test_marks_of_an_excerpt_always_lie_within_it_in_order(text: str, word: str, word_in: str) -> None:
    try:
        question = understand(word)
    except QueryRefused:
        return
    found = excerpt(f"{text} sumur {word_in} a {text}", question)
    last = 0
    for start, end in found.marks:
        assert last <= start < end <= len(found.text)
        last = end


def test_a_phrase_is_marked_where_it_stands_whole() -> None:
    text = "Air danau itu keruh. Warga meminta air bersih sejak lama, dan bersih desa diadakan."
    found = excerpt(text, understand('"air bersih"'))
    assert [found.text[a:b] for a, b in found.marks] == ["air", "bersih"]
    apart = excerpt("Air danau itu, kata mereka, bersih.", understand('"air bersih"'))
    assert [apart.text[a:b] for a, b in apart.marks] == ["Air", "bersih"]


def test_an_excerpt_of_a_hostile_text_takes_no_longer_than_one_of_an_ordinary() -> None:
    found = excerpt("a" * 5_000_000 + " sumur", understand("sumur"))
    assert len(found.text) <= 250


# --------------------------------------------------------------------------------------------------- synonyms, help


def test_synonyms_are_a_file_that_a_person_can_read_and_mend() -> None:
    text = (Path(__file__).parents[2] / "archive/synonyms.tsv").read_text(encoding="utf-8")
    groups = [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert all(len(forms) > 1 for forms in groups)
    assert all(form == form.strip().lower() and form for forms in groups for form in forms)
    every = [form for forms in groups for form in forms]
    assert len(every) == len(set(every)), "a form stands in two groups"
    for name in ("ntt", "sbd", "pemkab", "wabup", "propinsi", "pebruari", "kapolres"):
        assert len(synonyms()[name]) > 1


def test_help_is_in_the_language_that_is_chosen(connection: Any) -> None:
    use_language("id")
    try:
        with pytest.raises(QueryRefused, match="ketik kata yang dicari"):
            search(connection, "")
    finally:
        use_language("en")


def test_every_field_has_an_indonesian_and_an_english_name() -> None:
    for column in set(COLUMNS.values()):
        assert len([name for name in COLUMNS if COLUMNS[name] == column]) > 1


def test_articles_that_go_into_the_index_are_written_together(tmp_path: Path) -> None:
    Archive.open(tmp_path, create=True).close()
    with closing(connect(tmp_path / "archive.db")) as connection:

        def written() -> int:
            found = connection.execute(
                "SELECT (SELECT count(*) FROM article_index_data) + (SELECT count(*) FROM word_index_data)"
            )
            return int(found.fetchone()[0])

        connection.execute("BEGIN IMMEDIATE")
        before = written()
        for number in (1, 2, 3):
            indexing.put(connection, number, article(), "warta")
            assert written() == before
        connection.execute("COMMIT")
        assert written() > before

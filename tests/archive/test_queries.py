"""The questions asked of an article, a story, and the archive: on hand-written facts with known answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import queries
from archive.answers import StoryRow
from archive.errors import UnknownArticle
from archive.schema import migrate
from archive.sqlite import connect
from archive.store import Archive
from archive.web import asking
from archive.worddiff import Change, Piece, figures, names, word_diff
from tests.archive.shelf import COPY, FERRY_ADDRESS, GONE, SPAM, WELL, shelf


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder: Path = tmp_path_factory.mktemp("shelf")
    shelf(folder)
    with closing(connect(folder / "archive.db", readonly=True)) as opened:
        yield opened


# ----------------------------------------------------------------------------------------------------- finding one


def test_an_article_is_found_by_id_by_its_beginning_and_by_every_spelling_of_its_address(connection: Any) -> None:
    article = queries.find(connection, WELL)
    for asked in (
        article, article[:4], article[:9].upper(), f" {article} ", WELL + "/", WELL + "?utm_source=fb#more",
        "warta-sabana.example/sumur-tua", "http://warta-sabana.example/sumur-tua".replace("http:", "https:"),
    ):  # fmt: skip
        assert queries.find(connection, asked) == article


@pytest.mark.parametrize(
    "asked", ["", "abc", "zzzz", "ffffffff", "https://elsewhere.example/", "http://[", "'; DROP", "\x00", SPAM]
)
def test_what_names_no_article_says_what_to_try(connection: Any, asked: str) -> None:
    with pytest.raises(UnknownArticle, match="kliping search"):
        queries.find(connection, asked)


def test_a_beginning_of_several_ids_names_them(tmp_path: Path) -> None:
    database = connect(tmp_path / "ids.db")
    migrate(database)
    ids = [("abcd1" + "0" * 27,), ("abcd2" + "0" * 27,)]
    database.executemany("INSERT INTO article VALUES (?, 'a', 'b')", ids)
    with pytest.raises(UnknownArticle, match="abcd100000, abcd200000"):
        queries.find(database, "abcd")
    assert queries.find(database, "abcd2").startswith("abcd2")
    database.close()


@given(st.text(max_size=50))
@settings(deadline=None)
def test_any_string_is_found_or_refused(connection: Any, asked: str) -> None:
    try:
        assert len(queries.find(connection, asked)) == 32
    except UnknownArticle as error:
        assert str(error)  # noqa: PT017 - both ends are right


# -------------------------------------------------------------------------------------------------- its life and words


def test_history_tells_wordings_and_looks_in_time(connection: Any) -> None:
    found = queries.history(connection, queries.find(connection, WELL))
    assert [(row.number, row.first_seen[:10]) for row in found.revisions] == [
        (1, "2026-03-02"),
        (2, "2026-03-03"),
        (3, "2026-03-05"),
    ]
    assert [(look.verdict, look.revision) for look in found.looks] == [
        ("new", 1),
        ("revised", 2),
        ("unchanged", 2),
        ("revised", 3),
    ]
    assert [look.at for look in found.looks] == sorted(look.at for look in found.looks)
    assert (found.status, found.address, found.addresses) == ("present", WELL, (WELL,))


def test_history_of_what_is_gone_shows_the_looks_that_missed_it(connection: Any) -> None:
    found = queries.history(connection, queries.find(connection, GONE))
    assert [(look.status, look.verdict) for look in found.looks] == [(200, "new"), (404, None), (404, "gone")]
    assert found.status == "gone"


def test_show_has_every_field_and_its_evidence(connection: Any) -> None:
    found = queries.show(connection, queries.find(connection, FERRY_ADDRESS))
    assert found.article.title == "Feri berlayar lagi"
    assert [person.name for person in found.article.people] == ["Umbu Deta"]
    assert found.article.dateline is not None
    assert (found.revision, found.revisions, found.status, found.story) == (1, 1, "present", None)
    assert [field.field for field in found.evidence.fields] == ["title", "published_at"]
    assert found.evidence.dropped[0].rule == "promo"


def test_show_gives_an_earlier_wording_too(connection: Any) -> None:
    article = queries.find(connection, WELL)
    assert "dua unit" in queries.show(connection, article).article.text
    first = queries.show(connection, article, 1)
    assert (first.revision, first.revisions) == (1, 3)
    assert "48 keluarga" in first.article.text
    with pytest.raises(UnknownArticle, match="has the revisions 1, 2, 3"):
        queries.show(connection, article, 9)


def test_diff_tells_figures_and_names_first(connection: Any) -> None:
    article = queries.find(connection, WELL)
    first = queries.diff(connection, article, 1, 2)
    assert first.figures == (Change("48", "52"),)
    assert first.names == ()
    last = queries.diff(connection, article)
    assert (last.before, last.after) == (2, 3)
    assert last.names == (Change("", "Sekretaris Dinas Melkianus Bili"),)
    whole = queries.diff(connection, article, 1, 3)
    assert whole.figures == (Change("48", "52"),)
    back = queries.diff(connection, article, 2, 1)
    assert back.figures == (Change("52", "48"),)


def test_diff_of_one_wording_says_so(connection: Any) -> None:
    with pytest.raises(UnknownArticle, match="one wording only"):
        queries.diff(connection, queries.find(connection, FERRY_ADDRESS))
    with pytest.raises(UnknownArticle, match="has the revisions 1, 2, 3"):
        queries.diff(connection, queries.find(connection, WELL), 1, 7)
    with pytest.raises(UnknownArticle, match="nothing was read"):
        queries.diff(connection, "0" * 32)


# ----------------------------------------------------------------------------------------------- stories, the archive


def test_a_story_has_its_origin_first_and_the_line_that_proves_it(connection: Any) -> None:
    rows = queries.story(connection, queries.find(connection, COPY))
    assert [(row.site, row.relation) for row in rows] == [("warta-sabana", "origin"), ("portal-tetangga", "repost")]
    assert rows == queries.story(connection, queries.find(connection, WELL))
    origin, copy = rows
    assert (origin.reason, copy.reason) == ("named_by_credit", "credits_origin")
    assert copy.proof == "(sumber: https://warta-sabana.example/)"
    assert copy.credits == (copy.proof,)
    assert 0.5 < copy.share <= 1
    assert queries.story(connection, queries.find(connection, FERRY_ADDRESS)) == ()


def test_issues_are_those_that_are_open(connection: Any) -> None:
    (row,) = queries.issues(connection)
    assert (row.kind, row.subject, row.state) == ("spam", SPAM, "open")
    assert queries.issues(connection, site="elsewhere") == ()


def test_closed_issues_are_shown_when_asked_for_and_do_not_use_up_the_limit(tmp_path: Path) -> None:
    from archive.facts import Act, Issue
    from archive.store import Archive
    from tests.archive.builder import at

    issues = [Issue(site="a", kind="k", subject=str(n), message="m", at=at(n)) for n in range(3)]
    closed = [Act(kind="close_issue", subject=issue.id, at=at(5), by="x") for issue in issues[1:]]
    with Archive.open(tmp_path, create=True) as archive:
        archive.keep([*issues, *closed]).result()
        assert [row.subject for row in queries.issues(archive.connection(), limit=1)] == ["0"]
        assert [row.state for row in queries.issues(archive.connection(), with_closed=True)] == [
            "closed",
            "closed",
            "open",
        ]


def test_runs_and_sites_and_what_is_gone(connection: Any) -> None:
    (run,) = queries.runs(connection)
    assert (run.site, run.outcome, run.counts["quarantined"]) == ("warta-sabana", "finished", 1)
    sites = {row.site: row for row in queries.sites(connection)}
    assert set(sites) == {"warta-sabana", "portal-tetangga"}
    warta = sites["warta-sabana"]
    assert (warta.articles, warta.revised, warta.gone, warta.open_issues, warta.last_outcome) == (
        10,
        1,
        1,
        1,
        "finished",
    )
    assert sites["portal-tetangga"].last_run is None
    (gone,) = queries.gone(connection)
    assert gone.address == GONE
    assert (gone.last_found or "")[:10] == "2026-03-02"
    assert (gone.missed_at or "")[:10] == "2026-03-03"
    assert queries.followed(connection) == {"suarajarmas"}


@pytest.mark.parametrize("ask", [queries.sites, asking.counts, lambda opened: asking.outlets(opened, {})])
def test_what_is_held_of_all_sites_is_counted_in_indexes_alone(ask: Callable[[Any], object], tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as empty:
        connection, asked = empty.connection(), set[str]()
        connection.set_trace_callback(asked.add)
        ask(connection)
        connection.set_trace_callback(None)
        plans = [row["detail"] for sql in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    of_articles = [detail for detail in plans if detail.startswith(("SCAN article_state", "SEARCH article_state"))]
    assert of_articles
    assert all(" COVERING INDEX " in detail for detail in of_articles), of_articles


def test_nothing_that_is_asked_writes(connection: Any) -> None:
    assert connection.total_changes == 0
    assert StoryRow.__struct_config__.frozen


# ---------------------------------------------------------------------------------------------------------- word diff

WORDS = st.sampled_from(["sumur", "Bupati", "48", "1.240", ",", ".", " ", "\n\n", "é", "“", "Rp", "a", "\t", "–"])
TEXTS = st.one_of(
    st.lists(WORDS, max_size=40).map("".join), st.lists(WORDS, max_size=20).map(" ".join), st.text(max_size=80)
)


@given(before=TEXTS, after=TEXTS)
@settings(max_examples=250, deadline=None)
def test_a_word_diff_holds_both_wordings_whole(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert all(piece.text for piece in pieces)
    assert (before == after) == all(piece.kind == "same" for piece in pieces)


@given(text=TEXTS)
def test_a_wording_differs_in_nothing_from_itself(text: str) -> None:
    assert word_diff(text, text) == ((Piece("same", text),) if text else ())


def test_side_by_side_words_are_one_change_and_a_comma_is_a_comma() -> None:
    pieces = word_diff("Warga Desa Lama menolak. Bagi guru Ibu Siska", "Warga Dusun Baru menolak. Bagi guru, Ibu Siska")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "Warga"), ("removed", " Desa Lama"), ("added", " Dusun Baru"), ("same", " menolak. Bagi guru"),
        ("added", ","), ("same", " Ibu Siska"),
    ]  # fmt: skip


def test_a_new_paragraph_is_told_whole() -> None:
    pieces = word_diff("Satu.\n\nDua.", "Satu.\n\nBaru sekali.\n\nDua.")
    assert [piece.text for piece in pieces if piece.kind == "added"] == ["\n\nBaru sekali."]


@pytest.mark.parametrize(
    ("before", "after", "expected_figures", "expected_names"),
    [
        ("Ada 1.240 ton.", "Ada 1.420 ton.", (("1.240", "1.420"),), ()),
        ("Rp500 juta pada 2019", "Rp700 juta pada 2020", (("Rp500", "Rp700"), ("2019", "2020")), ()),
        ("Naik 3,5 % sejak", "Naik 35 % sejak", (("3,5", "35"),), ()),
        ("pukul 10.15 Wita", "pukul 10:15 Wita", (("10.15", "10:15"),), ()),
        ("kata Bupati Anton Umbu di", "kata Bupati Yosef Dapa di", (), (("Anton Umbu", "Yosef Dapa"),)),
        ("Warga datang. Mereka pulang.", "Warga datang. Kami pulang.", (), ()),
        ("lima orang", "enam orang", (), ()),
        ("kata Anton, 48 tahun", "kata seorang warga", (("48", ""),), (("Anton", ""),)),
    ],
)  # fmt: skip
def test_figures_and_names_that_changed(
    before: str, after: str, expected_figures: tuple[tuple[str, str], ...], expected_names: tuple[tuple[str, str], ...]
) -> None:
    pieces = word_diff(before, after)
    assert tuple((c.before, c.after) for c in figures(pieces)) == expected_figures
    assert tuple((c.before, c.after) for c in names(pieces)) == expected_names


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 200_000, "b " * 200_000),
        ("a b " * 100_000, "b a " * 100_000),
        ("a " * 3_000, "a " * 3_001),
        ("\n\n".join("abcdefg" for _ in range(50_000)), "\n\n".join("abcdefh" for _ in range(50_000))),
        (" " * 1_000_000, "\n" * 1_000_000),
        ("A" * 1_000_000, "B" * 1_000_000),
        ("1." * 300_000, "1," * 300_000),
    ],
    ids=["words", "turned", "one-more", "paragraphs", "white", "one-word", "figures"],
)  # fmt: skip
def test_a_hostile_pair_is_compared_in_bounded_time(before: str, after: str) -> None:
    started = time.process_time()
    pieces = word_diff(before, after)
    figures(pieces)
    names(pieces)
    assert time.process_time() - started < 5
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before

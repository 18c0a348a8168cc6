"""The files of the press: a newcomer's mistake in one of them is found here, by its name."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import msgspec
import pytest

from archive.address import address
from crawler.demo.newsroom import Newsroom
from crawler.demo.platforms import PLATFORMS
from crawler.demo.press import EDITIONS, PAPERS, Filed, Paper, Piece, blocks, load
from crawler.demo.printing import DAYS, MONTHS, THEMES
from crawler.demo.truth import canonical
from crawler.site import sites

PRESS = load()
PIECES = sorted(PRESS.by_name.items())
ARTICLES = [(name, filed) for name, filed in PIECES if filed.piece.kind == "article"]
SAID_DATE = re.compile(rf"({'|'.join(DAYS)}|Jum'at|Jum’at),? \((\d{{1,2}})/(\d{{1,2}})/(\d{{4}})\)")
SAID_IN_WORDS = re.compile(rf"({'|'.join(DAYS)}),? (\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})")


def each(pieces: list[tuple[str, Filed]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("filed", [filed for _, filed in pieces], ids=[name for name, _ in pieces])


def test_there_are_eight_papers_on_five_platforms_with_eighty_articles_of_their_own() -> None:
    assert len(PRESS.papers) >= 8
    assert {paper.platform for paper in PRESS.papers.values()} == set(PLATFORMS)
    assert len([filed for _, filed in ARTICLES if filed.piece.repost is None]) >= 80
    assert len({paper.province for paper in PRESS.papers.values()}) > 1


def test_every_paper_has_its_folder_its_theme_and_its_toml() -> None:
    described = sites(None)
    for name, paper in PRESS.papers.items():
        assert (PAPERS / name / "paper.toml").exists()
        assert (THEMES / paper.theme / "shell.html").exists()
        assert described[name].domains[0] == paper.host
        assert described[name].outlet == paper.outlet
        assert described[name].delay == 0
        assert described[name].is_local


def test_some_papers_name_their_sources_and_some_are_left_to_discovery() -> None:
    named = {bool(sites(None)[name].sources) for name in PRESS.papers}
    assert named == {True, False}


@each(ARTICLES)
def test_an_article_has_80_to_350_words(filed: Filed) -> None:
    assert 80 <= len(filed.text.split()) <= 350


@each(PIECES)
def test_a_piece_is_printed_in_time_and_in_a_section_of_its_paper(filed: Filed) -> None:
    piece, paper = filed.piece, PRESS.papers[filed.paper]
    assert 1 <= piece.edition <= EDITIONS
    assert piece.published < Newsroom.clock(piece.edition)
    assert piece.edition == 1 or piece.published > Newsroom.clock(piece.edition - 1)
    assert piece.published.utcoffset() is not None
    assert piece.section in paper.sections


@each(ARTICLES)
def test_facts_stand_in_the_text_as_they_are_told(filed: Filed) -> None:
    piece = filed.piece
    made = blocks(filed.text)
    assert made
    if piece.dateline:
        assert made[0].plain.startswith(piece.dateline.printed)
        assert piece.dateline.printed.count(piece.dateline.place or "") == 1
        assert (piece.dateline.outlet or "") in piece.dateline.printed
    lines = [*piece.head, *piece.foot, piece.end, *(block.plain for block in made)]
    for credit in piece.credits:
        assert any(credit.printed in line for line in lines)
    for event in piece.events:
        assert event.printed in filed.text
    for by in piece.bylines:
        assert by.initials == (len(by.name) < 4)


@each(ARTICLES)
def test_changes_come_in_order_and_find_their_words(filed: Filed) -> None:
    editions = [change.edition for change in filed.piece.changes]
    assert editions == sorted(set(editions))
    for change in filed.piece.changes:
        assert Newsroom.clock(change.edition - 1) < change.at < Newsroom.clock(change.edition)
    for edition in range(1, EDITIONS + 1):
        printed = filed.printed(edition)
        assert (printed is not None) == (filed.status(edition) == 200)


def test_numbers_and_addresses_are_one_articles_only() -> None:
    for paper, pieces in PRESS.pieces.items():
        assert len({filed.piece.number for filed in pieces}) == len(pieces)
        assert len({PRESS.papers[paper].first_path(filed) for filed in pieces}) == len(pieces)
    assert len({filed.piece.title for _, filed in ARTICLES}) >= len(ARTICLES) - 3


def test_canonical_addresses_are_those_that_the_archive_makes() -> None:
    for filed in PRESS.by_name.values():
        paper = PRESS.papers[filed.paper]
        served = paper.home + paper.first_path(filed)
        assert address(served, sites(None)[filed.paper].rules).url == canonical(paper, paper.first_path(filed))


def test_no_sentence_is_written_twice_but_where_a_trait_wants_it() -> None:
    told: Counter[str] = Counter()
    for _, filed in ARTICLES:
        if "same_sentences" in filed.piece.traits:
            continue
        sentences = {s.strip() for b in blocks(filed.text) for s in re.split(r"(?<=[.!?”])\s+", b.plain)}
        told.update(s for s in sentences if len(s.split()) > 3)
    assert [sentence for sentence, times in told.items() if times > 1] == []


def test_weekdays_fit_their_dates_but_where_a_trait_wants_otherwise() -> None:
    wrong = []
    for name, filed in PIECES:
        text = f"{filed.piece.title} {filed.text}"
        found = [(d, int(n), int(m), int(y)) for d, n, m, y in SAID_DATE.findall(text)]
        found += [(d, int(n), MONTHS.index(m) + 1, int(y)) for d, n, m, y in SAID_IN_WORDS.findall(text)]
        for said, number, month, year in found:
            if DAYS[date(year, month, number).weekday()] != said.replace("'", "").replace("’", ""):
                wrong.append(name)
    told = {name for name, filed in PIECES if any("weekday_mismatch" in event.flags for event in filed.piece.events)}
    assert set(wrong) == told
    assert len(told) == 2


def test_a_misspelt_key_is_named_with_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "koran"
    folder.mkdir()
    paper = (PAPERS / "suara-nyale" / "paper.toml").read_text(encoding="utf-8")
    (folder / "paper.toml").write_text(paper, encoding="utf-8")
    (folder / "kabar.txt").write_text("+++\ntitel = 'x'\n+++\nIsi.\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"kabar\.txt.*titel|kabar\.txt.*required"):
        load(tmp_path)
    (folder / "kabar.txt").write_text("Isi saja.\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"kabar\.txt: no facts"):
        load(tmp_path)


@pytest.mark.parametrize("noun", [Piece, Paper])
def test_every_key_is_explained_to_newcomers(noun: type[msgspec.Struct]) -> None:
    readme = (PAPERS / "README.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in readme.splitlines() if line.startswith("| `")]
    assert [name for name in noun.__struct_fields__ if not any(f"`{name}`" in row for row in rows)] == []

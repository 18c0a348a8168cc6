"""Every recording is read as it was accepted; every platform, flag and reason has one."""

from __future__ import annotations

from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
import pytest

from archive.records import NotAnArticle
from crawler.flags import FLAGS
from crawler.page import Page
from crawler.parsers import read, registry
from crawler.parsers.evidence import Trail
from crawler.parsers.generic import Reader
from crawler.raw_page import RawPage
from crawler.recordings import Expected, differences, expectation, opened, recordings, save
from tests.crawler.pages import SITE, article, raw

FOLDER = Path(__file__).parents[1] / "recordings"
ALL = recordings(FOLDER)
# Tried below on a page made for it: no one wants twelve megabytes beside the tests.
TOO_LARGE = {"oversize"}


def as_written(expected: Expected) -> Expected:
    return msgspec.json.decode(msgspec.json.encode(expected), type=Expected)


@pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_recording_is_read_as_it_was_accepted(path: Path) -> None:
    recording, pages, site = opened(path)
    reading = read(pages[0], site, continuation=pages[1:])
    assert differences(recording.expected, as_written(expectation(reading))) == []


@pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_line_of_the_main_part_is_in_the_text_or_in_the_evidence(path: Path) -> None:
    _, pages, site = opened(path)
    reading, page = read(pages[0], site, continuation=pages[1:]), Page.of(pages[0])
    is_made = any(platform.detect(page) for platform in (*registry.FORMATS.values(), *registry.SCRIPTS.values()))
    if reading.article is None or is_made or "dropped_lines_cut" in reading.evidence.flags:
        return
    reader = Reader(page, site, None, Trail())
    found = reader._find(page, reader.data)
    told = "\n".join((reading.article.text, *(drop.text for drop in reading.evidence.dropped)))
    assert [block.text for block in page.outline.blocks[found.node.first : found.node.last] if block.text not in told] == []  # fmt: skip


@pytest.fixture(scope="module")
def opened_all() -> list[tuple[Expected, RawPage]]:
    return [(recording.expected, pages[0]) for recording, pages, _ in map(opened, ALL)]


def test_there_are_sixty_and_more() -> None:
    assert len(ALL) >= 60


def test_every_platform_has_a_recording(opened_all) -> None:
    pages = [Page.of(page) for _, page in opened_all]
    seen = {registry.detect(page).name for page in pages if page.root is not None}
    seen |= {p.name for p in (*registry.FORMATS.values(), *registry.SCRIPTS.values()) if any(map(p.detect, pages))}
    known = {*registry.FORMATS, *registry.PLATFORMS, *registry.SCRIPTS, registry.GENERIC.name}
    assert known - seen == set()


def test_every_flag_has_a_recording_and_every_recorded_flag_is_explained(opened_all) -> None:
    seen = {flag for expected, _ in opened_all for flag in expected.flags}
    assert set(FLAGS) - seen - TOO_LARGE == set()
    assert seen - set(FLAGS) == set()


def test_every_reason_has_a_recording(opened_all) -> None:
    reasons = set(get_args(get_type_hints(NotAnArticle)["reason"]))
    assert reasons - {expected.reading.get("reason") for expected, _ in opened_all} == set()


def test_every_sort_of_reading_has_a_recording(opened_all) -> None:
    sorts = {expected.reading["reading"] for expected, _ in opened_all}
    assert sorts == {"article", "not_an_article", "needs_pages", "parse_error"}


def test_a_page_larger_than_is_read_says_so() -> None:
    reading = read(raw(article() + " " * (12 * 2**20)), SITE)
    assert reading.article is not None
    assert "oversize" in reading.evidence.flags


def test_what_is_saved_is_opened_again(tmp_path: Path) -> None:
    page = raw(article())
    save(tmp_path / "wordpress/saluran.json", [page, page], read(page), None)
    recording, pages, site = opened(tmp_path / "wordpress/saluran.json")
    assert recordings(tmp_path) == [tmp_path / "wordpress/saluran.json"]
    assert pages == (page, page)
    assert site is None
    assert recording.expected == as_written(expectation(read(page)))


def test_differences_name_field_flag_and_line() -> None:
    before = Expected(reading={"title": "Satu"}, flags=("nul",), dropped=(("SHARE", "share"),))
    after = Expected(reading={"title": "Dua"}, dropped=(("Iklan", "advert"),))
    assert differences(before, after) == [
        ("title", "Satu", "Dua"), ("flags", "nul", ""), ("dropped", "SHARE (share)", ""), ("dropped", "", "Iklan (advert)"),
    ]  # fmt: skip

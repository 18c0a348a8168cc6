"""Names of elements: the sets of words say exactly what the rules' patterns say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import names
from crawler.clean.patterns import Spelling, spellings

ORDERS = [re.compile(pattern) for _, pattern in names._RULES]
BODY = re.compile(f"{names._B}(?:{names._BODY}){names._BODY_ENDS}")
KNOWN = sorted(names._table().known)
OPEN = [
    "social",
    "advert",
    "nav",
    "affiliate",
    "toc",
    "byline",
    "publish",
    "cookie",
    "field-name-field-text",
    "post-meta",
]
PIECES = st.sampled_from([*KNOWN, *OPEN, "unrelated", "grid", "md", "terkait", "w", "inner", "wrap"])
MARKS = st.sampled_from(["-", "_", "", "--", "2", "12", "/", "-3", ".", "\u0663", "é"])


def test_a_pattern_is_spelled_out() -> None:
    assert spellings("side-?bar|ads?") == [Spelling(said) for said in ("side-bar", "sidebar", "ads", "ad")]
    assert spellings("(?:post|entry)[_-]by") == [
        Spelling(said) for said in ("post_by", "post-by", "entry_by", "entry-by")
    ]
    assert spellings(r"nav-?\w+|toc(?=$|-list)") == [
        Spelling("nav-", is_open=True), Spelling("nav", is_open=True), Spelling("toc", is_open=True),
    ]  # fmt: skip


@given(st.lists(st.tuples(PIECES, MARKS), min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_what_the_sets_say_of_a_word_is_what_the_patterns_say(parts: list[tuple[str, str]]) -> None:
    key = "".join(piece + mark for piece, mark in parts)
    order = next((number for number, pattern in enumerate(ORDERS) if pattern.search(key)), len(ORDERS))
    assert names._named(key) == (order, bool(BODY.search(key)))


def test_every_word_of_the_rules_is_found_by_itself() -> None:
    for said, code in names._table().known.items():
        order, is_body = names._named(said)
        assert order <= code & names._ORDER
        assert is_body or not code & names._BODY_WORD


@pytest.mark.parametrize(
    "said",
    ["font--secondary", "block-a3176285-d6c8-4ea8-ad6d-29ea116ea2c1", "css-ad1k3f", "sc-ad2bkwm-0", "text-secondary"],
)
def test_what_a_program_made_of_figures_or_says_of_letters_names_no_box(said: str) -> None:
    assert names.look(said).rule == ""


def test_what_stands_behind_such_a_name_is_read() -> None:
    assert names.look("css-1ad2bk-ArticleBody").is_body
    assert names.look("ad-29ea116e sidebar-secondary").rule == "promo"

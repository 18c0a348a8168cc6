"""Signatures of the world's papers: what a line names, and what is no name in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.clean import signatures


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("By Rosa Lindgren", ["Rosa Lindgren"]),
        ("ByRosa Lindgren", ["Rosa Lindgren"]),
        ("By Rosa Lindgren and Piet van der Molen", ["Rosa Lindgren", "Piet van der Molen"]),
        ("Maria & Katerina", ["Maria & Katerina"]),
        ("By Rosa Lindgren, Journalist", ["Rosa Lindgren"]),
        ("Autorin: Rosa Lindgren, Projektleiterin der Stiftung in Tunis", ["Rosa Lindgren"]),
        ("This post was written by Rosa Lindgren, Head of Marketing and Community", ["Rosa Lindgren"]),
        ("Updated January 08, 2026 Written by Rosa Lindgren", ["Rosa Lindgren"]),
        ("Alle Artikel von Rosa Lindgren", ["Rosa Lindgren"]),
        ("Von Rosa Lindgren Fr, 18. Oktober 2019", ["Rosa Lindgren"]),
        ("by: Rosa Lindgren, Dec 17, 2025", ["Rosa Lindgren"]),
        ("By Rosa LindgrenPublished: Jul 4", ["Rosa Lindgren"]),
        ("By Rosa Lindgren. Last Updated on December 11, 2025", ["Rosa Lindgren"]),
        ("Rosa Lindgren Rosa Lindgren", ["Rosa Lindgren"]),
    ],
)
def test_a_signature_is_read_without_what_surrounds_the_names(printed, names):
    assert signatures.names_of(printed) == names


@pytest.mark.parametrize(
    "name",
    ["admin", "redaksi", "Veröffentlicht", "Intermediate Writer", "flerche", "Warta Uji", "Die Warta Uji", "A" * 30],
)
def test_accounts_desks_and_outlets_are_no_persons(name):
    assert not signatures.is_person(name, {"wartauji"})


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Dec 17, 2025 · Rosa Lindgren", "Rosa Lindgren"),
        ("11.12.2019 - Rosa Lindgren", "Rosa Lindgren"),
        ("by Rosa Lindgren ● December 23, 2025 ● 6 min read", "Rosa Lindgren"),
        ("Published Date: Dec 17, 2025", None),
        ("Rosa Lindgren", None),
    ],
)
def test_a_full_name_beside_a_date_is_a_signature(line, name):
    assert signatures.beside_date(line) == name


def test_a_librarys_order_is_turned():
    assert signatures.in_order("Lindgren, Rosa") == "Rosa Lindgren"
    assert signatures.in_order("Rosa Lindgren") == "Rosa Lindgren"


@given(st.text(max_size=400))
def test_any_line_is_read(line):
    assert all(isinstance(name, str) for name in signatures.names_of(line))
    signatures.beside_date(line)

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
        ("Gastbeitrag von Rosa Lindgren", ["Rosa Lindgren"]),
        ("Text von Rosa Lindgren Illustration von Piet Mulder", ["Rosa Lindgren"]),
        ("Por Rosa Lindgren 27 de septiembre de 2025", ["Rosa Lindgren"]),
        ("Rosa Lindgren/ZDA", ["Rosa Lindgren"]),
        ("Rosa Lindgren im Gespräch mit Piet Mulder", ["Rosa Lindgren", "Piet Mulder"]),
        ("RL Rosa Lindgren", ["Rosa Lindgren"]),
        ("Rosa Lindgren MD", ["Rosa Lindgren"]),
        ("Text Link", ["Text Link"]),
        ("By Rosa Ford, Piet A. Mulder, and Jane Senior, QRS", ["Rosa Ford", "Piet A. Mulder", "Jane Senior"]),
        ("By ROSA LINDGREN and PIET MULDER", ["ROSA LINDGREN", "PIET MULDER"]),
        ("By Rosa LINDGREN and Piet MULDER", ["Rosa LINDGREN", "Piet MULDER"]),
        ("Por Rosa Lindgren, G1 RO", ["Rosa Lindgren"]),
        ("Analysis by Rosa Lindgren", ["Rosa Lindgren"]),
        ("By Rosa Lindgren, QRS News, New Harbour", ["Rosa Lindgren"]),
        ("By Rosa Lindgren for The Harbour Post", ["Rosa Lindgren"]),
        ("Rosa Lindgren Former Deputy Tech Editor", ["Rosa Lindgren"]),
        ("Article by: Rosa Lindgren RN, BSN, Certified Consultant", ["Rosa Lindgren"]),
        ("Rosa Lindgrenvor 5 Stunden", ["Rosa Lindgren"]),
        ("Rosa Lindgren 3 hours ago", ["Rosa Lindgren"]),
        ("---- by Rosa Lindgren", ["Rosa Lindgren"]),
        ("Autor: Rosa Lindgren (Sponsored Post), Rednerin", ["Rosa Lindgren"]),
        ('By Rosa "Tania Mae" Lindgren', ['Rosa "Tania Mae" Lindgren']),
    ],
)
def test_a_signature_is_read_without_what_surrounds_the_names(printed, names):
    assert signatures.names_of(printed) == names


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "redaksi",
        "Veröffentlicht",
        "Intermediate Writer",
        "flerche",
        "Warta Uji",
        "Die Warta Uji",
        "The Numbers",
        "A" * 30,
        "Donnerstag",
        "March 20",
        "Foto Rosa Lindgren",
        "Rédaction",
        "EFE",
        "post.example.com",
        "Sand Corporation",
        "Sand-Team",
        "Agencia Sand",
        "Harbour Sport",
        "sandadmin",
        "Developed by Rosa",
        "Wartá Uji",
    ],
)
def test_accounts_desks_and_outlets_are_no_persons(name):
    assert not signatures.is_person(name, {"wartauji"})


def test_a_blog_may_be_signed_by_one_small_word():
    assert signatures.is_person("flerche", set(), accounts=True)
    assert not signatures.is_person("admin", set(), accounts=True)


@pytest.mark.parametrize("name", ["Recent Posts", "About Rosa", "Full Bio", "Alle Artikel"])
def test_what_pages_call_their_own_boxes_is_no_whole_name(name):
    assert not signatures.is_whole_name(name)


def test_small_words_after_a_great_one_are_a_phrase():
    assert signatures.is_phrase("Personal finance")
    assert not signatures.is_phrase("Piet van der Molen")
    assert not signatures.is_phrase("rosa lindgren")


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

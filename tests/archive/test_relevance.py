"""Answers are at least as good as plain FTS5's and LIKE's, as the judged questions on the newsroom have it."""

from __future__ import annotations

from tests.bench.relevance import compare, newsroom, questions


def test_on_the_newsroom_answers_are_better_than_plain_fts5() -> None:
    found = compare(newsroom(), questions("asked_newsroom.tsv"))
    worth = {name: score for name, (score, _) in found.items()}
    assert worth["kliping"] > 0.95
    assert worth["kliping"] > max(worth["plain FTS5"], worth["LIKE"])

"""What a look means, for every life an article can have: a list of what stood there and when, read this way or that."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from archive.known import Verdict
from archive.records import Context, utc_text
from archive.verdict import Judged, Known, Look, judge, newest, shown_context, tell

HOME, TWIN = "https://a.example/x", "https://a.example/x/amp"
ONE, TWO, TEN = Context(reader="1"), Context(reader="2", furniture="f"), Context(reader="10")
# What stood at the address: a wording by its number, or that it was missing, spam, the same bytes, or no answer.
STOOD = st.one_of(st.integers(1, 4), st.sampled_from(["missing", "spam", "same", "silent"]))
LIFE = st.lists(st.tuples(STOOD, st.integers(1, 40)), min_size=1, max_size=12)


def looks(life: list[tuple[Any, int]], contexts: tuple[Context, ...] = (ONE,), *, tells: bool = False) -> list[Look]:
    """The looks of a life of (what stood there, hours since the look before). `tells`: readers differ in their words."""
    moment, found = datetime(2026, 3, 1, 5, tzinfo=UTC), []
    for number, (stood, hours) in enumerate(life):
        moment += timedelta(hours=hours)
        wordings = {c: f"{stood}{c.reader if tells else ''}" for c in contexts} if isinstance(stood, int) else {}
        found.append(
            Look(
                capture=f"{number:02d}", at=utc_text(moment), address=HOME, status=404 if stood == "missing" else 200,
                wordings=wordings, is_same=stood == "same", is_quarantined=stood == "spam",
            )
        )  # fmt: skip
    return found


def said(judged: tuple[Judged, ...]) -> list[tuple[Verdict | None, int | None]]:
    return [(found.verdict, found.revision) for found in judged]


def one_after_another(life: list[tuple[Any, int]]) -> list[tuple[Verdict | None, int | None]]:
    return said(tell(looks(life))[0])


def test_the_life_of_an_article() -> None:
    life = [(1, 1), (1, 1), (2, 1), ("same", 1), (1, 1), ("spam", 1), ("missing", 1), ("missing", 30), (1, 1), (3, 1)]
    assert one_after_another(life) == [
        (Verdict.NEW, 1), (Verdict.UNCHANGED, 1), (Verdict.REVISED, 2), (Verdict.UNCHANGED, 2), (Verdict.FLAPPING, 1),
        (Verdict.QUARANTINED, None), (None, None), (Verdict.GONE, None), (Verdict.UNCHANGED, 1), (Verdict.REVISED, 3),
    ]  # fmt: skip


@given(LIFE, st.randoms(use_true_random=False))
def test_the_order_in_which_looks_are_given_does_not_matter(life: list[tuple[Any, int]], chance: random.Random) -> None:
    given_looks = looks(life)
    mixed = given_looks.copy()
    chance.shuffle(mixed)
    assert tell(mixed) == tell(given_looks)


@given(LIFE, st.booleans())
def test_reading_everything_again_in_another_context_changes_no_verdict(
    life: list[tuple[Any, int]], tells: bool
) -> None:
    once, twice = looks(life), looks(life, (ONE, TWO), tells=tells)
    assert said(tell(once)[0]) == said(tell(twice)[0])


@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(1, 40)), min_size=1, max_size=10),
    st.integers(1, 9),
    st.booleans(),
)
def test_a_later_reader_makes_no_revision_where_the_last_look_is_read_again(
    steps: list[tuple[int, int]], since: int, tells: bool
) -> None:
    """The words only move on here: words of long ago that come back were never read by the later reader."""
    life, words = [], 1
    for step, hours in steps:
        words += step
        life.append((words, hours))
    old, new = looks(life, (ONE,), tells=tells), looks(life, (TWO,), tells=tells)
    both = looks(life, (ONE, TWO), tells=tells)
    mixed = [*old[: since - 1], *both[since - 1 : since], *new[since:]]
    assert said(tell(mixed)[0]) == said(tell(old)[0])


@given(LIFE)
def test_another_look_that_finds_the_same_is_unchanged_and_no_revision(life: list[tuple[Any, int]]) -> None:
    known = tell(looks(life))[1]
    if known.current:
        again = Look(capture="zz", at="2027-01-01T00:00:00.000Z", address=HOME, status=200, wordings=dict(known.last))
        found, after = judge(known, again)
        assert (found.verdict, found.revision) == (Verdict.UNCHANGED, known.current)
        assert (after.current, len(after.revisions), after.missed_on) == (known.current, len(known.revisions), ())


@given(LIFE)
def test_revisions_are_numbered_in_time_and_each_verdict_names_one(life: list[tuple[Any, int]]) -> None:
    judged, known = tell(looks(life))
    assert [revision.number for revision in known.revisions] == list(range(1, len(known.revisions) + 1))
    assert all(a.at <= b.at for a, b in pairwise(known.revisions))
    verdicts = Counter(found.verdict for found in judged)
    assert verdicts[Verdict.NEW] == min(1, len(known.revisions))
    assert verdicts[Verdict.REVISED] == max(0, len(known.revisions) - 1)
    distinct = {stood for stood, _ in life if isinstance(stood, int)}
    assert len(known.revisions) == len(distinct)


@given(LIFE)
def test_gone_needs_two_looks_on_two_days_and_nothing_found_between(life: list[tuple[Any, int]]) -> None:
    given_looks = looks(life)
    judged, _ = tell(given_looks)
    missed: list[str] = []
    was_found = False
    for look, found in zip(given_looks, judged, strict=True):
        if look.status == 404:
            assert (found.verdict is Verdict.GONE) == (was_found and any(day != look.at[:10] for day in missed))
            missed += [look.at[:10]] if was_found else []
        elif look.wordings or (look.is_same and was_found and not look.is_quarantined):
            missed, was_found = [], True


def test_an_alias_says_so_once_and_never_makes_the_article_flap() -> None:
    first, edited = looks([(1, 1), (2, 1)])
    alias = Look(
        capture="a", at="2026-03-01T06:30:00.000Z", address=TWIN, status=200, wordings={ONE: "1"}, is_alias=True
    )
    later = Look(
        capture="b", at="2026-03-02T06:30:00.000Z", address=TWIN, status=200, wordings={ONE: "1"}, is_alias=True
    )
    judged, known = tell([first, alias, edited, later])
    assert said(judged) == [(Verdict.NEW, 1), (Verdict.ALIAS, 1), (Verdict.REVISED, 2), (Verdict.UNCHANGED, 1)]
    assert known.current == 2


def test_a_permalink_that_moved_with_an_edit_is_a_revision_and_a_twin_with_a_line_less_is_none() -> None:
    first = looks([(1, 1)])[0]
    other = Look(
        capture="a", at="2026-03-02T06:30:00.000Z", address=TWIN, status=200, wordings={ONE: "9"}, is_alias=True
    )
    twin = Look(
        capture="a", at="2026-03-02T06:30:00.000Z", address=TWIN, status=200, wordings={ONE: "9"}, is_alias=True,
        is_twin=True,
    )  # fmt: skip
    assert said(tell([first, other])[0])[1] == (Verdict.REVISED, 2)
    judged, known = tell([first, twin])
    assert (judged[1].verdict, judged[1].flags, known.current) == (Verdict.ALIAS, ("other_words",), 1)


def test_an_alias_that_is_missing_says_nothing_of_the_article() -> None:
    life = looks([(1, 1)])
    gone = [
        Look(capture=f"a{day}", at=f"2026-03-0{day}T06:30:00.000Z", address=TWIN, status=410, is_alias=True)
        for day in (4, 5)
    ]
    assert tell([*life, *gone])[1].missed_on == ()


def test_looks_that_no_context_joins_are_unchanged_and_flagged() -> None:
    (first,), (second,) = looks([(1, 1)], (ONE,)), looks([(2, 9)], (TWO,))
    judged, known = tell([first, Look(**{f: getattr(second, f) for f in second.__struct_fields__} | {"capture": "x"})])
    assert (judged[1].verdict, judged[1].flags, known.current) == (Verdict.UNCHANGED, ("not_compared",), 1)


def test_equal_words_in_different_contexts_are_equal_without_a_flag() -> None:
    (first,), (second,) = looks([(1, 1)], (ONE,)), looks([(1, 9)], (TWO,))
    judged, _ = tell([first, Look(**{f: getattr(second, f) for f in second.__struct_fields__} | {"capture": "x"})])
    assert (judged[1].verdict, judged[1].flags) == (Verdict.UNCHANGED, ())


def test_the_tenth_reader_is_later_than_the_second() -> None:
    assert newest({TWO, TEN, ONE}) == TEN
    assert newest([]) is None
    assert shown_context({ONE: "a", TEN: "b"}, Counter([ONE, ONE, TEN])) == ONE
    assert shown_context({ONE: "a", TEN: "b"}, Counter([ONE, TEN])) == TEN


def test_nothing_is_known_of_what_was_never_read() -> None:
    assert tell(looks([("silent", 1), ("missing", 30), ("missing", 30), ("same", 1)]))[1] == Known()


def test_flapping_is_told_once_and_each_wording_stays_one_revision() -> None:
    life = [(1, 1), (2, 1), (1, 1), (2, 1), (1, 1), (1, 1), (2, 1), (3, 1)]
    assert one_after_another(life) == [
        (Verdict.NEW, 1), (Verdict.REVISED, 2), (Verdict.FLAPPING, 1), (Verdict.UNCHANGED, 2), (Verdict.UNCHANGED, 1),
        (Verdict.UNCHANGED, 1), (Verdict.UNCHANGED, 2), (Verdict.REVISED, 3),
    ]  # fmt: skip
    judged, known = tell(looks(life))
    assert [found.flags for found in judged] == [(), (), (), ("flapping",), ("flapping",), (), ("flapping",), ()]
    assert known.current == 3

"""Every noun that can be, for tests that must hold for all: made from the types themselves, so new fields join in."""

from __future__ import annotations

import types
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
from hypothesis import strategies as st

from archive.facts import AnyFact, Fact, KeptReading
from archive.records import Context

# What a page may hold, white space and all: no NUL, no lone surrogate.
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
REQUIRED = TEXT.filter(lambda text: bool(text.strip()))
ADDRESSES = st.from_regex(r"https?://[a-z]{1,8}\.example/[a-z0-9?=&%-]{0,12}", fullmatch=True)
ZONES = st.one_of(
    st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
    st.just(timezone(timedelta(hours=7, minutes=7, seconds=12))),
)
INSTANTS = st.datetimes(datetime(1001, 1, 1), datetime(8999, 1, 1), timezones=ZONES)  # noqa: DTZ001 - zones follow
JSON = st.dictionaries(TEXT, st.one_of(TEXT, st.integers(-9, 9), st.booleans(), st.none()), max_size=3)
_ADDRESS_FIELDS = frozenset({"url", "canonical", "address", "redirect_to"})
_REQUIRED_FIELDS = frozenset({"title", "text", "name"})


def facts() -> st.SearchStrategy[Fact]:
    """Any fact of any kind."""
    return st.one_of(*(noun(kind) for kind in get_args(AnyFact)))


@cache
def noun(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Any noun of this kind."""
    return st.builds(kind, **{field.name: _of(field.type, field.name) for field in msgspec.structs.fields(kind)})


def _of(kind: Any, name: str) -> st.SearchStrategy[Any]:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return st.sampled_from(parts)
    if origin in (Union, types.UnionType):
        return st.one_of(*(_of(part, name) for part in parts))
    if origin is tuple:
        least = 1 if name in ("body", "captures") else 0
        return st.lists(_of(parts[0], name), min_size=least, max_size=3).map(tuple)
    if origin is dict:
        return JSON if parts[1] is Any else st.dictionaries(TEXT, st.integers(0, 999), max_size=3)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return noun(kind)
    return _SIMPLE[kind] if kind is not str else _text(name)


def _text(name: str) -> st.SearchStrategy[str]:
    if name in _ADDRESS_FIELDS:
        return ADDRESSES
    return REQUIRED if name in _REQUIRED_FIELDS else TEXT


_SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    types.NoneType: st.none(),
    bool: st.booleans(),
    int: st.integers(0, 2**63 - 1),
    datetime: INSTANTS,
    date: st.dates(),
}
CONTEXTS = noun(Context)
KEPT_READINGS = noun(KeptReading)

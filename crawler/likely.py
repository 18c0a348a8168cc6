"""How likely chance does what was seen: the tails of two distributions, summed as they are defined. Pure."""

from __future__ import annotations

from math import comb, exp

_MOST = 1000


def at_least(hits: int, of: int, share: float) -> float:
    """The chance of so many hits or more among `of`, where each is one with this share.

    Of more than a thousand a thousand stand for all: that makes chance likelier, never less likely.
    """
    if of > _MOST:
        hits, of = hits * _MOST // of, _MOST
    return sum(comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(hits, of + 1))


def at_most(hits: int, of: int, share: float) -> float:
    """The chance of so many hits or fewer."""
    return at_least(of - hits, of, 1 - share)


def few(came: int, due: float) -> float:
    """The chance that so few or fewer came where so many were due (Poisson)."""
    if due <= 0 or came > 1000:
        return 1.0
    term = total = exp(-min(due, 700.0))
    for k in range(1, came + 1):
        term *= due / k
        total += term
    return min(total, 1.0)

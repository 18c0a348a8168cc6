"""Which articles are one story, what relation each has to the origin, and which the origin is. Pure and symmetric.

Four kinds of sameness are kept apart; this file is about one: (nearly) the same words at addresses of different
articles. Nothing is merged by it. Shared words alone do not decide: price lists, prayer times and match tables of
different days share up to 92 % of theirs and are no copies, while a larger paper's repost may share only 43 %. So
title, date, figures and credit count too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from archive.fingerprint import containment, shingles
from archive.fold import words

# Measured on labelled pairs of real articles and on planted copies: below this no pair was the same text.
_LEAST = 0.45
_ALIKE = 0.6
_SAME = 0.8
# A table whose figures changed is another table. Figures are compared where there are enough of them to speak.
_FIGURES_ENOUGH = 6
_FIGURES_SHARED = 0.5
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_SHORT = 25


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """An article as the telling of stories sees it. `outlet_names` are the names its own site goes by, folded."""

    article: str
    site: str
    title: str
    text: str
    at: datetime | None = None
    first_at: datetime | None = None
    outlet_names: frozenset[str] = frozenset()
    dateline_outlet: str | None = None
    credit_outlet: str | None = None
    credit_host: str | None = None
    credit_printed: str | None = None


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """That two articles carry the same words: how, and what share of the shorter one."""

    kind: str
    share: float


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One article's place in a story: its relation to the origin, and the words that prove it."""

    article: str
    relation: str
    share: float
    reason: str
    proof: str = ""


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """Articles that carry (nearly) the same words. Its id is the least article id; the origin comes first."""

    id: str
    origin: str
    places: tuple[Place, ...]


def relate(a: Member, b: Member) -> Relation | None:
    """Whether two articles are copies in some way. `relate(a, b) == relate(b, a)`."""
    left, right = shingles(a.text), shingles(b.text)
    share = containment(left, right)
    if share < _LEAST or (min(len(left), len(right)) < _SHORT and share < _SAME):
        return None
    if _is_another_table(a, b):
        return None
    has_credit = _credits(a, b) or _credits(b, a)
    alike = _title_share(a.title, b.title)
    if has_credit and (share >= _LEAST):
        return Relation(kind="repost", share=round(share, 3))
    if share >= _SAME:
        kind = "update" if a.site == b.site and alike >= 0.5 else "copy"
        return Relation(kind=kind, share=round(share, 3))
    if share >= _ALIKE:
        return Relation(kind="press_release" if a.site != b.site else "rewrite", share=round(share, 3))
    if alike >= 0.5 and _days_apart(a, b) <= 3:
        return Relation(kind="rewrite", share=round(share, 3))
    return None


def _is_another_table(a: Member, b: Member) -> bool:
    """Whether both are tables or lists of figures of which less than half are the same."""
    left, right = set(_FIGURE.findall(a.text)), set(_FIGURE.findall(b.text))
    least = min(len(left), len(right))
    if least >= _FIGURES_ENOUGH:
        dense = min(len(_FIGURE.findall(t)) / max(len(t.split()), 1) for t in (a.text, b.text)) > 0.05
        shared = len(left & right) / least
        if shared < _FIGURES_SHARED:
            return True
        if dense and shared < 0.85 and _title_figures(a.title) != _title_figures(b.title):
            return True
    return False


def _title_figures(title: str) -> frozenset[str]:
    names = {"senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "ahad"}
    return frozenset(word for word in words(title) if word.isdigit() or word in names)


def _title_share(a: str, b: str) -> float:
    left, right = set(words(a)), set(words(b))
    least = min(len(left), len(right))
    return len(left & right) / least if least else 0.0


def _days_apart(a: Member, b: Member) -> float:
    if a.at is None or b.at is None:
        return 0.0
    return abs((a.at - b.at).total_seconds()) / 86400


def _credits(copy: Member, origin: Member) -> bool:
    """Whether one article says that its text is the other's outlet's."""
    if copy.credit_host is not None and folded(copy.credit_host) in origin.outlet_names:
        return True
    named = {folded(name) for name in (copy.credit_outlet, copy.dateline_outlet) if name}
    return copy.site != origin.site and bool(named & origin.outlet_names)


def folded(name: str) -> str:
    """An outlet's name or host as it is compared: no www., no top-level domain, letters and digits only."""
    bare = re.sub(r"^(https?://)?(www\.)?", "", name.strip().lower()).split("/")[0]
    bare = re.sub(r"\.(com|co\.id|go\.id|or\.id|id|net|news|info|co|localhost)$", "", bare)
    return re.sub(r"[^a-z0-9]", "", bare)


def tell(members: Mapping[str, Member], pairs: Iterable[tuple[str, str, Relation]]) -> tuple[Story, ...]:
    """The stories that the pairs make. Neither the order of members nor that of pairs matters."""
    shares: dict[tuple[str, str], Relation] = {}
    parent = {article: article for article in members}
    for a, b, relation in pairs:
        shares[min(a, b), max(a, b)] = relation
        root_a, root_b = _root(parent, a), _root(parent, b)
        parent[max(root_a, root_b)] = min(root_a, root_b)
    groups: dict[str, list[str]] = {}
    for article in sorted(members):
        groups.setdefault(_root(parent, article), []).append(article)
    return tuple(_story([members[a] for a in group], shares) for group in groups.values() if len(group) > 1)


def _root(parent: dict[str, str], article: str) -> str:
    while parent[article] != article:
        article = parent[article]
    return article


def _story(members: Sequence[Member], shares: Mapping[tuple[str, str], Relation]) -> Story:
    origin, why = _origin(members)
    places = [Place(article=origin.article, relation="origin", share=1.0, reason=why[0], proof=why[1])]
    for member in members:
        if member.article == origin.article:
            continue
        pair = shares.get((min(member.article, origin.article), max(member.article, origin.article)))
        places.append(_place(member, origin, pair))
    return Story(id=min(member.article for member in members), origin=origin.article, places=tuple(places))


def _place(member: Member, origin: Member, pair: Relation | None) -> Place:
    share = pair.share if pair else round(containment(shingles(member.text), shingles(origin.text)), 3)
    if _credits(member, origin):
        proof = member.credit_printed or member.dateline_outlet or ""
        return Place(article=member.article, relation="repost", share=share, reason="credits_origin", proof=proof)
    kind = pair.kind if pair else "press_release"
    return Place(
        article=member.article, relation="copy" if kind == "repost" else kind, share=share, reason="shared_words"
    )


def _origin(members: Sequence[Member]) -> tuple[Member, tuple[str, str]]:
    """By credit, then dateline outlet = own outlet, then earliest trusted instant, then length. Never first crawled."""
    credited = {
        member.article: next((c.credit_printed or "" for c in members if c is not member and _credits(c, member)), None)
        for member in members
    }
    named = [member for member in members if credited[member.article] is not None and not _credits_any(member, members)]
    if len(named) == 1:
        return named[0], ("named_by_credit", credited[named[0].article] or "")
    pool = named or [member for member in members if not _credits_any(member, members)] or list(members)
    own = [m for m in pool if m.dateline_outlet and folded(m.dateline_outlet) in m.outlet_names]
    if len(own) == 1:
        return own[0], ("own_dateline", own[0].dateline_outlet or "")
    pool = own or pool
    dated = [member for member in pool if member.at is not None]
    if dated:
        first = min(dated, key=lambda m: (m.at, -len(m.text), m.article))
        return first, ("earliest", f"{first.at:%Y-%m-%d %H:%M%z}")
    longest = min(pool, key=lambda member: (-len(member.text), member.article))
    return longest, ("longest", f"{len(longest.text)}")


def _credits_any(member: Member, members: Sequence[Member]) -> bool:
    return any(_credits(member, other) for other in members if other is not member)

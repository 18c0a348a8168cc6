"""Which articles are one story, what relation each has to the origin, and which the origin is. Pure and symmetric.

Four kinds of sameness are kept apart; this file is about one: (nearly) the same words at addresses of different
articles. Nothing is merged by it. Title, date, figures, names and credit count beside the words (archive.likeness).
The order in which articles were met never counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import msgspec

from archive.fingerprint import containment, shingles
from archive.likeness import Features, features, is_another_edition, is_table, title_likeness, titles_name_other_days

# Measured on labelled pairs of real articles and on planted copies: below this no pair was the same text.
_LEAST = 0.45
_ALIKE = 0.6
_SAME = 0.8
_WHOLE = 0.97
_SHORT = 25
_UPDATE_HOURS = 48

_RELEASE = re.compile(r"\b(?:siaran pers|press release|rilis|humas|kominfo|prokopim|protokol)\b", re.IGNORECASE)
_ENDS = 15  # words: the lede, and the tail
_TOP_DOMAIN = re.compile(r"\.(?:com|co\.id|go\.id|or\.id|id|net|news|info|co|example|localhost)$")


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """An article as the telling of stories sees it. `outlet_names` are the names its own site goes by, folded.

    `at` is when it says that it was published; `is_day` that only the day is known of it; `first_at` when it was first
    fetched, which never makes an origin and only tells a publication date that cannot be true. `places` are codes.
    """

    article: str
    site: str
    title: str
    text: str
    at: datetime | None = None
    is_day: bool = False
    first_at: datetime | None = None
    outlet_names: frozenset[str] = frozenset()
    dateline_outlet: str | None = None
    credit_outlet: str | None = None
    credit_host: str | None = None
    credit_printed: str | None = None
    places: frozenset[str] = frozenset()

    @property
    def trusted_at(self) -> datetime | None:
        """When it was published, where that can be true: nothing was fetched a day before it was published."""
        if self.at is not None and self.first_at is not None and self.at > self.first_at + timedelta(days=1):
            return None
        return self.at


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


# ------------------------------------------------------------------------------------------------------------- two


def relate(a: Member, b: Member) -> Relation | None:
    """Whether two articles are copies in some way, and in which. Symmetric."""
    left, right = features(a.text), features(b.text)
    share = containment(left.shingles, right.shingles)
    least = min(len(left.shingles), len(right.shingles))
    if share < _LEAST or (least < _SHORT and share < _SAME) or _are_two_editions(a, b, left, right, share):
        return None
    kind = _kind(a, b, share)
    return Relation(kind=kind, share=round(share, 3)) if kind else None


def _are_two_editions(a: Member, b: Member, left: Features, right: Features, share: float) -> bool:
    """Whether it is one form filled twice: another day's table, another regency's figures."""
    if titles_name_other_days(a.title, b.title) or is_another_edition(left, right):
        return True
    if share >= _WHOLE:
        return False
    return is_table(left, right) and (_days_apart(a, b) >= 1 or bool(a.places and b.places and not a.places & b.places))


def _kind(a: Member, b: Member, share: float) -> str | None:
    alike = title_likeness(a.title, b.title)
    if _credits(a, b) or _credits(b, a):
        return "repost"
    if share < _ALIKE:
        return "rewrite" if alike >= 0.5 and _days_apart(a, b) <= 3 else None
    if a.site == b.site:
        is_soon = _days_apart(a, b) * 24 <= _UPDATE_HOURS
        if is_soon and alike >= 0.5:
            return "update"
        return "copy" if share >= _SAME else "rewrite"
    if _is_release(a, b):
        return "press_release"
    return "copy" if share >= _SAME else "rewrite"


def _is_release(a: Member, b: Member) -> bool:
    """Whether a third party's text stands behind both: one says so, or each has its own lede and tail around it."""
    if any(_RELEASE.search(member.text[:300]) or _RELEASE.search(member.text[-300:]) for member in (a, b)):
        return True
    return all(_has_own(member.text, part, other) for member, other in ((a, b), (b, a)) for part in ("lede", "tail"))


def _has_own(text: str, part: str, other: Member) -> bool:
    chosen = text.split()
    end = shingles(" ".join(chosen[:_ENDS] if part == "lede" else chosen[-_ENDS:]))
    return len(end & features(other.text).shingles) < 0.3 * len(end)


def _days_apart(a: Member, b: Member) -> float:
    """Days between two publications; 0 where one is not known. Of whole days only the days count."""
    first, second = a.trusted_at, b.trusted_at
    if first is None or second is None:
        return 0.0
    if a.is_day or b.is_day:
        return float(abs((first.date() - second.date()).days))
    return abs((first - second).total_seconds()) / 86400


def _named(member: Member) -> frozenset[str]:
    """The outlets of which an article says that its text is theirs, folded."""
    names = (member.credit_host, member.credit_outlet, member.dateline_outlet)
    return frozenset(name for name in map(folded, filter(None, names)) if name)


def _credits(copy: Member, origin: Member) -> bool:
    """Whether one article says that its text is the other's outlet's."""
    return copy.site != origin.site and not origin.outlet_names.isdisjoint(_named(copy))


def _credits_elsewhere(member: Member) -> bool:
    """Whether it says that its text is some other outlet's, in the archive or not."""
    return bool(member.outlet_names) and not _named(member) <= member.outlet_names


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """An outlet's name or host as it is compared: no www., no top-level domain, letters and digits only."""
    bare = re.sub(r"^(https?://)?(www\.)?", "", name.strip().lower()).split("/")[0]
    return re.sub(r"[^a-z0-9]", "", _TOP_DOMAIN.sub("", bare))


# ------------------------------------------------------------------------------------------------------------ many


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
        parent[article] = parent[parent[article]]
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
    share = pair.share if pair else round(_contained(member, origin), 3)
    if _credits(member, origin):
        proof = member.credit_printed or member.dateline_outlet or ""
        return Place(article=member.article, relation="repost", share=share, reason="credits_origin", proof=proof)
    # Of a crowd's equal words only neighbours are pairs; what is whole is what it would be as one.
    kind = pair.kind if pair else (_kind(member, origin, share) if share >= _WHOLE else None) or "rewrite"
    return Place(
        article=member.article, relation="copy" if kind == "repost" else kind, share=share, reason="shared_words"
    )


def _contained(a: Member, b: Member) -> float:
    return containment(features(a.text).shingles, features(b.text).shingles)


def _origin(members: Sequence[Member]) -> tuple[Member, tuple[str, str]]:
    """By credit, then dateline outlet = own outlet, then earliest trusted instant, then length. Never first crawled.

    Who says that the text is somebody else's is not the origin while there is another.
    """
    owners: dict[str, set[str]] = {}
    lines: dict[str, dict[str, str]] = {}
    for member in members:
        for name in member.outlet_names:
            owners.setdefault(name, set()).add(member.site)
        line = member.credit_printed or member.dateline_outlet or ""
        for name in _named(member):
            said = lines.setdefault(name, {})
            said[member.site] = min(line, said.get(member.site, line))
    honest = [m for m in members if not any(owners.get(name, set()) - {m.site} for name in _named(m))]
    named = [(member, proof) for member in honest if (proof := _proof(member, lines)) is not None]
    if len(named) == 1:
        return named[0][0], ("named_by_credit", named[0][1])
    pool = [member for member, _ in named]
    pool = pool or [member for member in honest if not _credits_elsewhere(member)] or honest or list(members)
    own = [m for m in pool if m.dateline_outlet and folded(m.dateline_outlet) in m.outlet_names]
    if len(own) == 1:
        return own[0], ("own_dateline", own[0].dateline_outlet or "")
    return _earliest(own or pool)


def _proof(origin: Member, lines: Mapping[str, Mapping[str, str]]) -> str | None:
    """The words with which another site's article names this one's outlet: the least, so that order does not count."""
    said = (lines.get(name, {}) for name in origin.outlet_names)
    return min((line for sites in said for site, line in sites.items() if site != origin.site), default=None)


def _earliest(pool: Sequence[Member]) -> tuple[Member, tuple[str, str]]:
    """The first to publish. Where only the day is known of one of a day's articles, that day's longest."""
    dated = [(member.trusted_at, member) for member in pool if member.trusted_at is not None]
    if dated:
        day = min(at.date() for at, _ in dated)
        first_day = [(at, member) for at, member in dated if at.date() == day]
        if len(first_day) == 1 or not any(member.is_day for _, member in first_day):
            at, first = min(first_day, key=lambda pair: (pair[0], -len(pair[1].text), pair[1].article))
            return first, ("earliest", f"{at:%Y-%m-%d}" if first.is_day else f"{at:%Y-%m-%d %H:%M%z}")
        pool = [member for _, member in first_day]
    longest = min(pool, key=lambda member: (-len(member.text), member.article))
    return longest, ("longest", f"{len(longest.text)}")

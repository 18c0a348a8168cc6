"""The questions that are asked of one article, one story, or the archive as a whole. Read-only connections."""

from __future__ import annotations

import difflib
import re
from typing import Any, Literal

import msgspec

from archive.errors import UnknownArticle
from archive.records import Article, Evidence
from archive.rows import article_of

_TOKEN = re.compile(r"\w+(?:[.,:]\d+)*|\s+|[^\w\s]")
_FIGURE = re.compile(r"\d")


class RevisionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One wording of an article, in time."""

    number: int
    first_seen: str
    title: str
    words: int
    wording: str


class LookRow(msgspec.Struct, frozen=True, kw_only=True):
    """One look at an article."""

    at: str
    address: str
    status: int | None
    verdict: str | None
    revision: int | None
    capture: str


class History(msgspec.Struct, frozen=True, kw_only=True):
    """The life of an article: its wordings and every look at it."""

    article: str
    site: str
    status: str
    address: str
    addresses: tuple[str, ...]
    revisions: tuple[RevisionRow, ...]
    looks: tuple[LookRow, ...]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """An article as it stands, with where it was and what the reader had for it."""

    id: str
    site: str
    status: str
    address: str
    first_seen: str
    last_seen: str
    revisions: int
    article: Article
    evidence: Evidence
    capture: str
    warc: str | None


class Piece(msgspec.Struct, frozen=True):
    """A run of words that is the same in both wordings, only in the earlier, or only in the later one."""

    kind: Literal["same", "removed", "added"]
    text: str


class Diff(msgspec.Struct, frozen=True, kw_only=True):
    """What changed between two wordings, word by word; figures and names that changed are told first."""

    article: str
    before: int
    after: int
    title: tuple[Piece, ...]
    body: tuple[Piece, ...]
    figures: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, str], ...]


class StoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One article's place in a story."""

    article: str
    site: str
    title: str
    relation: str
    share: float
    reason: str
    proof: str
    published_at: str | None
    address: str


def find(connection: Any, asked: str) -> str:
    """The id of the article that an id, the beginning of one, or an address names. UnknownArticle says what to try."""
    text = asked.strip()
    rows = connection.execute(
        "SELECT DISTINCT article FROM address WHERE address = ? OR address = ?", (text, text.rstrip("/"))
    ).fetchall()
    if not rows and len(text) >= 4 and re.fullmatch(r"[0-9a-f]{4,32}", text):
        rows = connection.execute(
            "SELECT id FROM article WHERE id >= ? AND id < ? LIMIT 3", (text, text + "g")
        ).fetchall()
    if not rows and text.startswith("http"):
        from archive.address import address

        try:
            canonical = address(text).url
        except ValueError:
            canonical = text
        rows = connection.execute("SELECT DISTINCT article FROM address WHERE address = ?", (canonical,)).fetchall()
    if not rows:
        raise UnknownArticle(
            f"no article {asked[:80]!r}: give an id (four letters or more) or an address; try `kliping search`"
        )
    if len(rows) > 1:
        raise UnknownArticle(f"{asked[:80]!r} begins several ids: {', '.join(row[0][:12] for row in rows)} …")
    return str(rows[0][0])


def history(connection: Any, article: str) -> History:
    """Every wording and every look, in time."""
    state = connection.execute(
        "SELECT site, status, address FROM article_state WHERE article = ?", (article,)
    ).fetchone()
    revisions = connection.execute("SELECT * FROM revisions WHERE article = ? ORDER BY number", (article,))
    looks = connection.execute(
        "SELECT c.at, c.address, c.status, v.verdict, v.revision, c.id FROM address a JOIN capture c ON c.address = a.address "
        "LEFT JOIN verdict v ON v.capture = c.id WHERE a.article = ? AND c.purpose = 'page' ORDER BY c.at, c.id",
        (article,),
    )
    addresses = connection.execute("SELECT address FROM address WHERE article = ? ORDER BY why, address", (article,))
    return History(
        article=article, site=state["site"], status=state["status"], address=state["address"],
        addresses=tuple(dict.fromkeys(row[0] for row in addresses)),
        revisions=tuple(
            RevisionRow(number=r["number"], first_seen=r["first_seen"], title=r["title"], words=r["words"], wording=r["wording"])
            for r in revisions
        ),
        looks=tuple(
            LookRow(at=r["at"], address=r["address"], status=r["status"], verdict=r["verdict"], revision=r["revision"], capture=r["id"])
            for r in looks
        ),
    )  # fmt: skip


def show(connection: Any, article: str) -> Shown:
    """An article as it stands, its fields and their evidence."""
    state = connection.execute("SELECT * FROM article_state WHERE article = ?", (article,)).fetchone()
    described = article_of(connection, state["reading"])
    if described is None:
        raise UnknownArticle(f"nothing was read of {article}")
    evidence = connection.execute("SELECT evidence FROM evidence WHERE reading = ?", (state["reading"],)).fetchone()
    place = connection.execute(
        "SELECT warc_file, warc_offset FROM capture WHERE id = ?", (state["capture"],)
    ).fetchone()
    return Shown(
        id=article, site=state["site"], status=state["status"], address=state["address"],
        first_seen=state["first_at"], last_seen=state["last_at"], revisions=state["edits"] + 1, article=described,
        evidence=msgspec.json.decode(evidence[0], type=Evidence), capture=state["capture"],
        warc=f"{place[0]}:{place[1]}" if place and place[0] else None,
    )  # fmt: skip


def diff(connection: Any, article: str, before: int | None = None, after: int | None = None) -> Diff:
    """The words that changed between two wordings; the last two where none are named."""
    numbers = [
        row[0]
        for row in connection.execute("SELECT number FROM revision WHERE article = ? ORDER BY number", (article,))
    ]
    later = after if after is not None else numbers[-1] if numbers else 0
    earlier = before if before is not None else max((n for n in numbers if n < later), default=0)
    texts = {}
    for number in (earlier, later):
        row = connection.execute(
            "SELECT title, body FROM revisions WHERE article = ? AND number = ?", (article, number)
        ).fetchone()
        if row is None:
            known = ", ".join(map(str, numbers))
            raise UnknownArticle(
                f"{article[:12]} has no two wordings to compare" if len(numbers) < 2 else f"it has revisions {known}"
            )
        texts[number] = row
    body = word_diff(texts[earlier]["body"], texts[later]["body"])
    title = word_diff(texts[earlier]["title"], texts[later]["title"])
    changes = _changes((*title, *body))
    return Diff(
        article=article, before=earlier, after=later, title=title, body=body,
        figures=tuple(pair for pair in changes if _FIGURE.search("".join(pair))),
        names=tuple(pair for pair in changes if not _FIGURE.search("".join(pair)) and any(p[:1].isupper() for p in pair)),
    )  # fmt: skip


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts as runs of words: same, removed, added. Joining all but the added gives `before` again."""
    left, right = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces: list[Piece] = []
    for op, a, b, c, d in difflib.SequenceMatcher(a=left, b=right, autojunk=len(left) > 4000).get_opcodes():
        if op == "equal":
            pieces.append(Piece("same", "".join(left[a:b])))
            continue
        if b > a:
            pieces.append(Piece("removed", "".join(left[a:b])))
        if d > c:
            pieces.append(Piece("added", "".join(right[c:d])))
    return tuple(pieces)


def _changes(pieces: tuple[Piece, ...]) -> list[tuple[str, str]]:
    """Removed and added runs that stand side by side, as pairs."""
    pairs, waiting = [], ""
    for piece in pieces:
        if piece.kind == "removed":
            waiting = piece.text.strip()
        elif piece.kind == "added":
            pairs.append((waiting, piece.text.strip()))
            waiting = ""
        elif waiting and piece.text.strip():
            pairs.append((waiting, ""))
            waiting = ""
    if waiting:
        pairs.append((waiting, ""))
    return pairs


def story(connection: Any, article: str) -> tuple[StoryRow, ...]:
    """The story that an article belongs to, its origin first; empty where it stands alone."""
    rows = connection.execute(
        "SELECT * FROM stories WHERE story = (SELECT story FROM story_member WHERE article = ?) "
        "ORDER BY relation <> 'origin', published_at, article",
        (article,),
    )
    return tuple(StoryRow(**{name: row[name] for name in StoryRow.__struct_fields__}) for row in rows)


def table(
    connection: Any, view: Literal["issues", "runs", "sources", "articles"], order: str, limit: int
) -> list[dict[str, Any]]:
    """The first rows of one of the documented views."""
    rows = connection.execute(f"SELECT * FROM {view} ORDER BY {order} LIMIT ?", (limit,))  # noqa: S608 - both are ours
    return [dict(row) for row in rows]

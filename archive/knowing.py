"""What is known of a site's addresses, without holding more of them in memory than a number each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from archive.known import KnownAddress
from archive.records import from_utc_text

_COLUMNS = """
SELECT a.address, a.article, a.why, s.first_at, s.last_at, s.looks, s.edits, s.misses, s.status, s.url, s.capture,
  s.body_digest, s.etag, s.last_modified
"""
# Where an address is two articles', it is the one's that owns it (archive.derive.OWNER): that row comes first.
_OWNER_FIRST = "ORDER BY a.address, a.why <> 'first', a.why, a.article"
_OF_SITE = f"{_COLUMNS} FROM article_state s JOIN address a ON a.article = s.article WHERE s.site = ? {_OWNER_FIRST}"
_OF_ADDRESS = (
    f"{_COLUMNS} FROM address a JOIN article_state s ON s.article = a.article"
    f" WHERE a.address = ? AND s.site = ? {_OWNER_FIRST} LIMIT 1"
)
_ADDRESSES = """
SELECT a.address FROM article_state s JOIN address a ON a.article = s.article WHERE s.site = ?1
UNION SELECT address FROM capture WHERE site = ?1 AND purpose = 'page'
"""
_LOOKS = """
SELECT c.at, c.status, c.withheld OR EXISTS (SELECT 1 FROM reading r WHERE r.capture = c.id) AS is_read
FROM capture c WHERE c.address = ? AND c.site = ? AND c.purpose = 'page' ORDER BY c.at, c.id
"""


class KnownAddresses(Mapping[str, KnownAddress]):
    """Every address of a site that had been looked at when this was made, by its canonical form.

    What is known of one is asked of the archive when it is wanted. A site of decades has a hundred thousand addresses,
    and 64 sites are crawled at a time: of each address only a hash is held, so that a new one costs no question.
    """

    def __init__(self, connection: Callable[[], Any], site: str) -> None:
        self._connection, self._site = connection, site
        self._hashes = {hash(where) for where in self}

    def __getitem__(self, where: str) -> KnownAddress:
        known = self._asked(where) if hash(where) in self._hashes else None
        if known is None:
            raise KeyError(where)
        return known

    def __iter__(self) -> Iterator[str]:
        return (row[0] for row in self._connection().execute(_ADDRESSES, (self._site,)))

    def __len__(self) -> int:
        return len(self._hashes)

    def articles(self) -> Iterator[KnownAddress]:
        """The addresses that are an article's, one after the other."""
        last = None
        for row in self._connection().execute(_OF_SITE, (self._site,)):
            if row["address"] != last:
                last = row["address"]
                yield _known(row)

    def _asked(self, where: str) -> KnownAddress | None:
        reader = self._connection()
        row = reader.execute(_OF_ADDRESS, (where, self._site)).fetchone()
        if row is not None:
            return _known(row)
        looks = reader.execute(_LOOKS, (where, self._site)).fetchall()
        return _other(where, looks) if looks else None


def _other(where: str, looks: Sequence[Any]) -> KnownAddress:
    """An address that is no article's, by its looks in time."""
    return KnownAddress(
        address=where, article=None, unread=not any(look["is_read"] for look in looks), status=looks[-1]["status"],
        first_at=from_utc_text(looks[0]["at"]), last_at=from_utc_text(looks[-1]["at"]), looks=len(looks),
    )  # fmt: skip


def _known(row: Any) -> KnownAddress:
    return KnownAddress(
        address=row["address"], article=row["article"], primary=row["why"] == "first",
        first_at=from_utc_text(row["first_at"]), last_at=from_utc_text(row["last_at"]), looks=row["looks"],
        edits=row["edits"], misses=row["misses"], gone=row["status"] == "gone", url=row["url"],
        capture=row["capture"], body_digest=row["body_digest"], etag=row["etag"], last_modified=row["last_modified"],
    )  # fmt: skip

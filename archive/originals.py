"""Which earlier record an answer only repeats: then it is kept as a revisit, without its body."""

from __future__ import annotations

from typing import Any

from archive.address import AddressRules, address
from archive.known import Exchange
from archive.outlet import outlet
from archive.records import from_utc_text
from archive.refusals import refuses_exchange, refuses_list
from archive.telling import site_toml
from archive.warc_record import Original, decoded

_SAME = (
    "SELECT warc_record, url, at FROM capture WHERE address = ? AND payload_digest = ? AND status = ? AND url = ? "
    "AND warc_record IS NOT NULL AND NOT withheld AND truncated IS NULL AND imported IS NULL ORDER BY at, id LIMIT 1"
)
_LAST = (
    "SELECT warc_record, url, at FROM capture WHERE address = ? AND status = 200 AND url = ? "
    "AND warc_record IS NOT NULL AND NOT withheld AND imported IS NULL ORDER BY at DESC, id LIMIT 1"
)


# Of what was brought from elsewhere only that refers to an earlier record of which its own file says that it does.
_BROUGHT = (
    "SELECT warc_record, url, at FROM capture WHERE address = ? AND payload_digest = ? AND status = 200 "
    "AND warc_record IS NOT NULL AND NOT withheld AND imported IS NOT NULL AND same_as IS NULL ORDER BY at, id LIMIT 1"
)


def address_of(connection: Any, site: str, url: str) -> str:
    """The canonical address of a url by the rules of the site that it was asked for."""
    toml = site_toml(connection, site)
    try:
        return address(url, outlet(toml).rules if toml else AddressRules()).url
    except ValueError:
        return url


def refuses(connection: Any, exchange: Exchange) -> bool:
    """Whether the body of an answer must not be kept: a takedown refuses its address, its very bytes, or what it lists."""
    if connection.execute("SELECT 1 FROM refusal LIMIT 1").fetchone() is None:
        return False
    where = address_of(connection, exchange.site, exchange.url)
    if refuses_exchange(connection, where, exchange, exchange.payload_digest):
        return True
    if exchange.purpose != "source" or not exchange.body:
        return False
    return refuses_list(connection, exchange.site, decoded(exchange.body, exchange.response_headers))


def original_of(connection: Any, exchange: Exchange) -> Original | None:
    """The first record at the same url that brought the same bytes; of a 304 the last one that brought any."""
    # What is brought from elsewhere stands for itself, and nothing that was fetched here refers to it.
    is_plain = not (exchange.withheld or exchange.truncated or exchange.imported)
    if exchange.repeats and exchange.imported and not exchange.withheld:
        where = address_of(connection, exchange.site, exchange.url)
        row = connection.execute(_BROUGHT, (where, exchange.payload_digest)).fetchone()
    elif exchange.status == 304:
        asked: tuple[object, ...] = (address_of(connection, exchange.site, exchange.url), exchange.url)
        row = connection.execute(_LAST, asked).fetchone()
    elif exchange.status is not None and exchange.body and is_plain:
        digest = exchange.payload_digest
        where = address_of(connection, exchange.site, exchange.url)
        row = connection.execute(_SAME, (where, digest, exchange.status, exchange.url)).fetchone()
    else:
        return None
    return Original(record_id=row[0], url=row[1], at=from_utc_text(row[2])) if row else None

"""TLS is verified: who cannot prove its name is not listened to."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from tests.hostile.asking import Outcome, ask
from tests.hostile.server import HostileServer, context_of

CASES = ("good", "expired", "wrong", "unknown", "selfsigned", "old", "h2")


def contexts(authority: trustme.CA, folder: Path) -> Iterator[tuple[str, ssl.SSLContext]]:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    yield "good", context_of(authority.issue_cert("good.localhost"))
    yield "expired", context_of(authority.issue_cert("expired.localhost", not_after=yesterday))
    yield "wrong", context_of(authority.issue_cert("lain.localhost"))
    yield "unknown", context_of(trustme.CA().issue_cert("unknown.localhost"))
    yield "h2", context_of(authority.issue_cert("h2.localhost"), protocols=("h2", "http/1.1"))
    old = context_of(authority.issue_cert("old.localhost"))
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    yield "old", old
    lone = trustme.CA()
    (folder / "lone.pem").write_bytes(lone.private_key_pem.bytes() + lone.cert_pem.bytes())
    selfsigned = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    selfsigned.load_cert_chain(folder / "lone.pem")
    yield "selfsigned", selfsigned


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    with ExitStack() as stack:
        names = {}
        for name, context in contexts(authority, folder):
            names[f"{name}.localhost"] = ("127.0.0.1", stack.enter_context(HostileServer(context)).port)
        urls = [f"https://{host}/" for host in names]
        return ask(urls, names=names, env={"SSL_CERT_FILE": str(folder / "authority.pem")})


def test_who_proves_its_name_is_listened_to(outcome: Outcome) -> None:
    assert outcome.told["https://good.localhost/"].status == 200


@pytest.mark.parametrize("name", ["expired", "wrong", "unknown", "selfsigned", "old"])
def test_who_does_not_is_refused_and_the_record_says_why(outcome: Outcome, name: str) -> None:
    url = f"https://{name}.localhost/"
    assert outcome.told[url].status is None
    (exchange,) = [one for one in outcome.recorded if one.url == url]
    assert exchange.error is not None
    assert "Error" in exchange.error


def test_only_http_1_1_is_spoken_to_whoever_offers_more(outcome: Outcome) -> None:
    assert outcome.told["https://h2.localhost/"].status == 200

"""Fifty attacks in every field through every route of the room in a real browser: none runs; headers on each answer, other hosts refused."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import httpx

from tests.archive.web.test_guard import ROUTES, missing_headers
from tests.browser.chromium import DESK, FOUND, Watched, chromium
from tests.browser.payloads import PAYLOADS
from tests.browser.served import hostile_archive, served, small_archive
from tests.browser.test_room import attacked

_RUNAWAY = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


def main() -> str:
    """How many pages were opened, and how long a runaway question was let run."""
    assert FOUND is not None, "no Chromium here: apt-get install chromium"
    with tempfile.TemporaryDirectory() as folder:
        with served(hostile_archive(Path(folder), PAYLOADS)) as origin, chromium() as browser:
            watched = Watched(browser, origin, viewport=DESK)
            count, found = attacked(origin, watched, PAYLOADS)
            watched.context.close()
        assert not found, found[:10]
    with tempfile.TemporaryDirectory() as folder, served(small_archive(Path(folder))) as origin:
        bare = [path for path in ROUTES if missing_headers(httpx.get(origin + path, timeout=20).headers)]
        assert not bare, bare
        assert httpx.get(origin, headers={"host": "evil.example"}, timeout=20).status_code == 400
        begun = time.perf_counter()
        answer = httpx.get(f"{origin}/archive.json", params={"sql": _RUNAWAY}, timeout=20)
        took = time.perf_counter() - begun
        assert answer.status_code == 400
        assert took <= 1.5, took
        write = httpx.get(f"{origin}/archive.json", params={"sql": "DELETE FROM act"}, timeout=20)
        assert write.status_code == 400
    return f"{len(PAYLOADS)} payloads on {count} pages, none ran; {len(ROUTES)} routes with all headers; runaway SQL cut after {took:.2f} s"

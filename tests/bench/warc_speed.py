"""What writing and reading a WARC costs, beside warcio, on real pages of about 175 KB.

python -m tests.bench.warc_speed
"""

from __future__ import annotations

import os
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.known import Exchange
from archive.warc import WarcWriter, records
from tests.bench.corpus import require_shared

NOW = datetime(2026, 3, 2, tzinfo=UTC)
HEADERS = (("Content-Type", "text/html; charset=utf-8"), ("Server", "nginx"), ("Date", "Mon, 02 Mar 2026 01:02:03 GMT"))
URL = "https://warta.example/2026/03/02/sumur-tua-digali-lagi"


def main() -> None:
    """Measure and print."""
    pages = list(_pages())
    size = sum(map(len, pages))
    print(f"{len(pages)} pages, {size / len(pages) / 1e3:.0f} KB each; request and response of each")
    for name, write in (("kliping", _ours), ("warcio", _warcio)):
        with tempfile.TemporaryDirectory() as folder:
            seconds, _ = min(_timed(lambda write=write, folder=folder: write(Path(folder), pages)) for _ in range(3))
            kept = sum(path.stat().st_size for path in Path(folder).iterdir()) / 3
        print(
            f"{name:10} {size / seconds / 1e6:6.0f} MB/cpu-s {seconds / len(pages) * 1e3:7.2f} ms a page, kept {kept / size:.3f}"
        )
    with tempfile.TemporaryDirectory() as folder:
        _ours(Path(folder), pages)
        (path,) = Path(folder).iterdir()
        seconds, _ = _timed(lambda: sum(1 for _ in records(path)))
        print(
            f"read back, every digest checked: {size / seconds / 1e6:.0f} MB/cpu-s {seconds / len(pages) * 1e3:.2f} ms a page"
        )


def _pages() -> Iterator[bytes]:
    with tarfile.open(require_shared("corpora/aeb/pages.tar.xz")) as tar:
        for member in tar:
            file = tar.extractfile(member)
            if file is not None and 80_000 < member.size < 500_000:
                yield file.read()


def _timed(work: Callable[[], object]) -> tuple[float, object]:
    begin = time.process_time()
    done = work()
    return time.process_time() - begin, done


def _ours(folder: Path, pages: list[bytes]) -> None:
    writer = WarcWriter(folder, "abc123", lambda: NOW)
    for page in pages:
        fields = {"request_headers": HEADERS[:1], "response_headers": HEADERS, "ip": "192.0.2.7"}
        writer.append_exchange(Exchange(url=URL, at=NOW, site="warta", purpose="page", status=200, body=page, **fields))  # type: ignore[arg-type]
    writer.close()


def _warcio(folder: Path, pages: list[bytes]) -> None:
    with (folder / f"{os.urandom(4).hex()}.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for page in pages:
            came = StatusAndHeaders("200 OK", list(HEADERS), protocol="HTTP/1.1")
            asked = StatusAndHeaders("GET / HTTP/1.1", list(HEADERS[:1]), is_http_request=True)
            response = writer.create_warc_record(URL, "response", payload=BytesIO(page), http_headers=came)
            request = writer.create_warc_record(URL, "request", http_headers=asked)
            writer.write_request_response_pair(request, response)


if __name__ == "__main__":
    main()

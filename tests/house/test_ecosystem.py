"""At home in its ecosystem: each tool tried as it is; and the archive where the crawler's libraries are not."""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from archive.store import Archive
from tests.archive.builder import DRY, TOML, article, look, repost

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def run(*command: str | Path, expect: int = 0, **more: object) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=90, **more)  # type: ignore[call-overload]
    assert done.returncode == expect, (done.stdout[-2000:], done.stderr[-2000:])
    return done


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    edited = (DRY[0], DRY[1].replace("48", "52"), DRY[2])
    with Archive.open(folder, create=True) as archive:
        for facts in (
            [TOML],
            look(article()),
            look(repost(), site="pemkab", days=0.5),
            look(article(body=edited), days=1),
        ):
            archive.keep(facts).result()
    return folder


def test_sqlite_utils_lists_tables_rows_and_schema(folder: Path) -> None:
    database = folder / "archive.db"
    names = {row["table"] for row in json.loads(run(BIN / "sqlite-utils", "tables", database).stdout)}
    assert {"article", "capture", "wording", "revision"} <= names
    assert "Sumur tua digali lagi" in run(BIN / "sqlite-utils", "rows", database, "articles").stdout
    assert (
        "CREATE TABLE [capture]" in run(BIN / "sqlite-utils", "schema", database).stdout
        or "CREATE TABLE capture" in run(BIN / "sqlite-utils", "schema", database).stdout
    )


def test_datasette_serves_the_views(folder: Path) -> None:
    done = run(BIN / "datasette", folder / "archive.db", "--get", "/archive/articles.json?_shape=array&site=pemkab")
    assert [row["title"] for row in json.loads(done.stdout)] == ["Warga gali sumur tua"]


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="no sqlite3 on this machine")
def test_plain_sqlite3_answers_from_views_and_index(folder: Path) -> None:
    sql = "SELECT w.title FROM article_index JOIN article_state s ON s.document = article_index.rowid JOIN wording w ON w.id = s.wording WHERE article_index MATCH 'sumur' ORDER BY 1"
    assert run("sqlite3", folder / "archive.db", sql).stdout.splitlines() == [
        "Sumur tua digali lagi",
        "Warga gali sumur tua",
    ]
    assert run("sqlite3", folder / "archive.db", "SELECT count(*) FROM revisions").stdout.strip() == "3"


def test_warcio_indexes_and_checks_the_records(folder: Path) -> None:
    warc = next((folder / "warc").iterdir())
    lines = [json.loads(line) for line in run(BIN / "warcio", "index", warc).stdout.splitlines()]
    assert {line["warc-type"] for line in lines} >= {"warcinfo", "metadata"}
    run(BIN / "warcio", "check", warc)


def test_fastwarc_reads_every_record(folder: Path) -> None:
    from fastwarc.warc import ArchiveIterator

    warc = next((folder / "warc").iterdir())
    with warc.open("rb") as file:
        assert next(record.headers["WARC-Type"] for record in ArchiveIterator(file, verify_digests=True)) == "warcinfo"


ALLOWED = ("msgspec", "click", "rich", "sqlite_utils", "pysqlite3", "markdown_it", "mdurl", "pygments", "isal", "brotli", "backports", "stemmer",
           "click_default_group", "dateutil", "pluggy", "sqlite_fts4", "tabulate", "six", "_brotli")  # fmt: skip


def test_the_archive_works_where_neither_scrapy_nor_lxml_is_installed(folder: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv/bin/python"
    lib = next((tmp_path / "venv/lib").glob("python*/site-packages"))
    for source in (Path(entry) for entry in site.getsitepackages()):
        for found in source.iterdir():
            if found.name.split(".")[0].split("-")[0].lower() in {name.lower() for name in ALLOWED}:
                (lib / found.name).symlink_to(found)
    (lib / "archive").symlink_to(ROOT / "archive")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KLIPING"))}
    assert run(python, "-c", "import lxml", expect=1, env=clean, cwd=tmp_path)
    assert run(python, "-c", "import scrapy", expect=1, env=clean, cwd=tmp_path)
    command = (python, "-m", "archive.cli", "--archive", folder)
    assert "Sumur tua" in run(*command, "search", "sumur", env=clean, cwd=tmp_path).stdout
    assert "52" in run(*command, "diff", "https://warta-sabana.example/sumur-tua", env=clean, cwd=tmp_path).stdout
    run(*command, "verify", env=clean, cwd=tmp_path)


def test_scrapy_lists_every_site_and_refuses_strangers_without_a_contact(tmp_path: Path) -> None:
    environment = {**os.environ, "KLIPING_ARCHIVE": str(tmp_path / "archive")}
    names = run(BIN / "scrapy", "list", cwd=ROOT, env=environment).stdout.split()
    assert "suarajarmas" in names
    assert "warta-tambora" in names
    refused = run(BIN / "scrapy", "crawl", "suarajarmas", cwd=ROOT, env=environment, expect=4)
    assert "kliping init --contact" in refused.stderr
    refused = run(BIN / "kliping", "crawl", "suarajarmas", env=environment, expect=4)
    assert "kliping init --contact" in refused.stderr


def test_scrapy_crawl_keeps_what_kliping_crawl_keeps(tmp_path: Path) -> None:
    from crawler.demo.newsroom import Newsroom

    kept = {}
    with Newsroom() as press:
        press.edition = 2
        for name, command in (
            ("scrapy", (BIN / "scrapy", "crawl", "suara-nyale")),
            ("kliping", (BIN / "kliping", "crawl", "suara-nyale")),
        ):
            environment = {
                **os.environ, "KLIPING_ARCHIVE": str(tmp_path / name), "KLIPING_LOOPBACK": json.dumps(press.names),
                "KLIPING_CLOCK": press.clock(2).isoformat(),
            }  # fmt: skip
            run(*command, cwd=ROOT, env=environment)
            with Archive.open(tmp_path / name) as archive:
                kept[name] = sorted(map(tuple, archive.connection().execute("SELECT id, title, body FROM articles")))
    assert kept["scrapy"] == kept["kliping"]
    assert len(kept["kliping"]) > 5

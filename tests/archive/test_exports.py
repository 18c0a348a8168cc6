"""What a researcher takes away: the same rows in every format, read back with other people's tools."""

from __future__ import annotations

import csv
import errno
import gzip
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import bagit
import duckdb
import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from warcio.archiveiterator import ArchiveIterator

from archive import queries, views
from archive.errors import ArchiveError, ArchiveFull, QueryRefused
from archive.export_command import export_command
from archive.exports import sheets
from archive.exports.columns import COLUMNS, NAMES, cells_of
from archive.exports.copy import MARKER, write_copy
from archive.exports.formulas import FORMULA_STARTS, disarmed
from archive.exports.packages import url_key
from archive.exports.selection import Selection
from archive.exports.writing import FORMATS, Order, beside, export
from archive.facts import Act, AddressOf, RightsFound
from archive.search import search
from archive.sqlite import connect
from archive.store import Archive
from archive.withholding import withheld
from tests.archive.builder import DRY, article, at, look
from tests.archive.plans import walked_by_row
from tests.archive.shelf import shelf
from tests.archive.test_verify import kept

NOW = datetime(2026, 5, 1, tzinfo=UTC)
MINOR = "Seorang pelajar berinisial DW yang baru berumur lima belas tahun dirawat setelah peristiwa itu."
SECRET = "Kalimat rahasia yang hanya ada pada satu artikel yang dibatasi pengadilan."
FORMULA = '=HYPERLINK("http://jahat.example","klik")'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shelf, and beside it what must not be public."""
    where = tmp_path_factory.mktemp("exports")
    shelf(where)
    with Archive.open(where, clock=lambda: at(5)) as archive:
        archive.keep(look(article("Anak dirawat", (MINOR,), sensitive_minor=True), path="/anak")).result(10)
        archive.keep(look(article("Anak dirawat", ("Seorang pelajar dirawat.",)), path="/anak", days=1)).result(10)
        archive.keep(look(article("Sidang tertutup", (SECRET,)), path="/sidang")).result(10)
        archive.keep(
            look(article("Tercadang penerbit", ("Teks yang dicadangkan oleh penerbitnya sendiri.",)), path="/cadang")
        ).result(10)
        archive.keep(
            look(article(FORMULA, ("+62 adalah kode telepon.", ("Naskah panjang. " * 5000).strip())), path="/rumus")
        ).result(10)
        rows = archive.connection().execute("SELECT id, address FROM articles").fetchall()
        ids = {row["address"].rpartition("/")[2]: (row["id"], row["address"]) for row in rows}
        archive.keep([Act(kind="restrict", subject=ids["sidang"][0], at=at(5), by="arsiparis")]).result(10)
        capture = (
            archive.connection().execute("SELECT id FROM captures WHERE address = ?", (ids["cadang"][1],)).fetchone()
        )
        archive.keep(
            [RightsFound(address=ids["cadang"][1], at=at(5), capture=capture["id"], marks=("tdm-reservation",))]
        ).result(10)
    return where


def written(folder: Path, target: Path, **order: object) -> list[dict[str, object]]:
    """The rows of an export as JSON Lines."""
    export(folder, Order(format="jsonl", **order), target, now=NOW)  # type: ignore[arg-type]
    return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def rows(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    return written(folder, tmp_path_factory.mktemp("rows") / "a.jsonl")


def test_every_article_has_one_row_with_its_latest_wording(folder: Path, rows: list[dict[str, object]]) -> None:
    connection = connect(folder / "archive.db", readonly=True)
    articles = {row["id"]: row for row in connection.execute("SELECT * FROM articles")}
    connection.close()
    assert {row["id"] for row in rows} == set(articles)
    assert len(rows) == len(articles)
    for row in rows:
        there = articles[row["id"]]
        for name in ("title", "body", "published_at", "status", "address", "story", "relation", "section", "words"):
            assert row[name] == there[name], name
        assert list(row) == list(NAMES)


def test_with_revisions_every_wording_has_a_row(folder: Path, tmp_path: Path) -> None:
    found = written(folder, tmp_path / "a.jsonl", all_revisions=True)
    connection = connect(folder / "archive.db", readonly=True)
    revisions = {(row["article"], row["number"]): row["body"] for row in connection.execute("SELECT * FROM revisions")}
    connection.close()
    assert {(row["id"], row["revision"]): row["body"] for row in found} == revisions
    assert len(revisions) > len({row["id"] for row in found})


@pytest.mark.parametrize("all_revisions", [False, True])
@pytest.mark.parametrize("query", ["", "sumur", "status:berubah", "tempat:waingapu", "tanggal:2020-02..2020-03"])
def test_no_table_that_grows_is_walked_for_each_row(
    folder: Path, tmp_path: Path, query: str, all_revisions: bool
) -> None:
    asked: set[str] = set()
    connection = connect(folder / "archive.db", readonly=True)
    connection.set_trace_callback(asked.add)
    chosen = Selection(connection, query, now=NOW, all_revisions=all_revisions, is_public=True)
    assert list(chosen.rows())
    assert list(chosen.allowed())
    connection.close()
    with Archive.open(tmp_path, create=True) as empty:
        connection = empty.connection()
        per_row = "SELECT r.id FROM reading r LEFT JOIN revision v ON v.reading = r.id WHERE r.capture = ?"
        assert walked_by_row(connection, per_row) == {"revision"}
        assert not {sql: tables for sql in asked if (tables := walked_by_row(connection, sql))}


def test_a_query_chooses_as_search_does(folder: Path, tmp_path: Path) -> None:
    connection = connect(folder / "archive.db", readonly=True)
    for number, query in enumerate(
        ("sumur", "status:berubah", "tempat:waingapu", "tanggal:2020-02..2020-03", "sumur OR feri")
    ):
        hits = {hit.article for hit in search(connection, query, limit=500).hits}
        assert {row["id"] for row in written(folder, tmp_path / f"{number}.jsonl", query=query)} == hits
        assert hits
    connection.close()
    with pytest.raises(QueryRefused):
        written(folder, tmp_path / "x.jsonl", query="tanggal:besok")
    assert not (tmp_path / "x.jsonl").exists()
    assert not list(tmp_path.glob(".kliping-export-*"))


def test_all_tables_hold_the_same_rows(folder: Path, rows: list[dict[str, object]], tmp_path: Path) -> None:
    by_id = {row["id"]: row for row in rows}
    for form in ("csv", "xlsx", "parquet"):
        export(folder, Order(format=form), tmp_path / f"a{FORMATS[form]}", now=NOW)
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert len(read) == len(rows)
    for row in read:
        assert row["body"].removeprefix("'") == by_id[row["id"]]["body"]
        assert row["people"] == "; ".join(by_id[row["id"]]["people"])
    sheet = load_workbook(tmp_path / "a.xlsx", read_only=True).active
    lines = list(sheet.values)
    for line in lines[1:]:
        cells = dict(zip(lines[0], line, strict=False))
        whole = "".join(
            str(cells[name])
            for name in cells
            if name and name.startswith("body") and cells[name] and name != "body_digest"
        )
        # XML has no word for controls; spreadsheets read them back from this form (ECMA-376, 22.9.2.19).
        assert re.sub("_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), whole) == by_id[cells["id"]]["body"]
    parquet = str(tmp_path / "a.parquet")
    told = duckdb.sql(f"SELECT id, body, people, paid FROM '{parquet}'").fetchall()
    assert {row[0]: row[1:] for row in told} == {i: (r["body"], r["people"], r["paid"]) for i, r in by_id.items()}


def test_no_cell_is_a_formula(folder: Path, tmp_path: Path) -> None:
    export(folder, Order(format="csv", bom=True, delimiter=";"), tmp_path / "a.csv", now=NOW)
    text = (tmp_path / "a.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbfid;site;")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for line in csv.reader(file, delimiter=";") for cell in line]
    assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)]
    assert f"'{FORMULA}" in cells
    assert disarmed("\u200b \ufeff=1") == "'\u200b \ufeff=1"
    export(folder, Order(format="csv", raw=True), tmp_path / "raw.csv", now=NOW)
    with (tmp_path / "raw.csv").open(encoding="utf-8", newline="") as file:
        assert FORMULA in {cell for line in csv.reader(file) for cell in line}
    export(folder, Order(format="xlsx"), tmp_path / "a.xlsx", now=NOW)
    with ZipFile(tmp_path / "a.xlsx") as book:
        assert not [
            n
            for n in book.namelist()
            if b"<f>" in book.read(n) or (b"hyperlink" in book.read(n).lower() and "rels" in n)
        ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('baca;=HYPERLINK("http://j.example")', 'baca;\'=HYPERLINK("http://j.example")'),
        ("harga, \u200b+2+cmd|' /C calc'!A0", "harga,' \u200b+2+cmd|' /C calc'!A0"),
        ("satu\n\n@SUM(1+1)\tdua", "satu\n\n'@SUM(1+1)\tdua"),
        ("satu\r\n＝1", "satu\r\n'＝1"),
        ('judul | "-1+WEBSERVICE(A1)', "judul |' \"-1+WEBSERVICE(A1)"),
        ("- beras; - gula\n- telur, @akun, +62 812", "'- beras; - gula\n- telur, @akun, +62 812"),
        ("Ia berkata, -- dengan lirih -- (berbisik)", "Ia berkata,' -- dengan lirih -- (berbisik)"),
        ("Skor akhir 2-1 (1-0); tandang, 3=3", "Skor akhir 2-1 (1-0); tandang, 3=3"),
    ],
)
def test_no_delimiter_makes_a_formula_of_a_piece_of_a_text(text: str, told: str) -> None:
    assert disarmed(text) == told
    assert disarmed(told) == told


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from("a=+-@＝ \u00a0\",;|\t\r\n(!'"), max_size=30), st.sampled_from(",;|\t"))
def test_whatever_a_file_is_opened_with_no_cell_calls_anything(text: str, delimiter: str) -> None:
    for cell in re.split(rf"[{delimiter}\r\n]", str(disarmed(text))):
        bare = cell.strip(' \u00a0"')
        assert not bare.startswith(("=", "＝"))
        assert not (bare.startswith(("+", "-", "@")) and re.search(r"[(|!]", bare))


def test_a_text_that_no_cell_can_hold_goes_on_in_the_next_and_the_manifest_names_it(
    folder: Path, tmp_path: Path
) -> None:
    manifest = export(folder, Order(format="xlsx"), tmp_path / "a.xlsx", now=NOW)
    assert len(manifest.over_long) == 1
    assert export(folder, Order(format="csv"), tmp_path / "a.csv", now=NOW).over_long == manifest.over_long
    header = next(load_workbook(tmp_path / "a.xlsx", read_only=True).active.values)
    assert [name for name in header if name and name.startswith("body (")] == ["body (2)", "body (3)"]


def test_more_rows_than_a_sheet_holds_go_on_another(
    folder: Path, rows: list[dict[str, object]], tmp_path: Path
) -> None:
    count, _ = sheets.write_xlsx(tmp_path / "a.xlsx", iter(rows), most_cells=4, rows_a_sheet=4)  # type: ignore[arg-type]
    book = load_workbook(tmp_path / "a.xlsx", read_only=True)
    assert count == len(rows)
    lines = [list(sheet.values) for sheet in book.worksheets]
    assert [len(one) for one in lines[:-1]] == [4] * (len(lines) - 1)
    assert [line[0] for one in lines for line in one[1:]] == [row["id"] for row in rows]
    assert {one[0] for one in lines} == {(*NAMES, "body (2)", "body (3)", "body (4)")}
    sheets.write_xlsx(tmp_path / "b.xlsx", iter(rows), most_cells=4, sheet_size=5_000)  # type: ignore[arg-type]
    sizes = [len(list(sheet.values)) - 1 for sheet in load_workbook(tmp_path / "b.xlsx", read_only=True).worksheets]
    assert sum(sizes) == len(rows)
    assert 2 < len(sizes) < len(rows)


def test_a_cell_holds_its_text_whatever_it_looks_like(rows: list[dict[str, object]], tmp_path: Path) -> None:
    live = '<r></is></c><c r="B2"><f>HYPERLINK("http://jahat.example")</f></c><c><is><r></r>'
    body = "😀" * 40_000 + "x"
    made = [rows[0] | {"title": live, "body": body}]
    _, over_long = sheets.write_xlsx(tmp_path / "a.xlsx", iter(made), most_cells=len(cells_of(body)))  # type: ignore[arg-type]
    (names, line) = load_workbook(tmp_path / "a.xlsx").active.values
    cells = dict(zip(names, line, strict=True))
    assert cells["title"] == live
    assert "".join(cells[name] for name in ("body", "body (2)", "body (3)")) == body
    assert over_long == [f"{rows[0]['id']}/{rows[0]['revision']}"]


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_not_public_is_in_no_byte_of_a_public_export(folder: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"out{FORMATS[form]}"  # type: ignore[index]
    manifest = export(folder, Order(format=form, is_public=True), target, now=NOW)  # type: ignore[arg-type]
    assert {reason: len(ids) for reason, ids in manifest.withheld.items()} == {
        "withdrawn": 1,
        "minor": 1,
        "restricted": 1,
        "rights": 1,
    }
    assert sum(manifest.readers.values()) == manifest.articles > 0
    files = [target] if target.is_file() else [path for path in target.rglob("*") if path.is_file()]
    content = b""
    for path in files:
        content += path.read_bytes()
        if path.suffix in (".xlsx", ".wacz"):
            with ZipFile(path) as package:
                inside = b"".join(package.read(name) for name in package.namelist())
                content += inside
    if form == "parquet":
        content = str(duckdb.sql(f"SELECT * FROM '{target}'").fetchall()).encode()
    assert b"lima belas tahun" not in content
    assert b"hanya ada pada satu artikel" not in content
    assert b"dicadangkan oleh penerbitnya" not in content
    if form in ("csv", "jsonl", "sqlite", "parquet"):
        assert b"Sumur tua" in content


def test_the_copy_is_an_archive_that_answers_and_says_that_it_is_a_copy(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "published.db"
    export(folder, Order(format="sqlite", is_public=True), target, now=NOW)
    plain = sqlite3.connect(target)
    assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert plain.execute(f"SELECT is_public FROM {MARKER}").fetchone() == (1,)
    assert plain.execute("SELECT count(*) FROM act").fetchone() == (0,)
    plain.close()
    copy, whole = (connect(path, readonly=True) for path in (target, folder / "archive.db"))
    hits = {hit.article for hit in search(copy, "sumur", limit=100).hits}
    there = {row["id"] for row in copy.execute("SELECT id FROM articles")}
    assert hits == {hit.article for hit in search(whole, "sumur", limit=100).hits} & there
    assert hits
    edited = copy.execute("SELECT id FROM articles WHERE revisions > 1").fetchone()["id"]
    assert queries.diff(copy, edited, None, None) == queries.diff(whole, edited, None, None)
    assert queries.story(copy, edited) == queries.story(whole, edited)
    assert not search(copy, '"hanya ada pada satu"').hits
    copy.close()
    whole.close()


def test_a_copy_waits_for_nobody_who_writes_and_holds_a_story_only_where_two_of_it_are_in(
    folder: Path, rows: list[dict[str, object]], tmp_path: Path
) -> None:
    members = [str(row["id"]) for row in rows if row["story"]]
    assert len(members) >= 2
    alone = [str(row["id"]) for row in rows if not row["story"]]
    sweep = connect(folder / "archive.db")
    sweep.execute("BEGIN IMMEDIATE")
    for number, (chosen, told) in enumerate(((members, len(members)), ((*alone, members[0]), 0))):
        write_copy(
            tmp_path / f"{number}.db", folder / "archive.db", chosen, query="", program="x", at=NOW, is_public=True,
            left_out={}, tell=lambda _: None,
        )  # fmt: skip
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as copy:
            assert copy.execute("SELECT count(*) FROM story_member").fetchone() == (told,)
            assert copy.execute("SELECT count(*) FROM articles").fetchone() == (len(chosen),)
            assert copy.execute("SELECT coalesce(sum(members), 0) FROM story").fetchone() == (told,)
    sweep.execute("ROLLBACK")
    sweep.close()


def test_pages_and_bags_pass_their_validators(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with Archive.open(folder, create=True, clock=lambda: at(3)) as archive:
        further = msgspec.structs.replace(look(None, path="/hal-2", status=404)[0], purpose="part", status=200)
        kept(archive, [further], body=b"<p>halaman dua</p>")
        (part,) = archive.connection().execute("SELECT id FROM capture").fetchone()
        capture, reading = look(article())
        reading = msgspec.structs.replace(reading, captures=(reading.captures[0], part))  # type: ignore[union-attr,call-arg]
        kept(archive, [capture, reading], body=b"<p>sumur tua</p>")
        kept(
            archive,
            look(article("Feri berlayar", ("Feri berlayar lagi ke Waingapu pada hari Senin.",)), path="/feri"),
            body=b"<p>feri</p>",
        )
    export(folder, Order(format="wacz"), tmp_path / "a.wacz", now=NOW)
    with ZipFile(tmp_path / "a.wacz") as package:
        described = package.read("datapackage.json")
        for resource in json.loads(described)["resources"]:
            content = package.read(resource["path"])
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            assert resource["bytes"] == len(content)
        digest = json.loads(package.read("datapackage-digest.json"))["hash"]
        assert digest == f"sha256:{hashlib.sha256(described).hexdigest()}"
        assert package.getinfo("archive/data.warc.gz").compress_type == ZIP_STORED
    with ZipFile(tmp_path / "a.wacz") as package:
        records = list(ArchiveIterator(package.open("archive/data.warc.gz")))
        index = gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines()
        data = package.read("archive/data.warc.gz")
    assert [record.rec_type for record in records] == ["warcinfo", "response", "response", "response"]
    assert index == sorted(index)
    for line in index:
        told = json.loads(line.split(" ", 2)[2])
        member = data[int(told["offset"]) : int(told["offset"]) + int(told["length"])]
        assert told["url"].encode() in gzip.decompress(member)
    export(folder, Order(format="bagit"), tmp_path / "bag", now=NOW)
    bag = bagit.Bag(str(tmp_path / "bag"))
    bag.validate()
    assert {path.name for path in (tmp_path / "bag" / "data").iterdir()} == {
        "articles.csv", "articles.jsonl", "dictionary.csv", "manifest.json", "pages.wacz",
    }  # fmt: skip


def test_the_validator_of_the_format_has_nothing_to_say(tmp_path: Path) -> None:
    wacz = pytest.importorskip("wacz.main", reason="wacz is not installed: its parts above are checked one by one")
    folder = tmp_path / "archive"
    with Archive.open(folder, create=True, clock=lambda: at(3)) as archive:
        kept(archive, look(article()), body=b"<p>sumur tua</p>")
    export(folder, Order(format="wacz"), tmp_path / "a.wacz", now=NOW)
    assert wacz.main(["validate", "-f", str(tmp_path / "a.wacz")]) == 0


def test_a_record_that_is_damaged_stays_out_and_the_manifest_names_it(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with Archive.open(folder, create=True, clock=lambda: at(3)) as archive:
        kept(archive, look(article()), body=b"<p>sumur tua</p>")
    warc = next((folder / "warc").glob("*.warc.gz"))
    whole = warc.read_bytes()
    warc.write_bytes(whole[:700].replace(b"\x1f\x8b", b"\x1f\x8c") + bytes(byte ^ 1 for byte in whole[700:]))
    manifest = export(folder, Order(format="wacz"), tmp_path / "a.wacz", now=NOW)
    assert len(manifest.damaged) == 1
    assert warc.name in manifest.damaged[0]


def test_nothing_is_overwritten_unasked_and_a_failure_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("mine")
    with pytest.raises(ArchiveError):
        export(folder, Order(format="csv"), target, now=NOW)
    assert target.read_text() == "mine"
    export(folder, Order(format="csv"), target, now=NOW, replace=True)
    assert target.read_text(encoding="utf-8").startswith("id,site")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.csv.dictionary.csv", "a.csv.manifest.json"]


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_that_is_stopped_leaves_nothing(folder: Path, tmp_path: Path, form: str) -> None:
    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    (tmp_path / ".kliping-export-killed").mkdir()
    with pytest.raises(KeyboardInterrupt):
        export(folder, Order(format=form), tmp_path / "a", now=NOW, tell=stop)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", ["csv", "xlsx", "sqlite"])
def test_where_the_disk_is_full_it_says_so_and_leaves_nothing(
    folder: Path, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def small(connection: Any, make: Any = views.make) -> None:
        make(connection)
        connection.execute("PRAGMA max_page_count = 1")

    monkeypatch.setattr("archive.exports.textual.joined", full)
    monkeypatch.setattr("xlsxwriter.workbook.ZipFile", full)
    monkeypatch.setattr("archive.exports.copy.views.make", small)
    with pytest.raises(ArchiveFull, match="name another place"):
        export(folder, Order(format=form), tmp_path / "a", now=NOW)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_the_dictionary_tells_every_column(folder: Path, tmp_path: Path) -> None:
    export(folder, Order(format="csv"), tmp_path / "a.csv", now=NOW)
    with beside(tmp_path / "a.csv", ".dictionary.csv").open(encoding="utf-8", newline="") as file:
        told = list(csv.reader(file))
    assert [line[0] for line in told[1:]] == list(NAMES)
    assert all(column.told for column in COLUMNS)


def test_the_command_tells_what_it_wrote(folder: Path, tmp_path: Path) -> None:
    def kliping(*typed: str, stderr: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "archive.cli", "--archive", str(folder), "export", *typed]
        return subprocess.run(
            command, stdout=subprocess.PIPE, stderr=stderr, text=True, check=False, cwd=tmp_path, timeout=60
        )

    terminal, looked_at = os.openpty()
    done = kliping("csv", "sumur", "--public", stderr=looked_at)
    os.close(looked_at)
    assert done.returncode == 0
    assert "rows in kliping-export.csv" in done.stdout
    assert b"writing" in os.read(terminal, 65_536)
    os.close(terminal)
    assert kliping("csv", "sumur").returncode == 1
    told = json.loads(kliping("jsonl", "--json", "-o", "b.jsonl").stdout)
    assert told["rows"] == len((tmp_path / "b.jsonl").read_text(encoding="utf-8").splitlines())
    for wrong in (["csv", "--delimiter", "ab"], ["pdf"]):
        assert CliRunner().invoke(export_command, wrong).exit_code == 2
    assert shutil.which("kliping") is None or kliping("csv", "tanggal:besok", "-o", "c.csv").returncode == 2


def act(kind: str, hours: float, **detail: str) -> Act:
    return Act(kind=kind, subject="a", at=at() + timedelta(hours=hours), by="arsiparis", detail=detail)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("acts", "status", "is_minor", "marks", "expected"),
    [
        ((), "present", False, (), None),
        ((), "missing", False, (), None),
        ((), "gone", False, (), "withdrawn"),
        ((), "present", True, (), "minor"),
        ((), "present", False, ("paywall",), "rights"),
        ((act("release", 1),), "gone", True, ("noindex",), None),
        ((act("restrict", 1),), "present", False, (), "restricted"),
        ((act("restrict", 1), act("release", 2)), "gone", False, (), None),
        ((act("release", 1), act("restrict", 2)), "present", False, (), "restricted"),
        ((act("restrict", 1, until="2999-01-01T00:00:00+00:00"),), "present", False, (), "embargoed"),
        ((act("restrict", 1, until="2001-01-01T00:00:00+00:00"),), "present", False, (), None),
        ((act("restrict", 1, until="2026-05-01T00:00:00+00:00"),), "present", False, (), None),
        ((act("restrict", 1, until="2001-01-01T00:00:00+00:00"),), "present", True, (), "minor"),
        ((act("restrict", 1), act("restrict", 2, until="2001-01-01T00:00:00+00:00")), "gone", False, (), "withdrawn"),
        ((act("release", 1), act("restrict", 2, until="2001-01-01T00:00:00+00:00")), "present", True, (), None),
        ((act("takedown", 1), act("release", 2)), "present", False, (), "taken_down"),
        ((act("takedown", 1), act("reinstate", 2)), "present", False, (), None),
        ((act("reinstate", 2), act("takedown", 1)), "present", False, (), None),
    ],
)  # fmt: skip
def test_what_is_withheld_follows_from_the_last_decision_else_from_what_is_known(
    acts: tuple[Act, ...], status: str, is_minor: bool, marks: tuple[str, ...], expected: str | None
) -> None:
    assert withheld(status=status, is_minor=is_minor, marks=marks, acts=acts, now=NOW) == expected


def test_what_is_decided_on_an_article_holds_for_another_that_a_merge_gave_its_address(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True, clock=lambda: at(3)) as archive:
        kept = archive.keep(look(article())).result(10)
        other = archive.keep(look(article("Sumur lama", DRY[:1]), path="/sumur-lama")).result(10)
        where = look(article())[0].address  # type: ignore[union-attr]
        archive.keep([AddressOf(address=where, article=str(other.article), why="key")]).result(10)
        archive.keep([Act(kind="restrict", subject=str(kept.article), at=at(5), by="arsiparis")]).result(10)
        selection = Selection(archive.connection(), "", now=NOW, is_public=True)
        assert list(selection.allowed()) == []
        assert set(selection.left_out) == {kept.article, other.article}


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.warta.example/2026/03/Sumur-Tua/", "example,warta)/2026/03/sumur-tua"),
        ("http://warta.example:8080/?p=2&a=1", "example,warta:8080)/?a=1&p=2"),
        ("https://warta.example", "example,warta)/"),
    ],
)
def test_an_address_is_sorted_as_replay_tools_sort_it(url: str, key: str) -> None:
    assert url_key(url) == key

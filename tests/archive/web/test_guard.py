"""Who may see what: hosts, headers, what a published copy's room answers, and what it refuses to serve."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from archive.errors import NotPublished
from archive.exports.writing import Order, export
from archive.facts import Act
from archive.store import Archive
from archive.web.guard import digest, host_of, template_scripts
from archive.web.serve import check_published
from tests.archive.builder import at
from tests.browser.served import served, small_archive

ROUTES = (
    "/", "/search", "/search?q=sumur", "/search.json?q=sumur", "/search.csv?q=sumur", "/search.atom?q=sumur", "/search?q=%22", "/outlets",
    "/outlets.csv", "/outlet/warta-sabana", "/places", "/place/53.18", "/place/53.18.csv", "/stories.csv", "/collections.json", "/places.json", "/changed", "/changed.json", "/vanished",
    "/vanished.csv", "/corrections", "/coverage", "/coverage.csv", "/coverage/warta-sabana", "/coverage/warta-sabana.json", "/health", "/health.json", "/collections", "/room/room.css",
    "/room/room.js", "/room/nothing", "/archive", "/archive/articles", "/archive/articles.json", "/archive/articles.csv",
    "/archive.json?sql=select+1", "/-/versions.json", "/nowhere", "/article/ffff", "/favicon.ico",
)  # fmt: skip
WANTED = {
    "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}  # fmt: skip


def missing_headers(headers: Mapping[str, str]) -> list[str]:
    """The headers that an answer should have had."""
    policy = headers.get("content-security-policy", "")
    loose = [
        word for word in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*", "data:") if word in policy.split()
    ]
    strict = "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and not loose
    return [name for name, value in WANTED.items() if headers.get(name) != value] + ([] if strict else [policy])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guarded")
    small_archive(folder)
    hidden = {"restrict": "/feri", "embargo": "/jumat", "gone": "/camat"}
    with Archive.open(folder, clock=lambda: at(8)) as archive:
        for kind, path in list(hidden.items())[:2]:
            article = archive.connection().execute(
                "SELECT article FROM address WHERE address = ?", (f"https://warta-sabana.example{path}",)
            ).fetchone()[0]  # fmt: skip
            until = {"until": (at(40_000)).isoformat()} if kind == "embargo" else {}
            archive.keep([Act(kind="restrict", subject=article, at=at(8), by="arsiparis", detail=until)]).result()
    return folder


@pytest.fixture(scope="module")
def owner(folder: Path) -> Iterator[httpx.Client]:
    with served(folder / "archive.db") as origin, httpx.Client(base_url=origin, timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def copy(folder: Path) -> Path:
    made = folder / "published.db"
    subprocess.run(
        [sys.executable, "-m", "archive.cli", "-a", str(folder), "export", "sqlite", "--public", "-o", str(made)], check=True,
        capture_output=True,
    )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def public(copy: Path) -> Iterator[httpx.Client]:
    with (
        served(copy, is_public=True, names=("arsip.example.org",)) as origin,
        httpx.Client(base_url=origin, timeout=20) as client,
    ):
        yield client


def ids(client: httpx.Client, path: str) -> str:
    """The article at an address of the shelf."""
    answer = client.get(f"/at?url=https://warta-sabana.example{path}")
    return answer.headers.get("location", "").rpartition("/")[2]


@pytest.mark.parametrize("path", ROUTES)
def test_every_answer_has_its_headers(owner: httpx.Client, path: str) -> None:
    answer = owner.get(path)
    assert missing_headers(answer.headers) == []
    assert answer.status_code < 500


def test_only_known_hosts_are_answered(owner: httpx.Client, public: httpx.Client) -> None:
    for host in ("evil.example", "evil.example:8001", "127.0.0.1.evil.example", ""):
        for client in (owner, public):
            answer = client.get("/", headers={"host": host})
            assert answer.status_code == 400
            assert missing_headers(answer.headers) == []
    assert owner.get("/", headers={"host": "LOCALHOST:99"}).status_code == 200
    assert owner.get("/", headers={"host": "arsip.example.org"}).status_code == 400
    assert public.get("/", headers={"host": "arsip.example.org"}).status_code == 200
    assert host_of([(b"host", b"localhost"), (b"host", b"evil.example")]) == ""
    assert host_of([(b"host", b"[::1]:8001")]) == "[::1]"


def test_no_page_of_ours_has_anything_inline(owner: httpx.Client) -> None:
    for path in [path for path in ROUTES if "archive" not in path]:
        body = owner.get(path).text
        if body.startswith("<!doctype"):
            assert "<style" not in body
            assert " style=" not in body
            assert " onclick" not in body
            assert body.count("<script") == body.count('<script src="/room/')


def test_datasettes_own_scripts_are_known_by_digest(owner: httpx.Client) -> None:
    policy = owner.get("/archive/articles").headers["content-security-policy"]
    assert all(f"'{one}'" in policy for one in template_scripts())
    assert digest(b"alert(1)") not in policy


def test_a_forged_post_is_refused(owner: httpx.Client) -> None:
    article = ids(owner, "/sumur-tua")
    for path in ("note", "collect"):
        answer = owner.post(
            f"/article/{article}/{path}", data={"note": "x", "name": "x"}, headers={"origin": "http://evil.example"}
        )
        assert answer.status_code == 403
    assert owner.post("/", data={"a": "b"}).status_code in (403, 405)


def test_kept_bytes_are_text_in_a_sandbox(owner: httpx.Client, public: httpx.Client) -> None:
    article = ids(owner, "/bita")
    page = owner.get(f"/article/{article}").text
    where = page.partition('href="/article/')[0] and page.split("/capture/")[1][:32]
    answer = owner.get(f"/article/{article}/capture/{where}")
    assert "<script>window.canary=1</script>" in answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert owner.get(f"/article/{ids(owner, '/feri')}/capture/{where}").status_code == 404
    assert public.get(f"/article/{article}/capture/{where}").status_code == 404


WITHHELD = (
    "Kapal feri lintas selat",
    "Umat berjalan kaki",
    "Camat lama diganti",
    "Feri berlayar lagi",
    "Camat diganti",
)


def test_withheld_texts_are_nowhere_in_public(copy: Path, public: httpx.Client, owner: httpx.Client) -> None:
    """Not in the bytes of the copy, and on no route, format, facet, feed or table."""
    kept = copy.read_bytes()
    assert all(text.encode() not in kept for text in WITHHELD)
    hidden = [ids(owner, path) for path in ("/feri", "/jumat", "/camat")]
    assert all(hidden)
    paths = [*ROUTES, "/search?q=feri", "/search?q=camat", "/search.json?q=jumat", "/search.atom?q=feri", "/search?q=judul:feri",
             "/search?q=status:dihapus", *(f"/{table}.json" for table in ("published/articles", "published/wording"))]  # fmt: skip
    paths += [
        f"/{kind}/{one}{end}" for one in hidden for kind in ("article", "story") for end in ("", ".json", "/evidence")
    ]
    paths += [f"/article/{one}/cite.{form}" for one in hidden for form in ("ris", "bib", "json", "txt")]
    for path in paths:
        body = public.get(path, follow_redirects=True).text
        assert not [text for text in WITHHELD if text in body], path
    for one in hidden:
        answer = public.get(f"/article/{one}")
        assert answer.status_code == 404
        assert ("menghapusnya dari situs" in answer.text) == (one == hidden[2])
        assert owner.get(f"/article/{one}").status_code == 200


def test_in_public_only_our_pages_and_data_answer(public: httpx.Client) -> None:
    for path in ("/published", "/published/articles", "/-/versions.json", "/-/metadata.json", "/-/databases.json", "/_internal", "/_memory",
                 "/published.db", "/-/actor.json", "/-/allow-debug", "/collections", "/collection/x"):  # fmt: skip
        assert public.get(path).status_code in (403, 404), path
    assert public.get("/published/articles.json?_shape=array&_size=2").json()
    assert public.get("/published/articles.csv?_size=2").text.startswith("id,")
    for asked in ("select 1", "select * from published_copy"):
        assert public.get("/published.json", params={"sql": asked}).status_code in (400, 403)
    assert public.get("/published/articles.json", params={"_where": "1=1"}).status_code in (400, 403)
    assert public.post(f"/article/{'0' * 32}/note", data={"note": "x"}).status_code in (403, 404, 405)


def test_sql_in_public_is_switched_on_with_limits(copy: Path) -> None:
    with served(copy, is_public=True, with_sql=True) as origin:
        asked = httpx.get(
            f"{origin}/published.json",
            params={"sql": "select count(*) as n from articles", "_shape": "array"},
            timeout=20,
        )
        assert asked.json()[0]["n"] > 0
        runaway = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
        assert httpx.get(f"{origin}/published.json", params={"sql": runaway}, timeout=20).status_code == 400
        assert httpx.get(f"{origin}/published?sql=select+1", timeout=20).status_code == 404


def test_an_archive_is_not_served_to_the_public(folder: Path, copy: Path, tmp_path: Path) -> None:
    check_published(copy)
    text = tmp_path / "text.db"
    text.write_text("no database")
    for path in (folder / "archive.db", text, tmp_path / "absent.db"):
        with pytest.raises(NotPublished, match="kliping export sqlite --public"):
            check_published(path)


def test_the_command_refuses_and_says_what_to_do(folder: Path) -> None:
    for options in (["--public", str(folder / "archive.db")], ["--host", "0.0.0.0"]):
        done = subprocess.run(
            [sys.executable, "-m", "archive.cli", "-a", str(folder), "serve", *options], capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
        assert done.returncode == 4
        assert "kliping export sqlite --public" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_taken_port_is_told_in_a_line(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "archive.cli", "-a", str(folder), "serve", "--port", port], capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "--port" in done.stderr


def test_csv_is_inert_and_json_has_its_shapes(owner: httpx.Client) -> None:
    for path in ("/search.csv?q=merah", "/archive/articles.csv?_size=100", "/archive/wording.csv?_size=100"):
        rows = owner.get(path).text
        assert not [line for line in rows.splitlines() if line.startswith(("=", "@", "+", "\t"))]
    assert json.loads(owner.get("/changed.json").text)["columns"][0] == "article"
    shapes: dict[str, Callable[[Any], bool]] = {
        "array": lambda found: isinstance(found[0], dict), "arrays": lambda found: isinstance(found[0], list),
        "arrayfirst": lambda found: isinstance(found[0], str),
    }  # fmt: skip
    for shape, holds in shapes.items():
        assert holds(owner.get(f"/changed.json?_shape={shape}").json())


def test_a_takedown_answers_with_its_class(folder: Path, owner: httpx.Client, tmp_path: Path) -> None:
    """In the owner's view, and in the next published copy, which holds nothing else of it."""
    from archive.upkeep.takedown import GROUNDS, takedown

    article = ids(owner, "/merah")
    with Archive.open(folder, clock=lambda: at(9)) as archive:
        takedown(archive, article, GROUNDS[0], "arsiparis", "permintaan", at(9) + timedelta(hours=1))
    order = Order(format="sqlite", is_public=True)
    export(folder, order, tmp_path / "next.db", now=at(10))
    with served(tmp_path / "next.db", is_public=True) as origin:
        answers = [
            owner.get(f"/article/{article}"),
            httpx.get(f"{origin}/article/{article}"),
            httpx.get(f"{origin}/story/{article}"),
        ]
        told = httpx.get(f"{origin}/article/{article}.json")
    for answer in answers:
        assert answer.status_code == 410
        assert "permintaan" not in answer.text
        assert "court" in answer.text or "pengadilan" in answer.text
    assert told.status_code == 410
    assert told.json()["ok"] is False
    assert b"/merah" not in (tmp_path / "next.db").read_bytes()


def test_a_copy_tells_what_it_leaves_out_and_no_word_of_it(copy: Path, public: httpx.Client) -> None:
    vanished = public.get("/vanished.json").json()["rows"]
    assert [(row["site"], row["title"], row["address"], row["status"]) for row in vanished] == [
        ("warta-sabana", "", "", "gone")
    ]
    assert vanished[0]["published_at"] == "2020-01-02"
    page = public.get("/vanished", headers={"accept-language": "en"}).text
    assert "Withdrawn by its newspaper" in page
    assert "camat" not in page.lower()
    months = public.get("/coverage.json").json()["rows"]
    assert sum(row["held_back"] for row in months) == 2
    looked = {(row["site"], row["month"]): row["days_looked_at"] for row in months}
    assert looked["warta-sabana", "2026-03"] == 1
    assert "<dd>1</dd>" in public.get("/outlet/warta-sabana").text
    days = public.get("/coverage/warta-sabana.json").json()["rows"]
    assert [sorted(row) for row in days[:1]] == [["day", "listed", "missing", "runs"]]
    assert sum(row["runs"] for row in days) >= 1
    page = public.get("/coverage/warta-sabana", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "/coverage/warta-sabana" in public.get("/coverage").text
    assert all(word not in page.text for word in ("camat", "feri", "jumat"))
    assert public.get("/corrections.json").json()["rows"][0]["kind"] == "ralat"
    assert copy.with_name("published.db.manifest.json").exists()

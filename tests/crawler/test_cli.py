"""The crawler's commands as a person and cron use them: on files, on the newsroom, and never on a stranger without a contact."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from archive.cli import group
from archive.errors import ArchiveError
from archive.facts import RunOpened
from archive.store import Archive
from crawler.config import cron_line, is_contact, load_config, save_contact
from crawler.demo.newsroom import Newsroom
from crawler.demo.show import MARK, make_room
from crawler.doctor import Finding, examine
from crawler.errors import SiteError
from crawler.parsers import read
from crawler.reader_cli import page_of, read_batch
from crawler.reading import Readers
from tests.commands import CONTACT, ask, english_and_plain, kliping
from tests.crawler.pages import article, html, paragraphs

__all__ = ["english_and_plain"]

COMMANDS = (
    "init",
    "follow",
    "unfollow",
    "forget",
    "sites",
    "add-site",
    "crawl",
    "sweep",
    "read",
    "import",
    "keep",
    "release",
    "demo",
    "doctor",
)
URL = "https://warta.localhost/2024/03/02/warga-bersihkan-saluran-air/"
HOSTILE = (sys.executable, "-m", "tests.crawler.hostile_eyes")
KEYS = {"id", "title", "body", "published_at", "authors", "reading", "reason", "flags", "read", "evidence", "reader"}


@pytest.fixture(scope="module")
def press() -> Iterator[Newsroom]:
    with Newsroom() as opened:
        opened.edition = 2
        yield opened


# ------------------------------------------------------------------------------------------------------------ help


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_that_can_be_typed(command: str) -> None:
    done = CliRunner().invoke(group(), [command, "--help"], prog_name="kliping")
    assert done.exit_code == 0
    examples = done.stdout.partition("Usage:")[2].partition("\n")[2]
    assert re.search(rf"kliping (?:--archive \S+ )?{command}\b", examples)
    assert "--json" in done.stdout


# ------------------------------------------------------------------------------------------- who asks, and for what


def test_init_begins_an_archive_and_prints_the_line_for_cron(tmp_path: Path) -> None:
    folder = tmp_path / "arsip berita"
    told = ask("--archive", folder, "init", "--contact", CONTACT)
    assert tomllib.loads((folder / "kliping.toml").read_text(encoding="utf-8")) == {"contact": CONTACT}
    assert load_config(folder).contact == CONTACT
    assert (folder / "archive.db").exists()
    assert (folder / "sites").is_dir()
    (line,) = re.findall(r"^  (\*/30 \* \* \* \*  .*)$", told, re.MULTILINE)
    assert line.endswith(f"--archive '{folder}' sweep")
    assert set(json.loads(ask("--archive", folder, "init", "--contact", CONTACT, "--json"))) == {
        "archive",
        "config",
        "contact",
        "cron",
    }


def test_init_again_changes_the_contact_and_nothing_else(tmp_path: Path) -> None:
    save_contact(tmp_path, CONTACT)
    path = tmp_path / "kliping.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("# minutes = 360 ", "minutes = 50 "), encoding="utf-8")
    ask("--archive", tmp_path, "init", "--contact", "https://example.org/tentang-kami")
    config = load_config(tmp_path)
    assert (config.contact, config.minutes) == ("https://example.org/tentang-kami", 50)


def test_the_line_for_cron_survives_what_cron_does_to_a_percent_sign(tmp_path: Path) -> None:
    assert "100\\%/a" in cron_line(tmp_path / "100%" / "a")


@pytest.mark.parametrize(
    "contact",
    [
        "", "redaksi", "@", "a@b", "a b@c.org", "http://", "https://localhost", "ftp://example.org", 'a"b@example.org', "a\\@example.org",
        "a@example.org\nX-Evil: 1", "a@example.org\r\n", "\x1b[31ma@example.org", "javascript:alert(1)", "a@example.org)", "é@example.org",
        'https://example.org/a"b', "https://example.org/\x07", "a@-example.org",
    ],
)  # fmt: skip
def test_init_refuses_a_contact_that_nobody_could_write_to(tmp_path: Path, contact: str) -> None:
    assert not is_contact(contact)
    done = (
        kliping("--archive", tmp_path / "new", "init", "--contact", contact, expect=4)
        if "\x00" not in contact
        else None
    )
    assert done is None or "is neither a mail address nor a web page" in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_name_that_is_no_site_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    ask("--archive", tmp_path, "init", "--contact", CONTACT)
    for command in ("follow", "crawl"):
        told = kliping("--archive", tmp_path, command, "suarajarma", expect=2).stderr
        assert told == "kliping: there is no site suarajarma (did you mean suarajarmas?); see `kliping sites`\n"
    assert (
        "begin one with `kliping init`"
        in kliping("--archive", tmp_path / "no", "follow", "suarajarmas", expect=4).stderr
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("crawl", "suarajarmas"),
        ("sweep",),
        ("read", "https://suarajarmas.com/2020/02/rakor/"),
        ("read", "http://93.184.216.34/"),
    ],
)
def test_no_stranger_is_asked_without_a_contact(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    Archive.open(tmp_path, create=True).close()
    ask("--archive", tmp_path, "follow", "suarajarmas")
    done = kliping("--archive", tmp_path, *arguments, expect=4)
    assert "kliping init --contact" in done.stderr
    assert done.stdout == ""


def test_a_site_of_ones_own_wins_and_a_wrong_one_stops_all_by_name(tmp_path: Path) -> None:
    ask("--archive", tmp_path, "init", "--contact", CONTACT)
    ask("--archive", tmp_path, "follow", "suarajarmas")
    toml = tmp_path / "sites" / "suarajarmas.toml"
    toml.write_text(
        '[site]\nname = "suarajarmas"\noutlet = "Punya Kami"\ndomains = ["suarajarmas.com"]\nzone = "WITA"\n',
        encoding="utf-8",
    )
    assert "Punya Kami" in ask("--archive", tmp_path, "sites")
    toml.write_text('[site]\nname = "suarajarmas"\nbogus = 1\n', encoding="utf-8")
    for command in ("sweep", "sites"):
        assert "suarajarmas.toml" in kliping("--archive", tmp_path, command, expect=4).stderr


def test_a_followed_site_that_has_no_toml_any_more_stops_the_sweep_by_name(tmp_path: Path) -> None:
    ask("--archive", tmp_path, "init", "--contact", CONTACT)
    toml = tmp_path / "sites" / "warta-kami.toml"
    toml.write_text(
        '[site]\nname = "warta-kami"\noutlet = "Warta Kami"\ndomains = ["warta-kami.example"]\nzone = "WITA"\n',
        encoding="utf-8",
    )
    ask("--archive", tmp_path, "follow", "warta-kami")
    toml.unlink()
    assert "warta-kami.toml" in kliping("--archive", tmp_path, "sweep", expect=4).stderr
    assert "not followed any more" in ask("--archive", tmp_path, "unfollow", "warta-kami")


# -------------------------------------------------------------------------------------------------------- crawling


def test_a_sweep_says_one_line_leaves_a_report_and_is_quiet_for_cron(tmp_path: Path, press: Newsroom) -> None:
    ask("--archive", tmp_path, "init", "--contact", CONTACT)
    assert "no site is followed" in kliping("--archive", tmp_path, "sweep").stdout
    ask("--archive", tmp_path, "follow", "suara-nyale")
    done = kliping("--archive", tmp_path, "sweep", press=press)
    assert re.fullmatch(r"suara-nyale: [1-9]\d* new, 0 revised, 0 gone, 0 quarantined, \d+ requests\n", done.stdout)
    assert done.stderr == ""
    (report,) = (tmp_path / "reports").glob("*.json")
    told = json.loads(report.read_text(encoding="utf-8"))
    assert (told["exit_code"], told["runs"][0]["site"]) == (0, "suara-nyale")
    again = json.loads(kliping("--archive", tmp_path, "sweep", "--json", press=press).stdout)
    assert (again["runs"], again["not_due"]) == ([], 1)
    (row,) = json.loads(ask("--archive", tmp_path, "sites", "--followed", "--json"))
    assert row["articles"] == told["runs"][0]["counts"]["new"]


def test_a_crawl_prints_each_look_and_counts_spam_as_a_persons_business(tmp_path: Path, press: Newsroom) -> None:
    done = kliping("--archive", tmp_path, "--lang", "id", "crawl", "portal-sumbaselatan", press=press)
    assert re.search(r"^baru +portal-sumbaselatan +[0-9a-f]{12} ", done.stdout, re.MULTILINE)
    assert re.search(r"^dikarantina +portal-sumbaselatan ", done.stdout, re.MULTILINE)
    assert re.search(r"^portal-sumbaselatan: \d+ baru, ", done.stdout, re.MULTILINE)
    quiet = kliping("--archive", tmp_path, "crawl", "portal-sumbaselatan", "--quiet", press=press)
    assert len(quiet.stdout.splitlines()) <= 2


def test_a_demo_shows_everything_and_only_a_demo_of_its_own_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    told = kliping("--archive", folder, "demo").stdout
    for piece in (
        "Edition 4 of 4", "An edited article", "figures that changed: ", "A repost, its origin", "└─ repost: ", "because: it credits the origin «",
        "A deletion noticed", "gone ", "A gambling page, quarantined", "slot-gacor", "A search", "The report", "Type next:", "search sumur",
        "history ", "sqlite3 ",
    ):  # fmt: skip
        assert piece in told, piece
    assert "\x1b" not in told
    # What it says to type next can be typed.
    for line in told.partition("Type next:")[2].strip().splitlines():
        command = line.strip().removeprefix("kliping ").removeprefix(".venv/bin/kliping ")
        if line.strip().startswith("sqlite3"):
            with sqlite3.connect(folder / "archive.db") as plain:
                assert len(plain.execute(line.split('"')[1]).fetchall()) >= 6
            plain.close()
        elif command.endswith(" serve"):
            # It serves until it is stopped; that it does is tried with the room.
            assert kliping(*command.split(), "--help").stdout
        else:
            assert kliping(*command.split()).stdout
    make_room(folder)
    assert [path.name for path in folder.iterdir()] == [MARK]


def test_a_demo_never_replaces_what_is_not_a_demos(tmp_path: Path) -> None:
    for name in ("archive.db", "anything"):
        place = tmp_path / name
        place.mkdir()
        (place / name).write_text("mine", encoding="utf-8")
        with pytest.raises(ArchiveError, match="no demo archive"):
            make_room(place)
        assert (place / name).read_text(encoding="utf-8") == "mine"
    (tmp_path / "link").symlink_to(tmp_path / "anything")
    (tmp_path / "anything" / MARK).write_text("", encoding="utf-8")
    with pytest.raises(ArchiveError, match="no demo archive"):
        make_room(tmp_path / "link")
    with pytest.raises(ArchiveError, match="no demo archive"):
        make_room(tmp_path / "anything" / "anything")
    empty = tmp_path / "empty"
    empty.mkdir()
    make_room(empty)
    make_room(empty)
    assert [path.name for path in empty.iterdir()] == [MARK]


# --------------------------------------------------------------------------------------------------------- reading


def page(tmp_path: Path, name: str, markup: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(markup.encode() if isinstance(markup, str) else markup)
    return path


def batch(lines: list[dict[str, Any]], *more: str) -> tuple[list[dict[str, Any]], str, int]:
    """What `read --batch -` answers."""
    given = "".join(json.dumps(line) + "\n" for line in lines) + "".join(more)
    command = [sys.executable, "-m", "archive.cli", "read", "--batch", "-"]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False, timeout=90)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr, done.returncode


def test_a_batch_has_a_line_for_each_page_whatever_it_is(tmp_path: Path) -> None:
    good = page(tmp_path, "good.html", article(before='<time datetime="2024-03-02T10:15:00+08:00">Sabtu</time>'))
    listing = page(
        tmp_path,
        "list.html",
        html("<h1>Daerah</h1>" + "".join(f'<h2><a href="/{n}/">Berita {n}</a></h2>' for n in range(30))),
    )
    lines = [
        {"id": "good", "file": str(good), "url": URL}, {"id": 7, "file": str(listing), "url": "https://warta.localhost/daerah/"},
        {"id": "none", "file": str(tmp_path / "none.html"), "url": None}, {"id": "empty", "file": str(page(tmp_path, "empty", b"")), "url": URL},
        {"id": "noise", "file": str(page(tmp_path, "noise", bytes(range(256)) * 50)), "url": "javascript:alert(1)"},
        {"id": "folder", "file": str(tmp_path), "url": URL},
    ]  # fmt: skip
    rows, errors, code = batch(lines)
    assert (errors, code) == ("", 0)
    assert {row["id"] for row in rows} == {line["id"] for line in lines}
    assert all(set(row) == KEYS for row in rows)
    by_id = {row["id"]: row for row in rows}
    found = by_id["good"]
    assert (found["reading"], found["title"], found["published_at"]) == (
        "article",
        "Warga bersihkan saluran air",
        "2024-03-02T10:15:00+08:00",
    )
    assert found["body"].startswith("Warga Desa Wee Kambala")
    assert found["evidence"]["fields"]
    assert (by_id[7]["reading"], by_id[7]["body"]) == ("not_an_article", None)
    assert by_id[7]["title"]
    assert by_id["none"]["reading"] == "parse_error"
    assert "FileNotFoundError" in by_id["none"]["reason"]


def test_a_refused_page_has_what_it_would_have_been_read_as_beside_the_judgement(tmp_path: Path) -> None:
    talk = html(f"<h1>Saluran air</h1><div class='postbody'>{paragraphs()}</div>", body_class="phpbb")
    path, url = str(page(tmp_path, "talk.html", talk)), "https://warta.localhost/viewtopic.php?t=31"
    rows, _, code = batch([{"id": 1, "file": path, "url": url}])
    assert code == 0
    assert (rows[0]["reading"], rows[0]["reason"].partition(":")[0]) == ("not_an_article", "forum")
    assert rows[0]["body"].startswith("Warga Desa Wee Kambala")
    reading = read(msgspec.structs.replace(page_of(path, url), anyway=True))
    assert reading.article is not None
    assert [found.raw.partition(":")[0] for found in reading.evidence.fields if found.found_by == "anyway"] == ["forum"]


def test_a_line_that_asks_for_nothing_is_told_of_and_the_rest_is_read(tmp_path: Path) -> None:
    good = page(tmp_path, "good.html", article())
    rows, errors, code = batch(
        [{"id": "a", "file": str(good), "url": URL}], "not json\n", '{"id": "b"}\n', "\n", "[]\n"
    )
    assert [row["id"] for row in rows] == ["a"]
    assert [line.partition(":")[2][:8] for line in errors.splitlines()] == [" line 2:", " line 3:", " line 5:"]
    assert code == 2


def test_a_page_that_kills_its_reader_still_has_its_line_and_the_others_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = {word: page(tmp_path, word, word.encode()) for word in ("calm", "loop", "calm2", "crash", "calm3")}
    lines = [json.dumps({"id": word, "file": str(path), "url": URL}) for word, path in pages.items()]
    assert read_batch(lines, None, Readers(children=2, cpu_seconds=0.5, wall_seconds=8.0, command=HOSTILE)) == 0
    rows = {row["id"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert set(rows) == set(pages)
    assert (rows["loop"]["reading"], rows["loop"]["body"]) == ("parse_error", None)
    assert "time" in rows["loop"]["reason"]
    assert all(rows[word]["reading"] == "article" for word in ("calm", "calm2", "calm3"))


def test_who_waits_for_an_answer_before_asking_again_gets_it(tmp_path: Path) -> None:
    good = page(tmp_path, "good.html", article())
    command = [sys.executable, "-m", "archive.cli", "read", "--batch", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as talking:
        assert talking.stdin is not None
        assert talking.stdout is not None
        alarm = threading.Timer(60, talking.kill)
        alarm.start()
        for number in range(3):
            talking.stdin.write(json.dumps({"id": str(number), "file": str(good), "url": URL}) + "\n")
            talking.stdin.flush()
            assert json.loads(talking.stdout.readline())["id"] == str(number)
        talking.stdin.close()
        assert talking.wait(30) == 0
        alarm.cancel()


def test_a_file_is_read_for_a_person_with_evidence_flags_and_what_was_left_out(tmp_path: Path) -> None:
    inside = "<p>Baca juga: <a href='/x/'>Lain</a></p>" + "".join(
        f"<p>{'Warga menanam pohon di tepi sungai itu. ' * 3}</p>" for _ in range(4)
    )
    path = page(tmp_path, "a.html", article(inside, before="<p>Kamis, 3 Maret 2024</p>"))
    told = ask("read", path, "--url", URL)
    assert "Warga bersihkan saluran air  [" in told
    assert re.search(r"^published_at .*2024-03-03.*\[", told, re.MULTILINE)
    assert "weekday" in told
    assert re.search(r"Baca juga: Lain  \(\w+\)", told)
    assert set(json.loads(ask("read", path, "--url", URL, "--json"))) == KEYS - {"id"}
    assert "3 Maret 2024" in ask("read", path, "--url", URL, "--why", "published_at")
    refused = kliping("read", path, "--why", "horoscope", expect=1).stderr
    assert refused.startswith("kliping: there is no evidence for horoscope; there is for: ")


def test_what_is_no_article_is_told_as_such(tmp_path: Path) -> None:
    path = page(
        tmp_path,
        "list.html",
        html("<h1>Daerah</h1>" + "".join(f'<h2><a href="/{n}/">Berita {n}</a></h2>' for n in range(30))),
    )
    assert "not an article: " in ask("read", path, "--url", "https://warta.localhost/daerah/")
    assert "No such file" in kliping("read", tmp_path / "none.html", expect=1).stderr
    assert "name a file or an address" in kliping("read", expect=2).stderr


def test_no_control_of_a_page_reaches_the_terminal(tmp_path: Path) -> None:
    evil = "\x1b]0;owned\x07\u202etxt.exe\u200b"
    path = page(
        tmp_path,
        "evil.html",
        article(f"<p>{evil} {'Warga menanam pohon. ' * 20}</p>" * 4, before=f"<p>Penulis: {evil}</p>"),
    )
    told = ask("read", path, "--url", URL)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]", told)


def test_an_address_is_fetched_with_manners_and_nothing_is_kept(tmp_path: Path, press: Newsroom) -> None:
    before = len(press.requests)
    address = press.truth(2).articles[0].address
    done = kliping("--archive", tmp_path / "none", "read", address, "--json", press=press)
    assert json.loads(done.stdout)["title"] == press.truth(2).articles[0].title
    asked = [(request.path, request.headers.get("user-agent", "")) for request in press.requests[before:]]
    assert asked[0][0] == "/robots.txt"
    assert len(asked) == 2
    assert all("Kliping/" in agent and "+" in agent for _, agent in asked)
    assert not (tmp_path / "none").exists()
    missing = kliping("read", address + "-tidak-ada", press=press, expect=1).stderr
    assert "status 404" in missing


@pytest.mark.parametrize("page", ["http://[::1/", "https://", "http:// /", "http://a b/", "http://\x1b[31m"])
def test_what_is_no_address_is_told_as_such(page: str) -> None:
    assert "is no web address" in kliping("read", page, expect=2).stderr


def test_a_private_address_is_never_asked(tmp_path: Path) -> None:
    ask("--archive", tmp_path, "init", "--contact", CONTACT)
    told = kliping("--archive", tmp_path, "read", "http://127.0.0.1:9/", expect=1).stderr
    assert told.count("\n") == 1


# ---------------------------------------------------------------------------------------------------------- doctor


def test_doctor_says_where_readers_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.sqlite.wal_is_sound", lambda: False)
    monkeypatch.setattr("crawler.doctor._readers", lambda: Finding(what="", told=""))
    (found,) = (finding for finding in examine(tmp_path) if finding.what == "SQLite")
    assert "rollback journal" in found.told
    assert "readers wait" in found.advice


def test_doctor_says_what_must_be_mended(tmp_path: Path) -> None:
    assert "!! contact: nobody" in ask("--archive", tmp_path / "none", "doctor", expect=1)
    assert not (tmp_path / "none").exists()
    ask("--archive", tmp_path, "init", "--contact", CONTACT)
    assert "all is well" in ask("--archive", tmp_path, "doctor")
    assert all(finding["is_sound"] for finding in json.loads(ask("--archive", tmp_path, "doctor", "--json")))
    (tmp_path / "sites" / "x.toml").write_text("= nonsense", encoding="utf-8")
    (tmp_path / "kliping.toml").write_text("contact = 3", encoding="utf-8")
    ill = {finding.what: finding.advice for finding in examine(tmp_path) if not finding.is_sound}
    assert set(ill) == {"contact", "sites"}
    assert all(ill.values())


def test_doctor_sees_a_clock_that_is_wrong_a_later_schema_and_a_broken_file(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        archive.keep([RunOpened(site="a", at=datetime(2031, 1, 1, tzinfo=UTC), program="x", site_toml="y")]).result()
    by_name = {finding.what: finding for finding in examine(tmp_path, now=lambda: datetime(2030, 2, 28, tzinfo=UTC))}
    assert not by_name["clock"].is_sound
    assert by_name["archive"].is_sound
    with sqlite3.connect(tmp_path / "archive.db") as plain:
        plain.execute("PRAGMA user_version = 999")
    plain.close()
    assert "later Kliping" in {finding.what: finding for finding in examine(tmp_path)}["archive"].advice
    (tmp_path / "archive.db").write_bytes(b"no database at all" * 999)
    assert not {finding.what: finding for finding in examine(tmp_path)}["archive"].is_sound


def test_a_configuration_that_cannot_be_written_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(SiteError):
        save_contact(tmp_path / "new", "nobody")
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_a_batch_whose_answers_nobody_reads_ends_quietly(tmp_path: Path) -> None:
    good = page(tmp_path, "good.html", article())
    asked = page(
        tmp_path, "asked", "".join(json.dumps({"id": n, "file": str(good), "url": URL}) + "\n" for n in range(50))
    )
    line = f"{sys.executable} -m archive.cli read --batch {asked} | head -1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""
    assert json.loads(done.stdout)["reading"] == "article"


def test_nothing_but_json_is_printed_where_json_is_asked_for() -> None:
    out = StringIO(ask("sites", "--json"))
    assert isinstance(json.load(out), list)


def test_each_command_is_found_by_itself_as_it_is_among_all() -> None:
    for name, command in group().commands.items():
        assert group(name).commands[name].help == command.help


def test_reading_a_page_loads_neither_database_nor_parser() -> None:
    asked = "import sys; from archive.cli import group; group('read'); import crawler.reader_cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert {"archive.store", "archive.sqlite", "lxml", "scrapy"} & set(loaded) == set()

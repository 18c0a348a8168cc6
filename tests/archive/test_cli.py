"""`kliping` as a person and a script use it: help, answers, JSON, exit codes, one line where something is wrong."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive.cli import command_of, folder_of, group, language_of
from archive.lock import crawl_lock
from archive.messages import use_language
from archive.options import SECTIONS
from archive.terminal import console
from tests import commands
from tests.archive.shelf import COPY, FERRY_ADDRESS, GONE, WELL, shelf
from tests.commands import english_and_plain, kliping

__all__ = ["english_and_plain"]

ASKING = ("search", "show", "history", "diff", "story", "issues", "runs", "verify")
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("shelf")
    shelf(place)
    return place


def ask(folder: Path, *arguments: str) -> str:
    """What a command prints that is to succeed."""
    return commands.ask("--archive", folder, *arguments)


def given_json(folder: Path, *arguments: str) -> Any:
    return json.loads(ask(folder, *arguments, "--json"))


# ------------------------------------------------------------------------------------------------------------ help


@pytest.mark.parametrize("command", ASKING)
@pytest.mark.parametrize("language", ["en", "id"])
def test_help_has_an_example_that_can_be_typed(command: str, language: str) -> None:
    use_language(language)
    done = CliRunner().invoke(group(), [command, "--help"], prog_name="kliping")
    assert done.exit_code == 0
    examples = re.findall(rf"^\s+kliping (?:--archive \S+ )?{command}\b.*", done.stdout, re.MULTILINE)
    assert examples
    assert "--json" in done.stdout
    assert "--archive" in done.stdout
    assert ("Print JSON instead." in done.stdout) == (language == "en")


def test_help_lists_every_command_with_one_sentence() -> None:
    listed = CliRunner().invoke(group(), ["--help"], prog_name="kliping").stdout
    for command in ASKING:
        assert re.search(rf"^  {command} +\S", listed, re.MULTILINE)
    assert "..." not in listed.partition("Begin:")[2]


# --------------------------------------------------------------------------------------------------------- answers


def test_search_prints_headline_outlet_date_and_the_words(folder: Path) -> None:
    told = ask(folder, "search", "gelombang")
    assert "Feri berlayar lagi" in told
    assert "warta-sabana · 2020-02-26" in told
    assert "gelombang setinggi empat meter" in told
    assert told.endswith("one article\n")


def test_search_takes_words_phrases_and_words_to_leave_out_as_the_shell_gives_them(folder: Path) -> None:
    assert "Jalan provinsi rusak" in ask(folder, "search", "milik", "jalan rusak")
    assert "Dana kampung" in ask(folder, "search", "dana", "-wabup")
    assert "Dana desa NTT" not in ask(folder, "search", "dana", "-wabup")
    assert "Dana kampung" not in ask(folder, "search", "dana", "-dana kampung", "-air", "-hutan")
    assert "one article" in ask(folder, "search", "-wabup", "dana")


def test_search_tells_total_pages_and_the_statement(folder: Path) -> None:
    assert "10 articles; page 2 of 4" in ask(folder, "search", "tanggal:2000..", "--limit", "3", "--page", "2")
    assert "no article answers that" in ask(folder, "search", "gajah")
    assert ask(folder, "search", "sumur", "--sql").startswith("SELECT s.article")
    answer = given_json(folder, "search", "sumur")
    assert set(answer) == {
        "hits", "total", "at_least", "other_forms", "page", "pages", "notes", "guess", "sql", "facets",
    }  # fmt: skip
    assert set(answer["hits"][0]) == {
        "article", "site", "title", "published_at", "published_local", "first_seen", "address", "status", "title_marks",
        "snippet", "marks",
    }  # fmt: skip


def test_show_prints_fields_text_and_evidence_when_asked(folder: Path) -> None:
    told = ask(folder, "show", FERRY_ADDRESS)
    for piece in (
        "Feri berlayar lagi",
        "Umbu Deta (reporter)",
        "Waingapu, WS –",
        "2020-02-26T00:00:00+08:00 (day, outlet)",
        "Kapal feri",
    ):
        assert piece in told
    assert "Baca juga" not in told
    whole = ask(folder, "show", FERRY_ADDRESS, "--evidence")
    for piece in ("Kamis (26/02/2020)", "weekday", "Baca juga: kapal lain  (promo)", "truncated"):
        assert piece in whole
    assert given_json(folder, "show", FERRY_ADDRESS)["article"]["reading"] == "article"
    assert "48 keluarga" in ask(folder, "show", WELL, "--revision", "1")


def test_history_is_a_timeline(folder: Path) -> None:
    lines = ask(folder, "history", WELL).splitlines()
    assert [word for line in lines for word in ("new", "revised", "unchanged") if f"● {word}" in line] == [
        "new",
        "revised",
        "unchanged",
        "revised",
    ]
    assert "○ gone" in ask(folder, "history", GONE)
    assert not any(line.endswith(" ") for line in lines)
    assert [row["number"] for row in given_json(folder, "history", WELL)["revisions"]] == [1, 2, 3]


def test_diff_tells_the_figure_first_and_then_the_words_where_they_stand(folder: Path) -> None:
    told = ask(folder, "diff", WELL, "1", "2")
    assert told.index("figures that changed: 48 → 52") < told.index("[-48-] {+52+} keluarga")
    assert "Melkianus Bili" in ask(folder, "diff", WELL)
    assert len(ask(folder, "diff", WELL, "1", "2", "--whole")) > len(told)
    assert given_json(folder, "diff", WELL, "1", "2")["figures"] == [{"before": "48", "after": "52"}]


def test_story_is_a_tree_with_the_origin_on_top_and_the_proof(folder: Path) -> None:
    told = ask(folder, "story", COPY).splitlines()
    assert told[0].startswith("origin: Sumur tua digali lagi")
    assert any(line.startswith("└─ repost: Warga gali sumur tua") for line in told)
    assert any("« (sumber: https://warta-sabana.example/) »" in line for line in told)
    assert "stands alone" in ask(folder, "story", FERRY_ADDRESS)
    assert [row["relation"] for row in given_json(folder, "story", WELL)] == ["origin", "repost"]


def test_issues_and_runs(folder: Path) -> None:
    assert "spam" in ask(folder, "issues")
    assert "no open issue" in ask(folder, "issues", "--site", "elsewhere")
    assert given_json(folder, "issues")[0]["kind"] == "spam"
    assert "requests 9" in ask(folder, "runs")
    assert given_json(folder, "runs")[0]["outcome"] == "finished"
    assert "no run yet" in ask(folder, "runs", "--site", "elsewhere")


def test_answers_are_in_indonesian_when_asked(folder: Path) -> None:
    assert "1 artikel" in ask(folder, "search", "gelombang", "--lang", "id")
    assert "angka yang berubah: 48 → 52" in ask(folder, "--lang", "id", "diff", WELL, "1", "2")


def test_no_control_of_a_page_reaches_the_terminal(folder: Path) -> None:
    address = "https://warta-sabana.example/merah"
    for command in (("search", "kapal"), ("show", address, "--evidence"), ("history", address)):
        told = ask(folder, *command)
        assert "merah" in told
        assert not UNSAFE.search(told)
    assert "\\u001b" in ask(folder, "show", address, "--json")


def test_colour_is_for_terminals_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in ask(folder, "search", "sumur")
    monkeypatch.setenv("FORCE_COLOR", "1")
    console.cache_clear()
    coloured = ask(folder, "search", "sumur")
    assert "\x1b[" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    console.cache_clear()
    assert not re.search(r"\x1b\[[\d;]*3[0-7]", ask(folder, "search", "sumur"))
    console.cache_clear()


# ------------------------------------------------------------------------------------------- processes, exit codes


def test_verify_ends_with_0_where_all_is_well_and_1_where_a_byte_is_not(tmp_path: Path) -> None:
    shelf(tmp_path)
    assert "everything is as it was kept" in kliping("--archive", str(tmp_path), "verify").stdout
    (warc,) = (tmp_path / "warc").glob("*.warc.gz")
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 0xFF
    warc.write_bytes(content)
    told = kliping("--archive", str(tmp_path), "verify", expect=1).stdout
    assert warc.name in told


def test_folder_and_language_may_stand_before_or_after_or_in_the_environment(folder: Path) -> None:
    for arguments, environment in (
        (("--archive", str(folder), "search", "gelombang"), {}),
        (("search", "gelombang", "-a", str(folder)), {}),
        (("search", "gelombang", f"--archive={folder}"), {"KLIPING_ARCHIVE": "/nowhere"}),
        (("search", "gelombang"), {"KLIPING_ARCHIVE": str(folder)}),
    ):
        assert "Feri berlayar lagi" in kliping(*arguments, env=environment).stdout
    assert "1 artikel" in kliping("search", "gelombang", "-a", str(folder), env={"LANG": "id_ID.UTF-8"}).stdout
    assert "Cari di arsip." in kliping("search", "--help", "--lang", "id").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("search", "sumur", "-a", "/nowhere/at/all"), 4, "begin one with `kliping init`"),
        (("show", "feed", "-a", "{folder}"), 1, "give an id"),
        (("show", "https://elsewhere.example/", "-a", "{folder}"), 1, "kliping search"),
        (("diff", FERRY_ADDRESS, "-a", "{folder}"), 1, "one wording only"),
        (("search", "pe*", "-a", "{folder}"), 2, "too short"),
        (("search", "--limit", "0", "sumur"), 2, "0 is not in the range"),
        (("search",), 2, "is missing: see --help"),
        (("such-is-no-command",), 2, "there is no command"),
        (("search", "x", "-a", "{broken}"), 1, "kliping verify"),
        (("issues", "-a", "{broken}"), 1, "kliping verify"),
    ],
)
def test_what_is_wrong_is_told_in_one_line_and_by_the_exit_code(
    folder: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    (tmp_path / "archive.db").write_bytes(b"this is no database, whatever its name says" * 200)
    done = kliping(*(part.format(folder=folder, broken=tmp_path) for part in arguments), expect=code)
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_pipe_that_nobody_reads_any_more_is_no_trouble(folder: Path) -> None:
    for command in ("search tanggal:2000.. --json", "search sumur", "--help"):
        line = f"{sys.executable} -m archive.cli {command} | true; exit ${{PIPESTATUS[0]}}"
        environment = {**os.environ, "KLIPING_ARCHIVE": str(folder)}
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=environment, check=False)
        assert done.stderr == ""
        assert done.returncode in (0, 1)


def test_ctrl_c_ends_a_command_with_130_and_one_line(folder: Path) -> None:
    script = (
        "import os, signal, archive.cli, archive.search_command as search_command\n"
        # A job in the background of a shell inherits that it is not to be interrupted.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "search_command.search = lambda *a, **k: os.kill(os.getpid(), signal.SIGINT) or __import__('time').sleep(20)\n"
        "archive.cli.main()"
    )
    command = [sys.executable, "-c", script, "--archive", str(folder), "search", "sumur"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stderr.strip()) == (130, "kliping: interrupted")


def test_a_full_disk_ends_with_3(folder: Path) -> None:
    script = (
        "import errno, archive.cli, archive.search_command as search_command\n"
        "def full(*a, **k):\n    raise OSError(errno.ENOSPC, 'No space left on device')\n"
        "search_command.search = full\narchive.cli.main()"
    )
    command = [sys.executable, "-c", script, "--archive", str(folder), "search", "sumur"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stderr) == (3, "kliping: [Errno 28] No space left on device\n")


# ------------------------------------------------------------------------------------------------- before anything


@pytest.mark.parametrize(
    ("arguments", "command", "named"),
    [
        (["sweep"], "sweep", "kliping-archive"),
        (["--archive", "sweep", "search", "x"], "search", "sweep"),
        (["search", "sweep"], "search", "kliping-archive"),
        (["-a", "x", "--lang", "id", "sweep", "--archive=y"], "sweep", "y"),
        (["-ax", "sweep"], "sweep", "x"),
        (["--lang=id", "sweep", "-v"], "sweep", "kliping-archive"),
        ([], None, "kliping-archive"),
        (["--archive"], None, "kliping-archive"),
    ],
)
def test_the_command_and_the_folder_are_known_before_anything_is_loaded(
    arguments: list[str], command: str | None, named: str
) -> None:
    assert command_of(arguments) == command
    assert folder_of(arguments) == Path(named)


def test_the_language_is_known_before_anything_is_loaded() -> None:
    assert language_of(["search", "--lang", "id"]) == "id"
    assert language_of(["--lang=en", "search"]) == "en"
    assert language_of(["search", "--lang"]) in ("", None)


def test_a_search_for_the_word_sweep_takes_no_lock(folder: Path) -> None:
    with crawl_lock(folder):
        assert "no article answers that" in kliping("--archive", str(folder), "search", "sweep").stdout


def test_a_sweep_of_a_mistyped_folder_does_not_make_it(tmp_path: Path) -> None:
    kliping("--archive", str(tmp_path / "mistyped"), "sweep", expect=4)
    assert not (tmp_path / "mistyped").exists()


def test_questions_load_neither_scrapy_nor_lxml_and_start_quickly(folder: Path) -> None:
    probe = (
        "import sys, archive.cli\n"
        "try:\n    archive.cli.main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'scrapy', 'twisted', 'lxml', 'bs4', 'sqlite_utils', 'asyncio', 'crawler'} & set(sys.modules)), file=sys.stderr)"
    )
    for arguments in (["--archive", str(folder), "search", "sumur"], ["--archive", str(folder), "show", FERRY_ADDRESS]):
        done = subprocess.run([sys.executable, "-c", probe, *arguments], capture_output=True, text=True, check=True)
        assert done.stderr == "[]\n"
    started = time.process_time(), os.times().children_user
    kliping("--archive", str(folder), "search", "sumur")
    assert os.times().children_user - started[1] < 1.5


def test_help_and_what_is_wrong_with_a_command_are_in_the_chosen_language(tmp_path: Path) -> None:
    def told(*typed: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "archive.cli", "--lang", "id", *typed], capture_output=True, text=True, check=False, timeout=60
        )  # fmt: skip
        return done.stdout + done.stderr

    assert told("--help").startswith("Pemakaian: kliping")
    assert "mulai sebuah arsip" in told("--help")
    assert "Tampilkan pesan ini." in told("show", "--help")
    assert "ARTICLE belum disebut" in told("show")
    assert "tidak ada opsi --entah" in told("show", "--entah")
    assert "tidak ada perintah entah" in told("entah")


def test_search_counts_prints_csv_and_guesses(folder: Path) -> None:
    told = ask(folder, "search", "sumur")
    assert "outlets: portal-tetangga 1 · warta-sabana 1" in told
    header, *rows = ask(folder, "search", "kapal", "--csv").splitlines()
    assert header.startswith("article,site,title,published_at")
    assert all("\x1b" not in row for row in rows)
    assert "did you mean: sumur" in ask(folder, "search", "summur")


def test_sql_answers_one_select_and_nothing_else(folder: Path) -> None:
    asked = "SELECT site, count(*) AS n FROM articles GROUP BY site ORDER BY site"
    assert given_json(folder, "sql", asked)[0] == {"site": "portal-tetangga", "n": 1}
    assert ask(folder, "sql", asked, "--csv").splitlines()[:2] == ["site,n", "portal-tetangga,1"]
    refused = kliping("--archive", str(folder), "sql", "DELETE FROM article", expect=2)
    assert "SQL cannot be answered" in refused.stderr


def test_completion_is_printed_for_each_shell(folder: Path) -> None:
    for shell in ("zsh", "fish"):
        assert "_KLIPING_COMPLETE" in ask(folder, "completion", shell)


def test_a_shell_completes_commands_and_options() -> None:
    def offered(typed: str, number: int) -> set[str]:
        environment = os.environ | {
            "_KLIPING_COMPLETE": "bash_complete",
            "COMP_WORDS": typed,
            "COMP_CWORD": str(number),
        }
        command = [sys.executable, "-m", "archive.cli"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        assert done.stderr == ""
        return {line.partition(",")[2] for line in done.stdout.splitlines()}

    assert {"search", "serve", "sites"} <= offered("kliping s", 1)
    assert {"--tepat", "--json", "--sql"} <= offered("kliping search --", 2)


def test_without_a_command_no_language_is_named() -> None:
    assert [language_of(arguments) for arguments in ([], ["--lang", "en"], ["--lang"])] == [None, "en", ""]


def test_every_command_stands_in_one_section_of_the_help() -> None:
    placed = [name for names in SECTIONS.values() for name in names]
    assert len(placed) == len(set(placed))
    assert set(group().commands) <= set(placed)

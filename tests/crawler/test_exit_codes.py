"""What cron is told: each exit code of a sweep, made to happen, and who else is told when a site needs a person."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from archive.facts import RunClosed, RunOpened
from archive.lock import crawl_lock, holder
from archive.store import Archive
from crawler.config import Config, Telling, load_config
from crawler.delivery import OWED, deliver, letter
from crawler.errors import SiteError
from crawler.expect import Trouble
from crawler.report import Report, RunReport, exit_code
from tests.commands import CONTACT, ask, english_and_plain, kliping
from tests.hostile.server import HostileServer, page

__all__ = ["english_and_plain"]

NOW = datetime(2026, 4, 20, 1, 0, tzinfo=UTC)
ASKED = threading.Event()
EMPTY = b"<html><head><title>Warta</title></head><body><main><p>Belum ada berita.</p></main></body></html>"


class Press:
    """Papers that answer as their names say."""

    edition = 0

    def __init__(self, server: HostileServer) -> None:
        names = ("kosong", "sibuk", "lambat", "rusak")
        self.names = {f"{name}.localhost": ("127.0.0.1", server.port) for name in names}

    def clock(self, edition: int) -> datetime:
        return NOW + timedelta(days=edition)


def answer(host: str, path: str) -> bytes | None:
    kind = host.partition(".")[0]
    if path == "/robots.txt":
        return page(b"", status="404 Not Found")
    if kind == "sibuk":
        return page(b"", status="429 Too Many Requests", Retry_After="7200")
    if kind == "lambat":
        ASKED.set()
        # No answer of ours: the server's own slow one.
        return None
    return page(EMPTY)


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with HostileServer(answer=answer) as opened:
        yield opened


@pytest.fixture
def press(server: HostileServer) -> Press:
    return Press(server)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ask("--archive", tmp_path, "init", "--contact", CONTACT)
    return tmp_path


def follow(folder: Path, name: str, path: str = "/") -> None:
    toml = (
        f'[site]\nname = "{name}"\noutlet = "{name}"\ndomains = ["{name}.localhost"]\nzone = "WITA"\n'
        f'[politeness]\ndelay = 0\n[[source]]\nkind = "section"\nurl = "http://{name}.localhost{path}"\n'
    )
    (folder / "sites" / f"{name}.toml").write_text(toml, encoding="utf-8")
    ask("--archive", folder, "follow", name)


def configure(folder: Path, text: str) -> None:
    path = folder / "kliping.toml"
    path.write_text(f'contact = "{CONTACT}"\n{text}', encoding="utf-8")


def sweep(folder: Path, press: Press, expect: int) -> subprocess.CompletedProcess[str]:
    return kliping("--archive", folder, "sweep", press=press, expect=expect)  # type: ignore[arg-type]


# --------------------------------------------------------------------------------------------------- how a sweep ended


def test_below_the_free_space_that_is_set_a_sweep_does_not_begin_and_ends_with_3(
    folder: Path, press: Press, server: HostileServer
) -> None:
    follow(folder, "kosong")
    configure(folder, "free_megabytes = 900000000\n")
    asked = len(server.asked)
    done = sweep(folder, press, 3)
    assert "900000000" in done.stderr
    assert (done.stdout, len(server.asked), (folder / "reports").exists()) == ("", asked, False)


def test_where_every_site_failed_the_code_is_9(folder: Path, press: Press) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        press.names["rusak.localhost"] = closed.getsockname()
        follow(folder, "rusak")
        assert "rusak: 0 new" in sweep(folder, press, 9).stdout
        # A host that does not answer is left alone for a quarter of an hour, and then ever longer.
        assert "no site is due" in sweep(folder, press, 0).stdout


def test_where_every_host_asked_for_a_pause_the_code_is_18_and_the_next_sweep_waits(
    folder: Path, press: Press, server: HostileServer
) -> None:
    follow(folder, "sibuk")
    sweep(folder, press, 18)
    asked = len(server.asked)
    assert "no site is due" in sweep(folder, press, 0).stdout
    assert len(server.asked) == asked


def test_when_the_time_for_a_sweep_is_up_the_code_is_15(folder: Path, press: Press) -> None:
    follow(folder, "kosong")
    configure(folder, "minutes = 0.00001\n")
    sweep(folder, press, 15)


def test_a_second_signal_ends_a_sweep_at_once_with_13(folder: Path, press: Press) -> None:
    follow(folder, "lambat", "/slow-silence")
    environment = {**os.environ, "KLIPING_LOOPBACK": json.dumps(press.names), "KLIPING_CLOCK": NOW.isoformat()}
    command = [sys.executable, "-m", "archive.cli", "--archive", str(folder), "sweep"]
    ASKED.clear()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    assert ASKED.wait(60)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=5) == 13
    assert process.communicate()[1] == "kliping: ended at once\n"
    assert holder(folder) is None


def test_a_held_lock_is_75_a_wrong_key_4_and_a_word_that_is_no_option_2(folder: Path, press: Press) -> None:
    follow(folder, "kosong")
    with crawl_lock(folder):
        sweep(folder, press, 75)
    kliping("--archive", folder, "sweep", "--entah", expect=2)
    configure(folder, "kontak = 1\n")
    assert "kontak" in sweep(folder, press, 4).stderr


@pytest.mark.parametrize(
    ("outcomes", "more", "code"),
    [
        ([], {}, 0), (["finished"], {}, 0), (["failed", "unreachable"], {}, 9), (["failed", "finished"], {}, 0), (["told"], {}, 10),
        (["late", "told"], {}, 15), (["busy"], {}, 18), (["busy", "failed"], {}, 9), (["busy", "told"], {}, 10),
        (["failed"], {"is_interrupted": True}, 11), (["failed"], {"is_interrupted": True, "is_full": True}, 3),
    ],
)  # fmt: skip
def test_of_several_codes_the_gravest_is_told(outcomes: list[str], more: dict[str, bool], code: int) -> None:
    kinds = {
        "told": {"outcome": "finished", "troubles": (Trouble(kind="drought", message="x"),)},
        "late": {"outcome": "limit", "notes": ("closespider_timeout",)},
        "busy": {"outcome": "unreachable", "notes": ("rate_limited",)},
    }
    runs = [RunReport(site="a", counts={}, **kinds.get(name, {"outcome": name})) for name in outcomes]  # type: ignore[arg-type]
    assert exit_code(runs, **more) == code


# --------------------------------------------------------------------------------------------- a person who is told

TELLER = """#!{python}
import sys
from pathlib import Path
place = Path({place!r})
if (place / "down").exists():
    sys.stderr.write("mail server is down\\n")
    sys.exit(1)
number = len(list(place.glob("told-*")))
(place / f"told-{{number}}").write_text(" ".join(sys.argv[1:]) + "\\n" + sys.stdin.read())
"""


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Where a small program notes what it was told; it fails while there is a file `down`."""
    place = tmp_path / "told"
    place.mkdir()
    for name in ("teller", "sendmail"):
        program = place / name
        program.write_text(TELLER.format(python=sys.executable, place=str(place)), encoding="utf-8")
        program.chmod(0o755)
    return place


def notes(place: Path) -> list[tuple[str, str]]:
    found = sorted(place.glob("told-*"))
    return [(lines[0], lines[2]) for lines in (path.read_text().partition("\n") for path in found)]


def drought(folder: Path, name: str) -> None:
    """A past of five articles a day that ended nine days ago."""
    with Archive.open(folder) as archive:
        for day in range(-40, 0):
            at = NOW + timedelta(days=day)
            run = RunOpened(site=name, at=at, program="1", site_toml="0" * 32)
            counts = {"sources_ok": 1, "pages": 5, "articles_read": 5, "new": 5} if day < -9 else {"sources_ok": 1}
            archive.keep([run, RunClosed(run=run.id, at=at, outcome="finished", counts=counts)])


def test_a_trouble_is_told_once_then_weekly_and_only_a_sweep_that_tells_ends_with_10(
    folder: Path, press: Press, told: Path
) -> None:
    follow(folder, "kosong")
    configure(folder, f"[report]\ncommand = \"{told}/teller 'dua kata' --urgent\"\n")
    drought(folder, "kosong")
    done = sweep(folder, press, 10)
    assert done.stderr == "a person is needed: see `kliping issues`\n"
    ((arguments, given),) = notes(told)
    report = json.loads(given)
    assert arguments == "dua kata --urgent"
    assert (report["exit_code"], report["runs"][0]["troubles"][0]["kind"]) == (10, "drought")
    press.edition = 2
    assert sweep(folder, press, 0).stderr == ""
    assert len(notes(told)) == 1
    press.edition = 8
    sweep(folder, press, 10)
    assert len(notes(told)) == 2
    assert not list((folder / "reports").glob(f"*{OWED}"))


def needing(*names: str, at: datetime = NOW) -> Report:
    runs = tuple(
        RunReport(site=name, outcome="finished", counts={}, state="ill", troubles=(Trouble(kind="drought", message="long"),))
        for name in names
    )  # fmt: skip
    return Report(
        started_at=at.isoformat(), ended_at=at.isoformat(), program="1", exit_code=10 if names else 0, runs=runs
    )


def test_what_could_not_be_told_is_owed_and_told_by_a_later_sweep_that_has_nothing_to_tell(
    tmp_path: Path, told: Path
) -> None:
    config = Config(report=Telling(command=str(told / "teller")))
    (told / "down").touch()
    (wrong,) = deliver(tmp_path, config, needing("warta"))
    assert wrong.endswith("could not tell the report: mail server is down")
    assert deliver(tmp_path, config, needing(at=NOW + timedelta(hours=1)))
    (told / "down").unlink()
    assert deliver(tmp_path, config, needing(at=NOW + timedelta(hours=2))) == []
    ((_, given),) = notes(told)
    assert msgspec.json.decode(given, type=Report) == needing("warta")
    assert deliver(tmp_path, config, needing(at=NOW + timedelta(hours=3))) == []
    assert len(notes(told)) == 1


def test_mail_goes_through_the_machines_sendmail_with_subject_and_reasons(
    tmp_path: Path, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{told}:{os.environ['PATH']}")
    config = Config(contact=CONTACT, report=Telling(mail_to="meja@example.org"))
    assert deliver(tmp_path, config, needing("warta", "kabar")) == []
    ((arguments, mail),) = notes(told)
    assert arguments == "-i -t"
    for piece in (
        "To: meja@example.org",
        f"From: {CONTACT}",
        "Subject: Kliping: a person is needed (warta, kabar)",
        "Auto-Submitted: auto-generated",
        "warta (ill): drought: long",
    ):
        assert piece in mail, piece
    assert letter(needing(), config)["Subject"] == "Kliping: a trial of telling"


def test_a_program_that_is_not_there_or_hangs_is_told_of_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No such file" in deliver(tmp_path, Config(report=Telling(command="/nowhere/at/all")), needing("a"))[0]
    monkeypatch.setattr("crawler.delivery.LONGEST_SECONDS", 0.2)
    began = time.monotonic()
    assert "0.2 s" in deliver(tmp_path, Config(report=Telling(command="sh -c 'sleep 30 & sleep 30'")), needing("a"))[0]
    assert time.monotonic() - began < 10


def test_nothing_is_left_lying_where_nobody_is_named(tmp_path: Path) -> None:
    assert deliver(tmp_path, Config(), needing("a")) == []
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[report]\nmail_to = "meja"\n', "report.mail_to"), ('[report]\nmail_to = "a@example.org\\nBcc: b@example.org"\n', "report.mail_to"),
        ('[report]\ncommand = ""\n', "report.command"), ("[report]\ncommand = \"a 'b\"\n", "report.command"),
        ("minutes = 0\n", "minutes"), ("[report]\nsms = 1\n", "sms"),
    ],
)  # fmt: skip
def test_a_wrong_way_to_tell_stops_before_anything_is_asked(tmp_path: Path, text: str, key: str) -> None:
    configure(tmp_path, text)
    with pytest.raises(SiteError, match=key.replace(".", r"\.")):
        load_config(tmp_path)


def test_a_doctor_tries_the_telling_and_says_what_is_missing(folder: Path, told: Path) -> None:
    configure(folder, f'[report]\ncommand = "{told}/teller"\n')
    assert "trial of telling: done" in ask("--archive", folder, "doctor", "--tell")
    assert json.loads(notes(told)[0][1])["runs"] == []
    configure(folder, '[report]\ncommand = "/nowhere/teller"\n')
    assert "there is no program /nowhere/teller" in ask("--archive", folder, "doctor", expect=1)

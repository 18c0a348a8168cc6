"""Tell a person what a sweep found: by a command of the machine's owner, or by mail. What could not be told is tried again.

A telling that is owed lies in `reports/` as a file ending in `.untold`, from before it is tried until it was told: so
neither a mail server that is down nor a crash in between makes it forgotten.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

import msgspec

from archive.lines import word
from archive.messages import say
from archive.terminal import clean
from crawler.config import Config
from crawler.report import Report

OWED = ".untold"
# What a mail server or a script may need; a sweep holds its lock meanwhile.
LONGEST_SECONDS = 60
# A machine that could tell nothing for months does not send them all at once: the weekly reminders say the rest.
_MOST = 5
_SENDMAIL = "/usr/sbin:/usr/lib:/usr/bin:/usr/local/sbin:/usr/local/bin"


def deliver(folder: Path, config: Config, report: Report) -> list[str]:
    """Tell what this sweep's report says a person is needed for, and what is still owed of earlier ones.

    Gives what went wrong, a sentence each: then it stays owed, and the next sweep tries again.
    """
    if not config.report.is_told:
        return []
    place = folder / "reports"
    if report.needs_person:
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{report.started_at.replace(':', '')}{OWED}").write_bytes(msgspec.json.encode(report))
    for path in sorted(place.glob(f"*{OWED}"))[-_MOST:]:
        wrong = tell(msgspec.json.decode(path.read_bytes(), type=Report), config)
        if wrong:
            return wrong
        path.unlink()
    return []


def tell(report: Report, config: Config) -> list[str]:
    """Run the command with the report's JSON on its standard input, and send the mail; gives what went wrong."""
    wrong = []
    if config.report.command is not None:
        wrong.append(_run(shlex.split(config.report.command), msgspec.json.encode(report) + b"\n"))
    if config.report.mail_to is not None:
        program = sendmail()
        if program is None:
            wrong.append(say("there is no sendmail on this machine, so mail_to in kliping.toml reaches nobody"))
        else:
            wrong.append(_run([program, "-i", "-t"], bytes(letter(report, config))))
    return [one for one in wrong if one]


def sendmail() -> str | None:
    """The machine's sendmail, which cron's own path does not always show."""
    return shutil.which("sendmail") or shutil.which("sendmail", path=_SENDMAIL)


def letter(report: Report, config: Config) -> EmailMessage:
    """The mail that says which sites need a person and why."""
    sites = [run.site for run in report.runs if run.troubles]
    message = EmailMessage()
    message["To"] = config.report.mail_to or ""
    if config.contact is not None and "://" not in config.contact:
        message["From"] = config.contact
    shown = ", ".join(sites[:5]) + (" …" if len(sites) > 5 else "")
    subject = say("Kliping: a person is needed ({sites})", sites=shown) if sites else say("Kliping: a trial of telling")
    message["Subject"] = subject
    # So that no answering machine answers it (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(summary_of(report)) + "\n")
    return message


def summary_of(report: Report) -> list[str]:
    """Each site that needs a person, and why; a line each, for a screen."""
    lines = [
        f"{run.site} ({word(run.state)}): {trouble.kind}: {clean(trouble.message)}"
        for run in report.runs for trouble in run.troubles
    ]  # fmt: skip
    return [*lines, "", say("More: `kliping health`, `kliping issues`, `kliping coverage SITE`.")]


def _run(command: Sequence[str], given: bytes) -> str:
    """Run a program without a shell, in a group of its own that ends with its time; empty where it ended with 0."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KLIPING_")}
    try:
        process = subprocess.Popen(  # noqa: S603 - the owner's own command line, never a stranger's
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env=environment, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        return say("{program} could not tell the report: {why}", program=command[0], why=error.strerror or error)
    try:
        _, complaint = process.communicate(given, timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return say("{program} could not tell the report: {why}", program=command[0], why=f"{LONGEST_SECONDS} s")
    if process.returncode == 0:
        return ""
    why = clean(complaint.decode("utf-8", "replace").strip()[-200:]) or say("exit code {n}", n=process.returncode)
    return say("{program} could not tell the report: {why}", program=command[0], why=why)

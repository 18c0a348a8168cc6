"""`kliping.toml` in the archive's folder: who is asking, and how much may be asked."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
import tomllib
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import msgspec

from archive.messages import say
from crawler.errors import ContactMissing, HostForgotten, SiteError
from crawler.site import Budget, Site

FILE = "kliping.toml"
# It is sent in a header and written into TOML: letters that mean something to neither.
_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
_MAIL = re.compile(rf"[A-Za-z0-9._%+-]{{1,64}}@{_HOST}")
_WEB = re.compile(rf"https?://{_HOST}(?::\d{{1,5}})?(?:/[A-Za-z0-9._~%!$&'*+,;=:@/?#-]{{0,250}})?")

# What a polite guest takes of a small host on one day: at five seconds a request under three hours' worth.
BUDGET = Budget(requests=2000, megabytes=500, minutes=360)


class Telling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is told when a site needs a person: a command line that is given the report as JSON, a mail address, or both."""

    command: str | None = None
    mail_to: str | None = None

    @property
    def is_told(self) -> bool:
        """Whether anybody is told by other means than cron's own."""
        return self.command is not None or self.mail_to is not None


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `kliping.toml` may say.

    `contact`: the mail or web address that webmasters may write to. `minutes`: how long a sweep may take. `children`:
    processes that read pages. `free_megabytes`: below so much free space no crawl begins. `[budget]`: how much a site is
    asked for on one day where its own TOML does not say. `[report]`: who is told when a site needs a person.
    """

    contact: str | None = None
    minutes: float = 360
    children: int = 2
    free_megabytes: int = 500
    budget: Budget = Budget()
    report: Telling = Telling()

    @property
    def usual(self) -> Budget:
        """The budget of a site and day, whatever is not said as it is by default."""
        return self.budget.over(BUDGET)


def loopback() -> dict[str, tuple[str, int]]:
    """Where invented papers are served, from KLIPING_LOOPBACK; refused beside any stranger's site (net.connect.guard)."""
    text = os.environ.get("KLIPING_LOOPBACK")
    return {name: (str(host), int(port)) for name, (host, port) in json.loads(text).items()} if text else {}


def clock() -> Callable[[], datetime]:
    """The clock: the machine's, or for invented papers one that begins at the instant that KLIPING_CLOCK names."""
    text = os.environ.get("KLIPING_CLOCK") if loopback() else None
    if not text:
        return lambda: datetime.now(UTC)
    begun, started = datetime.fromisoformat(text), monotonic()
    return lambda: begun + timedelta(seconds=monotonic() - started)


def is_contact(text: str) -> bool:
    """Whether a webmaster could write to this: a mail address or a web page."""
    return bool(_MAIL.fullmatch(text) or _WEB.fullmatch(text))


def load_config(folder: Path) -> Config:
    """The folder's configuration; the defaults where there is no file. SiteError names file and key."""
    path = folder / FILE
    if not path.exists():
        return Config()
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        config = msgspec.convert(table, Config)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise SiteError(str(path), "kliping.toml", str(error)) from error
    if config.contact is not None and not is_contact(config.contact):
        raise SiteError(str(path), "contact", f"{config.contact!r} is neither a mail address nor a web page")
    if config.minutes <= 0:
        raise SiteError(str(path), "minutes", f"is {config.minutes:g}; a number above 0 would be right")
    _check(path, config.report)
    return config


def _check(path: Path, told: Telling) -> None:
    if told.mail_to is not None and not _MAIL.fullmatch(told.mail_to):
        raise SiteError(str(path), "report.mail_to", f"{told.mail_to!r} is no mail address")
    try:
        is_line = told.command is None or bool(shlex.split(told.command))
    except ValueError:
        is_line = False
    if not is_line:
        raise SiteError(
            str(path), "report.command", f'{told.command!r} is no command line; "/usr/local/bin/tell" would be right'
        )


def save_contact(folder: Path, contact: str) -> Path:
    """Write the folder's first `kliping.toml`, or change the contact in the one that stands there."""
    if not is_contact(contact):
        raise SiteError(
            FILE, "contact", say("{contact} is neither a mail address nor a web page", contact=repr(contact[:80]))
        )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    line = f'contact = "{contact}"'
    if path.exists():
        text = path.read_text(encoding="utf-8")
        changed, hits = re.subn(r"(?m)^contact\s*=.*$", lambda _: line, text)
        text = changed if hits else f"{line}\n{text}"
    else:
        text = (
            "# Who asks for pages: webmasters see this address in the user agent.\n"
            f"{line}\n\n"
            "# minutes = 360           # how long a sweep may take\n"
            "# children = 2            # processes that read pages\n"
            "# free_megabytes = 500    # below so much free space no crawl begins\n"
            "# [budget]                # of a site and day, where its own TOML does not say\n"
            f"# requests = {BUDGET.requests}\n"
            f"# megabytes = {BUDGET.megabytes}\n"
            f"# minutes = {BUDGET.minutes}\n"
            "# [report]                # who is told when a site needs a person; try it with `kliping doctor --tell`\n"
            '# mail_to = "redaksi@example.org"\n'
            '# command = "/usr/local/bin/tell"    # is given the report as JSON\n'
        )
    draft = path.with_suffix(".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
    return path


def cron_line(folder: Path) -> str:
    """The line of a crontab that sweeps this archive every half hour, as this program was started."""
    started = Path(sys.argv[0])
    if started.suffix == ".py" or not started.is_file():
        command = [shutil.which("kliping") or f"{Path(sys.executable).parent}/kliping"]
    else:
        command = [str(started.absolute())]
    line = shlex.join([*command, "--archive", str(folder.resolve()), "sweep"])
    # cron takes a per cent sign for the end of the line.
    return "*/30 * * * *  " + line.replace("%", "\\%")


def required_contact(config: Config, sites: Sequence[Site]) -> str:
    """Who is asking. Strangers are never asked anonymously; invented papers under .localhost may be."""
    if config.contact:
        return config.contact
    if all(site.is_local for site in sites):
        return "newsroom@localhost"
    strangers = ", ".join(site.name for site in sites if not site.is_local)
    raise ContactMissing(
        say(
            "nobody is asked for pages anonymously ({strangers}): say who you are with `kliping init --contact YOU@EXAMPLE.ORG`",
            strangers=strangers,
        )
    )


def refuse_forgotten(sites: Sequence[Site], forgotten: Collection[str]) -> None:
    """Stop where a site has a host that a person withdrew from (`kliping forget`)."""
    for site in sites:
        for host in sorted(site.hosts & frozenset(forgotten)):
            raise HostForgotten(
                say(
                    "nothing is asked of {host} any more; `kliping forget {host} --undo` would take that back",
                    host=host,
                )
            )

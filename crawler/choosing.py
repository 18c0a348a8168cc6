"""Which sites are meant: by name, by address, or because a person follows them."""

from __future__ import annotations

import difflib
import getpass
import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import click

from archive import DATABASE, queries
from archive.messages import say
from archive.options import chosen_folder
from archive.sqlite import connect
from archive.terminal import clean
from crawler.errors import SiteError
from crawler.keys import is_host
from crawler.site import Site, sites

_MAX_NOTE = 2000


def known_sites() -> dict[str, Site]:
    """All sites that can be crawled: the bundled ones, and those in the archive's folder, which win."""
    return sites(chosen_folder() / "sites")


def chosen_sites(names: Sequence[str]) -> tuple[Site, ...]:
    """The sites of these names, each once. A name that is none is told with the one that was probably meant."""
    known = known_sites()
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name[:80], known, n=1, cutoff=0.6)
            hint = say(" (did you mean {name}?)", name=near[0]) if near else ""
            raise click.UsageError(
                say("there is no site {name}{hint}; see `kliping sites`", name=clean(name)[:80], hint=hint)
            )
    return tuple(known[name] for name in dict.fromkeys(names))


def host_of(text: str) -> str | None:
    """The host that a person means by a host or an address, `www.` left out; None where that is none."""
    typed = text.strip().lower()
    host = (urlsplit(typed).hostname or "") if "://" in typed else typed.rstrip("/")
    host = host.removeprefix("www.")
    return host if is_host(host) else None


def forgotten_hosts(folder: Path) -> frozenset[str]:
    """The hosts that a person withdrew from, where the folder has an archive."""
    if not (folder / DATABASE).exists():
        return frozenset()
    with closing(connect(folder / DATABASE, readonly=True)) as connection:
        # A full disk may have left a file without a single table: nobody has acted in it.
        is_made = connection.execute("PRAGMA user_version").fetchone()[0] > 0
        return queries.forgotten(connection) if is_made else frozenset()


def followed_sites(folder: Path) -> tuple[Site, ...]:
    """The sites that are followed. SiteError where one has no TOML any more: a sweep never skips one in silence.

    Sites of a host that was forgotten are not among them, though another archive that was merged followed them.
    """
    known = known_sites()
    with closing(connect(folder / DATABASE, readonly=True)) as connection:
        names = sorted(queries.followed(connection))
        forgotten = queries.forgotten(connection)
    for name in names:
        if name not in known:
            raise SiteError(
                f"{name}.toml", "site",
                say("is not there, but the site is followed: put it into {folder}, or `kliping unfollow {name}`",
                    folder=folder / "sites", name=name),
            )  # fmt: skip
    followed = [known[name] for name in names]
    return tuple(site for site in followed if not forgotten & site.hosts)


def owner_of(url: str) -> Site | None:
    """The site that an address belongs to, where a TOML describes it."""
    return next((site for site in known_sites().values() if site.owns(url)), None)


def whoever() -> str:
    """Who acts: the name of the user, as far as the system knows one."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid {os.getuid()}"


def with_reason(note: str) -> str:
    """The reason of an act as it is kept: on one line, and no longer than a person would read."""
    return clean(note)[:_MAX_NOTE]

"""`kliping serve`: opens the reading room, for the owner on this machine or, of a published copy, for the public."""

from __future__ import annotations

import secrets
import socket
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from archive import DATABASE
from archive.commands import reader
from archive.errors import NotPublished
from archive.exports.copy import MARKER
from archive.messages import say
from archive.options import archive_folder, command, option
from archive.sqlite import DatabaseError, connect
from archive.terminal import print_json

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SETTINGS = {"sql_time_limit_ms": 800, "max_returned_rows": 1000, "num_sql_threads": 4, "default_page_size": 50}
_PUBLIC = {"allow_download": False, "allow_csv_stream": False, "suggest_facets": False}


@command("serve")
@option(
    "--public",
    "copy",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="COPY",
    help="Serve only this published copy, for everybody.",
)
@option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="The port to listen at.")
@option("--name", "names", multiple=True, metavar="HOST", help="A host name under which it is reached; others get 400.")
@option("--sql", "with_sql", is_flag=True, help="In public, answer SQL too, each question within a second.")
def serve_command(
    *, copy: Path | None, host: str, port: int, names: tuple[str, ...], with_sql: bool, as_json: bool
) -> None:  # fmt: skip
    """Open the reading room in a browser.

    On this machine the owner sees all that is in the archive, and can write notes and collections. For others, serve a
    published copy: withheld texts are not in it.

    \b
    kliping serve
    kliping serve --public salinan.db --host 0.0.0.0 --name arsip.example.org
    """
    path = copy if copy is not None else archive_folder() / DATABASE
    if copy is not None:
        check_published(copy)
    elif host not in _LOOPBACK:
        raise NotPublished(
            say(
                "an archive is served on this machine only; for others: kliping export sqlite --public, then serve --public"
            )
        )
    else:
        # Of an earlier Kliping: what the pages ask for may stand in tables and views that it has not.
        with reader():
            pass
    listening = _listening(host, port)
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{listening.getsockname()[1]}/"  # noqa: S104 - told, not chosen
    if as_json:
        print_json({"address": address, "public": copy is not None})
    else:
        click.echo(say("the reading room is open at {address} (Ctrl-C closes it)", address=address))
    sys.stdout.flush()
    _run(application(path, is_public=copy is not None, names=(host, *names), with_sql=with_sql), listening)


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise click.ClickException(
            say("port {port} of {host} is taken or not to be had: choose another with --port", port=port, host=host)
        ) from error


def check_published(path: Path) -> None:
    """NotPublished where a file is no published copy: an archive.db holds what the public may not see."""
    found = None
    if path.is_file():
        try:
            with closing(connect(path, readonly=True)) as connection:
                found = connection.execute(f"SELECT 1 FROM {MARKER} WHERE is_public = 1").fetchone()  # noqa: S608 - our own name
        except DatabaseError:
            found = None
    if found is None:
        raise NotPublished(say("{path} is no published copy: make one with kliping export sqlite --public", path=path))


def application(path: Path, *, is_public: bool, names: tuple[str, ...] = (), with_sql: bool = False) -> Any:
    """Datasette with the room in it, over one file."""
    from datasette.app import Datasette
    from datasette.plugins import pm

    from archive.web import plugin

    if not pm.is_registered(plugin):
        pm.register(plugin, name="kliping-room")
    if pm.has_plugin("datasette.handle_exception"):
        # It prints every local variable of every frame for a mistyped address (a second each); the room tells it shortly.
        pm.unregister(name="datasette.handle_exception")
    hosts = sorted({"127.0.0.1", "localhost", "[::1]", *(name.lower() for name in names)})
    settings = _SETTINGS | (_PUBLIC | {"default_allow_sql": with_sql} if is_public else {})
    return Datasette(
        files=[str(path)], settings=settings, secret=secrets.token_hex(32),
        metadata={"title": "Kliping", "plugins": {"kliping": {"public": is_public, "hosts": hosts}}},
    )  # fmt: skip


def _run(served: Any, listening: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(served.app(), log_level="warning", server_header=False)
    uvicorn.Server(config).run(sockets=[listening])


COMMANDS = (serve_command,)

"""The Datasette plugin: which address is which page, and how a request becomes one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from datasette import NotFound, Response, hookimpl
from datasette.utils import sqlite_timelimit

from archive.messages import LANGUAGES, speaking
from archive.sqlite import DatabaseError, OperationalError, connect
from archive.web import article, coverage, outlet, owner, pages, places, raw
from archive.web.asked import FORMATS, MAX_TYPED, Ask, NotThere, Reply, Room
from archive.web.guard import OUR_POLICY, Guard
from archive.web.rendering import STATIC, page
from archive.web.sharing import Shared

_ID = r"(?P<article>[^/]{1,400}?)"
_SITE = r"[a-z0-9][a-z0-9-]{0,62}"
_LIST = r"(?:\.(?P<format>json|csv))?"
GET: dict[str, Callable[[Ask], Reply]] = {
    r"/$": pages.home,
    r"/search(?:\.(?P<format>json|csv|atom))?$": pages.searching,
    rf"/changed{_LIST}$": pages.changed,
    rf"/vanished{_LIST}$": pages.vanished,
    rf"/stories{_LIST}$": pages.stories,
    rf"/health{_LIST}$": pages.health,
    rf"/corrections{_LIST}$": pages.corrections,
    rf"/coverage{_LIST}$": coverage.months,
    rf"/coverage/(?P<site>{_SITE}){_LIST}$": coverage.days,
    rf"/places{_LIST}$": places.places,
    rf"/place/(?P<code>\d\d\.\d\d){_LIST}$": places.place,
    rf"/outlets{_LIST}$": outlet.outlets,
    rf"/outlet/(?P<site>{_SITE})$": outlet.outlet,
    r"/at$": article.at_address,
    rf"/article/{_ID}/evidence$": article.evidence,
    r"/article/(?P<article>[0-9a-f]{32})/cite\.(?P<form>ris|bib|json|txt)$": article.cite,
    r"/article/(?P<article>[0-9a-f]{32})/capture/(?P<capture>[0-9a-f]{32})$": raw.capture,
    rf"/article/{_ID}(?:\.(?P<format>json))?$": article.article,
    rf"/story/{_ID}{_LIST}$": article.story,
    rf"/collections{_LIST}$": owner.collections,
    rf"/collection/(?P<name>[^/]{{1,200}}?){_LIST}$": owner.collection,
}
POST: dict[str, Callable[[Ask, dict[str, str]], Reply]] = {
    r"/article/(?P<article>[0-9a-f]{32})/note$": owner.keep_note,
    r"/article/(?P<article>[0-9a-f]{32})/collect$": owner.keep_collection,
}
FILES = {
    "room.css": "text/css; charset=utf-8", "room.js": "text/javascript; charset=utf-8", "ikat.svg": "image/svg+xml", "ikat-dark.svg": "image/svg+xml",
    "kliping.svg": "image/svg+xml", "newsreader.woff2": "font/woff2", "newsreader-italic.woff2": "font/woff2",
}  # fmt: skip
# No page asks longer than this, whoever typed what; the first count of a large archive is the longest.
_LIMIT_MS = 8_000
# Of fewer articles nobody waits for a count.
_LARGE = 50_000
_YEAR = 365 * 86_400
_FAILED = 500
_complaints = logging.getLogger(__name__)


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    """The room's addresses, where one of the files that are served is an archive."""
    room = room_of(datasette)
    if room is None:
        return []
    forms = {} if room.is_public else POST
    return [
        (r"/room/(?P<name>[a-z0-9.-]{1,60})$", file),
        *((pattern, _written(room, view)) for pattern, view in forms.items()),
        *((pattern, _shown(room, view)) for pattern, view in GET.items()),
    ]


@hookimpl
def startup(datasette: Any) -> None:
    """Count what a large archive is before the first reader asks: that takes seconds."""
    room = room_of(datasette)
    if room is not None and room.file is not None:
        threading.Thread(target=_warm, args=(room, room.file), daemon=True).start()


def _warm(room: Room, file: Path) -> None:
    ask = Ask(connection=None, room=room, path="/", parts={}, args={}, origin="", language=LANGUAGES[0])
    try:
        with closing(connect(file, readonly=True)) as connection, speaking(ask.language):
            if (connection.execute("SELECT max(rowid) FROM wording").fetchone()[0] or 0) < _LARGE:
                return
            ask = msgspec.structs.replace(ask, connection=connection)
            for view in (pages.home, outlet.outlets, places.places, coverage.months, pages.health):
                view(ask)
            site = connection.execute("SELECT min(site) FROM article_state").fetchone()[0]
            outlet.outlet(msgspec.structs.replace(ask, parts={"site": site}))
    except (DatabaseError, NotThere):
        _complaints.warning("the archive could not be counted", exc_info=True)


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """The guard at the door."""
    room = room_of(datasette)
    return (lambda app: Guard(Shared(app, room), room)) if room else (lambda app: app)


@hookimpl
def prepare_connection(conn: Any, database: str, datasette: Any) -> None:
    """The archive is read, never written, and its schema is not trusted."""
    room = room_of(datasette)
    if room is None or database != room.database:
        return
    for pragma in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON", "busy_timeout=5000"):
        conn.execute(f"PRAGMA {pragma}")


def room_of(datasette: Any) -> Room | None:
    """The room that this server opens; None where no file that it serves is an archive."""
    if not hasattr(datasette, "_kliping_room"):
        config = datasette.plugin_config("kliping") or {}
        paths = {name: Path(found.path) for name, found in datasette.databases.items() if found.path}
        named = next((name for name, path in paths.items() if _is_archive(path)), None)
        datasette._kliping_room = named and Room(  # noqa: SLF001 - the server itself carries it, and no other
            database=named, folder=paths[named].parent, file=paths[named], is_public=bool(config.get("public")),
            hosts=frozenset(config.get("hosts") or ("127.0.0.1", "localhost", "[::1]")),
        )  # fmt: skip
    return datasette._kliping_room  # type: ignore[no-any-return]  # noqa: SLF001


def _is_archive(path: Path) -> bool:
    try:
        connection = connect(path, readonly=True)
    except DatabaseError:
        return False
    try:
        row = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'article_state'").fetchone()
    except DatabaseError:
        return False
    finally:
        connection.close()
    return row is not None


async def file(request: Any) -> Response:
    """A file of the room: style, script, drawing, typeface."""
    name = request.url_vars["name"]
    if name not in FILES:
        return Response.text("404", status=404)
    headers = {"cache-control": f"public, max-age={_YEAR}, immutable"}
    return Response((STATIC / name).read_bytes(), headers=headers, content_type=FILES[name])


def _shown(room: Room, view: Callable[[Ask], Reply]) -> Callable[[Any, Any], Awaitable[Response]]:
    async def answered(request: Any, datasette: Any) -> Response:
        if request.method not in ("GET", "HEAD"):
            return Response.text("405", status=405, headers={"allow": "GET, HEAD"})
        return await _answered(request, datasette, room, view)

    return answered


def _written(room: Room, view: Callable[[Ask, dict[str, str]], Reply]) -> Callable[[Any, Any], Awaitable[Response]]:
    async def answered(request: Any, datasette: Any) -> Response:
        if request.method != "POST":
            return Response.text("405", status=405, headers={"allow": "POST"})
        # Datasette has looked at the token before a request comes this far (asgi-csrf).
        typed = await request.post_vars()
        return await _answered(request, datasette, room, lambda ask: view(ask, typed))

    return answered


async def _answered(request: Any, datasette: Any, room: Room, view: Callable[[Ask], Reply]) -> Response:
    ask = _ask(request, room)
    database = datasette.get_database(room.database)
    reply = await database.execute_fn(lambda connection: _asked(connection, ask, view))
    sent = _sent(reply)
    if request.args.get("lang") in LANGUAGES:
        sent.set_cookie("lang", ask.language, max_age=_YEAR, httponly=True)
    return sent


def _ask(request: Any, room: Room) -> Ask:
    is_writable = not room.is_public and "/article/" in request.path
    return Ask(
        connection=None, room=room, path=request.path, language=language_of(request),
        origin=f"{request.scheme}://{request.host}", parts={k: v for k, v in request.url_vars.items() if v is not None},
        args={key: request.args.get(key) or "" for key in request.args},
        token=request.scope["csrftoken"]() if is_writable else "",
    )  # fmt: skip


def _sent(reply: Reply) -> Response:
    headers = {"content-security-policy": OUR_POLICY, **reply.headers}
    return Response(reply.body, status=reply.status, content_type=reply.kind, headers=headers)


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Response | None:
    """What Datasette could not answer, told on a page of ours, without a look into the program."""
    room = room_of(datasette)
    status = getattr(exception, "status", None) or (500 if not isinstance(exception, NotFound) else 404)
    if room is None:
        return None
    if status >= _FAILED:
        _complaints.error("%s", request.path, exc_info=exception)
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "status": status}, status=status)
    ask = _ask(request, room)
    with speaking(ask.language):
        return _sent(_missing(ask, status, ""))


def _asked(connection: Any, ask: Ask, view: Callable[[Ask], Reply]) -> Reply:
    """The page, in the reader's language, or the page that says why there is none."""
    asked = msgspec.structs.replace(ask, connection=connection)
    with speaking(ask.language), sqlite_timelimit(connection, _LIMIT_MS):
        try:
            return view(asked)
        except NotThere as error:
            if error.moved_to:
                return Reply(body="", status=error.status, headers={"location": error.moved_to})
            return _missing(asked, error.status, str(error))
        except OperationalError as error:
            if "interrupted" not in str(error):
                raise
            return _missing(asked, 503, "")


def _missing(ask: Ask, status: int, why: str) -> Reply:
    if ask.format == "json":
        body = msgspec.json.encode({"ok": False, "status": status, "error": why})
        return Reply(body=body, status=status, kind=FORMATS["json"])
    return page(ask, "missing.html", status=status, why=why, code=status)


def language_of(request: Any) -> str:
    """What the address says, else what the reader chose before, else what the browser prefers."""
    chosen = request.args.get("lang") or request.cookies.get("lang") or ""
    if chosen in LANGUAGES:
        return str(chosen)
    preferred = str(request.headers.get("accept-language", ""))[:MAX_TYPED].lower().split(",")
    return next((part.strip()[:2] for part in preferred if part.strip()[:2] in LANGUAGES), "id")

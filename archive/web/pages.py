"""The pages of the whole archive: home, search, and the lists. Each is a function of what is asked."""

from __future__ import annotations

import msgspec

from archive import queries
from archive.answers import CorrectionRow, SiteRow
from archive.corrections import corrections_printed
from archive.errors import QueryRefused
from archive.messages import say
from archive.search import Answer, Hit, facets_of, search
from archive.watching import state_of
from archive.web import asking
from archive.web.absent import tells_absence, withdrawn
from archive.web.asked import FORMATS, ROWS, Ask, Reply
from archive.web.asking import Clipping
from archive.web.drawing import columns
from archive.web.feed import atom
from archive.web.memory import remembered
from archive.web.rendering import page
from archive.web.tables import as_format, table_of

# How old a figure about the whole archive may be, in seconds.
_YOUNG = 300
_FRESH = 60


def home(ask: Ask) -> Reply:
    """What the archive is; the newest, what changed, what vanished; a timeline."""
    connection = ask.connection
    figures = remembered(ask, "counts", _YOUNG, _counts)
    bars = remembered(ask, "timeline", _YOUNG, lambda ask: asking.timeline(ask.connection))
    return page(
        ask, "home.html", counts=figures, columns=columns(bars), newest=asking.latest(connection),
        changed=asking.changed(connection, limit=4), vanished=_vanished(ask, 4),
        stories=_stories(ask),
    )  # fmt: skip


def _counts(ask: Ask) -> dict[str, int]:
    figures = asking.counts(ask.connection)
    return figures | {"vanished": figures["vanished"] + sum(withdrawn(ask).values())}


def _stories(ask: Ask) -> tuple[Clipping, ...]:
    """The stories carried most. What was taken down since they were counted is not shown until they are again."""
    held = remembered(ask, "stories", _YOUNG, lambda ask: asking.stories(ask.connection, limit=4))
    here = "SELECT 1 FROM article_state WHERE article = ?"
    return tuple(one for one in held if ask.connection.execute(here, (one.article,)).fetchone())


def _vanished(ask: Ask, limit: int = ROWS) -> tuple[Clipping, ...]:
    return asking.vanished(ask.connection, ask.page, limit, with_absent=tells_absence(ask))


# Facets are asked for as fields of the address; a question that is typed may hold the same words.
_FIELDS = (("outlet", "situs"), ("place", "wilayah"))


def typed_question(ask: Ask) -> str:
    """What is searched for: what was typed, and what the fields for dates, outlet and place say."""
    parts = [ask.text("q").strip()]
    parts += [f'{field}:"{value}"' for name, field in _FIELDS if (value := ask.text(name).replace('"', " ").strip())]
    since, until = ask.text("from").strip(), ask.text("to").strip()
    if since or until:
        field = "peristiwa" if ask.text("by") == "event" else "tanggal"
        parts.append(f"{field}:{since}..{until}" if since != until else f"{field}:{since}")
    return " ".join(part for part in parts if part)


def searching(ask: Ask) -> Reply:
    """Search: hits with what was searched for marked; as JSON, CSV, or a feed that tells of new articles."""
    typed = typed_question(ask)
    try:
        answer = _answer(ask, typed) if typed else None
    except QueryRefused as error:
        return _refused(ask, str(error))
    hits = answer.hits if answer else ()
    if ask.format == "atom":
        return atom(ask, typed, hits)
    if ask.format != "html":
        return as_format(ask, table_of("search", Hit, hits, answer.total if answer else 0))
    counted = answer.facets if answer else None
    bars = [asking.Bar(one.value, one.articles) for one in counted.months] if counted else []
    return page(
        ask, "search.html", typed=ask.text("q"), answer=answer, refused="", is_newest=_is_newest(ask), facets=counted,
        columns=columns(bars),
    )  # fmt: skip


def _answer(ask: Ask, typed: str) -> Answer:
    """The hits, and on a page what they are of: readers turn pages and change the order, and that is counted once."""
    is_exact = bool(ask.text("exact"))
    found = search(ask.connection, typed, newest_first=_is_newest(ask), limit=ROWS, page=ask.page, is_exact=is_exact)
    if ask.format != "html" or not found.total:
        return found
    counted = remembered(
        ask, f"facets {is_exact} {typed}", _FRESH, lambda ask: facets_of(ask.connection, typed, is_exact=is_exact),
        may_be_old=False,
    )  # fmt: skip
    if not found.at_least:
        return msgspec.structs.replace(found, facets=counted)
    total = counted.total
    return msgspec.structs.replace(found, facets=counted, total=total, at_least=False, pages=-(-total // ROWS))


def _is_newest(ask: Ask) -> bool:
    return ask.text("order") == "newest" or ask.format == "atom"


def _refused(ask: Ask, why: str) -> Reply:
    if ask.format != "html":
        return Reply(body=msgspec.json.encode({"ok": False, "error": why}), status=400, kind=FORMATS["json"])
    return page(
        ask, "search.html", status=400, typed=ask.text("q"), answer=None, refused=why, is_newest=False, facets=None,
        columns=(),
    )  # fmt: skip


def changed(ask: Ask) -> Reply:
    """Each wording that took another's place, the last first."""
    rows = asking.changed(ask.connection, ask.page)
    return _list(ask, "changed", say("Changed"), rows)


def vanished(ask: Ask) -> Reply:
    """The articles that are not on their sites any more."""
    return _list(ask, "vanished", say("Vanished"), _vanished(ask))


def _list(ask: Ask, name: str, title: str, rows: tuple[Clipping, ...]) -> Reply:
    if ask.format != "html":
        return as_format(ask, table_of(name, Clipping, rows))
    return page(ask, f"{name}.html", title=title, rows=rows, has_more=len(rows) == ROWS)


def health(ask: Ask) -> Reply:
    """Each site's last run, and what a person must look at."""
    rows = remembered(ask, "health", _FRESH, lambda ask: queries.sites(ask.connection))
    if ask.format != "html":
        return as_format(ask, table_of("health", SiteRow, rows, len(rows)))
    return page(
        ask, "health.html", sites=rows, states=remembered(ask, "states", _FRESH, _states), runs=queries.runs(ask.connection, limit=12),
        issues=queries.issues(ask.connection, limit=30),
    )  # fmt: skip


def _states(ask: Ask) -> dict[str, tuple[str, bool]]:
    """Of each site that was crawled its state, and whether it is followed."""
    chosen = queries.followed(ask.connection)
    crawled = [row[0] for row in ask.connection.execute("SELECT DISTINCT site FROM run_opened")]
    return {site: (state_of(ask.connection, site), site in chosen) for site in crawled}


def stories(ask: Ask) -> Reply:
    """The stories carried by most newspapers, each by its origin."""
    return _list(ask, "stories", say("Stories"), asking.stories(ask.connection, ask.page))


def corrections(ask: Ask) -> Reply:
    """What corrects, answers or withdraws what."""
    rows = corrections_printed(ask.connection, limit=ROWS, offset=asking.offset_of(ask.page))
    if ask.format != "html":
        return as_format(ask, table_of("corrections", CorrectionRow, rows))
    return page(ask, "corrections.html", rows=rows, has_more=len(rows) == ROWS)

"""The pages of one article: its text as printed with what is known around it, evidence, captures, citation."""

from __future__ import annotations

from typing import Any

import msgspec

from archive import citation, queries
from archive.answers import Diff, Shown, StoryRow
from archive.citing import cited
from archive.corrections import corrections_of
from archive.decisions import acts_on, collections
from archive.errors import UnknownArticle
from archive.web import asking
from archive.web.absent import why_not_there
from archive.web.asked import Ask, NotThere, Reply
from archive.web.drawing import strands
from archive.web.rendering import is_long, page
from archive.web.tables import as_format, table_of

_FULL_ID = 32


def article(ask: Ask) -> Reply:
    """An article in its latest wording or the one asked for, with its history, its story and where the proof is."""
    found = named_article(ask)
    shown = shown_article(ask, found)
    if ask.format == "json":
        return Reply(body=msgspec.json.encode(shown), kind="application/json; charset=utf-8")
    history = queries.history(ask.connection, found)
    story = queries.story(ask.connection, found)
    return page(
        ask, "article.html", shown=shown, article=shown.article, history=history, story=story, strands=strands(story),
        diff=_diff(ask, shown), corrections=corrections_of(ask.connection, found), is_long=is_long,
        places=_kept_at(ask, shown.revision), **_owned(ask, found),
    )  # fmt: skip


def evidence(ask: Ask) -> Reply:
    """For each field: what found it, what stood there; every line that was left out."""
    shown = shown_article(ask, named_article(ask))
    return page(ask, "evidence.html", shown=shown, article=shown.article)


_CITED = {
    "ris": ("ris", "application/x-research-info-systems"), "bib": ("bibtex", "application/x-bibtex"),
    "json": ("csl", "application/vnd.citationstyles.csl+json"), "txt": ("text", "text/plain"),
}  # fmt: skip


def cite(ask: Ask) -> Reply:
    """A citation for a reference manager: article and instant of capture."""
    shown = shown_article(ask, named_article(ask))
    form, kind = _CITED[ask.parts["form"]]
    headers = {"content-disposition": f'attachment; filename="kliping-{shown.id[:12]}.{ask.parts["form"]}"'}
    return Reply(
        body=citation.FORMS[form](cited(ask.connection, shown)), kind=f"{kind}; charset=utf-8", headers=headers
    )


def story(ask: Ask) -> Reply:
    """A story: who carried the same words, from whom, by what proof. Any of its articles leads here."""
    found = named_article(ask)
    rows = queries.story(ask.connection, found)
    if not rows:
        raise NotThere("", status=302, moved_to=f"/article/{found}")
    if rows[0].story != found:
        # A story's id is the least of its articles' ids, and moves where an earlier one joins: all of them lead here.
        ending = "" if ask.format == "html" else f".{ask.format}"
        raise NotThere("", status=302, moved_to=f"/story/{rows[0].story}{ending}")
    if ask.format != "html":
        return as_format(ask, table_of("story", StoryRow, rows, len(rows)))
    return page(ask, "story.html", rows=rows, strands=strands(rows), origin=rows[0])


def named_article(ask: Ask) -> str:
    """The id that the address names: the whole of it, or enough of it, which leads on to the whole."""
    asked = ask.parts["article"]
    try:
        found = queries.find(ask.connection, asked)
    except UnknownArticle as error:
        raise why_not_there(ask, asked, str(error)) from error
    if asked != found:
        raise NotThere("", status=302, moved_to=ask.link(ask.path.replace(asked, found, 1)))
    return found


def shown_article(ask: Ask, found: str) -> Shown:
    """The article in the wording that `revision` names."""
    number = ask.number("revision") if ask.text("revision") else None
    try:
        return queries.show(ask.connection, found, number)
    except UnknownArticle as error:
        raise why_not_there(ask, found, str(error)) from error


def at_address(ask: Ask) -> Reply:
    """From an address on the web to the article that was kept of it."""
    try:
        found = queries.find(ask.connection, ask.text("url"))
    except UnknownArticle as error:
        raise NotThere(str(error)) from error
    raise NotThere("", status=302, moved_to=f"/article/{found}")


def _diff(ask: Ask, shown: Shown) -> Diff | None:
    """What the shown wording changed in the one before."""
    if shown.revisions < 2 or shown.revision < 2:
        return None
    return queries.diff(ask.connection, shown.id, None, shown.revision)


def _kept_at(ask: Ask, revision: int) -> dict[str, Any] | None:
    looks = asking.looks_kept(ask.connection, ask.parts["article"])
    return next((look for look in looks if look["number"] == revision), None)


def _owned(ask: Ask, found: str) -> dict[str, Any]:
    """The owner's notes and collections; the public is shown none."""
    if ask.room.is_public:
        return {"notes": [], "collections": {}}
    return {
        "notes": [act for act in reversed(acts_on(ask.connection, found)) if act.kind == "note"],
        "collections": {name: found in held for name, held in collections(ask.connection).items()},
    }

"""A diff as one HTML page that needs nothing else: for printing, for mail, for an annex. Pure; everything escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from archive.answers import Diff
from archive.messages import language, say
from archive.worddiff import Change, Piece

_STYLE = (
    "body{font:1.05rem/1.6 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}"
    "h1{font-size:1.2rem}h2{font-size:1.5rem}del{background:#fde2e1;color:#8c1d18}ins{background:#dff3e0;color:#1b5e20;"
    "text-decoration:none;border-bottom:2px solid}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}"
    "dd{margin:0}.body{white-space:pre-line}footer{margin-top:3rem;font-size:.8rem;color:#555}"
)


def diff_page(diff: Diff) -> str:
    """The page: figures and names that changed first, then the whole text with what was removed and added marked."""
    heading = say(
        "revision {a} ({from_}) → {b} ({to})", a=diff.before, from_=diff.before_seen, b=diff.after, to=diff.after_seen
    )
    firsts = _changes(say("figures that changed"), diff.figures) + _changes(say("names that changed"), diff.names)
    return (
        f'<!doctype html>\n<html lang="{language()}"><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="viewport" content="width=device-width"><title>{escape(heading)}</title><style>{_STYLE}</style>\n'
        f"<h1>{escape(heading)}</h1>\n<dl>{firsts}</dl>\n<h2>{_marked(diff.title)}</h2>\n"
        f'<p><em>{_marked(diff.subtitle)}</em></p>\n<div class="body">{_marked(diff.body)}</div>\n'
        f"<footer>{escape(diff.article)}</footer></html>\n"
    )


def _changes(label: str, changes: Sequence[Change]) -> str:
    rows = (f"<del>{escape(one.before) or '∅'}</del> → <ins>{escape(one.after) or '∅'}</ins>" for one in changes)
    return "".join(f"<dt>{escape(label)}</dt><dd>{row}</dd>" for row in rows)


def _marked(pieces: Sequence[Piece]) -> str:
    tags = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}
    return "".join(tags[piece.kind].format(escape(piece.text)) for piece in pieces)

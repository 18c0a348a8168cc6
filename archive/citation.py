"""Citations: an article and the instant of a capture, as text, RIS, BibTeX and CSL-JSON. Pure.

A revision's number may move when archives merge, and a reading is another after the next reader; the article's id and
the instant at which a page was looked at are facts and stay. So `kliping show ID --at INSTANT` finds what was cited.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from archive.messages import language

_MONTHS_ID = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
# What is a command in BibTeX; all of Unicode else is itself in biber and every later reader.
_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip
_SPACE = re.compile(r"\s+")


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """What is cited: an article in the wording that stood there at the instant of a capture."""

    article: str
    capture: str
    title: str
    outlet: str
    address: str
    captured_at: datetime
    people: tuple[str, ...] = ()
    published_at: datetime | None = None
    archive: str = ""
    language: str | None = None

    @property
    def name(self) -> str:
        """What Kliping resolves: `kliping:ARTICLE@INSTANT`."""
        return f"kliping:{self.article}@{_instant(self.captured_at)}"


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _line(text: str) -> str:
    """Text on one line: what a page says begins no field of a record."""
    return "".join(char for char in _SPACE.sub(" ", text).strip() if char.isprintable())


def _long_day(moment: datetime) -> str:
    months = _MONTHS_ID if language() == "id" else _MONTHS_EN
    return f"{moment.day} {months[moment.month - 1]} {moment.year}"


def text(cited: Cited) -> str:
    """One line for a footnote."""
    who = ", ".join(map(_line, cited.people))
    when = _long_day(cited.published_at) if cited.published_at else ("tanpa tanggal" if language() == "id" else "n.d.")
    kept = "disimpan" if language() == "id" else "kept"
    begin = f"{who}. " if who else ""
    return (
        f"{begin}“{_line(cited.title)}”. {_line(cited.outlet)}, {when}. {_line(cited.address)} "
        f"({kept} {_instant(cited.captured_at)}; {cited.name}).\n"
    )


def ris(cited: Cited) -> str:
    """RIS: a newspaper article. Names stay as printed: Indonesian ones have no family name to stand first."""
    fields = [("TY", "NEWS"), ("TI", cited.title), *(("AU", name) for name in cited.people)]
    fields.append(("T2", cited.outlet))
    if cited.published_at:
        fields += [("PY", f"{cited.published_at:%Y}"), ("DA", f"{cited.published_at:%Y/%m/%d}")]
    fields += [
        ("UR", cited.address), ("Y2", f"{cited.captured_at:%Y/%m/%d/%H:%M:%S}Z"), ("AN", cited.name),
        ("DB", f"Kliping {cited.archive}".strip()), ("ID", cited.article[:12]),
    ]  # fmt: skip
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in fields) + "ER  - \r\n"


def bibtex(cited: Cited) -> str:
    """BibTeX (biblatex's `online` reads everywhere as `misc` does)."""
    fields = {
        "title": "{" + _line(cited.title).translate(_TEX) + "}",
        "author": " and ".join("{" + _line(name).translate(_TEX) + "}" for name in cited.people),
        "organization": _line(cited.outlet).translate(_TEX),
        "date": f"{cited.published_at:%Y-%m-%d}" if cited.published_at else "",
        "year": f"{cited.published_at:%Y}" if cited.published_at else "",
        "url": _line(cited.address).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
        "urldate": f"{cited.captured_at:%Y-%m-%d}",
        "note": cited.name.translate(_TEX),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@online{{kliping-{cited.article[:12]},\n{lines}}}\n"


def csl(cited: Cited) -> str:
    """CSL-JSON, as Zotero and pandoc read it."""
    entry: dict[str, Any] = {
        "id": cited.name, "type": "article-newspaper", "title": _line(cited.title), "container-title": _line(cited.outlet),
        "URL": cited.address, "accessed": _parts(cited.captured_at),
        "archive": f"Kliping {cited.archive}".strip(), "archive_location": cited.name,
    }  # fmt: skip
    if cited.people:
        entry["author"] = [{"literal": _line(name)} for name in cited.people]
    if cited.published_at:
        entry["issued"] = _parts(cited.published_at)
    if cited.language:
        entry["language"] = _line(cited.language)
    return msgspec.json.format(msgspec.json.encode([entry]), indent=2).decode() + "\n"


def _parts(moment: datetime) -> dict[str, Any]:
    return {"date-parts": [[moment.year, moment.month, moment.day]]}


FORMS: dict[str, Callable[[Cited], str]] = {"text": text, "ris": ris, "bibtex": bibtex, "csl": csl, "csl-json": csl}

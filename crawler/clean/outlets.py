"""The outlets that datelines, bylines and credits name: a table of verified facts, families of names, domain names. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from crawler.clean.places import is_place

DOMAIN = re.compile(
    r"(?:https?://)?(?:www\.)?(?!(?:co|go|or|com|net)\.)[A-Za-z0-9][A-Za-z0-9-]{0,40}(?:\.[A-Za-z0-9-]{1,30}){0,3}?"
    r"\.(?:com|co\.id|go\.id|or\.id|web\.id|my\.id|ac\.id|id|net|co|news|info|org|tv|press|media|asia)\b/?",
    re.IGNORECASE,
)
# Networks name their papers by one rule: TRIBUNFLORES.COM, Tribun Medan, ANTARA Kalsel, Radar Bali, detikJabar, RRI Ende.
_JOINED = re.compile(r"(?:tribun(?:news)?|detik|kompas\.)[A-Za-z]{3,20}|detik\s?com", re.IGNORECASE)
_BRANCH = re.compile(
    r"(?:lkbn )?(?P<name>tribun|antara(?: news)?|lkbn antara|radar|rri(?: pro ?\d)?|tvri|inews|kabar|pos|suara)[ \-](?P<place>[\w'’ ]{3,30})",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:dis)?kominfo(?: [\w'’]{2,20}){0,5}|(?:tim )?humas(?: [\w'’]{2,20}){1,5}|prokopim(?: [\w'’]{2,20}){0,4}",
    re.IGNORECASE,
)
_MASTHEAD = re.compile(
    r"\b(?:news|pos|post|kabar|warta|suara|swara|tribun|radar|media|kominfo|diskominfo|infokom|express|ekspres|times|online|lintas|"
    r"berita|koran|harian|jurnal|voice|vox|gema|sinar|cakrawala|rri|pers|press|portal|buletin|majalah|tabloid|tv|fm)\b",
    re.IGNORECASE,
)  # fmt: skip
_MARKS = re.compile(r"[^a-z0-9]")
PATTERNS = {"domain": DOMAIN, "joined": _JOINED, "branch": _BRANCH, "office": _OFFICE, "masthead": _MASTHEAD}


def folded(name: str) -> str:
    """An outlet's name as it is compared: letters and digits only."""
    return _MARKS.sub("", name.lower())


@cache
def known() -> dict[str, str]:
    """Folded spelling -> the outlet's name. A host's first label is a spelling of its outlet's name."""
    table: dict[str, str] = {}
    for line in (Path(__file__).parent / "outlets.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, host, other = ([*line.split("\t"), "", ""])[:3]
            labels = host.split(".")
            own = labels[0] if len(labels) == 2 or (len(labels) == 3 and len(labels[1]) < 4) else ""
            for spelling in (name, host, own, *other.split(";")):
                if len(folded(spelling)) > 1:
                    table.setdefault(folded(spelling), name)
    return table


def is_outlet(text: str, more: Sequence[str] = ()) -> bool:
    """Whether a text is the name of an outlet: of the table, of `more`, of a network's family, or a domain name."""
    bare = text[:120].strip(" .,-–—|()")
    flat = folded(bare)
    if not flat:
        return False
    if flat in known() or any(flat == folded(name) for name in more) or DOMAIN.fullmatch(bare):
        return True
    return bool(_JOINED.fullmatch(bare) or _OFFICE.fullmatch(bare)) or _is_branch(bare)


def is_domain(text: str) -> bool:
    """Whether a text is written as a domain name: then it is an outlet's, whatever its name."""
    return bool(DOMAIN.fullmatch(text[:120].strip(" .,-–—|()")))


def may_be_outlet(text: str) -> bool:
    """Whether a name that nobody knows here is made as newspapers' names are: `Lintas Sumba`, `WARTA FLORES`."""
    return bool(_MASTHEAD.search(text[:60])) and len(text.split()) <= 4


def _is_branch(text: str) -> bool:
    """`ANTARA Kalsel`, `Radar Bali`: a network and a place; `antara Bupati` is a preposition and a man."""
    match = _BRANCH.fullmatch(text)
    return bool(match) and text[0].isupper() and is_place(match["place"])  # type: ignore[index]

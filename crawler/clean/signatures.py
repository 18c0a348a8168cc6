"""Signatures as the world's papers print and store them: `By Jane Roe and John Doe, staff writers` -> the names. Pure.

Indonesian bylines, with their roles and end marks, are `bylines`; this is for what pages say of their authors elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from crawler.clean.daywords import DAY_WORDS

_AGENCY = r"(?:the )?associated press|(?:ap|reuters|afp|dpa|antara|efe|ansa|apa|sda|ats|tass|xinhua|kyodo|epd|kna|sid|pti|ani|ians|lusa|anp|belga|ritzau|ntb|stt|europa press)(?:[/-]\w{1,12}){0,3}"
AGENCY = re.compile(rf"(?:{_AGENCY})$", re.IGNORECASE)
NOBODY = re.compile(
    r"^(?:\w{0,10}admin\w*|administrator|redaksi\w*|redaktion|editor(?:ial|s|ial staff)?|staff|staff (?:writer|reporter)|web ?staff|team|tim|user\d*|author|guest(?: author| post)?|contributors?|"
    r"reporter|wartawan|penulis|newsroom|news ?desk|desk|webmaster|root|super ?admin|humas(?: \w+){0,4}|(?:dis)?kominfo(?: \w+){0,4}|prokopim\w*|kontributor|publisher|anonymous|unknown|null|none|n/a|wordpress|blogger|posted by|"
    rf"{_AGENCY}|press release|pressemitteilung|pr newswire|online|news|berita|default|test|website|web|"
    r"tim redaksi|redaksi \w+|\w+ redaksi|redacci[oó]n.*|redakcja.*|r[ée]daction.*|redazione.*|redactie.*|reda[çc][ãa]o.*|\w{1,12}-redaktion|the editors|editorial team|read more|follow|share|view all posts.*|all posts.*|home|facebook|twitter|instagram|email|about|contact|"
    r"(?:by|author|written|veröffentlicht|published|updated|posted|created)|(?:intermediate|senior|junior|staff) writer|linkedin|profile|biography|bio|website|archives?|learn more|sponsored by|request \w+|download.*)$",
    re.IGNORECASE,
)  # fmt: skip
LEAD = re.compile(
    r"^[\s\-–—*]*(?:(?:posted|written|published|reported|reviewed|story|words|text|reporting|article|guide|edited|eingestellt|geschrieben|veröffentlicht|verfasst|publié|escrito|updated|(?:(?:gast|blog)[ -]?)?beitrag|kommentar|interview|analyse|analysis|opinion|perspective|commentary)\s+)?(?:by|von|por|par|oleh|av|af|door|di|da|od|przez|ditulis oleh|diposting oleh|laporan|penulis|reporter|"
    r"pewarta|wartawan|author|authors|autor(?:in|en)?|auteurs?|written by|editor|jurnalis|(?:text|words|contributors?)(?=\s?:))\s*(?::|\s|$)\s*",
    re.IGNORECASE,
)
# `Alle Artikel von`, `View all posts by`; what stands before `written by` in the same line is not the name either.
_BEFORE = re.compile(
    r"^\s*(?:view\s+|see\s+|show\s+|zeige\s+)?(?:all|alle|more|mehr|weitere|lihat semua|semua)\s+(?:posts|articles|stories|artikel|beiträge|tulisan|news|entries)\s+(?:by|from|of|von|oleh|dari|:)\s*|^\s*(?:alles|mehr|more|everything)\s(?:by|from|von)\s+",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"\b(?:written|authored|geschrieben|verfasst|ditulis)\s+(?:by|von|oleh)\s*:?\s+", re.IGNORECASE)
GLUED = re.compile(r"^(?:By|Von|Oleh)(?=[A-Z])")
_SPLIT = re.compile(
    r"(?:(?<!\s)\s++)?+[;|/•·⋅●,]\s*|(?<!\s)\s++(?:and|und|dan|y|et|och|e|&|im gespräch mit|in conversation with)\s+",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|mär|mae|apr|may|mai|mei|jun|jul|aug|agu|sep|oct|okt|nov|dec|des|dez)[a-zä]{0,6}\.?"
# White space is folded before: runs of it, tried at each place, cost cubic time.
_TAIL = re.compile(
    r"\s{0,2}(?:(?<=[a-z])(?:Published|Updated|Posted)\b.*|[.,]?\s{0,2}\blast (?:updated|edited|modified)\b.*|[|•·⋅●–—]\s.*|\(.*\)|,?\s{1,2}(?:for|special to|(?:former|deputy|senior|contributing|chief)\s\w{1,20}|staff writer|staff reporter|correspondent|reporter|editor|updated|published|posted|zuletzt|am\s{1,2}\d{1,2}|on\s{1,2}\w+ \d{1,4})\b.*|"
    r"\b\d{1,2}[./:]\d{1,2}.*|-\s.*|,?\s(?:am|on|at|le|pada)\s{1,2}(?:\d|[A-Z]\w+day|\w+tag\b|\w{3,9} \d).*|,?\s\d{1,2}\.?\s{1,2}(?:de\s)?[A-Z]\w+.*|,?\s\d{1,2}\s{1,2}de\s.*|,?\s{1,2}(?:illustration(?:en)?|fotos?|photos?|bilder|photography)\b.*|\b(?:19|20)\d\d\b.*|@\w+.*|"
    rf"\s{{0,2}}(?:(?<=[a-z])|\b)(?:vor|hace|il y a|há)\s{{1,2}}(?:\d|ein|un)\w{{0,3}}\b.*|,?\s\d{{1,3}}\s(?:minute|hour|day|week|month|year)s?\sago\b.*|"
    rf",?\s{{1,2}}{_MONTH}\s{{1,2}}\d.*|,?\s{{1,2}}(?:mo|di|mi|do|fr|sa|so|{DAY_WORDS})\.?,\s{{1,2}}\d.*)$",
    re.IGNORECASE,
)
ROLE = re.compile(
    r"\b(?:head|editor|director|marketing|manager|managing|writer|reporter|journalist|correspondent|columnist|chief|founder|co-founder|ceo|cto|attorney|professor|specialist|expert|consultant|coach|"
    r"staff|team|desk|leiter\w*|projektleiter\w*|geschäftsführer\w*|redakteur\w*|chefredakteur\w*|journalist\w*|jurnalis|wartawan|photographer|fotograf\w*|producer|analyst|author|contributor|"
    r"department|institute|university|universität|development|community|press|agency|ltd|llc|gmbh|inc)\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    rf"\d{{1,2}}[./]\d{{1,2}}[./](?:20)?\d\d|\b{_MONTH}\s{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{1,2}}20\d\d|\b\d{{1,2}}\.?\s{{1,2}}{_MONTH},?\s{{1,2}}20\d\d|\b20\d\d-\d\d-\d\d",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\b(?:published|released|updated|posted|veröffentlicht|actualizado|publicado|bio|biography|profile|archives?|posts?|posted|artikel|articles?|recent|related|checked|about|über|meet|tentang|share|contents|links?|categories|home|more|all|alle|comments?|date|news|blog|view|min|read|the|and|of|in|am|el|der|die|das|on|wednesday|monday|tuesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)
_PIECES = re.compile(r"(?:(?<!\s)\s++)?+[|•·⋅●;]\s*|(?<!\s)\s++[-–—/]{1,2}\s+|\bon behalf of\b")
_PARTICLES = frozenset(
    ("von", "van", "der", "den", "de", "di", "da", "del", "della", "dos", "la", "le", "el", "al", "bin", "binti", "ibn", "ter", "ten", "zu", "vom", "y", "e", "du", "st.", "v."),
)  # fmt: skip
NAME = re.compile(r"^[^\W\d_][\w.'’`´\- *_&+\"“”„]{1,58}$")
# `the numbers`, `Die Redaktion`: a thing, not a person; small words before great ones are a phrase.
_ARTICLE = re.compile(
    r"(?:the|an?|our|your|this|these|die|das|eine?|unsere?|dein\w{0,2}|les|los|las|una)\s", re.IGNORECASE
)
# An agency behind a name (`Jane Roe/AP`), a degree (`Jane Roe MD`), what an avatar shows before it (`JR Jane Roe`).
_DIGIT = re.compile(r"\d")
# Most signatures, when their `By` is off: nothing is left to take away.
_PLAIN = re.compile(r"[A-Z][a-z]{2,11} (?!(?:Senior|Editor|Reporter|Published|Updated|Posted)$)[A-Z][a-z]{2,14}")
_AND = re.compile(r"^(?:and|und|dan|y|et|&)\s", re.IGNORECASE)
_JOINS = re.compile(r"\s(?:&|and|dan|und)\s")
# `BBC News`, `AP Business Writer`; an all-capital surname stands behind, or all of the name is so.
_CAPITALS = re.compile(r"[A-Z]{2,6}\s[A-Z][a-z]")
_ABBREVIATION = re.compile(r"[A-Z]{2,5}(?:-[A-Z]{1,3})?")
_DEGREE = re.compile(r"(?<=[a-z])\s(?:[A-Z]{2,5}|Ph\.?D\.?|M\.?D\.?)$")
_AVATAR = re.compile(r"^([A-Z])([A-Z])\s(?=\1[\w'’-]+\s(?:[\w'’.-]+\s)?\2[a-z])")
JOINED = re.compile(r"[a-zà-ÿ]{3}[A-Z]|\.[a-z]{2,3}\b")
# What no person is called: words for who is many.
_MANY = re.compile(
    r"-(?:team|redaktion)$|\b(?:news|sports?|articles)$|(?<![\w’'-])(?:web-?team|bureau|group|agencia|agence|agenzia|polizei|autoren|admin|administrator|agenc(?:y|ies)|agentur|team|staff|redaktion|online-redaktion|newsroom|clinic|hospital|university|institute|foundation|magazine|magazin|media|editors|"
    r"association|\w{0,20}verband|verein|e\. ?v|gmbh|ltd|llc|edition|liability|contributors|developers?|zeitung|nachrichten|illustrierte|tagblatt|rundschau|gazette|corporation|inc|committee|council|commission|partei|fraktion|stiftung|verlag|ministerium|sekretariat|pressestelle|eg)(?![\w’'-])",
    re.IGNORECASE,
)
_LAST_FIRST = re.compile(r"^(?P<last>[^\W\d_][\w'’\-]{1,30}),\s*(?P<first>[^\W\d_][\w.'’\- ]{0,40})$")
_UNQUOTED = str.maketrans("", "", '"“”„')
# A day, a photograph, an address: what stands where themes set the author, and is none.
_NO_PERSON = re.compile(
    rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|senin|selasa|rabu|kamis|sabtu|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)$|{_MONTH}\s\d|(?:developed|designed|powered) by|(?:foto|photo|bild|фото)\w{{0,2}}\s|\S{{1,40}}\.(?:com|net|org|info|de|at|ch|fr|it|es|pl|eu|tv)$",
    re.IGNORECASE,
)
_MAX = 200
PATTERNS = {
    "agency": AGENCY, "nobody": NOBODY, "lead": LEAD, "before": _BEFORE, "written": _WRITTEN, "glued": GLUED, "split": _SPLIT, "tail": _TAIL, "role": ROLE, "dated": _DATED, "no_name": _NO_NAME, "pieces": _PIECES,
    "name": NAME, "article": _ARTICLE, "abbreviation": _ABBREVIATION, "degree": _DEGREE, "avatar": _AVATAR, "joined": JOINED, "last_first": _LAST_FIRST, "many": _MANY, "and": _AND, "joins": _JOINS, "plain": _PLAIN, "capitals": _CAPITALS, "no_person": _NO_PERSON,
}  # fmt: skip


def names_of(printed: str) -> list[str]:
    """The names in one signature, without what leads to them and what follows."""
    return list(_names_of(printed[:_MAX]))


@lru_cache(maxsize=256)
def _names_of(printed: str) -> list[str]:
    """The same of a text that several sources of one page say."""
    said = _without_lead(printed)
    parts = [bare(_without_lead(_AND.sub("", part))) for part in _SPLIT.split(said) if part]
    if len(parts) < 2:
        return [said]
    is_full, is_joined = is_full_name(parts[0]), bool(_JOINS.search(said))
    # "Maria & Katerina" is how two people sign as one; full names are two people.
    if is_full and (is_joined or all(" " in part for part in parts)):
        named = _run(parts)
        return named if len(named) > 1 or not is_joined or ROLE.search(said) else [said]
    if (is_full and len(parts) == 2 and _ABBREVIATION.fullmatch(parts[1])) or ("," in said and not is_joined):
        return parts[:1]
    return parts[:1] if is_full and ROLE.search(said) else [said]


def _run(parts: list[str]) -> list[str]:
    """The full names that are one signature's, up to the outlet's: `Jane Roe, John Doe, BBC News, New York`."""
    ends = (n for n, part in enumerate(parts) if _CAPITALS.match(part))
    return [part for part in parts[: next(ends, len(parts))] if is_full_name(part)] or parts[:1]


def in_order(name: str) -> str:
    """`Roe, Jane`, as libraries store a name, in the order in which it is signed."""
    match = _LAST_FIRST.match(name)
    return f"{match['first']} {match['last']}" if match else name


def is_full_name(name: str) -> bool:
    """Whether a text is made as a person's full name is: two to five words, capitals or particles, no role among them."""
    words = name.translate(_UNQUOTED).split()
    return (
        2 <= len(words) <= 5
        and bool(NAME.match(name))
        and words[0][:1].isupper()
        and all(word[:1].isupper() or word in _PARTICLES for word in words)
        and max(map(len, words)) <= 20
        and not JOINED.search(name)
        and not _DIGIT.search(name)
        and not ROLE.search(name)
    )


def is_whole_name(name: str) -> bool:
    """Whether a text is made as a full name is, and no word of it is a page's own: `Recent Posts`, `About Jane`."""
    return is_full_name(name) and not _NO_NAME.search(name)


def _without_lead(printed: str) -> str:
    said = GLUED.sub("", _BEFORE.sub("", printed))
    written = _WRITTEN.search(said)
    said = said[written.end() :] if written else said
    while (without := LEAD.sub("", said)) != said:
        said = without
    return bare(said)


@lru_cache(maxsize=2_000)
def bare(said: str) -> str:
    """A name without the marks, dates and roles around it."""
    if _PLAIN.fullmatch(said):
        return said
    said = _TAIL.sub("", " ".join(said.split())).strip(" ,:;|·•⋅●-–—*")
    said = _AVATAR.sub("", _DEGREE.sub("", said) if said.count(" ") > 1 else said)
    words = said.split()
    half = len(words) // 2
    if half > 1 and words[:half] == words[half:]:
        said = " ".join(words[:half])
    return said if re.search(r"(?:^|[\s.])\w\.$", said) else said.rstrip(".")


def beside_date(line: str) -> str | None:
    """The full name in a short line that holds a date too: `Dec 17, 2025 · Jane Roe`, `Jane Roe - 11.12.2019`."""
    if not _DATED.search(line):
        return None
    pieces = _PIECES.split(_DATED.sub("|", line))
    return next(
        (name for piece in pieces if is_whole_name(name := _without_lead(piece.strip(" -–—/,")))),
        None,
    )


def is_group(name: str) -> bool:
    """Whether a newsroom, a team or an agency is named: it signs, and nobody does."""
    return len(name.split()) <= 5 and bool(NOBODY.match(name) or _ARTICLE.match(name) or _MANY.search(name))


def is_phrase(name: str) -> bool:
    """Whether small words follow a great one, as in `Personal finance`: no one signs so."""
    first, *rest = name.split() or [""]
    return first[:1].isupper() and any(word.islower() and len(word) > 3 and word not in _PARTICLES for word in rest)


def letters(name: str) -> str:
    """A name as it is compared."""
    folded = name if name.isascii() else unicodedata.normalize("NFKD", name)
    return "".join(filter(str.isalnum, folded)).casefold()


def is_person(name: str, outlets: Iterable[str], *, accounts: bool = False) -> bool:
    """Whether a printed name may be a person's: not an outlet, a role, an address or a sentence.

    `accounts`: one small word may be a pseudonym, as blogs sign.
    """
    words = name.split()
    if (
        not NAME.match(name)
        or len(words) > 6
        or NOBODY.match(name)
        or _ARTICLE.match(name)
        or _NO_PERSON.match(name)
        or _MANY.search(name)
        or max(map(len, words)) > 24
    ):
        return False
    # Accounts have one small word; whoever signs with two is a person who types so.
    if not accounts and not any(word[:1].isupper() for word in words) and name.isascii() and len(words) < 2:
        return False
    own = letters(name)
    return bool(own) and not any(
        own == outlet
        or (len(own) > 5 and own in outlet and len(own) > 0.75 * len(outlet))
        or (len(outlet) > 5 and outlet in own and len(outlet) > 0.65 * len(own))
        for outlet in outlets
    )

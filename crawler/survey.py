"""What a first look at a site showed, and the TOML that follows from it. Pure.

Only what was seen is written. What a description needs and nobody could see is named as missing, and then the TOML is a
draft: a zone that was guessed would move every article of the site by an hour.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from urllib.parse import urlsplit

import msgspec

from archive.records import Article, Reading
from crawler.keys import ZONES
from crawler.site import Source

# The first two figures of a Kemendagri code are the province; the clocks are those of Keppres 41/1987.
_ZONES_OF_CODES = {
    "WIB": "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 61 62",
    "WITA": "51 52 53 63 64 65 71 72 73 74 75 76",
    "WIT": "81 82 91 92 93 94 95 96 97",
}
ZONE_OF_CODE = {code: zone for zone, codes in _ZONES_OF_CODES.items() for code in codes.split()}
_SECOND_LEVEL = frozenset({"co", "go", "or", "web", "ac", "sch", "my", "biz", "desa", "blogspot", "wordpress"})
_PARTS = re.compile(r"\s(?:[|–—·»-]|:)\s|\s?\|\s?|:\s")
# Which sources are written, where they list anything: one that lists everything ends all looking for more.
_WRITTEN = ("news_sitemap", "wordpress", "blogger", "feed", "sitemap")


class SourceSeen(msgspec.Struct, frozen=True, kw_only=True):
    """How a source answered: `listed` addresses, of which `dated` with a date; `why` it could not be read.

    An index `leads_to` sitemaps; the one of them that was asked too `is_part` of it.
    """

    source: Source
    status: int | None = None
    listed: int = 0
    dated: int = 0
    leads_to: int = 0
    is_part: bool = False
    why: str = ""


class PageSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One article's page as it was read."""

    url: str
    status: int | None = None
    reading: Reading | None = None
    why: str = ""

    @property
    def article(self) -> Article | None:
        """What it says, where it is an article."""
        return self.reading.article if self.reading else None


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a first look at a site showed.

    `missing` is what each of two addresses answered that cannot be there: a status, or `front page` where it led home. `zone_told` is what the
    person who adds the site says of its clock.
    """

    home: str
    title: str | None = None
    robots: str = ""
    sources: tuple[SourceSeen, ...] = ()
    pages: tuple[PageSeen, ...] = ()
    missing: tuple[str, ...] = ()
    requests: int = 0
    stopped: str = ""
    zone_told: str | None = None

    @property
    def host(self) -> str:
        """The host that answered."""
        return urlsplit(self.home).hostname or ""

    @property
    def articles(self) -> tuple[Article, ...]:
        """The pages that are articles."""
        return tuple(page.article for page in self.pages if page.article is not None)


def name_of(host: str) -> str:
    """What a site may be called, by its host: `suarajarmas.com` is suarajarmas, `ntt.media.co.id` is ntt-media."""
    labels = host.lower().removeprefix("www.").split(".")[:-1]
    while len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    return re.sub(r"[^a-z0-9]+", "-", "-".join(labels)).strip("-")[:63] or "site"


def platform(survey: Survey) -> str:
    """What publishes the site, by what answered."""
    kinds = {seen.source.kind for seen in survey.sources if seen.listed}
    keys = " ".join(article.identity_key or "" for article in survey.articles)
    if "wordpress" in kinds or re.search(r"\bwp\b|wordpress", keys):
        return "WordPress"
    return "Blogger" if "blogger" in kinds or "blogger" in keys else "unknown"


def outlet(survey: Survey) -> str | None:
    """The part of the front page's title that the host is named after; None where none is like it."""
    plain = re.sub(r"[^a-z0-9]", "", survey.host.removeprefix("www.").lower())
    for part in _PARTS.split((survey.title or "")[:300]):
        letters = re.sub(r"[^a-z0-9]", "", part.lower())
        if len(letters) >= 4 and (letters in plain or letters.removesuffix("com") in plain):
            return " ".join(part.split())
    return None


def zone(survey: Survey) -> tuple[str | None, str]:
    """The clock of the outlet's province, and what says so; None where the pages do not, or contradict each other."""
    if survey.zone_told:
        return survey.zone_told, "as who added it said"
    printed = {
        moment.at.utcoffset()
        for article in survey.articles
        if (moment := article.published_at) is not None and moment.zone_from == "printed"
    }
    names = {name for name, hours in ZONES.items() for gap in printed if gap and gap.total_seconds() == hours * 3600}
    provinces: Counter[str] = Counter()
    for article in survey.articles:
        provinces.update({place.kemendagri[:2] for place in article.places if place.kemendagri})
    most = provinces.most_common(2)
    is_clear = bool(most) and most[0][1] >= 2 and (len(most) == 1 or most[0][1] > most[1][1])
    by_place = ZONE_OF_CODE.get(most[0][0]) if is_clear else None
    if len(names) == 1 and by_place in (None, *names):
        return names.pop(), "printed beside the time"
    if not names and by_place is not None:
        return by_place, f"{most[0][1]} of {len(survey.articles)} articles are about its province"
    if names and by_place is not None:
        return None, f"the pages print {', '.join(sorted(names))}, the places are in {by_place}"
    return None, "no page prints a zone, and the places do not tell the province"


def lacking(survey: Survey) -> tuple[str, ...]:
    """What a description needs and the look did not show."""
    found = []
    if zone(survey)[0] is None:
        found.append(f"site.zone: {zone(survey)[1]}")
    if not any(seen.listed for seen in survey.sources):
        found.append("source: nothing that was asked lists an article")
    if survey.pages and len(survey.articles) * 2 < len(survey.pages):
        found.append(f"address.article_url: {len(survey.articles)} of {len(survey.pages)} pages read as articles")
    elif not survey.pages:
        found.append("no article was found to be read")
    return tuple(found)


def written(survey: Survey, name: str, on: date) -> str:
    """The TOML of what was seen. It is whole where nothing is `lacking`; else it says what is missing, and does not load."""
    lines = [f"# {_printable(line)}" for line in told(survey, on)]
    named = outlet(survey)
    lines += ["", "[site]", f"name = {_quoted(name)}"]
    lines.append(f"outlet = {_quoted(named or survey.host)}" + ("" if named else "  # by its host: no title says it"))
    lines.append(f"domains = [{_quoted(survey.host.removeprefix('www.'))}]")
    clock, why = zone(survey)
    lines.append(f'zone = "{clock}"  # {why}' if clock else "# zone = MISSING: WIB, WITA or WIT")
    for source in chosen(survey):
        lines += ["", "[[source]]", f"kind = {_quoted(source.kind)}", f"url = {_quoted(source.url)}"]
    fields = [field for field, share in fields_of(survey).items() if share == 1]
    if survey.articles:
        lines += ["", "[expect]", f"fields = [{', '.join(map(_quoted, fields))}]"]
    return "\n".join(lines) + "\n"


def told(survey: Survey, on: date) -> tuple[str, ...]:
    """What was seen, line by line."""
    known = [f"MISSING {what}" for what in lacking(survey)]
    is_soft = any(answer in ("200", "front page") for answer in survey.missing)
    soft = " (what is not there looks like a page: soft 404)" if is_soft else ""
    shares = ", ".join(f"{field} {round(share * len(survey.articles))}" for field, share in fields_of(survey).items())
    return (
        f"Looked at on {on:%Y-%m-%d}, {survey.requests} requests. Look it over before you follow it.",
        f"Platform: {platform(survey)}.",
        f"robots.txt: {survey.robots or 'no answer'}.",
        f"Two addresses that cannot be there answered: {', '.join(survey.missing) or 'not asked'}{soft}.",
        *(_source_line(seen) for seen in survey.sources),
        f"Read {len(survey.pages)} pages, {len(survey.articles)} are articles; of these have: {shares or '-'}.",
        *([f"Stopped: {survey.stopped}."] if survey.stopped else []),
        *known,
    )


def chosen(survey: Survey) -> tuple[Source, ...]:
    """The sources to be asked from now on: those for machines; where none lists everything, the front page too."""
    able = [seen.source for seen in survey.sources if (seen.listed or seen.leads_to) and not seen.is_part]
    machine = [source for source in able if source.kind in _WRITTEN]
    if any(source.kind in ("sitemap", "wordpress", "blogger") for source in machine):
        return tuple(machine)
    return (*machine, *(source for source in able if source.kind == "section"))


def fields_of(survey: Survey) -> dict[str, float]:
    """The share of the articles that have each field that `[expect]` may name."""
    has = {
        "title": lambda _: True, "published_at": lambda a: a.published_at is not None, "people": lambda a: bool(a.people),
        "places": lambda a: bool(a.places), "section": lambda a: a.section is not None,
    }  # fmt: skip
    articles = survey.articles
    return {name: sum(map(test, articles)) / len(articles) for name, test in has.items()} if articles else {}


def _source_line(seen: SourceSeen) -> str:
    said = f"status {seen.status}" if seen.status is not None else "no answer"
    if seen.listed:
        said = f"{seen.listed} listed, {seen.dated} with a date"
    elif seen.leads_to:
        said = f"an index of {seen.leads_to}"
    return f"{seen.source.kind} {seen.source.url}: {said}{f' ({seen.why})' if seen.why else ''}"


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def _quoted(text: str) -> str:
    plain = _printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain[:300]}"'

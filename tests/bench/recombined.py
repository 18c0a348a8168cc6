"""As many articles as a bench wants: sentences of real ones recombined, so that words come as often as in real news.

The sentences are read from ../shared and never committed. Any article can be made by its number alone. No sentence is
more than a seventh of an article's words and each article has its own draw, so that two share .3 of their words by
chance in less than one pair of a million million.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import accumulate

from archive.records import Article, Credit, Dateline, Moment, Paragraph, Person, Place
from tests.bench.corpus import NAMES, real_articles

FIRST = datetime(2006, 1, 1, tzinfo=UTC)
MINUTES = 20 * 365 * 24 * 60
SITES = tuple(f"warta-{name}" for name in (
    "sabana", "teluk", "lembah", "pesisir", "selat", "lontar", "sasando", "kampung", "tanjung", "tenun", "bukit", "savana", "karang",
    "cendana", "komodo", "kelimutu", "tambora", "muara", "pulau", "fajar", "senja", "rakyat", "nelayan", "petani", "niaga", "pelita",
    "suluh", "obor", "gema", "kabar",
))  # fmt: skip
# Name, dateline and Kemendagri code; the first are written of most.
PLACES = (
    ("Kupang", "53.71"), ("Sumba Barat Daya", "53.18"), ("Ende", "53.08"), ("Manggarai Barat", "53.15"), ("Belu", "53.04"),
    ("Sumba Timur", "53.11"), ("Sikka", "53.07"), ("Flores Timur", "53.06"), ("Alor", "53.05"), ("Ngada", "53.09"), ("Lembata", "53.13"),
    ("Timor Tengah Selatan", "53.02"), ("Timor Tengah Utara", "53.03"), ("Rote Ndao", "53.14"), ("Sumba Barat", "53.12"),
    ("Sumba Tengah", "53.17"), ("Manggarai", "53.10"), ("Manggarai Timur", "53.19"), ("Nagekeo", "53.16"), ("Sabu Raijua", "53.20"),
    ("Malaka", "53.21"), ("Bima", "52.06"), ("Dompu", "52.05"), ("Lombok Timur", "52.03"), ("Mataram", "52.71"), ("Ambon", "81.71"),
)  # fmt: skip
SECTIONS = ("Daerah", "Politik", "Hukum", "Ekonomi", "Pendidikan", "Olahraga", "Budaya")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_WORDS = range(7, 34)
_ZONE = timezone(timedelta(hours=8))


@functools.cache
def sentences() -> tuple[str, ...]:
    """The sentences of the real articles, each once, neither very short nor very long."""
    found = dict.fromkeys(
        part
        for article in real_articles()
        for paragraph in article.paragraphs
        for part in _SENTENCE.split(paragraph)
        if part[:1].isupper() and part[-1:] in '.!?"”' and len(part.split()) in _WORDS
    )  # fmt: skip
    return tuple(found)


@functools.cache
def titles() -> tuple[str, ...]:
    """The headlines of the real articles."""
    return tuple(dict.fromkeys(article.title for article in real_articles()))


@functools.cache
def _weights(count: int) -> Sequence[float]:
    return tuple(accumulate(1 / (n + 3) for n in range(count)))


def article(number: int) -> tuple[str, Article]:
    """The site and the article of a number, always the same."""
    chance = random.Random(number)
    site = SITES[chance.choices(range(len(SITES)), cum_weights=_weights(len(SITES)))[0]]
    name, code = PLACES[chance.choices(range(len(PLACES)), cum_weights=_weights(len(PLACES)))[0]]
    drawn = chance.sample(sentences(), chance.randint(11, 19))
    begins = list(range(0, len(drawn), 3))
    headline = chance.choice(titles())
    # Later years have more: the square root bends a flat draw that way.
    at = (FIRST + timedelta(minutes=round(MINUTES * chance.random() ** 0.5))).astimezone(_ZONE)
    return site, Article(
        title=f"{headline.split(':')[-1].strip()[:90]}, {name}",
        body=tuple(Paragraph(text=" ".join(drawn[n : n + 3])) for n in begins),
        published_at=Moment(at=at, precision="minute", zone_from="data"),
        people=(Person(name=chance.choice(NAMES), role="reporter", printed=""),),
        dateline=Dateline(printed=f"{name} –", place=name),
        places=(Place(name=name, level="regency", method="dateline", kemendagri=code, province="Nusa Tenggara Timur"),),
        credits=(Credit(kind="repost", printed="Sumber", outlet="Kantor Berita Sasando"),) if number % 50 == 0 else (),
        section=chance.choice(SECTIONS),
    )  # fmt: skip


def articles(count: int, first: int = 0) -> Iterator[tuple[str, Article]]:
    """So many of them, in order of their numbers."""
    for number in range(first, first + count):
        yield article(number)

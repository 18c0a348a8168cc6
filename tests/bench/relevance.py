"""Which answers are better? Questions on the newsroom and on real articles, four systems, nDCG@10 on the pooled top tens.

    python -m tests.bench.relevance

The questions and what an answer must speak of are written by hand: asked_newsroom.tsv on the newsroom's texts, which are
always here, and asked.tsv on real ones, where ../shared is. A judgement is made of an article and a
question alone, blind to the system that gave it: 2 where all that is asked for stands in its headline and first lines, 1
where it stands in the text, 0 else. No text of ../shared is written anywhere.
"""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from archive import DATABASE
from archive.errors import QueryRefused
from archive.fold import fold, words
from archive.indexing import index_row, put
from archive.records import Article, Moment, Paragraph, Person
from archive.search import search
from archive.sqlite import connect
from archive.stems import STEMS
from archive.store import Archive
from crawler.demo.press import EDITIONS, load
from tests.bench.corpus import SHARED, RealArticle, real_articles

TOP = 10
_FIRST = 350
System = Callable[[Any, str], list[int]]


Asked = list[tuple[str, list[re.Pattern[str]]]]


def questions(name: str = "asked.tsv") -> Asked:
    """What is typed, and the groups of which one beginning each must stand in an answer."""
    found = []
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            typed, _, needed = line.partition("\t")
            groups = [[form.strip() for form in group.split("|")] for group in needed.split("&")]
            # Short forms are whole words: `as` begins too many.
            found.append((typed, [re.compile("|".join(_begins(form) for form in forms)) for forms in groups]))
    return found


def _begins(form: str) -> str:
    return rf"\b{re.escape(form)}" + (r"\b" if len(form) <= 4 else "")


def judged(article: RealArticle, needed: list[re.Pattern[str]]) -> int:
    """What an article is worth as an answer."""
    text = fold(f"{article.title} {' '.join(article.paragraphs)}").casefold()
    first = text[: len(article.title) + _FIRST]
    return 2 if all(one.search(first) for one in needed) else int(all(one.search(text) for one in needed))


def ours(connection: Any, typed: str) -> list[int]:
    """Kliping, best first."""
    try:
        return [int(hit.address.rpartition("/")[2]) for hit in search(connection, typed, limit=TOP).hits]
    except QueryRefused:
        return []


def plain(connection: Any, typed: str) -> list[int]:
    """FTS5 as its manual says: every word quoted, ORDER BY rank."""
    return _fts(connection, "plain", [f'"{word}"' for word in re.findall(r"\w+", typed)])


def stemmed(connection: Any, typed: str) -> list[int]:
    """BM25 over Snowball's stems, of questions and texts alike."""
    return _fts(connection, "stemmed", [f'"{STEMS[word]}"' for word in words(typed)])


def like(connection: Any, typed: str) -> list[int]:
    """LIKE: all words stand somewhere, newest first."""
    parts = re.findall(r"\w+", typed)
    where = " AND ".join("(w.title || ' ' || w.body) LIKE ?" for _ in parts)
    rows = connection.execute(
        f"SELECT s.address FROM article_state s JOIN wording w ON w.id = s.wording WHERE {where} ORDER BY s.document DESC LIMIT {TOP}",
        [f"%{part}%" for part in parts],
    )
    return [int(row[0].rpartition("/")[2]) for row in rows]


def _fts(connection: Any, table: str, quoted: list[str]) -> list[int]:
    asked = f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT {TOP}"
    return [row[0] for row in connection.execute(asked, (" ".join(quoted),))]


SYSTEMS: dict[str, System] = {"kliping": ours, "plain FTS5": plain, "BM25 + Snowball": stemmed, "LIKE": like}


def fill(folder: Path, articles: list[RealArticle]) -> None:
    """The archive of the articles, and the tables of the others beside."""
    Archive.open(folder, create=True).close()
    with closing(connect(folder / DATABASE)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for table in ("plain", "stemmed"):
            connection.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5 (title, body, tokenize='unicode61 remove_diacritics 2')"
            )
        connection.execute("BEGIN")
        for real in articles:
            _keep(connection, real)
        connection.execute("COMMIT")


def _keep(connection: Any, real: RealArticle) -> None:
    told = Article(
        title=real.title, body=tuple(Paragraph(text=text) for text in real.paragraphs if text.strip()),
        published_at=Moment(at=real.at, precision="minute", zone_from="data"),
        people=(Person(name=real.author, role="reporter", printed=""),),
    )  # fmt: skip
    key, document = f"{real.number:032x}", int(real.at.timestamp())
    stamp = real.at.isoformat()
    connection.execute("INSERT INTO wording VALUES (?, ?, NULL, ?, 1)", (key, told.title, told.text))
    connection.execute(
        "INSERT INTO reading (id, capture, parts, kind, reader, wording, fields) VALUES (?, ?, '[]', 'article', '1', ?, '{}')",
        (key, key, key),
    )
    connection.execute(
        "INSERT INTO article_state (article, site, status, address, url, first_at, last_at, looks, edits, misses, revision, reading, wording, capture, published_at, document) "
        "VALUES (?, 's', 'present', ?, '', ?, ?, 1, 0, 0, 1, ?, ?, ?, ?, ?)",
        (key, f"https://s.example/{real.number}", stamp, stamp, key, key, key, stamp, document),
    )
    put(connection, document, told, "s")
    row = index_row(told, "s")
    connection.execute("INSERT INTO plain (rowid, title, body) VALUES (?, ?, ?)", (real.number, told.title, told.text))
    folded = [" ".join(STEMS[word] for word in words(part)) for part in row[:2]]
    connection.execute("INSERT INTO stemmed (rowid, title, body) VALUES (?, ?, ?)", (real.number, *folded))


def gain(grades: list[int]) -> float:
    """Discounted gain of the first ten."""
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:TOP]))


def newsroom() -> list[RealArticle]:
    """The invented texts as the last edition prints them."""
    every = (filed.printed(EDITIONS) for filed in load().by_name.values())
    pieces = [one for one in every if one is not None and one.piece.kind == "article"]
    return [
        RealArticle(
            number, one.title, tuple(block.plain for block in one.blocks),
            one.piece.bylines[0].name if one.piece.bylines else one.paper, one.piece.published,
        )
        for number, one in enumerate(pieces)
    ]  # fmt: skip


def compare(articles: list[RealArticle], asked: Asked) -> dict[str, tuple[float, int]]:
    """Each system's nDCG@10, and how many questions it answered with nothing; and print them."""
    by_number = {article.number: article for article in articles}
    scores: dict[str, list[float]] = {name: [] for name in SYSTEMS}
    unanswered = dict.fromkeys(SYSTEMS, 0)
    nowhere = 0
    with tempfile.TemporaryDirectory() as place:
        fill(Path(place), articles)
        with closing(connect(Path(place) / DATABASE, readonly=True)) as connection:
            for typed, needed in asked:
                given = {name: system(connection, typed) for name, system in SYSTEMS.items()}
                grades = {number: judged(by_number[number], needed) for numbers in given.values() for number in numbers}
                best = gain(sorted(grades.values(), reverse=True))
                if not best:
                    nowhere += 1
                    continue
                for name, numbers in given.items():
                    scores[name].append(gain([grades[number] for number in numbers]) / best)
                    unanswered[name] += not numbers
    print(
        f"{len(asked)} questions on {len(articles)} articles; {nowhere} of them nobody answers, and they count for nobody"
    )
    for name, found in scores.items():
        print(f"{name:18} nDCG@10 {sum(found) / len(found):.3f}   without any answer {unanswered[name]}")
    return {name: (sum(found) / len(found), unanswered[name]) for name, found in scores.items()}


def main() -> None:
    """Print the figures."""
    compare(newsroom(), questions("asked_newsroom.tsv"))
    if SHARED.exists():
        compare(real_articles(), questions())
    else:
        print("the other two hundred questions need a folder `shared` beside the project")


if __name__ == "__main__":
    main()

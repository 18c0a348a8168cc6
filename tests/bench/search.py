"""How long answers take, kind by kind, beside plain FTS5 in the same run; and how large the index is.

    python -m tests.bench.million --articles 1000000 FOLDER      # once
    python -m tests.bench.search FOLDER [--rounds 5]

Words are chosen by how many articles have them, so that each kind is what its name says. Cold is the first question of a
fresh connection after the file was dropped from the system's cache as far as it lets us; warm is the rest. Plain FTS5 is
the same articles in one FTS5 table with beginnings of three letters, asked as its manual says: MATCH, ORDER BY bm25 or
rowid, LIMIT, and count(*) of all. It is made beside (FOLDER/plain.db) the first time.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from archive import DATABASE
from archive.indexing import index_row
from archive.rows import article_of
from archive.search import search
from archive.sqlite import connect

PER_KIND = 12
Kinds = dict[str, tuple[list[str], dict[str, Any]]]


def words_by_frequency(connection: Any) -> dict[str, list[str]]:
    """Rare, middling and frequent words: in a ten-thousandth, a hundredth and an eighth to a fifth of the articles."""
    count = connection.execute("SELECT count(*) FROM facet").fetchone()[0]
    rows = connection.execute(
        "SELECT term, doc FROM word_list WHERE doc > ? AND length(term) > 3 AND term GLOB '[a-z]*'", (count // 20_000,)
    ).fetchall()
    shares = [(row[0], row[1] / count) for row in rows]
    ranges = {"rare": (0.0001, 0.0003), "middling": (0.008, 0.02), "frequent": (0.10, 0.20)}
    return {
        name: [term for term, share in shares if low <= share <= high][:: max(1, len(shares) // 100_000)][:200]
        for name, (low, high) in ranges.items()
    }


def kinds(connection: Any) -> Kinds:
    """The questions of each kind, and how they are asked."""
    words = words_by_frequency(connection)

    def some(name: str) -> list[str]:
        found = words[name]
        return found[:: max(1, len(found) // PER_KIND)][:PER_KIND]

    pairs = [f"{a} {b}" for a, b in itertools.pairwise([*some("frequent"), some("frequent")[0]])]
    phrases = ["kepala desa", "rumah sakit", "juru bicara", "hari ini", "kata dia", "jawa barat", "anak muda", "tahun lalu",
               "mata uang", "kerja sama", "media sosial", "tidak bisa"]  # fmt: skip
    stories = [row[0] for row in connection.execute("SELECT id FROM story ORDER BY id DESC LIMIT 12")]
    prefixes = [
        "pel*",
        "kec*",
        "ban*",
        "pembang*",
        "peng*",
        "meng*",
        "perta*",
        "keter*",
        "pelabu*",
        "penggali*",
        "sekol*",
        "korup*",
    ]
    fields = ["judul:polisi", "tempat:kupang", "tempat:ende", "penulis:maria", "media:sabana", "rubrik:hukum", "judul:harga",
              "tempat:sikka", "penulis:markus", "media:obor", "isi:gubernur", "judul:presiden"]  # fmt: skip
    months = [
        f"{word} tanggal:20{year:02}-03..20{year:02}-08"
        for year, word in zip(range(8, 20), some("middling"), strict=False)
    ]
    return {
        "rare word": (some("rare"), {}),
        "middling word": (some("middling"), {}),
        "frequent word": (some("frequent"), {}),
        "phrase": ([f'"{phrase}"' for phrase in phrases], {}),
        "NEAR": ([f"NEAR({phrase}, 5)" for phrase in phrases], {}),
        "prefix": (prefixes, {}),
        "two frequent words": (pairs, {}),
        "field": (fields, {}),
        "word and dates": (months, {}),
        "dates alone": ([f"tanggal:20{year:02}" for year in range(7, 19)], {}),
        "story": ([f"cerita:{story}" for story in stories], {}),
        "page 2": (some("middling"), {"page": 2}),
        "page 50": (some("frequent"), {"page": 50}),
        "newest first": ([*some("frequent")[:6], *some("middling")[:6]], {"newest_first": True}),
        "with facets": ([*some("frequent")[:4], *some("middling")[:4], *some("rare")[:4]], {"with_facets": True}),
    }


CLOCKS = {"wall": time.perf_counter, "cpu": time.thread_time}
_clock = [time.perf_counter]


def seconds(asked: Callable[[], Any]) -> float:
    """How long it takes by the chosen clock."""
    start = _clock[0]()
    asked()
    return _clock[0]() - start


def plain_answer(connection: Any, match: str, *, newest_first: bool, offset: int) -> None:
    """The same asked of plain FTS5."""
    order = "rowid DESC" if newest_first else "bm25(plain, 6.0, 1.0, 3.0, 3.0, 1.0, 1.0)"
    connection.execute(
        f"SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY {order} LIMIT 20 OFFSET {offset}", (match,)
    ).fetchall()
    connection.execute("SELECT count(*) FROM plain WHERE plain MATCH ?", (match,)).fetchone()


_FIELDS = {
    "judul": "title",
    "tempat": "place",
    "penulis": "person",
    "media": "outlet",
    "rubrik": "section",
    "isi": "body",
}


def as_plain(typed: str) -> str | None:
    """The question in FTS5's own words; None where it has none (dates, stories)."""
    name, colon, word = typed.partition(":")
    if "tanggal:" in typed or name == "cerita":
        return None
    return f"{_FIELDS[name]} : {word}" if colon and name in _FIELDS else typed


def make_plain(folder: Path) -> None:
    """The same articles in one plain FTS5 table; begun again it goes on where it was."""
    with closing(connect(folder / DATABASE, readonly=True)) as source, closing(connect(folder / "plain.db")) as plain:
        plain.execute("PRAGMA synchronous = OFF")
        plain.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS plain USING fts5 (title, body, place, person, outlet, section, "
            "content='', prefix='3', tokenize='unicode61 remove_diacritics 2')"
        )
        plain.execute("CREATE TABLE IF NOT EXISTS made (article TEXT)")
        plain.execute("INSERT INTO plain (plain, rank) VALUES ('hashsize', 50000000)")
        last = plain.execute("SELECT coalesce(max(article), '') FROM made").fetchone()[0]
        asked = (
            "SELECT article, document, site, reading FROM article_state WHERE article > ? ORDER BY article LIMIT 5000"
        )
        while batch := source.execute(asked, (last,)).fetchall():
            plain.execute("BEGIN")
            for row in batch:
                article = article_of(source, row["reading"])
                assert article is not None
                plain.execute(
                    "INSERT INTO plain (rowid, title, body, place, person, outlet, section) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (row["document"], *index_row(article, row["site"])),
                )
            last = batch[-1]["article"]
            plain.execute("INSERT INTO made VALUES (?)", (last,))
            plain.execute("COMMIT")
            print(f"plain FTS5 has the articles up to {last}", flush=True)


def forget(path: Path) -> None:
    """Ask the system to drop the file from its cache."""
    handle = os.open(path, os.O_RDONLY)
    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(handle)


def measure(folder: Path, rounds: int, only: str) -> None:
    """Print the table."""
    path = folder / DATABASE
    with closing(connect(path, readonly=True)) as connection:
        asked = kinds(connection)
    plain = connect(folder / "plain.db", readonly=True) if (folder / "plain.db").exists() else None
    print(f"{'ms':22}{'cold':>9}{'warm p50':>10}{'warm p95':>10}{'plain p50':>11}{'plain p95':>11}   a question")
    for name, (questions, how) in asked.items():
        if only and only not in name:
            continue
        forget(path)
        with closing(connect(path, readonly=True)) as connection:
            cold = seconds(lambda: search(connection, questions[0], **how))  # noqa: B023
            for typed in questions:
                search(connection, typed, **how)
            warm = [seconds(lambda: search(connection, typed, **how)) for _ in range(rounds) for typed in questions]  # noqa: B023
        beside = []
        matches = [match for typed in questions if (match := as_plain(typed))]
        if plain is not None and matches and not how.get("with_facets"):
            how_plain = {"newest_first": bool(how.get("newest_first")), "offset": 20 * (how.get("page", 1) - 1)}
            beside = [seconds(lambda: plain_answer(plain, match, **how_plain)) for _ in range(2) for match in matches]  # noqa: B023
            beside = beside[len(matches) :]
        told = [1000 * cold, 1000 * statistics.median(warm), 1000 * p95(warm)]
        told_plain = (
            f"{1000 * statistics.median(beside):11.1f}{1000 * p95(beside):11.1f}" if beside else f"{'-':>11}{'-':>11}"
        )
        print(f"{name:22}{told[0]:9.1f}{told[1]:10.1f}{told[2]:10.1f}{told_plain}   {questions[0]}", flush=True)


def p95(durations: list[float]) -> float:
    """The duration that one in twenty exceeds."""
    return sorted(durations)[min(len(durations) - 1, int(len(durations) * 0.95))]


def sizes(folder: Path) -> None:
    """What the index takes beside the text."""
    with closing(connect(folder / DATABASE, readonly=True)) as connection:
        articles, text = connection.execute(
            "SELECT count(*), sum(length(CAST(title AS BLOB)) + length(CAST(body AS BLOB))) FROM wording"
        ).fetchone()
        print(f"{articles:,} articles, {text / articles:.0f} bytes of text each")
        for table in ("article_index", "word_index"):
            size = connection.execute(
                f"SELECT (SELECT sum(length(block) + 8) FROM {table}_data) + (SELECT sum(length(sz) + 8) FROM {table}_docsize)"
            ).fetchone()[0]
            print(f"{table:14} {size / text:.3f} x the text")
        facets = connection.execute("SELECT sum(length(site) + length(places) + 14) FROM facet").fetchone()[0]
        print(f"{'facet':14} {facets / text:.3f} x the text")


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--plain", action="store_true", help="make plain.db if it is not there")
    options.add_argument("--only", default="", help="only the kinds whose name has this")
    options.add_argument("--sizes", action="store_true", help="tell what the index takes beside the text")
    options.add_argument(
        "--clock", choices=CLOCKS, default="wall", help="cpu where others are at work on this machine, too"
    )
    chosen = options.parse_args()
    _clock[0] = CLOCKS[chosen.clock]
    if chosen.plain:
        make_plain(chosen.folder)
    if chosen.sizes:
        sizes(chosen.folder)
    measure(chosen.folder, chosen.rounds, chosen.only)


if __name__ == "__main__":
    main()

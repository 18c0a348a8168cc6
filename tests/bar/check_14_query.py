"""10,000 random questions and 200 injections, asked of the archive, its SQL and its command line: rows or one line, nothing written."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from archive.errors import QueryRefused
from archive.search import search
from archive.sql import ask
from archive.sqlite import connect
from tests.archive.shelf import shelf

QUESTIONS, INJECTIONS, COMMANDS = 10_000, 200, 40
SOUP = (
    '"', "'", "*", "(", ")", "-", "+", "^", ":", ",", ".", "..", "{", "}", "NEAR", "NEAR(", "NEAR(a b,", "AND", "OR", "NOT", "a", "sumur",
    "title:", "{title}:", "judul:", "isi:", "tanggal:", "tanggal:2020", "peristiwa:", "cerita:", "cerita:00ff", "status:", "status:dihapus",
    "status:salinan", "rowid", "article_index", "word_index", "=stem", "sum*", "ab*", "\x00", "’", "\u202e", "ﷺ", "ß", "İ", "½", "_", "a_b",
    "٣", "😀", ";--", "' OR 1=1", " ", "  ", "\n", "\\", "%", "?", "?1", "$a", "-judul:", "-NEAR(a b)", "|", "/*", "*/", "0", "1e9", "x'00'",
    "OR OR", "nusa", "tenggara", "timur", "petani", "\ud800", "\U0010ffff", "ﬀ", "e\u0301", "-status:copy", "--tepat", "tanggal:9999..0001",
)  # fmt: skip
SAYINGS = (
    "' OR '1'='1", "'; DROP TABLE article; --", "') UNION SELECT body FROM wording --", '" OR 1=1 --', "1; ATTACH 'x' AS y", "x' AND 1=(SELECT 1)--",
    "*/ DELETE FROM act /*", "' || (SELECT load_extension('x')) || '", "sumur'); VACUUM INTO 'y'; --", "\\'; PRAGMA writable_schema=1; --",
)  # fmt: skip
STATEMENTS = (
    "DELETE FROM article", "SELECT 1; DROP TABLE article", "ATTACH 'evil.db' AS e", "PRAGMA writable_schema=1", "SELECT load_extension('e')",
    "INSERT INTO article_index(article_index) VALUES('delete-all')", "WITH x AS (SELECT 1) DELETE FROM article", "VACUUM INTO 'evil.db'",
    "UPDATE wording SET body=''", "REPLACE INTO act VALUES (1)",
)  # fmt: skip


def injections(chance: random.Random) -> list[str]:
    """Known ones, in every field and with others' beginnings and ends."""
    fields = ("", "judul:", "tanggal:", "status:", "cerita:", "tempat:", '"', "NEAR(", "-", "peristiwa:")
    return [
        chance.choice(fields) + chance.choice(SAYINGS) + chance.choice(("", '"', ")", "*", " OR sumur"))
        for _ in range(INJECTIONS)
    ]


def main() -> str:
    """The figures."""
    chance = random.Random(14)
    typed = ["".join(chance.choices(SOUP, k=chance.randint(0, 14))) for _ in range(QUESTIONS)]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        shelf(folder)
        before = (folder / "archive.db").read_bytes()
        refused, slowest = _ask(folder, typed + injections(chance))
        told = _commands(folder, [text for text in typed if "\x00" not in text and text.isprintable()][:COMMANDS])
        assert (folder / "archive.db").read_bytes() == before, "the archive was written to"
        assert not list(Path.cwd().glob("evil.db"))
    return (
        f"{len(typed)} questions and {INJECTIONS} injections: {refused} answered with a line of help, slowest {slowest:.0f} ms; "
        f"{len(STATEMENTS)} statements refused; {told} on the command line; 0 tracebacks, 0 bytes written"
    )


def _ask(folder: Path, typed: list[str]) -> tuple[int, float]:
    refused, slowest = 0, 0.0
    with closing(connect(folder / "archive.db", readonly=True)) as connection:
        for text in typed:
            start = time.perf_counter()
            told = ""
            try:
                search(connection, text, limit=3, with_facets=True)
            except QueryRefused as error:
                told = str(error)
            assert "\n" not in told, text
            refused += bool(told)
            slowest = max(slowest, 1000 * (time.perf_counter() - start))
        for sql in STATEMENTS:
            try:
                ask(connection, sql, limit=1, until=time.monotonic() + 5, now=time.monotonic)
            except QueryRefused:
                continue
            raise AssertionError(f"was not refused: {sql}")
        assert connection.total_changes == 0
    return refused, slowest


def _commands(folder: Path, typed: list[str]) -> int:
    for text in typed:
        command = [sys.executable, "-m", "archive.cli", "--archive", str(folder), "search", "--limit", "1", "--", text]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert "Traceback" not in done.stderr, (text, done.stderr[-500:])
        assert done.returncode in (0, 2), (text, done.returncode, done.stderr)
    return len(typed)

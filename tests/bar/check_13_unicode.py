"""10,000 strings of every kind (NUL, surrogates, controls, bidi, astral): stored, searched, told and exported without an error."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from archive.errors import QueryRefused
from archive.fingerprint import sketch
from archive.records import Article, Paragraph, RecordRejected
from archive.search import search
from archive.store import Archive
from archive.terminal import clean
from archive.upkeep.verify import verify
from archive.worddiff import word_diff
from tests.archive.builder import look

COUNT, A_TEXT = 10_000, 10
_ODD = (
    "\x00", "\ud800", "\udfff", "\x1b[31m", "\u202e", "\u2028", "\u200b", "\ufeff", "\ufffe", "\U0010ffff", "é", "e\u0301",
    "ß", "İ", "ﬁ", "’", "“", "=cmd", "\r", "\n\n", "\t", "<b>", '"', "*", "NEAR(", "🙂", "\u0627\u0644", "ꦲ", "Ǆ", "½",
)  # fmt: skip


def texts(chance: random.Random) -> list[str]:
    """Strings: half of odd pieces, half of any code points."""
    found = []
    for number in range(COUNT):
        if number % 2:
            found.append(
                "".join(chance.choice(_ODD) + chance.choice(("kata", " ", "")) for _ in range(chance.randrange(1, 9)))
            )
        else:
            found.append("".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(1, 20))))
    return found


def main() -> str:
    """How many were stored, how many refused at birth, and that none fell through."""
    stored = refused = 0
    strings = texts(random.Random(13))
    with tempfile.TemporaryDirectory() as name:
        with Archive.open(Path(name), create=True) as archive:
            futures = []
            for start in range(0, COUNT, A_TEXT):
                body = []
                for text in strings[start : start + A_TEXT]:
                    try:
                        body.append(Paragraph(text=text))
                        stored += 1
                    except RecordRejected:
                        refused += 1
                if body:
                    title = f"Berita {start} {body[0].text}"
                    futures.append(archive.keep(look(Article(title=title, body=tuple(body)), path=f"/{start}")))
            for future in futures:
                future.result(60)
            connection = archive.connection()
            for text in strings:
                clean(text)
                word_diff(text, text[::-1])
                sketch(text)
                try:
                    search(connection, text)
                except QueryRefused:
                    continue
            held = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
            assert held == len(futures), (held, len(futures))
        findings = list(verify(Path(name)))
        assert not findings, findings[:3]
    return f"{stored} strings stored and verified, {refused} refused at birth (NUL, surrogates, blanks), {COUNT} searched for"

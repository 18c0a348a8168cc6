"""The real articles that the benches are made of: read from ../shared, never committed."""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared"

# Lines that sites put into the text and that are not the article (the field notes' list, written out here so that the
# truth does not depend on the reader's own rules).
_PROMO = re.compile(
    r"(?i)\s*(share|bagikan|advertisement|loading|baca\s*(juga)?\s*:?.*|simak\s+(juga|video|berita).*|lihat\s+juga.*|"
    r"scroll\s+to\s+continue.*|scroll\s+ke\s+bawah.*|\[gambas:.*|ikuti\s+(kami|whatsapp|berita).*|"
    r"bacaan\s+lainnya|posting\s+terkait|related\s+posts.*|rekomendasi\s+untuk\s+anda|halaman(\s*:.*|\s+selanjutnya.*)?|"
    r"selengkapnya.*|view\s+all\s+result|no\s+result|tinggalkan\s+balasan|\d+\s+views?|read\s+(more|also).*|"
    r"artikel\s+ini\s+(telah|sudah)\s.*|.*saksikan\s+(live|video)\s.*|\*+|\(\*\)|"
    r"(penulis|editor|reporter|sumber|foto|laporan|pewarta)\s*:.*|pilihan\s+editor.*|.{0,3})"
)


@dataclass(frozen=True, slots=True)
class RealArticle:
    """One article that the bench serves, and the truth that it is compared with."""

    number: int
    title: str
    paragraphs: tuple[str, ...]
    author: str
    at: datetime
    # What a paper prints before and below the text: the place and whole form of a dateline, and a credit line with its outlet.
    dateline: tuple[str, str] | None = None
    credit: tuple[str, str] | None = None

    @property
    def below(self) -> str:
        """The credit line, which is printed as the last paragraph of the text and is no part of it."""
        return self.credit[1] if self.credit else ""

    @property
    def slug(self) -> str:
        """The address part made of the title, unique by number."""
        words = re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")
        return f"{words[:70].strip('-')}-{self.number}"


def require_shared(name: str) -> Path:
    """The folder or file under ../shared; the bench ends with a plain word where it is absent."""
    path = SHARED / name
    if not path.exists():
        sys.exit(f"this bench needs {name} in a folder `shared` beside the project")
    return path


def real_articles(limit: int | None = None) -> list[RealArticle]:
    """One article per address and body, promo lines cut, with invented authors and instants (the truth is what is served)."""
    path = require_shared("corpora/id_text/articles.jsonl.xz")
    seen: set[str] = set()
    articles: list[RealArticle] = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            paragraphs = tuple(
                " ".join(part.split()) for part in (row["body"] or "").split("\n") if not _PROMO.fullmatch(part)
            )
            body = " ".join(paragraphs)
            keys = {row["url"], hashlib.sha256(body.casefold().encode()).hexdigest()}
            title = " ".join((row["title"] or "").split())
            if keys & seen or not body or not title:
                continue
            seen |= keys
            number = len(articles)
            at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=61 * number)
            articles.append(RealArticle(number, title, paragraphs, NAMES[number % len(NAMES)], at))
            if limit and len(articles) >= limit:
                break
    return articles


NAMES = (
    "Yosef Lende Bora", "Maria Inna Kaka", "Petrus Ama Ndara", "Theresia Wolla Dappa", "Frans Umbu Rauta",
    "Katarina Bili Ngongo", "Dominggus Rangga Mone", "Agustina Kii Lota", "Markus Ndoda Pote", "Elisabet Leda Wara",
)  # fmt: skip

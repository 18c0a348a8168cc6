"""What keeping costs: CPU an article, WARC and database in, and how soon a site's addresses are known again.

    python -m tests.bench.keeping --articles 3000 --known 100000

The texts are invented: words of a small Indonesian vocabulary, 3.7 KB an article, each of its own.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from archive.facts import AnyFact, Capture, KeptReading
from archive.fingerprint import sketch
from archive.records import (
    Article,
    Context,
    Dateline,
    Evidence,
    FieldEvidence,
    Moment,
    Paragraph,
    Person,
    Place,
    Reading,
)
from archive.store import Archive

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CONTEXT = Context(reader="1", site_toml="0" * 32, furniture="1" * 32)
SYLLABLES = [
    "ba",
    "bi",
    "bu",
    "da",
    "di",
    "du",
    "ga",
    "ka",
    "ki",
    "ku",
    "la",
    "li",
    "lu",
    "ma",
    "mi",
    "mu",
    "na",
    "ni",
    "nu",
    "nga",
    "pa",
    "pi",
    "pu",
    "ra",
    "ri",
    "ru",
    "sa",
    "si",
    "su",
    "ta",
    "ti",
    "tu",
    "ya",
]


def vocabulary(rng: random.Random) -> list[str]:
    """20,000 words, the first of which are used most."""
    return [
        "".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) + rng.choice(["", "n", "ng", "kan"]) for _ in range(20_000)
    ]


def texts(rng: random.Random, words: list[str], count: int) -> list[tuple[str, ...]]:
    """Bodies of 14 paragraphs, about 3.7 KB each. Every other word is a common one; hardly a run of three comes twice."""
    common, rare = words[:300], words[300:]
    return [
        tuple(" ".join(rng.choice(common if n % 2 else rare) for n in range(38)) for _ in range(14))
        for _ in range(count)
    ]


def look(number: int, body: tuple[str, ...]) -> list[AnyFact]:
    """The facts of a first look at an article with what ordinary ones have."""
    url = f"https://warta.example/2026/03/berita-{number}-tentang-desa-dan-kota/"
    at = START + timedelta(seconds=2 * number)
    capture = Capture(
        url=url, address=url, site="warta", purpose="page", at=at, status=200, content_type="text/html; charset=UTF-8",
        payload_digest=f"{number:064d}", body_digest=f"{number:064d}", body_size=175_000,
    )  # fmt: skip
    article = Article(
        title=" ".join(body[0].split()[:9]),
        body=tuple(Paragraph(text=text) for text in body),
        published_at=Moment(
            at=at - timedelta(hours=5), precision="minute", zone_from="data", printed="Senin, 2 Maret 2026"
        ),
        people=(Person(name="Rambu Ana", role="reporter", printed="Laporan: Rambu Ana"),),
        dateline=Dateline(printed="Waibakul, WS –", place="Waibakul", outlet="WS"),
        places=(Place(name="Waibakul", level="district", method="dateline", bps="5317"),),
        section="Daerah",
        tags=("desa", "kota"),
        identity_key=f"warta.example#wp-{number}",
    )
    fields = tuple(
        FieldEvidence(field=name, found_by="h1", raw="x" * 40)
        for name in ("title", "body", "published_at", "people", "dateline")
    )
    reading = Reading(context=CONTEXT, outcome=article, evidence=Evidence(fields=fields))
    return [capture, KeptReading(captures=(capture.id,), reading=reading)]


def keeping(folder: Path, count: int) -> None:
    """Keep articles and print what one costs."""
    rng = random.Random(7)
    bodies = texts(rng, vocabulary(rng), count)
    size = sum(len(text) + 2 for body in bodies for text in body) / count
    pace(["\n\n".join(body) for body in bodies[:300]])
    with Archive.open(folder, create=True) as archive:
        looks = [look(number, body) for number, body in enumerate(bodies)]
        cpu, wall = time.process_time(), time.monotonic()
        futures = [archive.keep(facts) for facts in looks]
        for future in futures:
            future.result(60)
        cpu, wall = time.process_time() - cpu, time.monotonic() - wall
        print(
            f"{count} new articles of {size:.0f} characters: {1000 * cpu / count:.2f} ms CPU, {1000 * wall / count:.2f} ms each"
        )
        again = [looked_at_again(facts, timedelta(days=1)) for facts in looks]
        cpu = time.process_time()
        for future in [archive.keep(facts) for facts in again]:
            future.result(60)
        print(f"looked at again, unchanged: {1000 * (time.process_time() - cpu) / count:.2f} ms CPU each")
    database = (folder / "archive.db").stat().st_size
    warc = sum(path.stat().st_size for path in (folder / "warc").iterdir())
    print(f"bytes an article (two looks): database {database / count:.0f}, records of facts {warc / count:.0f}")


def looked_at_again(facts: list[AnyFact], later: timedelta) -> list[AnyFact]:
    """The same look some time later."""
    capture, kept = facts
    assert isinstance(capture, Capture)
    assert isinstance(kept, KeptReading)
    moved = msgspec.structs.replace(capture, at=capture.at + later)
    return [moved, msgspec.structs.replace(kept, captures=(moved.id,))]


def knowing(folder: Path, count: int) -> None:
    """Fill an archive with short articles, and print how long it takes to know all their addresses."""
    with Archive.open(folder, create=True) as archive:
        futures = [archive.keep(look(number, (f"Kalimat {number} tentang {number * 7}.",))) for number in range(count)]
        for future in futures:
            future.result(600)
        start = time.monotonic()
        known = archive.known("warta")
        print(f"{len(known)} addresses known after {time.monotonic() - start:.2f} s")


def pace(texts_of_articles: list[str]) -> None:
    """Print what a sketch costs just now (150 microseconds for 2 KB on an idle core): so figures of busy machines compare."""
    print(f"for scale, a sketch of such a text: {sketched(texts_of_articles):.2f} ms")


def sketched(texts_of_articles: list[str]) -> float:
    """Milliseconds of CPU that a sketch costs just now."""
    start = time.process_time()
    for text in texts_of_articles:
        sketch(text)
    return 1000 * (time.process_time() - start) / len(texts_of_articles)


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=2_000)
    options.add_argument("--known", type=int, default=0)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        keeping(Path(folder) / "a", chosen.articles)
        if chosen.known:
            knowing(Path(folder) / "b", chosen.known)


if __name__ == "__main__":
    main()

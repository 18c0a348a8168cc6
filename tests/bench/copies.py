"""Does the archive know a copy when it sees one? 402 real articles, each edited in thirteen ways, and all wrong pairs.

    python -m tests.bench.copies

For each edit: how many copies are candidates (share a band), which resemblance their sketches tell, how many of the
candidates the judging calls related. For the wrong pairs (every two different articles): how many are candidates, and
how many are called related. Then the labelled pairs of near_dup and its planted ones.
"""

from __future__ import annotations

import json
import lzma
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from archive.facts import Capture, KeptReading
from archive.fingerprint import bands, containment, resemblance, shingles, sketch
from archive.records import Article, Context, Paragraph, Reading
from archive.store import Archive
from archive.stories import Member, relate
from tests.bench.corpus import RealArticle, real_articles, require_shared

ARTICLES = 402
_START = datetime(2026, 3, 2, tzinfo=UTC)
Edit = Callable[[list[str], random.Random, list[str]], list[str]]


def main() -> None:
    """Measure and print."""
    every = [article for article in real_articles() if len(" ".join(article.paragraphs).split()) >= 100]
    chosen = every[:: len(every) // ARTICLES][:ARTICLES]
    strangers = [sentence for article in every[1 :: len(every) // 300] for sentence in sentences(article)]
    _speed(every)
    print(f"\n{len(chosen)} articles, edited      candidates  J>=.8  J>=.5  contained>=.7  related")
    for name, edit in EDITS.items():
        _row(name, edit, chosen, strangers)
    _wrong(chosen)
    _labelled()
    _planted()


def _speed(articles: list[RealArticle]) -> None:
    texts = [(" ".join(article.paragraphs), article.title) for article in articles]
    for number in range(2):  # the first round warms up
        begin = time.process_time()
        for text, title in texts:
            bands(sketch(text, title))
        seconds = time.process_time() - begin
        if number:
            print(
                f"sketch and bands: {len(texts) / seconds:,.0f} articles/cpu-s, {len(sketch(*texts[0]))} bytes a sketch"
            )


def sentences(article: RealArticle) -> list[str]:
    """An article's sentences."""
    return [part for part in ". ".join(article.paragraphs).replace(".. ", ". ").split(". ") if part]


def _typo(parts: list[str], chance: random.Random, _: list[str]) -> list[str]:
    place = chance.randrange(len(parts))
    words = parts[place].split() or ["x"]
    words[chance.randrange(len(words))] += "n"
    return [*parts[:place], " ".join(words), *parts[place + 1 :]]


def _dropped(parts: list[str], chance: random.Random, _: list[str]) -> list[str]:
    place = chance.randrange(max(1, len(parts) - 1))
    return parts[:place] + parts[place + 2 :] or parts


def _changed(share: float) -> Edit:
    def edit(parts: list[str], chance: random.Random, strangers: list[str]) -> list[str]:
        changed = set(chance.sample(range(len(parts)), max(1, round(len(parts) * share))))
        return [chance.choice(strangers) if number in changed else part for number, part in enumerate(parts)]

    return edit


def _own_ends(parts: list[str], chance: random.Random, strangers: list[str]) -> list[str]:
    return [*chance.choices(strangers, k=2), *parts[1:-1], *chance.choices(strangers, k=2)]


def _cut(share: float) -> Edit:
    def edit(parts: list[str], _: random.Random, __: list[str]) -> list[str]:
        words = ". ".join(parts).split()
        return [" ".join(words[: round(len(words) * share)])]

    return edit


def _dated(parts: list[str], _: random.Random, __: list[str]) -> list[str]:
    return ["TAMBOLAKA, WARTA SABANA – " + parts[0], *parts[1:], "(sumber: https://warta.example/)"]


def _shuffled(parts: list[str], chance: random.Random, _: list[str]) -> list[str]:
    order = list(parts)
    chance.shuffle(order)
    return order


def _capitals(parts: list[str], _: random.Random, __: list[str]) -> list[str]:
    return [part.upper().replace('"', "“").replace("-", "–") for part in parts]


EDITS: dict[str, Edit] = {
    "typo": _typo,
    "quotes and capitals": _capitals,
    "dateline and credit added": _dated,
    "paragraph dropped": _dropped,
    "paragraphs shuffled": _shuffled,
    "10 % of sentences changed": _changed(0.1),
    "20 % of sentences changed": _changed(0.2),
    "30 % of sentences changed": _changed(0.3),
    "own lede and tail": _own_ends,
    "cut to 70 %": _cut(0.7),
    "cut to 60 %": _cut(0.6),
    "cut to 50 %": _cut(0.5),
    "cut to 40 %": _cut(0.4),
}


def _row(name: str, edit: Edit, articles: list[RealArticle], strangers: list[str]) -> None:
    chance = random.Random(name)
    found = near = half = inside = related = 0
    for article in articles:
        parts = sentences(article)
        text, copy = ". ".join(parts), ". ".join(edit(parts, chance, strangers))
        a, b = sketch(text, article.title), sketch(copy)
        alike = resemblance(a, b)
        near, half = near + (alike >= 0.8), half + (alike >= 0.5)
        if set(bands(a)) & set(bands(b)):
            found += 1
            inside += containment(shingles(text), shingles(copy)) >= 0.7
            related += (
                relate(_member(article, text, "a"), _member(article, copy, "b", "Judul yang lain sama sekali"))
                is not None
            )
    shares = [count / len(articles) for count in (found, near, half, inside, related)]
    print(f"{name:28}{shares[0]:10.3f}{shares[1]:8.2f}{shares[2]:7.2f}{shares[3]:13.3f}{shares[4]:11.3f}")


def _member(article: RealArticle, text: str, site: str, title: str | None = None) -> Member:
    return Member(article=f"{site}{article.number}", site=site, title=title or article.title, text=text, at=article.at)


def _wrong(articles: list[RealArticle]) -> None:
    members = [_member(article, " ".join(article.paragraphs), str(article.number)) for article in articles]
    keys = [set(bands(sketch(member.text, member.title))) for member in members]
    pairs = candidates = related = 0
    for a, b in combinations(range(len(members)), 2):
        pairs += 1
        candidates += bool(keys[a] & keys[b])
        related += relate(members[a], members[b]) is not None
    print(f"wrong pairs: {pairs:,}; candidates {candidates}, called related {related}")


def _labelled() -> None:
    pairs = json.loads(_text("corpora/near_dup/id_cross_url_pairs.json.xz"))
    rows = {row["id"]: row for row in map(json.loads, _lines("corpora/id_text/articles.jsonl.xz"))}
    for label in ("dup", "template_not_dup", "unlabelled"):
        chosen = [pair for pair in pairs if pair["label"] == label]
        outcomes = [_judged(rows[pair["a"]], rows[pair["b"]]) for pair in chosen]
        related = sum(kind is not None for _, kind in outcomes)
        print(
            f"near_dup {label}: {len(chosen)} pairs; candidates {sum(near for near, _ in outcomes)}, called related {related}"
        )
    versions = json.loads(_text("corpora/near_dup/id_same_url_versions.json.xz"))
    outcomes = [_judged(*(rows[found] for found in version["ids"][:2])) for version in versions]
    print(f"two wordings of one address: {len(versions)}; candidates {sum(near for near, _ in outcomes)}")
    _kept([(version["url"], [rows[found] for found in version["ids"][:2]]) for version in versions])


def _kept(versions: list[tuple[str, list[dict[str, str]]]]) -> None:
    """Keep both wordings of each address, as two looks on two days: how many articles and wordings there are then."""
    with tempfile.TemporaryDirectory() as name, Archive.open(Path(name), create=True) as archive:
        for url, wordings in versions:
            for day, row in enumerate(wordings):
                capture = Capture(
                    url=url, address=url, site="media", purpose="page", at=_START + timedelta(days=day), status=200
                )
                told = Article(
                    title=row["title"], body=tuple(Paragraph(text=part) for part in row["body"].split("\n") if part)
                )
                reading = Reading(context=Context(reader="1"), outcome=told)
                archive.keep([capture, KeptReading(captures=(capture.id,), reading=reading)]).result()
        found = archive.connection().execute("SELECT count(*), sum(edits + 1) FROM article_state").fetchone()
        print(f"  kept as two looks each: {found[0]} articles, {found[1]} wordings")


def _judged(a: dict[str, str], b: dict[str, str]) -> tuple[bool, str | None]:
    left, right = (
        Member(article=row["id"], site=row["site"], title=row["title"] or "", text=row["body"]) for row in (a, b)
    )
    near = set(bands(sketch(left.text, left.title))) & set(bands(sketch(right.text, right.title)))
    relation = relate(left, right)
    return bool(near), relation.kind if relation else None


def _planted() -> None:
    for name in ("mccormick_100", "mccormick_1000"):
        truth = {frozenset(pair) for pair in json.loads(_text(f"corpora/near_dup/{name}.truth.json.xz"))}
        documents = [json.loads(line) for line in _lines(f"corpora/near_dup/{name}.docs.jsonl.xz")]
        found = set(_related(documents))
        print(f"{name}: {len(truth)} planted pairs, found {len(found & truth)}, wrong {len(found - truth)}")


def _related(documents: list[dict[str, str]]) -> Iterator[frozenset[str]]:
    members = [Member(article=row["id"], site=row["id"], title="", text=row["body"]) for row in documents]
    by_band: dict[int, list[Member]] = {}
    for member in members:
        for band in bands(sketch(member.text)):
            by_band.setdefault(band, []).append(member)
    near = {(a.article, b.article): (a, b) for group in by_band.values() for a, b in combinations(group, 2)}
    for a, b in near.values():
        if relate(a, b) is not None:
            yield frozenset((a.article, b.article))


def _lines(name: str) -> list[str]:
    return [line for line in _text(name).split("\n") if line]


def _text(name: str) -> str:
    with lzma.open(require_shared(name), "rt", encoding="utf-8") as file:
        return file.read()


if __name__ == "__main__":
    main()

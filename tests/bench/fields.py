"""What is read of a page, field by field, beside the peers in one run.

    python -m tests.bench.fields [--only wcxb,htmldate_eval] [--peers trafilatura,resiliparse] [--draws 400]

Every reader is a process that answers score.py's protocol, ours by `kliping read --batch -`. Each figure stands for the whole
set, for its two halves A and B (parted by the parity of a digest of the host, so that no outlet is in both: a rule is made by
looking at A and stays only if B agrees), and with the 95 % interval of a bootstrap that draws hosts.

`authors` is score.py's figure; `parted` is the same where a truth that holds several names in one (`Jane Roe and John Doe`) is
parted as the readers part it, and `persons` is that where who signs for many (a team, `admin`, an agency, the site itself)
is nobody, in the truth as in the answer. `typed` is `title` where quotation marks are those of a typewriter in both. `taken` are articles taken as such, `refused` listings and forums refused (peers refuse none).
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import random
import re
import shlex
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.bench.corpus import require_shared
from tests.bench.score import load_scale

SETS = ("aeb", "wcxb", "trafilatura_eval", "htmldate_eval", "newspaper4k_fixtures", "id_html")
OURS = "Kliping"
LONGEST = 20.0  # seconds of CPU that a peer may take for one page
# What a reader must give for a figure to be its own.
_NEEDS = {
    "title": "title",
    "typed": "title",
    "day": "published_at",
    "instant": "published_at",
    "authors": "authors",
    "parted": "authors",
    "persons": "authors",
}
Answer = dict[str, Any]
Row = dict[str, Any]
# Of a figure, what a page adds to it: three counts, of which F1 is made, or right of all.
Counts = tuple[float, float, float]
_TYPED = str.maketrans("‘’“”„", '\'\'"""')
_JOINED = re.compile(r"\s*[,;|]\s*|\s+(?:and|und|&|et|y)\s+")


_NOBODY = re.compile(
    r"\b(?:team|staff|staff clinician|admin\w*|editors|redaktion|redaksi|redacci[oó]n|redakcja|newsroom|newsdesk|news desk|online|unknown|agency|pressestelle|[\w-]*verband\w*|bund|stiftung|hospital|"
    r"dpa|apa|ap|afp|reuters|mdr|kathpress)\b",
    re.IGNORECASE,
)


def _is_nobody(name: str, row: Row) -> bool:
    """Whether a name is that of many, or the site's own."""
    own = re.sub(r"[\W_]", "", outlet(row).rpartition(".")[0]).casefold()
    return bool(_NOBODY.search(name)) or re.sub(r"[\W_]", "", name).casefold() in (
        own,
        own + outlet(row).rpartition(".")[2],
    )


def _trafilatura() -> Callable[[str, bytes], Answer]:
    extract = importlib.import_module("trafilatura").bare_extraction

    def answer(url: str, body: bytes) -> Answer:
        found = extract(body, url=url or None, with_metadata=True)
        if found is None:
            return {}
        authors = [name for name in (found.author or "").split("; ") if name]
        return {"title": found.title, "body": found.text, "published_at": found.date, "authors": authors}

    return answer


def _newspaper() -> Callable[[str, bytes], Answer]:
    newspaper = importlib.import_module("newspaper")
    # Else it asks the photographs' hosts for each photograph, and waits.
    config = newspaper.Config()
    config.fetch_images = False

    def answer(url: str, body: bytes) -> Answer:
        article = newspaper.Article(url or "https://example.org/", config=config)
        article.download(input_html=body.decode("utf-8", "replace"))
        article.parse()
        at = article.publish_date
        day = at.isoformat() if at else None
        return {"title": article.title, "body": article.text, "published_at": day, "authors": list(article.authors)}

    return answer


def _readability() -> Callable[[str, bytes], Answer]:
    document = importlib.import_module("readability").Document
    html = importlib.import_module("lxml.html")

    def answer(url: str, body: bytes) -> Answer:
        del url
        found = document(body.decode("utf-8", "replace"))
        return {"title": found.short_title(), "body": html.fromstring(found.summary()).text_content()}

    return answer


def _resiliparse() -> Callable[[str, bytes], Answer]:
    plain = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda url, body: {"body": plain(body.decode("utf-8", "replace"), main_content=True)}


def _rs_trafilatura() -> Callable[[str, bytes], Answer]:
    extract = importlib.import_module("rs_trafilatura").extract

    def answer(url: str, body: bytes) -> Answer:
        del url
        found = extract(body.decode("utf-8", "replace"))
        told = {name: getattr(found, name, None) for name in ("title", "date", "author", "content_text")}
        authors = [name for name in (told["author"] or "").split("; ") if name]
        day = str(told["date"]) if told["date"] else None
        return {"title": told["title"], "body": told["content_text"], "published_at": day, "authors": authors}

    return answer


def _htmldate() -> Callable[[str, bytes], Answer]:
    find = importlib.import_module("htmldate").find_date
    return lambda url, body: {
        "published_at": find(body.decode("utf-8", "replace"), url=url or None, original_date=True)
    }


PEERS: dict[str, Callable[[], Callable[[str, bytes], Answer]]] = {
    "trafilatura": _trafilatura, "newspaper4k": _newspaper, "readability-lxml": _readability, "resiliparse": _resiliparse,
    "rs-trafilatura": _rs_trafilatura, "htmldate": _htmldate,
}  # fmt: skip


def serve(peer: str) -> None:
    """Answer score.py's protocol as one of the peers. A page that it fails at, or is too long about, is left out."""
    answer = PEERS[peer]()
    signal.signal(signal.SIGPROF, _too_long)
    for line in sys.stdin:
        asked = json.loads(line)
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        try:
            told = answer(asked["url"] or "", Path(asked["file"]).read_bytes())
        except Exception as error:  # noqa: BLE001 - whatever a peer fails with, it is that page's answer
            sys.stderr.write(f"{peer}: {asked['id']}: {type(error).__name__}\n")
            continue
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps({"id": asked["id"], **told}, default=str), flush=True)


def _too_long(*_: object) -> None:
    raise TimeoutError


def outlet(row: Row) -> str:
    """The registered name that a page's host belongs to, as nearly as labels tell it."""
    labels = (urlsplit(row.get("url") or "").hostname or row["id"]).removeprefix("www.").split(".")
    is_second_level = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3 if is_second_level else -2 :])


def half(row: Row) -> str:
    """A or B: all pages of one outlet are in one of them."""
    return "AB"[int(hashlib.sha256(outlet(row).encode()).hexdigest(), 16) % 2]


def counts(scale: Any, row: Row, answer: Answer) -> Iterator[tuple[str, Counts]]:
    """What one page adds to each figure, as score.py counts it."""
    is_article = row.get("page_type", "article") == "article" and row.get("kind") not in ("listing", "gallery")
    if "reading" in answer:
        is_taken = answer["reading"] == "article"
        yield ("taken", (is_taken, 1, 0)) if is_article else ("refused", (not is_taken, 1, 0))
    if not is_article:
        return
    said = answer.get("body") or ""
    if row.get("body"):
        right, false, missed = scale.overlap(row["body"], said)
        yield (
            "body",
            (right / (right + false) if right + false else -1, right / (right + missed) if right + missed else -1, 0),
        )
    if row.get("with") or row.get("without"):
        hit = sum(piece in said for piece in row.get("with") or [])
        wrong = sum(piece in said for piece in row.get("without") or [])
        yield "segments", (hit, wrong, len(row.get("with") or []) - hit)
    if row.get("title"):
        said_title = answer.get("title") or ""
        yield "title", (scale.same_title(row["title"], said_title)[1], 1, 0)
        yield "typed", (scale.same_title(row["title"].translate(_TYPED), said_title.translate(_TYPED))[1], 1, 0)
    if true := scale.parse_time(row.get("date")):
        found = scale.parse_time(answer.get("published_at"))
        if found and found.tzinfo and true.tzinfo:
            found = found.astimezone(true.tzinfo)
        yield "day", (bool(found and found.date() == true.date()), 1, 0)
        if true.tzinfo and len(row["date"]) > 10:
            is_same = bool(found and found.tzinfo and abs((found - true).total_seconds()) <= 60)
            yield "instant", (is_same, 1, 0)
    if row.get("authors"):
        truths = row["authors"] if isinstance(row["authors"][0], list) else [row["authors"]]
        for figure, sets in (
            ("authors", truths),
            ("parted", [[p for n in names for p in _JOINED.split(n)] for names in truths]),
        ):
            ours = {scale.fold(name) for name in answer.get("authors") or []}
            true_names = max(({scale.fold(n) for n in names} for names in sets), key=lambda names: len(names & ours))
            yield figure, (len(true_names & ours), len(ours - true_names), len(true_names - ours))
        people, said_people = ({name for name in names if not _is_nobody(name, row)} for names in (true_names, ours))
        yield "persons", (len(people & said_people), len(said_people - people), len(people - said_people))


def figure(name: str, several: list[Counts]) -> float:
    """A figure of what pages added to it."""
    if name == "body":
        precisions, recalls = [c[0] for c in several if c[0] >= 0], [c[1] for c in several if c[1] >= 0]
        p, r = (sum(v) / len(v) if v else 0.0 for v in (precisions, recalls))
        return 2 * p * r / (p + r) if p + r else 0.0
    right, second, third = (sum(column) for column in zip(*several, strict=True))
    if name in ("segments", "authors", "parted", "persons"):
        return 2 * right / (2 * right + second + third) if right else 0.0
    return right / second


def interval(name: str, by_outlet: dict[str, list[Counts]], draws: int) -> tuple[float, float]:
    """The 95 % interval of a figure where other outlets had been drawn."""
    chance, outlets = random.Random(4), list(by_outlet)
    drawn = sorted(
        figure(name, [c for one in chance.choices(outlets, k=len(outlets)) for c in by_outlet[one]])
        for _ in range(draws)
    )
    return drawn[int(0.025 * draws)], drawn[int(0.975 * draws)]


def tell(reader: str, scale: Any, rows: list[Row], got: dict[str, Answer], draws: int) -> None:
    """One line for each figure of one reader on one set."""
    told: dict[str, dict[str, list[tuple[str, Counts]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if any(unfair in row["id"] for unfair in scale.UNFAIR):
            continue
        for name, added in counts(scale, row, got.get(row["id"], {})):
            told[name][outlet(row)].append((half(row), added))
    given = {key for answer in got.values() for key in answer}
    for name, by_outlet in told.items():
        if _NEEDS.get(name, "body") not in given and name not in ("taken", "refused"):
            continue
        pages = [pair for pairs in by_outlet.values() for pair in pairs]
        parts = [[added for at, added in pages if at == part] for part in "AB"]
        low, high = interval(name, {one: [added for _, added in pairs] for one, pairs in by_outlet.items()}, draws)
        a, b = (f"{figure(name, part):.3f}" if part else "  -  " for part in parts)
        print(
            f"  {reader:18} {name:9} {figure(name, [c for _, c in pages]):.3f}   A {a}  B {b}   {low:.3f}-{high:.3f}   n {len(pages)}"
        )


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", default=",".join(SETS))
    options.add_argument("--peers", default=",".join(PEERS))
    options.add_argument("--draws", type=int, default=400)
    options.add_argument("--cache", type=Path, default=Path("/var/tmp/kliping-score"))
    options.add_argument("--serve", default="", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.serve:
        serve(chosen.serve)
        return
    scale, corpora = load_scale(), require_shared("corpora")
    python = shlex.quote(sys.executable)
    readers = {OURS: f"{python} -m archive.cli read --batch -"}
    for peer in filter(None, chosen.peers.split(",")):
        try:
            PEERS[peer]()
        except ImportError as error:
            print(f"{peer} is not installed, left out ({error})")
            continue
        readers[peer] = f"{python} -m tests.bench.fields --serve {peer}"
    for name in chosen.only.split(","):
        rows = scale.unpack(corpora, chosen.cache / "corpora", name)
        print(f"{name}: {len(rows)} pages, of {len({outlet(row) for row in rows})} outlets")
        for reader, command in readers.items():
            got, _, cpu = scale.read(command, rows)
            tell(reader, scale, rows, got, chosen.draws)
            print(
                f"  {reader:18} {1000 * cpu / len(rows):.0f} ms of CPU a page, {len(rows) - len(got)} pages not answered",
                flush=True,
            )


if __name__ == "__main__":
    main()

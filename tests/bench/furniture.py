"""What knowing a site's furniture is worth: the same pages read with it and without it.

    python -m tests.bench.furniture [--articles 400]

Ten papers made of real articles, each learned from half of its pages and scored on the other half: as their themes print
them, and with two lines of the paper's own among the paragraphs, as papers do that call to their readers. Then the outlets
of the corpora that have six pages and more, learned from all of their pages but the one that is read.
"""

from __future__ import annotations

import argparse
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from archive.facts import Furniture
from archive.records import Article
from crawler.furniture import learn, line_digests
from crawler.parsers import read
from crawler.raw_page import RawPage
from crawler.reader_cli import as_asked, page_of
from crawler.site import Site, parse
from tests.bench.corpus import real_articles, require_shared
from tests.bench.fields import figure, outlet
from tests.bench.score import load_scale
from tests.bench.town import papers

SETS = ("aeb", "wcxb", "trafilatura_eval", "htmldate_eval")
_LEAST = 6
_OWN = (
    "Kabar lain dari daerah kami dapat dibaca setiap pagi di lembar cetak, yang dijual di kios dan terminal.",
    "Redaksi menerima tulisan warga tentang kampungnya, paling panjang dua halaman, setiap hari kerja.",
)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=400)
    options.add_argument("--cache", type=Path, default=Path("/var/tmp/kliping-score"))
    chosen = options.parse_args()
    scale = load_scale()
    town = papers(real_articles(chosen.articles))
    for name, own in (("as printed", ()), ("with two lines of the paper's own", _OWN)):
        pairs: list[tuple[float, float]] = []
        for paper in town:
            site = parse(paper.site.toml, f"{paper.site.name}.toml")
            pairs += _paper(scale, site, [(url, _page(paper, url, own), a) for url, a in paper.address.items()])
        _tell(f"papers, {name}", pairs)
    _corpora(scale, require_shared("corpora"), chosen.cache / "corpora")


def _page(paper: Any, url: str, own: Sequence[str]) -> RawPage:
    """The page at an address, `own` lines put before its last paragraph but one and behind its last."""
    host, path = url.split("/", 3)[2], "/" + url.split("/", 3)[3]
    kind, body = paper.shelf[host, path]
    last = paper.address[url].paragraphs[-1][:40].encode()
    begin = body.find(last)
    if own and begin > 0 and (end := body.find(b"</p>", begin)) > 0 and (start := body.rfind(b"<p", 0, begin)) > 0:
        lines = [f"<p>{line}</p>".encode() for line in own]
        body = body[:start] + lines[0] + body[start : end + 4] + lines[1] + body[end + 4 :]
    return RawPage(url=url, body=body, content_type=kind)


def _paper(scale: Any, site: Site, pages: Sequence[tuple[str, RawPage, Any]]) -> list[tuple[float, float]]:
    """Body F1 without and with furniture of each page of the second half."""
    half = len(pages) // 2
    known = learn(site.name, [line_digests(page) for _, page, _ in pages[:half]])
    return [
        tuple(scale.page_f1("\n".join(article.paragraphs), _text(page, site, how)) for how in (None, known))  # type: ignore[misc]
        for _, page, article in pages[half:]
    ]


def _corpora(scale: Any, corpora: Path, cache: Path) -> None:
    by_outlet: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name in SETS:
        for row in scale.unpack(corpora, cache, name):
            by_outlet[outlet(row)].append(row)
    bodies: list[tuple[float, float]] = []
    segments: tuple[list[Any], list[Any]] = ([], [])
    outlets = 0
    for name, rows in sorted(by_outlet.items()):
        if len({row["path"] for row in rows}) < _LEAST:
            continue
        outlets += 1
        pages = {row["path"]: page_of(row["path"], row.get("url")) for row in rows}
        lines = {path: line_digests(page) for path, page in pages.items()}
        for row in rows:
            known = learn(name, [told for path, told in lines.items() if path != row["path"]])
            plain, taught = (_text(pages[row["path"]], None, how) for how in (None, known))
            if row.get("body"):
                bodies.append((scale.page_f1(row["body"], plain), scale.page_f1(row["body"], taught)))
            elif row.get("with"):
                for at, said in enumerate((plain, taught)):
                    hit = sum(piece in said for piece in row["with"])
                    wrong = sum(piece in said for piece in row.get("without") or [])
                    segments[at].append((hit, wrong, len(row["with"]) - hit))
    _tell(f"{outlets} outlets of the corpora, body", bodies)
    if segments[0]:
        told = [figure("segments", several) for several in segments]
        print(f"{outlets} outlets of the corpora, segments: {told[0]:.4f} without, {told[1]:.4f} with, {len(segments[0])} pages")  # fmt: skip


def _text(page: RawPage, site: Site | None, known: Furniture | None) -> str:
    outcome = read(as_asked(page, anyway=True), site, known).outcome
    return outcome.text if isinstance(outcome, Article) else ""


def _tell(name: str, pairs: Iterable[tuple[float, float]]) -> None:
    both = list(pairs)
    if both:
        without, known = (statistics.mean(column) for column in zip(*both, strict=True))
        better, worse = sum(b > a for a, b in both), sum(b < a for a, b in both)
        print(f"{name}: {without:.4f} without, {known:.4f} with, {len(both)} pages, {better} better, {worse} worse")


if __name__ == "__main__":
    main()

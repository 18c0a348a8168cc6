"""`make real`: ten newspapers made of real articles, served on loopback, crawled with the shipped spider, compared.

Prints articles published, found, kept, doubles, body F1 against what was served (trafilatura's beside it, and above
.96 the templates would be too easy), wrong dates, people, datelines, credits, requests an article, pages per CPU second, peak memory, and bytes of
database and WARC an article. Then reads all pages of id_html and prints the scale's figures, and the printed forms of
ntt_pages, of which no HTML is kept.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

from archive.address import address
from archive.store import Archive
from crawler.site import parse
from crawler.sweep import Plan, crawl_folder
from tests.bench import editions, patterns
from tests.bench.corpus import SHARED, RealArticle, real_articles, require_shared
from tests.bench.press import press
from tests.bench.process import peak_megabytes
from tests.bench.score import load_scale
from tests.bench.templates import EDITORS
from tests.bench.town import Paper, papers

# Words behind which a text names its writer, or its source.
_WRITTEN = re.compile(
    r"\b(oleh|penulis|editor|laporan|liputan|reporter|wartawan|pewarta|kontributor)\b.{0,90}$|\([\w/ -]{2,40}\)[.*]?$",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED = re.compile(
    r"\b(dikutip|dilansir|disadur|melansir|mengutip|menukil|antara|reuters|afp|sumber)\b", re.IGNORECASE
)


def main() -> None:
    """Crawl, compare, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=None, help="serve only the first N articles")
    options.add_argument("--crawl", help=argparse.SUPPRESS)
    options.add_argument("--keep", type=Path, help="leave the archive in this folder")
    options.add_argument("--no-scores", action="store_true", help="only the crawl")
    options.add_argument(
        "--editions", type=int, help="crawl so many days on which articles appear, are edited and vanish"
    )
    options.add_argument("--sites", type=int, default=12, help="with --editions: how many newspapers")
    options.add_argument("--sweeps", type=int, default=8, help="with --editions: sweeps a day")
    chosen = options.parse_args()
    if chosen.editions:
        editions.main(chosen.sites, chosen.editions, chosen.sweeps, chosen.articles, chosen.keep)
        return
    if chosen.crawl:
        _crawl(json.loads(Path(chosen.crawl).read_text(encoding="utf-8")))
        return
    scale = load_scale()
    town = papers(real_articles(chosen.articles))
    folder = chosen.keep or Path(tempfile.mkdtemp(prefix="kliping-real-"))
    shelf = {key: page for paper in town for key, page in paper.shelf.items()}
    with press(shelf) as port:
        told = _crawled(folder, town, port)
    _print_crawl(folder, town, scale, told)
    _print_peer(town, scale)
    if not chosen.no_scores:
        _print_scores()
        patterns.main()
    if chosen.keep is None:
        shutil.rmtree(folder)


def _crawled(folder: Path, town: list[Paper], port: int) -> dict:
    """Crawl in a process of its own, so that its figures are its own."""
    spec = {"folder": str(folder), "port": port, "tomls": {paper.site.name: paper.site.toml for paper in town}}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(spec, file)
        file.flush()
        command = [sys.executable, "-m", "tests.bench.real", "--crawl", file.name]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _crawl(spec: dict) -> None:
    """The crawl itself; prints its counts, CPU, wall and memory."""
    sites = tuple(parse(toml, f"{name}.toml") for name, toml in spec["tomls"].items())
    loopback = {site.domains[0]: ("127.0.0.1", spec["port"]) for site in sites}
    start = time.monotonic()
    report = crawl_folder(Plan(folder=Path(spec["folder"]), sites=sites, loopback=loopback))
    wall = time.monotonic() - start
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    peak = [peak_megabytes(), children.ru_maxrss / 1024]
    print(json.dumps({"totals": report.totals, "cpu": cpu, "wall": wall, "peak": peak}))


def _print_crawl(folder: Path, town: list[Paper], scale: object, told: dict) -> None:
    totals, cpu, wall, peak = told["totals"], told["cpu"], told["wall"], told["peak"]
    truth = {address(url, paper.site.rules).url: article for paper in town for url, article in paper.address.items()}
    archive = Archive.open(folder)
    rows = list(
        archive.connection().execute(
            "SELECT s.address, w.title, w.body, s.published_at, r.fields FROM article_state s"
            " JOIN wording w ON w.id = s.wording JOIN reading r ON r.id = s.reading"
        )
    )
    archive.close()
    kept = Counter(row[0] for row in rows)
    right = [row for row in rows if row[0] in truth]
    scores = [scale.page_f1("\n\n".join(truth[row[0]].paragraphs), row[2]) for row in right]
    dates = [_date_is_wrong(truth[row[0]], row[3]) for row in right]
    titles = sum(" ".join(row[1].split()) == truth[row[0]].title for row in right)
    published = len(truth)
    print(f"articles published      {published}")
    print(f"found                   {sum(where in kept for where in truth)}")
    print(f"kept exactly once       {sum(kept[where] == 1 for where in truth)}")
    print(f"doubles, strangers      {sum(count - 1 for count in kept.values())}, {sum(a not in truth for a in kept)}")
    print(
        f"body F1                 {statistics.mean(scores):.4f}   (worst page {min(scores):.3f}, below .98: {sum(s < 0.98 for s in scores)})"
    )
    print(f"titles equal            {titles / len(right):.4f}")
    print(f"wrong dates             {sum(d is True for d in dates)}   (no date: {sum(d is None for d in dates)})")
    _print_fields(town, truth, right)
    print(f"requests an article     {totals.get('requests', 0) / published:.3f}   ({totals})")
    print(
        f"pages per CPU second    {totals.get('pages', 0) / cpu:.1f}   ({cpu:.1f} s CPU of all processes, {wall:.1f} s wall)"
    )
    print(f"peak memory             {peak[0]:.0f} MB crawler, {peak[1]:.0f} MB the largest reading child")
    database = sum(f.stat().st_size for f in folder.glob("archive.db*")) / published
    warc = sum(f.stat().st_size for f in (folder / "warc").iterdir()) / published
    print(f"bytes an article        {database:.0f} database, {warc:.0f} WARC")
    _print_worst(right, scores)
    for row, wrong in zip(right, dates, strict=True):
        if wrong:
            print(f"  wrong date: {row[0]}  kept {row[3]}, served {truth[row[0]].at.isoformat()}")
    _print_missed(folder, sorted(truth.keys() - kept.keys()))


def _print_fields(town: list[Paper], truth: dict[str, RealArticle], rows: list[tuple]) -> None:
    """Who wrote it, where, after whom: of the articles whose pages print it, whatever else was found counted as wrong.

    Texts in which others are named as well (`(Ditulis oleh …)`, `dikutip dari …`) have no truth of ours for these.
    """
    editors = {paper.site.domains[0]: set(EDITORS.get(paper.site.outlet, ())) for paper in town}
    truths = {
        "people": lambda served, host: {served.author} | editors[host],
        "dateline": lambda served, _: {served.dateline[0]} if served.dateline else set(),
        "credits": lambda served, _: {served.credit[0]} if served.credit else set(),
    }
    for name, true in truths.items():
        asked = [row for row in rows if true(truth[row[0]], row[0].split("/")[2])]
        pairs = [
            (_named(json.loads(row[4]), name), _folded(true(truth[row[0]], row[0].split("/")[2])), row[0])
            for row in asked
            if not _names_others(truth[row[0]], name)
        ]
        right = sum(len(kept & served) for kept, served, _ in pairs)
        f1 = 2 * right / max(1, sum(len(kept) + len(served) for kept, served, _ in pairs))
        others = [pair for pair in pairs if pair[0] != pair[1]]
        print(f"{name:23} F1 {f1:.4f}   ({len(pairs)} articles, {len(others)} not exactly so)")
        for kept, served, where in others[:8]:
            print(f"  {where}  kept {sorted(kept)}, served {sorted(served)}")


def _names_others(served: RealArticle, name: str) -> bool:
    """Whether the text itself may name a writer or a source."""
    text = "\n".join(served.paragraphs)
    if name == "people":
        return bool(_WRITTEN.search(text))
    return name == "credits" and bool(_QUOTED.search(text))


def _named(fields: dict, name: str) -> set[str]:
    """The names that a reading holds: of persons, of the dateline's place, of the outlets credited."""
    if name == "people":
        return _folded({person["name"] for person in fields.get("people", ())})
    if name == "dateline":
        return _folded({fields["dateline"].get("place", "")} if "dateline" in fields else set())
    return _folded({credit.get("outlet") or credit.get("printed", "") for credit in fields.get("credits", ())})


def _folded(names: set[str]) -> set[str]:
    """Names as they are compared: without case and double spaces."""
    return {" ".join(name.casefold().split()) for name in names}


def _print_worst(rows: list[tuple], scores: list[float]) -> None:
    by_host: dict[str, list[float]] = {}
    for row, score in zip(rows, scores, strict=True):
        by_host.setdefault(row[0].split("/")[2], []).append(score)
    for host, values in by_host.items():
        print(f"  {host:32} body F1 {statistics.mean(values):.4f}  ({len(values)} articles)")
    for score, row in sorted(zip(scores, rows, strict=True), key=lambda pair: pair[0])[:10]:
        print(f"  {score:.3f}  {row[0]}")


def _print_missed(folder: Path, missed: list[str]) -> None:
    """What was served and is no article in the archive, and what the reader said of it."""
    archive = Archive.open(folder)
    for where in missed[:30]:
        row = (
            archive.connection()
            .execute(
                "SELECT c.status, r.kind, r.reason FROM capture c LEFT JOIN reading r ON r.capture = c.id WHERE c.address = ?",
                (where,),
            )
            .fetchone()
        )
        print(f"  missed: {where}  {tuple(row) if row else 'never fetched'}")
    archive.close()


def _date_is_wrong(article: RealArticle, kept: str | None) -> bool | None:
    """Whether the instant differs by a minute or more; a page that prints only the day is compared by day."""
    if kept is None:
        return None
    difference = abs((datetime.fromisoformat(kept) - article.at).total_seconds())
    return difference >= 60


def _print_peer(town: list[Paper], scale: object, sample: int = 300) -> None:
    """trafilatura's body F1 on a sample of the same pages: how hard the templates are."""
    try:
        import trafilatura
    except ImportError:
        print("trafilatura is not installed here: its body F1 on these pages is not printed")
        return
    rng = random.Random(7)
    scores = []
    for paper in town:
        for where, article in rng.sample(list(paper.address.items()), min(sample // len(town), len(paper.address))):
            page = paper.shelf[(paper.site.domains[0], where.removeprefix(f"http://{paper.site.domains[0]}"))][1]
            text = trafilatura.extract(page.decode(), fast=True, include_comments=False) or ""
            scores.append(scale.page_f1("\n\n".join(article.paragraphs), text))
    print(f"trafilatura's body F1   {statistics.mean(scores):.4f}   (fast, {len(scores)} of the same pages)")


def _print_scores() -> None:
    require_shared("corpora/id_html")
    reader = f"{shlex.quote(sys.executable)} -m archive.cli read --batch -"
    command = [sys.executable, str(SHARED / "score/score.py"), "--corpora", str(SHARED / "corpora"), "--reader", reader]
    for name in ("id_html",):
        subprocess.run([*command, "--only", name], check=False)


if __name__ == "__main__":
    main()

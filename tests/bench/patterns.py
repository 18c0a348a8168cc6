"""Datelines, bylines and printed dates of real pages of East Nusa Tenggara, of which no HTML is kept: each is laid into a plain page and read.

    python -m tests.bench.patterns

A dateline counts as read when it is told apart from the text; a byline when every name in it is; a date when its day stands among
the moments of the text. What is not read is printed.
"""

from __future__ import annotations

import html
import json
import re

from archive.records import Article
from crawler.parsers import read
from crawler.raw_page import RawPage
from tests.bench.corpus import require_shared

TEXT = (
    "Warga dua desa menerima bantuan air bersih dari pemerintah kabupaten setelah sumur mereka kering selama tiga bulan terakhir.",
    "Kepala desa mengatakan bantuan itu akan dibagikan kepada semua keluarga yang terdaftar di kantor desa.",
    "Ia berharap hujan segera turun agar ladang jagung dapat ditanami kembali pada musim ini.",
)
_ROLES = re.compile(r"(?i)\b(?:penulis|editor|pewarta|liputan|written by|end)\b\s*:?|[();]|\bon\b.*")
_DAY = re.compile(
    r"(?<!\d)(\d{1,2})(?=[\s/.\-]+(?:\d{1,2}|[A-Z][a-z]{2,})[\s/.,\-]+\d{4})|[A-Z][a-z]+ (\d{1,2}), \d{4}"
)


def page(row: dict, dateline: str) -> RawPage:
    """A plain page with the row's dateline, dates and byline where such pages have them."""
    first = f"{dateline}{TEXT[0]}"
    dates = [f"Kegiatan itu berlangsung pada {said} di kantor desa setempat." for said in row["dates_raw"]]
    byline = [row["byline_raw"]] if row["byline_raw"] else []
    paragraphs = "".join(f"<p>{html.escape(said)}</p>" for said in (first, *TEXT[1:], *dates, *byline))
    title = html.escape(row["title"] or "Warga dua desa menerima bantuan air bersih")
    return RawPage(
        url=row["url"], content_type="text/html; charset=utf-8",
        body=f"<html><head><title>{title}</title></head><body class='single-post'><h1>{title}</h1><div class='entry-content'>{paragraphs}</div></body></html>".encode(),
    )  # fmt: skip


def names(byline: str) -> list[str]:
    """The persons of a printed byline; a newsroom is none."""
    parts = re.split(r"\||;|end:", byline)
    said = [" ".join(_ROLES.sub(" ", part).split()).strip(" :") for part in parts]
    return [name for name in said if name and name.lower() not in ("redaksi", "tim redaksi", "admin")]


def days(raw: str) -> set[int]:
    """The days of the month of the dates in a printed form that names a year."""
    return {int(one or two) for one, two in _DAY.findall(raw)}


def main() -> None:
    """Read and print."""
    rows = [json.loads(line) for line in require_shared("corpora/ntt_pages/ntt_patterns.jsonl").open(encoding="utf-8")]
    right = dict.fromkeys(("datelines", "names", "days"), 0)
    asked = dict.fromkeys(right, 0)
    for row in rows:
        datelines = (
            (row["dateline_raw"] or "").split(" | ") if row["kind"] != "article" else [row["dateline_raw"] or ""]
        )
        for number, dateline in enumerate(datelines):
            outcome = read(page(row, dateline), None).outcome
            if not isinstance(outcome, Article):
                print(f"  {row['id']}: {outcome}")
                continue
            if dateline.strip():
                asked["datelines"] += 1
                found = outcome.dateline is not None and dateline.strip().startswith(
                    outcome.dateline.printed.strip(" -–—_.…")
                )
                right["datelines"] += found
                if not found:
                    print(f"  {row['id']}: dateline {dateline!r} read as {outcome.dateline}")
            if number == 0:
                _compare(row, outcome, right, asked)
    for what, count in asked.items():
        print(f"ntt_pages {what:10} {right[what]} of {count}")


def _compare(row: dict, outcome: Article, right: dict[str, int], asked: dict[str, int]) -> None:
    told = {person.name.casefold() for person in outcome.people}
    for name in names(row["byline_raw"] or ""):
        asked["names"] += 1
        right["names"] += name.casefold() in told
        if name.casefold() not in told:
            print(f"  {row['id']}: {name!r} is not among {sorted(told)}")
    moments = {event.day.day for event in outcome.event_dates if event.day}
    for day in {day for raw in row["dates_raw"] for day in days(raw)}:
        asked["days"] += 1
        right["days"] += day in moments
        if day not in moments:
            print(f"  {row['id']}: day {day} of {row['dates_raw']} is not among {sorted(moments)}")


if __name__ == "__main__":
    main()

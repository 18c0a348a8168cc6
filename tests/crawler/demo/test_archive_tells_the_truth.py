"""Four editions crawled with the shipped spider, then archive and truth compared, row by row."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archive.records import Article
from archive.rows import article_of
from archive.sqlite import connect
from archive.store import Archive
from archive.upkeep.verify import verify
from crawler.demo.newsroom import Asked, Newsroom
from crawler.demo.press import EDITIONS
from crawler.demo.truth import TrueArticle, Truth
from tests.archive.plans import walked

CRAWL = """
import sys
from pathlib import Path
import msgspec
from crawler.demo.newsroom import Newsroom
from crawler.demo.show import crawl_edition
from crawler.sweep import run
from archive.sqlite import driver
asked_sql = set()
class Traced(driver.Connection):
    def execute(self, sql, *values):
        asked_sql.add(sql)
        return super().execute(sql, *values)
connect = driver.connect
driver.connect = lambda *given, **named: connect(*given, factory=Traced, **named)
async def main():
    with Newsroom() as press:
        for edition in map(int, sys.argv[2:]):
            report = await crawl_edition(Path(sys.argv[1]), press, edition)
            assert report.exit_code in (0, 10), report
        asked = msgspec.json.encode(press.requests)
        Path(sys.argv[1] + ".asked").write_bytes(asked)
    Path(sys.argv[1] + ".sql").write_bytes(msgspec.json.encode(sorted(asked_sql)))
run(main)
"""


def crawl(folder: Path, *editions: int) -> None:
    command = [sys.executable, "-c", CRAWL, str(folder), *map(str, editions)]
    subprocess.run(command, check=True, timeout=240)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("newsroom")
    crawl(folder, *range(1, EDITIONS + 1))
    return folder


@pytest.fixture(scope="module")
def archive(folder: Path) -> Iterator[Any]:
    connection = connect(folder / "archive.db", readonly=True)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def truth() -> Truth:
    return Newsroom().truth(EDITIONS)


@pytest.fixture(scope="module")
def asked(folder: Path) -> list[Asked]:
    """All requests of the four crawls, as the newsroom logged them."""
    return msgspec.json.decode(folder.with_name(folder.name + ".asked").read_bytes(), type=list[Asked])


def kept(archive: Any, true: TrueArticle) -> tuple[Any, Article]:
    row = archive.execute(
        "SELECT s.* FROM address a JOIN article_state s ON s.article = a.article WHERE a.address = ?", (true.address,)
    ).fetchone()
    assert row is not None, f"missing: {true.address}"
    article = article_of(archive, row["reading"])
    assert article is not None
    return row, article


def differences(archive: Any, truth: Truth, tell: Any) -> list[Any]:
    """What is told otherwise than it is, by address: (address, kept, true)."""
    found = []
    for true in truth.articles:
        row, article = kept(archive, true)
        ours, theirs = tell(row, article, true)
        if ours != theirs:
            found.append((true.address, ours, theirs))
    return found


def test_every_article_is_found_exactly_once_and_no_stranger(archive: Any, truth: Truth) -> None:
    ours = {row[0] for row in archive.execute("SELECT address FROM articles")}
    assert ours == {true.address for true in truth.articles}
    assert len(truth.articles) >= 80


def test_no_question_of_a_crawl_walks_a_table_that_grows_with_the_years(folder: Path, tmp_path: Path) -> None:
    asked_sql = msgspec.json.decode(folder.with_name(folder.name + ".sql").read_bytes(), type=list[str])
    assert len(asked_sql) > 100
    # In an archive without rows: of a small table SQLite knows that an index is not worth it.
    with Archive.open(tmp_path, create=True) as empty:
        connection = empty.connection()
        assert walked(connection, "SELECT id FROM article x WHERE x.identity_key = ?") == {"article"}
        assert not {sql: tables for sql in asked_sql if (tables := walked(connection, sql))}


def test_headlines_and_texts_are_as_printed(archive: Any, truth: Truth) -> None:
    assert not differences(archive, truth, lambda row, a, t: (a.title, t.title))
    assert not differences(archive, truth, lambda row, a, t: ([p.text for p in a.body], [p.text for p in t.body]))


def test_every_wording_is_kept_and_none_is_invented(archive: Any, truth: Truth) -> None:
    def wordings(row: Any, article: Article, true: TrueArticle) -> tuple[Any, Any]:
        rows = archive.execute("SELECT title, body FROM revisions WHERE article = ? ORDER BY number", (row["article"],))
        theirs = [(wording.title, "\n\n".join(p.text for p in wording.body)) for wording in true.wordings]
        return [(r["title"], r["body"]) for r in rows], theirs

    assert not differences(archive, truth, wordings)


def test_instants_precision_and_zone_are_as_the_page_tells_them(archive: Any, truth: Truth) -> None:
    def moment(row: Any, article: Article, true: TrueArticle) -> tuple[Any, Any]:
        ours, theirs = article.published_at, true.published
        return ours and (ours.at, ours.precision, ours.zone_from), (theirs.at, theirs.precision, theirs.zone_from)

    assert not differences(archive, truth, moment)


def test_datelines_name_place_and_outlet(archive: Any, truth: Truth) -> None:
    def dateline(row: Any, article: Article, true: TrueArticle) -> tuple[Any, Any]:
        return tuple((d.place, d.outlet) if d else None for d in (article.dateline, true.dateline))

    assert not differences(archive, truth, dateline)


def test_people_are_named_with_their_roles(archive: Any, truth: Truth) -> None:
    def people(row: Any, article: Article, true: TrueArticle) -> tuple[Any, Any]:
        # Two-letter marks at a text's end are initials; whose they are, the page does not say.
        return tuple({(p.name, p.role) for p in a.people if len(p.name) > 2} for a in (article, true))

    assert not differences(archive, truth, people)


def test_initials_stay_initials(archive: Any, truth: Truth) -> None:
    def initials(row: Any, article: Article, true: TrueArticle) -> tuple[Any, Any]:
        return tuple({p.name for p in a.people if p.initials} for a in (article, true))

    assert not differences(archive, truth, initials)


def test_subtitle_section_and_tags_are_as_the_page_names_them(archive: Any, truth: Truth) -> None:
    def small(row: Any, article: Article, true: TrueArticle) -> tuple[Any, Any]:
        return tuple((a.subtitle, a.section, sorted(a.tags)) for a in (article, true))

    assert not differences(archive, truth, small)


def test_headings_lists_quotations_and_tables_stay_what_they_are(archive: Any, truth: Truth) -> None:
    def kinds(row: Any, article: Article, true: TrueArticle) -> tuple[Any, Any]:
        return tuple([p.kind for p in a.body] for a in (article, true))

    assert not differences(archive, truth, kinds)


def test_dates_in_the_text_keep_their_day_and_their_doubt(archive: Any, truth: Truth) -> None:
    def events(row: Any, article: Article, true: TrueArticle) -> tuple[Any, Any]:
        ours = {(e.printed, e.day, e.flags) for e in article.event_dates if "weekday_mismatch" in e.flags}
        return ours, {(e.printed, e.day, e.flags) for e in true.events}

    assert not differences(archive, truth, events)


def test_paid_texts_quotations_and_corrections_are_marked(archive: Any, truth: Truth) -> None:
    def marks(row: Any, article: Article, true: TrueArticle) -> tuple[Any, Any]:
        quoted = tuple({c.outlet for c in a.credits if c.kind == "quotation"} for a in (article, true))
        ours = (article.paid, quoted[0], bool(article.corrections))
        return ours, (true.paid, quoted[1], "correction" in true.traits)

    assert not differences(archive, truth, marks)


def test_reposts_credit_the_address_that_the_page_credits(archive: Any, truth: Truth) -> None:
    def credited(row: Any, article: Article, true: TrueArticle) -> tuple[Any, Any]:
        return tuple({c.address for c in a.credits if c.kind == "repost"} for a in (article, true))

    assert not differences(archive, truth, credited)


def test_what_vanished_is_gone_and_what_stands_is_present(archive: Any, truth: Truth) -> None:
    def status(row: Any, article: Article, true: TrueArticle) -> tuple[Any, Any]:
        return row["status"], "gone" if true.gone else "missing" if true.missing else "present"

    assert not differences(archive, truth, status)
    assert sum(true.gone for true in truth.articles) >= 2


def test_other_addresses_of_an_article_are_its_aliases(archive: Any, truth: Truth) -> None:
    def aliases(row: Any, article: Article, true: TrueArticle) -> tuple[Any, Any]:
        rows = archive.execute("SELECT address FROM address WHERE article = ?", (row["article"],))
        return {r[0] for r in rows} - {true.address}, set(true.aliases)

    assert not differences(archive, truth, aliases)


def test_stories_have_their_origin_and_each_copy_its_proof(archive: Any, truth: Truth) -> None:
    rows = {row["address"]: row for row in archive.execute("SELECT * FROM stories")}
    told = {address for story in truth.stories for address in (story.origin, *(copy.address for copy in story.copies))}
    assert set(rows) == told
    for story in truth.stories:
        assert rows[story.origin]["relation"] == "origin"
        for copy in story.copies:
            assert rows[copy.address]["relation"] == copy.relation
            assert rows[copy.address]["proof"].split() == copy.proof.split()
            assert rows[copy.address]["story"] == rows[story.origin]["story"]


def test_prayer_times_of_four_days_are_four_articles_and_no_story(archive: Any) -> None:
    rows = archive.execute("SELECT story FROM articles WHERE title LIKE 'Jadwal Imsakiyah%'").fetchall()
    assert [row[0] for row in rows] == [None] * 4


def test_gambling_is_quarantined_and_never_an_article(archive: Any, truth: Truth) -> None:
    for page in truth.quarantined:
        assert (
            archive.execute("SELECT verdict FROM captures WHERE address = ?", (page.address,)).fetchone()[0]
            == "quarantined"
        )
        assert archive.execute("SELECT 1 FROM issues WHERE subject = ? AND kind = 'spam'", (page.address,)).fetchone()
        assert not archive.execute("SELECT 1 FROM articles WHERE address = ?", (page.address,)).fetchone()
    assert truth.quarantined


def test_what_is_no_article_is_none(archive: Any, truth: Truth) -> None:
    for page in truth.not_articles:
        assert not archive.execute("SELECT 1 FROM articles WHERE address = ?", (page.address,)).fetchone()


def test_everything_kept_is_as_it_was_kept(folder: Path) -> None:
    assert list(verify(folder)) == []


def test_the_papers_were_asked_with_manners(asked: list[Asked], truth: Truth) -> None:
    assert all("@localhost" in r.headers["user-agent"] for r in asked)
    assert not any({"cookie", "referer", "authorization"} & set(r.headers) for r in asked)
    for host in {r.host for r in asked}:
        assert next(r.path for r in asked if r.host == host) == "/robots.txt"
    forbidden = re.compile(r"^/(wp-admin|admin|search|cari|login|ajax)\b|[?&](s|replytocom)=|^/amp/")
    assert [r.path for r in asked if forbidden.search(r.path)] == []


def test_an_honest_paper_sends_an_unchanged_page_once_and_once_more_to_prove_it(
    asked: list[Asked], truth: Truth
) -> None:
    trials = 0
    for true in truth.articles:
        if true.site != "warta-tambora":
            continue
        path = true.address.removeprefix("http://warta-tambora.localhost")
        sent = [
            r for r in asked if r.host == "warta-tambora.localhost" and r.path.rstrip("/") == path and r.status == 200
        ]
        moved = "moved_address" in true.traits
        more = len(sent) - (len(true.wordings) - moved)
        assert more in (0, 1), (true.address, [(r.path, r.status) for r in sent])
        trials += more
    assert 0 < trials <= sum(1 in wording.editions for t in truth.articles for wording in t.wordings)


def test_crawling_three_times_adds_no_article_wording_or_address(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(folder, again)
    crawl(again, EDITIONS, EDITIONS)
    counted = {}
    for name, where in (("once", folder), ("thrice", again)):
        connection = connect(where / "archive.db", readonly=True)
        counted[name] = {
            sql: sorted(map(tuple, connection.execute(sql)))
            for sql in (
                "SELECT id, site, identity_key FROM article", "SELECT address, article, why FROM address",
                "SELECT article, number, wording FROM revision", "SELECT id, title, body FROM wording",
                "SELECT article, story, relation FROM story_member", "SELECT id, name FROM site_toml",
                "SELECT article, status, misses > 0 FROM article_state",
            )
        }  # fmt: skip
        connection.close()
    assert counted["once"] == counted["thrice"]

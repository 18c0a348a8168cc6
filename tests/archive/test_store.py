from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.derive import derive_all
from archive.errors import ArchiveFull, ArchiveMissing, ArchiveTooNew, RecordRejected
from archive.records import (
    Act,
    AnyFact,
    Capture,
    Context,
    Exchange,
    KeptReading,
    Paragraph,
    Reading,
    Verdict,
)
from archive.schema import DERIVED_TABLES, FACT_TABLES
from archive.sqlite import DatabaseError, connect
from archive.store import Archive, transaction
from archive.warc import records
from tests.archive.builder import DRY, FERRY, TOML, article, at, look, repost


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path, create=True) as opened:
        yield opened


def keep(archive: Archive, facts: list[AnyFact]):
    return archive.keep(facts).result(30)


def keep_many(archive: Archive, count: int) -> None:
    for number in range(count):
        keep(archive, look(article(f"Kabar {number}", tuple(f"{line} {number}" for line in DRY)), path=f"/{number}"))


def dump(archive: Archive, tables: tuple[str, ...]) -> dict[str, list[str]]:
    """Every row of the tables; private numbers are no answer and are left out."""
    reader = archive.connection()
    questions = {t: f"SELECT * FROM {t}" for t in tables}
    if "band" in questions:
        questions["band"] = "SELECT band, article FROM band JOIN sketch USING (number)"
    rows = {t: [dict(row) for row in reader.execute(question)] for t, question in questions.items()}
    private = {"document": None, "number": None}
    return {
        t: sorted(repr({**row, **private} if t != "revision" else row) for row in found) for t, found in rows.items()
    }


def test_first_look_is_new_and_the_same_words_are_unchanged(archive: Archive) -> None:
    assert keep(archive, look(article())).verdict is Verdict.NEW
    assert keep(archive, look(article(), days=1)).verdict is Verdict.UNCHANGED


def test_one_comma_makes_a_revision_and_coming_back_is_flapping(archive: Archive) -> None:
    keep(archive, look(article()))
    edited = (DRY[0].replace("yang mengering", "yang, mengering"), *DRY[1:])
    assert keep(archive, look(article(body=edited), days=1)).revision == 2
    back = keep(archive, look(article(), days=2))
    assert (back.verdict, back.revision) == (Verdict.FLAPPING, 1)


def test_a_new_reader_toml_or_furniture_never_makes_a_revision(archive: Archive) -> None:
    keep(archive, look(article()))
    kept = keep(archive, look(article(body=DRY[:2]), days=1, context=Context(reader="2", furniture="f")))
    assert kept.verdict is Verdict.UNCHANGED


def test_after_reading_again_in_the_new_context_an_edit_is_seen(archive: Archive) -> None:
    first = look(article())
    keep(archive, first)
    newer = Context(reader="2")
    again = KeptReading(captures=(first[0].id,), reading=Reading(context=newer, outcome=article(body=DRY[:2])))
    edited = look(article(body=(DRY[0], DRY[1] + " Benar.")), days=1, context=newer)
    assert keep(archive, [*edited, again]).verdict is Verdict.REVISED


def test_a_deletion_is_gone_at_its_second_look_on_another_day(archive: Archive) -> None:
    keep(archive, look(article()))
    assert keep(archive, look(None, days=1, status=404)).verdict is None
    assert keep(archive, look(None, days=1.2, status=410)).verdict is None
    assert keep(archive, look(None, days=2, status=404)).verdict is Verdict.GONE
    assert archive.connection().execute("SELECT status FROM articles").fetchone()[0] == "gone"


def test_the_same_words_at_another_address_of_the_site_are_an_alias(archive: Archive) -> None:
    first = keep(archive, look(article()))
    second = keep(archive, look(article(), path="/index/sumur-tua", days=0.1))
    assert (second.verdict, second.article) == (Verdict.ALIAS, first.article)


def test_the_same_words_on_another_site_are_another_article(archive: Archive) -> None:
    first = keep(archive, look(article()))
    second = keep(archive, look(article(), site="kabar-lain"))
    assert second.verdict is Verdict.NEW
    assert second.article != first.article


def test_a_permalink_change_is_the_same_article_by_its_platform_key(archive: Archive) -> None:
    first = keep(archive, look(article(identity_key="warta#wp-7")))
    second = keep(archive, look(article(body=FERRY, identity_key="warta#wp-7"), path="/baru", days=1))
    assert second.article == first.article


def test_a_broken_canonical_link_joins_nothing(archive: Archive) -> None:
    first = keep(archive, look(article()))
    other = article("Feri berlayar lagi", FERRY, canonical="https://warta-sabana.example/sumur-tua")
    assert keep(archive, look(other, path="/feri")).article != first.article


def test_a_repost_names_its_origin_with_the_line_that_proves_it(archive: Archive) -> None:
    keep(archive, [TOML])
    origin = keep(archive, look(article()))
    copy = keep(archive, look(repost(), site="pemkab", days=0.5))
    rows = {r["article"]: dict(r) for r in archive.connection().execute("SELECT * FROM stories")}
    assert rows[origin.article]["relation"] == "origin"
    assert rows[copy.article]["relation"] == "repost"
    assert rows[copy.article]["proof"] == "(sumber: https://warta-sabana.example/)"


def test_keeping_the_same_facts_again_adds_nothing(archive: Archive) -> None:
    facts = [look(article()), look(repost(), site="pemkab"), look(article(body=FERRY), days=1)]
    for look_facts in facts:
        keep(archive, look_facts)
    before = dump(archive, FACT_TABLES + DERIVED_TABLES)
    for look_facts in facts:
        keep(archive, look_facts)
    assert dump(archive, FACT_TABLES + DERIVED_TABLES) == before


def some_life() -> list[list[AnyFact]]:
    edited = (DRY[0], DRY[1].replace("48", "52"), DRY[2])
    return [
        [TOML],
        look(article()),
        look(article(), path="/sumur-tua-2", days=0.1),
        look(repost(), site="pemkab", days=0.5),
        look(article("Feri berlayar lagi", FERRY), path="/feri", days=0.6),
        look(article(body=edited), days=1),
        look(None, path="/feri", days=2, status=404),
        look(None, path="/feri", days=3, status=404),
    ]


def test_everything_derived_can_be_made_again(archive: Archive) -> None:
    for facts in some_life():
        keep(archive, facts)
    before = dump(archive, DERIVED_TABLES)
    archive.close()
    connection = connect(archive.folder / "archive.db")
    with transaction(connection):
        derive_all(connection)
    connection.close()
    with Archive.open(archive.folder) as again:
        assert dump(again, DERIVED_TABLES) == before
        found = (
            again.connection()
            .execute("SELECT count(*) FROM article_index WHERE article_index MATCH 'sumur'")
            .fetchone()
        )
        assert found[0] == 2


@pytest.mark.parametrize("seed", range(4))
def test_the_order_in_which_different_sites_are_kept_does_not_matter(tmp_path: Path, seed: int) -> None:
    life = some_life()
    own, others = [f for f in life if not any(getattr(x, "site", "") == "pemkab" for x in f)], [life[3]]
    mixed = list(own)
    mixed.insert(random.Random(seed).randrange(len(mixed) + 1), others[0])
    dumps = []
    for name, order in (("a", life), ("b", mixed)):
        with Archive.open(tmp_path / name, create=True) as archive:
            for facts in order:
                keep(archive, facts)
            dumps.append(dump(archive, tuple(t for t in DERIVED_TABLES if t != "article_state")))
    assert dumps[0] == dumps[1]


def test_a_rejected_look_fails_alone(archive: Archive) -> None:
    bad = Capture(url="https://a.example/", address="https://a.example/", site="a", purpose="page", at=at(), status=200)
    with pytest.raises(RecordRejected):
        Paragraph(text=" ")
    with pytest.raises(RecordRejected):
        Capture(url="ftp://a", address="https://a.example/", site="a", purpose="page", at=at())
    assert keep(archive, [bad]).capture == bad.id


def test_no_space_refuses_all_that_wait_and_loses_nothing_kept(archive: Archive, tmp_path: Path) -> None:
    keep(archive, look(article()))
    pages = archive._connection.execute("PRAGMA page_count").fetchone()[0]
    archive._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(ArchiveFull):
        keep_many(archive, 400)
    archive._connection.execute("PRAGMA max_page_count = 1000000")
    assert keep(archive, look(article(body=FERRY), path="/lagi")).verdict is Verdict.NEW
    assert archive._connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_facts_that_were_not_committed_are_adopted_at_the_next_opening(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        keep(archive, look(article()))
        before = dump(archive, FACT_TABLES + DERIVED_TABLES)
    for file in tmp_path.glob("archive.db*"):
        file.unlink()
    with Archive.open(tmp_path, create=True) as again:
        assert dump(again, FACT_TABLES + DERIVED_TABLES) == before


def test_a_fetched_page_that_nobody_kept_becomes_an_adopted_capture(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        exchange = Exchange(
            url="https://a.example/x", at=at(), site="a", purpose="page", status=200, reason="OK", body=b"isi"
        )
        archive.record(exchange).result(10)
    with Archive.open(tmp_path) as again:
        row = again.connection().execute("SELECT flags, body_size, warc_offset FROM captures").fetchone()
        assert (row[0], row[1]) == ('["adopted"]', 3)
    with Archive.open(tmp_path) as again:
        assert again.connection().execute("SELECT count(*) FROM captures").fetchone()[0] == 1


def test_a_torn_tail_is_cut_and_what_is_whole_stays(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        keep(archive, look(article()))
    warc = next((tmp_path / "warc").iterdir())
    whole = warc.stat().st_size
    with warc.open("ab") as file:
        file.write(warc.read_bytes()[:50])
    Archive.open(tmp_path).close()
    assert warc.stat().st_size == whole
    assert len(list(records(warc))) == 2


def test_readers_never_meet_a_locked_database(archive: Archive) -> None:
    failures: list[Exception] = []
    stop = threading.Event()

    def read() -> None:
        reader = connect(archive.folder / "archive.db", readonly=True)
        try:
            while not stop.is_set():
                reader.execute("SELECT count(*), max(title) FROM articles").fetchone()
        except DatabaseError as error:
            failures.append(error)
        finally:
            reader.close()

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    keep_many(archive, 60)
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures


def test_a_later_schema_is_refused(tmp_path: Path) -> None:
    Archive.open(tmp_path, create=True).close()
    connection = connect(tmp_path / "archive.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ArchiveTooNew):
        Archive.open(tmp_path)


def test_a_missing_archive_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="init"):
        Archive.open(tmp_path / "none")


def test_plain_sqlite3_reads_every_view(archive: Archive) -> None:
    keep(archive, look(article()))
    archive.close()
    connection = sqlite3.connect(archive.folder / "archive.db")
    for view in ("articles", "revisions", "captures", "stories", "runs", "issues", "sources"):
        connection.execute(f"SELECT * FROM {view}").fetchall()
    assert connection.execute("SELECT people FROM articles").fetchone() == ("Rambu Ana",)
    connection.close()


def test_following_is_an_act_and_the_last_one_counts(archive: Archive) -> None:
    for day, kind in enumerate(("follow", "unfollow", "follow")):
        keep(archive, [Act(kind=kind, subject="suarajarmas", at=at(day), by="rina")])
    keep(
        archive,
        [
            Act(kind="follow", subject="lain", at=at(), by="rina"),
            Act(kind="unfollow", subject="lain", at=at(1), by="rina"),
        ],
    )
    assert archive.followed() == ("suarajarmas",)

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.derive import derive_all
from archive.errors import ArchiveFull, ArchiveMissing, ArchiveTooNew, RecordRejected
from archive.records import (
    Act,
    AnyFact,
    Article,
    Capture,
    Context,
    Exchange,
    Furniture,
    KeptReading,
    Paragraph,
    Reading,
    Verdict,
)
from archive.rows import fact_of, kept_reading, reading_rows, row_of, TABLES
from archive.schema import DERIVED_TABLES, FACT_TABLES
from archive.sqlite import connect
from archive.store import Archive, transaction
from archive.upkeep.verify import verify
from archive.warc import records
from tests.archive.builder import DRY, FERRY, TOML, article, at, look, repost


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path, create=True) as opened:
        yield opened


def keep(archive: Archive, facts: list[AnyFact]):
    return archive.keep(facts).result(30)


def dump(archive: Archive, tables: tuple[str, ...]) -> dict[str, list[str]]:
    """Every row of the tables; the index's private document numbers are no answer and are left out."""
    reader = archive.connection()
    rows = {t: [dict(row) for row in reader.execute(f"SELECT * FROM {t}")] for t in tables}
    return {t: sorted(repr(row | {"document": None}) for row in found) for t, found in rows.items()}


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
        for number in range(400):
            keep(
                archive, look(article(f"Kabar {number}", tuple(f"{line} {number}" for line in DRY)), path=f"/{number}")
            )
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
        except Exception as error:
            failures.append(error)
        finally:
            reader.close()

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(60):
        keep(archive, look(article(f"Kabar {number}", tuple(f"{line} {number}" for line in DRY)), path=f"/{number}"))
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


TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=40)


@given(title=TEXT, body=st.lists(TEXT, min_size=1, max_size=4), reader=TEXT)
def test_a_kept_reading_survives_its_rows(title: str, body: list[str], reader: str) -> None:
    outcome = Article(title=title, body=tuple(Paragraph(text=text) for text in body))
    kept = KeptReading(captures=("c", "d"), reading=Reading(context=Context(reader=reader), outcome=outcome))
    rows = reading_rows(kept)
    names = ("id", "capture", "parts", "kind", "reason", "reader", "site_toml", "furniture", "wording", "fields")
    assert rows.wording is not None
    wording = dict(zip(("id", "title", "subtitle", "body", "kinds", "words"), rows.wording, strict=True))
    assert kept_reading(dict(zip(names, rows.reading, strict=True)), rows.evidence[1], wording) == kept


@given(st.dictionaries(TEXT, st.integers(0, 99), max_size=5), st.integers(5, 90))
def test_plain_facts_survive_their_rows(lines: dict[str, int], pages: int) -> None:
    for fact in (Furniture(site="a", pages=pages, lines=lines), look(None, status=404)[0]):
        again = fact_of(TABLES[type(fact)], row_of(fact))
        assert again == fact
        assert msgspec.json.decode(msgspec.json.encode(fact), type=AnyFact) == fact


def test_verify_finds_nothing_wrong_in_what_was_just_kept(archive: Archive) -> None:
    for facts in some_life():
        keep(archive, facts)
    archive.close()
    assert list(verify(archive.folder)) == []


def test_verify_names_an_altered_text_and_an_altered_fact(archive: Archive) -> None:
    keep(archive, look(article()))
    archive.close()
    connection = connect(archive.folder / "archive.db")
    connection.execute("UPDATE wording SET body = replace(body, '48', '84')")
    connection.execute("UPDATE capture SET status = 201")
    connection.close()
    assert {finding.offset.split()[0] for finding in verify(archive.folder)} == {"wording", "capture"}


def test_verify_finds_every_cut_of_the_last_record(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        keep(archive, look(article()))
    warc = next((tmp_path / "warc").iterdir())
    content = warc.read_bytes()
    last = list(records(warc))[-1].place.offset
    for end in range(last + 1, len(content)):
        warc.write_bytes(content[:end])
        assert any(finding.file == warc.name for finding in verify(tmp_path)), end


def test_verify_finds_every_flipped_byte(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        keep(archive, look(article()))
    warc = next((tmp_path / "warc").iterdir())
    content = warc.read_bytes()
    rng = random.Random(5)
    for _ in range(150):
        place, bit = rng.randrange(len(content)), 1 << rng.randrange(8)
        # The gzip header's time, flags for extra speed and system bytes mean nothing: a flip there alters no content.
        if place % len(content) < 10 or any(start <= place < start + 10 for start in starts(content)):
            continue
        warc.write_bytes(content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :])
        assert any(finding.file == warc.name for finding in verify(tmp_path)), place


def starts(content: bytes) -> list[int]:
    """Where gzip members begin."""
    return [n for n in range(len(content) - 3) if content[n : n + 3] == b"\x1f\x8b\x08"]

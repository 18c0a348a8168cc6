"""The archive as its callers know it: what is kept, what is said of it, and what the crawler asks before it looks."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive import watching
from archive.errors import ArchiveError, ArchiveMissing
from archive.facts import (
    Act,
    AddressOf,
    AnyFact,
    Furniture,
    Issue,
    KeptReading,
    Link,
    Listing,
    RobotsFound,
    RunClosed,
    RunOpened,
    SourceState,
)
from archive.known import Exchange, Kept, Verdict
from archive.records import Context, NotAnArticle, Reading
from archive.schema import DERIVED_TABLES, FACT_TABLES
from archive.sqlite import DatabaseError, connect
from archive.store import Archive
from tests.archive.builder import DRY, FERRY, TOML, article, at, look, repost, rows_of


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path, create=True) as opened:
        yield opened


def keep(archive: Archive, facts: list[AnyFact]) -> Kept:
    return archive.keep(facts).result(30)


def keep_many(archive: Archive, count: int) -> None:
    for number in range(count):
        keep(archive, look(article(f"Kabar {number}", tuple(f"{line} {number}" for line in DRY)), path=f"/{number}"))


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
    before = rows_of(archive, FACT_TABLES + DERIVED_TABLES)
    for look_facts in facts:
        keep(archive, look_facts)
    assert rows_of(archive, FACT_TABLES + DERIVED_TABLES) == before


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


def test_a_missing_archive_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="init"):
        Archive.open(tmp_path / "none")


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


# ------------------------------------------------------------------------------------------- what the crawler asks


def test_every_address_of_a_site_is_known_with_what_it_was(archive: Archive) -> None:
    keep(archive, look(article(), etag='"a"'))
    keep(archive, look(article(), path="/index/sumur-tua", days=0.1))
    keep(archive, look(article(body=FERRY), days=1, etag='"b"'))
    keep(archive, look(None, days=2, status=404))
    keep(archive, look(NotAnArticle(reason="listing"), path="/tag/air"))
    keep(archive, look(None, path="/mati", status=503))
    keep(archive, look(article(), site="lain"))
    known = archive.known("warta-sabana")
    assert sorted(urlsplit(where).path for where in known) == ["/index/sumur-tua", "/mati", "/sumur-tua", "/tag/air"]
    own = known["https://warta-sabana.example/sumur-tua"]
    assert (own.primary, own.looks, own.edits, own.misses, own.gone, own.etag) == (True, 3, 1, 1, False, '"b"')
    assert (own.first_at, own.last_at, own.body_digest) == (at(), at(2), "/sumur-tua1")
    alias = known["https://warta-sabana.example/index/sumur-tua"]
    assert (alias.primary, alias.article) == (False, own.article)
    tag, dead = known["https://warta-sabana.example/tag/air"], known["https://warta-sabana.example/mati"]
    assert (tag.article, tag.unread, tag.status) == (None, False, 200)
    assert (dead.article, dead.unread, dead.status) == (None, True, 503)


def test_what_was_kept_since_is_not_known_and_what_changed_since_is(archive: Archive) -> None:
    keep(archive, look(article()))
    known = archive.known("warta-sabana")
    keep(archive, look(article("Feri berlayar lagi", FERRY), path="/feri"))
    keep(archive, look(None, days=1, status=404))
    assert known.get("https://warta-sabana.example/feri") is None
    assert "https://warta-sabana.example/feri" not in known
    assert known["https://warta-sabana.example/sumur-tua"].misses == 1
    assert len(known) == 1


def test_an_articles_addresses_come_one_after_the_other_each_once(archive: Archive) -> None:
    old = keep(archive, look(article()))
    keep(archive, look(article(), path="/index/sumur-tua", days=0.1))
    new = keep(archive, look(article("Feri berlayar lagi", FERRY), path="/feri"))
    keep(archive, [AddressOf(address="https://warta-sabana.example/sumur-tua", article=new.article, why="redirect")])
    keep(archive, look(NotAnArticle(reason="listing"), path="/tag/air"))
    told = [(urlsplit(one.address).path, one.article, one.primary) for one in archive.known("warta-sabana").articles()]
    assert told == [
        ("/feri", new.article, True),
        ("/index/sumur-tua", old.article, False),
        ("/sumur-tua", old.article, True),
    ]


def test_the_latest_look_that_brought_a_text_can_be_read_again(archive: Archive) -> None:
    exchange = Exchange(
        url="https://warta-sabana.example/sumur-tua", at=at(1), site="warta-sabana", purpose="page", status=200,
        response_headers=(("Content-Encoding", "gzip"),), body=gzip.compress(b"<p>isi</p>"),
    )  # fmt: skip
    place = archive.record(exchange).result(10)
    keep(archive, look(article()))
    newer = Context(reader="2")
    capture, first = look(article(), days=1, warc=place)
    again = KeptReading(captures=(capture.id,), reading=Reading(context=newer, outcome=article()))
    keep(archive, [capture, first, again])
    keep(archive, look(None, days=2, status=500))
    latest = archive.latest(capture.address)
    assert latest is not None
    assert (latest.capture, latest.parts) == (capture, ())
    assert set(latest.contexts) == {Context(reader="1"), newer}
    assert archive.body_of(capture.id) == b"<p>isi</p>"
    assert archive.latest("https://warta-sabana.example/lain") is None
    with pytest.raises(ArchiveError):
        archive.body_of("0" * 32)


def test_sources_lists_robots_and_furniture_are_told_as_they_were_last(archive: Archive) -> None:
    source, links = (
        "https://a.example/feed",
        (Link(url="https://a.example/1", title="Satu"), Link(url="https://a.example/2")),
    )
    for day, state in enumerate(("ok", "unchanged")):
        told = SourceState(source=source, site="a", kind="feed", at=at(day), state=state, listed=2)
        listing = Listing(source=source, site="a", capture=str(day), links=links)
        robots = RobotsFound(
            host="a.example", site="a", at=at(day), status=200 if day == 0 else 503, text="User-agent: *"
        )
        keep(archive, [told, listing, robots, Furniture(site="a", pages=5 + day, lines={"0" * 16: day})])
    assert archive.sources("a")[source] == told
    assert archive.listed("a") == links
    assert archive.connection().execute("SELECT count(*) FROM listing").fetchone()[0] == 1
    found = archive.robots("a.example")
    assert found is not None
    assert (found.at, found.text) == (at(0), "User-agent: *")
    furniture = archive.furniture("a")
    assert furniture is not None
    assert furniture.pages == 6
    assert (archive.sources("b"), archive.listed("b"), archive.robots("b"), archive.furniture("b")) == (
        {},
        (),
        None,
        None,
    )


def test_runs_are_remembered_and_one_that_was_cut_off_is_told(archive: Archive) -> None:
    assert not archive.was_cut_off("a")
    for day in range(3):
        opened = RunOpened(site="a", at=at(day), program="1", site_toml="t")
        keep(archive, [opened])
        assert archive.was_cut_off("a")
        keep(archive, [RunClosed(run=opened.id, at=at(day + 0.1), outcome="finished", counts={"new": day})])
        assert not archive.was_cut_off("a")
    since = watching.runs_since(archive.connection(), "a", at(0.5))
    assert [run.counts for run in since] == [{"new": 2}, {"new": 1}]


def test_an_issue_is_closed_and_opened_again_by_acts(archive: Archive) -> None:
    issue = Issue(site="a", kind="spam", subject="https://a.example/slot", message="promo", at=at())
    keep(archive, [issue])
    states = []
    for day, kind in enumerate(("note", "close_issue", "reopen_issue", "close_issue")):
        keep(archive, [Act(kind=kind, subject=issue.id, at=at(day), by="rina")])
        states.append(archive.connection().execute("SELECT state FROM issues").fetchone()[0])
    assert states == ["open", "closed", "open", "closed"]

"""What is derived follows from the facts alone: not from their order, nor from how often it was derived."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import telling
from archive.derive import derive_all
from archive.facts import AddressOf, AnyFact, ArticleBorn, Capture, KeptReading, RunOpened, SiteToml
from archive.known import Verdict
from archive.records import Article, Context, Moment, NotAnArticle, ParseFailure, Reading
from archive.schema import DERIVED_TABLES
from archive.sqlite import connect, transaction
from archive.store import Archive
from tests.archive.builder import DRY, FERRY, TOML, article, at, form, look, repost, rows_of

SLOWLY = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path, create=True) as opened:
        yield opened


def keep(archive: Archive, *looks: list[AnyFact]) -> list[Any]:
    return [future.result(30) for future in [archive.keep(facts) for facts in looks]]


def derived(archive: Archive) -> dict[str, list[str]]:
    return rows_of(archive, DERIVED_TABLES)


def found(archive: Archive, typed: str) -> int:
    sql = "SELECT count(*) FROM article_index WHERE article_index MATCH ?"
    return archive.connection().execute(sql, (typed,)).fetchone()[0]


def derived_again(archive: Archive) -> dict[str, list[str]]:
    """Everything derived, thrown away and made again, in a copy of the database; its index is checked, too."""
    connection = connect(archive.folder / "archive.db")
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO article_index (article_index) VALUES ('integrity-check')")
        derive_all(connection)
        connection.execute("INSERT INTO article_index (article_index) VALUES ('integrity-check')")

        class Reader:
            def connection(self) -> Any:
                return connection

        return rows_of(Reader(), DERIVED_TABLES)
    finally:
        connection.execute("ROLLBACK")
        connection.close()


# ------------------------------------------------------------------------------------------------- any life of a press

SITES = ("warta-sabana", "kabar-lain", "pemkab")
EDITED = (DRY[0], DRY[1].replace("48", "52"), DRY[2])
OUTCOMES: tuple[Any, ...] = (
    article(), article(body=EDITED), article("Feri berlayar lagi", FERRY), repost(), repost(DRY[:2]), form(1), form(2),
    article(identity_key="w#wp-1"), article("Feri berlayar lagi", FERRY, identity_key="w#wp-1"),
    article(canonical="https://warta-sabana.example/b"), NotAnArticle(reason="spam"), NotAnArticle(reason="soft_404"),
    NotAnArticle(reason="listing"), ParseFailure(field="body", why="empty"), None,
)  # fmt: skip
CONTEXTS = (Context(reader="1"), Context(reader="2", furniture="f"))


@st.composite
def lives(draw: Any) -> list[list[AnyFact]]:
    """Looks at a few addresses of three sites, whatever stood there; some read twice, some addresses named as others'."""
    life: list[list[AnyFact]] = []
    for number in range(draw(st.integers(1, 9))):
        outcome = draw(st.sampled_from(OUTCOMES))
        facts = look(
            outcome, site=draw(st.sampled_from(SITES)), path=draw(st.sampled_from(("/a", "/b", "/c"))),
            days=number * draw(st.sampled_from((0.2, 1))), context=draw(st.sampled_from(CONTEXTS)),
            status=200 if outcome is not None else 404,
        )  # fmt: skip
        if outcome is not None and draw(st.booleans()):
            other = Reading(context=CONTEXTS[1], outcome=draw(st.sampled_from(OUTCOMES[:-1])))
            facts.append(KeptReading(captures=(facts[0].id,), reading=other))
        life.append(facts)
    return life


@SLOWLY
@given(life=lives())
def test_what_keeping_made_is_what_deriving_everything_makes(
    tmp_path_factory: pytest.TempPathFactory, life: list[list[AnyFact]]
) -> None:
    with Archive.open(tmp_path_factory.mktemp("life"), create=True) as archive:
        keep(archive, [TOML], *life)
        assert derived_again(archive) == derived(archive)


@SLOWLY
@given(life=lives(), chance=st.randoms(use_true_random=False))
def test_facts_in_any_order_make_the_same(
    tmp_path_factory: pytest.TempPathFactory, life: list[list[AnyFact]], chance: random.Random
) -> None:
    """As a merge brings them: whose article each address is, then all the rest, readings before captures or after."""
    folder = tmp_path_factory.mktemp("order")
    with Archive.open(folder / "a", create=True) as archive:
        keep(archive, [TOML], *life)
        reader = archive.connection()
        born = [
            ArticleBorn(site=row[0], identity_key=row[1])
            for row in reader.execute("SELECT site, identity_key FROM article")
        ]
        where = [
            AddressOf(address=r[0], article=r[1], why=r[2])
            for r in reader.execute("SELECT address, article, why FROM address")
        ]
        expected = derived(archive)
    mixed = [TOML, *born, *(fact for facts in life for fact in facts)]
    chance.shuffle(mixed)
    chance.shuffle(where)
    mixed = [*where, *mixed]
    with Archive.open(folder / "b", create=True) as archive:
        keep(archive, *([fact] for fact in mixed))
        assert derived(archive) == expected


@pytest.mark.parametrize("seed", range(4))
def test_articles_kept_in_any_order_make_the_same(tmp_path: Path, seed: int) -> None:
    life = [
        [TOML], look(article()), look(repost(), site="pemkab"), look(repost(DRY[:2]), site="lain", path="/c"),
        look(article("Feri berlayar lagi", FERRY), path="/feri"), look(form(1), path="/1"), look(form(2), path="/2"),
        look(article("Feri jalan", FERRY), site="pemkab", path="/feri"), look(NotAnArticle(reason="spam"), path="/slot"),
    ]  # fmt: skip
    made = []
    for name, order in (("a", life), ("b", random.Random(seed).sample(life, len(life)))):
        with Archive.open(tmp_path / name, create=True) as archive:
            keep(archive, *order)
            made.append(derived(archive))
    assert made[0] == made[1]


# ------------------------------------------------------------------------------------------------------- stories


@pytest.fixture
def small_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "CROWD", 4)


@pytest.mark.usefixtures("small_crowd")
@pytest.mark.parametrize("seed", range(3))
def test_a_band_that_becomes_a_crowd_takes_back_the_pairs_that_stood_on_it(tmp_path: Path, seed: int) -> None:
    """Seven copies share all bands: four and more are a crowd, and then none of them is a candidate by its words."""
    copies = [look(article(f"Sumur {number} digali", DRY), site=f"situs-{number}") for number in range(7)]
    random.Random(seed).shuffle(copies)
    with Archive.open(tmp_path, create=True) as archive:
        keep(archive, *copies[:3])
        assert len(derived(archive)["pair"]) == 3
        keep(archive, copies[3])
        assert derived(archive)["pair"] == derived(archive)["story"] == []
        keep(archive, *copies[4:])
        assert derived(archive) == derived_again(archive)


@pytest.mark.usefixtures("small_crowd")
def test_a_crowd_that_thins_out_gives_the_pairs_back(archive: Archive) -> None:
    copies = [look(article(f"Sumur {number} digali", DRY), site=f"situs-{number}") for number in range(4)]
    keep(archive, *copies)
    assert derived(archive)["pair"] == []
    keep(archive, look(article("Feri berlayar lagi", FERRY), site="situs-3", days=1))
    assert len(derived(archive)["pair"]) == 3
    assert derived(archive) == derived_again(archive)


RELEASE = (*DRY, *FERRY)


def carried(
    number: int, title: str = "Sumur digali, feri berlayar", *, hour: float | None = None, days: float = 2, **more: Any
) -> list[AnyFact]:
    """An agency's text in one of many newspapers."""
    moment = Moment(at=at((number if hour is None else hour) / 24), precision="minute", zone_from="printed")
    return look(article(title, RELEASE, published_at=moment, dateline=None), site=f"situs-{number}", days=days, **more)


@pytest.mark.usefixtures("small_crowd")
@pytest.mark.parametrize("seed", range(3))
def test_equal_words_that_a_crowd_carries_are_one_story_and_only_neighbours_are_judged(
    tmp_path: Path, seed: int
) -> None:
    copies = [carried(number) for number in range(7)]
    copies.append(carried(0, "Sumur digali lagi di desa", path="/lagi"))
    random.Random(seed).shuffle(copies)
    with Archive.open(tmp_path, create=True) as archive:
        for one in copies:
            keep(archive, one)
        told = archive.connection().execute(
            "SELECT t.id, t.members, a.site FROM story t JOIN article a ON a.id = t.origin"
        )
        (story,) = told.fetchall()
        members = {row[0] for row in archive.connection().execute("SELECT article FROM story_member")}
        assert tuple(story) == (min(members), 7, "situs-0")
        assert len(derived(archive)["pair"]) == 6
        kinds = "SELECT relation, count(*) FROM story_member GROUP BY relation ORDER BY relation"
        assert [tuple(row) for row in archive.connection().execute(kinds)] == [("copy", 6), ("origin", 1)]
        assert derived(archive) == derived_again(archive)


@pytest.mark.usefixtures("small_crowd")
def test_forms_and_one_papers_notices_are_no_story_however_many_carry_them(archive: Archive) -> None:
    days = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
    keep(archive, *(carried(number, f"Harga beras dan gula hari {day}") for number, day in enumerate(days)))
    assert derived(archive)["story"] == derived(archive)["pair"] == []
    notices = (look(article(f"Pemberitahuan {n} kepada pembaca", RELEASE[::-1]), path=f"/{n}") for n in range(6))
    keep(archive, *notices)
    assert derived(archive)["story"] == derived(archive)["pair"] == []


@pytest.mark.usefixtures("small_crowd")
def test_a_line_of_equal_words_closes_up_where_one_leaves_or_moves(archive: Archive) -> None:
    keep(archive, *(carried(number) for number in range(6)))
    keep(archive, look(article("Feri berlayar lagi", FERRY), site="situs-3", days=4), carried(2, hour=4.5, days=4))
    assert len(derived(archive)["pair"]) == 4
    assert derived(archive) == derived_again(archive)
    # Three are no crowd any more: each pair is judged.
    keep(archive, *(look(article("Feri berlayar lagi", FERRY), site=f"situs-{n}", days=5) for n in (0, 1)))
    assert sum("'copy'" in row for row in derived(archive)["pair"]) >= 3
    assert derived(archive) == derived_again(archive)


@pytest.mark.usefixtures("small_crowd")
def test_what_more_carry_than_any_agency_has_papers_is_no_story(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "MOST_EQUAL", 6)
    keep(archive, *(carried(number) for number in range(6)))
    assert len(derived(archive)["story_member"]) == 6
    keep(archive, carried(6), carried(7))
    assert derived(archive)["story"] == derived(archive)["pair"] == []
    keep(archive, *(look(article("Feri berlayar lagi", FERRY), site=f"situs-{n}", days=5) for n in (3, 7)))
    assert derived(archive) == derived_again(archive)
    assert archive.connection().execute("SELECT count(*) FROM story WHERE members = 6").fetchone()[0] == 1


def test_a_story_that_loses_its_middle_falls_apart(archive: Archive) -> None:
    keep(archive, look(article()), look(article(body=(*DRY, *FERRY)), site="b"), look(article("Feri", FERRY), site="c"))
    before = derived(archive)
    assert len(before["story_member"]) == 3
    keep(archive, look(form(1), site="b", days=1))
    assert derived(archive)["story_member"] == derived(archive)["pair"] == []
    assert derived(archive) == derived_again(archive)


def test_a_name_that_a_toml_gives_an_outlet_later_makes_the_repost_known(archive: Archive) -> None:
    origin = article(dateline=None)
    copy = repost()
    named = msgspec.structs.replace(copy.credits[0], address=None, outlet="Sabana Pos", printed="(Sumber: Sabana Pos)")
    keep(archive, [TOML], look(origin), look(msgspec.structs.replace(copy, credits=(named,)), site="pemkab", days=0.5))
    relations = "SELECT relation FROM stories ORDER BY relation"
    assert [row[0] for row in archive.connection().execute(relations)] != ["origin", "repost"]
    later = SiteToml(name="warta-sabana", text=TOML.text.replace('"WS"', '"Sabana Pos"'))
    keep(archive, [later, RunOpened(site="warta-sabana", at=at(2), program="1", site_toml=later.id)])
    assert [row[0] for row in archive.connection().execute(relations)] == ["origin", "repost"]
    assert derived(archive) == derived_again(archive)


# ------------------------------------------------------------------------------------- whose article, and what is shown


def test_an_address_that_leads_on_to_another_article_stays_with_its_own(archive: Archive) -> None:
    old, new = keep(archive, look(article()), look(article("Feri berlayar lagi", FERRY), path="/feri"))
    keep(archive, [AddressOf(address="https://warta-sabana.example/sumur-tua", article=new.article, why="redirect")])
    rows = {row["id"]: row for row in archive.connection().execute("SELECT * FROM articles")}
    assert (rows[old.article]["revisions"], rows[new.article]["revisions"]) == (1, 1)
    assert archive.known("warta-sabana")["https://warta-sabana.example/sumur-tua"].article == old.article
    assert derived(archive) == derived_again(archive)


def test_an_article_read_later_as_spam_by_a_later_reader_keeps_its_words(archive: Archive) -> None:
    facts = look(article())
    (kept,) = keep(archive, facts)
    spam = Reading(context=Context(reader="2"), outcome=NotAnArticle(reason="spam"))
    keep(archive, [KeptReading(captures=(facts[0].id,), reading=spam)])
    assert archive.connection().execute("SELECT id FROM articles").fetchone()[0] == kept.article


def test_a_quarantined_page_becomes_an_article_when_it_is_read_again(archive: Archive) -> None:
    facts = look(ParseFailure(field="body", why="empty"))
    assert keep(archive, facts)[0].verdict is Verdict.QUARANTINED
    assert archive.connection().execute("SELECT count(*) FROM articles").fetchone()[0] == 0
    again = Reading(context=Context(reader="2"), outcome=article())
    keep(archive, [KeptReading(captures=(facts[0].id,), reading=again)])
    assert [tuple(row) for row in archive.connection().execute("SELECT title, revisions FROM articles")] == [
        ("Sumur tua digali lagi", 1)
    ]
    assert archive.connection().execute("SELECT verdict FROM captures").fetchone()[0] == "new"
    assert derived(archive) == derived_again(archive)


def test_an_article_that_flapped_back_still_has_two_revisions(archive: Archive) -> None:
    keep(archive, look(article()), look(article(body=EDITED), days=1), look(article(), days=2))
    row = archive.connection().execute("SELECT revisions, body FROM articles").fetchone()
    assert tuple(row) == (2, article().text)


def test_the_index_follows_an_edit(archive: Archive) -> None:
    keep(archive, look(article()), look(article(body=(DRY[0].replace("sumur", "embung"), *DRY[1:])), days=1))
    assert (found(archive, "body:embung"), found(archive, "body:sumur"), found(archive, "title:sumur")) == (1, 0, 1)


def test_a_later_reader_that_reads_the_same_rewrites_no_index_and_an_edit_is_found_as_ever(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = look(article())
    keep(archive, first)
    told: list[Any] = []
    monkeypatch.setattr("archive.derive._indexed", lambda *_: told.append(1) or {})
    again = KeptReading(captures=(first[0].id,), reading=Reading(context=Context(reader="2"), outcome=article()))
    keep(archive, [again])
    monkeypatch.undo()
    assert told == []
    assert archive.connection().execute("SELECT reading FROM article_state").fetchone()[0] == again.id
    assert derived(archive) == derived_again(archive)
    edited = article(body=(DRY[0].replace("sumur", "embung"), *DRY[1:]))
    keep(archive, look(edited, days=1, context=Context(reader="2")))
    assert (found(archive, "body:embung"), found(archive, "body:sumur")) == (1, 0)
    assert derived(archive) == derived_again(archive)


def test_a_later_reader_that_reads_otherwise_what_is_not_searched_rewrites_no_index(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = look(article())
    keep(archive, first)
    written: list[Any] = []
    monkeypatch.setattr("archive.indexing._put", lambda *entry: written.append(entry))
    told = article(language="id", paid=True)
    again = KeptReading(captures=(first[0].id,), reading=Reading(context=Context(reader="2"), outcome=told))
    keep(archive, [again])
    monkeypatch.undo()
    assert written == []
    assert archive.connection().execute("SELECT reading FROM article_state").fetchone()[0] == again.id
    assert (found(archive, "body:sumur"), derived(archive)) == (1, derived_again(archive))
    other = article(language="id", section="Ekonomi")
    keep(archive, [KeptReading(captures=(first[0].id,), reading=Reading(context=Context(reader="3"), outcome=other))])
    assert (found(archive, "section:ekonomi"), derived(archive)) == (1, derived_again(archive))


def test_a_reading_made_of_more_pages_is_the_one_that_is_shown(archive: Archive) -> None:
    facts = look(article(body=DRY[:1]))
    part = Capture(url="https://warta-sabana.example/sumur-tua?page=2", address="https://warta-sabana.example/sumur-tua", site="warta-sabana", purpose="part", at=at(), status=200)  # fmt: skip
    whole = KeptReading(
        captures=(facts[0].id, part.id), reading=Reading(context=Context(reader="1"), outcome=article())
    )
    keep(archive, [*facts, part, whole])
    row = (
        archive.connection()
        .execute("SELECT a.body, r.reading FROM articles a JOIN revisions r ON r.article = a.id")
        .fetchone()
    )
    assert tuple(row) == (article().text, whole.id)


def test_a_day_that_thousands_share_gives_each_its_own_number(archive: Archive) -> None:
    same = [look(article(f"Kabar {n}", (f"Kalimat {n} tentang hal ke-{n * n}.",)), path=f"/{n}") for n in range(300)]
    keep(archive, *same)
    numbers = [row[0] for row in archive.connection().execute("SELECT document FROM article_state")]
    assert len(set(numbers)) == 300
    assert max(numbers) - min(numbers) == 299


def test_articles_from_before_1970_are_found_too(archive: Archive) -> None:
    old = msgspec.structs.replace(article().published_at, at=at().replace(year=1953))
    keep(archive, look(article(published_at=old)))
    assert found(archive, "sumur") == 1


def test_an_article_of_which_nothing_is_read_any_more_is_nowhere(archive: Archive) -> None:
    """As after a merge that tells that its only address was another's all along."""
    (kept,) = keep(archive, look(article(), path="/b"))
    assert kept.article > "0"
    owner = ArticleBorn(site="warta-sabana", identity_key="older")
    lost = AddressOf(address="https://warta-sabana.example/b", article=owner.id, why="first")
    keep(archive, [owner, lost])
    rows = archive.connection().execute("SELECT article FROM article_state").fetchall()
    assert [row[0] for row in rows] == [min(owner.id, kept.article)]
    assert derived(archive) == derived_again(archive)


def test_deriving_twice_is_deriving_once(archive: Archive) -> None:
    keep(archive, [TOML], look(article()), look(repost(), site="pemkab"))
    before = derived(archive)
    connection = connect(archive.folder / "archive.db")
    for _ in range(2):
        with transaction(connection):
            derive_all(connection)
    connection.close()
    assert derived(archive) == before


def test_an_article_is_a_noun_that_the_archive_gives_back(archive: Archive) -> None:
    outcome = article()
    (kept,) = keep(archive, look(outcome))
    member = telling.member(archive.connection(), kept.article)
    assert member is not None
    assert (member.text, member.title) == (outcome.text, outcome.title)
    assert isinstance(outcome, Article)

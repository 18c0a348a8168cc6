"""Merging: A with B is B with A, twice is once, and nothing that either had is lost."""

from __future__ import annotations

import hashlib
import random
import shutil
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from archive import queries
from archive.citing import cited
from archive.errors import ArchiveDamaged, ArchiveError, ArchiveMissing, ArchiveTooNew
from archive.facts import AddressOf, AnyFact, Capture, Furniture, KeptReading, Link, Listing
from archive.known import Exchange
from archive.records import Article
from archive.schema import DERIVED_TABLES, FACT_TABLES, LATEST
from archive.sqlite import connect
from archive.store import Archive
from archive.upkeep.merge import Merged, merge
from archive.upkeep.rebuild import rebuild
from archive.upkeep.verify import verify
from tests.archive import shelf
from tests.archive.builder import DRY, article, at, look, repost, rows_of
from tests.archive.test_derive import derived_again

TABLES = (*FACT_TABLES, *DERIVED_TABLES)


def pool() -> list[list[AnyFact]]:
    """Looks of which each of two offices kept some: edits, copies, a page that moved, spam, a deletion."""
    well = look(article(body=DRY[:2]), days=1.5)
    moved = look(article(), path="/sumur-tua-2", days=2)
    assert isinstance(well[0], Capture)
    lists = [Listing(source="s", site="warta-sabana", capture=capture, links=()) for capture in ("one", "two")]
    return [
        *shelf.facts(),
        well,
        moved,
        *([one] for one in lists),
        look(repost(DRY[:2]), site="lain", path="/c", days=4),
    ]


def made(folder: Path, looks: list[list[AnyFact]]) -> Path:
    with Archive.open(folder, create=True, clock=lambda: at(5)) as archive:
        for facts in looks:
            archive.keep(with_record(archive, facts)).result(10)
    return folder


def with_record(archive: Archive, facts: list[AnyFact]) -> list[AnyFact]:
    """The facts of a look whose answer is in the WARC."""
    if not isinstance(facts[0], Capture):
        return facts
    capture = facts[0]
    exchange = Exchange(
        url=capture.url, at=capture.at, site=capture.site, purpose="page", status=capture.status, body=b"<p>isi"
    )
    digest = hashlib.sha256(exchange.body).hexdigest()
    told = msgspec.structs.replace(capture, warc=archive.record(exchange).result(10), payload_digest=digest)
    rest = [msgspec.structs.replace(f, captures=(told.id,)) if isinstance(f, KeptReading) else f for f in facts[1:]]
    return [told, *rest]


def tables_of(folder: Path) -> dict[str, list[str]]:
    with Archive.open(folder, clock=lambda: at(5)) as archive:
        found = rows_of(archive, TABLES)
        assert rows_of(archive, DERIVED_TABLES) == derived_again(archive)
    return found


@pytest.mark.parametrize("seed", range(5))
def test_either_order_gives_the_same_facts_and_the_same_is_derived(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    looks = pool()
    shares = [[facts for facts in looks if chance.random() < 0.6] for _ in range(2)]
    for share in shares:
        chance.shuffle(share)
    a, b = (made(tmp_path / name, share) for name, share in zip("ab", shares, strict=True))
    shutil.copytree(a, tmp_path / "ab")
    shutil.copytree(b, tmp_path / "ba")
    merge(tmp_path / "ab", b)
    merge(tmp_path / "ba", a)
    one, other = tables_of(tmp_path / "ab"), tables_of(tmp_path / "ba")
    assert {table: (one[table], other[table]) for table in TABLES if one[table] != other[table]} == {}
    assert merge(tmp_path / "ab", b) == Merged()
    assert merge(tmp_path / "ba", tmp_path / "ab").facts == {}
    assert tables_of(tmp_path / "ab") == one
    assert [found for found in verify(tmp_path / "ab") if not found.offset.startswith("listing")] == []
    (tmp_path / "ab" / "archive.db").unlink()
    rebuild(tmp_path / "ab" / "warc", tmp_path / "ab", at(6))
    assert tables_of(tmp_path / "ab") == one


def test_a_restored_backup_and_a_copy_that_went_on_come_home(tmp_path: Path) -> None:
    home = made(tmp_path / "home", [look(article())])
    shutil.copytree(home, tmp_path / "laptop")
    made(home, [look(article(body=DRY[:2]), days=1)])
    made(
        tmp_path / "laptop", [look(article("Feri", ("Kapal feri lintas selat berlayar lagi.",)), path="/feri", days=2)]
    )
    told = merge(home, tmp_path / "laptop")
    assert told.files == 1
    assert merge(home, tmp_path / "laptop") == Merged()
    assert list(verify(home)) == []
    with Archive.open(home, clock=lambda: at(5)) as archive:
        looks = archive.connection().execute("SELECT id FROM capture WHERE warc_file IS NOT NULL").fetchall()
        assert [archive.body_of(row[0]) for row in looks] == [b"<p>isi"] * 3


def test_an_address_that_only_one_side_knew_as_an_alias_is_told_alike(tmp_path: Path) -> None:
    """One office met the moved page alone: there it is an article of its own, and stays one."""
    a = made(tmp_path / "a", [look(article()), look(article(), path="/pindah", days=1)])
    b = made(tmp_path / "b", [look(article(), path="/pindah", days=2)])
    with Archive.open(a) as archive:
        (first,) = archive.connection().execute("SELECT id FROM articles").fetchall()
        archive.keep([AddressOf(address="https://x.example/", article=first[0], why="redirect")]).result(10)
    shutil.copytree(a, tmp_path / "ab")
    merge(tmp_path / "ab", b)
    merge(b, a)
    assert tables_of(tmp_path / "ab") == tables_of(b)


def test_citations_of_either_side_resolve_after_a_merge_and_a_rebuild(tmp_path: Path) -> None:
    """Each office bore the article under another key: in the end it is one of the two, and answers for both."""
    names, well = [], "https://warta-sabana.example/sumur-tua"
    for days, key in ((0.5, None), (0.0, "wp:warta-sabana:12")):
        one = article(identity_key=key)
        edited = msgspec.structs.replace(one, body=one.body[:2])
        with Archive.open(made(tmp_path / str(key), [look(one, days=days), look(edited, days=days + 2)])) as archive:
            connection = archive.connection()
            found = queries.find(connection, well)
            names += [(cited(connection, queries.show(connection, found, number)).name, number) for number in (1, 2)]
    merge(tmp_path / "None", tmp_path / "wp:warta-sabana:12")
    rebuild(tmp_path / "None" / "warc", tmp_path / "again", at(6))
    for folder in (tmp_path / "None", tmp_path / "again"):
        with Archive.open(folder) as archive:
            connection = archive.connection()
            for name, number in names:
                found = queries.find(connection, name)
                shown = queries.show(connection, found, queries.cited_revision(connection, found, name))
                assert len(shown.article.body) == 4 - number


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE wording SET body = 'AAA ' || body",
        "UPDATE evidence SET evidence = '[]'",
        "UPDATE capture SET url = 'https://a.example/'",
    ],
)
def test_damage_of_the_other_does_not_come_home(tmp_path: Path, change: str) -> None:
    home = made(tmp_path / "home", [look(article())])
    shutil.copytree(home, tmp_path / "other")
    with closing(connect(tmp_path / "other" / "archive.db")) as other:
        other.execute(change)
    before = tables_of(home)
    with pytest.raises(ArchiveDamaged, match="nothing of it was taken in"):
        merge(home, tmp_path / "other")
    assert tables_of(home) == before


def test_what_cannot_be_merged_is_refused_and_nothing_changed(tmp_path: Path) -> None:
    home = made(tmp_path / "home", [look(article())])
    later = made(tmp_path / "later", [look(article(), path="/b")])
    connection = connect(later / "archive.db")
    connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    connection.close()
    before = tables_of(home)
    with pytest.raises(ArchiveTooNew):
        merge(home, later)
    with pytest.raises(ArchiveMissing):
        merge(home, tmp_path / "nowhere")
    with pytest.raises(ArchiveError, match="itself"):
        merge(home, tmp_path / "later" / ".." / "home")
    assert tables_of(home) == before
    assert isinstance(article(), Article)


def test_the_latest_furniture_and_lists_are_the_latest_in_either_order(tmp_path: Path) -> None:
    def office(name: str, day: float, pages: int) -> Path:
        asked = Capture(
            url="https://a.example/feed", address="https://a.example/feed", site="a", purpose="source", at=at(day)
        )
        links = (Link(url=f"https://a.example/{name}"),)
        learned = Furniture(site="a", pages=pages, lines={}, at=at(day))
        with Archive.open(tmp_path / name, create=True) as archive:
            archive.keep([asked, Listing(source="s", site="a", capture=asked.id, links=links), learned]).result(10)
        return tmp_path / name

    early, late = office("early", 1, 90), office("late", 2, 10)
    for first, second in ((early, late), (late, early)):
        shutil.copytree(first, tmp_path / "both")
        merge(tmp_path / "both", second)
        with Archive.open(tmp_path / "both") as archive:
            furniture = archive.furniture("a")
            assert furniture is not None
            assert (furniture.pages, [link.url for link in archive.listed("a")]) == (10, ["https://a.example/late"])
        shutil.rmtree(tmp_path / "both")

"""A takedown: the words are nowhere any more, not in the bytes; the seal still verifies; and the text never comes back."""

from __future__ import annotations

import gzip
import random
import shutil
import subprocess
import sys
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archive import queries
from archive.errors import ArchiveError, UnknownArticle
from archive.facts import Act, Capture, KeptReading, Link, Listing
from archive.known import Exchange
from archive.records import Context, Reading
from archive.sqlite import connect
from archive.store import Archive
from archive.tombstones import finish, tombstone
from archive.upkeep.merge import merge
from archive.upkeep.rebuild import rebuild
from archive.upkeep.rewrite import is_owed
from archive.upkeep.takedown import enforce, reinstate, takedown
from archive.upkeep.verify import verify
from archive.warc import read_record, records
from archive.warc_record import unpacked
from tests.archive.builder import DRY, TOML, article, at, look, repost, rows_of
from tests.archive.test_merge import with_record
from tests.archive.test_verify import kept

WELL = "https://warta-sabana.example/sumur-tua"
# Words that only the article has, in headline, text, author and evidence.
SECRET = ("Xenderubas", "Qalmantiro")
TABLES = ("article_state", "revision", "reading", "wording", "evidence", "story_member", "verdict", "sketch")


def secret_article(**more: Any) -> Any:
    return article(
        "Xenderubas digugat warga", (*DRY[:2], "Menurut Qalmantiro sumur itu bukan miliknya sendiri."), **more
    )


def page(text: str) -> bytes:
    chance = random.Random(1)
    return f"<p>{text}</p>{''.join(chance.choice('abcdefgh ') for _ in range(900))}".encode()


def made(folder: Path) -> Path:
    with Archive.open(folder, create=True, clock=at) as archive:
        archive.keep([TOML]).result(10)
        kept(
            archive,
            look(article("Berita lain", ("Kapal feri lintas selat berlayar lagi.",)), path="/lain"),
            page("lain"),
        )
        kept(archive, look(secret_article()), page("Xenderubas Qalmantiro"))
        feed = Exchange(
            url="https://warta-sabana.example/feed", at=at(), site="warta-sabana", purpose="source", status=200,
            body=page(f"<title>Xenderubas digugat warga</title>{WELL}"),
        )  # fmt: skip
        place = archive.record(feed).result(10)
        source = Capture(
            url=feed.url, address=feed.url, site=feed.site, purpose="source", at=at(), status=200, warc=place
        )
        links = (Link(url=WELL, title="Xenderubas digugat warga"),)
        archive.keep([source, Listing(source=feed.url, site=feed.site, capture=source.id, links=links)]).result(10)
    with Archive.open(folder, clock=lambda: at(1)) as archive:
        archive.seal()
        kept(archive, look(secret_article(), days=1), page("Xenderubas Qalmantiro, lagi"))
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("whole"))


@pytest.fixture(autouse=True)
def outer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KLIPING_REGISTER", str(tmp_path / "outside" / "takedowns.jsonl"))
    return tmp_path / "outside" / "takedowns.jsonl"


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "archive")
    return tmp_path / "archive"


@pytest.fixture
def down(folder: Path) -> Path:
    take(folder)
    return folder


def take(folder: Path, **more: Any) -> Any:
    with Archive.open(folder, clock=lambda: at(2)) as archive:
        found = queries.find(archive.connection(), WELL)
        return takedown(archive, found, "court", "rina", "PN Waikabubak 12/2026", at(2), **more)


def unpacked_bytes(folder: Path) -> bytes:
    """Every byte of database, its WAL, and the WARC records unpacked by an ordinary reader; withheld.db is left out."""
    found = [path.read_bytes() for path in folder.glob("archive.db*")]
    for path in (folder / "warc").iterdir():
        left = path.read_bytes()
        while left:
            decoder = zlib.decompressobj(31)
            found.append(decoder.decompress(left))
            left = decoder.unused_data
    return b"".join(found)


def holds_secret(folder: Path) -> bool:
    content = unpacked_bytes(folder).lower()
    return any(word.lower().encode() in content for word in SECRET)


@pytest.mark.parametrize("is_purged", [False, True])
def test_no_byte_of_the_words_is_left_and_everything_still_verifies(folder: Path, is_purged: bool) -> None:
    assert holds_secret(folder)
    sizes = {path.name: path.stat().st_size for path in (folder / "warc").iterdir()}
    done = take(folder, is_purged=is_purged)
    assert done.readings == 2
    assert done.records == 6
    assert not holds_secret(folder)
    assert list(verify(folder)) == []
    assert {name: size for name, size in sizes.items() if (folder / "warc" / name).stat().st_size != size} == {}
    assert (folder / "withheld.db").exists() is not is_purged
    with Archive.open(folder, clock=lambda: at(2)) as archive:
        connection = archive.connection()
        assert connection.execute("SELECT count(*) FROM articles").fetchone()[0] == 1
        found = connection.execute("SELECT count(*) FROM article_index WHERE article_index MATCH 'xenderubas'")
        assert found.fetchone()[0] == 0
        (look_id,) = connection.execute(
            "SELECT id FROM capture WHERE address = ? ORDER BY at LIMIT 1", (WELL,)
        ).fetchone()
        with pytest.raises(ArchiveError, match="taken down"):
            archive.body_of(look_id)


def test_a_database_that_could_not_be_written_anew_is_told_and_taking_down_again_sees_to_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as busy:
        busy.setattr("archive.upkeep.rewrite.write_anew", lambda _path: False)
        assert not take(folder).is_rewritten
        assert not take(folder).is_rewritten
    with pytest.raises(ArchiveError, match="taken down already"):
        take(folder)
    assert not holds_secret(folder)


HOLDING = """
import sys
from pathlib import Path
from archive.lock import crawl_lock
with crawl_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
CRAWLING = """
import sys
from pathlib import Path
from crawler.sweep import Plan, crawl_folder
crawl_folder(Plan(folder=Path(sys.argv[1]), sites=()))
"""


def test_beside_a_crawl_a_large_database_is_written_anew_when_the_crawl_ends(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.upkeep.rewrite._SMALL", 0)
    command = [sys.executable, "-c", HOLDING, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as crawl:
        assert crawl.stdout is not None
        assert crawl.stdout.readline() == "held\n"
        done = take(folder)
        assert (done.is_owed, done.is_rewritten) == (True, False)
        with Archive.open(folder) as archive:
            assert [row["title"] for row in archive.connection().execute("SELECT title FROM articles")] == [
                "Berita lain"
            ]
        crawl.communicate()
    subprocess.run([sys.executable, "-c", CRAWLING, str(folder)], check=True, timeout=60)
    assert not holds_secret(folder)
    with closing(connect(folder / "archive.db", readonly=True)) as connection:
        assert not is_owed(connection)


def test_other_readers_still_read_a_file_with_tombstones(down: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    for path in (down / "warc").iterdir():
        with path.open("rb") as file:
            count = sum(
                1 for record in ArchiveIterator(file, check_digests="raise") if record.raw_stream.read() is not None
            )
        assert count == len(list(records(path)))
        assert subprocess.run(["gzip", "-t", path], check=False).returncode == 0


def test_a_withheld_text_is_reinstated_as_it_was_and_a_purged_one_is_not(folder: Path) -> None:
    with Archive.open(folder, clock=lambda: at(2)) as archive:
        before, warcs = rows_of(archive, TABLES), {p.name: p.read_bytes() for p in (folder / "warc").iterdir()}
    take(folder)
    with Archive.open(folder, clock=lambda: at(3)) as archive:
        found = queries.find(archive.connection(), WELL)
        assert reinstate(archive, found, "rina", "dicabut", at(3)) == 6
        assert rows_of(archive, TABLES) == before
        with pytest.raises(ArchiveError, match="not taken down"):
            reinstate(archive, found, "rina", "", at(3))
    for name, content in warcs.items():
        assert (folder / "warc" / name).read_bytes()[: len(content)] == content
    assert list(verify(folder)) == []
    with Archive.open(folder, clock=lambda: at(4)) as archive:
        takedown(archive, found, "minor", "rina", "", at(4), is_purged=True)
        with pytest.raises(ArchiveError, match="purged"):
            reinstate(archive, found, "rina", "", at(4))


def test_it_does_not_come_back_by_rebuild(down: Path) -> None:
    (down / "archive.db").unlink()
    rebuild(down / "warc", down, at(5))
    assert not holds_secret(down)
    assert list(verify(down)) == []


def test_it_does_not_come_back_by_merge_from_either_side(whole: Path, down: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "old")
    merge(down, whole)
    with Archive.open(down, clock=lambda: at(5)) as archive:
        enforce(archive, at(5))
    assert not holds_secret(down)
    # Nor does an old copy that is merged again and again bring its files each time (the one is that of the takedown).
    assert merge(down, whole).files == 0
    with Archive.open(down, clock=lambda: at(6)) as archive:
        assert enforce(archive, at(6)) == 1
    assert not holds_secret(down)
    assert list(verify(down)) == []
    assert merge(tmp_path / "old", down).files == 1
    with Archive.open(tmp_path / "old", clock=lambda: at(5)) as archive:
        assert enforce(archive, at(5)) == 1
        assert enforce(archive, at(5)) == 0
    assert not holds_secret(tmp_path / "old")
    assert [found.what for found in verify(tmp_path / "old")] == []


def test_it_does_not_come_back_by_crawling_it_again(down: Path) -> None:
    """By address, by key, by its bytes elsewhere, or nearly the same words elsewhere."""
    with Archive.open(down, clock=lambda: at(3)) as archive:
        kept(archive, look(secret_article(), days=3), page("Xenderubas Qalmantiro"))
        kept(archive, look(secret_article(), path="/salinan", days=3), page("Xenderubas Qalmantiro"))
        near = article("Xenderubas digugat", (*DRY[:2], "Menurut Qalmantiro sumur itu bukan miliknya, kata dia."))
        kept(archive, look(near, path="/mirip", days=3), page("Qalmantiro mirip"))
        links = (Link(url=WELL + "?utm_source=x", title="Xenderubas lagi"), Link(url="https://warta-sabana.example/b"))
        archive.keep([Listing(source="s", site="warta-sabana", capture="x", links=links)]).result(10)
        # Its newspaper's feed may go on to carry all of it.
        feed = gzip.compress(f"<link>{WELL}/</link><description>Qalmantiro".encode())
        for headers, name in ((("Content-Encoding", "gzip"), "feed"), (("Content-Type", "application/gzip"), "map.gz")):
            exchange = Exchange(
                url=f"https://warta-sabana.example/{name}", at=at(3), site="warta-sabana", purpose="source", status=200,
                response_headers=(headers,), body=feed,
            )  # fmt: skip
            place = archive.record(exchange).result(10)
            assert not read_record(down / "warc", place).payload
        assert archive.record(msgspec.structs.replace(exchange, body=b"Sumur tua-tua")).result(10)
        connection = archive.connection()
        assert connection.execute("SELECT count(*) FROM articles").fetchone()[0] == 1
        assert connection.execute("SELECT count(*) FROM wording").fetchone()[0] == 1
    assert not holds_secret(down)
    assert [found for found in verify(down) if not found.offset.startswith("listing")] == []


def test_further_pages_other_spellings_and_what_persons_wrote_go_with_it(tmp_path: Path) -> None:
    folder, feed = tmp_path / "kept", "https://warta-sabana.example/feed"
    with Archive.open(folder, create=True, clock=at) as archive:
        archive.keep([TOML]).result(10)
        pages = []
        for url, purpose in ((WELL, "page"), (f"{WELL}/hal-2", "part")):
            exchange = Exchange(
                url=url, at=at(), site="warta-sabana", purpose=purpose, status=200, body=page(f"Qalmantiro {purpose}")
            )
            place = archive.record(exchange).result(10)
            pages.append(
                Capture(url=url, address=url, site="warta-sabana", purpose=purpose, at=at(), status=200, warc=place)
            )
        reading = Reading(context=Context(reader="1"), outcome=secret_article())
        source = Capture(url=feed, address=feed, site="warta-sabana", purpose="source", at=at(), status=200)
        lists = [
            (Link(url=f"{WELL}?utm_source=rss", title="Xenderubas lagi"),),
            (Link(url="https://warta-sabana.example/?p=77", title="Xenderubas digugat  warga"),),
            (Link(url=f"{WELL}-kedua", title="Sumur kedua digali"),),
        ]
        listed = [Listing(source=feed, site="warta-sabana", capture=source.id, links=links) for links in lists]
        archive.keep([*pages, KeptReading(captures=(pages[0].id, pages[1].id), reading=reading)]).result(10)
        archive.keep([source, *listed]).result(10)
        found = queries.find(archive.connection(), WELL)
        detail = {"field": "people", "value": "Qalmantiro"}
        archive.keep([Act(kind="correct", subject=found, at=at(), by="rina", detail=detail)]).result(10)
        archive.keep([Act(kind="note", subject=found, at=at(), by="r", reason="Qalmantiro")]).result(10)
    take(folder)
    assert not holds_secret(folder)
    assert list(verify(folder)) == []
    with Archive.open(folder, clock=lambda: at(3)) as archive:
        assert archive.connection().execute("SELECT count(*) FROM listing").fetchone()[0] == 1
        assert reinstate(archive, found, "rina", "", at(3)) == 6
        assert archive.connection().execute("SELECT count(*) FROM listing").fetchone()[0] == 3
        assert archive.connection().execute("SELECT count(*) FROM act WHERE kind = 'correct'").fetchone()[0] == 1


def test_what_is_reinstated_does_not_bring_back_another_that_the_same_list_named(folder: Path) -> None:
    other = "https://warta-sabana.example/lain-berita"
    with Archive.open(folder, clock=lambda: at(1)) as archive:
        kept(
            archive,
            look(article("Zaputri ditahan polisi", ("Zaputri ditahan.",)), path="/lain-berita"),
            page("Zaputri"),
        )
        links = (Link(url=WELL, title="Xenderubas"), Link(url=other, title="Zaputri ditahan polisi"))
        archive.keep([Listing(source="s", site="warta-sabana", capture="x", links=links)]).result(10)
        both = [queries.find(archive.connection(), url) for url in (WELL, other)]
        for hours, one in enumerate(both):
            takedown(archive, one, "minor", "rina", "", at(2 + hours))
        reinstate(archive, both[0], "rina", "", at(5))
        assert holds_secret(folder)
        assert b"Zaputri" not in unpacked_bytes(folder)


def test_a_takedown_that_was_cut_off_is_finished_by_another(folder: Path) -> None:
    with Archive.open(folder, clock=lambda: at(2)) as archive:
        found = queries.find(archive.connection(), WELL)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("archive.upkeep.takedown._bury", lambda *_, **__: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                takedown(archive, found, "court", "rina", "", at(2))
        assert holds_secret(folder)
        takedown(archive, found, "court", "rina", "", at(3))
    assert not holds_secret(folder)
    assert list(verify(folder)) == []


def test_the_words_leave_the_tables_before_the_files_are_looked_through(folder: Path) -> None:
    with Archive.open(folder, clock=lambda: at(2)) as archive:
        found = queries.find(archive.connection(), WELL)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("archive.upkeep.takedown.records_of", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                takedown(archive, found, "court", "rina", "", at(2))
        assert archive.connection().execute("SELECT count(*) FROM articles").fetchone()[0] == 1
        takedown(archive, found, "court", "rina", "", at(3))
        assert archive.connection().execute("SELECT count(*) FROM decisions WHERE kind = 'takedown'").fetchone()[0] == 1
    assert not holds_secret(folder)


def test_what_was_withheld_can_be_purged_later(down: Path) -> None:
    take(down, is_purged=True)
    assert list(verify(down)) == []
    with Archive.open(down, clock=lambda: at(3)) as archive:
        (found,) = {row[0] for row in archive.connection().execute("SELECT subject FROM act WHERE kind = 'takedown'")}
        with pytest.raises(ArchiveError, match="purged"):
            reinstate(archive, found, "rina", "", at(3))
    with closing(connect(down / "withheld.db")) as held:
        assert held.execute("SELECT count(*) FROM record").fetchone()[0] == 0
        assert held.execute("PRAGMA freelist_count").fetchone()[0] == 0


def test_other_copies_are_listed_and_left_to_a_person(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    with Archive.open(folder, create=True, clock=at) as archive:
        archive.keep(with_record(archive, look(article()))).result(10)
        archive.keep(with_record(archive, look(repost(), site="lain", path="/c"))).result(10)
    done = take(folder)
    assert len(done.copies) == 1
    with Archive.open(folder, clock=lambda: at(3)) as archive:
        assert archive.connection().execute("SELECT id FROM articles").fetchone()[0] == done.copies[0]
        archive.keep(with_record(archive, look(repost(), site="lain", path="/c", days=3))).result(10)
        assert archive.connection().execute("SELECT looks FROM article_state").fetchone()[0] == 2


def test_the_act_and_the_registers_hold_digests_and_no_words(down: Path, outer: Path) -> None:
    for path in (outer, down / "takedowns.jsonl"):
        told = path.read_text().lower()
        assert told.count("\n") == 1
        assert not any(word.lower() in told for word in SECRET)


def test_lists_that_name_it_in_any_spelling_go_and_pages_that_link_to_it_are_counted(tmp_path: Path) -> None:
    lists = {
        "rest": rb'[{"link":"https:\/\/warta-sabana.example\/sumur-tua","title":{"rendered":"Kabar Xenderubas"}}]',
        "depan": b"<a href=/x>Xenderubas&nbsp;digugat\n warga</a>", "escaped": rb'{"t":"\u0058enderubas digugat warga"}',
    }  # fmt: skip
    # A list may have named it days before it was asked for.
    earlier = Exchange(
        url="https://warta-sabana.example/lama", at=at(-5), site="warta-sabana", purpose="source", status=200,
        body=page("Xenderubas digugat warga"),
    )  # fmt: skip
    with Archive.open(tmp_path / "kept", create=True, clock=lambda: at(-5)) as archive:
        archive.keep([TOML]).result(10)
        place = archive.record(earlier).result(10)
        source = Capture(
            url=earlier.url, address=earlier.url, site=earlier.site, purpose="source", at=at(-5), status=200, warc=place
        )
        links = (Link(url=WELL, title="Xenderubas digugat warga"),)
        archive.keep([source, Listing(source="s", site=source.site, capture=source.id, links=links)]).result(10)
    with Archive.open(tmp_path / "kept", clock=at) as archive:
        kept(
            archive,
            look(article("Berita lain", ("Kapal feri.",)), path="/lain"),
            page("Baca: Xenderubas digugat warga"),
        )
        kept(archive, look(secret_article()), page("Xenderubas Qalmantiro"))
        for name, body in lists.items():
            url = f"https://warta-sabana.example/{name}"
            archive.record(
                Exchange(url=url, at=at(), site="warta-sabana", purpose="source", status=200, body=page("") + body)
            ).result(10)
    assert take(tmp_path / "kept").quoted == 1
    content = unpacked_bytes(tmp_path / "kept")
    assert content.count(b"enderubas") == 1
    assert list(verify(tmp_path / "kept")) == []


def test_what_cannot_be_taken_down_is_refused(down: Path) -> None:
    with Archive.open(down, clock=lambda: at(3)) as archive:
        found = queries.find(archive.connection(), WELL)
        with pytest.raises(ArchiveError, match="already"):
            takedown(archive, found, "court", "rina", "", at(3))
        with pytest.raises(ArchiveError, match="no ground"):
            takedown(archive, found, "anger", "rina", "", at(3))
        with pytest.raises(UnknownArticle):
            takedown(archive, "0" * 32, "court", "rina", "", at(3))


def test_a_tombstone_that_no_takedown_explains_is_found(folder: Path) -> None:
    path = min((folder / "warc").iterdir())
    record = next(record for record in records(path) if record.type == "response")
    content = path.read_bytes()
    start, end = record.place.offset, record.place.offset + record.place.length
    path.write_bytes(content[:start] + tombstone(record) + content[end:])
    assert "a tombstone that no takedown explains" in {finding.what for finding in verify(folder)}


def test_every_record_has_a_tombstone_of_its_length_and_a_cut_off_exchange_is_finished(folder: Path) -> None:
    path = min((folder / "warc").iterdir())
    content = path.read_bytes()
    for record in list(records(path)):
        if record.type not in ("response", "metadata"):
            continue
        member = tombstone(record)
        assert len(member) == record.place.length
        assert b"Kliping-Stands-For: " + record.digest.encode() in unpacked(member, "", 0)
        start = record.place.offset
        (folder / "warc" / f"{path.name}.{start}.tombstone").write_bytes(member)
        path.write_bytes(content[: start + 50] + bytes(40) + content[start + 90 :])
        assert finish(folder / "warc") == 1
        assert path.read_bytes() == content[:start] + member + content[start + len(member) :]
        (folder / "warc" / f"{path.name}.{start}.tombstone").write_bytes(member[:-9])
        path.write_bytes(content)
        assert finish(folder / "warc") == 0
        assert path.read_bytes() == content


def test_people_join_and_part_stories(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True, clock=at) as archive:
        archive.keep(look(article())).result(10)
        archive.keep(look(repost(), site="lain", path="/c")).result(10)
        other = look(article("Feri berlayar", ("Kapal feri lintas selat berlayar kembali pagi ini.",)), path="/feri")
        archive.keep(other).result(10)
        ids = [row[0] for row in archive.connection().execute("SELECT id FROM articles ORDER BY first_seen, address")]
        stories = lambda: archive.connection().execute("SELECT count(*) FROM story_member").fetchone()[0]  # noqa: E731
        assert stories() == 2
        pair = [row[0] for row in archive.connection().execute("SELECT article FROM story_member ORDER BY article")]
        archive.keep([Act(kind="split", subject=pair[0], at=at(1), by="rina", detail={"with": pair[1]})]).result(10)
        assert stories() == 0
        (feri,) = set(ids) - set(pair)
        archive.keep([Act(kind="join", subject=pair[0], at=at(1), by="rina", detail={"with": feri})]).result(10)
        assert stories() == 2


def test_whoever_asks_for_what_was_taken_down_is_told_so_and_on_what_ground(down: Path) -> None:
    with Archive.open(down) as archive:
        connection = archive.connection()
        ((article, ground),) = connection.execute(
            "SELECT subject, json_extract(detail, '$.ground') FROM decisions WHERE kind = 'takedown'"
        ).fetchall()
        with pytest.raises(UnknownArticle, match=f"was taken down on .*ground: {ground}"):
            queries.show(connection, article)

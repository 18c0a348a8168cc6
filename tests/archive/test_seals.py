"""Seals: a day's records are what they were, and so is every day before; whoever holds the chain value can tell."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.facts import Act
from archive.known import Exchange
from archive.sealing import seals_of
from archive.seals import chained, climbed, leaf, path, root
from archive.store import Archive
from archive.upkeep.verify import verify
from archive.warc import records
from archive.warc_record import member_of
from tests.archive.builder import article, at, look
from tests.archive.test_verify import kept

LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40)


@given(LEAVES, st.data())
def test_every_leaf_climbs_to_the_root_and_no_other_does(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    assert climbed(leaves[index], path(leaves, index)) == root(leaves)
    assert climbed(bytes(31) + b"x", path(leaves, index)) != root(leaves)


def test_the_tree_is_that_of_rfc_6962() -> None:
    """Its own definition, word for word: split at the largest power of two below the number of leaves."""

    def head(hashes: list[bytes]) -> bytes:
        if len(hashes) == 1:
            return hashes[0]
        half = 1 << (len(hashes) - 1).bit_length() - 1
        return hashlib.sha256(b"\x01" + head(hashes[:half]) + head(hashes[half:])).digest()

    for count in range(1, 70):
        hashes = [leaf(str(number), "") for number in range(count)]
        assert root(hashes) == head(hashes).hex()


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """Three days, each of the first two sealed."""
    folder = tmp_path / "archive"
    for day in range(3):
        with Archive.open(folder, create=True, clock=lambda day=day: at(day)) as archive:  # type: ignore[misc]
            archive.seal()
            kept(
                archive,
                look(article(f"Sumur {day}", (f"Isi berita hari ke-{day} dari desa.",)), path=f"/{day}", days=day),
            )
    return folder


def test_a_day_is_sealed_when_it_is_over_and_chained_to_the_one_before(sealed: Path) -> None:
    with Archive.open(sealed, clock=lambda: at(2)) as archive:
        first, second = seals_of(archive.connection(), archive.id)
        assert (first.day, second.day) == ("2026-03-02", "2026-03-03")
        assert second.previous == first.id
        assert second.chain == chained(first.chain, second.day, second.leaves, second.root)
        assert archive.seal() == second
    assert list(verify(sealed)) == []


def test_what_is_appended_to_a_sealed_day_is_sealed_by_itself(sealed: Path) -> None:
    with Archive.open(sealed, clock=lambda: at(1)) as archive:
        archive.keep([Act(kind="note", subject="x", at=at(1), by="rina")]).result(10)
    with Archive.open(sealed, clock=lambda: at(3)) as archive:
        archive.seal()
        days = [seal.day for seal in seals_of(archive.connection(), archive.id)]
    assert days == ["2026-03-02", "2026-03-03", "2026-03-03", "2026-03-04"]
    assert list(verify(sealed)) == []


def test_a_record_exchanged_for_a_whole_one_of_equal_length_is_found(sealed: Path) -> None:
    """Checksums and digests all fit: only the seal can tell."""
    name = min((sealed / "warc").iterdir())
    record = next(record for record in records(name) if record.type == "request")
    content = name.read_bytes()
    place = record.place
    forged = member_of(
        "request", record.headers["content-type"], record.block.replace(b"GET", b"PUT"),
        {"WARC-Date": record.headers["warc-date"]}, place.record_id,
    )  # fmt: skip
    name.write_bytes(content[: place.offset] + forged + content[place.offset + place.length :])
    found = [finding for finding in verify(sealed) if "sealed" in finding.what]
    assert [(finding.file, finding.offset) for finding in found] == [(name.name, "0")]


def test_a_day_waits_while_a_process_writes_it_or_it_is_damaged(sealed: Path, tmp_path: Path) -> None:
    with Archive.open(sealed, clock=lambda: at(2)) as late:
        late.keep([Act(kind="note", subject="y", at=at(2), by="rina")]).result(10)
        with Archive.open(sealed, clock=lambda: at(4)) as archive:
            seal = archive.seal()
            assert seal is not None
            assert seal.day == "2026-03-03"
    shutil.copytree(sealed, tmp_path / "copy")
    path = max((tmp_path / "copy" / "warc").glob("*20260304*"))
    hurt = bytearray(path.read_bytes())
    hurt[40] ^= 1
    path.write_bytes(hurt)
    with Archive.open(tmp_path / "copy", clock=lambda: at(4)) as archive:
        seal = archive.seal()
        assert seal is not None
        assert seal.day == "2026-03-03"


def test_the_same_bytes_again_are_a_revisit_and_read_back_whole(tmp_path: Path) -> None:
    body = b"<p>isi berita</p>" * 30
    with Archive.open(tmp_path, create=True, clock=at) as archive:
        kept(archive, look(article()), body)
        kept(archive, look(article(), days=0.1), body)
        kept(archive, look(article(), days=0.2), body + b"!")
        (file,) = (tmp_path / "warc").iterdir()
        kinds = [record.type for record in records(file) if record.type in ("response", "revisit")]
        assert kinds == ["response", "revisit", "response"]
        looks = [row[0] for row in archive.connection().execute("SELECT id FROM capture ORDER BY at")]
        assert [archive.body_of(capture) for capture in looks] == [body, body, body + b"!"]
        place = archive.record(
            Exchange(
                url="https://warta-sabana.example/sumur-tua", at=at(1), site="warta-sabana", purpose="page", status=304
            )
        ).result(10)
    (last,) = [record for record in records(file) if record.place == place]
    assert last.headers["warc-profile"].endswith("server-not-modified")
    assert list(verify(tmp_path)) == []

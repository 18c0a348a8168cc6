"""A proof that somebody else can check: one capture's records, their paths to the day's root, the chain of roots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from archive.adoption import facts_in
from archive.errors import ArchiveError
from archive.facts import Capture, Seal
from archive.messages import language, say
from archive.rows import fact_of
from archive.seals import Step, chained, climbed, leaf, path
from archive.upkeep import check_proof
from archive.warc import FACTS_TYPE, Damage, Record, read_record, walk

PROOF = "proof.json"
_SAID = {
    "id": """Bukti bahwa sebuah halaman pernah tersimpan begini
=================================================

{title}
{url}
dilihat {at} oleh arsip Kliping {archive}

Isi map ini
  record.warc     yang diterima dari server, byte demi byte, dengan alamat dan waktunya
  page-2.warc     dan seterusnya: halaman lanjutan teks itu, bila ada dan disimpan pada hari yang sama
  facts.warc      yang dicatat arsip tentang halaman itu (pembacaan, artikel), bila ada
  proof.json      jalur Merkle dari rekaman itu ke akar hari {day}, dan rantai segel sesudahnya
  check_proof.py  pemeriksa: python3 check_proof.py .

Cara memeriksa tanpa Kliping
  1. sha256sum record.warc           -> sidik rekaman
  2. Sidik itu, bersama nomor rekaman, adalah daun pohon Merkle (RFC 6962). Ikuti "path" dalam proof.json: hasilnya
     harus sama dengan "root" hari {day}.
  3. Rantai: sha256("<rantai sebelumnya> <hari> <jumlah daun> <akar>") harus sama dengan "chain" tiap hari.
  Rekaman itu berkas WARC/1.1 biasa: program apa pun yang membaca WARC dapat membukanya.

Apa yang terbukti
  Tanpa saksi luar: bahwa rekaman ini bagian dari arsip yang segel terakhirnya {last}, dan tidak diubah
  tanpa mengubah segel itu. Siapa pun yang memegang seluruh arsip masih dapat membuat ulang semuanya.
  Dengan saksi luar: bila nilai rantai hari mana pun pernah diumumkan atau dititipkan (koran, notaris, rekan kerja),
  rekaman ini sudah ada, tepat begini, pada hari itu: python3 check_proof.py . NILAI
  Tidak terbukti: bahwa isi berita itu benar, atau siapa yang mengoperasikan server itu.
""",
    "en": """Proof that a page was once kept like this
==========================================

{title}
{url}
looked at {at} by the Kliping archive {archive}

In this folder
  record.warc     what came from the server, byte by byte, with its address and instant
  page-2.warc     and so on: the further pages of the text, where it has some that were kept on the same day
  facts.warc      what the archive noted of that page (the reading, the article), where it is at hand
  proof.json      the Merkle path from that record to the root of {day}, and the chain of seals after it
  check_proof.py  the checker: python3 check_proof.py .

How to check it without Kliping
  1. sha256sum record.warc           -> the record's digest
  2. That digest, with the record's id, is a leaf of a Merkle tree (RFC 6962). Follow "path" in proof.json: it must
     lead to the "root" of {day}.
  3. The chain: sha256("<chain value before> <day> <number of leaves> <root>") must be the "chain" of each day.
  The record is an ordinary WARC/1.1 file: any program that reads WARC opens it.

What it shows
  Without an outside witness: that this record is part of the archive whose last seal is {last}, and
  was not changed without changing that seal. Whoever holds the whole archive could still have made all of it anew.
  With one: where the chain value of any of these days was published or deposited (a newspaper, a notary, a colleague),
  this record existed, exactly so, on that day: python3 check_proof.py . VALUE
  Not shown: that what the article says is true, nor who ran that server.
""",
}


class Proven(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a proof, and its way to the root."""

    file: str
    record: str
    digest: str
    path: tuple[Step, ...]


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One seal of a proof's chain; `before` is the chain value before it."""

    day: str
    leaves: int
    root: str
    before: str
    chain: str


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What proof.json holds."""

    archive: str
    article: str
    capture: str
    url: str
    at: str
    records: tuple[Proven, ...]
    chain: tuple[Link, ...]


def prove(connection: Any, folder: Path, article: str, capture: str, into: Path) -> Proof:
    """Write the proof of one look at an article into a folder that is not there yet.

    ArchiveError where the day is not sealed yet, the record is damaged or was taken down.
    """
    row = connection.execute("SELECT * FROM capture WHERE id = ?", (capture,)).fetchone()
    look: Any = fact_of("capture", row) if row else None
    if look is None or look.warc is None:
        raise ArchiveError(f"the look {capture[:12]} has no record")
    seals = [fact_of("seal", row) for row in connection.execute("SELECT * FROM seal ORDER BY archive, at, day, id")]
    seal = _sealing(seals, look)  # type: ignore[arg-type]
    record = read_record(folder / "warc", look.warc)
    if record.digest != _plain_digest(record):
        raise ArchiveError(f"what the look {capture[:12]} brought was taken down; its leaf is still in the seal")
    leaves = _leaves(folder, seal)
    parts = [("record.warc", record), *_further_pages(connection, folder, look, leaves)]
    parts += [("facts.warc", told) for told in _told(folder, look, seal)]
    chain = _chain(seal, seals)  # type: ignore[arg-type]
    proof = Proof(
        archive=seal.archive, article=article, capture=capture, url=look.url, at=row["at"], chain=chain,
        records=tuple(
            Proven(file=name, record=one.place.record_id, digest=one.digest, path=path(list(leaves.values()), place))
            for name, one in parts for place in [list(leaves).index((one.place.file, one.place.offset))]
        ),
    )  # fmt: skip
    _write(into, proof, parts, _title(connection, article))
    return proof


def is_sealed(connection: Any, capture: str) -> bool:
    """Whether the record of a look is under a seal."""
    row = connection.execute(
        "SELECT 1 FROM capture c, seal s, json_each(s.spans) j WHERE c.id = ? AND c.warc_file = j.value ->> 'file' "
        "AND c.warc_offset >= j.value ->> 'start' AND c.warc_offset < j.value ->> 'end'",
        (capture,),
    ).fetchone()
    return row is not None


def _plain_digest(record: Record) -> str:
    return check_proof.sha(record.content)


def _sealing(seals: Sequence[Seal], look: Capture) -> Seal:
    assert look.warc is not None
    for seal in seals:
        for span in seal.spans:
            if span.file == look.warc.file and span.start <= look.warc.offset < span.end:
                return seal
    raise ArchiveError(
        say(
            "the day of that look ({day}) is not sealed yet: it will be when it is over (UTC) and nobody is writing its files",
            day=f"{look.at:%Y-%m-%d}",
        )
    )


def _leaves(folder: Path, seal: Seal) -> dict[tuple[str, int], bytes]:
    """The leaves of a seal by file and offset, in their order. ArchiveError where they are not those any more."""
    leaves: dict[tuple[str, int], bytes] = {}
    for span in seal.spans:
        for found in walk(folder / "warc" / span.file, span.start):
            place = found if isinstance(found, Damage) else found.place
            if place.offset >= span.end:
                break
            if isinstance(found, Damage):
                raise ArchiveError(f"the day {seal.day} cannot be proved: {found.what}")
            leaves[place.file, place.offset] = leaf(found.place.record_id, found.digest)
    return leaves


def _further_pages(
    connection: Any, folder: Path, look: Capture, leaves: dict[tuple[str, int], bytes]
) -> Iterator[tuple[str, Record]]:
    """The records of a text's second and later pages, as far as they are under the same seal."""
    row = connection.execute(
        "SELECT parts FROM reading WHERE capture = ? ORDER BY json_array_length(parts) DESC, id LIMIT 1", (look.id,)
    ).fetchone()
    for number, part in enumerate(msgspec.json.decode(row["parts"], type=list[str]) if row else (), 2):
        found = connection.execute("SELECT * FROM capture WHERE id = ?", (part,)).fetchone()
        place = fact_of("capture", found).warc if found else None  # type: ignore[union-attr]
        if place is not None and (place.file, place.offset) in leaves:
            record = read_record(folder / "warc", place)
            if record.digest == _plain_digest(record):
                yield f"page-{number}.warc", record


def _told(folder: Path, look: Capture, seal: Seal) -> Iterator[Record]:
    """The record of facts that told of the look, where it is in the same file and seal."""
    assert look.warc is not None
    ends = [span.end for span in seal.spans if span.file == look.warc.file]
    for found in walk(folder / "warc" / look.warc.file, look.warc.offset):
        if isinstance(found, Damage) or found.place.offset >= max(ends):
            return
        is_facts = found.headers.get("content-type") == FACTS_TYPE
        # Where something else that it told was taken down, a tombstone stands for it.
        if (
            is_facts
            and found.digest == _plain_digest(found)
            and any(isinstance(fact, Capture) and fact.id == look.id for fact in facts_in(found))
        ):
            yield found
            return


def _chain(seal: Seal, seals: Sequence[Seal]) -> tuple[Link, ...]:
    """The seals from this one to the archive's last, each after the one that it follows."""
    following = {other.previous: other for other in seals if other.archive == seal.archive and other.previous}
    before = next((other.chain for other in seals if other.id == seal.previous), "")
    chain: list[Link] = []
    one: Seal | None = seal
    while one is not None and len(chain) <= len(seals):
        chain.append(Link(day=one.day, leaves=one.leaves, root=one.root, before=before, chain=one.chain))
        before, one = one.chain, following.get(one.id)
    return tuple(chain)


def _title(connection: Any, article: str) -> str:
    row = connection.execute(
        "SELECT w.title FROM article_state s JOIN wording w ON w.id = s.wording WHERE s.article = ?", (article,)
    ).fetchone()
    return str(row[0]) if row else article


def _write(into: Path, proof: Proof, parts: Sequence[tuple[str, Record]], title: str) -> None:
    into.mkdir(parents=True)
    for name, record in parts:
        (into / name).write_bytes(record.content)
    (into / PROOF).write_bytes(msgspec.json.format(msgspec.json.encode(proof), indent=1) + b"\n")
    checker = Path(check_proof.__file__)
    (into / checker.name).write_bytes(checker.read_bytes())
    told = _SAID[language()].format(
        title=title,
        url=proof.url,
        at=proof.at,
        archive=proof.archive,
        day=proof.chain[0].day,
        last=proof.chain[-1].chain,
    )
    (into / ("BACA.txt" if language() == "id" else "README.txt")).write_text(told, encoding="utf-8")


def check(folder: Path, witness: str | None = None) -> tuple[str, ...]:
    """What of a proof does not fit; nothing where all does. Done with the archive's own arithmetic."""
    try:
        proof = msgspec.json.decode((folder / PROOF).read_bytes(), type=Proof)
        wrong = [
            f"{one.file} is not what was sealed on {proof.chain[0].day}"
            for one in proof.records
            if climbed(leaf(one.record, check_proof.sha(_inside(folder, one.file))), one.path) != proof.chain[0].root
        ]
        shown = _inside(folder, "record.warc").partition(b"\r\n\r\n")[0].split(b"\r\n")
        is_so = f"WARC-Target-URI: {proof.url}".encode() in shown
        is_then = any(line.startswith(f"WARC-Date: {proof.at[:-1]}".encode()) for line in shown)
        names = {path.name for path in folder.glob("*.warc")}
        if not is_so or not is_then or names != {one.file for one in proof.records}:
            wrong.append("what the folder shows is not what is proved")
        before = proof.chain[0].before
        for seal in proof.chain:
            if seal.before != before or seal.chain != chained(before, seal.day, seal.leaves, seal.root):
                wrong.append(f"the seal of {seal.day} does not follow from the one before")
            before = seal.chain
    except (OSError, ValueError, IndexError, msgspec.MsgspecError) as error:
        return (f"the proof cannot be read: {error}",)
    if witness and witness not in {seal.chain for seal in proof.chain}:
        wrong.append("the proof does not lead to the chain value given")
    return tuple(wrong)


def _inside(folder: Path, name: str) -> bytes:
    """A file of the proof, and no other."""
    if Path(name).name != name:
        raise ValueError(f"{name[:80]!r} is no file of the proof")
    return (folder / name).read_bytes()

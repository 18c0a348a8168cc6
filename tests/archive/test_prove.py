"""A proof is checked by two programs that share no line, alike; whatever is changed in it is found by both."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archive import queries
from archive.citation import FORMS, Cited
from archive.citing import cited
from archive.errors import ArchiveError
from archive.store import Archive
from archive.upkeep import check_proof
from archive.upkeep.prove import check, prove
from tests.archive.builder import DRY, TOML, article, at, look
from tests.archive.test_verify import kept
from tests.commands import ask

WELL = "https://warta-sabana.example/sumur-tua"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of four days, of which three are sealed."""
    folder = tmp_path_factory.mktemp("archive")
    for day in range(4):
        with Archive.open(folder, create=True, clock=lambda day=day: at(day)) as archive:  # type: ignore[misc]
            archive.seal()
            archive.keep([TOML]).result(10)
            kept(archive, look(article(body=(*DRY[:day], "Tambahan berita dari desa itu.")), days=day), b"<p>%d" % day)
    return folder


@pytest.fixture
def proof(folder: Path, tmp_path: Path) -> Path:
    into = tmp_path / "bukti"
    with Archive.open(folder, clock=lambda: at(3)) as archive:
        connection = archive.connection()
        shown = queries.show(connection, queries.find(connection, WELL), 2)
        proof = prove(connection, folder, shown.id, shown.capture, into)
        assert len(proof.chain) == 2
        assert [one.file for one in proof.records] == ["record.warc", "facts.warc"]
    return into


def alone(folder: Path, *witness: str) -> bool:
    """The checker of the folder, by itself: whether it says that all is sound."""
    done = subprocess.run(
        [sys.executable, "-I", folder / "check_proof.py", folder, *witness], capture_output=True, text=True, check=False
    )
    return done.returncode == 0


def test_both_checkers_find_a_proof_sound_and_the_witness_in_it(proof: Path) -> None:
    chain = [seal["chain"] for seal in json.loads((proof / "proof.json").read_text())["chain"]]
    assert check(proof) == ()
    assert alone(proof)
    for value in chain:
        assert check(proof, value) == ()
        assert alone(proof, value)
    assert check(proof, "0" * 64)
    assert not alone(proof, "0" * 64)
    assert "Not shown" in (proof / "README.txt").read_text()
    assert b"WARC-Target-URI: https://warta-sabana.example/sumur-tua" in (proof / "record.warc").read_bytes()


def test_whatever_is_changed_is_found_by_both(proof: Path, tmp_path: Path) -> None:
    told = json.loads((proof / "proof.json").read_text())
    changes: list[tuple[str, Any]] = [("record.warc", None), ("facts.warc", None)]
    for number in range(len(told["chain"])):
        changes += [(field, number) for field in ("day", "leaves", "root", "before", "chain")]
    changes += [("hash", number) for number in range(len(told["records"][0]["path"]))]
    for what, number in changes:
        copy = tmp_path / f"{what}{number}"
        shutil.copytree(proof, copy)
        if number is None:
            (copy / what).write_bytes((copy / what).read_bytes().replace(b"GET", b"PUT") + b" ")
        else:
            changed = json.loads(json.dumps(told))
            holder = changed["records"][0]["path"][number] if what == "hash" else changed["chain"][number]
            old = holder[what]
            holder[what] = old + 1 if isinstance(old, int) else ("f" if old[:1] != "f" else "0") * max(1, len(old))
            (copy / "proof.json").write_text(json.dumps(changed))
        found = check(copy), check_proof.check(str(copy))
        assert all(found), (what, number)
        assert set(found[0]) == set(found[1]), (what, number)


def test_what_a_proof_shows_beside_what_it_proves_is_found_by_both(proof: Path, tmp_path: Path) -> None:
    told = json.loads((proof / "proof.json").read_text())
    for number, change in enumerate(
        (
            {"records": []},
            {"records": told["records"][1:]},
            {"url": "https://lain.example/"},
            {"at": "2020-01-01T00:00:00.000Z"},
        )
    ):
        copy = tmp_path / str(number)
        shutil.copytree(proof, copy)
        (copy / "proof.json").write_text(json.dumps(told | change))
        assert set(check(copy)) == set(check_proof.check(str(copy))) == {"what the folder shows is not what is proved"}
    (proof / "page-2.warc").write_bytes((proof / "record.warc").read_bytes())
    assert check(proof)
    assert not alone(proof)


def test_the_further_pages_of_a_text_are_proved_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    with Archive.open(folder, create=True, clock=at) as archive:
        further = msgspec.structs.replace(look(None, path="/hal-2", status=404)[0], purpose="part", status=200)
        kept(archive, [further], b"<p>halaman dua")
        (part,) = archive.connection().execute("SELECT id FROM capture").fetchone()
        capture, reading = look(article())
        kept(archive, [capture, msgspec.structs.replace(reading, captures=("", part))])  # type: ignore[call-arg]
    with Archive.open(folder, clock=lambda: at(1)) as archive:
        archive.seal()
        shown = queries.show(archive.connection(), queries.find(archive.connection(), WELL))
        told = prove(archive.connection(), folder, shown.id, shown.capture, tmp_path / "bukti")
    assert [one.file for one in told.records] == ["record.warc", "page-2.warc", "facts.warc"]
    assert b"halaman dua" in (tmp_path / "bukti" / "page-2.warc").read_bytes()
    assert check(tmp_path / "bukti") == ()


def test_what_is_no_proof_or_names_files_elsewhere_is_refused(proof: Path, tmp_path: Path) -> None:
    assert check(tmp_path)
    told = json.loads((proof / "proof.json").read_text())
    told["records"][0]["file"] = "../../etc/passwd"
    (proof / "proof.json").write_text(json.dumps(told))
    assert "is no file of the proof" in check(proof)[0]


def test_a_day_that_is_not_over_cannot_be_proved_yet(folder: Path, tmp_path: Path) -> None:
    with Archive.open(folder, clock=lambda: at(3)) as archive:
        connection = archive.connection()
        shown = queries.show(connection, queries.find(connection, WELL))
        with pytest.raises(ArchiveError, match="not sealed yet"):
            prove(connection, folder, shown.id, shown.capture, tmp_path / "bukti")
    assert not (tmp_path / "bukti").exists()


def test_the_command_proves_the_first_look_at_a_wording_and_seals_what_is_over(tmp_path: Path) -> None:
    for day in range(2):  # the second look finds the same, and no sweep comes after it
        with Archive.open(tmp_path / "kept", create=True, clock=lambda day=day: at(day)) as archive:  # type: ignore[misc]
            archive.keep([TOML]).result(10)
            kept(archive, look(article(), days=day), b"<p>")
    into = tmp_path / "bukti"
    told = json.loads(ask("--archive", tmp_path / "kept", "prove", WELL, "--into", into, "--json"))
    assert told["at"].startswith(f"{at(0):%Y-%m-%d}")
    assert len(told["chain"]) == 2
    assert alone(into, told["chain"][-1]["chain"])
    assert "sound" in ask("prove", "--check", into)


def test_the_checker_is_short() -> None:
    lines = Path(check_proof.__file__).read_text().splitlines()
    body = [line for line in lines if line.strip()]
    assert len(body) <= 50


# ------------------------------------------------------------------------------------------------------- citations


def test_a_citation_names_article_and_instant_and_is_found_again(folder: Path) -> None:
    with Archive.open(folder, clock=lambda: at(3)) as archive:
        connection = archive.connection()
        for number in (1, 2, 3, 4):
            shown = queries.show(connection, queries.find(connection, WELL), number)
            name = cited(connection, shown).name
            found = queries.find(connection, name)
            assert found == shown.id
            assert queries.cited_revision(connection, found, name) == number


def any_cited(**more: Any) -> Cited:
    return Cited(**{
        "article": "a" * 32, "capture": "c" * 32, "title": "Sumur {tua} 100% & \\input{x}\r\nER  - \nTY  - X",
        "outlet": "Warta Sabana", "address": "https://w.example/a_b", "captured_at": at(), "people": ("Rambu Ana",),
        "published_at": at(), "archive": "abc", **more,
    })  # fmt: skip


def test_no_form_lets_a_page_write_another_record() -> None:
    assert FORMS["ris"](any_cited()).count("\r\nER  - ") == 1
    assert sum(line.startswith("TY  -") for line in FORMS["ris"](any_cited()).splitlines()) == 1
    tex = FORMS["bibtex"](any_cited())
    assert tex.count("\n}\n") == 1
    assert r"\input" not in tex.replace(r"\textbackslash{}input", "")
    entry = json.loads(FORMS["csl"](any_cited()))[0]
    assert entry["issued"] == {"date-parts": [[2026, 3, 2]]}
    assert "\n" not in entry["title"]
    assert FORMS["text"](any_cited(people=(), published_at=None)).count("\n") == 1
    for form in FORMS.values():
        assert "kliping" in form(any_cited())
        assert "2026-03-02" in form(any_cited()) or "2026/03/02" in form(any_cited())

"""Fingerprints: equal for equal words on every machine, near for near copies, and bounded for any text."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.fingerprint import KEY_BITS, bands, contained, containment, exact, resemblance, shingles, sketch, verbatim

TEXT = (
    "Warga Desa Kalembu Ndara menggali sumur tua yang mengering sejak Jum’at lalu dengan peralatan seadanya, "
    "kata “kepala” desa – Ngongo. "
)
WORDS = [f"kata{number}" for number in range(4000)]


def text_of(seed: int, words: int = 300) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def test_fingerprints_are_the_same_on_every_machine() -> None:
    """Written down once: a change of these numbers needs a new FINGERPRINT."""
    assert exact(TEXT) == "10fb8b00b64e36cc59e6b2c6eb241022"
    assert sorted(shingles("satu dua tiga empat")) == [2527274987, 2617993576]
    assert (
        hashlib.sha256(sketch(TEXT * 3, "Warga gali sumur tua")).hexdigest()[:32] == "fc91949514598b39c612395907d592d8"
    )
    assert bands(sketch(TEXT, "Warga gali sumur tua"))[::20] == (2141945009, 21116790478, 72199254022)


@pytest.mark.parametrize("seed", ["0", "1", "777"])
def test_no_process_has_fingerprints_of_its_own(seed: str) -> None:
    code = (
        f"from archive.fingerprint import *; print(sketch({TEXT!r}).hex(), sorted(shingles({TEXT!r})), exact({TEXT!r}))"
    )
    told = subprocess.check_output(
        [sys.executable, "-c", code], text=True, env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
    )
    assert told.split()[0] == sketch(TEXT).hex()
    assert told.split()[-1] == exact(TEXT)


@pytest.mark.parametrize(
    "other",
    [
        "  warga DESA kalembu ndara\nmenggali sumur tua yang mengering sejak Jumat lalu, dengan peralatan seadanya; kata kepala desa Ngongo",
        TEXT.replace("’", "'").replace("–", "-").replace(" ", "\u00a0"),
        TEXT.replace("peralatan", "per\u00adalatan").replace("Desa", "De\u200bsa").replace(".", "…"),
        TEXT.replace("“", "«").replace("”", "»").replace("–", "•"),
    ],
)
def test_spacing_quotes_and_case_do_not_count(other: str) -> None:
    assert exact(other) == exact(TEXT)
    assert sketch(other) == sketch(TEXT)


@pytest.mark.parametrize("other", [TEXT.replace("tua", "tuan"), TEXT + "48", TEXT.replace("sumur tua", "tua sumur")])
def test_every_word_counts(other: str) -> None:
    assert exact(other) != exact(TEXT)
    assert shingles(other) != shingles(TEXT)


def test_two_sketches_agree_in_as_many_bins_as_the_texts_share() -> None:
    misses, inner_misses = [], []
    for seed in range(120):
        text, share = text_of(seed).split(), 0.3 + 0.7 * (seed % 40) / 40
        a, b = " ".join(text), " ".join(text[: int(len(text) * share)])
        left, right = shingles(a), shingles(b)
        misses.append(resemblance(sketch(a), sketch(b)) - len(left & right) / len(left | right))
        inner_misses.append(contained(sketch(a), sketch(b)) - containment(left, right))
    assert abs(sum(misses) / len(misses)) < 0.02
    assert max(map(abs, misses)) < 0.16
    assert abs(sum(inner_misses) / len(inner_misses)) < 0.05


def test_copies_share_a_band_and_strangers_do_not() -> None:
    keys = [set(bands(sketch(text_of(seed)))) for seed in range(200)]
    assert not any(a & b for number, a in enumerate(keys) for b in keys[:number])
    for seed in range(60):
        half = " ".join(text_of(seed).split()[:180])
        assert set(bands(sketch(half))) & keys[seed], seed


def test_the_keys_of_two_bands_of_five_bins_begin_alike() -> None:
    """So they lie on one page of a table: 21 pages are looked at for 42 bands."""
    keys = bands(sketch(text_of(1)))
    assert len({key >> 15 for key in keys}) == 21
    assert all(a >> 15 == b >> 15 and a != b for a, b in zip(keys[::2], keys[1::2], strict=True))


def test_texts_of_equal_words_share_a_number_and_a_text_of_few_words_has_none() -> None:
    text = text_of(1)
    assert verbatim(sketch(text, "Warga gali sumur tua")) == verbatim(sketch(text.upper().replace(" ", "\n"), "Lain"))
    assert verbatim(sketch(text)) != verbatim(sketch(text + " kata1"))
    assert verbatim(sketch(TEXT)) is None


def test_a_headline_of_four_words_is_a_band_of_its_own() -> None:
    left, right = bands(sketch(text_of(1), "Warga gali sumur tua")), bands(sketch(text_of(2), "WARGA GALI SUMUR TUA!"))
    assert len(left) == 43
    assert len(set(left) & set(right)) == 1
    assert not set(bands(sketch(text_of(1), "Sekilas berita"))) & set(bands(sketch(text_of(2), "Sekilas berita")))


@pytest.mark.parametrize("text", ["", " \n", "“…” – •", "kata", "dua kata", "satu dua tiga"])
def test_a_text_of_few_words_is_fingerprinted_too(text: str) -> None:
    assert len(sketch(text)) == 263
    assert len(bands(sketch(text))) == (42 if any(map(str.isalpha, text)) else 0)
    assert resemblance(sketch(text), sketch(text)) == float(any(map(str.isalpha, text)))


@pytest.mark.parametrize("damaged", [b"", b"\x01" * 505, b"\x01", sketch(TEXT)[:-1], b"\x03" + sketch(TEXT)[1:]])
def test_a_sketch_of_another_version_is_like_none(damaged: bytes) -> None:
    assert bands(damaged) == ()
    assert resemblance(damaged, sketch(TEXT)) == contained(damaged, sketch(TEXT)) == 0.0


@settings(max_examples=150, deadline=None)
@given(a=st.text(max_size=400), b=st.text(max_size=400), title=st.text(max_size=40))
def test_any_text_has_a_fingerprint_and_comparing_is_symmetric(a: str, b: str, title: str) -> None:
    left, right = sketch(a, title), sketch(b)
    assert len(left) == 263
    assert all(0 <= band < 2**KEY_BITS for band in bands(left))
    assert resemblance(left, right) == resemblance(right, left) <= 1.0
    assert contained(left, right) == contained(right, left) <= 1.0
    assert containment(shingles(a), shingles(b)) == containment(shingles(b), shingles(a)) <= 1.0
    assert len(exact(a)) == 32

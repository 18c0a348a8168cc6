"""What tells copies: an exact digest of a body, and a sketch that near copies share much of. Pure; versioned.

The sketch is a one-permutation MinHash over three-word shingles: each shingle is hashed once and falls into one of 126
bins, each bin keeps its least hash, and an empty bin borrows from another (densification), so that two sketches agree
in about as many bins as the texts share of their shingles. Bands of three bins find a copy cut to 40 % in nine cases of
ten; the headline, a band of its own, finds many of the rest (measured: tests/bench/copies.py). Two bands share their
first bin, and the keys of the two begin alike: so they lie side by side in a table, on half as many of its pages, and
as many copies are found, for what two dependent bands find less the bins that are left over for further ones find more.

Everything is integer arithmetic on UTF-8: equal in every process and on every machine.
"""

from __future__ import annotations

import hashlib
import re
import struct
import sys
import unicodedata
import zlib
from array import array
from functools import cache

FINGERPRINT = 1
SHINGLE = 3
BINS = 126
KEY_BITS = 37

_HEAD = struct.Struct("<BH8s")  # version, shingles, headline
_BINS = struct.Struct(f"<{BINS}H")
_GROUPS = 21
_GROUP = 5  # bins: the first of both bands, and two of each
_PAIR_BITS = 15
_FIRST_BITS = KEY_BITS - _PAIR_BITS
_GOLDEN = 0x9E3779B97F4A7C15  # 2 ** 64 by the golden ratio: a product's upper bits look like chance
_WORD = (1 << 64) - 1
_NO_TITLE = bytes(8)
_ENOUGH = 50  # shingles: of fewer words are captions, notices and forms
_TITLE_WORDS = 4  # a shorter headline is a rubric's name

# Jum’at, Jum'at and Jumat are one word; what cannot be seen is nothing; quotes and dashes only part words.
_GONE = ("’", "'", "‘", "ʼ", "ʻ", "`", "´", "′", "‛", "\u200b", "\u200c", "\u200d", "\u00ad", "\ufeff")  # fmt: skip
_PARTING = ("“", "”", "–", "—", "‐", "•", "«", "»", "„", "·")
_OTHER_MARKS = re.compile(r"[^\w\s]")
_LETTERS = bytes(
    byte if byte >= 128 or chr(byte).isalnum() else 32  # bytes beyond ASCII are parts of letters by then
    for byte in range(256)
)

# Multipliers of the three words of a shingle: odd, so that no bit of a word is lost, and below 2^30, so that the sum of
# three products fits 64 bits.
_FACTORS = (0x2545F491, 0x1B873593, 0x3C6EF36F)


def tokens(text: str) -> list[bytes]:
    """The words of a text as fingerprints see them: folded, in lower case, UTF-8."""
    text = unicodedata.normalize("NFKC", text)
    for char in _GONE:
        text = text.replace(char, "")
    if not text.isascii():
        for char in _PARTING:
            text = text.replace(char, " ")
        if not text.isascii():
            text = _OTHER_MARKS.sub(" ", text)
    return text.casefold().encode("utf-8", "replace").translate(_LETTERS).split()


def exact(text: str) -> str:
    """32 hex digits that are equal for bodies of equal words, however spaced, quoted or capitalised."""
    return hashlib.sha256(b" ".join(tokens(text))).hexdigest()[:32]


def shingles(text: str) -> frozenset[int]:
    """The hashes (32 bits) of all three-word runs of a text; a shorter text is one shingle."""
    return frozenset(_hashes(tokens(text)))


def _hashes(words: list[bytes]) -> array[int]:
    """The hash of each run of three words, made for all runs at once.

    The words' own hashes stand in 64-bit lanes of one big integer: multiplied by a small number, and added to itself
    moved on by one and by two lanes, no lane overflows into the next. In plain Python this is three times as fast as a
    hash a run.
    """
    if len(words) < SHINGLE:
        return array("I", [zlib.crc32(b" ".join(words))] if words else [])
    each = array("Q", map(zlib.crc32, words))
    if sys.byteorder == "big":
        each.byteswap()
    lanes = int.from_bytes(each.tobytes(), "little")
    first, second, third = _FACTORS
    sums = lanes * first + (lanes >> 64) * second + (lanes >> 128) * third
    halves = array("I")
    halves.frombytes(sums.to_bytes(8 * len(words), "little")[: 8 * (len(words) - SHINGLE + 1)])
    if sys.byteorder == "big":
        halves.byteswap()
    return halves[::2]


def sketch(text: str, title: str = "") -> bytes:
    """263 bytes: version, number of shingles, headline, and 126 numbers of 16 bits. Equal on every machine."""
    hashes = _hashes(tokens(text))
    # The least hash of each bin: of those that fall together the last one stays, and they come in falling order.
    least = {value % BINS: value for value in sorted(hashes, reverse=True)}
    headline = tokens(title)
    named = hashlib.sha256(b" ".join(headline)).digest()[:8] if len(headline) >= _TITLE_WORDS else _NO_TITLE
    numbers = _densified(least) if least else [0] * BINS
    return _HEAD.pack(FINGERPRINT, min(len(set(hashes)), 0xFFFF), named) + _BINS.pack(*numbers)


def _densified(least: dict[int, int]) -> list[int]:
    """A number for every bin: an empty one borrows from the first full one of an order that is its own."""
    numbers = []
    for place in range(BINS):
        value = least.get(place)
        if value is None:
            value = next(least[other] for other in _order(place) if other in least)
        numbers.append(value // BINS & 0xFFFF)
    return numbers


@cache
def _order(place: int) -> tuple[int, ...]:
    """Which bins an empty one asks, one after the other: all of them, in an order that looks like chance."""
    return tuple(sorted(range(BINS), key=lambda other: zlib.crc32(bytes((place, other)))))


def _numbers(sketched: bytes) -> tuple[int, ...]:
    return _BINS.unpack_from(sketched, _HEAD.size)


def _is_readable(sketched: bytes) -> bool:
    return len(sketched) == _HEAD.size + _BINS.size and sketched[0] == FINGERPRINT and _size(sketched) > 0


def _size(sketched: bytes) -> int:
    return int.from_bytes(sketched[1:3], "little")


def bands(sketched: bytes) -> tuple[int, ...]:
    """Up to 43 integers of 37 bits: texts that share one are candidates for copies of each other.

    Two for each five bins, alike in their upper 22 bits, and one for the headline. Two that are not equal by what they
    stand for are so by chance once in 2 ** 37. None for a text without words.
    """
    if not _is_readable(sketched):
        return ()
    numbers = _numbers(sketched)
    keys = []
    for group in range(_GROUPS):
        first, *rest = numbers[_GROUP * group : _GROUP * (group + 1)]
        begins = _scattered(group << 16 | first, _FIRST_BITS) << _PAIR_BITS
        keys.append(begins | _scattered(rest[0] << 16 | rest[1], _PAIR_BITS))
        keys.append(begins | _scattered(1 << 32 | rest[2] << 16 | rest[3], _PAIR_BITS))
    named = sketched[3:11]
    if named != _NO_TITLE:
        keys.append(int.from_bytes(named, "little") >> 64 - KEY_BITS)
    return tuple(keys)


def verbatim(sketched: bytes) -> int | None:
    """An integer like a band's that texts of equal words share, and hardly any others; None for one of few words.

    It is made of the sketch, so of texts that differ in one word about one pair in twenty shares it, too.
    """
    if not _is_readable(sketched) or _size(sketched) < _ENOUGH:
        return None
    told = hashlib.sha256(sketched[1:3] + sketched[_HEAD.size :]).digest()
    return int.from_bytes(told[:8], "little") >> 64 - KEY_BITS


def _scattered(value: int, bits: int) -> int:
    return (value * _GOLDEN & _WORD) >> 64 - bits


def resemblance(a: bytes, b: bytes) -> float:
    """The share of shingles that two sketched texts have in common, estimated (standard error about .04)."""
    if not (_is_readable(a) and _is_readable(b)):
        return 0.0
    return sum(map(int.__eq__, _numbers(a), _numbers(b))) / BINS


def contained(a: bytes, b: bytes) -> float:
    """How much of the shorter text's shingles the longer one holds, estimated from their sketches. Symmetric."""
    alike = resemblance(a, b)
    if not alike:
        return 0.0
    return min(1.0, alike / (1 + alike) * (_size(a) + _size(b)) / min(_size(a), _size(b)))


def containment(a: frozenset[int], b: frozenset[int]) -> float:
    """How much of the shorter text's shingles the longer one holds. Symmetric."""
    least = min(len(a), len(b))
    return len(a & b) / least if least else 0.0

"""The arithmetic of seals: a Merkle tree over a day's WARC records, and the chain of its roots. Pure.

The tree is that of RFC 6962 (Certificate Transparency), so that its proofs can be checked by anybody: a leaf is
SHA-256 of a zero byte and "<record id> <digest>", a node SHA-256 of a one byte and its two children; a node without a
sibling stands for itself on the next level. The digest is SHA-256 of the whole unpacked WARC record. A seal's chain value is
SHA-256 of "<chain value before> <day> <number of leaves> <root>".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import msgspec


class Step(msgspec.Struct, frozen=True):
    """One step from a leaf towards the root: on which side the other node stands, and what it is."""

    side: str
    hash: str


def leaf(record_id: str, digest: str) -> bytes:
    """The leaf of a record."""
    return hashlib.sha256(b"\x00" + f"{record_id} {digest}".encode()).digest()


def root(leaves: Sequence[bytes]) -> str:
    """The root over leaves, as hex digits; that of no leaves is SHA-256 of nothing."""
    if not leaves:
        return hashlib.sha256(b"").hexdigest()
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0].hex()


def path(leaves: Sequence[bytes], index: int) -> tuple[Step, ...]:
    """The steps from one leaf to the root."""
    steps, level = [], list(leaves)
    while len(level) > 1:
        other = index ^ 1
        if other < len(level):
            steps.append(Step("left" if other < index else "right", level[other].hex()))
        level, index = _above(level), index // 2
    return tuple(steps)


def climbed(start: bytes, steps: Iterable[Step]) -> str:
    """The root that a leaf and its steps lead to."""
    node = start
    for step in steps:
        other = bytes.fromhex(step.hash)
        node = _node(other, node) if step.side == "left" else _node(node, other)
    return node.hex()


def chained(before: str, day: str, leaves: int, top: str) -> str:
    """The chain value of a seal; `before` is that of the seal before, or nothing."""
    return hashlib.sha256(f"{before} {day} {leaves} {top}".encode()).hexdigest()


def _above(level: list[bytes]) -> list[bytes]:
    pairs = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return pairs + level[len(pairs) * 2 :]


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()

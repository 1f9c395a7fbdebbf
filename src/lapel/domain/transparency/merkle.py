"""Merkle trees over SHA-256: hashes, and roots of leaves (RFC 6962 §2.1, RFC 9162 §2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HASH_BYTES = 32
EMPTY_ROOT = sha256().digest()
MAX_SIZE = 2**63 - 1  # tlog-cosignature: what other readers hold in a signed number


@dataclass(frozen=True)
class Head:
    """A tree as one number and one hash: how many entries, and the root over them."""

    size: int
    root: bytes


EMPTY = Head(0, EMPTY_ROOT)


def leaf_hash(entry: bytes) -> bytes:
    """Return the 32-byte hash of an entry as a leaf."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32-byte hash of two neighbours in the tree."""
    return sha256(b"\1" + left + right).digest()


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over 2^k hashes, all at one height."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def peaks(hashes: Sequence[bytes]) -> list[bytes]:
    """Return the roots of the perfect trees that hashes of one height fall into, largest first."""
    found, start = [], 0
    for height in reversed(range(len(hashes).bit_length())):
        if len(hashes) >> height & 1:
            found.append(perfect_root(hashes[start : start + (1 << height)]))
            start += 1 << height
    return found


def root_of_peaks(mountains: Sequence[bytes]) -> bytes:
    """Return the root over perfect trees that stand from left to right, each lower than before."""
    if not mountains:
        return EMPTY_ROOT
    return reduce(lambda right, left: node_hash(left, right), reversed(mountains))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes; of none, the hash of nothing."""
    return root_of_peaks(peaks(leaves))


def split(size: int) -> int:
    """Return the largest power of two below `size` (2 or more): the left half of such a tree."""
    return 1 << (size - 1).bit_length() - 1

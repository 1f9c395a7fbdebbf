"""Inclusion and consistency proofs: which subtrees they name, and whether they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.transparency.errors import ProofError
from lapel.domain.transparency.merkle import EMPTY, HASH_BYTES, Head, node_hash, split

if TYPE_CHECKING:
    from collections.abc import Sequence

Proof = tuple[bytes, ...]
Range = tuple[int, int]


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Return [start, end) of each subtree in the proof of entry `index`, lowest first.

    RFC 6962 §2.1.1. Raises ProofError when a tree of `size` has no such entry.
    """
    if not 0 <= index < size:
        raise ProofError(f"A log of {size} entries has no entry {index}.")
    ranges, start, end = [], 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old_size: int, size: int) -> list[Range]:
    """Return [start, end) of each subtree proving that `size` extends `old_size`, lowest first.

    RFC 6962 §2.1.2. From nothing, and to the same size, the proof is empty.
    Raises ProofError when the older tree is the larger one.
    """
    if not 0 <= old_size <= size:
        raise ProofError(f"A log of {size} entries does not extend one of {old_size}.")
    if old_size == 0:
        return []
    ranges, start, end = [], 0, size
    while end != old_size:
        middle = start + split(end - start)
        if old_size <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        ranges.append((start, end))
    return ranges[::-1]


def verify_inclusion(*, leaf: bytes, index: int, head: Head, proof: Sequence[bytes]) -> None:
    """Raise ProofError unless the leaf hash stands at `index` of the tree (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < head.size:
        raise ProofError(f"A log of {head.size} entries has no entry {index}.")
    _check_hashes(proof)
    path, last, root = index, head.size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("The inclusion proof is too long for a log of this size.")
        if path & 1 or path == last:
            root = node_hash(sibling, root)
            path, last = _climbed(path, last)
        else:
            root = node_hash(root, sibling)
        path, last = path >> 1, last >> 1
    if last or root != head.root:
        raise ProofError(f"The proof does not show that the entry is number {index} of the log.")


def verify_consistency(*, old: Head, new: Head, proof: Sequence[bytes]) -> None:
    """Raise ProofError unless the newer tree begins with the older one (RFC 9162 §2.1.4.2)."""
    if not 0 <= old.size <= new.size:
        raise ProofError(f"A log of {new.size} entries does not extend one of {old.size}.")
    _check_hashes(proof)
    if old.size in {0, new.size}:
        _verify_trivial(old, new, proof)
        return
    if _consistency_roots(old, new, proof) != (old.root, new.root):
        raise ProofError(
            f"The proof does not show that the log of {new.size} entries extends "
            f"the one of {old.size}."
        )


def _verify_trivial(old: Head, new: Head, proof: Sequence[bytes]) -> None:
    if proof:
        raise ProofError("Here the consistency proof has to be empty.")
    if EMPTY.size in {old.size, new.size} and EMPTY not in {old, new}:
        raise ProofError("An empty log has the hash of nothing as its root.")
    if old.size == new.size and old != new:
        raise ProofError(f"Two logs of {new.size} entries have different roots.")


def _consistency_roots(old: Head, new: Head, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    hashes = iter(proof)
    path, last = old.size - 1, new.size - 1
    while path & 1:
        path, last = path >> 1, last >> 1
    old_root = new_root = old.root if path == 0 else next(hashes, b"")
    for sibling in hashes:
        if last == 0:
            return None
        if path & 1 or path == last:
            old_root, new_root = node_hash(sibling, old_root), node_hash(sibling, new_root)
            path, last = _climbed(path, last)
        else:
            new_root = node_hash(new_root, sibling)
        path, last = path >> 1, last >> 1
    return None if last else (old_root, new_root)


def _climbed(path: int, last: int) -> tuple[int, int]:
    """Pass the levels at which a node on the right edge has no sibling."""
    while path and not path & 1:
        path, last = path >> 1, last >> 1
    return path, last


def _check_hashes(proof: Sequence[bytes]) -> None:
    if any(len(each) != HASH_BYTES for each in proof):
        raise ProofError(f"A proof is made of hashes of {HASH_BYTES} bytes.")

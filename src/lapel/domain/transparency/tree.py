"""A tree read from its tiles: root, hashes of ranges, and proofs made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.transparency.merkle import EMPTY_ROOT, Head, node_hash, perfect_root, split
from lapel.domain.transparency.proofs import Proof, consistency_ranges, inclusion_ranges
from lapel.domain.transparency.tiles import (
    ENTRIES,
    HEIGHT,
    WIDTH,
    Reader,
    Tile,
    read_entries,
    read_hashes,
    width_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lapel.domain.transparency.proofs import Range


class Tree:
    """The log at one size, read through `reader`; each tile is read at most once.

    It believes its reader: check what comes out against a signed root, as every proof is.
    Methods raise TileError when a tile is missing or malformed.
    """

    def __init__(self, reader: Reader, size: int) -> None:
        self._reader = reader
        self._tiles: dict[Tile, list[bytes]] = {}
        self.size = size

    def head(self) -> Head:
        """Return size and root; reads at most two tiles a level."""
        return self.head_at(self.size)

    def head_at(self, size: int) -> Head:
        """Return the head that the log had when it held `size` entries (0 ≤ size ≤ its own)."""
        return Head(size, self._over((0, size)) if size else EMPTY_ROOT)

    def inclusion(self, index: int) -> Proof:
        """Return the proof that entry `index` is in the tree; ProofError when there is none."""
        return self._proof(inclusion_ranges(index, self.size))

    def consistency(self, old_size: int) -> Proof:
        """Return the proof that the tree extends the one of `old_size`; ProofError if it cannot."""
        return self._proof(consistency_ranges(old_size, self.size))

    def leaf(self, index: int) -> bytes:
        """Return the leaf hash of an entry (0 ≤ index < size)."""
        return self._node(0, index)

    def entry(self, index: int) -> bytes:
        """Return an entry (0 ≤ index < size)."""
        bundle, place = divmod(index, WIDTH)
        width = width_at(self.size, ENTRIES, bundle)
        return read_entries(self._reader, Tile(ENTRIES, bundle, width))[place]

    def _proof(self, ranges: Iterable[Range]) -> Proof:
        return tuple(self._over(each) for each in ranges)

    def _over(self, span: Range) -> bytes:
        """Return the hash over entries [start, end), a subtree of the tree."""
        start, end = span
        width = end - start
        if width & (width - 1) == 0:
            return self._node(width.bit_length() - 1, start // width)
        middle = start + split(width)
        return node_hash(self._over((start, middle)), self._over((middle, end)))

    def _node(self, height: int, index: int) -> bytes:
        level, above = divmod(height, HEIGHT)
        tile, place = divmod(index << above, WIDTH)
        return perfect_root(self._hashes(level, tile)[place : place + (1 << above)])

    def _hashes(self, level: int, index: int) -> list[bytes]:
        tile = Tile(level, index, width_at(self.size, level, index))
        if tile not in self._tiles:
            self._tiles[tile] = read_hashes(self._reader, tile)
        return self._tiles[tile]

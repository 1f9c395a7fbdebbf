"""A copy of a log, read whole: its leaves as the entries give them, and as the tiles give them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lapel.domain.transparency.errors import MissingTileError, TileError
from lapel.domain.transparency.findings import Code, Finding
from lapel.domain.transparency.merkle import leaf_hash, perfect_root, root_of
from lapel.domain.transparency.tiles import (
    ENTRIES,
    WIDTH,
    Reader,
    Tile,
    bundles,
    read_entries,
    read_hashes,
    width_at,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GIVE_UP = 20  # bundles in a row
Leaves = list[bytes | None]  # None where nothing readable is stored


@dataclass
class Copy:
    """The leaf hashes of a copy, from both sources, and what was wrong while reading them."""

    size: int
    by_entries: Leaves = field(default_factory=list)
    by_tiles: Leaves = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def leaves(self, root: bytes) -> list[bytes] | None:
        """Return the leaves that give the signed root, whichever source has them, or None."""
        for source in (self.by_entries, self.by_tiles):
            found = [leaf for leaf in source if leaf is not None]
            if len(found) == self.size and root_of(found) == root:
                return found
        return None


def read_copy(reader: Reader, size: int) -> Copy:
    """Read every entry and every lowest tile of a log of `size`; never raises.

    Gives up where nothing is stored for long: a checkpoint may claim any size.
    """
    copy, nothing = Copy(size), 0
    for bundle in bundles(size):
        entries = _attempt(copy, read_entries, reader, bundle)
        hashes = _attempt(copy, read_hashes, reader, Tile(0, bundle.index, bundle.width))
        copy.by_entries += [None if each is None else leaf_hash(each) for each in entries]
        copy.by_tiles += hashes
        nothing = nothing + 1 if {*entries, *hashes} == {None} else 0
        if nothing == GIVE_UP:
            break
    return copy


def check_lowest_tiles(copy: Copy, leaves: list[bytes]) -> Iterator[Finding]:
    """Yield the tiles of leaf hashes that are not what was signed, as read into the copy."""
    for index in dict.fromkeys(at // WIDTH for at in wrong_places(copy.by_tiles, leaves)):
        path = Tile(0, index, width_at(copy.size, 0, index)).path
        yield Finding(Code.DAMAGED, f"{path} does not hold its entries' hashes.", (("path", path),))


def check_upper_tiles(reader: Reader, leaves: list[bytes]) -> Iterator[Finding]:
    """Yield what is wrong with the tiles above the lowest, for a log of these leaves."""
    level, row = 1, _above(leaves)
    while row:
        for start in range(0, len(row), WIDTH):
            expected = row[start : start + WIDTH]
            tile = Tile(level, start // WIDTH, width_at(len(row), 0, start // WIDTH))
            yield from _check_tile(reader, tile, expected)
        level, row = level + 1, _above(row)


def _check_tile(reader: Reader, tile: Tile, expected: list[bytes]) -> Iterator[Finding]:
    copy = Copy(0)
    found = _attempt(copy, read_hashes, reader, tile)
    yield from copy.findings
    if not copy.findings and found != expected:
        sentence = f"{tile.path} does not hold the hashes of what is below it."
        yield Finding(Code.DAMAGED, sentence, (("path", tile.path),))


def suspects(reader: Reader, copy: Copy) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of the entries that do not hash to what the tile above them says."""
    for index in range(len(copy.by_entries) // WIDTH):
        stored = _stored_above(reader, copy.size, index)
        leaves = copy.by_entries[index * WIDTH : (index + 1) * WIDTH]
        known = [leaf for leaf in leaves if leaf is not None]
        if stored is not None and len(known) == WIDTH and perfect_root(known) != stored:
            yield index * WIDTH, index * WIDTH + WIDTH - 1


def _stored_above(reader: Reader, size: int, index: int) -> bytes | None:
    tile, place = divmod(index, WIDTH)
    row = _attempt(Copy(0), read_hashes, reader, Tile(1, tile, width_at(size, 1, tile)))
    return row[place]


def _above(row: list[bytes]) -> list[bytes]:
    whole = len(row) - len(row) % WIDTH
    return [perfect_root(row[at : at + WIDTH]) for at in range(0, whole, WIDTH)]


def _missing(tile: Tile) -> str:
    if tile.level != ENTRIES:
        return ""
    last = tile.first + tile.width - 1
    return f"Entries {tile.first} to {last} are missing ({tile.path})."


def _attempt(
    copy: Copy, read: Callable[[Reader, Tile], list[bytes]], reader: Reader, tile: Tile
) -> Leaves:
    """Read a tile, or note what is wrong with it and return as many Nones."""
    try:
        return list(read(reader, tile))
    except MissingTileError as error:
        code, sentence = Code.MISSING, _missing(tile) or str(error)
    except TileError as error:
        code, sentence = Code.DAMAGED, str(error)
    copy.findings.append(Finding(code, sentence, (("path", tile.path),)))
    return [None] * tile.width


def wrong_places(stored: Leaves, right: list[bytes]) -> list[int]:
    """Return where something readable is stored that is not the right leaf."""
    pairs = enumerate(zip(stored, right, strict=True))
    return [at for at, (leaf, wanted) in pairs if leaf not in {None, wanted}]

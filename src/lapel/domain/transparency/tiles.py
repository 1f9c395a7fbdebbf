"""Tiles and bundles of entries: their paths and contents (C2SP tlog-tiles, height 8)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from lapel.domain.transparency.errors import EntryError, MissingTileError, TileError
from lapel.domain.transparency.merkle import HASH_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HEIGHT = 8
WIDTH = 1 << HEIGHT
MAX_ENTRY = 2**16 - 1
ENTRIES = -1  # the "level" of bundles of entries
CHECKPOINT = "checkpoint"  # the one path whose content changes
_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([0-9]{1,3}))?")
_MAX_LEVEL = 63


class Reader(Protocol):
    """A log's files, wherever they are: a folder, a store, a cache in memory."""

    def read(self, path: str, /) -> bytes | None:
        """Return the bytes at a path such as `tile/0/x001/234`, or None."""


@dataclass(frozen=True, order=True)
class Tile:
    """A tile's place: `width` hashes (1 to 256) of one level, or entries at level ENTRIES."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path below the log's address, such as `tile/0/x001/234.p/17`."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{level}/{_numbered(self.index)}{partial}"

    @property
    def whole(self) -> Tile:
        """The full tile at this place."""
        return Tile(self.level, self.index)

    @property
    def first(self) -> int:
        """How many hashes of the level, or entries, come before this tile."""
        return self.index * WIDTH


def _numbered(index: int) -> str:
    rest, last = divmod(index, 1000)
    parts = [f"{last:03}"]
    while rest:
        rest, last = divmod(rest, 1000)
        parts.insert(0, f"x{last:03}")
    return "/".join(parts)


def parse_path(path: str) -> Tile:
    """Return the tile that a path names; raises TileError for anything but the one right path."""
    found = _PATH.fullmatch(path)
    if not found:
        raise TileError("That is not the path of a tile.")
    level = ENTRIES if found[1] == "entries" else int(found[1])
    index = int(found[2].replace("x", "").replace("/", ""))
    tile = Tile(level, index, int(found[3] or WIDTH))
    if level > _MAX_LEVEL or not 0 < tile.width <= WIDTH or tile.path != path:
        raise TileError("That is not the path of a tile.")
    return tile


def width_at(size: int, level: int, index: int) -> int:
    """Return how many hashes the tile holds in a tree of `size` entries: 0 to 256."""
    complete = size >> HEIGHT * max(level, 0)
    return min(max(complete - index * WIDTH, 0), WIDTH)


def edge(size: int) -> list[Tile]:
    """Return the partial tiles on the right edge of a tree, lowest level first."""
    found = []
    for level in range((size.bit_length() + HEIGHT - 1) // HEIGHT):
        index, width = divmod(size >> HEIGHT * level, WIDTH)
        if width:
            found.append(Tile(level, index, width))
    return found


def bundles(size: int) -> Iterator[Tile]:
    """Yield the bundles that hold the entries of a log of `size`, in order."""
    for index in range((size + WIDTH - 1) // WIDTH):
        yield Tile(ENTRIES, index, width_at(size, ENTRIES, index))


def pack(entries: Iterable[bytes]) -> bytes:
    """Return entries as a bundle, each with its length in two bytes; EntryError when too long."""
    packed = bytearray()
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            raise EntryError(f"An entry has at most {MAX_ENTRY} bytes.")
        packed += len(entry).to_bytes(2) + entry
    return bytes(packed)


def unpack(bundle: bytes) -> list[bytes]:
    """Return the entries of a bundle; raises TileError when it ends within one."""
    entries, start = [], 0
    while start < len(bundle):
        end = start + 2 + int.from_bytes(bundle[start : start + 2])
        if end > len(bundle) or start + 2 > len(bundle):
            raise TileError("A bundle of entries is cut off.")
        entries.append(bundle[start + 2 : end])
        start = end
    return entries


def read_hashes(reader: Reader, tile: Tile) -> list[bytes]:
    """Return a tile's hashes, from the full tile where the partial one is gone.

    Raises MissingTileError when there is neither, TileError when its length is wrong.
    """
    whole, data = _read(reader, tile)
    if len(data) != HASH_BYTES * whole.width:
        raise TileError(f"{whole.path} does not hold {whole.width} hashes.")
    return [data[at : at + HASH_BYTES] for at in range(0, HASH_BYTES * tile.width, HASH_BYTES)]


def read_entries(reader: Reader, tile: Tile) -> list[bytes]:
    """Return the entries of a bundle; raises as read_hashes does."""
    whole, data = _read(reader, tile)
    entries = unpack(data)
    if len(entries) != whole.width:
        raise TileError(f"{whole.path} does not hold {whole.width} entries.")
    return entries[: tile.width]


def _read(reader: Reader, tile: Tile) -> tuple[Tile, bytes]:
    places: Sequence[Tile] = (tile, tile.whole) if tile.width < WIDTH else (tile,)
    for place in places:
        data = reader.read(place.path)
        if data is not None:
            return place, data
    raise MissingTileError(f"{tile.path} is missing.")
